"""What may be done to compounds, buildings and owners, each through its one door."""

from huying.estates.actions.buildings import BuildingRow, save_buildings
from huying.estates.actions.compounds import (
    CompoundRow,
    add_alias,
    create_compound,
    drop_alias,
    edit_compound,
    save_compounds,
)
from huying.estates.actions.owners import OwnerRow, save_owners

__all__ = [
    "BuildingRow",
    "CompoundRow",
    "OwnerRow",
    "add_alias",
    "create_compound",
    "drop_alias",
    "edit_compound",
    "save_buildings",
    "save_compounds",
    "save_owners",
]
