import csv
import io
import json
import re
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from api import accounts
from api.clock import CHINA_TIME, now
from api.pages.admin.audit_words import to_line
from api.use_cases.audit import TABLES
from data.access_tokens import NewToken
from data.accounts import NewAccount
from data.actors import COMMAND, Actor, Role
from data.audit import AuditFilter, RowChange, list_entries, note_change, note_rows
from geo.messages import Language
from tests.api.planner_pages import fields_of
from tests.applications import make_app

AT = datetime(2026, 11, 22, 23, 30, tzinfo=CHINA_TIME)
LI = Actor("account:li")
POINT = "/planner/data/service-points/near"


@pytest.fixture
def keys(settings, sqlite):
    """The headers of an admin's program and of a planner's."""
    made = {}
    for name, role in (("chen", Role.ADMIN), ("li", Role.PLANNER)):
        new, at = NewAccount(name, role), now()
        accounts.add_account(sqlite, new, "qixing-malu-wanfan", actor=COMMAND, at=at)
        wanted = NewToken(name, "tests", role)
        token = accounts.make_token(sqlite, wanted, actor=COMMAND, at=at).token
        made[name] = {"Authorization": f"Bearer {token}"}
    assert settings.database_url
    return made


@pytest.fixture
def admin(settings, keys):
    """A program of an admin."""
    with TestClient(make_app(settings), headers=keys["chen"]) as client:
        yield client


@pytest.fixture
def noted(sqlite):
    """Write entries: who, which row, when, from what to what."""

    def note(code="near", *, actor=LI, table="service_point", at=AT, before=None, after=None):
        with sqlite.transaction(actor) as session:
            values = {"before": before, "after": after}
            note_change(session, "update", (table, code), **values, at=at)

    return note


def entries(sqlite, **asked):
    with sqlite.reading() as session:
        return list_entries(session, AuditFilter(**asked), limit=100)


def codes(answer):
    return [entry["code"] for entry in answer.json()["entries"]]


def words(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_a_point_that_is_edited_is_told_in_words_with_its_link(admin, keys):
    form = fields_of(admin.get(POINT), POINT)
    admin.post(POINT, data=form | {"opening_hours": "Mo-Fr 10:00-17:00"}, headers=keys["li"])

    page = admin.get("/admin/audit?table=service_point").text

    told = words(page)
    assert re.search(r"li（令牌 t-\w+） 改了服务点 殷行站 \(near\)", told)
    assert "开放时间：周一至周五 09:00–17:00 → 周一至周五 10:00–17:00" in told
    assert f'href="{POINT}"' in page


def test_an_entry_knows_the_request_it_came_by(admin, keys, sqlite):
    form = fields_of(admin.get(POINT), POINT)
    sent = admin.post(
        POINT, data=form | {"phone": "12351"}, headers=keys["li"], follow_redirects=False
    )

    (entry,) = entries(sqlite, table="service_point")
    assert entry.request_id == sent.headers["x-request-id"]


def test_taking_a_list_out_is_written_down(admin, sqlite):
    admin.get("/planner/data/firms/export?format=csv")
    admin.get("/admin/audit.jsonl")

    taken = [(entry.table_name, entry.row_code) for entry in entries(sqlite, who="chen")]
    assert taken == [("audit_log", "audit.jsonl"), ("firm", "firms.csv")]


def test_looking_something_up_is_not(client, sqlite):
    before = entries(sqlite)

    client.get("/v1/nearest?lon=121.5&lat=31.3")
    client.post("/", data={"lon": "121.5", "lat": "31.3"})
    client.post("/points/near/reports", data={"kind": "other", "text": "门关着"})

    assert entries(sqlite) == before


def test_what_a_page_says_cannot_become_a_script(admin, noted):
    noted("<script>", after={"name": "<img src=x>"})

    page = admin.get("/admin/audit").text

    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "<img src=x>" not in page


def test_pages_of_entries_follow_one_another(admin, sqlite):
    with sqlite.transaction(LI) as session:
        changes = [RowChange(f"f{number}", None, {"a": 1}) for number in range(60)]
        note_rows(session, "firm", changes, at=AT)

    first = admin.get("/admin/audit?who=li&table=firm").text
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = admin.get(older).text

    assert re.findall(r"<b>(f\d+)</b>", first + second) == [f"f{n}" for n in range(59, -1, -1)]
    assert 'rel="next"' not in second


def test_a_day_that_cannot_be_read_is_told_and_left_out(admin, noted):
    noted()

    page = words(admin.get("/admin/audit?since=yesterday&who=li").text)

    assert "“yesterday”看不懂" in page
    assert "殷行站 (near)" in page


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"who": "li"}, ["b", "a"]),
        ({"who": "li", "since": "2026-11-23"}, ["b"]),
        ({"who": "li", "until": "2026-11-22"}, ["a"]),
        ({"table": "firm"}, ["b"]),
        ({"code": "a"}, ["a"]),
        ({"code": "nothing"}, []),
    ],
    ids=str,
)
def test_programs_ask_with_the_same_filters_by_days_in_china(admin, noted, asked, expected):
    noted("a")
    noted("b", table="firm", at=AT + timedelta(hours=1))

    assert codes(admin.get("/v1/audit", params=asked)) == expected


