"""What visits came to: people met and joined, per hour of staff, by team, and the latest visits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request, Response

from api.clock import now
from api.desk import Desk
from api.pages.planner.rendering import page_language, planner_page, say_from
from api.pages.planner.router import planner_router
from api.pages.planner.visits_texts import VISITS_TEXTS
from api.requests import reading
from api.use_cases.visit_figures import a_month_before, load_visit_figures
from data.visits import list_visits
from geo.errors import SourceUnavailable
from geo.messages import Language
from planner.outreach_words import OUTCOMES, speak_weekday
from planner.visits import VisitRecord

MOST_SHOWN = 100
router = planner_router()


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A recorded visit in words; what is not known is empty."""

    day: str
    team: str
    place: str
    outcome: str
    people_met: str
    joined: str
    notes: str


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are looked at; `problem` is what was asked for and cannot be."""

    since: date
    until: date
    problem: str = ""


@router.get("/outreach/visits")
def visits(
    request: Request,
    since: str = "",
    until: str = "",
    before: str | None = None,
) -> Response:
    """Show the figures of some days, else of the last month, and the latest visits of them."""
    span = read_span(since, until, now().date())
    with reading(request) as session:
        figures = load_visit_figures(session, since=span.since, until=span.until)
        found = list_visits(
            session, since=span.since, until=span.until, limit=MOST_SHOWN + 1, before=before
        )
    language = page_language(request)
    return planner_page(
        request,
        "visits.html",
        title=say_from(VISITS_TEXTS, language, "visits_title"),
        section="outreach",
        texts=VISITS_TEXTS,
        span=span,
        figures=figures,
        rows=_rows(found[:MOST_SHOWN], _names(request), language),
        is_first_page=before is None,
        next=found[MOST_SHOWN - 1].code if len(found) > MOST_SHOWN else None,
    )


def read_span(since: str, until: str, today: date) -> Span:
    """Read the days asked for; those that cannot be give way to the last month."""
    usual = Span(a_month_before(today), today)
    try:
        last = date.fromisoformat(until) if until else usual.until
        first = date.fromisoformat(since) if since else a_month_before(last)
    except ValueError:
        return Span(usual.since, usual.until, f"{since} – {until}")
    if first > last:
        return Span(usual.since, usual.until, f"{since} – {until}")
    return Span(first, last)


def _rows(
    found: Sequence[VisitRecord], names: Mapping[tuple[str, str], str], language: Language
) -> Sequence[VisitRow]:
    return [
        VisitRow(
            day=f"{visit.date} {speak_weekday(visit.date, language)}",
            team=visit.team,
            place=names.get((visit.place_kind or "", visit.place_code), visit.place_code),
            outcome=OUTCOMES[visit.outcome].text(language) if visit.outcome else "",
            people_met=_count(visit.people_met),
            joined=_count(visit.joined),
            notes=visit.notes or "",
        )
        for visit in found
    ]


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _names(request: Request) -> Mapping[tuple[str, str], str]:
    """Name the places by kind and code; before data is loaded they are told by their codes."""
    desk: Desk = request.app.state.desk
    try:
        places = desk.snapshot.gazetteer.places
    except SourceUnavailable:
        return {}
    return {(place.kind, place.code): place.name for place in places}
