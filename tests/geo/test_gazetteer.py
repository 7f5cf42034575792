import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InvalidInput, NotFound
from geo.gazetteer import NamedPlace, build_gazetteer, find_place, search_places
from geo.messages import Language


def place(code, name, address=None, kind="apartment"):
    return NamedPlace(code, name, kind, address, 121.5, 31.2)


# Letters and digits in full width, as Chinese input methods write them.
def wide(text):
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


PLACES = [
    place("JA01", "静安寺公寓", "愚园路1号"),
    place("JA02", "静安", "南京西路8号", kind="union"),
    place("YP01", "杨浦滨江公寓", "杨树浦路100号"),
    place("YP02", "大杨浦产业园", "长阳路5号", kind="park"),
    place("PD01", "浦东软件园", "杨浦渡口对面", kind="park"),
    place("MH01", "闵行莘庄公寓"),
    place("CN01", "长宁服务站", kind="service_point"),
    place("CQ01", "重庆路公寓"),
    place("LD01", "绿地3M中心 (A座)", kind="firm"),
    place("XX01", "100%好房_[甲].*"),
]
GAZETTEER = build_gazetteer(PLACES)


def codes_of(text, limit=10):
    return [found.code for found in search_places(GAZETTEER, text, limit)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("静安", ["JA02", "JA01"]),
        ("静", ["JA02", "JA01"]),
        ("杨浦", ["YP01", "YP02", "PD01"]),
        ("jingan", ["JA02", "JA01"]),
        ("jing an", ["JA02", "JA01"]),
        ("Jing'an", ["JA02", "JA01"]),
        ("yangpu", ["YP01", "YP02"]),
        ("ypbj", ["YP01"]),
        ("dyp", ["YP02"]),
        ("minhang", ["MH01"]),
        ("xinzhuang", ["MH01"]),
        ("changning", ["CN01"]),
        ("cn", ["CN01"]),
        ("chongqinglu", ["CQ01"]),
        ("lvdi", ["LD01"]),
        ("lüdi", ["LD01"]),
        ("3m", ["LD01"]),
        ("ld3mzx", ["LD01"]),
        ("愚园路", ["JA01"]),
        ("100号", ["YP01"]),
        ("ja01", ["JA01"]),
        ("A01", ["JA01"]),
    ],
)
def test_places_are_found_by_name_pinyin_initials_address_and_code(text, codes):
    assert codes_of(text) == codes


@pytest.mark.parametrize("text", ["YANGPU", wide("YangPu"), "  yang\u3000pu ", "yang pu"])
def test_case_width_and_spaces_do_not_matter(text):
    assert codes_of(text) == codes_of("yangpu")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("100%", ["XX01"]),
        ("[甲]", ["XX01"]),
        ("].*", ["XX01"]),
        ("房_", ["XX01"]),
        ("中心(A", ["LD01"]),
        (".*", ["XX01"]),
        ("__", []),
        ("%%", []),
        ("静.", []),
        ("' OR 1=1 --", []),
        ("静安\n杨浦", []),
        ("\x00\x00", []),
        ("((", []),
        ("--", []),
    ],
)
def test_signs_of_query_languages_are_taken_literally(text, codes):
    assert codes_of(text) == codes


@pytest.mark.parametrize("text", ["", "  ", "y", "1", "%", wide("y")])
def test_less_than_two_letters_or_one_character_is_refused(text):
    with pytest.raises(InvalidInput) as refusal:
        search_places(GAZETTEER, text)

    assert refusal.value.code == "query_too_short"
    assert "汉字" in refusal.value.text(Language.CHINESE)


def test_better_kinds_of_match_come_first():
    ranked = [
        place("9", "anshan"),
        place("8", "anshan村"),
        place("7", "新anshan"),
        place("6", "鞍山四村路口大楼"),
        place("5", "老鞍山村"),
        place("4", "某处", "anshan路"),
    ]

    found = search_places(build_gazetteer(ranked[::-1]), "anshan")

    assert [each.code for each in found] == ["9", "8", "7", "6", "5", "4"]


