"""Learning from a city's own cases: only what people decided, at night where asked for, and never for the worse."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from huying.cases.actions.learning import is_due, learn_due, rows_for
from huying.cases.actions.merging import merge, unmerge
from huying.cases.models import Case
from huying.cases.models.cases import CHINA
from huying.cases.queries.learning import labelled, pairs
from huying.config import cli, env
from huying.config.commands import suggest
from huying.config.commands.suggest import register
from huying.core.models import Setting
from huying.estates.models import Compound
from huying.rules.errors import RuleBrokenError
from huying.text import retraining, stored
from huying.text.stored import Card, Task
from tests.cases.together import HOUR, merged, signed, told
from tests.people import AT
from tests.text import samples

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from tests.people import City

NIGHT = datetime(2021, 6, 2, 2, 0, tzinfo=CHINA)


def _confirmed(city: City, *, rows: int = 96) -> None:
    for text, topic in samples.labelled()[:rows]:
        case = city.receive(text=text)
        Case.objects.filter(pk=case.pk).update(topic=topic, is_topic_confirmed=True)


def test_only_confirmed_topics_are_learned_from_and_rare_ones_are_left_out(city: City) -> None:
    _confirmed(city, rows=24)
    suggested = city.receive(text="电梯坏了", suggestion={"topic": "LFT"})
    rare = city.receive(text="水管爆了")
    Case.objects.filter(pk=rare.pk).update(topic="WPH", is_topic_confirmed=True)
    rows = labelled(Task.TOPIC)
    assert len(rows) == 24
    assert {label for _text, label in rows} == {"LFT", "PRK", "FEE", "SAN"}
    assert not any(suggested.text in text for text, _label in rows)
    assert {label for _text, label in labelled(Task.RELATED)} == {"1"}
    with pytest.raises(RuleBrokenError, match=r"training\.not_from_cases"):
        labelled(Task.CLASS7)


def test_pairs_are_what_people_merged_and_parted(city: City) -> None:
    lead, (first, _second) = merged(city, voices=3)[0], merged(city)[1]
    parted = told(city, 4, text="另一台电梯的灯坏了。")
    merge(parted.pk, into=lead.pk, actor=city["district_clerk"], at=AT + 4 * HOUR)
    unmerge(parted.pk, reason="另一台", actor=city["district_clerk"], at=AT + 5 * HOUR)
    found = pairs()
    same = [pair for pair in found if pair.is_same]
    others = [pair for pair in found if not pair.is_same]
    assert len(same) == 6 + 3
    assert 1 <= len(others) <= len(same)
    assert others[0].one.text.endswith(parted.text), "what a person parted comes first"
    assert any(first.text in pair.one.text for pair in same)
    assert pairs() == found, "the same every time"


def test_the_command_learns_from_cases_and_goes_back(
    city: City, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR = tmp_path
    _confirmed(city)
    assert cli.main(["train", "--from-cases", "--task", "topic", "--json"]) == 0
    card = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (card["version"], card["rows"]) == (1, 96)
    assert stored.in_force(tmp_path, Task.TOPIC) == 1
    assert cli.main(["train", "--from-cases", "--task", "class7"]) == 1
    assert cli.main(["train", "--from-cases", "file.csv", "--task", "topic"]) == 1
    assert cli.main(["train", "--task", "topic", "--roll-back"]) == 0
    assert stored.in_force(tmp_path, Task.TOPIC) is None


@pytest.mark.django_db
def test_it_is_due_only_where_asked_for_at_night_and_so_many_days_later(settings: Settings) -> None:
    assert not is_due(at=NIGHT)
    settings.HUYING_LEARN_EVERY_DAYS = 30
    assert is_due(at=NIGHT)
    assert [is_due(at=NIGHT.replace(hour=hour)) for hour in (0, 1, 4, 5)] == [False, True, True, False]
    Setting.objects.create(pk="text.learned_at", value=NIGHT.isoformat())
    assert not is_due(at=NIGHT + timedelta(days=29))
    assert is_due(at=NIGHT + timedelta(days=30))


def test_the_worker_learns_what_it_can_and_passes_over_the_rest(city: City, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.HUYING_LEARN_EVERY_DAYS = tmp_path, 1
    _confirmed(city)
    done = learn_due(at=NIGHT)
    assert [(each.card.task, each.number) for each in done] == [(Task.TOPIC, 1)]
    assert learn_due(at=NIGHT + timedelta(hours=1)) == [], "one night, one try"
    again = learn_due(at=NIGHT + timedelta(days=1))
    assert [(each.number, each.aside) for each in again] == [(None, "same_rows")]


def test_a_worse_model_is_left_aside(
    city: City, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    signed(city)
    learned: dict[str, Any] = {"macro_f1": 0.9, "interval": [0.85, 0.95]}
    training = retraining.library()
    model, _figures = training.learn_labels(
        [training.LabelRow(*row) for row in samples.labelled()], task=Task.TOPIC, told=lambda _done, _whole: None
    )
    stored.keep(tmp_path, Card(task=Task.TOPIC, made_at="", rows=1, training_sha256="0", figures=learned), model)
    for figure, number in ((0.84, None), (0.85, 2)):
        figures = {"macro_f1": figure, "interval": [0.0, 1.0]}
        monkeypatch.setattr(training, "learn_labels", lambda *_rows, figures=figures, **_given: (model, figures))
        done = retraining.learn(tmp_path, Task.TOPIC, [], made_at="", told=lambda _done, _whole: None, is_careful=True)
        assert (done.number, bool(done.aside)) == (number, number is None)
    assert rows_for(Task.TOPIC) == []


def test_suggestions_of_the_command_name_compounds_by_the_register(
    city: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = json.dumps({"id": 1, "text": f"{city.served.name}3号楼电梯停运"}, ensure_ascii=False)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{line}\n".encode())))
    monkeypatch.setattr(suggest, "register", lambda _given: register(env.Environment(database_url="sqlite:///x")))
    assert cli.main(["suggest"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["compound"] == city.served.code
    assert set(found) >= {"id", "class7", "topic", "topics", "property_related", "compound", "confidence", "why"}


@pytest.mark.django_db
def test_without_a_register_names_come_from_the_text(tmp_path: Path) -> None:
    assert register(env.Environment(data_dir=str(tmp_path))) is None
    Compound.objects.all().delete()
    assert register(env.Environment(database_url="sqlite:///x")) is None


def test_a_database_that_is_not_ready_is_told_beside_the_answers(tmp_path: Path) -> None:
    given = os.environ | {"HUYING_DATA_DIR": str(tmp_path)}
    given.pop("HUYING_DATABASE_URL", None)
    given.pop("DJANGO_SETTINGS_MODULE", None)
    (tmp_path / "huying.sqlite3").touch()
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from huying.config.cli import main; sys.exit(main(['suggest']))"],
        input='{"id": 1, "text": "海棠花园小区电梯停运"}\n',
        capture_output=True,
        text=True,
        env=given,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["compound"] == "海棠花园"
    assert "register of compounds" in done.stderr
