import datetime
import re

import pytest
from starlette.testclient import TestClient

from data.reports import MOST_PER_DAY, list_reports
from data.revision import read_revision
from data.street_files import save_network
from data.tables import Closure, ServicePoint
from tests.api.pages_desk import words
from tests.api.test_desk import wait_for
from tests.applications import make_app
from tests.street_towns import grid, network

REPORT = {"kind": "hours", "text": "周六没人"}
ADDRESS = "/points/near/reports"
FROM_ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


def send(client, address=ADDRESS, headers=None, **fields):
    return client.post(address, data=REPORT | fields, headers=headers or {}, follow_redirects=False)


def send_many(client, count):
    for _ in range(count):
        send(client)


def stored(database):
    with database.reading() as session:
        return [
            (report.service_point_code, report.kind, report.text)
            for report in list_reports(session)
        ]


def revision(database):
    with database.reading() as session:
        return read_revision(session)


def test_a_report_is_stored_and_thanked_for(client, sqlite):
    response = send(client)

    assert response.status_code == 303
    assert response.headers["location"] == "/points/near?thanks=1"
    assert stored(sqlite) == [("near", "hours", "周六没人")]


def test_the_thanks_are_said_in_the_language_of_the_form(client):
    location = send(client, lang="en").headers["location"]

    assert "Thank you, we have it" in words(client.get(location).text)


def test_the_form_is_sent_to_where_reports_are_taken(client):
    page = client.get("/points/near").text

    assert f'action="{ADDRESS}#report"' in page
    assert "不保存也不记录您的网络地址（IP）" in page
    assert '<meta name="referrer" content="same-origin">' in page


@pytest.mark.parametrize("kind", ["hours", "closed_for_good", "phone", "address"])
def test_a_report_needs_no_words(client, sqlite, kind):
    send(client, kind=kind, text="  ")

    assert stored(sqlite) == [("near", kind, "")]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"kind": "weather"}, "请在“哪里不对”里选一项再发"),
        ({"kind": ""}, "请在“哪里不对”里选一项再发"),
        ({"kind": "other", "text": ""}, "请写一句哪里不对"),
        ({"kind": "other", "text": "\x00\x07"}, "请写一句哪里不对"),
        ({"text": "多" * 501}, "说明有 501 个字，最多 500 个字"),
    ],
)
def test_a_report_that_cannot_be_read_is_shown_again(client, sqlite, fields, problem):
    response = send(client, **fields)

    assert response.status_code == 422
    assert problem in words(response.text)
    assert stored(sqlite) == []


def test_what_was_written_is_not_lost_with_a_problem(client):
    page = send(client, kind="phone", text="<b>多</b>" * 100, lang="en").text

    assert '<option value="phone" selected>' in page
    assert "&lt;b&gt;多&lt;/b&gt;" in page
    assert '<html lang="en">' in page


def test_five_hundred_signs_on_many_lines_are_taken(client, sqlite):
    send(client, text="\r\n".join(["字"] * 250) + "!")

    ((_, _, text),) = stored(sqlite)
    assert (len(text), text[:3]) == (500, "字\n字")


def test_control_signs_are_dropped(client, sqlite):
    send(client, text="没\x00人\x1b[1m")

    assert stored(sqlite) == [("near", "hours", "没人[1m")]


def test_what_a_program_filled_in_is_thanked_for_and_dropped(client, sqlite):
    response = send(client, website="https://spam.example")

    assert response.headers["location"] == "/points/near?thanks=1"
    assert stored(sqlite) == []


def test_a_report_sent_from_another_site_is_refused(client, sqlite):
    response = send(client, headers=FROM_ELSEWHERE)

    assert response.status_code == 422
    assert "不是从本页发出来的" in words(response.text)
    assert stored(sqlite) == []


def test_after_enough_reports_of_a_day_no_more_are_taken(settings, sqlite):
    with TestClient(make_app(settings, reports_per_minute=0)) as client:
        send_many(client, MOST_PER_DAY)

        response = send(client)

    assert response.status_code == 409
    assert "请明天再填" in words(response.text)
    assert len(stored(sqlite)) == MOST_PER_DAY


