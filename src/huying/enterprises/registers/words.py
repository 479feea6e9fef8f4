"""Why a row of a register was refused 拒收原因, in Chinese and English, by the code of the refusal."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huying.rules.errors import RuleBrokenError

WORDS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {
        "place.code_shape": ("区划代码的位数或写法不对", "The place code is not written as it should be"),
        "place.unknown": ("区划代码不在册，或不在您的管辖范围", "No such place, or not one of yours"),
        "compound.code_shape": (
            "小区编码应为社区 12 位代码、短横线和 4 位顺序号，如 371002003001-0042",
            "Write twelve digits, a hyphen and four digits, such as 371002003001-0042",
        ),
        "compound.community_unknown": ("小区编码里的社区不在册", "The community in the code is not known"),
        "compound.unknown": ("小区不在册，或不在您的管辖范围", "No such compound, or not one of yours"),
        "compound.name_length": ("小区名称应为 1 到 60 字", "A compound's name has 1 to 60 characters"),
        "compound.address_length": ("地址最多 120 字", "An address has at most 120 characters"),
        "compound.built_year": ("建成年份应在 1900 至 2100 之间", "The year must lie between 1900 and 2100"),
        "compound.negative": ("户数和面积不能为负", "Households and area cannot be negative"),
        "enterprise.credit_code": (
            "统一社会信用代码不对：应为 18 位，且与校验码相符",
            "No unified social credit code: 18 characters whose last one must agree",
        ),
        "enterprise.unknown": (
            "没有这个信用代码的企业，请先导入企业台账",
            "No enterprise of this credit code; import the enterprises first",
        ),
        "enterprise.legal_person": ("法定代表人最多 40 字", "At most 40 characters"),
        "enterprise.staff_count": (
            "从业人数应在 0 至 100000 之间",
            "The number must lie between 0 and 100000",
        ),
        "enterprise.name_taken": (
            "同一登记地已有同名企业，信用代码不同",
            "Another enterprise of this name stands in the same place",
        ),
        "service.enterprise_missing": (
            "这种服务方式必须填写物业企业信用代码",
            "This mode of service needs the enterprise's credit code",
        ),
        "service.enterprise_not_meant": (
            "这种服务方式没有物业企业，请删去信用代码",
            "This mode of service has no enterprise; take the credit code out",
        ),
        "service.contract_number": ("合同编号最多 40 字", "A contract number has at most 40 characters"),
        "service.overlaps": (
            "与该小区已登记的另一段服务时间重叠",
            "Overlaps another service registered for this compound",
        ),
        "building.name_length": ("楼栋名称应为 1 到 30 字", "A building's name has 1 to 30 characters"),
        "owner.door_length": (
            "房号不能为空，单元和房号各最多 20 字",
            "A door is needed; at most 20 characters",
        ),
        "owner.area": (
            "面积应大于 0 且不超过 100000 平方米",
            "The area must be above 0 and at most 100000 m²",
        ),
        "owner.area_source": ("面积来源不在可选项之内", "The source of the area is not one of the list"),
        "owner.name_length": ("姓名应为 1 到 40 字", "A name has 1 to 40 characters"),
        "owner.identity_number": (
            "证件号码不对：身份证号或信用代码与校验码不符，也不是护照号；多半是被表格软件截断",
            "Neither an identity number nor a credit code whose last character agrees, nor a passport",
        ),
        "owner.two_areas": ("同一房号前后面积或来源不一致", "The same door has two areas or sources"),
        "owner.twice": ("同一业主在同一房号出现了两次", "The same owner stands twice at the same door"),
        "account.username_shape": (
            "登录名应为 3 到 60 位小写字母、数字、点或短横线",
            "A user name has 3 to 60 small letters, digits, dots or hyphens",
        ),
        "account.name_length": ("姓名、单位或岗位名称为空或过长", "A name is blank or too long"),
        "account.phone_shape": (
            "电话只能有数字、加号和短横线",
            "A phone has digits, plus signs and hyphens only",
        ),
        "account.post_twice": ("同一岗位前后类别或管辖范围不一致", "The same post has two roles or places"),
        "register.out_of_bounds": (
            "应在 %(least)s 至 %(most)s 之间",
            "Must lie between %(least)s and %(most)s",
        ),
        "register.decimals": ("最多两位小数", "Two decimals at most"),
        "register.day_missing": ("必填，不能为空", "Required, but blank"),
        "register.neighbour_refused": (
            "同一房号的另一行被拒收，整户暂不导入",
            "Another row of the same door was refused; the whole door is left as it is",
        ),
        "register.contradicts": (
            "同一小区的几行里，名称、地址、户数等不一致",
            "The rows of this compound contradict each other",
        ),
    }
)


def words(refusal: RuleBrokenError) -> tuple[str, str] | None:
    """Return the words for a refusal of a register; None where the sheet engine has its own."""
    found = WORDS.get(refusal.code)
    return (found[0] % refusal.facts, found[1] % refusal.facts) if found else None
