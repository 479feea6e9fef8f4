"""What became of each mutant, a line as it falls, so that a run that was stopped is gone on with.

A verdict stands for the module and the tests as they were: where either changes, all are judged anew. `waits` is a
mutant that no loaded test noticed and that is tried once more from the start.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Literal

from tools.mutants import source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tools.mutants import Mutant

Verdict = Literal["noticed", "waits", "lives", ""]


class Verdicts:
    """The verdicts on the mutants of one module."""

    def __init__(self, file: Path, module: str, tests: Path) -> None:
        self.file, self.module = file, module
        whole = b"".join(each.read_bytes() for each in [source(module), *sorted(tests.rglob("*.py"))])
        self.state = hashlib.sha256(whole).hexdigest()[:16]
        self._known: dict[tuple[int, int], Verdict] = {}
        self.read()

    def read(self) -> None:
        """Read what is written down; a line that was cut off counts for nothing."""
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        for line in lines:
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if (found["module"], found["state"]) == (self.module, self.state):
                self._known[found["place"], found["number"]] = found["verdict"]

    def of(self, mutant: Mutant) -> Verdict:
        """Return the verdict on a mutant, nothing where there is none."""
        return self._known.get((mutant.place, mutant.number), "")

    def without(self, every: Sequence[Mutant]) -> list[Mutant]:
        """Return the mutants that have no verdict."""
        return [each for each in every if not self.of(each)]

    def write(self, mutant: Mutant, verdict: Verdict) -> None:
        """Write a verdict down."""
        self._known[mutant.place, mutant.number] = verdict
        told = {"module": self.module, "state": self.state, "place": mutant.place, "number": mutant.number}
        told |= {"line": mutant.line, "change": mutant.change, "verdict": verdict}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(told) + "\n")
