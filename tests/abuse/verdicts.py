"""The page of verdicts: which hostile files the tests make, and what becomes of each.

python -m tests.abuse.verdicts > docs/reference/hostile-files.md
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.abuse.hostile_pictures import CORPUS, EMPTY, KEPT, KINDS, NAMES
from tests.sheets.bad_files import FILES, READ
from tests.sheets.bad_sheets import ROWS, SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BEGINNING = """# Hostile files 坏文件

Written by `python -m tests.abuse.verdicts > docs/reference/hostile-files.md`; a test fails where it is out of date.
Each file is made by the tests, sent through the doors, and must get the verdict that stands here. A code is a refusal
told in words with status 422, after which nothing is kept.
"""
WORDS = {KEPT: "kept: drawn anew as a JPEG without notes", EMPTY: "refused by the form: the file is empty"}


def _table(heading: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"\n| {heading} | verdict |\n|---|---|\n"
    for name, verdict in rows:
        yield f"| {name} | {WORDS.get(verdict, f'`{verdict}`')} |\n"


def page() -> Iterator[str]:
    """Yield the text of the page."""
    yield BEGINNING
    yield f"\n## Photographs: {len(CORPUS) + len(NAMES) + len(KINDS)} uploads\n\n"
    yield f"By a resident's report and by a step at the desk, `tests/abuse/test_uploads.py`: {len(CORPUS)} contents, "
    yield f"{len(NAMES)} names and {len(KINDS)} declared types. The API takes no file.\n"
    yield from _table("content", ((name, verdict) for name, (_, verdict) in CORPUS.items()))
    yield from _table("name of a sound photograph", ((name, "kept under the hash of its content") for name in NAMES))
    yield from _table("declared type of a sound photograph", ((f"`{kind}`", "kept as image/jpeg") for kind in KINDS))
    bad = {**SHEETS, **FILES}
    yield f"\n## Sheets: {len(bad) + len(ROWS) + len(READ)}\n\n"
    yield "By the engine of sheets, `tests/sheets/test_bad_sheets.py`; a code ending in a point is any of that kind.\n"
    yield from _table("sheet refused whole", ((name, code) for name, (_, code) in bad.items()))
    yield from _table(
        "sheet with a row told by sheet, row and column", ((name, code) for name, (_, code) in ROWS.items())
    )
    yield from _table("odd sheet", ((name, "read as it is") for name in READ))


if __name__ == "__main__":
    sys.stdout.writelines(page())
