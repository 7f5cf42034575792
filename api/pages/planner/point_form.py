"""The form of a service point: its fields as text, what is wrong with them, and what to choose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import orjson
from starlette.datastructures import FormData

from api.pages.planner.field_texts import FIELD_TEXTS, field_name
from api.pages.planner.values import Option, choice_name, union_options
from api.pages.texts import LANGUAGE_NAMES
from data.database import Session
from data.edits import Draft, Texts
from data.imports.fields import kind_called
from data.listings import load_services, load_unions
from geo.crs import Crs
from geo.errors import InvalidInput
from geo.messages import Language, Message
from geo.places import Host, StandardPoint, Status, Tier

FORM_UNREADABLE = Message(
    "form_unreadable",
    zh="收到的表单不完整，还没有保存。请回到页面重新打开再填。",
    en="the form that was sent is not complete, and nothing was saved; open the page again",
)

KIND = "service-points"
FIELDS = tuple(field.name for field in kind_called(KIND).fields)
_MANY = frozenset({"services", "languages"})


@dataclass(frozen=True, slots=True)
class PointForm:
    """What the form shows. `was` are the texts as read; None for a new service point.

    `errors` are sentences by field; `theirs` are the texts that somebody else wrote meanwhile.
    """

    texts: Texts
    was: Texts | None
    crs: Crs = Crs.WGS84
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: Sequence["Clash"] = ()

    @property
    def was_json(self) -> str:
        """The texts as read, to be sent along with the form."""
        return "" if self.was is None else orjson.dumps(dict(self.was)).decode()

    def words(self, name: str) -> Sequence[str]:
        """The parts of a field that holds several."""
        return [part for part in self.texts.get(name, "").split(";") if part]

    @property
    def other_languages(self) -> Sequence[str]:
        """The languages that have no box to tick."""
        return [code for code in self.words("languages") if code not in LANGUAGE_NAMES]

    def with_text(self, name: str, text: str) -> "PointForm":
        """Write another text into a field."""
        return replace(self, texts={**self.texts, name: text})

    @property
    def draft(self) -> Draft:
        """What is to be written."""
        return Draft(self.texts, self.was, self.crs)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else changed meanwhile: as it was, theirs, and ours if we did too."""

    label: str
    before: str
    theirs: str
    yours: str | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, by the name of the field."""

    tier: Sequence[Option]
    host: Sequence[Option]
    status: Sequence[Option]
    union_code: Sequence[Option]
    services: Sequence[Option]
    languages: Sequence[Option]
    crs: Sequence[Option]
    standard: Sequence[Option]


def blank_form() -> PointForm:
    """Begin a new service point: open, as imports have it."""
    texts = dict.fromkeys(FIELDS, "") | {"tier": Tier.STATION.value, "status": Status.OPEN.value}
    return PointForm(texts, None)


def read_form(fields: FormData) -> PointForm:
    """Read what was sent; line ends are one sign, as they are stored. Raises InvalidInput."""
    texts = {name: _text(fields, name) for name in FIELDS if name != "code"}
    was = _was(_text(fields, "was"))
    if was is None:
        texts["code"] = _text(fields, "code")
    else:
        texts |= {
            name: was[name] for name in _MANY & was.keys() if _is_same_choice(texts, was, name)
        }
    crs = next((crs for crs in Crs if crs == fields.get("crs")), Crs.WGS84)
    return PointForm(texts, was, crs)


def load_choices(session: Session, language: Language) -> Choices:
    """Load what there is to choose from."""
    column = 1 if language is Language.CHINESE else 2
    return Choices(
        tier=_named(Tier, "tier", language),
        host=_named(Host, "host", language),
        status=_named(Status, "status", language),
        union_code=union_options(load_unions(session)),
        services=[(service[0], service[column]) for service in load_services(session)],
        languages=[(code, names[column - 1]) for code, names in LANGUAGE_NAMES.items()],
        crs=_named(Crs, "crs", language),
        standard=[
            (point.value, FIELD_TEXTS[f"point_{point}"].text(language)) for point in StandardPoint
        ],
    )


def merged(form: PointForm, now: Texts, language: Language) -> PointForm:
    """Bring a form up to what somebody else wrote; what was changed here stays as it is here."""
    was = form.was or {}
    theirs = {name for name, text in now.items() if name in was and was[name] != text}
    mine = {name for name, text in form.texts.items() if was.get(name) != text}
    texts = {name: form.texts[name] if name in mine else now[name] for name in form.texts}
    clashes = [
        Clash(
            field_name(name, language),
            was[name],
            now[name],
            form.texts[name] if name in mine else None,
        )
        for name in FIELDS
        if name in theirs
    ]
    return PointForm(texts, {name: now[name] for name in was}, form.crs, theirs=clashes)


def _text(fields: FormData, name: str) -> str:
    sent = (value for value in fields.getlist(name) if isinstance(value, str))
    if name in _MANY:
        return ";".join(part for part in sent if part)
    return next(sent, "").replace("\r\n", "\n").strip()


def _was(text: str) -> Texts | None:
    """Read the texts that the form was filled with; an empty text is a new service point."""
    if not text:
        return None
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(FORM_UNREADABLE) from error
    if not isinstance(found, dict):
        raise InvalidInput(FORM_UNREADABLE)
    return {name: str(found[name]) for name in FIELDS if name in found}


def _is_same_choice(texts: Texts, was: Texts, name: str) -> bool:
    """Tell whether the same are chosen, in whatever order."""
    return set(texts[name].split(";")) == set(was.get(name, "").split(";"))


def _named(kind: Iterable[StrEnum], name: str, language: Language) -> Sequence[Option]:
    return [(member.value, choice_name(name, member, language)) for member in kind]
