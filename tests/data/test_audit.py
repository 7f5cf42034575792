import csv
import datetime
import io
import json
from dataclasses import replace

import pytest
import shapely
from openpyxl import load_workbook
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError

import data.audit
from data.actors import COMMAND, Actor
from data.audit import (
    Action,
    AuditFilter,
    RowChange,
    count_entries,
    list_entries,
    note_change,
    note_rows,
)
from data.audit_exports import csv_lines, json_lines, write_sheet
from data.imports.importer import ImportOptions, import_file
from data.imports.report import ImportRejected
from data.outreach_plans import team_key
from data.plans import add_plan, ask_cancel, delete_plan
from data.report_columns import ReportKind, ReportStatus
from data.reports import add_report, list_reports, mark_report
from data.tables import AuditLog, ServicePoint
from data.visits import record_visit
from geo.places import PlaceKind, Tier
from planner.visits import VisitRecord

AT = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
LI = Actor("account:li", request_id="0f" * 16)
PLACE = shapely.Point(121.5, 31.2)
HEADER = "code,name,tier,lon,lat,phone,opening_hours\n"
ROW = "s1,殷行站,station,121.5,31.2,{phone},Mo-Fr 09:00-17:00\n"
EVERYTHING = AuditFilter()


def entries(database, **asked):
    with database.reading() as session:
        return list_entries(session, AuditFilter(**asked), limit=100)


def note(database, *rows, actor=LI, at=AT):
    with database.transaction(actor) as session:
        for row in rows:
            note_change(session, Action.UPDATE, row, before={"a": 1}, after={"a": 2}, at=at)


def bring_in(database, tmp_path, content, **options):
    file = tmp_path / "points.csv"
    file.write_text(HEADER + content)
    with database.transaction(LI) as session:
        return import_file(session, "service-points", file, ImportOptions(**options))


def test_of_a_change_who_when_and_the_columns_that_differ_are_kept(database):
    with database.transaction(LI) as session:
        before, after = {"phone": "1", "name": "殷行站"}, {"phone": "2", "name": "殷行站"}
        note_change(session, "update", ("firm", "f1"), before=before, after=after, at=AT)

    (entry,) = entries(database)
    assert (entry.at, entry.account_code, entry.request_id) == (AT, "account:li", "0f" * 16)
    assert (entry.action, entry.table_name, entry.row_code) == ("update", "firm", "f1")
    assert (entry.before, entry.after) == ({"phone": "1"}, {"phone": "2"})


def test_of_a_new_row_only_what_is_known_is_kept_and_never_what_opens_doors(database):
    values = {"code": "li", "union_code": None, "password_hash": "$argon2", "key": "k", "tags": ()}

    with database.transaction(LI) as session:
        note_change(session, "create", ("account", "li"), after=values, at=AT)

    assert entries(database)[0].after == {"code": "li"}


def test_shapes_are_kept_short(database):
    area = shapely.MultiPolygon([shapely.Point(0, 0).buffer(1, quad_segs=1000)])

    with database.transaction(LI) as session:
        values = {"location": PLACE, "area": area}
        note_change(session, "create", ("industrial_park", "p1"), after=values, at=AT)

    told = entries(database)[0].after
    assert told["location"] == "121.500000, 31.200000"
    assert told["area"].startswith("MultiPolygon, 4001 points, sha256 ")


def test_without_a_moment_it_is_now_by_the_clock_of_the_database(database):
    note(database, ("firm", "f1"), at=None)

    age = datetime.datetime.now(datetime.UTC) - entries(database)[0].at
    assert abs(age) < datetime.timedelta(minutes=1)


@pytest.mark.parametrize(
    "statement",
    [update(AuditLog).values(account_code="nobody"), delete(AuditLog)],
    ids=["changed", "deleted"],
)
def test_no_entry_can_be_changed_or_deleted(database, statement):
    note(database, ("firm", "f1"))

    with (
        pytest.raises(DBAPIError, match="only ever added"),
        database.transaction() as session,
    ):
        session.execute(statement)

    assert entries(database)[0].account_code == "account:li"


def test_the_log_cannot_be_emptied_at_once(postgis):
    note(postgis, ("firm", "f1"))

    with (
        pytest.raises(DBAPIError, match="only ever added"),
        postgis.transaction() as session,
    ):
        session.execute(text("TRUNCATE audit_log"))


def test_nothing_in_the_module_of_the_log_changes_rows():
    offered = {"update", "delete", "text"} & vars(data.audit).keys()

    assert offered == set()


def test_entries_are_listed_from_the_newest_on_page_by_page(session):
    changes = [RowChange(str(number), None, {"a": 1}) for number in range(5)]
    note_rows(session, "firm", changes, at=AT)

    first = list_entries(session, EVERYTHING, limit=2)
    second = list_entries(session, EVERYTHING, limit=2, before=first[-1].id)

    assert [entry.row_code for entry in (*first, *second)] == ["4", "3", "2", "1"]
    assert count_entries(session, EVERYTHING) == 5


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"who": "li"}, ["f1", "f2"]),
        ({"who": "account:li"}, ["f1"]),
        ({"who": "command"}, ["p1"]),
        ({"who": "l%"}, []),
        ({"table": "plan"}, ["p1"]),
        ({"code": "f2"}, ["f2"]),
        ({"since": AT + datetime.timedelta(hours=1)}, ["p1"]),
        ({"until": AT + datetime.timedelta(hours=1)}, ["f1", "f2"]),
        ({"until": AT}, []),
    ],
    ids=str,
)
def test_entries_are_found_by_who_what_and_when(database, asked, expected):
    note(database, ("firm", "f1"))
    note(database, ("firm", "f2"), actor=Actor("account:li/t-23456x"))
    note(database, ("plan", "p1"), actor=COMMAND, at=AT + datetime.timedelta(hours=1))

    assert sorted(entry.row_code for entry in entries(database, **asked)) == expected


