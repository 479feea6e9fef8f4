"""A first visit is light, and asks no other host for anything."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

MOST_BYTES = 100 * 1024
ASSET = re.compile(r'(?:src|href)="(/static/[^"]+)"')
ADDRESS = re.compile(r'(?:src|href|action|hx-get)="(https?:)?//')


@pytest.mark.parametrize("path", ["/", "/report", "/c/{code}", "/track", "/compound/{code}", "/privacy", "/compounds"])
def test_a_first_view_weighs_at_most_a_hundred_kilobytes(client: Client, city: City, path: str) -> None:
    body = client.get(path.format(code=city.served.code)).content
    assets = set(ASSET.findall(body.decode()))
    assert {"/static/huying/portal.css", "/static/huying/huying.js"} <= assets
    files: list[Any] = [client.get(asset) for asset in sorted(assets)]
    parts = [body, *(b"".join(each.streaming_content) for each in files)]
    assert sum(len(gzip.compress(part)) for part in parts) <= MOST_BYTES


@pytest.mark.parametrize("path", ["/", "/report", "/track", "/compound/{code}", "/compound/{code}/poster"])
def test_no_other_host_is_asked(client: Client, city: City, path: str) -> None:
    assert ADDRESS.findall(client.get(path.format(code=city.served.code)).content.decode()) == []
