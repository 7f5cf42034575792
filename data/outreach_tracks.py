"""The routes of a team for navigation apps and devices (GPX 1.1)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXWaypoint

from data.outreach_stop_text import describe_stop, printable, titled
from geo.messages import Language, Message
from geo.units import METRES_PER_KILOMETRE
from planner.outreach_report import OutreachReport, RouteReport, StopReport, TeamReport
from planner.outreach_words import clock_text, speak_day

LEAVE = Message("track_leave", zh="{time} 出发", en="leave at {time}")
RETURN = Message("track_return", zh="{time} 返回", en="return at {time}")
ROUTE = Message(
    "track_route",
    zh="{leave}–{back}，走访 {stops} 处，路程 {km:.1f} 公里",
    en="{leave}–{back}, {stops} stops, {km:.1f} km",
)


def team_tracks(
    report: OutreachReport, team: str, *, language: Language, made_at: datetime
) -> bytes:
    """Write a route for each day of a team, by its code, and a waypoint for each stop."""
    asked = next(one for one in report["teams"] if one["code"] == team)
    routes = [route for route in report["routes"] if route["team"] == team]
    tracks = GPX()
    tracks.creator = "Niangjia"
    tracks.name, tracks.time = printable(asked["name"]), made_at.astimezone(UTC)
    for number, route in enumerate(sorted(routes, key=lambda route: route["date"]), start=1):
        tracks.routes.append(_route(route, asked, language, number=number))
        tracks.waypoints += _waypoints(route, language)
    return tracks.to_xml("1.1").encode()


def _route(route: RouteReport, team: TeamReport, language: Language, *, number: int) -> GPXRoute:
    day, leave, back = route["date"], route["leave_depot"], route["return_depot"]
    said = ROUTE.text(
        language,
        leave=clock_text(leave, day),
        back=clock_text(back, day),
        stops=len(route["stops"]),
        km=route["distance_m"] / METRES_PER_KILOMETRE,
    )
    name = f"{_spoken(route, language)} {team['name']}"
    track = GPXRoute(printable(name), said, number)
    track.points = [
        _depot(team, LEAVE.text(language, time=clock_text(leave, day))),
        *(_stop(stop, route, language) for stop in route["stops"]),
        _depot(team, RETURN.text(language, time=clock_text(back, day))),
    ]
    return track


def _spoken(route: RouteReport, language: Language) -> str:
    return speak_day(date.fromisoformat(route["date"]), language)


def _depot(team: TeamReport, said: str) -> GPXRoutePoint:
    depot = team["depot"]
    name = printable(depot["name"])
    return GPXRoutePoint(depot["lat"], depot["lon"], name=name, description=said)


def _stop(stop: StopReport, route: RouteReport, language: Language) -> GPXRoutePoint:
    said = _described(stop, route, language)
    return GPXRoutePoint(stop["lat"], stop["lon"], name=titled(stop), description=said)


def _waypoints(route: RouteReport, language: Language) -> Iterator[GPXWaypoint]:
    for stop in route["stops"]:
        said = "\n".join([_spoken(route, language), _described(stop, route, language)])
        yield GPXWaypoint(stop["lat"], stop["lon"], name=titled(stop), description=said)


def _described(stop: StopReport, route: RouteReport, language: Language) -> str:
    address = [stop["address"]] if stop["address"] else []
    return printable("\n".join([*describe_stop(stop, route["date"], language), *address]))
