"""Calculators of assembly and committee 业主大会与业委会计算器."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.rules import assembly, committee, profiles
from huying.rules.assembly import NOT_ASKED
from huying.rules.committee import Meeting
from huying.rules.reckon_fields import Fields, calculator

if TYPE_CHECKING:
    from huying.rules.committee import Fault
    from huying.rules.workdays import WorkCalendar


def _profile(fields: Fields) -> str:
    return fields.optional("profile", profiles.SHANDONG)


def _checked(fault: Fault | None) -> dict[str, Any]:
    return {"valid": fault is None, "reason": None if fault is None else fault.value}


@calculator("assembly.first_due")
def _first_due(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    profile, on = _profile(fields), fields.day("on")
    asks_applicants = profiles.value(profile, "assembly.first_applicants_share", on).share > 0
    ground = assembly.first_due(
        area_share=fields.ratio("area_share"),
        head_share=fields.ratio("head_share"),
        first_delivery=fields.day("first_delivery") if fields.has("first_delivery") else None,
        on=on,
        profile=profile,
        applicants_share=fields.ratio("applicants_share") if asks_applicants else NOT_ASKED,
    )
    result = {"due": ground is not None, "ground": None if ground is None else ground.value}
    return {**result, "steps": lambda: assembly.explain_first_due(ground=ground, profile=profile, on=on)}


@calculator("assembly.extraordinary")
def _extraordinary(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    given = {name: fields.integer(name) for name in ("heads", "proposers")}
    profile = _profile(fields)
    result = {"allowed": assembly.may_demand(**given, profile=profile)}
    return {**result, "steps": lambda: assembly.explain_demand(**given, profile=profile)}


@calculator("group.check")
def _group(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    given = {name: fields.integer(name) for name in ("size", "owners")}
    profile = _profile(fields)
    result = _checked(committee.check_group(**given, profile=profile))
    return {**result, "steps": lambda: committee.explain_group(**given, profile=profile)}


@calculator("committee.check")
def _committee(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    size, profile = fields.integer("size"), _profile(fields)
    compound = {name: fields.integer(name) if fields.has(name) else None for name in ("homes", "area_m2")}
    result = _checked(committee.check_size(size=size, profile=profile, **compound))
    return {**result, "steps": lambda: committee.explain_size(size=size, profile=profile, **compound)}


@calculator("committee.meeting")
def _meeting(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    given = {name: fields.integer(name) for name in ("members", "present", "in_favour")}
    profile = _profile(fields)
    outcome = committee.meet(**given, profile=profile)
    result = {"quorum": outcome is not Meeting.INQUORATE, "passed": outcome is Meeting.CARRIED}
    return {**result, "steps": lambda: committee.explain_meeting(**given, profile=profile)}


@calculator("committee.rump")
def _rump(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    given = {"seats": fields.integer("seats", least=1), "left": fields.integer("left")}
    profile = _profile(fields)
    result = {"re_elect": committee.must_re_elect(**given, profile=profile)}
    return {**result, "steps": lambda: committee.explain_rump(**given, profile=profile)}