def test_programs_go_from_page_to_page(admin, noted):
    noted("a")
    noted("b")
    noted("c")

    first = admin.get("/v1/audit?who=li&most=2")
    second = admin.get(f"/v1/audit?who=li&most=2&before={first.json()['next']}")

    assert (codes(first), codes(second)) == (["c", "b"], ["a"])
    assert second.json()["next"] is None


def test_programs_read_what_was_before_and_after(admin, noted):
    noted(before={"phone": "1"}, after={"phone": "2"})

    (entry,) = admin.get("/v1/audit?who=li").json()["entries"]

    assert entry.pop("id") > 0
    assert entry == {
        "at": "2026-11-22T23:30:00+08:00",
        "who": "account:li",
        "action": "update",
        "table": "service_point",
        "code": "near",
        "before": {"phone": "1"},
        "after": {"phone": "2"},
        "request_id": None,
    }


@pytest.mark.parametrize(
    "wrong", ["since=soon", "most=0", "most=501", "before=0", f"before={2**63}", "table=passwords"]
)
def test_what_cannot_be_asked_is_a_problem(admin, wrong):
    answer = admin.get(f"/v1/audit?{wrong}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_log_is_for_admins_alone(client, keys):
    assert client.get("/v1/audit").status_code == 401
    assert client.get("/v1/audit", headers=keys["li"]).status_code == 403
    assert client.get("/v1/audit", headers=keys["chen"]).status_code == 200


def test_a_csv_has_the_entries_that_are_asked_for_in_words(admin, noted):
    noted("a", after={"name": "=HYPERLINK(1)"})
    noted("b", table="firm")

    sent = admin.get("/admin/audit.csv?who=li&table=service_point")

    rows = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig"))))
    assert rows[0] == ["时间", "谁", "操作", "类别", "对象", "内容"]
    told = ["2026-11-22 23:30:00", "li", "改了", "服务点", "'=HYPERLINK(1) (a)"]
    assert rows[1:] == [[*told, "名称：=HYPERLINK(1)"]]
    assert "filename*=UTF-8''%E6%93%8D" in sent.headers["content-disposition"]


def test_excel_and_programs_get_files_of_their_own(admin, noted):
    noted("a")

    sheet = load_workbook(io.BytesIO(admin.get("/admin/audit.xlsx?who=li&lang=en").content))
    line = json.loads(admin.get("/admin/audit.jsonl?who=li").content)

    rows = list(sheet["Audit log"].iter_rows(values_only=True))
    assert rows[1][:5] == ("2026-11-22 23:30:00", "li", "changed", "service point", "a")
    assert (line["code"], line["who"]) == ("a", "account:li")


def test_a_file_of_more_entries_than_are_read_at_once_has_them_all(admin, sqlite):
    with sqlite.transaction(LI) as session:
        changes = [RowChange(f"f{number}", None, {"a": 1}) for number in range(2_500)]
        note_rows(session, "firm", changes, at=AT)

    sent = admin.get("/admin/audit.jsonl?who=li")

    assert len({json.loads(line)["code"] for line in sent.content.splitlines()}) == 2_500


def test_a_sheet_that_would_be_too_long_is_refused_with_what_to_do(admin, noted, monkeypatch):
    monkeypatch.setattr("api.use_cases.audit.MOST_IN_SHEET", 1)
    noted("a")
    noted("b")

    page = admin.get("/admin/audit.xlsx?who=li")

    assert page.status_code == 422
    assert "请缩短日期范围，或下载 CSV" in page.text


def test_no_other_files_are_made(admin):
    assert admin.get("/admin/audit.exe").status_code == 404


def test_the_command_line_shows_and_writes_the_log(niangjia, noted, tmp_path):
    noted("a")
    noted("b", at=AT + timedelta(hours=1))

    _, shown, _ = niangjia("audit", "--who", "li", "--until", "2026-11-22", "--json")
    status, _, _ = niangjia("audit", "--who", "li", "--out", tmp_path / "log.csv")

    assert [entry["code"] for entry in json.loads(shown)] == ["a"]
    assert status == 0
    assert (tmp_path / "log.csv").read_text("utf-8-sig").count("服务点") == 2


def test_the_command_line_says_what_it_cannot_write(niangjia, tmp_path):
    status, _, said = niangjia("audit", "--out", tmp_path / "log.pdf")

    assert status == 2
    assert "audit_out_unknown" in said


def test_what_the_command_line_does_is_its_own(niangjia, sqlite, tmp_path):
    file = tmp_path / "points.csv"
    file.write_text("code,name,tier,lon,lat\ns1,殷行站,station,121.5,31.2\n")

    niangjia("import", "service-points", file)
    niangjia("export", "service-points", tmp_path / "out.csv")

    told = [(entry.action, entry.row_code) for entry in entries(sqlite, who="command")]
    assert told == [("export", "out.csv"), ("import", "points.csv"), ("create", "s1")]


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("account:li/t-23456x", "li（令牌 t-23456x）", "li (token t-23456x)"),
        ("team:T1", "小组 T1", "team T1"),
        ("local", "本机", "this machine"),
        ("command", "命令行", "command line"),
    ],
)
def test_whoever_acted_has_a_name_for_people(sqlite, noted, name, zh, en):
    noted(actor=Actor(name))

    (entry,) = entries(sqlite)

    assert to_line(entry, Language.CHINESE).who == zh
    assert to_line(entry, Language.ENGLISH).who == en


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_name_for_people(sqlite, noted, table):
    noted(table=table)

    (entry,) = entries(sqlite)

    assert to_line(entry, Language.CHINESE).table != table
