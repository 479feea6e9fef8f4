"""Where photographs are kept 照片文件: outside the database, by their hash."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def path_of(digest: str) -> Path:
    """Return where a photograph is kept."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / f"{digest}.jpg"
