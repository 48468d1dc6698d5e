"""
A program of its own that makes an upload harmless: what was sent comes in, what may be kept goes out.

    python -I decoding.py image/jpeg <photo >kept

Decoders are what a hostile file attacks, so they run in a process that lives for one file and has
its limits of memory and processor before it reads a byte. It imports nothing of the house, to
start in a tenth of a second. The first line of the answer is the type of what follows, or the name
of a reason against it, after an exclamation mark.
"""

import io
import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 5
"""Of the processor. A photo of 12 megapixels takes less than half a second."""
MOST_PIXELS = 50_000_000
"""The largest photo that phones take unless they are told to."""
MOST_PAGES = 60
MOST_NODES = 10 * MOST_PAGES
"""Of the tree in which a PDF keeps its pages."""
LONGEST_SIDE = 1600
QUALITY = 82
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
STANDING_STILL = {"JPEG", "HEIF"}
"""Formats in which further frames are the phone's (depth, a short film), not a moving picture."""
ORIENTATION = 0x0112

PAGE_KEEPS = {
    "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents",
    "/Group", "/Annots",
}  # fmt: skip
MARK_KEEPS = {"/Type", "/Subtype", "/Rect", "/F", "/AP", "/AS"}
MARKS = {"/Widget", "/Stamp", "/Ink", "/FreeText", "/Highlight", "/Underline", "/Square", "/Line"}
"""Annotations that are part of what a reader sees, such as the seal of an electronic certificate."""
NEVER_KEPT = {
    "/A", "/AA", "/AF", "/EF", "/JS", "/JavaScript", "/Metadata", "/OPI", "/OpenAction", "/PieceInfo",
    "/PS", "/Ref", "/RichMediaContent",
}  # fmt: skip


class Refused(Exception):
    """A reason against the file, by its name."""


def limit_this_process() -> None:
    """Take from this process what a decoder never needs."""
    try:
        import resource
    except ImportError:  # pragma: no cover - not a system that servers run on
        return
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # pragma: no cover - a stricter limit is in force already
            continue


def lean_picture(content: bytes, media_type: str) -> tuple[str, bytes]:
    """
    Return a picture drawn anew: upright, no larger than needed, without anything but its pixels.

    :raises Refused: if it has too many pixels, or moves
    """
    from PIL import Image

    name = FORMATS[media_type]
    if name == "HEIF":
        from pi_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        opened = Image.open(io.BytesIO(content), formats=[name])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("pixels") from None
    with opened as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused("pixels")
        if name not in STANDING_STILL and getattr(picture, "n_frames", 1) > 1:
            raise Refused("moving")
        return _drawn_anew(picture)


def _drawn_anew(picture: "Image") -> tuple[str, bytes]:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(_orientation(picture))
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode == "P":
        picture = picture.convert("RGBA")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    has_glass = picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info
    lean = picture.convert("RGBA" if has_glass else "RGB")
    if has_glass and lean.getchannel("A").getextrema() == (255, 255):
        lean, has_glass = lean.convert("RGB"), False
    if turn is not None:
        lean = lean.transpose(turn)
    lean.info.clear()  # remarks and profiles would be written along
    written = io.BytesIO()
    if has_glass:
        lean.save(written, "PNG", optimize=True)
        return "image/png", written.getvalue()
    lean.save(written, "JPEG", quality=QUALITY)
    return "image/jpeg", written.getvalue()


def _orientation(picture: "Image") -> int:
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # what a camera noted may be broken and the picture whole
        return 1


def lean_paper(content: bytes, _media_type: str) -> tuple[str, bytes]:
    """
    Return a PDF written anew with what can be seen on its pages, and nothing that acts.

    :raises Refused: if it is locked, has no page, or too many
    """
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("locked")
    count = _pages_counted_once(reader.root_object)
    if count > MOST_PAGES:
        raise Refused("pages")
    pages = list(reader.pages)
    if not pages:
        raise Refused("pdf")
    writer = PdfWriter()
    for page in pages:
        _keep_what_is_seen(page)
        writer.add_page(page)
    written = io.BytesIO()
    writer.write(written)
    return "application/pdf", written.getvalue()


def _pages_counted_once(root: Any) -> int:
    """
    Count the leaves of the page tree, one more than allowed at most.

    :raises Refused: if a branch hangs in two places: forty such double branches are a million million
        pages, which whoever reads them one by one never finishes
    """
    from pypdf.generic import IndirectObject

    waiting, seen, leaves = [root.get("/Pages")], set(), 0
    while waiting and leaves <= MOST_PAGES:
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                raise Refused("pdf")
            seen.add(node.idnum)
            node = node.get_object()
        kids = node.get("/Kids") if hasattr(node, "get") else None
        if kids is None:
            leaves += 1
            continue
        kids = kids.get_object()
        if len(kids) > MOST_NODES or len(seen) > MOST_NODES:
            raise Refused("pages")
        waiting += kids
    return leaves


def _keep_what_is_seen(page: Any) -> None:
    from pypdf.generic import ArrayObject, NameObject

    _leave_only(page, PAGE_KEEPS)
    marks = page.get("/Annots")
    marks = marks.get_object() if marks is not None else ()
    seen = [mark for mark in marks if _is_seen(mark.get_object())]
    for mark in seen:
        _leave_only(mark.get_object(), MARK_KEEPS)
    page[NameObject("/Annots")] = ArrayObject(seen)
    _still(page)


def _is_seen(mark: Any) -> bool:
    return mark.get("/Subtype") in MARKS and "/AP" in mark


def _leave_only(row: Any, keys: set[str]) -> None:
    for key in set(row) - keys:
        del row[key]


def _still(page: Any) -> None:
    """Take out of all that hangs on a page what could act, reach outside or hide another file."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

    waiting, seen = [value for key, value in page.items() if key != "/Parent"], set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            for key in NEVER_KEPT & set(value):
                del value[key]
            if isinstance(value, StreamObject):
                for key in {"/F", "/FFilter", "/FDecodeParms"} & set(value):
                    del value[key]
            waiting += value.values()
        elif isinstance(value, ArrayObject):
            waiting += value


KINDS: dict[str, tuple[Callable[[bytes, str], tuple[str, bytes]], str]] = {
    **dict.fromkeys(FORMATS, (lean_picture, "picture")),
    "image/heic": (lean_picture, "heic"),
    "application/pdf": (lean_paper, "pdf"),
}
"""By type: what makes such a file harmless, and the reason against one that cannot be read."""


def main() -> None:
    """Read a file of the type named first, and write what may be kept of it."""
    limit_this_process()
    lean, unreadable = KINDS[sys.argv[1]]
    try:
        media_type, content = lean(sys.stdin.buffer.read(), sys.argv[1])
    except Refused as refused:
        media_type, content = f"!{refused}", b""
    except Exception as error:  # whatever a decoder stumbles over, the file is at fault
        print(f"{type(error).__name__}: {error}"[:500], file=sys.stderr)  # noqa: T201
        media_type, content = f"!{unreadable}", b""
    sys.stdout.buffer.write(media_type.encode() + b"\n" + content)


if __name__ == "__main__":
    main()
