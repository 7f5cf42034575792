"""Why each action of a plan is taken, and what more money would add: one sentence each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from api.use_cases.planning_inputs import CoverageRequest
from geo.messages import Language, Message
from geo.spoken_hours import speak_hours
from geo.streets import IndexArray
from geo.travel import Mode
from geo.week_hours import to_week_text
from planner.build_schedule import ScheduledAction
from planner.coverage import Reason
from planner.demand import Demand
from planner.explanations import Explanation
from planner.options import Actions
from planner.sites import Sites

NEW_SITE = Message(
    "why_new_site",
    zh="在{name}开设服务点（{hours}）",
    en="Open a service point at {name} ({hours})",
)
LONGER_HOURS = Message(
    "why_longer_hours",
    zh="延长{name}的开放时间（改为{hours}，每周多 {added:,g} 小时）",
    en="Open {name} longer ({hours}; {added:,g} h more a week)",
)
SERVES = Message(
    "why_serves",
    zh="{action}，可服务{places}的 {people}",
    en="{action}: it serves {people} at {places}",
)
SERVES_TOGETHER = Message(
    "why_serves_together",
    zh="{action}，单独看不增加人数，和第 {partners} 项一起才能服务{places}的 {people}",
    en="{action}: alone it covers nobody new, but together with {partners} it serves {people} at "
    "{places}",
)
BACKS_UP = Message(
    "why_backs_up",
    zh="{action}，不增加覆盖人数，但让{places}的 {people}多一个可去的服务点",
    en="{action}: it covers nobody new, but gives {people} at {places} a second service point to "
    "go to",
)
ADDS_NOBODY = Message(
    "why_adds_nobody", zh="{action}，不增加覆盖人数", en="{action}: it covers nobody new"
)
REASONS = {
    Reason.DISTANCE: Message(
        "why_reason_distance",
        zh="{who}现在{way} {minutes:g} 分钟内没有服务点",
        en="today there is no service point within {minutes:g} min {way} for {who}",
    ),
    Reason.SERVICE: Message(
        "why_reason_service",
        zh="{who}现在{way} {minutes:g} 分钟内的服务点都不办所需业务",
        en="today no service point within {minutes:g} min {way} offers {who} what is needed",
    ),
    Reason.HOURS: Message(
        "why_reason_hours",
        zh="{who}有空时，附近的服务点现在开放得不够",
        en="today the service points near {who} are not open enough when they are free",
    ),
}
WAYS = {
    Mode.WALK: Message("why_way_walk", zh="步行", en="on foot"),
    Mode.BIKE: Message("why_way_bike", zh="骑自行车", en="by bike"),
    Mode.EBIKE: Message("why_way_ebike", zh="骑电动车", en="by e-bike"),
    Mode.DRIVE: Message("why_way_drive", zh="开车", en="by car"),
}
ONLY_THIS = Message(
    "why_only_this",
    zh="{who}少了这一项就覆盖不到",
    en="without it the plan would not cover {who}",
)
MORE_TOGETHER = Message(
    "why_more_together",
    zh="和第 {partners} 项一起还可再服务 {people:,} 人",
    en="together with {partners} it serves {people:,} more",
)
THEY = Message("why_they", zh="他们", en="them")
ALL_THESE = Message("why_all_these", zh="全部 {people:,} 人", en="any of the {people:,}")
SOME_OF_THEM = Message("why_some_of_them", zh="其中 {people:,} 人", en="{people:,} of them")
THIS_PERSON = Message("why_this_person", zh="这 1 人", en="this person")
PEOPLE = Message("why_people", zh="{people:,} 人", en="{people:,} people")
PERSON = Message("why_person", zh="{people} 人", en="{people} person")
MORE_PEOPLE = Message("why_more_people", zh="{people:,} 人", en="{people:,} more people")
MORE_PERSON = Message("why_more_person", zh="{people} 人", en="{people} more person")
PLACES = Message("why_places", zh="{name}等 {count:,} 处", en="{name} and {others:,} more")
PARTNER = Message("why_partner", zh="{last}", en="action {last}")
PARTNERS = Message("why_partners", zh="{first}、{last}", en="actions {first} and {last}")
PARTNERS_AND_OTHERS = Message(
    "why_partners_and_others",
    zh="{first}、{last} 等 {count}",
    en="actions {first}, {last} and {others} more",
)
MOST_PARTNERS = 3
NEXT_TENTH = Message(
    "plan_next_tenth",
    zh="再增加 10% 预算（到 {budget:,.0f} 元/年），估计还可多覆盖 {people}。",
    en="10% more budget ({budget:,.0f} yuan a year) would cover about {people}.",
)
NEXT_TENTH_FLOORS = Message(
    "plan_next_tenth_floors",
    zh="再增加 10% 预算（到 {budget:,.0f} 元/年），会先用来补各工会的保底，"
    "覆盖的总人数反而少 {people:,} 人。",
    en="10% more budget ({budget:,.0f} yuan a year) would first go into the floors of unions, and "
    "cover {people:,} fewer in all.",
)
NEXT_TENTH_NOBODY = Message(
    "plan_next_tenth_nobody",
    zh="再增加 10% 预算（到 {budget:,.0f} 元/年），没有找到能多覆盖人的做法：可能要增加更多、"
    "放宽其他限额，或者剩下的人只能靠走访。",
    en="10% more budget ({budget:,.0f} yuan a year) covers nobody more that we could find: it may "
    "take more money, wider limits, or visits to those who are left.",
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Some people of a plan: how many, in how many places, and where most of them are."""

    people: int = 0
    places: int = 0
    largest_place: str = ""


