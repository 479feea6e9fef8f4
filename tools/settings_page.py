"""The page of settings, made from the environment's one dataclass."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from huying.config.env import Environment


def page(*, made: str, table: Any) -> str:
    """Return the page of settings."""
    rows = [
        (f"`HUYING_{each.name.upper()}`", str(each.type), _default(each.default), each.metadata["help"])
        for each in fields(Environment)
    ]
    parts = [
        "# Settings 设置",
        made,
        (
            "All settings come from the environment. `HUYING_<NAME>_FILE` names a file that holds the value instead, "
            "for secrets. A value of the wrong type stops the start and names its variable."
        ),
        table(("variable", "type", "default", "meaning"), rows),
        "## In production",
        (
            "`HUYING_PRODUCTION=1` refuses to start with `HUYING_DEBUG=1`, with any host allowed, or on a demo "
            "directory; `serve` runs Django's deployment check and stops on a warning. Cookies go over TLS only, "
            "plain requests are sent to TLS, browsers are told to use TLS for a year. TLS ends at the proxy in front, "
            "which must set `X-Forwarded-Proto`; `HUYING_TRUSTED_PROXIES` says how many proxies stand there."
        ),
        "## Figures for Prometheus",
        (
            "`/metrics` does not exist (404) until `HUYING_METRICS_NETWORKS` or `HUYING_METRICS_TOKEN` is set; with "
            "both, a caller needs both. A network wider than /8 (IPv6: /16) without a token, or a token shorter than "
            "24 characters, refuses to start. In production plain requests are sent on to TLS, so figures are read "
            "through the proxy; callers' addresses are those `HUYING_TRUSTED_PROXIES` tells."
        ),
        (
            "Requests and seconds until the answer by name of the route (never by address), messages waiting with the "
            "age of the oldest, the oldest deadline nobody was told of, the age of the last sweep, of the worker's "
            "sign and of the oldest record without a seal, on PostgreSQL also its connections by state. No figure "
            "names a person, a case or a place. Counts are of all web processes and begin anew at each start."
        ),
        "## Sent with every answer",
        (
            "`Content-Security-Policy` (own scripts and styles only, nothing inline), `X-Content-Type-Options: "
            "nosniff`, `Referrer-Policy: same-origin`, `Cross-Origin-Opener-Policy: same-origin`, and no frame but "
            "those of `HUYING_EMBEDDED_IN`."
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _default(value: object) -> str:
    return f"`{value}`" if value != "" else "empty"
