"""The routes of a plan of visits day by day, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.pages.planner.outreach_texts import OUTREACH_TEXTS
from geo.messages import Language
from planner.outreach_report import OutreachReport, RouteReport, StopReport, UnservedReport
from planner.outreach_words import clock_text, span_text, speak_day, topics_text
from planner.plan_words import KINDS

_METRES_PER_KILOMETRE = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """A place to visit: `key` names it to the server, `days` are those it can be promised for."""

    key: str
    code: str
    name: str
    kind: str
    people: int
    priority: int
    why: str
    days: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on a route."""

    place: Place
    order: int
    times: str
    address: str
    free: str
    topics: str
    phone: str
    phone_of: str
    is_must: bool
    is_promised: bool


@dataclass(frozen=True, slots=True)
class TeamDay:
    """The route of one team on one day."""

    team: str
    about: str
    breaks: Sequence[str]
    stops: Sequence[Stop]


@dataclass(frozen=True, slots=True)
class Day:
    """All routes of one day."""

    date: str
    text: str
    routes: Sequence[TeamDay]


class DayWords:
    """Puts routes and places of one plan into words; visits are promised for days after today."""

    def __init__(self, report: OutreachReport, language: Language, today: date) -> None:
        self._routes = report["routes"]
        self._language = language
        self._teams = {team["code"]: team for team in report["teams"]}
        first = date.fromisoformat(report["start"])
        days = [first + timedelta(days=day) for day in range(report["days"])]
        self.later_days = {day.isoformat(): speak_day(day, language) for day in days if day > today}

    def days(self) -> Sequence[Day]:
        """List the days with routes, their teams in the order of the list of teams."""
        order = {code: place for place, code in enumerate(self._teams)}
        by_day: dict[str, list[RouteReport]] = {}
        for route in sorted(self._routes, key=lambda each: (each["date"], order[each["team"]])):
            by_day.setdefault(route["date"], []).append(route)
        return [self._day(on, routes) for on, routes in by_day.items()]

    def place(self, each: StopReport | UnservedReport, days: Mapping[str, str]) -> Place:
        """Name a place, which can be promised for these days."""
        return Place(
            key=f"{each['kind']}:{each['code']}",
            code=each["code"],
            name=each["name"] or each["code"],
            kind=KINDS[each["kind"]].text(self._language),
            people=each["people"],
            priority=each["priority"],
            why=str(each["why"]),
            days=days,
        )

    def _days_of(self, stop: StopReport, on: str) -> Mapping[str, str]:
        """List the days to choose from; to stay on its own is a choice unless it is promised."""
        days = self.later_days
        if stop["promised"]:
            return {day: text for day, text in days.items() if day != on}
        return {**days, on: self._say("move_same_day", day=days[on])} if on in days else days

    def _day(self, on: str, routes: Sequence[RouteReport]) -> Day:
        stops = [stop for route in routes for stop in route["stops"]]
        text = self._say(
            "day_line",
            day=speak_day(date.fromisoformat(on), self._language),
            teams=len(routes),
            stops=len(stops),
            people=f"{sum(stop['people'] for stop in stops):,}",
        )
        return Day(on, text, [self._team_day(route) for route in routes])

    def _team_day(self, route: RouteReport) -> TeamDay:
        team, on = self._teams[route["team"]], route["date"]
        return TeamDay(
            team=team["name"],
            about=self._say(
                "route_line",
                leave=clock_text(route["leave_depot"], on),
                back=clock_text(route["return_depot"], on),
                depot=team["depot"]["name"],
                minutes=route["travel_minutes"],
                kilometres=f"{route['distance_m'] / _METRES_PER_KILOMETRE:.1f}",
            ),
            breaks=[
                self._say("break_line", times=span_text(times, on)) for times in route["breaks"]
            ],
            stops=[self._stop(stop, on) for stop in route["stops"]],
        )

    def _stop(self, stop: StopReport, on: str) -> Stop:
        return Stop(
            place=self.place(stop, self._days_of(stop, on)),
            order=stop["order"],
            times=span_text((stop["start"], stop["depart"]), on),
            address=stop["address"] or "",
            free=self._say("window_line", times=span_text(stop["window"], on)),
            topics=self._say("topics_line", topics=topics_text(stop["topics"], self._language)),
            phone=stop["phone"] or "",
            phone_of=self._say(f"phone_{stop['phone_of']}") if stop["phone_of"] else "",
            is_must=stop["must"],
            is_promised=stop["promised"],
        )

    def _say(self, name: str, /, **values: object) -> str:
        return OUTREACH_TEXTS[name].text(self._language, **values)
