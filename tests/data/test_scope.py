from functools import partial

import numpy as np
import pytest
import shapely
from sqlalchemy import insert, select, update

from api.use_cases.outreach_publishing import publish_to_teams
from data.actors import Actor
from data.edits import Draft, RowRefused, add_row, change_row, delete_closure, load_texts
from data.exports import export_file
from data.imports.fields import KINDS, kind_called
from data.imports.importer import ImportOptions, import_file
from data.imports.report import ImportRejected
from data.listings import (
    PointFilter,
    count_rows,
    load_listing,
    load_names,
    load_unions,
    point_conditions,
)
from data.outreach_plans import (
    find_move,
    find_successor,
    list_published,
    list_team_keys,
    publish,
    published_at,
    team_key,
    team_of_key,
    withdraw,
)
from data.overview import load_overview
from data.planning import load_planning_data, load_union_areas
from data.plans import (
    OUTREACH,
    SITING,
    add_plan,
    ask_cancel,
    delete_plan,
    find_plan,
    list_plans,
    load_result,
)
from data.report_columns import ReportStatus
from data.reports import list_reports, mark_report
from data.scope import codes_in_scope, rows_in_scope, scope_of, union_in_scope
from data.tables import CandidateSite, Union, WorkerApartment
from data.visits import is_visit_seen, list_visits
from geo.errors import Conflict, Forbidden, InvalidInput, NotFound
from geo.places import PlaceKind, UnionLevel
from tests.stored_plans import MONDAY, finished, outreach_result
from tests.two_districts import (
    AT,
    CITY,
    DAY,
    EAST,
    IN_EAST,
    IN_WEST,
    TEAM,
    WEST,
    fill_two_districts,
)

TOWN, PARENT = Actor("account:town", union="town"), Actor("account:sh", union="sh")
FAR_E = "far-e"
RESULTS = {SITING: None, OUTREACH: outreach_result("T1")}


@pytest.fixture
def city(database):
    with database.transaction() as session:
        fill_two_districts(session)
    return database


@pytest.fixture
def east(city):
    """What a planner of the east sees."""
    with city.transaction(EAST) as session:
        yield session


def seen(session, kind):
    return {row["code"] for row in load_listing(session, kind).rows}


def held(session, *places):
    """Tell which places are in the scope of the session."""
    scope = scope_of(session)
    return scope.holds(shapely.get_x(places), shapely.get_y(places)).tolist()


@pytest.mark.parametrize(
    ("actor", "codes"),
    [(CITY, None), (EAST, {"east", "town"}), (TOWN, {"town"}), (Actor("x", union="gone"), set())],
)
def test_a_scope_is_a_union_and_all_below_it(city, actor, codes):
    with city.reading(actor) as session:
        assert codes_in_scope(session) == codes


def test_unions_that_are_their_own_ancestors_are_in_scope_once(east):
    east.execute(update(Union).where(Union.code == "east").values(parent_code="town"))

    assert codes_in_scope(east) == {"east", "town"}


def test_a_place_belongs_to_the_smallest_union_whose_area_holds_it(city):
    inside, on_the_border = shapely.Point(121.502, 31.25), shapely.Point(121.505, 31.25)

    with city.reading(TOWN) as session:
        assert held(session, IN_WEST, inside, on_the_border, IN_EAST) == [False, False, True, True]
    with city.reading(EAST) as session:
        assert held(session, IN_WEST, inside, on_the_border, IN_EAST) == [False, True, True, True]


def test_a_place_is_in_one_of_two_districts_also_where_their_areas_overlap(city):
    between = shapely.Point(121.5, 31.25)

    with city.reading(WEST) as session:
        is_western = held(session, between)
    with city.reading(EAST) as session:
        is_eastern = held(session, between)

    assert is_western != is_eastern


def test_the_area_of_a_park_union_counts_for_the_district_it_lies_in(city):
    park = {"code": "p", "name": "p", "level": UnionLevel.PARK, "parent_code": "sh"}
    with city.transaction() as session:
        session.execute(
            insert(Union), {**park, "area": shapely.MultiPolygon([IN_EAST.buffer(0.001)])}
        )

    with city.reading(EAST) as session:
        assert held(session, IN_EAST) == [True]
    with city.reading(Actor("x", union="p")) as session:
        assert held(session, IN_EAST, IN_WEST) == [True, False]


