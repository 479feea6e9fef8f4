"""What looks like pressure on the figures 异常信号: noted when a period is frozen, for a person to look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from huying.cases.models import Attachment, Case
from huying.closings.actions.stepping import CLOSING, said
from huying.closings.models import Closing, CountedCase, RatingTrace, Sign
from huying.closings.policies import LOOK_AT_SIGN
from huying.closings.queries.gathering import call_backs_in, instant
from huying.rules.case_facts import PhotoMoment
from huying.rules.case_flow import Ending
from huying.rules.closings import ClosingStep, SignKind, burst, is_above
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from huying.core.actors import Actor
    from huying.rules.closings import ClosingRules, Signs

MOST_CASES = 200
"""So many cases are kept with a sign; `part` says how many there were."""


def note_signs(closing: Closing, *, rules: ClosingRules) -> int:
    """Write down what a person should look at; returns how many signs there are."""
    found = 0
    for sign, cases in _signs(closing, rules.signs):
        sign.save(force_insert=True)
        sign.cases.set(cases[:MOST_CASES])
        found += 1
    return found


def _signs(closing: Closing, limits: Signs) -> Iterator[tuple[Sign, list[int]]]:
    yield from _withdrawn(closing, limits)
    yield from _late_rush(closing, limits)
    yield from _bursts(closing, limits)
    yield from _photos(closing, limits)
    yield from _traces(closing, limits)


def _cases(closing: Closing, condition: Q) -> list[int]:
    rows = Case.objects.filter(condition, counted_rows__closing=closing)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_CASES])


def _shares(
    closing: Closing, kind: SignKind, *, part: Q, whole: Q, percent: int, least: int
) -> Iterator[tuple[Sign, list[int]]]:
    """Yield the units of whose counted cases a conspicuous share meets a condition."""
    rows = Case.objects.filter(counted_rows__closing=closing).order_by().values("counted_rows__unit_id")
    counted = rows.annotate(part=Count("pk", filter=part & whole), whole=Count("pk", filter=whole))
    for row in counted.order_by("counted_rows__unit_id"):
        if is_above(row["part"], row["whole"], percent=percent, least=least):
            unit = row["counted_rows__unit_id"]
            cases = _cases(closing, part & whole & Q(counted_rows__unit_id=unit))
            yield _sign(closing, kind, unit=unit, part=row["part"], whole=row["whole"]), cases


def _sign(closing: Closing, kind: SignKind, *, unit: int | None, part: int, whole: int) -> Sign:
    return Sign(closing=closing, kind=kind.value, unit_id=unit, part=part, whole=whole)


def _withdrawn(closing: Closing, limits: Signs) -> Iterator[tuple[Sign, list[int]]]:
    yield from _shares(
        closing,
        SignKind.WITHDRAWN,
        part=Q(ending=Ending.WITHDRAWN.value),
        whole=Q(),
        percent=limits.withdrawn_percent,
        least=limits.withdrawn_least,
    )


def _late_rush(closing: Closing, limits: Signs) -> Iterator[tuple[Sign, list[int]]]:
    end = instant(closing.ends_before)
    answered = Q(answered_at__gte=instant(closing.begins_on), answered_at__lt=end)
    yield from _shares(
        closing,
        SignKind.LATE_RUSH,
        part=Q(answered_at__gte=end - timedelta(days=limits.late_days)),
        whole=answered,
        percent=limits.late_percent,
        least=limits.late_least,
    )


def _bursts(closing: Closing, limits: Signs) -> Iterator[tuple[Sign, list[int]]]:
    rated = call_backs_in(closing).filter(person=None, case__counted_rows__closing=closing)
    moments: defaultdict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for unit, at, case in rated.values_list("case__counted_rows__unit_id", "at", "case_id").order_by("pk").iterator():
        moments[unit].append((at, case))
    for unit, rows in sorted(moments.items()):
        most = burst((at for at, _case in rows), minutes=limits.burst_minutes, least=limits.burst_least)
        if most:
            cases = _within(rows, timedelta(minutes=limits.burst_minutes), most)
            yield _sign(closing, SignKind.BURST, unit=unit, part=most, whole=len(rows)), cases


def _within(rows: Iterable[tuple[datetime, int]], span: timedelta, most: int) -> list[int]:
    """Return the cases of the first stretch in which so many ratings lie."""
    ordered = sorted(rows)
    for first in range(len(ordered) - most + 1):
        if ordered[first + most - 1][0] - ordered[first][0] <= span:
            return sorted({case for _at, case in ordered[first : first + most]})
    return []


def _photos(closing: Closing, limits: Signs) -> Iterator[tuple[Sign, list[int]]]:
    """Yield photographs of work done that stand in several cases, at least one of them counted here."""
    shown = Attachment.objects.filter(is_from_reporter=False, moment=PhotoMoment.AFTER.value)
    here = shown.filter(case__counted_rows__closing=closing).values("digest")
    several = (
        shown.filter(digest__in=here)
        .order_by()
        .values("digest")
        .annotate(cases=Count("case", distinct=True))
        .filter(cases__gte=limits.photo_least)
        .order_by("digest")
    )
    for row in several:
        cases = list(shown.filter(digest=row["digest"]).order_by("case_id").values_list("case_id", flat=True))
        held = CountedCase.objects.filter(closing=closing, case__in=cases).values_list("unit_id", flat=True)
        units = set(held)
        unit = units.pop() if len(units) == 1 else None
        yield _sign(closing, SignKind.PHOTO, unit=unit, part=row["cases"], whole=row["cases"]), cases


def _traces(closing: Closing, limits: Signs) -> Iterator[tuple[Sign, list[int]]]:
    """Yield units rated several times by one device, or from their own declared network."""
    devices: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    networks: defaultdict[int, list[int]] = defaultdict(list)
    whole: Counter[int] = Counter()
    for device, network, case, *rated in _traced(closing):
        for unit in set(rated) - {None}:
            whole[unit] += 1
            devices[unit, device].append(case)
            if network == unit:
                networks[unit].append(case)
    alike = [(SignKind.DEVICE, unit, cases, limits.device_least) for (unit, _device), cases in sorted(devices.items())]
    alike += [(SignKind.NETWORK, unit, cases, limits.network_least) for unit, cases in sorted(networks.items())]
    for kind, unit, cases, least in alike:
        if len(cases) >= least:
            yield _sign(closing, kind, unit=unit, part=len(cases), whole=whole[unit]), sorted(set(cases))


def _traced(closing: Closing) -> Iterator[tuple[Any, ...]]:
    """Yield device, own network, case, and whom the rating is of: who handled the case, and whom it complains of."""
    rows = RatingTrace.objects.filter(
        call_back__in=call_backs_in(closing), call_back__case__counted_rows__closing=closing
    )
    counted = "call_back__case__counted_rows"
    names = ("device_mark", "network_of_id", "call_back__case_id", f"{counted}__unit_id", f"{counted}__about_id")
    yield from rows.order_by("pk").values_list(*names).iterator()


def look(
    closing_id: int, *, sign_id: int, finding: str, actor: Actor, at: datetime, version: int | None = None
) -> Closing:
    """Write down what a sign turned out to be; whoever did wrong is dealt with elsewhere, by procedure."""
    with CLOSING.step(ClosingStep.LOOK, closing_id, policy=LOOK_AT_SIGN, actor=actor, at=at, version=version) as taking:
        sign = Sign.objects.select_for_update(of=("self",)).filter(closing=taking.row, pk=sign_id).first()
        if sign is None:
            raise RuleBrokenError("closing.sign_unknown")
        if sign.looked_at is not None:
            raise RuleBrokenError("closing.sign_looked_at")
        sign.finding, sign.looked_at = said(finding, code="closing.finding_missing"), at
        sign.save(update_fields=["finding", "looked_at"])
        taking.note = sign.finding
        taking.facts["sign"] = sign.pk
    return taking.row
