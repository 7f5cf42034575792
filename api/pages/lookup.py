"""From what a worker asked to the page that answers."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from api.desk import Desk
from api.errors import status_of
from api.pages.answer_map import draw_answer
from api.pages.form import LookupForm
from api.pages.refusals import NO_PLACE_GIVEN, problem_words, refused
from api.pages.worker import WorkerView, worker_page
from api.schemas import NearestAnswer, Place
from geo.errors import InvalidInput, NiangjiaError, SourceUnavailable

OK = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: who knows the answers, what was asked, and when."""

    desk: Desk
    form: LookupForm
    now: datetime.datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page and its HTTP status."""

    html: str
    status: int = OK


def blank_page(asked: Asked) -> Page:
    """Show the question."""
    return _page(_view(asked))


def answer_page(asked: Asked) -> Page:
    """Answer, offer the places that fit, or say what is wrong and keep the fields."""
    try:
        return _page(_answered(asked))
    except NiangjiaError as error:
        return problem_page(asked, error)


def at_place(asked: Asked, code: str) -> Asked:
    """Ask the same from a known place."""
    return replace(asked, form=asked.form.with_known(code, _name_of(asked.desk, code)))


def _answered(asked: Asked) -> WorkerView:
    form = asked.form
    if not (form.place or form.has_position):
        raise InvalidInput(NO_PLACE_GIVEN)
    if form.place_code or form.has_position:
        answer = _nearest(asked)
        drawn = draw_answer(answer, form.language, asked.desk.network) if form.map else None
        return replace(_view(asked), answer=answer, map=drawn)
    places = _places(asked.desk, form.place)
    place = _only_place(places, form.place)
    if place is None:
        return replace(_view(asked), matches=places)
    return _answered(replace(asked, form=form.with_known(place.code, place.name)))


def _nearest(asked: Asked) -> NearestAnswer:
    form = asked.form
    try:
        found = asked.desk.nearest(form.lookup_fields(), form.language)
    except ValidationError as error:
        raise refused(error) from error
    return NearestAnswer.model_validate(found)


def _places(desk: Desk, text: str) -> Sequence[Place]:
    return [Place.model_validate(found) for found in desk.places(text)]


def _name_of(desk: Desk, code: str) -> str:
    """Find the name of a place; a code that cannot be searched for stands for itself."""
    try:
        places = _places(desk, code)
    except (InvalidInput, SourceUnavailable):
        return code
    return next((place.name for place in places if place.code == code), code)


def _only_place(places: Sequence[Place], text: str) -> Place | None:
    """Return the one place that is meant: the only one so named, or the only one that fits."""
    named = [place for place in places if text in {place.name, place.code}]
    return next((found[0] for found in (named, places) if len(found) == 1), None)


def problem_page(asked: Asked, error: NiangjiaError) -> Page:
    """Show the question with what went wrong above it."""
    view = replace(_view(asked), problem=problem_words(error, asked.form.language))
    return _page(view, status_of(error))


def _view(asked: Asked) -> WorkerView:
    return WorkerView(asked.form, service_names(asked), asked.now)


def service_names(asked: Asked) -> Mapping[str, str]:
    """Name the services by code, in the asked language."""
    try:
        services = asked.desk.services(asked.form.language)
    except SourceUnavailable:
        # The question can be shown before the data is there; asking it then says what is wrong.
        return {}
    return {service["code"]: service["name"] for service in services}


def _page(view: WorkerView, status: int = OK) -> Page:
    return Page(worker_page(view, view.form.language), status)
