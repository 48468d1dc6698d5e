"""
Whatever happened to an archive or to the disk, it ends in words, and nothing is left half done.

These call the two commands directly, so that hundreds of ways to be damaged can be tried.
"""

import io
import os
import random
import tarfile

import pytest
from django.db import connection

from guanjia.chapters.org.models import User
from guanjia.doors.cli.archive import back_up, bringing, databases, restore
from guanjia.doors.cli.archive.packing import Manifest, Refused, unpack
from guanjia.vault import envelopes
from tests import databases as stores
from tests.doors.cli.archives.conftest import (
    HEADER,
    PHRASE,
    TABLES,
    full_after,
    moved_to,
    refused,
)

FLIPS = int(os.environ.get("GUANJIA_FLIPS", "120"))


def test_any_byte_that_was_flipped_is_noticed_and_nothing_is_touched(archive, elsewhere, capsys):
    content, before = archive.read_bytes(), elsewhere()
    chance = random.Random(15)
    positions = {*range(HEADER), len(content) - 1, *chance.sample(range(len(content)), FLIPS)}

    for position in sorted(positions):
        spoilt = bytearray(content)
        spoilt[position] ^= 1 << chance.randrange(8)
        archive.write_bytes(spoilt)
        said = refused(archive, capsys)
        assert "损坏" in said or "不是" in said or "damaged" in said or "not a backup" in said
        assert not list(bringing.settings.VAR.glob(".*"))

    assert elsewhere() == before


def test_an_archive_cut_off_or_grown_anywhere_is_noticed(archive, elsewhere, capsys):
    content, before = archive.read_bytes(), elsewhere()
    chance = random.Random(8)
    ends = [0, 1, HEADER - 1, HEADER, HEADER + 1, len(content) - 1]
    ends += [HEADER + number * 50_016 for number in range(1, 4)]

    for end in (*ends, *chance.sample(range(len(content)), 25)):
        archive.write_bytes(content[:end])
        refused(archive, capsys)
    for more in (b"\0", os.urandom(50_016), content[HEADER:]):
        archive.write_bytes(content + more)
        refused(archive, capsys)

    assert elsewhere() == before


def test_pieces_that_were_swapped_or_left_out_are_noticed(archive, elsewhere, capsys):
    content, before = archive.read_bytes(), elsewhere()
    size = 50_016
    head, pieces = (
        content[:HEADER],
        [content[start : start + size] for start in range(HEADER, len(content), size)],
    )
    assert len(pieces) >= 4
    for other in ([1, 0, *range(2, len(pieces))], range(1, len(pieces)), range(len(pieces) - 1)):
        archive.write_bytes(head + b"".join(pieces[number] for number in other))
        refused(archive, capsys)

    assert elsewhere() == before


def test_files_that_changed_places_inside_are_noticed(archive, elsewhere, capsys):
    """By somebody who knows the phrase, so that every seal is sound."""
    before = elsewhere()
    with archive.open("rb") as file:
        plain = io.BytesIO(b"".join(envelopes.opened(file, PHRASE)))
    with tarfile.open(fileobj=plain, mode="r:gz") as tar:
        members = [(info, tar.extractfile(info).read()) for info in tar.getmembers()]
    places = {info.name: number for number, (info, _content) in enumerate(members)}
    one, other = places["vault/ab/photo"], places["vault.key"]
    contents = [content for _info, content in members]

    contents[one], contents[other] = contents[other], contents[one]
    _write_anew(archive, members, contents)
    refused(archive, capsys)
    assert elsewhere() == before

    _write_anew(archive, members, [content for _info, content in members])
    assert restore(archive) == 0


def _write_anew(archive, members, contents):
    with (
        archive.open("wb") as file,
        envelopes.EncryptingWriter(file, PHRASE) as encrypted,
        tarfile.open(fileobj=encrypted, mode="w|gz") as tar,
    ):
        for (info, _content), content in zip(members, contents, strict=True):
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def test_the_wrong_phrase_is_said(archive, elsewhere, capsys, settings):
    before = elsewhere()
    settings.BACKUP_PHRASE = "zzzzz-yyyyy-xxxxx-wwwww-vvvvv-uuuuu"

    refused(archive, capsys)

    assert elsewhere() == before


def test_a_disk_that_is_full_at_any_moment_of_coming_back_leaves_the_house_as_it_was(
    archive, elsewhere, capsys
):
    before = elsewhere()
    # A server keeps its database elsewhere: only its files and the copy can find no room here.
    sizes = (130_000, 400_000) if connection.vendor == "sqlite" else ()
    for size in (0, 1_000, 100_000, *sizes):
        with full_after(size):
            refused(archive, capsys)
        assert elsewhere() == before, size

    assert restore(archive) == 0


def test_when_the_last_step_fails_everything_is_taken_away_again(
    archive, elsewhere, capsys, monkeypatch
):
    before = elsewhere()

    def breaks(_copied):
        raise OSError("the server went away")

    monkeypatch.setattr(databases, "put_in_place", breaks)
    said = refused(archive, capsys)

    assert "the server went away" in said
    assert elsewhere() == before


