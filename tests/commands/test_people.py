"""`huying admin create` and `huying token create`: asked for, or read from files; never a traceback."""

from __future__ import annotations

import getpass
import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from huying.accounts.models import AccessToken, Holding, Person
from huying.accounts.queries import actor_by_token, actor_for
from huying.config import reference
from huying.config.cli import main
from huying.core.clock import now
from huying.core.models import AuditRecord
from huying.rules.roles import Role
from tests.api.callers import CASES, Caller

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

PASSWORD = "a long and quiet sentence"


@pytest.fixture
def city_loaded(db: None) -> None:  # noqa: ARG001 - the database must be open first
    reference.load()


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HUYING_ADMIN_USERNAME", "HUYING_ADMIN_PASSWORD_FILE", "HUYING_DEBUG"):
        monkeypatch.delenv(name, raising=False)


def _last(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.strip().splitlines()[-1]


def _is_calm(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what was said on standard error, which is a few lines of words."""
    said = capsys.readouterr().err
    assert said
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 6
    return said


def test_a_token_is_printed_once_and_opens_the_api(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "create", "--user", "District_Clerk "]) == 0
    secret = _last(capsys)
    assert Caller(secret).get(CASES).status_code == 200
    row = AccessToken.objects.get()
    assert (row.person, row.expires_at) == (city.people["district_clerk"], None)
    assert secret not in row.digest
    assert AuditRecord.objects.filter(verb="token.issued", object_id=row.pk).count() == 1


def test_a_program_reads_the_token_as_json(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    post = city["district_clerk"].post_id
    words = ["token", "create", "--user", "district_clerk", "--post", str(post), "--days", "7", "--json"]
    assert main(words) == 0
    told = json.loads(_last(capsys))
    assert told.keys() == {"token", "username"}
    actor = actor_by_token(told["token"], at=now())
    assert actor is not None
    assert (actor.post_id, actor.role) == (post, Role.DISTRICT_CLERK)
    row = AccessToken.objects.get()
    assert row.expires_at is not None
    assert timedelta(days=6) < row.expires_at - row.created_at <= timedelta(days=7)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--user", "nobody"], 1),
        (["--user", ""], 1),
        (["--user", "district_clerk", "--post", "999999"], 1),
        (["--user", "district_clerk", "--post", "{other}"], 1),
        (["--user", "district_clerk", "--post", "x"], 2),
        (["--user", "district_clerk", "--days", "0"], 2),
        (["--user", "district_clerk", "--days", "-1"], 2),
        (["--user", "district_clerk", "--days", "99999999999"], 2),
        (["--user", "district_clerk", "--days", "七"], 2),
        ([], 2),
        (["--role", "system"], 2),
    ],
)
def test_a_wrong_wish_gets_no_token(
    city: City, capsys: pytest.CaptureFixture[str], words: list[str], code: int
) -> None:
    given = [word.format(other=city["firm_staff"].post_id) for word in words]
    assert _code(["token", "create", *given]) == code
    _is_calm(capsys)
    assert not AccessToken.objects.exists()


def _code(words: list[str]) -> int:
    try:
        return main(words)
    except SystemExit as over:
        return int(over.code or 0)


@pytest.mark.usefixtures("city_loaded")
@pytest.mark.parametrize(
    ("role", "expected"),
    [("system", Role.SYSTEM_ADMIN), ("security", Role.SECURITY_ADMIN), ("audit", Role.AUDIT_ADMIN)],
)
def test_an_administrator_comes_from_the_environment(
    role: str, expected: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{PASSWORD}\r\n", encoding="utf-8")
    monkeypatch.setenv("HUYING_ADMIN_USERNAME", "First.Admin")
    monkeypatch.setenv("HUYING_ADMIN_PASSWORD_FILE", str(secret))
    assert main(["admin", "create", "--role", role, "--json"]) == 0
    assert json.loads(_last(capsys)) == {"username": "first.admin"}
    person = Person.objects.get(username="first.admin")
    assert person.check_password(PASSWORD)
    assert actor_for(person, at=now()).role is expected
    assert Holding.objects.filter(person=person).count() == 1
    assert PASSWORD not in str(list(AuditRecord.objects.values_list("facts", flat=True)))


@pytest.mark.usefixtures("city_loaded")
def test_an_administrator_is_asked_for_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = iter([PASSWORD, PASSWORD])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda _question: next(said))
    monkeypatch.setattr("builtins.input", lambda _question: " chief ")
    assert main(["admin", "create", "--role", "security"]) == 0
    assert "security administrator chief created" in _last(capsys)
    assert Person.objects.get().username == "chief"


@pytest.mark.usefixtures("city_loaded")
def test_two_passwords_that_differ_make_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = iter([PASSWORD, "another long sentence"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda _question: next(said))
    assert main(["admin", "create", "--role", "system", "--username", "chief"]) == 2
    assert "differ" in _is_calm(capsys)
    assert not Person.objects.exists()


@pytest.mark.usefixtures("city_loaded")
def test_without_a_terminal_and_without_a_file_it_says_what_to_give(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    assert main(["admin", "create", "--role", "system", "--username", "chief"]) == 2
    assert "HUYING_ADMIN_PASSWORD_FILE" in _is_calm(capsys)


@pytest.mark.usefixtures("city_loaded")
@pytest.mark.parametrize("content", [b"", b"short", b"password1234", b"\xff\xfe\xfd", None])
def test_a_bad_password_file_makes_nobody(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    if content is not None:
        secret.write_bytes(content)
    monkeypatch.setenv("HUYING_ADMIN_PASSWORD_FILE", str(secret))
    assert main(["admin", "create", "--role", "system", "--username", "chief"]) == 1
    _is_calm(capsys)
    assert not Person.objects.exists()


@pytest.mark.usefixtures("city_loaded")
def test_the_same_name_twice_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("HUYING_ADMIN_PASSWORD_FILE", str(secret))
    words = ["admin", "create", "--role", "system", "--username", "chief"]
    assert [main(words), main(words)] == [0, 1]
    _is_calm(capsys)
    assert Person.objects.count() == 1
