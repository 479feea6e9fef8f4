"""Making the synthetic city and finding it again 演示城市的建立与延续."""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Q

from huying.accounts import actions as accounts
from huying.accounts.models import Holding, Person, Unit
from huying.cases.actions.totals import TotalRow, save_totals
from huying.cases.models import Case, CaseStep, HeadingMemory, HotlineTotal, Problem
from huying.cases.models.cases import CHINA
from huying.cases.sheet import CASES
from huying.conferences.models import Conference
from huying.core import clock
from huying.core.actors import SYSTEM
from huying.core.models import AuditRecord, Setting
from huying.demo import causes, leftovers, registers, rota, seasonal, together
from huying.demo.history import Historian
from huying.demo.stream import Stream, months
from huying.demo.words import read
from huying.enterprises.models import Enterprise, Service
from huying.estates.models import Building, Compound, ExclusivePart, Owner
from huying.regions.models import Region
from huying.rules.case_flow import AT_HOLDER, CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel
from huying.rules.roles import Role
from huying.seasons.models import Roster, SeasonPlan, Surge
from huying.sheets.columns import plain_heading
from huying.supervision.models import Order
from huying.whistles.models import Whistle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model

    from huying.demo.registers import Scale

MARK = "demo.city"
"""The setting that says which city stands here; without it a city was never finished."""
SEED = 20190101
PASSWORD = "huying-demo-only"  # noqa: S105 - printed at each start; a marked directory is served to this machine alone
ENDS_AT = timedelta(hours=9, minutes=30)
REGISTER_PARTS = 10
CASES_OF_ALL, CASES_AT_END = 59_600, 340


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Somebody to try the city as."""

    role: str
    username: str
    password: str
    token: str
    region: str


def standing() -> dict[str, Any] | None:
    """Return what is known of the city that stands in the database, if one does."""
    row = Setting.objects.filter(pk=MARK).first()
    return dict(row.value) if row else None


def check_empty() -> None:
    """Refuse to build a city into a database that holds anything else."""
    if Person.objects.exists() or Case.objects.exists() or Compound.objects.exists():
        raise RuleBrokenError("demo.database_not_empty")


def build(scale: Scale, *, progress: Callable[[float], object], seed: int = SEED) -> dict[str, Any]:
    """Build a city into an empty database and return what was made; the domain clock starts where it ends."""
    began = time.monotonic()
    check_empty()
    leftovers.begin()
    first, until = midnight(causes.FIRST_DAY), midnight(causes.LAST_DAY) + ENDS_AT
    with _unhurried_collector():
        registers.build(scale, seed=seed, progress=progress)
        _take_statistics()
        historian = Historian.open(scale, seed=seed, on=first.date())
        _tell(historian, first, until, progress)
    _take_statistics()
    together.act(until, Random(f"{seed} together"))
    remember_headings()
    rota.post(until, Random(f"{seed} rota"), actor=SYSTEM)
    seasonal.act(until, Random(f"{seed} season"))
    logins = [asdict(login) for login in _logins()]
    found = {"scale": scale.name, "made_of": asdict(scale), "seed": seed, "logins": logins, "colleague": _colleague()}
    kept = _keep(found, until, began)
    leftovers.end()
    return kept


def carry_on(until: datetime, *, progress: Callable[[float], object]) -> dict[str, Any]:
    """Let the standing city live on to a later instant: its open cases go on, new ones come, its clock moves."""
    began = time.monotonic()
    found = standing()
    if found is None:
        raise RuleBrokenError("demo.no_city")
    since = max(datetime.fromisoformat(found["until"]), clock.now())
    if until <= since:
        return found
    historian = Historian.open(registers.Scale(**found["made_of"]), seed=found["seed"], on=since.date())
    with _unhurried_collector():
        historian.go_on(since, until, progress)
        _tell(historian, since, until, progress)
    return _keep(found, until, began)


def _take_statistics() -> None:
    """Let PostgreSQL know how large its tables have become, before it plans the first questions to them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def midnight(day: date) -> datetime:
    """Return the first instant of a day in China."""
    return datetime.combine(day, datetime.min.time(), CHINA)


def _tell(historian: Historian, first: datetime, until: datetime, progress: Callable[[float], object]) -> None:
    historian.tell(first, until, progress)
    stream = Stream(historian.scale, historian.seed)
    rows = [
        TotalRow(region_code=district, month=month, total=stream.total(district, month, until=until.date()))
        for month in months(first.date(), until.date())
        for district in causes.SHARES
    ]
    source = str(read("names")["totals_source"])
    save_totals(rows=rows, source=source, is_synthetic=True, actor=SYSTEM, at=until)


