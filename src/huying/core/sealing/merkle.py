"""The Merkle tree 默克尔树 of RFC 6962: roots, growth, and proofs that a leaf or an earlier tree is in it.

A leaf is hashed after one byte 0x00, a pair after 0x01. A tree that grows is kept as its frontier: the roots of the
complete subtrees from left to right, one for each bit set in its size.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HASHES = ("sha256", "sm3")
LEAF, PAIR = b"\x00", b"\x01"


def digest(name: str, data: bytes) -> bytes:
    """Hash bytes by one of `HASHES`; SM3 comes from OpenSSL."""
    return hashlib.new(name, data).digest()


def leaf(name: str, line: bytes) -> bytes:
    """Return the hash of a leaf."""
    return digest(name, LEAF + line)


def pair(name: str, left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees."""
    return digest(name, PAIR + left + right)


def grow(name: str, frontier: Sequence[bytes], size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the frontier after more leaves; `size` is how many there were."""
    grown = list(frontier)
    for each in leaves:
        node, rest = each, size
        while rest & 1:
            node, rest = pair(name, grown.pop(), node), rest >> 1
        grown.append(node)
        size += 1
    return grown


def root(name: str, frontier: Sequence[bytes]) -> bytes:
    """Return the root of a tree from its frontier; an empty tree has the hash of nothing."""
    if not frontier:
        return digest(name, b"")
    node = frontier[-1]
    for left in reversed(frontier[:-1]):
        node = pair(name, left, node)
    return node


def _whole(name: str, leaves: Sequence[bytes]) -> bytes:
    return root(name, grow(name, [], 0, leaves))


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def inclusion(name: str, leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the path that proves leaf `index`, from the leaf up (RFC 6962 2.1.1)."""
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if index < half:
        return [*inclusion(name, leaves[:half], index), _whole(name, leaves[half:])]
    return [*inclusion(name, leaves[half:], index - half), _whole(name, leaves[:half])]


class Grown:
    """A tree that grew by `leaves` from a frontier; it proves these leaves without knowing the earlier ones."""

    def __init__(self, name: str, frontier: Sequence[bytes], before: int, leaves: Sequence[bytes]) -> None:
        self.name, self.before, self.leaves = name, before, leaves
        self.size = before + len(leaves)
        self._known: dict[tuple[int, int], bytes] = {}
        start = 0
        for node in frontier:
            width = 1 << ((before - start).bit_length() - 1)
            self._known[start, start + width] = node
            start += width

    def inclusion(self, index: int) -> list[bytes]:
        """Return the path that proves leaf `index` of the whole tree, from the leaf up; one of the new leaves."""
        low, high, path = 0, self.size, []
        while high - low > 1:
            half = low + _split(high - low)
            if index < half:
                path.append(self._node(half, high))
                high = half
            else:
                path.append(self._node(low, half))
                low = half
        return path[::-1]

    def _node(self, low: int, high: int) -> bytes:
        found = self._known.get((low, high))
        if found is None and high - low == 1:
            return self.leaves[low - self.before]
        if found is None:
            half = low + _split(high - low)
            found = pair(self.name, self._node(low, half), self._node(half, high))
            self._known[low, high] = found
        return found


def consistency(name: str, leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """Return the path that proves that the first `earlier` leaves are the beginning of the tree (RFC 6962 2.1.2)."""
    return _subproof(name, leaves, earlier, is_whole=True) if 0 < earlier < len(leaves) else []


def _subproof(name: str, leaves: Sequence[bytes], earlier: int, *, is_whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if is_whole else [_whole(name, leaves)]
    half = _split(len(leaves))
    if earlier <= half:
        return [*_subproof(name, leaves[:half], earlier, is_whole=is_whole), _whole(name, leaves[half:])]
    return [*_subproof(name, leaves[half:], earlier - half, is_whole=False), _whole(name, leaves[:half])]
