import numpy as np

from geo.week_hours import to_week_text
from planner.options import Costs, build_actions
from planner.plan_sites import join_sites, join_times, sites_after
from tests.plan_towns import EVENINGS, desks, people, ways

OFFICE, LATE = "Mo-Fr 09:00-17:00", "Mo-Fr 09:00-20:00"
EXISTING, CANDIDATES = desks(OFFICE, LATE), desks("off", "off")
ACTIONS = build_actions(
    EXISTING,
    CANDIDATES,
    costs=Costs(),
    new_options=[EVENINGS],
    extensions=["Mo-Fr 17:00-20:00"],
)


def hours(sites) -> list[str]:
    return [to_week_text(sites.weeks[week]) for week in sites.week_ids]


def test_existing_sites_are_counted_before_candidates():
    joined = join_sites(EXISTING, CANDIDATES)

    assert joined.codes == ["s0", "s1", "s0", "s1"]
    assert hours(joined) == [OFFICE, LATE, "off", "off"]


def test_ways_keep_the_order_of_demand_points_and_then_of_sites():
    demand = people(EVENINGS, EVENINGS)
    near = ways(demand, EXISTING, {(0, 1): 1, (1, 0): 2})
    more = ways(demand, CANDIDATES, {(0, 0): 3, (1, 1): 4})

    pairs = join_times(near, more).pairs

    assert [*zip(pairs.demand, pairs.site, pairs.out_s / 60, strict=True)] == [
        *((0, 1, 1), (0, 2, 3), (1, 0, 2), (1, 3, 4))
    ]


def test_only_chosen_candidates_are_there_afterwards():
    last = np.array([len(ACTIONS) - 1])

    existing, new = sites_after(EXISTING, CANDIDATES, ACTIONS, last)

    assert hours(existing) == [OFFICE, LATE]
    assert (new.codes, hours(new)) == (["s1"], [EVENINGS])


def test_a_longer_desk_has_its_new_hours_and_the_others_keep_theirs():
    existing, new = sites_after(EXISTING, CANDIDATES, ACTIONS, np.array([0]))

    assert (hours(existing), len(new)) == ([LATE, LATE], 0)


def test_without_actions_all_stays_as_it_is():
    existing, new = sites_after(EXISTING, CANDIDATES, ACTIONS, np.array([], dtype=np.int64))

    assert (hours(existing), len(new)) == ([OFFICE, LATE], 0)
