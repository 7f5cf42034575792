"""Names and choices in messages, parted as each language does: `{known:、}` in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass

CHINESE_COMMA = "、"


class Listed(tuple[str, ...]):
    """Names in a row: `甲、乙` by the format `:、`, else `a, b`."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(self)

    def __format__(self, mark: str) -> str:
        return (mark or ", ").join(self)


@dataclass(frozen=True, slots=True)
class Coded:
    """Codes and their words: `站点（station）` by the format `:、`, else `station (站点)`."""

    words: Mapping[str, str]

    def __format__(self, mark: str) -> str:
        if mark == CHINESE_COMMA:
            return mark.join(f"{word}（{code}）" for code, word in self.words.items())
        return ", ".join(f"{code} ({word})" for code, word in self.words.items())