def test_equal_matches_are_ordered_by_shorter_name_and_then_by_code():
    gazetteer = build_gazetteer(
        [place("c", "公寓一号楼"), place("b", "公寓二号"), place("a", "公寓三号")]
    )

    found = search_places(gazetteer, "公寓")

    assert [each.code for each in found] == ["a", "b", "c"]


def test_a_whole_code_comes_before_names_that_begin_with_it():
    gazetteer = build_gazetteer([place("x", "yp01楼"), place("YP01", "很长很长的名字")])

    found = search_places(gazetteer, "yp01")

    assert [each.code for each in found] == ["YP01", "x"]


def test_at_most_as_many_as_asked_are_returned():
    assert codes_of("公寓", 2) == codes_of("公寓")[:2]
    assert len(codes_of("公寓", 2)) == 2


def test_nothing_is_found_among_no_places():
    assert search_places(build_gazetteer([]), "静安") == []


@given(st.permutations(PLACES), st.sampled_from(["公寓", "yp", "an", "号", "yang", "01"]))
def test_the_order_in_which_places_are_given_changes_nothing(shuffled, text):
    assert search_places(build_gazetteer(shuffled), text) == search_places(GAZETTEER, text)


@given(st.sampled_from(["公寓", "yp", "an", "01", "路"]))
def test_a_smaller_limit_gives_the_beginning_of_the_same_list(text):
    everything = codes_of(text, 50)

    assert [codes_of(text, limit) for limit in range(1, 12)] == [
        everything[:limit] for limit in range(1, 12)
    ]


names = st.text(st.sampled_from("静安杨浦长重ab1 .%"), min_size=1, max_size=6)


@given(st.lists(names, max_size=12), names.filter(lambda name: len(name.replace(" ", "")) > 1))
def test_every_name_that_holds_the_text_is_found(all_names, text):
    gazetteer = build_gazetteer([place(f"#{row}", name) for row, name in enumerate(all_names)])

    found = {each.code for each in search_places(gazetteer, text, 50)}

    wanted = text.replace(" ", "")
    assert found >= {
        f"#{row}" for row, name in enumerate(all_names) if wanted in name.replace(" ", "")
    }


@pytest.mark.parametrize(
    ("value", "code"),
    [("YP01", "YP01"), ("yp01", "YP01"), (wide("YP01"), "YP01"), ("静安", "JA02"), ("y", "Y")],
)
def test_one_place_is_found_by_its_whole_code_or_name(value, code):
    gazetteer = build_gazetteer([*PLACES, place("Y", "短")])

    assert find_place(gazetteer, value).code == code


def test_a_code_wins_over_a_name():
    gazetteer = build_gazetteer([place("A1", "B1"), place("B1", "C1")])

    assert find_place(gazetteer, "B1").code == "B1"


def test_a_part_of_a_name_suffices_where_only_one_place_has_it():
    only = build_gazetteer([NamedPlace("YH", "殷行公寓", "apartment", None, 121.5, 31.3)])

    assert find_place(only, "殷行").code == "YH"


@pytest.mark.parametrize("value", ["天津滨海", "nowhere"])
def test_an_unknown_place_is_refused(value):
    with pytest.raises(NotFound) as refusal:
        find_place(GAZETTEER, value)

    assert refusal.value.code == "place_unknown"
    assert f'"{value}"' in str(refusal.value)


def test_a_name_of_several_places_is_refused_with_up_to_five_codes():
    gazetteer = build_gazetteer([place(f"T{row}", "同名公寓") for row in range(7)])

    with pytest.raises(InvalidInput) as refusal:
        find_place(gazetteer, "同名公寓")

    assert refusal.value.code == "place_ambiguous"
    assert refusal.value.values["count"] == 7
    assert "T4" in str(refusal.value)
    assert "T5" not in str(refusal.value)
