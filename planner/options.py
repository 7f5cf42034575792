"""What a plan may do: open a candidate site with some hours, or open an existing one longer."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from geo.crs import FloatArray
from geo.errors import InvalidInput
from geo.hours import parse_opening_hours
from geo.messages import Message
from geo.streets import BoolArray, IndexArray
from geo.units import MINUTES_PER_HOUR
from geo.week_hours import WeekHours, to_week_hours, week_hours
from planner.sites import Sites

COST_INVALID = Message(
    "cost_invalid",
    zh="费用“{name}”是 {value}，应当是不小于 0 的数（摊销年数要大于 0）。",
    en="{name} is {value}; it must be a number of 0 or more, and years of amortisation above 0",
)
LIMIT_INVALID = Message(
    "limit_invalid",
    zh="限额“{name}”是 {value}，应当是不小于 0 的数；不设限请留空。",
    en="{name} is {value}; it must be a number of 0 or more; leave it out for no limit",
)
TOO_MANY_OPTIONS = Message(
    "too_many_options",
    zh="给了 {count} 种开放时间可选，最多 {most} 种，请减少。",
    en="{count} opening hours to choose from are too many; give at most {most}",
)
NEW_SITE_OPTIONS = (
    "Mo-Fr 09:00-17:00",
    "Mo-Fr 09:00-20:00",
    "Mo-Fr 12:00-20:00",
    "Mo-Sa 09:00-17:00",
    "Mo-Sa 09:00-20:00",
    "We-Su 10:00-18:00",
    "Mo-Su 09:00-20:00",
)
EXTENSIONS = (
    "Mo-Fr 17:00-20:00",
    "Sa 09:00-17:00",
    "Su 09:00-17:00",
    "Mo-Fr 17:00-20:00; Sa 09:00-17:00",
    "Mo-Fr 17:00-20:00; Sa-Su 09:00-17:00",
)
MOST_OPTIONS = 32
WEEKS_PER_YEAR = 52
NO_WEEK = -1
"""The present week of a candidate site: it is not open yet."""
TOLERANCE = 1e-6
"""How far sums of yuan, hours or people may be off by rounding."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What sites cost, in yuan, where they have no figures of their own."""

    staff_cost_per_open_hour: float = 120
    setup_cost: float = 200_000
    amortisation_years: float = 5
    yearly_rent: float = 60_000

    def __post_init__(self) -> None:
        """Refuse what is no cost."""
        for field in fields(self):
            _require_costs(field.name, np.array([getattr(self, field.name)]))
        if self.amortisation_years == 0:
            raise InvalidInput(COST_INVALID, name="amortisation_years", value=0)

    def staff_cost(self, weekly_hours: FloatArray) -> FloatArray:
        """Return what it costs a year to be open these hours a week."""
        return weekly_hours * (WEEKS_PER_YEAR * self.staff_cost_per_open_hour)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OwnCosts:
    """What candidate sites cost by their own account, one value each, NaN where unknown."""

    setup_cost: FloatArray
    yearly_rent: FloatArray


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plan may use at most: yuan a year, new sites, and hours a week added in all."""

    budget: float = np.inf
    max_new_sites: int | None = None
    staff_hours: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no limit."""
        for field in fields(self):
            require_limit(field.name, getattr(self, field.name))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Actions:
    """What could be done, one value each, in the order of sites and then of options.

    Sites are counted through: the existing ones first, then the candidates. At most one action
    may be chosen at a site. `week_ids`, the whole new week, are indices into `weeks`;
    `present_ids` likewise, one per site, `NO_WEEK` for candidates. `services` is one per site.
    """

    site: IndexArray
    week_ids: IndexArray
    is_new: BoolArray
    weekly_hours_added: FloatArray
    yearly_cost: FloatArray
    weeks: Sequence[WeekHours]
    present_ids: IndexArray
    services: NDArray[np.uint64]

    def __len__(self) -> int:
        """Count the actions."""
        return len(self.site)

    def take(self, chosen: BoolArray) -> "Actions":
        """Keep some of them, in their order; the sites are still counted through."""
        each = ("site", "week_ids", "is_new", "weekly_hours_added", "yearly_cost")
        return replace(self, **{name: getattr(self, name)[chosen] for name in each})

    @property
    def sites(self) -> int:
        """Count the sites, existing and candidates."""
        return len(self.present_ids)

    def fit(self, chosen: IndexArray, limits: Limits) -> bool:
        """Tell whether these actions keep the limits, with at most one action per site."""
        new_sites, hours = limits.max_new_sites, limits.staff_hours
        return bool(
            self.yearly_cost[chosen].sum() <= limits.budget + TOLERANCE
            and (new_sites is None or self.is_new[chosen].sum() <= new_sites)
            and (hours is None or self.weekly_hours_added[chosen].sum() <= hours + TOLERANCE)
            and len(np.unique(self.site[chosen])) == len(chosen)
        )


