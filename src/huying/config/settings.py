"""Django settings: read from `env.Environment` and nothing else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from huying.config import env

ENV = env.read()
DATA_DIR = Path(ENV.data_dir).absolute()
PACKAGE_DIR = Path(__file__).resolve().parent.parent
KEYS_DIR = DATA_DIR / "keys"


def _kept_secret(name: str) -> str:
    """Return the secret kept in the data directory, made at first use."""
    path = KEYS_DIR / name
    if not path.exists():
        KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


HUYING_DEMO = (DATA_DIR / env.DEMO_MARK).exists()
HUYING_ORGANISATION = ENV.organisation
HUYING_BASE_URL = ENV.base_url
HUYING_NOTICES = ENV.notices
HUYING_NOTICE_WAYS = env.group(ENV, "notice_")
HUYING_SEAL_HASH, HUYING_SEAL_FILE = ENV.seal_hash, ENV.seal_file
HUYING_SEAL_WEBHOOK, HUYING_SEAL_MAIL = ENV.seal_webhook, ENV.seal_mail
HUYING_OUTGOING_HOSTS = ENV.outgoing_hosts
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_TIMEOUT = ENV.mail_host, ENV.mail_port, ENV.mail_tls, 20
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, DEFAULT_FROM_EMAIL = ENV.mail_user, ENV.mail_password, ENV.mail_from
HUYING_PRODUCTION = ENV.production
HUYING_LEARN_EVERY_DAYS = ENV.learn_every_days
HUYING_SWEEP_SECONDS = ENV.sweep_milliseconds / 1000
HUYING_TRUSTED_PROXIES = ENV.trusted_proxies
HUYING_SIGN_IN_PROFILE = ENV.sign_in_profile or ("mlps3" if ENV.production else "asvs")
HUYING_SECOND_FACTOR = ENV.second_factor or ("all" if ENV.production else "none" if HUYING_DEMO else "admins")
HUYING_OIDC = env.group(ENV, "oidc_")
HUYING_METRICS_NETWORKS, HUYING_METRICS_TOKEN = ENV.metrics_networks, ENV.metrics_token
HUYING_UNIT_NETWORKS = ENV.unit_networks
HUYING_METRICS = bool(ENV.metrics_networks or ENV.metrics_token)
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key or _kept_secret("secret_key")
ALLOWED_HOSTS = [host for host in ENV.allowed_hosts.split(",") if host]
USE_TZ, TIME_ZONE = True, "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "huying.core",
    "huying.ui",
    "huying.rulesets",
    "huying.regions",
    "huying.accounts",
    "huying.notices",
    "huying.estates",
    "huying.enterprises",
    "huying.cases",
    "huying.whistles",
    "huying.conferences",
    "huying.supervision",
    "huying.leadership",
    "huying.seasons",
    "huying.library",
    "huying.closings",
    "huying.transfers",
    "huying.volumes",
    "huying.portal",
    "huying.dashboards",
]
AUTH_USER_MODEL = "accounts.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "huying.config.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huying.core.requests.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "huying.ui.language.LanguageMiddleware",
    "huying.config.problems.ProblemMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huying.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huying.ui.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "huying.config.urls"
WSGI_APPLICATION = "huying.config.wsgi.application"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/desk/"
FORCE_SCRIPT_NAME = ENV.path_prefix or None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huying.ui.context.shell",
            ],
        },
    }
]


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-16000;PRAGMA mmap_size=134217728",
        },
        "TEST": {"NAME": None},
    }


def _database(url: str) -> dict[str, object]:
    if not url:
        return _sqlite(str(DATA_DIR / env.DATABASE_FILE))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.path.removeprefix("/") if parts.path.startswith("//") else parts.path)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SystemExit(f"HUYING_DATABASE_URL: write sqlite:///… or postgresql://…, not {parts.scheme!r}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c jit=off"},  # compiling a board's query takes longer than running it
    }


DATABASES = {"default": _database(ENV.database_url)}
if HUYING_METRICS and ENV.workers > 1 and ENV.database_url.startswith("postgres"):
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(DATA_DIR / "metrics"))  # before the library is imported

BESIDE_AN_INDEX = "models.W040"
"""Columns beside an index are PostgreSQL's; SQLite does without them."""

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = DATA_DIR / "media"

AUTHENTICATION_BACKENDS = ["huying.accounts.backends.PersonBackend"]
SESSION_ENGINE = "huying.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.production
HUYING_COOKIE_PREFIX = "__Secure-" if ENV.production else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HUYING_COOKIE_PREFIX}sessionid", f"{HUYING_COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_AGE = 8 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENV.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.production
SECURE_SSL_REDIRECT = ENV.production
if ENV.production or ENV.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
EMBEDDED_IN = [origin.strip() for origin in ENV.embedded_in.split(",") if origin.strip()]
X_FRAME_OPTIONS = "SAMEORIGIN" if EMBEDDED_IN else "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF, *EMBEDDED_IN] if EMBEDDED_IN else [NONE],
    }
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = [
    BESIDE_AN_INDEX,
    *("security.W004", "security.W008", "security.W012", "security.W016", "security.W018"),
]
if ENV.production:
    PRELOAD_IS_FOR_THE_OWNER_OF_THE_DOMAIN, FRAMED_BY_WISH = "security.W021", "security.W019"
    SILENCED_SYSTEM_CHECKS = [
        BESIDE_AN_INDEX,
        PRELOAD_IS_FOR_THE_OWNER_OF_THE_DOMAIN,
        *([FRAMED_BY_WISH] if EMBEDDED_IN else []),
    ]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "huying.config.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
