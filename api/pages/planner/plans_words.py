"""What a plan was asked, in words: for lists, and field by field for two side by side."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import cast

from api.pages.cards import named
from api.pages.planner.coverage_texts import COVERAGE_TEXTS
from api.pages.planner.coverage_words import StandardAsked, standard_in_words
from api.pages.planner.plans_form_texts import PLAN_FORM_TEXTS
from api.use_cases.planning_inputs import DEMAND_KINDS
from geo.messages import Language
from geo.spoken_hours import speak_hours
from planner.plan_words import listed

Asked = Mapping[str, object]


def money(yuan: float) -> str:
    """Write yuan."""
    return f"{yuan:,.0f}"


def budget_in_words(request: Asked, language: Language) -> str:
    """Say how much money, or which target."""
    say = partial(_say, language)
    years = cast("Sequence[float]", request.get("yearly_budgets") or [])
    budget = cast("float | None", request.get("budget"))
    if budget is None and years:
        budget = years[-1]
    target = cast("float | None", request.get("target_share"))
    most = say("word_yuan", sum=money(budget)) if budget is not None else ""
    if target is not None:
        share = f"{target * 100:.4g}%"
        return say("asked_target_within" if most else "asked_target", share=share, sum=most)
    if years:
        return say("asked_years", count=len(years), sum=most)
    return say("asked_budget", sum=most)


def standard_of_request(
    request: Asked, service_names: Mapping[str, str], language: Language
) -> str:
    """Say the standard of a stored request; what it lacks is as usual."""
    asked = StandardAsked(
        mode=str(request.get("mode", "walk")),
        minutes=cast("float", request.get("minutes", 15)),
        stay_minutes=cast("float", request.get("stay_minutes", 30)),
        days=cast("int", request.get("days", 2)),
        services=cast("Sequence[str]", request.get("services") or []),
        demand=cast("Sequence[str]", request.get("demand") or list(DEMAND_KINDS)),
        weight=str(request.get("weight", "people")),
    )
    return standard_in_words(asked, service_names, language)


class RequestWords:
    """Names the fields of a request, and says their values."""

    def __init__(
        self,
        language: Language,
        *,
        service_names: Mapping[str, str],
        union_names: Mapping[str, str],
    ) -> None:
        self._language = language
        self._services = service_names
        self._unions = union_names
        per_cent = partial(self._worded, lambda share: f"{share * 100:.4g}%")
        self._words: Mapping[str, Callable[[object], str]] = {
            "budget": partial(self._with, "word_yuan", money),
            "target_share": per_cent,
            "floor": per_cent,
            "gap": per_cent,
            "minutes": partial(self._counted, "word_minutes"),
            "stay_minutes": partial(self._counted, "word_minutes"),
            "time_limit": partial(self._counted, "word_seconds"),
            "staff_hours": partial(self._counted, "word_hours"),
            "days": partial(self._counted, "word_days"),
            "max_new_sites": partial(self._counted, "word_sites"),
            "mode": lambda mode: named("mode", str(mode), language),
            "weight": lambda weight: COVERAGE_TEXTS[f"weight_{weight}"].text(language),
            "candidates": lambda source: self._text(f"candidates_{source or 'auto'}"),
            "backup": lambda backup: named_yes(language, is_yes=bool(backup)),
            "services": self._service_list,
            "demand": self._demand_list,
            "floors": self._floor_list,
            "costs": self._cost_list,
            "new_site_options": self._hours_list,
            "extensions": self._hours_list,
            "yearly_budgets": lambda sums: self._list(map(money, cast("Sequence[float]", sums))),
        }

    def label(self, field: str) -> str:
        """Name a field; one of a later version goes by its own name."""
        message = PLAN_FORM_TEXTS.get(field)
        return message.text(self._language) if message else field

    def value(self, field: str, value: object) -> str:
        """Say the value of a field."""
        if value is None and field != "candidates":
            return self._text("word_none")
        return self._words.get(field, str)(value)

    def _text(self, name: str, **values: object) -> str:
        return _say(self._language, name, **values)

    def _worded(self, write: Callable[[float], str], value: object) -> str:
        return write(cast("float", value))

    def _with(self, name: str, write: Callable[[float], str], value: object) -> str:
        return self._text(name, sum=write(cast("float", value)))

    def _counted(self, name: str, value: object) -> str:
        return self._text(name, count=value)

    def _list(self, words: object) -> str:
        return listed(cast("Sequence[str]", words), self._language) or self._text("word_empty")

    def _service_list(self, codes: object) -> str:
        names = [self._services.get(code, code) for code in cast("Sequence[str]", codes)]
        return self._list(names) if names else self._text("word_any_service")

    def _demand_list(self, kinds: object) -> str:
        said = [COVERAGE_TEXTS[f"demand_{kind}"] for kind in cast("Sequence[str]", kinds)]
        return self._list([message.text(self._language) for message in said])

    def _floor_list(self, floors: object) -> str:
        shares = cast("Mapping[str, float]", floors)
        return self._list(
            [f"{self._unions.get(code, code)} {share * 100:.4g}%" for code, share in shares.items()]
        )

    def _cost_list(self, costs: object) -> str:
        given = {
            name: cost
            for name, cost in cast("Mapping[str, float | None]", costs).items()
            if cost is not None
        }
        said = [f"{self.label(name)} {cost:,g}" for name, cost in given.items()]
        return self._list(said) if said else self._text("word_default")

    def _hours_list(self, texts: object) -> str:
        said = [speak_hours(text, self._language) for text in cast("Sequence[str]", texts)]
        return (" | " if self._language is Language.ENGLISH else "｜").join(said)


def named_yes(language: Language, *, is_yes: bool) -> str:
    """Say yes or no."""
    words = ("是", "否") if language is Language.CHINESE else ("yes", "no")
    return words[0] if is_yes else words[1]


def _say(language: Language, name: str, /, **values: object) -> str:
    return PLAN_FORM_TEXTS[name].text(language, **values)
