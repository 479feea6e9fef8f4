"""Heading layouts as centres use them, with rows of our own making 表头样式: each must come in without any mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Rows = "Sequence[Sequence[object]]"
PHONE = "13800001234"

LAYOUTS: Mapping[str, tuple[Sequence[Sequence[object]], Mapping[str, object]]] = {
    "centre of a prefecture": (
        [
            [
                "工单编号",
                "来电时间",
                "诉求人",
                "联系电话",
                "诉求类型",
                "区县",
                "街道",
                "诉求内容",
                "派单时间",
                "办理时限",
            ],
            [
                "W1",
                "2021-05-31 09:00",
                "王**",
                PHONE,
                "求助",
                "环翠区",
                "竹岛街道",
                "电梯停运",
                "2021-05-31 10:00",
                "5个工作日",
            ],
        ],
        {"address": "环翠区 竹岛街道"},
    ),
    "capital's sheet by districts": (
        [
            [
                "序号",
                "工单编号",
                "来电时间",
                "来电人",
                "来电号码",
                "诉求性质",
                "被反映区",
                "街乡镇",
                "主要内容",
                "派单时间",
                "办理截止时间",
                "联系情况",
                "解决情况",
                "满意情况",
            ],
            [
                1,
                "W1",
                "2021/5/31 9:00",
                "张先生",
                PHONE,
                "投诉",
                "环翠区",
                "竹岛街道",
                "停车收费",
                "2021/5/31 10:00",
                "2021/6/7 18:00",
                "已联系",
                "未解决",
                "不满意",
            ],
        ],
        {"address": "环翠区 竹岛街道", "solved": False, "satisfied": False},
    ),
    "southern city's acceptance list": (
        [
            [
                "受理单号",
                "受理时间",
                "市民姓名",
                "联系方式",
                "工单类型",
                "工单标题",
                "工单内容",
                "发生地址",
                "处理单位",
                "转派时间",
                "要求办结时间",
                "当前状态",
            ],
            [
                "W1",
                "2021年5月31日 9时",
                "李女士",
                PHONE,
                "咨询",
                "物业费",
                "物业费标准是多少",
                "竹岛路1号",
                "某物业",
                "2021年5月31日 10时",
                "2021年6月7日",
                "办理中",
            ],
        ],
        {"address": "竹岛路1号", "title": "物业费"},
    ),
    "message board": (
        [
            ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"],
            ["W1", "U1", "垃圾清运", "2021-05-31 09:00:00", "垃圾三天没有清运"],
        ],
        {"title": "垃圾清运"},
    ),
    "title, unit and date above the header": (
        [
            ["某市12345热线交办单汇总"],
            ["填报单位：某中心", "", "填报日期：2021年6月1日"],
            [],
            ["交办单号", "来电日期", "反映人", "手机号码", "反映内容", "所在小区", "交办日期", "办结期限", "承办部门"],
            ["W1", "20210531", "赵某", PHONE, "路灯不亮", "海悦花园", "20210531", "3天", "某部门"],
        ],
        {"address": "海悦花园"},
    ),
    "two header rows with groups": (
        [
            ["基本信息", "", "", "", "回访情况", "", ""],
            ["诉求编号", "诉求时间", "姓名", "诉求内容", "是否联系", "是否解决", "是否满意"],
            ["W1", "2021-05-31 09:00", "孙某", "楼道灯坏", "是", "已解决", "满意"],
        ],
        {"solved": True, "satisfied": True},
    ),
    "answered orders of a month": (
        [
            [
                "工单流水号",
                "上报时间",
                "诉求人姓名",
                "问题描述",
                "责任单位",
                "派发时间",
                "截止日期",
                "实际办结时间",
                "处理结果",
                "满意度评价",
            ],
            [
                "W1",
                "2021-05-20 09:00",
                "周某",
                "绿化缺株",
                "某物业",
                "2021-05-20 10:00",
                "2021-05-27",
                "2021-05-25 15:00",
                "已补栽",
                "基本满意",
            ],
        ],
        {"satisfied": True},
    ),
    "English export": (
        [
            ["external_id", "received_at", "user", "phone", "title", "text", "kind"],
            ["W1", "2021-05-31T09:00:00+08:00", "u", PHONE, "lift", "the lift stands still", "complaint"],
        ],
        {"title": "lift"},
    ),
    "headings with remarks and stars": (
        [
            ["*工单编号（唯一）", "受理日期【必填】", "来电人姓名", "联系号码", "具体内容(200字以内)", "限办时间"],
            ["W1", "2021-05-31", "吴某", PHONE, "供暖不热", "24小时"],
        ],
        {"title": "供暖不热"},
    ),
}
"""The cells of each sheet, and what must have been understood of its one order."""
