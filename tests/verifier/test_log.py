"""What the verifier believes of a log, and at which step and event it stops believing."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.verifier.making import START, Made, canonical, digest, signed, tree
from verifier import huying_verify as verifier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def judged(made: Made | bytes, **given: Any) -> dict[str, Any]:
    return verifier.verify(io.BytesIO(made if isinstance(made, bytes) else made.data()), **given)


def stops(found: dict[str, Any]) -> tuple[str, int, int | None]:
    return found["verdict"], found.get("step", 0), found.get("seq")


def three() -> Made:
    """Three batches: events 0-4, 5-9, 10-12; heads stand in lines 6, 12 and 16."""
    return Made().batch(5).batch(5).batch(3)


def kept(folder: Path, text: str) -> list[str]:
    path = folder / "anchors"
    path.write_text(text, encoding="ascii")
    return [str(path)]


def test_a_sound_log_is_valid_and_says_what_it_holds(tmp_path: Path) -> None:
    made = three()
    found = judged(made)
    assert found == {
        "verdict": "valid",
        "code": 0,
        "kind": "log",
        "events": 13,
        "heads": 3,
        "last_hash": made.heads[-1]["hash"],
        "key": made.public,
        "anchors": 0,
        "is_key_given": False,
    }
    tied = judged(made, anchors=kept(tmp_path, made.anchors(0, 2, 2)), key=made.public)
    assert (tied["verdict"], tied["anchors"], tied["is_key_given"]) == ("valid", 2, True)


@pytest.mark.parametrize("sizes", [(1,), (2,), (3,), (1, 1, 1, 1), (7, 1, 8), (0, 3), (3, 0), (16,), (17, 16)])
def test_any_batches_are_valid(sizes: tuple[int, ...]) -> None:
    made = Made()
    for size in sizes:
        made.batch(size)
    assert (judged(made)["verdict"], judged(made)["events"]) == ("valid", sum(sizes))


def _edit(made: Made) -> None:
    made.lines[3] = made.lines[3].replace("case.act", "case.sat")


def _delete(made: Made) -> None:
    del made.lines[3]


def _delete_last_of_batch(made: Made) -> None:
    del made.lines[5]


def _insert(made: Made) -> None:
    made.lines.insert(3, made.lines[3].replace("case.act", "case.new"))


def _double(made: Made) -> None:
    made.lines.insert(3, made.lines[3])


def _swap(made: Made) -> None:
    made.lines[3], made.lines[4] = made.lines[4], made.lines[3]


def _swap_contents(made: Made) -> None:
    one, two = made.lines[3], made.lines[4]
    made.lines[3], made.lines[4] = two.replace('"seq":3', '"seq":2'), one.replace('"seq":2', '"seq":3')


def _garble(made: Made) -> None:
    made.lines[3] = made.lines[3][:-1]


def _loosen(made: Made) -> None:
    made.lines[3] = made.lines[3].replace(":", ": ", 1)


def _not_an_object(made: Made) -> None:
    made.lines[3] = "[]"


def _a_truth_as_number(made: Made) -> None:
    made.lines[2] = made.lines[2].replace('"seq":1', '"seq":true')


def _drop_batch(made: Made) -> None:
    del made.lines[7:13]


def _drop_head(made: Made) -> None:
    del made.lines[12]


def _cut_in_batch(made: Made) -> None:
    del made.lines[15:]


def _cut_before_head(made: Made) -> None:
    del made.lines[16:]


def _no_head_at_all(made: Made) -> None:
    del made.lines[1:]


@pytest.mark.parametrize(
    ("change", "step", "seq"),
    [
        (_edit, 3, 2),
        (_delete, 2, 2),
        (_delete_last_of_batch, 2, 4),
        (_insert, 2, 3),
        (_double, 2, 3),
        (_swap, 2, 2),
        (_swap_contents, 3, 2),
        (_garble, 1, 2),
        (_loosen, 1, 2),
        (_not_an_object, 1, 2),
        (_a_truth_as_number, 2, 1),
        (_drop_batch, 2, 5),
        (_drop_head, 2, 5),
        (_cut_in_batch, 5, 10),
        (_cut_before_head, 5, 10),
        (_no_head_at_all, 1, 0),
    ],
)
def test_a_changed_log_is_invalid_from_the_first_bad_event_on(
    change: Callable[[Made], None], step: int, seq: int
) -> None:
    made = three()
    change(made)
    assert stops(judged(made)) == ("invalid", step, seq)


@pytest.mark.parametrize(
    ("changed", "step"),
    [
        ({"number": 2}, 5),
        ({"number": 0}, 5),
        ({"root": "0" * 64}, 4),
        ({"size": 11}, 4),
        ({"first": 6}, 2),
        ({"first": 4}, 2),
        ({"count": 4}, 2),
        ({"count": 6}, 2),
        ({"epoch": 2}, 7),
        ({"begins": 1}, 7),
        ({"key": "00" * 32}, 7),
        ({"marks": ""}, 3),
        ({"marks": "0" * 40}, 3),
    ],
)
def test_a_head_that_is_signed_but_wrong_is_refused(changed: dict[str, Any], step: int) -> None:
    """Whoever has the key signs what he likes; the head must still fit the events and the heads before."""
    made = Made().batch(5).batch(5, **changed).batch(3)
    found = judged(made)
    assert (found["verdict"], found["step"]) == ("invalid", step)
    assert 4 <= found["seq"] <= 10


def test_marks_beyond_the_batch_and_a_root_hashed_otherwise_are_refused() -> None:
    made = Made().batch(2)
    record = json.loads(made.heads[0]["record"])
    for changed in ({"marks": record["marks"] + "00000000"}, {"hash": "sm3"}):
        assert judged(Made().batch(2, **changed))["verdict"] == "invalid"


@pytest.mark.parametrize(
    ("changed", "step"),
    [
        ({"epoch": 2}, 7),
        ({"begins": 1}, 7),
        ({"number": 1}, 5),
        ({"number": -1}, 1),
        ({"number": "0"}, 1),
        ({"count": True}, 1),
        ({"hash": "md5"}, 1),
        ({"hash": ["sha256"]}, 1),
        ({"key": "00"}, 1),
        ({"key": "GG" * 32}, 1),
        ({"root": None}, 1),
        ({"next": "soon"}, 1),
    ],
)
def test_the_first_head_must_be_well_formed(changed: dict[str, Any], step: int) -> None:
    assert judged(Made().batch(2, **changed))["step"] == step
    assert judged(Made().batch(2, **changed))["verdict"] == "invalid"


@pytest.mark.parametrize(
    "name", ["number", "epoch", "first", "count", "size", "begins", "hash", "key", "root", "marks"]
)
def test_a_head_without_a_field_is_refused(name: str) -> None:
    made = Made().batch(2)
    record = json.loads(made.heads[0]["record"])
    del record[name]
    made.lines[-1] = canonical({"head": signed(canonical(record), START, 1)})
    assert stops(judged(made)) == ("invalid", 1, 2)


@pytest.mark.parametrize("name", ["record", "previous", "hash", "signature"])
def test_a_head_line_without_a_field_is_refused(name: str) -> None:
    made = Made().batch(2)
    made.lines[-1] = canonical({"head": {key: value for key, value in made.heads[0].items() if key != name}})
    assert stops(judged(made)) == ("invalid", 1, 2)
    made.lines[-1] = canonical({"head": None})
    assert stops(judged(made)) == ("invalid", 1, 2)


@pytest.mark.parametrize(("name", "step"), [("previous", 5), ("hash", 5), ("signature", 6)])
def test_one_wrong_digit_in_chain_or_signature_is_seen(name: str, step: int) -> None:
    for number in range(3):
        made = three()
        value = made.heads[number][name]
        made.lines[(6, 12, 16)[number]] = canonical(
            {"head": made.heads[number] | {name: ("1" if value[0] == "0" else "0") + value[1:]}}
        )
        assert stops(judged(made)) == ("invalid", step, (0, 5, 10)[number])


def test_a_record_written_loosely_is_refused() -> None:
    made = Made().batch(1)
    made.lines[-1] = canonical({"head": signed(made.heads[0]["record"].replace(":", ": ", 1), START, 1)})
    assert stops(judged(made)) == ("invalid", 1, 1)
    made.lines[-1] = canonical({"head": signed('{"ü":1}', START, 1)})
    assert stops(judged(made)) == ("invalid", 1, 1)
    made.lines[-1] = canonical({"head": made.heads[0] | {"record": "\ud800"}})
    assert stops(judged(made)) == ("invalid", 1, 1)


def test_epochs_change_hash_and_key_on_one_chain() -> None:
    made = Made(hashes=("sha256", "sm3", "sha256"), keys=(1, 2, 3)).batch(3).batch(2, closes=True)
    made.batch(3).batch(0, closes=True).batch(5)
    found = judged(made)
    assert (found["verdict"], found["events"], found["heads"], found["key"]) == ("valid", 13, 5, made.public)


@pytest.mark.parametrize(
    "changed",
    [{"epoch": 3}, {"epoch": 1}, {"begins": 0}, {"begins": 4}],
    ids=str,
)
def test_a_new_epoch_that_nobody_named_so_is_refused(changed: dict[str, Any]) -> None:
    made = Made(hashes=("sha256", "sm3"), keys=(1, 2)).batch(3, closes=True).batch(2, **changed)
    assert stops(judged(made)) == ("invalid", 7, 3)


def test_a_key_or_hash_other_than_the_one_named_is_refused() -> None:
    for other in (Made(hashes=("sha256", "sm3"), keys=(1, 2)), Made(hashes=("sha256", "sm3"), keys=(1, 2))):
        other.batch(3, closes=True)
        if other.keys == (1, 2):
            other.keys = (1, 3)
        assert stops(judged(other.batch(2))) == ("invalid", 7, 3)
    made = Made(hashes=("sha256", "sm3"), keys=(1, 2)).batch(3, closes=True)
    made.hashes = ("sha256", "sha256")
    assert judged(made.batch(2))["verdict"] == "invalid"


def test_after_a_closing_head_the_old_epoch_does_not_go_on() -> None:
    made = Made(hashes=("sha256", "sm3"), keys=(1, 2)).batch(3, closes=True)
    made.epoch, made.begins = 0, 0
    assert judged(made.batch(2))["verdict"] == "invalid"


def test_only_the_key_that_is_trusted_is_believed() -> None:
    made = three()
    assert stops(judged(made, key="11" * 32)) == ("invalid", 6, 0)
    assert judged(made, key="xx")["verdict"] == "unreadable"


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


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b'{"bundle":"log","format":1}',
        b'{"bundle":"log","format":2}\n',
        b'{"bundle":"vote","format":1}\n',
        b'{"bundle":"draw","format":1}\n',
        b'{"bundle":["log"],"format":1}\n',
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b"PK\x03\x04" + b"\0" * 100,
        b'{"bundle":"log","format":1,"x":"' + b"a" * (1 << 20) + b'"}\n',
        b'{"bundle":"log","format":1' + b"0" * 5000 + b"}\n",
    ],
    ids=range(14),
)
def test_what_is_no_bundle_is_unreadable_and_never_a_fault(data: bytes) -> None:
    found = judged(data)
    assert (found["verdict"], found["code"], found["step"]) == ("unreadable", 2, 1)
    assert found["why"]


def test_a_line_may_be_a_megabyte_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made().batch(2)
    longest = max(len(line) for line in made.lines)
    monkeypatch.setattr(verifier, "MOST_LINE", longest + 1)
    assert judged(made)["verdict"] == "valid"
    monkeypatch.setattr(verifier, "MOST_LINE", longest)
    assert judged(made)["verdict"] == "invalid"


def test_a_batch_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = three()
    weight = sum(len(line) for line in made.lines[7:12])
    monkeypatch.setattr(verifier, "MOST_BATCH", weight)
    assert judged(made)["verdict"] == "valid"
    monkeypatch.setattr(verifier, "MOST_BATCH", weight - 1)
    assert stops(judged(made)) == ("invalid", 1, 10)


def test_a_python_without_sm3_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made(hashes=("sm3",)).batch(1)

    def without(name: str, data: bytes = b"") -> Any:
        raise ValueError(f"unsupported hash type {name} {len(data)}")

    monkeypatch.setattr(hashlib, "new", without)
    found = judged(made)
    assert (found["code"], "sm3" in found["why"]) == (2, True)
