import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import NoFeasiblePlan
from geo.messages import Language
from planner.options import Limits
from planner.siting import Status
from tests.plan_choices import (
    LIMITS,
    Town,
    cheapest,
    crossroads,
    limited,
    people_covered,
    town,
    towns,
)
from tests.plan_towns import EVENINGS

LATE = "Mo-Fr 09:00-20:00"


def test_the_cheapest_plan_covers_the_target():
    found = cheapest(crossroads(), 0.8)

    assert found.covered_people == 4 + 8 + 2
    assert found.spent == found.least_cost == 65 + 65
    assert found.status is Status.OPTIMAL


def test_a_target_that_is_met_today_costs_nothing():
    place = town([EVENINGS, EVENINGS], [LATE], 1, {(1, 0): 5, (0, 1): 5})

    assert cheapest(place, 2 / 3).spent == 0


def test_a_target_out_of_reach_says_what_is_in_reach():
    with pytest.raises(NoFeasiblePlan) as error:
        cheapest(crossroads(), 0.9, max_new_sites=1)

    assert error.value.values["most"] == (1 + 8) / 15
    assert "60.00%" in error.value.text(Language.CHINESE)


@settings(max_examples=60)
@given(towns(), LIMITS, st.sampled_from([0.0, 0.3, 0.6, 1.0]))
def test_the_cheapest_plan_equals_trying_every_choice(place, limits, share):
    everyone = place.demand.people.sum()
    costs = [
        place.actions.yearly_cost[chosen].sum()
        for chosen in place.choices(limits)
        if people_covered(place, chosen) >= share * everyone
    ]

    assert least_cost(place, share, limits) == pytest.approx(min(costs, default=np.inf))


def least_cost(place: Town, share: float, limits: Limits) -> float:
    try:
        found = cheapest(place, share, **limited(limits))
    except NoFeasiblePlan:
        return np.inf
    assert found.covered_people == people_covered(place, found.chosen)
    assert found.spent == found.least_cost
    return found.spent
