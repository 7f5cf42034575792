"""What coverage and plans are asked, and what they are computed from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from api.ranges import LONGEST_STAY_MINUTES, LONGEST_WAY_MINUTES
from api.settings import Settings
from data.planning import PlanningData
from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import PlaceKind
from geo.service_points import SERVICE_UNKNOWN
from geo.streets import StreetNetwork
from geo.timed_streets import TimedStreets, time_streets
from geo.travel import Mode, TravelMethod
from geo.travel_times import Positions, TravelTimes, find_travel_times
from geo.units import DAYS_PER_WEEK, from_minutes
from planner.coverage import Coverage, Standard, find_coverage
from planner.demand import Demand, Weight, build_demand
from planner.sites import Sites

STANDARD_UNREADABLE = Message(
    "standard_unreadable",
    zh="覆盖标准“{value}”看不懂，请写成“方式:分钟”，例如 walk:15；方式可选：{known}。",
    en='the standard "{value}" cannot be read; write MODE:MINUTES, e.g. walk:15, with one of the '
    "modes {known}",
)
STANDARD_MODE_UNKNOWN = Message(
    "standard_mode_unknown",
    zh="覆盖标准里没有“{value}”这种出行方式，可选：{known}；例如 walk:15。",
    en='there is no mode "{value}" for the standard; choose among {known}, e.g. walk:15',
)
STANDARD_MINUTES_INVALID = Message(
    "standard_minutes_invalid",
    zh="覆盖标准的单程分钟数应是大于 0、至多 {most} 的数；收到“{value}”。例如 walk:15。",
    en="the minutes of the standard must be a number above 0 and at most {most}, e.g. walk:15, but "
    '"{value}" was sent',
)
STAY_INVALID = Message(
    "stay_minutes_invalid",
    zh="办事时长应是 0 到 {most} 分钟之间的数；收到“{value}”，请改正。",
    en='stay_minutes must be a number from 0 to {most}, but "{value}" was sent; correct it',
)
DAYS_INVALID = Message(
    "days_invalid",
    zh="每周至少能办事的天数应是 1 到 7 的整数；收到“{value}”，请改正。",
    en='days must be a whole number from 1 to 7, but "{value}" was sent; correct it',
)
DEMAND_KIND_UNKNOWN = Message(
    "demand_kind_unknown",
    zh="没有“{value}”这类需求点，可选：{known}；几类之间用英文逗号分开。",
    en='there is no kind of demand "{value}"; choose among {known}, with commas between several',
)
DEMAND_KINDS = {
    "apartments": PlaceKind.APARTMENT,
    "parks": PlaceKind.PARK,
    "firms": PlaceKind.FIRM,
}
"""Kinds of demand by the names of their lists."""
NEAREST_WITHIN_MIN = 60
"""How far the nearest service point is looked for, where the standard is shorter."""


@dataclass(frozen=True, slots=True)
class CoverageRequest:
    """The coverage standard asked for, and whom it is about: all, or those of a union."""

    mode: Mode = Mode.WALK
    minutes: float = 15
    stay_minutes: float = 30
    days: int = 2
    services: tuple[str, ...] = ()
    kinds: tuple[PlaceKind, ...] = tuple(PlaceKind)
    weight: Weight = Weight.PEOPLE
    union: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be a standard."""
        if not (isfinite(self.minutes) and 0 < self.minutes <= LONGEST_WAY_MINUTES):
            raise InvalidInput(
                STANDARD_MINUTES_INVALID, value=self.minutes, most=LONGEST_WAY_MINUTES
            )
        if not 0 <= self.stay_minutes <= LONGEST_STAY_MINUTES:
            raise InvalidInput(STAY_INVALID, value=self.stay_minutes, most=LONGEST_STAY_MINUTES)
        if self.days not in range(1, DAYS_PER_WEEK + 1):
            raise InvalidInput(DAYS_INVALID, value=self.days)


