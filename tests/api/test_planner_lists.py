import datetime
from urllib.parse import unquote

import pytest
import shapely
from sqlalchemy import insert, update

from data.report_columns import ReportKind, ReportStatus
from data.reports import add_report, list_reports
from data.tables import Firm, ServicePoint, Union
from geo.places import Status, Tier, UnionLevel
from tests.api.pages_desk import words
from tests.towns import CENTRE

POINTS = "/planner/data/service-points"
REPORTS = "/planner/data/reports"


def names_on(page):
    return [name for name in ("殷行站", "长海站", "五角场站") if name in page.text]


@pytest.mark.parametrize("text", ["五角场", "far", "FAR", "wujiao", "wjc"])
def test_a_search_finds_by_name_code_pinyin_and_initials(client, text):
    assert names_on(client.get(POINTS, params={"q": text})) == ["五角场站"]


def test_a_search_that_is_too_short_says_so(client):
    page = client.get(POINTS, params={"q": "x"})

    assert "“x”太短" in words(page.text)


def test_a_search_that_finds_nothing_says_so(client):
    assert "没有符合条件的" in words(client.get(POINTS, params={"q": "浦东"}).text)


def test_filters_hold_together(client, sqlite):
    with sqlite.transaction() as session:
        session.execute(
            update(ServicePoint).where(ServicePoint.code == "far").values(tier=Tier.CONTACT_POINT)
        )
        session.execute(
            update(ServicePoint).where(ServicePoint.code == "late").values(status=Status.CLOSED)
        )

    assert names_on(client.get(POINTS, params={"tier": "station", "status": "open"})) == ["殷行站"]
    assert names_on(client.get(POINTS, params={"tier": "contact_point"})) == ["五角场站"]
    assert names_on(client.get(POINTS, params={"status": "nonsense"})) == [
        "殷行站",
        "长海站",
        "五角场站",
    ]


def test_a_union_counts_with_all_below_it(client, sqlite):
    with sqlite.transaction() as session:
        session.execute(
            insert(Union),
            {"code": "yh", "name": "殷行", "level": UnionLevel.SUBDISTRICT, "parent_code": "yp"},
        )
        session.execute(
            update(ServicePoint).where(ServicePoint.code == "near").values(union_code="yh")
        )
        session.execute(
            update(ServicePoint).where(ServicePoint.code == "late").values(union_code="sh")
        )

    assert names_on(client.get(POINTS, params={"union": "yp"})) == ["殷行站"]
    assert names_on(client.get(POINTS, params={"union": "sh"})) == ["殷行站", "长海站"]


@pytest.mark.parametrize(
    ("check", "column"),
    [("hours", "opening_hours"), ("phone", "phone"), ("verified", "verified_on")],
)
def test_what_is_to_be_checked_is_listed(client, sqlite, check, column):
    with sqlite.transaction() as session:
        session.execute(
            update(ServicePoint).where(ServicePoint.code == "late").values({column: None})
        )

    assert names_on(client.get(POINTS, params={"check": check})) == ["长海站"]


def test_pages_have_fifty_rows(client, sqlite):
    with sqlite.transaction() as session:
        session.execute(
            insert(Firm),
            [
                {
                    "code": f"f{number:03}",
                    "name": f"企业{number}",
                    "location": shapely.Point(CENTRE),
                }
                for number in range(120)
            ],
        )

    first, last = (client.get(f"/planner/data/firms?page={page}") for page in (1, 99))
    found = client.get("/planner/data/firms?q=qiye&page=3")

    assert (first.text.count('scope="row"'), last.text.count('scope="row"')) == (50, 20)
    assert "第 1 页，共 3 页" in words(first.text)
    assert "第 3 页，共 3 页" in words(last.text)
    assert found.text.count('scope="row"') == 20


@pytest.mark.parametrize(
    "kind", ["apartments", "parks", "firms", "unions", "closures", "candidates"]
)
@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_every_list_has_a_page(client, kind, language):
    assert client.get(f"/planner/data/{kind}{language}").status_code == 200


def test_a_list_that_there_is_not_is_a_page_that_says_so(client):
    page = client.get("/planner/data/dragons")

    assert page.status_code == 404
    assert "没有“dragons”这种名单" in words(page.text)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "geojson", "gpkg"])
def test_a_list_is_downloaded_under_a_name_that_people_know(client, suffix):
    answer = client.get(f"{POINTS}/export?format={suffix}")

    assert answer.status_code == 200
    assert unquote(answer.headers["content-disposition"]).startswith(
        f"attachment; filename=\"service-points.{suffix}\"; filename*=UTF-8''服务点-"
    )
    assert len(answer.content) > 200


def test_the_phone_of_a_place_is_in_its_list(client, sqlite):
    with sqlite.transaction() as session:
        here = shapely.Point(CENTRE)
        firm = {"code": "f", "name": "甲厂", "phone": "021-5588", "location": here}
        session.execute(insert(Firm), firm)

    page = client.get("/planner/data/firms")

    assert "021-5588" in words(page.text)


def test_visits_are_downloaded_as_tables_alone(client):
    page = client.get("/planner/data")

    assert "/planner/data/visits/export?format=xlsx" in page.text
    assert "/planner/data/visits/export?format=gpkg" not in page.text


def test_an_export_in_another_format_is_refused(client):
    assert client.get(f"{POINTS}/export?format=exe").status_code == 422


def test_the_export_speaks_the_language_of_the_page(client):
    chinese = client.get(f"{POINTS}/export?format=csv").content.decode("utf-8-sig")
    english = client.get(f"{POINTS}/export?format=csv&lang=en").content.decode("utf-8-sig")

    assert chinese.startswith("编号,名称")
    assert english.startswith("code,name")


def test_reports_are_marked_and_leave_the_list_of_new_ones(client, sqlite):
    at = datetime.datetime(2026, 11, 20, 20, 0, tzinfo=datetime.UTC)
    with sqlite.transaction() as session:
        code = add_report(session, "near", kind=ReportKind.HOURS, text="七点就<b>关</b>了", at=at)
    before = client.get(REPORTS)

    after = client.post(f"{REPORTS}/{code}", data={"status": "done", "shown": "new"})

    with sqlite.reading() as session:
        assert list_reports(session)[0].status is ReportStatus.DONE
    assert "七点就&lt;b&gt;关&lt;/b&gt;了" in before.text
    assert "2026-11-21 04:00" in before.text
    assert "没有这样的反馈" in words(after.text)
    assert "殷行站" in client.get(f"{REPORTS}?status=all").text


def test_a_report_is_not_marked_as_anything_else(client):
    assert client.post(f"{REPORTS}/x", data={"status": "eaten"}).status_code == 422
    assert client.post(f"{REPORTS}/x", data={"status": "done"}).status_code == 404