@dataclass(frozen=True, slots=True)
class ActionStory:
    """What the sentence about one action tells.

    `opening_hours` is the whole new week as `to_week_text` writes it. `served` are those it covers
    in its turn; of them `only_here` would lose their cover without it, and `reason_people` are
    kept from a service point by `reason` today. `together` are covered only once the later actions
    of the orders `partners` are taken as well; where nobody is `served`, the reason is theirs.
    """

    is_new: bool
    name: str
    opening_hours: str
    weekly_hours_added: float
    mode: Mode
    minutes: float
    served: Audience = Audience()
    together: Audience = Audience()
    partners: tuple[int, ...] = ()
    backed_up: Audience = Audience()
    only_here: int = 0
    reason: Reason | None = None
    reason_people: int = 0


def action_reasons(
    explanations: Sequence[Explanation],
    scheduled: Sequence[ScheduledAction],
    actions: Actions,
    *,
    demand: Demand,
    sites: Sites,
    request: CoverageRequest,
) -> list[dict[Language, str]]:
    """Say in every language why each action is taken.

    Explanations and actions come in the order of the plan; `sites` are the existing ones and then
    the candidates, as the actions count them.
    """
    stories = [
        _story(explanation, each.action, actions, demand=demand, sites=sites, request=request)
        for explanation, each in zip(explanations, scheduled, strict=True)
    ]
    return [{language: reason_text(story, language) for language in Language} for story in stories]


def reason_text(story: ActionStory, language: Language) -> str:
    """Say in one sentence what an action is, whom it serves, and why they need it."""
    parts = [_what_it_does(story, language)]
    subject = story.served if story.served.people else story.together
    if story.reason is not None:
        who = _who(story.reason_people, subject.people, language, everyone=THEY)
        way = WAYS[story.mode].text(language)
        parts.append(REASONS[story.reason].text(language, who=who, way=way, minutes=story.minutes))
    if story.only_here:
        who = _who(story.only_here, subject.people, language, everyone=ALL_THESE)
        parts.append(ONLY_THIS.text(language, who=who))
    if story.served.people and story.together.people:
        partners, people = _partners(story.partners, language), story.together.people
        parts.append(MORE_TOGETHER.text(language, partners=partners, people=people))
    comma, stop = ("；", "。") if language is Language.CHINESE else ("; ", ".")
    return comma.join(parts) + stop


