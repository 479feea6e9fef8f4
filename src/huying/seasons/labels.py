"""Words for the closed lists of duty, holidays, season plans and events 值班与季节预案用语."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.rules.rosters import RosterState, RosterStep
from huying.rules.season_plans import SeasonState, SeasonStep
from huying.rules.seasons import SeasonKind
from huying.rules.surges import LinkState, SurgeState, SurgeStep
from huying.rules.watches import WatchState, WatchStep
from huying.seasons.queries.news import News

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import Enum

    from django.utils.functional import _StrPromise

LABELS: dict[Enum, _StrPromise] = {
    WatchState.WAITING: pgettext_lazy("watch", "waits to be taken over"),
    WatchState.TAKEN: pgettext_lazy("watch", "on watch"),
    WatchState.HANDED: pgettext_lazy("watch", "handed over"),
    WatchStep.EXPECT: pgettext_lazy("watch", "To be taken over"),
    WatchStep.TAKE: pgettext_lazy("watch", "Take over the watch"),
    WatchStep.WRITE: pgettext_lazy("watch", "Write the log"),
    WatchStep.CORRECT: pgettext_lazy("watch", "Correct an entry"),
    WatchStep.HAND_ON: pgettext_lazy("watch", "Handed over"),
    WatchStep.LATE: pgettext_lazy("watch", "Nobody took it over in time"),
    RosterState.OPEN: pgettext_lazy("roster", "open"),
    RosterState.OVER: pgettext_lazy("roster", "over"),
    RosterStep.MAKE: pgettext_lazy("roster", "Made from the calendar"),
    RosterStep.TELL_GAPS: pgettext_lazy("roster", "Gaps of the rota told"),
    RosterStep.REPORT: pgettext_lazy("roster", "Send the daily report"),
    RosterStep.MISS: pgettext_lazy("roster", "Report missing when it was due"),
    RosterStep.END: pgettext_lazy("roster", "The holiday is over"),
    SeasonKind.HEATING: pgettext_lazy("season", "Heating"),
    SeasonKind.FLOOD: pgettext_lazy("season", "Flood prevention"),
    SeasonKind.SNOW: pgettext_lazy("season", "Snow clearing"),
    SeasonKind.YEAR_END: pgettext_lazy("season", "Year-end"),
    SeasonKind.OTHER: pgettext_lazy("season", "Other"),
    SeasonState.DRAFTED: pgettext_lazy("season", "draft"),
    SeasonState.RELEASED: pgettext_lazy("season", "ready"),
    SeasonState.IN_FORCE: pgettext_lazy("season", "in force"),
    SeasonState.REPLACED: pgettext_lazy("season", "replaced by a later version"),
    SeasonState.DROPPED: pgettext_lazy("season", "given up"),
    SeasonStep.DRAFT: pgettext_lazy("season", "Draft a season plan"),
    SeasonStep.REVISE: pgettext_lazy("season", "Draft a new version"),
    SeasonStep.ADD_TASK: pgettext_lazy("season", "Add a line to the check list"),
    SeasonStep.STRIKE_TASK: pgettext_lazy("season", "Strike a line"),
    SeasonStep.RELEASE: pgettext_lazy("season", "Release the plan"),
    SeasonStep.REPLACE: pgettext_lazy("season", "Replaced by a later version"),
    SeasonStep.REMIND: pgettext_lazy("season", "The season begins soon"),
    SeasonStep.OPEN: pgettext_lazy("season", "Put the plan in force"),
    SeasonStep.TICK: pgettext_lazy("season", "A line is done"),
    SeasonStep.CLOSE: pgettext_lazy("season", "End it"),
    SeasonStep.DROP: pgettext_lazy("season", "Give the plan up"),
    SurgeState.PROPOSED: pgettext_lazy("surge", "to be judged"),
    SurgeState.RUNNING: pgettext_lazy("surge", "being handled"),
    SurgeState.ENDED: pgettext_lazy("surge", "ended"),
    SurgeState.TURNED_DOWN: pgettext_lazy("surge", "no event"),
    SurgeStep.PROPOSE: pgettext_lazy("surge", "Many people told the same"),
    SurgeStep.DECLARE: pgettext_lazy("surge", "Declare it one event"),
    SurgeStep.TURN_DOWN: pgettext_lazy("surge", "It is no event"),
    SurgeStep.JOIN: pgettext_lazy("surge", "Take cases in"),
    SurgeStep.LEAVE_OUT: pgettext_lazy("surge", "Leave cases out"),
    SurgeStep.UPDATE: pgettext_lazy("surge", "Tell all reporters"),
    SurgeStep.HAND_ON: pgettext_lazy("surge", "Give it to another unit"),
    SurgeStep.END: pgettext_lazy("surge", "End the event"),
    LinkState.PROPOSED: pgettext_lazy("surge", "may belong here"),
    LinkState.JOINED: pgettext_lazy("surge", "belongs here"),
    LinkState.LEFT_OUT: pgettext_lazy("surge", "does not belong here"),
}
NEWS: dict[News, _StrPromise] = {
    News.WATCH_LATE: _("Nobody took over a watch of your unit in time"),
    News.ROSTER_GAPS: _("Nobody is on duty for a time of the coming holiday"),
    News.REPORT_MISSED: _("A daily report of the holiday is missing"),
    News.SEASON_REMIND: _("The season of a plan begins, and it is not in force"),
    News.SEASON_OPENED: _("A season plan that names your unit is in force"),
    News.SEASON_DUTY: _("A season plan asks your unit for duty: nobody is on your rota now"),
    News.SEASON_CLOSED: _("A season plan that names your unit has ended"),
    News.SURGE_PROPOSED: _("Many people tell the same at once: judge whether it is one event"),
    News.SURGE_DECLARED: _("An event was declared that calls your unit"),
    News.SURGE_ENDED: _("An event that called your unit has ended"),
}
"""What people are told, in closed words."""
LISTS: dict[str, tuple[type[Enum], type[Enum]]] = {
    "watch": (WatchStep, WatchState),
    "roster": (RosterStep, RosterState),
    "season": (SeasonStep, SeasonState),
    "surge": (SurgeStep, SurgeState),
}


def label(value: Enum) -> str:
    """Return the word for a value in the page's language."""
    return str(LABELS[value])


def words(kind: type[Enum]) -> dict[str, _StrPromise]:
    """Return the words of a closed list by stored value."""
    return {each.value: LABELS[each] for each in kind}


def choices(kind: Iterable[Enum]) -> list[tuple[str, str]]:
    """Return the choices of a closed list."""
    return [(str(each.value), label(each)) for each in kind]
