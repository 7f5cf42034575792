"""The first page of the desk: what there is, what is to be checked, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import Request, Response

from api.clock import now
from api.pages.cards import named
from api.pages.planner.rendering import link_to, page_language, planner_page, say_from
from api.pages.planner.router import planner_router
from api.pages.planner.texts import PLANNER_TEXTS
from api.requests import reading
from data.overview import Overview, load_overview
from geo.messages import Language

router = planner_router()

_IMPORT = "/planner/data/import"
_LISTS = {"unions": "unions", "points": "service-points", "places": "apartments"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that a new installation goes through; its texts are `next_<name>`."""

    name: str
    address: str
    is_done: bool = False
    can_begin: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look into: how much of it there is, and where it is listed."""

    text: str
    count: str
    address: str


@router.get("")
def overview(request: Request) -> Response:
    """Show the counts."""
    with reading(request) as session:
        counts = load_overview(session, today=now().date())
    language = page_language(request)
    return planner_page(
        request,
        "overview.html",
        title=say_from(PLANNER_TEXTS, language, "overview_title"),
        section="overview",
        counts=counts,
        steps=_steps(counts, language),
        checks=_checks(counts, language),
        tiers=[
            (named("tier", tier, language), tier, is_open, other)
            for tier, (is_open, other) in counts.tiers.items()
        ],
    )


def _steps(counts: Overview, language: Language) -> Sequence[NextStep]:
    has_data = bool(counts.open_points and counts.places)
    lists = {name: link_to(language, _IMPORT, kind=kind) for name, kind in _LISTS.items()}
    return [
        NextStep("unions", lists["unions"], is_done=counts.unions > 0),
        NextStep("points", lists["points"], is_done=counts.points > 0),
        NextStep("places", lists["places"], is_done=counts.places > 0),
        NextStep("coverage", link_to(language, "/planner/coverage"), can_begin=has_data),
        NextStep("plan", link_to(language, "/planner/plans"), can_begin=has_data),
    ]


def _checks(counts: Overview, language: Language) -> Sequence[Check]:
    of_points = {
        "hours": counts.hours_unknown,
        "phone": counts.phone_unknown,
        "verified": counts.unverified,
    }
    say = partial(say_from, PLANNER_TEXTS, language)
    reports = Check(
        say("check_reports"),
        say("reports_count", count=counts.new_reports),
        link_to(language, "/planner/data/reports"),
    )
    return [
        *([reports] if counts.new_reports else []),
        *(
            Check(
                say(f"check_{name}"),
                say("points_count", count=count),
                link_to(language, "/planner/data/service-points", check=name),
            )
            for name, count in of_points.items()
            if count
        ),
    ]
