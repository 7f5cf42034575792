import numpy as np
import pytest

from geo.errors import InvalidInput
from geo.week_hours import to_week_text
from planner.options import (
    EXTENSIONS,
    NEW_SITE_OPTIONS,
    NO_WEEK,
    Costs,
    Limits,
    OwnCosts,
    build_actions,
)
from tests.plan_towns import desks

OFFICE, LATE = "Mo-Fr 09:00-17:00", "Mo-Fr 09:00-20:00"
NONE = desks()


def texts(actions) -> list[str]:
    return [to_week_text(actions.weeks[week]) for week in actions.week_ids]


def test_a_candidate_may_open_with_any_of_the_options():
    actions = build_actions(NONE, desks("off", "off"), costs=Costs())

    assert texts(actions) == [*NEW_SITE_OPTIONS] * 2
    assert actions.site.tolist() == [0] * 7 + [1] * 7
    assert actions.is_new.all()


def test_an_extension_is_the_whole_new_week():
    actions = build_actions(desks(OFFICE), NONE, costs=Costs())

    assert texts(actions) == [
        LATE,
        "Mo-Sa 09:00-17:00",
        "Mo-Fr,Su 09:00-17:00",
        "Mo-Fr 09:00-20:00; Sa 09:00-17:00",
        "Mo-Fr 09:00-20:00; Sa-Su 09:00-17:00",
    ]
    assert actions.weekly_hours_added.tolist() == [15, 8, 8, 23, 31]
    assert not actions.is_new.any()


def test_an_extension_that_adds_nothing_is_no_action():
    assert len(build_actions(desks("24/7"), NONE, costs=Costs())) == 0


def test_extensions_to_the_same_week_are_one_action():
    actions = build_actions(desks(LATE), NONE, costs=Costs())

    assert actions.weekly_hours_added.tolist() == [8, 8, 16]


def test_an_extension_over_midnight_joins_the_hours_of_the_next_week():
    actions = build_actions(
        desks("Mo 00:00-02:00"), NONE, costs=Costs(), extensions=["Su 22:00-01:00"]
    )

    assert texts(actions) == ["Su 22:00-02:00"]
    assert actions.weekly_hours_added.tolist() == [2]


def test_existing_sites_come_first_and_keep_their_present_hours():
    actions = build_actions(desks(OFFICE, LATE), desks("24/7"), costs=Costs())

    assert [week == NO_WEEK for week in actions.present_ids] == [False, False, True]
    assert to_week_text(actions.weeks[actions.present_ids[1]]) == LATE
    assert actions.site.tolist() == sorted(actions.site.tolist())


def test_a_new_site_costs_setup_rent_and_staff():
    actions = build_actions(NONE, desks("off"), costs=Costs(), new_options=[OFFICE])

    assert actions.yearly_cost.tolist() == [200_000 / 5 + 60_000 + 52 * 40 * 120]


def test_longer_hours_cost_their_staff():
    actions = build_actions(desks(OFFICE), NONE, costs=Costs(), extensions=["Sa 09:00-17:00"])

    assert actions.yearly_cost.tolist() == [52 * 8 * 120]


def test_what_a_candidate_says_of_itself_wins():
    own = OwnCosts(np.array([100_000, np.nan]), np.array([np.nan, 0]))

    actions = build_actions(
        NONE, desks("off", "off"), costs=Costs(), own_costs=own, new_options=[OFFICE]
    )

    staff = 52 * 40 * 120
    assert actions.yearly_cost.tolist() == [20_000 + 60_000 + staff, 40_000 + staff]


def test_options_that_never_open_or_come_twice_are_left_out():
    actions = build_actions(
        NONE,
        desks("off"),
        costs=Costs(),
        new_options=["off", OFFICE, "Mo-Fr 09:00-12:00,12:00-17:00"],
    )

    assert texts(actions) == [OFFICE]


def test_services_of_all_sites_are_kept():
    actions = build_actions(desks(LATE, services=[1]), desks("off", services=[6]), costs=Costs())

    assert actions.services.tolist() == [1, 6]


def test_the_defaults_are_those_agreed_on():
    assert len(NEW_SITE_OPTIONS) == 7
    assert EXTENSIONS[-1] == "Mo-Fr 17:00-20:00; Sa-Su 09:00-17:00"


@pytest.mark.parametrize(
    "wrong", [{"setup_cost": -1}, {"yearly_rent": np.nan}, {"amortisation_years": 0}]
)
def test_costs_that_are_none_are_refused(wrong):
    with pytest.raises(InvalidInput, match=next(iter(wrong))):
        Costs(**wrong)


def test_own_costs_that_are_none_are_refused():
    own = OwnCosts(np.array([-5.0]), np.array([np.nan]))

    with pytest.raises(InvalidInput, match=r"setup_cost is -5\.0"):
        build_actions(NONE, desks("off"), costs=Costs(), own_costs=own)


@pytest.mark.parametrize("wrong", [{"budget": -1}, {"max_new_sites": -1}, {"staff_hours": np.nan}])
def test_limits_that_are_none_are_refused(wrong):
    with pytest.raises(InvalidInput, match=next(iter(wrong))):
        Limits(**wrong)


def test_too_many_options_are_refused():
    options = [f"Mo 08:{minute:02}-17:00" for minute in range(33)]

    with pytest.raises(InvalidInput, match="33"):
        build_actions(NONE, desks("off"), costs=Costs(), new_options=options)


def test_hours_that_cannot_be_read_are_refused():
    with pytest.raises(InvalidInput, match="sometimes"):
        build_actions(NONE, desks("off"), costs=Costs(), new_options=["sometimes"])


def test_a_desk_without_hours_is_not_opened_longer():
    found = build_actions(
        desks("off", OFFICE), desks(), costs=Costs(), extensions=["Sa 09:00-17:00"]
    )

    assert found.site.tolist() == [1]
