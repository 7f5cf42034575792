"""A coverage report as its page shows it: figures with shares, worst unions, gaps, busy desks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.planner.coverage_texts import COVERAGE_TEXTS
from api.pages.planner.coverage_words import method_in_words
from api.use_cases.planning_inputs import NEAREST_WITHIN_MIN
from geo.messages import Language
from geo.spoken_hours import speak_hours
from geo.travel import TravelMethod
from planner.coverage import Reason
from planner.coverage_report import (
    CoverageReport,
    CrowdReport,
    GapReport,
    SiteReport,
    VisitedReport,
)
from planner.plan_words import listed

FIRST_ROWS = 10
"""Rows that are seen at once; the others are folded."""
MOST_GAPS = 100
MOST_BUSY = 5
NEXT_DOOR_MIN = 1
STATUSES = ("covered", *(reason.value for reason in Reason))


class PageReport(CoverageReport):
    """What the page reads of a report beside what the map does."""

    by_reason: Mapping[str, int]
    demand_kinds: Sequence[str]
    served_hours: Sequence[str]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of all people: a status, how many have it, their share, and where its bar begins."""

    status: str
    name: str
    people: int
    share: float
    begins: float = 0


@dataclass(frozen=True, slots=True)
class UnionRow:
    """The people of a union."""

    name: str
    people: int
    covered: int

    @property
    def uncovered(self) -> int:
        """People who are not covered."""
        return self.people - self.covered

    @property
    def share(self) -> float:
        """The share of people covered."""
        return self.covered / self.people


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap: where, how many, why, which desk is nearest, and what hours would help."""

    union: str
    places: str
    people: int
    reason: str
    reason_text: str
    nearest: str
    helps: str


@dataclass(frozen=True, slots=True)
class BusyRow:
    """A desk in its busiest hour."""

    code: str
    name: str
    hour: str
    people_per_desk: float


@dataclass(frozen=True, slots=True)
class CoverageView:
    """All that the page shows of a report."""

    people: int
    places: int
    sites: int
    parts: Sequence[Part]
    bar_text: str
    method: str
    is_estimated: bool
    unions: Sequence[UnionRow]
    gaps: Sequence[GapRow]
    gaps_left_out: int
    busy: Sequence[BusyRow]
    visited: VisitedReport


def view_coverage(report: PageReport, language: Language) -> CoverageView:
    """Choose and word what the page shows."""
    parts = _parts(report, language)
    gaps = [gap for gap in report["gaps"] if gap["people"]]
    words = _GapWords(report, language)
    return CoverageView(
        people=report["people"],
        places=len(report["demand_points"]),
        sites=len(report["sites"]),
        parts=parts,
        bar_text=_bar_text(parts, language),
        method=method_in_words(report["travel_method"], _estimated_places(report), language),
        is_estimated=report["travel_method"] == TravelMethod.ESTIMATED,
        unions=_unions(report, language),
        gaps=[words.row(gap) for gap in gaps[:MOST_GAPS]],
        gaps_left_out=max(len(gaps) - MOST_GAPS, 0),
        busy=_busy(report, language),
        visited=report["visited"],
    )


def _parts(report: PageReport, language: Language) -> Sequence[Part]:
    """Part all people by status, in the order of the bar; there are none of nobody."""
    people = report["people"]
    if not people:
        return []
    counts = {"covered": report["covered_people"], **report["by_reason"]}
    parts, begins = [], 0.0
    for status in STATUSES:
        share = counts[status] / people
        name = _say(f"status_{status}", language)
        parts.append(Part(status, name, counts[status], share, begins))
        begins += share
    return parts


def _bar_text(parts: Sequence[Part], language: Language) -> str:
    said = [_say("bar_part", language, name=part.name, share=f"{part.share:.1%}") for part in parts]
    return _say("bar_text", language, parts=listed(said, language))


def _estimated_places(report: PageReport) -> int:
    ways = [point["nearest"] for point in report["demand_points"]]
    return sum(way is not None and way["travel_method"] == TravelMethod.ESTIMATED for way in ways)


def _unions(report: PageReport, language: Language) -> Sequence[UnionRow]:
    """List the unions that have people, those with the most people not covered first."""
    outside = _say("outside_unions", language)
    rows = [
        UnionRow(
            union["name"] or union["code"] or outside, union["people"], union["covered_people"]
        )
        for union in report["by_union"]
        if union["people"]
    ]
    return sorted(rows, key=lambda row: -row.uncovered)


class _GapWords:
    """Puts gaps into words; codes are looked up in one report."""

    def __init__(self, report: PageReport, language: Language) -> None:
        outside = _say("outside_unions", language)
        self._language = language
        self._within = max(report["standard"]["minutes"], NEAREST_WITHIN_MIN)
        self._sites = {site["code"]: site["name"] for site in report["sites"]}
        self._unions = {
            union["code"]: union["name"] or union["code"] or outside for union in report["by_union"]
        }
        self._places = {
            (point["kind"], point["code"]): point["name"] or point["code"]
            for point in report["demand_points"]
        }

    def row(self, gap: GapReport) -> GapRow:
        return GapRow(
            union=self._unions[gap["union_code"]],
            places=self._places_of(gap),
            people=gap["people"],
            reason=gap["reason"],
            reason_text=_say(f"gap_{gap['reason']}", self._language),
            nearest=self._nearest(gap),
            helps=self._helps(gap),
        )

    def _places_of(self, gap: GapReport) -> str:
        points = gap["demand_points"]
        name, others = self._places[points[0]["kind"], points[0]["code"]], len(points) - 1
        if not others:
            return name
        return _say("gap_places", self._language, name=name, count=others + 1, others=others)

    def _nearest(self, gap: GapReport) -> str:
        way = gap["nearest"]
        if way is None:
            return _say("gap_no_nearest", self._language, minutes=self._within)
        said = "gap_nearest" if way["minutes"] >= NEXT_DOOR_MIN else "gap_next_door"
        return _say(said, self._language, name=self._sites[way["code"]], minutes=way["minutes"])

    def _helps(self, gap: GapReport) -> str:
        found = gap["extension"]
        if found is None:
            return ""
        return _say(
            "gap_helps",
            self._language,
            name=self._sites[found["code"]],
            hours=speak_hours(found["added"], self._language),
            added=found["weekly_hours_added"],
            people=f"{found['people']:,}",
        )


def _busy(report: PageReport, language: Language) -> Sequence[BusyRow]:
    """List the desks that most people share in their busiest hour."""
    rows = [
        _busy_row(site, site["busiest"], language) for site in report["sites"] if site["busiest"]
    ]
    return sorted(rows, key=lambda row: -row.people_per_desk)[:MOST_BUSY]


def _busy_row(site: SiteReport, crowd: CrowdReport, language: Language) -> BusyRow:
    hour = _say(
        "busy_hour",
        language,
        day=speak_hours(crowd["day"], language),
        start=f"{crowd['hour']:02}:00",
        end=f"{crowd['hour'] + 1:02}:00",
    )
    return BusyRow(site["code"], site["name"], hour, crowd["people_per_desk"])


def _say(name: str, language: Language, /, **values: object) -> str:
    return COVERAGE_TEXTS[name].text(language, **values)
