"""What a volume holds in both variants, read back from docx, page and proof."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING

import pytest
from django.utils import translation
from docx.oxml.ns import qn

from huying.cases.models import IdentityOpening
from huying.config import checkup
from huying.core.invariants import judge
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.case_facts import Purpose
from huying.rules.errors import RuleBrokenError
from huying.rules.volumes import Variant, VolumePurpose
from huying.volumes.models import Volume
from tests.conferences.sat import issued
from tests.people import AT
from tests.rights.canaries import DOOR, IDENTIFYING, NAME, PHONE, SECRET
from tests.transfers.sent import decided
from tests.volumes.made import DAY, made, rich
from verifier import huying_verify

if TYPE_CHECKING:
    from tests.people import City
    from tests.volumes.made import Opened

PAPERS = (
    "诉求登记单",
    "交办单",
    "退单申请与裁定",
    "延期申请与决定",
    "协办单",
    "吹哨单、报到回执、销号单",
    "答复书",
    "回访记录",
    "热线工单",
    "办理过程",
    "时限账",
    "证据照片目录",
    "查看诉求人信息记录",
    "审计日志证明",
)


def index_of(opened: Opened) -> list[list[str]]:
    table = next(table for table in opened.docx.tables if table.rows[0].cells[0].text == "件号")
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def test_a_masked_volume_holds_every_paper_and_not_the_reporter(city: City) -> None:
    opened = made(rich(city), city)
    index = index_of(opened)
    assert [row[1] for row in index] == list(PAPERS)
    assert [row[4] for row in index] == [f"{place}-1" for place in range(1, len(PAPERS) + 1)]
    everything = opened.everything
    assert not [word for word in (*IDENTIFYING, PHONE[:7], NAME[:2]) if word in everything]
    assert SECRET in everything  # the matter itself is told
    for each in (
        "〔诉求人〕（〔号码已隐去〕，〔门牌已隐去〕）",
        "竹岛街道办事处 street_officer",
        "退单不成立",
        "2个工作日",
        "核查门岗管理",
        "已核查，值守记录齐全",
        "正在鉴定" if "正在鉴定" in opened.words else "暂停",
        "规则第",
        "值守记录齐全",
        "已拆除，居民无异议",
        "按期",
    ):
        assert each in opened.words
        if each != "竹岛街道办事处 street_officer":
            assert each in opened.files["volume.html"].decode()
    assert "某street_officer" not in everything  # officers by post, not by name
    assert "photos/" not in "".join(name for name in opened.files)


def test_a_full_volume_names_the_reporter_who_sees_it(city: City) -> None:
    case = rich(city)
    before = IdentityOpening.objects.count()
    opened = made(case, city, variant=Variant.FULL)
    for each in (NAME, PHONE, DOOR, f"电话{PHONE}", "某street_officer", "依法"):
        assert each in opened.words
    assert "〔号码" not in opened.words
    opening = IdentityOpening.objects.get(pk=IdentityOpening.objects.latest("pk").pk)
    assert IdentityOpening.objects.count() == before + 1
    assert (opening.purpose, opening.unit_id, opening.post_title) == (
        Purpose.LAWFUL_REQUEST.value,
        city["street_officer"].unit_id,
        "street_officer",
    )
    photo = case.attachments.get()
    assert hashlib.sha256(opened.files[f"photos/{photo.digest}.jpg"]).hexdigest() == photo.digest


def test_each_paper_has_pages_of_its_own_and_a_true_start(city: City) -> None:
    document = made(rich(city), city).docx
    parts = document.sections[2:]
    assert len(parts) == len(PAPERS)
    for place, section in enumerate(parts, 1):
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert section.footer.paragraphs[0].text.startswith(f"第{place}件")
    body = document.element.body
    marks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    fields = {each.get(qn("w:instr")) for each in body.iter(qn("w:fldSimple"))}
    assert {f"PAGEREF end{place}" for place in range(1, len(PAPERS) + 1)} <= fields
    assert {f"end{place}" for place in range(1, len(PAPERS) + 1)} <= marks


def test_a_stranger_checks_the_proof_and_the_sums(city: City) -> None:
    case = rich(city)
    opened = made(case, city)
    found = huying_verify.verify(io.BytesIO(opened.files["proof/events.jsonl"]))
    assert (found["verdict"], found["kind"], found["events"]) == ("valid", "events", opened.volume.proved)
    lines = [json.loads(line) for line in opened.files["proof/events.jsonl"].decode().splitlines()]
    events = [line for line in lines if "verb" in line]
    records = AuditRecord.objects.filter(object_type="cases.case", object_id=case.pk, verb__startswith="case.")
    assert {row["id"] for row in events} >= set(records.exclude(verb="case.volume_made").values_list("pk", flat=True))
    assert {row["type"] for row in events} == {"cases.case", "whistles.whistle"}
    pairs = (line.split("  ") for line in opened.files["sha256.txt"].decode().splitlines())
    sums = {name: digest for digest, name in pairs}
    assert sums == {
        name: hashlib.sha256(content).hexdigest() for name, content in opened.files.items() if name != "sha256.txt"
    }
    bent = opened.files["proof/events.jsonl"].replace(b'"after":"answered"', b'"after":"closed"', 1)
    assert huying_verify.verify(io.BytesIO(bent))["verdict"] == "invalid"


def test_events_that_are_not_sealed_are_said_to_be_so(city: City) -> None:
    case = rich(city)
    first = made(case, city)
    assert first.volume.unproved == 0
    second = made(case, city, at=AT + 4 * DAY)
    assert second.volume.unproved == 1  # that the first volume was made
    assert "未封存" in second.words
    assert "case.volume_made" in second.words


def test_a_volume_is_recorded_with_its_hash_whatever_the_language(city: City) -> None:
    case = rich(city)
    with translation.override("en"):
        opened = made(case, city, purpose=VolumePurpose.PETITION)
    assert "信访复查复核" in opened.words
    assert "Dispatch" not in opened.words
    row = Volume.objects.get()
    assert row.digest == hashlib.sha256(opened.data).hexdigest()
    assert row.size == len(opened.data)
    assert row.papers == len(PAPERS)
    record = AuditRecord.objects.get(verb="case.volume_made")
    assert record.facts == {"variant": "masked", "purpose": "petition", "digest": row.digest, "volume": row.pk}
    broken = [each for each in checkup.all_invariants() if each.name.startswith("volume.")]
    assert len(broken) == 2
    assert not any(each.count for each in judge(broken))
    Volume.objects.update(variant="full")
    assert [each.invariant.name for each in judge(broken) if each.count] == ["volume.full_is_seen"]


def test_a_letter_to_the_police_is_in_it_with_what_came_back(city: City) -> None:
    transfer = decided(city)
    opened = made(transfer.case, city, at=AT + 3 * DAY)
    digest = str(transfer.evidence[0]["sha256"])
    for each in ("竹岛街道办事处移送函〔2021〕1号", "环公收〔2021〕9号", "对当事人处以警告", digest):
        assert each in opened.words
    assert "transfer.decision" in opened.words
    assert not [word for word in IDENTIFYING if word in opened.everything]


def test_the_minutes_that_spoke_of_the_case_are_in_it(city: City) -> None:
    case = rich(city)
    conference = issued(city)
    conference.items.update(case=case)
    opened = made(case, city, at=AT + 20 * DAY)
    for each in ("竹岛街道办事处联席纪要〔2021〕1号", "清理消防通道，设置标线", "各方确认通道被占三个月"):
        assert each in opened.words


@pytest.mark.parametrize("purpose", [VolumePurpose.ARCHIVE, VolumePurpose.SUPERVISION, VolumePurpose.HANDOVER])
def test_the_full_volume_is_only_for_what_a_law_asks(city: City, purpose: VolumePurpose) -> None:
    with pytest.raises(RuleBrokenError, match=r"volume\.masked_is_enough"):
        made(rich(city), city, variant=Variant.FULL, purpose=purpose)
    assert not Volume.objects.exists()
    assert not IdentityOpening.objects.filter(purpose="lawful_request").exists()


ALLOWED = {
    "masked": {
        *("city_leader", "city_clerk", "hotline_desk", "district_leader", "district_clerk", "auditor"),
        *("street_leader", "street_officer", "community_worker"),
    },
    "full": {"street_leader", "street_officer"},
}


@pytest.mark.parametrize("variant", list(Variant))
def test_who_may_make_a_volume(city: City, variant: Variant) -> None:
    case = rich(city)
    may = set()
    for name in city.actors:
        try:
            made(case, city, by=name, variant=variant)
        except NotAllowedError:
            continue
        may.add(name)
    assert may == ALLOWED[variant.value]


def test_a_department_makes_the_volume_of_what_it_holds(city: City) -> None:
    case = rich(city)
    type(case).objects.filter(pk=case.pk).update(holder_unit=city.units["urban"])
    case.refresh_from_db()
    assert made(case, city, by="department_officer").volume.unit_id == city.units["urban"].pk
    with pytest.raises(NotAllowedError):
        made(case, city, by="firm_manager")
