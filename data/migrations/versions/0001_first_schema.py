"""The first schema: the tables of what we know, and the services we start with."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from data.geometry import Geometry
from geo.places import SERVICES

revision = "0001"
down_revision = None

TIERS = ("district_centre", "subdistrict_centre", "station", "contact_point", "mobile_desk")
HOSTS = ("office", "apartment", "park", "plaza", "firm", "community")
STANDARD_POINTS = (
    "premises",
    "equipment",
    "worker_files",
    "service_records",
    "staff",
    "posted_rules",
)
GEOMETRIES = (
    ("service_point", "location"),
    ("union", "area"),
    ("worker_apartment", "location"),
    ("industrial_park", "location"),
    ("industrial_park", "area"),
    ("firm", "location"),
    ("candidate_site", "location"),
)


def upgrade() -> None:
    """Create everything."""
    _create_services()
    _create_unions()
    _create_service_points()
    _create_places()
    _create_calendar_and_visits()
    _create_plans()
    _create_accounts()
    if op.get_bind().dialect.name == "postgresql":
        _index_geometries()


def downgrade() -> None:
    """Drop everything except the extension, which others may use."""
    for table in ("audit_log", "account", "outreach_plan", "plan", "visit", "workday_calendar"):
        op.drop_table(table)
    for table in ("candidate_site", "firm", "industrial_park", "worker_apartment"):
        op.drop_table(table)
    for table in ("closure", "service_point", "union", "service"):
        op.drop_table(table)


def _create_services() -> None:
    service = op.create_table(
        "service", _id(), _code(), _text("name", required=True), _text("name_en")
    )
    rows = [{"code": code, "name": zh, "name_en": en} for code, (zh, en) in SERVICES.items()]
    op.bulk_insert(service, rows)


def _create_unions() -> None:
    op.create_table(
        "union",
        _id(),
        _code(),
        _text("name", required=True),
        _choice("level", "firm", "park", "subdistrict", "district", "city", required=True),
        sa.Column(
            "parent_code",
            sa.Text,
            sa.ForeignKey("union.code", onupdate="CASCADE", deferrable=True, initially="DEFERRED"),
        ),
        _text("phone"),
        sa.Column("area", Geometry("MULTIPOLYGON")),
    )


def _create_service_points() -> None:
    op.create_table(
        "service_point",
        _id(),
        _code(),
        _text("name", required=True),
        _choice("tier", *TIERS, required=True),
        _choice("host", *HOSTS),
        _text("address"),
        _text("phone"),
        _text("opening_hours"),
        sa.Column("services", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("languages", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("wheelchair", sa.Boolean),
        _count("desks"),
        _reference("union_code", "union.code"),
        _choice("status", "planned", "open", "suspended", "closed", initially="open"),
        *_standard_points(),
        sa.Column("verified_on", sa.Date),
        sa.Column("location", Geometry("POINT"), nullable=False),
    )
    op.create_table(
        "closure",
        _id(),
        _code(),
        sa.Column(
            "service_point_code",
            sa.Text,
            sa.ForeignKey("service_point.code", onupdate="CASCADE", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        _text("opening_hours"),
        _text("reason"),
        sa.CheckConstraint("last_day >= first_day", name="days"),
    )


def _create_places() -> None:
    op.create_table(
        "worker_apartment",
        _id(),
        _code(),
        _text("name", required=True),
        _text("address"),
        _count("residents"),
        sa.Column(
            "migrant_share",
            sa.Double,
            sa.CheckConstraint("migrant_share BETWEEN 0 AND 1", name="migrant_share"),
        ),
        _count("members"),
        _text("free_hours"),
        sa.Column("location", Geometry("POINT"), nullable=False),
    )
    op.create_table(
        "industrial_park",
        _id(),
        _code(),
        _text("name", required=True),
        _text("address"),
        _count("workers"),
        _count("members"),
        _text("free_hours"),
        sa.Column("location", Geometry("POINT"), nullable=False),
        sa.Column("area", Geometry("MULTIPOLYGON")),
    )
    op.create_table(
        "firm",
        _id(),
        _code(),
        _text("name", required=True),
        _text("address"),
        _count("employees"),
        _count("members"),
        _choice("union_status", "own", "joint", "none"),
        _text("sector"),
        _reference("park_code", "industrial_park.code"),
        sa.Column("can_host", sa.Boolean),
        _text("free_hours"),
        sa.Column("location", Geometry("POINT"), nullable=False),
    )
    op.create_table(
        "candidate_site",
        _id(),
        _code(),
        _text("name", required=True),
        _choice("host", *HOSTS),
        _cost("setup_cost"),
        _cost("yearly_rent"),
        sa.Column("location", Geometry("POINT")),
    )


def _create_calendar_and_visits() -> None:
    op.create_table(
        "workday_calendar",
        _id(),
        sa.Column("date", sa.Date, nullable=False, unique=True),
        sa.Column(
            "kind",
            sa.Text,
            sa.CheckConstraint("kind IN ('holiday', 'makeup_workday')", name="kind"),
            nullable=False,
        ),
        _text("name", required=True),
        sa.Column("official", sa.Boolean, nullable=False),
    )
    op.create_table(
        "visit",
        _id(),
        _code(),
        sa.Column("place_code", sa.Text, nullable=False, index=True),
        sa.Column("date", sa.Date, nullable=False),
        _text("team", required=True),
        _text("outcome"),
        _count("joined"),
        _text("notes"),
    )


def _create_plans() -> None:
    for table in ("plan", "outreach_plan"):
        op.create_table(
            table,
            _id(),
            _code(),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            _text("author"),
            sa.Column("data_revision", sa.Integer, nullable=False),
            sa.Column("request", sa.JSON, nullable=False),
            sa.Column("result", sa.JSON),
        )


def _create_accounts() -> None:
    op.create_table(
        "account",
        _id(),
        _code(),
        sa.Column(
            "role",
            sa.Text,
            sa.CheckConstraint("role IN ('field', 'planner', 'admin')", name="role"),
            nullable=False,
        ),
        _text("password_hash"),
        _reference("union_code", "union.code"),
        sa.Column("is_disabled", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "audit_log",
        _id(),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("account_code"),
        _text("action", required=True),
        _text("table_name", required=True),
        _text("row_code", required=True),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
    )


def _index_geometries() -> None:
    for table, column in GEOMETRIES:
        op.create_index(f"ix_{table}_{column}_gist", table, [column], postgresql_using="gist")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _code() -> sa.Column[str]:
    return sa.Column("code", sa.Text, nullable=False, unique=True)


def _text(name: str, *, required: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=not required)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.CheckConstraint(f"{name} >= 0", name=name))


def _cost(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double, sa.CheckConstraint(f"{name} >= 0", name=name))


def _choice(
    name: str, *values: str, required: bool = False, initially: str | None = None
) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=not (required or initially), server_default=initially)


def _reference(name: str, target: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, sa.ForeignKey(target, onupdate="CASCADE"))


def _standard_points() -> Sequence[sa.schema.SchemaItem]:
    return [
        column
        for point in STANDARD_POINTS
        for column in (
            sa.Column(f"{point}_met", sa.Boolean),
            sa.Column(f"{point}_on", sa.Date),
            sa.Column(f"{point}_note", sa.Text),
        )
    ]
