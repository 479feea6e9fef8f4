"""Addresses of duty, holidays, season plans and events 值班与季节预案网址."""

from __future__ import annotations

from django.urls import path

from huying.seasons.views import watches

app_name = "seasons"
urlpatterns = [
    path("log/", watches.log, name="log"),
    path("log/take", watches.take, name="take"),
    path("watches/", watches.board, name="watches"),
    path("watches/<str:number>/", watches.one, name="watch"),
    path("watches/<str:number>/write", watches.write, name="write"),
    path("watches/<str:number>/entries/<int:entry_id>/correct", watches.correct, name="correct"),
]
