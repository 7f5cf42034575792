"""What we say to people: one message, its stable code, in Chinese and in English."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """Languages of pages, files and messages; Chinese is the default everywhere."""

    CHINESE = "zh-CN"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for people with named places for values, e.g. `{value}`.

    Messages stand beside the code that uses them. `code` never changes and is never translated;
    both texts use the same names, say what is wrong, which value, and what to do.
    """

    code: str
    zh: str
    en: str

    def text(self, language: Language, **values: object) -> str:
        """Fill in the values in the asked language."""
        template = self.zh if language is Language.CHINESE else self.en
        return template.format(**values)
