"""Calls to outside 外呼: only to hosts the operator listed, only to addresses that were looked at, never redirected.

The list reads `host`, `host:port` or `host=address`, by comma. A host without address must resolve to public addresses
alone; an inside host is written with its one address. The name is resolved once and the connection goes to the address
that was checked, so that a name that changes its answer leads nowhere else.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 10
MOST_ANSWER = 64 * 1024
FINE = range(200, 300)
FOR_PROTOCOLS = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "64:ff9b::/96", "64:ff9b:1::/48")))
"""Networks that stand for others, which not every Python calls inside."""
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a call goes: the name it was given, the address that was checked."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def target(url: str, *, allowed: str) -> Target:
    """Check an address against the list and look up where it leads, or refuse."""
    goal = check(url, allowed=allowed)
    return goal if goal.address else replace(goal, address=_public(goal.host, goal.port))


def check(url: str, *, allowed: str) -> Target:
    """Check an address against the list without asking anybody, or refuse; a name is not looked up yet."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.scheme not in PORTS or not host or parts.username is not None or parts.fragment:
        raise RuleBrokenError("outgoing.address", address=url[:80])
    port = parts.port or PORTS[parts.scheme]
    is_listed, fixed = _listed(host, port, allowed=allowed)
    if not is_listed:
        raise RuleBrokenError("outgoing.not_listed", host=host[:80])
    if parts.scheme == "http" and not fixed:
        raise RuleBrokenError("outgoing.not_encrypted", host=host[:80])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme=parts.scheme, host=host, port=port, path=path, address=fixed)


def _listed(host: str, port: int, *, allowed: str) -> tuple[bool, str]:
    for entry in allowed.split(","):
        name, _, fixed = entry.strip().lower().partition("=")
        listed, _, wanted = name.partition(":")
        if listed == host and (not wanted or wanted == str(port)):
            return True, fixed
    return False, ""


def _public(host: str, port: int) -> str:
    try:
        found = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise RuleBrokenError("outgoing.unknown_host", host=host[:80]) from error
    addresses = [ipaddress.ip_address(str(each).partition("%")[0]) for each in found]
    if not addresses or not all(_is_public(each) for each in addresses):
        raise RuleBrokenError("outgoing.inside_address", host=host[:80])
    return str(addresses[0])


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return _is_public(inner)
    if any(address in net for net in FOR_PROTOCOLS if net.version == address.version):
        return False
    return address.is_global and not address.is_multicast


class _Tls(http.client.HTTPSConnection):
    """TLS to a checked address under the name it was asked by."""

    def __init__(self, goal: Target, *, seconds: float) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(goal.host, goal.port, timeout=seconds, context=self.tls)
        self.goal = goal

    def connect(self) -> None:
        """Connect to the address, verify the name."""
        plain = socket.create_connection((self.goal.address, self.goal.port), timeout=self.timeout)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.goal.host)


def post(goal: Target, body: bytes, *, kind: str, headers: Mapping[str, str] | None = None) -> bytes:
    """Send a body and return the beginning of the answer; anything but a 2xx answer fails, a redirect too."""
    return _call("POST", goal, body, headers={**(headers or {}), "Content-Type": kind}, seconds=SECONDS)


def ask(goal: Target, body: bytes | None = None, *, headers: Mapping[str, str], seconds: float) -> bytes:
    """Read what is told at an address, or answered to a body, for whom somebody waits: within so many seconds."""
    return _call("GET" if body is None else "POST", goal, body, headers=headers, seconds=seconds)


def _call(method: str, goal: Target, body: bytes | None, *, headers: Mapping[str, str], seconds: float) -> bytes:
    if goal.scheme == "https":
        line: http.client.HTTPConnection = _Tls(goal, seconds=seconds)
    else:
        line = http.client.HTTPConnection(goal.address, goal.port, timeout=seconds)
    port = "" if goal.port == PORTS[goal.scheme] else f":{goal.port}"
    try:
        line.request(method, goal.path, body, {**headers, "Host": f"{goal.host}{port}"})
        with line.getresponse() as answer:
            told = answer.read(MOST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise RuleBrokenError("outgoing.failed", host=goal.host, told=type(error).__name__) from error
    finally:
        line.close()
    if answer.status not in FINE:
        raise RuleBrokenError("outgoing.failed", host=goal.host, told=answer.status)
    return told
