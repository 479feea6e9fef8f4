"""The whole cast with its neighbours, on the morning on which their stories begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huying.core import clock
from tests.people import AT
from tests.rights.neighbours import settle

if TYPE_CHECKING:
    from tests.people import City


@pytest.fixture
def town(city: City) -> City:
    clock.start_at(AT)
    clock.now()
    return settle(city)
