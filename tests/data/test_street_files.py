import json
import os
from dataclasses import fields, replace
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import street_files
from data.street_files import COLUMN_TYPES, load_network, save_network, version_of
from geo.errors import InvalidInput, NiangjiaError, SourceUnavailable
from geo.messages import Language
from geo.streets import StreetGraph, StreetNetwork
from geo.travel import Mode

WEST, CORNER, EAST = 121.5, 121.5005, 121.501


def lane(length_m: float = 95.0) -> StreetGraph:
    """Two nodes and two edges between them, the second one with a corner."""
    return StreetGraph(
        node_lon=np.array([WEST, EAST]),
        node_lat=np.array([31.25, 31.25]),
        part=np.array([0, 0]),
        tail=np.array([0, 1]),
        head=np.array([1, 0]),
        length_m=np.array([length_m, 120.0]),
        ferry_s=np.array([0.0, 300.0]),
        forward=np.array([1, 3], np.uint8),
        backward=np.array([0, 3], np.uint8),
        shape_starts=np.array([0, 2, 5]),
        shape_lon=np.array([WEST, EAST, EAST, CORNER, WEST]),
        shape_lat=np.array([31.25, 31.25, 31.25, 31.2503, 31.25]),
    )


def network_of(source: str = "town.osm", **graphs: StreetGraph) -> StreetNetwork:
    by_mode = {Mode(mode): graph for mode, graph in (graphs or {"walk": lane()}).items()}
    return StreetNetwork(by_mode, version_of(by_mode), source)


def columns(network: StreetNetwork) -> dict[str, tuple[str, list[float]]]:
    return {
        f"{mode}.{name}": (getattr(graph, name).dtype.str, getattr(graph, name).tolist())
        for mode, graph in network.graphs.items()
        for name in COLUMN_TYPES
    }


def describe_anew(file: Path, **changes: object) -> None:
    """Write the file again as if it had described itself in another way."""
    with ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    description = json.loads(entries["streets.json"]) | changes
    with ZipFile(file, "w") as archive:
        for name, content in (entries | {"streets.json": json.dumps(description)}).items():
            archive.writestr(name, content)


def refusal(file: Path) -> NiangjiaError:
    with pytest.raises(NiangjiaError) as caught:
        load_network(file)
    assert str(file) in caught.value.text(Language.CHINESE)
    assert str(file) in caught.value.text(Language.ENGLISH)
    return caught.value


