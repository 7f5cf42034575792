"""The schema, the same on PostgreSQL with PostGIS and on a SQLite file."""

import datetime
from typing import Annotated, ClassVar

from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, MetaData, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from data.account_columns import IS_ROLE, AccountColumns, SessionColumns, TokenColumns
from data.column_types import CodeList, choice
from data.geometry import Geometry
from data.job_columns import JobColumns, JobStatus
from data.moments import Moment
from data.report_columns import ReportColumns, ReportKind, ReportStatus
from data.visit_columns import VisitColumns
from geo.places import Host, PlaceKind, Status, Tier, UnionLevel, UnionStatus
from planner.visits import VisitOutcome

NO_CODES = text("''")


class Base(DeclarativeBase):
    """What all tables share: names for constraints, and one column type per Python type."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        str: Text,
        datetime.datetime: Moment,
        dict[str, object]: JSON,
        Tier: choice(Tier, "tier"),
        Host: choice(Host, "host"),
        Status: choice(Status, "status"),
        PlaceKind: choice(PlaceKind, "place_kind"),
        VisitOutcome: choice(VisitOutcome, "outcome"),
        JobStatus: choice(JobStatus, "job_status"),
        ReportKind: choice(ReportKind, "report_kind"),
        ReportStatus: choice(ReportStatus, "report_status"),
        UnionLevel: choice(UnionLevel, "level"),
        UnionStatus: choice(UnionStatus, "union_status"),
    }


Id = Annotated[int, mapped_column(primary_key=True)]
Code = Annotated[str, mapped_column(unique=True)]
PointColumn = Annotated[Point, mapped_column(Geometry("POINT"))]


def _spatial_index(table: str, column: str) -> Index:
    """Name the GiST index of a geometry column; SQLite has none and needs none."""
    name = f"ix_{table}_{column}_gist"
    return Index(name, column, postgresql_using="gist").ddl_if(dialect="postgresql")


class ServicePoint(Base):
    """A help desk: where it is, when it is open, what it offers, and whether it meets the standard.

    Each of the six standard points has `_met` (unknown until checked), `_on` and `_note`.
    """

    __tablename__ = "service_point"
    __table_args__ = (_spatial_index("service_point", "location"),)

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[str]
    tier: Mapped[Tier]
    host: Mapped[Host | None]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    opening_hours: Mapped[str | None]
    services: Mapped[tuple[str, ...]] = mapped_column(CodeList, default=(), server_default=NO_CODES)
    languages: Mapped[tuple[str, ...]] = mapped_column(
        CodeList, default=(), server_default=NO_CODES
    )
    wheelchair: Mapped[bool | None]
    desks: Mapped[int | None] = mapped_column(CheckConstraint("desks >= 0", name="desks"))
    union_code: Mapped[str | None] = mapped_column(ForeignKey("union.code", onupdate="CASCADE"))
    status: Mapped[Status] = mapped_column(default=Status.OPEN, server_default="open")
    premises_met: Mapped[bool | None]
    premises_on: Mapped[datetime.date | None]
    premises_note: Mapped[str | None]
    equipment_met: Mapped[bool | None]
    equipment_on: Mapped[datetime.date | None]
    equipment_note: Mapped[str | None]
    worker_files_met: Mapped[bool | None]
    worker_files_on: Mapped[datetime.date | None]
    worker_files_note: Mapped[str | None]
    service_records_met: Mapped[bool | None]
    service_records_on: Mapped[datetime.date | None]
    service_records_note: Mapped[str | None]
    staff_met: Mapped[bool | None]
    staff_on: Mapped[datetime.date | None]
    staff_note: Mapped[str | None]
    posted_rules_met: Mapped[bool | None]
    posted_rules_on: Mapped[datetime.date | None]
    posted_rules_note: Mapped[str | None]
    verified_on: Mapped[datetime.date | None]
    location: Mapped[PointColumn]


class Closure(Base):
    """Days on which other hours hold than the weekly text; without hours it is closed."""

    __tablename__ = "closure"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="days"),)

    id: Mapped[Id]
    code: Mapped[Code]
    service_point_code: Mapped[str] = mapped_column(
        ForeignKey("service_point.code", onupdate="CASCADE", ondelete="CASCADE"), index=True
    )
    first_day: Mapped[datetime.date]
    last_day: Mapped[datetime.date]
    opening_hours: Mapped[str | None]
    reason: Mapped[str | None]


class Service(Base):
    """One kind of service; the list can be extended by import."""

    __tablename__ = "service"

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[str]
    name_en: Mapped[str | None]


class Union(Base):
    """A union, its place in the tree, and the area it is responsible for."""

    __tablename__ = "union"
    __table_args__ = (_spatial_index("union", "area"),)

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[str]
    level: Mapped[UnionLevel]
    parent_code: Mapped[str | None] = mapped_column(
        ForeignKey("union.code", onupdate="CASCADE", deferrable=True, initially="DEFERRED")
    )
    phone: Mapped[str | None]
    area: Mapped[BaseGeometry | None] = mapped_column(Geometry("MULTIPOLYGON"))


class WorkerApartment(Base):
    """A dormitory or rented building where workers live."""

    __tablename__ = "worker_apartment"
    __table_args__ = (_spatial_index("worker_apartment", "location"),)

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[str]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    residents: Mapped[int | None] = mapped_column(
        CheckConstraint("residents >= 0", name="residents")
    )
    migrant_share: Mapped[float | None] = mapped_column(
        CheckConstraint("migrant_share BETWEEN 0 AND 1", name="migrant_share")
    )
    members: Mapped[int | None] = mapped_column(CheckConstraint("members >= 0", name="members"))
    free_hours: Mapped[str | None]
    location: Mapped[PointColumn]


class IndustrialPark(Base):
    """A park of firms; where only its area is known, the location is a point inside it."""

    __tablename__ = "industrial_park"
    __table_args__ = (
        _spatial_index("industrial_park", "location"),
        _spatial_index("industrial_park", "area"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[str]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    workers: Mapped[int | None] = mapped_column(CheckConstraint("workers >= 0", name="workers"))
    members: Mapped[int | None] = mapped_column(CheckConstraint("members >= 0", name="members"))
    free_hours: Mapped[str | None]
    location: Mapped[PointColumn]
    area: Mapped[BaseGeometry | None] = mapped_column(Geometry("MULTIPOLYGON"))


class Firm(Base):
    """A firm with its union status, alone or inside a park."""

    __tablename__ = "firm"
    __table_args__ = (_spatial_index("firm", "location"),)

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[str]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    employees: Mapped[int | None] = mapped_column(
        CheckConstraint("employees >= 0", name="employees")
    )
    members: Mapped[int | None] = mapped_column(CheckConstraint("members >= 0", name="members"))
    union_status: Mapped[UnionStatus | None]
    sector: Mapped[str | None]
    park_code: Mapped[str | None] = mapped_column(
        ForeignKey("industrial_park.code", onupdate="CASCADE")
    )
    can_host: Mapped[bool | None]
    free_hours: Mapped[str | None]
    location: Mapped[PointColumn]


class CandidateSite(Base):
    """A place where a service point could be opened, with its own costs in yuan where known."""

    __tablename__ = "candidate_site"
    __table_args__ = (_spatial_index("candidate_site", "location"),)

    id: Mapped[Id]
    code: Mapped[Code]
    name: Mapped[str]
    host: Mapped[Host | None]
    setup_cost: Mapped[float | None] = mapped_column(
        CheckConstraint("setup_cost >= 0", name="setup_cost")
    )
    yearly_rent: Mapped[float | None] = mapped_column(
        CheckConstraint("yearly_rent >= 0", name="yearly_rent")
    )
    location: Mapped[Point | None] = mapped_column(Geometry("POINT"))


class WorkdayCalendar(Base):
    """A day on which the calendar differs from the plain week."""

    __tablename__ = "workday_calendar"

    id: Mapped[Id]
    date: Mapped[datetime.date] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(
        CheckConstraint("kind IN ('holiday', 'makeup_workday')", name="kind")
    )
    name: Mapped[str]
    official: Mapped[bool]


class Visit(VisitColumns, Base):
    """The record that staff went to a place, and what came of it."""

    __tablename__ = "visit"

    id: Mapped[Id]
    code: Mapped[Code]


class DataReport(ReportColumns, Base):
    """What somebody says is wrong with a service point, for planners to look into."""

    __tablename__ = "data_report"

    id: Mapped[Id]
    code: Mapped[Code]


class _StoredPlan(JobColumns):
    """What was asked, what came out, from which data, and who asked.

    `data_revision` is that of the result; until there is one, that of the moment it was asked.
    `union_code` is the union whose planner asked; None is one of the whole city.
    """

    id: Mapped[Id]
    code: Mapped[Code]
    created_at: Mapped[datetime.datetime]
    author: Mapped[str | None]
    data_revision: Mapped[int]
    request: Mapped[dict[str, object]]
    union_code: Mapped[str | None]
    result: Mapped[dict[str, object] | None]


class Plan(_StoredPlan, Base):
    """A stored decision on sites and hours."""

    __tablename__ = "plan"


class OutreachPlan(_StoredPlan, Base):
    """A stored plan of visits; once it is published, its teams see it."""

    __tablename__ = "outreach_plan"

    published_at: Mapped[datetime.datetime | None] = mapped_column(index=True)


class TeamLink(Base):
    """The key by which a team opens its days without an account; `code` is that of the team.

    `union_code` is the union whose plans it opens; None is the whole city.
    """

    __tablename__ = "team_link"

    id: Mapped[Id]
    code: Mapped[Code]
    key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime.datetime]
    union_code: Mapped[str | None]


class Account(AccountColumns, Base):
    """Somebody who may sign in, and for which union; None is the whole city."""

    __tablename__ = "account"

    id: Mapped[Id]
    code: Mapped[Code]


class AccountSession(SessionColumns, Base):
    """Somebody who is signed in; `code` is the SHA-256 of what the cookie holds."""

    __tablename__ = "account_session"

    id: Mapped[Id]
    code: Mapped[Code]


class AccessToken(TokenColumns, Base):
    """The key of a program that acts for an account, in a role no higher than its own."""

    __tablename__ = "access_token"
    __table_args__ = (CheckConstraint(IS_ROLE, name="role"),)

    id: Mapped[Id]
    code: Mapped[Code]


class SigningKey(Base):
    """The key that signs cookies, the same for all servers of an installation."""

    __tablename__ = "signing_key"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[Id]
    key: Mapped[str]


class AuditLog(Base):
    """Who changed what, when, from what to what; triggers see to it that rows are only added."""

    __tablename__ = "audit_log"

    id: Mapped[Id]
    at: Mapped[datetime.datetime] = mapped_column(index=True)
    account_code: Mapped[str | None]
    action: Mapped[str]
    table_name: Mapped[str]
    row_code: Mapped[str]
    before: Mapped[dict[str, object] | None]
    after: Mapped[dict[str, object] | None]
    request_id: Mapped[str | None]


class Revision(Base):
    """One row whose number every write raises, whoever writes."""

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[Id]
    number: Mapped[int]
