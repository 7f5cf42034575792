from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.errors import InvalidInput
from geo.hours import Closure, open_intervals, parse_opening_hours
from geo.lookups import Lookup, OpenRule
from geo.nearest import find_nearest
from geo.service_points import services_mask
from tests.towns import CENTRE, WALK, at, calendar, minutes_east, town

UNTIL_EIGHT = "Mo-Fr 09:00-20:00"
UNTIL_FIVE = "Mo-Fr 09:00-17:00"
OFFICE = Lookup(lon=CENTRE[0], lat=CENTRE[1], at=at("18:30"), estimate=WALK)


def rows(index, lookup):
    return find_nearest(index, lookup).rows.tolist()


def test_a_worker_ten_minutes_from_a_desk_open_until_eight_can_be_served():
    index = town([minutes_east(10)], [UNTIL_EIGHT])

    found = find_nearest(index, OFFICE)

    assert found.rows.tolist() == [0]
    assert found.travel_s[0] == pytest.approx(600)
    assert found.starts_min[0] == pytest.approx(18 * 60 + 40)


def test_a_desk_that_closes_before_the_stay_is_over_does_not_serve():
    index = town([minutes_east(10)], ["Mo-Fr 09:00-19:00"])

    assert rows(index, OFFICE) == []
    assert rows(index, replace(OFFICE, stay_s=19 * 60)) == [0]


def test_at_the_minute_of_closing_nobody_is_served_however_short_the_stay():
    index = town([CENTRE], [UNTIL_EIGHT])

    assert rows(index, replace(OFFICE, at=at("20:00"), stay_s=0)) == []
    assert rows(index, replace(OFFICE, at=at("19:59"), stay_s=0)) == [0]


def test_a_nearer_desk_that_is_closed_gives_way_to_a_farther_open_one():
    index = town([minutes_east(2), minutes_east(20)], [UNTIL_FIVE, UNTIL_EIGHT])

    assert rows(index, OFFICE) == [1]


def test_any_ignores_the_hours_and_ranks_by_the_way():
    index = town([minutes_east(20), minutes_east(2)], [UNTIL_EIGHT, UNTIL_FIVE])

    assert rows(index, replace(OFFICE, rule=OpenRule.ANY)) == [1, 0]


def test_soonest_ranks_by_the_moment_one_can_be_served():
    index = town([minutes_east(2), minutes_east(30)], [UNTIL_FIVE, UNTIL_EIGHT])

    found = find_nearest(index, replace(OFFICE, rule=OpenRule.SOONEST))

    assert found.rows.tolist() == [1, 0]
    assert found.starts_min[1] == (24 + 9) * 60


def test_soonest_looks_seven_days_ahead_and_no_further():
    index = town([minutes_east(2), minutes_east(3)], ["We 09:00-18:00", "2026 Dec 05 09:00-18:00"])

    found = find_nearest(index, replace(OFFICE, rule=OpenRule.SOONEST))

    assert found.rows.tolist() == [0]
    assert found.starts_min[0] == (7 * 24 + 9) * 60


def test_a_place_exactly_at_the_longest_way_is_found():
    index = town([minutes_east(20)], ["24/7"])
    exactly = find_nearest(index, replace(OFFICE, max_s=2_000)).travel_s[0]

    assert rows(index, replace(OFFICE, max_s=float(exactly))) == [0]
    assert rows(index, replace(OFFICE, max_s=float(exactly) - 0.001)) == []


def test_all_services_asked_for_must_be_offered():
    index = town(
        [minutes_east(1), minutes_east(2)],
        ["24/7", "24/7"],
        [["legal_aid"], ["legal_aid", "mediation"]],
    )
    both = services_mask(index, ["mediation", "legal_aid"])

    assert rows(index, replace(OFFICE, services=both)) == [1]


def test_an_unknown_service_is_refused_with_its_name():
    index = town([minutes_east(1)], ["24/7"])

    with pytest.raises(InvalidInput, match='no service "haircut"'):
        services_mask(index, ["haircut"])


def test_equal_ways_are_ranked_by_code():
    index = town([minutes_east(5)] * 4, ["24/7"] * 4)

    assert rows(index, replace(OFFICE, limit=3)) == [0, 1, 2]


