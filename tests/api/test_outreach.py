import json
from dataclasses import replace

import orjson
import pytest

from api.settings import Settings
from geo.errors import InvalidInput
from geo.messages import Language
from geo.places import PlaceKind, UnionStatus
from planner.outreach_report import in_language
from tests.data.plan_reports import town_plan
from tests.outreach_cities import (
    OFFICE,
    SETTINGS,
    TEAM,
    asked,
    city,
    fact,
    left,
    place,
    spot,
    stops,
    visited,
    visits_of,
)
from tests.street_towns import grid, network
from tests.street_towns import place as street_place

EVENING = "Mo-Fr 18:00-20:00"
A = (PlaceKind.PARK, "A")


def firm(code, minutes, **others):
    return place(code, minutes, 40, kind=PlaceKind.FIRM, **others)


def reasons_told(error) -> str:
    return error.value.text(Language.CHINESE)


def test_a_day_that_can_be_worked_out_by_hand():
    report = visits_of(city(place("A", 10, 400)))

    (route,) = report["routes"]
    (stop,) = route["stops"]
    assert (route["team"], route["date"], route["breaks"]) == ("T1", "2026-11-23", [])
    assert route["leave_depot"] == "2026-11-23T11:20:00+08:00"
    assert stop["arrive"] == stop["start"] == "2026-11-23T11:30:00+08:00"
    assert stop["depart"] == "2026-11-23T12:30:00+08:00"
    assert stop["window"] == ("2026-11-23T11:30:00+08:00", "2026-11-23T13:00:00+08:00")
    assert (stop["order"], stop["people"], stop["visit_minutes"]) == (1, 400, 60)
    assert route["return_depot"] == "2026-11-23T12:40:00+08:00"
    assert (route["travel_minutes"], route["distance_m"]) == (20, 8_000)
    assert report["served_priority"] == report["total_priority"] == stop["priority"] == 16 + 25
    assert report["served_people"] == report["total_people"] == 400


def test_of_two_visits_that_exclude_each_other_the_reason_names_the_one_that_won():
    report = visits_of(city(place("A", 10, 500), place("B", 10, 300)))

    (one,) = report["unserved"]
    assert visited(report) == [("A", "2026-11-23")]
    assert (one["code"], one["reason"]) == ("B", "not_chosen")
    assert one["help"]["instead_of"] == ["park:A"]
    assert one["would_help"] == {
        "zh-CN": "一组（11月23日 周一）先安排了A园；不去那里，就能走访",
        "en": "一组 goes to A园 on Mon 23 Nov; without that there is time",
    }


def test_a_stored_report_is_plain_json_and_is_told_in_one_language():
    report = visits_of(city(place("A", 10, 500), place("B", 10, 300)))

    plain = orjson.loads(orjson.dumps(report))

    assert json.loads(json.dumps(report)) == plain
    told = in_language(plain, Language.ENGLISH)
    assert told["routes"][0]["stops"][0]["why"].startswith("500 people whom no service point")


def test_a_longer_shift_is_offered_in_words():
    report = visits_of(city(place("A", 10, 100, free=EVENING)))

    (one,) = report["unserved"]
    assert (one["reason"], one["help"]["extra_minutes"]) == ("no_window", 100)
    assert one["would_help"]["zh-CN"] == "把一组在 11月23日 周一 的工作时间延长 100 分钟，就能走访"


def test_a_window_to_midnight_ends_on_the_next_day():
    night = TEAM | {"work_hours": "Mo 18:00-24:00"}

    report = visits_of(
        city(place("A", 10, 0, free="Mo 22:00-26:00", members=0)), asked(teams=[night], must=["A"])
    )

    (stop,) = report["routes"][0]["stops"]
    assert stop["window"] == ("2026-11-23T22:00:00+08:00", "2026-11-24T00:00:00+08:00")


def test_covered_places_are_no_stops_but_firms_without_a_union_are():
    data = city(
        firm("near", 0.1, free="Mo-Fr 12:00-15:00"),
        firm("none", 0.2, free="Mo-Fr 12:00-15:00"),
        facts={(PlaceKind.FIRM, "none"): fact(union_status=UnionStatus.NONE)},
    )

    report = visits_of(data)

    assert visited(report) == [("none", "2026-11-23")]
    assert report["routes"][0]["stops"][0]["topics"] == ["new_union"]
    assert report["unserved"] == []


def test_a_firm_in_a_park_has_its_own_visit_but_its_people_are_met_in_the_park():
    data = city(
        place("A", 10, 300, free="Mo-Fr 10:00-16:00"),
        firm("F", 10, park_code="A", members=None, free="Mo-Fr 10:00-16:00"),
        facts={(PlaceKind.FIRM, "F"): fact(union_status=UnionStatus.NONE)},
    )

    report = visits_of(data)

    people = {stop["code"]: stop["people"] for stop in report["routes"][0]["stops"]}
    assert people == {"A": 300, "F": 0}
    assert report["total_people"] == 300


