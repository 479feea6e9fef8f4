"""Cryptography 密码: sealing personal values outside the reach of a database dump, and blind indexes.

The key lives in the data directory (`keys/`), never in the database. A sealed value names its key, so
that keys can be rotated while the system runs.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from huying.rules.errors import RuleBrokenError

SEALING, MOST_KEYS, NOTICED_SECONDS = "reporter-", 255, 30.0
NONCE_BYTES = 12
KEY_BYTES = 32
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10  # 32^10 = 2^50, with the phone tail and the limit of tries (trust D11)


@cache
def _key(name: str, folder: str) -> bytes:
    path = Path(folder) / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path.open("xb") as made:  # two processes that start at once agree on one key
            path.chmod(0o600)
            made.write(secrets.token_bytes(KEY_BYTES))
    except FileExistsError:
        pass
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise RuleBrokenError("key.unreadable", name=name)
    return key


def named(name: str) -> bytes:
    """Return a key of the data directory, made at first use."""
    return _key(name, str(settings.KEYS_DIR))


def stands(name: str) -> bool:
    """Tell whether a key was made already."""
    return (Path(settings.KEYS_DIR) / name).is_file()


@cache
def _newest(folder: str, _slot: int) -> int:
    found = [int(path.name.removeprefix(SEALING)) for path in Path(folder).glob(f"{SEALING}[0-9]*")]
    return max(found, default=1)


def seal_number() -> int:
    """Return the number of the key that seals now; a new one is noticed within half a minute."""
    return _newest(str(settings.KEYS_DIR), int(time.monotonic() // NOTICED_SECONDS))


def next_seal_key() -> int:
    """Make the key that seals from now on; former ones stay, to open what they sealed."""
    _newest.cache_clear()
    number = seal_number() + 1
    if number > MOST_KEYS:
        raise RuleBrokenError("key.no_more", most=MOST_KEYS)
    named(f"{SEALING}{number}")
    _newest.cache_clear()
    return number


def key_number(sealed: bytes) -> int:
    """Return the number of the key a value was sealed with."""
    return sealed[0]


def _sealing_key(number: int) -> bytes:
    name = f"{SEALING}{number}"
    if number > 1 and not stands(name):
        raise RuleBrokenError("key.unreadable", name=name)
    return named(name)


def seal(value: str, *, context: str) -> bytes:
    """Encrypt a personal value; `context` (table and field) is bound to it."""
    nonce, number = os.urandom(NONCE_BYTES), seal_number()
    return bytes([number]) + nonce + AESGCM(_sealing_key(number)).encrypt(nonce, value.encode(), context.encode())


def unseal(sealed: bytes | memoryview[int], *, context: str) -> str:
    """Decrypt what `seal` made in the same context."""
    data = bytes(sealed)
    nonce, body = data[1 : 1 + NONCE_BYTES], data[1 + NONCE_BYTES :]
    return AESGCM(_sealing_key(key_number(data))).decrypt(nonce, body, context.encode()).decode()


def blind_index(value: str, *, context: str) -> str:
    """Return a keyed hash by which an encrypted value can be looked up, never read."""
    return hmac.new(named("blind-1"), f"{context}|{value}".encode(), hashlib.sha256).hexdigest()


def new_code() -> str:
    """Return a tracking code of fifty random bits that reads well on the phone."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def new_pin() -> str:
    """Return four random digits for a reporter who left no telephone and chose none."""
    return f"{secrets.randbelow(10_000):04d}"


def new_token() -> str:
    """Return a link token of at least 128 random bits."""
    return secrets.token_urlsafe(18)
