import shutil
from collections import Counter
from datetime import date

import numpy as np
import orjson
import pytest
from pyproj import Geod

from api.settings import Settings
from api.use_cases.coverage import coverage_report
from api.use_cases.planning_inputs import (
    CoverageRequest,
    parse_kinds,
    parse_standard,
    prepare_inputs,
)
from data.database import connect
from data.imports.importer import ImportOptions, import_file
from data.planning import PlanningData, load_planning_data
from data.sample_city import write_sample_files
from geo.errors import InvalidInput
from geo.hours import parse_opening_hours
from geo.places import PlaceKind
from geo.streets import StreetNetwork
from geo.travel import Mode
from geo.week_hours import to_week_text, week_hours
from planner.demand import DemandPlace, Weight
from planner.sites import Sites
from planner.visited import VisitDays
from tests.plan_towns import EVENINGS, week
from tests.street_towns import grid, network, place
from tests.towns import CENTRE, minutes_east

SETTINGS = Settings(database_url="sqlite://", detour_share=1)
"""Ways are straight, so that those of `minutes_east` take just these minutes on foot."""
LATE, OFFICE = "Mo-Fr 09:00-20:00", "Mo-Fr 09:00-17:00"
SERVICES = ("membership", "legal_aid")
LEGAL_AID = 2


def homes(*positions, free=EVENINGS, union="yp", members=None):
    """Apartments a0, a1, … of 1, 2, 4, … people."""
    return [
        DemandPlace(
            f"a{number}",
            f"公寓{number}",
            PlaceKind.APARTMENT,
            lon,
            lat,
            2**number,
            members,
            week(free),
            union,
        )
        for number, (lon, lat) in enumerate(positions)
    ]


def town(places, *desks, services=0) -> PlanningData:
    """A town with desks s0, s1, … at these minutes east of the centre, with these hours."""
    lon, lat = np.array([minutes_east(minutes) for minutes, _ in desks]).reshape(-1, 2).T
    sites = Sites(
        codes=[f"s{number}" for number in range(len(desks))],
        names=[f"服务点{number}" for number in range(len(desks))],
        lon=lon.copy(),
        lat=lat.copy(),
        services=np.full(len(desks), services, dtype=np.uint64),
        week_ids=np.arange(len(desks)),
        weeks=[week(hours) for _, hours in desks],
    )
    return PlanningData(7, places, sites, np.ones(len(desks)), SERVICES, {"yp": "杨浦区总工会"})


def report(data, streets: StreetNetwork | None = None, *, with_hours=False, visits=None, **request):
    asked = CoverageRequest(**request)
    inputs = prepare_inputs(data, asked, settings=SETTINGS, network=streets)
    found = coverage_report(inputs, with_hours=with_hours, visits=visits)
    return orjson.loads(orjson.dumps(found))


def test_the_file_has_the_fields_that_others_rely_on():
    found = report(town(homes(CENTRE, minutes_east(40)), (10, LATE)), services=("membership",))

    assert found["standard"] == {
        "mode": "walk",
        "minutes": 15,
        "stay_minutes": 30,
        "days": 2,
        "services": ["membership"],
    }
    assert set(found) == {
        *("standard", "travel_method", "people", "covered_people", "by_reason", "demand_points"),
        *("gaps", "by_union", "data_revision", "demand_kinds", "weight", "sites"),
    }
    assert set(found["demand_points"][0]) == {
        *("code", "kind", "name", "lon", "lat", "people", "union_code", "covered", "days"),
        *("reason", "nearest", "least_crowded"),
    }


def test_visited_places_are_told_apart_and_never_count_as_covered():
    places = homes(CENTRE, minutes_east(40), minutes_east(-40))
    today = date(2026, 11, 22)
    days = {(place.kind, place.code): [today] for place in places[:2]}

    found = report(town(places, (10, LATE)), visits=VisitDays(days, today))

    near, far = places[0].people, places[1].people
    assert (found["covered_people"], found["by_reason"]["distance"]) == (
        near,
        far + places[2].people,
    )
    assert found["visited"] == {
        "on": "2026-11-22",
        "months": 1,
        "places": 2,
        "people": near + far,
        "uncovered_people": far,
    }
    assert [place["code"] for place in found["visited_demand_points"]] == [
        place.code for place in places[:2]
    ]


def test_a_covered_demand_point_tells_its_days_and_the_way():
    found = report(town(homes(CENTRE), (10, LATE)))["demand_points"][0]

    assert (found["covered"], found["reason"]) == (True, None)
    assert found["days"] == ["Mo", "Tu", "We", "Th", "Fr"]
    assert found["nearest"] == {"code": "s0", "minutes": 10.0, "travel_method": "estimated"}


