"""Addresses of volumes 卷宗网址."""

from __future__ import annotations

from django.urls import path

from huying.volumes import views

app_name = "volumes"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<str:variant>", views.make, name="make"),
]
