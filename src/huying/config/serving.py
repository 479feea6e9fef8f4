"""Serving 服务: granian in front of the WSGI application; in embedded mode the worker runs beside it."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from granian.constants import Interfaces
from granian.server import Server

from huying.closings import networks
from huying.config import env, metrics, watching
from huying.config.working import WITH_WORKER, check_not_demo
from huying.core import oidc
from huying.rules import sign_in
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from typing import Any

log = logging.getLogger(__name__)
TARGET = "huying.config.wsgi:application"


def serve(*, host: str, port: int, with_worker: bool) -> None:
    """Serve until stopped; refuses unsafe settings."""
    check(host)
    embedded = env.read()
    workers = 1 if connection.vendor == "sqlite" else embedded.workers
    metrics.begin_anew()
    options: dict[str, Any] = {
        "address": host,
        "port": port,
        "interface": Interfaces.WSGI,
        "workers": workers,
        "blocking_threads": embedded.blocking_threads,
        "log_access": False,
        "backpressure": 256,
    }
    if with_worker:
        os.environ[WITH_WORKER] = "1"  # read by wsgi.py in the serving process: nothing may run here before it forks
    connection.close()
    Server(TARGET, **options).serve()


def check(host: str) -> None:
    """Refuse settings that would be unsafe, before anything is served."""
    check_not_demo()
    watching.check()
    networks.declared()
    check_sign_in()
    if settings.HUYING_DEMO and host not in {"127.0.0.1", "localhost", "::1"}:
        raise RuleBrokenError("serve.demo_host", host=host)
    if settings.HUYING_PRODUCTION and settings.DEBUG:
        raise RuleBrokenError("serve.debug_in_production")
    if settings.HUYING_PRODUCTION and "*" in settings.ALLOWED_HOSTS:
        raise RuleBrokenError("serve.any_host_in_production")


def check_sign_in() -> None:
    """Refuse unknown rules of signing in, production without a second factor, and a provider by halves."""
    sign_in.profile(settings.HUYING_SIGN_IN_PROFILE)
    asked = settings.HUYING_SECOND_FACTOR
    if asked not in {each.value for each in sign_in.FactorFor}:
        raise RuleBrokenError("serve.second_factor_unknown", asked=asked[:20])
    if settings.HUYING_PRODUCTION and asked == sign_in.FactorFor.NONE.value:
        raise RuleBrokenError("serve.no_second_factor")
    provider = oidc.provider_of(settings.HUYING_OIDC, allowed=settings.HUYING_OUTGOING_HOSTS)
    if provider is not None:
        oidc.check(provider, only_tls=settings.HUYING_PRODUCTION)
