"""The rows of the map of visits, as `maps/scripts/outreach_model.js` reads them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from geo.messages import Language
from maps.outreach_facts import (
    COMMA,
    Pause,
    day_text,
    in_order_of_time,
    kilometres,
    marks,
    people_of,
)
from maps.outreach_texts import (
    BREAK,
    KIND_PEOPLE,
    LEAVES,
    NO_PHONE,
    PEOPLE,
    PHONE,
    REASON,
    RETURNS,
    ROUTE,
    STARTS_HERE,
    STOP_OF,
    TALK,
    TEAM,
    TIMES,
    TIMES_WAIT,
    WHY,
    WINDOW,
    WOULD_HELP,
)
from planner.outreach_report import (
    OutreachReport,
    RouteReport,
    StopReport,
    TeamReport,
    UnservedReport,
)
from planner.outreach_words import PHONE_OF, REASONS, clock_text, span_text, topics_text
from planner.plan_words import KINDS, MODES

Row = Mapping[str, object]


def day_rows(report: OutreachReport, language: Language) -> Sequence[str]:
    """Name all days of the plan, with visits or without."""
    start = date.fromisoformat(report["start"])
    days = (start + timedelta(days=day) for day in range(report["days"]))
    return [day_text(day.isoformat(), language) for day in days]


def team_rows(report: OutreachReport, language: Language) -> Sequence[str]:
    """Name the teams, with how they travel."""
    return [
        TEAM.text(language, name=team["name"], mode=MODES[team["mode"]].text(language))
        for team in report["teams"]
    ]


def depot_rows(report: OutreachReport, language: Language) -> Sequence[Row]:
    """List where teams start, each place once."""
    depots = {team["depot"]["code"]: team["depot"] for team in report["teams"]}
    teams: dict[str, list[str]] = {code: [] for code in depots}
    for team in report["teams"]:
        teams[team["depot"]["code"]].append(team["name"])
    comma = COMMA.text(language)
    return [
        {
            "name": depot["name"],
            "lon": depot["lon"],
            "lat": depot["lat"],
            "facts": [STARTS_HERE.text(language, teams=comma.join(teams[code]))],
        }
        for code, depot in depots.items()
    ]


def route_rows(report: OutreachReport, language: Language) -> Sequence[Row]:
    """List the routes by day, and within a day by team, with their stops."""
    numbers = {team["code"]: number for number, team in enumerate(report["teams"])}
    ordered = sorted(report["routes"], key=lambda route: (route["date"], numbers[route["team"]]))
    start = date.fromisoformat(report["start"])
    return [
        {
            "team": numbers[route["team"]],
            "day": (date.fromisoformat(route["date"]) - start).days,
            **_route(route, report["teams"][numbers[route["team"]]], language),
        }
        for route in ordered
    ]


def unserved_rows(report: OutreachReport, language: Language) -> Sequence[Row]:
    """List the places nobody visits, the most urgent first."""
    ordered = sorted(report["unserved"], key=lambda place: -place["priority"])
    return [
        {
            "name": place["name"],
            "lon": place["lon"],
            "lat": place["lat"],
            "reason": REASONS[place["reason"]].text(language),
            "facts": _unserved_facts(place, language),
        }
        for place in ordered
    ]


def _route(route: RouteReport, team: TeamReport, language: Language) -> Row:
    depot = team["depot"]
    return {
        "facts": ROUTE.text(
            language,
            stops=len(route["stops"]),
            people=people_of(route),
            minutes=route["travel_minutes"],
            km=kilometres(route["distance_m"]),
        ),
        "depot": [depot["lat"], depot["lon"]],
        "entries": [
            {
                "time": clock_text(route["leave_depot"], route["date"]),
                "text": LEAVES.text(language, depot=depot["name"]),
            },
            *(_entry(row, route, team, language) for row in in_order_of_time(route)),
            {
                "time": clock_text(route["return_depot"], route["date"]),
                "text": RETURNS.text(language, depot=depot["name"]),
            },
        ],
    }


def _entry(
    row: StopReport | Pause, route: RouteReport, team: TeamReport, language: Language
) -> Row:
    if isinstance(row, Pause):
        return {"time": f"{row.start}–{row.end}", "text": BREAK.text(language)}
    stop_of = STOP_OF.text(
        language,
        day=day_text(route["date"], language),
        team=team["name"],
        order=row["order"],
    )
    return {
        "order": row["order"],
        "name": row["name"],
        "lon": row["lon"],
        "lat": row["lat"],
        "people": row["people"],
        "time": span_text((row["start"], row["depart"]), route["date"]),
        "text": PEOPLE.text(language, people=row["people"]),
        "marks": marks(row, language),
        "facts": [stop_of, *_stop_facts(row, route["date"], language)],
    }


def _stop_facts(stop: StopReport, day: str, language: Language) -> Sequence[str]:
    arrive, start, depart, first, last = (
        clock_text(moment, day)
        for moment in (stop["arrive"], stop["start"], stop["depart"], *stop["window"])
    )
    times = TIMES if arrive == start else TIMES_WAIT
    phone = NO_PHONE.text(language)
    if stop["phone"]:
        whose = PHONE_OF[stop["phone_of"] or "place"].text(language)
        phone = PHONE.text(language, phone=stop["phone"], whose=whose)
    facts = [
        times.text(language, arrive=arrive, start=start, depart=depart),
        WINDOW.text(language, first=first, last=last),
        KIND_PEOPLE.text(language, kind=KINDS[stop["kind"]].text(language), people=stop["people"]),
        stop["address"] or "",
        TALK.text(language, topics=topics_text(stop["topics"], language)),
        phone,
        WHY.text(language, why=stop["why"]),
    ]
    return [fact for fact in facts if fact]


def _unserved_facts(place: UnservedReport, language: Language) -> Sequence[str]:
    facts = [
        KIND_PEOPLE.text(
            language, kind=KINDS[place["kind"]].text(language), people=place["people"]
        ),
        REASON.text(language, reason=REASONS[place["reason"]].text(language)),
        WOULD_HELP.text(language, change=place["would_help"]) if place["would_help"] else "",
        WHY.text(language, why=place["why"]),
    ]
    return [fact for fact in facts if fact]
