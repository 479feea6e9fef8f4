"""Addresses of the register of policy documents 文库网址."""

from __future__ import annotations

from django.urls import path

from huying.library import views

app_name = "library"
urlpatterns = [
    path("", views.board, name="list"),
    path("new", views.enter, name="enter"),
    path("gaps", views.gaps, name="gaps"),
    path("<str:code>/", views.one, name="one"),
    path("<str:code>/steps/<str:step>", views.take_step, name="take_step"),
]
