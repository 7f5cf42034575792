"""An outreach plan that is asked for, anew or again, or in which a stop is moved to another day."""

import datetime
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import dropwhile
from typing import cast

from api.clock import CHINA_TIME
from api.outreach_request import OutreachRequest
from api.schemas_outreach import NewOutreachPlan
from api.schemas_plans import RerunPlan
from api.use_cases.coverage import Json
from api.use_cases.outreach_places import UNION_UNKNOWN
from api.use_cases.outreach_teams import require_at_work, require_teams
from api.use_cases.plan_requests import (
    author_of,
    describe_stored_plan,
    require_done,
    require_known_services,
    require_short_queue,
)
from data.actors import Role, actor_of
from data.database import Session
from data.imports.listed import Listed
from data.outreach_plans import find_move, list_published, require_not_replaced
from data.plans import (
    OUTREACH,
    StoredPlan,
    add_plan,
    find_plan,
    load_result,
)
from data.revision import hold_writers
from data.scope import union_in_scope
from data.snapshot import Snapshot
from geo.errors import Conflict, Forbidden, InvalidInput, NotFound
from geo.jurisdictions import UnionArea
from geo.messages import Language, Message
from geo.service_points import ServicePoints
from planner.outreach_report import OutreachReport, RouteReport, StopReport, UnservedReport
from planner.outreach_teams import Depot

UNION_UNKNOWN_ALIKE = Message(
    "outreach_union_unknown",
    zh="没有编号为“{value}”的工会，是不是 {alike:、}？请写编号。",
    en='no union has the code "{value}", did you mean {alike}? Give the code',
)
NOT_PLAN_OF_TEAM = Message(
    "outreach_not_of_team",
    zh="走访安排 {value} 没有发布给小组 {team}。请看本组最新的安排，或联系安排走访的同事。",
    en="outreach plan {value} is not published for team {team}; look at its latest one, or ask "
    "whoever plans your visits",
)
OUTREACH_NOT_PUBLISHED = Message(
    "outreach_not_published",
    zh="走访安排 {value} 没有发布。请看已发布的安排，或请安排走访的同事先发布。",
    en="outreach plan {value} is not published; look at those that are, or ask whoever plans the "
    "visits to publish it",
)
MOVED_PLACE_UNKNOWN = Message(
    "outreach_moved_place_unknown",
    zh="走访安排 {plan} 里没有“{value}”。请写成“类别:编号”，例如 park:A1，并核对编号。",
    en='there is no stop "{value}" in outreach plan {plan}; write it as kind:code, e.g. park:A1, '
    "and check the code",
)
STOP_OF_ANOTHER_TEAM = Message(
    "outreach_stop_of_another_team",
    zh="“{value}”在走访安排 {plan} 里由别的小组走访，小组 {team} 不能给它改期。"
    "请联系安排走访的同事。",
    en='"{value}" is a stop of another team in outreach plan {plan}, so team {team} cannot move '
    "it; ask whoever plans your visits",
)
MOVE_UNDER_WAY = Message(
    "outreach_move_under_way",
    zh="走访安排 {value} 正在重排（{other}）。请等它算完，再在新的安排里改。",
    en="outreach plan {value} is being made again already ({other}); wait until that is done, and "
    "move the stop there",
)
OUTREACH_WITHOUT_RESULT = Message(
    "outreach_without_result",
    zh="走访安排 {value} 还没有结果（{status}）。请等它算完，或重新计算。",
    en="outreach plan {value} has no result ({status}); wait until it is done, or make it again",
)


MOST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Move:
    """A stop, e.g. `park:A1`, and the day on which its visit is promised.

    The days up to `moved_on`, today or later, stay as they are.
    """

    place: str
    day: datetime.date
    moved_on: datetime.date | None = None