def test_places_nowhere_are_in_no_scope(east):
    assert held(east, shapely.Point(np.nan, np.nan)) == [False]
    assert rows_in_scope(east, WorkerApartment.__table__, [{"location": None}]) == [False]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("service-points", {"service_point-e", "stray-e", FAR_E}),
        ("apartments", {"worker_apartment-e"}),
        ("parks", {"industrial_park-e"}),
        ("firms", {"firm-e"}),
        ("candidates", {"candidate_site-e"}),
        ("closures", {"closure-e"}),
        ("unions", {"east", "town"}),
    ],
)
def test_a_list_holds_what_is_of_the_union(east, kind, codes):
    assert seen(east, kind) == codes
    assert count_rows(east)[kind] == len(codes)


def test_a_search_finds_nothing_of_another_union(east):
    found = load_listing(east, "apartments", text="worker_apartment")

    assert [row["code"] for row in found.rows] == ["worker_apartment-e"]


def test_a_filter_by_another_union_finds_nothing(east):
    conditions = point_conditions(east, PointFilter(union_code="west"), today=DAY)

    assert load_listing(east, "service-points", conditions=conditions).total == 0


def test_names_and_unions_of_others_are_not_told(east):
    both = ["worker_apartment-w", "worker_apartment-e"]

    assert load_names(east, "apartments", both).keys() == {"worker_apartment-e"}
    assert [(union.code, union.depth) for union in load_unions(east)] == [("east", 0), ("town", 1)]
    assert load_union_areas(east).keys() == {"east", "town"}


def test_whoever_works_for_the_whole_city_sees_both_districts(city):
    with city.reading(CITY) as session:
        assert len(seen(session, "service-points")) == 5
        assert seen(session, "firms") == {"firm-w", "firm-e"}
        assert len(list_visits(session)) == 2


def test_the_overview_counts_what_is_of_the_union(east):
    counts = load_overview(east, today=DAY)

    assert (counts.points, counts.unions, counts.unions_with_area) == (3, 2, 2)
    assert (counts.apartments.people, counts.parks.people, counts.firms.people) == (100, 200, 50)
    assert (counts.unverified, counts.closures, counts.new_reports) == (3, 1, 1)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"services", "calendar", "unions"}))
def test_an_export_holds_nothing_of_another_union(east, kind, tmp_path):
    count = export_file(east, kind, tmp_path / "out.csv")

    written = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert count == (3 if kind == "service-points" else 1)
    assert "-w" not in written


def test_reports_of_others_are_neither_listed_nor_marked(east):
    mark_report(east, "report-e", ReportStatus.SEEN)

    assert [report.code for report in list_reports(east)] == ["report-e"]
    with pytest.raises(NotFound, match="no report with the code"):
        mark_report(east, "report-w", ReportStatus.SEEN)


def test_visits_to_places_of_others_are_not_listed(east):
    [visit] = list_visits(east)

    assert visit.code == "the-visit-e"
    assert is_visit_seen(east, visit)


def test_visits_by_a_plan_of_the_union_are_seen_wherever_they_went(city):
    with city.transaction(EAST) as session:
        plan = finished(session, outreach_result("T1"), kind=OUTREACH)
    with city.transaction() as session:
        table = kind_called("visits").table
        session.execute(update(table).where(table.c.code == "the-visit-w").values(plan_code=plan))

    with city.reading(EAST) as session:
        assert {visit.code for visit in list_visits(session)} == {"the-visit-w", "the-visit-e"}


@pytest.mark.parametrize("code", ["service_point-w", "stray-w", "nowhere"])
def test_service_points_of_others_are_as_if_they_did_not_exist(east, code):
    with pytest.raises(NotFound, match=f'no row with the code "{code}"'):
        load_texts(east, "service-points", code)
    with pytest.raises(NotFound, match=f'no row with the code "{code}"'):
        change_row(east, "service-points", code, Draft({"phone": "1"}), at=AT)


