"""Outreach plans that are published to their teams, and the links by which teams open them."""

import datetime
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict, cast

from sqlalchemy import ColumnElement, Update, delete, insert, not_, select, true, update

from data.audit import Action, note_change
from data.database import Session
from data.job_columns import JobStatus
from data.plan_messages import OUTREACH_REPLACED
from data.plans import OUTREACH, find_plan
from data.revision import hold_writers
from data.scope import Conditions, in_scope
from data.tables import OutreachPlan, TeamLink
from geo.errors import Conflict
from geo.messages import Message

OUTREACH_NOT_DONE = Message(
    "outreach_plan_not_done",
    zh="走访安排 {value} 还没有算出结果（{status}），不能发布。请等它完成，或重新制定。",
    en="outreach plan {value} has no result ({status}) and cannot be published; wait until it is "
    "done, or make it anew",
)
TEAM_IS_BUSY = Message(
    "outreach_team_is_busy",
    zh="小组 {team} 在 {day} 已有发布的走访安排 {other}，不能再发布 {value}。"
    "请先撤回 {other}，或换日期、换小组重新制定。如果是两个小组用了同一个编号，"
    "请给其中一个换个编号：编号在整个系统里不能重复。",
    en="team {team} works by outreach plan {other} on {day} already, so {value} cannot be "
    "published; withdraw {other} first, or plan {value} anew for other days or teams. If these "
    "are two teams with one code, give one of them another: a code is used once in the whole "
    "installation",
)

TEAM_OF_OTHERS = Message(
    "outreach_team_of_others",
    zh="别的工会已发布的走访安排里也有编号为 {team} 的小组，所以没有发布或更换链接："
    "链接是按小组编号发的，一个编号在整个系统里只能给一个小组用。请给本工会的小组换个编号，"
    "重新制定走访安排。",
    en="a published outreach plan of another union has a team {team}, so nothing was published "
    "and no link made: links are by the code of the team, and a code is used once in the whole "
    "installation; give your team another one, and plan anew",
)

KEY_BYTES = 16
_REPLACES = OutreachPlan.request["replaces"].as_string()


@dataclass(frozen=True, slots=True)
class Published:
    """An outreach plan that its teams see."""

    code: str
    start: datetime.date
    days: int
    team_codes: tuple[str, ...]
    published_at: datetime.datetime

    @property
    def end(self) -> datetime.date:
        """The day after its last one."""
        return self.start + datetime.timedelta(days=self.days)


class _Figures(TypedDict):
    start: str
    days: int
    team_codes: list[str]


def publish(session: Session, code: str, *, at: datetime.datetime) -> None:
    """Let the teams of a plan see it; one that is published already stays as it is.

    Raises NotFound, and Conflict where it is not done, or where one of its teams has a published
    plan for one of its days, or any of another union: the link of the team would show both. To be
    called before anything is read.
    """
    hold_writers(session)
    plan = find_plan(session, code, kind=OUTREACH)
    if plan.status is not JobStatus.DONE:
        raise Conflict(OUTREACH_NOT_DONE, value=code, status=plan.status)
    asked = _to_published(code, cast("_Figures", plan.figures), at)
    seen = list_published(session)
    if any(other.code == code for other in seen):
        return
    for team in asked.team_codes:
        _require_own_team(session, team, plan.union_code)
    for other in seen:
        _refuse_busy_team(asked, other)
    session.execute(_changing(code).values(published_at=at))
    note_change(session, Action.PUBLISH, _row_of(code), at=at)


def publish_in_place(session: Session, code: str, *, at: datetime.datetime) -> None:
    """Publish a plan that is done in place of the one it replaces, where that is published.

    Its days and teams are those of the plan before, so the days it needs were kept free for it: no
    other plan can be published for them before this one takes its place in the same transaction.
    """
    replaced = find_plan(session, code, kind=OUTREACH).request.get("replaces")
    if not isinstance(replaced, str):
        return
    withdrawn = _changing(replaced).where(OutreachPlan.published_at.is_not(None))
    found = session.scalars(withdrawn.values(published_at=None).returning(OutreachPlan.id))
    if found.one_or_none() is not None:
        session.execute(_changing(code).values(published_at=at))
        note_change(session, Action.WITHDRAW, _row_of(replaced), after={"for": code}, at=at)
        note_change(session, Action.PUBLISH, _row_of(code), after={"replaces": replaced}, at=at)


def withdraw(session: Session, code: str) -> None:
    """Take a plan back from its teams; nothing changes where they do not see it.

    Raises NotFound, and Conflict where they see one that went on from it. To be called before
    anything is read.
    """
    hold_writers(session)
    find_plan(session, code, kind=OUTREACH)
    # Waits for a plan that is just taking its place.
    shown = _changing(code).where(OutreachPlan.published_at.is_not(None))
    withdrawn = session.scalars(shown.values(published_at=None).returning(OutreachPlan.id))
    if withdrawn.one_or_none() is None:
        require_not_replaced(session, code)
        return
    note_change(session, Action.WITHDRAW, _row_of(code))


def require_not_replaced(session: Session, code: str) -> None:
    """Refuse a plan whose teams see one that went on from it; raises Conflict that names it."""
    rows = session.execute(
        select(OutreachPlan.code, _REPLACES, OutreachPlan.published_at)
        .where(_REPLACES.is_not(None))
        .order_by(OutreachPlan.id.desc())
    ).all()
    before = {one: replaced for one, replaced, _ in rows}
    for shown in (one for one, _, since in rows if since is not None):
        earlier: str | None = shown
        while earlier is not None and earlier != code:
            earlier = before.get(earlier)
        if earlier == code != shown:
            raise Conflict(OUTREACH_REPLACED, value=code, other=shown)


