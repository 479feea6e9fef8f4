"""The OpenAPI document: whole, the same as the tracked one, and readable in a browser without another host."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.test import Client

from huying.config.api import api
from huying.config.problems import TITLES

SNAPSHOT = Path(__file__).with_name("openapi.json")


def document() -> dict[str, Any]:
    """Return the document as it is served."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    return found


def written(found: dict[str, Any]) -> str:
    """Return the document as it is tracked."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def test_the_tracked_document_is_the_served_one() -> None:
    """After a wanted change: `python -m tools.openapi`."""
    assert SNAPSHOT.read_text(encoding="utf-8") == written(document()), "run: .venv/bin/python -m tools.openapi"


def test_every_operation_says_what_it_may_refuse() -> None:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            assert {"400", "401", "403", "404", "409", "422", "500"} <= operation["responses"].keys(), (path, method)
            assert operation["summary"]
            assert {"Bearer": []} in operation["security"]
    post = document()["paths"]["/api/v1/cases"]["post"]
    assert {"413", "415", "429"} <= post["responses"].keys()
    assert {} in post["security"]
    assert {row["name"] for row in post["parameters"] if row["required"]} == {"Idempotency-Key"}


def test_all_problems_have_titles() -> None:
    assert all(str(title) for title in TITLES.values())


def test_it_is_served_with_its_page_and_nothing_from_elsewhere() -> None:
    client = Client()
    assert client.get("/api/v1/openapi.json").json() == document()
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "://" not in page.content.decode().replace("http://www.w3.org", "")
    assert "script-src 'self'" in page["Content-Security-Policy"]
