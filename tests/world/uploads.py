"""Files as people send them, good ones and hostile ones, made on the spot."""

import base64
import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

HTML = b"<!doctype html><script src='/work/evidence/1/'></script>"
SCRIPT = b"fetch('/colleagues/new/',{method:'POST'})"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n{ } loop\n%%EOF\n"
SMALL_PDF = b"%PDF-1.4\n%%EOF\n"
IPHONE = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA"
    "AAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAABkAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABo"
    "dmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEA"
    "GEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAA"
    "AwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAAB"
    "AAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAACFt"
    "ZGF0AAAAFSgBrwtg9eWDr//wa1bi8j+JhT/UOA=="
)
"""A picture of 64 × 48 pixels as HEIC, which we read and do not write."""
GPS = 0x8825
ORIENTATION = 0x0112


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 60), **notes: object) -> bytes:
    """Return a plain picture; `notes` are what the camera would write into it."""
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind, **notes)
    return drawn.getvalue()


def with_place(size: tuple[int, int] = (2400, 1200)) -> bytes:
    """Return a JPEG as a phone takes it: large, on its side, with the place and a remark inside."""
    notes = Image.Exif()
    notes[GPS] = {1: "N", 2: (31.0, 13.0, 41.0)}
    notes[ORIENTATION] = 6
    return picture(size=size, exif=notes, comment=HTML)


def truncated() -> bytes:
    """Return the first half of a JPEG."""
    noise = io.BytesIO()
    Image.effect_noise((200, 200), 90).save(noise, "JPEG")
    return noise.getvalue()[: noise.tell() // 2]


def chunk(name: bytes, content: bytes) -> bytes:
    size, check = len(content), zlib.crc32(name + content)
    return struct.pack(">I", size) + name + content + struct.pack(">I", check)


def huge(side: int = 10_000) -> bytes:
    """Return a PNG of a few kilobytes that unpacks into `side` × `side` pixels."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    row = b"\0" * (1 + -(-side // 8))
    data = zlib.compress(row * side, 9)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def moving() -> bytes:
    """Return an animated PNG."""
    drawn = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    frames[0].save(drawn, "PNG", save_all=True, append_images=frames[1:])
    return drawn.getvalue()


def gif_and_archive() -> bytes:
    """Return a GIF that is an archive as well."""
    return picture("GIF") + b"PK\x03\x04" + b"\0" * 26 + b"PK\x05\x06" + b"\0" * 18


def paper(*, password: str = "", pages: int = 1, active: bool = False) -> bytes:
    """Return a PDF; an active one runs a script when opened and carries another file."""
    book = PdfWriter()
    for _ in range(pages):
        page = book.add_blank_page(595, 842)
        words = DecodedStreamObject()
        words.set_data(b"0 0 595 842 re S")
        page[NameObject("/Contents")] = book._add_object(words)
    if active:
        book.add_attachment("run.exe", b"MZ")
        act = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('here')")}
        run = DictionaryObject({NameObject(key): value for key, value in act.items()})
        book.root_object[NameObject("/OpenAction")] = run
        page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): run})
        link = {"/Subtype": NameObject("/Link"), "/A": run}
        mark = DictionaryObject({NameObject(key): value for key, value in link.items()})
        page[NameObject("/Annots")] = ArrayObject([mark])
    if password:
        book.encrypt(password)
    written = io.BytesIO()
    book.write(written)
    return written.getvalue()


def sent(content: bytes, media_type: str = "image/jpeg", name: str = "photo.jpg") -> object:
    """Return a file as a browser sends it; name and type are whatever the sender claims."""
    return SimpleUploadedFile(name, content, content_type=media_type)


def drawn(content: bytes | None = None) -> str:
    """Return what a signature pad sends."""
    strokes = picture("PNG", (60, 30)) if content is None else content
    return "data:image/png;base64," + base64.b64encode(strokes).decode()
