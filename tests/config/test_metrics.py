"""The figures: who may read them, what they tell, and that they tell of nobody."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from huying.config import metrics, watching, working
from huying.core import audit
from huying.core.actors import SYSTEM
from huying.core.clock import system_now
from huying.core.models import AuditRecord, OutboxMessage, Setting
from huying.rules.errors import RuleBrokenError
from tests.people import AT
from tests.rights.neighbours import signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

TOKEN = "a-token-of-more-than-24-characters"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the figures to this machine."""
    _configure(monkeypatch, networks="127.0.0.0/8")


def _configure(monkeypatch: pytest.MonkeyPatch, *, networks: str = "", token: str = "") -> None:
    monkeypatch.setattr(settings, "HUYING_METRICS_NETWORKS", networks)
    monkeypatch.setattr(settings, "HUYING_METRICS_TOKEN", token)
    monkeypatch.setattr(settings, "HUYING_METRICS", bool(networks or token))


def told() -> dict[str, float]:
    """Return the figures as Prometheus would read them."""
    response = Client().get("/metrics")
    assert response.status_code == 200
    found = {}
    for family in text_string_to_metric_families(response.content.decode()):
        for sample in family.samples:
            found[sample.name + "".join(f" {name}={value}" for name, value in sorted(sample.labels.items()))] = (
                sample.value
            )
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("networks", "token", "address", "sent", "status"),
    [
        ("", "", "127.0.0.1", "", 404),
        ("127.0.0.0/8, 10.1.0.0/16", "", "127.0.0.1", "", 200),
        ("10.1.0.0/16", "", "10.1.2.3", "", 200),
        ("10.1.0.0/16", "", "::ffff:10.1.2.3", "", 200),
        ("10.1.0.0/16", "", "10.2.0.1", "", 404),
        ("10.1.0.0/16", "", "", "", 404),
        ("", TOKEN, "203.0.113.9", f"Bearer {TOKEN}", 200),
        ("", TOKEN, "127.0.0.1", f"Bearer {TOKEN}x", 404),
        ("", TOKEN, "127.0.0.1", "Bearer 口令", 404),
        ("", TOKEN, "127.0.0.1", "", 404),
        ("10.1.0.0/16", TOKEN, "10.1.2.3", "", 404),
        ("10.1.0.0/16", TOKEN, "10.2.0.1", f"Bearer {TOKEN}", 404),
        ("10.1.0.0/16", TOKEN, "10.1.2.3", f"Bearer {TOKEN}", 200),
    ],
)
def test_figures_are_for_whom_they_are_opened(
    networks: str, token: str, address: str, sent: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(monkeypatch, networks=networks, token=token)
    headers = {"Authorization": sent} if sent else {}
    assert Client(headers=headers).get("/metrics", REMOTE_ADDR=address).status_code == status


@pytest.mark.django_db
def test_a_forged_forwarding_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _configure(monkeypatch, networks="10.1.0.0/16")
    assert Client().get("/metrics", HTTP_X_FORWARDED_FOR="10.1.2.3").status_code == 404


@pytest.mark.parametrize(
    ("networks", "token", "code"),
    [
        ("0.0.0.0/0", "", "serve.metrics_open"),
        ("10.0.0.0/8, ::/0", "", "serve.metrics_open"),
        ("all", "", "serve.metrics_network"),
        ("", "short", "serve.metrics_token"),
    ],
)
def test_what_anybody_could_read_is_not_served(
    networks: str, token: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(monkeypatch, networks=networks, token=token)
    with pytest.raises(RuleBrokenError) as refused:
        watching.check()
    assert refused.value.code == code


def test_narrow_networks_or_a_token_are_served(monkeypatch: pytest.MonkeyPatch) -> None:
    for networks, token in (("", ""), ("10.0.0.0/8", ""), ("0.0.0.0/0", TOKEN)):
        _configure(monkeypatch, networks=networks, token=token)
        watching.check()


@pytest.mark.usefixtures("opened")
def test_requests_are_counted_by_route_and_name_nobody(city: City) -> None:
    case, clerk = city.receive(text="电梯停运，电话13800138000"), signed_in(city, "district_clerk")
    before = told()
    clerk.get(f"/desk/cases/{case.number}")
    clerk.get("/no/such/place/13800138000")
    after = told()
    key = "huying_requests_total method=GET route={} status={}"
    assert after[key.format("cases:read", 200)] - before.get(key.format("cases:read", 200), 0) == 1
    assert after[key.format("none", 404)] - before.get(key.format("none", 404), 0) == 1
    assert after["huying_request_seconds_count route=cases:read"] >= 1
    text = " ".join(after)
    assert case.number not in text
    assert "13800138000" not in text


@pytest.mark.django_db
@pytest.mark.usefixtures("opened")
def test_what_waits_shows_with_its_age() -> None:
    now = system_now()
    OutboxMessage.objects.all().delete()
    OutboxMessage.objects.create(name="x", created_at=now - timedelta(minutes=5), failure="OSError")
    OutboxMessage.objects.create(name="x", created_at=now - timedelta(hours=5), done_at=now)
    audit.entry("filter.saved", AuditRecord(pk=1), actor=SYSTEM, at=AT).save(force_insert=True)
    working.beat(at=now - timedelta(minutes=2))
    found = told()
    assert found["huying_outbox_waiting"] == found["huying_outbox_failing"] == 1
    assert 300 <= found["huying_outbox_oldest_seconds"] < 400
    assert 120 <= found["huying_worker_heartbeat_seconds"] < 200
    assert 0 < found["huying_seal_lag_seconds"] < 100
    assert found["huying_sweep_lag_seconds"] == 0
    is_counted = any(name.startswith("huying_database_connections") for name in found)
    assert is_counted is (connection.vendor == "postgresql")


@pytest.mark.usefixtures("opened")
def test_a_deadline_nobody_was_told_of_shows_until_the_worker_comes(city: City) -> None:
    case = city.receive()
    late = case.clocks.order_by("due_at").first()
    assert late is not None
    late.due_at = system_now() - timedelta(hours=3)
    late.save(update_fields=["due_at"])
    assert told()["huying_sweep_lag_seconds"] >= 3 * 3600
    assert not Setting.objects.filter(pk=working.SWEPT).exists()
    working.turn()
    assert told()["huying_sweep_lag_seconds"] < 3600
    assert told()["huying_sweep_age_seconds"] < 100


def test_web_processes_put_their_counts_together(tmp_path: Path) -> None:
    count = "from huying.config import metrics as m; m.figures().requests.labels('r', 'GET', '200').inc()"
    read = "from huying.config import metrics as m; import prometheus_client as p; "
    read += "print(p.generate_latest(m.all_processes()).decode())"
    environ = {metrics.SHARED: str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    for code in (count, count):
        subprocess.run([sys.executable, "-c", code], env=environ, check=True)
    found = subprocess.run([sys.executable, "-c", read], env=environ, check=True, capture_output=True, text=True)
    assert 'huying_requests_total{method="GET",route="r",status="200"} 2.0' in found.stdout
