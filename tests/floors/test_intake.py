"""What the vault takes in: pictures drawn anew, papers with nothing but their pages, and no more."""

import io
import subprocess
import sys
import time
import zlib
from contextlib import ExitStack, suppress

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    RectangleObject,
)

from guanjia.doors.cli import running
from guanjia.kernel.errors import Invalid
from guanjia.vault import decoding, intake
from guanjia.vault.commands import keeping
from guanjia.vault.files import opened, place_of
from guanjia.vault.models import File
from tests.world import uploads
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path
    return tmp_path


def shown(prepared: intake.Prepared) -> Image.Image:
    return Image.open(io.BytesIO(prepared.content))


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_taken(kind, mode):
    try:
        content = saved(Image.new(mode, (40, 30)), kind)
    except OSError:  # this format has no such mode
        return

    prepared = intake.picture(content)

    assert shown(prepared).size == (40, 30)
    assert prepared.media_type in ("image/jpeg", "image/png")


def test_grey_of_sixteen_bits_keeps_its_light():
    light = saved(Image.new("I;16", (40, 30), 0x8080), "PNG")
    assert abs(shown(intake.picture(light)).convert("L").getpixel((5, 5)) - 0x80) < 4


def test_what_can_be_seen_through_stays_so_and_what_cannot_is_a_jpeg():
    glass = saved(Image.new("RGBA", (40, 30), (1, 2, 3, 90)), "PNG")
    wall = saved(Image.new("RGBA", (40, 30), (1, 2, 3, 255)), "PNG")

    assert intake.picture(glass).media_type == "image/png"
    assert intake.picture(wall).media_type == "image/jpeg"


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_stands_upright(turn):
    """A red corner at the upper left is there again, however the camera was held."""
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("red", (0, 0, 16, 16))
    turned = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[turn]
    notes = Image.Exif()
    notes[uploads.ORIENTATION] = turn
    lying = upright if turned is None else upright.transpose(turned)

    prepared = shown(intake.picture(saved(lying, "JPEG", exif=notes)))

    assert prepared.size == (64, 32)
    red, green, _blue = prepared.getpixel((4, 4))
    assert red > 200 > green


def test_no_profile_remark_or_note_is_written_along():
    notes = PngInfo()
    notes.add_text("Comment", "<script>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    noted = saved(
        Image.new("RGBA", (9, 9), (1, 2, 3, 4)), "PNG", pnginfo=notes, icc_profile=profile
    )

    kept = shown(intake.picture(noted))

    assert kept.format == "PNG"
    assert not {"Comment", "icc_profile", "exif"} & set(kept.info)


def test_a_picture_of_169_megapixels_is_refused_before_it_is_unpacked():
    """It took 7 seconds and 1.6 GiB."""
    bomb = uploads.huge(13_000)
    started = time.monotonic()

    with pytest.raises(Invalid, match="50 megapixels") as refusal:
        intake.picture(bomb, field="photo")

    assert refusal.value.field == "photo"
    assert time.monotonic() - started < 5


def test_the_largest_picture_is_taken_within_the_limits():
    largest = saved(Image.new("P", (7070, 7070)), "PNG")
    assert shown(intake.picture(largest)).size == (1600, 1600)


def test_a_text_that_unpacks_into_gigabytes_is_refused():
    text = b"Comment\0\0" + zlib.compress(b"\0" * 80_000_000)
    picture = uploads.picture("PNG")
    packed = picture[:33] + uploads.chunk(b"zTXt", text) + picture[33:]

    with pytest.raises(Invalid):
        intake.picture(packed)


def test_only_listed_decoders_are_asked():
    """PostScript under the type of a picture once ran Ghostscript, which ran for ever."""
    for foreign in (uploads.POSTSCRIPT, uploads.picture("GIF"), uploads.picture("TIFF")):
        for media_type in decoding.FORMATS:
            done = decoder(media_type, foreign)
            assert done.stdout in (b"!picture\n", b"!heic\n")


def decoder(media_type: str, content: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-I", decoding.__file__, media_type]
    return subprocess.run(command, input=content, capture_output=True, check=False, env={})


def test_the_decoder_has_its_limits_before_it_reads_a_byte():
    asked = (
        "import resource, runpy, sys; decoding = runpy.run_path(sys.argv[1]);"
        "decoding['limit_this_process']();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[1], resource.getrlimit(resource.RLIMIT_CPU)[1]);"
        "bytes(2 * 1024**3)"
    )
    command = [sys.executable, "-I", "-c", asked, decoding.__file__]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stdout.split() == [str(decoding.MOST_MEMORY), str(decoding.MOST_SECONDS)]
    assert "MemoryError" in done.stderr


@pytest.mark.parametrize(
    "program, words",
    [("import os; os.abort()", "cannot be read"), ("import time; time.sleep(60)", "in a minute")],
)
def test_a_decoder_that_dies_or_hangs_keeps_nothing(monkeypatch, tmp_path, program, words):
    decoder = tmp_path / "decoder.py"
    decoder.write_text(program)
    monkeypatch.setattr(intake, "LONGEST_WORK", 1)
    monkeypatch.setattr(decoding, "__file__", str(decoder))

    with pytest.raises(Invalid, match=words):
        intake.picture(uploads.picture())


def test_a_picture_in_two_hundred_passes_is_refused_before_anything_decodes_it(monkeypatch):
    monkeypatch.setattr(decoding, "__file__", "/nowhere")
    passes = uploads.picture() + 200 * (intake.START_OF_SCAN + b"\x00\x08")

    with pytest.raises(Invalid, match="cannot be read"):
        intake.picture(passes)


def test_when_the_decoder_is_busy_the_next_one_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(intake, "LONGEST_WAIT", 0.01)
    with intake._turns, pytest.raises(Invalid, match="in a minute"):
        intake.picture(uploads.picture())


def test_no_more_wait_for_the_decoder_than_leave_a_thread_for_pages():
    with ExitStack() as taken:
        for _ in range(intake.MOST_AT_ONCE + intake.MOST_WAITING):
            taken.enter_context(intake._places)
        began = time.monotonic()
        with pytest.raises(Invalid, match="in a minute"):
            intake.picture(uploads.picture())
        assert time.monotonic() - began < 1
    assert intake.MOST_AT_ONCE + intake.MOST_WAITING < running.THREADS


def tree(depth, kids):
    """Return a PDF whose every branch hangs twice below the one above it."""
    rows = [b"<</Type/Catalog/Pages 2 0 R>>"]
    for number in range(2, depth + 2):
        below = b" ".join([b"%d 0 R" % (number + 1)] * kids)
        rows.append(b"<</Type/Pages/Count 1/Kids[%s]>>" % below)
    rows.append(b"<</Type/Page/MediaBox[0 0 9 9]>>")
    content, places = b"%PDF-1.7\n", []
    for number, row in enumerate(rows, start=1):
        places.append(b"%010d 00000 n \n" % len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, row)
    size, start = len(rows) + 1, len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, b"".join(places))
    return content + b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (size, start)


