"""Rows of duty, holidays, season plans and events."""

from huying.seasons.models.plans import SeasonPlan, SeasonStepTaken, SeasonTask, SeasonTick
from huying.seasons.models.rosters import DailyReport, Roster, RosterStepTaken
from huying.seasons.models.surges import Surge, SurgeCase, SurgeStepTaken, SurgeUpdate
from huying.seasons.models.watches import EntryCase, LogEntry, Watch, WatchStepTaken

__all__ = [
    "DailyReport",
    "EntryCase",
    "LogEntry",
    "Roster",
    "RosterStepTaken",
    "SeasonPlan",
    "SeasonStepTaken",
    "SeasonTask",
    "SeasonTick",
    "Surge",
    "SurgeCase",
    "SurgeStepTaken",
    "SurgeUpdate",
    "Watch",
    "WatchStepTaken",
]
