"""Addresses of leadership 组织领导网址."""

from __future__ import annotations

from django.urls import path

from huying.leadership.views import groups, majors, plans, visits

app_name = "leadership"
urlpatterns = [
    path("leadership/plans/", plans.board, name="plans"),
    path("leadership/plans/new", plans.new, name="new_plan"),
    path("leadership/plans/<str:number>/", plans.one, name="plan"),
    path("leadership/plans/<str:number>/report.docx", plans.report, name="plan_report"),
    path("leadership/plans/<str:number>/steps/<str:step>", plans.step, name="plan_step"),
    path("leadership/groups/", groups.board, name="groups"),
    path("leadership/groups/new", groups.new, name="new_group"),
    path("leadership/groups/<str:number>/", groups.one, name="group"),
    path("leadership/groups/<str:number>/steps/<str:step>", groups.step, name="group_step"),
    path("leadership/problems/", majors.board, name="majors"),
    path("leadership/problems/new", majors.new, name="new_major"),
    path("leadership/problems/<str:number>/", majors.one, name="major"),
    path("leadership/problems/<str:number>/steps/<str:step>", majors.step, name="major_step"),
    path("visits/", visits.board, name="visits"),
    path("visits/new", visits.new, name="new_visit"),
    path("visits/findings", visits.findings, name="findings"),
    path("visits/<str:number>/", visits.one, name="visit"),
    path("visits/<str:number>/dossier", visits.dossier, name="dossier"),
    path("visits/<str:number>/steps/<str:step>", visits.step, name="visit_step"),
]
