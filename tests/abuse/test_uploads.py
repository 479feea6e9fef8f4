"""Files that are no photographs, or more than one: refused with words, or made harmless by being drawn anew."""

from __future__ import annotations

import io
import struct
import uuid
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from huying.cases.actions import photographs
from huying.cases.models import Attachment, Case
from huying.cases.queries.files import path_of
from huying.rules.errors import RuleBrokenError
from tests.rights.neighbours import signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

SCRIPT = b"<script>alert(document.domain)</script>"


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (64, 48), mode: str = "RGB", **given: Any) -> bytes:
    """Return a small picture."""
    packed = io.BytesIO()
    Image.new(mode, size, 1 if mode in {"1", "P", "L"} else None).save(packed, kind, **given)
    return packed.getvalue()


def declared(width: int, height: int) -> bytes:
    """Return a png of a few bytes that claims to be as large as it is told."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def packed_zeros() -> bytes:
    """Return a zip bomb."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", b"\0" * 30_000_000)
    return made.getvalue()


REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "text": b"no picture",
    "html": b"<html>" + SCRIPT + b"</html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with entities": b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "gif with script": b"GIF89a/*" + SCRIPT + b"*/=1;",
    "gif": picture("GIF", mode="P"),
    "tiff": picture("TIFF"),
    "bmp": picture("BMP"),
    "ico": picture("ICO"),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64,
    "mp4": b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + b"\0" * 64,
    "playlist": b"#EXTM3U\n#EXTINF:1,\nhttp://169.254.169.254/latest/meta-data\n",
    "test virus": rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    "program": b"MZ" + b"\x90" * 200,
    "elf": b"\x7fELF" + b"\0" * 200,
    "zip bomb": packed_zeros(),
    "jpeg head alone": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "half a jpeg": picture(size=(800, 600))[:900],
    "half a png": picture("PNG", size=(800, 600))[:60],
    "png of a hundred megapixels": declared(10_000, 10_000),
    "png of sixty thousand squared": declared(60_000, 60_000),
    "png without width": declared(0, 10),
    "png of the largest number": declared(2**31 - 1, 2**31 - 1),
    "random": bytes(range(256)) * 40,
    "more than ten megabytes": picture() + b"\0" * photographs.MOST_BYTES,
}


def test_what_is_no_photograph_is_refused_with_words(subtests: Any) -> None:
    for name, content in REFUSED.items():
        with subtests.test(name=name), pytest.raises(RuleBrokenError, match=r"^photo\."):
            photographs.cleaned(content)


def test_two_files_in_one_come_out_as_the_picture_alone(subtests: Any) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("evil.html", SCRIPT)
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>" + SCRIPT.decode())
    twofold = {
        "script after a jpeg": picture() + SCRIPT,
        "zip after a jpeg": picture() + archive.getvalue(),
        "php after a png": picture("PNG") + b"<?php system($_GET[0]);",
        "script in a jpeg's comment": picture(comment=SCRIPT),
        "script in a png's text": picture("PNG", pnginfo=notes),
        "script in a webp's xmp": picture("WEBP", xmp=SCRIPT),
        "a profile of colours": picture(icc_profile=SCRIPT * 20),
    }
    for name, content in twofold.items():
        with subtests.test(name=name):
            fresh = photographs.cleaned(content)
            assert fresh[:3] == b"\xff\xd8\xff"
            for trace in (SCRIPT, b"<?php", b"PK\x03\x04", b"adobe", b"ICC_PROFILE", b"Exif"):
                assert trace not in fresh


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "1"), ("PNG", "P"), ("PNG", "RGBA"), ("PNG", "I;16"), ("WEBP", "RGBA")],
)
def test_every_kind_of_photograph_comes_out_as_a_jpeg(kind: str, mode: str) -> None:
    with Image.open(io.BytesIO(photographs.cleaned(picture(kind, mode=mode)))) as fresh:
        assert (fresh.format, fresh.mode, fresh.size) == ("JPEG", "RGB", (64, 48))


def test_a_large_photograph_is_made_smaller() -> None:
    with Image.open(io.BytesIO(photographs.cleaned(picture(size=(4000, 3000))))) as fresh:
        assert fresh.size == (photographs.LONGEST_SIDE, 1440)


def _report(city: City, content: bytes, *, name: str = "a.jpg") -> Any:
    fields = {"wish": "service", "text": "电梯停运", "place": city.served.name, "contact": "13812341234"}
    photo = SimpleUploadedFile(name, content, content_type="image/jpeg")
    return signed_in(city, "").post("/report", fields | {"token": uuid.uuid4().hex, "photos": [photo]})


def test_a_report_with_a_bad_file_is_kept_on_the_page_and_nothing_is_written(city: City, subtests: Any) -> None:
    wanted = ("svg", "half a jpeg", "png of sixty thousand squared", "zip bomb", "html", "more than ten megabytes")
    for name in wanted:
        with subtests.test(name=name):
            response = _report(city, REFUSED[name])
            assert response.status_code in {400, 413, 422}
            if response.status_code == 422:
                assert "电梯停运" in response.content.decode()
    assert (Case.objects.count(), Attachment.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "name",
    ["../../../../huying-evil.jpg", "..\\..\\evil.jpg", "/etc/cron.d/evil", "a\x00.jpg", "电梯\u202egpj.exe"],
)
def test_a_name_of_a_file_is_never_used(city: City, name: str) -> None:
    assert _report(city, picture(), name=name).status_code == 200
    row = Attachment.objects.get()
    path = path_of(row.digest)
    assert path.is_relative_to(settings.MEDIA_ROOT)
    assert path.name == f"{row.digest}.jpg"
    assert _files_named(settings.MEDIA_ROOT, "evil") == []


def _files_named(folder: Path, part: str) -> list[Path]:
    return [path for path in folder.rglob("*") if part in path.name]


def test_a_photograph_is_served_as_one_and_by_nobodys_guess(city: City) -> None:
    _report(city, picture())
    case, row = Case.objects.get(), Attachment.objects.get()
    clerk = signed_in(city, "district_clerk")
    served = clerk.get(f"/desk/cases/{case.number}/photos/{row.digest}")
    assert (served.status_code, served["Content-Type"]) == (200, "image/jpeg")
    assert served["X-Content-Type-Options"] == "nosniff"
    for digest in ("0" * 64, row.digest.upper(), row.digest[:-1], f"..%2f{row.digest}", f"{row.digest}%0a"):
        assert clerk.get(f"/desk/cases/{case.number}/photos/{digest}").status_code == 404
    other = city.receive()
    assert clerk.get(f"/desk/cases/{other.number}/photos/{row.digest}").status_code == 404
