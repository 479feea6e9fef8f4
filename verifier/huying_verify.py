#!/usr/bin/env python3
"""Check a bundle of Huying offline 离线核验: one file, standard library alone, written from bundle-format.md.

    python huying_verify.py BUNDLE [--anchors FILE]... [--key HEX] [--json]

Prints numbered steps in Chinese and English, then a verdict. Exit code 0 valid, 1 invalid (the first bad step and
event are named), 2 unreadable. Whoever checks should keep heads (anchors) or the public key from elsewhere: without
them a bundle can only be shown to agree with itself.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FORMAT, START, DOMAIN = 1, "0" * 64, b"huying-head-1\n"
MOST_LINE, MOST_BATCH, MARK = 1 << 20, 1 << 26, 8  # bytes, bytes, hex digits
VALID, INVALID, UNREADABLE = 0, 1, 2
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]
STEPS = {
    1: ("文件可读，格式认识", "the file reads and its format is known"),
    2: ("事件序号连续，无缺无重", "event numbers run on, none missing, none twice"),
    3: ("每个事件与签名头中的标记一致", "each event agrees with its mark in the signed head"),
    4: ("默克尔树根与事件一致", "the root of the tree follows from the events"),
    5: ("封存头首尾相连", "heads are chained, each to the one before"),
    6: ("签名有效", "each head is signed by its key"),
    7: ("纪元交接有旧密钥签名", "a new epoch was named under the old key"),
    8: ("与外部存证的封存头一致", "heads agree with the anchors kept elsewhere"),
}
KINDS_TO_COME = {"vote": "表决", "draw": "抽取"}
NOT_CHECKED = (
    "事件内容是否真实；最后一个外部存证之后的事件 whether what an event tells is true; events after the last anchor"
)


class Refused(Exception):  # noqa: N818 - a verdict, not a fault of the program
    """The bundle is not valid: the step that failed, the first bad event, what is wrong."""

    def __init__(self, step: int, seq: int, why: str) -> None:
        super().__init__(why)
        self.step, self.seq, self.why = step, seq, why


class Unreadable(Exception):  # noqa: N818 - a verdict, not a fault of the program
    """The file is no bundle of this format."""


class Garbled(Unreadable):
    """A line cannot be read; in a bundle that began well it counts as tampered with."""


# --- Ed25519 (RFC 8032, 5.1) ---


def _add(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point, scalar = _add(point, point), scalar >> 1
    return found


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (not x and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _written(point: Point) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether an Ed25519 signature is right."""
    own = _point(key) if len(key) == 32 and len(signature) == 64 else None
    scalar = int.from_bytes(signature[32:], "little")
    if own is None or scalar >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    minus = (P - own[0], own[1], 1, P - own[3])
    return _written(_add(_times(scalar, BASE), _times(k, minus))) == signature[:32]


# --- Merkle tree (RFC 6962, 2.1) ---


def _digest(name: str, data: bytes) -> bytes:
    try:
        return hashlib.new(name, data).digest()
    except ValueError as error:
        raise Unreadable(f"本机 Python 没有 {name} this Python has no {name}") from error


def _leaf(name: str, line: bytes) -> bytes:
    return _digest(name, b"\x00" + line)


def _pair(name: str, left: bytes, right: bytes) -> bytes:
    return _digest(name, b"\x01" + left + right)


def _grow(name: str, frontier: list[bytes], size: int, node: bytes) -> None:
    """Add one leaf to a tree of `size` leaves, kept as the roots of its complete subtrees."""
    while size & 1:
        node, size = _pair(name, frontier.pop(), node), size >> 1
    frontier.append(node)


def _root(name: str, frontier: Sequence[bytes]) -> bytes:
    node = frontier[-1] if frontier else _digest(name, b"")
    for left in reversed(frontier[:-1]):
        node = _pair(name, left, node)
    return node


