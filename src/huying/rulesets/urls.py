"""Addresses of the pages about rules 规则网址."""

from __future__ import annotations

from django.urls import path

from huying.rulesets.views import calculators

app_name = "rules"
urlpatterns = [
    path("numbers/<slug:family>", calculators.family_numbers, name="numbers"),
]
