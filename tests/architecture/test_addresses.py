"""No tracked file names a package index, a mirror of one, or a place on somebody's machine."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import ROOT, tracked

# written in pieces, so that this file does not name them either
INDEXES = [
    "py{}pi.org",
    "python{}hosted",
    "registry.np{}mjs",
    "npm{}mirror",
    "deb.{}debian.org",
    "crates{}.io",
]
MIRRORS = r"mirrors?\.[a-z0-9-]+\.|[a-z0-9-]+\.mirrors?\.|--(?:extra-)?index-url|\b(?:PIP|UV)_(?:EXTRA_)?INDEX"
FOLDERS = r"(?<![\w./~<-])/(?:work/(?:main|shared|\.)|root/|home/\w|tmp/\w)"
FORBIDDEN = re.compile("|".join([*(re.escape(name.format("")) for name in INDEXES), MIRRORS, FOLDERS]), re.IGNORECASE)


def lines_that_name_one(text: str) -> list[str]:
    """Return the lines at fault, with their numbers."""
    return [
        f"{number}: {line.strip()[:120]}" for number, line in enumerate(text.splitlines(), 1) if FORBIDDEN.search(line)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "https://files." + "python" + "hosted.org/x",
        "index = https://mirror" + ".example.edu/simple",
        "/work" + "/main/a",
    ],
)
def test_it_finds_one(line: str) -> None:
    assert lines_that_name_one(line)


def test_no_tracked_file_names_one() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}:{line}" for line in lines_that_name_one(text)]
    assert found == []


def test_no_lock_file_is_tracked() -> None:
    locks = {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json"}
    assert [path.name for path in tracked() if path.name in locks] == []
