"""The pages of the register of policy documents as people meet them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from huying.library import actions
from tests.library.documents import new, released
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City


def all_documents(city: City) -> str:
    """Return the list with a document and the edition that will replace it."""
    row, by = released(city), city["city_clerk"]
    later = actions.enter(new(replaces=row, valid_from=date(2021, 7, 1)), actor=by, at=AT)
    actions.release(later.pk, actor=by, at=AT)
    return reverse("library:list")


def one(city: City) -> str:
    """Return a document with a duty carried out, and one that nothing carries out."""
    return reverse("library:one", args=[released(city).code])


def gaps(city: City) -> str:
    """Return what nothing carries out."""
    released(city)
    return reverse("library:gaps")