def find_move(session: Session, code: str) -> str | None:
    """Find the plan that waits or is computed to replace another one; None where there is none."""
    going_on = OutreachPlan.status.in_([JobStatus.QUEUED, JobStatus.RUNNING])
    found = select(OutreachPlan.code).where(going_on, code == _REPLACES, *_seen(session))
    return session.scalar(found.order_by(OutreachPlan.id).limit(1))


def find_successor(session: Session, code: str) -> str | None:
    """Find the newest plan that goes on from another one, and is done or under way."""
    kept = OutreachPlan.status.in_([JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.DONE])
    found = select(OutreachPlan.code).where(kept, code == _REPLACES, *_seen(session))
    return session.scalar(found.order_by(OutreachPlan.id.desc()).limit(1))


def list_replaced(session: Session, codes: Iterable[str]) -> frozenset[str]:
    """Tell from which of some plans another one that is done goes on."""
    is_done = OutreachPlan.status == JobStatus.DONE
    found = select(_REPLACES).where(is_done, _REPLACES.in_(list(codes)))
    return frozenset(session.scalars(found))


def list_published(session: Session) -> list[Published]:
    """Load what is published, the latest first."""
    return _load_published(session, *_seen(session))


def _load_published(session: Session, *conditions: ColumnElement[bool]) -> list[Published]:
    listed = (
        select(OutreachPlan.code, OutreachPlan.figures, OutreachPlan.published_at)
        .where(OutreachPlan.published_at.is_not(None), *conditions)
        .order_by(OutreachPlan.published_at.desc(), OutreachPlan.id.desc())
    )
    rows = cast("list[tuple[str, _Figures, datetime.datetime]]", session.execute(listed).all())
    return [_to_published(*row) for row in rows]


def published_at(session: Session, code: str) -> datetime.datetime | None:
    """Tell since when the teams of a plan see it; None where they do not."""
    found = OutreachPlan.code == code, *_seen(session)
    return session.scalar(select(OutreachPlan.published_at).where(*found))


def team_key(
    session: Session,
    team_code: str,
    *,
    at: datetime.datetime,
    union: str | None = None,
    anew: bool = False,
) -> str:
    """Return the key by which a team of a union opens its days, and make it where there is none.

    `union` is that of the plan, None the whole city. With `anew`, or where it was made for another
    union, the key before opens nothing any more. Raises Conflict where another union has published
    a plan for a team of that code.
    """
    is_own = TeamLink.union_code.is_not_distinct_from(union)
    found = select(TeamLink.key).where(TeamLink.code == team_code, is_own)
    key = session.scalar(found)
    if key is not None and not anew:
        return key
    hold_writers(session)
    _require_own_team(session, team_code, union)
    outdated = TeamLink.code == team_code, true() if anew else not_(is_own)
    gone = session.scalars(delete(TeamLink).where(*outdated).returning(TeamLink.id)).one_or_none()
    key = session.scalar(found)
    if key is None:
        key = secrets.token_urlsafe(KEY_BYTES)
        link = {"code": team_code, "key": key, "union_code": union, "created_at": at}
        session.execute(insert(TeamLink).values(link))
        action = Action.CREATE if gone is None else Action.RENEW
        note_change(session, action, (TeamLink.__tablename__, team_code), at=at)
    return key


def list_team_keys(session: Session, team_codes: Iterable[str]) -> Mapping[str, str]:
    """Load the keys of teams by code; a team that has none yet is left out."""
    found = select(TeamLink.code, TeamLink.key).where(TeamLink.code.in_(list(team_codes)))
    return {row.code: row.key for row in session.execute(found)}


def team_of_key(session: Session, key: str) -> str | None:
    """Tell whose key this is; None where it is nobody's."""
    return session.scalar(select(TeamLink.code).where(TeamLink.key == key))


def _refuse_busy_team(asked: Published, other: Published) -> None:
    day = max(asked.start, other.start)
    shared = [team for team in asked.team_codes if team in other.team_codes]
    if shared and day < min(asked.end, other.end):
        raise Conflict(TEAM_IS_BUSY, value=asked.code, other=other.code, team=shared[0], day=day)


def _require_own_team(session: Session, team: str, union: str | None) -> None:
    """Refuse the code of a team that another union has published a plan for; raises Conflict.

    So all that is published for a code is of one union, that of the team's link.
    """
    of_others = _load_published(session, OutreachPlan.union_code.is_distinct_from(union))
    if any(team in other.team_codes for other in of_others):
        raise Conflict(TEAM_OF_OTHERS, team=team)


def _seen(session: Session) -> Conditions:
    return in_scope(session, OutreachPlan.__table__)


def _to_published(code: str, figures: _Figures, at: datetime.datetime) -> Published:
    start = datetime.date.fromisoformat(figures["start"])
    return Published(code, start, figures["days"], tuple(figures["team_codes"]), at)


def _row_of(code: str) -> tuple[str, str]:
    return OutreachPlan.__tablename__, code


def _changing(code: str) -> Update:
    return update(OutreachPlan).where(OutreachPlan.code == code)
