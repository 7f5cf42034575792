import gzip
import json

import pytest

from data.street_files import load_network
from tests.osm_files import write_osm
from tests.street_towns import place

NODES = {number: place(number, 0) for number in range(4)} | {9: place(0, 1)}
CENTIMETRE_KM = 1e-5
"""OpenStreetMap's files keep positions to about a centimetre."""
WAYS = [
    ([0, 1, 2, 3], {"highway": "residential"}),
    ([0, 9], {"highway": "steps"}),
    ([1, 2], {"highway": "proposed"}),
]


@pytest.fixture
def niangjia(run_niangjia, monkeypatch, tmp_path):
    """The command line with a data folder of its own that is not there yet."""
    monkeypatch.setenv("NIANGJIA_DATA_FOLDER", str(tmp_path / "data"))
    return run_niangjia


@pytest.fixture
def extract(tmp_path):
    return write_osm(tmp_path / "town.osm.pbf", NODES, WAYS)


def test_a_network_is_built_where_the_settings_say(niangjia, extract, tmp_path):
    status, out, _ = niangjia("streets", "build", extract, "--json")

    told = json.loads(out)
    network = load_network(tmp_path / "data" / "streets.npz")
    assert status == 0
    assert told["version"] == network.version
    assert told["source"] == network.source == "town.osm.pbf"


def test_the_summary_counts_what_was_built_and_left_out(niangjia, extract):
    _, out, _ = niangjia("streets", "build", extract, "--json")

    told = json.loads(out)
    assert told["left_out"] == {"not_a_street": 1, "closed": 0, "too_short": 0, "cut_away": 0}
    assert (told["modes"]["walk"]["nodes"], told["modes"]["walk"]["edges"]) == (2, 1)
    assert told["modes"]["walk"]["length_km"] == pytest.approx(0.320, abs=CENTIMETRE_KM)
    assert told["modes"]["drive"]["length_km"] == pytest.approx(0.240, abs=CENTIMETRE_KM)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-CN", ("步行", "未收入路网：1 条不是道路")), ("en", ("On foot", "left out: 1 ways"))],
)
def test_people_read_a_table_in_their_language(niangjia, extract, language, words):
    _, out, _ = niangjia("streets", "build", extract, "--lang", language)

    assert all(word in out for word in words)


def test_out_names_another_file(niangjia, extract, tmp_path):
    niangjia("streets", "build", extract, "--out", tmp_path / "other.npz")

    assert load_network(tmp_path / "other.npz").source == "town.osm.pbf"


def test_an_extract_without_a_street_for_a_mode_says_so_and_how_to_go_on(niangjia, tmp_path):
    steps = write_osm(tmp_path / "steps.osm", NODES, WAYS[1:2])

    status, out, err = niangjia("streets", "build", steps, "--lang", "en")

    assert (status, out) == (1, "")
    assert "steps.osm has no street open to bike" in err
    assert "--mode" in err
    assert not (tmp_path / "data" / "streets.npz").exists()


def test_the_modes_asked_for_are_built_alone(niangjia, tmp_path):
    steps = write_osm(tmp_path / "steps.osm", NODES, WAYS[1:2])

    niangjia("streets", "build", steps, "--mode", "walk")

    assert list(load_network(tmp_path / "data" / "streets.npz").graphs) == ["walk"]


def test_a_truncated_extract_leaves_the_network_before(niangjia, extract, tmp_path):
    niangjia("streets", "build", extract)
    before = load_network(tmp_path / "data" / "streets.npz").version
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(extract.read_bytes()[:-40])

    status, out, _ = niangjia("streets", "build", cut, "--json")

    assert (status, json.loads(out)["code"]) == (1, "extract_unreadable")
    assert load_network(tmp_path / "data" / "streets.npz").version == before


def test_a_compressed_extract_is_read_like_a_plain_one(niangjia, tmp_path):
    plain = write_osm(tmp_path / "town.osm", NODES, WAYS)
    packed = tmp_path / "town.osm.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    one, other = (
        json.loads(niangjia("streets", "build", each, "--json")[1]) for each in (plain, packed)
    )

    assert one["version"] == other["version"]


def test_a_lookup_on_the_terminal_goes_by_streets(niangjia, extract, settings, monkeypatch):
    monkeypatch.setenv("NIANGJIA_DATABASE_URL", settings.database_url)
    niangjia("streets", "build", extract)
    here = [str(degrees) for degrees in place(0, 1)]

    asked = [*here, "--at", "2026-11-25T18:30", "--open", "any", "--lang", "en"]
    _, out, _ = niangjia("nearest", *asked, "--json")

    near = json.loads(out)["results"][0]
    assert near["travel_method"] == "streets"
    assert near["travel_minutes"] == pytest.approx(1 + 2 / 1.3, abs=0.05)


def test_a_lookup_with_a_broken_network_says_so_and_estimates(
    niangjia, settings, monkeypatch, tmp_path
):
    monkeypatch.setenv("NIANGJIA_DATABASE_URL", settings.database_url)
    broken = tmp_path / "data" / "streets.npz"
    broken.parent.mkdir()
    broken.write_text("not a network")
    here = [str(degrees) for degrees in place(0, 1)]

    asked = [*here, "--at", "2026-11-25T18:30", "--open", "any", "--lang", "en"]
    status, out, err = niangjia("nearest", *asked, "--json")

    assert status == 0
    assert "streets.npz is no street network" in err.replace("\n", "")
    assert json.loads(out)["results"][0]["travel_method"] == "estimated"


def test_something_else_is_not_overwritten(niangjia, extract):
    before = extract.read_bytes()

    status, _, err = niangjia("streets", "build", extract, "--out", extract, "--lang", "en")

    assert status == 1
    assert "something else than a street network" in err
    assert extract.read_bytes() == before
