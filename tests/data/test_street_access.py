import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.street_access import blocked_modes, duration_s, street_kind, way_paces
from data.street_tags import RELEVANT_KEYS, STREETS, VERDICTS
from geo.streets import Pace
from geo.travel import Mode

LETTERS = {Pace.CLOSED: "-", Pace.TRAVEL: "T", Pace.PUSH: "P", Pace.FERRY: "F"}


def tags_of(text: str) -> dict[str, str]:
    """`highway=steps foot=no` as tags."""
    return dict(part.rsplit("=", 1) for part in text.split())


def letters(text: str) -> str:
    """Paces of walk, bike, ebike and drive: forward, a slash, backward."""
    paces = way_paces(tags_of(text))
    return "/".join(
        "".join(LETTERS[column[mode]] for mode in Mode)
        for column in (paces.forward, paces.backward)
    )


def both_ways(text: str) -> str:
    forward, backward = letters(text).split("/")
    assert forward == backward
    return forward


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=primary", "TTTT"),
        ("highway=tertiary_link", "TTTT"),
        ("highway=residential", "TTTT"),
        ("highway=living_street", "TTTT"),
        ("highway=service", "TTTT"),
        ("highway=road", "TTTT"),
        ("highway=trunk", "---T"),
        ("highway=motorway_link", "---T"),
        ("highway=track", "TTT-"),
        ("highway=path", "TTT-"),
        ("highway=cycleway", "TTT-"),
        ("highway=footway", "TPP-"),
        ("highway=pedestrian", "TPP-"),
        ("highway=bridleway", "TPP-"),
        ("highway=platform", "TPP-"),
        ("highway=elevator", "TPP-"),
        ("railway=platform", "TPP-"),
        ("public_transport=platform", "TPP-"),
        ("man_made=pier", "TPP-"),
        ("highway=corridor", "T---"),
        ("highway=steps", "T---"),
        ("highway=busway", "----"),
        ("highway=bus_guideway", "----"),
        ("highway=raceway", "----"),
        ("highway=construction", "----"),
        ("highway=construction foot=yes", "TPP-"),
        ("highway=proposed railway=platform", "----"),
        ("highway=rest_area", "----"),
        ("highway=unclassified;tertiary", "TTTT"),
        ("railway=rail", "----"),
        ("route=bus", "----"),
    ],
)
def test_a_class_of_streets_is_open_to_whom_it_is_for(tags, expected):
    assert both_ways(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=trunk foot=yes", "TPPT"),
        ("highway=trunk sidewalk=both", "TPPT"),
        ("highway=trunk sidewalk:right=yes", "TPPT"),
        ("highway=trunk sidewalk=both foot=no", "---T"),
        ("highway=trunk sidewalk=no", "---T"),
        ("highway=trunk bicycle=yes", "-TTT"),
        ("highway=trunk access=yes", "---T"),
        ("highway=primary motorroad=yes", "---T"),
        ("highway=primary motorroad=yes foot=designated", "TPPT"),
        ("highway=busway bicycle=yes foot=yes", "TTT-"),
        ("highway=footway bicycle=designated", "TTT-"),
        ("highway=footway access=yes", "TPP-"),
        ("highway=pedestrian motor_vehicle=destination", "TPPT"),
        ("highway=track motorcar=yes", "TTTT"),
        ("highway=footway motor_vehicle=yes", "TPP-"),
        ("highway=service service=emergency_access", "TTT-"),
        ("highway=service service=emergency_access motor_vehicle=yes", "TTTT"),
    ],
)
def test_an_own_key_opens_what_is_closed_by_default(tags, expected):
    assert both_ways(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=residential access=no", "----"),
        ("highway=residential access=private", "----"),
        ("highway=residential access=residents", "----"),
        ("highway=residential access=customers", "TTTT"),
        ("highway=residential access=permit", "TTTT"),
        ("highway=residential access=no foot=yes", "TPP-"),
        ("highway=residential access=no bicycle=yes", "-TT-"),
        ("highway=residential access=no vehicle=yes", "-TTT"),
        ("highway=residential foot=no", "-TTT"),
        ("highway=residential vehicle=no", "TPP-"),
        ("highway=residential motor_vehicle=no", "TTT-"),
        ("highway=residential motor_vehicle=no motorcar=yes", "TTTT"),
        ("highway=residential motor_vehicle=agricultural", "TTT-"),
        ("highway=residential motorcar=delivery", "TTT-"),
        ("highway=residential electric_bicycle=no", "TTPT"),
        ("highway=residential bicycle=no electric_bicycle=yes", "TPTT"),
        ("highway=residential access=private;customers", "TTTT"),
        ("highway=residential access=forestry;no", "----"),
        ("highway=residential foot=bridge access=no", "----"),
        ("highway=residential access=unheard_of", "TTTT"),
    ],
)
def test_the_most_special_access_key_decides(tags, expected):
    assert both_ways(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=residential bicycle=no", "TPPT"),
        ("highway=residential bicycle=no foot=no", "---T"),
        ("highway=cycleway bicycle=dismount", "TPP-"),
        ("highway=secondary bicycle=dismount foot=no", "-PPT"),
        ("highway=secondary bicycle=use_sidepath", "T--T"),
        ("highway=secondary foot=use_sidepath", "-TTT"),
        ("highway=steps ramp:bicycle=yes", "TPP-"),
        ("highway=steps ramp:bicycle=no", "T---"),
        ("highway=steps bicycle=yes", "TPP-"),
        ("highway=steps bicycle=dismount", "TPP-"),
        ("highway=steps ramp:bicycle=yes foot=no", "----"),
        ("highway=corridor bicycle=yes", "TTT-"),
        ("highway=secondary sidewalk=separate", "TTTT"),
    ],
)
def test_a_bike_is_pushed_where_its_rider_may_only_walk(tags, expected):
    assert both_ways(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=primary oneway=yes", "TTTT/TPP-"),
        ("highway=primary oneway=1", "TTTT/TPP-"),
        ("highway=primary oneway=-1", "TPP-/TTTT"),
        ("highway=primary oneway=reverse", "TPP-/TTTT"),
        ("highway=primary oneway=no", "TTTT/TTTT"),
        ("highway=primary oneway=alternating", "TTTT/TTTT"),
        ("highway=primary oneway=reversible", "TPP-/TPP-"),
        ("highway=primary oneway=perhaps", "TTTT/TTTT"),
        ("highway=primary junction=roundabout", "TTTT/TPP-"),
        ("highway=primary junction=circular", "TTTT/TPP-"),
        ("highway=primary junction=roundabout oneway=no", "TTTT/TTTT"),
        ("highway=motorway", "---T/----"),
        ("highway=motorway oneway=no", "---T/---T"),
        ("highway=motorway_link", "---T/---T"),
        ("highway=primary oneway=yes foot=no", "-TTT/----"),
        ("highway=primary oneway=yes oneway:motor_vehicle=no", "TTTT/TPPT"),
        ("highway=footway oneway:foot=yes", "TPP-/----"),
        ("highway=steps conveying=forward", "T---/----"),
        ("highway=steps conveying=backward", "----/T---"),
        ("highway=steps conveying=yes", "T---/T---"),
        ("highway=cycleway oneway=yes", "TTT-/TPP-"),
        ("highway=residential vehicle:backward=no", "TTTT/TPP-"),
        ("highway=residential foot:forward=no", "-TTT/TTTT"),
    ],
)
def test_one_way_streets_bind_vehicles_but_not_walkers(tags, expected):
    assert letters(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=primary oneway=yes oneway:bicycle=no", "TTTT/TTT-"),
        ("highway=primary oneway:bicycle=yes", "TTTT/TPPT"),
        ("highway=primary oneway=yes oneway:bicycle=-1", "TPPT/TTT-"),
        ("highway=primary oneway=yes cycleway=opposite", "TTTT/TTT-"),
        ("highway=primary oneway=yes cycleway=opposite_lane", "TTTT/TTT-"),
        ("highway=primary oneway=yes cycleway:left=opposite_track", "TTTT/TTT-"),
        ("highway=primary oneway=yes cycleway:left:oneway=-1", "TTTT/TTT-"),
        ("highway=primary oneway=yes cycleway:both:oneway=no", "TTTT/TTT-"),
        ("highway=primary oneway=yes cycleway=lane", "TTTT/TPP-"),
        ("highway=primary oneway=yes cycleway=opposite oneway:bicycle=yes", "TTTT/TPP-"),
        ("highway=primary junction=roundabout oneway:bicycle=no", "TTTT/TTT-"),
    ],
)
def test_bikes_may_ride_against_a_one_way_street_where_it_says_so(tags, expected):
    assert letters(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("route=ferry", "FFF-/FFF-"),
        ("route=ferry motor_vehicle=yes", "FFFF/FFFF"),
        ("route=ferry motorcar=yes", "FFFF/FFFF"),
        ("route=ferry vehicle=yes", "FFFF/FFFF"),
        ("route=ferry access=yes", "FFF-/FFF-"),
        ("route=ferry bicycle=no", "F---/F---"),
        ("route=ferry bicycle=dismount", "FFF-/FFF-"),
        ("route=ferry electric_bicycle=no", "FF--/FF--"),
        ("route=ferry foot=no motorcar=yes", "-FFF/-FFF"),
        ("route=ferry access=private", "----/----"),
        ("route=ferry oneway=yes motor_vehicle=yes", "FFFF/----"),
        ("route=ferry oneway=-1", "----/FFF-"),
    ],
)
def test_a_ferry_carries_walkers_and_bikes_and_cars_where_tagged(tags, expected):
    assert letters(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=crossing access=no", ""),
        ("entrance=home access=private", ""),
        ("barrier=gate", ""),
        ("barrier=toll_booth", ""),
        ("barrier=lift_gate access=customers", ""),
        ("barrier=bollard", "drive"),
        ("barrier=block", "drive"),
        ("barrier=chain", "drive"),
        ("barrier=jersey_barrier", "drive"),
        ("barrier=cycle_barrier", "drive"),
        ("barrier=yes", "drive"),
        ("barrier=bollard motor_vehicle=yes", ""),
        ("barrier=stile", "bike ebike drive"),
        ("barrier=turnstile", "bike ebike drive"),
        ("barrier=kissing_gate access=yes", "bike ebike"),
        ("barrier=kissing_gate bicycle=yes", "drive"),
        ("barrier=kissing_gate electric_bicycle=yes", "bike drive"),
        ("barrier=wall", "walk bike ebike drive"),
        ("barrier=fence foot=yes", "drive"),
        ("barrier=hedge bicycle=yes", "walk drive"),
        ("barrier=gate access=private", "walk bike ebike drive"),
        ("barrier=gate access=no foot=yes", "drive"),
        ("barrier=gate bicycle=no", ""),
        ("barrier=gate foot=no bicycle=no", "walk bike ebike"),
        ("barrier=gate foot=no", "walk"),
        ("barrier=gate motorcar=private", "drive"),
        ("barrier=gate access=unheard_of", ""),
    ],
)
def test_a_barrier_stops_those_who_cannot_or_may_not_pass(tags, expected):
    assert blocked_modes(tags_of(tags)) == {Mode(mode) for mode in expected.split()}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15", 900),
        ("7.5", 450),
        ("15 min", 900),
        ("15分钟", 900),
        ("00:15", 900),
        ("1:05", 3_900),
        ("00:02:30", 150),
        ("PT15M", 900),
        ("PT1H30M", 5_400),
        ("P0DT0H12M30S", 750),
        ("PT90S", 90),
        ("", 0),
        ("P", 0),
        ("PT", 0),
        ("0", 0),
        ("-5", 0),
        ("about an hour", 0),
        ("1:2:3:4", 0),
    ],
)
def test_a_duration_is_read_in_all_its_spellings(text, seconds):
    assert duration_s(text) == seconds


