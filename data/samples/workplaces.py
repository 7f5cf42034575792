"""Apartments, parks and firms of the sample city, and places for new desks: all made up."""

from typing import NamedTuple

from numpy.random import Generator

from data.samples.areas import Ground, Position, scatter
from data.samples.rows import EXAMPLE, Row, pick, place_row, yes_no

_WORKERS_PER_APARTMENT = 22_000
_MOST_APARTMENTS = 8
_WORKERS_PER_PARK = 70_000
_MOST_PARKS = 3
_WORKERS_PER_FIRM = 9_500
_MOST_FIRMS = 22
_SMALLEST_OWN_UNION = 300
_SMALLEST_HOST = 200
_IN_PARK_SHARE = 0.35
_PARK_HOURS_SHARES = (0.7, 0.3)
_CANDIDATE_FROM_WORKERS = 55_000

_APARTMENT_HOURS = (
    "周一至周六 18:30-22:30；周日 8:00-22:30",
    "周一至周五 19:00-23:00；周六、周日 9:00-23:00",
    "周一至周六 8:30-13:00；周日 8:00-22:30",
    "周一至周六 15:00-19:00；周日 13:00-22:30",
)
_APARTMENT_HOURS_SHARES = (0.45, 0.25, 0.18, 0.12)
"""Two kinds of day shift, the late shift from 14:00, the night shift from 20:00."""
_PARK_HOURS = ("", "周一至周五 11:30-13:00,17:30-20:00")
_FIRM_HOURS = (
    "",
    "周一至周五 11:30-12:30,17:30-19:30",
    "周一至周六 12:00-13:00,18:00-20:00",
)
_CANDIDATE_HOSTS = ("职工公寓", "产业园区", "商业广场", "企业", "社区")


class Trade(NamedTuple):
    """A line of business: what such a firm is called, and its sector."""

    noun: str
    sector: str


_TRADES = (
    Trade("精密机械厂", "制造业"),
    Trade("电子装配厂", "制造业"),
    Trade("服装厂", "制造业"),
    Trade("食品厂", "制造业"),
    Trade("物流公司", "物流快递"),
    Trade("快递网点", "物流快递"),
    Trade("建筑劳务公司", "建筑业"),
    Trade("餐饮公司", "餐饮住宿"),
    Trade("酒店", "餐饮住宿"),
    Trade("超市", "批发零售"),
    Trade("家政公司", "居民服务"),
    Trade("养老院", "居民服务"),
    Trade("物业公司", "物业保洁"),
    Trade("软件公司", "信息技术"),
)


def build_apartments(rng: Generator, ground: Ground) -> list[Row]:
    """Give a sub-district apartments, more and larger ones where more people work."""
    count = min(1 + ground.subdistrict.workers // _WORKERS_PER_APARTMENT, _MOST_APARTMENTS)
    return [
        _apartment(rng, ground, number, position)
        for number, position in enumerate(scatter(rng, ground, count), start=1)
    ]


def _apartment(rng: Generator, ground: Ground, number: int, position: Position) -> Row:
    name = f"{ground.subdistrict.name}{EXAMPLE}职工公寓{number}号"
    row = place_row(rng, ground, code=f"A{number}", name=name, position=position)
    typical = 120 + ground.subdistrict.workers / 250
    residents = int(typical * rng.lognormal(0, 0.45))
    return row | {
        "居住人数": residents,
        "外来务工人员占比": f"{rng.uniform(0.6, 0.97):.0%}",
        "会员数": int(residents * rng.uniform(0.1, 0.6)),
        "空闲时间": pick(rng, _APARTMENT_HOURS, _APARTMENT_HOURS_SHARES),
    }


def build_parks(rng: Generator, ground: Ground) -> list[Row]:
    """Give towns and zones a park, and more where many people work; inner sub-districts few."""
    always = 0 if _is_inner(ground) else 1
    count = min(always + ground.subdistrict.workers // _WORKERS_PER_PARK, _MOST_PARKS)
    return [
        _park(rng, ground, number, position)
        for number, position in enumerate(scatter(rng, ground, count), start=1)
    ]


def _is_inner(ground: Ground) -> bool:
    return ground.subdistrict.name.endswith("街道")


def _park(rng: Generator, ground: Ground, number: int, position: Position) -> Row:
    kind = "商务园" if _is_inner(ground) else "产业园"
    name = f"{ground.subdistrict.name}{EXAMPLE}{kind}{number}"
    row = place_row(rng, ground, code=f"P{number}", name=name, position=position)
    workers = int((600 + ground.subdistrict.workers / 20) * rng.lognormal(0, 0.4))
    return row | {
        "职工人数": workers,
        "会员数": int(workers * rng.uniform(0.3, 0.8)),
        "空闲时间": pick(rng, _PARK_HOURS, _PARK_HOURS_SHARES),
    }


def build_firms(rng: Generator, ground: Ground, parks: list[Row]) -> list[Row]:
    """Give a sub-district firms of all trades; some of them stand in its parks."""
    count = 2 + min(ground.subdistrict.workers // _WORKERS_PER_FIRM, _MOST_FIRMS)
    return [
        _firm(rng, ground, number, position) | _inside_park(rng, parks)
        for number, position in enumerate(scatter(rng, ground, count), start=1)
    ]


def _firm(rng: Generator, ground: Ground, number: int, position: Position) -> Row:
    trade = _TRADES[int(rng.integers(len(_TRADES)))]
    name = f"{ground.subdistrict.name}{EXAMPLE}{trade.noun}{number}"
    row = place_row(rng, ground, code=f"F{number}", name=name, position=position)
    employees = int(15 + 80 * rng.lognormal(0, 1.1))
    own = 0.9 if employees >= _SMALLEST_OWN_UNION else 0.15
    status = pick(rng, ("单独建会", "联合建会", "未建会"), (own, 0.6 * (1 - own), 0.4 * (1 - own)))
    return row | {
        "职工人数": employees,
        "会员数": 0 if status == "未建会" else int(employees * rng.uniform(0.4, 0.95)),
        "建会情况": status,
        "行业": trade.sector,
        "所属园区": "",
        "可设点": yes_no(is_so=employees >= _SMALLEST_HOST and status == "单独建会"),
        "空闲时间": pick(rng, _FIRM_HOURS),
    }


def _inside_park(rng: Generator, parks: list[Row]) -> Row:
    if not parks or rng.random() > _IN_PARK_SHARE:
        return {}
    park = parks[int(rng.integers(len(parks)))]
    same = {header: park[header] for header in ("地址", "经度", "纬度")}
    return {"所属园区": park["名称"]} | same


def build_candidates(rng: Generator, ground: Ground) -> list[Row]:
    """Offer one place for a new desk in sub-districts where many people work."""
    if ground.subdistrict.workers < _CANDIDATE_FROM_WORKERS:
        return []
    host = pick(rng, _CANDIDATE_HOSTS)
    name = f"{ground.subdistrict.name}{EXAMPLE}备选点（{host}）"
    row = place_row(rng, ground, code="K1", name=name, position=scatter(rng, ground, 1)[0])
    del row["地址"]  # lists of candidate sites have none
    return [
        row
        | {
            "设在": host,
            "建设费用": int(rng.integers(8, 40)) * 10_000,
            "年租金": int(rng.integers(0, 24)) * 5_000,
        }
    ]
