from datetime import date

import pytest

from api.use_cases.outreach_texts import UnservedStory, help_texts
from planner.outreach_types import UnservedReason
from planner.outreach_windows import NoWindow

WEDNESDAY = date(2026, 11, 25)
CLOSED, CHOSEN = UnservedReason.NO_WINDOW, UnservedReason.NOT_CHOSEN


def told(reason, **others):
    return help_texts(UnservedStory(reason=reason, visit_min=45, **others))


def test_a_longer_day_or_leaving_others_out_would_help():
    texts = told(CHOSEN, team="二组", day=WEDNESDAY, extra_min=35, instead_of=("甲公寓", "乙公寓"))

    assert texts == {
        "zh-CN": "二组（11月25日 周三）先安排了甲公寓、乙公寓；"
        "不去那里，或者把工作时间延长 35 分钟，就能走访",
        "en": "二组 goes to 甲公寓, 乙公寓 on Wed 25 Nov; without that there is time, "
        "as with 35 min more of work",
    }


@pytest.mark.parametrize(
    ("no_window", "zh", "en"),
    [
        (NoWindow.NEVER_FREE, "这些天大家都没有空", "nobody is free on these days"),
        (NoWindow.CALENDAR, "碰上放假或调休", "a holiday or make-up workday"),
        (NoWindow.TOO_SHORT, "不到走访要用的 45 分钟", "never free for the 45 min of a visit"),
        (None, "大家有空时没有小组上班", "no team works when people are free"),
    ],
)
def test_without_a_window_it_is_said_why_nobody_can_be_met(no_window, zh, en):
    texts = told(CLOSED, no_window=no_window)

    assert zh in texts["zh-CN"]
    assert en in texts["en"]


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        (UnservedReason.TOO_FAR, "从更近的服务点出发", "start at a nearer service point"),
        (CHOSEN, "加一个小组，或者多排几天", "add a team, or plan more days"),
        (UnservedReason.EXCLUDED, "从不走访的名单里去掉", "take it off the list"),
        (UnservedReason.NOT_CONSIDERED, "最优先的 9 处", "only the 9 most urgent"),
        (UnservedReason.NO_SKILL, "懂法律、语言的小组", "a team that knows law, language"),
    ],
)
def test_each_reason_has_its_help(reason, zh, en):
    texts = told(reason, skills=("law", "language"), most_stops=9)

    assert zh in texts["zh-CN"]
    assert en in texts["en"]
