import datetime

import pytest
from shapely import Point
from sqlalchemy import delete, update

from data.report_columns import ReportKind, ReportStatus
from data.reports import MOST_PER_DAY, add_report, list_reports, mark_report
from data.revision import read_revision
from data.tables import DataReport, ServicePoint
from geo.errors import Conflict, NotFound
from geo.places import Tier

CHINA = datetime.timezone(datetime.timedelta(hours=8))
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=CHINA)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def town(session):
    """A session on a database with two service points."""
    session.add_all(
        ServicePoint(code=code, name=code, tier=Tier.STATION, location=Point(121.5, 31.2))
        for code in ("S1", "S2")
    )
    session.flush()
    return session


def report(session, code="S1", kind=ReportKind.HOURS, text="周六没人", at=NOON):
    return add_report(session, code, kind=kind, text=text, at=at)


def fill_the_day(session, at=NOON):
    for _ in range(MOST_PER_DAY):
        report(session, at=at)


def test_a_report_is_read_as_it_was_written(town):
    code = report(town, kind=ReportKind.CLOSED_FOR_GOOD, text="搬走了\n“去年”")

    (found,) = list_reports(town)

    assert (found.code, found.service_point_code) == (code, "S1")
    assert (found.kind, found.text) == (ReportKind.CLOSED_FOR_GOOD, "搬走了\n“去年”")
    assert (found.created_at, found.status) == (NOON, ReportStatus.NEW)


def test_nothing_of_the_sender_has_a_column():
    assert set(DataReport.__table__.columns.keys()) == {
        *("id", "code", "service_point_code", "kind", "text", "created_at", "status")
    }


def test_the_newest_reports_come_first_and_no_more_than_asked_for(town):
    codes = [report(town, text=text) for text in "甲乙丙"]

    found = [each.code for each in list_reports(town, limit=2)]

    assert found == [codes[2], codes[1]]


def test_reports_are_listed_by_how_far_planners_are(town):
    fresh, seen = report(town), report(town)
    mark_report(town, seen, ReportStatus.SEEN)

    assert [each.code for each in list_reports(town, status=ReportStatus.NEW)] == [fresh]
    assert [each.code for each in list_reports(town, status=ReportStatus.SEEN)] == [seen]


def test_a_report_nobody_knows_cannot_be_marked(town):
    with pytest.raises(NotFound, match="r-1"):
        mark_report(town, "r-1", ReportStatus.DONE)


def test_a_service_point_nobody_knows_takes_no_report(town):
    with pytest.raises(NotFound, match="S9"):
        report(town, "S9")


def test_a_day_has_room_for_so_many_reports_of_a_service_point(town):
    fill_the_day(town)

    with pytest.raises(Conflict, match=str(MOST_PER_DAY)):
        report(town)
    assert len(list_reports(town)) == MOST_PER_DAY


def test_other_service_points_and_other_days_have_room_of_their_own(town):
    fill_the_day(town)

    report(town, "S2")
    report(town, at=NOON - ONE_DAY)
    report(town, at=NOON + ONE_DAY)

    assert len(list_reports(town)) == MOST_PER_DAY + 3


def test_the_day_begins_at_midnight_in_china(town):
    midnight = NOON.replace(hour=0)
    fill_the_day(town, midnight - datetime.timedelta(minutes=1))

    report(town, at=midnight)

    assert list_reports(town)[0].created_at == midnight


def test_reports_follow_their_service_point_and_go_with_it(town):
    report(town)

    town.execute(update(ServicePoint).where(ServicePoint.code == "S1").values(code="S7"))
    followed = [each.service_point_code for each in list_reports(town)]
    town.execute(delete(ServicePoint).where(ServicePoint.code == "S7"))

    assert (followed, list_reports(town)) == (["S7"], [])


def test_a_report_raises_no_revision(town):
    before = read_revision(town)

    mark_report(town, report(town), ReportStatus.DONE)

    assert read_revision(town) == before
