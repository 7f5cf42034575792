import pytest

from geo.messages import Language
from maps.frontier_chart import LEFT, RIGHT, TOP, WIDTH, frontier_chart, nice_ticks
from tests.data.plan_reports import empty_plan, town_plan


def chart(language=Language.CHINESE, **others):
    return frontier_chart(town_plan(**others), language)


def point(budget, covered, bound):
    return {
        "budget": budget,
        "spent": budget,
        "covered": covered,
        "bound": bound,
        "status": "optimal",
    }


def test_the_last_budget_is_the_chosen_one():
    drawn = chart()

    assert drawn.chosen_text == "本方案：28 人"
    assert len(drawn.points) == 7
    assert drawn.chosen[0] > max(x for x, _ in drawn.points)


def test_the_line_begins_at_nothing_with_those_covered_before():
    drawn = chart()

    assert drawn.covered.startswith(f"M{LEFT:g} {drawn.before.at:g}L")


def test_more_people_are_higher_and_more_money_is_further_right():
    drawn = chart()

    places = [*drawn.points, drawn.chosen]

    assert places == sorted(places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)


def test_a_tenth_more_money_lies_at_the_right_edge():
    drawn = chart()

    assert drawn.tenth[0] == WIDTH - RIGHT
    assert chart(next_tenth=None).tenth is None
    assert chart(next_tenth=None).chosen[0] == WIDTH - RIGHT


def test_nothing_lies_above_the_drawing():
    drawn = chart(frontier=[point(100, 20, 1_000)], next_tenth=None)

    heights = [float(place.split()[1].rstrip("Z")) for place in drawn.band[1:].split("L")]

    assert min(heights) == TOP


@pytest.mark.parametrize(("before", "begins_at_zero"), [(2, True), (16, False)])
def test_an_axis_that_does_not_begin_at_zero_says_so(before, begins_at_zero):
    drawn = chart(covered_before=before)

    assert (drawn.people[0].text == "0") is begins_at_zero
    assert ("不从 0 开始" in drawn.words["people"]) is not begins_at_zero


def test_money_is_counted_as_readers_count_it():
    plan = {"frontier": [point(400_000, 20, 20)], "next_tenth": None}

    assert chart(**plan).budgets[-1].text == "40"
    assert chart(Language.ENGLISH, **plan).budgets[-1].text == "400"


@pytest.mark.parametrize(
    "plan", [empty_plan(), town_plan(frontier=[point(0, 16, 16)], next_tenth=None)]
)
def test_without_money_there_is_nothing_to_draw(plan):
    assert frontier_chart(plan, Language.CHINESE) is None


def test_a_plan_that_covers_nobody_more_is_a_flat_line():
    drawn = chart(frontier=[point(100, 16, 16), point(200, 16, 16)], next_tenth=None)

    assert {y for _, y in [*drawn.points, drawn.chosen]} == {drawn.before.at}


def test_nobody_at_all_can_be_drawn_too():
    drawn = chart(covered_before=0, frontier=[point(100, 0, 0)], next_tenth=None)

    assert drawn.chosen[1] == drawn.bottom


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 3_000_000, [0, 500_000, 1_000_000, 1_500_000, 2_000_000, 2_500_000, 3_000_000]),
        (955_643, 1_082_904, [950_000, 975_000, 1_000_000, 1_025_000, 1_050_000, 1_075_000]),
        (0, 7, [0, 2, 4, 6]),
    ],
)
def test_ticks_are_round_numbers(low, high, ticks):
    assert nice_ticks(low, high) == ticks
