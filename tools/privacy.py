"""The page of personal fields, made from privacy.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).resolve().parent.parent / "privacy.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """One personal field: which table, and what privacy.yaml says of it."""

    model: str
    name: str
    kind: str
    purpose: str
    retention: str
    basis: str


def read() -> dict[str, Any]:
    """Return what privacy.yaml holds."""
    found: dict[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return found


def personal(document: dict[str, Any]) -> Iterator[Personal]:
    """Yield every personal field."""
    for model, row in document["models"].items():
        for name, said in row.get("personal", {}).items():
            yield Personal(
                model=model,
                name=name,
                kind=said["class"],
                purpose=said["purpose"],
                retention=said["retention"],
                basis=said["basis"],
            )


def page(*, made: str, table: Any) -> str:
    """Return the page of personal fields."""
    document = read()
    plain = sorted(model for model, row in document["models"].items() if not row.get("personal"))
    named = {each: [(f"`{key}`", words) for key, words in document[each].items()] for each in NAMED}
    kept = [(f"`{key}`", *_kept(row)) for key, row in document["retention"].items()]
    fields = [
        (f"`{row.model}.{row.name}`", row.kind, row.purpose, row.retention, row.basis) for row in personal(document)
    ]
    parts = [
        "# Personal data 个人信息",
        made,
        (
            "Every field of every table stands in `privacy.yaml`, personal or not; a field that does not fails the "
            f"tests. Version of the residents' notice: {document['notice']}. The index of words (`cases_words`) "
            "repeats title, text and address of a case and goes with it; photographs lie in the media folder by the "
            "digest of `cases.Attachment`."
        ),
        "## Fields",
        table(("field", "class", "purpose", "kept", "ground"), fields),
        *(part for each, title in NAMED.items() for part in (title, table(("name", "meaning"), named[each]))),
        "## How long",
        table(("name", "how long", "from when", "deleted by"), kept),
        "## Tables without personal fields",
        ", ".join(f"`{model}`" for model in plain) + ".",
    ]
    return "\n\n".join(parts) + "\n"


NAMED = {"classes": "## Classes", "purposes": "## Purposes", "bases": "## Grounds"}


def _kept(row: dict[str, str]) -> tuple[str, str, str]:
    swept = row.get("swept_by", "")
    return row["period"], row.get("after", "—"), f"`{swept}`" if swept else "—"
