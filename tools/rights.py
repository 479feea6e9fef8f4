"""The page of rights: which roles each policy allows, and which policy opens each address."""

from __future__ import annotations

import ast
import inspect
import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.urls import URLPattern, get_resolver

from huying.core.actors import Actor
from huying.core.policies import REGISTRY, Policy
from huying.rules.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.urls import URLResolver

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "huying"
SOMEBODY = Actor()
"""A resident 群众: somebody without an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address with its policy."""

    name: str
    address: str
    methods: tuple[str, ...]
    policy: Policy


def ready() -> None:
    """Load the apps, where that was not done yet, and every module that makes a policy."""
    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        django.setup()
    for path in sorted(PACKAGE.rglob("*.py")):
        if " = policy(" in path.read_text(encoding="utf-8"):
            import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))


def pages() -> list[Address]:
    """Return the addresses of pages."""
    ready()
    return sorted(_walked(get_resolver(), "", ""), key=lambda row: row.address)


def _walked(resolver: URLResolver, prefix: str, space: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            view: Any = entry.callback
            name = f"{space}{entry.name or view.__name__}"
            methods = tuple(each for each in view.methods if each != "HEAD")
            yield Address(name=name, address=f"/{address}", methods=methods, policy=view.policy)
        elif entry.app_name != "ninja":
            yield from _walked(entry, address, f"{entry.namespace}:" if entry.namespace else space)


def operations() -> list[Address]:
    """Return the operations of the API, each with the policy it asks first."""
    ready()
    from huying.config.api import api  # noqa: PLC0415 - only once the apps are ready

    found = []
    for prefix, router in api._routers:  # noqa: SLF001 - the library offers no other way to them
        for path, view in router.path_operations.items():
            for operation in view.operations:
                address = f"/api/v1{prefix}{path}".replace("//", "/")
                asked = _asked(operation.view_func)
                found.append(
                    Address(
                        name=operation.view_func.__name__,
                        address=address,
                        methods=tuple(operation.methods),
                        policy=REGISTRY[asked],
                    )
                )
    return found


def _asked(operation: Any) -> str:
    """Return the name of the policy an operation asks; without one anybody may report."""
    tree = ast.parse(inspect.getsource(operation))
    names = [
        node.func.value.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "check"
        and isinstance(node.func.value, ast.Attribute)
    ]
    return names[0].lower() if names else "report_case"


def allowed(policy: Policy) -> list[Role]:
    """Return the roles a policy allows at all; where the place or the holder lies it asks besides."""
    return [role for role in Role if policy.may(Actor(role=role, person_id=0, unit_id=0))]


def _roles(policy: Policy, words: dict[str, str]) -> str:
    if policy.may(SOMEBODY):
        return "everybody 任何人"
    found = allowed(policy)
    if len(found) == len(Role):
        return "every post 所有岗位"
    return ", ".join(f"{role.value} {words[role.value]}" for role in found) or "nobody 无"


def page(*, made: str, table: Any, chinese: Any) -> str:
    """Return the page of rights."""
    words = chinese(Role)
    opened, asked = pages(), operations()
    parts = [
        "# Rights 权限",
        made,
        (
            "A policy is asked by the page that opens and again by the action that changes. It first asks the role of "
            "the post; then, where there is an object, whether the post's ranges hold its place or the post's unit "
            "holds it. Out of sight is 404, seen but not allowed 403, without sign-in a page leads to sign-in and the "
            "API answers 401. `tests/rights` calls every address as every person of the cast."
        ),
        "## Who sees which case",
        table(("post", "sees", "reads"), SIGHT),
        "## Policies",
        table(("policy", "meaning", "roles"), [(f"`{p.name}`", p.meaning, _roles(p, words)) for p in _used()]),
        "## Pages",
        table(("address", "methods", "policy"), [_row(row) for row in opened]),
        "## API",
        table(("operation", "methods", "policy"), [_row(row) for row in asked]),
    ]
    return "\n\n".join(parts) + "\n"


SIGHT = [
    ("office, street, community, hotline, auditor", "what lies in its ranges or its unit holds", "the original words"),
    ("department", "what its unit holds", "the original words"),
    ("independent caller", "answered and closed cases in its ranges", "the original words"),
    ("enterprise, committee: a request it holds", "what its unit holds", "the words; who asked only where ticked"),
    ("enterprise, committee: a complaint about it", "from the release of a brief on", "the brief, nothing else"),
    ("system, security, audit administrators", "no case", "—"),
    ("resident", "the own case, by code and four digits", "status, issued answers, who opened the identity"),
]
"""Rows of the table of sight; tests/rights/test_matrix.py holds the same as a model."""


def _used() -> list[Policy]:
    ready()
    return [REGISTRY[name] for name in sorted(REGISTRY)]


def _row(row: Address) -> tuple[str, str, str]:
    shown = row.address.replace("<", "{").replace(">", "}").replace("str:", "").replace("int:", "")
    return f"`{shown}`", ", ".join(row.methods), f"`{row.policy.name}`"
