"""What may be tried on a whistle at once: where it stands, every act on it, and some on the case it is about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.rules.whistles import Cause
from huying.whistles import actions
from huying.whistles.actions import Task, sweeping
from tests.api import roads
from tests.concurrency import acting
from tests.concurrency.acting import NOW, Scene
from tests.people import AT
from tests.whistles import blown

if TYPE_CHECKING:
    from collections.abc import Callable

    from huying.whistles.models import Whistle
    from tests.people import City

SOON = AT + timedelta(hours=1)
"""Within the limits of coming and of refusing."""
ORAL: dict[str, Any] = {"is_oral": True, "cause": Cause.EMERGENCY, "item": "W04", "tries": ""}
CASE_ACTS = ("act", "draft", "withdraw", "send_back", "urge")
HOST, LEADER, CALLED, DISTRICT = "street_officer", "street_leader", "department_officer", "district_clerk"


def _urban(city: City) -> int:
    return city.units["urban"].pk


def _task(city: City) -> Task:
    return Task(unit_id=_urban(city), words="立案查处", due_on=(AT + timedelta(days=3)).date())


def _with(city: City, whistle: Whistle, name: str, who: str, **facts: Any) -> Whistle:
    getattr(actions, name)(whistle.pk, actor=city[who], at=SOON, **facts)
    return whistle


def _refused(city: City, whistle: Whistle) -> Whistle:
    return _with(city, whistle, "refuse", CALLED, ground="no_duty", reason="属住建职责")


def _arrived(city: City, whistle: Whistle) -> Whistle:
    return _with(city, whistle, "arrive", HOST, unit_id=_urban(city))


def _decided(city: City, whistle: Whistle) -> Whistle:
    return _with(city, _arrived(city, whistle), "decide", HOST, finding="正在施工", tasks=[_task(city)])


def _done(city: City, whistle: Whistle) -> Whistle:
    task = _decided(city, whistle).tasks.get().pk
    return _with(city, whistle, "finish_task", CALLED, task_id=task, evidence="已拆除")


WHISTLES: dict[str, Callable[[City, Any], Whistle]] = {
    "whistle_asked": lambda city, case: blown.asked(city, case=case),
    "whistle_blown": lambda city, case: blown.blown(city, case=case),
    "whistle_oral": lambda city, case: blown.blown(city, case=case, **ORAL),
    "whistle_refused": lambda city, case: _refused(city, blown.blown(city, case=case)),
    "whistle_arrived": lambda city, case: _arrived(city, blown.blown(city, case=case)),
    "whistle_decided": lambda city, case: _decided(city, blown.blown(city, case=case)),
    "whistle_done": lambda city, case: _done(city, blown.blown(city, case=case)),
}
ROADS = {**acting.ROADS, **WHISTLES}


def scene(city: City, name: str) -> Scene:
    """Bring a case, or a whistle about a case, to where the acts are tried."""
    if name not in WHISTLES:
        return acting.scene(city, name)
    with transaction.atomic():
        case = roads.handling_(city)
        return Scene(city=city, case=case, whistle=WHISTLES[name](city, case))


def _by(name: str, who: str, /, **facts: Any) -> Callable[[Scene], None]:
    def act(at: Scene) -> None:
        _with(at.city, whistle_of(at), name, who, **facts)

    return act


def _on_unit(name: str, who: str, /, **facts: Any) -> Callable[[Scene], None]:
    return lambda at: _by(name, who, unit_id=_urban(at.city), **facts)(at)


def whistle_of(at: Scene) -> Whistle:
    """Return the whistle of a scene that has one."""
    assert at.whistle is not None
    return at.whistle


def _finish_task(at: Scene) -> None:
    task = whistle_of(at).tasks.order_by("pk").first()
    _by("finish_task", CALLED, task_id=task.pk if task else 0, evidence="已拆除")(at)


def _sweep(at: Scene) -> None:
    sweeping._look_at(whistle_of(at).pk, _urban(at.city), at=NOW)


BLOWING: dict[str, Callable[[Scene], None]] = {
    "approve": _by("approve", LEADER),
    "turn_down": _by("turn_down", LEADER, reason="先由社区协调"),
    "paper": _by("paper", LEADER, tries="现场电话协调"),
    "acknowledge": _by("acknowledge", CALLED),
    "arrive": _on_unit("arrive", HOST),
    "refuse": _by("refuse", CALLED, ground="no_duty", reason="属住建职责"),
    "uphold": _on_unit("rule", DISTRICT, is_upheld=True, reason="清单划分不清", asks_list_change=True),
    "overrule": _on_unit("rule", DISTRICT, is_upheld=False, reason="属于该单位职责"),
    "decide": lambda at: _by("decide", HOST, finding="正在施工", tasks=[_task(at.city)])(at),
    "finish_task": _finish_task,
    "close_whistle": _by("close", HOST, result="已拆除，居民无异议"),
    "appraise_unit": _on_unit("appraise", HOST, score=4),
    "appraise_host": _on_unit("appraise", CALLED, score=5),
    "sweep_whistle": _sweep,
}
"""On the whistle itself."""


def acts_of(name: str) -> dict[str, Callable[[Scene], None]]:
    """Return what may be tried in a scene."""
    if name not in WHISTLES:
        return acting.acts_of(name)
    return BLOWING | {each: acting.ACTS[each] for each in CASE_ACTS}
