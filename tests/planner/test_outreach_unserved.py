from planner.outreach_types import OutreachPlan, Unserved, UnservedHelp, UnservedReason
from tests.outreach_towns import ALL_DAY, plan, random_town, stop, street, team, window

LAW, HEALTH = frozenset({"law"}), frozenset({"health"})


def test_a_stop_that_gave_way_names_the_one_preferred():
    town = street([stop(10, "10:00-11:00"), stop(10, "10:00-11:00", priority=51)], team(0))

    (left,) = plan(town).unserved

    preferred = UnservedHelp(team=0, day=0, instead_of=(1,))
    assert left == Unserved(0, UnservedReason.NOT_CHOSEN, preferred)


def test_a_stop_that_needs_two_others_to_give_way_names_both():
    stops = [
        stop(0, "10:00-12:00", visit_min=120, priority=60),
        stop(0, "10:00-11:00", priority=40),
        stop(0, "11:00-12:00", priority=40),
    ]

    (left,) = plan(street(stops, team(0))).unserved

    assert (left.stop, left.reason) == (0, UnservedReason.NOT_CHOSEN)
    assert sorted(left.would_help.instead_of) == [1, 2]


def test_a_longer_shift_is_offered_where_it_would_help():
    # The day is full from 9:00 to 17:00; a visit 10 minutes off needs an hour and 20 minutes.
    stops = [stop(120, ALL_DAY, visit_min=240, priority=90), stop(-10, "9:00-24:00")]

    (left,) = plan(street(stops, team(0))).unserved

    help_ = UnservedHelp(team=0, day=0, extra_min=80, instead_of=(0,))
    assert left == Unserved(1, UnservedReason.NOT_CHOSEN, help_)


def test_an_evening_needs_a_later_end():
    town = street([stop(10, "19:00-20:00")], team(0), team(40))

    (left,) = plan(town).unserved

    help_ = UnservedHelp(team=0, day=0, extra_min=190)
    assert left == Unserved(0, UnservedReason.NO_WINDOW, help_)


def test_an_early_morning_needs_an_earlier_start():
    town = street([stop(10, "7:00-8:30")], team(0))

    (left,) = plan(town).unserved

    # The visit would end at 8:30; it begins at 7:30 after a way of 10 minutes.
    assert left.would_help == UnservedHelp(team=0, day=0, extra_min=100)


def test_a_break_that_lies_when_people_are_free_is_named():
    town = street([stop(0, "12:00-13:00")], team(0, lunch="12:00-13:00"))

    (left,) = plan(town).unserved

    help_ = UnservedHelp(team=0, day=0, is_break_in_the_way=True)
    assert left == Unserved(0, UnservedReason.NO_WINDOW, help_)


def test_a_day_off_is_named_where_people_are_there_on_no_other():
    town = street([stop(10, window("10:00-12:00", day=1))], team(0, ALL_DAY, None))

    (left,) = plan(town).unserved

    help_ = UnservedHelp(team=0, day=1, extra_min=80)
    assert left == Unserved(0, UnservedReason.NO_WINDOW, help_)


def test_a_stop_whose_only_window_was_on_a_holiday_has_none():
    town = street([stop(10)], team(0))

    (left,) = plan(town).unserved

    assert left == Unserved(0, UnservedReason.NO_WINDOW, UnservedHelp())


def test_a_promise_for_a_day_without_a_window_is_not_kept_on_another():
    town = street([stop(10, ALL_DAY, promised_day=1)], team(0, ALL_DAY, ALL_DAY))

    (left,) = plan(town).unserved

    assert left == Unserved(0, UnservedReason.NO_WINDOW, UnservedHelp())


def test_what_lies_too_far_for_a_shift_says_how_much_is_missing():
    town = street([stop(230, ALL_DAY)], team(0))

    (left,) = plan(town).unserved

    assert left.reason is UnservedReason.TOO_FAR
    assert left.would_help == UnservedHelp(team=0, day=0, extra_min=40)


def test_nobody_is_asked_to_work_half_the_night():
    town = street([stop(400, ALL_DAY)], team(0))

    (left,) = plan(town).unserved

    assert left == Unserved(0, UnservedReason.TOO_FAR, UnservedHelp())


def test_skills_that_the_most_able_team_lacks_are_named():
    needy = stop(10, ALL_DAY, skills=LAW | HEALTH | {"Uyghur"})
    town = street([needy], team(0, skills=LAW), team(0, skills=LAW | HEALTH), team(0))

    (left,) = plan(town).unserved

    assert left == Unserved(0, UnservedReason.NO_SKILL, UnservedHelp(skills=frozenset({"Uyghur"})))


def test_a_team_without_the_skills_is_not_asked_to_work_longer():
    town = street([stop(10, "19:00-20:00", skills=LAW)], team(10), team(0, skills=LAW))

    (left,) = plan(town).unserved

    assert left.would_help == UnservedHelp(team=1, day=0, extra_min=190)


def test_every_stop_that_was_not_chosen_has_something_that_would_help():
    plans = [plan(random_town(seed)) for seed in range(20)]

    unhelped = [
        left for one in plans for left in not_chosen(one) if left.would_help == UnservedHelp()
    ]

    assert any(not_chosen(one) for one in plans)
    assert unhelped == []


def not_chosen(one: OutreachPlan) -> list[Unserved]:
    return [left for left in one.unserved if left.reason is UnservedReason.NOT_CHOSEN]
