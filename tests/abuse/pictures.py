"""Pictures made for the tests: sound ones, ones that lie about themselves, and ones that carry something along."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image, PngImagePlugin

SCRIPT = b"<script>alert(document.domain)</script>"
CANARY = b"CANARY-13812341234"
"""What must not come out again."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
ORIENTATION, DESCRIPTION, MAKER, ARTIST = 0x0112, 0x010E, 0x010F, 0x013B
EXIF_IFD, GPS_IFD, SERIAL, OWNER = 0x8769, 0x8825, 0xA431, 0xA430


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (64, 48), mode: str = "RGB", **given: Any) -> bytes:
    """Return a small picture."""
    packed = io.BytesIO()
    Image.new(mode, size, 1 if mode in {"1", "P", "L"} else None).save(packed, kind, **given)
    return packed.getvalue()


def moving(kind: str, frames: int = 3, *, size: tuple[int, int] = (16, 16)) -> bytes:
    """Return a picture of several frames."""
    first, *others = (Image.new("RGB", size, (number % 256, number // 256, 0)) for number in range(frames))
    packed = io.BytesIO()
    first.save(packed, kind, save_all=True, append_images=others)
    return packed.getvalue()


def exif(*, turn: int = 1) -> Image.Exif:
    """Return what a phone writes beside a photograph: where, by whom, with which device."""
    told = Image.Exif()
    told[ORIENTATION], told[DESCRIPTION], told[MAKER] = turn, CANARY.decode(), "phone"
    told[ARTIST] = CANARY.decode()
    told.get_ifd(EXIF_IFD)[SERIAL] = CANARY.decode()
    told.get_ifd(EXIF_IFD)[OWNER] = CANARY.decode()
    told.get_ifd(GPS_IFD).update({1: "N", 2: (37.0, 30.0, 0.0), 3: "E", 4: (122.0, 7.0, 0.0)})
    return told


def unreadable_exif() -> bytes:
    """Return EXIF that reads, with a number that cannot be written again: a text where a number belongs."""
    entry = struct.pack("<HHII", ORIENTATION, 3, 1, 6) + struct.pack("<HHI4s", 0x0100, 2, 2, b"a\0\0\0")
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entry + struct.pack("<I", 0)


def chunk(name: bytes, data: bytes, *, check: int | None = None) -> bytes:
    """Return a chunk of a png."""
    given = zlib.crc32(name + data) if check is None else check
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", given)


def png(*chunks: bytes, width: int = 8, height: int = 8, depth: int = 8, colour: int = 2, interlace: int = 0) -> bytes:
    """Return a png with other chunks between its head and its end."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))
    return SIGNATURE + head + b"".join(chunks) + chunk(b"IEND", b"")


def rows(width: int = 8, height: int = 8, *, more: int = 0) -> bytes:
    """Return the chunk of pixels of a png in colours, with so many bytes more than it has."""
    return chunk(b"IDAT", zlib.compress((b"\0" + b"\x7f" * 3 * width) * height + b"\0" * more, 9))


def declared(width: int, height: int) -> bytes:
    """Return a png of a few bytes that claims to be as large as it is told."""
    return png(chunk(b"IDAT", zlib.compress(b"\0" * 1000)), width=width, height=height, depth=1, colour=0)


def jpeg_of(width: int, height: int) -> bytes:
    """Return a small jpeg that claims to be as large as it is told."""
    sound = picture()
    at = sound.index(b"\xff\xc0") + 5
    return sound[:at] + struct.pack(">HH", height, width) + sound[at + 4 :]


def with_segment(marker: int, data: bytes, *, times: int = 1) -> bytes:
    """Return a jpeg with a segment of one's own after its first marker."""
    sound = picture()
    segment = bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data
    return sound[:2] + segment * times + sound[2:]


def riff(kind: bytes, *chunks: tuple[bytes, bytes], size: int | None = None) -> bytes:
    """Return a file of the family to which webp and wav belong."""
    body = kind + b"".join(name + struct.pack("<I", len(data)) + data for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body) if size is None else size) + body


def canvas(width: int, height: int) -> bytes:
    """Return a webp that claims to be as large as it is told."""
    sides = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return riff(b"WEBP", (b"VP8X", b"\x02\0\0\0" + sides), (b"ANIM", b"\0" * 6))


def tiff_of(width: int, height: int) -> bytes:
    """Return a tiff of a few bytes that claims to be as large as it is told."""
    told = {256: width, 257: height, 258: 1, 259: 1, 262: 1, 273: 8, 278: height, 279: 1}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in told.items())
    return b"II*\0" + struct.pack("<IH", 8, len(told)) + entries + struct.pack("<I", 0)


def bmp_of(width: int, height: int) -> bytes:
    """Return a bmp of a few bytes that claims to be as large as it is told."""
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + head


def zipped(**members: bytes) -> bytes:
    """Return an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def noted(*, is_packed: bool = False) -> PngImagePlugin.PngInfo:
    """Return words beside the pixels of a png."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", (SCRIPT + CANARY).decode(), zip=is_packed)
    notes.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{CANARY.decode()}{SCRIPT.decode()}", zip=is_packed)
    return notes
