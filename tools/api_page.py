"""The page of the API, made from its OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from tools import rights


def page(*, made: str, table: Any) -> str:
    """Return the page of operations, bodies and steps."""
    rights.ready()
    from huying.config.api import api  # noqa: PLC0415 - only once the apps are ready

    document = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    schemas = document["components"]["schemas"]
    parts = [
        "# The API 接口",
        made,
        INTRODUCTION,
        "## Operations",
        table(("operation", "what it does", "parameters", "answer"), list(_operations(document))),
        "## A report",
        table(("field", "kind", "default"), list(_fields(schemas, "CaseIn"))),
        "## Steps",
        (
            'Body of `POST /api/v1/cases/{number}/steps`: `{"step": …, "version": n, …}`. The version is that of the '
            "case as last read; where somebody was quicker, 409 `case.stale` says who, with what and when. Fields in "
            "**bold** are required."
        ),
        table(("step", "what it does", "fields"), list(_steps(schemas))),
    ]
    return "\n\n".join(parts) + "\n"


INTRODUCTION = (
    "The document for machines is `/api/v1/openapi.json`, tracked as `tests/api/openapi.json`; `/api/v1/docs` shows it "
    "with local assets. `Authorization: Bearer TOKEN` names who calls; `huying token create --user NAME` makes one. "
    "Without a token a report may be sent, 20 an hour from one address. `Idempotency-Key` makes a report work once: "
    "sent again with the same body within 48 hours it gets the same answer, with another body 422, while the first "
    "still runs 409. Errors are problem+json (RFC 9457); branch on `code`; `facts` fill the words: "
    "400 unreadable, 401 no valid token, 403 seen but not allowed, 404 out of sight or missing, 409 refused by a rule, "
    "413 above 256 KiB, 415 not JSON, 422 wrong field, 429 too many (with `Retry-After`), 503 busy. Instants carry "
    "+08:00. Lists use cursors: pass `next_cursor` as `cursor` until it is empty."
)


def _operations(document: dict[str, Any]) -> Any:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            names = [
                f"**{row['name']}**" if row["required"] else row["name"] for row in operation.get("parameters", [])
            ]
            good = next(code for code in operation["responses"] if code.startswith("2"))
            yield f"`{method.upper()} {path}`", operation["summary"], ", ".join(names) or "—", good


def _fields(schemas: dict[str, Any], name: str) -> Any:
    required = schemas[name].get("required", [])
    for field, said in schemas[name]["properties"].items():
        default = "required" if field in required else f"`{json.dumps(said.get('default'), ensure_ascii=False)}`"
        yield f"`{field}`", _kind(schemas, said), default


def _kind(schemas: dict[str, Any], said: dict[str, Any]) -> str:
    if "$ref" in said:
        values = schemas[said["$ref"].rpartition("/")[2]]["enum"]
        return ", ".join(f"`{value}`" for value in values)
    if "anyOf" in said:
        return " or ".join(_kind(schemas, each) for each in said["anyOf"] if each.get("type") != "null")
    if "allOf" in said:
        return _kind(schemas, said["allOf"][0])
    limits = [f"{word} {said[key]}" for key, word in LIMITS.items() if key in said]
    return " ".join([str(said.get("type", "any")), *(f"({each})" for each in [", ".join(limits)] if each)])


LIMITS = {"minLength": "from", "maxLength": "at most", "minimum": "from", "maximum": "at most"}


def _steps(schemas: dict[str, Any]) -> Any:
    for said in schemas.values():
        step = said.get("properties", {}).get("step", {}).get("const")
        if step:
            required = said.get("required", [])
            fields = [
                f"**`{field}`**" if field in required else f"`{field}`"
                for field in said["properties"]
                if field not in {"step", "version"}
            ]
            yield f"`{step}`", said["description"], ", ".join(fields) or "—"
