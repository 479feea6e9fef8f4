"""`huying serve`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command

from huying.config import serving

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--with-worker", action="store_true", help="run the worker in the same process")


def run(options: argparse.Namespace) -> int:
    """Check the settings, then serve until stopped."""
    serving.check(options.host)
    call_command("check", deploy=settings.HUYING_PRODUCTION, fail_level="WARNING")
    serving.serve(host=options.host, port=options.port, with_worker=options.with_worker)
    return 0
