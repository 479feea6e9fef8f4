"""Every address is guarded: its view carries the policy that opens it, and few are open to everybody."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from huying.core.views import VISIT_PUBLIC_PAGES
from tests.architecture.sources import trees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PUBLIC_APPS = {"portal", "ui"}  # residents' pages; language and display switches
PUBLIC_VIEWS = {
    *("accounts.views.sign_in", "accounts.provider_views.provider", "accounts.provider_views.provider_back"),
    *("config.health.healthz", "config.health.readyz", "config.watching.figures"),
}
OPEN_OPERATIONS = {"create_case"}  # without a token, limited by rate
VERBS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def views() -> dict[str, Callable[..., Any]]:
    """Return the views of ours by dotted name, and those of others by their whole name."""
    return {_name(each): each for each in _callbacks(get_resolver())}


def _callbacks(resolver: URLResolver) -> Iterator[Callable[..., Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.callback
        elif entry.app_name != "ninja":  # whose operations are asked below
            yield from _callbacks(entry)


def _name(view: Callable[..., Any]) -> str:
    return f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}".removeprefix("huying.")


def test_every_view_names_its_policy(views: dict[str, Callable[..., Any]]) -> None:
    assert [name for name, view in views.items() if not hasattr(view, "policy")] == []


def test_only_a_few_views_are_open_to_everybody(views: dict[str, Callable[..., Any]]) -> None:
    opened = {name for name, view in views.items() if getattr(view, "policy", None) is VISIT_PUBLIC_PAGES}
    assert {name for name in opened if name.partition(".")[0] not in PUBLIC_APPS} == PUBLIC_VIEWS


def operations() -> dict[str, ast.FunctionDef]:
    """Return the operations of the API by name."""
    return {
        node.name: node
        for path, tree in trees().items()
        if path.name == "api.py"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any(_is_route(each) for each in node.decorator_list)
    }


def _is_route(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in VERBS


def test_every_operation_asks_a_policy() -> None:
    asking = {name for name, node in operations().items() if "policies." in ast.unparse(node)}
    assert operations().keys() - asking == OPEN_OPERATIONS