def parse_standard(text: str) -> tuple[Mode, float]:
    """Read a standard such as `walk:15`: the mode, and the longest way in minutes."""
    mode, colon, minutes = (part.strip() for part in text.replace("：", ":").partition(":"))
    known = ", ".join(Mode)
    if not (mode and colon):
        raise InvalidInput(STANDARD_UNREADABLE, value=text, known=known)
    if mode not in list(Mode):
        raise InvalidInput(STANDARD_MODE_UNKNOWN, value=mode, known=known)
    try:
        return Mode(mode), float(minutes)
    except ValueError as error:
        raise InvalidInput(
            STANDARD_MINUTES_INVALID, value=minutes, most=LONGEST_WAY_MINUTES
        ) from error


def parse_kinds(text: str) -> tuple[PlaceKind, ...]:
    """Read kinds of demand such as `apartments,parks`."""
    names = [name.strip() for name in text.replace("，", ",").split(",")]
    unknown = next((name for name in names if name not in DEMAND_KINDS), None)
    if unknown is not None:
        raise InvalidInput(DEMAND_KIND_UNKNOWN, value=unknown, known=",".join(DEMAND_KINDS))
    return tuple(kind for name, kind in DEMAND_KINDS.items() if name in names)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlanningInputs:
    """A request with all that answers it: who is where, and how far from the open desks."""

    data: PlanningData
    request: CoverageRequest
    standard: Standard
    demand: Demand
    times: TravelTimes
    coverage: Coverage


def prepare_inputs(
    data: PlanningData,
    request: CoverageRequest,
    *,
    settings: Settings,
    network: StreetNetwork | None,
) -> PlanningInputs:
    """Find who is covered today; raises InvalidInput for a service that nobody defined."""
    standard = standard_of(request, data.service_codes)
    demand = build_demand(data.places, kinds=request.kinds, weight=request.weight)
    times = find_times(
        demand,
        data.sites,
        request=request,
        settings=settings,
        network=network,
        at_least_min=NEAREST_WITHIN_MIN,
    )
    coverage = find_coverage(demand, data.sites, times, standard)
    return PlanningInputs(data, request, standard, demand, times, coverage)


def standard_of(request: CoverageRequest, service_codes: Sequence[str]) -> Standard:
    """Turn a request into the planner's standard, services as bits."""
    bits = {code: 1 << bit for bit, code in enumerate(service_codes)}
    unknown = next((code for code in request.services if code not in bits), None)
    if unknown is not None:
        raise InvalidInput(SERVICE_UNKNOWN, value=unknown, known=", ".join(bits))
    return Standard(
        mode=request.mode,
        longest_min=request.minutes,
        stay_min=request.stay_minutes,
        days=request.days,
        services=sum(bits[code] for code in set(request.services)),
    )


def find_times(
    demand: Demand,
    sites: Sites,
    *,
    request: CoverageRequest,
    settings: Settings,
    network: StreetNetwork | None,
    at_least_min: float = 0,
) -> TravelTimes:
    """Find the travel times up to the standard, and at least as far as the minutes given.

    By streets where the network has any for the mode, else estimated.
    """
    return find_travel_times(
        Positions(demand.lon, demand.lat),
        Positions(sites.lon, sites.lat),
        estimate=settings.estimate(request.mode),
        cut_off_s=from_minutes(max(request.minutes, at_least_min)),
        streets=find_streets(request.mode, settings=settings, network=network),
    )


def find_streets(
    mode: Mode, *, settings: Settings, network: StreetNetwork | None
) -> TimedStreets | None:
    """Return the streets for a mode with the times along them; None where there are none."""
    if network is None or mode not in network.graphs:
        return None
    return time_streets(
        network.graphs[mode],
        mode,
        speeds=settings.speeds,
        ferry_wait_s=from_minutes(settings.ferry_wait_min),
    )


def travel_method(times: TravelTimes) -> TravelMethod:
    """Name the method: by streets as soon as one pair is, else the estimate."""
    is_any_by_streets = bool((~times.pairs.is_estimated).any())
    return TravelMethod.STREETS if is_any_by_streets else TravelMethod.ESTIMATED


def rows_by_union(demand: Demand) -> list[tuple[str | None, list[int]]]:
    """Group the rows of demand points by union, in the order of codes; those of none come last."""
    rows_of: dict[str | None, list[int]] = defaultdict(list)
    for row, code in enumerate(demand.union_codes):
        rows_of[code].append(row)
    return sorted(rows_of.items(), key=lambda union: (union[0] is None, union[0] or ""))
