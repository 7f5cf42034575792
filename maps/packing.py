"""Arrays for the browser: numbers as base64 of their bytes, a third of what digits would take.

`canvas.unpack` and `canvas.positions` in `maps/scripts/canvas.js` read them.
"""

import base64
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from geo.crs import FloatArray
from maps.bounds import Bounds

PackedArray = Mapping[str, str]
Numbers = NDArray[np.generic]

_NAMES = {
    "u1": "Uint8",
    "i1": "Int8",
    "u2": "Uint16",
    "i2": "Int16",
    "u4": "Uint32",
    "i4": "Int32",
    "f4": "Float32",
    "f8": "Float64",
}
_STEPS = 65_535
"""Positions are counted in 65,535ths of the bounds: 1.5 m where these are 100 km wide."""


def pack(numbers: Numbers) -> PackedArray:
    """Pack an array, flattened row by row; the browser gets its type, so choose a small one."""
    kind = numbers.dtype.str[1:]
    content = np.ascontiguousarray(numbers, numbers.dtype.newbyteorder("<")).tobytes()
    return {"type": _NAMES[kind], "base64": base64.b64encode(content).decode()}


def pack_positions(lon: FloatArray, lat: FloatArray, bounds: Bounds) -> Mapping[str, object]:
    """Pack WGS 84 degrees as two small whole numbers each; what is outside moves to the edge."""
    return {
        "bounds": [bounds.west, bounds.south, bounds.east, bounds.north],
        "x": pack(_steps(lon, bounds.west, bounds.east)),
        "y": pack(_steps(lat, bounds.south, bounds.north)),
    }


def _steps(degrees: FloatArray, low: float, high: float) -> NDArray[np.uint16]:
    share = (np.clip(degrees, low, high) - low) / (high - low)
    return np.rint(share * _STEPS).astype(np.uint16)
