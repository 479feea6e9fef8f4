"""What has a life of steps 流程: found by importing what records the steps."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps

if TYPE_CHECKING:
    from huying.core.lives import Life


def every() -> list[Life[Any]]:
    """Return every life, by name."""
    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
        django.setup()
    for app in apps.get_app_configs():
        if app.name.startswith("huying.") and find_spec(f"{app.name}.actions") is not None:
            import_module(f"{app.name}.actions")
    known = import_module("huying.core.lives").LIVES
    return [known[name] for name in sorted(known)]
