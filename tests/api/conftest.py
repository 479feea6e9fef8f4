"""The API reads the clock; in these tests it is the morning on which the stories of the cast begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huying.core import clock
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City


@pytest.fixture
def morning(city: City) -> City:
    """Return the city with its clock at ten."""
    clock.start_at(AT)
    clock.now()
    return city
