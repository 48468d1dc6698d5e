"""What the house keeps on disk is for its own user alone."""

import stat

import pytest


def wide(folder):
    """Return what others may touch in and below the folder, by its name."""
    return {
        str(path.relative_to(folder))
        for path in (folder, *folder.rglob("*"))
        if stat.S_IMODE(path.lstat().st_mode) & 0o077
    }


@pytest.fixture
def of_its_own(house, tmp_path):
    """Run `guanjia` on the database that it makes for itself in var/, as a laptop does."""
    folder = tmp_path / "var"
    address = f"sqlite:///{folder}/guanjia.sqlite3"
    return lambda *arguments: house(*arguments, GUANJIA_DATABASE_URL=address, LC_ALL="C.UTF-8")


@pytest.mark.once
def test_a_new_house_keeps_its_database_keys_and_queue_to_itself(of_its_own, tmp_path):
    (tmp_path / "var").rmdir()

    code, said = of_its_own("migrate")
    of_its_own("doctor")

    assert code == 0, said
    assert {"guanjia.sqlite3", "queue.sqlite3"} <= {at.name for at in (tmp_path / "var").iterdir()}
    assert wide(tmp_path / "var") == set()


@pytest.mark.once
def test_a_house_that_stood_open_is_closed_at_its_next_start(of_its_own, tmp_path):
    folder = tmp_path / "var"
    of_its_own("migrate")
    (folder / "vault" / "ab").mkdir(parents=True)
    (folder / "vault" / "ab" / "photo").write_bytes(b"sealed")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)

    of_its_own("doctor")

    assert wide(folder) == set()


@pytest.mark.once
def test_what_is_not_the_house_s_own_keeps_its_rights(of_its_own, tmp_path):
    folder = tmp_path / "var"
    notes, outside = folder / "notes.txt", tmp_path / "outside"
    notes.write_text("of somebody else")
    outside.write_text("of somebody else")
    notes.chmod(0o644)
    outside.chmod(0o644)
    (folder / "secret.key").symlink_to(outside)

    of_its_own("migrate")

    assert stat.S_IMODE(notes.stat().st_mode) == 0o644
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644


@pytest.mark.once
def test_the_doctor_names_what_others_could_read(house, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    address = f"sqlite:///{elsewhere}/house.sqlite3"
    house("migrate", GUANJIA_DATABASE_URL=address)
    (elsewhere / "house.sqlite3").chmod(0o644)

    code, said = house("doctor", GUANJIA_DATABASE_URL=address)

    assert code == 1
    assert f"Others on this machine can read {elsewhere}/house.sqlite3" in said
    assert f"chmod go= {elsewhere}/house.sqlite3" in said

    (elsewhere / "house.sqlite3").chmod(0o600)
    _code, said = house("doctor", GUANJIA_DATABASE_URL=address)
    assert "Nobody else on this machine can read" in said