def build_actions(
    existing: Sites,
    candidates: Sites,
    *,
    costs: Costs,
    own_costs: OwnCosts | None = None,
    new_options: Sequence[str] = NEW_SITE_OPTIONS,
    extensions: Sequence[str] = EXTENSIONS,
) -> Actions:
    """List every allowed action; raises InvalidInput for hours that cannot be read.

    An extension is added to the present hours, and is no action where it adds nothing. The hours
    that candidates have of their own do not matter.
    """
    opened = read_options(new_options)
    longer_site, longer_weeks, longer_hours = _longer(existing, read_options(extensions))
    weeks = list(dict.fromkeys([*existing.weeks, *longer_weeks, *opened]))
    number = {week: index for index, week in enumerate(weeks)}
    opened_ids = np.array([number[week] for week in opened], dtype=np.int64)
    opened_hours = np.array([week.minutes / MINUTES_PER_HOUR for week in opened])
    present = np.array([number[week] for week in existing.weeks], dtype=np.int64)
    new_site = np.repeat(np.arange(len(candidates)), len(opened))
    hours = np.concatenate([longer_hours, np.tile(opened_hours, len(candidates))])
    fixed = np.zeros(len(hours))
    fixed[len(longer_site) :] = _fixed_cost(len(candidates), own_costs, costs)[new_site]
    return Actions(
        site=np.concatenate([longer_site, new_site + len(existing)]),
        week_ids=np.concatenate(
            [
                np.array([number[week] for week in longer_weeks], dtype=np.int64),
                np.tile(opened_ids, len(candidates)),
            ]
        ),
        is_new=np.arange(len(hours)) >= len(longer_site),
        weekly_hours_added=hours,
        yearly_cost=fixed + costs.staff_cost(hours),
        weeks=weeks,
        present_ids=np.concatenate(
            [present[existing.week_ids], np.full(len(candidates), NO_WEEK)]
        ).astype(np.int64),
        services=np.concatenate([existing.services, candidates.services]),
    )


def read_options(texts: Sequence[str]) -> list[WeekHours]:
    """Read opening hours; the same week is kept once, and one that never opens not at all."""
    if len(texts) > MOST_OPTIONS:
        raise InvalidInput(TOO_MANY_OPTIONS, count=len(texts), most=MOST_OPTIONS)
    weeks = dict.fromkeys(week_hours(parse_opening_hours(text)) for text in texts)
    return [week for week in weeks if week.minutes]


def _longer(
    existing: Sites, extensions: Sequence[WeekHours]
) -> tuple[IndexArray, list[WeekHours], FloatArray]:
    """Return site, week and hours added of every extension."""
    by_week = [_extended(week, extensions) for week in existing.weeks]
    found = [
        (site, week, (week.minutes - existing.weeks[present].minutes) / MINUTES_PER_HOUR)
        for site, present in enumerate(existing.week_ids)
        for week in by_week[present]
    ]
    return (
        np.array([site for site, _, _ in found], dtype=np.int64),
        [week for _, week, _ in found],
        np.array([hours for _, _, hours in found], dtype=np.float64),
    )


def _extended(present: WeekHours, extensions: Sequence[WeekHours]) -> list[WeekHours]:
    """Return the distinct weeks with an extension added that adds something.

    A site that is never open has no hours to extend: more likely nobody wrote them down.
    """
    if not present.minutes:
        return []
    longer = dict.fromkeys(
        to_week_hours([*present.intervals, *extension.intervals]) for extension in extensions
    )
    return [week for week in longer if week.minutes > present.minutes]


def _fixed_cost(candidates: int, own: OwnCosts | None, costs: Costs) -> FloatArray:
    """Return what each candidate costs a year before anyone works there."""
    unknown = np.full(candidates, np.nan)
    setup, rent = (own.setup_cost, own.yearly_rent) if own else (unknown, unknown)
    setup = np.where(np.isnan(setup), costs.setup_cost, setup)
    rent = np.where(np.isnan(rent), costs.yearly_rent, rent)
    _require_costs("setup_cost", setup)
    _require_costs("yearly_rent", rent)
    return np.asarray(setup / costs.amortisation_years + rent)


def _require_costs(name: str, values: FloatArray) -> None:
    wrong = values[~((values >= 0) & (values < np.inf))]
    if wrong.size:
        raise InvalidInput(COST_INVALID, name=name, value=wrong[0])


def require_limit(name: str, value: float | None) -> None:
    """Refuse what is no limit; None is no limit at all."""
    if value is not None and not value >= 0:
        raise InvalidInput(LIMIT_INVALID, name=name, value=value)
