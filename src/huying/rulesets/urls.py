"""Addresses of the pages about rules 规则网址."""

from __future__ import annotations

from django.urls import path

from huying.rulesets.views import calculators, calendar, versions

app_name = "rules"
urlpatterns = [
    path("", versions.families, name="families"),
    path("applied", versions.applied, name="applied"),
    path("calendar", calendar.calendar, name="calendar"),
    path("calendar/enter", calendar.enter, name="enter_days"),
    path("calendar/<str:on>/drop", calendar.drop, name="drop_day"),
    path("numbers/<slug:family>", calculators.family_numbers, name="numbers"),
    path("<slug:family>/", versions.family, name="family"),
    path("<slug:family>/draft", versions.draft, name="draft"),
    path("<slug:family>/<int:number>/", versions.version, name="version"),
    path("<slug:family>/<int:number>/edit", versions.edit, name="edit"),
    path("<slug:family>/<int:number>/facts", versions.edit_facts, name="edit_facts"),
    path("<slug:family>/<int:number>/propose", versions.propose, name="propose"),
    path("<slug:family>/<int:number>/give-back", versions.give_back, name="give_back"),
    path("<slug:family>/<int:number>/release", versions.release, name="release"),
]
