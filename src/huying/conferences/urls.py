"""Addresses of conferences 会议网址."""

from __future__ import annotations

from django.urls import path

from huying.conferences import room_views, views

app_name = "conferences"
urlpatterns = [
    path("", views.board, name="list"),
    path("new", views.plan, name="plan"),
    path("propose", views.propose, name="propose"),
    path("resolutions", views.resolutions, name="resolutions"),
    path("<str:number>/", views.one, name="one"),
    path("<str:number>/code", room_views.code, name="code"),
    path("<str:number>/here", room_views.here, name="here"),
    path("<str:number>/calendar.ics", room_views.calendar, name="calendar"),
    path("<str:number>/papers/<str:kind>.docx", views.paper, name="paper"),
    path("<str:number>/steps/<str:step>", views.take_step, name="take_step"),
]
