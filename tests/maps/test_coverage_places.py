import pytest

from geo.messages import Language
from geo.places import Tier
from maps.coverage_places import TIERS, demand_columns, site_columns
from tests.coverage_reports import a_desk, a_place, a_report, no_report, numbers, served
from tests.towns import town


def test_demand_points_have_the_number_of_their_status():
    columns = demand_columns(a_report(), served())

    assert numbers(columns["status"]) == [0, 1, 2, 3]
    assert numbers(columns["people"]) == [1, 2, 4, 8]
    assert numbers(columns["kind"]) == [0, 1, 2, 0]
    assert numbers(columns["days"]) == [3, 0, 0, 0]


def test_positions_are_exact_to_a_decimetre_also_where_one_is_far_away():
    far = a_place(1, lon=-179.123456, lat=-45.654321)

    columns = demand_columns(a_report([a_place(0), far]), None)

    assert numbers(columns["lon"]) == [121_500_000, -179_123_456]
    assert numbers(columns["lat"]) == [31_200_000, -45_654_321]


def test_the_nearest_desk_is_a_row_of_the_sites_and_its_way_in_tenths_of_minutes():
    lonely = a_place(1, nearest=None)

    columns = demand_columns(a_report([a_place(2), lonely]), None)

    assert numbers(columns["nearest"]) == [0, -1]
    assert numbers(columns["minutes"]) == [50, 0]
    assert numbers(columns["estimated"]) == [1, 0]


def test_people_outside_every_union_have_a_row_of_their_own():
    outside = {"code": None, "name": None, "people": 2, "covered_people": 0}
    known = {"code": "u1", "name": "第一工会", "people": 1, "covered_people": 1}
    places = [a_place(0), a_place(1, union_code=None)]

    columns = demand_columns(a_report(places, unions=[known, outside]), None)

    assert numbers(columns["union"]) == [0, 1]


def test_without_hours_there_are_none():
    assert demand_columns(a_report(), None)["hours"] is None


def test_the_busiest_hour_is_an_hour_of_the_week():
    columns = site_columns(a_report(), None, Language.CHINESE)

    assert numbers(columns["crowd_hour"]) == [34]
    assert numbers(columns["crowd"]) == [7.5]


@pytest.mark.parametrize(
    ("language", "hours"),
    [(Language.CHINESE, "周一至周五 09:00-17:30"), (Language.ENGLISH, "Mo-Fr 09:00-17:30")],
)
def test_hours_are_told_in_words_and_each_text_once(language, hours):
    report = a_report(sites=[a_desk(), a_desk(code="s2"), a_desk(code="s3", opening_hours="off")])

    columns = site_columns(report, None, language)

    assert columns["hours_texts"][0] == hours
    assert numbers(columns["hours_text"]) == [0, 0, 1]


def test_tiers_and_phones_are_those_of_the_service_point_with_the_same_code():
    points = town([(121.5, 31.2)] * 2, [None] * 2).points
    points.tiers[1] = Tier.MOBILE_DESK
    report = a_report(sites=[a_desk(code="p01"), a_desk(code="unheard of")])

    columns = site_columns(report, points, Language.CHINESE)

    assert numbers(columns["tier"]) == [
        TIERS.index(Tier.MOBILE_DESK),
        TIERS.index(Tier.STATION),
    ]
    assert columns["phones"] == ["", ""]


def test_a_city_without_anything_has_empty_columns():
    report = no_report()

    assert numbers(demand_columns(report, served(0))["people"]) == []
    assert site_columns(report, None, Language.CHINESE)["names"] == []
