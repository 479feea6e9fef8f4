"""Photographs 照片: decoded and written anew, so that nothing hidden in them survives; kept by their hash."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from huying.cases.models import Attachment, Case
from huying.core import audit
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor

MOST_BYTES, MOST_PIXELS, LONGEST_SIDE, QUALITY = 10 * 1024 * 1024, 50_000_000, 1920, 82
MOST_PER_CASE = 20
FORMATS = ("JPEG", "PNG", "WEBP")


def cleaned(content: bytes) -> bytes:
    """Return a photograph as a fresh JPEG without metadata, or refuse what is no photograph."""
    if len(content) > MOST_BYTES:
        raise RuleBrokenError("photo.too_large", megabytes=MOST_BYTES // 1024 // 1024)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise RuleBrokenError("photo.too_many_pixels", megapixels=MOST_PIXELS // 1_000_000)
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise RuleBrokenError("photo.not_a_photo") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright)
    written = io.BytesIO()
    fresh.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def path_of(digest: str) -> Path:
    """Return where a photograph is kept."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / f"{digest}.jpg"


def attach(case_id: int, *, content: bytes, actor: Actor, at: datetime, is_from_reporter: bool = False) -> Attachment:
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
            defaults={"content_type": "image/jpeg", "size": len(data), "at": at, "is_from_reporter": is_from_reporter},
        )
        if is_new:
            audit.record("case.photo_added", case, actor=actor, at=at, digest=digest, size=len(data))
    return row


def _keep(digest: str, data: bytes) -> None:
    path = path_of(digest)
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_bytes(data)
    partial.replace(path)
