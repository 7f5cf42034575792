"""The worker's page: the question, the places to choose among, the answer, or what went wrong."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.pages.answers import Answer, PlaceMatch, ServiceName
from api.pages.cards import ORDINARY_DAYS, Card, Phone, card_of, named, phones_in
from api.pages.form import CHOICES, LONGEST_WAYS, MODES, LookupForm
from api.pages.moments import Spoken, moments_to_offer, read_moment
from api.pages.rendering import render
from api.pages.texts import say
from geo.messages import Language
from geo.places import HOTLINE

_TOLD = ("service", "at", "mode")
"""The choices that the folded options name."""


@dataclass(frozen=True, slots=True)
class WorkerView:
    """What the page is made of; at most one of `answer`, `matches` and `problem` is given.

    `matches` is empty when no place fits what was typed, and None when none was looked for.
    """

    form: LookupForm
    services: Sequence[ServiceName]
    now: datetime.datetime
    answer: Answer | None = None
    matches: Sequence[PlaceMatch] | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list to choose from."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A question one tap away: a link, or hidden fields to send when a position is asked from."""

    text: str
    address: str
    fields: Sequence[tuple[str, str]]


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
        chosen=[entry.text for name in _TOLD for entry in options[name] if entry.is_chosen],
        other_moment="" if _is_listed(form.at, options["at"]) else form.at,
        words=_answer_words(view, view.answer, spoken) if view.answer else None,
        matches=None if view.matches is None else [_match(form, place) for place in view.matches],
        problem=view.problem,
        hotline=(view.answer["hotline"] if view.answer else HOTLINE),
        switch=_language_switch(form),
    )


def _options(view: WorkerView, spoken: Spoken) -> Mapping[str, Sequence[Option]]:
    form, language = view.form, spoken.language
    services = {service["code"]: service["name"] for service in view.services}
    ways = sorted({*LONGEST_WAYS, form.max_minutes}, key=lambda way: (len(way), way))
    return {
        "service": _choices({"": say("any_service", language), **services}, form.service),
        "at": _choices(_moments(view, spoken), form.at),
        "mode": _choices({mode: say(f"mode_{mode}", language) for mode in MODES}, form.mode),
        "max_minutes": _choices(
            {way: say("minutes", language, minutes=way) for way in ways}, form.max_minutes
        ),
        "open": _choices({name: say(f"open_{name}", language) for name in CHOICES}, form.open),
    }


def _is_listed(value: str, options: Sequence[Option]) -> bool:
    return any(option.value == value for option in options)


def _choices(texts: Mapping[str, str], chosen: str) -> Sequence[Option]:
    return [Option(value, text, value == chosen) for value, text in texts.items()]


def _moments(view: WorkerView, spoken: Spoken) -> Mapping[str, str]:
    offered = {f"{at:%Y-%m-%dT%H:%M}": spoken.moment(at) for at in moments_to_offer(view.now)}
    chosen = view.form.at
    # A moment chosen by hand stays in the list, so that the next choice simply replaces it.
    if chosen and chosen not in offered and view.answer:
        offered = {chosen: spoken.moment(read_moment(view.answer["at"])), **offered}
    return {"": say("now", spoken.language), **offered}


def _answer_words(view: WorkerView, answer: Answer, spoken: Spoken) -> AnswerWords:
    form, language = view.form, spoken.language
    services = {service["code"]: service["name"] for service in view.services}
    asked = read_moment(answer["at"]).date()
    count = len(answer["results"])
    found = f"found_{form.open}" if count else "found_none"
    return AnswerWords(
        title=say(found, language, count=count),
        summary=_summary(form, answer, services, spoken),
        cards=[
            card_of(result, spoken, services, asked=asked, mode=answer["mode"])
            for result in answer["results"]
        ],
        hints=[*_day_note(answer, language), *_hints(answer)],
        steps=_steps(form, is_empty=not count),
        responsible=[
            ResponsibleLine(
                union["name"], named("level", union["level"], language), phones_in(union["phone"])
            )
            for union in answer["responsible"]
        ],
    )


def _hints(answer: Answer) -> Sequence[str]:
    """List the hints but for the hotline, which every page names at its foot."""
    return [hint["message"] for hint in answer["hints"] if hint["code"] != "hotline"]


def _day_note(answer: Answer, language: Language) -> Sequence[str]:
    """Explain a make-up workday or holiday once for all results: they share the asked day."""
    day_types = {result["open"]["day_type"] for result in answer["results"]} - ORDINARY_DAYS
    return [say(f"day_{day_type}", language) for day_type in sorted(day_types)]


def _summary(
    form: LookupForm, answer: Answer, services: Mapping[str, str], spoken: Spoken
) -> Sequence[str]:
    language = spoken.language
    origin = say("my_position", language) if form.has_position else form.known_as
    when = spoken.moment(read_moment(answer["at"])) if form.at else say("now", language)
    return [
        say("from", language, origin=origin),
        when,
        say(f"mode_{answer['mode']}", language),
        say("within", language, minutes=form.max_minutes),
        *([services.get(form.service, form.service)] if form.service else []),
    ]


def _steps(form: LookupForm, *, is_empty: bool) -> Sequence[Step]:
    tries = {"step_soonest": replace(form, open="soonest"), "step_any": replace(form, open="any")}
    if is_empty:
        tries |= {
            "step_any_service": replace(form, service=""),
            "step_farther": replace(form, max_minutes=LONGEST_WAYS[-1]),
            "step_ebike": replace(form, mode="ebike"),
        }
    return [
        Step(say(text, form.language, minutes=other.max_minutes), other.address(), other.hidden())
        for text, other in tries.items()
        if other != form
    ]


def _match(form: LookupForm, place: PlaceMatch) -> Mapping[str, str]:
    return {
        "name": place["name"],
        "kind": named("kind", place["kind"], form.language),
        "address": place.get("address") or "",
        "href": form.with_known(place["code"], place["name"]).address(),
    }


def _language_switch(form: LookupForm) -> Step:
    other = Language.CHINESE if form.language is Language.ENGLISH else Language.ENGLISH
    switched = replace(form, language=other)
    return Step(say("language_switch", form.language), switched.address(), switched.hidden())
