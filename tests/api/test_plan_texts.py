from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from api.use_cases.plan_texts import (
    ActionStory,
    Audience,
    action_reasons,
    next_tenth_text,
    reason_text,
)
from api.use_cases.planning_inputs import CoverageRequest
from geo.messages import Language
from geo.travel import Mode
from planner.build_schedule import schedule_actions
from planner.coverage import Reason, Standard, find_coverage
from planner.explanations import explain_actions
from planner.plan_sites import join_sites
from tests.plan_choices import town
from tests.plan_towns import EVENINGS, ways

ZH, EN = Language.CHINESE, Language.ENGLISH
OFFICE = "Mo-Fr 09:00-17:00"
NEW_SITE = ActionStory(
    is_new=True,
    name="北区食堂",
    opening_hours="Mo-Fr 12:00-20:00",
    weekly_hours_added=40,
    mode=Mode.WALK,
    minutes=15,
    served=Audience(1240, 3, "东苑公寓"),
    only_here=800,
    reason=Reason.DISTANCE,
    reason_people=1240,
)
LONGER = replace(
    NEW_SITE,
    is_new=False,
    name="长海站",
    opening_hours="Mo-Fr 09:00-20:00",
    weekly_hours_added=15,
    reason=Reason.HOURS,
)
JOINT = replace(
    LONGER,
    served=Audience(),
    together=Audience(320, 1, "东苑公寓"),
    partners=(4,),
    only_here=320,
    reason_people=320,
)
BACKUP = replace(
    NEW_SITE,
    served=Audience(),
    backed_up=Audience(64, 2, "东苑公寓"),
    only_here=0,
    reason=None,
    reason_people=0,
)


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        (
            NEW_SITE,
            (
                "在北区食堂开设服务点（周一至周五 12:00-20:00），可服务东苑公寓等 3 处的 1,240 人；"
                "他们现在步行 15 分钟内没有服务点；其中 800 人少了这一项就覆盖不到。"
            ),
        ),
        (
            LONGER,
            (
                "延长长海站的开放时间（改为周一至周五 09:00-20:00，每周多 15 小时），"
                "可服务东苑公寓等 3 处的 1,240 人；他们有空时，附近的服务点现在开放得不够；"
                "其中 800 人少了这一项就覆盖不到。"
            ),
        ),
        (
            JOINT,
            (
                "延长长海站的开放时间（改为周一至周五 09:00-20:00，每周多 15 小时），"
                "单独看不增加人数，和第 4 项一起才能服务东苑公寓的 320 人；"
                "他们有空时，附近的服务点现在开放得不够；全部 320 人少了这一项就覆盖不到。"
            ),
        ),
        (
            BACKUP,
            (
                "在北区食堂开设服务点（周一至周五 12:00-20:00），不增加覆盖人数，"
                "但让东苑公寓等 2 处的 64 人多一个可去的服务点。"
            ),
        ),
    ],
)
def test_a_chinese_sentence_tells_what_whom_and_why(story, sentence):
    assert reason_text(story, ZH) == sentence


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        (
            LONGER,
            (
                "Open 长海站 longer (Mo-Fr 09:00-20:00; 15 h more a week): it serves 1,240 people "
                "at 东苑公寓 and 2 more; today the service points near them are not open enough "
                "when they are free; without it the plan would not cover 800 of them."
            ),
        ),
        (
            JOINT,
            (
                "Open 长海站 longer (Mo-Fr 09:00-20:00; 15 h more a week): alone it covers nobody "
                "new, but together with action 4 it serves 320 people at 东苑公寓; today the "
                "service points near them are not open enough when they are free; without it the "
                "plan would not cover any of the 320."
            ),
        ),
        (
            BACKUP,
            (
                "Open a service point at 北区食堂 (Mo-Fr 12:00-20:00): it covers nobody new, but "
                "gives 64 people at 东苑公寓 and 1 more a second service point to go to."
            ),
        ),
    ],
)
def test_an_english_sentence_tells_what_whom_and_why(story, sentence):
    assert reason_text(story, EN) == sentence


@pytest.mark.parametrize(
    ("changes", "language", "part"),
    [
        ({"reason": Reason.SERVICE}, ZH, "他们现在步行 15 分钟内的服务点都不办所需业务；"),
        ({"reason": Reason.SERVICE}, EN, "within 15 min on foot offers them what is needed;"),
        ({"reason_people": 700}, ZH, "；其中 700 人现在步行 15 分钟内没有服务点；"),
        ({"reason_people": 700}, EN, "within 15 min on foot for 700 of them;"),
        ({"mode": Mode.EBIKE, "minutes": 12.5}, ZH, "现在骑电动车 12.5 分钟内没有"),
        ({"mode": Mode.DRIVE, "minutes": 10}, EN, "within 10 min by car for"),
        ({"only_here": 1240}, ZH, "；全部 1,240 人少了这一项就覆盖不到。"),
        ({"only_here": 0}, ZH, "没有服务点。"),
        ({"opening_hours": "24/7"}, ZH, "开设服务点（每天 24 小时），"),
        ({"opening_hours": "Fr 18:00-01:00"}, ZH, "（周五 18:00-次日 01:00），"),
    ],
)
def test_the_sentence_fits_the_case(changes, language, part):
    assert part in reason_text(replace(NEW_SITE, **changes), language)


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (ZH, ("可服务东苑公寓的 1 人；这 1 人现在", "；这 1 人少了这一项就覆盖不到。")),
        (EN, ("serves 1 person at 东苑公寓;", "for this person; without it", "cover this person.")),
    ],
)
def test_one_person_is_spoken_of_as_one(language, parts):
    alone = replace(NEW_SITE, served=Audience(1, 1, "东苑公寓"), only_here=1, reason_people=1)

    text = reason_text(alone, language)

    assert [part for part in parts if part not in text] == []


