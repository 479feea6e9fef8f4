"""Who may do what with cases 诉求权限. Without a subject a policy says whether the post may at all."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from huying.accounts.policies import GRANT_POSTS, MANAGE_PEOPLE
from huying.core.policies import policy
from huying.enterprises.policies import MANAGE_ENTERPRISES
from huying.estates.policies import MANAGE_COMPOUNDS, MANAGE_OWNERS
from huying.rules.case_facts import Nature
from huying.rules.roles import LEADERS, OFFICIAL, SHIELDED_FROM_REPORTER, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huying.accounts.models import Unit
    from huying.cases.models import Case, CasePart, Extension, SendBack
    from huying.core.actors import Actor
    from huying.core.policies import Policy

CLERKS = frozenset({Role.CITY_CLERK, Role.DISTRICT_CLERK, Role.STREET_OFFICER, Role.HOTLINE_DESK})
HANDLERS = (OFFICIAL | SHIELDED_FROM_REPORTER) - {Role.CALLER}
CHECKERS = LEADERS | {Role.COMMUNITY_WORKER, Role.CITY_CLERK, Role.DISTRICT_CLERK, Role.ENTERPRISE_STAFF}
LEVEL_ABOVE = LEADERS | {Role.CITY_CLERK, Role.DISTRICT_CLERK, Role.STREET_OFFICER}
UPPER = frozenset({Role.CITY_LEADER, Role.CITY_CLERK, Role.DISTRICT_LEADER, Role.DISTRICT_CLERK})
EXPORTERS = OFFICIAL | {Role.AUDITOR, Role.ENTERPRISE_STAFF}


def _reads(actor: Actor, case: Case | None) -> bool:
    if actor.role is None:
        return False
    return case is not None or actor.role in OFFICIAL | SHIELDED_FROM_REPORTER | {Role.AUDITOR}


def _clerk(actor: Actor, case: Case | None) -> bool:
    if actor.role not in CLERKS:
        return False
    return case is None or actor.covers(case.place) or case.holder_unit_id == actor.unit_id


def _holds(actor: Actor, case: Case | None) -> bool:
    if actor.role not in HANDLERS:
        return False
    return case is None or (actor.unit_id is not None and case.holder_unit_id == actor.unit_id)


def _checks(actor: Actor, case: Case | None) -> bool:
    return actor.role in CHECKERS and _holds(actor, case)


def _merges(actor: Actor, case: Case | None) -> bool:
    if actor.role not in OFFICIAL or actor.role is Role.CALLER:
        return False
    return case is None or _clerk(actor, case) or (actor.unit_id is not None and case.holder_unit_id == actor.unit_id)


def _assists(actor: Actor, part: CasePart | None) -> bool:
    if actor.role not in HANDLERS:
        return False
    return part is None or (actor.unit_id is not None and part.unit_id == actor.unit_id)


def _rules_return(actor: Actor, returned: SendBack | Extension | None) -> bool:
    if actor.role not in LEVEL_ABOVE | {Role.HOTLINE_DESK}:
        return False
    return returned is None or returned.ruler_id == actor.unit_id


def _calls_back(actor: Actor, case: Case | None) -> bool:
    if actor.role not in {Role.CALLER, Role.HOTLINE_DESK}:
        return False
    return case is None or actor.covers(case.place)


def _upper(actor: Actor, case: Case | None) -> bool:
    if actor.role not in UPPER:
        return False
    return case is None or actor.covers(case.place)


def _supervises(actor: Actor, case: Case | None) -> bool:
    if actor.role not in LEVEL_ABOVE | {Role.HOTLINE_DESK}:
        return False
    return case is None or actor.covers(case.place)


def _hands_over(actor: Actor, unit: Unit | None) -> bool:
    if actor.role is Role.SYSTEM_ADMIN:
        return True
    return actor.role in CHECKERS | CLERKS and (unit is None or unit.pk == actor.unit_id)


def _releases(actor: Actor, case: Case | None) -> bool:
    if actor.role not in OFFICIAL:
        return False
    return case is None or actor.covers(case.place) or case.holder_unit_id == actor.unit_id


def _opens_identity(actor: Actor, case: Case | None) -> bool:
    if actor.role is Role.CALLER:
        return case is None or actor.covers(case.place)
    if actor.role in SHIELDED_FROM_REPORTER:
        return case is None or (
            _holds(actor, case) and case.nature == Nature.SERVICE.value and case.reporter.may_share_with_repairer
        )
    return _holds(actor, case)


def may_import(name: str, actor: Actor) -> bool:
    """Tell whether an actor may import a kind of sheet."""
    return all(each.may(actor) for each in SHEET_RIGHTS[name])


SEE_CASES = policy("see_cases", "Open the list of cases within the post's ranges", _reads)
RECEIVE_CASE = policy("receive_case", "Write down a case for somebody", lambda actor, _case: actor.role in OFFICIAL)
REPORT_CASE = policy("report_case", "Report a matter, with or without an account", lambda _actor, _case: True)
DISPATCH_CASE = policy("dispatch_case", "Confirm what a case is about and send it to its holder", _clerk)
TAKE_BACK_DISPATCH = policy(
    "take_back_dispatch", "Take back within seconds what one sent oneself", lambda actor, _case: actor.role in CLERKS
)
HANDLE_CASE = policy("handle_case", "Sign, assign, contact, act, draft: the unit that holds the case", _holds)
ASSIST_CASE = policy(
    "assist_case", "Answer the lead for one's own unit, where a part of a case was asked of it", _assists
)
SEE_MATTERS = policy(
    "see_matters",
    "See what several people tell within the post's ranges, also where nobody merged it yet",
    lambda actor, _matter: actor.role in (OFFICIAL - {Role.CALLER}) | {Role.AUDITOR},
)
MERGE_CASES = policy(
    "merge_cases", "Merge cases into a problem or take one out: who sends the cases, or holds them", _merges
)
CHECK_ANSWER = policy("check_answer", "Check and issue a draft of one's own unit", _checks)
RULE_RETURN = policy("rule_return", "Rule on a case sent back to the level above", _rules_return)
DECIDE_EXTENSION = policy("decide_extension", "Grant or refuse more time, on the level above", _rules_return)
CALL_BACK = policy("call_back", "Call back as an independent caller", _calls_back)
END_CASE = policy("end_case", "Close, reopen, or let a case stand long-term, on the upper levels", _upper)
SUPERVISE_CASE = policy("supervise_case", "Urge a case within the post's ranges", _supervises)
DRAW_SAMPLE = policy(
    "draw_sample",
    "See the sample of call-backs, which the worker draws",
    lambda actor, _case: actor.role in {Role.CALLER, Role.HOTLINE_DESK, Role.CITY_CLERK, Role.AUDITOR},
)
HAND_OVER = policy("hand_over", "Hand over the open cases of somebody of one's own unit", _hands_over)
RELEASE_BRIEF = policy("release_brief", "Release what the complained-about party may read", _releases)
OPEN_IDENTITY = policy("open_identity", "Open the reporter's identity for a named purpose", _opens_identity)
FORGET_REPORTER = policy(
    "forget_reporter", "Delete who reported when the time is over: the system alone", lambda _actor, _case: False
)
IMPORT_CASES = policy(
    "import_cases",
    "Import and hand back orders of outside platforms",
    lambda actor, _case: actor.role in {Role.CITY_CLERK, Role.HOTLINE_DESK, Role.DISTRICT_CLERK},
)
IMPORT_SHEETS = policy(
    "import_sheets",
    "Upload a sheet of cases or of a register, and import it after its check",
    lambda actor, _subject: any(may_import(name, actor) for name in SHEET_RIGHTS),
)
SHEET_RIGHTS: Mapping[str, tuple[Policy, ...]] = MappingProxyType(
    {
        "cases": (IMPORT_CASES,),
        "enterprises": (MANAGE_ENTERPRISES,),
        "compounds": (MANAGE_COMPOUNDS,),
        "owners": (MANAGE_OWNERS,),
        "people": (MANAGE_PEOPLE, GRANT_POSTS),
    }
)
"""Which rights each kind of sheet needs."""
EXPORT_CASES = policy("export_cases", "Export a list as shown", lambda actor, _case: actor.role in EXPORTERS)
SEE_CITY = policy("see_city", "Read the overview of places and months", lambda actor, _case: actor.role in OFFICIAL)
