"""A pytest plug-in for the checks: no test may be skipped in every run, so that none is silently never run.

Load it with `-p tools.skips` and name a file in HUYING_SKIPS_FILE. The first run writes there what it
skipped; a later run, on the other database, fails for what it skips as well. Tests marked `messages` may be
skipped where HUYING_MESSAGES_DIR is not set.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

_skipped: dict[str, str] = {}
_never_run: dict[str, str] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test that was skipped, unless it failed as expected or needs the messages."""
    excused = "messages" in report.keywords and "HUYING_MESSAGES_DIR" not in os.environ
    if report.skipped and not hasattr(report, "wasxfail") and not excused:
        _skipped[report.nodeid] = _reason(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a file that was skipped as a whole."""
    if report.skipped:
        _skipped[report.nodeid] = _reason(report)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down what this run skipped, or fail for what no run has run."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    known = Path(os.environ["HUYING_SKIPS_FILE"])
    if not known.exists():
        known.write_text(json.dumps(_skipped), encoding="utf-8")
        return
    before: dict[str, str] = json.loads(known.read_text(encoding="utf-8"))
    _never_run.update({each: _skipped[each] for each in sorted(_skipped) if each in before})
    if _never_run and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """List the tests that no run has run."""
    for test, reason in _never_run.items():
        terminalreporter.write_line(f"NEVER RUN {test}: {reason}", red=True)
