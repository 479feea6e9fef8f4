"""Addresses of the calculators 计算器网址."""

from __future__ import annotations

from django.urls import path

from huying.portal.calculators import views

app_name = "calculators"
urlpatterns = [
    path("", views.index, name="index"),
    path("law/<slug:family>", views.law, name="law"),
    path("<slug:slug>/", views.calculate, name="calculate"),
]