def test_a_report_about_nothing_is_refused(client, sqlite):
    response = send(client, "/points/nowhere/reports")

    assert response.status_code == 404
    assert stored(sqlite) == []


def test_a_report_about_a_point_removed_this_moment_is_refused(client, sqlite):
    with sqlite.transaction() as session:
        session.delete(session.query(ServicePoint).filter_by(code="near").one())

    response = send(client)

    assert response.status_code == 404


def test_a_report_leaves_the_data_at_its_revision(client, sqlite):
    before = revision(sqlite)

    send(client)

    assert (len(stored(sqlite)), revision(sqlite)) == (1, before)


@pytest.mark.parametrize("fields", [{"text": "字" * 3_000}, {str(n): "1" for n in range(30)}])
def test_more_than_any_form_of_ours_sends_is_refused(client, sqlite, fields):
    assert send(client, **fields).status_code == 400
    assert stored(sqlite) == []


def test_pages_about_a_report_keep_nothing(client):
    answers = [send(client), send(client, kind="weather"), client.get("/points/near?thanks=1")]

    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert all("set-cookie" not in answer.headers for answer in answers)


def test_without_an_area_asked_for_none_is_drawn(client):
    page = client.get("/points/near").text

    assert "<figure>" not in page
    assert 'href="/points/near?area=15#area"' in page


def test_an_estimated_area_says_that_it_is_one(client):
    page = client.get("/points/near?area=15")

    assert page.status_code == 200
    assert "步行 15 分钟内能走到这里的范围" in words(page.text)
    assert "这是估算" in words(page.text)
    assert "范围约 2.7 平方公里" in words(page.text)
    assert "OpenStreetMap" not in page.text


def test_an_area_by_streets_names_its_source(settings):
    save_network(network(grid(20, 4, origin=(-2, -1))), settings.streets_file)

    with TestClient(make_app(settings)) as client:
        page = client.get("/points/near?area=10&lang=en").text

    assert "By streets" in words(page)
    assert "© OpenStreetMap contributors, ODbL" in words(page)
    assert re.search(r'<path class="streets" d="M\d+ \d+l', page)


def test_the_area_shown_is_marked_and_kept_in_the_other_language(client):
    page = client.get("/points/near?area=30").text

    assert 'href="/points/near?area=30#area" aria-current="true"' in page
    assert 'class="switch" href="/points/near?lang=en&amp;area=30"' in page


@pytest.mark.parametrize("minutes", ["7", "", "nan", "<script>", "９" * 200])
def test_minutes_that_are_not_offered_are_said_where_the_area_would_be(client, minutes):
    page = client.get("/points/near", params={"area": minutes})

    assert page.status_code == 422
    assert "请在下面选一个" in words(page.text)
    assert "接下来两周" in words(page.text)
    assert "<script>" not in page.text.replace("</script>", "").split("<main", 1)[1]


@pytest.mark.parametrize("question", ["area=15", "thanks=1"])
def test_a_point_that_is_gone_is_said_whatever_is_asked_of_it(client, question):
    assert client.get(f"/points/nowhere?{question}").status_code == 404


def test_the_interface_says_why_a_day_is_special(client, sqlite):
    today = datetime.date.fromisoformat(days(client)[0]["date"])
    with sqlite.transaction() as session:
        closure = {"first_day": today, "last_day": today, "reason": "盘点"}
        session.add(Closure(code="c", service_point_code="near", **closure))

    assert wait_for(lambda: days(client)[0]["closure"] == {"is_closed": True, "reason": "盘点"})
    assert days(client)[0]["intervals"] == []
    assert days(client)[1]["closure"] is None


def test_the_interface_names_the_union(client, sqlite):
    with sqlite.transaction() as session:
        session.query(ServicePoint).filter_by(code="near").one().union_code = "yp"

    assert wait_for(lambda: point(client)["union"])
    assert point(client)["union"] == {
        "code": "yp",
        "name": "杨浦区总工会",
        "level": "district",
        "phone": None,
    }


def point(client):
    return client.get("/v1/service-points/near").json()


def days(client):
    return point(client)["days"]
