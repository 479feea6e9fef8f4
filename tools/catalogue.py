"""Reads and writes the two files of a gettext catalogue, `.po` for people and `.mo` for the program."""

from __future__ import annotations

import ast
import json
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HEADER = (
    "Project-Id-Version: huying\nLanguage: zh_Hans\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")
KEYWORD = re.compile(r'(?:(msgctxt|msgid|msgstr)\s+)?(".*")')


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """What is translated: an English text, and a context where one text has two meanings."""

    text: str
    context: str = ""

    @property
    def key(self) -> str:
        """Return the name under which gettext looks the message up."""
        return f"{self.context}\x04{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class Translation:
    """The other language's text; a fuzzy one is a guess that nobody has confirmed."""

    text: str
    is_fuzzy: bool = False


def parse(po: str) -> dict[Message, Translation]:
    """Return the messages of a `.po` file, without its header and what is out of use."""
    found: dict[Message, Translation] = {}
    for block in re.split(r"\n\s*\n", po):
        fields, is_fuzzy = _fields(block)
        if fields.get("msgid"):
            message = Message(fields["msgid"], fields.get("msgctxt", ""))
            found[message] = Translation(fields.get("msgstr", ""), is_fuzzy)
    return found


def _fields(block: str) -> tuple[dict[str, str], bool]:
    fields: dict[str, str] = {}
    name = ""
    is_fuzzy = False
    for line in block.splitlines():
        if line.startswith("#,"):
            is_fuzzy = is_fuzzy or "fuzzy" in line
        elif matched := KEYWORD.fullmatch(line.strip()):
            name = matched[1] or name
            fields[name] = fields.get(name, "") + ast.literal_eval(matched[2])
    return fields, is_fuzzy


def write_po(translations: Mapping[Message, Translation], places: Mapping[Message, Iterable[str]]) -> str:
    """Return the `.po` file in a fixed order, so that two runs differ in nothing but what changed."""
    blocks = ['msgid ""\nmsgstr ""\n' + "".join(f"{_quoted(line)}\n" for line in HEADER.splitlines(keepends=True))]
    blocks += ["".join(_block(each, translations[each], places[each])) for each in sorted(translations)]
    return "\n".join(blocks)


def _block(message: Message, translation: Translation, places: Iterable[str]) -> Iterator[str]:
    yield from (f"#: {place}\n" for place in sorted(set(places)))
    flags = ["fuzzy"] * translation.is_fuzzy + ["python-format"] * bool(PLACEHOLDER.search(message.text))
    if flags:
        yield f"#, {', '.join(flags)}\n"
    if message.context:
        yield f"msgctxt {_quoted(message.context)}\n"
    yield f"msgid {_quoted(message.text)}\nmsgstr {_quoted(translation.text)}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def write_mo(translations: Mapping[Message, Translation]) -> bytes:
    """Return the `.mo` file: two tables of (length, offset), sorted by key, before the texts themselves."""
    known = {each.key: found.text for each, found in translations.items() if found.text and not found.is_fuzzy}
    pairs = sorted((key.encode(), text.encode()) for key, text in ({"": HEADER} | known).items())
    head, row = 7 * 4, 8
    texts = b"".join(key + b"\0" for key, _ in pairs) + b"".join(text + b"\0" for _, text in pairs)
    offset = head + 2 * row * len(pairs)
    table = b""
    for part in [key for key, _ in pairs] + [text for _, text in pairs]:
        table += struct.pack("<2I", len(part), offset)
        offset += len(part) + 1
    after = head + row * len(pairs)
    return struct.pack("<7I", 0x950412DE, 0, len(pairs), head, after, 0, after + row * len(pairs)) + table + texts


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a text, sorted; a translation must keep them all."""
    return sorted(PLACEHOLDER.findall(text))
