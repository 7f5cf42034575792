import datetime
import io
import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from data.teams_file import ALIASES, LIMITS, read_team_rows
from geo.errors import InvalidInput, NotFound
from geo.messages import Language
from geo.travel import Mode
from geo.workdays import build_calendar
from planner.outreach_teams import TEAM_COLUMNS, Depot, TeamRow, read_teams
from planner.outreach_types import Horizon

DOCUMENT = Path(__file__).parents[2] / "docs" / "import.md"
ENGLISH = (
    "code,name,depot_code,mode,work_hours,lunch,size,skills\n"
    'T1,Team one,yp1,ebike,Mo-Fr 09:00-17:00,12:00-13:00,2,"law,health"\n'
)
CHINESE = (
    "小组编号,小组名称,出发服务点编号,出行方式,工作时间,午休,人数,专长\n"
    "T1,第一小组,yp1,电动车,周一至周五 9:00-17:00,12:00-13:00,2,法律、健康\n"
)


def sent(text, encoding="utf-8"):
    return io.BytesIO(text.encode(encoding))


def sheet(*rows):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    stream.seek(0)
    return stream


def refused(text, name="teams.csv"):
    with pytest.raises(InvalidInput) as error:
        read_team_rows(sent(text), name)
    return error.value


def test_a_list_in_english_is_read_by_column():
    rows = read_team_rows(sent(ENGLISH), "teams.csv")

    cells = {
        "code": "T1",
        "name": "Team one",
        "depot_code": "yp1",
        "mode": "ebike",
        "work_hours": "Mo-Fr 09:00-17:00",
        "lunch": "12:00-13:00",
        "size": "2",
        "skills": "law,health",
    }
    assert rows == [TeamRow(2, cells)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_list_is_read_in_the_encodings_that_offices_use(encoding):
    rows = read_team_rows(sent(CHINESE, encoding), "小组.csv")

    assert rows[0].cell("name") == "第一小组"
    assert rows[0].cell("mode") == "电动车"


def test_what_is_read_makes_teams():
    rows = read_team_rows(sent(CHINESE, "gb18030"), "teams.csv")

    found = read_teams(
        rows,
        Horizon(datetime.date(2026, 11, 23), 1),
        calendar=build_calendar([]),
        depots={"yp1": Depot(121.5, 31.3)},
    )

    team = found.teams[0]
    assert found.faults == ()
    assert (team.code, team.name, team.mode, team.size) == ("T1", "第一小组", Mode.EBIKE, 2)
    assert (team.shifts, team.lunch) == (((540, 1020),), (720, 780))
    assert team.skills == {"law", "health"}


def test_a_sheet_with_a_title_above_is_read_with_its_line_numbers():
    stream = sheet(
        ["2026 年走访小组"],
        ["序号", "编号", "服务点", "工作时间", "人数"],
        [1, "T1", "yp1", "9-17", 2],
    )

    rows = read_team_rows(stream, "teams.xlsx")

    cells = {"code": "T1", "depot_code": "yp1", "work_hours": "9-17", "size": "2"}
    assert rows == [TeamRow(3, cells)]


def test_a_file_on_the_disk_is_read_and_empty_rows_are_left_out(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("code;depot_code;work_hours\n\nT1;yp1;24/7\n;;\nT2;yp2;24/7\n", "utf-8")

    rows = read_team_rows(path, "teams.csv")

    assert [(row.line, row.cell("code")) for row in rows] == [(3, "T1"), (5, "T2")]


def test_cells_pasted_from_a_sheet_are_parted_by_tabs():
    rows = read_team_rows(sent("编号\t服务点\t工作时间\nT1\typ1\t周一 9:00-17:00\n"), "pasted.csv")

    assert rows[0].cell("work_hours") == "周一 9:00-17:00"


def test_unknown_columns_are_all_named_with_those_there_may_be():
    error = refused("code,depot_code,work_hours,lunchh,电话\nT1,yp1,24/7,,\n", "小组.csv")

    said = error.text(Language.CHINESE)
    assert error.code == "unknown_team_columns"
    assert "小组.csv 里的这些列看不懂：lunchh、电话" in said
    assert "午休（lunch）" in said


def test_missing_columns_are_all_named():
    error = refused("code,name\nT1,\n")

    assert error.code == "missing_team_columns"
    assert "depot_code (出发服务点编号), work_hours (工作时间)" in error.text(Language.ENGLISH)


def test_one_column_under_two_headers_is_refused():
    error = refused("code,编号,depot_code,work_hours\nT1,T2,yp1,24/7\n")

    assert error.code == "team_column_twice"
    assert "“code”和“编号”" in error.text(Language.CHINESE)


@pytest.mark.parametrize(
    "text",
    [
        "code,depot_code,work_hours,skills\nT1,yp1,24/7,law,health\n",
        "code,depot_code,work_hours,skills,\nT1,yp1,24/7,law,health\n",
    ],
)
def test_skills_with_commas_and_no_quotes_are_not_lost(text):
    error = refused(text)

    assert error.code == "cells_beyond_team"
    assert 'line 2 has "health"' in error.text(Language.ENGLISH)


def test_a_formula_is_refused_by_its_cell():
    stream = sheet(["code", "depot_code", "work_hours"], ["=A9", "yp1", "24/7"])

    with pytest.raises(InvalidInput) as error:
        read_team_rows(stream, "teams.xlsx")

    assert (error.value.code, error.value.values["value"]) == ("formula_cell", "A2")


@pytest.mark.parametrize("name", ["teams.pdf", "teams", ""])
def test_another_format_is_refused(name):
    assert refused(ENGLISH, name).code == "unknown_format"


@pytest.mark.parametrize(
    "name", ["../../" + "长" * 300 + ".csv", "C:\\lists\\\0teams.CSV", "..csv"]
)
def test_any_name_that_a_browser_sends_is_good_enough(name):
    assert len(read_team_rows(sent(ENGLISH), name)) == 1


def test_too_large_a_file_is_refused():
    error = refused(ENGLISH + "," * LIMITS.file_bytes)

    assert error.code == "file_too_large"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NotFound) as error:
        read_team_rows(tmp_path / "teams.csv", "teams.csv")

    assert error.value.values["file"] == "teams.csv"


def test_the_headers_of_the_documentation_are_those_of_the_code():
    page = DOCUMENT.read_text("utf-8").partition("\n## Teams of")[2].partition("\n## ")[0]

    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|$", page, re.MULTILINE)

    assert {column: tuple(names.split("、")) for column, names in rows} == ALIASES


def test_every_column_has_a_chinese_name_and_no_name_has_two_columns():
    names = [name for names in ALIASES.values() for name in names]

    assert tuple(ALIASES) == TEAM_COLUMNS
    assert len(set(names)) == len(names)
