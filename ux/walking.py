"""Walks a path in a browser and counts what it costs 路径度量: fields, screens, taps, keys and keystroke-level seconds.

The seconds are those of the keystroke-level model with the operators of Card, Moran and Newell, not measured on
people: a tap 1.1 s (pointing), a character 0.28 s, a moment of thought 1.35 s before each field and each press, and
one second for a page to come. Chinese is typed by pinyin: two keys a character are counted.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import FilePayload, Page

PATHS = Path(__file__).parent / "paths.yaml"
TAP, KEY, THOUGHT, PAGE = 1.1, 0.28, 1.35, 1.0
KEYS_OF_A_CHARACTER = 2
SIZES = {"phone": {"width": 360, "height": 640}, "desk": {"width": 1366, "height": 768}}
ASKED = """[...document.querySelectorAll('main .what, main .field, main .search')]
  .filter(each => each.getClientRects().length && !each.parentElement.closest('.what, .field, details:not([open])'))
  .length"""
"""The questions a page asks: words and photographs of the same matter are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A path as `paths.yaml` tells it."""

    name: str
    who: str
    does: str
    device: str
    script: bool
    most: Mapping[str, float]
    steps: tuple[Mapping[str, Any], ...]


@dataclass(slots=True)
class Cost:
    """What a path has cost so far."""

    fields: int = 0
    screens: int = 0
    taps: int = 0
    keys: int = 0
    seconds: float = 0.0
    over: list[str] = field(default_factory=list)

    def tap(self) -> None:
        """Count a tap with the thought before it."""
        self.taps += 1
        self.seconds += THOUGHT + TAP

    def key(self) -> None:
        """Count a key that does something by itself, with the thought before it."""
        self.keys += 1
        self.seconds += THOUGHT + KEY

    def screen(self, page: Page) -> None:
        """Count a page that has come, and the questions on it."""
        self.screens += 1
        self.seconds += PAGE
        self.fields = max(self.fields, page.evaluate(ASKED))


def paths(who: str = "") -> list[Walk]:
    """Return the paths, of one kind of user if asked."""
    rows = yaml.safe_load(PATHS.read_text(encoding="utf-8"))
    return [
        Walk(
            name=row["name"],
            who=row["who"],
            does=row["does"],
            device=row["device"],
            script=row.get("script", True),
            most=row["most"],
            steps=tuple(row["steps"]),
        )
        for row in rows
        if who in {"", row["who"]}
    ]


def walk(page: Page, path: Walk, *, base: str, given: Mapping[str, str]) -> Cost:
    """Walk a path and return its cost, with what is over the goal in words."""
    cost = Cost()
    for step in path.steps:
        ((verb, what),) = step.items()
        _take(page, cost, verb, _filled(what, given), base=base)
    cost.over = [
        f"{path.name}: {name} {getattr(cost, name):g}, at most {most:g}"
        for name, most in path.most.items()
        if getattr(cost, name) > most
    ]
    return cost


def _filled(what: Any, given: Mapping[str, str]) -> Any:
    if isinstance(what, list):
        return [_filled(each, given) for each in what]
    for name, value in given.items():
        what = what.replace("{" + name + "}", value)
    return what


def _take(page: Page, cost: Cost, verb: str, what: Any, *, base: str) -> None:
    if verb == "open":
        page.goto(what if what.startswith("http") else base + what)
        cost.screen(page)
    elif verb == "see":
        page.locator("main", has_text=what).wait_for(timeout=5000)
    elif verb in VERBS:
        VERBS[verb](page, cost, what)
    else:
        raise ValueError(f"unknown step {verb}")


def _pick(page: Page, cost: Cost, what: list[str]) -> None:
    name, value = what
    page.locator(f"main input[name={name}][value={value}]").check()
    cost.tap()


def _found(page: Page, cost: Cost, text: str) -> None:
    page.locator(".found-row", has_text=text).first.click()
    cost.tap()


def _tap(page: Page, cost: Cost, selector: str) -> None:
    page.locator(f"main {selector}").click()
    cost.tap()


def _take_photo(page: Page, cost: Cost, what: list[str]) -> None:
    name, colour = what
    page.locator(f"main input[type=file][name={name}]").set_input_files(_photo(name, colour))
    cost.tap()


def _key(page: Page, cost: Cost, key: str) -> None:
    page.keyboard.press(key)
    cost.key()


def _send(page: Page, cost: Cost, key: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)
    cost.key()
    cost.screen(page)


def _type(page: Page, cost: Cost, what: list[str]) -> None:
    name, text = what
    target = page.locator(f"main [name={name}]")
    target.click()
    target.press_sequentially(text)
    cost.tap()
    cost.seconds += sum(KEY if each.isascii() else KEY * KEYS_OF_A_CHARACTER for each in text)


def _photo(name: str, colour: str) -> FilePayload:
    """Return a photograph as the camera of a phone gives it, but for its size."""
    packed = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(packed, "JPEG")
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": packed.getvalue()}


def _press(page: Page, cost: Cost, selector: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.locator(f"main {selector}").click()
    cost.tap()
    cost.screen(page)


VERBS: dict[str, Callable[[Page, Cost, Any], None]] = {
    "type": _type,
    "pick": _pick,
    "found": _found,
    "tap": _tap,
    "photo": _take_photo,
    "key": _key,
    "send": _send,
    "press": _press,
}
