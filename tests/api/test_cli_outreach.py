import json
import re

import openpyxl
import pytest
import shapely
from sqlalchemy import insert, select

from data.plans import add_finished_plan
from data.tables import OutreachPlan, WorkerApartment
from tests.data.plan_reports import town_coverage, town_plan
from tests.outreach_cities import spot
from tests.stored_plans import MONDAY as MONDAY_MORNING

EVENINGS = "Mo-Fr 18:00-20:00"
HEADERS = "小组编号,名称,出发服务点,出行方式,工作时间,午休,人数,专长"
TEAM = "T1,一组,near,开车,周一至周五 13:00-21:00,,2,法律"
START = ("--start", "2026-11-23", "--days", 1, "--time-limit", "0.2")


@pytest.fixture
def town(settings, sqlite):
    """The town of the desks, and three apartments far from all of them, free in the evening."""
    homes = [("h1", "甲公寓", 40, 800), ("h2", "乙公寓", 40, 300), ("h3", "丙公寓", 50, 100)]
    with sqlite.transaction() as session:
        session.execute(
            insert(WorkerApartment),
            [
                {
                    "code": code,
                    "name": name,
                    "residents": residents,
                    "members": residents,
                    "free_hours": EVENINGS,
                    "phone": "021-1",
                    "location": shapely.Point(spot(minutes)),
                }
                for code, name, minutes, residents in homes
            ],
        )
    return settings


@pytest.fixture
def teams(tmp_path):
    """A list of teams as it comes from a spreadsheet in China."""
    return listed(tmp_path, TEAM)


def listed(folder, *rows, encoding="gb18030"):
    file = folder / "teams.csv"
    file.write_text("\n".join([HEADERS, *rows, ""]), encoding=encoding)
    return file


def outreach(niangjia, teams, out, *others):
    return niangjia("outreach", "--teams", teams, "--out", out, *START, *others)


def test_visits_leave_their_files(niangjia, town, teams, tmp_path):
    folder = tmp_path / "out"

    status, _, err = outreach(niangjia, teams, folder, "--from-coverage")

    assert (status, err) == (0, "")
    assert {file.name for file in folder.iterdir()} == {
        *("outreach.json", "outreach.xlsx", "outreach.html", "sheets.html"),
        *("calendar-T1.ics", "route-T1.gpx"),
    }
    report = json.loads((folder / "outreach.json").read_bytes())
    assert [stop["code"] for stop in report["routes"][0]["stops"]] == ["h2", "h3"]
    assert isinstance(report["unserved"][0]["would_help"], str)
    assert openpyxl.load_workbook(folder / "outreach.xlsx").sheetnames


def test_visits_are_told_by_team_and_day(niangjia, town, teams, tmp_path):
    _, out, _ = outreach(niangjia, teams, tmp_path / "out", "--from-coverage")

    assert "11月23日 周一 起 1 天：走访 2 处、400 人（共 3 处、1,200 人）" in out
    assert re.search(r"一组 11月23日 周一：17:\d\d 出发", out)
    assert "1.乙公寓" in out
    assert "18:00–18:50" in out
    assert "· 甲公寓（优先级 57）：时间有限" in out
    assert "先安排了丙公寓、乙公寓" in out


def test_visits_are_told_in_english(niangjia, town, teams, tmp_path):
    _, out, _ = outreach(niangjia, teams, tmp_path / "out", "--from-coverage", "--lang", "en")

    assert "from Mon 23 Nov, days: 1; visits to 2 of 3 places, 400 of 1,200 people" in out
    assert "· 甲公寓 (priority 57): the hours there are went to others" in out


def test_a_plan_of_visits_is_stored(niangjia, town, teams, tmp_path, sqlite):
    others = ("--from-coverage", "--json", "--author", "组织部", "--never", "h1")

    _, out, _ = outreach(niangjia, teams, tmp_path / "out", *others)

    told = json.loads(out)
    with sqlite.reading() as session:
        stored = session.scalars(select(OutreachPlan)).one()
    assert (stored.code, stored.author) == (told["plan_code"], "组织部")
    assert stored.request["never"] == ["h1"]
    assert stored.request["teams"][0]["work_hours"] == "周一至周五 13:00-21:00"
    assert stored.result["plan"]["unserved"][-1]["would_help"].keys() == {"zh-CN", "en"}


def test_the_visiting_list_of_a_stored_plan_is_taken(niangjia, town, teams, tmp_path, sqlite):
    visits = [{"code": "h3", "kind": "apartment", "people": 60}]
    siting = {"plan": town_plan(visiting_list=visits), "coverage": town_coverage()}
    with sqlite.transaction() as session:
        code = add_finished_plan(session, {}, result=siting, data_revision=0, at=MONDAY_MORNING)

    _, out, _ = outreach(niangjia, teams, tmp_path / "out", "--plan", code, "--json")

    report = json.loads(out)
    assert [stop["people"] for stop in report["routes"][0]["stops"]] == [60]
    assert (report["source"]["plan_code"], report["unserved"]) == (code, [])


def test_wishes_are_read_from_options(niangjia, town, teams, tmp_path):
    wishes = ("--must", "apartment:h3", "--promised", "h2=2026-11-23", "--needs", "h2=法律,law")

    _, out, _ = outreach(niangjia, teams, tmp_path / "out", "--from-coverage", "--json", *wishes)

    (route,) = json.loads(out)["routes"]
    told = {stop["code"]: (stop["must"], stop["promised"]) for stop in route["stops"]}
    assert told == {"h2": (False, True), "h3": (True, False)}


def test_faults_of_teams_are_told_with_their_lines(niangjia, town, tmp_path):
    file = listed(tmp_path, TEAM, "", "T2,二组,nowhere,飞机,周一至周五 9:00-17:00,,,")

    status, _, err = outreach(niangjia, file, tmp_path / "out", "--from-coverage")

    assert status == 2
    assert "小组名单里有 2 处要改：1. 第 4 行 出发服务点编号（depot_code）" in err
    assert "2. 第 4 行 出行方式（mode）：出行方式“飞机”看不懂" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ((), "请在 --plan 方案编号 和 --from-coverage 中选一个"),
        (("--plan", "p-1", "--from-coverage"), "请在 --plan 方案编号 和 --from-coverage 中选一个"),
        (("--plan", "p-1", "--standard", "bike:20"), "--standard 只能和 --from-coverage 一起用"),
        (("--from-coverage", "--promised", "h1"), "--promised “h1”看不懂"),
        (("--from-coverage", "--promised", "=2026-11-23"), "--promised “=2026-11-23”看不懂"),
        (("--from-coverage", "--needs", "h1=cooking"), "--needs “h1=cooking”看不懂"),
        (("--from-coverage", "--most-stops", 501), "most_stops"),
        (("--from-coverage", "--days", 15), "15 天"),
        (("--from-coverage", "--union", "x" * 300), "--union 用不了"),
        (("--from-coverage", "--author", "x" * 81), "--author 最多 80 个字"),
        (("--from-coverage", "--promised", "h1=2026-12-24"), "2026-12-24"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_the_option(
    niangjia, town, teams, tmp_path, others, told
):
    status, _, err = outreach(niangjia, teams, tmp_path / "out", *others)

    assert status == 2
    assert told in err


def test_an_unknown_plan_has_failed(niangjia, town, teams, tmp_path):
    status, _, err = outreach(niangjia, teams, tmp_path / "out", "--plan", "p-1")

    assert status == 1
    assert "p-1" in err
