"""An import killed at any point goes on or is removed whole; what it wrote never shows half and never twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from huying.cases.actions import batches, settling, staging, writing
from huying.cases.actions.sweeping import sweep
from huying.cases.models import Case, CaseStep, Clock, ImportBatch, OutsideOrder, StagedChange
from huying.cases.queries.visible import visible_to
from huying.core.actors import SYSTEM
from huying.rules.errors import RuleBrokenError
from tests.cases.sheets import CENTRE, come_in, numbers, order, written
from tests.people import AT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("city")


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(staging, "CHUNK", 2)
    monkeypatch.setattr(settling, "CHUNK", 1)
    come_in(written(tmp_path / "before.csv", CENTRE, order(), order(工单编号="W2")))
    rows = [order(工单编号=f"N{number}") for number in range(5)]
    rows += [order(办理时限="2021-06-10 18:00"), order(工单编号="W2", 派单时间="2021-06-01 09:00")]
    rows += [order(工单编号="N1", 派单时间="2021-06-01 09:00")]
    return written(tmp_path / "工单.csv", CENTRE, *rows)


WHOLE = (8, 5, 1, 0, 0, 2)


def _kill_at(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, call: int) -> None:
    """Let the process die at the end of the `call`th call, its transaction undone, its batch left as it stands."""
    real, calls = getattr(owner, name), []

    def dying(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == call:
            raise Killed
        return real(*args, **more)

    monkeypatch.setattr(owner, name, dying)
    monkeypatch.setattr(batches, "release", lambda batch: batches._ours.discard(batch.runner))


def _everything() -> tuple[int, ...]:
    rounds = OutsideOrder.objects.filter(round=2).count()
    return (Case.objects.count(), OutsideOrder.objects.count(), rounds, StagedChange.objects.count())


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_the_same_sheet_goes_on_where_it_stopped(file: Path, call: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _kill_at(patch, writing.Writing, "_create", call)
        with pytest.raises(Killed):
            come_in(file)
    assert visible_to(SYSTEM).count() == 2
    assert OutsideOrder.objects.get(external_id="W1").limit_at == OutsideOrder.objects.get(external_id="W2").limit_at
    assert numbers(come_in(file)) == WHOLE
    assert _everything() == (7, 9, 2, 0)
    assert numbers(come_in(file)) == (8, 0, 0, 8, 0, 0)


def test_killed_before_it_shows_another_sheet_removes_it_whole(file: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _kill_at(patch, writing.Writing, "complete", 1)
        with pytest.raises(Killed):
            come_in(file)
    assert Case.objects.count() == 7
    assert visible_to(SYSTEM).count() == 2
    other = written(tmp_path / "other.csv", CENTRE, order(工单编号="N9"))
    assert numbers(come_in(other)) == (1, 1, 0, 0, 0, 0)
    assert set(Case.objects.values_list("external_id", flat=True)) == {"W1", "W2", "N9"}
    assert ImportBatch.objects.filter(removed_at__isnull=False).count() == 1
    assert not StagedChange.objects.exists()
    assert Clock.objects.count() == CaseStep.objects.filter(step="receive").count() * 3


@pytest.mark.parametrize("call", [1, 2, 3])
def test_killed_while_changing_the_next_import_makes_what_waits(file: Path, call: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _kill_at(patch, settling, "_apply", call)
        with pytest.raises(Killed):
            come_in(file)
    assert visible_to(SYSTEM).count() == 7
    assert numbers(come_in(file)) == (8, 0, 0, 8, 0, 0)
    assert _everything() == (7, 9, 2, 0)


def test_nobody_acts_on_cases_that_do_not_show(file: Path) -> None:
    sweep(at=AT)
    with pytest.MonkeyPatch.context() as patch:
        _kill_at(patch, writing.Writing, "complete", 1)
        with pytest.raises(Killed):
            come_in(file)
    hidden = Case.objects.exclude(external_id__in=["W1", "W2"])
    sweep(at=AT.replace(month=9))
    assert not CaseStep.objects.filter(case__in=hidden).exclude(step="receive").exists()


def test_a_second_writer_is_refused_while_the_first_lives(file: Path) -> None:
    batch = batches.open_batch(source="12345", digest="x", total=1, actor=SYSTEM, at=AT)
    with pytest.raises(RuleBrokenError, match=r"import\.running"):
        come_in(file)
    batches.release(batch)
    assert numbers(come_in(file)) == WHOLE
