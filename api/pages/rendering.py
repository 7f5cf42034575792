"""From a template and what it shows to HTML."""

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.pages.assets import asset_address
from api.pages.texts import say
from geo.messages import Language

TEMPLATE_FOLDER = Path(__file__).parents[1] / "templates"


@functools.cache
def environment() -> Environment:
    """Build the environment once: everything is escaped, and a misspelt name is an error."""
    built = Environment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    built.globals["asset"] = asset_address
    built.filters["sentence"] = sentence
    return built


def render(template: str, language: Language, **shown: object) -> str:
    """Fill in a template; there, `t(name, …)` says a sentence in the page's language."""
    return (
        environment()
        .get_template(template)
        .render(
            language=language.value,
            is_english=language is Language.ENGLISH,
            t=functools.partial(_say_in, language),
            **shown,
        )
    )


def sentence(text: str) -> str:
    """Begin a message as a sentence: for programs they begin with a small letter."""
    return text[:1].upper() + text[1:]


def _say_in(language: Language, name: str, /, **values: object) -> str:
    return say(name, language, **values)
