"""Figures for whoever watches the service 运行指标: requests and how long they took, counted in every web process.

The label of a request is the name of its route, never its address; no figure knows a person or a case. With several
web processes the figures meet in files of a folder made anew at each start (`SHARED`), else they stay in memory.
"""

from __future__ import annotations

import os
import shutil
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""What the library looks at when it is imported; `settings` sets it where several web processes count."""
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE, OTHER = "none", "other"


class Figures(NamedTuple):
    """What a web process counts."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram


def begin_anew() -> None:
    """Forget what former web processes counted; called before any of them starts."""
    if SHARED in os.environ:
        shutil.rmtree(os.environ[SHARED], ignore_errors=True)


@cache
def figures() -> Figures:
    """Return the figures of this process, made at first use."""
    if SHARED in os.environ:
        Path(os.environ[SHARED]).mkdir(mode=0o700, parents=True, exist_ok=True)
    registry = CollectorRegistry()
    requests = Counter("huying_requests", "Requests answered.", ("route", "method", "status"), registry=registry)
    seconds = Histogram(
        "huying_request_seconds", "Time until an answer began.", ("route",), buckets=SECONDS, registry=registry
    )
    return Figures(registry, requests, seconds)


def all_processes() -> CollectorRegistry:
    """Return the figures of all web processes."""
    known = figures()
    if SHARED not in os.environ:
        return known.registry
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it without types
    return registry


class MetricsMiddleware:
    """Count each request under the name of its route; costs nothing where the figures are shown to nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note how long it took."""
        if not settings.HUYING_METRICS:
            return self.get_response(request)
        began = time.monotonic()
        response = self.get_response(request)
        known, route = figures(), route_of(request)
        method = request.method if request.method in METHODS else OTHER
        known.requests.labels(route, method, str(response.status_code)).inc()
        known.seconds.labels(route).observe(time.monotonic() - began)
        return response


def route_of(request: HttpRequest) -> str:
    """Return the name of the route a request took; what varies in its address is not in it."""
    match = request.resolver_match
    return match.view_name or NO_ROUTE if match is not None else NO_ROUTE
