import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from maps.bounds import Bounds
from maps.packing import pack, pack_positions

SHANGHAI = Bounds(120.8, 30.7, 122.0, 31.9)
TYPES = ["Uint8", "Int8", "Uint16", "Int16", "Uint32", "Int32", "Float32", "Float64"]


def unpack(packed):
    numbers = np.frombuffer(base64.b64decode(packed["base64"]), np.dtype(packed["type"].lower()))
    return numbers.astype(numbers.dtype.newbyteorder("="))


@pytest.mark.parametrize("name", TYPES)
def test_the_browser_gets_the_type_that_was_packed(name):
    packed = pack(np.array([1, 2, 100], dtype=name.lower()))

    assert packed["type"] == name
    assert unpack(packed).tolist() == [1, 2, 100]


def test_tables_are_packed_row_by_row_in_little_endian():
    packed = pack(np.array([[1, 2], [3, 4]], dtype=">u2").T)

    assert base64.b64decode(packed["base64"]) == bytes([1, 0, 3, 0, 2, 0, 4, 0])


@given(
    arrays(float, 5, elements=st.floats(SHANGHAI.west, SHANGHAI.east)),
    arrays(float, 5, elements=st.floats(SHANGHAI.south, SHANGHAI.north)),
)
def test_positions_come_back_within_a_metre(lon, lat):
    packed = pack_positions(lon, lat, SHANGHAI)

    found_lon = SHANGHAI.west + unpack(packed["x"]) / 65_535 * 1.2
    found_lat = SHANGHAI.south + unpack(packed["y"]) / 65_535 * 1.2
    assert np.abs(found_lon - lon).max() <= 1.2 / 65_535 / 2 + 1e-9
    assert np.abs(found_lat - lat).max() <= 1.2 / 65_535 / 2 + 1e-9


def test_what_is_outside_the_bounds_moves_to_the_edge():
    packed = pack_positions(np.array([0.0, 180.0]), np.array([-90.0, 90.0]), SHANGHAI)

    assert unpack(packed["x"]).tolist() == [0, 65_535]
    assert unpack(packed["y"]).tolist() == [0, 65_535]
