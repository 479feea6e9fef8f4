"""Mutants of a module of the rulebook: the module with one thing changed.

Changed are comparisons, connectives, negations, arithmetic, numbers, truth values, codes, returned values and bare
calls; left alone are annotations, decorators, docstrings, imports and words for readers.
"""

from __future__ import annotations

import ast
import itertools
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "src" / "huying" / "rules"
ELSEWHERE = {"verifier": ("verifier.huying_verify", ROOT / "verifier" / "huying_verify.py")}
"""Modules that are no rules, by the name they have here: where they are imported from, and their file."""
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
    """One change: the module, where it stands in it and what it says."""

    module: str
    line: int
    change: str
    place: int
    number: int

    @property
    def tree(self) -> ast.Module:
        """Make the module with the change."""
        tree = unchanged(self.module)
        target = next(itertools.islice(_changeable(tree), self.place, None))
        _replace(tree, target, next(itertools.islice(_changes(target), self.number, None)))
        return ast.fix_missing_locations(tree)


def dotted(module: str) -> str:
    """Return the name under which a module is imported."""
    return ELSEWHERE[module][0] if module in ELSEWHERE else f"huying.rules.{module}"


def source(module: str) -> Path:
    """Return the file of a module."""
    return ELSEWHERE[module][1] if module in ELSEWHERE else RULES / f"{module}.py"


def unchanged(module: str) -> ast.Module:
    """Return a module as it is."""
    return ast.parse(_source(module))


@cache
def _source(module: str) -> str:
    return source(module).read_text(encoding="utf-8")


def mutants(module: str) -> Iterator[Mutant]:
    """Return every mutant of a module."""
    for place, node in enumerate(_changeable(unchanged(module))):
        before, line = ast.unparse(node)[:70], getattr(node, "lineno", 0)
        for number, replacement in enumerate(_changes(node)):
            yield Mutant(module, line, f"{before}  ->  {ast.unparse(replacement)[:70]}", place, number)


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
