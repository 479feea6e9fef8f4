"""The eighteen topics of property matters 物业诉求主题: code, names, and whether the firm itself handles them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic 主题."""

    code: str
    chinese: str
    english: str
    is_inside_service: bool


_ALL = (
    Topic("FEE", "物业收费与公共收益", "property fees and common income", is_inside_service=True),
    Topic("SVC", "物业服务质量与交接", "property service quality and hand-over", is_inside_service=True),
    Topic("OWN", "业委会、业主大会与小区治理", "owners' committee and self-government", is_inside_service=True),
    Topic("MNT", "共用部位维修与维修资金", "repairs of common parts and maintenance fund", is_inside_service=True),
    Topic("LFT", "电梯", "lifts", is_inside_service=True),
    Topic("PRK", "停车、车位与充电", "parking and charging", is_inside_service=True),
    Topic("FIR", "消防与生命通道", "fire safety and escape routes", is_inside_service=True),
    Topic(
        "ILL",
        "违建、住改商与占用公共部位",
        "illegal building, change of use, occupied common space",
        is_inside_service=True,
    ),
    Topic("SAN", "环境卫生、绿化与养犬", "sanitation, greenery and dogs", is_inside_service=True),
    Topic("SEC", "治安、群租与消防外的秩序", "public order and group renting", is_inside_service=True),
    Topic("NOI", "噪声、光污染与施工扰民", "noise, light and building-site nuisance", is_inside_service=False),
    Topic("FUM", "餐饮油烟与夜宵扰民", "cooking fumes and late-night food stalls", is_inside_service=False),
    Topic("WPH", "水电气暖与通信", "water, power, gas, heat and telecoms", is_inside_service=False),
    Topic("DEV", "开发建设、交付与销售遗留", "developer's legacy: building, delivery, sale", is_inside_service=False),
    Topic("CRT", "不动产权证", "title certificates", is_inside_service=False),
    Topic("SUP", "配套设施与选址争议", "neighbourhood facilities and siting disputes", is_inside_service=False),
    Topic("REN", "老旧小区改造与安置房", "renewal of old compounds and resettlement housing", is_inside_service=False),
    Topic("NON", "与小区物业无关", "not about a compound", is_inside_service=False),
)
TOPICS = {topic.code: topic for topic in _ALL}
NOT_PROPERTY = "NON"


def name_of(code: str, language: str) -> str:
    """Return a topic's name in Chinese, or in English when `language` begins so."""
    topic = TOPICS.get(code)
    if topic is None:
        return code
    return topic.english if language.startswith("en") else topic.chinese
