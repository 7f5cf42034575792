"""Which column of a file is which field: the alias table of docs/import.md, and the claims."""

from collections.abc import Iterator, Mapping, Sequence

from data.imports.cells import plain, word
from data.imports.fields import Kind
from data.imports.listed import Listed
from geo.crs import Crs
from geo.errors import InvalidInput
from geo.messages import Message
from geo.places import StandardPoint

UNKNOWN_HEADER = Message(
    "unknown_header",
    zh="文件里没有“{value}”这一列。文件的列有：{known:、}。",
    en='the file has no column "{value}"; it has {known}',
)
UNKNOWN_FIELD = Message(
    "unknown_field",
    zh="没有“{value}”这个字段。可用：{known:、}。",
    en='there is no field "{value}"; choose among {known}',
)

_STANDARD_POINTS_ZH = {
    StandardPoint.PREMISES: "场所",
    StandardPoint.EQUIPMENT: "设施",
    StandardPoint.WORKER_FILES: "职工档案",
    StandardPoint.SERVICE_RECORDS: "服务台账",
    StandardPoint.STAFF: "人员",
    StandardPoint.POSTED_RULES: "制度上墙",
}

ALIASES: Mapping[str, tuple[str, ...]] = {
    "code": (
        "编号", "代码", "编码", "服务点编号", "站点编号", "工会代码", "工会编号", "走访编号",
    ),
    "name": (
        "名称", "服务点名称", "站点名称", "公寓名称", "企业名称", "公司名称", "园区名称",
        "工会名称", "单位名称", "机构名称", "场所名称", "节日",
    ),
    "tier": ("类型", "级别", "层级", "类别", "服务点类型", "站点类型"),
    "host": ("设在", "场所类型", "依托场所", "载体"),
    "address": ("地址", "详细地址", "所在地址", "服务地址", "位置"),
    "phone": (
        "电话", "联系电话", "咨询电话", "服务电话", "联系人电话", "联系方式", "tel", "telephone",
    ),
    "opening_hours": (
        "开放时间", "服务时间", "营业时间", "开放时段", "接待时间", "工作时间", "办公时间", "hours",
    ),
    "services": ("服务项目", "服务内容", "服务事项", "业务范围", "service"),
    "languages": ("语言", "服务语言", "language"),
    "wheelchair": ("无障碍", "无障碍设施", "轮椅"),
    "desks": ("窗口数", "窗口数量", "服务窗口"),
    "union_code": ("所属工会", "主管工会", "所属工会代码", "union"),
    "status": ("状态", "运行状态"),
    "verified_on": ("更新日期", "核实日期", "核验日期", "更新时间", "verified"),
    "residents": ("居住人数", "入住人数", "住户人数", "人数"),
    "migrant_share": ("外来人员比例", "外来务工人员占比", "农民工占比"),
    "members": ("会员数", "会员人数", "工会会员数"),
    "free_hours": ("空闲时间", "空闲时段", "业余时间"),
    "workers": ("职工人数", "职工数", "从业人数", "人数"),
    "employees": ("职工人数", "职工数", "员工人数", "员工数", "人数"),
    "union_status": ("建会情况", "建会状态", "工会状态"),
    "sector": ("行业", "所属行业", "industry"),
    "park_code": ("所属园区", "园区代码", "园区名称", "园区", "park"),
    "can_host": ("可设点", "能否设点", "可否设点"),
    "setup_cost": ("建设费用", "开办费", "建设成本"),
    "yearly_rent": ("年租金", "租金", "rent"),
    "level": ("级别", "层级", "工会级别", "类型"),
    "parent_code": ("上级工会", "上级工会代码", "上级", "parent", "所属区", "区", "district"),
    "service_point_code": (
        "服务点", "服务点编号", "服务点代码", "服务点名称", "站点编号", "service_point",
    ),
    "first_day": ("开始日期", "起始日期", "开始"),
    "last_day": ("结束日期", "截止日期", "结束"),
    "reason": ("原因", "事由", "说明"),
    "date": ("日期", "走访日期", "走访时间"),
    "kind": ("类型", "类别"),
    "official": ("已公布", "官方"),
    "name_en": ("英文名称", "英文名", "english"),
    "place_kind": ("地点类型", "走访对象类型", "类型", "类别"),
    "place_code": (
        "地点", "走访地点", "地点编号", "地点名称", "走访对象", "走访单位", "单位", "单位名称",
        "企业名称", "园区名称", "公寓名称", "place",
    ),
    "team": ("小组", "走访小组", "小组编号", "组别"),
    "outcome": ("结果", "走访结果", "result"),
    "people_met": ("见到人数", "见面人数", "走访人数", "人数"),
    "joined": ("入会人数", "新入会人数", "新入会", "发展会员数"),
    "notes": ("备注", "走访记录", "走访情况", "说明", "note"),
    "lon": ("经度", "lng", "longitude"),
    "lat": ("纬度", "latitude"),
    **{f"{point}_met": (f"{zh}达标", zh) for point, zh in _STANDARD_POINTS_ZH.items()},
    **{f"{point}_on": (f"{zh}核验日期",) for point, zh in _STANDARD_POINTS_ZH.items()},
    **{f"{point}_note": (f"{zh}备注",) for point, zh in _STANDARD_POINTS_ZH.items()},
}  # fmt: skip
"""Field to the other headers it is known by; the first is the one we write in Chinese files."""

