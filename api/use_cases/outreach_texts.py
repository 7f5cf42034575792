"""What would make a visit possible, in words: for the planner, who may change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geo.messages import Language, Message
from planner.outreach_types import UnservedReason
from planner.outreach_windows import NoWindow
from planner.outreach_words import SKILLS, speak_day

ALLOW = Message(
    "outreach_help_allow",
    zh="从不走访的名单里去掉，就会考虑",
    en="take it off the list of places not to visit",
)
LOOK_AT_MORE = Message(
    "outreach_help_more_stops",
    zh="这次只考虑最优先的 {most} 处；多考虑一些，或者列为必须走访",
    en="only the {most} most urgent are looked at: look at more, or make it a must",
)
SEND_SKILLED = Message(
    "outreach_help_skills",
    zh="派一个懂{skills}的小组，就能走访",
    en="send a team that knows {skills}",
)
LONGER = Message(
    "outreach_help_longer",
    zh="把{team}在 {day} 的工作时间延长 {minutes} 分钟，就能走访",
    en="let {team} work {minutes} min longer on {day}",
)
DAY_OFF = Message(
    "outreach_help_day_off",
    zh="{team}在 {day} 不上班；这一天出勤 {minutes} 分钟，就能走访",
    en="let {team} work for {minutes} min on {day}, when it is off",
)
INSTEAD = Message(
    "outreach_help_instead",
    zh="{team}（{day}）先安排了{names}；不去那里，就能走访",
    en="{team} goes to {names} on {day}; without that there is time",
)
INSTEAD_OR_LONGER = Message(
    "outreach_help_instead_or_longer",
    zh="{team}（{day}）先安排了{names}；不去那里，或者把工作时间延长 {minutes} 分钟，就能走访",
    en="{team} goes to {names} on {day}; without that there is time, as with {minutes} min more "
    "of work",
)
OTHER_BREAK = Message(
    "outreach_help_other_break",
    zh="大家有空时{team}正在休息（{day}）；把这个小组的午休挪开，就能走访",
    en="{team} has its break on {day} when people are free: let it eat at another time",
)
NOT_THAT_DAY = Message(
    "outreach_help_promised",
    zh="约好的 {day} 去不成：那天大家没有空，或者没有小组上班；请改约一天",
    en="nobody can go on {day}, as promised: people are not free then, or no team works; promise "
    "another day",
)
NO_WINDOW = {
    NoWindow.NEVER_FREE: Message(
        "outreach_help_never_free",
        zh="这些天大家都没有空；请核对空闲时间，或者换别的日子",
        en="nobody is free on these days: check the free hours, or choose other days",
    ),
    NoWindow.CALENDAR: Message(
        "outreach_help_calendar",
        zh="大家有空的日子碰上放假或调休；请换别的日子",
        en="a holiday or make-up workday took the days on which people are free: choose others",
    ),
    NoWindow.TOO_SHORT: Message(
        "outreach_help_too_short",
        zh="大家每次空闲都不到走访要用的 {minutes} 分钟；请核对空闲时间，或者缩短走访",
        en="people are never free for the {minutes} min of a visit: check the free hours, or make "
        "visits shorter",
    ),
}
NOBODY_AT_WORK = Message(
    "outreach_help_nobody_at_work",
    zh="大家有空时没有小组上班，延长几个小时也不够；请加一个那时上班的小组",
    en="no team works when people are free, nor would some hours more do: add one that does",
)
COME_NEARER = Message(
    "outreach_help_too_far",
    zh="从更近的服务点出发，或者换快些的交通工具",
    en="start at a nearer service point, or travel by a faster mode",
)
MORE_TEAMS = Message(
    "outreach_help_more_teams",
    zh="加一个小组，或者多排几天",
    en="add a team, or plan more days",
)


@dataclass(frozen=True, slots=True)
class UnservedStory:
    """What the sentence about a place that nobody visits tells; None where it does not apply.

    `team` is a name, `instead_of` are the names of places. `no_window` is why nobody can be met
    there at all, `promised` the day that was promised.
    """

    reason: UnservedReason
    visit_min: int
    team: str | None = None
    day: date | None = None
    extra_min: int | None = None
    is_day_off: bool = False
    instead_of: Sequence[str] = ()
    skills: Sequence[str] = ()
    is_break_in_the_way: bool = False
    no_window: NoWindow | None = None
    promised: date | None = None
    most_stops: int = 0


def help_texts(story: UnservedStory) -> Mapping[str, str]:
    """Say in every language what would make the visit possible."""
    return {language.value: _help_text(story, language) for language in Language}


def _help_text(story: UnservedStory, language: Language) -> str:
    message = _message(story)
    return message.text(
        language,
        team=story.team,
        day=_day(story.day or story.promised, language),
        minutes=story.visit_min if story.extra_min is None else story.extra_min,
        names=_listed(story.instead_of, language),
        skills=_listed([SKILLS[skill].text(language) for skill in story.skills], language),
        most=story.most_stops,
    )


def _message(story: UnservedStory) -> Message:
    """Choose the sentence: what was found out for this place, else what helps for its reason."""
    if story.is_break_in_the_way:
        return OTHER_BREAK
    if story.extra_min is not None:
        longer = INSTEAD_OR_LONGER if story.instead_of else LONGER
        return DAY_OFF if story.is_day_off else longer
    if story.instead_of:
        return INSTEAD
    if story.reason is UnservedReason.NO_WINDOW:
        return _no_window(story)
    return _BY_REASON[story.reason]


_BY_REASON = {
    UnservedReason.EXCLUDED: ALLOW,
    UnservedReason.NOT_CONSIDERED: LOOK_AT_MORE,
    UnservedReason.NO_SKILL: SEND_SKILLED,
    UnservedReason.TOO_FAR: COME_NEARER,
    UnservedReason.NOT_CHOSEN: MORE_TEAMS,
}


def _no_window(story: UnservedStory) -> Message:
    if story.no_window is not None:
        return NO_WINDOW[story.no_window]
    return NOBODY_AT_WORK if story.promised is None else NOT_THAT_DAY


def _day(day: date | None, language: Language) -> str:
    return "" if day is None else speak_day(day, language)


def _listed(names: Sequence[str], language: Language) -> str:
    return ("、" if language is Language.CHINESE else ", ").join(names)
