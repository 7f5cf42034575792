"""Readable, stable codes for rows that come without one: the name in pinyin."""

import re
import unicodedata
from collections.abc import Container, Iterable
from enum import StrEnum

from pypinyin import lazy_pinyin

LONGEST_SLUG = 40


class NewCodes:
    """Gives codes that nobody has; a second 杨浦服务站 becomes `yang-pu-fu-wu-zhan-2`."""

    def __init__(self, taken: Container[str], prefix: str) -> None:
        self._taken = taken
        self._prefix = prefix
        self._last: dict[str, int] = {}

    def code_for(self, parts: Iterable[object]) -> str:
        """Make the code of a row from what identifies it, choices such as a level aside."""
        told = [str(part) for part in parts if part is not None and not isinstance(part, StrEnum)]
        slug = slug_of(" ".join(told)) or self._prefix
        number = self._last.get(slug, 1)
        code = slug if number == 1 else f"{slug}-{number}"
        while code in self._taken:
            number += 1
            code = f"{slug}-{number}"
        self._last[slug] = number + 1
        return code


def slug_of(text: str) -> str:
    """Write a name in ASCII: 静安寺站 is `jing-an-si-zhan`, São Pedro is `sao-pedro`."""
    spelled = text if text.isascii() else " ".join(lazy_pinyin(text))
    bare = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", bare.casefold()).strip("-")
    return words[:LONGEST_SLUG].strip("-")
