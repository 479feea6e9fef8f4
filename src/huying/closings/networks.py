"""Networks of offices and firms 单位自有网络: declared by whoever runs the system, to know a rating that came from one.

`HUYING_UNIT_NETWORKS` holds `who=network` by comma: `who` is a firm's credit code or a unit's number.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

from huying.accounts.models import Unit
from huying.enterprises.models import Enterprise
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

CREDIT_CODE = 18


def declared() -> list[tuple[str, Network]]:
    """Return who declared which network, the narrowest first, or refuse what cannot be read."""
    found = []
    for each in filter(None, map(str.strip, settings.HUYING_UNIT_NETWORKS.split(","))):
        who, _sign, network = map(str.strip, each.partition("="))
        try:
            found.append((who, ipaddress.ip_network(network)))
        except ValueError as error:
            raise RuleBrokenError("serve.unit_network", network=each[:80]) from error
        if not (who.isdigit() or len(who) == CREDIT_CODE):
            raise RuleBrokenError("serve.unit_network", network=each[:80])
    return sorted(found, key=lambda row: row[1].max_prefixlen - row[1].prefixlen)


def unit_of(address: str) -> int | None:
    """Return the key of the unit whose declared network an address lies in; the address itself is kept nowhere."""
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return None
    caller = getattr(caller, "ipv4_mapped", None) or caller
    who = next((who for who, network in declared() if caller in network), "")
    if len(who) == CREDIT_CODE:
        return Enterprise.objects.filter(credit_code=who).values_list("unit_id", flat=True).first()
    return Unit.objects.filter(pk=int(who)).values_list("pk", flat=True).first() if who else None
