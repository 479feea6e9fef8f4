"""Photographs 照片: decoded and written anew, so that nothing hidden in them survives; kept by their hash."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from PIL import Image, ImageOps

from huying.cases.models import Attachment, Case
from huying.cases.queries.files import path_of
from huying.core import audit, crypto
from huying.rules.case_facts import PhotoMoment
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huying.core.actors import Actor

MOST_BYTES, MOST_PIXELS, LONGEST_SIDE, QUALITY = 10 * 1024 * 1024, 50_000_000, 1920, 82
MOST_PER_CASE = 20
FORMATS = ("JPEG", "PNG", "WEBP")
WAITING_NAME = re.compile(r"[A-Za-z0-9_-]{24}", re.ASCII)
WAITING_KEPT = timedelta(days=1)


def cleaned(content: bytes) -> bytes:
    """Return a photograph as a fresh JPEG without metadata, or refuse what is no photograph."""
    if len(content) > MOST_BYTES:
        raise RuleBrokenError("photo.too_large", megabytes=MOST_BYTES // 1024 // 1024)
    upright = _decoded(content)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright)
    written = io.BytesIO()
    fresh.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _decoded(content: bytes) -> Image.Image:
    """Return the picture, upright; whatever a decoder throws at a hostile file means that it is none."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            _check_pixels(opened)
            return ImageOps.exif_transpose(opened).convert("RGB")
    except RuleBrokenError:
        raise
    except Exception as error:
        raise RuleBrokenError("photo.not_a_photo") from error


def _check_pixels(opened: Image.Image) -> None:
    if opened.width * opened.height > MOST_PIXELS:
        raise RuleBrokenError("photo.too_many_pixels", megapixels=MOST_PIXELS // 1_000_000)


def attach(
    case_id: int,
    *,
    content: bytes,
    actor: Actor,
    at: datetime,
    is_from_reporter: bool = False,
    moment: PhotoMoment = PhotoMoment.NONE,
) -> Attachment:
    """Add a photograph to a case; the same one twice is kept once."""
    data = cleaned(content)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        if Attachment.objects.filter(case=case).count() >= MOST_PER_CASE:
            raise RuleBrokenError("photo.too_many", most=MOST_PER_CASE)
        _keep(digest, data)
        row, is_new = Attachment.objects.get_or_create(
            case=case,
            digest=digest,
            defaults={
                "content_type": "image/jpeg",
                "size": len(data),
                "at": at,
                "is_from_reporter": is_from_reporter,
                "moment": moment.value,
            },
        )
        if is_new:
            audit.record("case.photo_added", case, actor=actor, at=at, digest=digest, size=len(data))
    return row


def _keep(digest: str, data: bytes) -> None:
    path = path_of(digest)
    if not path.exists():
        _write(path, data)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_bytes(data)
    partial.replace(path)


def put_by(content: bytes) -> str:
    """Keep a cleaned photograph while its form is still being filled, under a name nobody can guess."""
    data, name = cleaned(content), crypto.new_token()
    _write(_waiting(name), data)
    return name


def _waiting(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "waiting" / f"{name}.jpg"


def those_waiting(names: Iterable[str]) -> list[str]:
    """Return the names under which photographs wait; what is no such name, or gone, is left out."""
    return [name for name in names if WAITING_NAME.fullmatch(name) and _waiting(name).exists()]


def waiting(name: str) -> bytes:
    """Return a photograph that waits."""
    return _waiting(name).read_bytes()


def let_go(names: Iterable[str]) -> None:
    """Delete photographs that waited and are attached now, or are not wanted."""
    for name in names:
        _waiting(name).unlink(missing_ok=True)


def forget_waiting(*, at: datetime) -> int:
    """Delete photographs whose form was never sent; returns how many went."""
    old = [
        path
        for path in (Path(settings.MEDIA_ROOT) / "waiting").glob("*.jpg")
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < at - WAITING_KEPT
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
