"""Addresses of duty, holidays, season plans and events 值班与季节预案网址."""

from __future__ import annotations

from django.urls import path

from huying.seasons.views import plans, rosters, surges, watches

app_name = "seasons"
urlpatterns = [
    path("log/", watches.log, name="log"),
    path("log/take", watches.take, name="take"),
    path("log/watches/", watches.board, name="watches"),
    path("log/watches/<str:number>/", watches.one, name="watch"),
    path("log/watches/<str:number>/write", watches.write, name="write"),
    path("log/watches/<str:number>/entries/<int:entry_id>/correct", watches.correct, name="correct"),
    path("holidays/", rosters.board, name="holidays"),
    path("holidays/<str:first_on>/", rosters.run, name="holiday"),
    path("holidays/rosters/<str:number>/", rosters.one, name="roster"),
    path("holidays/rosters/<str:number>/send", rosters.send, name="send_report"),
    path("plans/", plans.board, name="plans"),
    path("plans/new", plans.new, name="new_season"),
    path("plans/<str:number>/", plans.one, name="season"),
    path("plans/<str:number>/steps/<str:step>", plans.step, name="season_step"),
    path("events/", surges.board, name="surges"),
    path("events/<str:number>/", surges.one, name="surge"),
    path("events/<str:number>/steps/<str:step>", surges.step, name="surge_step"),
]
