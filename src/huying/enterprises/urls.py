"""Addresses of the registers 台账网址; where they are included, the desk's navigation leads to them."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from huying.accounts.policies import SEE_PEOPLE
from huying.enterprises import views
from huying.enterprises.policies import SEE_ENTERPRISES
from huying.estates.policies import SEE_COMPOUNDS
from huying.regions.policies import SEE_PLACES
from huying.ui.navigation import Group, register

app_name = "registers"
urlpatterns = [
    path("places/", views.places, name="places"),
    path("compounds/", views.compounds, name="compounds"),
    path("compounds/<str:code>/", views.compound, name="compound"),
    path("enterprises/", views.enterprises, name="enterprises"),
    path("enterprises/<str:credit_code>/", views.enterprise, name="enterprise"),
    path("people/", views.people, name="people"),
]

register(_("Places"), "registers:places", SEE_PLACES, group=Group.REGISTERS, order=70)
register(_("Compounds"), "registers:compounds", SEE_COMPOUNDS, group=Group.REGISTERS, order=72)
register(_("Enterprises"), "registers:enterprises", SEE_ENTERPRISES, group=Group.REGISTERS, order=74)
register(_("People"), "registers:people", SEE_PEOPLE, group=Group.REGISTERS, order=76)
