import pytest
from pydantic import ValidationError

from api.pages.refusals import problem_words, refused
from api.schemas import NearestQuery
from api.use_cases.hints import POSITION_OUTSIDE_AREA
from geo.crs import SWAPPED
from geo.errors import InvalidInput, NotFound
from geo.gazetteer import PLACE_AMBIGUOUS, PLACE_UNKNOWN, QUERY_TOO_SHORT
from geo.messages import Language
from geo.service_points import SERVICE_UNKNOWN


def refusal(**fields):
    with pytest.raises(ValidationError) as caught:
        NearestQuery.model_validate({"place": "A1"} | fields)
    return refused(caught.value)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"mode": "fly"}, "“怎么去”没有“fly”这个选项，请重新选。"),
        ({"open": "maybe"}, "“找哪一种”没有“maybe”这个选项，请重新选。"),
        ({"at": "soon"}, "“什么时候去”里的“soon”看不懂，请从列表里选一个时间。"),
        ({"max_minutes": "999"}, "“路上最多花”不能是“999”分钟，最多 240 分钟，请重新选。"),
        ({"place": "长" * 201}, f"“{'长' * 201}”太长了。请输入附近的公寓、园区或单位的名字。"),
        ({"lon": "here", "lat": "31", "place": None}, "这次定位的结果用不了。"),
        ({"lon": "121"}, "这次定位的结果用不了。"),
    ],
)
def test_a_refused_field_is_named_as_the_form_names_it(fields, said):
    assert refusal(**fields).text(Language.CHINESE).startswith(said)


def test_a_refused_field_is_named_in_english_too():
    said = '"How will you go?" has no choice "fly"; please choose again.'

    assert refusal(mode="fly").text(Language.ENGLISH) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotFound(PLACE_UNKNOWN, value="火星"), "没有找到“火星”这个地方"),
        (
            InvalidInput(PLACE_AMBIGUOUS, value="公寓", count=9, choices=""),
            "有 9 个地方对得上“公寓”",
        ),
        (InvalidInput(SERVICE_UNKNOWN, value="x", known="y"), "“办什么事”没有“x”这个选项"),
        (InvalidInput(POSITION_OUTSIDE_AREA, lon=0, lat=0), "您的位置周围 100 公里内没有服务点"),
        (InvalidInput(SWAPPED, lon=31, lat=121), "这次定位的结果用不了"),
    ],
)
def test_a_page_says_in_its_own_words_what_the_interface_says_of_its_fields(error, said):
    assert problem_words(error, Language.CHINESE).startswith(said)


def test_what_names_no_field_is_said_as_it_is():
    error = InvalidInput(QUERY_TOO_SHORT, value="a")

    assert problem_words(error, Language.CHINESE) == error.text(Language.CHINESE)