def test_a_tree_of_pages_that_never_ends_is_refused_before_it_is_walked():
    began = time.monotonic()
    with pytest.raises(Invalid, match="cannot be opened"):
        intake.paper(tree(depth=40, kids=2))
    assert time.monotonic() - began < decoding.MOST_SECONDS


def test_a_tree_of_pages_that_is_merely_deep_is_read():
    assert intake.paper(tree(depth=40, kids=1)).media_type == "application/pdf"


def test_nothing_is_decoded_while_a_transaction_is_open():
    with transaction.atomic(), pytest.raises(RuntimeError, match="before the transaction"):
        intake.picture(uploads.picture())

    assert intake.picture(uploads.picture())


def test_a_pdf_keeps_what_is_seen_and_loses_what_acts():
    lean = intake.paper(uploads.paper(active=True, pages=3) + uploads.HTML)

    read = PdfReader(io.BytesIO(lean.content))
    assert len(read.pages) == 3
    assert b"re S" in read.pages[0].get_contents().get_data()
    assert not read.attachments
    assert set(read.trailer["/Root"]) <= {"/Type", "/Pages"}
    for trace in (b"JavaScript", b"/AA", b"MZ", b"script", b"/Link"):
        assert trace not in lean.content


def test_the_seal_of_an_electronic_certificate_stays():
    book = PdfWriter()
    page = book.add_blank_page(300, 300)
    seal = DecodedStreamObject()
    seal.set_data(b"1 0 0 rg 0 0 90 90 re f")
    look = DictionaryObject({NameObject("/N"): book._add_object(seal)})
    mark = {
        "/Subtype": NameObject("/Widget"),
        "/Rect": RectangleObject((9, 9, 99, 99)),
        "/AP": look,
        "/A": DictionaryObject({NameObject("/S"): NameObject("/Launch")}),
    }
    stamp = DictionaryObject({NameObject(key): value for key, value in mark.items()})
    page[NameObject("/Annots")] = ArrayObject([book._add_object(stamp)])
    written = io.BytesIO()
    book.write(written)

    lean = intake.paper(written.getvalue())

    kept = PdfReader(io.BytesIO(lean.content)).pages[0]["/Annots"][0].get_object()
    assert kept["/AP"]["/N"].get_object().get_data() == b"1 0 0 rg 0 0 90 90 re f"
    assert b"Launch" not in lean.content


@pytest.mark.parametrize(
    "wrong, words",
    [
        (uploads.SMALL_PDF, "cannot be opened"),
        (b"%PDF-1.7\n" + uploads.HTML, "cannot be opened"),
        (uploads.paper(password="1234"), "locked"),
        (uploads.paper(pages=61), "more than 60 pages"),
        (uploads.HTML + uploads.paper(), "choose a picture"),
    ],
)
def test_a_pdf_that_is_none_is_refused_in_words(wrong, words):
    with pytest.raises(Invalid, match=words):
        intake.paper(wrong)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP", "PDF", "HEIC"]), st.data())
def test_whatever_is_broken_in_a_file_it_is_kept_or_refused_in_words(kind, data):
    whole = {"PDF": uploads.paper(active=True), "HEIC": uploads.IPHONE}.get(
        kind
    ) or uploads.picture(kind)
    broken = bytearray(whole)
    places = st.integers(min_value=12, max_value=len(whole) - 1)
    for place, value in data.draw(st.dictionaries(places, st.integers(0, 255), max_size=9)).items():
        broken[place] = value

    with suppress(Invalid):
        intake.paper(bytes(broken[: data.draw(st.integers(0, len(whole)))]))


def test_what_is_refused_after_a_file_was_kept_leaves_no_file(own_vault):
    prepared = intake.Prepared(uploads.picture(), "image/jpeg")

    def keep_and_refuse():
        with keeping(prepared, purpose="scan", user_id=None, at=MONDAY_9) as file_id:
            assert opened(file_id).content == prepared.content
            raise Invalid("Not so.")

    with pytest.raises(Invalid, match="Not so"):
        keep_and_refuse()

    assert not File.objects.exists()
    assert not [path for path in own_vault.rglob("*") if path.is_file()]


def test_files_of_the_vault_are_for_the_house_alone(own_vault):
    prepared = intake.Prepared(uploads.picture(), "image/jpeg")
    with keeping(prepared, purpose="scan", user_id=None, at=MONDAY_9) as file_id:
        pass

    place = place_of(File.objects.get(pk=file_id).stored_as)
    assert (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (0o600, 0o700)
