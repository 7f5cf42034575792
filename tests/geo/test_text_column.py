import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text_column import TextColumn

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(TEXTS), st.lists(TEXTS))
def test_texts_come_back_as_they_were_put_in(first, more):
    column = TextColumn(first)

    column.extend(more)

    assert list(column) == first + more
    assert len(column) == len(first) + len(more)


def test_nothing_is_an_empty_text():
    assert list(TextColumn([None, "殷行", ""])) == ["", "殷行", ""]


def test_a_slice_is_a_column_too():
    assert list(TextColumn("abc")[1:]) == ["b", "c"]


@pytest.mark.parametrize("row", [-1, 1])
def test_a_row_that_is_not_there_is_an_error(row):
    with pytest.raises(IndexError):
        TextColumn(["a"])[row]
