"""Proofs that one event lies under a head, and that a later tree goes on from an earlier one."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import pytest

from tests.verifier.making import Made, canonical, digest, path, proof, tree
from verifier import huying_verify as verifier

LEAVES = [digest("sha256", b"\x00" + bytes([number])) for number in range(20)]


def judged(lines: list[str], **given: Any) -> dict[str, Any]:
    return verifier.verify(io.BytesIO("".join(f"{line}\n" for line in lines).encode()), **given)


def header(kind: str) -> str:
    return canonical({"bundle": kind, "format": 1, "made": ""})


def test_the_vectors_of_the_tree() -> None:
    assert tree("sha256", []) == hashlib.sha256(b"").digest()
    assert digest("sha256", b"\x00").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@pytest.mark.parametrize("size", range(1, 20))
def test_every_leaf_of_every_tree_is_proved_and_no_other(size: int) -> None:
    leaves = LEAVES[:size]
    root = tree("sha256", leaves)
    for index in range(size):
        way = path("sha256", leaves, index)
        assert verifier.root_by_inclusion("sha256", leaves[index], index, size, way) == root
        assert verifier.root_by_inclusion("sha256", LEAVES[19], index, size, way) != root
        assert verifier.root_by_inclusion("sha256", leaves[index], index, size, [*way, root]) is None
        if way:
            assert verifier.root_by_inclusion("sha256", leaves[index], index, size, way[:-1]) is None
            turned = [*way[:-1], way[-1][::-1]]
            assert verifier.root_by_inclusion("sha256", leaves[index], index, size, turned) != root


@pytest.mark.parametrize("size", range(1, 20))
def test_every_earlier_tree_is_proved_and_no_other(size: int) -> None:
    new = (size, tree("sha256", LEAVES[:size]))
    for earlier in range(1, size + 1):
        old = (earlier, tree("sha256", LEAVES[:earlier]))
        way = proof("sha256", LEAVES[:size], earlier)
        assert verifier.is_consistent("sha256", old, new, way)
        assert not verifier.is_consistent("sha256", (earlier, LEAVES[19]), new, way)
        assert not verifier.is_consistent("sha256", old, (size, LEAVES[19]), way)
        assert not verifier.is_consistent("sha256", old, new, [*way, LEAVES[0]])
        if way:
            assert not verifier.is_consistent("sha256", old, new, way[:-1])
            assert not verifier.is_consistent("sha256", old, new, [])
    assert verifier.is_consistent("sha256", (0, tree("sha256", [])), new, []) is False
    assert verifier.is_consistent("sha256", (size + 1, new[1]), new, []) is False
    if size > 1:
        assert verifier.is_consistent("sha256", (1, LEAVES[0]), new, [LEAVES[0]] * 9) is False


def inclusion(made: Made, seq: int) -> list[str]:
    events = [line for line in made.lines[1:] if not line.startswith('{"head"')]
    way = [each.hex() for each in path(made.name, made.leaves, seq - made.begins)]
    return [header("inclusion"), events[seq], made.lines[-1], canonical({"path": way})]


def consistency(made: Made, old: int, new: int) -> list[str]:
    heads = [line for line in made.lines if line.startswith('{"head"')]
    sizes = [json.loads(json.loads(line)["head"]["record"])["size"] for line in heads]
    way = [each.hex() for each in proof(made.name, made.leaves[: sizes[new]], sizes[old])]
    return [header("consistency"), heads[old], heads[new], canonical({"path": way})]


def test_an_event_under_a_head(tmp_path: Any) -> None:
    made = Made(hashes=("sha256", "sm3"), keys=(1, 2)).batch(3, closes=True).batch(4).batch(3)
    anchors = tmp_path / "anchors"
    anchors.write_text(made.anchors(), encoding="ascii")
    for seq in range(3, 10):
        found = judged(inclusion(made, seq), anchors=[str(anchors)], key=made.public)
        assert (found["verdict"], found["kind"], found["events"], found["heads"], found["anchors"]) == (
            "valid",
            "inclusion",
            1,
            1,
            1,
        )
        assert (found["key"], found["last_hash"]) == (made.public, made.heads[-1]["hash"])


def test_an_event_that_is_not_under_the_head() -> None:
    made = Made().batch(4).batch(3)
    lines = inclusion(made, 5)
    other = inclusion(made, 4)
    assert judged([lines[0], lines[1].replace("case.act", "case.sat"), *lines[2:]])["step"] == 4
    assert judged([*lines[:3], other[3]]) | {"why": ""} == {
        "verdict": "invalid",
        "code": 1,
        "kind": "inclusion",
        "anchors": 0,
        "step": 4,
        "seq": 5,
        "why": "",
    }
    for seq in ("7", "-1", "true", '"5"'):
        beyond = judged([lines[0], lines[1].replace('"seq":5', f'"seq":{seq}'), *lines[2:]])
        assert (beyond["step"], beyond["seq"]) == (2, 4)


def test_the_head_of_a_proof_is_held_against_signature_key_and_anchors(tmp_path: Any) -> None:
    made, other = Made().batch(4), Made(keys=(2,)).batch(4)
    anchors = tmp_path / "anchors"
    anchors.write_text(other.anchors(), encoding="ascii")
    spoiled = made.lines[-1].replace(made.heads[0]["signature"], "00" * 64)
    for lines in (inclusion(made, 2), consistency(made.batch(2), 0, 1)):
        assert judged(lines, key="11" * 32)["step"] == 6
        assert judged(lines)["code"] == 0
    assert judged([*inclusion(Made().batch(4), 2)[:2], spoiled, inclusion(Made().batch(4), 2)[3]])["step"] == 6
    assert judged(inclusion(Made().batch(4), 2), anchors=[str(anchors)])["step"] == 8
    assert judged(consistency(made, 0, 1), anchors=[str(anchors)])["step"] == 8
    lines = consistency(made, 0, 1)
    assert judged([lines[0], spoiled, *lines[2:]])["step"] == 6


def test_a_later_tree_goes_on_from_an_earlier(tmp_path: Any) -> None:
    made = Made().batch(4).batch(3).batch(6)
    anchors = tmp_path / "anchors"
    anchors.write_text(made.anchors(), encoding="ascii")
    for old, new in ((0, 1), (0, 2), (1, 2), (1, 1)):
        found = judged(consistency(made, old, new), anchors=[str(anchors)])
        assert (found["verdict"], found["heads"], found["events"]) == ("valid", 2, 0)
        assert (found["last_hash"], found["key"]) == (made.heads[new]["hash"], made.public)
    wrong = consistency(made, 0, 2)[:3] + consistency(made, 1, 2)[3:]
    assert (judged(wrong)["step"], judged(wrong)["seq"]) == (4, 0)


def test_trees_of_two_epochs_are_not_compared() -> None:
    made = Made(hashes=("sha256", "sha256"), keys=(1, 2)).batch(4, closes=True)
    first = made.lines[-1]
    made.batch(4)
    lines = [header("consistency"), first, made.lines[-1], canonical({"path": []})]
    assert judged(lines)["step"] == 4


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_a_proof_of_other_lines_is_unreadable(kind: str) -> None:
    made = Made().batch(4).batch(2)
    lines = inclusion(made, 2) if kind == "inclusion" else consistency(made, 0, 1)
    for wrong in (lines[:-1], [*lines, lines[-1]], [*lines[:-1], canonical({"path": "ab"})], [*lines[:-1], "{}"]):
        found = judged(wrong)
        assert (found["verdict"], found["code"], found["step"]) == ("unreadable", 2, 1)
    for wrong_path in (["zz" * 32], ["00"], [1], [None]):
        assert judged([*lines[:-1], canonical({"path": wrong_path})])["code"] == 2
