"""The form for a plan of visits: its fields as sent, the usual ones, and those asked before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast

from starlette.datastructures import FormData, QueryParams

from api.outreach_request import DEFAULT_SEARCH_S, DEFAULT_STOPS
from api.pages.planner.coverage_form import StandardForm, read_standard
from geo.units import DAYS_PER_WEEK

TEXT_FIELDS = (
    "plan",
    "union",
    "start",
    "length",
    "teams",
    "must",
    "never",
    "promised",
    "needs",
    "most_stops",
    "time_limit",
    "author",
)
"""`length` is how many days are planned: the standard has `days` of its own."""
USUAL_LENGTH = "5"
LONGEST_TEXT = 20_000

Asked = Mapping[str, object]
"""The request of a stored plan of visits."""


@dataclass(frozen=True, slots=True)
class OutreachForm:
    """The fields as people see them: places one a line, the teams as the text of a CSV file."""

    standard: StandardForm
    texts: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return what stands in a field."""
        return self.texts.get(name, "")

    def too_long(self) -> Sequence[str]:
        """Name the fields with more than can be read."""
        return [name for name, text in self.texts.items() if len(text) > LONGEST_TEXT]

    def with_texts(self, **texts: str) -> "OutreachForm":
        """Return the form with other texts in some fields."""
        return replace(self, texts={**self.texts, **texts})


def usual_form(today: date, *, teams: str = "", plan: str = "") -> OutreachForm:
    """Fill in what is usual, for the five days from next Monday on."""
    texts = {
        "plan": plan,
        "start": next_monday(today).isoformat(),
        "length": USUAL_LENGTH,
        "teams": teams,
        "most_stops": str(DEFAULT_STOPS),
        "time_limit": str(DEFAULT_SEARCH_S),
    }
    return OutreachForm(StandardForm(), texts)


def form_of_request(request: Asked, today: date, *, teams: str) -> OutreachForm:
    """Fill in what a plan was asked, but for its days: those begin next Monday.

    What was promised belonged to the days before, so it is left out.
    """
    form = usual_form(today, teams=teams, plan=str(request.get("plan") or ""))
    asked = replace(form, standard=_standard(request))
    needs = cast("Mapping[str, Sequence[str]]", request.get("needs") or {})
    return asked.with_texts(
        union=str(request.get("union") or ""),
        length=_number(request, "days", USUAL_LENGTH),
        must="\n".join(_listed(request, "must")),
        never="\n".join(_listed(request, "never")),
        needs="\n".join(f"{place} = {', '.join(skills)}" for place, skills in needs.items()),
        most_stops=_number(request, "most_stops", str(DEFAULT_STOPS)),
        time_limit=_number(request, "time_limit", str(DEFAULT_SEARCH_S)),
    )


def read_outreach_form(fields: FormData | QueryParams) -> OutreachForm:
    """Read the fields that were sent; those missing are empty."""
    words = QueryParams(
        [(name, value) for name, value in fields.multi_items() if isinstance(value, str)]
    )
    texts = {name: words.get(name, "").strip() for name in TEXT_FIELDS}
    return OutreachForm(read_standard(words), texts)


def next_monday(today: date) -> date:
    """Return the Monday after today."""
    return today + timedelta(days=DAYS_PER_WEEK - today.weekday())


def _standard(request: Asked) -> StandardForm:
    usual = StandardForm()
    asked = cast("Asked", request.get("standard") or {})
    return StandardForm(
        mode=str(asked.get("mode", usual.mode)),
        minutes=_number(asked, "minutes", usual.minutes),
        stay_minutes=_number(asked, "stay_minutes", usual.stay_minutes),
        days=_number(asked, "days", usual.days),
        services=_listed(asked, "services"),
        demand=_listed(request, "kinds") or usual.demand,
    )


def _listed(values: Asked, name: str) -> Sequence[str]:
    return [str(each) for each in cast("Sequence[object]", values.get(name) or [])]


def _number(values: Asked, name: str, usual: str) -> str:
    number = values.get(name)
    return usual if number is None else f"{cast('float', number):.12g}"
