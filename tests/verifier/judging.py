"""How a made log is judged, and what of the verdict the tests look at."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from tests.verifier.making import Made
from verifier import huying_verify as verifier

if TYPE_CHECKING:
    from pathlib import Path


def judged(made: Made | bytes, **given: Any) -> dict[str, Any]:
    return verifier.verify(io.BytesIO(made if isinstance(made, bytes) else made.data()), **given)


def stops(found: dict[str, Any]) -> tuple[str, int, int | None]:
    return found["verdict"], found.get("step", 0), found.get("seq")


def three() -> Made:
    """Three batches: events 0-4, 5-9, 10-12; heads stand in lines 6, 12 and 16."""
    return Made().batch(5).batch(5).batch(3)


def kept(folder: Path, text: str) -> list[str]:
    path = folder / "anchors"
    path.write_text(text, encoding="ascii")
    return [str(path)]
