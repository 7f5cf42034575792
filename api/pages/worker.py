"""The worker's page: the question, the places to choose among, the answer, or what went wrong."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from api.pages.cards import ORDINARY_DAYS, Card, Phone, card_of, named, phones_in
from api.pages.form import CHOICES, LONGEST_WAYS, MODES, LookupForm
from api.pages.moments import Spoken, moments_to_offer
from api.pages.rendering import render
from api.pages.texts import say
from api.ranges import LONGEST_WAY_MINUTES
from api.schemas import NearestAnswer, Place
from api.use_cases.hints import (
    BEST_CHANCE,
    CALL_HOTLINE,
    LATER_HOUR,
    LONGER_WAY,
    SERVICE_MISSING,
)
from geo.messages import Language
from geo.places import HOTLINE

_TOLD = ("service", "at", "mode")
"""The choices that the folded options always name; others only where they are not the usual."""

_HELPFUL_STEPS = {
    LATER_HOUR.code: "step_soonest",
    LONGER_WAY.code: "step_farther",
    SERVICE_MISSING.code: "step_any_service",
    BEST_CHANCE.code: "step_best_chance",
}
"""The step that leads to what a hint names."""

_ALWAYS_OFFERED = ("step_soonest", "step_any")
_OFFERED_IF_EMPTY = ("step_any_service", "step_farther", "step_ebike")


@dataclass(frozen=True, slots=True)
class WorkerView:
    """What the page is made of; at most one of `answer`, `matches` and `problem` is given.

    `services` are the names of services by code; `map` shows the answer, where that was asked for.
    `matches` is empty when no place fits what was typed, and None when none was looked for.
    """

    form: LookupForm
    services: Mapping[str, str]
    now: datetime.datetime
    answer: NearestAnswer | None = None
    matches: Sequence[Place] | None = None
    problem: str = ""
    map: Markup | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list to choose from."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A question one tap away: a link, or hidden fields to send when a position is asked from.

    The helpful one stands out: it surely leads to a service point.
    """

    text: str
    address: str
    fields: Sequence[tuple[str, str]]
    is_helpful: bool = False


@dataclass(frozen=True, slots=True)
class ResponsibleLine:
    """A union responsible for where the worker is."""

    name: str
    level: str
    phones: Sequence[Phone]


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """The answer in words."""

    title: str
    summary: Sequence[str]
    cards: Sequence[Card]
    hints: Sequence[str]
    steps: Sequence[Step]
    responsible: Sequence[ResponsibleLine]


def worker_page(view: WorkerView, language: Language) -> str:
    """Render the page."""
    form = view.form
    spoken = Spoken(view.now.date(), language)
    options = _options(view, spoken)
    return render(
        "worker.html",
        language,
        form=form,
        options=options,
        chosen=_chosen(form, options),
        other_moment="" if _is_listed(form.at, options["at"]) else form.at,
        words=_answer_words(view, view.answer, spoken) if view.answer else None,
        map=view.map,
        map_step=_map_step(form),
        matches=None if view.matches is None else [_match(form, place) for place in view.matches],
        problem=view.problem,
        hotline=view.answer.hotline if view.answer else HOTLINE,
        switch=_language_switch(form),
    )


def _options(view: WorkerView, spoken: Spoken) -> Mapping[str, Sequence[Option]]:
    form, language = view.form, spoken.language
    ways = sorted({*LONGEST_WAYS, form.max_minutes}, key=lambda way: (len(way), way))
    return {
        "service": _choices({"": say("any_service", language), **view.services}, form.service),
        "at": _choices(_moments(view, spoken), form.at),
        "mode": _choices({mode: say(f"mode_{mode}", language) for mode in MODES}, form.mode),
        "max_minutes": _choices(
            {way: say("minutes", language, minutes=way) for way in ways}, form.max_minutes
        ),
        "open": _choices({name: say(f"open_{name}", language) for name in CHOICES}, form.open),
    }


def _chosen(form: LookupForm, options: Mapping[str, Sequence[Option]]) -> Sequence[str]:
    told = [name for name in options if name in _TOLD or form.is_unusual(name)]
    return [option.text for name in told for option in options[name] if option.is_chosen]


def _is_listed(value: str, options: Sequence[Option]) -> bool:
    return any(option.value == value for option in options)


