"""Service points of the sample city: tiers, hours, services and the six standard points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from numpy.random import Generator

from data.samples.areas import Ground, Position, scatter
from data.samples.rows import EXAMPLE, PLACE_HEADERS, Row, pick, place_row, yes_no
from geo.places import SERVICES

LONG_HOURS = "周一至周五 8:30-20:00；周六 9:00-17:00"
LONG_HOURS_DISTRICT = "杨浦区"
LONG_HOURS_SUBDISTRICTS = frozenset({"殷行街道", "长白新村街道", "大桥街道"})
"""Three sub-districts of Yangpu pilot long hours; which three is our choice."""

_WORKERS_PER_STATION = 45_000
_MOST_STATIONS = 5
_CONTACT_SHARE = 0.35
_FIRST_CHECK = date(2026, 3, 2)
_CHECK_DAYS = 240
_MET_SHARE = 0.93

_OFFICE_HOURS = (
    "周一至周五 9:00-17:00",
    "周一至周五 8:30-11:30,13:30-17:00",
    "周一至周五 8:30-17:00",
    "工作日 9:00-11:30，13:00-16:30",
    "周一至周五 8:30-17:00，周六 9:00-12:00",
)
_OFFICE_HOURS_SHARES = (0.3, 0.3, 0.2, 0.15, 0.05)
_CONTACT_HOURS = (
    "周一至周五 9:00-16:30",
    "周一至周五 11:30-13:30",
    "周一、周三 9:00-16:00",
    "周四 17:00-20:00",
)
_CONTACT_HOURS_SHARES = (0.45, 0.3, 0.22, 0.03)
_STATUSES = ("开放", "筹建", "暂停")
_STATUS_SHARES = (0.94, 0.04, 0.02)
_STATION_HOSTS = ("社区", "商业广场", "办公楼", "企业")
_LANGUAGES = ("zh", "zh;wuu", "zh;en")
_LANGUAGES_SHARES = (0.6, 0.3, 0.1)
_SERVICES_ZH = tuple(name for name, _ in SERVICES.values())
_STANDARD_POINTS = ("场所", "设施", "职工档案", "服务台账", "人员", "制度上墙")


@dataclass(frozen=True, slots=True)
class _Tier:
    """What the service points of one tier have in common; each also offers some extra services."""

    word: str
    fewest_desks: int
    most_desks: int
    services: tuple[str, ...]
    extra_services: int
    wheelchair_share: float


_MEMBERSHIP, _LEGAL_AID, _WAGES, _MEDIATION = _SERVICES_ZH[:4]
_CENTRE = _Tier("区级中心", 6, 12, _SERVICES_ZH, 0, 1.0)
_SUBCENTRE = _Tier("街道分中心", 2, 5, (_MEMBERSHIP, _LEGAL_AID, _WAGES, _MEDIATION), 4, 0.9)
_STATION = _Tier("站点", 1, 2, (_MEMBERSHIP,), 4, 0.6)
_CONTACT = _Tier("联系点", 1, 1, (_MEMBERSHIP,), 2, 0.4)


def build_centre(rng: Generator, ground: Ground) -> Row:
    """Put the district's centre into this sub-district."""
    district = ground.subdistrict.district
    name = f"{district}职工服务中心（{EXAMPLE}）"
    row = place_row(rng, ground, code="D1", name=name, position=scatter(rng, ground, 1)[0])
    has_long_hours = district == LONG_HOURS_DISTRICT
    hours = LONG_HOURS if has_long_hours else "周一至周五 8:30-17:00"
    return (
        row
        | _profile(rng, _CENTRE, host="办公楼", hours=hours)
        | _standard(rng, met_share=1)
        | {"所属工会": f"{district}总工会"}
    )


