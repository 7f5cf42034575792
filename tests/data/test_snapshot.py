import datetime

import shapely
from sqlalchemy import insert

from data.snapshot import load_snapshot
from data.tables import (
    Closure,
    Firm,
    ServicePoint,
    Union,
    WorkdayCalendar,
    WorkerApartment,
)
from geo.gazetteer import search_places
from geo.jurisdictions import responsible_unions
from geo.places import Status, Tier, UnionLevel
from geo.service_points import services_of
from geo.workdays import DayType

POINT = {
    "code": "yinhang",
    "name": "殷行站",
    "tier": Tier.STATION,
    "opening_hours": "Mo-Fr 09:00-20:00",
    "services": ("legal_aid", "membership"),
    "location": shapely.Point(121.53, 31.32),
}


def test_a_snapshot_holds_a_service_point_as_it_was_stored(session):
    session.execute(insert(ServicePoint), [POINT])

    index = load_snapshot(session).service_points

    assert list(index.points.codes) == ["yinhang"]
    assert (index.points.lon[0], index.points.lat[0]) == (121.53, 31.32)
    assert services_of(index, 0) == ("membership", "legal_aid")
    assert index.points.timetables.all[0].hours.text == "Mo-Fr 09:00-20:00"


def test_only_open_service_points_are_loaded(session):
    others = [status for status in Status if status is not Status.OPEN]
    session.execute(
        insert(ServicePoint),
        [POINT | {"code": status.value, "status": status} for status in others],
    )

    assert len(load_snapshot(session).service_points.points) == 0


def test_service_points_come_in_the_order_of_their_codes_on_both_homes(session):
    codes = ["b", "B", "a-1", "a1", "é", "中"]
    session.execute(insert(ServicePoint), [POINT | {"code": code} for code in codes])

    assert list(load_snapshot(session).service_points.points.codes) == sorted(codes)


def test_equal_hours_share_one_timetable_unless_a_closure_tells_them_apart(session):
    session.execute(insert(ServicePoint), [POINT | {"code": code} for code in "abc"])
    session.execute(
        insert(Closure),
        [
            {
                "code": "move",
                "service_point_code": "b",
                "first_day": datetime.date(2026, 12, 1),
                "last_day": datetime.date(2026, 12, 2),
                "reason": "搬迁",
            }
        ],
    )

    points = load_snapshot(session).service_points.points

    assert points.timetable_ids.tolist() == [0, 1, 0]
    assert points.timetables.all[1].closures[0].reason == "搬迁"


def test_hours_that_somebody_broke_by_hand_count_as_unknown(session, caplog):
    session.execute(insert(ServicePoint), [POINT | {"opening_hours": "Mo 9-"}])

    points = load_snapshot(session).service_points.points

    assert points.timetables.all[0].hours is None
    assert "yinhang" in caplog.text


def test_unions_and_places_can_be_asked_for(session):
    square = shapely.MultiPolygon([shapely.box(121.5, 31.3, 121.6, 31.4)])
    session.execute(
        insert(Union),
        [
            {"code": "sh", "name": "上海市总工会", "level": UnionLevel.CITY},
            {
                "code": "yp",
                "name": "杨浦区总工会",
                "level": UnionLevel.DISTRICT,
                "parent_code": "sh",
                "area": square,
            },
        ],
    )
    session.execute(
        insert(WorkerApartment),
        [{"code": "a1", "name": "殷行公寓", "location": shapely.Point(121.53, 31.32)}],
    )
    session.execute(
        insert(Firm), [{"code": "f1", "name": "某某厂", "location": shapely.Point(121.5, 31.3)}]
    )

    snapshot = load_snapshot(session)

    found = responsible_unions(snapshot.jurisdictions, 121.53, 31.32)
    assert [union.code for union in found] == ["yp", "sh"]
    assert search_places(snapshot.gazetteer, "殷行")[0].code == "a1"
    assert search_places(snapshot.gazetteer, "杨浦")[0].kind == "union"


def test_the_calendar_comes_from_the_table(session):
    day = datetime.date(2026, 10, 10)
    session.execute(
        insert(WorkdayCalendar),
        [{"date": day, "kind": "makeup_workday", "name": "国庆节", "official": True}],
    )

    assert load_snapshot(session).calendar.day_type(day) is DayType.MAKEUP_WORKDAY


def test_an_empty_database_gives_an_empty_snapshot(session):
    snapshot = load_snapshot(session)

    assert len(snapshot.service_points.points) == 0
    assert "membership" in snapshot.services


def test_a_service_point_without_a_place_on_earth_is_passed_over(session, caplog):
    lost = {"empty": shapely.Point(), "metres": shapely.Point(500_000, 3_400_000)}
    session.execute(
        insert(ServicePoint),
        [POINT, *(POINT | {"code": code, "location": place} for code, place in lost.items())],
    )

    points = load_snapshot(session).service_points.points

    assert list(points.codes) == ["yinhang"]
    assert "empty" in caplog.text
    assert "metres" in caplog.text


def test_an_area_that_cannot_be_is_passed_over(session, caplog):
    metres = shapely.MultiPolygon([shapely.box(500_000, 3_400_000, 501_000, 3_401_000)])
    session.execute(
        insert(Union),
        [
            {"code": "m", "name": "米", "level": UnionLevel.CITY, "area": metres},
            {"code": "e", "name": "空", "level": UnionLevel.CITY, "area": shapely.MultiPolygon()},
        ],
    )

    snapshot = load_snapshot(session)

    assert {union.area for union in snapshot.unions.values()} == {None}
    assert "union m" in caplog.text
