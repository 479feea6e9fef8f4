"""Addresses of the switches."""

from __future__ import annotations

from django.urls import path

from huying.ui import views

app_name = "ui"
urlpatterns = [
    path("language", views.set_language, name="set_language"),
    path("elder", views.set_elder_mode, name="set_elder_mode"),
]