def build_desks(
    rng: Generator, ground: Ground, apartments: Sequence[Row], parks: Sequence[Row]
) -> list[Row]:
    """Give a sub-district its centre, stations, and contact points in apartments and parks."""
    hosts = [(place, "职工公寓") for place in apartments] + [(place, "产业园区") for place in parks]
    rows = [_subcentre(rng, ground), *_stations(rng, ground)]
    rows += [
        _contact_point(rng, place, host) for place, host in hosts if rng.random() < _CONTACT_SHARE
    ]
    same = {"所属工会": f"{ground.subdistrict.name}总工会"} | _long_hours(ground)
    return [row | same for row in rows]


def _long_hours(ground: Ground) -> Row:
    is_pilot = ground.subdistrict.name in LONG_HOURS_SUBDISTRICTS
    return {"开放时间": LONG_HOURS, "状态": "开放"} if is_pilot else {}


def _subcentre(rng: Generator, ground: Ground) -> Row:
    name = f"{ground.subdistrict.name}职工服务分中心（{EXAMPLE}）"
    row = place_row(rng, ground, code="C1", name=name, position=scatter(rng, ground, 1)[0])
    hours = pick(rng, _OFFICE_HOURS, _OFFICE_HOURS_SHARES)
    return row | _profile(rng, _SUBCENTRE, host="办公楼", hours=hours) | _standard(rng, met_share=1)


def _stations(rng: Generator, ground: Ground) -> list[Row]:
    count = min(1 + ground.subdistrict.workers // _WORKERS_PER_STATION, _MOST_STATIONS)
    return [
        _station(rng, ground, number, position)
        for number, position in enumerate(scatter(rng, ground, count), start=1)
    ]


def _station(rng: Generator, ground: Ground, number: int, position: Position) -> Row:
    name = f"{ground.subdistrict.name}第{number}职工服务站（{EXAMPLE}）"
    row = place_row(rng, ground, code=f"S{number}", name=name, position=position)
    hours = pick(rng, _OFFICE_HOURS, _OFFICE_HOURS_SHARES)
    row |= _profile(rng, _STATION, host=pick(rng, _STATION_HOSTS), hours=hours)
    row |= _standard(rng, met_share=_MET_SHARE)
    return row | {"状态": pick(rng, _STATUSES, _STATUS_SHARES)}


def _contact_point(rng: Generator, place: Row, host: str) -> Row:
    """Put a contact point into an apartment or park: same address, same position."""
    here = place | {"编号": f"{place['编号']}-L", "名称": f"{place['名称']}工会联系点"}
    row = {header: here[header] for header in PLACE_HEADERS}
    hours = pick(rng, _CONTACT_HOURS, _CONTACT_HOURS_SHARES)
    return row | _profile(rng, _CONTACT, host=host, hours=hours)


def _profile(rng: Generator, tier: _Tier, *, host: str, hours: str) -> Row:
    extra = rng.choice(len(_SERVICES_ZH), tier.extra_services, replace=False)
    services = {*tier.services, *(_SERVICES_ZH[index] for index in extra)}
    return {
        "类型": tier.word,
        "设在": host,
        "开放时间": hours,
        "服务项目": "、".join(name for name in _SERVICES_ZH if name in services),
        "服务语言": pick(rng, _LANGUAGES, _LANGUAGES_SHARES),
        "无障碍": yes_no(is_so=rng.random() < tier.wheelchair_share),
        "窗口数": int(rng.integers(tier.fewest_desks, tier.most_desks + 1)),
        "状态": "开放",
        "核实日期": _check_day(rng).isoformat(),
    }


def _standard(rng: Generator, *, met_share: float) -> Row:
    """Check the six standard points on one day; what is not met says so."""
    day = _check_day(rng).isoformat()
    are_met = rng.random(len(_STANDARD_POINTS)) < met_share
    return {
        header: value
        for point, is_met in zip(_STANDARD_POINTS, are_met.tolist(), strict=True)
        for header, value in (
            (f"{point}达标", yes_no(is_so=is_met)),
            (f"{point}核验日期", day),
            (f"{point}备注", "" if is_met else f"整改中（{EXAMPLE}）"),
        )
    }


def _check_day(rng: Generator) -> date:
    return _FIRST_CHECK + timedelta(days=int(rng.integers(_CHECK_DAYS)))
