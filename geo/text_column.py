"""Many texts in one piece of memory."""

from array import array
from collections.abc import Iterable, Sequence
from typing import overload


class TextColumn(Sequence[str]):
    """Texts kept as UTF-8 one behind the other; nothing is an empty text.

    A `str` object for each name and address of a million service points would take far more memory:
    bench/nearest.py prints the peak.
    """

    def __init__(self, texts: Iterable[str | None] = ()) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        self.extend(texts)

    def extend(self, texts: Iterable[str | None]) -> None:
        """Add texts at the end."""
        for text in texts:
            self._bytes += (text or "").encode()
            self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> "TextColumn": ...
    def __getitem__(self, row: int | slice) -> "str | TextColumn":
        if isinstance(row, slice):
            return TextColumn(self[each] for each in range(*row.indices(len(self))))
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self._bytes[self._ends[row] : self._ends[row + 1]].decode()