def test_a_closure_of_others_cannot_be_taken_back_or_added(east):
    day = {"first_day": "2026-12-01", "last_day": "2026-12-01"}

    with pytest.raises(NotFound, match="closure-w"):
        delete_closure(east, "closure-w", at=AT)
    with pytest.raises(RowRefused):
        add_row(east, "closures", Draft({"service_point_code": "service_point-w", **day}), at=AT)


@pytest.mark.parametrize(
    ("code", "change", "field"),
    [
        ("service_point-e", {"union_code": "west"}, "union_code"),
        ("service_point-e", {"union_code": "sh"}, "union_code"),
        ("stray-e", {"lon": "121.45", "lat": "31.25"}, "lon"),
        (FAR_E, {"union_code": ""}, "lon"),
    ],
)
def test_a_service_point_cannot_be_moved_to_another_union(east, code, change, field):
    was = load_texts(east, "service-points", code)

    with pytest.raises(RowRefused) as raised:
        change_row(east, "service-points", code, Draft(was | change, was), at=AT)

    assert {name: error.code for name, error in raised.value.errors.items()} == {
        field: "outside_scope"
    }


def test_a_service_point_is_changed_and_added_within_the_union(east):
    was = load_texts(east, "service-points", "stray-e")
    new = {"name": "新站", "tier": "station", "lon": "121.59", "lat": "31.21"}

    change_row(east, "service-points", "stray-e", Draft(was | {"phone": "1"}, was), at=AT)
    code = add_row(east, "service-points", Draft(new), at=AT)

    assert load_texts(east, "service-points", "stray-e")["phone"] == "1"
    assert code in seen(east, "service-points")
    with pytest.raises(RowRefused):
        add_row(east, "service-points", Draft(new | {"name": "远站", "lon": "121.41"}), at=AT)


def imported(session, kind, text, tmp_path, **options):
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    return import_file(session, kind, file, ImportOptions(**options))


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("apartments", "code,name,residents,lon,lat\nnew,新公寓,5,121.45,31.25"),
        ("apartments", "code,residents\nworker_apartment-w,5"),
        ("apartments", "code,lon,lat\nworker_apartment-e,121.45,31.25"),
        ("apartments", "code,lon,lat\nworker_apartment-w,121.51,31.25"),
        ("candidates", "code,name\nnew,没有位置的地方"),
        ("service-points", "code,phone\nservice_point-w,1"),
        ("service-points", "code,union_code\nstray-e,west"),
    ],
)
def test_rows_of_another_union_are_errors(city, tmp_path, kind, text, dry_run):
    with city.transaction(EAST) as session, pytest.raises(ImportRejected) as rejected:
        imported(session, kind, text, tmp_path, dry_run=dry_run)

    assert [error.code for error in rejected.value.report.errors] == ["outside_scope"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("visits", "code,joined\nthe-visit-w,99999", "the-visit-w"),
        ("candidates", "code,setup_cost\nC-WEST,5", "C-WEST"),
        ("apartments", "code,name,residents\nworker_apartment-w,我们的公寓,5", "我们的公寓"),
    ],
)
def test_of_a_row_of_another_union_only_is_told_what_the_file_says(
    city, tmp_path, kind, text, value
):
    with city.transaction() as session:
        western = CandidateSite.code == "candidate_site-w"
        session.execute(update(CandidateSite).where(western).values(code="C-WEST", name="秘密"))

    with city.transaction(EAST) as session, pytest.raises(ImportRejected) as rejected:
        imported(session, kind, text, tmp_path)

    [error] = rejected.value.report.errors
    assert (error.code, error.details) == ("outside_scope", {"value": value})


def test_a_file_beside_places_of_another_union_does_not_tell_how_far_they_are(city, tmp_path):
    with city.transaction() as session:
        places = [
            {"code": f"w{number}", "name": f"w{number}", "residents": 1, "location": IN_WEST}
            for number in range(3)
        ]
        session.execute(insert(WorkerApartment), places)
    shifted = "\n".join(f"w{number},121.4545,31.248" for number in range(3))

    with city.transaction(EAST) as session, pytest.raises(ImportRejected) as rejected:
        imported(session, "apartments", f"code,lon,lat\n{shifted}", tmp_path)

    assert {error.code for error in rejected.value.report.errors} == {"outside_scope"}


