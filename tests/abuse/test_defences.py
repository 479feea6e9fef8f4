"""Defences that ASVS asks for one by one, each shown by what the product does or by what its code never does."""

from __future__ import annotations

import ast
import json
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password, make_password
from django.test import override_settings

from huying.accounts.models import Person
from huying.cases.actions import photographs
from huying.cases.models import Case
from huying.config import settings as product
from huying.config.logs import JsonFormatter
from huying.core import crypto
from tests.abuse.payloads import PAYLOADS
from tests.abuse.pictures import picture
from tests.api.callers import CASES, caller, told
from tests.architecture.sources import called, keyword, tracked, trees
from tests.people import AT
from tests.rights.crawling import drained
from tests.rights.neighbours import signed_in
from tests.rights.routes import pages
from tests.rights.test_matrix import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.people import City

STAFF = ("district_clerk", "firm_staff", "system_admin", "security_admin", "auditor")
OWN_FILES = {"src/huying/cases/actions/staging.py"}
"""Where pickle reads what the same process wrote to its own temporary file a moment before."""
DRAWN = {"id", "number", "received_at", "arrived_at", "due_at", "tracking_index", "seal_key"}
"""What a case gets by itself, another for each."""
INJECTIONS = [
    "' OR '1'='1",
    "'; DROP TABLE cases_case; --",
    '" OR ""="',
    "1) UNION SELECT password FROM accounts_person --",
    "%' AND 1=CAST((SELECT username FROM accounts_person LIMIT 1) AS INTEGER) --",
    "\\'; SELECT pg_sleep(5); --",
    "%",
    "_",
    "\\",
    "0x27",
    "＇ OR １＝１",
]
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|SECRET_KEY\s*=\s*['\"][^'\"]{8}")


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path, tree in trees().items():
        yield from ((path.as_posix(), node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_no_command_goes_through_a_shell_and_no_text_is_run() -> None:
    banned = {"eval", "exec", "system", "popen", "getoutput", "getstatusoutput", "execfile", "compile_command"}
    found = [(path, called(node)) for path, node in _calls() if called(node) in banned]
    found += [(path, "shell") for path, node in _calls() if keyword(node, "shell") is not None]
    assert found == []


def test_nothing_that_makes_objects_of_bytes_reads_what_others_wrote() -> None:
    banned = {"pickle", "marshal", "shelve", "dill", "joblib", "yaml", "jsonpickle"}
    found = set()
    for path, tree in trees().items():
        for node in ast.walk(tree):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {name.partition(".")[0] for name in names} & banned:
                found.add(path.as_posix())
    assert found == OWN_FILES


def _is_built(node: ast.expr | None) -> bool:
    """Tell whether a text is put together from something that is no constant."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(each, ast.FormattedValue) for each in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return isinstance(node, ast.Call) and called(node) == "format"


def test_no_raw_statement_is_put_together_from_a_request() -> None:
    """Texts of SQL are built in core and in the registers of tables alone, from names of columns of our models."""
    raw = {"raw", "extra", "RawSQL"}
    assert [(path, called(node)) for path, node in _calls() if called(node) in raw and _is_built(*node.args[:1])] == []
    executed = {path for path, node in _calls() if called(node) == "execute" and node.args and _is_built(node.args[0])}
    assert [path for path in executed if "/views" in path or path.endswith(("views.py", "api.py", "forms.py"))] == []


def test_a_search_is_a_value_and_never_a_statement(city: City, subtests: Any) -> None:
    city.receive()
    clerk, program = signed_in(city, "district_clerk"), caller(city, "district_clerk")
    people = Person.objects.count()
    for text in INJECTIONS:
        with subtests.test(text=text):
            for address in ("/desk/cases/", "/desk/registers/compounds/", "/desk/registers/people/", "/desk/policies/"):
                assert clerk.get(address, {"q": text, "place": text, "cursor": text}).status_code < 500
            response = program.client.get(CASES, {"q": text}, headers=program.headers)
            assert response.status_code in {200, 422}
            assert response.status_code == 422 or json.loads(response.content)["items"] == []
    assert (Case.objects.count(), Person.objects.count()) == (1, people)


def test_every_answer_says_what_it_is_and_in_which_characters(city: City, subtests: Any) -> None:
    case = city.receive()
    browsers = {name: signed_in(city, name) for name in ("district_clerk", "system_admin", "")}
    for name, browser in browsers.items():
        for page in (page for page in pages() if "GET" in page.methods):
            with subtests.test(name=name, page=page.name):
                response = browser.get(address_of(page, case))
                kind = response.get("Content-Type", "")
                drained(response)
                if response.status_code in {301, 302, 304}:
                    continue
                assert kind, page.name
                assert not kind.startswith("text/") or "charset=utf-8" in kind.lower()
                assert response["X-Content-Type-Options"] == "nosniff"
                if "html" not in kind:
                    assert "script-src" in response["Content-Security-Policy"]
    api = caller(city, "district_clerk").get(CASES)
    assert api["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("name", STAFF)
def test_no_browser_keeps_what_somebody_saw_signed_in(city: City, name: str) -> None:
    case, browser = city.receive(), signed_in(city, name)
    for page in (page for page in pages() if "GET" in page.methods and page.name.partition(":")[0] != "portal"):
        response = browser.get(address_of(page, case))
        drained(response)
        if response.status_code == 200 and page.name != "metrics":
            assert "no-store" in response.get("Cache-Control", ""), page.name


def test_a_photograph_is_named_by_its_case_and_kept_by_no_browser(city: City, tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path):
        case = city.receive()
        row = photographs.attach(case.pk, content=picture(), actor=city["district_clerk"], at=AT)
        served = signed_in(city, "district_clerk").get(f"/desk/cases/{case.number}/photos/{row.digest}")
    assert served["Content-Disposition"] == f'inline; filename="{case.number}.jpg"'
    assert served["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_new_installation_knows_nobody() -> None:
    assert Person.objects.count() == 0


def test_passwords_are_hashed_by_argon2() -> None:
    with override_settings(PASSWORD_HASHERS=product.PASSWORD_HASHERS):
        kept = make_password("correct horse battery")
        assert kept.startswith("argon2$argon2id$")
        assert check_password("correct horse battery", kept)


def test_what_nobody_may_guess_has_a_hundred_and_twenty_eight_random_bits() -> None:
    made = {crypto.new_token() for _ in range(2000)}
    assert len(made) == 2000
    assert {len(each) for each in made} == {24}  # six bits a character
    letters = {letter for each in made for letter in each}
    assert len(letters) == 64
    banned = [path for path, tree in trees().items() for node in ast.walk(tree) if _draws(node)]
    assert {path.parts[2] for path in banned} <= {"demo", "text"}


def _draws(node: ast.AST) -> bool:
    names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
    return "random" in names or (isinstance(node, ast.ImportFrom) and node.module == "random")


def test_no_secret_stands_in_the_repository() -> None:
    texts = {path: path.read_bytes().decode("utf-8", "ignore") for path in tracked() if path.suffix != ".mo"}
    assert [path.name for path, text in texts.items() if SECRETS.search(text)] == []


def test_no_page_leads_to_an_address_with_somebody_in_it(city: City) -> None:
    phone, name = "13812340987", "欧阳测试"
    case = city.receive(phone=phone, name=name)
    clerk = signed_in(city, "district_clerk")
    for page in (page for page in pages() if "GET" in page.methods and "export" not in page.name):
        response = clerk.get(address_of(page, case))
        if "html" not in response.get("Content-Type", ""):
            drained(response)
            continue
        for address in re.findall(r'(?:href|src|action|hx-get)="([^"]*)"', response.content.decode()):
            assert phone not in address or address.startswith("tel:"), (page.name, address)
            assert name not in address


def test_no_form_sends_what_it_asks_in_an_address(city: City) -> None:
    """A form that asks for a name, a telephone, a password or a code posts it."""
    asks = {"password", "contact", "phone", "code", "digits", "name", "username", "token", "door"}
    case = city.receive()
    for who in ("district_clerk", "system_admin", ""):
        browser = signed_in(city, who)
        for page in (page for page in pages() if "GET" in page.methods and "export" not in page.name):
            response = browser.get(address_of(page, case))
            if "html" not in response.get("Content-Type", ""):
                drained(response)
                continue
            for head, body in re.findall(r"<form([^>]*)>(.*?)</form>", response.content.decode(), re.DOTALL):
                fields = set(re.findall(r'<(?:input|textarea)[^>]* name="([^"]+)"', body))
                assert 'method="post"' in head or not fields & asks, (page.name, fields & asks)


def _everything_else(sent: set[str]) -> dict[str, str]:
    """Return a value for every field of every table, but those a form asks for."""
    names = {field.name for model in apps.get_models() for field in model._meta.concrete_fields}
    names |= {field.attname for model in apps.get_models() for field in model._meta.concrete_fields}
    return dict.fromkeys(sorted(names - sent), "1")


def test_fields_nobody_asked_for_change_nothing(city: City) -> None:
    asked = {"text": "电梯停运", "place": city.served.name, "contact": "13812341234", "wish": "service"}
    plain = signed_in(city, "").post("/report", asked | {"token": "a" * 32})
    assert plain.status_code == 200
    loaded = signed_in(city, "").post("/report", _everything_else(set(asked)) | asked | {"token": "b" * 32})
    assert loaded.status_code == 200
    names = {field.attname for field in Case._meta.concrete_fields} - DRAWN
    first, second = ({name: getattr(case, name) for name in names} for case in Case.objects.order_by("pk"))
    assert first == second


def test_fields_nobody_asked_for_are_refused_by_the_api(city: City) -> None:
    program = caller(city, "district_clerk")
    for field in ("id", "state", "holder_unit_id", "number", "is_test", "received_at"):
        assert told(program.post(CASES, {"text": "a", field: "1"}, key=field))[0] == 422
    assert Case.objects.count() == 0


def test_who_may_not_is_written_down_with_who_and_where_and_no_word(city: City) -> None:
    case, lines = city.receive(), []
    handler = logging.Handler()
    handler.setFormatter(JsonFormatter())
    handler.emit = lambda record: lines.append(json.loads(handler.format(record)))  # type: ignore[method-assign]
    log = logging.getLogger("django.request")
    log.addHandler(handler)
    try:
        signed_in(city, "system_admin").get(f"/desk/cases/{case.number}", {"q": "13812340987"})
        signed_in(city, "firm_staff").get(f"/desk/cases/{case.number}")
        program = caller(city, "firm_staff")
        program.get(f"{CASES}/{case.number}")
        signed_in(city, "").get("/answer/a-token-that-nobody-may-read-x")
    finally:
        log.removeHandler(handler)
    told_of = [(line["status"], line["person"], line["case"]) for line in lines]
    admin, firm = city["system_admin"].person_id, city["firm_staff"].person_id
    assert told_of[:3] == [(403, admin, case.number), (404, firm, case.number), (404, firm, case.number)]
    assert all(line["route"] for line in lines[:3])
    assert not [line for line in lines if "13812340987" in str(line) or "a-token-that" in str(line)]


def test_a_failure_is_written_down_without_what_was_typed() -> None:
    typed = "\n".join(["138" + "12340987", "forged"])
    with pytest.raises(ValueError, match="forged") as failed:
        int(typed)
    told_of = (failed.type, failed.value, failed.tb)
    record = logging.LogRecord("huying", logging.ERROR, __file__, 1, "failed", None, told_of)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    found = json.loads(line)
    assert (found["error"], found["level"], found["message"]) == ("ValueError", "ERROR", "failed")
    assert "13812340987" not in line
    assert any("test_defences" in frame for frame in found["where"])


def test_markup_is_words_wherever_it_is_typed(city: City) -> None:
    """There is no editor of formatted text: what looks like markup is shown as it was typed."""
    case = city.receive(text="\n".join(PAYLOADS))
    page = signed_in(city, "district_clerk").get(f"/desk/cases/{case.number}").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
