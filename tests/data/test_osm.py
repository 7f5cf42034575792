import bz2
from pathlib import Path

import numpy as np
import osmium
import pytest
from osmium.io import File
from osmium.osm.mutable import Node, Way

from data.osm import ASSUMED_FERRY_METRES_PER_MINUTE, FORMATS, LeftOut, read_streets
from geo.errors import InvalidInput, NotFound
from geo.messages import Language
from geo.street_merging import segment_lengths_m
from geo.streets import Pace
from geo.travel import Mode
from tests.osm_files import write_osm

NODES = {node: (121.5 + node / 1_000, 31.2) for node in range(1, 10)}
STREET = {"highway": "residential"}
XML = "<?xml version='1.0'?><osm version='0.6'>{}</osm>"
WAY = "<way id='7'><nd ref='1'/><nd ref='2'/><tag k='highway' v='path'/></way>"


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return tmp_path / "town.osm"


def refusal(file: Path) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        read_streets(file)
    return refused.value


# --- Segments -----------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".osm", ".osm.gz", ".osm.pbf", ".OSM.PBF", ".osm.bz2", ".pbf"])
def test_every_format_is_read(tmp_path, ending):
    file = write_osm(tmp_path / f"上海{ending.lower()}", NODES, [((1, 2, 3), STREET)])
    file = file.rename(tmp_path / f"上海{ending}")

    segments = read_streets(file).segments

    assert segments.node_lon.tolist() == [121.501, 121.502, 121.503]
    assert segments.node_lat.tolist() == [31.2, 31.2, 31.2]
    assert (segments.tail.tolist(), segments.head.tolist()) == ([0, 1], [1, 2])


def test_ways_meet_at_shared_nodes_and_others_are_left_out(extract):
    write_osm(extract, NODES, [((1, 5), STREET), ((5, 9), STREET), ((2, 3), {"building": "yes"})])

    segments = read_streets(extract).segments

    assert segments.node_lon.tolist() == [121.501, 121.505, 121.509]
    assert (segments.tail.tolist(), segments.head.tolist()) == ([0, 1], [1, 2])


def test_each_way_has_the_paces_of_its_tags(extract):
    oneway = {"highway": "primary", "oneway": "yes"}
    write_osm(extract, NODES, [((1, 2, 3), oneway), ((3, 4), {"highway": "footway"})])

    segments = read_streets(extract).segments

    assert segments.forward[Mode.DRIVE].tolist() == [Pace.TRAVEL, Pace.TRAVEL, Pace.CLOSED]
    assert segments.backward[Mode.DRIVE].tolist() == [Pace.CLOSED] * 3
    assert segments.forward[Mode.BIKE].tolist() == [Pace.TRAVEL, Pace.TRAVEL, Pace.PUSH]
    assert segments.backward[Mode.WALK].tolist() == [Pace.TRAVEL] * 3


def test_a_mode_without_any_street_is_closed_everywhere(extract):
    write_osm(extract, NODES, [((1, 2), {"highway": "steps"})])

    segments = read_streets(extract).segments

    assert segments.forward[Mode.DRIVE].tolist() == [Pace.CLOSED]


def test_a_barrier_blocks_its_node_for_some_modes(extract):
    barriers = {2: {"barrier": "bollard"}, 8: {"barrier": "bollard"}, 3: {"highway": "crossing"}}
    write_osm(extract, NODES, [((1, 2, 3), STREET)], barriers)

    is_blocked = read_streets(extract).segments.is_blocked

    assert is_blocked[Mode.DRIVE].tolist() == [False, True, False]
    assert is_blocked[Mode.WALK].tolist() == [False, False, False]


def test_doubled_nodes_make_no_segment(extract):
    write_osm(extract, NODES, [((1, 1, 2, 2, 3), STREET)])

    segments = read_streets(extract).segments

    assert (segments.tail.tolist(), segments.head.tolist()) == ([0, 1], [1, 2])


def test_two_nodes_at_one_place_stay_connected(extract):
    write_osm(extract, {**NODES, 2: NODES[3]}, [((1, 2, 3, 4), STREET)])

    segments = read_streets(extract).segments

    assert (segments.tail.tolist(), segments.head.tolist()) == ([0, 1, 2], [1, 2, 3])


# --- Ferries ------------------------------------------------------------------------------------


def test_a_ferry_takes_as_long_as_mapped_shared_out_by_length(extract):
    ferry = {"route": "ferry", "duration": "00:06"}
    write_osm(extract, NODES, [((1, 2, 4), ferry), ((4, 5), STREET)])

    segments = read_streets(extract).segments

    assert segments.ferry_s == pytest.approx([120, 240, 0], abs=0.01)
    assert segments.forward[Mode.EBIKE].tolist() == [Pace.FERRY, Pace.FERRY, Pace.TRAVEL]


