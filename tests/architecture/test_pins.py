"""Pins without a lock file: one list of names and versions, in two places, in order."""

from __future__ import annotations

import re

from tools import pins

from tests.architecture.sources import project


def test_both_lists_agree() -> None:
    assert pins.in_constraints() == pins.in_project()


def test_a_pin_is_a_name_and_a_version_in_order() -> None:
    listed = pins.in_constraints()
    assert [pin for pin in listed if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", pin)] == []
    assert listed == sorted(listed, key=lambda pin: pin.split("=="))


def test_every_direct_dependency_is_pinned() -> None:
    extras = project()["project"]["optional-dependencies"].values()
    asked = project()["project"]["dependencies"] + [each for extra in extras for each in extra]
    names = {re.split(r"[\[<>=~!; ]", each)[0].lower().replace("_", "-") for each in asked}
    assert names - {pin.partition("==")[0] for pin in pins.in_constraints()} == set()
