"""What somebody else may make a browser do: be framed, led away, send, or stay in a stranger's session."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.test import Client

from huying.accounts import actions as accounts
from huying.cases.queries import public
from huying.core.actors import SYSTEM
from huying.core.models import AuditRecord
from tests.api.callers import CASES, Caller, caller, told
from tests.people import AT, PASSWORD
from tests.rights.crawling import drained
from tests.rights.neighbours import signed_in
from tests.rights.routes import pages
from tests.rights.test_matrix import address_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/%0d%0aSet-Cookie:a=b//evil.example\r\nX: y",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "//evil.example%2f@testserver/",
    "http://[::1",
]
SIGN_IN = "/account/sign-in/"


def _leads_away(location: str) -> bool:
    plain = re.sub(r"[\x00-\x20]", "", location).replace("\\", "/")
    return plain.startswith("//") or not plain.startswith("/")


def _sign_in(browser: Client, **given: str) -> Any:
    return browser.post(SIGN_IN, {"username": "district_clerk", "password": PASSWORD} | given)


def test_every_answer_carries_the_headers(city: City, subtests: Any) -> None:
    case, clerk = city.receive(), signed_in(city, "district_clerk")
    addresses = ["/", "/report", "/track", SIGN_IN, "/desk/", "/nothing", "/healthz", "/static/huying/huying.css"]
    addresses += [
        f"/desk/cases/{case.number}",
        "/desk/cases/x",
        CASES,
        "/api/v1/openapi.json",
        "/api/v1/docs",
        "/api/x",
    ]
    addresses += ["/desk/cases/export.csv", "/account/sign-out/"]
    for address in addresses:
        with subtests.test(address=address):
            response = clerk.get(address)
            drained(response)
            policy = response["Content-Security-Policy"]
            assert "unsafe-inline" not in policy
            assert "unsafe-eval" not in policy
            assert "frame-ancestors 'none'" in policy
            assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'"} <= set(policy.split("; "))
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["X-Frame-Options"] == "DENY"
            assert response["Referrer-Policy"] == "same-origin"
            assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def _told_by_settings(folder: Path, expression: str, **environ: str) -> Any:
    known = {"PATH": os.environ["PATH"], "HUYING_DATA_DIR": str(folder)} | environ
    code = f"import json; from huying.config import settings as s; print(json.dumps({expression}))"
    return json.loads(subprocess.run([sys.executable, "-c", code], env=known, capture_output=True, check=True).stdout)


def test_production_sends_cookies_over_tls_alone_and_names_who_may_frame_it(tmp_path: Path) -> None:
    wanted = (
        "[s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, "
        "s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.X_FRAME_OPTIONS, "
        "s.CONTENT_SECURITY_POLICY['DIRECTIVES']['frame-ancestors']]"
    )
    given = {"HUYING_PRODUCTION": "1", "HUYING_EMBEDDED_IN": "https://www.weihai.gov.cn, https://zwfw.example.cn"}
    framed = ["'self'", "https://www.weihai.gov.cn", "https://zwfw.example.cn"]
    found = _told_by_settings(tmp_path, wanted, **given)
    assert found == [True, True, True, 31_536_000, True, "Lax", "SAMEORIGIN", framed]
    names = "[s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.HUYING_COOKIE_PREFIX]"
    assert _told_by_settings(tmp_path, names, **given) == ["__Secure-sessionid", "__Secure-csrftoken", "__Secure-"]
    found = _told_by_settings(tmp_path, wanted)
    assert found[:4] == [False, False, False, 0]
    assert found[6:] == ["DENY", ["'none'"]]


@pytest.mark.django_db
def test_every_cookie_of_production_is_taken_over_tls_alone(settings: Any) -> None:
    settings.HUYING_COOKIE_PREFIX, settings.SESSION_COOKIE_SECURE = "__Secure-", True
    browser = Client()
    browser.post("/language", {"language": "en"})
    browser.post("/elder", {"elder": "1"})
    assert set(browser.cookies) == {"__Secure-huying_language", "__Secure-huying_elder"}
    assert all(each["secure"] and each["httponly"] for each in browser.cookies.values())
    page = browser.get("/").content.decode()
    assert 'lang="en"' in page
    assert "elder" in page.partition("<body")[0]


def _huying(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    known = {"PATH": os.environ["PATH"], "HUYING_DATA_DIR": str(folder)} | environ
    command = [sys.executable, "-c", "from huying.config.cli import main; raise SystemExit(main())", *words]
    return subprocess.run(command, env=known, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize(
    "given",
    [
        {"HUYING_DEBUG": "1", "HUYING_ALLOWED_HOSTS": "h.example.cn"},
        {"HUYING_ALLOWED_HOSTS": "*"},
        {"HUYING_SECRET_KEY": "short", "HUYING_ALLOWED_HOSTS": "h.example.cn"},
    ],
)
def test_production_does_not_start_unsafe(tmp_path: Path, given: dict[str, str]) -> None:
    refused = _huying(tmp_path, "serve", "--port", "1", HUYING_PRODUCTION="1", **given)
    assert refused.returncode == 1
    assert refused.stderr.startswith("huying: ")
    assert "Traceback" not in refused.stderr


def test_production_does_not_start_on_a_demo_directory(tmp_path: Path) -> None:
    (tmp_path / "DEMO").write_text("", encoding="utf-8")
    refused = _huying(tmp_path, "serve", "--port", "1", HUYING_PRODUCTION="1", HUYING_ALLOWED_HOSTS="h.example.cn")
    assert (refused.returncode, "serve.demo_in_production" in refused.stderr) == (1, True)


def test_the_deployment_check_has_nothing_to_say(tmp_path: Path) -> None:
    known = {"PATH": os.environ["PATH"], "HUYING_DATA_DIR": str(tmp_path), "HUYING_PRODUCTION": "1"}
    known |= {"HUYING_ALLOWED_HOSTS": "h.example.cn", "DJANGO_SETTINGS_MODULE": "huying.config.settings"}
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_led_away(city: City, wanted: str) -> None:
    browser = Client(raise_request_exception=False)
    answers = [_sign_in(browser, next=wanted)]
    post = city["district_clerk"].post_id
    answers.append(browser.post("/account/post/", {"post": str(post), "next": wanted}))
    answers += [
        browser.post(address, {"language": "en", "elder": "1", "next": wanted}) for address in ("/language", "/elder")
    ]
    answers.append(browser.post("/desk/cases/filters", {"name": "a", "query": f"state=closed&next={wanted}"}))
    for answer in answers:
        assert answer.status_code < 500
        assert not _leads_away(answer.get("Location", "/")), answer["Location"]
    kept = re.search(r'name="next"\s+value="([^"]*)"', browser.get(SIGN_IN, {"next": wanted}).content.decode())
    assert kept is None or not _leads_away(kept[1])


@pytest.mark.parametrize("name", ["district_clerk", "firm_staff", ""])
def test_nothing_is_sent_by_a_strangers_page(city: City, name: str) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if name:
        browser.force_login(city.people[name])
    case = city.receive()
    audited = AuditRecord.objects.count()
    for page in (page for page in pages() if "POST" in page.methods):
        address = address_of(page, case)
        for headers in ({}, {"Origin": "https://evil.example"}, {"HX-Request": "true"}):
            assert browser.post(address, {"a": "b"}, headers=headers).status_code == 403, page.name
    assert AuditRecord.objects.count() == audited


def _everything() -> dict[str, list[tuple[Any, ...]]]:
    kept = [model for model in apps.get_models() if model._meta.label not in {"sessions.Session", "core.TryCount"}]
    return {model._meta.label: sorted(model._base_manager.values_list(), key=str) for model in kept}


def test_looking_changes_nothing(city: City) -> None:
    case = city.receive()
    browsers = [signed_in(city, name) for name in ("district_clerk", "firm_staff", "system_admin", "")]
    before = _everything()
    for browser in browsers:
        for page in (page for page in pages() if "GET" in page.methods and page.name != "cases:export"):
            drained(browser.get(address_of(page, case)))
    assert {label for label, rows in _everything().items() if rows != before[label]} == set()


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil", "a b", "[::1", "", "é"]
)
@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused(host: str) -> None:
    browser = Client(raise_request_exception=False)
    for address in ("/", SIGN_IN, CASES):
        response = browser.get(address, headers={"Host": host}, SERVER_NAME="testserver")
        assert response.status_code in {400, 401}, address
        asked = browser.post(address, headers={"Host": host, "Referer": "http://elsewhere/"}, SERVER_NAME="testserver")
        assert asked.status_code in {400, 401, 403, 415}, address
        assert f"//{host}" not in response.content.decode()


def test_forwarded_headers_of_a_stranger_are_not_believed(city: City) -> None:
    browser = signed_in(city, "")
    response = browser.get("/report", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert "evil.example" not in response.content.decode()
    tries = [Caller(HTTP_X_FORWARDED_FOR=f"10.0.0.{turn}").report().status_code for turn in range(25)]
    assert tries.count(429) == 5


def test_signing_in_begins_a_new_session_and_signing_out_ends_it(city: City) -> None:
    browser = Client()
    browser.cookies["sessionid"] = "a" * 32  # put there by somebody else
    assert _sign_in(browser).status_code == 302
    key = browser.cookies["sessionid"].value
    cookie = browser.cookies["sessionid"]
    assert (key != "a" * 32, cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    browser.post("/account/post/", {"post": str(city["district_clerk"].post_id)})
    chosen = browser.cookies["sessionid"].value
    assert chosen != key
    assert browser.get("/desk/").status_code == 200
    browser.post("/account/sign-out/")
    for dead in ("a" * 32, key, chosen):
        stranger = Client()
        stranger.cookies["sessionid"] = dead
        assert stranger.get("/desk/").status_code == 302


def test_a_new_password_or_the_end_of_a_person_ends_their_sessions_at_once(city: City) -> None:
    browser, other, program = Client(), Client(), caller(city, "street_officer")
    _sign_in(browser)
    other.force_login(city.people["street_officer"])
    key = city.people["district_clerk"].pk
    accounts.set_password(person_id=key, password="another long password", actor=SYSTEM, at=AT)
    assert browser.get("/desk/").status_code == 302
    assert other.get("/desk/").status_code == 200
    accounts.deactivate_person(person_id=city.people["street_officer"].pk, actor=SYSTEM, at=AT)
    assert other.get("/desk/").status_code == 302
    assert told(program.get(CASES)) == (401, "not_signed_in")


def test_guessed_numbers_open_nothing_and_guessed_codes_are_slowed(city: City) -> None:
    case = city.receive()
    firm = signed_in(city, "firm_staff")
    for number in [case.number, *(f"20210601-{serial:06d}" for serial in range(1, 40))]:
        assert firm.get(f"/desk/cases/{number}").status_code == 404
    assert _guesses(city, codes=public.TRIES_OF_ONE_CODE + 3, one=True)[-3:] == [429] * 3
    assert _guesses(city, codes=public.TRIES_FROM_ONE_ADDRESS + 3, address="10.9.9.9")[-3:] == [429] * 3


def _guesses(city: City, *, codes: int, one: bool = False, address: str = "10.1.1.1") -> list[int]:
    stranger = signed_in(city, "")
    letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    tried = ["ABCDEFGHJK" if one else f"ABCDEFGH{letters[turn // 32]}{letters[turn % 32]}" for turn in range(codes)]
    answers = [stranger.post("/track", {"code": code, "digits": "1234"}, REMOTE_ADDR=address) for code in tried]
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {404, 429}
    return statuses


def test_a_line_of_the_log_cannot_be_forged(city: City, caplog: pytest.LogCaptureFixture) -> None:
    signed_in(city, "").get("/nothing%0d%0aERROR%20django%20forged%1b[31m")
    Caller().get(f"{CASES}/x%0aforged")
    assert [row for row in caplog.messages if "\n" in row or "\r" in row or "\x1b" in row] == []
