import datetime

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from api.settings import PlannerAccess, Settings
from data.report_columns import ReportKind
from data.reports import add_report
from data.tables import ServicePoint, WorkerApartment
from tests.api.pages_desk import words
from tests.applications import make_app

PAGES = ["/planner", "/planner/data", "/planner/data/import", "/planner/data/service-points/near"]
EVIL = {"origin": "https://evil.example"}


@pytest.fixture
def empty_client(sqlite):
    url = sqlite.engine.url.render_as_string(hide_password=False)
    with TestClient(make_app(Settings(database_url=url, planner_access="everyone"))) as client:
        yield client


def test_the_overview_counts_what_there_is(client, sqlite):
    with sqlite.transaction() as session:
        session.execute(update(WorkerApartment).values(residents=1_200))

    text = words(client.get("/planner").text)

    assert "服务点 3 开放中，共 3 个" in text
    assert "公寓 1 1,200 人" in text
    assert "工会 2 1 个有辖区边界" in text
    assert "基层服务站 3 0" in text


def test_the_overview_leads_to_what_is_to_be_checked(client, sqlite):
    with sqlite.transaction() as session:
        session.execute(
            update(ServicePoint).where(ServicePoint.code == "far").values(opening_hours=None)
        )
        session.execute(update(ServicePoint).values(verified_on=datetime.date(2024, 1, 1)))
        at = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
        add_report(session, "near", kind=ReportKind.HOURS, text="", at=at)

    page = client.get("/planner")

    text = words(page.text)
    assert "职工反馈还没看 1 条" in text
    assert "不知道几点开门 1 个服务点" in text
    assert "一年以上没核对 3 个服务点" in text
    assert 'href="/planner/data/service-points?check=hours"' in page.text


def test_an_empty_desk_says_what_to_do_first(empty_client):
    page = empty_client.get("/planner")

    assert 'href="/planner/data/import?kind=unions"' in page.text
    assert "已完成" not in page.text
    assert 'href="/planner/coverage" aria-label' not in page.text


def test_a_desk_with_data_leads_on_to_coverage(client):
    page = client.get("/planner")

    assert page.text.count("已完成") == 3
    assert 'href="/planner/coverage" aria-label' in page.text


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_kept_nowhere_and_load_from_nowhere_else(client, path):
    headers = client.get(path).headers

    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_no_inline_script_or_style(client, path):
    html = client.get(path).text

    assert " style=" not in html
    assert "<style" not in html
    assert " onclick" not in html
    assert html.count("<script") == html.count('<script src="/static/')


@pytest.mark.parametrize("path", PAGES)
def test_english_is_kept_from_page_to_page(client, path):
    html = client.get(f"{path}?lang=en").text

    assert '<html lang="en">' in html
    assert 'href="/planner/data?lang=en"' in html
    assert f'href="{path}"' in html


def test_others_see_no_page_where_planning_is_local(settings):
    app = make_app(settings, planner_access=PlannerAccess.LOCAL)

    with TestClient(app) as client:
        page = client.get("/planner")

    assert page.url.path == "/sign-in"
    assert "还没有账号" in words(page.text)
    assert "/planner/data" not in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/planner/data/import",
        "/planner/data/service-points/new",
        "/planner/data/service-points/near",
        "/planner/data/service-points/near/closures",
        "/planner/data/service-points/near/closures/x/delete",
        "/planner/data/reports/x",
    ],
)
def test_another_site_changes_nothing(client, path):
    answers = [
        client.post(path, headers=headers)
        for headers in (EVIL, {"sec-fetch-site": "cross-site"}, {"origin": "null"})
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert "不是从本系统的页面发出的" in words(answers[0].text)


def test_our_own_pages_may_change_things(client):
    ours = {"origin": "http://testserver"}

    answer = client.post("/planner/data/service-points/near/closures", data={}, headers=ours)

    assert answer.status_code == 422