@pytest.mark.parametrize("duration", ["soon", "0"])
def test_a_ferry_without_a_clear_duration_goes_at_the_assumed_speed(extract, duration):
    ferry = {"route": "ferry", "duration": duration}
    write_osm(extract, NODES, [((1, 2), {"route": "ferry"}), ((2, 9), ferry)])

    segments = read_streets(extract).segments

    expected_s = segment_lengths_m(segments) * 60 / ASSUMED_FERRY_METRES_PER_MINUTE
    assert segments.ferry_s == pytest.approx(expected_s)


def test_no_ferry_takes_no_time_at_all(extract):
    ferry = {"route": "ferry", "duration": "5"}
    write_osm(extract, {**NODES, 2: NODES[1]}, [((1, 2), ferry), ((2, 1), {"route": "ferry"})])

    assert (read_streets(extract).segments.ferry_s > 0).all()


# --- Left out -----------------------------------------------------------------------------------


def test_what_is_left_out_is_counted_by_reason(extract):
    ways = [
        ((1, 2), STREET),
        ((1, 3), {"highway": "proposed"}),
        ((1, 4), {"highway": "raceway"}),
        ((1, 5), {"highway": "service", "access": "private"}),
        ((6,), STREET),
        ((1, 7), {"railway": "rail"}),
        ((1, 8), {"building": "yes"}),
    ]
    write_osm(extract, NODES, ways)

    found = read_streets(extract)

    assert len(found.segments) == 1
    assert found.left_out == {
        LeftOut.NOT_A_STREET: 2,
        LeftOut.CLOSED: 1,
        LeftOut.TOO_SHORT: 1,
        LeftOut.CUT_AWAY: 0,
    }


def test_a_way_that_leaves_the_extract_is_cut_there(extract):
    write_osm(extract, NODES, [((1, 2, 77, 78, 4, 5), STREET)])

    found = read_streets(extract)

    assert found.segments.node_lon.tolist() == [121.501, 121.502, 121.504, 121.505]
    assert (found.segments.tail.tolist(), found.segments.head.tolist()) == ([0, 2], [1, 3])
    assert found.left_out[LeftOut.CUT_AWAY] == 3


def test_new_nodes_of_an_editor_and_nodes_behind_the_ways_are_found(extract):
    behind = "<node id='2' lon='121.6' lat='31.3'/>"
    new = "<way id='8'><nd ref='2'/><nd ref='-5'/><tag k='highway' v='path'/></way>"
    nodes = "<node id='-5' lon='121.7' lat='31.4'/><node id='1' lon='121.5' lat='31.2'/>"
    extract.write_text(XML.format(nodes + WAY + new + behind))

    found = read_streets(extract)

    assert found.segments.node_lon.tolist() == [121.7, 121.5, 121.6]
    assert (found.segments.tail.tolist(), found.segments.head.tolist()) == ([1, 2], [2, 0])
    assert found.left_out[LeftOut.CUT_AWAY] == 0


def test_progress_counts_the_ways_read(extract):
    heard: list[int] = []
    write_osm(extract, NODES, [((1, 2), STREET)] * 2_500)

    read_streets(extract, heard.append)

    assert heard == [1_000, 2_000, 2_500]


# --- Refused ------------------------------------------------------------------------------------


def test_a_missing_file_is_not_found(tmp_path):
    with pytest.raises(NotFound) as refused:
        read_streets(tmp_path / "nowhere.osm")

    assert refused.value.code == "file_missing"


def test_an_unknown_ending_is_refused_with_those_we_know(tmp_path):
    file = tmp_path / "town.shp"
    file.write_bytes(b"shape")

    refused = refusal(file)

    assert refused.code == "extract_ending_unknown"
    assert "town.shp" in refused.text(Language.CHINESE)
    assert all(ending in refused.text(Language.ENGLISH) for ending in FORMATS)


@pytest.mark.parametrize("ending", list(FORMATS))
def test_an_empty_file_is_refused(tmp_path, ending):
    file = tmp_path / f"town{ending}"
    file.touch()

    refused = refusal(file)

    assert refused.code == "extract_empty"
    assert file.name in refused.text(Language.CHINESE)


@pytest.mark.parametrize("ending", list(FORMATS))
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused(tmp_path, ending, share):
    file = write_osm(tmp_path / f"town{ending}", NODES, [((1, 2), STREET)] * 100)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])

    refused = refusal(file)

    assert refused.code == "extract_unreadable"
    assert file.name in refused.text(Language.CHINESE)


