import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.imports.fields import KINDS, kind_called
from data.imports.headers import ALIASES, LAST_RESORT, claim_headers, short_name
from geo.crs import Crs
from geo.errors import InvalidInput, NotFound

DOCUMENT = Path(__file__).parents[2] / "docs" / "import.md"


def claimed(kind, headers, *, crs=Crs.WGS84, header_map=None, constants=None):
    claims = claim_headers(
        kind_called(kind),
        headers,
        crs=crs,
        header_map=header_map or {},
        constants=constants or {},
    )
    return {field: headers[index] for field, index in claims.items()}


def test_chinese_headers_are_known():
    headers = ["序号", "名称", "地址", "联系电话", "服务时间", "服务内容", "类型", "所属工会"]

    assert claimed("service-points", headers) == {
        "name": "名称",
        "address": "地址",
        "phone": "联系电话",
        "opening_hours": "服务时间",
        "services": "服务内容",
        "tier": "类型",
        "union_code": "所属工会",
    }


@pytest.mark.parametrize(
    "header", ["Opening Hours", "OPENING_HOURS", " 开放时间 *", "开放时间（每周）"]
)
def test_case_space_width_and_remarks_do_not_matter(header):
    assert claimed("service-points", [header]) == {"opening_hours": header}


def test_a_district_is_the_parent_beside_a_name_and_the_name_without_one():
    assert claimed("unions", ["district"]) == {"name": "district"}
    assert claimed("unions", ["district", "name"]) == {"name": "name", "parent_code": "district"}


STATION_HEADERS = ["id", "name", "lat_gcj02", "lon_gcj02", "lon_wgs84", "lat_wgs84"]


@pytest.mark.parametrize(
    ("crs", "lon", "lat"),
    [(Crs.GCJ02, "lon_gcj02", "lat_gcj02"), (Crs.WGS84, "lon_wgs84", "lat_wgs84")],
)
def test_the_asked_datum_chooses_the_columns(crs, lon, lat):
    claims = claimed("service-points", STATION_HEADERS, crs=crs)

    assert (claims["lon"], claims["lat"]) == (lon, lat)


def test_a_position_in_another_datum_is_not_taken_for_the_asked_one():
    assert claimed("firms", ["经度(GCJ-02)", "百度纬度"], crs=Crs.WGS84) == {}
    assert claimed("firms", ["经度(GCJ-02)"], crs=Crs.GCJ02) == {"lon": "经度(GCJ-02)"}


def test_what_the_caller_maps_comes_first():
    claims = claimed("firms", ["名称", "简称"], header_map={"简称": "name"})

    assert claims == {"name": "简称"}


def test_a_constant_takes_no_column():
    assert claimed("unions", ["name", "level"], constants={"level": "city"}) == {"name": "name"}


@pytest.mark.parametrize(
    ("header_map", "code"), [({"店名": "name"}, "unknown_header"), ({"名称": "x"}, "unknown_field")]
)
def test_a_map_to_nothing_is_refused(header_map, code):
    with pytest.raises(InvalidInput) as refused:
        claimed("firms", ["名称"], header_map=header_map)

    assert refused.value.code == code


def test_an_unknown_kind_is_refused():
    with pytest.raises(NotFound) as refused:
        kind_called("shops")

    assert refused.value.code == "unknown_kind"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_shapefile_names_are_short_and_claimed_by_their_field(kind):
    names = {short_name(field.name): field.name for field in kind.fields}

    assert len(names) == len(kind.fields)
    assert max(map(len, names)) <= 10
    assert claimed(kind.name, list(names)) == {field: short for short, field in names.items()}


@given(st.lists(st.text(max_size=12), max_size=8), st.sampled_from(sorted(KINDS)))
def test_no_column_is_claimed_twice(headers, kind):
    claims = claim_headers(kind_called(kind), headers, crs=Crs.WGS84, header_map={}, constants={})

    assert len(set(claims.values())) == len(claims)


def documented(pattern):
    section = DOCUMENT.read_text("utf-8").partition("\n## Headers\n")[2].partition("\n## ")[0]
    return re.findall(pattern, section, re.MULTILINE)


def test_the_alias_table_of_the_documentation_is_the_one_of_the_code():
    rows = documented(r"^\| `(\w+)` \| (.+?) \|$")

    aliases = {field: tuple(names.split("、")) for field, names in rows}

    assert aliases == ALIASES


def test_the_last_resorts_of_the_documentation_are_those_of_the_code():
    rows = documented(r"^\| ([\w-]+) \| `(\w+)` \| (.+?) \|$")

    last_resorts = {(kind, field): tuple(names.split("、")) for kind, field, names in rows}

    assert last_resorts == LAST_RESORT