def _keep(found: dict[str, Any], until: datetime, began: float) -> dict[str, Any]:
    clock.start_at(until)
    seconds = round(time.monotonic() - began, 1)
    kept = found | {"until": until.isoformat(), "counts": counts(), "seconds": seconds}
    Setting.objects.update_or_create(pk=MARK, defaults={"value": kept})
    return kept


def remember_headings() -> None:
    """Let answers be handed back to the hotline in the headings of our own template."""
    headings = {column.name: column.heading for column in CASES.columns}
    mapping = {plain_heading(heading): name for name, heading in headings.items()}
    source = str(read("names")["source"])
    HeadingMemory.objects.get_or_create(pk=source, defaults={"mapping": mapping, "headings": headings})


def expected(scale: Scale) -> int:
    """Return about how much progress a build reports: parts of the registers, then cases."""
    whole = scale.share * CASES_OF_ALL + (scale.share_at_end - scale.share) * CASES_AT_END
    return REGISTER_PARTS + round(whole)


def counts() -> dict[str, int]:
    """Return how much of everything the city holds."""
    levels = {level: Region.objects.filter(level=level.value, is_synthetic=False).count() for level in PlaceLevel}
    tables: dict[str, type[Model]] = {
        "enterprises": Enterprise,
        "compounds": Compound,
        "buildings": Building,
        "parts": ExclusivePart,
        "owners": Owner,
        "services": Service,
        "units": Unit,
        "people": Person,
        "posts_held": Holding,
        "cases": Case,
        "steps": CaseStep,
        "hotline_totals": HotlineTotal,
        "problems": Problem,
        "whistles": Whistle,
        "conferences": Conference,
        "supervision_orders": Order,
        "season_plans": SeasonPlan,
        "season_events": Surge,
        "holiday_rosters": Roster,
        "audit_records": AuditRecord,
    }
    return {
        "districts": levels[PlaceLevel.DISTRICT],
        "streets": levels[PlaceLevel.STREET],
        "synthetic_streets": Region.objects.filter(level=PlaceLevel.STREET.value, is_synthetic=True).count(),
        "communities": Region.objects.filter(level=PlaceLevel.COMMUNITY.value).count(),
        **{name: model._base_manager.count() for name, model in tables.items()},
    }


def _logins() -> list[Login]:
    """Give one person of each role a password and a token: somebody whose unit has much to do."""
    at = registers.FOUNDED
    holdings = [holding for role in Role if (holding := _busiest(role)) is not None]
    people = [holding.person_id for holding in holdings]
    accounts.set_same_password(person_ids=people, password=PASSWORD, actor=SYSTEM, at=at)
    return [_login(holding, at=at) for holding in holdings]


def _colleague() -> str:
    """Give somebody beside the enterprise's login the same password: nobody checks their own draft."""
    known = _busiest(Role.ENTERPRISE_STAFF)
    rows = Holding.objects.filter(post__unit=known.post.unit_id) if known is not None else Holding.objects.none()
    other = rows.exclude(person=known.person_id if known else 0).select_related("person").order_by("pk").first()
    if other is None:
        return ""
    accounts.set_same_password(person_ids=[other.person_id], password=PASSWORD, actor=SYSTEM, at=registers.FOUNDED)
    return other.person.username


def _busiest(role: Role) -> Holding | None:
    still_open = Q(post__unit__cases__state__in=[state.value for state in AT_HOLDER | {CaseState.TRIAGE}])
    rows = Holding.objects.filter(post__role=role.value).select_related("person", "post")
    return rows.annotate(waiting=Count("post__unit__cases", filter=still_open)).order_by("-waiting", "pk").first()


def _login(holding: Holding, *, at: datetime) -> Login:
    person = holding.person
    _token, secret = accounts.issue_token(person=person, post=holding.post, actor=SYSTEM, at=at)
    return Login(
        role=holding.post.role,
        username=person.username,
        password=PASSWORD,
        token=secret,
        region=holding.post.place_code,
    )


@contextmanager
def _unhurried_collector() -> Iterator[None]:
    """Look for cycles of garbage seldom: the rows of a block hold none that outlive it."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
