"""What a case is about, as closed lists 诉求要素: channel, kind, nature, urgency, privacy, topics."""

from __future__ import annotations

from enum import Enum


class Channel(Enum):
    """How a case came in 来源渠道."""

    HOTLINE = "hotline"  # 12345热线
    WEB = "web"  # 网页
    PHONE = "phone"  # 电话
    WALK_IN = "walk_in"  # 来访
    PAPER = "paper"  # 来信
    MEDIA = "media"  # 媒体
    BOARD = "board"  # 留言板
    API = "api"  # 接口
    INSPECTION = "inspection"  # 检查
    VISIT = "visit"  # 走访


CLERK_CHANNELS = (Channel.PHONE, Channel.WALK_IN, Channel.PAPER, Channel.MEDIA)
"""The channels a clerk writes down by hand."""


class Kind(Enum):
    """The kind of demand 诉求类型 (R4.1)."""

    CONSULT = "consult"  # 咨询
    HELP = "help"  # 求助
    COMPLAINT = "complaint"  # 投诉
    REPORT = "report"  # 举报
    SUGGESTION = "suggestion"  # 建议
    PRAISE = "praise"  # 表扬


class Nature(Enum):
    """Whether the firm may know who asks (house idea 6)."""

    SERVICE = "service"  # 服务请求
    COMPLAINT = "complaint"  # 投诉举报


class Urgency(Enum):
    """How fast a case must move 紧急程度."""

    NORMAL = "normal"  # 一般
    URGENT = "urgent"  # 紧急
    DANGER = "danger"  # 危险


class Privacy(Enum):
    """What the reporter chose 保密方式."""

    SHIELDED = "shielded"  # 保密
    OPEN = "open"  # 公开
    ANONYMOUS = "anonymous"  # 匿名


class PauseReason(Enum):
    """Why a clock may stand still 暂停事由: a closed list."""

    REPORTER_UNREACHABLE = "reporter_unreachable"  # 联系不上诉求人
    REPORTER_ASKED = "reporter_asked"  # 诉求人要求暂缓
    EXPERT_OPINION = "expert_opinion"  # 鉴定检测期间
    OWNERS_VOTE = "owners_vote"  # 业主共同决定期间
    FORCE_MAJEURE = "force_majeure"  # 不可抗力


class ReturnGround(Enum):
    """Why a unit may send a case back 退单事由."""

    NOT_OUR_PLACE = "not_our_place"  # 不属本辖区
    NOT_OUR_DUTY = "not_our_duty"  # 不属本单位职责
    OUT_OF_RANGE = "out_of_range"  # 不属受理范围
    DUPLICATE = "duplicate"  # 重复工单


class Purpose(Enum):
    """Why an identity is opened 查看事由."""

    HANDLING_CALL = "handling_call"  # 办理联系
    CALL_BACK = "call_back"  # 回访
    SITE_VISIT = "site_visit"  # 上门查看
    LAWFUL_REQUEST = "lawful_request"  # 依法调取


class CallBackBy(Enum):
    """Who may rate 回访主体: the reporter or an independent caller, nobody else."""

    REPORTER = "reporter"  # 诉求人
    CALLER = "caller"  # 独立回访员
    HOTLINE = "hotline"  # 热线中心


class Mark(Enum):
    """What a rate counts 计入口径."""

    CONTACTED = "contacted"  # 按时联系
    CALLED_BACK = "called_back"  # 已回访
    SOLVED = "solved"  # 已解决
    SATISFIED = "satisfied"  # 满意
    UNSOLVED = "unsolved"  # 未解决
    DISSATISFIED = "dissatisfied"  # 不满意
    ANSWERED = "answered"  # 已答复
    ON_TIME = "on_time"  # 按时答复
    OPEN = "open"  # 未办结


class PhotoMoment(Enum):
    """When a photograph was taken, by the work it shows 照片时点."""

    NONE = ""  # 未注明
    BEFORE = "before"  # 处理前
    AFTER = "after"  # 处理后