def test_topics_follow_from_who_is_there():
    data = city(
        firm("F", 10, members=10),
        facts={(PlaceKind.FIRM, "F"): fact(union_status=UnionStatus.NONE)},
    )

    (stop,) = visits_of(data)["routes"][0]["stops"]

    assert stop["topics"] == ["membership", "new_union", "services"]


def test_who_has_no_phone_is_called_through_the_smallest_union_that_has_one():
    phones = {"city": "12351", "east": "021-2"}
    data = city(
        place("A", 10, 100),
        place("B", 10, 100),
        facts={A: fact(phone="021-1", address="军工路 1 号")},
        union_phones=phones,
    )

    report = visits_of(data)

    first, second = stops(report)["A"], stops(report)["B"]
    assert (first["phone"], first["phone_of"], first["address"]) == (
        "021-1",
        "place",
        "军工路 1 号",
    )
    assert (second["phone"], second["phone_of"], second["address"]) == ("021-2", "union", None)


def test_links_open_map_apps_in_their_own_datum():
    (stop,) = visits_of(city(place("A", 10, 100)))["routes"][0]["stops"]

    assert stop["links"].keys() == {"amap", "baidu", "tencent"}
    assert (stop["lon"], stop["lat"]) == pytest.approx(spot(10), abs=1e-6)
    assert f"to={stop['lon']}" not in stop["links"]["amap"]


def test_the_stops_of_a_plan_are_those_of_its_visiting_list():
    visits = [
        {"code": "A", "kind": "park", "people": 250},
        {"code": "gone", "kind": "park", "people": 9},
    ]
    siting = town_plan(visiting_list=visits, coverage_after=[])
    data = city(place("A", 10, 400), place("B", 10, 400))

    report = visits_of(data, asked(plan="p-1"), siting=siting)

    (stop,) = report["routes"][0]["stops"]
    assert (stop["code"], stop["people"], report["unserved"]) == ("A", 250, [])
    assert report["source"]["kind"] == "plan"
    assert report["source"]["plan_code"] == "p-1"
    assert report["source"]["standard"] == siting["standard"]


def test_only_the_kinds_asked_for_are_taken_from_a_plan():
    visits = [{"code": "A", "kind": "park", "people": 250}]
    siting = town_plan(visiting_list=visits, coverage_after=[])

    with pytest.raises(InvalidInput, match="there is no place to visit"):
        visits_of(city(place("A", 10, 400)), asked(plan="p-1", kinds=["firms"]), siting=siting)


def test_a_union_stands_for_all_below_it():
    data = city(place("A", 10, 100), place("B", 10, 100, union_code="west"))

    assert visited(visits_of(data, asked(union="east"))) == [("A", "2026-11-23")]
    assert visited(visits_of(data, asked(union="west"))) == [("B", "2026-11-23")]
    assert len(visited(visits_of(data, asked(union="city", days=2)))) == 2


def test_an_unknown_union_is_named():
    with pytest.raises(InvalidInput, match='no union has the code "north"'):
        visits_of(city(place("A", 10, 100)), asked(union="north"))


def test_what_is_excluded_says_so_and_counts_in_the_total():
    report = visits_of(city(place("A", 10, 100), place("B", 10, 100)), asked(never=["B"]))

    (one,) = report["unserved"]
    assert left(report) == {"B": "excluded"}
    assert one["would_help"]["en"] == "take it off the list of places not to visit"
    assert one["why"]["en"] == "100 people whom no service point covers (+4); never visited (+25)"
    assert report["total_priority"] == 2 * 29


def test_where_everything_is_excluded_there_is_a_result_without_routes():
    report = visits_of(city(place("A", 10, 100)), asked(never=["A"]))

    assert (report["routes"], left(report)) == ([], {"A": "excluded"})


def test_the_least_urgent_beyond_as_many_as_are_looked_at_are_told_apart():
    data = city(place("A", 10, 100), place("B", 10, 900), place("C", 10, 500))

    report = visits_of(data, asked(days=3, most_stops=1, must=["A"]))

    assert visited(report) == [("A", "2026-11-23")]
    assert left(report) == {"B": "not_considered", "C": "not_considered"}
    assert "最优先的 1 处" in report["unserved"][0]["would_help"]["zh-CN"]


def test_a_place_that_is_named_is_visited_though_everyone_there_is_covered():
    data = city(place("A", 0.1, 100), place("B", 10, 100))

    report = visits_of(data, asked(must=["park:A"]))

    told = {code: (stop["must"], stop["promised"]) for code, stop in stops(report).items()}
    assert told == {"A": (True, False), "B": (False, False)}


def test_a_promised_visit_stays_on_its_day():
    data = city(place("A", 10, 100), place("B", 10, 900))

    report = visits_of(data, asked(days=3, promised={"A": "2026-11-25"}))

    assert visited(report)[-1] == ("A", "2026-11-25")
    stop = report["routes"][-1]["stops"][0]
    assert (stop["promised"], stop["must"]) == (True, False)


def test_a_promise_for_a_day_off_is_told_with_what_would_help():
    data = city(place("A", 10, 100, free="Mo-Su 11:30-13:00"))

    report = visits_of(data, asked(days=7, promised={"A": "2026-11-28"}))

    (one,) = report["unserved"]
    assert (one["reason"], one["help"]["date"]) == ("no_window", "2026-11-28")
    assert one["would_help"]["zh-CN"] == "一组在 11月28日 周六 不上班；这一天出勤 50 分钟，就能走访"


