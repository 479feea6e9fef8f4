"""Mutation score of the rulebook: change one thing in a module, run its tests, see whether they notice.

    python -m tools.mutate [voting ballots ...] [--processes N]

Each mutant is a process forked before anything of ours is imported; it compiles the changed module in place of the
real one and runs the tests of the module's line in TARGETS until the first fails. Nothing on disk is changed. Changed
are comparisons, connectives, negations, arithmetic, numbers, truth values, codes, returned values and bare calls;
left alone are annotations, decorators, docstrings, imports and words for readers.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import io
import os
import re
import signal
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "src" / "huying" / "rules"
VOTES = ("test_voting", "test_ballots", "test_vectors_votes", "test_reckon_votes", "test_votes_by_brute_force")
DAYS = ("test_days", "test_vectors_days", "test_settled_by_cities")
FIGURES = ("test_duties", "test_vectors_figures")
TARGETS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("voting", "electorate", "ballots"), (*VOTES, "test_settled_by_cities")),
    **dict.fromkeys(("workdays", "deadlines"), DAYS),
    **dict.fromkeys(("draw", "scoring", "credit", "hotline"), FIGURES),
    "sharing": ("test_committees", "test_vectors_votes"),
}
SECONDS, EXAMPLES = 60, 40
"""So much processor time a mutant may take; one that never ends counts as noticed, a busy machine does not."""
CODE = re.compile(r"[A-Za-z_.]+")
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """One change: the module with it, where it stands and what it says."""

    module: str
    line: int
    change: str
    tree: ast.Module


def mutants(module: str) -> Iterator[Mutant]:
    """Return every mutant of a module."""
    tree = ast.parse((RULES / f"{module}.py").read_text(encoding="utf-8"))
    for place, node in enumerate(_changeable(tree)):
        for number, _ in enumerate(_changes(node)):
            changed = copy.deepcopy(tree)
            target = list(_changeable(changed))[place]
            before = ast.unparse(target)
            replacement = list(_changes(target))[number]
            _replace(changed, target, replacement)
            after = ast.unparse(replacement)
            line = getattr(node, "lineno", 0)
            yield Mutant(module, line, f"{before[:70]}  ->  {after[:70]}", ast.fix_missing_locations(changed))


def _changeable(node: ast.AST) -> Iterator[ast.AST]:
    """Return the nodes that may be changed, in the order of the source."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_left_alone(child):
                continue
            yield child
            yield from _changeable(child)


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Return what may stand in the place of a node."""
    match node:
        case ast.Compare(left=left, ops=[operator, *others], comparators=comparators):
            for other in COMPARISONS[type(operator)]:
                yield ast.Compare(left=left, ops=[other(), *others], comparators=comparators)
        case ast.Constant(value=value):
            yield from _other_constants(value)
        case ast.stmt():
            yield from _other_statements(node)
        case _:
            yield from _other_expressions(node)


def _other_expressions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(op=ast.Or() if isinstance(operator, ast.And) else ast.And(), values=values)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in ARITHMETIC:
            yield ast.BinOp(left=left, op=ARITHMETIC[type(operator)](), right=right)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test=ast.UnaryOp(op=ast.Not(), operand=test), body=body, orelse=orelse)


def _other_statements(node: ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.AugAssign(target=target, op=operator, value=value) if type(operator) in ARITHMETIC:
            yield ast.AugAssign(target=target, op=ARITHMETIC[type(operator)](), value=value)
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(value=ast.Constant(value=None))
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()


def _other_constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(value=not value)
    elif isinstance(value, int):
        yield ast.Constant(value=value + 1)
    elif isinstance(value, str) and CODE.fullmatch(value):
        yield ast.Constant(value=f"{value}_changed")


def _replace(tree: ast.Module, target: ast.AST, replacement: ast.AST) -> None:
    """Put a node in the place of another."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, replacement)
            elif isinstance(value, list) and any(each is target for each in value):
                value[:] = [replacement if each is target else each for each in value]


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed module when the real one is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Stand in for the one module."""
        if fullname != f"huying.rules.{self.mutant.module}":
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        exec(compile(self.mutant.tree, f"{self.mutant.module}.py", "exec"), module.__dict__)  # noqa: S102 - its purpose


def _is_noticed(mutant: Mutant | None, tests: Sequence[str]) -> bool:
    """Run the tests in this process and tell whether one of them fails."""
    if mutant is not None:
        sys.meta_path.insert(0, _Changed(mutant))
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    files = [str(ROOT / "tests" / "rules" / f"{each}.py") for each in tests]
    hypothesis.settings.register_profile("mutants", max_examples=EXAMPLES)
    hypothesis.settings.load_profile("mutants")
    options = ["-x", "-q", "-c", os.devnull, f"--rootdir={ROOT}", "--noconftest", "--hypothesis-seed=1"]
    plugins = [f"-pno:{each}" for each in ("django", "xdist", "cacheprovider", "schemathesis")]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return pytest.main([*options, *plugins, *files]) != pytest.ExitCode.OK


def _start(mutant: Mutant | None, tests: Sequence[str]) -> int:
    child = os.fork()
    if child == 0:
        os._exit(int(_is_noticed(mutant, tests)))
    return child


def survivors(module: str, *, processes: int) -> tuple[int, list[Mutant]]:
    """Return how many mutants a module has, and those that no test noticed."""
    tests = TARGETS[module]
    _, status = os.waitpid(_start(None, tests), 0)
    if status != 0:
        raise SystemExit(f"the tests of {module} fail without any change")
    waiting = list(mutants(module))
    running: dict[int, Mutant] = {}
    total, left = len(waiting), []
    while waiting or running:
        while waiting and len(running) < processes:
            mutant = waiting.pop()
            running[_start(mutant, tests)] = mutant
        child, status = os.wait()
        mutant = running.pop(child)
        if status == 0:
            left.append(mutant)
    return total, sorted(left, key=lambda each: each.line)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the score of each module and the mutants that live; fail below the floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("modules", nargs="*", choices=[*TARGETS, []], default=list(TARGETS))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--least", type=int, default=85, help="fail where the score of a module is lower, in per cent")
    options = parser.parse_args(argv)
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
    return 0 if is_enough else 1


if __name__ == "__main__":
    raise SystemExit(main())
