import datetime

import pytest
from shapely import LineString, MultiPolygon, Point, box
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from data.tables import Closure, Firm, Plan, ServicePoint, Union, WorkdayCalendar, WorkerApartment
from geo.places import Host, Status, Tier, UnionLevel

YANGPU = MultiPolygon([box(121.45, 31.24, 121.57, 31.35)])


def test_a_service_point_comes_back_as_it_went_in(session):
    desk = ServicePoint(
        code="yp-01",
        name="杨浦区𠮷祥路“娘家”服务站",
        tier=Tier.STATION,
        host=Host.APARTMENT,
        opening_hours="Mo-Fr 08:30-20:00; Sa 09:00-16:00",
        services=("wage_recovery", "legal_aid"),
        wheelchair=True,
        premises_on=datetime.date(2026, 9, 20),
        location=Point(121.5123456789, 31.2987654321),
    )
    session.add(desk)
    session.flush()
    session.expunge_all()

    found = session.scalars(select(ServicePoint)).one()

    assert found is not desk
    assert (found.name, found.tier, found.host) == (desk.name, Tier.STATION, Host.APARTMENT)
    assert found.services == ("wage_recovery", "legal_aid")
    assert found.languages == ()
    assert found.status is Status.OPEN
    assert found.premises_on == datetime.date(2026, 9, 20)
    assert found.premises_met is None
    assert found.location == Point(121.5123456789, 31.2987654321)


def test_an_area_comes_back_as_it_went_in(session):
    session.add(Union(code="yp", name="杨浦区总工会", level=UnionLevel.DISTRICT, area=YANGPU))
    session.add(Union(code="sh", name="上海市总工会", level=UnionLevel.CITY))
    session.flush()
    session.expunge_all()

    areas = session.scalars(select(Union.area).order_by(Union.code)).all()

    assert areas == [None, YANGPU]


def test_one_polygon_is_stored_as_an_area_of_one(session):
    session.add(Union(code="yp", name="杨浦", level=UnionLevel.DISTRICT, area=YANGPU.geoms[0]))
    session.flush()
    session.expunge_all()

    assert session.scalars(select(Union.area)).one() == YANGPU


def test_heights_are_dropped(session):
    session.add(desk("d", location=Point(121.5, 31.25, 4.0)))
    session.flush()
    session.expunge_all()

    location = session.scalars(select(ServicePoint.location)).one()

    assert location == Point(121.5, 31.25)
    assert not location.has_z


def test_a_line_is_no_location(session):
    session.add(desk("d", location=LineString([(121.5, 31.25), (121.6, 31.25)])))

    with pytest.raises(StatementError):
        session.flush()


def test_codes_edited_by_hand_are_read_without_spaces_and_gaps(session):
    session.add(desk("d"))
    session.flush()
    session.execute(text("UPDATE service_point SET services = ' legal_aid; ;petition ;'"))

    services = session.scalars(select(ServicePoint.services)).one()

    assert services == ("legal_aid", "petition")


def test_a_plan_keeps_its_request_as_it_was_asked(session):
    request = {"budget_yuan": 1_000_000, "unions": ["杨浦"], "modes": {"walk": 15.5}}
    asked_at = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.UTC)
    session.add(Plan(code="p", created_at=asked_at, data_revision=7, request=request))
    session.flush()
    session.expunge_all()

    plan = session.scalars(select(Plan)).one()

    assert plan.request == request
    assert plan.result is None


def test_a_desk_cannot_belong_to_an_unknown_union(session):
    session.add(desk("d", union_code="nowhere"))

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_union_may_be_added_before_its_parent(database):
    with database.transaction() as session:
        session.add(Union(code="a", name="街道", level=UnionLevel.SUBDISTRICT, parent_code="b"))
        session.flush()
        session.add(Union(code="b", name="区", level=UnionLevel.DISTRICT))

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Union)) == 2


def test_a_union_without_its_parent_is_refused_at_the_end(database):
    orphan = Union(code="a", name="街道", level=UnionLevel.SUBDISTRICT, parent_code="b")

    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(orphan)


def test_closures_follow_their_desk_to_a_new_code_and_go_with_it(session):
    session.add(desk("old"))
    session.flush()
    session.add(closure("c", "old", datetime.date(2026, 10, 1), datetime.date(2026, 10, 7)))
    session.flush()

    session.execute(text("UPDATE service_point SET code = 'new'"))
    followed = session.scalars(select(Closure.service_point_code)).all()
    session.execute(text("DELETE FROM service_point"))
    left = session.scalars(select(Closure.service_point_code)).all()

    assert (followed, left) == (["new"], [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"desks": -1},
        {"code": None},
        {"location": None},
    ],
    ids=str,
)
def test_a_desk_that_cannot_be_is_refused(session, wrong):
    session.add(desk(**({"code": "d"} | wrong)))

    with pytest.raises(IntegrityError):
        session.flush()


def test_rows_that_cannot_be_are_refused(session):
    apartment = WorkerApartment(code="a", name="公寓", migrant_share=1.5, location=Point(121, 31))
    day = WorkdayCalendar(date=datetime.date(2026, 10, 10), kind="maybe", name="?", official=True)
    backwards = closure("c", "d", datetime.date(2026, 10, 7), datetime.date(2026, 10, 1))
    session.add(desk("d"))
    session.flush()

    assert is_refused(session, apartment)
    assert is_refused(session, day)
    assert is_refused(session, backwards)
    assert is_refused(session, desk("d"))


def test_an_unknown_status_is_refused_even_from_another_program(session):
    session.add(desk("d"))
    session.flush()

    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE service_point SET status = 'perhaps'"))


def test_an_unknown_tier_is_refused_before_it_is_sent(session):
    session.add(desk("d", tier="palace"))

    with pytest.raises(StatementError, match="palace"):
        session.flush()


def test_postgis_sees_the_geometry_in_its_reference_system(postgis):
    with postgis.transaction() as session:
        session.add(Firm(code="f", name="公司", location=Point(121.5, 31.25)))
        session.flush()
        seen = session.execute(
            select(func.ST_AsText(Firm.location), func.ST_SRID(Firm.location))
        ).one()

    assert tuple(seen) == ("POINT(121.5 31.25)", 4326)


def test_postgis_has_a_gist_index_for_every_geometry(postgis):
    with postgis.reading() as session:
        indexed = session.scalars(
            text("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%USING gist%'")
        ).all()

    assert sorted(indexed) == [
        "ix_candidate_site_location_gist",
        "ix_firm_location_gist",
        "ix_industrial_park_area_gist",
        "ix_industrial_park_location_gist",
        "ix_service_point_location_gist",
        "ix_union_area_gist",
        "ix_worker_apartment_location_gist",
    ]


def desk(code: str | None, **values: object) -> ServicePoint:
    """A desk of which only what matters to the test is said."""
    row = {"name": "服务站", "tier": Tier.STATION, "location": Point(121.5, 31.25)}
    return ServicePoint(code=code, **(row | values))


def closure(code: str, desk_code: str, first: datetime.date, last: datetime.date) -> Closure:
    return Closure(code=code, service_point_code=desk_code, first_day=first, last_day=last)


def is_refused(session, row) -> bool:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return True
    return False