def test_a_file_with_texts_that_are_not_utf_8_is_refused(tmp_path):
    plain = tmp_path / "plain.osm.pbf"
    with osmium.SimpleWriter(File(plain, "pbf,pbf_compression=none")) as writer:
        writer.add_node(Node(id=1, location=(121.5, 31.3)))
        writer.add_node(Node(id=2, location=(121.6, 31.3)))
        writer.add_way(Way(id=1, nodes=[1, 2], tags=STREET))
    spoilt = tmp_path / "spoilt.osm.pbf"
    spoilt.write_bytes(plain.read_bytes().replace(b"residential", b"resident\xff\xffl"))

    assert refusal(spoilt).code == "extract_unreadable"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("town.osm.pbf", b"not an extract at all" * 50),
        ("town.osm", b"<html><body>404</body></html>"),
        ("town.osm", bz2.compress(b"<osm version='0.6'/>")),
        ("town.osm", b"<osm version='0.6'><way id='x'/></osm>"),
        ("town.osm", b"<!DOCTYPE osm [<!ENTITY a 'b'>]><osm version='0.6'/>"),
    ],
)
def test_what_is_no_extract_is_refused(tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)

    assert refusal(file).code == "extract_unreadable"


@pytest.mark.parametrize("position", ["", "lon='200' lat='31.2'", "lon='121.5' lat='95'"])
def test_a_node_without_a_position_is_named(extract, position):
    nodes = f"<node id='1' lon='121.5' lat='31.2'/><node id='2' {position}/>"
    extract.write_text(XML.format(nodes + WAY))

    refused = refusal(extract)

    assert refused.code == "extract_node_without_position"
    assert refused.values == {"file": "town.osm", "node": 2}


def test_a_position_that_is_no_number_is_quoted(extract):
    extract.write_text(XML.format("<node id='2' lon='east' lat='31.2'/>" + WAY))

    refused = refusal(extract)

    assert refused.code == "extract_unreadable"
    assert "east" in refused.text(Language.ENGLISH)


@pytest.mark.parametrize(
    "ways",
    [
        [],
        [((1, 2), {"highway": "proposed"})],
        [((1, 2), {"highway": "service", "access": "no"})],
        [((77, 78), STREET)],
        [((1,), STREET)],
    ],
)
def test_an_extract_without_any_street_is_refused(extract, ways):
    write_osm(extract, NODES, ways)

    assert refusal(extract).code == "extract_without_streets"


def test_an_error_of_the_listener_is_not_blamed_on_the_file(extract):
    def cancel(_ways: int) -> None:
        raise RuntimeError("cancelled")

    write_osm(extract, NODES, [((1, 2), STREET)] * 1_000)

    with pytest.raises(RuntimeError, match="cancelled"):
        read_streets(extract, cancel)


# --- Real extracts ------------------------------------------------------------------------------


def test_central_shanghai_is_read_as_mapped(realdata):
    found = read_streets(realdata / "shanghai" / "streets_center.osm")

    segments = found.segments
    assert len(segments) == 24_258
    assert len(segments.node_lon) == 21_771
    assert found.left_out[LeftOut.CLOSED] == 3
    assert 121.40 < segments.node_lon.min() < segments.node_lon.max() < 121.56


def test_in_central_shanghai_walkers_are_kept_out_of_a_tunnel(realdata):
    # Dalian Road Tunnel, foot=no, under the Huangpu.
    west, south, east, north = 121.5145, 31.2470, 121.5165, 31.2495

    segments = read_streets(realdata / "shanghai" / "streets_center.osm").segments

    lon, lat = segments.node_lon[segments.tail], segments.node_lat[segments.tail]
    is_under_the_river = (west < lon) & (lon < east) & (south < lat) & (lat < north)
    assert np.count_nonzero(is_under_the_river) > 2
    assert (segments.forward[Mode.DRIVE][is_under_the_river] == Pace.TRAVEL).all()
    assert not segments.forward[Mode.WALK][is_under_the_river].any()


def test_porto_alegre_is_read_as_mapped(realdata):
    found = read_streets(realdata / "porto_alegre" / "streets.osm.pbf")

    walk = found.segments.forward[Mode.WALK]
    assert 45_000 < np.count_nonzero(walk) < len(found.segments) < 48_000
    assert 0.7 < np.mean(found.segments.forward[Mode.DRIVE] == Pace.TRAVEL) < 0.8
    assert found.segments.is_blocked[Mode.DRIVE].sum() > 40
    proposed, rest_areas = 21, 1
    assert found.left_out[LeftOut.NOT_A_STREET] == proposed + rest_areas
