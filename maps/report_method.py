"""How a plan is made and what its words mean, for readers who have not seen the program."""

from collections.abc import Sequence

from geo.messages import Language, Message
from planner.plan_reports import PlanReport

TERMS = (
    (
        Message("report_term_covered", zh="覆盖", en="Covered"),
        Message(
            "report_means_covered",
            zh="一个地方的人有空时，能在规定的单程时间内到达开着门、办所需服务的服务点，办完事，"
            "并在空闲结束前回来；一周里这样的日子不少于规定的天数。不同的日子可以去不同的服务点。",
            en="When the people of a place are free they can reach an open service point with the "
            "services asked for within the longest way, finish there, and be back in time, on at "
            "least so many days a week. Different days may come from different service points.",
        ),
    ),
    (
        Message("report_term_demand", zh="人数", en="People"),
        Message(
            "report_means_demand",
            zh="公寓的住户、园区和企业的职工；园区里的企业算在园区里。人数不详的算作 0。",
            en="Residents of apartments, workers of parks, employees of firms; a firm in a park "
            "counts in the park. Unknown numbers count as nobody.",
        ),
    ),
    (
        Message("report_term_free", zh="有空的时间", en="Free hours"),
        Message(
            "report_means_free",
            zh="各处自己填写的下班时间；没有填写的，按这类地方的默认时间，这是假设。",
            en="As each place gives them; where none are given, an assumed default for its kind.",
        ),
    ),
    (
        Message("report_term_bound", zh="上限", en="Bound"),
        Message(
            "report_means_bound",
            zh="用数学方法证明的：同样的预算和限制下，任何方案覆盖的人都不会超过它。"
            "方案与上限的差距，就是方案还可能改进的余地。",
            en="Proven: no plan within the same budget and limits covers more. What a plan is "
            "short of it is all that could still be won.",
        ),
    ),
    (
        Message("report_term_gap", zh="缺口", en="Gap"),
        Message(
            "report_means_gap",
            zh="方案之后仍未覆盖的人。原因取最先成立的一个：路太远（规定的单程时间内没有服务点）、"
            "缺服务（有服务点，但不办所需服务）、时间对不上（大家有空时没有开门）。",
            en="People still not covered, with the first reason that holds: too far (no service "
            "point within the longest way), not offered (none of those gives the services asked "
            "for), closed when free (they are open at other times).",
        ),
    ),
    (
        Message("report_term_visits", zh="走访名单", en="Visiting list"),
        Message(
            "report_means_visits",
            zh="在允许的地点和时段里，花再多钱也覆盖不到的地方，只能派人上门服务。",
            en="Places that no allowed site and hours cover at any price, so that staff must go.",
        ),
    ),
)
METHOD = (
    Message(
        "report_method_choice",
        zh="新设服务点和延长开放时间一起选择：在总预算和各项限制内，用混合整数规划（HiGHS）求覆盖人数"
        "最多的组合；覆盖一样多时，取更省的。有保底比例的，先尽量满足保底。",
        en="New service points and longer hours are chosen together: the combination that covers "
        "most people within the budget and limits, by mixed-integer programming (HiGHS); of those "
        "that cover as many, the cheaper. Floors are met first, as far as they can be.",
    ),
    Message(
        "report_method_hours",
        zh="已有服务点的开放时间只加不减；暂停和关闭的服务点不变。",
        en="Hours of existing service points are never cut; suspended and closed ones stay as they "
        "are.",
    ),
    Message(
        "report_method_cost",
        zh="新设服务点的年费用 = 建设费 ÷ 摊销年数 + 房租 + 52 × 每周开放小时 × 每小时人员费用；"
        "延长开放时间的年费用 = 52 × 每周增加小时 × 每小时人员费用。",
        en="A new service point costs, a year: setup ÷ years + rent + 52 × weekly hours × staff "
        "per hour; longer hours cost 52 × added weekly hours × staff per hour.",
    ),
)
CAUTIONS = (
    Message(
        "report_caution_estimate",
        zh="所有人数都是估算：“覆盖”是说去得了、办得上，不等于一定会去，也没有考虑排队。",
        en="All numbers of people are estimates: covered means that one can go and be served, not "
        "that one will, and queues are not considered.",
    ),
    Message(
        "report_caution_week",
        zh="按平常的一周计算，不含节假日、临时停办和堵车。",
        en="It is about a typical week, without holidays, closures and traffic.",
    ),
    Message(
        "report_caution_place",
        zh="人都算在公寓、园区或企业所在的那一点上，不区分班次。",
        en="People are where their apartment, park or firm is, all together; shifts are not told "
        "apart.",
    ),
    Message(
        "report_caution_costs",
        zh="费用是按假设推算的；立项前请用本地的租金、人员费用和备选点的实际报价再算一次。",
        en="Costs follow from assumptions; plan again with local rents, wages and offers before "
        "money is promised.",
    ),
)
CAUTION_ESTIMATED = Message(
    "report_caution_estimated",
    zh="路上时间按直线距离推算，不知道河流和围墙；花钱之前，请先导入路网再算一次。",
    en="Ways are estimated from straight lines, which know no rivers and walls; build a street "
    "network and plan again before money is spent.",
)


def terms(language: Language) -> Sequence[tuple[str, str]]:
    """Say what the words of the report mean."""
    return [(term.text(language), meaning.text(language)) for term, meaning in TERMS]


def method(language: Language) -> Sequence[str]:
    """Say how the plan was chosen."""
    return [message.text(language) for message in METHOD]


def cautions(plan: PlanReport, language: Language) -> Sequence[str]:
    """Say what the figures do not know; first of all that ways were estimated, if they were."""
    is_estimated = plan["travel_method"] == "estimated"
    messages = [CAUTION_ESTIMATED, *CAUTIONS] if is_estimated else CAUTIONS
    return [message.text(language) for message in messages]
