"""Pages of docs/reference/ that are made from the code, so that they cannot lag behind it.

`python -m tools.reference write` writes them, `python -m tools.reference check` fails where one is out of date.
`case-flow.md` draws the table of `rules/case_flow.py`; `audit.md` lists every verb of the audit record with the
facts it keeps; `rules.md` and `rule-values.md` come from `rule_reference.py`; `rights.md` says which roles each policy
allows and which policy opens each address; `privacy.md` lists the personal fields of `privacy.yaml`, `settings.md` what
the environment may say, `api.md` how programs call.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huying.rules import case_flow
from huying.rules.case_flow import AWAITS, CLOCKS, FLOW, PUBLIC, CaseState, Ending, PublicStatus, Step
from tools import api_page, lives, privacy, rights, rule_reference, settings_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from enum import Enum

    from huying.core.lives import Life

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "huying"
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- made by `python -m tools.reference write`; do not edit -->"
MEMBER = re.compile(r'^    [A-Z_]+ = "(?P<value>[a-z_]+)"  # (?P<chinese>.+)$', re.MULTILINE)
OWN_NAMES = {"actor", "at"}
BEGINS = (Step.RECEIVE, Step.IMPORT_HISTORY)
OUTSIDE = (Step.NEW_ROUND, Step.MIRROR)


def chinese(kind: type[Enum]) -> dict[str, str]:
    """Return the Chinese words that stand beside the members of an enum."""
    return {match["value"]: match["chinese"] for match in MEMBER.finditer(inspect.getsource(kind))}


def case_flow_page() -> str:
    """Return the page of states, steps and clocks."""
    parts = [
        "# The life of a case 诉求流程",
        MADE,
        _first_lines(case_flow.__doc__ or ""),
        "## States",
        _table(("state", "中文", "the reporter reads", "who must act next", "clocks that run"), _states()),
        "## Steps",
        "A step that leads nowhere leaves the case where it is.",
        _table(("step", "中文", "from", "to"), _steps()),
        "## Endings",
        _table(("ending", "中文"), [(f"`{value}`", words) for value, words in chinese(Ending).items()]),
        "## Diagram",
        "Without what an outside platform may do from any state (`new_round`, `mirror`).",
        _diagram(),
    ]
    return "\n\n".join(parts) + "\n"


def _first_lines(text: str) -> str:
    return " ".join(text.split("\n\n", 1)[1].split()) if "\n\n" in text else text


def _states() -> list[tuple[str, ...]]:
    words, public = chinese(CaseState), chinese(PublicStatus)
    return [
        (
            f"`{state.value}`",
            words[state.value],
            f"{PUBLIC[state].value} {public[PUBLIC[state].value]}",
            AWAITS[state].value.replace("_", " "),
            ", ".join(kind.value for kind in CLOCKS[state]) or "none",
        )
        for state in CaseState
    ]


def _steps() -> list[tuple[str, ...]]:
    words = chinese(Step)
    return [(f"`{step.value}`", words[step.value], _from(step), _to(step)) for step in Step]


def _from(step: Step) -> str:
    if step in BEGINS:
        return "begins a case"
    start = FLOW[step].start
    if start == frozenset(CaseState):
        return "any state"
    return ", ".join(state.value for state in CaseState if state in start)


def _to(step: Step) -> str:
    if step in BEGINS:
        return "triage or dispatched" if step is Step.RECEIVE else "closed"
    move = FLOW[step]
    to = move.to.value if move.to else "—"
    return ", or ".join([to, *sorted(state.value for state in move.also)])


def _diagram() -> str:
    arrows: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for step, move in ((each, row) for each, row in FLOW.items() if each not in OUTSIDE):
        for state in (each for each in CaseState if each in move.start):
            for to in (each for each in CaseState if each in move.may_lead(state) - {state}):
                arrows[state.value, to.value].append(step.value)
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> triage: receive", "    [*] --> dispatched: receive"]
    lines += [f"    {start} --> {to}: {', '.join(steps)}" for (start, to), steps in arrows.items()]
    return "\n".join([*lines, "    closed --> [*]", "```"])


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


@dataclass(slots=True)
class Verb:
    """One verb: which app records it, what that does, which facts are kept."""

    apps: set[str] = field(default_factory=set)
    meaning: str = ""
    facts: set[str] = field(default_factory=set)


def verbs() -> dict[str, Verb]:
    """Return every verb recorded in the code; those of the steps of a case are written out."""
    found: defaultdict[str, Verb] = defaultdict(Verb)
    for path in sorted(PACKAGE.rglob("*.py")):
        app = path.relative_to(PACKAGE).parts[0]
        for function, call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            for name in _spoken(call):
                verb = found[name]
                verb.apps.add(app)
                verb.meaning = verb.meaning or (ast.get_docstring(function) or "").split("\n")[0]
                verb.facts |= {each.arg for each in call.keywords if each.arg} - OWN_NAMES
    return dict(sorted(found.items()))


def _calls(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    yield function, node


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _spoken(call: ast.Call) -> list[str]:
    by_name = next((each.value for each in call.keywords if each.arg == "verb"), None)
    is_record = _called(call) in {"record", "entry", "note"} and call.args
    found = _texts(call.args[0] if is_record else by_name)
    return sorted(text for text in found if re.fullmatch(r"[a-z_]+\.[a-z_<>]+", text))


def _texts(node: ast.expr | None) -> set[str]:
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            return _texts(body) | _texts(orelse)
        case ast.JoinedStr(values=values):
            return {"".join(str(part.value) if isinstance(part, ast.Constant) else "<step>" for part in values)}
        case ast.Constant(value=str() as text):
            return {text}
        case _:
            return set()


def audit_page() -> str:
    """Return the page of audit verbs."""
    found, words = verbs(), chinese(Step)
    parts = [
        "# Verbs of the audit record 审计动作",
        MADE,
        (
            "Each change through the one door appends one record: the verb, the object, who acted in which post, the "
            "domain instant and the real one, the request, and facts. Facts are ids, field names, codes and amounts; "
            "never names, telephone numbers or free text of persons."
        ),
        _table(("verb", "what was done", "facts", "app"), [_verb_row(*each) for each in found.items()]),
        "## Steps of a case",
        "`case.<step>` stands for one verb a step, with the state `before` and `after` and the case's `version`:",
        _table(("verb", "中文"), [(f"`case.{step.value}`", words[step.value]) for step in Step if step in FLOW]),
        "## Steps of other lives",
        "One verb a step as well, with the `state` it led to and the `version`:",
        _table(("verb", "中文"), [each for life in lives.every() for each in _life_steps(life)]),
    ]
    return "\n\n".join(parts) + "\n"


def _life_steps(life: Life[Any]) -> list[tuple[str, ...]]:
    words = chinese(life.steps)
    return [(f"`{life.name}.{step.value}`", words[step.value]) for step in life.steps]


def _verb_row(name: str, verb: Verb) -> tuple[str, str, str, str]:
    facts = ", ".join(sorted(verb.facts)) or "—"
    return f"`{name}`", verb.meaning, facts, ", ".join(sorted(verb.apps))


def rights_page() -> str:
    """Return the page of policies, roles and addresses."""
    return rights.page(made=MADE, table=_table, chinese=chinese)


def privacy_page() -> str:
    """Return the page of personal fields."""
    return privacy.page(made=MADE, table=_table)


def describe_settings() -> str:
    """Return the page of settings."""
    return settings_page.page(made=MADE, table=_table)


def describe_api() -> str:
    """Return the page of the API."""
    return api_page.page(made=MADE, table=_table)


PAGES: dict[str, Callable[[], str]] = {
    "case-flow.md": case_flow_page,
    "audit.md": audit_page,
    "rules.md": rule_reference.rules_page,
    "rule-values.md": rule_reference.values_page,
    "rights.md": rights_page,
    "privacy.md": privacy_page,
    "settings.md": describe_settings,
    "api.md": describe_api,
}


def stale() -> list[str]:
    """Return the pages that are missing or out of date."""
    return [name for name, make in PAGES.items() if _standing(name) != make()]


def _standing(name: str) -> str:
    path = REFERENCE / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def write() -> None:
    """Write every page."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")


def main(words: list[str]) -> int:
    """Write or check."""
    if words == ["write"]:
        write()
        return 0
    if words == ["check"]:
        old = stale()
        sys.stdout.write("".join(f"out of date: docs/reference/{name}\n" for name in old))
        return 1 if old else 0
    sys.stderr.write("usage: python -m tools.reference write|check\n")
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
