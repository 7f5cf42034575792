import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from maps.coverage_hours import open_hours, pack_hours, read_hours
from tests.coverage_reports import numbers

ROWS = st.integers(0, 6).flatmap(lambda count: arrays(np.bool_, (count, 168)))


def unpacked(packed):
    """Read hours as the browser does: the lowest bit of the first byte is Monday 00:00."""
    patterns = np.array(numbers(packed["patterns"]), dtype=np.uint8).reshape(-1, 21)
    hour = np.arange(168)
    return (patterns[numbers(packed["which"])][:, hour >> 3] >> (hour & 7)) & 1


@given(ROWS)
def test_hours_survive_packing(is_on):
    assert (unpacked(pack_hours(is_on)) == is_on).all()


def test_rows_that_are_alike_are_packed_once():
    is_on = np.zeros((1_000, 168), dtype=bool)
    is_on[::2, 5] = True

    packed = pack_hours(is_on)

    assert len(numbers(packed["patterns"])) == 2 * 21


@given(ROWS)
def test_the_texts_of_a_report_are_read_as_they_were_written(is_on):
    texts = ["".join(map(str, row)) for row in is_on.astype(int).tolist()]

    assert (read_hours(texts) == is_on).all()
    assert read_hours(texts).shape == (len(texts), 168)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("Mo 09:00-11:00", {9, 10}),
        ("Tu 09:30-10:10", {33, 34}),
        ("Su 23:00-24:00", {167}),
        ("Su 22:30-02:00", {166, 167, 0, 1}),
        ("off", set()),
        ("24/7", set(range(168))),
    ],
)
def test_a_desk_is_open_in_an_hour_with_an_open_minute(hours, expected):
    assert set(np.flatnonzero(open_hours([hours])[0])) == expected