LAST_RESORT: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("service-points", "name"): ("服务点", "站点"),
    ("apartments", "name"): ("公寓",),
    ("parks", "name"): ("园区",),
    ("firms", "name"): ("企业", "公司"),
    ("unions", "name"): ("工会", "街道", "区", "subdistrict", "district"),
    ("services", "name"): ("服务项目", "服务"),
    ("visits", "place_code"): ("企业", "公司", "园区", "公寓", "名称"),
}
"""Headers that name a field of one kind only where nothing better does."""

DATUM_WORDS: Mapping[Crs, tuple[str, ...]] = {
    Crs.WGS84: ("wgs84", "gps"),
    Crs.GCJ02: ("gcj02", "火星", "高德", "腾讯"),
    Crs.BD09: ("bd09", "bd09ll", "百度"),
}
"""What a position's header says about its datum: `lon_gcj02`, `经度(高德)`, `百度纬度`."""

_SHORTEST = 10


def short_name(field: str) -> str:
    """Cut a field's name to the 10 bytes that a Shapefile allows; still one field per name."""
    first, _, rest = field.partition("_")
    last = rest.rpartition("_")[2]
    return field if len(field) <= _SHORTEST else f"{first[: _SHORTEST - 1 - len(last)]}_{last}"


def aliases_of(kind: Kind, field: str, crs: Crs) -> Iterator[str]:
    """List the headers of a field as words, the best first."""
    if field in {"lon", "lat"}:
        names = (field, *ALIASES[field])
        for datum in DATUM_WORDS[crs]:
            yield from (word(f"{name}{datum}") for name in names)
            yield from (word(f"{datum}{name}") for name in names)
    yield word(field)
    yield from (word(alias) for alias in ALIASES.get(field, ()))
    yield from (word(alias) for alias in LAST_RESORT.get((kind.name, field), ()))
    yield word(short_name(field))


def header_word(header: str) -> str:
    """Reduce a header to a word: `人数（人）*` is 人数, but a datum in brackets stays."""
    bare = plain(header).strip("*: \t")
    opening, _, inside = bare.partition("(")
    names_datum = any(word(inside).strip(")") in datums for datums in DATUM_WORDS.values())
    return word(opening + (inside.strip(")") if names_datum else ""))


def known_words(kind: Kind, crs: Crs, header_map: Mapping[str, str]) -> frozenset[str]:
    """Collect every word that would be a header of this kind; finds the header row."""
    words = {alias for field in kind.fields for alias in aliases_of(kind, field.name, crs)}
    return frozenset(words | {header_word(header) for header in header_map})


def claim_headers(
    kind: Kind,
    headers: Sequence[str],
    *,
    crs: Crs,
    header_map: Mapping[str, str],
    constants: Mapping[str, str],
) -> dict[str, int]:
    """Decide which column each field is read from; a column is read by one field only.

    What the caller maps comes first, then each field in its order takes its best header. A field
    with a constant takes none. Raises InvalidInput where a header or field does not exist.
    """
    for name in (*header_map.values(), *constants):
        _require_field(kind, name)
    words = [header_word(header) for header in headers]
    claims = {field: _column(headers, words, header) for header, field in header_map.items()}
    for field in kind.fields:
        if field.name in claims or field.name in constants:
            continue
        free = {w: i for i, w in reversed(list(enumerate(words))) if i not in claims.values()}
        best = next((a for a in aliases_of(kind, field.name, crs) if a in free), None)
        if best is not None:
            claims[field.name] = free[best]
    return claims


def _require_field(kind: Kind, name: str) -> None:
    if kind.field(name) is None:
        known = Listed(field.name for field in kind.fields)
        raise InvalidInput(UNKNOWN_FIELD, value=name, known=known)


def _column(headers: Sequence[str], words: Sequence[str], header: str) -> int:
    if header in headers:
        return headers.index(header)
    if header_word(header) in words:
        return words.index(header_word(header))
    raise InvalidInput(UNKNOWN_HEADER, value=header, known=Listed(headers))
