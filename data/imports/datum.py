"""Notice a whole file in the wrong datum: its places lie a GCJ-02 shift beside known ones."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from shapely import Point

from data.imports.cells import word
from data.imports.matching import Stored
from data.imports.rows import ImportRow
from geo.crs import Crs, to_wgs84
from geo.errors import InvalidInput
from geo.messages import Message

WRONG_DATUM = Message(
    "wrong_datum",
    zh="整个文件的位置与 {places} 个已知地点相差约 {shift_m} 米，像是 {likely} 坐标。"
    "请加上 --crs {likely} 重新导入。",
    en="the whole file lies about {shift_m} m beside {places} known places, as if in {likely}; "
    "import it again with --crs {likely}",
)

FEWEST_PLACES = 3
SHIFT_FROM_M = 300
"""Above what one place differs between two lists, below every shift of GCJ-02 in China."""
FIT_SHARE = 0.3
"""Another datum is meant where it leaves at most this share of the distance."""

FloatArray = NDArray[np.float64]


def check_datum(
    rows: Sequence[ImportRow], lon: FloatArray, lat: FloatArray, *, crs: Crs, stored: Stored
) -> None:
    """Refuse a file that fits the known places of its codes or names in another datum.

    `lon` and `lat` are as in the file. Raises InvalidInput that says which datum to name.
    """
    index, known_lon, known_lat = _known_places(rows, lon, stored)
    if len(index) < FEWEST_PLACES:
        return
    medians = {
        guess: _median_m(*to_wgs84(lon[index], lat[index], guess), known_lon, known_lat)
        for guess in Crs
    }
    likely = min(medians, key=medians.__getitem__)
    shift_m = medians[crs]
    if shift_m > SHIFT_FROM_M and medians[likely] < FIT_SHARE * shift_m:
        raise InvalidInput(
            WRONG_DATUM, value=crs, likely=likely, shift_m=round(shift_m), places=len(index)
        )


def _known_places(
    rows: Sequence[ImportRow], lon: FloatArray, stored: Stored
) -> tuple[NDArray[np.int64], FloatArray, FloatArray]:
    """Pair rows with the stored place of the same code, else of the same name, where unique."""
    names = Counter(word(str(place["name"])) for place in stored.values())
    by_name = {word(str(p["name"])): p for p in stored.values()}
    pairs = []
    for index in np.flatnonzero(~np.isnan(lon)).tolist():
        values = rows[index].values
        name = word(str(values.get("name")))
        place = stored.get(str(values.get("code")))
        if place is None and names[name] == 1:
            place = by_name[name]
        if place is not None and isinstance(place["location"], Point):
            pairs.append((index, place["location"].x, place["location"].y))
    columns = np.array(pairs, dtype=np.float64).reshape(-1, 3).T
    return columns[0].astype(np.int64), columns[1], columns[2]


def _median_m(lon: FloatArray, lat: FloatArray, to_lon: FloatArray, to_lat: FloatArray) -> float:
    distance_m = Geod(ellps="WGS84").inv(lon, lat, to_lon, to_lat)[2]
    return float(np.median(distance_m))
