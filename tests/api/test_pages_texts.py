import re
from string import Formatter

import pytest

from api.pages.form import CHOICES, MODES
from api.pages.rendering import TEMPLATE_FOLDER, sentence
from api.pages.texts import TEXTS, say
from geo.messages import Language
from geo.places import Host, PlaceKind, Tier, UnionLevel

CHINESE_SIGN = re.compile("[\u4e00-\u9fff]")


def names_in(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def named_in_templates():
    sources = [path.read_text() for path in TEMPLATE_FOLDER.glob("*.html")]
    return {name for source in sources for name in re.findall(r"\bt\([\"'](\w+)[\"']", source)}


@pytest.mark.parametrize("message", TEXTS.values(), ids=TEXTS.keys())
def test_both_languages_name_the_same_values(message):
    assert names_in(message.zh) == names_in(message.en)


@pytest.mark.parametrize("message", TEXTS.values(), ids=TEXTS.keys())
def test_english_texts_hold_no_chinese(message):
    assert message.code == "language_switch" or not CHINESE_SIGN.search(message.en)


def test_templates_name_only_texts_there_are():
    assert named_in_templates() - TEXTS.keys() == set()


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("tier", Tier),
        ("host", Host),
        ("level", UnionLevel),
        ("kind", PlaceKind),
        ("mode", MODES),
        ("way", MODES),
        ("open", CHOICES),
        ("found", CHOICES),
    ],
)
def test_every_fixed_choice_has_a_name(kind, codes):
    assert {f"{kind}_{code}" for code in codes} <= TEXTS.keys()


def test_a_sentence_is_said_in_the_asked_language():
    assert say("call", Language.ENGLISH, phone="12351") == "Call 12351"


def test_a_message_for_programs_begins_as_a_sentence_on_a_page():
    assert sentence("no service point is open") == "No service point is open"
