"""Two plans side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request, Response

from api.desk import Desk
from api.pages.planner.plans import TEXTS, newest_done, reader_of
from api.pages.planner.plans_codes import require_plan_code
from api.pages.planner.plans_list import Reader
from api.pages.planner.plans_words import RequestWords, budget_in_words, money
from api.pages.planner.rendering import planner_page
from api.pages.planner.router import planner_router
from api.requests import reading
from api.schemas_plans import ComparedUnion, PlanComparison
from api.use_cases.plan_comparison import compare_plans, load_finished_plan
from data.plans import StoredPlan
from geo.errors import SourceUnavailable
from geo.spoken_hours import speak_hours
from planner.plan_words import STATUSES

MOST_CHOICES = 100
FIRST_ROWS = 10
MOST_PLACES = 200
PAIR = 2
router = planner_router()


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of both plans, and how much more the second has."""

    label: str
    first: str
    second: str
    difference: str


@dataclass(frozen=True, slots=True)
class AskedRow:
    """Something that was asked differently."""

    label: str
    first: str
    second: str


@router.get("/plans/compare")
def compare(request: Request) -> Response:
    """Show two plans; without two, the plans there are to choose from."""
    reader, chosen = reader_of(request), _chosen(request)
    compared = _compared(request, *chosen) if len(chosen) == PAIR else None
    done = newest_done(request, MOST_CHOICES)
    return planner_page(
        request,
        "plan_compare.html",
        title=reader.say("compare_title"),
        section="plans",
        texts=TEXTS,
        chosen=[*chosen, "", ""][:PAIR],
        choices=_choices(done, chosen, reader),
        compared=compared,
        figures=_figures(compared, reader) if compared else [],
        asked=_asked(request, compared, reader) if compared else [],
        changed_unions=_changed_unions(compared) if compared else [],
        signed=signed,
        speak=lambda hours: speak_hours(hours, reader.language),
        first_rows=FIRST_ROWS,
        most_places=MOST_PLACES,
        can_choose=len(done) >= PAIR,
    )


def _chosen(request: Request) -> Sequence[str]:
    """Read the two codes; those ticked in the list stand there the newest first."""
    fields = request.query_params
    named = [fields.get(name, "") for name in ("first", "second")]
    codes = named if any(named) else list(reversed(fields.getlist("plan")))
    return [require_plan_code(code) for code in codes if code]


def _compared(request: Request, first: str, second: str) -> PlanComparison:
    with reading(request) as session:
        one, other = (load_finished_plan(session, code) for code in (first, second))
    return PlanComparison.model_validate(compare_plans(one, other))


def _choices(
    done: Sequence[StoredPlan], chosen: Sequence[str], reader: Reader
) -> Sequence[tuple[str, str]]:
    """List the plans that can be compared; one chosen that is older than these comes last."""
    known = {
        plan.code: " · ".join(
            [
                reader.moment(plan.created_at),
                budget_in_words(plan.request, reader.language),
                plan.author or plan.code,
            ]
        )
        for plan in done
    }
    return [*known.items(), *((code, code) for code in chosen if code not in known)]


def _figures(compared: PlanComparison, reader: Reader) -> Sequence[FigureRow]:
    first, second = compared.figures.first, compared.figures.second
    names = ("people", "covered_before", "covered_after", "spent", "bound")
    rows = [
        FigureRow(
            reader.say(f"row_{name}"),
            money(getattr(first, name)),
            money(getattr(second, name)),
            signed(getattr(second, name) - getattr(first, name)),
        )
        for name in names
    ]
    one, other = (STATUSES[plan.status].text(reader.language) for plan in (first, second))
    return [*rows, FigureRow(reader.say("row_status"), one, other, "")]


def _changed_unions(compared: PlanComparison) -> Sequence[ComparedUnion]:
    """List the unions with a difference, the largest first; those of one plan alone come last."""
    changed = [union for union in compared.by_union if union.difference != 0]
    return sorted(changed, key=lambda union: -abs(union.difference or 0))


def signed(number: float) -> str:
    """Write a difference with its sign; nothing where there is none."""
    return f"{number:+,.0f}".replace("-", "−") if round(number) else "0"


def _asked(request: Request, compared: PlanComparison, reader: Reader) -> Sequence[AskedRow]:
    words = RequestWords(
        reader.language, service_names=reader.service_names, union_names=_union_names(request)
    )
    return [
        AskedRow(
            words.label(each.field),
            words.value(each.field, each.first),
            words.value(each.field, each.second),
        )
        for each in compared.request_differences
    ]


def _union_names(request: Request) -> Mapping[str, str]:
    desk: Desk = request.app.state.desk
    try:
        return {code: union.name for code, union in desk.snapshot.unions.items()}
    except SourceUnavailable:
        return {}