@pytest.mark.parametrize(
    ("partners", "language", "named"),
    [
        ((4, 6), ZH, "和第 4、6 项一起"),
        ((4, 6), EN, "together with actions 4 and 6 it"),
        ((4, 6, 9), ZH, "和第 4、6、9 项一起"),
        ((4, 6, 9), EN, "together with actions 4, 6 and 9 it"),
        ((4, 6, 9, 10, 12), ZH, "和第 4、6、9 等 5 项一起"),
        ((4, 6, 9, 10, 12), EN, "together with actions 4, 6, 9 and 2 more it"),
    ],
)
def test_partners_are_named_by_their_order(partners, language, named):
    assert named in reason_text(replace(JOINT, partners=partners), language)


@pytest.mark.parametrize(
    ("language", "end"),
    [
        (ZH, "；和第 4 项一起还可再服务 200 人。"),
        (EN, "; together with action 4 it serves 200 more."),
    ],
)
def test_an_action_that_serves_and_helps_tells_both(language, end):
    both = replace(NEW_SITE, together=Audience(200, 1, "西苑公寓"), partners=(4,))

    assert reason_text(both, language).endswith(end)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (ZH, "在北区食堂开设服务点（周一至周五 12:00-20:00），不增加覆盖人数。"),
        (EN, "Open a service point at 北区食堂 (Mo-Fr 12:00-20:00): it covers nobody new."),
    ],
)
def test_an_action_that_adds_nobody_says_so(language, sentence):
    assert reason_text(replace(BACKUP, backed_up=Audience()), language) == sentence


@pytest.mark.parametrize(
    ("language", "people", "sentence"),
    [
        (ZH, 3200, "再增加 10% 预算（到 550,000 元/年），估计还可多覆盖 3,200 人。"),
        (EN, 3200, "10% more budget (550,000 yuan a year) would cover about 3,200 more people."),
        (EN, 1, "10% more budget (550,000 yuan a year) would cover about 1 more person."),
    ],
)
def test_what_a_tenth_more_money_adds_is_told(language, people, sentence):
    assert next_tenth_text(language, budget=550_000, people_more=people) == sentence


@pytest.mark.parametrize(
    ("language", "part"),
    [(ZH, "没有找到能多覆盖人的做法"), (EN, "covers nobody more that we could find")],
)
def test_a_tenth_more_money_that_adds_nobody_says_what_else_may_help(language, part):
    text = next_tenth_text(language, budget=550_000, people_more=0)

    assert part in text
    assert "550,000" in text


def reasons_in(place, chosen, *, backup=False):
    """Say why these actions are taken in a small town."""
    rows, chosen = place.rows(backup=backup), np.array(chosen)
    near = {pair: way for pair, way in place.minutes.items() if pair[1] < len(place.existing)}
    coverage = find_coverage(
        place.demand, place.existing, ways(place.demand, place.existing, near), Standard()
    )
    begin = date(2027, 3, 1)
    scheduled = schedule_actions(rows, place.actions, chosen, yearly_budgets=[999], begin=begin)
    return action_reasons(
        explain_actions(rows, scheduled, coverage),
        scheduled,
        place.actions,
        demand=place.demand,
        sites=join_sites(place.existing, place.candidates),
        request=CoverageRequest(),
    )


def test_reasons_come_in_the_order_of_the_plan_in_every_language():
    place = town([EVENINGS] * 3, [OFFICE], 1, {(0, 0): 5, (1, 1): 5, (2, 1): 5})

    opened, longer = reasons_in(place, [0, 1])

    assert opened[EN] == (
        "Open a service point at 服务点0 (Mo-Fr 09:00-20:00): it serves 6 people at 公寓2 and "
        "1 more; today there is no service point within 15 min on foot for them; without it the "
        "plan would not cover any of the 6."
    )
    assert longer[ZH] == (
        "延长服务点0的开放时间（改为周一至周五 09:00-20:00，每周多 15 小时），可服务公寓0的 1 人；"
        "这 1 人有空时，附近的服务点现在开放得不够；这 1 人少了这一项就覆盖不到。"
    )


def late_on(*days):
    """One person near two offices, each of which could be open late on some of these days."""
    extensions = tuple(f"{day} 17:00-20:00" for day in days)
    return town([EVENINGS], [OFFICE] * 2, 0, {(0, 0): 5, (0, 1): 5}, extensions=extensions)


def test_an_action_that_works_with_a_later_one_says_which():
    first, second = reasons_in(late_on("Mo", "Tu"), [0, 3])

    assert "单独看不增加人数，和第 2 项一起才能服务公寓0的 1 人；这 1 人有空时" in first[ZH]
    assert "可服务公寓0的 1 人；" in second[ZH]


def test_a_backup_is_told_as_one():
    _, backup = reasons_in(late_on("Mo-Tu"), [0, 1], backup=True)

    assert backup[ZH].endswith("不增加覆盖人数，但让公寓0的 1 人多一个可去的服务点。")


def test_places_without_people_are_not_counted():
    place = town([EVENINGS] * 2, [], 1, {(0, 0): 5, (1, 0): 5})
    place = replace(place, demand=replace(place.demand, people=np.array([0.0, 8.0])))

    [opened] = reasons_in(place, [0])

    assert "可服务公寓1的 8 人；他们现在" in opened[ZH]
