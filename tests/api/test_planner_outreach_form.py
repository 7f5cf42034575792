import re
from datetime import date

import pytest
from starlette.datastructures import FormData

from api.pages.planner.outreach_form import form_of_request, next_monday, read_outreach_form
from api.pages.planner.outreach_reading import Known, read_outreach
from api.pages.planner.outreach_teams import example_teams, rows_of_text, teams_text
from data.plans import OUTREACH, list_plans
from geo.messages import Language
from geo.workdays import build_calendar
from planner.outreach_teams import Depot, Skill
from tests.api.planner_words import ticked, value, words, wrong
from tests.stored_plans import finished

NEW = "/planner/outreach/new"
TEAMS = "编号,名称,出发服务点,工作时间\nT1,一组,near,周一至周五 9:00-17:00\n"
PLACES = {
    "home": ["apartment:home"],
    "apartment:home": ["apartment:home"],
    "殷行公寓": ["apartment:home"],
    "东,西园": ["park:P1"],
    "A1": ["park:A1", "firm:A1"],
    "park:A1": ["park:A1"],
    "firm:A1": ["firm:A1"],
}
KNOWN = Known(
    today=date(2026, 11, 20),
    plans=["p-1"],
    unions={"杨浦区总工会": ["yp"], "总工会": ["yp", "sh"]},
    places=PLACES,
    depots={"near": Depot(121.5, 31.3)},
    calendar=build_calendar([]),
)


def read(**texts):
    usual = {"start": "2026-11-23", "length": "5", "teams": TEAMS}
    form = read_outreach_form(FormData(list((usual | texts).items())))
    return read_outreach(form, KNOWN, Language.CHINESE)


def test_what_stands_in_the_form_becomes_a_request():
    asked = read(
        union="杨浦区总工会",
        minutes="２０",
        demand="parks",
        must="殷行公寓、park:A1",
        never="firm:A1",
        most_stops="40",
        time_limit="10",
        author="王敏",
    ).request

    assert (asked.start, asked.days, asked.union) == (date(2026, 11, 23), 5, "yp")
    assert (asked.standard.minutes, asked.kinds) == (20, ["parks"])
    assert (asked.must, asked.never) == (["apartment:home", "park:A1"], ["firm:A1"])
    assert (asked.most_stops, asked.time_limit, asked.author) == (40, 10, "王敏")
    assert asked.teams[0].depot_code == "near"


def test_the_visiting_list_of_a_plan_has_a_standard_of_its_own():
    asked = read(plan="p-1", minutes="nonsense").request

    assert (asked.plan, asked.standard.minutes) == ("p-1", 15)


@pytest.mark.parametrize("day", ["2026-11-24", "2026/11/24", "11月24日", "11-24", "２０２６-11-24"])
def test_days_are_promised_as_people_write_them(day):
    assert read(promised=f"殷行公寓 = {day}").request.promised == {
        "apartment:home": date(2026, 11, 24)
    }


def test_skills_are_named_in_both_languages():
    assert read(needs="home＝法律、health").request.needs == {
        "apartment:home": [Skill.LAW, Skill.HEALTH]
    }


def test_a_name_with_a_comma_is_one_place():
    assert read(must="东,西园").request.must == ["park:P1"]


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        ("plan", "p-2", "收到“p-2”"),
        ("union", "总工会", "不止一个"),
        ("union", "火星总工会", "没有叫“火星总工会”的工会，请核对"),
        ("union", "杨浦", "没有叫“杨浦”的工会，是不是 杨浦区总工会？"),
        ("start", "明天", "请选一个日期；收到“明天”"),
        ("start", "1999-01-01", "1999-01-01"),
        ("length", "五", "1 到 14"),
        ("length", "15", "1 到 14 天"),
        ("minutes", "0", "大于 0"),
        ("must", "火星公寓", "没有“火星公寓”"),
        ("never", "A1", "park:A1、firm:A1"),
        ("promised", "home", "编号 = 日期"),
        ("promised", "home = 2026-02-30", "编号 = 日期"),
        ("promised", "home = 2026-12-24", "不在要排的"),
        ("needs", "home = 跳舞", "法律、健康或语言"),
        ("most_stops", "0", "1 到 500"),
        ("time_limit", "很久", "1 到 600"),
        ("teams", "", "还没有小组"),
        ("teams", "编号,名称\nT1,一组", "缺少这些列"),
        ("author", "王" * 81, "80"),
    ],
)
def test_what_is_wrong_is_said_by_field(field, sent, said):
    asked = read(**{field: sent})

    assert asked.request is None
    assert said in asked.problems[field]


def test_all_that_is_wrong_is_told_at_once():
    asked = read(start="", most_stops="x", teams=TEAMS.replace("near", "mars"))

    assert set(asked.problems) == {"start", "most_stops"}
    assert [fault.column for fault in asked.faults] == ["depot_code"]


def test_faults_of_teams_are_told_by_line_and_column():
    asked = read(teams=f"{TEAMS}\nT1,二组,near,随时\n")

    assert [(fault.line, fault.column) for fault in asked.faults] == [
        (4, "work_hours"),
        (4, "code"),
    ]


def test_days_on_which_nobody_works_are_refused():
    assert "没有小组上班" in read(start="2026-11-21", length="2").problems["start"]


@pytest.mark.parametrize("language", list(Language))
def test_the_example_can_be_read_as_it_is(language):
    rows = rows_of_text(example_teams(["D1", "D2"], language), language)

    assert [row.cell("depot_code") for row in rows] == ["D1", "D2"]


