"""Addresses of whistles 吹哨网址."""

from __future__ import annotations

from django.urls import path

from huying.whistles import views

app_name = "whistles"
urlpatterns = [
    path("", views.board, name="list"),
    path("new", views.ask, name="ask"),
    path("units", views.units, name="units"),
    path("<int:whistle_id>/", views.one, name="one"),
    path("<int:whistle_id>/papers/<str:kind>.docx", views.paper, name="paper"),
    path("<int:whistle_id>/steps/<str:step>", views.take_step, name="take_step"),
]
