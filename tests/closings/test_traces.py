"""From where the reporters rate: hashes alone are kept, a person is shown what repeats, and the rows go in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from huying.cases.models import CallBack
from huying.closings import networks
from huying.closings.actions import forget_traces, note_trace
from huying.closings.models import RatingTrace, Sign
from huying.closings.queries.rules import rules_on
from huying.core import crypto
from huying.enterprises.models import Enterprise
from huying.rules.case_facts import CallBackBy
from huying.rules.closings import SignKind, month_of, period_of
from huying.rules.errors import RuleBrokenError
from tests.cases.desk import called_back
from tests.closings.frozen import DAY, broken, frozen
from tests.people import AT

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django.fixtures import Settings

    from huying.cases.models import Case
    from tests.people import City

OUTSIDE, OFFICE = "198.51.100.7", "203.0.113.9"


def rated(case: Case, *, device: str, address: str = OUTSIDE, at: datetime = AT + DAY) -> None:
    CallBack.objects.create(case=case, by=CallBackBy.REPORTER.value, at=at, is_solved=True, is_satisfied=True)
    note_trace(case, device=device, address=address, at=at)


def signs(city: City) -> dict[str, Sign]:
    return {each.kind: each for each in Sign.objects.filter(closing=frozen(city))}


def own_network(settings: Settings, city: City, network: str = "203.0.113.0/28") -> None:
    settings.HUYING_UNIT_NETWORKS = f"{city.units['firm'].pk}={network}"


@pytest.mark.parametrize(("ratings", "is_shown"), [(4, False), (5, True)])
def test_a_device_that_rates_often_is_shown_to_a_person(city: City, ratings: int, is_shown: bool) -> None:  # noqa: FBT001 - a column of the table
    case, other = called_back(city), called_back(city, is_solved=False)
    for number in range(ratings):
        rated((case, other)[number % 2], device="one", at=AT + DAY + number * timedelta(hours=1))
        rated(case, device=f"other {number}", at=AT + DAY + number * timedelta(hours=1))
    found = signs(city)
    assert (SignKind.DEVICE.value in found) is is_shown
    if is_shown:
        sign = found[SignKind.DEVICE.value]
        assert (sign.unit, sign.part, sign.whole) == (city.units["firm"], 5, 10)
        assert set(sign.cases.all()) == {case, other}
    assert broken() == {}


def test_ratings_from_the_network_of_the_firm_are_shown(city: City, settings: Settings) -> None:
    own_network(settings, city)
    case = called_back(city)
    rated(case, device="a", address=OFFICE)
    rated(case, device="b", address="::ffff:203.0.113.4")
    rated(case, device="c", address="203.0.113.16")
    sign = signs(city)[SignKind.NETWORK.value]
    assert (sign.unit, sign.part, sign.whole) == (city.units["firm"], 2, 3)


def test_another_units_network_says_nothing(city: City, settings: Settings) -> None:
    settings.HUYING_UNIT_NETWORKS = f"{city.units['street'].pk}=203.0.113.0/28"
    case = called_back(city)
    for device in "ab":
        rated(case, device=device, address=OFFICE)
    assert set(RatingTrace.objects.values_list("network_of", flat=True)) == {city.units["street"].pk}
    assert SignKind.NETWORK.value not in signs(city)


def test_no_address_and_no_mark_is_kept_and_a_period_does_not_know_the_other(city: City) -> None:
    case = called_back(city)
    for at in (AT + DAY, AT + 2 * DAY, AT + 31 * DAY):
        rated(case, device="mark-of-one-device-00000", at=at)
    rows = list(RatingTrace.objects.order_by("pk"))
    assert rows[0].device_mark == rows[1].device_mark != rows[2].device_mark
    kept = str(list(RatingTrace.objects.values()))
    assert "mark-of" not in kept
    assert OUTSIDE not in kept
    assert rows[0].device_mark == crypto.blind_index("mark-of-one-device-00000", context="rating.device.2021-06")


def test_traces_go_after_half_a_year_and_the_rating_stays(city: City) -> None:
    rated(called_back(city), device="one")
    ratings = CallBack.objects.count()
    assert forget_traces(at=AT + DAY + 183 * DAY) == 0
    assert forget_traces(at=AT + DAY + 184 * DAY) == 1
    assert (RatingTrace.objects.count(), CallBack.objects.count()) == (0, ratings)


def test_a_day_belongs_to_one_period(city: City) -> None:
    del city
    rules = rules_on(AT.date())
    for first_day in (1, 26):
        object.__setattr__(rules, "first_day", first_day)
        for days in range(70):
            day = date(2021, 11, 1) + days * DAY
            begin, end = period_of(month_of(day, rules=rules), rules=rules)
            assert begin <= day < end


def test_a_firm_is_known_by_its_credit_code_and_the_narrowest_network_counts(city: City, settings: Settings) -> None:
    firm = Enterprise.objects.get(unit=city.units["firm"])
    street = city.units["street"]
    settings.HUYING_UNIT_NETWORKS = (
        f"{street.pk}=203.0.113.0/24, {firm.credit_code}=203.0.113.8/29,{street.pk}=2001:db8::/48"
    )
    assert networks.unit_of(OFFICE) == firm.unit_id
    assert networks.unit_of("203.0.113.200") == street.pk
    assert networks.unit_of("2001:db8::1") == street.pk
    assert networks.unit_of(OUTSIDE) is None
    assert networks.unit_of("no address") is None


@pytest.mark.parametrize("given", ["203.0.113.0/24", "7=203.0.113.0/33", "7=203.0.113.9/24", "firm=203.0.113.0/24"])
def test_a_network_that_cannot_be_read_is_refused(settings: Settings, given: str) -> None:
    settings.HUYING_UNIT_NETWORKS = given
    with pytest.raises(RuleBrokenError, match=r"serve\.unit_network"):
        networks.declared()
