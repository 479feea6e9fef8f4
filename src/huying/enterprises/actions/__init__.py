"""What may be done to enterprises and services, each through its one door."""

from huying.enterprises.actions.firms import EnterpriseRow, create_enterprise, save_enterprises
from huying.enterprises.actions.services import ServiceRow, end_service, save_services, set_service

__all__ = [
    "EnterpriseRow",
    "ServiceRow",
    "create_enterprise",
    "end_service",
    "save_enterprises",
    "save_services",
    "set_service",
]
