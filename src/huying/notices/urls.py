"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from huying.notices import settings_views, views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("read", views.read_all, name="read_all"),
    path("settings", settings_views.settings, name="settings"),
    path("settings/<str:part>", settings_views.save, name="save"),
    path("deliveries", settings_views.deliveries, name="deliveries"),
    path("<int:notice_id>/read", views.read, name="read"),
]
