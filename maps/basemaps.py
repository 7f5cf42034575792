"""Base maps: what lies under our own layers, and whose tiles these are.

The default is none: no other host is asked, and `maps.backdrop` draws streets and borders. Tiles
of Amap are painted in GCJ-02: the browser shifts the tiles (`maps/scripts/shifted_tiles.js`),
never our data.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

import shapely

from geo.errors import InvalidInput
from geo.mainland import mainland_outline
from geo.messages import Language
from maps.layers import DataLayer
from maps.messages import BASE_MAP_KEY_INVALID, BASE_MAP_KEY_MISSING, BASE_MAP_UNKNOWN

_TIANDITU_KEY = re.compile(r"[0-9A-Za-z]{32}")
_OUTLINE_DECIMALS = 3


class BaseMapName(StrEnum):
    """What an installation may choose."""

    NONE = "none"
    OPENSTREETMAP = "openstreetmap"
    TIANDITU = "tianditu"
    AMAP = "amap"


@dataclass(frozen=True, slots=True)
class Tiles:
    """A set of tiles as Leaflet asks for it.

    `referrer_policy` is what the host must learn of us: OpenStreetMap refuses who does not say, and
    keys of Tianditu may be bound to a host.
    """

    address: str
    subdomains: str = ""
    max_zoom: int = 18
    referrer_policy: str = "no-referrer"


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A base map: its tiles from the bottom up, their attribution, and the hosts they come from.

    `hosts` are sources for `img-src` of a content security policy.
    """

    name: BaseMapName
    tiles: Sequence[Tiles] = ()
    attribution_zh: str = ""
    attribution_en: str = ""
    hosts: Sequence[str] = ()
    is_gcj02: bool = False

    def attribution(self, language: Language) -> str:
        """Name the owners of the tiles, as HTML."""
        return self.attribution_zh if language is Language.CHINESE else self.attribution_en


NO_BASE_MAP = BaseMap(BaseMapName.NONE)

_OPENSTREETMAP = BaseMap(
    BaseMapName.OPENSTREETMAP,
    tiles=(
        Tiles(
            "https://tile.openstreetmap.org/{z}/{x}/{y}.png", max_zoom=19, referrer_policy="origin"
        ),
    ),
    attribution_zh='© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> 贡献者',
    attribution_en=(
        '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors'
    ),
    hosts=("https://tile.openstreetmap.org",),
)
_AMAP = BaseMap(
    BaseMapName.AMAP,
    tiles=(
        Tiles(
            "https://webrd0{s}.is.autonavi.com/appmaptile"
            "?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}",
            subdomains="1234",
        ),
    ),
    attribution_zh='© <a href="https://www.amap.com/">高德地图</a>',
    attribution_en='© <a href="https://www.amap.com/">Amap</a>',
    hosts=tuple(f"https://webrd0{number}.is.autonavi.com" for number in "1234"),
    is_gcj02=True,
)


def choose_base_map(name: str, key: str = "") -> BaseMap:
    """Find the base map that a setting names; raises InvalidInput for a bad name or key."""
    if name not in set(BaseMapName):
        known = ", ".join(BaseMapName)
        raise InvalidInput(BASE_MAP_UNKNOWN, value=name, known=known)
    if name == BaseMapName.TIANDITU:
        return _tianditu(key)
    known_maps = {found.name: found for found in (NO_BASE_MAP, _OPENSTREETMAP, _AMAP)}
    return known_maps[BaseMapName(name)]


def base_map_layer(base_map: BaseMap, language: Language) -> DataLayer:
    """Make the layer that shows the tiles of a base map."""
    data: dict[str, object] = {
        "tiles": [asdict(tiles) for tiles in base_map.tiles],
        "attribution": base_map.attribution(language),
    }
    if not base_map.is_gcj02:
        return DataLayer("base_map", data)
    return DataLayer("base_map", data | {"mainland": _mainland()}, requires=("shifted_tiles",))


def _tianditu(key: str) -> BaseMap:
    if not key:
        raise InvalidInput(BASE_MAP_KEY_MISSING)
    if not _TIANDITU_KEY.fullmatch(key):
        raise InvalidInput(BASE_MAP_KEY_INVALID, length=len(key))
    # Streets and areas, and above them their names: two sets of tiles.
    return BaseMap(
        BaseMapName.TIANDITU,
        tiles=tuple(
            Tiles(_tianditu_address(layer, key), "01234567", referrer_policy="origin")
            for layer in ("vec", "cva")
        ),
        attribution_zh='© <a href="https://www.tianditu.gov.cn/">天地图</a>',
        attribution_en='© <a href="https://www.tianditu.gov.cn/">Tianditu</a>',
        hosts=tuple(f"https://t{number}.tianditu.gov.cn" for number in "01234567"),
    )


def _tianditu_address(layer: str, key: str) -> str:
    fields: Mapping[str, str] = {
        "SERVICE": "WMTS",
        "REQUEST": "GetTile",
        "VERSION": "1.0.0",
        "LAYER": layer,
        "STYLE": "default",
        "TILEMATRIXSET": "w",
        "FORMAT": "tiles",
        "TILEMATRIX": "{z}",
        "TILEROW": "{y}",
        "TILECOL": "{x}",
        "tk": key,
    }
    query = "&".join(f"{name}={value}" for name, value in fields.items())
    return f"https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?{query}"


def _mainland() -> list[list[list[float]]]:
    """List the rings, outer and inner, of the outline inside which tiles are shifted."""
    rings = [ring.coords for ring in shapely.get_rings(mainland_outline())]
    return [
        [[round(lon, _OUTLINE_DECIMALS), round(lat, _OUTLINE_DECIMALS)] for lon, lat in ring]
        for ring in rings
    ]