def require_known_outreach(request: OutreachRequest, snapshot: Snapshot) -> None:
    """Refuse what cannot be planned, before it waits in vain.

    That are services, unions and depots that nobody defined, teams that cannot be read, and days on
    which none of them works. Raises InvalidInput, with all that is wrong with the teams at once.
    """
    require_known_services(request.standard.services, snapshot)
    if request.union is not None:
        _require_union(request.union, snapshot.unions)
    depots = _depots_of(request, snapshot.service_points.points)
    horizon = request.horizon
    teams = require_teams(request.team_rows, horizon, calendar=snapshot.calendar, depots=depots)
    require_at_work(teams, horizon)


def _require_union(code: str, unions: Mapping[str, UnionArea]) -> None:
    """Refuse a union that nobody defined; of part of a name it is said what it may be part of."""
    if code in unions:
        return
    alike = sorted((union.name, each) for each, union in unions.items() if code in union.name)
    if alike:
        told = Listed(f"{name} ({each})" for name, each in alike[:MOST_ALIKE])
        raise InvalidInput(UNION_UNKNOWN_ALIKE, value=code, alike=told)
    raise InvalidInput(UNION_UNKNOWN, value=code)


def _depots_of(request: OutreachRequest, points: ServicePoints) -> dict[str, Depot]:
    """Find the open service points that teams start at."""
    wanted = {row.cell("depot_code") for row in request.team_rows}
    rows = ((code, bisect_left(points.codes, code)) for code in wanted)
    return {
        code: Depot(float(points.lon[row]), float(points.lat[row]))
        for code, row in rows
        if row < len(points) and points.codes[row] == code
    }


def queue_outreach(
    session: Session, asked: NewOutreachPlan | RerunPlan, at: datetime.datetime
) -> StoredPlan:
    """Queue an outreach plan, with its own request or that of a stored one.

    To be called before anything is read. Raises NotFound for an unknown plan, Conflict for a plan
    without a result whose visiting list is wanted and for a move in a plan that is being moved in
    or has been replaced, and SourceUnavailable where too many wait. Days that are over may be
    planned, to learn from them.
    """
    if isinstance(asked, RerunPlan):
        hold_writers(session)
    today = at.astimezone(CHINA_TIME).date()
    request, rerun_of = _request_of(session, asked, today)
    request = request.model_copy(update={"union": union_in_scope(session, request.union)})
    if request.replaces is not None:
        _require_at_rest(session, request.replaces)
    elif request.plan is not None:
        require_done(find_plan(session, request.plan))
    author = author_of(session, asked.author)
    return _add(session, request, at=at, author=author, rerun_of=rerun_of)


def queue_move(
    session: Session, code: str, move: Move, *, at: datetime.datetime, team: str | None
) -> StoredPlan:
    """Queue the plan that goes on from one when a stop is promised for a day.

    To be called before anything is read, so that of two moves at the same moment one is refused.
    `team` is whose key was sent, and None for a planner or field staff with an account. Raises
    NotFound for a plan or stop that is not there, Forbidden for a team whose published plan it is
    not or whose stop, and for field staff where it is not published, Conflict for one without a
    result, or that has been replaced or is being so, and InvalidInput for a day that is not planned
    or is over.
    """
    hold_writers(session)
    plan = find_plan(session, code, kind=OUTREACH)
    _require_shown(session, {code}, team, code)
    require_done(plan, OUTREACH_WITHOUT_RESULT)
    _require_movable(_load_report(session, code), move.place, plan=code, team=team)
    _require_at_rest(session, code)
    today = at.astimezone(CHINA_TIME).date()
    moved_on = max(today, move.moved_on or today)
    stored = OutreachRequest.model_validate(plan.request)
    request = stored.moved(move.place, move.day, replaces=code, today=moved_on)
    author = author_of(session, team) or plan.author
    return _add(session, request, at=at, author=author, rerun_of=None)


def require_readable(session: Session, plan: StoredPlan, team: str | None) -> None:
    """Let a planner see any plan, field staff what is published, and a team its own of that.

    With a published plan the one is shown that goes on from it. Raises Forbidden.
    """
    _require_shown(session, {plan.code, str(plan.request.get("replaces"))}, team, plan.code)


