"""Who may read the figures 指标访问: nobody, until networks or a token are configured."""

from __future__ import annotations

import hmac
import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest

from huying.accounts.views import remote_address
from huying.config import metrics
from huying.config.gauges import Standing
from huying.config.health import PLAIN
from huying.core.views import public
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from django.http import HttpRequest

    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LEAST_TOKEN, WIDEST = 24, {4: 8, 6: 16}
"""Characters of a token; the widest network, in bits, that may stand without one."""


def networks() -> list[Network]:
    """Return the configured networks, or refuse what is no network."""
    try:
        return [
            ipaddress.ip_network(each.strip()) for each in settings.HUYING_METRICS_NETWORKS.split(",") if each.strip()
        ]
    except ValueError as error:
        raise RuleBrokenError("serve.metrics_network", networks=settings.HUYING_METRICS_NETWORKS[:80]) from error


def check() -> None:
    """Refuse figures that anybody could read."""
    token = settings.HUYING_METRICS_TOKEN
    if token and len(token) < LEAST_TOKEN:
        raise RuleBrokenError("serve.metrics_token", least=LEAST_TOKEN)
    wide = [str(each) for each in networks() if each.prefixlen < WIDEST[each.version]]
    if wide and not token:
        raise RuleBrokenError("serve.metrics_open", networks=", ".join(wide))


def may_read(request: HttpRequest) -> bool:
    """Tell whether a caller may read; where networks and a token are configured, both are asked for."""
    known, token = networks(), settings.HUYING_METRICS_TOKEN
    if not (known or token):
        return False
    if token and not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        return False
    return not known or _is_within(remote_address(request), known)


def _is_within(address: str, known: list[Network]) -> bool:
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    plain = (caller.ipv4_mapped or caller) if isinstance(caller, ipaddress.IPv6Address) else caller
    return any(plain in network for network in known)


@never_cache
@public()
def figures(request: HttpRequest) -> HttpResponse:
    """Answer the figures as Prometheus reads them; to strangers the address does not exist."""
    if not may_read(request):
        return HttpResponseNotFound("not found", content_type=PLAIN)
    standing = CollectorRegistry()
    standing.register(Standing())
    body = generate_latest(metrics.all_processes()) + generate_latest(standing)
    return HttpResponse(body, content_type=CONTENT_TYPE_PLAIN_0_0_4)