def test_a_new_row_beside_one_of_another_union_is_not_told_its_code(city):
    with city.transaction() as session:
        western = WorkerApartment.code == "worker_apartment-w"
        border = {"name": "边界公寓", "location": shapely.Point(121.4999, 31.25)}
        session.execute(update(WorkerApartment).where(western).values(border))
    beside = {"name": "边界公寓", "lon": "121.5001", "lat": "31.25", "residents": "5"}

    with city.transaction(EAST) as session, pytest.raises(RowRefused) as refused:
        add_row(session, "apartments", Draft(beside), at=AT)

    assert {error.code for error in refused.value.errors.values()} == {"outside_scope"}


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (
            "closures",
            "service_point_code,first_day,last_day\nstray-w,2026-12-01,2026-12-01",
            "unknown_service_point",
        ),
        ("firms", "name,park_code,lon,lat\n新厂,industrial_park-w,121.51,31.25", "unknown_park"),
        ("visits", "place_code,date,team\nworker_apartment-w,2026-11-18,T1", "unknown_place"),
    ],
)
def test_rows_that_name_something_of_another_union_name_nothing(east, tmp_path, kind, text, code):
    with pytest.raises(ImportRejected) as rejected:
        imported(east, kind, text, tmp_path)

    [error] = rejected.value.report.errors
    assert error.code == code
    assert "industrial_park-w'" not in str(error.details.get("known", ""))


def test_rows_of_the_union_are_imported_beside_those_that_are_left_out(east, tmp_path):
    text = "code,residents\nworker_apartment-w,5\nworker_apartment-e,6"

    report = imported(east, "apartments", text, tmp_path, skip_bad=True)

    assert (report.updated, report.skipped) == (1, 1)
    residents = east.scalars(select(WorkerApartment.residents).order_by(WorkerApartment.code)).all()
    assert residents == [6, 100]


@pytest.mark.parametrize("kind", ["unions", "services", "calendar"])
def test_what_the_whole_city_shares_takes_an_account_for_it(east, kind, tmp_path):
    with pytest.raises(Forbidden, match="shared by the whole city"):
        imported(east, kind, "code,name\nx,x", tmp_path, dry_run=True)


@pytest.mark.parametrize("kind", [SITING, OUTREACH])
def test_a_plan_is_of_the_union_of_whoever_asked(city, kind):
    with city.transaction(EAST) as session:
        own = add_plan(session, {}, at=AT, kind=kind)
    with city.transaction(WEST) as session:
        add_plan(session, {}, at=AT, kind=kind)

    with city.reading(EAST) as session:
        assert [plan.code for plan in list_plans(session, limit=9, kind=kind)] == [own.code]
    with city.reading(CITY) as session:
        assert [p.union_code for p in list_plans(session, limit=9, kind=kind)] == ["west", "east"]


@pytest.mark.parametrize("how", ["rerun_of", "replaces"])
def test_a_plan_that_comes_of_another_is_of_the_same_union(city, how):
    with city.transaction(EAST) as session:
        first = add_plan(session, {}, at=AT, kind=OUTREACH).code
    asked = {"request": {"replaces": first}} if how == "replaces" else {"request": {}, how: first}

    with city.transaction(CITY) as session:
        second = add_plan(session, **asked, at=AT, kind=OUTREACH)

    assert second.union_code == "east"


@pytest.mark.parametrize("kind", [SITING, OUTREACH])
@pytest.mark.parametrize("owner", [WEST, CITY])
@pytest.mark.parametrize(
    "act", [find_plan, partial(ask_cancel, at=AT), delete_plan, partial(list_plans, limit=1)]
)
def test_a_plan_of_others_is_as_if_it_did_not_exist(city, kind, owner, act):
    with city.transaction(owner) as session:
        code = finished(session, RESULTS[kind], kind=kind)
    named = (
        {"before": code} if isinstance(act, partial) and act.func is list_plans else {"code": code}
    )

    with city.transaction(EAST) as session:
        with pytest.raises(NotFound, match=code):
            act(session, **named, kind=kind)
        assert load_result(session, code, kind=kind) is None


@pytest.fixture
def published_in_the_west(city):
    with city.transaction(WEST) as session:
        code = finished(session, outreach_result(TEAM), kind=OUTREACH)
        publish_to_teams(session, code, at=MONDAY)
    return code


