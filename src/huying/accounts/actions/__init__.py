"""What may be done to people, units and posts, each through its one door."""

from huying.accounts.actions.access import issue_token, revoke_token, set_password, set_same_password
from huying.accounts.actions.admins import create_admin
from huying.accounts.actions.duty import drop_duty_shift, note_absence, set_duty_shift
from huying.accounts.actions.factors import (
    address_of as factor_address,
)
from huying.accounts.actions.factors import (
    begin_factor,
    confirm_factor,
    leave_factor,
    new_recovery_codes,
    pass_factor,
    reset_factor,
)
from huying.accounts.actions.offices import ensure_city_offices
from huying.accounts.actions.posts import create_post, end_holding, hold_post
from huying.accounts.actions.registers import (
    create_person,
    create_unit,
    deactivate_person,
    edit_person,
    edit_unit,
)
from huying.accounts.actions.scopes import refresh_all_ranges, refresh_many, refresh_ranges
from huying.accounts.actions.staffing import PersonRow, save_people

__all__ = [
    "PersonRow",
    "begin_factor",
    "confirm_factor",
    "create_admin",
    "create_person",
    "create_post",
    "create_unit",
    "deactivate_person",
    "drop_duty_shift",
    "edit_person",
    "edit_unit",
    "end_holding",
    "ensure_city_offices",
    "factor_address",
    "hold_post",
    "issue_token",
    "leave_factor",
    "new_recovery_codes",
    "note_absence",
    "pass_factor",
    "refresh_all_ranges",
    "refresh_many",
    "refresh_ranges",
    "reset_factor",
    "revoke_token",
    "save_people",
    "set_duty_shift",
    "set_password",
    "set_same_password",
]
