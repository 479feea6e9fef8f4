"""The limits that are written down are those of the code."""

from __future__ import annotations

from huying.accounts import provider_views
from huying.accounts.actions import factors, sign_in
from huying.cases import api
from huying.cases.actions import photographs
from huying.cases.queries import lists, public
from huying.config import problems
from huying.portal import checking, forms
from huying.portal.views import answer, report, verify
from huying.rules import parts
from huying.rules import problems as joined
from huying.sheets import limits
from tests.architecture.sources import ROOT

MEGA = 1024 * 1024
LIMITS: dict[str, int | str] = {
    "reports of one address in an hour": report.REPORTS_PER_HOUR,
    "photographs of one address in an hour": report.PHOTOS_PER_HOUR,
    "reports through the API without a token, of one address in an hour": api.ANONYMOUS_PER_HOUR,
    "wrong tries of one tracking code in fifteen minutes": public.TRIES_OF_ONE_CODE,
    "wrong tries of tracking codes from one address in fifteen minutes": public.TRIES_FROM_ONE_ADDRESS,
    "one-time links opened from one address in an hour": answer.TRIES,
    "bundles checked for one address in an hour": verify.CHECKS_PER_HOUR,
    "failed sign-ins of a name from one address in fifteen minutes": sign_in.PAIR_TRIES,
    "failed sign-ins of a name from anywhere": sign_in.NAME_TRIES,
    "failed sign-ins from one address": sign_in.ADDRESS_TRIES,
    "tries of a second factor in a day": factors.TRIES_A_DAY,
    "attempts through a provider of accounts from one address in an hour": provider_views.MOST_AN_HOUR,
    "photographs of a report": forms.PHOTOS_MOST,
    "photographs of a case": photographs.MOST_PER_CASE,
    "megabytes of a photograph": photographs.MOST_BYTES // MEGA,
    "million pixels of a photograph": photographs.MOST_PIXELS // 1_000_000,
    "longest side of a photograph that is kept, in pixels": photographs.LONGEST_SIDE,
    "kinds of photographs": ", ".join(photographs.FORMATS),
    "megabytes of a sheet": limits.MOST_BYTES // MEGA,
    "megabytes of a sheet unpacked": limits.MOST_UNPACKED_BYTES // MEGA,
    "times a sheet may grow unpacked": limits.MOST_RATIO,
    "parts of a workbook": limits.MOST_PARTS,
    "rows of a sheet": limits.MOST_ROWS,
    "columns of a sheet": limits.MOST_COLUMNS,
    "kilobytes of a body sent to the API": problems.MOST_BODY // 1024,
    "rows of a page of the list": lists.MOST,
    "parts of a case": parts.MOST_PARTS,
    "cases of one problem": joined.MOST_MEMBERS,
    "megabytes of a bundle to be checked": checking.MOST_BYTES // MEGA,
}


def test_every_limit_is_written_as_it_is() -> None:
    page = (ROOT / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| limit")]
    assert rows == [f"| {name} | {value} |" for name, value in LIMITS.items()]
