"""A plan of visits as its page shows it: figures, teams, routes by day, and what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.cards import named
from api.pages.planner.outreach_days import Day, DayWords, Place
from api.pages.planner.outreach_texts import OUTREACH_TEXTS
from geo.messages import Language
from planner.outreach_report import OutreachReport, RouteReport, TeamReport, UnservedReport
from planner.outreach_words import REASONS, SKILLS
from planner.plan_reports import share_of
from planner.plan_words import listed

FIRST_UNSERVED, MOST_OTHERS = 20, 200
"""More of one reason than these are in the files alone."""
HELPFUL_ORDER = ("not_chosen", "no_window", "too_far", "no_skill", "not_considered", "excluded")
"""Reasons by how much can be done about them."""
_MINUTES_PER_HOUR, _METRES_PER_KILOMETRE = 60, 1_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to be seen first, and the words around it."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class TeamLine:
    """What one team does on all days."""

    code: str
    name: str
    about: str
    depot: str
    days: int
    stops: int
    people: int
    travel: str
    distance: str


@dataclass(frozen=True, slots=True)
class Unserved:
    """A place that is left out."""

    place: Place
    help: str


@dataclass(frozen=True, slots=True)
class UnservedGroup:
    """Places left out for one reason: the first, others, and how many are in files alone."""

    text: str
    first: Sequence[Unserved]
    others: Sequence[Unserved]
    unlisted: int


@dataclass(frozen=True, slots=True)
class OutreachView:
    """All that the page shows of a plan that is done."""

    figures: Sequence[Figure]
    teams: Sequence[TeamLine]
    days: Sequence[Day]
    unserved: Sequence[UnservedGroup]
    unserved_places: int
    unserved_people: int
    opened: str


def view_outreach(report: OutreachReport, language: Language, *, today: date) -> OutreachView:
    """Choose and word what the page shows; visits can be promised for the days after today.

    The day of today is open, before and after the plan its first.
    """
    day_words = DayWords(report, language, today)
    words, days = _Words(report, language, day_words), day_words.days()
    dates = [day.date for day in days]
    return OutreachView(
        figures=words.figures(),
        teams=words.teams(),
        days=days,
        unserved=words.unserved(),
        unserved_places=len(report["unserved"]),
        unserved_people=sum(each["people"] for each in report["unserved"]),
        opened=today.isoformat() if today.isoformat() in dates else "".join(dates[:1]),
    )


class _Words:
    """Puts the parts of one plan of visits into words."""

    def __init__(self, report: OutreachReport, language: Language, days: DayWords) -> None:
        self._report = report
        self._language = language
        self._days = days

    def figures(self) -> Sequence[Figure]:
        """Name the numbers that are looked for first."""
        report, say = self._report, self._say
        stops = sum(len(route["stops"]) for route in report["routes"])
        served, total = report["served_priority"], report["total_priority"]
        return [
            Figure(
                say("figure_stops"),
                f"{stops:,}",
                say("of_stops", count=f"{stops + len(report['unserved']):,}"),
            ),
            Figure(
                say("figure_people"),
                f"{report['served_people']:,}",
                say("of_people", count=f"{report['total_people']:,}"),
            ),
            Figure(
                say("figure_priority"),
                f"{share_of(served, total) or 0:.0%}",
                say("of_points", served=f"{served:,}", total=f"{total:,}"),
            ),
            Figure(
                say("figure_travel"),
                self._hours(report["routes"]),
                self._kilometres(report["routes"]),
            ),
        ]

    def teams(self) -> Sequence[TeamLine]:
        """Say what each team does."""
        return [self._team(team) for team in self._report["teams"]]

    def unserved(self) -> Sequence[UnservedGroup]:
        """Group what is left out by reason; what comes after the first few is folded."""
        groups: dict[str, list[UnservedReport]] = {reason: [] for reason in HELPFUL_ORDER}
        for each in self._report["unserved"]:
            groups.setdefault(each["reason"], []).append(each)
        return [self._group(reason, places) for reason, places in groups.items() if places]

    def _group(self, reason: str, places: Sequence[UnservedReport]) -> UnservedGroup:
        said = REASONS[reason].text(self._language)
        found = [
            Unserved(self._days.place(each, self._days.later_days), str(each["would_help"]))
            for each in places[: FIRST_UNSERVED + MOST_OTHERS]
        ]
        return UnservedGroup(
            self._say("reason_line", reason=said, count=f"{len(places):,}"),
            found[:FIRST_UNSERVED],
            found[FIRST_UNSERVED:],
            unlisted=len(places) - len(found),
        )

    def _team(self, team: TeamReport) -> TeamLine:
        routes = [each for each in self._report["routes"] if each["team"] == team["code"]]
        stops = [stop for route in routes for stop in route["stops"]]
        mode = named("mode", team["mode"], self._language)
        skills = [SKILLS[skill].text(self._language) for skill in team["skills"]]
        about = self._say("team_size", count=team["size"], mode=mode)
        return TeamLine(
            code=team["code"],
            name=team["name"],
            about=" · ".join([about, *([listed(skills, self._language)] if skills else [])]),
            depot=team["depot"]["name"],
            days=len(routes),
            stops=len(stops),
            people=sum(stop["people"] for stop in stops),
            travel=self._hours(routes),
            distance=self._kilometres(routes),
        )

    def _hours(self, routes: Sequence[RouteReport]) -> str:
        minutes = sum(route["travel_minutes"] for route in routes)
        return self._say("hours_value", count=f"{minutes / _MINUTES_PER_HOUR:.1f}")

    def _kilometres(self, routes: Sequence[RouteReport]) -> str:
        metres = sum(route["distance_m"] for route in routes)
        return self._say("kilometres", count=f"{metres / _METRES_PER_KILOMETRE:,.0f}")

    def _say(self, name: str, /, **values: object) -> str:
        return OUTREACH_TEXTS[name].text(self._language, **values)
