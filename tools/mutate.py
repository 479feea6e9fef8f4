"""Mutation score of the rulebook: change one thing in a module, run its tests, see whether they notice.

    python -m tools.mutate [voting ballots ...] [--processes N] [--minutes N]

The tests of a module's line in TARGETS are collected once. A mutant that lies in a function is a forked process that
gives the loaded function its changed code and runs the tests that reach it until the first fails. What changes
elsewhere, in a constant or a default, and what lived so far, is tried once more from the start: in a process forked
before anything of ours is imported, where the changed module stands in place of the real one. No source changes on
disk. Each verdict is written down as it falls (tools/verdicts.py), so that a run that was stopped, or whose minutes are
over, is gone on with by the same command.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.util
import inspect
import io
import json
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, TypeVar

import hypothesis
import pytest

from tools.mutants import ELSEWHERE, Mutant, dotted, mutants, source, unchanged
from tools.verdicts import Verdicts

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import FrameType, ModuleType

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
VOTES = ("test_voting", "test_ballots", "test_vectors_votes", "test_reckon_votes", "test_votes_by_brute_force")
DAYS = ("test_deadlines", "test_days", "test_vectors_days", "test_settled_by_cities")
FIGURES = ("test_vectors_figures", "test_settled_by_cities")
VERIFIED = ("test_anchors", "test_log", "test_picked", "test_proofs", "test_signatures", "test_program")
TARGETS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("voting", "electorate", "ballots"), (*VOTES, "test_settled_by_cities")),
    **dict.fromkeys(("workdays", "deadlines"), DAYS),
    **{name: (f"test_{name}", *FIGURES) for name in ("draw", "scoring", "credit")},
    "hotline": ("test_rates", *FIGURES),
    "sharing": ("test_sharing", "test_vectors_votes", "test_many_hostile_lines"),
    **dict.fromkeys(ELSEWHERE, VERIFIED),
}
LEAST, LEAST_ELSEWHERE = 85, 95
EXAMPLES, TIMES, SECONDS = 40, 4, 5
"""A mutant may take so many times the processor time of the tests unchanged, and so many seconds at least; one that
never ends counts as noticed, a busy machine does not."""


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed module when the real one is imported."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self.module, self.tree = module, tree

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Stand in for the one module."""
        if fullname != dotted(self.module):
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        module.__file__ = str(source(self.module))
        exec(compile(self.tree, module.__file__, "exec"), module.__dict__)  # noqa: S102 - its purpose


def _pytest(tests: Sequence[str], *plugins: object) -> bool:
    """Run the tests in this process and tell whether all of them passed."""
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    files = [str(_folder(tests) / f"{each}.py") for each in tests]
    slow = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large]  # a busy machine notices nothing
    hypothesis.settings.register_profile(
        "mutants", max_examples=EXAMPLES, database=None, deadline=None, suppress_health_check=slow
    )
    hypothesis.settings.load_profile("mutants")
    options = ["-x", "-q", "-c", os.devnull, f"--rootdir={ROOT}", "--noconftest", "--hypothesis-seed=1"]
    plugins_named = ["-p", "_hypothesis_pytestplugin", "-p", "no:cacheprovider"]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return pytest.main([*options, *plugins_named, *files], plugins=list(plugins)) == pytest.ExitCode.OK


def _folder(tests: Sequence[str]) -> Path:
    return ROOT / "tests" / ("verifier" if set(tests) == set(VERIFIED) else "rules")


def _fork(is_noticed: Callable[[], bool], seconds: float) -> int:
    """Start a process that tells by its end whether a mutant was noticed."""
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        status = 1
        try:
            status = int(is_noticed())
        finally:
            os._exit(status)
    return child


def _from_the_start(module: str, tree: ast.Module, tests: Sequence[str]) -> bool:
    """Import everything with the module changed, and tell whether a test notices."""
    sys.meta_path.insert(0, _Changed(module, tree))
    return not _pytest(tests)


@dataclass(frozen=True)
class _Limits:
    """How many run at a time, how much processor time each may take, and when no more is begun."""

    processes: int
    seconds: float
    ends: float


