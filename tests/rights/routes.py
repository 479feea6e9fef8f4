"""Every address that is served, with the policy that opens it; read from the code, so that none is forgotten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools import rights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huying.core.policies import Policy

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, kw_only=True)
class Page:
    """One address of pages."""

    name: str
    pattern: str
    methods: frozenset[str]
    policy: Policy

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of what varies in the address."""
        return tuple(PARAMETER.findall(self.pattern))

    @property
    def is_of_a_case(self) -> bool:
        """Tell whether the address holds the number of a case."""
        return self.name.startswith("cases:") and "number" in self.parameters

    def at(self, values: Mapping[str, str]) -> str:
        """Return the address for given values."""
        return "/" + PARAMETER.sub(lambda found: values[found[1]], self.pattern)


def pages() -> list[Page]:
    """Return the addresses of pages; those of the API are asked by its own description."""
    return [
        Page(name=row.name, pattern=row.address.lstrip("/"), methods=frozenset(row.methods), policy=row.policy)
        for row in rights.pages()
    ]