def test_a_promise_for_a_day_when_nobody_is_free_asks_for_another_day():
    report = visits_of(city(place("A", 10, 100)), asked(days=7, promised={"A": "2026-11-28"}))

    assert report["unserved"][0]["would_help"]["en"].startswith("nobody can go on Sat 28 Nov")


def test_a_window_on_a_holiday_alone_is_told_as_such():
    national_day = {"start": "2026-09-30", "days": 2}
    data = city(place("A", 10, 100, free="Th 11:30-13:00"))

    report = visits_of(data, asked(**national_day))

    (one,) = report["unserved"]
    assert one["reason"] == "no_window"
    assert "放假或调休" in one["would_help"]["zh-CN"]


def test_a_skill_that_a_place_needs_is_asked_of_the_team():
    report = visits_of(city(place("A", 10, 100)), asked(needs={"park:A": ["law"]}))

    (one,) = report["unserved"]
    assert (one["reason"], one["help"]["skills"]) == ("no_skill", ["law"])
    assert one["would_help"]["zh-CN"] == "派一个懂法律的小组，就能走访"


def test_wishes_about_places_that_are_not_on_the_list_are_passed_over():
    data = city(place("A", 0.1, 100), place("B", 10, 100))

    report = visits_of(data, asked(never=["A"], needs={"A": ["law"]}))

    assert (visited(report), report["unserved"]) == ([("B", "2026-11-23")], [])


@pytest.mark.parametrize("wish", [{"must": ["X"]}, {"never": ["X"]}, {"needs": {"X": ["law"]}}])
def test_a_code_that_no_place_has_is_refused(wish):
    with pytest.raises(InvalidInput, match="no place to visit with these codes: X"):
        visits_of(city(place("A", 10, 100)), asked(**wish))


def test_where_everyone_is_covered_there_is_nobody_to_visit():
    with pytest.raises(InvalidInput, match="there is no place to visit"):
        visits_of(city(place("A", 0.1, 100)))


def test_all_faults_of_all_teams_are_told_at_once():
    broken = [
        {"code": "T1", "depot_code": "x", "work_hours": OFFICE, "mode": "plane"},
        {"code": "T1", "depot_code": "d", "work_hours": ""},
    ]

    with pytest.raises(InvalidInput) as error:
        visits_of(city(place("A", 10, 100)), asked(teams=broken))

    told = reasons_told(error)
    assert told.startswith(
        "小组名单里有 4 处要改：1. 第 2 行 出发服务点编号（depot_code）：没有编号为“x”"
    )
    assert "。2. 第 2 行 出行方式（mode）：出行方式“plane”看不懂" in told
    assert "4. line 3, work_hours: this cell may not be empty" in str(error.value)


def test_days_on_which_no_team_works_are_named():
    with pytest.raises(InvalidInput, match="no team works from 2026-11-28 to 2026-11-29"):
        visits_of(city(place("A", 10, 100)), asked(start="2026-11-28", days=2))


def test_ways_are_by_streets_where_there_are_any():
    streets = network(grid(41, 1))
    lon, lat = street_place(40, 0)
    data = city(replace(place("A", 0, 100), lon=lon, lat=lat))

    report = visits_of(data, network=streets)

    (route,) = report["routes"]
    assert report["travel_method"] == "streets"
    assert route["leave_depot"] == "2026-11-23T11:22:00+08:00"


def test_weights_and_lengths_are_settings():
    settings = Settings(
        database_url="sqlite://",
        outreach_uncovered_points=60,
        outreach_visit_least_min=45,
        outreach_last_visit_points=5,
    )

    report = visits_of(city(place("A", 10, 100)), settings=settings)

    (stop,) = report["routes"][0]["stops"]
    assert (stop["priority"], stop["visit_minutes"]) == (6 + 5, 45)


def test_settings_of_more_than_a_hundred_points_are_refused():
    with pytest.raises(InvalidInput, match="all together have 120 points"):
        Settings(database_url="sqlite://", outreach_uncovered_points=60)
    assert SETTINGS.outreach_rules.priority.no_union == 15


def test_places_nobody_can_get_to_take_no_place_among_those_looked_at():
    far = place("A", 300, 900)
    data = city(far, place("B", 10, 500), place("C", 10, 100))

    report = visits_of(data, asked(days=3, most_stops=2))

    assert sorted(stops(report)) == ["B", "C"]
    assert left(report) == {"A": "too_far"}


def test_a_break_when_people_are_free_is_told_with_the_team():
    eating = {**TEAM, "work_hours": "Mo-Fr 09:00-17:00", "lunch": "11:30-13:00"}

    report = visits_of(city(place("A", 0.2, 500)), asked(teams=[eating], must=["A"]))

    (one,) = report["unserved"]
    assert (one["reason"], one["help"]["other_break"]) == ("no_window", True)
    assert "一组正在休息" in one["would_help"]["zh-CN"]
    assert "let it eat at another time" in one["would_help"]["en"]
