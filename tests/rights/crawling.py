"""Walk through every page somebody can reach by following what the pages offer."""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponseBase
    from django.test import Client

LINK = re.compile(r'(?:href|src|hx-get|action)="(/[^"#]*)')
MOST_PAGES = 50


def drained(response: HttpResponseBase) -> str:
    """Take in a file to its end, which closes it, and return nothing of it."""
    if response.streaming:
        b"".join(response)
    return ""


def read(response: HttpResponseBase) -> str:
    """Return everything an answer tells: status line, headers, body, and what lies in a zipped workbook."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = response.cookies.output() if hasattr(response, "cookies") else ""
    return f"{headers}\n{cookies}\n{html.unescape(body.decode('utf-8', 'replace'))}"


def _raw(response: HttpResponseBase) -> str:
    is_page = "html" in response.get("Content-Type", "")
    return response.content.decode() if is_page else drained(response)  # type: ignore[attr-defined]


def crawl(browser: Client, starts: Iterable[str], *, raw: bool = False, most: int = MOST_PAGES) -> dict[str, str]:
    """Return what each address tells that can be reached from the starts; raw, the pages alone as they were sent."""
    told: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(told) < most:
        address = waiting.pop(0)
        if address in told or address.startswith(("/static/", "/account/sign-out")):
            continue
        response = browser.get(address)
        told[address] = text = _raw(response) if raw else read(response)
        if response.status_code in {301, 302}:
            waiting.append(response["Location"])
        waiting += [html.unescape(found) for found in LINK.findall(text)]
    return told
