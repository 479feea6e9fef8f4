"""The story of the case, its photographs, and who opened the identity 办理过程、照片目录、身份查看记录."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import labels, telling
from huying.cases.models import Attachment, IdentityOpening
from huying.rules.case_facts import PhotoMoment, Purpose
from huying.volumes.papers.told import NONE, day, instant
from huying.volumes.pieces import Paper, Table, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huying.cases.models import CaseStep
    from huying.volumes.papers.told import Teller


def story(tell: Teller, steps: list[CaseStep], names: Mapping[str, str]) -> Paper:
    """Return every step: when, who in which unit and post, what was decided and noted."""
    people = names if tell.is_full else {key: name for key, name in names.items() if key.startswith("unit ")}
    told = telling.tell(steps, people, reads=True)
    rows = [
        (
            instant(row.at),
            tell.who(row.unit, row.person, row.at),
            each.label,
            " ".join(filter(None, (each.words, tell.said(each.note) if each.note else ""))) or NONE,
        )
        for row, each in zip(steps, told, strict=True)
    ]
    table = Table(("时间", "单位和岗位", "步骤", "决定与记录"), rows, (32, 42, 28, 54))
    return Paper(title="办理过程", number=tell.case.number, day=day(tell.at), blocks=[table])


def photos(tell: Teller, rows: list[Attachment]) -> Paper:
    """Return the list of photographs, each with its SHA-256."""
    table = Table(
        ("序号", "拍摄内容", "提交", "时间", "SHA-256"),
        [
            (
                str(place),
                labels.label_of(PhotoMoment, row.moment) or labels.label(PhotoMoment.NONE),
                "诉求人" if row.is_from_reporter else "承办单位",
                instant(row.at),
                row.digest,
            )
            for place, row in enumerate(rows, 1)
        ],
        (12, 26, 24, 34, 60),
    )
    where = "照片原件在本卷 photos 文件夹。" if tell.is_full else "隐名版只列目录，不附照片。"
    return Paper(title="证据照片目录", number=tell.case.number, day=day(tell.at), blocks=[Text(where), table])


def openings(tell: Teller) -> Paper:
    """Return every opening of the reporter's identity, as the reporter reads it."""
    rows = IdentityOpening.objects.filter(case=tell.case).select_related("unit").order_by("pk")
    table = Table(
        ("时间", "单位", "岗位", "用途"),
        [
            (
                instant(row.at),
                row.unit.name if row.unit else NONE,
                row.post_title or NONE,
                labels.label(Purpose(row.purpose)),
            )
            for row in rows
        ],
        (36, 50, 36, 34),
    )
    return Paper(title="查看诉求人信息记录", number=tell.case.number, day=day(tell.at), blocks=[table])
