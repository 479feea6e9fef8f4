"""Made-up messages of four kinds, from written parts: enough of them that a model can learn, none of a real person."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import product

CHINA = timezone(timedelta(hours=8))
PLACES = ("海棠花园", "银杏小区", "金沙嘉苑", "碧水名邸", "松涛公寓", "听雨华府")
COMPLAINTS = {
    "LFT": ("电梯停运", "3号楼电梯从昨天起一直不动，老人上下楼困难，请尽快维修电梯。"),
    "PRK": ("停车位被占", "地下车库车位被长期占用，停车费照收，业主回家没有地方停车。"),
    "FEE": ("物业费乱涨", "物业公司没有公示就把物业费上调，收费标准不清楚，要求说明。"),
    "SAN": ("垃圾无人清运", "楼下垃圾桶几天没有清运，夏天臭味很大，保洁也不来打扫。"),
}
ENDINGS = ("请尽快处理。", "已经反映多次。", "希望有关部门重视。", "盼复。")
FIRST = datetime(2020, 3, 2, 9, 0, tzinfo=CHINA)


def labelled() -> list[tuple[str, str]]:
    """Return 96 texts with their topic."""
    return [
        (f"{place}{title}\n{place}业主反映：{body}{ending}", topic)
        for place, ending, (topic, (title, body)) in product(PLACES, ENDINGS, COMPLAINTS.items())
    ]


def told(place: str, topic: str, number: int) -> tuple[str, datetime]:
    """Return one of many tellings of one matter, with its instant."""
    title, body = COMPLAINTS[topic]
    ending = ENDINGS[number % len(ENDINGS)]
    opening = ("您好，", "我是住户，", "投诉：", "反映一个情况，")[number // len(ENDINGS) % 4]
    return f"{place}{title}\n{opening}{place}{body}{ending}", FIRST + timedelta(days=number)
