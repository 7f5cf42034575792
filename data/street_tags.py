"""The vocabulary of OpenStreetMap tags: what classes of streets, values and barriers mean to us."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import NamedTuple

from geo.travel import Mode


class Direction(StrEnum):
    """Along the nodes of a way as they are listed, or against them; so tags end, too."""

    FORWARD = "forward"
    BACKWARD = "backward"


class Opening(Enum):
    """Whether a class of streets admits a mode where no access tag decides."""

    OPEN = "open"
    TAGGED = "tagged"
    """Only where the mode's own key (`foot`, `bicycle`, `motor_vehicle`) says so."""
    NEVER = "never"


class Verdict(Enum):
    """What access tags say for a mode."""

    OPEN = "open"
    PUSH = "push"
    BESIDE = "beside"
    CLOSED = "closed"
    SILENT = "silent"


class Openings(NamedTuple):
    """What a class of streets admits; bikes and e-bikes alike."""

    walk: Opening
    bike: Opening
    drive: Opening


# --- Classes of streets -------------------------------------------------------------------------

FERRY = "ferry"

_EXPRESSWAY = Openings(Opening.TAGGED, Opening.TAGGED, Opening.OPEN)
_ROAD = Openings(Opening.OPEN, Opening.OPEN, Opening.OPEN)
_LANE = Openings(Opening.OPEN, Opening.OPEN, Opening.TAGGED)
_TRAIL = Openings(Opening.OPEN, Opening.OPEN, Opening.NEVER)
_WALKWAY = Openings(Opening.OPEN, Opening.TAGGED, Opening.NEVER)

STREETS: Mapping[str, Openings] = {
    "motorway": _EXPRESSWAY,
    "motorway_link": _EXPRESSWAY,
    # Most Chinese trunk roads are elevated or fenced; those with a pavement say so.
    "trunk": _EXPRESSWAY,
    "trunk_link": _EXPRESSWAY,
    "primary": _ROAD,
    "primary_link": _ROAD,
    "secondary": _ROAD,
    "secondary_link": _ROAD,
    "tertiary": _ROAD,
    "tertiary_link": _ROAD,
    "unclassified": _ROAD,
    "residential": _ROAD,
    "living_street": _ROAD,
    "service": _ROAD,
    "road": _ROAD,
    "track": _LANE,
    "path": _TRAIL,
    # People walk on cycleways wherever no pavement runs beside; `foot=no` where they must not.
    "cycleway": _TRAIL,
    # Wide enough for a car where `motor_vehicle` admits it; a footway is not.
    "pedestrian": Openings(Opening.OPEN, Opening.TAGGED, Opening.TAGGED),
    "footway": _WALKWAY,
    "bridleway": _WALKWAY,
    "platform": _WALKWAY,
    "pier": _WALKWAY,
    "elevator": _WALKWAY,
    "corridor": _WALKWAY,
    "steps": Openings(Opening.OPEN, Opening.NEVER, Opening.NEVER),
    "busway": Openings(Opening.TAGGED, Opening.TAGGED, Opening.NEVER),
    # Closed, unless a sign lets people through the works.
    "construction": Openings(Opening.TAGGED, Opening.TAGGED, Opening.NEVER),
}
"""Every class one can travel on; all others (proposed, raceway, rest_area, …) are no streets.

`platform` and `pier` are also tagged as railway, public_transport and man_made.
"""

PUSHED_ONLY_IF_TAGGED = frozenset({"steps", "corridor"})
"""Nobody carries a bike there, unless a ramp or the bicycle key invites to."""

# --- Access -------------------------------------------------------------------------------------

OWN_KEYS: Mapping[Mode, tuple[str, ...]] = {
    Mode.WALK: ("foot",),
    Mode.BIKE: ("bicycle",),
    Mode.EBIKE: ("electric_bicycle", "bicycle"),
    Mode.DRIVE: ("motorcar", "motor_vehicle"),
}
ACCESS_KEYS: Mapping[Mode, tuple[str, ...]] = {
    mode: (*keys, "access") if mode is Mode.WALK else (*keys, "vehicle", "access")
    for mode, keys in OWN_KEYS.items()
}
"""The first of these keys with a value we know decides."""