def test_the_totals_name_who_is_covered():
    places = homes(CENTRE, minutes_east(6), minutes_east(-6), minutes_east(60))
    data = town(places, (10, LATE), (48, OFFICE))

    found = report(data)

    assert (found["people"], found["covered_people"]) == (15, 1 + 2)
    assert found["by_reason"] == {"distance": 4, "service": 0, "hours": 8}
    assert [point["reason"] for point in found["demand_points"]] == [
        *(None, None, "distance", "hours")
    ]


def test_a_service_nobody_offers_is_the_reason():
    offered = town(homes(CENTRE), (10, LATE), services=LEGAL_AID)

    assert report(offered, services=("legal_aid",))["covered_people"] == 1
    assert report(offered, services=SERVICES)["by_reason"]["service"] == 1


def test_minutes_are_rounded_but_who_is_covered_is_not():
    found = report(town(homes(CENTRE), (15.04, LATE)))["demand_points"][0]

    assert found["nearest"]["minutes"] == 15.0
    assert (found["covered"], found["reason"]) == (False, "distance")


@pytest.mark.parametrize(
    ("away", "minutes", "nearest"),
    [(59, 15, 59.0), (61, 15, None), (61, 90, 61.0), (91, 90, None)],
)
def test_the_nearest_is_looked_for_an_hour_away_or_as_far_as_the_standard(away, minutes, nearest):
    found = report(town(homes(CENTRE), (away, LATE)), minutes=minutes)["demand_points"][0][
        "nearest"
    ]

    assert (found and found["minutes"]) == nearest


def test_unions_add_up_and_those_outside_come_last():
    places = [
        *homes(CENTRE, minutes_east(60)),
        *homes(minutes_east(5), union=None),
    ]

    found = report(town(places, (10, LATE)))

    assert found["by_union"] == [
        {"code": "yp", "name": "杨浦区总工会", "people": 3, "covered_people": 1},
        {"code": None, "name": None, "people": 1, "covered_people": 1},
    ]


def test_those_who_are_not_members_can_be_counted_alone():
    found = report(town(homes(CENTRE, CENTRE, members=1), (10, LATE)), weight=Weight.NON_MEMBERS)

    assert (found["people"], found["covered_people"], found["weight"]) == (1, 1, "non_members")


def test_only_the_kinds_asked_for_are_counted():
    found = report(town(homes(CENTRE), (10, LATE)), kinds=(PlaceKind.PARK,))

    assert (found["people"], found["demand_kinds"]) == (0, ["park"])


def test_a_gap_tells_the_hours_that_would_help():
    found = report(town(homes(CENTRE, CENTRE), (10, OFFICE)))["gaps"][0]

    assert (found["people"], found["reason"], found["union_code"]) == (3, "hours", "yp")
    assert found["demand_codes"] == ["a1", "a0"]
    assert found["nearest"] == {"code": "s0", "minutes": 10.0}
    assert found["extension"] == {
        "code": "s0",
        "added": "Mo-Fr 17:00-20:00",
        "opening_hours": "Mo-Fr 09:00-20:00",
        "weekly_hours_added": 15.0,
        "people": 3,
    }


def test_a_gap_tells_the_kinds_of_its_demand_points():
    same_code = [
        DemandPlace("a0", "企业", PlaceKind.FIRM, *CENTRE, 8, None, week(EVENINGS), "yp"),
        DemandPlace("a1", "园区", PlaceKind.PARK, *CENTRE, 1, None, week(EVENINGS), None),
    ]

    found = report(town([*homes(CENTRE, CENTRE), *same_code], (10, OFFICE)))["gaps"]

    assert [gap["demand_points"] for gap in found] == [
        [
            {"code": "a0", "kind": "firm"},
            {"code": "a1", "kind": "apartment"},
            {"code": "a0", "kind": "apartment"},
        ],
        [{"code": "a1", "kind": "park"}],
    ]


def test_a_gap_without_a_desk_has_neither_a_nearest_nor_hours_that_help():
    found = report(town(homes(CENTRE)))["gaps"][0]

    assert (found["nearest"], found["extension"]) == (None, None)
    assert (found["lon"], found["lat"]) == CENTRE


