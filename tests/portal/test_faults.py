"""Every form of the residents with every single fault: told on top and at the field alike, nothing lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huying.ui.language import COOKIE
from tests.portal.forms import Page, opened, read, sent

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("city")
BANNED = ("非法", "无效", "失败", "invalid", "illegal")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One field of one form, filled in wrongly."""

    path: str
    name: str
    value: Any
    right: dict[str, Any]

    def __str__(self) -> str:
        shown = self.value if isinstance(self.value, str) else self.value.size
        return f"{self.path} {self.name} {shown!r:.9}"


def _file(content: bytes, name: str = "x.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


REPORT = {"text": "楼道灯坏了", "place": "海悦花园", "wish": "service", "contact": "4821"}
TRACK = {"code": "ABCDE23456", "digits": "1234"}
FAULTS = [
    *[
        Fault(path="/report", name=name, value=value, right=REPORT)
        for name, value in [
            ("text", ""),
            ("text", "   "),
            ("text", "长" * 20_001),
            ("text", "a\x00b"),
            ("place", "长" * 121),
            ("wish", ""),
            ("wish", "everything"),
            ("contact", "12ab"),
            ("contact", "123"),
            ("contact", "1" * 16),
            ("contact", "1" * 41),
            ("door", "长" * 61),
            ("door", "3号楼2单元301"),
            ("photos", _file(b"")),
            ("photos", _file(b"GIF89a")),
            ("photos", _file(b"\xff\xd8\xff\xe0 broken")),
        ]
    ],
    Fault(path="/report", name="contact", value="", right=REPORT | {"wish": "service_shared"}),
    *[
        Fault(path="/track", name=name, value=value, right=TRACK)
        for name, value in [
            ("code", ""),
            ("code", "A" * 31),
            ("digits", ""),
            ("digits", "12"),
            ("digits", "12345"),
            ("digits", "abcd"),
        ]
    ],
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_told_where_it_is_and_the_rest_is_kept(client: Client, fault: Fault) -> None:
    opened_page = opened(client, fault.path)
    response = sent(client, fault.path, page=opened_page, **(fault.right | {fault.name: fault.value}))
    page = read(response)
    assert response.status_code == 422
    assert page.title.startswith("错误：")
    assert "error-summary" in page.focused
    _told_at_the_field(page, fault.name)
    kept = {name: value for name, value in fault.right.items() if name != fault.name}
    assert {name: page.fields.get(name) for name in kept} == kept
    typed = isinstance(fault.value, str) and fault.name != "wish" and "\x00" not in fault.value
    assert not typed or page.fields[fault.name] == fault.value


def _told_at_the_field(page: Page, name: str) -> None:
    words = page.texts[f"id_{name}_error"].replace("错误：", "").strip()
    assert words
    assert page.text.count(words) == 2
    targets = [link for link in page.links if link.startswith(f"#id_{name}")]
    assert targets
    assert targets[0].removeprefix("#") in page.ids
    assert not [banned for banned in BANNED if banned in words.lower()]


@pytest.mark.parametrize("path", ["/report", "/track"])
def test_in_english_the_title_says_error(client: Client, path: str) -> None:
    client.cookies[COOKIE] = "en"
    assert read(sent(client, path, wish="x", code="")).title.startswith("Error: ")
