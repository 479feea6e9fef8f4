"""What the verifier believes of a log, and at which step and event it stops believing."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.verifier.making import START, Made, canonical, signed
from verifier import huying_verify as verifier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
from tests.verifier.judging import judged, kept, stops, three


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


def _turn_keys(made: Made) -> None:
    turned = dict(reversed(json.loads(made.lines[3]).items()))
    made.lines[3] = json.dumps(turned, separators=(",", ":"))


def _write_beyond_ascii(made: Made) -> None:
    made.lines[3] = made.lines[3].replace("case.act", "案.act")


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
        (_turn_keys, 1, 2),
        (_write_beyond_ascii, 1, 2),
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


@pytest.mark.parametrize(("kind", "word"), [("vote", "表决"), ("draw", "抽取")])
def test_kinds_that_are_to_come_are_named(kind: str, word: str) -> None:
    why = judged(f'{{"bundle":"{kind}","format":1}}\n'.encode())["why"]
    assert word in why
    assert f"a {kind} bundle" in why


def test_a_changed_event_is_named_in_words() -> None:
    made = three()
    made.lines[8] = made.lines[8].replace("case.act", "case.sat")
    found = judged(made)
    assert (found["seq"], "事件 6 被改动" in found["why"], "event 6 was changed" in found["why"]) == (6, True, True)


def test_a_line_may_be_a_megabyte_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made().batch(2)
    longest = max(len(line) for line in made.lines)
    monkeypatch.setattr(verifier, "MOST_LINE", longest + 1)
    assert judged(made)["verdict"] == "valid"
    monkeypatch.setattr(verifier, "MOST_LINE", longest)
    assert judged(made)["verdict"] == "invalid"


@pytest.mark.parametrize(("more", "verdict"), [(0, "valid"), (1, "invalid")])
def test_a_line_of_the_length_of_the_format_is_the_longest(more: int, verdict: str) -> None:
    made = Made()
    empty = canonical({"seq": 0, "verb": ""})
    line = canonical({"seq": 0, "verb": "a" * (1_048_576 - len(empty) - 1 + more)})
    made.lines.append(line)
    leaf = hashlib.sha256(b"\x00" + line.encode()).digest()
    record = json.loads(Made().batch(1).heads[0]["record"])
    made.close(record | {"root": leaf.hex(), "marks": leaf.hex()[:8]})
    assert judged(made)["verdict"] == verdict
    assert verdict == "valid" or stops(judged(made)) == ("invalid", 1, 0)


def test_a_batch_may_weigh_sixty_four_megabytes() -> None:
    assert verifier.MOST_BATCH == 64 * 1_048_576


def test_a_batch_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made().batch(5)
    monkeypatch.setattr(verifier, "MOST_BATCH", sum(len(line) for line in made.lines[1:6]))
    assert judged(made)["verdict"] == "valid"
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
