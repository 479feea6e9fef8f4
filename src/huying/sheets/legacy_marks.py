"""Marks of an xls 旧格式标记."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

    from huying.sheets.marks import Marks


def of_stream(file: BinaryIO, sheet: str) -> Marks:
    """x."""
    return {}