def list_of_team(
    session: Session, team: str | None, *, limit: int, before: str | None = None
) -> list[StoredPlan]:
    """Load the published plans of a team, or of all teams, the latest days first.

    With `before` only those behind that one.
    """
    published = [
        plan for plan in list_published(session) if team is None or team in plan.team_codes
    ]
    latest = [plan.code for plan in sorted(published, key=lambda plan: plan.start, reverse=True)]
    if before is not None:
        latest = list(dropwhile(lambda code: code != before, latest))[1:]
    return [find_plan(session, code, kind=OUTREACH) for code in latest[:limit]]


def load_places_of(session: Session, code: str) -> set[str]:
    """Load the places that a finished plan speaks of, visited or not, as kind:code."""
    report = _load_report(session, code)
    return {*_places_on(report["routes"]), *map(_place_of, report["unserved"])}


def describe_outreach_plan(
    plan: StoredPlan, revision: int, published: datetime.datetime | None, language: Language
) -> Json:
    """Write an outreach plan without its result; `revision` is that of the data now."""
    return {
        **describe_stored_plan(plan, revision, language),
        "published_at": published and published.astimezone(CHINA_TIME),
        "replaces": plan.request.get("replaces"),
    }


def as_told_to(team: str | None, described: Json) -> Json:
    """Leave out of a described plan what teams are not told: which other asked, and for what."""
    author = team if described["author"] == team else None
    return {**described, "author": author, "request": {}}


def _request_of(
    session: Session, asked: NewOutreachPlan | RerunPlan, today: datetime.date
) -> tuple[OutreachRequest, str | None]:
    if isinstance(asked, NewOutreachPlan):
        return asked, None
    before = find_plan(session, asked.rerun_of, kind=OUTREACH)
    request = OutreachRequest.model_validate(before.request)
    if request.moved_on is not None:
        # Days that went by since a stop was moved are not planned any more.
        request = request.model_copy(update={"moved_on": max(request.moved_on, today)})
    return request, before.code


def _add(
    session: Session,
    request: OutreachRequest,
    *,
    at: datetime.datetime,
    author: str | None,
    rerun_of: str | None,
) -> StoredPlan:
    stored = request.model_dump(mode="json", include=set(OutreachRequest.model_fields))
    plan = add_plan(session, stored, at=at, author=author, rerun_of=rerun_of, kind=OUTREACH)
    require_short_queue(session, OUTREACH)
    return plan


def _require_shown(session: Session, codes: set[str], team: str | None, code: str) -> None:
    """Refuse a team what is not published for it, and field staff what is not for any."""
    if team is None and actor_of(session).role is not Role.FIELD:
        return
    shown = [plan for plan in list_published(session) if plan.code in codes]
    if not shown and team is None:
        raise Forbidden(OUTREACH_NOT_PUBLISHED, value=code)
    if team is not None and not any(team in plan.team_codes for plan in shown):
        raise Forbidden(NOT_PLAN_OF_TEAM, value=code, team=team)


def _require_movable(report: OutreachReport, place: str, *, plan: str, team: str | None) -> None:
    """Let a planner move whatever the plan speaks of, and a team all but the stops of others."""
    on_routes = _places_on(report["routes"])
    own = _places_on(route for route in report["routes"] if team in {None, route["team"]})
    if place in own or place in map(_place_of, report["unserved"]):
        return
    if place in on_routes:
        raise Forbidden(STOP_OF_ANOTHER_TEAM, plan=plan, value=place, team=team)
    raise NotFound(MOVED_PLACE_UNKNOWN, plan=plan, value=place)


def _load_report(session: Session, code: str) -> OutreachReport:
    result = load_result(session, code, kind=OUTREACH) or {}
    return cast("OutreachReport", result["plan"])


def _places_on(routes: Iterable[RouteReport]) -> set[str]:
    return {_place_of(stop) for route in routes for stop in route["stops"]}


def _place_of(one: StopReport | UnservedReport) -> str:
    return f"{one['kind']}:{one['code']}"


def _require_at_rest(session: Session, code: str) -> None:
    """Refuse a second move beside the first, or after it: one of the two would be lost."""
    if other := find_move(session, code):
        raise Conflict(MOVE_UNDER_WAY, value=code, other=other)
    require_not_replaced(session, code)
