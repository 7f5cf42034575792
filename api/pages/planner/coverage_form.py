"""The coverage standard as a form: read, checked, carried on in addresses."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from pydantic import ValidationError
from starlette.datastructures import QueryParams

from api.errors import field_errors
from api.pages.planner.coverage_texts import COVERAGE_TEXTS
from api.schemas_coverage import CoverageQuery
from api.use_cases.planning_inputs import DEMAND_KINDS, CoverageRequest
from geo.errors import InvalidInput
from geo.messages import Language
from geo.travel import Mode
from planner.demand import Weight

Problems = Mapping[str, str]
"""What is wrong, by field."""

STANDARD_FIELDS_OF = {
    "standard_minutes_invalid": "minutes",
    "stay_minutes_invalid": "stay_minutes",
    "days_invalid": "days",
    "demand_kind_unknown": "demand",
    "service_unknown": "service",
    "weight_unknown": "weight",
}
"""Fields of the standard by the codes of the messages that refuse them."""
_LONGEST_VALUE = 40


@dataclass(frozen=True, slots=True)
class StandardForm:
    """The fields of the standard as sent; nothing is checked yet."""

    mode: str = Mode.WALK.value
    minutes: str = "15"
    stay_minutes: str = "30"
    days: str = "2"
    services: Sequence[str] = ()
    demand: Sequence[str] = tuple(DEMAND_KINDS)
    weight: str = Weight.PEOPLE.value

    def pairs(self) -> Sequence[tuple[str, str]]:
        """List the fields that differ from the usual ones, for an address."""
        usual = StandardForm()
        names = ("mode", "minutes", "stay_minutes", "days", "weight")
        found = [
            (name, getattr(self, name))
            for name in names
            if getattr(self, name) != getattr(usual, name)
        ]
        found += [("service", code) for code in self.services]
        if set(self.demand) != set(usual.demand):
            found += [("demand", kind) for kind in self.demand]
        return found

    def address(self, path: str, language: Language, **others: str) -> str:
        """Make an address that asks for this standard."""
        pairs = [*self.pairs(), *others.items()]
        if language is Language.ENGLISH:
            pairs.append(("lang", "en"))
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def request(self) -> CoverageRequest:
        """Return what is asked; raises InvalidInput or ValidationError for the first mistake."""
        query = CoverageQuery.model_validate(
            {
                "mode": self.mode,
                "minutes": plain(self.minutes),
                "stay_minutes": plain(self.stay_minutes),
                "days": plain(self.days),
                "service": list(self.services),
                "demand": list(self.demand),
                "weight": self.weight,
            }
        )
        return query.coverage_request()


def read_standard(fields: QueryParams) -> StandardForm:
    """Read the fields sent; those missing are the usual ones, and no kind of demand means all."""
    usual = StandardForm()
    texts = {
        name: (fields.get(name) or getattr(usual, name)).strip()[:_LONGEST_VALUE]
        for name in ("mode", "minutes", "stay_minutes", "days", "weight")
    }
    kinds = [kind for text in fields.getlist("demand") for kind in text.split(",") if kind]
    services = dict.fromkeys(code for code in fields.getlist("service") if code)
    return StandardForm(**texts, services=tuple(services), demand=tuple(kinds) or usual.demand)


def plain(text: str) -> str:
    """Bring digits and signs as Chinese keyboards write them to plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def standard_problems(
    error: InvalidInput | ValidationError, form: StandardForm, language: Language
) -> Problems:
    """Say beside which field what is wrong; what no field is to blame for stands under ``."""
    if isinstance(error, InvalidInput):
        field = STANDARD_FIELDS_OF.get(error.code, "")
        return {field: _said(field, form, language) or error.text(language)}
    found = field_errors(error.errors(), language)
    return {str(each["field"]).partition(".")[0]: str(each["message"]) for each in found}


def _said(field: str, form: StandardForm, language: Language) -> str:
    """Say what a field accepts, where we have words of our own for it."""
    message = COVERAGE_TEXTS.get(f"wrong_{field}")
    return message.text(language, value=getattr(form, field)) if message else ""
