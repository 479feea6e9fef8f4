"""Bundles made for the tests by other means than the product's: signed by `cryptography`, the tree by definition."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

START = "0" * 64


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def digest(name: str, data: bytes) -> bytes:
    return hashlib.new(name, data).digest()


def tree(name: str, leaves: list[bytes]) -> bytes:
    """RFC 6962 2.1, as it is written there."""
    if not leaves:
        return digest(name, b"")
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return digest(name, b"\x01" + tree(name, leaves[:half]) + tree(name, leaves[half:]))


def path(name: str, leaves: list[bytes], index: int) -> list[bytes]:
    """RFC 6962 2.1.1."""
    if len(leaves) == 1:
        return []
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if index < half:
        return [*path(name, leaves[:half], index), tree(name, leaves[half:])]
    return [*path(name, leaves[half:], index - half), tree(name, leaves[:half])]


def proof(name: str, leaves: list[bytes], earlier: int, *, whole: bool = True) -> list[bytes]:
    """RFC 6962 2.1.2."""
    if earlier == len(leaves):
        return [] if whole else [tree(name, leaves)]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if earlier <= half:
        return [*proof(name, leaves[:half], earlier, whole=whole), tree(name, leaves[half:])]
    return [*proof(name, leaves[half:], earlier - half, whole=False), tree(name, leaves[:half])]


def key_of(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


@dataclass
class Made:
    """A log with its lines, as somebody with the keys would write it."""

    hashes: tuple[str, ...] = ("sha256",)
    keys: tuple[int, ...] = (1,)
    epoch: int = 0
    begins: int = 0
    leaves: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    heads: list[dict[str, Any]] = field(default_factory=list)
    seq: int = 0

    def __post_init__(self) -> None:
        self.lines.append(canonical({"bundle": "log", "format": 1, "made": "2026-11-26T00:00:00.000000Z"}))

    @property
    def name(self) -> str:
        return self.hashes[self.epoch]

    def batch(self, events: int, /, *, closes: bool = False, **changed: Any) -> Made:
        """Add events and their head; `changed` fields of the record are written instead."""
        fresh = []
        for _ in range(events):
            line = canonical({"seq": self.seq, "verb": "case.act", "facts": {"case": self.seq * 7}})
            fresh.append(digest(self.name, b"\x00" + line.encode()))
            self.lines.append(line)
            self.seq += 1
        self.leaves += fresh
        record = {
            "number": len(self.heads),
            "epoch": self.epoch + 1,
            "hash": self.name,
            "key": self.public,
            "begins": self.begins,
            "first": self.seq - events,
            "count": events,
            "size": len(self.leaves),
            "root": tree(self.name, self.leaves).hex(),
            "marks": "".join(each[:4].hex() for each in fresh),
            "at": "2026-11-26T00:00:00.000000Z",
        }
        if closes:
            following = key_of(self.keys[self.epoch + 1]).public_key().public_bytes_raw().hex()
            record["next"] = {"hash": self.hashes[self.epoch + 1], "key": following}
        self.close(record | changed)
        if closes:
            self.epoch, self.begins, self.leaves = self.epoch + 1, self.seq, []
        return self

    @property
    def public(self) -> str:
        return key_of(self.keys[self.epoch]).public_key().public_bytes_raw().hex()

    def close(self, record: dict[str, Any], *, previous: str | None = None) -> None:
        before = self.heads[-1]["hash"] if self.heads else START
        head = signed(canonical(record), previous if previous is not None else before, self.keys[self.epoch], self.name)
        self.heads.append(head)
        self.lines.append(canonical({"head": head}))

    def data(self) -> bytes:
        return "".join(f"{line}\n" for line in self.lines).encode()

    def anchors(self, *numbers: int) -> str:
        """Return the text of an anchor file."""
        wanted = numbers or range(len(self.heads))
        return "".join(canonical({"head": self.heads[number]}) + "\n" for number in wanted)


def signed(text: str, previous: str, key: int, name: str = "sha256") -> dict[str, Any]:
    chained = digest(name, (previous + text).encode()).hex()
    signature = key_of(key).sign(b"huying-head-1\n" + chained.encode()).hex()
    return {"record": text, "previous": previous, "hash": chained, "signature": signature}