def _choices(texts: Mapping[str, str], chosen: str) -> Sequence[Option]:
    return [Option(value, text, value == chosen) for value, text in texts.items()]


def _moments(view: WorkerView, spoken: Spoken) -> Mapping[str, str]:
    offered = {f"{at:%Y-%m-%dT%H:%M}": spoken.moment(at) for at in moments_to_offer(view.now)}
    chosen = view.form.at
    # A moment chosen by hand stays in the list, so that the next choice simply replaces it.
    if chosen and chosen not in offered and view.answer:
        offered = {chosen: spoken.moment(view.answer.at), **offered}
    return {"": say("now", spoken.language), **offered}


def _answer_words(view: WorkerView, answer: NearestAnswer, spoken: Spoken) -> AnswerWords:
    form, language = view.form, spoken.language
    count = len(answer.results)
    found = f"found_{form.open}" if count else "found_none"
    return AnswerWords(
        title=say(found, language, count=count),
        summary=_summary(form, answer, view.services, spoken),
        cards=[
            card_of(result, spoken, view.services, asked=answer.at.date(), mode=answer.mode)
            for result in answer.results
        ],
        hints=[*_day_note(answer, language), *_hints(answer)],
        steps=_steps(form, answer),
        responsible=[
            ResponsibleLine(
                union.name, named("level", union.level, language), phones_in(union.phone)
            )
            for union in answer.responsible
        ],
    )


def _hints(answer: NearestAnswer) -> Sequence[str]:
    """List the hints but for the hotline, which every page names at its foot."""
    return [hint.message for hint in answer.hints if hint.code != CALL_HOTLINE.code]


def _day_note(answer: NearestAnswer, language: Language) -> Sequence[str]:
    """Explain a make-up workday or holiday once for all results: they share the asked day."""
    day_types = {result.open.day_type for result in answer.results} - ORDINARY_DAYS
    return [say(f"day_{day_type}", language) for day_type in sorted(day_types)]


def _summary(
    form: LookupForm, answer: NearestAnswer, services: Mapping[str, str], spoken: Spoken
) -> Sequence[str]:
    language = spoken.language
    origin = say("my_position", language) if form.has_position else form.known_as
    when = spoken.moment(answer.at) if form.at else say("now", language)
    return [
        say("from", language, origin=origin),
        when,
        say(f"mode_{answer.mode}", language),
        say("within", language, minutes=form.max_minutes),
        *([services.get(form.service, form.service)] if form.service else []),
    ]


def _steps(form: LookupForm, answer: NearestAnswer) -> Sequence[Step]:
    helpful = [_HELPFUL_STEPS[hint.code] for hint in answer.hints if hint.code in _HELPFUL_STEPS]
    tries = _tries(form)
    usual = _ALWAYS_OFFERED if answer.results else (*_ALWAYS_OFFERED, *_OFFERED_IF_EMPTY)
    return [
        Step(
            say(name, form.language, minutes=tries[name].max_minutes),
            tries[name].address(),
            tries[name].hidden(),
            is_helpful=name in helpful[:1],
        )
        for name in dict.fromkeys([*helpful, *usual])
        if tries[name] != form
    ]


def _map_step(form: LookupForm) -> Step:
    """Ask the same again with a map, or without it."""
    other = replace(form, map="" if form.map else "1")
    name = "map_hide" if form.map else "map_show"
    return Step(say(name, form.language), other.address(), other.hidden())


def _tries(form: LookupForm) -> Mapping[str, LookupForm]:
    farthest = str(LONGEST_WAY_MINUTES)
    return {
        "step_soonest": replace(form, open="soonest"),
        "step_any": replace(form, open="any"),
        "step_any_service": replace(form, service=""),
        "step_farther": replace(form, max_minutes=farthest),
        "step_ebike": replace(form, mode="ebike"),
        "step_best_chance": replace(form, open="soonest", max_minutes=farthest),
    }


def _match(form: LookupForm, place: Place) -> Mapping[str, str]:
    return {
        "name": place.name,
        "kind": named("kind", place.kind, form.language),
        "address": place.address or "",
        "href": form.with_known(place.code, place.name).address(),
    }


def _language_switch(form: LookupForm) -> Step:
    other = Language.CHINESE if form.language is Language.ENGLISH else Language.ENGLISH
    switched = replace(form, language=other)
    return Step(say("language_switch", form.language), switched.address(), switched.hidden())
