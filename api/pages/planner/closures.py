"""The closures of a service point: those there are, and one that is being written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from api.pages.planner.values import value_words
from data.database import Session
from data.edits import Draft
from data.listings import closures_of, load_listing
from geo.messages import Language

KIND = "closures"
FIELDS = ("first_day", "last_day", "opening_hours", "reason")
PAGE_FIELD = "closures"
_LONGEST_VALUE, _LONGEST_NUMBER = 1_000, 6


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """A closure in words; without hours it is closed."""

    code: str
    first_day: str
    last_day: str
    hours: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClosurePage:
    """One page of closures, the latest first, and the numbers of those beside it; 0 is none."""

    lines: Sequence[ClosureLine]
    later: int = 0
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class ClosureForm:
    """A closure as it is written; `errors` are sentences by field."""

    texts: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    errors: Mapping[str, str] = field(default_factory=dict)

    def draft(self, service_point_code: str) -> Draft:
        """What is to be written; a closure of one day needs its day only once."""
        last_day = self.texts["last_day"] or self.texts["first_day"]
        of_point = {"service_point_code": service_point_code, "last_day": last_day}
        return Draft({**self.texts, **of_point})


def read_closure(fields: FormData) -> ClosureForm:
    """Read what was sent."""
    sent = {name: fields.get(name) for name in FIELDS}
    return ClosureForm(
        {
            name: value.strip()[:_LONGEST_VALUE] if isinstance(value, str) else ""
            for name, value in sent.items()
        }
    )


def closure_page(
    session: Session, service_point_code: str, language: Language, *, page: str
) -> ClosurePage:
    """Load a page of the closures of a service point; what is no number is the first."""
    number = int(page) if page.isdecimal() and len(page) < _LONGEST_NUMBER else 1
    chosen = closures_of(service_point_code)
    found = load_listing(session, KIND, page=number, conditions=chosen)
    lines = [
        ClosureLine(
            code=str(row["code"]),
            first_day=str(row["first_day"]),
            last_day=str(row["last_day"]),
            hours=value_words(row, "opening_hours", language),
            reason=str(row["reason"] or ""),
        )
        for row in found.rows
    ]
    earlier = found.page + 1 if found.page < found.pages else 0
    return ClosurePage(lines, later=found.page - 1, earlier=earlier)
