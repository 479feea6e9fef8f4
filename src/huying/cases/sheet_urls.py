"""Addresses of sheets in and out 表格网址: imports, and answers handed back."""

from __future__ import annotations

from django.urls import path

from huying.cases.views import imports, replies

SHEET_URLS = [
    path("replies/", replies.replies, name="replies"),
    path("replies/sheet", replies.hand_back, name="hand_back"),
    path("imports/", imports.sheets, name="imports"),
    path("imports/templates/<str:kind>.xlsx", imports.template, name="import_template"),
    path("imports/<int:upload_id>/", imports.sheet, name="import"),
    path("imports/<int:upload_id>/mapping", imports.map_headings, name="import_mapping"),
    path("imports/<int:upload_id>/confirm", imports.confirm, name="import_confirm"),
    path("imports/<int:upload_id>/discard", imports.discard, name="import_discard"),
    path("imports/<int:upload_id>/refused.xlsx", imports.refused_rows, name="import_refused"),
]
