"""What a worker asks: the fields of the form, and how links carry them on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from geo.messages import Language

STAY_MINUTES = 30
MODES = ("walk", "bike", "ebike", "drive")
LONGEST_WAYS = ("15", "30", "60", "120")
CHOICES = ("served", "soonest", "any")

_LONGEST_TEXT = 80
_CHOICES = {"service": "", "at": "", "mode": "walk", "max_minutes": "60", "open": "served"}
_DEFAULTS = {**_CHOICES, "map": ""}


@dataclass(frozen=True, slots=True)
class LookupForm:
    """The fields as sent; nothing is checked here, the lookup says what is wrong with them.

    What is typed as `place` wins. `known` is a place already chosen, which the form shows by its
    name `known_as`: it holds for as long as that name stands there unchanged. A position comes
    only by POST, so that it never stands in an address. With any `map` the answer is drawn too.
    """

    language: Language
    place: str = ""
    known: str = ""
    known_as: str = ""
    lon: str = ""
    lat: str = ""
    service: str = ""
    at: str = ""
    mode: str = "walk"
    max_minutes: str = "60"
    open: str = "served"
    map: str = ""

    @property
    def place_code(self) -> str:
        """The code of the known place, if it still is what the form says."""
        return self.known if self.place and self.place == self.known_as else ""

    @property
    def has_position(self) -> bool:
        """Whether the phone's position is asked from."""
        return bool(self.lon and self.lat and not self.place)

    @property
    def has_choices(self) -> bool:
        """Whether anything but the usual is chosen."""
        return any(self.is_unusual(name) for name in _CHOICES)

    def is_unusual(self, name: str) -> bool:
        """Tell whether a choice differs from the usual one."""
        return bool(getattr(self, name) != _DEFAULTS[name])

    def lookup_fields(self) -> dict[str, object]:
        """List the fields of the lookup, for a known place or a position."""
        origin = (
            {"lon": self.lon, "lat": self.lat} if self.has_position else {"place": self.place_code}
        )
        return {
            **origin,
            **({"at": self.at} if self.at else {}),
            "service": [self.service] if self.service else [],
            "mode": self.mode,
            "max_minutes": self.max_minutes,
            "stay_minutes": STAY_MINUTES,
            "open": self.open,
        }

    def with_known(self, code: str, name: str) -> "LookupForm":
        """Ask from a known place."""
        return replace(self, place=name, known=code, known_as=name, lon="", lat="")

    def carried(self) -> Sequence[tuple[str, str]]:
        """List the choices that differ from the usual ones, for a link or hidden fields."""
        choices = [(name, getattr(self, name)) for name in _DEFAULTS if self.is_unusual(name)]
        return choices + ([("lang", "en")] if self.language is Language.ENGLISH else [])

    def hidden(self) -> Sequence[tuple[str, str]]:
        """List the fields that ask the same question again from the same position."""
        return [("lon", self.lon), ("lat", self.lat), *self.carried()]

    def address(self) -> str:
        """Make the address that asks this; a position is left out."""
        pairs = list(self.carried())
        if not self.place_code and self.place:
            pairs.insert(0, ("place", self.place))
        path = f"/at/{quote(self.place_code, safe='')}" if self.place_code else "/"
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read_form(fields: Mapping[str, str], language: Language) -> LookupForm:
    """Read what was sent; a moment filled in by hand wins over one chosen from the list."""
    sent = {name: value.strip()[:_LONGEST_TEXT] for name, value in fields.items()}
    usual = {name: sent.get(name) or usual for name, usual in _DEFAULTS.items()}
    origin = {name: sent.get(name, "") for name in ("place", "known", "known_as", "lon", "lat")}
    usual["at"] = sent.get("at_other") or usual["at"]
    return LookupForm(language, **origin, **usual)


def read_language(fields: Mapping[str, str]) -> Language:
    """Read the switch: Chinese unless English is asked for."""
    return Language.ENGLISH if fields.get("lang", "") == "en" else Language.CHINESE
