"""A log held against anchors kept elsewhere, and a log that begins after a head."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.verifier.making import Made, canonical, digest, tree

if TYPE_CHECKING:
    from pathlib import Path
from tests.verifier.judging import judged, kept, stops, three


def _another() -> Made:
    """Return the whole log written anew, with another event 7, by whoever holds the key."""
    made = Made().batch(5)
    fresh = []
    for seq in range(5, 10):
        text = canonical({"seq": seq, "verb": "case.act", "facts": {"case": seq * 7 + (seq == 7)}})
        fresh.append(digest("sha256", b"\x00" + text.encode()))
        made.lines.append(text)
    made.leaves, made.seq = made.leaves + fresh, 10
    changed = {"number": 1, "first": 5, "count": 5, "size": 10, "root": tree("sha256", made.leaves).hex()}
    marks = "".join(each[:4].hex() for each in fresh)
    made.close(json.loads(made.heads[0]["record"]) | changed | {"marks": marks})
    return made.batch(3)


def test_a_log_written_anew_shows_by_an_anchor_alone_and_by_the_very_event(tmp_path: Path) -> None:
    forged = _another()
    assert judged(forged)["verdict"] == "valid"
    assert stops(judged(forged, anchors=kept(tmp_path, three().anchors()))) == ("invalid", 3, 7)
    assert stops(judged(forged, anchors=kept(tmp_path, three().anchors(1)))) == ("invalid", 3, 7)
    assert stops(judged(forged, anchors=kept(tmp_path, three().anchors(2)))) == ("invalid", 8, 10)
    assert judged(forged, anchors=kept(tmp_path, three().anchors(0)))["verdict"] == "valid"


def test_a_head_changed_alone_shows_by_its_anchor(tmp_path: Path) -> None:
    forged = Made().batch(5).batch(5, at="2020-01-01T00:00:00.000000Z").batch(3)
    assert judged(forged)["verdict"] == "valid"
    assert stops(judged(forged, anchors=kept(tmp_path, three().anchors()))) == ("invalid", 8, 5)


def test_a_tail_cut_at_a_head_shows_by_a_later_anchor(tmp_path: Path) -> None:
    made = Made().batch(5).batch(5)
    assert judged(made, anchors=kept(tmp_path, three().anchors(0, 1)))["verdict"] == "valid"
    assert stops(judged(made, anchors=kept(tmp_path, three().anchors(2)))) == ("invalid", 8, 10)


def test_anchors_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    text = three().anchors(1) + _another().anchors(1)
    assert stops(judged(three(), anchors=kept(tmp_path, text))) == ("invalid", 8, 5)


@pytest.mark.parametrize("text", ["no json\n", "{}\n", '{"head":{}}\n', "cut"])
def test_an_anchor_file_that_is_none_is_unreadable(tmp_path: Path, text: str) -> None:
    assert judged(three(), anchors=kept(tmp_path, text))["code"] == 2
    assert judged(three(), anchors=[str(tmp_path / "absent")])["code"] == 2


def _rest(made: Made, heads: int, **changed: Any) -> bytes:
    """Return the log from a head on, with the tree's frontier before it."""
    line = [number for number, text in enumerate(made.lines) if text.startswith('{"head"')][heads - 1]
    size = json.loads(made.heads[heads - 1]["record"])["size"]
    frontier, begin = [], 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            frontier.append(tree("sha256", made.leaves[begin : begin + (1 << bit)]).hex())
            begin += 1 << bit
    header = json.loads(made.lines[0]) | {"after": made.heads[heads - 1] | {"frontier": frontier} | changed}
    return "".join(f"{each}\n" for each in [canonical(header), *made.lines[line + 1 :]]).encode()


def test_a_log_may_begin_after_a_head(tmp_path: Path) -> None:
    made = three()
    for heads in (1, 2):
        found = judged(_rest(made, heads), anchors=kept(tmp_path, made.anchors()), key=made.public)
        assert (found["verdict"], found["events"], found["heads"]) == ("valid", 13, 3 - heads)
    assert judged(_rest(made, 1), anchors=kept(tmp_path, made.anchors()))["anchors"] == 3
    only = judged(_rest(made, 3))
    assert (only["verdict"], only["heads"], only["events"]) == ("valid", 0, 13)


@pytest.mark.parametrize(
    ("changed", "step"),
    [
        ({"frontier": []}, 4),
        ({"frontier": ["00" * 32, "00" * 32]}, 4),
        ({"frontier": "00"}, 4),
        ({"frontier": [1, 2]}, None),
        ({"signature": "00" * 64}, 6),
        ({"hash": "00" * 32}, 5),
        ({"record": "{}"}, None),
    ],
)
def test_a_beginning_that_is_not_so_is_refused(changed: dict[str, Any], step: int | None) -> None:
    found = judged(_rest(three(), 1, **changed))
    assert found["code"] in {1, 2}
    assert step is None or stops(found) == ("invalid", step, 0)


def test_a_beginning_is_held_against_key_and_anchors(tmp_path: Path) -> None:
    rest = _rest(three(), 2)
    assert stops(judged(rest, key="11" * 32)) == ("invalid", 6, 5)
    assert stops(judged(rest, anchors=kept(tmp_path, _another().anchors(1)))) == ("invalid", 8, 5)
    header = canonical(json.loads(three().lines[0]) | {"after": []})
    assert judged(f"{header}\n".encode())["code"] == 2
