"""Every template of the house: it compiles, and holds no style, script or handler of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

import huying

SOURCE = Path(huying.__file__).parent
TEMPLATES = sorted(path for path in SOURCE.rglob("*.html") if "templates" in path.parts)
INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an htmx handler": re.compile(r"hx-on|hx-vars|['\"]js:", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "a foreign host": re.compile(r"(?:src|href|action)\s*=\s*['\"](?:https?:)?//", re.IGNORECASE),
    "unescaped output": re.compile(r"\|\s*safe\b|autoescape off"),
}
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.IGNORECASE | re.DOTALL)
HANDED_OUT = {"volumes/templates/volumes/print.html"}
"""Files that stand alone in what is handed out: nothing serves them, so that they carry their style themselves."""
IMAGE = re.compile(r"<img\b(?:[^>{]|{[^}]*}+)*>", re.IGNORECASE)


def each_template() -> list[object]:
    return [pytest.param(path, id=path.relative_to(SOURCE).as_posix()) for path in TEMPLATES]


def test_the_templates_are_seen() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("path", each_template())
def test_it_compiles(path: Path) -> None:
    engines["django"].get_template(path.as_posix().rpartition("/templates/")[2])


@pytest.mark.parametrize("path", each_template())
def test_it_holds_nothing_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    allowed = {"a style element"} if path.relative_to(SOURCE).as_posix() in HANDED_OUT else set()
    assert [name for name, shape in INLINE.items() if name not in allowed and shape.search(source)] == []
    scripts = SCRIPT.findall(source)
    assert [script for script in scripts if "src=" not in script[0] or script[1].strip()] == []


@pytest.mark.parametrize("path", each_template())
def test_its_images_have_words(path: Path) -> None:
    images = IMAGE.findall(path.read_text(encoding="utf-8"))
    assert [image for image in images if "alt=" not in image] == []


@pytest.mark.parametrize("sample", ['<p style="x">', "<a onclick='x'>", "<style>", '<a href="javascript:x">'])
def test_the_shapes_find_what_they_look_for(sample: str) -> None:
    assert any(shape.search(sample) for shape in INLINE.values())
