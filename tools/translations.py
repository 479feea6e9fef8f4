r"""Keeps the Chinese catalogue whole: what the code and the templates say, and how it reads in Chinese.

`python -m tools.translations update [FILE.tsv …]` collects every message, keeps the translations there are,
adds those of the files and writes `django.po` and `django.mo`. A line of such a file is English, a tab and
Chinese, and after a second tab the context if there is one; `\n` stands for a line end.
`python -m tools.translations check` lists what is missing, unconfirmed, at odds or stale, and fails for it.
It needs no gettext tools: the `.mo` file is tracked, since people who install Huying have no compiler for it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation.template import templatize

from tools.catalogue import Message, Translation, parse, placeholders, write_mo, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "huying"
CATALOGUE = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"}
STRING = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\({STRING}(?:, {STRING})?", re.DOTALL)


class PluralError(Exception):
    """A message with plural forms, which Chinese has not: word it so that none are needed."""


def messages() -> dict[Message, set[str]]:
    """Return every message that the code and the templates translate, with the files it stands in."""
    found: defaultdict[Message, set[str]] = defaultdict(set)
    for path in sorted(SOURCE.rglob("*")):
        place = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py":
            spoken = in_code(path.read_text(encoding="utf-8"), place)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            spoken = in_template(path.read_text(encoding="utf-8"), place)
        else:
            continue
        for message in spoken:
            found[message].add(place)
    return dict(found)


def in_code(source: str, place: str) -> Iterator[Message]:
    """Yield the messages of a Python file; texts that are not written out in the call are not seen."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            yield from _message(name, texts, place)


def in_template(source: str, place: str) -> Iterator[Message]:
    """Yield the messages of a template, by Django's own reading of its tags."""
    for called in CALL.finditer(templatize(source, origin=place)):
        texts = [ast.literal_eval(each) for each in called.groups()[1:] if each is not None]
        yield from _message(called[1], texts, place)


def _message(name: str, texts: list[str], place: str) -> Iterator[Message]:
    if name in PLURAL:
        raise PluralError(f"{place}: {name}({texts})")
    if name in ONE and texts:
        yield Message(texts[0])
    elif name in IN_CONTEXT and len(texts) > 1:
        yield Message(texts[1], context=texts[0])


def update(files: list[Path]) -> list[str]:
    """Write the catalogue anew with what the files add; returns what is still wrong with it."""
    used = messages()
    known = parse(CATALOGUE.read_text(encoding="utf-8")) if CATALOGUE.exists() else {}
    for path in files:
        known |= {message: Translation(text) for message, text in pairs(path)}
    kept = {message: known.get(message, Translation("")) for message in used}
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(write_po(kept, used), encoding="utf-8")
    CATALOGUE.with_suffix(".mo").write_bytes(write_mo(kept))
    return faults()


def pairs(path: Path) -> Iterator[tuple[Message, str]]:
    """Yield the messages of a file of translations; lines without a tab are remarks."""
    for line in path.read_text(encoding="utf-8").splitlines():
        english, chinese, context = (*line.replace("\\n", "\n").split("\t"), "", "")[:3]
        if chinese.strip():
            yield Message(english, context.strip()), chinese.strip()


def faults() -> list[str]:
    """Return what keeps the catalogue from being complete, one line each."""
    known = parse(CATALOGUE.read_text(encoding="utf-8")) if CATALOGUE.exists() else {}
    found = [fault for message, places in messages().items() for fault in _faults_of(message, known, min(places))]
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != write_mo(known):
        found.append(f"stale: {compiled.relative_to(ROOT)} is not what django.po says")
    return found


def _faults_of(message: Message, known: dict[Message, Translation], place: str) -> Iterator[str]:
    translation = known.get(message, Translation(""))
    if not translation.text:
        yield f"no translation: {message.text!r} in {place}"
    elif translation.is_fuzzy:
        yield f"fuzzy: {message.text!r} in {place}"
    elif placeholders(message.text) != placeholders(translation.text):
        yield f"placeholders differ: {message.text!r} and {translation.text!r} in {place}"


def main(arguments: list[str]) -> int:
    """Run `update` or `check` and print what is wrong."""
    match arguments:
        case ["update", *files]:
            found = update([Path(each) for each in files])
        case ["check"]:
            found = faults()
        case _:
            sys.stderr.write("python -m tools.translations update [FILE.tsv ...] | check\n")
            return 2
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
