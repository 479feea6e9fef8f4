"""Addresses of the desk 工作台网址."""

from __future__ import annotations

from django.urls import path

from huying.cases.sheet_urls import SHEET_URLS
from huying.cases.views import case, exports, intake, lists, matters, problems, triage, work

app_name = "cases"
urlpatterns = [
    *SHEET_URLS,
    path("", work.work, name="work"),
    path("risks", work.risks, name="risks"),
    path("cases/", lists.case_list, name="list"),
    path("cases/filters", lists.save_filter, name="save_filter"),
    path("cases/filters/drop", lists.drop_filter, name="drop_filter"),
    path("cases/export.<str:kind>", exports.export, name="export"),
    path("cases/new", intake.write_down, name="write_down"),
    path("cases/new/near", intake.near_new, name="near_new"),
    path("cases/places", intake.find_place, name="find_place"),
    path("cases/triage", triage.triage, name="triage"),
    path("cases/triage/accept", triage.accept_many, name="accept_many"),
    path("cases/triage/take_back", triage.take_back, name="take_back"),
    path("problems/", problems.board, name="problems"),
    path("matters/", matters.board, name="matters"),
    path("matters/<int:matter_id>/", matters.one, name="matter"),
    path("matters/<int:matter_id>/merge", matters.merge, name="join"),
    path("problems/<int:problem_id>/", problems.one, name="problem"),
    path("cases/<str:number>", case.read, name="read"),
    path("cases/<str:number>/merge", problems.merge, name="merge"),
    path("cases/<str:number>/unmerge", problems.unmerge, name="unmerge"),
    path("cases/<str:number>/dispatch", triage.confirm, name="dispatch"),
    path("cases/<str:number>/reply", case.reply, name="reply"),
    path("cases/<str:number>/look", case.look_over, name="look_over"),
    path("cases/<str:number>/identity", case.open_identity, name="open_identity"),
    path("cases/<str:number>/photos/<str:digest>", exports.photo, name="photo"),
    path("cases/<str:number>/steps/<str:step>", case.take_step, name="take_step"),
]
