"""Mutation score of the rulebook: change one thing in a module, run its tests, see whether they notice.

    python -m tools.mutate [voting ballots ...] [--processes N]

The tests of a module's line in TARGETS are collected once. A mutant that lies in a function is a forked process that
gives the loaded function its changed code and runs the tests that reach it until the first fails. What changes
elsewhere, in a constant or a default, and what lived so far, is tried once more from the start: in a process forked
before anything of ours is imported, where the changed module stands in place of the real one. Nothing on disk changes.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.util
import inspect
import io
import json
import os
import signal
import sys
import time
from collections import defaultdict
from contextlib import redirect_stderr, redirect_stdout
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, TypeVar

import hypothesis
import pytest

from tools.mutants import ELSEWHERE, Mutant, dotted, mutants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import FrameType, ModuleType

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
VOTES = ("test_voting", "test_ballots", "test_vectors_votes", "test_reckon_votes", "test_votes_by_brute_force")
DAYS = ("test_deadlines", "test_days", "test_vectors_days", "test_settled_by_cities")
FIGURES = ("test_vectors_figures", "test_settled_by_cities")
VERIFIED = ("test_anchors", "test_log", "test_proofs", "test_signatures")
TARGETS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("voting", "electorate", "ballots"), (*VOTES, "test_settled_by_cities")),
    **dict.fromkeys(("workdays", "deadlines"), DAYS),
    **{name: (f"test_{name}", *FIGURES) for name in ("draw", "scoring", "credit")},
    "hotline": ("test_rates", *FIGURES),
    "sharing": ("test_sharing", "test_vectors_votes", "test_many_hostile_lines"),
    **dict.fromkeys(ELSEWHERE, VERIFIED),
}
SECONDS, EXAMPLES = 30, 40
"""So much processor time a mutant may take; one that never ends counts as noticed, a busy machine does not."""


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed module when the real one is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Stand in for the one module."""
        if fullname != dotted(self.mutant.module):
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        exec(compile(self.mutant.tree, f"{self.mutant.module}.py", "exec"), module.__dict__)  # noqa: S102 - its purpose


def _pytest(tests: Sequence[str], *plugins: object) -> bool:
    """Run the tests in this process and tell whether all of them passed."""
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    folder = ROOT / "tests" / ("verifier" if set(tests) == set(VERIFIED) else "rules")
    files = [str(folder / f"{each}.py") for each in tests]
    slow = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large]  # a busy machine notices nothing
    hypothesis.settings.register_profile(
        "mutants", max_examples=EXAMPLES, database=None, deadline=None, suppress_health_check=slow
    )
    hypothesis.settings.load_profile("mutants")
    options = ["-x", "-q", "-c", os.devnull, f"--rootdir={ROOT}", "--noconftest", "--hypothesis-seed=1"]
    plugins_named = ["-p", "_hypothesis_pytestplugin", "-p", "no:cacheprovider"]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return pytest.main([*options, *plugins_named, *files], plugins=list(plugins)) == pytest.ExitCode.OK


def _fork(is_noticed: Callable[[], bool]) -> int:
    """Start a process that tells by its end whether a mutant was noticed."""
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        status = 1
        try:
            status = int(is_noticed())
        finally:
            os._exit(status)
    return child


def _from_the_start(mutant: Mutant | None, tests: Sequence[str]) -> bool:
    """Import everything with the module changed, and tell whether a test notices."""
    if mutant is not None:
        sys.meta_path.insert(0, _Changed(mutant))
    return not _pytest(tests)


