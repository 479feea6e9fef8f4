"""Addresses of the office 内务网址: rota, handing over, call-backs, standing cases, the list, deadlines."""

from __future__ import annotations

from django.urls import path

from huying.cases.views import callers, deadlines, duty, responsibility, standing

app_name = "office"
urlpatterns = [
    path("duty/", duty.rota, name="duty"),
    path("duty/<int:shift_id>/drop", duty.drop, name="drop_shift"),
    path("hand-over/", duty.hand_on, name="hand_over"),
    path("call-backs/", callers.call_list, name="callers"),
    path("call-backs/<int:sample_id>/", callers.sample, name="sample"),
    path("standing/", standing.board, name="standing"),
    path("standing/<str:number>/", standing.one, name="standing_case"),
    path("duties/", responsibility.overview, name="duties"),
    path("duties/draft", responsibility.start_draft, name="start_draft"),
    path("duties/<int:number>/", responsibility.draft, name="draft"),
    path("duties/<int:number>/lines/<str:code>/", responsibility.line, name="line"),
    path("duties/<int:number>/lines/<str:code>/drop", responsibility.drop_line, name="drop_line"),
    path("duties/<int:number>/trial", responsibility.ask_trial, name="ask_trial"),
    path("duties/trials/<int:run_id>/", responsibility.trial, name="trial"),
    path("duties/trials/<int:run_id>/<int:before>/<int:after>/", responsibility.trial_rows, name="trial_rows"),
    path("deadlines/", deadlines.move_deadlines, name="recalculate"),
]
