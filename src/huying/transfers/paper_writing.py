"""The letter as docx 移送函: in Chinese whatever the page's language, without the reporter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from docx.shared import Mm

from huying.cases.models.cases import CHINA
from huying.documents.official import Official
from huying.rules.transfers import EvidenceKind
from huying.transfers import labels
from huying.transfers.letters import number_of

if TYPE_CHECKING:
    from datetime import datetime

    from huying.transfers.models import Transfer

SYNTHETIC = "（演示数据，不代表真实情况）"
REPLY = """请收到后签收并回复回执；作出决定后，请将决定告知本单位。
反映人的身份信息依法保密，未附；依法需要的，请出具调取文书。"""


def write(transfer: Transfer, *, at: datetime) -> tuple[str, bytes]:
    """Return the name and the content of the letter."""
    day = transfer.sent_at or at
    with translation.override("zh-hans"):
        document = Official.begin("移送函", at=at)
        document.number(number_of(transfer) + (SYNTHETIC if transfer.is_synthetic else ""))
        document.text(f"{transfer.addressee}：")
        document.text(f"本单位办理诉求（编号{transfer.case.number}）时发现下列事项属于你单位职权，现予移送。")
        document.heading("一、移送事项")
        document.text(transfer.matter)
        document.heading("二、移送依据")
        document.text(transfer.ground)
        document.heading("三、证据清单")
        rows = [
            [str(place), labels.label(EvidenceKind(row["kind"])), str(row["words"]), str(row["sha256"])]
            for place, row in enumerate(transfer.evidence, 1)
        ]
        document.table(["序号", "种类", "名称", "SHA-256"], rows, widths=(Mm(12), Mm(22), Mm(52), Mm(70)))
        document.text(REPLY)
        document.sign(transfer.unit.name, f"{day.astimezone(CHINA):%Y年%m月%d日}")
    return f"{transfer.number}-移送函.docx", document.content()
