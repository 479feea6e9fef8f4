"""Files that commands write 输出文件: what is wrong with a name is said before any work is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def complaint(target: Path, endings: Sequence[str]) -> str:
    """Return what is wrong with a file to be written, empty for nothing."""
    if target.suffix.lower() not in endings:
        return f"the file must end in {' or '.join(endings)}: {target}"
    if target.is_dir():
        return f"{target} is a folder"
    if not target.absolute().parent.is_dir():
        return f"there is no folder {target.absolute().parent}"
    return ""
