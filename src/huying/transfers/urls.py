"""Addresses of transfers 移送网址."""

from __future__ import annotations

from django.urls import path

from huying.transfers import views

app_name = "transfers"
urlpatterns = [
    path("", views.board, name="list"),
    path("new", views.ask, name="ask"),
    path("<str:number>/", views.one, name="one"),
    path("<str:number>/letter.docx", views.paper, name="paper"),
    path("<str:number>/steps/<str:step>", views.take_step, name="take_step"),
]
