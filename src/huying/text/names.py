"""What looks like the name of a compound 小区名猜测, without a register: by what follows it and what stands before.

A name ends where 小区, a house number, 业主 or 物业 begins, or with an ending that compounds carry; it begins after
the last word that cannot be part of one (a region, a road, a verb of complaint).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from huying.text.words import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 2_000
TITLE, TITLE_WEIGHT, LANDMARK_WEIGHT, LEAST = 40, 2.0, 0.3, 3.5
SHORTEST, MOST = 2, 10
WINDOW = 16
_FIRM = (
    "家园|花园|佳园|嘉园|花苑|雅苑|名苑|佳苑|新苑|嘉苑|华庭|豪庭|庭院|庭园|公馆|华府|名府|新城|花城|名城|锦城|华城|"
    "国际城|水郡|水岸|世家|山庄|大厦|公寓|名邸|半岛|庄园|之窗|之城|天成|家属房|家属院|家属区|家属楼|宿舍楼|首府|"
    "御园|御府|雅居|丽都|上城|金城|学府|东郡|西郡|翠苑|锦苑|学苑|豪园|名园|景园|新都|名都|丽园|御景|壹号|一号院"
)
_ENDS = (
    (re.compile(r"小区"), 5.0),
    (
        re.compile(
            r"(?<![0-9a-z一二三四五六七八九十])(?:(?:[一二三四五六七八九十]{1,3}|\d{1,2})期|[一二三四五a-d]区)|[a-z]?\d{1,3}(?:栋|幢|号楼|座|单元)"
        ),
        4.0,
    ),
    (re.compile(r"(?<=[园苑庭府城湾郡居轩阁邸里寓厦])(?:的?业主|物业|楼盘|住户|居民)|楼盘"), 3.5),
    (re.compile(r"业主|物业"), 2.0),
    (re.compile("|".join(f"(?<={ending})" for ending in _FIRM.split("|"))), 3.0),
)
_BREAK = re.compile(
    r"[a-z]\d*[市县区](?!城)|(?<!小)[省市县区](?!城)|街道办?|社区|[路街巷](?:与.{1,6}[路街巷])?(?:\d+号?)?(?:[东西南北]侧)?|大道|[镇乡](?!.?[园苑])|\d+号|"
    r"我们?[是家的]?|本人|位于|座落|坐落|住在?|家住|关于|反映|投诉|举报|咨询|请求|恳请|希望|建议|要求|解决|呼吁|强烈|请|"
    r"购买的?|买了?的?|现在|目前|业主|[在的是对由把让从到于为给就了将该有因帮向说去]|这个|整个|公司|开发|旁边?|附近|对面|"
    r"[^一-鿿0-9a-z·]|[0-9a-z]+(?=[一-鿿]{4})|\d{2,}"
)
_AFTER_BARRED = re.compile(
    r"(?:有限|股份)?(?:公司|集团|学校|小学|中学|大学|幼儿园|派出所|酒店|医院|法院|银行|村|镇|路|街)"
)
_LANDMARK = re.compile(r"(?:小区)?(?:旁|附近|对面|门口|周边|周围|隔壁|边上|后面|前面|往|外|交界|站)")
_BARRED = frozenset(
    [
        "本",
        "我",
        "该",
        "老旧",
        "安置",
        "整个",
        "我们",
        "我们的",
        "封闭",
        "几个",
        "很多",
        "各个",
        "其他",
        "居民",
        "住宅",
        "生活",
        "高档",
        "这个",
        "此",
        "全",
        "各",
        "老",
        "新",
        "多个",
        "所在",
        "周边",
        "附近",
        "旁边",
        "居住",
        "一个",
        "两个",
        "大型",
        "保障房",
        "保障性住房",
        "商品房",
        "全体",
        "广大",
        "部分",
        "所有",
        "安居",
        "新建",
        "开放式",
        "无物业",
        "某",
        "别的",
        "商业",
        "全市",
        "城市",
        "省城",
        "我县",
        "县城",
        "主城",
        "农村",
        "新农村",
        "城中",
        "老城",
        "新城",
        "每个",
        "有些",
        "物业",
        "业主",
        "进",
        "进出",
        "入住",
        "出",
        "同",
        "同一",
        "棚户",
        "园",
        "商业广场",
        "购物中心",
        "体育中心",
        "文化广场",
        "服务中心",
        "政务中心",
        "活动中心",
        "市中心",
        "中心",
        "广场",
        "公寓",
        "大厦",
        "家园",
        "花园",
        "幼儿园",
        "公园",
    ]
)
_NOT_NAME = re.compile(r"[0-9a-z路街桥第]$|^[一二三四五六七八九十\d]+$|^[一-鿿]?(?:几|多|每|各)|且|口号|多年|时候")
_TRIM = re.compile(r"^(?:和|与|及|有关|因为|下|市|县|区|省|整|前|后|内|里|外|上|一名|一位|多名|老|号)+(?=[一-鿿]{3})")


def guess_name(text: str) -> str | None:
    """Return what looks most like the name of the compound a message is about; None where nothing does."""
    names = guess_names(text)
    return names[0][0] if names else None


def guess_names(text: str) -> list[tuple[str, float]]:
    """Return what looks like names of compounds with how strongly, the strongest first."""
    plain = normalise(text[: 2 * LONGEST])[:LONGEST]
    scores: defaultdict[str, float] = defaultdict(float)
    for name, end, weight in _candidates(plain):
        factor = TITLE_WEIGHT if end <= TITLE else 1.0
        if _LANDMARK.match(plain, end):
            factor *= LANDMARK_WEIGHT
        scores[name] += weight * factor
    return sorted(((name, score) for name, score in scores.items() if score >= LEAST), key=lambda pair: -pair[1])


def _candidates(plain: str) -> Iterator[tuple[str, int, float]]:
    for pattern, weight in _ENDS:
        for found in pattern.finditer(plain):
            end = found.start()
            name = _before(plain, end)
            if name and not _AFTER_BARRED.match(plain, end):
                yield name, end, weight


def _before(plain: str, end: int) -> str | None:
    """Return the name that ends at a place, cut on the left where it must begin."""
    window = plain[max(0, end - WINDOW) : end]
    start = max((cut.end() for cut in _BREAK.finditer(window) if cut.end() < len(window)), default=0)
    name = _TRIM.sub("", window[start:])
    if not SHORTEST <= len(name) <= MOST or name in _BARRED or _NOT_NAME.search(name):
        return None
    return name
