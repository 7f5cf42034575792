"""How urgent a visit is: points for each reason to go, and the reasons in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from geo.errors import InvalidInput
from geo.messages import Language, Message
from geo.places import UnionStatus
from planner.demand import DemandPlace
from planner.outreach_types import LEAST_PRIORITY, MOST_PRIORITY

BAD_WEIGHTS = Message(
    "bad_outreach_weights",
    zh="走访优先级的权重不能这样设：各项最高分不能小于 0，合计 {total} 分，应为 1 到 {most} 分；"
    "满分对应的人数或月数至少为 1",
    en="these weights of priorities cannot be used: no part may be below 0, all together have "
    "{total} points and may have 1 to {most}, and each is reached at 1 or more",
)
_MONTHS_PER_YEAR = 12


class PriorityReason(StrEnum):
    """What points are given for."""

    UNCOVERED = "uncovered"
    NON_MEMBERS = "non_members"
    NO_UNION = "no_union"
    LAST_VISIT = "last_visit"
    NEVER_VISITED = "never_visited"
    NOTHING = "nothing"


PRIORITY_WORDS: Mapping[PriorityReason, Message] = {
    PriorityReason.UNCOVERED: Message(
        "priority_uncovered",
        zh="还没有服务点够得到的 {count:,} 人（{points} 分）",
        en="{count:,} people whom no service point covers (+{points})",
    ),
    PriorityReason.NON_MEMBERS: Message(
        "priority_non_members",
        zh="还没有入会的 {count:,} 人（{points} 分）",
        en="{count:,} people who are no members yet (+{points})",
    ),
    PriorityReason.NO_UNION: Message(
        "priority_no_union",
        zh="企业还没有建会（{points} 分）",
        en="a firm without a union (+{points})",
    ),
    PriorityReason.LAST_VISIT: Message(
        "priority_last_visit",
        zh="上次走访已过 {count} 个月（{points} 分）",
        en="whole months since the last visit: {count} (+{points})",
    ),
    PriorityReason.NEVER_VISITED: Message(
        "priority_never_visited",
        zh="还没有走访过（{points} 分）",
        en="never visited (+{points})",
    ),
    PriorityReason.NOTHING: Message(
        "priority_nothing",
        zh="没有特别要去的理由（{points} 分）",
        en="no particular reason to go ({points})",
    ),
}


@dataclass(frozen=True, slots=True)
class OutreachPlace:
    """A place with what its priority depends on.

    `uncovered` are its people whom no site covers. `union_status` is that of a firm. Without
    `last_visit` it was never visited.
    """

    place: DemandPlace
    uncovered: int
    union_status: UnionStatus | None = None
    last_visit: date | None = None
    skills: frozenset[str] = frozenset()

    @property
    def non_members(self) -> int:
        """Count those who are no members yet; unknown people count as none."""
        return max((self.place.people or 0) - (self.place.members or 0), 0)

    @property
    def people(self) -> int:
        """Count the people to meet: those not covered, or those no members, whichever are more."""
        return max(self.uncovered, self.non_members)


@dataclass(frozen=True, slots=True)
class Scale:
    """Points in proportion to a number, the `most` of them at `full_at` and beyond."""

    most: int
    full_at: int

    def points(self, count: int) -> int:
        """Return whole points; a part of a point counts as one."""
        return -(-self.most * min(count, self.full_at) // self.full_at)


@dataclass(frozen=True, slots=True)
class PriorityRules:
    """Weights of the parts of a priority, in points; together they may have 100."""

    uncovered: Scale = field(default_factory=lambda: Scale(most=40, full_at=1_000))
    non_members: Scale = field(default_factory=lambda: Scale(most=20, full_at=1_000))
    no_union: int = 15
    months: Scale = field(default_factory=lambda: Scale(most=25, full_at=5))

    def __post_init__(self) -> None:
        scales = (self.uncovered, self.non_members, self.months)
        points = (self.no_union, *(scale.most for scale in scales))
        is_possible = min(points) >= 0 and LEAST_PRIORITY <= sum(points) <= MOST_PRIORITY
        if not is_possible or min(scale.full_at for scale in scales) < 1:
            raise InvalidInput(BAD_WEIGHTS, total=sum(points), most=MOST_PRIORITY)


@dataclass(frozen=True, slots=True)
class PriorityPart:
    """One reason to go, its number of people or months (0 where there is none), and its points."""

    reason: PriorityReason
    count: int
    points: int


def priority_parts(
    place: OutreachPlace, *, rules: PriorityRules, at: date
) -> tuple[PriorityPart, ...]:
    """Return the reasons to visit a place; their points add up to its priority, 1 to 100."""
    is_without = place.union_status is UnionStatus.NONE
    parts = (
        _part(PriorityReason.UNCOVERED, place.uncovered, rules.uncovered),
        _part(PriorityReason.NON_MEMBERS, place.non_members, rules.non_members),
        PriorityPart(PriorityReason.NO_UNION, 0, rules.no_union if is_without else 0),
        _last_visit(place.last_visit, rules.months, at),
    )
    nothing = PriorityPart(PriorityReason.NOTHING, 0, LEAST_PRIORITY)
    return tuple(part for part in parts if part.points) or (nothing,)


def _part(reason: PriorityReason, count: int, scale: Scale) -> PriorityPart:
    return PriorityPart(reason, count, scale.points(count))


def _last_visit(last_visit: date | None, scale: Scale, at: date) -> PriorityPart:
    if last_visit is None:
        return PriorityPart(PriorityReason.NEVER_VISITED, 0, scale.most)
    return _part(PriorityReason.LAST_VISIT, months_between(last_visit, at), scale)


def months_between(earlier: date, later: date) -> int:
    """Count the whole months that passed; none where the later day comes first."""
    months = (later.year - earlier.year) * _MONTHS_PER_YEAR + later.month - earlier.month
    return max(months - (later.day < earlier.day), 0)


def priority_text(parts: Iterable[PriorityPart], language: Language) -> str:
    """Explain a priority in words."""
    words = (
        PRIORITY_WORDS[part.reason].text(language, count=part.count, points=part.points)
        for part in parts
    )
    return ("；" if language is Language.CHINESE else "; ").join(words)
