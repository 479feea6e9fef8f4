"""Settings from the environment: one frozen dataclass, each field with a line of help."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path

DEMO_MARK = "DEMO"
DATABASE_FILE = "huying.sqlite3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What `HUYING_*` says; secrets may also come from the file that `HUYING_<NAME>_FILE` names."""

    data_dir: str = field(default="huying-data", metadata={"help": "Database, media, models and keys live here."})
    database_url: str = field(
        default="", metadata={"help": "sqlite:///path or postgresql://…; empty: a file in the data directory."}
    )
    secret_key: str = field(default="", metadata={"help": "Signing secret; empty: made once in the data directory."})
    allowed_hosts: str = field(default="localhost,127.0.0.1,[::1]", metadata={"help": "Host names served, by comma."})
    production: bool = field(default=False, metadata={"help": "1 in production: unsafe settings refuse to start."})
    debug: bool = field(default=False, metadata={"help": "1 shows tracebacks; refused in production."})
    path_prefix: str = field(default="", metadata={"help": "Path under which a city portal embeds the site."})
    embedded_in: str = field(
        default="", metadata={"help": "Origins that may show the site in a frame, by comma; empty: none."}
    )
    organisation: str = field(default="威海市红色物业", metadata={"help": "Name shown in the head of each page."})
    base_url: str = field(
        default="", metadata={"help": "Address under which residents reach the site, for links in notices."}
    )
    notices: str = field(
        default="none",
        metadata={"help": "none, or file: notices to reporters are appended to notices.jsonl in the data directory."},
    )
    notice_mail: bool = field(default=False, metadata={"help": "1 sends notices to people who work here by e-mail."})
    notice_sms: str = field(default="", metadata={"help": "Address of the gateway for SMS; empty: none."})
    notice_sms_token: str = field(default="", metadata={"help": "Bearer token for that gateway; empty: none."})
    notice_sms_shape: str = field(
        default="", metadata={"help": "Body it wants, JSON with {to}, {text}, {key} and others; empty: the usual one."}
    )
    notice_wechat: str = field(
        default="",
        metadata={"help": "Address of the gateway for WeChat Work 企业微信; empty: none."},
    )
    notice_wechat_token: str = field(default="", metadata={"help": "Bearer token for that gateway; empty: none."})
    notice_wechat_shape: str = field(
        default="", metadata={"help": "Body it wants, JSON with {to}, {text}, {key} and others; empty: the usual one."}
    )
    notice_dingtalk: str = field(
        default="", metadata={"help": "Address of the gateway for DingTalk 钉钉; empty: none."}
    )
    notice_dingtalk_token: str = field(default="", metadata={"help": "Bearer token for that gateway; empty: none."})
    notice_dingtalk_shape: str = field(
        default="", metadata={"help": "Body it wants, JSON with {to}, {text}, {key} and others; empty: the usual one."}
    )
    notice_webhook: str = field(default="", metadata={"help": "Address that gets notices as signed JSON; empty: none."})
    notice_webhook_secret: str = field(
        default="", metadata={"help": "Key of the HMAC-SHA256 signature; without it the webhook stays shut."}
    )
    notice_file: bool = field(
        default=False, metadata={"help": "1 appends notices to deliveries.jsonl in the data directory, for trying."}
    )
    learn_every_days: int = field(
        default=0,
        metadata={"help": "So many days apart the worker learns anew from confirmed cases, at night; 0: never."},
    )
    sweep_milliseconds: int = field(
        default=1500,
        metadata={
            "help": "How long one pass of the worker looks at clocks; what is due beyond is done by the next, at once."
        },
    )
    trusted_proxies: int = field(
        default=0, metadata={"help": "How many proxies stand before us; callers' addresses are read through them."}
    )
    seal_hash: str = field(
        default="sha256", metadata={"help": "Hash of the first epoch of the sealed log: sha256 or sm3."}
    )
    seal_file: str = field(
        default="",
        metadata={"help": "File that gets every sealed head, best on another office's share; empty: heads.jsonl here."},
    )
    seal_webhook: str = field(
        default="", metadata={"help": "Address that gets the newest head; its host must be listed."}
    )
    seal_mail: str = field(default="", metadata={"help": "Mailboxes that get the newest head, by comma."})
    outgoing_hosts: str = field(
        default="",
        metadata={
            "help": "Hosts this server may call, by comma: host, host:port, or host=address for one inside address."
        },
    )
    mail_host: str = field(default="localhost", metadata={"help": "Server that takes outgoing mail."})
    mail_port: int = field(default=25, metadata={"help": "Its port."})
    mail_user: str = field(default="", metadata={"help": "User name there; empty: none."})
    mail_password: str = field(default="", metadata={"help": "Password there."})
    mail_tls: bool = field(default=False, metadata={"help": "1 starts TLS before sending mail."})
    mail_from: str = field(default="huying@localhost", metadata={"help": "Sender of mail."})
    sign_in_profile: str = field(
        default="",
        metadata={"help": "Rules of passwords and sessions: mlps3 or asvs; empty: mlps3 in production, else asvs."},
    )
    second_factor: str = field(
        default="",
        metadata={
            "help": "Who needs a code from a phone: all, admins or none; empty: all in production, none in the demo, "
            "else admins. none is refused in production."
        },
    )
    oidc_issuer: str = field(
        default="",
        metadata={
            "help": "Address of the provider (issuer) staff may sign in at, by OpenID Connect; empty: none. Its hosts "
            "must be listed in HUYING_OUTGOING_HOSTS."
        },
    )
    oidc_client_id: str = field(default="", metadata={"help": "What this system is called there."})
    oidc_client_secret: str = field(default="", metadata={"help": "Secret agreed there; empty: a public client."})
    oidc_claim: str = field(
        default="sub",
        metadata={
            "help": "What of the identity token equals the user name here; only what nobody can change there for "
            "themselves."
        },
    )
    oidc_scopes: str = field(default="openid", metadata={"help": "Scopes asked for, by space."})
    oidc_label: str = field(default="", metadata={"help": "Words on the button; empty: the usual ones."})
    oidc_trusted_acr: str = field(
        default="",
        metadata={"help": "Values of acr that count as second factor, by comma; empty: the code is asked here."},
    )
    oidc_trusted_amr: str = field(
        default="",
        metadata={"help": "Values of amr that count as second factor, by comma; empty: the code is asked here."},
    )
    oidc_sign_out: bool = field(
        default=False, metadata={"help": "1 ends the session at the provider too when somebody signs out here."}
    )
    metrics_networks: str = field(
        default="",
        metadata={"help": "Networks that may read /metrics, by comma; empty with no token: nobody, and none are kept."},
    )
    metrics_token: str = field(
        default="", metadata={"help": "Bearer token /metrics asks for, 24 characters or more; beside networks: both."}
    )
    unit_networks: str = field(
        default="",
        metadata={
            "help": "Networks of offices and firms, who=network by comma (who: credit code or number of the unit); "
            "ratings of a unit from its own network are shown to a person at the monthly close."
        },
    )
    workers: int = field(default=1, metadata={"help": "Web processes; always 1 on SQLite."})
    blocking_threads: int = field(default=2, metadata={"help": "Threads in each web process."})


