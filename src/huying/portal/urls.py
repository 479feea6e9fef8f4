"""Addresses of residents' pages 群众端网址."""

from __future__ import annotations

from django.urls import path

from huying.portal.views import answer, compound, pages, report, track, verify

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("report", report.report, name="report"),
    path("c/<str:code>", report.report, name="report_here"),
    path("c/<str:code>/<str:building>", report.report, name="report_building"),
    path("compounds", compound.compounds, name="compounds"),
    path("compounds/found", report.find_compound, name="find_compound"),
    path("compound/<str:code>", compound.compound, name="compound"),
    path("compound/<str:code>/poster", compound.poster, name="poster"),
    path("track", track.track, name="track"),
    path("track/press", track.press, name="press"),
    path("track/rate", track.rate, name="rate"),
    path("track/reopen", track.reopen, name="reopen"),
    path("track/recusal", track.recusal, name="recusal"),
    path("track/withdraw", track.withdraw, name="withdraw"),
    path("a/<str:token>", answer.answer, name="answer"),
    path("privacy", pages.privacy, name="privacy"),
    path("verify", verify.page, name="verify"),
    path("verify/huying_verify.py", verify.program, name="verifier"),
    path("verify/head", verify.newest_head, name="newest_head"),
]