@pytest.fixture
def file(tmp_path):
    return tmp_path / "streets.npz"


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The bytes of a good file, and a place to write spoilt ones to."""
    file = tmp_path_factory.mktemp("spoilt") / "streets.npz"
    save_network(network_of(), file)
    return file.read_bytes(), file


def test_a_network_comes_back_as_it_was_saved(file):
    network = network_of(walk=lane(), drive=lane(80.0))

    save_network(network, file)
    loaded = load_network(file)

    assert columns(loaded) == columns(network)
    assert (loaded.version, loaded.source) == (network.version, "town.osm")


@given(lengths=st.lists(st.floats(0.001, 1e7), min_size=2, max_size=2), part=st.integers(0, 1))
def test_no_number_loses_precision(saved, lengths, part):
    graph = replace(lane(), length_m=np.array(lengths), part=np.array([0, part]))

    save_network(network_of(walk=graph), saved[1])

    assert columns(load_network(saved[1])) == columns(network_of(walk=graph))


def test_a_mode_without_streets_is_kept(file):
    empty = StreetGraph(**{name: np.array([], kind) for name, kind in COLUMN_TYPES.items()})
    nothing = replace(empty, shape_starts=np.array([0]))

    save_network(network_of(bike=nothing), file)

    assert load_network(file).graphs[Mode.BIKE].edges == 0


def test_every_column_of_a_graph_is_saved_in_its_type():
    types = {name: getattr(lane(), name).dtype for name in COLUMN_TYPES}

    assert list(COLUMN_TYPES) == [field.name for field in fields(StreetGraph)]
    assert types == dict(COLUMN_TYPES)


def test_small_indices_take_half_the_room_and_large_ones_all():
    small, large = street_files._compact(np.array([5])), street_files._compact(np.array([1 << 31]))

    assert (small.dtype, large.dtype) == (np.int32, np.int64)


def test_equal_streets_have_equal_versions_whatever_their_source(file):
    save_network(network_of("today.osm.pbf"), file)

    loaded = load_network(file)

    assert loaded.version == network_of("yesterday.osm").version
    assert len(loaded.version) == 12


def test_the_order_of_modes_does_not_change_the_version():
    forth, back = {"walk": lane(), "bike": lane(80.0)}, {"bike": lane(80.0), "walk": lane()}

    assert network_of(**forth).version == network_of(**back).version


def test_the_mode_changes_the_version():
    assert network_of(walk=lane()).version != network_of(bike=lane()).version


@pytest.mark.parametrize("name", COLUMN_TYPES)
def test_any_column_changes_the_version(name):
    other = getattr(lane(), name).copy()
    other[-1] += 1

    changed = replace(lane(), **{name: other})

    assert network_of(walk=changed).version != network_of(walk=lane()).version


def test_the_file_has_the_version_of_its_content_whatever_the_network_says(file):
    save_network(replace(network_of(), version="mine"), file)

    assert load_network(file).version == network_of().version


def test_equal_networks_are_equal_files(saved, file):
    save_network(network_of(), file)

    assert file.read_bytes() == saved[0]


def test_a_source_that_is_no_utf8_can_still_be_told(file):
    save_network(network_of("\udcc9\udccf.osm"), file)

    assert load_network(file).source == "??.osm"


def test_the_folder_is_made_and_others_may_read_the_file(tmp_path):
    file, plain = tmp_path / "new" / "streets.npz", tmp_path / "plain"
    plain.touch()

    save_network(network_of(), file)

    assert file.stat().st_mode == plain.stat().st_mode


def test_a_failing_save_leaves_the_old_file_and_nothing_else(file, monkeypatch):
    save_network(network_of("old"), file)
    monkeypatch.setattr(os, "fsync", lambda _: os.write(-1, b""))

    with pytest.raises(SourceUnavailable) as caught:
        save_network(network_of("new"), file)

    assert caught.value.code == "street_file_unwritable"
    assert load_network(file).source == "old"
    assert list(file.parent.iterdir()) == [file]


def test_an_interrupted_save_leaves_the_old_file_and_nothing_else(file, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    save_network(network_of("old"), file)
    monkeypatch.setattr(street_files, "write_array", interrupt)

    with pytest.raises(KeyboardInterrupt):
        save_network(network_of("new"), file)

    assert load_network(file).source == "old"
    assert list(file.parent.iterdir()) == [file]


def test_a_missing_file_is_refused_with_the_way_to_make_one(file):
    error = refusal(file)

    assert (type(error), error.code) == (SourceUnavailable, "street_file_missing")
    assert "niangjia streets build" in str(error)


def test_a_folder_in_place_of_the_file_is_refused(tmp_path):
    assert refusal(tmp_path).code == "street_file_unreadable"


@pytest.mark.parametrize("share", [0, 0.0002, 0.01, 0.5, 0.9, 0.99, 0.9999])
def test_a_truncated_file_is_refused(saved, share):
    content, file = saved

    file.write_bytes(content[: int(len(content) * share)])

    assert refusal(file).code == "street_file_truncated"


def test_a_flipped_bit_in_a_position_is_refused(saved):
    content, file = saved
    position = np.array([CORNER]).tobytes()

    file.write_bytes(content.replace(position, bytes([position[0] ^ 1]) + position[1:]))

    assert (type(refusal(file)), refusal(file).code) == (InvalidInput, "street_file_damaged")


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_refused_or_changes_nothing(saved, place, bit):
    content, file = saved
    spoilt = bytearray(content)
    spoilt[int(place * len(content))] ^= 1 << bit

    file.write_bytes(spoilt)
    try:
        loaded = columns(load_network(file))
    except NiangjiaError:
        loaded = columns(network_of())

    assert loaded == columns(network_of())


@pytest.mark.parametrize("content", [b"lon,lat\n121.5,31.2\n", b"\x93NUMPY\x01\x00", b"\x00" * 99])
def test_a_file_of_another_kind_is_refused(file, content):
    file.write_bytes(content)

    assert refusal(file).code == "street_file_unknown"


def test_an_archive_of_something_else_is_refused(file):
    np.savez(file, nodes=np.arange(3))

    assert refusal(file).code == "street_file_unknown"


def test_another_format_is_refused_with_the_way_to_build_it_anew(file):
    save_network(network_of(), file)
    describe_anew(file, format=99)

    error = refusal(file)

    assert error.code == "street_file_other_format"
    assert (error.values["found"], error.values["needed"]) == (99, street_files.FORMAT)
    assert "niangjia streets build" in str(error)


@pytest.mark.parametrize(
    "change", [{"version": "0123456789ab"}, {"modes": ["walk", "bike"]}, {"modes": ["fly"]}]
)
def test_a_description_that_is_not_of_this_content_is_refused(file, change):
    save_network(network_of(), file)
    describe_anew(file, **change)

    assert refusal(file).code == "street_file_damaged"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("node_lat", [31.25]),
        ("node_lon", [EAST + 0.1, WEST]),
        ("node_lon", [WEST, np.nan]),
        ("part", [0, -1]),
        ("tail", [0, 2]),
        ("head", [1]),
        ("length_m", [95.0, 0.0]),
        ("ferry_s", [0.0, -1.0]),
        ("forward", [1, 4]),
        ("shape_starts", [0, 2]),
        ("shape_starts", [0, 2, 4]),
        ("shape_starts", [0, 4, 5]),
        ("shape_lat", [31.25]),
    ],
)
def test_columns_that_do_not_fit_are_named(file, name, values):
    spoilt = replace(lane(), **{name: np.array(values, COLUMN_TYPES[name])})
    save_network(network_of(walk=spoilt), file)

    error = refusal(file)

    assert (error.code, error.values["column"]) == ("street_file_inconsistent", f"walk.{name}")


@pytest.mark.parametrize("column", [np.array([[0, 1]]), np.array([0.0, 1.0])])
def test_a_column_of_another_shape_or_type_is_refused(file, monkeypatch, column):
    kept = street_files._compact
    monkeypatch.setattr(
        street_files, "_compact", lambda own: column if own.dtype == np.int64 else kept(own)
    )

    save_network(network_of(), file)

    assert refusal(file).code == "street_file_damaged"