def _right_edge(index: int, last: int) -> tuple[int, int]:
    """Skip the levels at which a node has no sibling."""
    while index and not index & 1:
        index, last = index >> 1, last >> 1
    return index, last


def root_by_inclusion(name: str, leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a path from leaf `index` leads to, None where the path has the wrong length."""
    node, last = leaf, size - 1
    for other in path:
        if not last:
            return None
        if index & 1 or index == last:
            node = _pair(name, other, node)
            index, last = _right_edge(index, last)
        else:
            node = _pair(name, node, other)
        index, last = index >> 1, last >> 1
    return None if last else node


def is_consistent(name: str, old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Tell whether a path proves that the old tree (size, root) is the beginning of the new one."""
    index, last = old[0] - 1, new[0] - 1
    if old[0] == new[0]:
        return not path and old[1] == new[1]
    if not 0 < old[0] < new[0]:
        return False
    while index & 1:
        index, last = index >> 1, last >> 1
    parts = list(path or [b""]) if index else [old[1], *path]
    first = second = parts[0]
    for other in parts[1:]:
        if not last:
            return False
        if index & 1 or index == last:
            first, second = _pair(name, other, first), _pair(name, other, second)
            index, last = _right_edge(index, last)
        else:
            second = _pair(name, second, other)
        index, last = index >> 1, last >> 1
    return not last and (first, second) == (old[1], new[1])


# --- lines ---


def _read(line: bytes) -> Any:
    """Read one canonical line: only what is written in exactly one way is read."""
    try:
        found = json.loads(line)
        same = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode() == line
    except (ValueError, RecursionError) as error:
        raise Garbled("有一行不是 JSON a line is not JSON") from error
    if not same or not isinstance(found, dict):
        raise Garbled("有一行不是规范文本 a line is not written in the canonical way")
    return found


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    while line := stream.readline(MOST_LINE + 1):
        if len(line) > MOST_LINE or not line.endswith(b"\n"):
            raise Garbled("有一行过长或被截断 a line is too long or cut off")
        yield line[:-1]


def _hex(value: Any, length: int) -> bytes:
    if not isinstance(value, str) or len(value) != 2 * length or set(value) - set("0123456789abcdef"):
        raise Garbled("有一个哈希或签名不是十六进制 a hash or signature is not hexadecimal")
    return bytes.fromhex(value)


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise Garbled("封存头的数字不对 a number in a head is not one")
    return value


class Head:
    """A head as a line carries it; the record is what was chained and signed."""

    def __init__(self, found: Any) -> None:
        try:
            self.text, self.signature = str(found["record"]), _hex(found["signature"], 64)
            self.previous, self.hash = (_hex(found[name], 32).hex() for name in ("previous", "hash"))
            record = _read(self.text.encode())
            self.number, self.epoch, self.first = (_count(record[name]) for name in ("number", "epoch", "first"))
            self.count, self.size, self.begins = (_count(record[name]) for name in ("count", "size", "begins"))
            self.name, self.key, self.root = record["hash"], _hex(record["key"], 32), _hex(record["root"], 32)
            self.marks, self.next = str(record["marks"]), record.get("next")
        except (KeyError, TypeError, ValueError) as error:
            raise Garbled("封存头缺少字段 a head lacks a field") from error
        if self.name not in ("sha256", "sm3") or not isinstance(self.next, dict | None):
            raise Garbled("封存头的算法或交接不认识 a head names a hash or a next key that is not known")

    def check(self) -> None:
        """Check hash and signature, which need nothing but the head itself."""
        if _digest(self.name, (self.previous + self.text).encode()).hex() != self.hash:
            raise Refused(5, self.first, f"封存头 {self.number} 的哈希不符 the hash of head {self.number} is wrong")
        if not is_signed(self.key, DOMAIN + self.hash.encode(), self.signature):
            raise Refused(6, self.first, f"封存头 {self.number} 的签名无效 head {self.number} is not signed by its key")


class Anchors:
    """Heads that somebody kept elsewhere, and the key they trust."""

    def __init__(self, files: Sequence[str], key: str | None) -> None:
        self.heads: dict[int, Head] = {}
        self.key = _hex(key, 32) if key is not None else None
        self.used = 0
        for name in files:
            with Path(name).open("rb") as stream:
                for line in _lines(stream):
                    self._keep(Head(_read(line).get("head")))

    def _keep(self, head: Head) -> None:
        known = self.heads.setdefault(head.number, head)
        if known.hash != head.hash:
            raise Refused(
                8, head.first, f"两份存证的封存头 {head.number} 不同 two anchors differ at head {head.number}"
            )

    def reference(self, head: Head) -> Head:
        """Return the head that is believed at this number."""
        return self.heads.get(head.number, head)

    def check(self, head: Head) -> None:
        """Compare a head with what was kept."""
        known = self.heads.get(head.number)
        if known is not None:
            self.used += 1
            if known.hash != head.hash:
                raise Refused(8, known.first, f"封存头 {head.number} 与存证不同 head {head.number} is not the one kept")

    def check_first(self, head: Head) -> None:
        """Compare the key with the one that is trusted."""
        if self.key is not None and head.key != self.key:
            raise Refused(6, head.first, "公钥不是所信任的那一把 the key is not the one trusted")

    def check_end(self, number: int, seq: int) -> None:
        """Refuse a log that ends before a head somebody kept."""
        if any(kept > number for kept in self.heads):
            raise Refused(
                8, seq, "存证里有更新的封存头：日志被截断或倒回 anchors hold later heads: cut off or set back"
            )


# --- kinds of bundles ---


class Log:
    """The state of a log while its lines go by."""

    def __init__(self, anchors: Anchors, after: Any) -> None:
        self.anchors, self.last, self.frontier = anchors, None, []  # type: Anchors, Head | None, list[bytes]
        self.seq, self.size, self.heads = 0, 0, 0
        self.batch: list[bytes] = []
        self.weight = 0
        if after is not None:
            frontier = after["frontier"] if isinstance(after, dict) and isinstance(after.get("frontier"), list) else []
            self._continue(Head(after), [_hex(each, 32) for each in frontier])

    def _continue(self, head: Head, frontier: list[bytes]) -> None:
        self.anchors.check_first(head)
        self.anchors.check(head)
        head.check()
        if head.size.bit_count() != len(frontier) or _root(head.name, frontier) != head.root:
            raise Refused(4, head.first, "起点的树与其封存头不符 the tree it goes on from is not its head's")
        self.last, self.frontier, self.size, self.seq = head, frontier, head.size, head.first + head.count

    def event(self, line: bytes, seq: Any) -> None:
        """Take one event; its leaf is judged with its head."""
        if seq != self.seq or type(seq) is not int:
            raise Refused(2, self.seq, f"此处应为事件 {self.seq} event {self.seq} should stand here")
        self.batch.append(line)
        self.weight += len(line)
        self.seq += 1
        if self.weight > MOST_BATCH:
            raise Garbled("一批事件过大 a batch is too large")

    def head(self, head: Head) -> None:
        """Judge a batch by its head."""
        reference = self.anchors.reference(head)
        leaves = [_leaf(reference.name, line) for line in self.batch]
        first = self.seq - len(leaves)
        self._marks(reference, leaves, first)
        self._place(head, first, len(leaves))
        for leaf in leaves:
            _grow(head.name, self.frontier, self.size, leaf)
            self.size += 1
        if head.size != self.size or _root(head.name, self.frontier) != head.root:
            raise Refused(4, first, f"封存头 {head.number} 的树根不符 the root of head {head.number} is wrong")
        if head.previous != (self.last.hash if self.last else START):
            raise Refused(
                5, first, f"封存头 {head.number} 不接前一个 head {head.number} does not follow the one before"
            )
        head.check()
        self.anchors.check(head)
        self.last, self.heads = head, self.heads + 1
        self.batch.clear()
        self.weight = 0

    def _marks(self, head: Head, leaves: list[bytes], first: int) -> None:
        if head.first != first:
            raise Refused(
                2, min(first, head.first), f"批次应从 {head.first} 开始 the batch should begin at {head.first}"
            )
        for place, leaf in enumerate(leaves):
            if head.marks[place * MARK : place * MARK + MARK] != leaf.hex()[:MARK]:
                raise Refused(3, first + place, f"事件 {first + place} 被改动 event {first + place} was changed")
        if head.count != len(leaves) or len(head.marks) != MARK * len(leaves):
            raise Refused(2, self.seq, f"缺少事件 {self.seq} event {self.seq} is missing")

    def _place(self, head: Head, first: int, count: int) -> None:
        """Check number, place and epoch of a head."""
        last = self.last
        if head.number != (last.number + 1 if last else 0) or (head.first, head.count) != (first, count):
            raise Refused(5, first, f"封存头 {head.number} 不在其位 head {head.number} stands in the wrong place")
        if last is None:
            self.anchors.check_first(head)
            wanted = (1, head.name, head.key.hex(), 0)
        elif last.next is None:
            wanted = (last.epoch, last.name, last.key.hex(), last.begins)
        else:
            wanted = (last.epoch + 1, last.next.get("hash"), last.next.get("key"), first)
            self.frontier, self.size = [], 0
        if (head.epoch, head.name, head.key.hex(), head.begins) != wanted:
            raise Refused(
                7, first, f"封存头 {head.number} 的密钥或算法无交接 head {head.number} has a key nobody named"
            )

    def end(self) -> dict[str, Any]:
        """Judge the end of the file."""
        if self.batch:
            raise Refused(5, self.seq - len(self.batch), "末尾事件没有封存头 the last events have no head")
        if self.last is None:
            raise Garbled("没有封存头 there is no head")
        self.anchors.check_end(self.last.number, self.seq)
        return {"events": self.seq, "heads": self.heads, "last_hash": self.last.hash, "key": self.last.key.hex()}


def check_log(header: Any, lines: Iterator[bytes], anchors: Anchors) -> dict[str, Any]:
    """Check a log bundle."""
    log = Log(anchors, header.get("after"))
    try:
        for line in lines:
            found = _read(line)
            if "head" in found:
                log.head(Head(found["head"]))
            else:
                log.event(line, found.get("seq"))
        return log.end()
    except Garbled as error:
        raise Refused(1, log.seq, str(error)) from error


def _proof(lines: Iterator[bytes], count: int) -> tuple[list[bytes], list[bytes]]:
    """Return the lines before the path, and the path."""
    found = [line for _, line in zip(range(count + 2), lines, strict=False)]
    if len(found) != count + 1:
        raise Garbled("证明的行数不对 a proof has another number of lines")
    path = _read(found[-1]).get("path")
    if not isinstance(path, list):
        raise Garbled("证明没有路径 a proof has no path")
    return found[:-1], [_hex(each, 32) for each in path]


def check_inclusion(_header: Any, lines: Iterator[bytes], anchors: Anchors) -> dict[str, Any]:
    """Check that one event lies under a head."""
    (line, second), path = _proof(lines, 2)
    seq, head = _read(line).get("seq"), Head(_read(second).get("head"))
    if type(seq) is not int or not 0 <= seq - head.begins < head.size:
        raise Refused(2, head.first, "事件序号不在树内 the number of the event is not in the tree")
    if root_by_inclusion(head.name, _leaf(head.name, line), seq - head.begins, head.size, path) != head.root:
        raise Refused(4, seq, f"事件 {seq} 不在树内 event {seq} is not in the tree")
    anchors.check_first(head)
    head.check()
    anchors.check(head)
    return {"events": 1, "heads": 1, "last_hash": head.hash, "key": head.key.hex()}


class Selection:
    """Events picked out of a log, each under the head of its batch, while their lines go by."""

    def __init__(self, anchors: Anchors) -> None:
        self.anchors, self.last = anchors, None  # type: Anchors, Head | None
        self.line, self.seq, self.events, self.heads = b"", -1, 0, 0

    def head(self, head: Head) -> None:
        """Take a head; it is later than the one before, and of its epoch or the one named there."""
        last = self.last
        if last is None:
            self.anchors.check_first(head)
        elif head.number <= last.number:
            raise Refused(5, head.first, f"封存头 {head.number} 不在其位 head {head.number} stands in the wrong place")
        else:
            named = (last.next.get("hash"), last.next.get("key"), last.epoch + 1) if last.next else None
            own = (last.name, last.key.hex(), last.epoch)
            if (head.name, head.key.hex(), head.epoch) != (named or own) or (not named and head.begins != last.begins):
                raise Refused(
                    7, head.first, f"封存头 {head.number} 的密钥或算法无交接 head {head.number} has a key nobody named"
                )
        head.check()
        self.anchors.check(head)
        self.last, self.heads = head, self.heads + 1

    def event(self, line: bytes, seq: Any) -> None:
        """Take an event; its path follows."""
        head = self.last
        if head is None:
            raise Garbled("事件前没有封存头 an event has no head before it")
        if type(seq) is not int or seq <= self.seq or not 0 <= seq - head.begins < head.size:
            raise Refused(2, head.first, "事件序号不在树内或不递增 an event's number is not in the tree or not rising")
        self.line, self.seq, self.events = line, seq, self.events + 1

    def path(self, path: Any) -> None:
        """Judge the event before by its path."""
        if not isinstance(path, list) or not self.line or self.last is None:
            raise Garbled("路径前没有事件 a path has no event before it")
        head, leaf = self.last, _leaf(self.last.name, self.line)
        way = [_hex(each, 32) for each in path]
        if root_by_inclusion(head.name, leaf, self.seq - head.begins, head.size, way) != head.root:
            raise Refused(4, self.seq, f"事件 {self.seq} 不在树内 event {self.seq} is not in the tree")
        self.line = b""

    def end(self) -> dict[str, Any]:
        """Judge the end of the file."""
        if self.line or self.last is None:
            raise Garbled("最后一个事件没有路径，或没有封存头 the last event has no path, or there is no head")
        return {"events": self.events, "heads": self.heads, "last_hash": self.last.hash, "key": self.last.key.hex()}


def check_events(_header: Any, lines: Iterator[bytes], anchors: Anchors) -> dict[str, Any]:
    """Check events picked out of a log."""
    picked = Selection(anchors)
    for line in lines:
        found = _read(line)
        if picked.line and "path" not in found:
            raise Garbled("事件后没有路径 an event has no path after it")
        if "head" in found:
            picked.head(Head(found["head"]))
        elif "path" in found:
            picked.path(found["path"])
        else:
            picked.event(line, found.get("seq"))
    return picked.end()


def check_consistency(_header: Any, lines: Iterator[bytes], anchors: Anchors) -> dict[str, Any]:
    """Check that an earlier head's tree is the beginning of a later one's."""
    heads, path = _proof(lines, 2)
    old, new = (Head(_read(each).get("head")) for each in heads)
    for head in (old, new):
        anchors.check_first(head)
        head.check()
        anchors.check(head)
    same = (old.epoch, old.name, old.key, old.begins) == (new.epoch, new.name, new.key, new.begins)
    if not same or not is_consistent(new.name, (old.size, old.root), (new.size, new.root), path):
        raise Refused(4, old.first, "后一棵树不是前一棵的延续 the later tree does not go on from the earlier")
    return {"events": 0, "heads": 2, "last_hash": new.hash, "key": new.key.hex()}


CHECKS: dict[str, Callable[[Any, Iterator[bytes], Anchors], dict[str, Any]]] = {
    "log": check_log,
    "inclusion": check_inclusion,
    "events": check_events,
    "consistency": check_consistency,
}


def _check_of(kind: str, version: Any) -> Callable[[Any, Iterator[bytes], Anchors], dict[str, Any]]:
    if kind in KINDS_TO_COME:
        raise Unreadable(
            f"{KINDS_TO_COME[kind]}证据包本版尚不能核验 a {kind} bundle is not checked by this version yet"
        )
    if kind not in CHECKS or version != FORMAT:
        raise Unreadable("不是本格式的证据包 no bundle of this format")
    return CHECKS[kind]


def verify(stream: IO[bytes], *, anchors: Sequence[str] = (), key: str | None = None) -> dict[str, Any]:
    """Return the verdict on a bundle; never raises for what a bundle holds."""
    verdict: dict[str, Any] = {"verdict": "valid", "code": VALID, "kind": None, "anchors": 0}
    try:
        kept = Anchors(anchors, key)
        lines = _lines(stream)
        header = _read(next(lines, b""))
        verdict["kind"] = str(header.get("bundle"))
        verdict |= _check_of(verdict["kind"], header.get("format"))(header, lines, kept)
        verdict |= {"anchors": kept.used, "is_key_given": kept.key is not None}
    except Refused as found:
        verdict |= {"verdict": "invalid", "code": INVALID, "step": found.step, "seq": found.seq, "why": found.why}
    except (Unreadable, OSError) as found:
        verdict |= {"verdict": "unreadable", "code": UNREADABLE, "step": 1, "why": str(found)}
    return verdict


def told(verdict: dict[str, Any]) -> Iterator[str]:
    """Yield the verdict in words."""
    last = len(STEPS)
    bad = verdict.get("step", last + 1)
    for number, (chinese, english) in STEPS.items():
        is_open = number == last < bad and not verdict["anchors"]
        mark = "—  未给存证 no anchors given" if is_open else "✓" if number < bad else "✗"
        yield f"第{number}步 step {number}  {mark}  {chinese} / {english}"
        if number == bad:
            break
    if verdict["code"] == VALID:
        yield f"事件 events {verdict['events']}  封存头 heads {verdict['heads']}  末头 last head {verdict['last_hash']}"
        yield f"公钥 key {verdict['key']}  对照存证 anchors met {verdict['anchors']}"
        yield f"未核验 not checked: {NOT_CHECKED}"
        yield "结论 verdict: 有效 VALID"
    elif verdict["code"] == INVALID:
        yield f"首个有问题的事件 first bad event: {verdict['seq']}  {verdict['why']}"
        yield "结论 verdict: 无效 INVALID"
    else:
        yield f"结论 verdict: 无法读取 UNREADABLE — {verdict['why']}"


def main(words: Sequence[str] | None = None) -> int:
    """Check one file and print the verdict."""
    parser = argparse.ArgumentParser(description="核验证据包 check a bundle of Huying, offline")
    parser.add_argument("bundle")
    parser.add_argument("--anchors", action="append", default=[], metavar="FILE", help="heads kept elsewhere")
    parser.add_argument("--key", metavar="HEX", help="the public key that is trusted")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args(words)
    try:
        with Path(options.bundle).open("rb") as stream:
            verdict = verify(stream, anchors=options.anchors, key=options.key)
    except OSError as error:
        verdict = {"verdict": "unreadable", "code": UNREADABLE, "step": 1, "why": str(error), "anchors": 0}
    out = sys.stdout
    out.write("\n".join(told(verdict)) + "\n")
    if options.json:
        out.write(json.dumps(verdict, ensure_ascii=False) + "\n")
    return int(verdict["code"])


if __name__ == "__main__":
    raise SystemExit(main())