def test_a_closure_closes_and_special_hours_open():
    day = date(2026, 11, 25)
    late = parse_opening_hours("12:00-21:00")
    index = town(
        [minutes_east(1), minutes_east(2)],
        [UNTIL_EIGHT, UNTIL_FIVE],
        closures={
            0: (Closure(day, day, None, "停电"),),
            1: (Closure(day, day, late, "夜市"),),
        },
    )

    assert rows(index, OFFICE) == [1]


def test_a_holiday_is_closed_and_a_makeup_saturday_follows_friday():
    index = town([minutes_east(1)], [UNTIL_EIGHT])

    assert rows(index, replace(OFFICE, at=at("18:30", date(2026, 10, 1)))) == []
    assert rows(index, replace(OFFICE, at=at("18:30", date(2026, 10, 10)))) == [0]


def test_a_desk_without_hours_is_listed_but_never_serves():
    index = town([minutes_east(1)], [None])

    assert rows(index, OFFICE) == []
    assert find_nearest(index, replace(OFFICE, rule=OpenRule.ANY)).starts_min[0] == np.inf


def test_a_city_without_service_points_finds_nothing():
    index = town([], [])

    assert rows(index, OFFICE) == []
    assert rows(index, replace(OFFICE, rule=OpenRule.SOONEST)) == []


def test_a_desk_open_beyond_midnight_serves_after_midnight():
    index = town([minutes_east(1)], ["We 20:00-01:00"])

    assert rows(index, replace(OFFICE, at=at("00:10", date(2026, 11, 26)))) == [0]
    assert rows(index, replace(OFFICE, at=at("00:40", date(2026, 11, 26)))) == []


TEXTS = (UNTIL_FIVE, UNTIL_EIGHT, "24/7", "We 20:00-01:00", "Sa-Su 10:00-16:00", None)


def by_trying_every_one(index, lookup):
    geod, first_day = Geod(ellps="WGS84"), lookup.at.date()
    kept = []
    for row in range(len(index.points)):
        metres = geod.inv(
            lookup.lon, lookup.lat, float(index.points.lon[row]), float(index.points.lat[row])
        )[2]
        seconds = metres * (lookup.estimate.detour / lookup.estimate.metres_per_second)
        timetable = index.points.timetables.all[index.points.timetable_ids[row]]
        intervals = open_intervals(timetable.hours, first_day, 9, calendar=calendar())
        arrival = lookup.minute + seconds / 60
        serves = any(
            start <= arrival and arrival + lookup.stay_s / 60 <= end for start, end in intervals
        )
        if seconds <= lookup.max_s and (serves or lookup.rule is OpenRule.ANY):
            kept.append((seconds, row))
    return [row for _, row in sorted(kept)[: lookup.limit]]


@settings(max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 1_500),
    minute=st.integers(0, 1_439),
    limit=st.integers(1, 50),
    rule=st.sampled_from([OpenRule.SERVED, OpenRule.ANY]),
    max_s=st.sampled_from([300.0, 3_600.0, 14_400.0]),
)
def test_the_answer_is_what_trying_every_service_point_gives(
    seed, count, minute, limit, rule, max_s
):
    random = np.random.default_rng(seed)
    places = random.uniform((121.3, 31.1), (121.7, 31.5), (count, 2))
    hours = [TEXTS[pick] for pick in random.integers(0, len(TEXTS), count)]
    index = town(places.tolist(), hours)
    lookup = replace(
        OFFICE, at=at(f"{minute // 60}:{minute % 60}"), limit=limit, rule=rule, max_s=max_s
    )

    assert rows(index, lookup) == by_trying_every_one(index, lookup)


def test_soonest_is_never_later_than_the_best_that_serves_at_once():
    random = np.random.default_rng(3)
    places = random.uniform((121.4, 31.2), (121.6, 31.4), (400, 2)).tolist()
    index = town(places, [TEXTS[pick] for pick in random.integers(0, len(TEXTS), 400)])

    served = find_nearest(index, OFFICE)
    soonest = find_nearest(index, replace(OFFICE, rule=OpenRule.SOONEST))

    assert soonest.rows.tolist() == served.rows.tolist()
