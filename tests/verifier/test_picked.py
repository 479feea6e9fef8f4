"""Events picked out of a log, each under the head of its batch, and where the verifier stops believing them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.verifier.judging import judged, kept, stops, three
from tests.verifier.making import Made, canonical, digest, path

if TYPE_CHECKING:
    from pathlib import Path

HEADER = canonical({"bundle": "events", "format": 1, "made": ""})
UNREADABLE = ("unreadable", 1, None)


def head_line(made: Made, number: int) -> str:
    return canonical({"head": made.heads[number]})


def event_lines(made: Made, number: int, seq: int) -> list[str]:
    """Return an event and its path under a head, by definition."""
    record = json.loads(made.heads[number]["record"])
    events = [line for line in made.lines[1:] if not line.startswith('{"head"')]
    begins, name = record["begins"], record["hash"]
    leaves = [digest(name, b"\x00" + each.encode()) for each in events[begins : begins + record["size"]]]
    return [events[seq], canonical({"path": [each.hex() for each in path(name, leaves, seq - begins)]})]


def picked(made: Made, *wanted: tuple[int, tuple[int, ...]]) -> list[str]:
    lines = [HEADER]
    for number, seqs in wanted:
        lines.append(head_line(made, number))
        for seq in seqs:
            lines += event_lines(made, number, seq)
    return lines


def of(lines: list[str], **given: Any) -> dict[str, Any]:
    return judged("".join(f"{line}\n" for line in lines).encode(), **given)


def epochs(**changed: Any) -> Made:
    """Two epochs: events 0-4 in heads 0 and 1, which hands over, and events 5-8 in head 2."""
    made = Made(hashes=("sha256", "sm3"), keys=(1, 2)).batch(3).batch(2, closes=True)
    return made.batch(4, **changed)


def test_picked_events_are_proved_and_counted(tmp_path: Path) -> None:
    made = three()
    lines = picked(made, (0, (0, 4)), (1, (5, 9)), (2, (10, 12)))
    found = of(lines, anchors=kept(tmp_path, made.anchors()), key=made.public)
    assert found == {
        "verdict": "valid",
        "code": 0,
        "kind": "events",
        "events": 6,
        "heads": 3,
        "last_hash": made.heads[2]["hash"],
        "key": made.public,
        "anchors": 3,
        "is_key_given": True,
    }
    assert of(picked(made, (0, (1,)), (2, (3, 11))))["events"] == 3
    assert of(picked(made, (1, ())))["verdict"] == "valid"


def test_picked_events_of_two_epochs_go_over_the_head_that_names_the_next_key() -> None:
    made = epochs()
    first = json.loads(made.heads[0]["record"])["key"]
    found = of(picked(made, (0, (1,)), (1, ()), (2, (5, 8))), key=first)
    assert (found["verdict"], found["heads"], found["events"], found["key"]) == ("valid", 3, 3, made.public)
    assert stops(of(picked(made, (0, (1,)), (2, (5, 8))))) == ("invalid", 7, 5)


@pytest.mark.parametrize("changed", [{"epoch": 3}, {"epoch": 1}, {"epoch": 0}], ids=str)
def test_an_epoch_that_was_not_named_is_refused(changed: dict[str, Any]) -> None:
    assert stops(of(picked(epochs(**changed), (1, ()), (2, ())))) == ("invalid", 7, 5)


@pytest.mark.parametrize("other", [{"keys": (1, 3)}, {"hashes": ("sha256", "sha256")}], ids=str)
def test_a_key_or_hash_that_was_not_named_is_refused(other: dict[str, Any]) -> None:
    made = Made(hashes=("sha256", "sm3"), keys=(1, 2)).batch(3, closes=True)
    for name, value in other.items():
        setattr(made, name, value)
    assert stops(of(picked(made.batch(2), (0, (1,)), (1, ())))) == ("invalid", 7, 3)


@pytest.mark.parametrize("changed", [{"begins": 1}, {"epoch": 2}, {"key": "00" * 32}], ids=str)
def test_within_an_epoch_key_and_beginning_stay(changed: dict[str, Any]) -> None:
    made = Made().batch(5).batch(5, **changed)
    assert stops(of(picked(made, (0, ()), (1, ())))) == ("invalid", 7, 5)


def test_heads_come_in_the_order_of_their_numbers() -> None:
    made = three()
    assert stops(of(picked(made, (1, ()), (1, ())))) == ("invalid", 5, 5)
    assert stops(of(picked(made, (1, ()), (0, ())))) == ("invalid", 5, 0)


def test_heads_are_held_against_signature_key_and_anchors(tmp_path: Path) -> None:
    made, other = three(), Made(keys=(2,)).batch(5).batch(5)
    assert stops(of(picked(made, (1, ())), key="11" * 32)) == ("invalid", 6, 5)
    spoiled = canonical({"head": made.heads[1] | {"signature": "00" * 64}})
    assert stops(of([HEADER, head_line(made, 0), spoiled])) == ("invalid", 6, 5)
    assert stops(of(picked(made, (1, ())), anchors=kept(tmp_path, other.anchors(1)))) == ("invalid", 8, 5)


@pytest.mark.parametrize(("number", "seqs"), [(1, (6, 6)), (1, (6, 5)), (2, (9, 0))])
def test_events_come_once_in_the_order_of_their_numbers(number: int, seqs: tuple[int, int]) -> None:
    made = three()
    assert stops(of(picked(made, (number, seqs)))) == ("invalid", 2, (0, 5, 10)[number])


@pytest.mark.parametrize("seq", ["true", '"6"', "-1", "10", "6.5", "null"])
def test_the_number_of_an_event_lies_in_the_tree(seq: str) -> None:
    lines = picked(three(), (1, (6,)))
    lines[2] = lines[2].replace('"seq":6', f'"seq":{seq}')
    assert stops(of(lines)) == ("invalid", 2, 5)


def test_an_event_before_its_epoch_is_not_in_the_tree() -> None:
    made = epochs()
    lines = picked(made, (1, ()), (2, (5,)))
    lines[3] = lines[3].replace('"seq":5', '"seq":4')
    assert stops(of(lines)) == ("invalid", 2, 5)


def test_another_event_or_another_path_is_not_in_the_tree() -> None:
    made = three()
    lines = picked(made, (0, (1,)), (1, (6,)))
    changed = [*lines[:5], lines[5].replace("case.act", "case.sat"), lines[6]]
    assert stops(of(changed)) == ("invalid", 4, 6)
    assert stops(of([*lines[:6], event_lines(made, 1, 7)[1]])) == ("invalid", 4, 6)
    assert stops(of([*lines[:6], canonical({"path": []})])) == ("invalid", 4, 6)


def test_lines_out_of_their_order_are_unreadable() -> None:
    made = three()
    header, head, event, way = picked(made, (0, (1,)))
    later = event_lines(made, 0, 2)
    for wrong in (
        [header],
        [header, event, way],
        [header, way],
        [header, head, way],
        [header, head, event],
        [header, head, event, way, way],
        [header, head, event, *later],
        [header, head, event, head_line(made, 1), way],
        [header, head, event, canonical({"path": "ab"})],
        [header, head, event, canonical({"path": {"0": 1}})],
        [header, head, event, canonical({"path": ["00"]})],
        [header, head, event, canonical({"path": ["00" * 33]})],
        [header, canonical({"head": {}})],
    ):
        assert stops(of(wrong)) == UNREADABLE, wrong
