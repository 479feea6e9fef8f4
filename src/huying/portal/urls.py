"""Addresses of residents' pages 群众端网址."""

from __future__ import annotations

from django.urls import path

from huying.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("report", views.report, name="report"),
    path("c/<str:code>", views.report, name="report_here"),
    path("compounds", views.find_compound, name="find_compound"),
    path("track", views.track, name="track"),
    path("rate", views.rate, name="rate"),
    path("privacy", views.privacy, name="privacy"),
]
