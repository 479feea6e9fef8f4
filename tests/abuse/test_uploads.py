"""Files that are no photographs, or more than one: refused with words, or made harmless by being drawn anew.

Every file of the corpus goes through both doors that take photographs, a resident's report and a step at the desk.
"""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from huying.cases.actions import handling, photographs
from huying.cases.models import Attachment, Case
from huying.cases.queries.files import path_of
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals
from tests.abuse.hostile_pictures import CORPUS, EMPTY, KEPT, KINDS, MOST, NAMES, SVG
from tests.abuse.pictures import CANARY, SCRIPT, picture
from tests.abuse.verdicts import page
from tests.api.callers import CASES, caller, told
from tests.api.roads import dispatched
from tests.architecture.sources import ROOT
from tests.people import AT
from tests.rights.neighbours import signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

TRACES = (CANARY, SCRIPT, b"<?php", b"PK\x03\x04", b"%PDF", b"ftyp", b"adobe", b"ICC_PROFILE", b"Exif", b"Photoshop")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL", "ignore::PIL.Image.DecompressionBombWarning")
"""Outside tests a warning of a decoder is no refusal."""


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def _photo(content: bytes, *, name: str = "a.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def _report(city: City, photo: Any, *, address: str = "10.1.1.1") -> Any:
    fields: dict[str, Any] = {
        "wish": "service",
        "text": "电梯停运",
        "place": city.served.name,
        "contact": "13812341234",
    }
    fields |= {"token": uuid.uuid4().hex, "photos": photo if isinstance(photo, list) else [photo]}
    return signed_in(city, "").post("/report", fields, REMOTE_ADDR=address)


def _words(code: str) -> str:
    facts = {"megabytes": photographs.MOST_BYTES // 1024 // 1024, "megapixels": photographs.MOST_PIXELS // 1_000_000}
    return refusals.words(RuleBrokenError(code, **facts))


def _kept_files() -> list[Path]:
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def _is_drawn_anew(data: bytes) -> bool:
    """Tell whether a file is a plain JPEG: no notes, nothing before it, nothing after its end."""
    with Image.open(io.BytesIO(data)) as fresh:
        told_beside = set(fresh.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        is_plain = (fresh.format, fresh.mode, len(fresh.getexif())) == ("JPEG", "RGB", 0) and not told_beside
        is_small = max(fresh.size) <= photographs.LONGEST_SIDE
    return is_plain and is_small and data.endswith(b"\xff\xd9") and not any(trace in data for trace in TRACES)


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) + len(NAMES) + len(KINDS) >= 160
    assert sum(verdict == KEPT for _, verdict in CORPUS.values()) >= 40
    assert photographs.MOST_BYTES == MOST


def test_the_page_of_verdicts_is_up_to_date() -> None:
    assert (ROOT / "docs" / "reference" / "hostile-files.md").read_text(encoding="utf-8") == "".join(page())


@pytest.mark.parametrize("part", range(4))
def test_a_report_keeps_the_picture_alone_or_says_why_not(city: City, subtests: Any, part: int) -> None:
    for turn, (name, (made, verdict)) in enumerate([*CORPUS.items()][part::4]):
        with subtests.test(name=name):
            response = _report(city, _photo(made()), address=f"10.2.{part}.{turn}")
            shown, rows = response.content.decode(), list(Attachment.objects.all())
            if verdict == KEPT:
                assert (response.status_code, len(rows)) == (200, 1)
                assert [path.name for path in _kept_files()] == [f"{rows[0].digest}.jpg"]
                assert _is_drawn_anew(path_of(rows[0].digest).read_bytes())
            else:
                assert (response.status_code, rows, _kept_files()) == (422, [], [])
                assert "电梯停运" in shown
                assert verdict == EMPTY or _words(verdict) in shown
        Attachment.objects.all().delete()
        for path in _kept_files():
            path.unlink()


@pytest.mark.parametrize("part", range(4))
def test_a_step_at_the_desk_keeps_the_picture_or_is_not_taken(city: City, subtests: Any, part: int) -> None:
    case, firm = dispatched(city), signed_in(city, "firm_staff")
    handling.sign(case.pk, actor=city["firm_staff"], at=AT)
    handling.contact(case.pk, note="联系", actor=city["firm_staff"], at=AT)
    for name, (made, verdict) in [*CORPUS.items()][part::4]:
        with subtests.test(name=name):
            version = Case.objects.get(pk=case.pk).version
            fields = {"act-note": "已到现场", "act-version": str(version), "act-photo": _photo(made())}
            response = firm.post(f"/desk/cases/{case.number}/steps/act", fields)
            taken = Case.objects.get(pk=case.pk).version - version
            if verdict == KEPT:
                assert (response.status_code, taken, Attachment.objects.count()) == (302, 1, 1)
                assert _is_drawn_anew(path_of(Attachment.objects.get().digest).read_bytes())
            else:
                assert (response.status_code, taken, Attachment.objects.count()) == (422, 0, 0)
                assert verdict == EMPTY or _words(verdict) in response.content.decode()
        Attachment.objects.all().delete()


def test_a_name_of_a_file_is_never_used(city: City, subtests: Any) -> None:
    for turn, (told_as, name) in enumerate(NAMES.items()):
        with subtests.test(name=told_as):
            assert (
                _report(city, _photo(picture(size=(9 + turn, 9)), name=name), address=f"10.3.1.{turn}").status_code
                == 200
            )
            row = Attachment.objects.latest("pk")
            assert path_of(row.digest).is_relative_to(settings.MEDIA_ROOT)
            assert path_of(row.digest).name == f"{row.digest}.jpg"
    assert {path.name for path in _kept_files()} == {f"{row.digest}.jpg" for row in Attachment.objects.all()}
    assert Attachment.objects.count() == len(NAMES)


def test_a_name_of_a_bad_file_is_words_on_the_page(city: City, subtests: Any) -> None:
    for turn, (told_as, name) in enumerate(NAMES.items()):
        with subtests.test(name=told_as):
            response = _report(city, _photo(b"no picture", name=name), address=f"10.3.2.{turn}")
            assert response.status_code == 422
            assert _words("photo.not_a_photo") in response.content.decode()
            assert "<img src=x" not in response.content.decode()
            assert "Set-Cookie: evil" not in response.serialize_headers().decode()


def test_a_declared_type_is_never_believed(city: City, subtests: Any) -> None:
    clerk = signed_in(city, "district_clerk")
    for turn, kind in enumerate(KINDS):
        with subtests.test(kind=kind):
            sound = _report(city, _photo(picture(size=(9 + turn, 9)), kind=kind), address=f"10.3.3.{turn}")
            assert sound.status_code == 200
            assert _report(city, _photo(SVG, kind=kind), address=f"10.3.3.{turn}").status_code == 422
            row = Attachment.objects.latest("pk")
            assert row.content_type == "image/jpeg"
            served = clerk.get(f"/desk/cases/{row.case.number}/photos/{row.digest}")
            assert served["Content-Type"] == "image/jpeg"


def test_one_bad_file_among_good_ones_is_named_and_the_others_wait(city: City) -> None:
    response = _report(city, [_photo(picture()), _photo(SVG, name="bad.jpg"), _photo(picture("PNG"))])
    shown = response.content.decode()
    assert (response.status_code, Case.objects.count(), "bad.jpg" in shown) == (422, 0, True)
    kept = re.search(r'name="kept"\s+value="([^"]+)"', shown)
    assert kept is not None
    assert len(kept[1].split(",")) == 2


def test_too_many_files_are_refused_at_once(city: City) -> None:
    response = _report(city, [_photo(picture(size=(9 + turn, 9))) for turn in range(12)])
    assert (response.status_code, Case.objects.count()) == (422, 0)


def test_the_api_takes_no_file_at_all(city: City) -> None:
    clerk = caller(city, "district_clerk")
    sent = {"text": "电梯停运", "photo": _photo(picture())}
    headers = clerk.headers | {"Idempotency-Key": "k"}
    assert told(clerk.client.post(CASES, sent, headers=headers))[0] in {400, 415, 422}
    encoded = {"text": "电梯停运", "photo": "data:image/jpeg;base64,/9j/4AAQSkZJRgABAQ=="}
    assert told(clerk.post(CASES, encoded, key="l"))[0] == 422
    assert (Case.objects.count(), _kept_files()) == (0, [])


def test_a_large_photograph_is_made_smaller() -> None:
    with Image.open(io.BytesIO(photographs.cleaned(picture(size=(4000, 3000))))) as fresh:
        assert fresh.size == (photographs.LONGEST_SIDE, 1440)


def test_a_photograph_on_its_side_comes_out_upright() -> None:
    with Image.open(io.BytesIO(photographs.cleaned(CORPUS["on its side"][0]()))) as fresh:
        assert fresh.size == (48, 64)


def test_a_photograph_is_served_as_one_and_by_nobodys_guess(city: City) -> None:
    _report(city, _photo(picture()))
    case, row = Case.objects.get(), Attachment.objects.get()
    clerk = signed_in(city, "district_clerk")
    served = clerk.get(f"/desk/cases/{case.number}/photos/{row.digest}")
    assert (served.status_code, served["Content-Type"]) == (200, "image/jpeg")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert hashlib.sha256(b"".join(served)).hexdigest() == row.digest
    for digest in ("0" * 64, row.digest.upper(), row.digest[:-1], f"..%2f{row.digest}", f"{row.digest}%0a"):
        assert clerk.get(f"/desk/cases/{case.number}/photos/{digest}").status_code == 404
    other = city.receive()
    assert clerk.get(f"/desk/cases/{other.number}/photos/{row.digest}").status_code == 404
