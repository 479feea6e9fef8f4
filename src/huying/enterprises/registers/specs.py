"""The sheets of the registers 台账表样."""

from __future__ import annotations

from huying.enterprises.registers.choices import AREAS, MODES, ROLES, UNITS
from huying.sheets.columns import CellKind, Column, SheetSpec

CODE, DATE, CHOICE = CellKind.CODE, CellKind.DATE, CellKind.CHOICE
INTEGER, DECIMAL = CellKind.INTEGER, CellKind.DECIMAL

ENTERPRISES = SheetSpec(
    name="enterprises",
    title="物业服务企业",
    natural_key=("credit_code",),
    columns=(
        Column(
            name="credit_code",
            headings=("统一社会信用代码", "信用代码", "credit code"),
            kind=CODE,
            required=True,
            max_length=18,
            note_zh="18 位，按校验码核对；列请设为文本",
            note_en="18 characters, checked by the last one; keep the column as text",
            example="91371002MA3EXAMP0F",
        ),
        Column(
            name="name",
            headings=("企业名称", "名称", "name", "enterprise"),
            required=True,
            max_length=80,
            example="示例物业服务有限公司",
        ),
        Column(
            name="place_code",
            headings=("登记地区划代码", "区划代码", "place code"),
            kind=CODE,
            required=True,
            max_length=12,
            note_zh="登记地所在区市或镇街的统计用区划代码",
            note_en="Statistical code of the district or street of registration",
            example="371002",
        ),
        Column(name="legal_person", headings=("法定代表人", "legal person"), max_length=40, example="张三"),
        Column(
            name="registered_on",
            headings=("成立日期", "登记日期", "registered on"),
            kind=DATE,
            example="2015-06-01",
        ),
        Column(name="staff_count", headings=("从业人数", "员工数", "staff"), kind=INTEGER, example="120"),
        Column(
            name="phone", headings=("联系电话", "电话", "phone"), kind=CODE, max_length=30, example="0631-5200000"
        ),
    ),
)

COMPOUNDS = SheetSpec(
    name="compounds",
    title="住宅小区",
    natural_key=("code", "service_from"),
    columns=(
        Column(
            name="code",
            headings=("小区编码", "小区代码", "compound code", "code"),
            kind=CODE,
            required=True,
            max_length=17,
            note_zh="社区 12 位区划代码，加短横线和 4 位顺序号",
            note_en="The community's 12 digits, a hyphen, and four digits",
            example="371002003001-0042",
        ),
        Column(
            name="name",
            headings=("小区名称", "小区", "名称", "compound", "name"),
            required=True,
            max_length=60,
            example="海悦花园",
        ),
        Column(
            name="aliases",
            headings=("别名", "曾用名", "aliases"),
            max_length=400,
            note_zh="多个别名用顿号隔开",
            note_en="Several are parted by 、",
            example="海悦小区、海悦家园",
        ),
        Column(name="address", headings=("地址", "坐落", "address"), max_length=120, example="竹岛路1号"),
        Column(name="households", headings=("户数", "households"), kind=INTEGER, example="860"),
        Column(
            name="area_m2",
            headings=("建筑面积平方米", "建筑面积", "area m2"),
            kind=DECIMAL,
            note_zh="平方米，最多两位小数",
            note_en="Square metres, two decimals at most",
            example="98000.50",
        ),
        Column(
            name="built_year",
            headings=("建成年份", "建成年代", "built year"),
            kind=INTEGER,
            example="2008",
        ),
        Column(
            name="mode",
            headings=("服务方式", "管理方式", "mode of service"),
            kind=CHOICE,
            choices=MODES,
            example="物业服务企业",
        ),
        Column(
            name="service_from",
            headings=("服务起始日", "服务开始日期", "service from"),
            kind=DATE,
            note_zh="填了服务方式就要填；同一小区换过物业的，每段服务一行",
            note_en="Needed with a mode; one row for each service of a compound",
            example="2020-01-01",
        ),
        Column(
            name="credit_code",
            headings=("物业企业信用代码", "统一社会信用代码", "enterprise credit code"),
            kind=CODE,
            max_length=18,
            example="91371002MA3EXAMP0F",
        ),
        Column(
            name="contract_number",
            headings=("合同编号", "合同备案号", "contract number"),
            kind=CODE,
            max_length=40,
            example="WH-2020-0042",
        ),
        Column(name="signed_on", headings=("合同签订日", "signed on"), kind=DATE, example="2019-12-20"),
        Column(
            name="fee_yuan_per_m2",
            headings=("物业费元每平方米", "物业费标准", "收费标准", "fee per m2"),
            kind=DECIMAL,
            note_zh="每平方米每月多少元，最多两位小数",
            note_en="Yuan a square metre and month, two decimals at most",
            example="1.20",
        ),
    ),
)