class _Loaded:
    """Tries each mutant on the tests as they were collected; those that lie in no function are left."""

    def __init__(self, waiting: Sequence[Mutant], processes: int) -> None:
        self.waiting, self.processes = waiting, processes
        self.noticed: list[int] = []
        self._reaching: dict[str, set[int]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run what is to be run, in place of the tests themselves."""
        self._reaching = _reaching(session, self.waiting[0].module)
        tried = (
            (place, lambda mutant=mutant: self._is_noticed(session, mutant))
            for place, mutant in enumerate(self.waiting)
        )
        self.noticed = [place for place, is_noticed in _ended(tried, processes=self.processes) if is_noticed]
        return True

    def _is_noticed(self, session: pytest.Session, mutant: Mutant) -> bool:
        names = _put_in(mutant)
        reached = set().union(*(self._reaching.get(name, set()) for name in names))
        return _fails(session, [session.items[place] for place in sorted(reached)])


def _fails(session: pytest.Session, items: Sequence[pytest.Item]) -> bool:
    for item, following in zip_longest(items, items[1:]):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return True
    return False


def _reaching(session: pytest.Session, module: str) -> dict[str, set[int]]:
    """Return which tests reach each function of a module, tried in a process of its own."""
    file = sys.modules[dotted(module)].__file__

    def watch() -> dict[str, list[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        place = 0

        def called(frame: FrameType, event: str, _argument: object) -> None:
            if event == "call" and frame.f_code.co_filename == file:
                found[frame.f_code.co_qualname].add(place)

        for place, item in enumerate(session.items):  # noqa: B007 - read by what is called
            sys.setprofile(called)
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            sys.setprofile(None)
        return {name: sorted(places) for name, places in found.items()}

    return {name: set(places) for name, places in _told(watch).items()}


def _told(ask: Callable[[], T]) -> T:
    """Return what a process of its own finds out."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writing, "w") as pipe:
            pipe.write(json.dumps(ask()))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        found: T = json.loads(pipe.read())
    os.waitpid(child, 0)
    return found


def _put_in(mutant: Mutant) -> set[str]:
    """Give the loaded functions their changed code; return their names, none where the change lies in no function."""
    module = sys.modules[dotted(mutant.module)]
    whole = compile(mutant.tree, str(module.__file__), "exec", dont_inherit=True)
    changed = {code.co_qualname: code for code in _codes(whole)}
    names = set()
    for function in _functions(module):
        before = function.__code__
        code = changed.get(before.co_qualname, before)
        if code != before:
            function.__code__ = code
            names.add(before.co_qualname)
    return names


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """Return the functions and methods that a module defines."""
    for each in vars(module).values():
        if getattr(each, "__module__", "") != module.__name__:
            continue
        for found in vars(each).values() if inspect.isclass(each) else [each]:
            plain = found.fget if isinstance(found, property) else getattr(found, "__func__", found)
            function = inspect.unwrap(plain) if callable(plain) else None
            if isinstance(function, FunctionType) and function.__code__.co_filename == module.__file__:
                yield function


def _ended(tried: Iterable[tuple[int, Callable[[], bool]]], *, processes: int) -> Iterator[tuple[int, bool]]:
    """Run so many at a time and return which ended as noticed."""
    running: dict[int, int] = {}
    for place, is_noticed in tried:
        running[_fork(is_noticed)] = place
        if len(running) == processes:
            yield _one_ended(running)
    while running:
        yield _one_ended(running)


def _one_ended(running: dict[int, int]) -> tuple[int, bool]:
    child, status = os.wait()
    return running.pop(child), status != 0


def survivors(module: str, *, processes: int) -> tuple[int, list[Mutant]]:
    """Return how many mutants a module has, and those that no test noticed."""
    tests, every = TARGETS[module], list(mutants(module))
    _, status = os.waitpid(_fork(lambda: _from_the_start(None, tests)), 0)
    if status != 0:
        raise SystemExit(f"the tests of {module} fail without any change")

    def try_loaded() -> list[int]:
        loaded = _Loaded(every, processes)
        _pytest(tests, loaded)
        return loaded.noticed

    noticed = set(_told(try_loaded))
    again = (
        (place, lambda mutant=mutant: _from_the_start(mutant, tests))
        for place, mutant in enumerate(every)
        if place not in noticed
    )
    left = [every[place] for place, is_noticed in _ended(again, processes=processes) if not is_noticed]
    return len(every), sorted(left, key=lambda each: each.line)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the score of each module and the mutants that live; fail below the floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("modules", nargs="*", choices=[*TARGETS, []], default=list(TARGETS))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--least", type=int, default=85, help="fail where the score of a module is lower, in per cent")
    options = parser.parse_args(argv)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # half of the time of a run from the start
    is_enough = True
    for module in options.modules:
        began = time.monotonic()
        total, left = survivors(module, processes=options.processes)
        score = 100 * (total - len(left)) / total
        is_enough = is_enough and score >= options.least
        seconds = time.monotonic() - began
        sys.stdout.write(f"{module}: {total - len(left)} of {total} noticed, {score:.1f} % in {seconds:.0f} s\n")
        for mutant in left:
            sys.stdout.write(f"  {module}.py:{mutant.line}  {mutant.change}\n")
        sys.stdout.flush()
    return 0 if is_enough else 1


if __name__ == "__main__":
    raise SystemExit(main())
