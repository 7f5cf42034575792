import re
from pathlib import Path
from string import Formatter

import pytest

from api.pages import texts
from api.pages.form import CHOICES, MODES
from api.pages.rendering import TEMPLATE_FOLDER, sentence
from api.pages.texts import TEXTS, say
from geo.lookups import OpenRule
from geo.messages import Language
from geo.places import Host, PlaceKind, Tier, UnionLevel
from geo.travel import Mode, TravelMethod
from geo.workdays import DayType

PAGE_FOLDER = Path(texts.__file__).parent
SAID = re.compile(r"""(?:\b(?:t|say)\(|TEXTS\[)["'](\w+)["']""")
CHOSEN_THEN_SAID = re.compile(r"""["']((?:step|map|wheelchair)_\w+|found_none)["']""")
SPECIAL_DAYS = [DayType.MAKEUP_WORKDAY, DayType.HOLIDAY]
KINDS = {
    "tier": Tier,
    "host": Host,
    "level": UnionLevel,
    "kind": [*PlaceKind, "union"],
    "mode": Mode,
    "way": Mode,
    "by": TravelMethod,
    "open": OpenRule,
    "found": OpenRule,
    "day": SPECIAL_DAYS,
    "tag": SPECIAL_DAYS,
}
FAMILIES = {f"{kind}_{code}" for kind, codes in KINDS.items() for code in codes}
MAP_APPS = {"amap", "baidu", "tencent"}
CHINESE_SIGN = re.compile("[\u4e00-\u9fff]")


def names_in(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def named_in_pages():
    sources = [path.read_text() for path in TEMPLATE_FOLDER.glob("*.html")]
    sources += [path.read_text() for path in PAGE_FOLDER.glob("*.py") if path.name != "texts.py"]
    return {
        name
        for source in sources
        for name in SAID.findall(source) + CHOSEN_THEN_SAID.findall(source)
    }


@pytest.mark.parametrize("message", TEXTS.values(), ids=TEXTS.keys())
def test_both_languages_name_the_same_values(message):
    assert names_in(message.zh) == names_in(message.en)


@pytest.mark.parametrize("message", TEXTS.values(), ids=TEXTS.keys())
def test_english_texts_hold_no_chinese(message):
    assert message.code == "language_switch" or not CHINESE_SIGN.search(message.en)


def test_the_form_offers_what_the_lookup_takes():
    assert (list(MODES), list(CHOICES)) == (list(Mode), list(OpenRule))


def test_every_text_is_said_somewhere_and_every_text_said_is_there():
    assert sorted(named_in_pages() | FAMILIES | MAP_APPS) == sorted(TEXTS)


def test_a_sentence_is_said_in_the_asked_language():
    assert say("call", Language.ENGLISH, phone="12351") == "Call 12351"


def test_a_message_for_programs_begins_as_a_sentence_on_a_page():
    assert sentence("no service point is open") == "No service point is open"
