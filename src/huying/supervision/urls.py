"""Addresses of supervision 督办网址."""

from __future__ import annotations

from django.urls import path

from huying.supervision.views import boards, making, one

app_name = "supervision"
urlpatterns = [
    path("", boards.orders, name="list"),
    path("new", making.order, name="new"),
    path("<int:pk>/", one.order, name="order"),
    path("<int:pk>/papers/<str:kind>.docx", one.order_paper, name="order_paper"),
    path("<int:pk>/steps/<str:step>", one.order_step, name="order_step"),
    path("marks/", boards.marks, name="marks"),
    path("marks/new", making.mark, name="new_mark"),
    path("marks/<int:pk>/", one.mark, name="mark"),
    path("marks/<int:pk>/papers/<str:kind>.docx", one.mark_paper, name="mark_paper"),
    path("marks/<int:pk>/steps/<str:step>", one.mark_step, name="mark_step"),
    path("measures/", boards.measures, name="measures"),
    path("measures/new", making.measure, name="new_measure"),
    path("measures/<int:pk>/", one.measure, name="measure"),
    path("measures/<int:pk>/papers/<str:kind>.docx", one.measure_paper, name="measure_paper"),
    path("measures/<int:pk>/steps/<str:step>", one.measure_step, name="measure_step"),
    path("reminders", boards.reminders, name="reminders"),
]
