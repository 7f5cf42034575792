import pytest
from starlette.testclient import TestClient

from tests.applications import make_app

REPORT = "/points/near/reports"
NEAR = "/planner/data/service-points/near"
HTML = {"accept": "text/html"}
ODD_PART = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800\r\n--x--\r\n'


@pytest.mark.parametrize(
    "path",
    [
        "/outreach/t/%00",
        "/v1/service-points/%00",
        "/v1/plans/p-1%00",
        "/planner/data/service-points/%00",
        "/%00",
    ],
)
def test_no_path_has_nul(desk, path):
    answer = desk.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "address_unreadable")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/visits?before=%00",
        "/v1/audit?who=a%00",
        "/v1/nearest?place=%00",
        "/planner/data/reports?before=%00",
        "/planner/outreach/visits?before=%00",
        "/outreach/status?plan=%00",
    ],
)
def test_no_query_has_nul(desk, path):
    answer = desk.get(path)

    assert (answer.status_code, answer.json()["code"]) == (422, "address_unreadable")


def test_what_only_looks_like_nul_is_looked_for(desk):
    assert desk.get("/v1/visits?before=%2500").status_code == 200


def test_a_browser_is_shown_a_page(client):
    page = client.get("/outreach/t/%00?lang=en", headers=HTML)

    assert page.status_code == 404
    assert "invisible NUL" in page.text
    assert "\0" not in page.text


def test_a_form_of_a_planner_with_nul_is_refused_on_both_homes(desk):
    refused = desk.post(NEAR, data={"name": "殷行\0站"})

    assert refused.status_code == 422
    assert "空字符" in refused.text


def test_a_report_of_a_stranger_with_nul_breaks_nothing(desk):
    answer = desk.post(REPORT, data={"kind": "other", "text": "门\0锁着"}, follow_redirects=False)

    assert answer.status_code == 303


@pytest.mark.parametrize("coding", ["unicode_escape", "UTF-7", "no such"])
def test_a_form_in_another_coding_is_refused(client, coding):
    kind = {"content-type": f'multipart/form-data; boundary=x; charset="{coding}"'}

    answer = client.post(REPORT, content=ODD_PART, headers=kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "coding_unknown")
    assert coding in answer.json()["detail"]


def test_a_body_that_says_it_is_utf_8_is_read(client):
    kind = {"content-type": "application/json; charset=UTF-8"}

    answer = client.post("/v1/nearest", content=b'{"place": "home"}', headers=kind)

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/outreach/t/x", "/v1/plans", "/planner"])
@pytest.mark.parametrize("home", ["postgresql://li:secret@127.0.0.1:1/offices", "sqlite:////no/x"])
def test_strangers_do_not_read_where_the_database_is(settings, home, path):
    away = make_app(settings, database_url=home, planner_access="accounts", plans_wait=True)

    answer = TestClient(away, raise_server_exceptions=False).get(path, headers=HTML)

    assert answer.status_code == 503
    assert "数据库" in answer.text
    assert [said for said in ("127.0.0.1", "offices", "/no/x") if said in answer.text] == []


def test_who_runs_the_server_reads_where_the_database_is(niangjia, monkeypatch):
    monkeypatch.setenv("NIANGJIA_DATABASE_URL", "sqlite:////no/such/folder/x.db")

    status, _, err = niangjia("init")

    assert status == 1
    assert "sqlite:////no/such/folder/x.db: unable to open database file" in err
