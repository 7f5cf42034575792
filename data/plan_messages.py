"""What people are told about stored plans; each kind of plan has words of its own."""

from dataclasses import dataclass

from geo.messages import Message


@dataclass(frozen=True, slots=True)
class PlanMessages:
    """What is said where a plan is unknown, has ended already, or goes on."""

    unknown: Message
    ended: Message
    goes_on: Message


PLAN_UNKNOWN = Message(
    "plan_unknown",
    zh="没有编号为“{value}”的规划方案。请到方案列表里核对编号。",
    en='there is no plan with the code "{value}"; look its code up in the list of plans',
)
PLAN_ENDED = Message(
    "plan_ended",
    zh="方案 {value} 已经结束（{status}），不能再取消。",
    en="plan {value} has ended already ({status}) and cannot be cancelled any more",
)
PLAN_GOES_ON = Message(
    "plan_goes_on",
    zh="方案 {value} 还在排队或计算，请先取消再删除。",
    en="plan {value} waits or is being computed; cancel it before it is deleted",
)
SITING_MESSAGES = PlanMessages(unknown=PLAN_UNKNOWN, ended=PLAN_ENDED, goes_on=PLAN_GOES_ON)

OUTREACH_UNKNOWN = Message(
    "outreach_plan_unknown",
    zh="没有编号为“{value}”的走访安排。请到走访安排列表里核对编号。",
    en='there is no outreach plan with the code "{value}"; look its code up in the list of '
    "outreach plans",
)
OUTREACH_ENDED = Message(
    "outreach_plan_ended",
    zh="走访安排 {value} 已经结束（{status}），不能再取消。",
    en="outreach plan {value} has ended already ({status}) and cannot be cancelled any more",
)
OUTREACH_GOES_ON = Message(
    "outreach_plan_goes_on",
    zh="走访安排 {value} 还在排队或计算，请先取消再删除。",
    en="outreach plan {value} waits or is being computed; cancel it before it is deleted",
)
OUTREACH_MESSAGES = PlanMessages(
    unknown=OUTREACH_UNKNOWN, ended=OUTREACH_ENDED, goes_on=OUTREACH_GOES_ON
)
OUTREACH_REPLACED = Message(
    "outreach_plan_replaced",
    zh="走访安排 {value} 已经由 {other} 代替，小组现在按 {other} 走访。请打开 {other} 再操作。",
    en="outreach plan {value} has been replaced by {other}, which its teams work by now; open "
    "{other} and do it there",
)
OUTREACH_GONE_ON_FROM = Message(
    "outreach_plan_gone_on_from",
    zh="走访安排 {other} 是接着 {value} 重排的，小组的日历要靠 {value} 知道取消了什么。"
    "请先删除 {other}，再删除 {value}。",
    en="outreach plan {other} goes on from {value}, and calendars tell by {value} what was "
    "cancelled; delete {other} first",
)
OUTREACH_PUBLISHED = Message(
    "outreach_plan_published",
    zh="走访安排 {value} 已经发布，小组正在使用。请先撤回再删除。",
    en="outreach plan {value} is published and its teams work by it; withdraw it before it is "
    "deleted",
)