def read(environ: dict[str, str] | None = None) -> Environment:
    """Read the environment; a value of the wrong type names its variable."""
    source = dict(os.environ) if environ is None else environ
    found: dict[str, object] = {}
    for entry in fields(Environment):
        name = f"HUYING_{entry.name.upper()}"
        raw = source.get(name)
        if raw is None and f"{name}_FILE" in source:
            raw = Path(source[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
        if raw is not None:
            found[entry.name] = _typed(name, raw, str(entry.type))
    return Environment(**found)  # type: ignore[arg-type]  # each value was typed by its field


def group(known: Environment, prefix: str) -> dict[str, str | bool]:
    """Return the settings whose names begin alike, by what follows."""
    names = (entry.name for entry in fields(Environment) if entry.name.startswith(prefix))
    return {name.removeprefix(prefix): getattr(known, name) for name in names}


def _typed(name: str, raw: str, kind: str) -> object:
    if kind == "bool":
        if raw.lower() not in {"0", "1", "true", "false", "yes", "no", ""}:
            raise SystemExit(f"{name}: write 1 or 0, not {raw!r}")
        return raw.lower() in {"1", "true", "yes"}
    if kind == "int":
        if not raw.isdigit():
            raise SystemExit(f"{name}: write a whole number, not {raw!r}")
        return int(raw)
    return raw


def mark_demo(known: Environment) -> None:
    """Mark a data directory as the demo's own; one that holds a real installation is refused."""
    folder = Path(known.data_dir)
    mark = folder / DEMO_MARK
    if known.production:
        raise SystemExit("huying demo: HUYING_PRODUCTION is 1; the demo city is for trying only")
    if not mark.exists() and (folder / DATABASE_FILE).exists():
        raise SystemExit(f"huying demo: {folder} holds a real installation; name another with --data-dir")
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text("Synthetic demo data. A marked directory is never served in production.\n", encoding="utf-8")
