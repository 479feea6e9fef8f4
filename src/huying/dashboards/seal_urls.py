"""Addresses of the seal."""

from __future__ import annotations

from django.urls import path

from huying.dashboards import seal

app_name = "seal"
urlpatterns = [path("", seal.overview, name="overview"), path("bundle", seal.take, name="take")]
