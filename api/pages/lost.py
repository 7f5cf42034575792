"""The page for an address where there is nothing."""

from api.pages.form import LookupForm
from api.pages.rendering import render
from geo.messages import Language
from geo.places import HOTLINE

_LONGEST_PATH = 60


def lost_page(path: str, language: Language) -> str:
    """Say kindly that there is no such page, and lead to the front page and the hotline."""
    other = Language.CHINESE if language is Language.ENGLISH else Language.ENGLISH
    return render(
        "lost.html",
        language,
        path=path if len(path) <= _LONGEST_PATH else path[: _LONGEST_PATH - 1] + "…",
        front_address=LookupForm(language).address(),
        switch_address=LookupForm(other).address(),
        hotline=HOTLINE,
    )
