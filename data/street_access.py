"""Who may travel on a way, in which direction and how, and whom a barrier stops: by its tags.

The defaults are those OpenStreetMap documents, with Chinese practice where it is silent.
A bike is pushed at walking pace wherever its rider may walk but not ride: on footways, against a
one-way street, past `bicycle=no`. OSRM closes the last of these; people do get off and push.
Unlike in OSRM, `sidewalk=separate` and `cycleway=separate` leave the carriageway open: the ways
beside are often mapped in pieces, and are as long. Areas are travelled along their outline.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from data.street_tags import (
    ACCESS_KEYS,
    BIKES_STOP_AT,
    BOTH_WAYS,
    CARS_PASS,
    CONTRAFLOW_CYCLEWAYS,
    CONTRAFLOW_ONE_WAYS,
    CONVEYING,
    CYCLEWAY_KEYS,
    CYCLEWAY_ONE_WAY_KEYS,
    FERRY,
    ONE_WAY,
    ONE_WAY_BY_NATURE,
    ONE_WAY_CLASSES,
    ONE_WAY_JUNCTIONS,
    OWN_KEYS,
    PUSHED_ONLY_IF_TAGGED,
    SIDEWALK_KEYS,
    SIDEWALK_VALUES,
    STREETS,
    VERDICTS,
    WALKERS_STOP_AT,
    Direction,
    Opening,
    Verdict,
)
from geo.streets import Pace
from geo.travel import Mode
from geo.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, SECONDS_PER_DAY, SECONDS_PER_MINUTE

Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WayPaces:
    """How each mode gets along a way, in the order of its nodes and against it."""

    forward: Mapping[Mode, Pace]
    backward: Mapping[Mode, Pace]

    @property
    def is_closed(self) -> bool:
        """Whether nobody may travel here at all."""
        return not any((*self.forward.values(), *self.backward.values()))


def street_kind(tags: Tags) -> str:
    """Name the class of a street, or a ferry; an empty text for what is neither."""
    if tags.get("route") == FERRY:
        return FERRY
    if highway := tags.get("highway"):
        first, *_ = highway.split(";")
        return first if first in STREETS else ""
    if "platform" in (tags.get("railway"), tags.get("public_transport")):
        return "platform"
    return "pier" if tags.get("man_made") == "pier" else ""


def way_paces(tags: Tags) -> WayPaces:
    """Tell how each mode gets along a way; what is no street is closed."""
    kind = street_kind(tags)
    forward, backward = (_Passage(tags, kind, direction) for direction in Direction)
    return WayPaces(
        {mode: _pace(forward, mode) for mode in Mode},
        {mode: _pace(backward, mode) for mode in Mode},
    )


def blocked_modes(tags: Tags) -> frozenset[Mode]:
    """Tell whom a node stops. Only barriers do: elsewhere access tags speak of a door or a shop."""
    barrier = tags.get("barrier")
    if barrier is None:
        return frozenset()
    walk = _may_pass(tags, Mode.WALK, is_passable=barrier not in WALKERS_STOP_AT)
    drive = _may_pass(tags, Mode.DRIVE, is_passable=barrier in CARS_PASS)
    passes = {Mode.WALK: walk, Mode.DRIVE: drive}
    for mode in (Mode.BIKE, Mode.EBIKE):
        is_admitted = _verdict(tags, OWN_KEYS[mode]) is Verdict.OPEN
        passes[mode] = is_admitted or _may_pass_with_bike(tags, mode, barrier, may_walk=walk)
    return frozenset(mode for mode in Mode if not passes[mode])


# --- One direction of a way ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Passage:
    """A way of some kind, travelled in one direction."""

    tags: Tags
    kind: str
    direction: Direction


def _pace(passage: _Passage, mode: Mode) -> Pace:
    if not passage.kind:
        return Pace.CLOSED
    if passage.kind == FERRY:
        return Pace.FERRY if _is_carried(passage, mode) else Pace.CLOSED
    if mode in (Mode.BIKE, Mode.EBIKE):
        return _bike_pace(passage, mode)
    is_open = _may_walk(passage) if mode is Mode.WALK else _may_drive(passage)
    return Pace.TRAVEL if is_open else Pace.CLOSED


def _may_walk(passage: _Passage) -> bool:
    tags = passage.tags
    is_with_the_flow = passage.direction in _walking_directions(tags)
    return is_with_the_flow and _is_admitted(passage, Mode.WALK, _walk_opening(passage))


def _walk_opening(passage: _Passage) -> Opening:
    opening = _off_motorroads(passage.tags, STREETS[passage.kind].walk)
    has_sidewalk = any(passage.tags.get(key) in SIDEWALK_VALUES for key in SIDEWALK_KEYS)
    return Opening.OPEN if has_sidewalk else opening


def _off_motorroads(tags: Tags, opening: Opening) -> Opening:
    is_motorroad = tags.get("motorroad") == "yes"
    return Opening.TAGGED if is_motorroad and opening is Opening.OPEN else opening


def _may_drive(passage: _Passage) -> bool:
    tags = passage.tags
    keys = ("oneway:motorcar", "oneway:motor_vehicle", "oneway")
    is_with_the_flow = passage.direction in _directions(tags, keys, _implied(passage))
    is_for_rescue = tags.get("service") == "emergency_access"
    opening = Opening.TAGGED if is_for_rescue else STREETS[passage.kind].drive
    return is_with_the_flow and _is_admitted(passage, Mode.DRIVE, opening)


def _bike_pace(passage: _Passage, mode: Mode) -> Pace:
    opening = _off_motorroads(passage.tags, STREETS[passage.kind].bike)
    is_with_the_flow = passage.direction in _riding_directions(passage)
    if is_with_the_flow and _is_admitted(passage, mode, opening):
        return Pace.TRAVEL
    return Pace.PUSH if _may_push(passage, mode) else Pace.CLOSED


def _may_push(passage: _Passage, mode: Mode) -> bool:
    own = _verdict(passage.tags, OWN_KEYS[mode], passage.direction)
    if own in (Verdict.PUSH, Verdict.BESIDE):
        return own is Verdict.PUSH
    has_ramp = own is Verdict.OPEN or passage.tags.get("ramp:bicycle") == "yes"
    return _may_walk(passage) and (passage.kind not in PUSHED_ONLY_IF_TAGGED or has_ramp)


def _is_carried(passage: _Passage, mode: Mode) -> bool:
    """Ferries take walkers and bikes unless they say no, cars only where they say so."""
    tags, direction = passage.tags, passage.direction
    if direction not in _directions(tags, ("oneway",), BOTH_WAYS):
        return False
    if mode is Mode.DRIVE:
        return _verdict(tags, (*OWN_KEYS[mode], "vehicle"), direction) is Verdict.OPEN
    return _verdict(tags, ACCESS_KEYS[mode], direction) is not Verdict.CLOSED


# --- Directions ---------------------------------------------------------------------------------


def _implied(passage: _Passage) -> frozenset[Direction]:
    is_roundabout = passage.tags.get("junction") in ONE_WAY_JUNCTIONS
    is_one_way = is_roundabout or passage.kind in ONE_WAY_CLASSES
    return ONE_WAY_BY_NATURE if is_one_way else BOTH_WAYS


def _directions(
    tags: Tags, keys: tuple[str, ...], otherwise: frozenset[Direction]
) -> frozenset[Direction]:
    said = (ONE_WAY[tags[key]] for key in keys if tags.get(key) in ONE_WAY)
    return next(said, otherwise)


def _walking_directions(tags: Tags) -> frozenset[Direction]:
    escalator = CONVEYING.get(tags.get("conveying", ""), BOTH_WAYS)
    return _directions(tags, ("oneway:foot",), escalator)


def _riding_directions(passage: _Passage) -> frozenset[Direction]:
    tags = passage.tags
    by_street = _directions(tags, ("oneway",), _implied(passage))
    return _directions(tags, ("oneway:bicycle",), BOTH_WAYS if _has_contraflow(tags) else by_street)


def _has_contraflow(tags: Tags) -> bool:
    return any(tags.get(key) in CONTRAFLOW_CYCLEWAYS for key in CYCLEWAY_KEYS) or any(
        tags.get(key) in CONTRAFLOW_ONE_WAYS for key in CYCLEWAY_ONE_WAY_KEYS
    )


# --- Access tags --------------------------------------------------------------------------------


def _is_admitted(passage: _Passage, mode: Mode, opening: Opening) -> bool:
    tags, direction = passage.tags, passage.direction
    if opening is Opening.OPEN:
        said = _verdict(tags, ACCESS_KEYS[mode], direction)
        return said in (Verdict.OPEN, Verdict.SILENT)
    said = _verdict(tags, OWN_KEYS[mode], direction)
    return opening is Opening.TAGGED and said is Verdict.OPEN


def _verdict(tags: Tags, keys: tuple[str, ...], direction: Direction | None = None) -> Verdict:
    """Ask the keys in turn, each first for this direction; one that says nothing is passed over."""
    names = [name for key in keys for name in (f"{key}:{direction}", key) if name in tags]
    verdicts = (_read_value(tags[name]) for name in names)
    return next((said for said in verdicts if said is not Verdict.SILENT), Verdict.SILENT)


def _read_value(text: str) -> Verdict:
    """Read an access value; of several (`yes;private`) the kindest counts."""
    said = {VERDICTS.get(value.strip(), Verdict.SILENT) for value in text.split(";")}
    return next(verdict for verdict in Verdict if verdict in said)


def _may_pass(tags: Tags, mode: Mode, *, is_passable: bool) -> bool:
    said = _verdict(tags, ACCESS_KEYS[mode])
    return is_passable if said is Verdict.SILENT else said is not Verdict.CLOSED


def _may_pass_with_bike(tags: Tags, mode: Mode, barrier: str, *, may_walk: bool) -> bool:
    """Riding or pushing, where there is room."""
    if barrier in BIKES_STOP_AT:
        return False
    return may_walk or _may_pass(tags, mode, is_passable=barrier not in WALKERS_STOP_AT)


# --- Ferries ------------------------------------------------------------------------------------

_MINUTES = re.compile(r"(?P<minutes>\d+(?:\.\d+)?)\s*(?:min|mins|minutes|分钟)?")
_CLOCK = re.compile(r"(?P<hours>\d+):(?P<minutes>\d\d)(?::(?P<seconds>\d\d))?")
_ISO_8601 = re.compile(
    r"P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_UNIT_SECONDS = {
    "days": MINUTES_PER_DAY * SECONDS_PER_MINUTE,
    "hours": MINUTES_PER_HOUR * SECONDS_PER_MINUTE,
    "minutes": SECONDS_PER_MINUTE,
    "seconds": 1,
}


LONGEST_FERRY_S = 7 * SECONDS_PER_DAY
"""Whatever is longer is a slip of the pen."""


def duration_s(text: str) -> float:
    """Read a `duration` (`15`, `00:15`, `00:15:00`, `PT15M`) in seconds; 0 if it cannot be read."""
    for pattern in (_MINUTES, _CLOCK, _ISO_8601):
        if match := pattern.fullmatch(text.strip()):
            parts = match.groupdict(default="0")
            seconds = sum(float(parts[unit]) * _UNIT_SECONDS[unit] for unit in parts)
            return seconds if seconds <= LONGEST_FERRY_S else 0.0
    return 0.0
