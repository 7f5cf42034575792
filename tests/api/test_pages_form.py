from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.form import LookupForm, read_form, read_language
from api.schemas import NearestQuery
from geo.messages import Language

KNOWN = LookupForm(Language.CHINESE).with_known("A1", "张江蓝领公寓")
POSITION = LookupForm(Language.CHINESE, lon="121.52", lat="31.27")


def test_an_empty_form_asks_the_usual():
    form = read_form({}, Language.CHINESE)

    assert form == LookupForm(Language.CHINESE)
    assert not form.has_choices


def test_the_fields_of_a_known_place_are_those_of_the_lookup():
    query = NearestQuery.model_validate(KNOWN.lookup_fields())

    assert (query.place, query.position, query.at) == ("A1", None, None)


def test_the_fields_of_a_position_are_those_of_the_lookup():
    form = replace(POSITION, at="2026-11-23T18:30", service="legal_aid", mode="bike", open="any")

    query = NearestQuery.model_validate(form.lookup_fields())

    assert query.position == (121.52, 31.27)
    assert (query.service, query.mode, query.open) == (["legal_aid"], "bike", "any")


def test_a_place_typed_wins_over_a_position_sent_before():
    form = replace(POSITION, place="金桥")

    assert not form.has_position


def test_a_known_place_holds_while_its_name_stands_there():
    form = read_form({"place": "金桥", "known": "P1", "known_as": "金桥"}, Language.CHINESE)

    assert form.place_code == "P1"


@pytest.mark.parametrize("typed", ["张江", ""])
def test_a_known_place_is_forgotten_when_another_is_typed(typed):
    form = read_form({"place": typed, "known": "P1", "known_as": "金桥"}, Language.CHINESE)

    assert form.place_code == ""


def test_a_moment_filled_in_by_hand_wins_over_the_list():
    form = read_form({"at": "2026-11-23T18:30", "at_other": "2026-11-29T10:15"}, Language.CHINESE)

    assert form.at == "2026-11-29T10:15"


def test_what_is_sent_is_cut_to_a_length_people_type():
    assert len(read_form({"place": "长" * 5_000}, Language.CHINESE).place) == 80


def test_the_address_of_a_known_place_carries_only_what_is_unusual():
    form = replace(KNOWN, service="legal_aid", language=Language.ENGLISH)

    assert form.address() == "/at/A1?service=legal_aid&lang=en"


def test_the_address_of_a_place_typed_carries_the_text():
    form = LookupForm(Language.CHINESE, place="金 桥&")

    assert parse_qs(urlsplit(form.address()).query) == {"place": ["金 桥&"]}


def test_a_code_with_a_slash_stays_one_part_of_the_address():
    assert LookupForm(Language.CHINESE).with_known("a/b?", "x").address() == "/at/a%2Fb%3F"


def test_a_position_stands_in_hidden_fields_and_in_no_address():
    form = replace(POSITION, mode="bike")

    assert form.address() == "/?mode=bike"
    assert form.hidden() == [("lon", "121.52"), ("lat", "31.27"), ("mode", "bike")]


@pytest.mark.parametrize("lang", ["", "zh-CN", "fr", "EN "])
def test_the_language_is_chinese_unless_english_is_asked_for(lang):
    assert read_language({"lang": lang}) is Language.CHINESE


def test_the_switch_asks_for_english():
    assert read_language({"lang": "en"}) is Language.ENGLISH


@given(
    service=st.sampled_from(["", "legal_aid"]),
    mode=st.sampled_from(["walk", "bike", "ebike", "drive"]),
    way=st.sampled_from(["15", "60", "120"]),
    which=st.sampled_from(["served", "soonest", "any"]),
)
def test_what_an_address_carries_is_read_back(service, mode, way, which):
    form = replace(
        LookupForm(Language.ENGLISH, place="金桥"),
        service=service,
        mode=mode,
        max_minutes=way,
        open=which,
    )

    fields = {name: values[0] for name, values in parse_qs(urlsplit(form.address()).query).items()}

    assert read_form(fields, read_language(fields)) == form