STREET_TAGS = st.dictionaries(
    st.sampled_from(sorted(RELEVANT_KEYS - {"highway", "route"})),
    st.sampled_from([*VERDICTS, "-1", "opposite", "roundabout", "both", "platform"]),
    max_size=5,
)


@given(tags=STREET_TAGS, highway=st.sampled_from(sorted(STREETS)))
def test_closing_a_street_to_all_and_every_key_closes_it(tags, highway):
    access = {"foot", "bicycle", "electric_bicycle", "motorcar", "motor_vehicle"}
    silent = {key: value for key, value in tags.items() if key.partition(":")[0] not in access}

    paces = way_paces({**silent, "highway": highway, **dict.fromkeys(access, "no")})

    assert paces.is_closed


@given(tags=STREET_TAGS, highway=st.sampled_from(sorted(STREETS)))
def test_only_bikes_are_pushed_and_only_ferries_float(tags, highway):
    paces = way_paces({**tags, "highway": highway})

    for_one = {paces.forward[Mode.WALK], paces.forward[Mode.DRIVE]}
    for_bikes = {paces.forward[Mode.BIKE], paces.backward[Mode.EBIKE]}
    assert for_one <= {Pace.CLOSED, Pace.TRAVEL}
    assert for_bikes <= {Pace.CLOSED, Pace.TRAVEL, Pace.PUSH}


def test_what_is_no_street_has_no_kind():
    assert street_kind({"building": "yes"}) == ""
    assert way_paces({"building": "yes"}).is_closed


class NotedTags(dict[str, str]):
    """Tags that note which keys they were asked for."""

    def __init__(self, text: str) -> None:
        super().__init__(tags_of(text))
        self.asked: set[str] = set()

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def get(self, key, default=None):
        self.asked.add(str(key))
        return super().get(key, default)


@pytest.mark.parametrize("tags", ["highway=steps", "highway=trunk", "man_made=pier", "route=ferry"])
def test_reading_looks_at_no_key_that_is_not_listed_as_relevant(tags):
    noted = NotedTags(tags)

    way_paces(noted)

    assert len(noted.asked) > 10
    assert noted.asked <= RELEVANT_KEYS