def test_an_import_is_one_entry_and_one_for_every_row_that_it_adds(database, tmp_path):
    bring_in(database, tmp_path, ROW.format(phone="1") + ROW.format(phone="2").replace("s1", "s2"))

    whole, *rows = entries(database)
    assert (whole.action, whole.table_name, whole.row_code) == (
        "import",
        "service_point",
        "points.csv",
    )
    assert whole.after == {"rows": 2, "added": 2, "updated": 0, "unchanged": 0, "skipped": 0}
    assert {(row.action, row.row_code) for row in rows} == {("create", "s1"), ("create", "s2")}
    assert rows[0].after["location"] == "121.500000, 31.200000"


def test_of_a_row_that_an_import_changes_the_columns_that_differ_are_kept(database, tmp_path):
    bring_in(database, tmp_path, ROW.format(phone="021-1"))

    bring_in(database, tmp_path, ROW.format(phone="021-2"))

    entry = entries(database)[1]
    assert (entry.action, entry.account_code) == ("update", "account:li")
    assert (entry.before, entry.after) == ({"phone": "021-1"}, {"phone": "021-2"})


def test_an_import_that_changes_no_row_is_one_entry(database, tmp_path):
    bring_in(database, tmp_path, ROW.format(phone="021-1"))

    bring_in(database, tmp_path, ROW.format(phone="021-1"))

    assert [entry.action for entry in entries(database)] == ["import", "import", "create"]


def test_of_an_import_that_is_refused_or_only_tried_nothing_is_written(database, tmp_path):
    with pytest.raises(ImportRejected):
        bring_in(database, tmp_path, ROW.format(phone="1").replace("station", "castle"))

    bring_in(database, tmp_path, ROW.format(phone="1"), dry_run=True)

    assert entries(database) == []


def test_what_becomes_of_a_plan_is_written_down(database):
    with database.transaction(LI) as session:
        code = add_plan(session, {"budget": 1}, at=AT, author="李").code
        ask_cancel(session, code, at=AT)
        delete_plan(session, code)

    told = entries(database, table="plan", code=code)
    assert [entry.action for entry in told] == ["delete", "cancel", "create"]
    assert told[0].before["status"] == "cancelled"
    assert told[2].after["author"] == "李"


def test_a_visit_that_is_corrected_says_what_it_was(database):
    visit = VisitRecord("v-1", PlaceKind.PARK, "A1", AT.date(), "T1", recorded_at=AT, notes="东门")
    with database.transaction(Actor("team:T1")) as session:
        record_visit(session, visit)
        record_visit(session, replace(visit, notes="西门"))
        record_visit(session, replace(visit, notes="西门"))

    corrected, made = entries(database, who="T1")
    assert (corrected.before, corrected.after) == ({"notes": "东门"}, {"notes": "西门"})
    assert made.after["place_code"] == "A1"


def test_the_key_of_a_team_is_not_in_the_log(database):
    with database.transaction(LI) as session:
        team_key(session, "T1", at=AT)
        team_key(session, "T1", at=AT)
        team_key(session, "T1", at=AT, anew=True)

    assert [(entry.action, entry.after) for entry in entries(database)] == [
        ("renew", None),
        ("create", None),
    ]


def test_what_workers_report_is_no_entry_but_what_becomes_of_it_is(database):
    with database.transaction() as session:
        point = {"code": "s1", "name": "殷行站", "tier": Tier.STATION, "location": PLACE}
        session.execute(insert(ServicePoint), [point])
        add_report(session, "s1", kind=ReportKind.OTHER, text="门关着", at=AT)
    with database.transaction(LI) as session:
        mark_report(session, list_reports(session)[0].code, ReportStatus.SEEN)
        mark_report(session, list_reports(session)[0].code, ReportStatus.SEEN)

    (entry,) = entries(database)
    assert (entry.before, entry.after) == ({"status": "new"}, {"status": "seen"})


def test_what_is_rolled_back_was_never_written(database):
    with pytest.raises(RuntimeError):
        note_and_fail(database)

    assert entries(database) == []


def test_a_csv_opens_in_excel_and_calculates_nothing():
    written = b"".join(csv_lines(("谁", "内容"), [("=1+1", "+86, 021"), ("李", "a\nb")]))

    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert rows == [["谁", "内容"], ["'=1+1", "'+86, 021"], ["李", "a\nb"]]


def test_text_stays_text_in_a_sheet():
    file = io.BytesIO()

    write_sheet("操作记录", ("谁",), [("=1+1",), ("@x",)], file)

    column = load_workbook(file)["操作记录"]["A"]
    assert [(cell.value, cell.data_type) for cell in column[1:]] == [("=1+1", "s"), ("@x", "s")]


def test_programs_get_one_object_per_line():
    written = b"".join(json_lines([{"id": 2}, {"id": 1}]))

    assert [json.loads(line) for line in written.splitlines()] == [{"id": 2}, {"id": 1}]


def note_and_fail(database):
    with database.transaction(LI) as session:
        note_change(session, "update", ("firm", "f1"), after={"a": 1}, at=AT)
        raise RuntimeError