def test_published_plans_of_others_are_not_seen(city, published_in_the_west):
    with city.transaction(EAST) as session:
        assert list_published(session) == []
        assert published_at(session, published_in_the_west) is None
        with pytest.raises(NotFound):
            withdraw(session, published_in_the_west)
        with pytest.raises(NotFound):
            publish(session, published_in_the_west, at=MONDAY)


@pytest.mark.usefixtures("published_in_the_west")
@pytest.mark.parametrize("actor", [EAST, PARENT, CITY])
def test_the_link_of_a_team_of_others_cannot_be_had_by_giving_a_team_its_code(city, actor):
    with city.transaction(actor) as session:
        later = finished(session, outreach_result(TEAM, start="2027-03-01"), kind=OUTREACH)

        with pytest.raises(Conflict, match="another union has a team T1"):
            publish(session, later, at=MONDAY)
        with pytest.raises(Conflict, match="another union has a team T1"):
            team_key(session, TEAM, union=actor.union, at=MONDAY, anew=True)


def test_whoever_sees_a_plan_of_a_union_publishes_it_for_the_teams_of_that_union(city):
    with city.transaction(WEST) as session:
        code = finished(session, outreach_result(TEAM), kind=OUTREACH)
    with city.transaction(CITY) as session:
        publish_to_teams(session, code, at=MONDAY)

    with city.transaction(WEST) as session:
        later = finished(session, outreach_result(TEAM, start="2027-03-01"), kind=OUTREACH)
        publish_to_teams(session, later, at=MONDAY)

        assert len(list_published(session)) == 2


def test_a_union_that_takes_over_the_code_of_a_team_gets_a_link_of_its_own(
    city, published_in_the_west
):
    with city.transaction(WEST) as session:
        western = list_team_keys(session, [TEAM])[TEAM]
        withdraw(session, published_in_the_west)
    with city.transaction(EAST) as session:
        code = finished(session, outreach_result(TEAM), kind=OUTREACH)
        publish_to_teams(session, code, at=MONDAY)
        eastern = list_team_keys(session, [TEAM])[TEAM]

    with city.reading() as session:
        assert (team_of_key(session, western), team_of_key(session, eastern)) == (None, TEAM)


def test_a_union_that_publishes_again_keeps_the_links_of_its_teams(city, published_in_the_west):
    with city.transaction(WEST) as session:
        before = list_team_keys(session, [TEAM])
        withdraw(session, published_in_the_west)
        publish_to_teams(session, published_in_the_west, at=MONDAY)

        assert list_team_keys(session, [TEAM]) == before


def test_what_goes_on_from_a_plan_of_others_is_not_told(city):
    with city.transaction(WEST) as session:
        first = finished(session, outreach_result(TEAM), kind=OUTREACH)
        next_one = add_plan(session, {"replaces": first}, at=AT, kind=OUTREACH).code

    with city.reading(WEST) as session:
        assert find_move(session, first) == find_successor(session, first) == next_one
    with city.reading(EAST) as session:
        assert (find_move(session, first), find_successor(session, first)) == (None, None)


def test_planning_counts_people_of_the_union_and_all_desks(city):
    with city.reading() as session:
        data = load_planning_data(session, union="east")
        every = load_planning_data(session)

    kinds = [PlaceKind.APARTMENT, PlaceKind.PARK, PlaceKind.FIRM]
    assert [(place.kind, place.union_code) for place in data.places] == [(k, "town") for k in kinds]
    assert [candidate.code for candidate in data.candidates] == ["candidate_site-e"]
    assert data.sites.codes == every.sites.codes
    own = np.array(data.sites.codes)[data.own_sites]
    assert set(own) == {"service_point-e", "stray-e", FAR_E}
    assert every.own_sites.all()


def test_planning_for_a_union_needs_one_that_is_seen(east):
    assert len(load_planning_data(east).places) == 3
    assert union_in_scope(east, None) == "east"
    assert union_in_scope(east, "town") == "town"
    with pytest.raises(InvalidInput, match='no union has the code "west"'):
        load_planning_data(east, union="west")
    with pytest.raises(InvalidInput, match='no union has the code "nowhere"'):
        union_in_scope(east, "nowhere")
