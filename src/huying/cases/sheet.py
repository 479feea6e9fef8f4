"""The sheet of cases 工单表: headings as hotline centres and message boards write them."""

from __future__ import annotations

import tomllib
from importlib import resources

from huying.rules.case_facts import Kind
from huying.rules.topics import TOPICS
from huying.sheets.columns import CellKind, Choice, Column, SheetSpec

HEADINGS: dict[str, tuple[str, ...]] = {
    name: tuple(words)
    for name, words in tomllib.loads(
        resources.files("huying.cases").joinpath("data", "headings.toml").read_text(encoding="utf-8")
    ).items()
}
"""What the columns are called, ours first."""
KIND_LABELS = {
    Kind.CONSULT: ("咨询", "consult", "咨询类"),
    Kind.HELP: ("求助", "help", "求助类", "求决"),
    Kind.COMPLAINT: ("投诉", "complaint", "投诉类", "投诉举报"),
    Kind.REPORT: ("举报", "report", "举报类"),
    Kind.SUGGESTION: ("建议", "suggestion", "建议类", "意见建议", "意见"),
    Kind.PRAISE: ("表扬", "praise", "感谢", "表扬类", "感谢表扬", "thanks"),
}
UNSAID = Choice("", ("未评价", "未回访", "未接通", "不详", "-", "—", "/", "not said"))
SOLVED = (
    Choice("1", ("是", "已解决", "解决", "solved")),
    Choice("0", ("否", "未解决", "部分解决", "unsolved")),
    UNSAID,
)
SATISFIED = (
    Choice("1", ("是", "满意", "非常满意", "基本满意", "satisfied")),
    Choice("0", ("否", "不满意", "非常不满意", "一般", "unsatisfied")),
    UNSAID,
)
CONTACTED = (Choice("1", ("是", "已联系", "联系", "contacted")), Choice("0", ("否", "未联系", "not contacted")), UNSAID)
PRIVATE = (Choice("1", ("是", "保密", "private")), Choice("0", ("否", "不保密", "公开", "open")), UNSAID)
NUMBER = Column(
    name="external_id",
    headings=HEADINGS["external_id"],
    kind=CellKind.CODE,
    max_length=64,
    note_zh="来源平台的编号；同一编号再次派单记为新一轮；没有编号时按诉求人、时间、标题、内容识别同一件",
    note_en="the sender's number; the same number dispatched later is a new round; without one the words identify it",
    example="20210601000123",
)
WORDS = (
    Column(
        name="user",
        headings=HEADINGS["user"],
        max_length=60,
        note_zh="可为隐去部分的姓名；加密单独存放",
        note_en="may be masked; kept sealed apart",
        example="王**",
    ),
    Column(
        name="phone",
        headings=HEADINGS["phone"],
        kind=CellKind.CODE,
        max_length=60,
        note_zh="可隐去部分、带分机或写两个；加密单独存放",
        note_en="may be masked, have an extension, or be two; kept sealed apart",
        example="138****1234",
    ),
    Column(
        name="title",
        headings=HEADINGS["title"],
        max_length=500,
        example="海悦花园3号楼电梯停运",
    ),
    Column(
        name="received_at",
        headings=HEADINGS["received_at"],
        kind=CellKind.INSTANT,
        required=True,
        example="2021-06-01 10:00",
    ),
    Column(
        name="text",
        headings=HEADINGS["text"],
        required=True,
        max_length=20000,
        example="3号楼电梯昨天起停运，老人上下楼困难。",
    ),
    Column(
        name="kind",
        headings=HEADINGS["kind"],
        kind=CellKind.CHOICE,
        choices=tuple(Choice(kind.value, labels) for kind, labels in KIND_LABELS.items()),
        example="求助",
    ),
    Column(
        name="topic",
        headings=HEADINGS["topic"],
        kind=CellKind.CHOICE,
        choices=tuple(Choice(topic.code, (topic.code, topic.chinese)) for topic in TOPICS.values()),
        note_zh="不填则由系统建议、人工核定",
        note_en="left blank, the system suggests and a person confirms",
    ),
    Column(name="is_private", headings=HEADINGS["is_private"], kind=CellKind.YES_NO, choices=PRIVATE, example="是"),
)
PLACES = (
    Column(
        name="place_code",
        headings=HEADINGS["place_code"],
        kind=CellKind.CODE,
        max_length=17,
        note_zh="统计用区划代码；填写就必须在册",
        note_en="statistical code; must be in the register where given",
        example="371002003001",
    ),
    Column(
        name="compound_code",
        headings=HEADINGS["compound_code"],
        kind=CellKind.CODE,
        max_length=17,
        note_zh="12 位社区代码、短横线、4 位序号；填写就必须在册",
        note_en="twelve digits, a hyphen, four digits; must be in the register where given",
        example="371002003001-0001",
    ),
    Column(
        name="district",
        headings=HEADINGS["district"],
        max_length=60,
    ),
    Column(
        name="street",
        headings=HEADINGS["street"],
        max_length=60,
    ),
    Column(
        name="community",
        headings=HEADINGS["community"],
        max_length=60,
    ),
    Column(
        name="compound_name",
        headings=HEADINGS["compound_name"],
        max_length=60,
        note_zh="地名只作文字：对不上也不拒收，交市级核定地点",
        note_en="place words are words: never refused; the city's post determines the place",
    ),
    Column(
        name="address",
        headings=HEADINGS["address"],
        max_length=500,
    ),
)
OUTSIDE = (
    Column(
        name="handler",
        headings=HEADINGS["handler"],
        max_length=120,
    ),
    Column(
        name="dispatched_at",
        headings=HEADINGS["dispatched_at"],
        kind=CellKind.INSTANT,
        note_zh="同一编号、更晚的派单时间记为新一轮",
        note_en="the same number with a later time is a new round",
        example="2021-06-01 11:00",
    ),
    Column(
        name="limit_at",
        headings=HEADINGS["limit_at"],
        kind=CellKind.LIMIT,
        note_zh="平台时限，以它为准，内部时限提前结束；也可写“5个工作日”，自派单起算",
        note_en="the platform's limit wins, ours ends earlier; 5个工作日 is counted from the dispatch",
        example="2021-06-08 18:00",
    ),
    Column(
        name="status",
        headings=HEADINGS["status"],
        max_length=40,
    ),
    Column(name="urged_at", headings=HEADINGS["urged_at"], kind=CellKind.INSTANT),
    Column(name="redo_at", headings=HEADINGS["redo_at"], kind=CellKind.INSTANT),
    Column(
        name="contacted",
        headings=HEADINGS["contacted"],
        kind=CellKind.YES_NO,
        choices=CONTACTED,
    ),
    Column(
        name="solved",
        headings=HEADINGS["solved"],
        kind=CellKind.YES_NO,
        choices=SOLVED,
    ),
    Column(
        name="satisfied",
        headings=HEADINGS["satisfied"],
        kind=CellKind.YES_NO,
        choices=SATISFIED,
    ),
    Column(
        name="reply",
        headings=HEADINGS["reply"],
        max_length=20000,
    ),
    Column(
        name="reply_at",
        headings=HEADINGS["reply_at"],
        kind=CellKind.INSTANT,
    ),
)
CASES = SheetSpec(
    name="cases",
    title="工单导入模板",
    columns=(NUMBER, *WORDS, *PLACES, *OUTSIDE),
    natural_key=("external_id",),
    repeats=True,
)
HANDED_BACK = ("external_id", "title", "received_at", "reply", "reply_at")
"""What a reply sheet holds, in the sender's own headings."""
