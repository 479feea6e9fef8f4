"""Addresses 网址."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from huying.config import health, watching
from huying.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("huying.portal.urls")),
    path("", include("huying.ui.urls")),
    path("account/", include("huying.accounts.urls")),
    path("calc/", include("huying.portal.calculators.urls")),
    path("desk/rules/", include("huying.rulesets.urls")),
    path("desk/calc/", include("huying.rulesets.desk_calc_urls")),
    path("desk/notices/", include("huying.notices.urls")),
    path("desk/registers/", include("huying.enterprises.urls")),
    path("desk/supervision/", include("huying.supervision.urls")),
    path("desk/whistles/", include("huying.whistles.urls")),
    path("desk/conferences/", include("huying.conferences.urls")),
    path("desk/closings/", include("huying.closings.urls")),
    path("desk/transfers/", include("huying.transfers.urls")),
    path("desk/", include("huying.leadership.urls")),
    path("desk/seasons/", include("huying.seasons.urls")),
    path("desk/policies/", include("huying.library.urls")),
    path("desk/volumes/", include("huying.volumes.urls")),
    path("desk/", include("huying.cases.urls")),
    path("desk/", include("huying.cases.office_urls")),
    path("desk/seal/", include("huying.dashboards.seal_urls")),
    path("desk/city/", include("huying.dashboards.urls")),
    path("api/v1/", api.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", watching.figures, name="metrics"),
]
