"""Checking a bundle on the page 网上核验: the same one file that works offline, in a process of its own with bounds.

What is dropped is read into a temporary file up to a limit and beyond it thrown away unread; the verifier gets little
memory, little time, no environment and no imports of ours.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 32 * 1024 * 1024
SECONDS, MEMORY = 60, 1024 * 1024 * 1024
OUTPUT = 64 * 1024
NAME = "huying_verify.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the verifier said: valid, invalid or unreadable, and its numbered steps."""

    word: str
    lines: tuple[str, ...]
    is_tied: bool


class Bounded(FileUploadHandler):
    """Throws away what exceeds the limit before it is stored."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.seen = 0
        self.is_full = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on what fits; `start` is where it stands in its file."""
        self.seen += len(raw_data)
        if self.seen > MOST_BYTES:
            self.is_full = start >= 0
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that follow."""
        assert file_size >= 0  # noqa: S101 - the base class names the argument


def verifier() -> Path:
    """Return where the verifier stands: beside the checkout, or in the installed package."""
    beside = Path(settings.PACKAGE_DIR).parents[1] / "verifier" / NAME
    return beside if beside.is_file() else Path(__file__).parent / "verifier" / NAME


def check(bundle: UploadedFile[Any], anchors: UploadedFile[Any] | None) -> Verdict:
    """Have the verifier judge what was dropped, or refuse what takes too long."""
    with tempfile.TemporaryDirectory(prefix="huying-verify-") as folder:
        words = [str(_kept(bundle.chunks(), Path(folder) / "bundle"))]
        if anchors is not None:
            words += ["--anchors", str(_kept(anchors.chunks(), Path(folder) / "anchors"))]
        return _judged(words, folder)


def _kept(chunks: Iterable[bytes], path: Path) -> Path:
    with path.open("wb") as kept:
        for chunk in chunks:
            kept.write(chunk)
    return path


def _judged(words: list[str], folder: str) -> Verdict:
    with subprocess.Popen(  # noqa: S603 - our own file on a file of ours
        [sys.executable, "-I", "-X", "utf8", str(verifier()), *words, "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={},
    ) as running:
        resource.prlimit(running.pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.prlimit(running.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        try:
            out, _nothing = running.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()
            raise RuleBrokenError("verify.too_long", seconds=SECONDS) from None
    return _read(out)


def _read(out: bytes) -> Verdict:
    *lines, last = out[:OUTPUT].decode("utf-8", "replace").splitlines() or [""]
    try:
        found = json.loads(last)
        return Verdict(word=str(found["verdict"]), lines=tuple(lines[:-1]), is_tied=bool(found.get("anchors")))
    except (ValueError, KeyError) as error:
        raise RuleBrokenError("verify.too_long", seconds=SECONDS) from error
