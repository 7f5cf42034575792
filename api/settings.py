"""What an installation may set: environment variables that begin with NIANGJIA_."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from geo.errors import InvalidInput
from geo.messages import Message
from geo.travel import DETOUR_SHARE, Estimate, Mode, Speeds
from planner.outreach_priority import PriorityRules, Scale
from planner.outreach_stops import OutreachRules, VisitLength
from planner.visited import MOST_SPANS

SETTING_INVALID = Message(
    "setting_invalid",
    zh="环境变量 {name} 的值“{value}”用不了：{reason}。请改正后重新启动。",
    en='the environment variable {name} has the value "{value}": {reason}; correct it',
)
PREFIX = "NIANGJIA_"
METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


class PlannerAccess(StrEnum):
    """Who may use the planner's pages and interface."""

    LOCAL = "local"
    ACCOUNTS = "accounts"
    EVERYONE = "everyone"
    NOBODY = "nobody"


class LogFormat(StrEnum):
    """How a line of the log is written."""

    JSON = "json"
    TEXT = "text"


class LogLevel(StrEnum):
    """The least that is logged of what the server says itself."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(BaseSettings):
    """All settings with their defaults; read once at the door and passed down."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    database_url: str = Field(
        "sqlite:///niangjia.db", description="SQLite file or PostgreSQL with PostGIS."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=1, le=65_535, description="Port the server listens on.")
    workers: int = Field(
        1, ge=1, le=64, description="Processes that answer requests; one per core is plenty."
    )
    stop_within_s: int = Field(
        20, ge=1, description="Seconds that running requests have to end when the server stops."
    )
    log_format: LogFormat = Field(
        LogFormat.JSON,
        description="Lines of the log: `json`, an object each, or `text`. `niangjia demo` writes "
        "text.",
    )
    log_level: LogLevel = Field(
        LogLevel.INFO, description="Least that is logged: `debug`, `info`, `warning` or `error`."
    )
    access_log: bool = Field(
        default=False,
        description="Whether every request is logged, with its route and its time, but neither "
        "address nor query.",
    )
    public_url: str = Field(
        "", description="Address workers know, put before links to our own pages."
    )
    walk_m_per_min: float = Field(80, gt=0, description="Speed on foot, metres per minute.")
    bike_m_per_min: float = Field(200, gt=0, description="Speed by bicycle, metres per minute.")
    ebike_m_per_min: float = Field(300, gt=0, description="Speed by e-bike, metres per minute.")
    drive_m_per_min: float = Field(400, gt=0, description="Speed by car, metres per minute.")
    detour_share: float = Field(
        DETOUR_SHARE, ge=1, description="Length of ways over the straight line, for estimates."
    )
    ferry_wait_min: float = Field(
        5, ge=0, description="Waiting for a ferry, minutes, an assumption."
    )
    data_folder: Path = Field(Path("niangjia-data"), description="Where street networks lie.")
    streets: str = Field(
        "streets.npz",
        min_length=1,
        description="Street network: a file in the data folder, or an absolute path.",
    )

    staff_cost_per_open_hour: float = Field(
        120, ge=0, description="Staff of a service point, yuan per hour that it is open."
    )
    setup_cost: float = Field(
        200_000, ge=0, description="Setting up a new service point, yuan, once."
    )
    amortisation_years: float = Field(5, gt=0, description="Years over which setting up is spread.")
    yearly_rent: float = Field(60_000, ge=0, description="Rent of a new service point, yuan.")

    outreach_uncovered_points: int = Field(
        40, description="Priority of a visit at most for people whom no service point covers."
    )
    outreach_uncovered_people: int = Field(
        1_000, description="From so many of them on it has all these points."
    )
    outreach_non_members_points: int = Field(
        20, description="At most for people who are no members yet."
    )
    outreach_non_members_people: int = Field(
        1_000, description="From so many of them on it has all these points."
    )
    outreach_no_union_points: int = Field(15, description="For a firm without a union.")
    outreach_last_visit_points: int = Field(
        25, description="At most for the months since the last visit."
    )
    outreach_last_visit_months: int = Field(
        5, description="From so many months on it has all these points."
    )
    outreach_visit_base_min: int = Field(20, description="Minutes of any visit.")
    outreach_visit_people_per_min: int = Field(
        10, description="For so many people to meet a visit takes a minute more."
    )
    outreach_visit_least_min: int = Field(30, description="Minutes of a visit at least.")
    outreach_visit_most_min: int = Field(90, description="Minutes of a visit at most.")
    visited_months: int = Field(
        1,
        ge=1,
        le=MOST_SPANS,
        description="A place is visited monthly if each of so many spans of 31 days has a visit.",
    )

    planner_access: PlannerAccess = Field(
        PlannerAccess.LOCAL,
        description="Who may use the planner's pages: `accounts` is whoever signs in; `local` too, "
        "and as long as there is no account whoever sits at this machine; `everyone`, `nobody`.",
    )
    session_hours: int = Field(
        12,
        ge=1,
        le=168,
        description="Hours after which whoever has not been heard of must sign in again; after a "
        "week everybody must.",
    )

    lookups_per_minute: int = Field(
        1_200,
        ge=0,
        description="Requests that one address may send to the public pages and lookups, a minute; "
        "0 is any number.",
    )
    reports_per_minute: int = Field(
        20, ge=0, description="Reports of strangers that one address may send, a minute."
    )
    sign_ins_per_minute: int = Field(
        30, ge=0, description="Attempts to sign in that one address may make, a minute."
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses or networks of the proxies whose `X-Forwarded-For` is believed, "
        "with commas between.",
    )
    plans_at_once: int = Field(
        1, ge=1, description="Plans that are computed at the same time, by all servers together."
    )

    base_map: str = Field(
        "none",
        description="What lies under maps: `none`, `openstreetmap`, `tianditu` or `amap`; all but "
        "`none` tell their host who looks at what.",
    )
    tianditu_key: str = Field("", description="Browser key (tk) for the base map `tianditu`.")

    @property
    def costs(self) -> dict[str, float]:
        """Return what service points cost here, by name."""
        return self.model_dump(
            include={"staff_cost_per_open_hour", "setup_cost", "amortisation_years", "yearly_rent"}
        )

    @model_validator(mode="after")
    def _has_outreach_rules(self) -> "Settings":
        """Refuse weights and lengths of visits that cannot be, before anything is planned."""
        asked = [name for name in Settings.model_fields if name.startswith("outreach_")]
        lengths = [name for name in asked if name.startswith("outreach_visit_")]
        with _naming(name for name in asked if name not in lengths):
            _ = self.priority_rules
        with _naming(lengths):
            _ = self.visit_length
        return self

    @property
    def outreach_rules(self) -> OutreachRules:
        """Return how places become stops here; raises InvalidInput for what cannot be."""
        return OutreachRules(self.priority_rules, self.visit_length)

    @property
    def priority_rules(self) -> PriorityRules:
        """Return the weights of priorities; raises InvalidInput for what cannot be."""
        return PriorityRules(
            uncovered=Scale(self.outreach_uncovered_points, self.outreach_uncovered_people),
            non_members=Scale(self.outreach_non_members_points, self.outreach_non_members_people),
            no_union=self.outreach_no_union_points,
            months=Scale(self.outreach_last_visit_points, self.outreach_last_visit_months),
        )

    @property
    def visit_length(self) -> VisitLength:
        """Return how long visits take; raises InvalidInput for what cannot be."""
        return VisitLength(
            self.outreach_visit_base_min,
            self.outreach_visit_people_per_min,
            self.outreach_visit_least_min,
            self.outreach_visit_most_min,
        )

    @property
    def speeds(self) -> Speeds:
        """Return how fast one gets along by mode."""
        return Speeds(
            self.walk_m_per_min, self.bike_m_per_min, self.ebike_m_per_min, self.drive_m_per_min
        )

    @property
    def streets_file(self) -> Path:
        """Return where the street network lies, if there is one."""
        return self.data_folder / self.streets

    @property
    def expects_streets(self) -> bool:
        """Whether a street network was named, so that a missing file is worth a warning."""
        return "streets" in self.model_fields_set

    def estimate(self, mode: Mode) -> Estimate:
        """Return how travel times of a mode are estimated here."""
        return Estimate(self.speeds.metres_per_second(mode), self.detour_share)


@contextmanager
def shared_metrics_folder() -> Iterator[Path]:
    """Make the folder in which processes started meanwhile keep their metrics together.

    Their library looks for it in the environment, at the moment it is imported.
    """
    with TemporaryDirectory(prefix="niangjia-metrics-") as folder:
        os.environ[METRICS_VARIABLE] = folder
        try:
            yield Path(folder)
        finally:
            del os.environ[METRICS_VARIABLE]


@contextmanager
def _naming(fields: Iterable[str]) -> Iterator[None]:
    """Put the environment variables before a refusal of what they say together."""
    try:
        yield
    except InvalidInput as error:
        said = error.message
        names = ", ".join(PREFIX + field.upper() for field in fields)
        zh, en = "环境变量 {names}：" + said.zh, "environment variables {names}: " + said.en
        raise InvalidInput(Message(said.code, zh=zh, en=en), names=names, **error.values) from error


def read_settings() -> Settings:
    """Read the environment; raises InvalidInput that names a variable that cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise InvalidInput(
            SETTING_INVALID, name=name, value=first["input"], reason=first["msg"]
        ) from error
