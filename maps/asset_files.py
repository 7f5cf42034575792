"""The scripts, styles and pictures that maps load: Leaflet from npm, and our own beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geo.errors import SourceUnavailable
from maps.messages import ASSETS_MISSING

HERE = Path(__file__).parent
LEAFLET_FOLDER = HERE / "assets" / "node_modules" / "leaflet" / "dist"

LEAFLET_FILES = ("leaflet.js", "leaflet.css")
LEAFLET_IMAGES = ("layers.png", "layers-2x.png", "marker-icon.png")
"""Those that leaflet.css names."""

_SOURCE_MAP = "//# sourceMappingURL="


@dataclass(frozen=True, slots=True)
class AssetFiles:
    """Everything that a map may load; scripts and styles by their names without an ending."""

    scripts: Mapping[str, str]
    styles: Mapping[str, str]
    images: Mapping[str, bytes]


@cache
def load_assets(folder: Path = LEAFLET_FOLDER) -> AssetFiles:
    """Read all files once; raises SourceUnavailable where Leaflet is not installed in `folder`."""
    expected = [folder / name for name in LEAFLET_FILES]
    pictures = [folder / "images" / name for name in LEAFLET_IMAGES]
    missing = [path.name for path in expected + pictures if not path.is_file()]
    if missing:
        raise SourceUnavailable(ASSETS_MISSING, missing=", ".join(missing))
    scripts = [folder / "leaflet.js", *sorted((HERE / "scripts").glob("*.js"))]
    styles = [folder / "leaflet.css", *sorted((HERE / "styles").glob("*.css"))]
    return AssetFiles(
        scripts={path.stem: _without_source_map(path) for path in scripts},
        styles={path.stem: path.read_text(encoding="utf-8") for path in styles},
        images={path.name: path.read_bytes() for path in pictures},
    )


def _without_source_map(path: Path) -> str:
    # Browsers with open developer tools would ask for the map, which we do not ship.
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith(_SOURCE_MAP)) + "\n"
