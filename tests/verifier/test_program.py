"""The program as somebody calls it: alone in an empty folder, with words in two languages and an exit code."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.verifier.making import Made
from verifier import huying_verify as verifier

FILE = Path(verifier.__file__)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    alone = folder / "alone.py"
    shutil.copy(FILE, alone)
    return subprocess.run(
        [sys.executable, "-I", str(alone), *words], capture_output=True, text=True, check=False, cwd=folder
    )


def test_it_stands_alone_on_the_standard_library() -> None:
    named: set[str] = set()
    for node in ast.walk(ast.parse(FILE.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add((node.module or "").partition(".")[0])
    assert named <= sys.stdlib_module_names


@pytest.mark.parametrize("kind", ["valid", "invalid", "unreadable"])
def test_verdict_exit_code_and_numbered_steps(tmp_path: Path, kind: str) -> None:
    made = Made().batch(4).batch(2)
    data = {
        "valid": made.data(),
        "invalid": made.data().replace(b"case.act", b"case.sat", 1),
        "unreadable": b"nothing",
    }[kind]
    (tmp_path / "bundle").write_bytes(data)
    done = run(tmp_path, "bundle", "--json")
    *words, last = done.stdout.splitlines()
    found = json.loads(last)
    assert done.returncode == found["code"] == {"valid": 0, "invalid": 1, "unreadable": 2}[kind]
    assert (found["verdict"], done.stderr) == (kind, "")
    assert kind.upper() in words[-1]
    assert {"valid": "有效", "invalid": "无效", "unreadable": "无法读取"}[kind] in words[-1]
    steps = [line for line in words if line.startswith("第")]
    assert len(steps) == {"valid": 8, "invalid": 3, "unreadable": 1}[kind]
    assert ("✗" in steps[-1]) == (kind != "valid")


def test_anchors_and_key_by_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = Made().batch(4).batch(2)
    bundle, absent = str(tmp_path / "bundle"), str(tmp_path / "absent")
    Path(bundle).write_bytes(made.data())
    anchors = [str(tmp_path / f"anchor{number}") for number in (0, 1)]
    for number, name in enumerate(anchors):
        Path(name).write_text(made.anchors(number), encoding="ascii")
    assert verifier.main([bundle, "--anchors", anchors[0], "--anchors", anchors[1], "--key", made.public]) == 0
    assert "anchors met 2" in capsys.readouterr().out
    assert verifier.main([bundle, "--key", "00" * 32]) == 1
    assert capsys.readouterr().out
    assert verifier.main([absent, "--json"]) == 2
    *words, last = capsys.readouterr().out.splitlines()
    assert (len(words), "✗" in words[0], "UNREADABLE" in words[1]) == (2, True, True)
    told = json.loads(last)
    assert (told["verdict"], told["code"], told["step"], told["anchors"]) == ("unreadable", 2, 1, 0)
    assert "absent" in told["why"]
    with pytest.raises(SystemExit) as ended:
        verifier.main([])
    assert ended.value.code == 2


def test_the_help_says_what_each_word_stands_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        verifier.main(["--help"])
    out = capsys.readouterr().out
    assert "[--anchors FILE]" in out
    assert "[--key HEX]" in out


def test_words_say_what_was_not_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = Made().batch(4)
    path = tmp_path / "bundle"
    path.write_bytes(made.data())
    assert verifier.main([str(path)]) == 0
    out = capsys.readouterr().out
    assert "第8步 step 8  —" in out
    assert "not checked" in out
    assert out.count("✓") == 7
    anchors = tmp_path / "anchors"
    anchors.write_text(made.anchors(), encoding="ascii")
    assert verifier.main([str(path), "--anchors", str(anchors)]) == 0
    assert capsys.readouterr().out.count("✓") == 8


def test_the_first_bad_event_stands_in_the_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    path.write_bytes(Made().batch(4).data().replace(b'"case":14', b'"case":15'))
    assert verifier.main([str(path), "--json"]) == 1
    *words, last = capsys.readouterr().out.splitlines()
    assert "first bad event: 2" in words[-2]
    assert "被改动" in last
    told: dict[str, Any] = json.loads(last)
    assert (told["step"], told["seq"]) == (3, 2)
    assert [line[:2] for line in words[:3]] == ["第1", "第2", "第3"]