def test_crowded_desks_are_told_with_their_hour():
    found = report(town(homes(CENTRE, CENTRE, free="Tu 18:00-21:00"), (10, LATE), (90, OFFICE)))

    busiest = {"day": "Tu", "hour": 18, "people_per_desk": 3.0}
    assert [site["busiest"] for site in found["sites"]] == [busiest, None]
    assert found["demand_points"][0]["least_crowded"] == busiest
    assert found["sites"][1]["opening_hours"] == OFFICE


def test_hours_of_the_week_are_told_where_asked_for():
    data = town(homes(CENTRE, free="Tu 18:00-21:00"), (10, LATE))

    hours = report(data, with_hours=True)["served_hours"]

    assert [len(text) for text in hours] == [168]
    assert [hour for hour, served in enumerate(hours[0]) if served == "1"] == [24 + 18, 24 + 19]


@pytest.mark.parametrize("weight", list(Weight))
def test_an_empty_city_is_answered(weight):
    found = report(town([]), weight=weight, with_hours=True)

    assert (found["people"], found["covered_people"], found["travel_method"]) == (0, 0, "estimated")
    assert [found[name] for name in ("demand_points", "gaps", "by_union", "served_hours")] == [
        []
    ] * 4


def test_nobody_in_a_place_is_no_error():
    found = report(
        town([DemandPlace("a", "空", PlaceKind.APARTMENT, *CENTRE, 0, 0, week("24/7"), None)])
    )

    assert (found["people"], len(found["demand_points"]), found["gaps"]) == (0, 1, [])


def test_ways_go_by_streets_where_there_are_any_and_say_so():
    away = minutes_east(-30)

    found = report(town(homes(place(0, 0), away), (10, LATE)), network(grid(12, 2)))

    methods = [point["nearest"]["travel_method"] for point in found["demand_points"]]
    assert (found["travel_method"], methods) == ("streets", ["streets", "estimated"])
    assert found["demand_points"][0]["nearest"]["minutes"] == 10.0


def test_ways_are_estimated_for_a_mode_without_streets():
    walking = network(grid(12, 2))
    only = StreetNetwork({Mode.WALK: walking.graphs[Mode.WALK]}, "town", "town.osm.pbf")

    found = report(town(homes(CENTRE), (10, LATE)), only, mode=Mode.BIKE)

    assert found["travel_method"] == "estimated"


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("walk:15", (Mode.WALK, 15)),
        ("bike : 7.5", (Mode.BIKE, 7.5)),
        ("drive：30", (Mode.DRIVE, 30)),
    ],
)
def test_a_standard_is_a_mode_and_minutes(text, standard):
    assert parse_standard(text) == standard


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("walk", "standard_unreadable"),
        ("", "standard_unreadable"),
        (":15", "standard_unreadable"),
        ("plane:15", "standard_mode_unknown"),
        ("walk:soon", "standard_minutes_invalid"),
        ("walk:", "standard_minutes_invalid"),
    ],
)
def test_a_standard_that_cannot_be_read_is_refused(text, code):
    with pytest.raises(InvalidInput) as refused:
        parse_standard(text)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("apartments,parks,firms", tuple(PlaceKind)),
        ("firms, apartments", (PlaceKind.APARTMENT, PlaceKind.FIRM)),
        ("parks，parks", (PlaceKind.PARK,)),
    ],
)
def test_kinds_of_demand_are_listed_with_commas(text, kinds):
    assert parse_kinds(text) == kinds


@pytest.mark.parametrize("text", ["flats", "", "parks,", "park"])
def test_unknown_kinds_of_demand_are_refused(text):
    with pytest.raises(InvalidInput, match="choose among apartments,parks,firms"):
        parse_kinds(text)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"minutes": 0}, "standard_minutes_invalid"),
        ({"minutes": np.nan}, "standard_minutes_invalid"),
        ({"minutes": 241}, "standard_minutes_invalid"),
        ({"stay_minutes": -1}, "stay_minutes_invalid"),
        ({"stay_minutes": np.nan}, "stay_minutes_invalid"),
        ({"days": 0}, "days_invalid"),
        ({"days": 8}, "days_invalid"),
        ({"days": 1.5}, "days_invalid"),
        ({"services": ("legal_aid", "food")}, "service_unknown"),
    ],
)
def test_what_cannot_be_a_standard_is_refused(request_, code):
    with pytest.raises(InvalidInput) as refused:
        report(town([]), **request_)

    assert refused.value.code == code


# --- The sample city, computed again by other means ---------------------------------------------


@pytest.fixture(scope="module")
def city(_migrated_file, tmp_path_factory) -> PlanningData:
    folder = tmp_path_factory.mktemp("city")
    database = connect(f"sqlite:///{shutil.copy(_migrated_file, folder / 'city.db')}")
    with database.transaction() as session:
        for kind, file in write_sample_files(folder, seed=1).items():
            import_file(session, kind, file, ImportOptions())
    with database.reading() as session:
        data = load_planning_data(session)
    database.close()
    return data


