"""Addresses of the calculators of the desk."""

from __future__ import annotations

from django.urls import path

from huying.rulesets.views import calculators

app_name = "desk_calculators"
urlpatterns = [
    path("", calculators.index, name="index"),
    path("<slug:slug>/", calculators.calculate, name="calculate"),
]