VERDICTS: Mapping[str, Verdict] = {
    **dict.fromkeys(("yes", "permissive", "designated", "official", "public"), Verdict.OPEN),
    # Whom we send has an errand there; a permit or a purchase is theirs to settle.
    **dict.fromkeys(("destination", "customers", "permit", "discouraged"), Verdict.OPEN),
    "dismount": Verdict.PUSH,
    **dict.fromkeys(("no", "private", "residents", "military", "emergency"), Verdict.CLOSED),
    **dict.fromkeys(("agricultural", "forestry", "delivery"), Verdict.CLOSED),
    **dict.fromkeys(("employees", "members", "psv", "bus", "hov"), Verdict.CLOSED),
    # The law sends riders (or walkers) to a way beside, mapped on its own: nobody pushes here.
    "use_sidepath": Verdict.BESIDE,
}

# --- One-way ------------------------------------------------------------------------------------

_FORWARD, _BACKWARD = frozenset({Direction.FORWARD}), frozenset({Direction.BACKWARD})
BOTH_WAYS = frozenset(Direction)

ONE_WAY: Mapping[str, frozenset[Direction]] = {
    **dict.fromkeys(("yes", "true", "1"), _FORWARD),
    **dict.fromkeys(("-1", "reverse"), _BACKWARD),
    **dict.fromkeys(("no", "false", "0"), BOTH_WAYS),
    # Lights let each side through every few minutes.
    "alternating": BOTH_WAYS,
    # Tidal lanes change by the hour: no time of day is ours to promise.
    "reversible": frozenset(),
}
CONVEYING: Mapping[str, frozenset[Direction]] = {"forward": _FORWARD, "backward": _BACKWARD}
"""Which way an escalator runs."""
ONE_WAY_JUNCTIONS = frozenset({"roundabout", "circular"})
ONE_WAY_CLASSES = frozenset({"motorway"})
ONE_WAY_BY_NATURE = _FORWARD

SIDES = ("", ":left", ":right", ":both")
CYCLEWAY_KEYS = tuple(f"cycleway{side}" for side in SIDES)
CONTRAFLOW_CYCLEWAYS = frozenset(
    {"opposite", "opposite_lane", "opposite_track", "opposite_share_busway"}
)
CYCLEWAY_ONE_WAY_KEYS = tuple(f"{key}:oneway" for key in CYCLEWAY_KEYS)
CONTRAFLOW_ONE_WAYS = frozenset({"-1", "no"})

SIDEWALK_KEYS = tuple(f"sidewalk{side}" for side in SIDES)
SIDEWALK_VALUES = frozenset({"yes", "both", "left", "right"})

# --- Barriers -----------------------------------------------------------------------------------

WALKERS_STOP_AT = frozenset(
    {"wall", "city_wall", "retaining_wall", "fence", "hedge", "ditch", "guard_rail"}
)
"""All others, also those we do not know, can be walked through."""
BIKES_STOP_AT = frozenset(
    {"stile", "turnstile", "full-height_turnstile", "kissing_gate", "horse_stile"}
)
"""Besides those of walkers: too narrow or too high for a bike, unless its own key admits it."""
CARS_PASS = frozenset(
    {
        "border_control",
        "bump_gate",
        "cattle_grid",
        "checkpoint",
        "entrance",
        "gate",
        "hampshire_gate",
        "height_restrictor",
        "kerb",
        "lift_gate",
        "no",
        "sally_port",
        "sliding_gate",
        "swing_gate",
        "toll_booth",
    }
)
"""Cars stop at all others, also at those we do not know."""

# --- What we read -------------------------------------------------------------------------------

STREET_KEYS = ("highway", "route", "railway", "public_transport", "man_made")
"""A way without any of these is no street and no ferry."""

_ACCESS_KEYS = frozenset(key for keys in ACCESS_KEYS.values() for key in keys)
RELEVANT_KEYS = frozenset(
    {
        *STREET_KEYS,
        *_ACCESS_KEYS,
        *(f"{key}:{direction}" for key in _ACCESS_KEYS for direction in Direction),
        *("oneway", "oneway:foot", "oneway:bicycle", "oneway:motorcar", "oneway:motor_vehicle"),
        *CYCLEWAY_KEYS,
        *CYCLEWAY_ONE_WAY_KEYS,
        *SIDEWALK_KEYS,
        *("conveying", "junction", "motorroad", "ramp:bicycle", "service"),
    }
)
"""All that `data.street_access.way_paces` looks at; ways that agree in them agree in all paces."""