@pytest.fixture(scope="module")
def city_report(city):
    inputs = prepare_inputs(
        city, CoverageRequest(), settings=Settings(database_url="sqlite://"), network=None
    )
    return orjson.loads(orjson.dumps(coverage_report(inputs)))


def around(text):
    """Intervals of the week before, of this and of the week after."""
    weeks = (-10_080, 0, 10_080)
    intervals = week_hours(parse_opening_hours(text)).intervals
    return [(start + by, end + by) for start, end in intervals for by in weeks]


def free_texts(city) -> dict[str, str]:
    return {place.code: to_week_text(place.free) for place in city.places}


def days_by_minutes(free, opening, way_min, stay_min=30) -> set[str]:
    """Try every minute of the week as the beginning of a consultation."""
    minute = np.arange(10_080)
    can_start = np.zeros(10_080, dtype=bool)
    for a, b in free:
        for o, c in opening:
            first, last = max(a + way_min, o), min(b - way_min, c) - stay_min
            can_start |= (first <= last) & (minute + 1 > first) & (minute <= last)
    names = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    return {names[start // 1_440] for start in np.flatnonzero(can_start)}


def recomputed(point, free_text, sites) -> tuple[bool, list[str], str | None, str]:
    """Work out one demand point from the file alone: covered, days, reason, nearest."""
    *_, metres = Geod(ellps="WGS84").inv(
        [point["lon"]] * len(sites),
        [point["lat"]] * len(sites),
        [site["lon"] for site in sites],
        [site["lat"] for site in sites],
    )
    ways = dict(zip(range(len(sites)), np.array(metres) * 1.3 / 80, strict=True))
    near = [number for number, way in ways.items() if way <= 15]
    days = set()
    for number in near:
        opening = around(sites[number]["opening_hours"])
        days |= days_by_minutes(around(free_text), opening, ways[number])
    is_covered = len(days) >= 2
    reason = None if is_covered else ("hours" if near else "distance")
    return is_covered, sorted(days), reason, sites[min(ways, key=ways.get)]["code"]


def test_a_sample_of_the_city_is_the_same_by_other_means(city, city_report):
    points, sites = city_report["demand_points"][::60], city_report["sites"]
    free = free_texts(city)

    told = [
        (point["covered"], sorted(point["days"]), point["reason"], point["nearest"]["code"])
        for point in points
    ]

    assert told == [recomputed(point, free[point["code"]], sites) for point in points]
    assert len(Counter(reason for _, _, reason, _ in told)) == 3


def test_the_figures_of_the_city_add_up(city_report):
    points, reasons = city_report["demand_points"], Counter()
    for point in points:
        reasons[point["reason"]] += point["people"]

    assert sum(reasons.values()) == city_report["people"] > 1_000_000
    assert reasons.pop(None) == city_report["covered_people"]
    assert {"service": 0} | reasons == city_report["by_reason"]
    assert sum(union["people"] for union in city_report["by_union"]) == city_report["people"]
    assert (
        sum(union["covered_people"] for union in city_report["by_union"])
        == city_report["covered_people"]
    )


def test_the_gaps_of_the_city_hold_all_who_are_not_covered(city_report):
    gaps = city_report["gaps"]
    uncovered = [point for point in city_report["demand_points"] if not point["covered"]]

    people = [gap["people"] for gap in gaps]
    assert sum(people) == sum(point["people"] for point in uncovered)
    assert people == sorted(people, reverse=True)
    assert sorted(code for gap in gaps for code in gap["demand_codes"]) == sorted(
        point["code"] for point in uncovered
    )
    assert [gap["demand_codes"] for gap in gaps] == [
        [point["code"] for point in gap["demand_points"]] for gap in gaps
    ]


def test_the_hours_that_help_the_largest_gap_do_help(city, city_report):
    gap = next(gap for gap in city_report["gaps"] if gap["extension"])
    extended, free = gap["extension"], free_texts(city)
    longer = {extended["code"]: {"opening_hours": extended["opening_hours"]}}
    sites = [site | longer.get(site["code"], {}) for site in city_report["sites"]]
    points = [p for p in city_report["demand_points"] if p["code"] in gap["demand_codes"]]

    helped = [p["people"] for p in points if recomputed(p, free[p["code"]], sites)[0]]

    assert sum(helped) == extended["people"] > gap["people"] / 2
