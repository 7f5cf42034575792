"""Which places an outreach plan looks at: those of a plan's list, or those not covered today."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from api.outreach_request import OutreachRequest
from api.settings import Settings
from api.use_cases.coverage import describe_standard
from api.use_cases.outreach_again import KeptDays, key_of, names_of
from api.use_cases.planning_inputs import prepare_inputs
from data.outreach import OutreachData, PlaceFacts, PlaceKey
from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import PlaceKind, UnionStatus
from geo.streets import StreetNetwork
from planner.coverage_report import StandardReport
from planner.demand import DemandPlace
from planner.outreach_priority import OutreachPlace
from planner.outreach_report import OutreachReport, StopReport, UnservedReport
from planner.outreach_stops import UNKNOWN_PLACES, Wishes, find_rows
from planner.plan_reports import PlanReport

NOBODY_TO_VISIT = Message(
    "outreach_nobody_to_visit",
    zh="没有要走访的地方：按这个标准没有够不着服务点的人，也没有未建会的企业；"
    "请放宽类别、工会范围或标准，或者用 must 写明要走访的地方。",
    en="there is no place to visit: by this standard nobody is left uncovered and no firm is "
    "without a union; ask for more kinds, another union or standard, or name places with must",
)
UNION_UNKNOWN = Message(
    "outreach_union_unknown",
    zh="没有编号为“{value}”的工会，请核对编号。",
    en='no union has the code "{value}"; check the code',
)
NO_FACTS = PlaceFacts(None, None, None, None)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Uncovered:
    """Who is not covered by a standard.

    `people` are by place; `counted` are all demand points, covered or not.
    """

    people: Mapping[PlaceKey, int]
    counted: frozenset[PlaceKey]
    standard: StandardReport


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Wanted:
    """The places to look at, and the wishes that are about them."""

    places: list[OutreachPlace]
    wishes: Wishes


def uncovered_today(
    data: OutreachData,
    request: OutreachRequest,
    *,
    settings: Settings,
    network: StreetNetwork | None,
) -> Uncovered:
    """Find who is not covered today."""
    inputs = prepare_inputs(data.planning, request.coverage, settings=settings, network=network)
    demand, is_covered = inputs.demand, inputs.coverage.is_covered.tolist()
    keys = list(zip(demand.kinds, demand.codes, strict=True))
    people = {
        key: round(count)
        for key, count, covered in zip(keys, demand.people.tolist(), is_covered, strict=True)
        if count and not covered
    }
    standard = describe_standard(inputs) | {"mode": inputs.request.mode.value}
    return Uncovered(people, frozenset(keys), cast("StandardReport", standard))


def uncovered_by_plan(plan: PlanReport, kinds: Collection[PlaceKind]) -> Uncovered:
    """Take those whom a plan cannot cover."""
    visits = ((PlaceKind(one["kind"]), one["code"], one["people"]) for one in plan["visiting_list"])
    return Uncovered(
        people={(kind, code): people for kind, code, people in visits if kind in kinds},
        counted=frozenset((PlaceKind(one["kind"]), one["code"]) for one in plan["coverage_after"]),
        standard=plan["standard"],
    )


def uncovered_before(data: OutreachData, before: OutreachReport) -> Uncovered:
    """Take those whom the plan before could not cover, as the outreach plan made from it tells.

    The people of each place stand for those of them who are not covered.
    """
    stops = (stop for route in before["routes"] for stop in route["stops"])
    uncovered = (stop for stop in stops if "services" in stop["topics"])
    told: list[StopReport | UnservedReport] = [*uncovered, *before["unserved"]]
    people = {key_of(one): one["people"] for one in told if one["people"]}
    places = data.planning.places
    parks = {(one.kind, one.code) for one in places if one.kind is PlaceKind.PARK}
    return Uncovered(
        people=people,
        counted=frozenset(people.keys() | parks),
        standard=before["source"]["standard"],
    )


def find_places(
    data: OutreachData, request: OutreachRequest, uncovered: Uncovered, *, kept: KeptDays
) -> Wanted:
    """Choose the places: those not covered, firms without a union, and what is asked for by name.

    A plan that replaces another one looks at the places of that one, as far as they are still
    there. Raises InvalidInput for codes that nobody knows, and where there is no place at all.
    """
    known = {(place.kind, place.code): place for place in data.planning.places}
    chosen = _chosen(data, request, uncovered, known) if kept.listed is None else kept.listed
    named = _named(known, chosen, [*request.must, *kept.promised])
    listed = ((chosen | named) & known.keys()) - kept.done
    places = [
        _outreach_place(data, place, uncovered) for key, place in known.items() if key in listed
    ]
    if not places and not kept.routes:
        raise InvalidInput(NOBODY_TO_VISIT)
    about = _About(known, listed, before=kept.listed)
    wishes = Wishes(
        must=list(about.only_these(request.must)),
        never=list(about.only_these(request.never)),
        promised={code: kept.promised[code] for code in about.only_these(kept.promised)},
    )
    needs = {code: request.needs[code] for code in about.only_these(request.needs)}
    for code, row in find_rows(places, needs).items():
        places[row] = replace(places[row], skills=places[row].skills | set(needs[code]))
    return Wanted(places, wishes)


def _chosen(
    data: OutreachData,
    request: OutreachRequest,
    uncovered: Uncovered,
    known: Mapping[PlaceKey, DemandPlace],
) -> frozenset[PlaceKey]:
    """Choose by coverage, and by the area of a union if one is asked for."""
    chosen = set(uncovered.people)
    if request.plan is None and PlaceKind.FIRM in request.place_kinds:
        chosen |= set(_firms_without_union(data))
    if gone := chosen - known.keys():
        logger.warning("%d places of the visiting list are gone; they are left out", len(gone))
    if request.union is None:
        return frozenset(chosen & known.keys())
    if request.union not in data.union_parents:
        raise InvalidInput(UNION_UNKNOWN, value=request.union)
    return frozenset(
        key
        for key in chosen & known.keys()
        if request.union in unions_upwards(data, known[key].union_code)
    )


def _firms_without_union(data: OutreachData) -> Iterator[PlaceKey]:
    for key, facts in data.facts.items():
        if facts.union_status is UnionStatus.NONE:
            yield key


def unions_upwards(data: OutreachData, code: str | None) -> list[str]:
    """List a union and those above it, each once even if they form a circle."""
    chain: dict[str, None] = {}
    while code is not None and code not in chain:
        chain[code] = None
        code = data.union_parents.get(code)
    return list(chain)


def _named(
    known: Mapping[PlaceKey, DemandPlace], chosen: Collection[PlaceKey], codes: Iterable[str]
) -> frozenset[PlaceKey]:
    """Find the places meant by codes: one that is chosen anyway, else any."""
    among, anywhere = names_of(chosen), names_of(known)
    return frozenset(key for code in codes if code not in among for key in anywhere.get(code, ()))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _About:
    """Tells which codes are about places that are looked at.

    `before` are the places of the plan before, None where there is none.
    """

    known: Collection[PlaceKey]
    listed: Collection[PlaceKey]
    before: Collection[PlaceKey] | None

    def only_these(self, codes: Iterable[str]) -> Iterator[str]:
        """Pass over codes of other places: they are as good as followed, or done already.

        Codes that no place has raise InvalidInput, unless there was a plan before: it was made when
        there still was such a place.
        """
        among, anywhere = names_of(self.listed), names_of(self.known)
        wanted = list(codes)
        unknown = ", ".join(code for code in wanted if code not in anywhere)
        if unknown and self.before is None:
            raise InvalidInput(UNKNOWN_PLACES, value=unknown)
        if unknown:
            logger.warning("places are gone since the plan before, and passed over: %s", unknown)
        yield from (code for code in wanted if code in among)


def _outreach_place(data: OutreachData, place: DemandPlace, uncovered: Uncovered) -> OutreachPlace:
    """Add what a priority depends on.

    The people of a firm inside a park that is a demand point are counted there, and only there.
    """
    key, park = (place.kind, place.code), (PlaceKind.PARK, place.park_code)
    facts = data.facts.get(key, NO_FACTS)
    if park in uncovered.counted and key not in uncovered.counted:
        place = replace(place, people=None, members=None)
    return OutreachPlace(
        place=place,
        uncovered=uncovered.people.get(key, 0),
        union_status=facts.union_status,
        last_visit=facts.last_visit,
    )