def test_cells_pasted_from_a_sheet_are_read():
    pasted = "编号\t出发服务点\t工作时间\nT1\tnear\t周一至周五 9:00-17:00\n"

    assert read(teams=pasted).request.teams[0].code == "T1"


def test_teams_that_were_asked_are_written_as_they_are_read():
    text = teams_text(
        [{"code": "T1", "work_hours": "Mo 09:00-12:00, 13:00-17:00"}], Language.CHINESE
    )

    assert rows_of_text(text, Language.CHINESE)[0].cell("work_hours") == (
        "Mo 09:00-12:00, 13:00-17:00"
    )


def test_what_was_asked_before_is_filled_in_for_next_week():
    before = read(must="park:A1", needs="home = law", promised="home = 2026-11-24").request
    form = form_of_request(before.model_dump(mode="json"), date(2026, 12, 1), teams=TEAMS)

    again = read_outreach(form, KNOWN, Language.CHINESE).request

    assert (again.start, again.promised) == (date(2026, 12, 7), {})
    assert (again.must, again.needs) == (before.must, before.needs)


@pytest.mark.parametrize(
    ("today", "monday"),
    [(date(2026, 11, 22), date(2026, 11, 23)), (date(2026, 11, 23), date(2026, 11, 30))],
)
def test_visits_begin_next_monday(today, monday):
    assert next_monday(today) == monday


@pytest.fixture
def client(idle):
    """The pages of a server that takes no plans itself."""
    with idle(follow_redirects=False) as client:
        yield client


@pytest.fixture
def newest(sqlite):
    """The plan of visits that was asked for last, or None."""

    def find():
        with sqlite.reading() as session:
            return next(iter(list_plans(session, limit=1, kind=OUTREACH)), None)

    return find


def post(client, **fields):
    files = {name: fields.pop(name) for name in ("teams_file",) if name in fields}
    usual = {"start": "2030-11-25", "length": "5", "teams": TEAMS}
    # Without a file too, forms with a field for one are sent in parts.
    return client.post(NEW, data=usual | fields, files=files or {"none": ("", b"")})


def test_it_begins_with_what_is_usual(client):
    page = client.get(NEW)

    assert date.fromisoformat(value(page, "start")).weekday() == 0
    assert (value(page, "length"), value(page, "most_stops")) == ("5", "300")
    assert [name for name, _ in ticked(page)] == ["demand"] * 3


def test_a_siting_plan_leads_to_visits_to_those_it_leaves_out(client, sqlite):
    with sqlite.transaction() as session:
        code = finished(session)

    [link] = re.findall(
        r'href="(/planner/outreach/new[^"]*)"', client.get(f"/planner/plans/{code}").text
    )

    assert f'<option value="{code}" selected>' in client.get(link).text


def test_a_plan_is_queued_as_the_form_says(client, newest):
    answer = post(client, must="殷行公寓", service="legal_aid", minutes="20")

    plan = newest()
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/planner/outreach/{plan.code}",
    )
    assert (plan.request["start"], plan.request["must"]) == ("2030-11-25", ["apartment:home"])
    assert plan.request["standard"]["services"] == ["legal_aid"]


def test_an_uploaded_list_takes_the_place_of_the_text_and_can_be_corrected_there(client, newest):
    sent = "小组编号,服务点,上班时间\nT7,mars,周一至周五 9:00-17:00\n".encode("gb18030")

    page = post(client, teams_file=("名单.csv", sent), must="殷行公寓")
    corrected = value(page, "teams").replace("mars", "near")
    answer = post(client, teams=corrected)

    assert page.status_code == 422
    assert "第 2 行，出发服务点编号：没有编号为“mars”的服务点" in words(page)
    assert value(page, "must") == "殷行公寓"
    assert answer.status_code == 303
    assert newest().request["teams"][0]["code"] == "T7"


def test_a_file_that_cannot_be_read_is_told_beside_it(client):
    page = post(client, teams_file=("名单.docx", b"x"), union="杨浦区总工会")

    assert ".docx" in wrong(page)["teams_file"]
    assert (value(page, "union"), value(page, "teams")) == ("杨浦区总工会", TEAMS.strip())


def test_a_start_in_the_past_is_told_beside_it(client, newest):
    page = post(client, start="2020-11-23")

    assert "2020-11-23" in wrong(page)["start"]
    assert newest() is None


def test_the_teams_of_last_time_stand_there_again(client):
    post(client, teams=TEAMS.replace("一组", "江湾组"))

    assert "T1,江湾组,near" in value(client.get(NEW), "teams")


def test_a_plan_is_asked_for_again_with_changes(client, newest):
    post(client, union="yp", length="3")

    page = client.get(f"{NEW}?like={newest().code}")

    assert (value(page, "union"), value(page, "length")) == ("yp", "3")
    assert f"照 {newest().code} 的要求填好了" in words(page)


def test_the_template_has_headers_and_the_codes_of_open_service_points(client):
    answer = client.get("/planner/outreach/teams-example.csv")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert lines[0].startswith("小组编号,小组名称,出发服务点编号")
    assert [line.split(",")[2] for line in lines[1:]] == ["far", "late"]


def test_the_template_is_in_english_too(client):
    answer = client.get("/planner/outreach/teams-example.csv?lang=en")

    assert answer.content.decode("utf-8-sig").startswith("code,name,depot_code,mode,work_hours")
