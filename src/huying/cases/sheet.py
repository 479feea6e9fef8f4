"""The sheet of cases 工单表: headings as hotline centres and message boards write them."""

from __future__ import annotations

from huying.rules.case_facts import Kind
from huying.rules.topics import TOPICS
from huying.sheets.columns import CellKind, Choice, Column, SheetSpec

KIND_LABELS = {
    Kind.CONSULT: ("咨询", "consult"),
    Kind.HELP: ("求助", "help"),
    Kind.COMPLAINT: ("投诉", "complaint"),
    Kind.REPORT: ("举报", "report"),
    Kind.SUGGESTION: ("建议", "suggestion"),
    Kind.PRAISE: ("表扬", "praise"),
}
COLUMNS = (
    Column(
        name="external_id",
        headings=(
            "工单编号",
            "留言编号",
            "工单号",
            "受理编号",
            "诉求编号",
            "external_id",
            "message_id",
            "number",
            "id",
        ),
        kind=CellKind.CODE,
        max_length=64,
        note_zh="来源平台的编号；同一编号再次派单记为新一轮",
        note_en="number of the sender; the same number dispatched again is a new round",
        example="20210601000123",
    ),
    Column(
        name="user",
        headings=("来电人", "留言用户", "诉求人", "姓名", "联系人", "user", "user_id", "name"),
        max_length=60,
    ),
    Column(
        name="phone", headings=("联系电话", "来电号码", "手机号", "电话", "phone"), kind=CellKind.CODE, max_length=30
    ),
    Column(
        name="title",
        headings=("标题", "留言主题", "工单标题", "诉求标题", "主题", "title"),
        max_length=500,
        example="海悦花园3号楼电梯停运",
    ),
    Column(
        name="received_at",
        headings=("受理时间", "留言时间", "来电时间", "诉求时间", "创建时间", "received_at", "created_at", "time"),
        kind=CellKind.INSTANT,
        required=True,
        example="2021-06-01 10:00",
    ),
    Column(
        name="text",
        headings=("诉求内容", "留言详情", "工单内容", "内容", "详情", "text", "body"),
        required=True,
        max_length=20000,
    ),
    Column(
        name="dispatched_at",
        headings=("派单时间", "下派时间", "转办时间", "dispatched_at"),
        kind=CellKind.INSTANT,
    ),
    Column(
        name="limit_at", headings=("办理期限", "截止时间", "办结时限", "到期时间", "limit_at"), kind=CellKind.INSTANT
    ),
    Column(name="status", headings=("工单状态", "状态", "status"), max_length=40),
    Column(name="urged_at", headings=("催办时间", "urged_at"), kind=CellKind.INSTANT),
    Column(name="redo_at", headings=("退回重办时间", "重办时间", "redo_at"), kind=CellKind.INSTANT),
    Column(name="solved", headings=("回访是否解决", "是否解决", "solved"), kind=CellKind.YES_NO),
    Column(name="satisfied", headings=("回访是否满意", "是否满意", "satisfied"), kind=CellKind.YES_NO),
    Column(
        name="kind",
        headings=("诉求类型", "工单类型", "类型", "kind"),
        kind=CellKind.CHOICE,
        choices=tuple(Choice(kind.value, labels) for kind, labels in KIND_LABELS.items()),
    ),
    Column(
        name="topic",
        headings=("主题代码", "topic"),
        kind=CellKind.CHOICE,
        choices=tuple(Choice(topic.code, (topic.code, topic.chinese)) for topic in TOPICS.values()),
    ),
    Column(name="place_code", headings=("区划代码", "place_code"), kind=CellKind.CODE, max_length=17),
    Column(name="compound_code", headings=("小区代码", "compound_code"), kind=CellKind.CODE, max_length=17),
    Column(name="address", headings=("地址", "事发地址", "address"), max_length=120),
    Column(name="reply", headings=("答复意见", "回复内容", "办理结果", "reply"), max_length=20000),
    Column(
        name="reply_at",
        headings=("答复时间", "回复时间", "reply_at", "replied_at", "reply_time"),
        kind=CellKind.INSTANT,
    ),
)
CASES = SheetSpec(name="cases", title="工单导入模板", columns=COLUMNS, natural_key=("external_id",), repeats=True)
HANDED_BACK = ("external_id", "title", "received_at", "reply", "reply_at")
"""What a reply sheet holds, in the sender's own headings."""