class _Loaded:
    """Tries each mutant on the tests as they were collected."""

    def __init__(self, verdicts: Verdicts, waiting: Sequence[Mutant], limits: _Limits) -> None:
        self.verdicts, self.waiting, self.limits = verdicts, waiting, limits
        self._reaching: dict[str, set[int]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run what is to be run, in place of the tests themselves."""
        self._reaching = _reaching(session, self.waiting[0].module)
        for mutant, is_noticed in _ended(self.waiting, partial(self._is_noticed, session), self.limits):
            self.verdicts.write(mutant, "noticed" if is_noticed else "waits")
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


def _ended(
    waiting: Iterable[Mutant], is_noticed: Callable[[Mutant], bool], limits: _Limits
) -> Iterator[tuple[Mutant, bool]]:
    """Run so many at a time and return which ended as noticed; begin none when the time is over."""
    running: dict[int, Mutant] = {}
    for mutant in waiting:
        if time.monotonic() > limits.ends:
            break
        running[_fork(partial(is_noticed, mutant), limits.seconds)] = mutant
        if len(running) == limits.processes:
            yield _one_ended(running)
    while running:
        yield _one_ended(running)


def _one_ended(running: dict[int, Mutant]) -> tuple[Mutant, bool]:
    child, status = os.wait()
    return running.pop(child), status != 0


def _unchanged(module: str, tests: Sequence[str]) -> float:
    """Return the processor time of the tests with the module put in its own place unchanged."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    _, status = os.waitpid(_fork(partial(_from_the_start, module, unchanged(module), tests), 0), 0)
    if status != 0:
        raise SystemExit(f"the tests of {module} fail without any change")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def judge(module: str, verdicts: Verdicts, *, processes: int, ends: float) -> None:
    """Write a verdict on each mutant of a module that has none yet, until the time is over."""
    tests, every = TARGETS[module], list(mutants(module))
    limits = _Limits(processes, max(SECONDS, TIMES * _unchanged(module, tests)), ends)
    if waiting := verdicts.without(every):
        _, status = os.waitpid(_fork(lambda: _pytest(tests, _Loaded(verdicts, waiting, limits)) is None, 0), 0)
        if status != 0:
            raise SystemExit(f"the run of {module} ended before its time")
        verdicts.read()
    again = [each for each in every if verdicts.of(each) == "waits"]
    for mutant, is_noticed in _ended(again, lambda each: _from_the_start(module, each.tree, tests), limits):
        verdicts.write(mutant, "noticed" if is_noticed else "lives")


def _told_of(module: str, verdicts: Verdicts) -> float:
    """Print the score of a module and the mutants that live; return the score, nought where some were not tried."""
    every = list(mutants(module))
    noticed = sum(verdicts.of(each) == "noticed" for each in every)
    open_ = sum(verdicts.of(each) in {"", "waits"} for each in every)
    score = 100 * noticed / len(every)
    rest = f", {open_} not judged yet: run the same command again" if open_ else f", {score:.1f} %"
    sys.stdout.write(f"{module}: {noticed} of {len(every)} noticed{rest}\n")
    for mutant in every:
        if verdicts.of(mutant) == "lives":
            sys.stdout.write(f"  {module}.py:{mutant.line}  {mutant.change}\n")
    sys.stdout.flush()
    return 0 if open_ else score


def main(argv: Sequence[str] | None = None) -> int:
    """Print the score of each module and the mutants that live; fail below the floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("modules", nargs="*", choices=[*TARGETS, []], default=list(TARGETS))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--least", type=int, help="fail where the score is lower, in per cent (85, the verifier 95)")
    parser.add_argument("--minutes", type=float, default=30, help="begin no more after so many")
    parser.add_argument("--results", type=Path, default=ROOT / "build" / "mutants.jsonl", help="where verdicts stand")
    options = parser.parse_args(argv)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # half of the time of a run from the start
    ends = time.monotonic() + options.minutes * 60
    is_enough = True
    for module in options.modules:
        verdicts = Verdicts(options.results, module, _folder(TARGETS[module]))
        judge(module, verdicts, processes=options.processes, ends=ends)
        least = options.least or (LEAST_ELSEWHERE if module in ELSEWHERE else LEAST)
        is_enough = _told_of(module, verdicts) >= least and is_enough
    return 0 if is_enough else 1


if __name__ == "__main__":
    raise SystemExit(main())
