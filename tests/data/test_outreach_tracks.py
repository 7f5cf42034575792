import gpxpy
import pytest

from data.outreach_tracks import team_tracks
from geo.messages import Language
from tests.outreach_reports import HOSTILE, MADE_AT, T1_MONDAY, stop, town_outreach

HARD = 'A & B <"东方">\x00 ]]> 二车间'


def read(report=None, team="T1", language=Language.CHINESE):
    report = report or town_outreach(language)
    return gpxpy.parse(team_tracks(report, team, language=language, made_at=MADE_AT))


@pytest.fixture(scope="module")
def tracks():
    return read()


def positions(points):
    return [(point.latitude, point.longitude) for point in points]


def test_the_file_says_whose_routes_they_are_and_when_they_were_made(tracks):
    assert (tracks.name, tracks.time, tracks.version) == ("城东一组", MADE_AT, "1.1")


def test_each_day_is_a_route_from_the_depot_through_the_stops_and_back(tracks):
    monday, tuesday = tracks.routes

    assert positions(monday.points) == [
        (34.80, 113.54), (34.82, 113.56), (34.83, 113.57), (34.80, 113.54),
    ]  # fmt: skip
    assert positions(tuesday.points) == [(34.80, 113.54), (34.84, 113.58), (34.80, 113.54)]


def test_a_route_says_its_day_and_how_long_it_takes(tracks):
    monday, tuesday = tracks.routes

    assert (monday.number, monday.name) == (1, "11月23日 周一 城东一组")
    assert monday.description == "10:40–18:50，走访 2 处，路程 12.4 公里"
    assert (tuesday.number, tuesday.name) == (2, "11月24日 周二 城东一组")


def test_the_points_of_a_route_say_when_to_be_there(tracks):
    leave, park, house, back = tracks.routes[0].points

    assert (leave.name, leave.description) == ("高新区职工之家", "10:40 出发")
    assert park.description.splitlines()[:2] == ["11:00 到达，11:30–12:20 走访", "要见 300 人"]
    assert house.name == f"2. {HOSTILE}"
    assert back.description == "18:50 返回"


def test_every_stop_is_a_waypoint_with_its_day(tracks):
    park, house, firm = tracks.waypoints

    assert [park.name[:2], house.name[:2], firm.name[:2]] == ["1.", "2.", "1."]
    assert positions(tracks.waypoints) == [(34.82, 113.56), (34.83, 113.57), (34.84, 113.58)]
    assert firm.description.splitlines()[0] == "11月24日 周二"
    assert house.description.splitlines()[-1] == "郑州市高新区 A1 路 1 号"


def test_the_texts_are_in_the_asked_language():
    monday = read(language=Language.ENGLISH).routes[0]

    assert monday.description == "10:40–18:50, 2 stops, 12.4 km"
    assert monday.points[1].description.startswith("arrive 11:00, visit 11:30–12:20")


def test_names_that_xml_cannot_hold_are_written_without_what_it_cannot():
    only = stop(1, "firm", "F1", HARD, times="11:00 11:00 11:30 11:00 12:00")

    tracks = read(town_outreach(routes=[T1_MONDAY | {"stops": [only]}]))

    assert tracks.waypoints[0].name == "1. " + HARD.replace("\x00", "")


def test_a_team_without_visits_has_no_routes():
    tracks = read(town_outreach(routes=[]), "二组")

    assert (tracks.name, tracks.routes, tracks.waypoints) == ("城西二组", [], [])
