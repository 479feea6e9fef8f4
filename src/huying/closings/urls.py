"""Addresses of closed months 结算网址."""

from __future__ import annotations

from django.urls import path

from huying.closings import views

app_name = "closings"
urlpatterns = [
    path("", views.months, name="list"),
    path("<str:number>/", views.one, name="one"),
    path("<str:number>/notice.docx", views.notice, name="notice"),
    path("<str:number>/rows", views.rows, name="rows"),
    path("<str:number>/rows/<int:case>", views.row, name="row"),
    path("<str:number>/rows/<int:case>/steps/<str:step>", views.row_step, name="row_step"),
    path("<str:number>/steps/<str:step>", views.take_step, name="take_step"),
]
