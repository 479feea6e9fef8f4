"""What the OpenAPI document says beyond the shapes 接口说明: problem answers of each operation."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from huying.config.problems import PROBLEM_JSON, TITLES

SHARED = (400, 401, 403, 404, 409, 422, 500, 503)
WITH_BODY = (413, 415)
RATE_LIMITED = (429,)
PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": "RFC 9457. Branch on `code`; `title` and `detail` are for people.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "facts": {"type": "object"},
    },
    "required": ["type", "title", "status", "code", "detail", "facts"],
}


def described(document: Any) -> Any:
    """Return the document with every answer an operation may give."""
    document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    with translation.override("en"):
        for operations in document["paths"].values():
            for operation in operations.values():
                _add_problems(operation)
    return document


def _add_problems(operation: Any) -> None:
    codes = [*SHARED, *(WITH_BODY if "requestBody" in operation else ())]
    if {} in operation.get("security", []):
        codes += RATE_LIMITED
    answers = {str(code): answer for code, answer in operation["responses"].items()}
    for code in sorted(codes):
        answers[str(code)] = {
            "description": str(TITLES[code]),
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    operation["responses"] = dict(sorted(answers.items()))
