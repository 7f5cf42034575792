"""The words that lists use for fixed choices; the first is the one we write ourselves."""

from collections.abc import Mapping
from enum import StrEnum

from geo.places import Host, PlaceKind, Status, Tier, UnionLevel, UnionStatus
from planner.visits import VisitOutcome


class DayKind(StrEnum):
    """How a day of the calendar differs from the plain week."""

    HOLIDAY = "holiday"
    MAKEUP_WORKDAY = "makeup_workday"


Spoken = Mapping[StrEnum, tuple[str, ...]]

TIER_WORDS: Spoken = {
    Tier.DISTRICT_CENTRE: ("区级中心", "区中心", "区服务中心", "district center"),
    Tier.SUBDISTRICT_CENTRE: (
        "街道分中心", "分中心", "街镇分中心", "街道中心", "subdistrict center",
    ),
    Tier.STATION: ("站点", "服务站", "服务站点", "基层站点", "基层服务站"),
    Tier.CONTACT_POINT: ("联系点", "服务联系点"),
    Tier.MOBILE_DESK: ("流动服务点", "流动服务", "流动窗口", "流动服务站"),
}  # fmt: skip
HOST_WORDS: Spoken = {
    Host.OFFICE: ("办公场所", "机关", "办公楼", "办公"),
    Host.APARTMENT: ("公寓", "职工公寓", "宿舍", "员工宿舍"),
    Host.PARK: ("园区", "工业园区", "产业园", "产业园区"),
    Host.PLAZA: ("广场", "商场", "商圈", "商业广场"),
    Host.FIRM: ("企业", "公司"),
    Host.COMMUNITY: ("社区", "居委", "居委会", "党群服务中心"),
}
STATUS_WORDS: Spoken = {
    Status.PLANNED: ("规划", "规划中", "筹建", "筹备", "筹备中", "计划"),
    Status.OPEN: ("开放", "正常", "运行", "运行中", "在用", "营业"),
    Status.SUSPENDED: ("暂停", "暂停服务", "停用"),
    Status.CLOSED: ("关闭", "已关闭", "撤销", "已撤销"),
}
LEVEL_WORDS: Spoken = {
    UnionLevel.FIRM: ("企业", "企业级", "企业工会", "单位"),
    UnionLevel.PARK: ("园区", "园区级", "园区工会"),
    UnionLevel.SUBDISTRICT: ("街道", "街镇", "街道级", "街镇级", "镇", "乡镇"),
    UnionLevel.DISTRICT: ("区", "区级", "区县", "区总工会"),
    UnionLevel.CITY: ("市", "市级", "市总工会"),
}
UNION_STATUS_WORDS: Spoken = {
    UnionStatus.OWN: ("单建", "独立", "独立建会", "单独建会"),
    UnionStatus.JOINT: ("合建", "联合", "联合建会", "联合工会"),
    UnionStatus.NONE: ("未建", "未建会", "无", "没有"),
}
DAY_WORDS: Spoken = {
    DayKind.HOLIDAY: ("节假日", "假日", "放假", "休", "法定节假日"),
    DayKind.MAKEUP_WORKDAY: ("调休", "补班", "上班", "调休上班", "班"),
}
PLACE_WORDS: Spoken = {
    PlaceKind.APARTMENT: ("公寓", "职工公寓", "宿舍", "员工宿舍"),
    PlaceKind.PARK: ("园区", "工业园区", "产业园", "产业园区"),
    PlaceKind.FIRM: ("企业", "公司", "单位"),
}
OUTCOME_WORDS: Spoken = {
    VisitOutcome.MET: ("见到", "见到了", "已见到", "见到了大家", "已走访", "完成"),
    VisitOutcome.NOBODY_THERE: ("没有人", "没人", "无人", "没有人在", "没见到", "未见到"),
    VisitOutcome.REFUSED: (
        "不方便接待", "不便接待", "对方不方便接待", "不方便", "不接待", "拒绝", "谢绝",
    ),
    VisitOutcome.POSTPONED: ("改天", "改天再来", "改期", "另约", "推迟", "延期"),
}  # fmt: skip

WORDS_OF: Mapping[type[StrEnum], Spoken] = {
    Tier: TIER_WORDS,
    Host: HOST_WORDS,
    Status: STATUS_WORDS,
    UnionLevel: LEVEL_WORDS,
    UnionStatus: UNION_STATUS_WORDS,
    DayKind: DAY_WORDS,
    PlaceKind: PLACE_WORDS,
    VisitOutcome: OUTCOME_WORDS,
}
