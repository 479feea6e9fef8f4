"""Each person is told once, by telephone, that a matter is part of an event; the words name nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from huying.core.notices import OUTGOING
from huying.portal.tasks import tell_event
from huying.seasons.actions import surging
from tests.cases.desk import set_clock
from tests.people import AT
from tests.seasons.duty import HOUR
from tests.seasons.stormy import ENOUGH, crowd, declared

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from tests.people import City


def lines(folder: Path) -> list[dict[str, str]]:
    path = folder / OUTGOING
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def test_each_person_is_told_of_an_event_once(city: City, settings: Settings, tmp_path: Path) -> None:
    surge = declared(city)
    late = crowd(city, 1, first=50)
    set_clock(AT + 3 * HOUR)
    surging.sweep(at=AT + 3 * HOUR)
    surging.join(surge.pk, chosen=[late[0].pk], actor=city["street_officer"], at=AT + 3 * HOUR)
    surging.update(surge.pk, words="已恢复三栋楼", actor=city["street_officer"], at=AT + 3 * HOUR)
    steps = list(surge.steps.order_by("pk").values_list("pk", flat=True))
    settings.DATA_DIR = tmp_path
    tell_event(steps)
    assert lines(tmp_path) == []  # where nothing is sent nobody is told
    settings.HUYING_NOTICES, settings.HUYING_BASE_URL = "file", "https://example.org"
    tell_event(steps)
    found = lines(tmp_path)
    assert len(found) == len({line["phone"] for line in found}) == len({line["key"] for line in found}) == ENOUGH
    assert late[0].number in found[-1]["text"]
    assert not any("某" in line["text"] or "138" in line["text"] for line in found)
