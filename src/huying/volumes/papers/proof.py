"""The proof by the log 审计日志证明: each event of the case with its number, hash and head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.volumes.papers.told import NONE, day, instant
from huying.volumes.pieces import Paper, Table, Text

if TYPE_CHECKING:
    from huying.core.sealing.selecting import Picked
    from huying.volumes.papers.told import Teller

HOW = """本卷所涉每一次操作都由系统写入审计日志，并分批编号、求哈希、签名封存。本件列出这些事件，
证明数据在 proof/events.jsonl。
任何人可以离线核验：从系统“离线核验”页面或公开代码库取得 huying_verify.py，
运行 python huying_verify.py proof/events.jsonl。
另有存证的封存头或公钥时，用 --anchors 或 --key 对照。
核验表明：所列事件在封存之后未被改动。它不表明事件所述为真，也不表明没有遗漏其他事件；查遗漏须取整份日志。"""


def proof(tell: Teller, picked: list[Picked]) -> Paper:
    """Return the events of the case; those younger than the last seal are marked."""
    rows = [
        (
            str(each.seq) if each.seq is not None else "未封存",
            instant(each.record.at),
            each.record.verb,
            str(each.head) if each.head is not None else NONE,
            each.leaf or NONE,
        )
        for each in picked
    ]
    table = Table(("日志序号", "时间", "事件", "封存头", "事件哈希"), rows, (18, 30, 36, 14, 58))
    return Paper(title="审计日志证明", number=tell.case.number, day=day(tell.at), blocks=[Text(HOW), table])
