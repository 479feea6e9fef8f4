"""Addresses of the overview."""

from __future__ import annotations

from django.urls import path

from huying.dashboards import views
from huying.dashboards.linkage import views as linkage_views
from huying.dashboards.monday import views as monday_views
from huying.dashboards.weekly import views as weekly_views

app_name = "dashboards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("linkage", linkage_views.linkage, name="linkage"),
    path("linkage/rows", linkage_views.rows, name="linkage_rows"),
    path("monday", monday_views.sheet, name="monday"),
    path("monday/<slug:day>", monday_views.of_day, name="monday_of"),
    path("weekly", weekly_views.digest, name="weekly"),
    path("monday.docx", monday_views.paper, name="monday_paper"),
]
