"""The visits of a team as a calendar (iCalendar, RFC 5545).

An event keeps its UID from plan to plan, so that importing a newer file updates it. A UID is of one
team: whoever imports the calendars of several sees that one lost a visit and another one has it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import STATUS, TRANSP, Calendar, Event, Timezone, TimezoneStandard

from data.outreach_stop_text import describe_stop, navigation_lines, printable, titled
from geo.messages import Language, Message
from planner.outreach_report import OutreachReport, RouteReport, StopReport

LUNCH_BREAK = Message("calendar_lunch_break", zh="午休", en="Lunch break")
TIME_ZONE = ZoneInfo("Asia/Shanghai")
_PRODUCT = "-//Niangjia//Outreach//{language}"
_HOST = "niangjia"
_OFFSET = timedelta(hours=8)
_NO_SUMMER_TIME_SINCE = datetime(1991, 9, 15, 1)  # noqa: DTZ001  local time, as VTIMEZONE has it
_SEQUENCES_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
"""Seconds since then fit into an iCalendar integer until 2088."""


def team_calendar(
    report: OutreachReport,
    team: str,
    *,
    language: Language,
    made_at: datetime,
    before: OutreachReport | None = None,
) -> bytes:
    """Write the days of a team, by its code, with an event for each visit and each break.

    What the team had in the plan `before` and has no longer is cancelled. Of two files with the
    same event that with the later `made_at` holds.
    """
    calendar = Calendar.new(
        name=_team_name(report, team),
        prodid=_PRODUCT.format(language=language.value),
        uid=f"team-{team}@{_HOST}",
        last_modified=made_at,
        subcomponents=[_time_zone()],
    )
    events = _events(report, team, language)
    past = _events(before, team, language) if before else {}
    gone = [event for uid, event in past.items() if uid not in events]
    sequence = int((made_at - _SEQUENCES_BEGIN).total_seconds())
    for event in events.values():
        event.status = STATUS.CONFIRMED
    for event in gone:
        event.status = STATUS.CANCELLED
    for event in (*events.values(), *gone):
        event.sequence, event.stamp = sequence, made_at
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _team_name(report: OutreachReport, code: str) -> str:
    return next(printable(team["name"]) for team in report["teams"] if team["code"] == code)


def _time_zone() -> Timezone:
    standard = TimezoneStandard()
    standard.DTSTART = _NO_SUMMER_TIME_SINCE
    standard.TZOFFSETFROM = standard.TZOFFSETTO = _OFFSET
    standard.add("TZNAME", "CST")
    zone = Timezone()
    zone.add("TZID", TIME_ZONE.key)
    zone.add_component(standard)
    return zone


def _events(report: OutreachReport, team: str, language: Language) -> dict[str, Event]:
    """Return the events of a team by their UIDs, in the order of the days."""
    routes = [route for route in report["routes"] if route["team"] == team]
    return {
        str(event.uid): event
        for route in sorted(routes, key=lambda route: route["date"])
        for event in (*_visits(report, route, language), *_breaks(route, language))
    }


def _visits(report: OutreachReport, route: RouteReport, language: Language) -> Iterator[Event]:
    for stop in route["stops"]:
        event = Event.new(
            uid=f"{report['start']}-{stop['kind']}-{stop['code']}-{route['team']}@{_HOST}",
            start=_moment(stop["start"]),
            end=_moment(stop["depart"]),
            summary=titled(stop),
            location=printable(stop["address"]) if stop["address"] else None,
            description=_description(stop, route, language),
            transparency=TRANSP.OPAQUE,
        )
        event.add("geo", (stop["lat"], stop["lon"]))
        yield event


def _description(stop: StopReport, route: RouteReport, language: Language) -> str:
    said = describe_stop(stop, route["date"], language)
    return printable("\n".join([*said, *navigation_lines(stop, language)]))


def _breaks(route: RouteReport, language: Language) -> Iterator[Event]:
    for number, (start, end) in enumerate(route["breaks"], start=1):
        yield Event.new(
            uid=f"{route['date']}-break-{number}-{route['team']}@{_HOST}",
            start=_moment(start),
            end=_moment(end),
            summary=LUNCH_BREAK.text(language),
            transparency=TRANSP.TRANSPARENT,
        )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(TIME_ZONE)