def next_tenth_text(language: Language, *, budget: float, people_more: int) -> str:
    """Say how many people more a tenth more money covers; `budget` has the tenth in it."""
    if people_more < 0:
        return NEXT_TENTH_FLOORS.text(language, budget=budget, people=-people_more)
    if people_more == 0:
        return NEXT_TENTH_NOBODY.text(language, budget=budget)
    people = (MORE_PERSON if people_more == 1 else MORE_PEOPLE).text(language, people=people_more)
    return NEXT_TENTH.text(language, budget=budget, people=people)


def _what_it_does(story: ActionStory, language: Language) -> str:
    """Say what is opened, and for whom."""
    said = {"action": _action(story, language)}
    if story.served.people:
        return SERVES.text(language, **said, **_whom(story.served, language))
    if story.together.people:
        said["partners"] = _partners(story.partners, language)
        return SERVES_TOGETHER.text(language, **said, **_whom(story.together, language))
    if story.backed_up.people:
        return BACKS_UP.text(language, **said, **_whom(story.backed_up, language))
    return ADDS_NOBODY.text(language, **said)


def _action(story: ActionStory, language: Language) -> str:
    return (NEW_SITE if story.is_new else LONGER_HOURS).text(
        language,
        name=story.name,
        hours=speak_hours(story.opening_hours, language),
        added=story.weekly_hours_added,
    )


def _whom(audience: Audience, language: Language) -> dict[str, str]:
    """Say how many they are, and where."""
    people = (PERSON if audience.people == 1 else PEOPLE).text(language, people=audience.people)
    name, count = audience.largest_place, audience.places
    several = PLACES.text(language, name=name, count=count, others=count - 1)
    return {"people": people, "places": several if count > 1 else name}


def _who(people: int, of: int, language: Language, *, everyone: Message) -> str:
    """Name some of the people a sentence is about, or all of them."""
    if people < of:
        return SOME_OF_THEM.text(language, people=people)
    return (THIS_PERSON if of == 1 else everyone).text(language, people=people)


def _partners(orders: Sequence[int], language: Language) -> str:
    """Name other actions by their order, the first few of them if they are many."""
    comma = "、" if language is Language.CHINESE else ", "
    *first, last = map(str, orders[:MOST_PARTNERS])
    others = len(orders) - MOST_PARTNERS
    message = PARTNERS_AND_OTHERS if others > 0 else PARTNERS if first else PARTNER
    return message.text(
        language, first=comma.join(first), last=last, count=len(orders), others=others
    )


def _story(
    explanation: Explanation,
    action: int,
    actions: Actions,
    *,
    demand: Demand,
    sites: Sites,
    request: CoverageRequest,
) -> ActionStory:
    served = _audience(demand, explanation.reached)
    subject = explanation.reached if served.people else explanation.together
    only_here = np.intersect1d(explanation.only_here, subject)
    reason = explanation.reason
    return ActionStory(
        is_new=bool(actions.is_new[action]),
        name=sites.names[int(actions.site[action])],
        opening_hours=to_week_text(actions.weeks[int(actions.week_ids[action])]),
        weekly_hours_added=float(actions.weekly_hours_added[action]),
        mode=request.mode,
        minutes=request.minutes,
        served=served,
        together=_audience(demand, explanation.together),
        partners=explanation.helps,
        backed_up=_audience(demand, explanation.backed_up),
        only_here=round(demand.people[only_here].sum()),
        reason=reason,
        reason_people=0 if reason is None else round(explanation.people_by_reason[reason]),
    )


def _audience(demand: Demand, rows: IndexArray) -> Audience:
    """Count people and their places; the rows come with the most people first."""
    rows = rows[demand.people[rows] > 0]
    people = round(demand.people[rows].sum())
    return Audience(people, len(rows), demand.names[rows[0]] if len(rows) else "")
