import re

import pytest

from geo.errors import InvalidInput
from geo.messages import Language
from maps.basemaps import BaseMapName, base_map_layer, choose_base_map

KEY = "0123456789abcdef0123456789ABCDEF"
NAMES = [name for name in BaseMapName if name is not BaseMapName.NONE]


def test_by_default_there_is_no_tile_and_no_host():
    chosen = choose_base_map("none")

    assert (chosen.tiles, chosen.hosts) == ((), ())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", list(Language))
def test_every_base_map_names_its_owner(name, language):
    chosen = choose_base_map(name, KEY)

    assert "©" in chosen.attribution(language)


@pytest.mark.parametrize("name", NAMES)
def test_every_host_that_tiles_come_from_is_listed(name):
    chosen = choose_base_map(name, KEY)

    hosts = {
        re.match(r"https://[^/]+", tiles.address)[0].replace("{s}", letter)
        for tiles in chosen.tiles
        for letter in tiles.subdomains or "-"
    }

    assert hosts == set(chosen.hosts)


def test_tianditu_is_streets_and_above_them_names():
    chosen = choose_base_map("tianditu", KEY)

    layers = [re.search(r"/(\w+)/wmts.*LAYER=(\w+)&", tiles.address) for tiles in chosen.tiles]

    assert [found.groups() for found in layers] == [("vec_w", "vec"), ("cva_w", "cva")]
    assert [tiles.address.endswith(f"&tk={KEY}") for tiles in chosen.tiles] == [True, True]
    assert [tiles.subdomains for tiles in chosen.tiles] == ["01234567"] * 2


@pytest.mark.parametrize(
    ("name", "policy"),
    [("openstreetmap", "origin"), ("tianditu", "origin"), ("amap", "no-referrer")],
)
def test_a_host_learns_who_asks_only_where_its_rules_demand_it(name, policy):
    assert choose_base_map(name, KEY).tiles[0].referrer_policy == policy


def test_only_amap_is_shifted():
    shifted = [name for name in NAMES if choose_base_map(name, KEY).is_gcj02]

    assert shifted == ["amap"]


def test_the_shifted_layer_knows_where_the_mainland_is():
    layer = base_map_layer(choose_base_map("amap"), Language.CHINESE)

    assert layer.scripts == ("shifted_tiles", "base_map")
    assert len(layer.data["mainland"]) == 5


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(InvalidInput) as caught:
        choose_base_map("google")

    assert caught.value.code == "base_map_unknown"
    assert "google" in caught.value.text(Language.CHINESE)
    assert "none, openstreetmap, tianditu, amap" in caught.value.text(Language.ENGLISH)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "base_map_key_missing"),
        ("abc", "base_map_key_invalid"),
        ("<script>alert(1)</script>0123456", "base_map_key_invalid"),
    ],
)
def test_tianditu_without_a_proper_key_is_refused(key, code):
    with pytest.raises(InvalidInput) as caught:
        choose_base_map("tianditu", key)

    assert caught.value.code == code


def test_a_refused_key_is_not_repeated():
    with pytest.raises(InvalidInput) as caught:
        choose_base_map("tianditu", "my-secret")

    assert "my-secret" not in caught.value.text(Language.CHINESE)
    assert "9" in caught.value.text(Language.CHINESE)
