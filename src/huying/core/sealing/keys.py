"""Keys that sign heads 签名密钥: Ed25519, one an epoch, in the data directory beside the other keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from huying.core import crypto
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from huying.core.models import SealEpoch

DOMAIN = b"huying-head-1\n"


def key_name(epoch: int) -> str:
    """Return the file name of an epoch's key."""
    return f"seal-{epoch}"


def _private(epoch: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(crypto.named(key_name(epoch)))


def public_key(epoch: int) -> str:
    """Return the public key of an epoch in hex; the private one is made at first use."""
    return _private(epoch).public_key().public_bytes_raw().hex()


def sign(epoch: SealEpoch, head_hash: str) -> str:
    """Sign the hash of a head, or refuse where the key in the data directory is not the epoch's."""
    if not is_at_hand(epoch):
        raise RuleBrokenError("seal.key_lost", name=key_name(epoch.number))
    return _private(epoch.number).sign(DOMAIN + head_hash.encode()).hex()


def is_at_hand(epoch: SealEpoch) -> bool:
    """Tell whether the key of an epoch is here; it is never made anew for an epoch that stands."""
    return crypto.stands(key_name(epoch.number)) and public_key(epoch.number) == epoch.public_key