OWNERS = SheetSpec(
    name="owners",
    title="业主名册",
    natural_key=("compound_code", "building", "unit_name", "door", "identity"),
    columns=(
        Column(
            name="compound_code",
            headings=("小区编码", "小区代码", "compound code"),
            kind=CODE,
            required=True,
            max_length=17,
            example="371002003001-0042",
        ),
        Column(
            name="building",
            headings=("楼栋", "楼号", "building"),
            required=True,
            max_length=30,
            example="1号楼",
        ),
        Column(name="unit_name", headings=("单元", "unit"), max_length=20, example="1单元"),
        Column(
            name="door",
            headings=("房号", "室号", "门牌", "door"),
            kind=CODE,
            required=True,
            max_length=20,
            example="101",
        ),
        Column(
            name="area_m2",
            headings=("专有部分面积平方米", "专有部分面积", "建筑面积", "area m2"),
            kind=DECIMAL,
            required=True,
            note_zh="平方米，最多两位小数；登记优先于实测，实测优先于合同",
            note_en="Square metres, two decimals at most; registered before surveyed before contract",
            example="88.50",
        ),
        Column(
            name="area_source",
            headings=("面积来源", "area source"),
            kind=CHOICE,
            required=True,
            choices=AREAS,
            example="不动产登记",
        ),
        Column(
            name="name", headings=("业主姓名", "业主", "姓名", "owner"), required=True, max_length=40, example="张三"
        ),
        Column(
            name="identity",
            headings=("证件号码", "身份证号", "identity number"),
            kind=CODE,
            required=True,
            max_length=20,
            note_zh="只存不可还原的校验值；列请设为文本，否则末几位会丢失",
            note_en="Kept only as a keyed hash; keep the column as text, or its last digits are lost",
            example="",
        ),
        Column(
            name="valid_from",
            headings=("取得日期", "产权起始日", "owned from"),
            kind=DATE,
            required=True,
            example="2018-05-01",
        ),
    ),
)

PEOPLE = SheetSpec(
    name="people",
    title="人员与岗位",
    natural_key=("username", "unit_name", "unit_place", "title"),
    columns=(
        Column(
            name="username",
            headings=("登录名", "用户名", "username"),
            kind=CODE,
            required=True,
            max_length=60,
            note_zh="小写字母、数字、点、短横线，3 到 60 位",
            note_en="Small letters, digits, dots and hyphens, 3 to 60",
            example="zhang.wei",
        ),
        Column(name="name", headings=("姓名", "name"), required=True, max_length=40, example="张伟"),
        Column(
            name="phone", headings=("电话", "手机", "联系电话", "phone"), kind=CODE, max_length=30, example="0631-5200000"
        ),
        Column(
            name="unit_name",
            headings=("单位名称", "单位", "unit"),
            required=True,
            max_length=80,
            example="竹岛街道办事处",
        ),
        Column(
            name="unit_kind",
            headings=("单位类别", "unit kind"),
            kind=CHOICE,
            required=True,
            choices=UNITS,
            example="镇街",
        ),
        Column(
            name="unit_place",
            headings=("单位区划代码", "所在地区划代码", "unit place code"),
            kind=CODE,
            required=True,
            max_length=12,
            example="371002003",
        ),
        Column(
            name="subject",
            headings=("职能", "部门职能", "subject"),
            max_length=40,
            note_zh="只用于职能部门，如 housing、fire、urban_management",
            note_en="Departments only, such as housing, fire, urban_management",
            example="",
        ),
        Column(
            name="title", headings=("岗位名称", "岗位", "post"), required=True, max_length=60, example="物业专员"
        ),
        Column(
            name="role",
            headings=("岗位类别", "角色", "role"),
            kind=CHOICE,
            required=True,
            choices=ROLES,
            example="镇街经办",
        ),
        Column(
            name="post_place",
            headings=("管辖区划代码", "管辖范围", "post place code"),
            kind=CODE,
            max_length=17,
            note_zh="不填则与单位所在地相同",
            note_en="The unit's place when blank",
            example="371002003",
        ),
        Column(
            name="valid_from",
            headings=("任职日期", "任职起始日", "held from"),
            kind=DATE,
            required=True,
            example="2020-01-01",
        ),
    ),
)
