"""What people report about service points: taken in within limits, read by planners.

Nothing of who reports is stored, and none of it raises the revision of the data.
"""

import datetime
import secrets
from dataclasses import dataclass

from sqlalchemy import func, select, update

from data.audit import Action, note_change
from data.database import Session
from data.report_columns import ReportKind, ReportStatus
from data.scope import in_scope
from data.tables import DataReport, ServicePoint
from geo.errors import Conflict, NotFound
from geo.messages import Message

REPORTED_POINT_UNKNOWN = Message(
    "reported_point_unknown",
    zh="没有编号为“{value}”的服务点了，可能刚刚撤掉。有事请拨打 12351。",
    en='there is no service point with the code "{value}" any more; call 12351',
)
ENOUGH_REPORTS = Message(
    "enough_reports_today",
    zh="今天关于这个服务点的反馈已经有 {count} 条，先不再收了。请明天再填，急事请拨打 12351。",
    en="there are {count} reports about this service point today, and no more are taken; "
    "come back tomorrow, or call 12351 if it is urgent",
)
REPORT_UNKNOWN = Message(
    "report_unknown",
    zh="没有编号为“{value}”的反馈。请到反馈列表里核对编号。",
    en='there is no report with the code "{value}"; look its code up in the list of reports',
)

MOST_PER_DAY = 20
"""New reports that one service point takes per day, whoever sends them."""
_CODE_BYTES = 6
_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says is wrong with a service point."""

    code: str
    service_point_code: str
    kind: ReportKind
    text: str
    created_at: datetime.datetime
    status: ReportStatus


def add_report(
    session: Session, service_point_code: str, *, kind: ReportKind, text: str, at: datetime.datetime
) -> str:
    """Store a report and return its code; the day of `at` is the one whose reports are counted.

    Raises NotFound, and Conflict where there are enough for the day.
    """
    is_known = select(ServicePoint.id).where(ServicePoint.code == service_point_code)
    if session.scalar(is_known) is None:
        raise NotFound(REPORTED_POINT_UNKNOWN, value=service_point_code)
    if _count_on_day(session, service_point_code, at) >= MOST_PER_DAY:
        raise Conflict(ENOUGH_REPORTS, count=MOST_PER_DAY)
    report = DataReport(
        code=f"r-{at:%Y%m%d}-{secrets.token_hex(_CODE_BYTES)}",
        service_point_code=service_point_code,
        kind=kind,
        text=text,
        created_at=at,
    )
    session.add(report)
    session.flush()
    return report.code


def list_reports(
    session: Session,
    *,
    status: ReportStatus | None = None,
    limit: int = 100,
    before: str | None = None,
) -> list[Report]:
    """Load reports, the newest first; of one status, or all of them; from behind `before` on."""
    seen = in_scope(session, DataReport.__table__)
    listed = (
        select(
            DataReport.code,
            DataReport.service_point_code,
            DataReport.kind,
            DataReport.text,
            DataReport.created_at,
            DataReport.status,
        )
        .where(*seen)
        .order_by(DataReport.id.desc())
        .limit(limit)
    )
    if status is not None:
        listed = listed.where(DataReport.status == status)
    if before is not None:
        known = select(DataReport.id).where(DataReport.code == before, *seen)
        listed = listed.where(DataReport.id < known.scalar_subquery())
    return [Report(*row) for row in session.execute(listed)]


def mark_report(session: Session, code: str, status: ReportStatus) -> None:
    """Note how far planners are with a report; raises NotFound."""
    is_asked = DataReport.code == code
    seen = in_scope(session, DataReport.__table__)
    was = session.scalar(select(DataReport.status).where(is_asked, *seen))
    if was is None:
        raise NotFound(REPORT_UNKNOWN, value=code)
    session.execute(update(DataReport).where(is_asked).values(status=status))
    if was != status:
        row, before, after = (DataReport.__tablename__, code), {"status": was}, {"status": status}
        note_change(session, Action.UPDATE, row, before=before, after=after)


def _count_on_day(session: Session, service_point_code: str, at: datetime.datetime) -> int:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    counted = (
        select(func.count())
        .select_from(DataReport)
        .where(
            DataReport.service_point_code == service_point_code,
            DataReport.created_at >= midnight,
            DataReport.created_at < midnight + _ONE_DAY,
        )
    )
    return session.scalars(counted).one()