def of_another_time(settings):
    """Put a file into the vault that is there under the name of one in the archive."""
    photo = settings.VAULT_ROOT / "ab" / "photo"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(b"another picture")
    return photo


@pytest.mark.parametrize("lies_there", [of_another_time, lambda settings: None])
def test_a_restore_that_fails_takes_no_file_that_was_there(
    archive, elsewhere, settings, capsys, monkeypatch, lies_there
):
    """Who has only lost the database brings a backup back into the same folder."""
    own = settings.VAULT_ROOT / "cd" / "own"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"a file that no backup has")
    lies_there(settings)
    before = elsewhere()

    def breaks(_copied):
        raise OSError("No space left on device")

    monkeypatch.setattr(databases, "put_in_place", breaks)
    refused(archive, capsys)

    assert elsewhere() == before


def test_the_same_files_that_lie_there_stay_also_if_it_fails(
    archive, elsewhere, settings, capsys, monkeypatch
):
    photo = of_another_time(settings)
    photo.write_bytes((archive.parent / "here" / "vault" / "ab" / "photo").read_bytes())
    before = elsewhere()

    def breaks(_copied):
        raise KeyboardInterrupt

    monkeypatch.setattr(databases, "put_in_place", breaks)
    with pytest.raises(KeyboardInterrupt):
        restore(archive)

    assert elsewhere() == before


def test_other_files_of_the_same_names_are_kept_beside_and_named(
    archive, elsewhere, settings, capsys
):
    photo = of_another_time(settings)

    assert restore(archive) == 0

    assert photo.read_bytes() != b"another picture"
    (kept,) = settings.VAULT_ROOT.glob("*before*/ab/photo")
    assert kept.read_bytes() == b"another picture"
    assert str(kept.parent.parent) in capsys.readouterr().out


def test_an_archive_of_a_newer_program_is_left_to_that_one(manager, tmp_path, settings, capsys):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('planning', '9999_of_tomorrow', CURRENT_TIMESTAMP)"
        )
    file = tmp_path / "house.guanjia"
    assert back_up(file, with_keys=True) == 0
    capsys.readouterr()
    moved_to(settings, tmp_path / "elsewhere")
    with stores.copy_of("") as name, stores.django_at(name):
        assert "planning.9999_of_tomorrow" in refused(file, capsys)
        connection.close()
        assert stores.store().rows(name, TABLES[connection.vendor]) == []


def test_rows_that_are_missing_are_noticed_by_their_number(archive, elsewhere, capsys, monkeypatch):
    before = elsewhere()
    read = Manifest.read.__func__

    def with_one_more(cls, content):
        told = read(cls, content)
        told.counts["org_user"] += 1
        return told

    monkeypatch.setattr(Manifest, "read", classmethod(with_one_more))
    refused(archive, capsys)

    assert elsewhere() == before


def test_a_database_of_somebody_else_is_left_as_it_is(archive, elsewhere, capsys):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE foo (words text)")
        cursor.execute("INSERT INTO foo VALUES ('theirs')")
    before = elsewhere()

    assert "foo" in refused(archive, capsys)

    assert elsewhere() == before


def test_a_sound_archive_comes_back_whole(archive, elsewhere, manager, settings, capsys):
    photo = (archive.parent / "here" / "vault" / "ab" / "photo").read_bytes()

    assert restore(archive) == 0

    assert User.objects.get(id=manager.user_id).name == "周敏"
    assert (settings.VAULT_ROOT / "ab" / "photo").read_bytes() == photo
    assert (settings.VAR / "vault.key").read_text() == "the key of the house"
    assert not list(settings.VAR.glob(".*"))


def test_other_keys_that_lay_there_are_kept_beside_and_named(archive, elsewhere, settings, capsys):
    """Newer backups may be readable with these alone."""
    assert restore(archive) == 0

    (kept,) = settings.VAR.glob("vault.key.*")
    assert kept.read_text() == "another key"
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.name in capsys.readouterr().out


def test_the_same_keys_are_not_kept_twice(archive, elsewhere, settings):
    (settings.VAR / "vault.key").write_text("the key of the house")

    assert restore(archive) == 0

    assert not list(settings.VAR.glob("vault.key.*"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("../outside", tarfile.REGTYPE), ("/outside", tarfile.REGTYPE), ("link", tarfile.SYMTYPE)],
)
def test_what_leads_out_of_an_archive_is_not_unpacked(name, kind, tmp_path):
    packed, place = io.BytesIO(), tmp_path / "aside"
    place.mkdir()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        info = tarfile.TarInfo(name)
        info.type, info.size, info.linkname = kind, 4 * (kind == tarfile.REGTYPE), "../outside"
        tar.addfile(info, io.BytesIO(b"evil"))

    with pytest.raises(Refused):
        unpack(iter([packed.getvalue()]), place)

    assert not list(place.rglob("*"))
    assert not (tmp_path / "outside").exists()
