"""A desk with a handful of known places and results, for tests of the pages alone."""

import datetime
import re
from dataclasses import dataclass, field

from api.clock import CHINA_TIME
from api.schemas import NearestQuery
from api.use_cases.service_point import SERVICE_POINT_UNKNOWN
from geo.errors import NotFound
from geo.gazetteer import PLACE_UNKNOWN
from geo.messages import Language

MONDAY_EVENING = datetime.datetime(2026, 11, 23, 18, 32, tzinfo=CHINA_TIME)

SPOT = {"lon": 121.52, "lat": 31.27}
PLACES = (
    {
        "code": "A1",
        "name": "张江蓝领公寓",
        "kind": "apartment",
        "address": "祖冲之路 2277 弄",
        **SPOT,
    },
    {"code": "A2", "name": "金桥蓝领公寓", "kind": "apartment", "address": "金沪路 358 号", **SPOT},
    {"code": "P1", "name": "金桥产业园区", "kind": "park", "address": None, **SPOT},
)

SERVICES = {
    "membership": ("入会", "joining the union"),
    "legal_aid": ("法律援助", "legal aid"),
    "library": ("职工书屋", "workers' library"),
}

LINKS = {
    "amap": "https://uri.amap.com/navigation?to=121.53,31.26,x",
    "baidu": "https://api.map.baidu.com/marker?location=31.26,121.53",
    "tencent": "https://apis.map.qq.com/uri/v1/routeplan?type=walk",
    "page": "/points/S1",
}

OPEN = {
    "state": "open",
    "until": "2026-11-23T20:00:00+08:00",
    "next_open_at": None,
    "day_type": "workday",
    "calendar": "official",
}


def result(**changes):
    return {
        "code": "S1",
        "name": "杨浦区职工服务中心",
        "tier": "district_centre",
        "address": "控江路 1555 号",
        "phone": "021-5588 0000转8012",
        "services": ["membership", "legal_aid"],
        "lon": 121.52,
        "lat": 31.27,
        "crs": "wgs84",
        "distance_m": 487,
        "travel_minutes": 7.9,
        "travel_method": "estimated",
        "arrives_at": "2026-11-23T18:39:54+08:00",
        "can_be_served": True,
        "service_starts_at": "2026-11-23T18:39:54+08:00",
        "open": OPEN,
        "verified_on": "2026-10-08",
        "links": LINKS,
    } | changes


def answer(*results, **changes):
    return {
        "origin": {"lon": 121.52, "lat": 31.27, "crs": "wgs84"},
        "at": MONDAY_EVENING.isoformat(),
        "mode": "walk",
        "results": list(results),
        "responsible": [
            {"code": "U2", "name": "控江路街道总工会", "level": "subdistrict", "phone": None},
            {"code": "U1", "name": "杨浦区总工会", "level": "district", "phone": "021-55880000"},
        ],
        "hotline": "12351",
        "hints": [],
    } | changes


def day(date, *intervals, **changes):
    return {
        "date": date,
        "weekday": datetime.date.fromisoformat(date).isoweekday(),
        "day_type": "workday",
        "calendar": "official",
        "intervals": [list(interval) for interval in intervals],
    } | changes


def service_point(**changes):
    return {
        **result(),
        "host": "office",
        "languages": ["zh", "en"],
        "wheelchair": True,
        "desks": 2,
        "union_code": "U1",
        "opening_hours": "Mo-Fr 09:00-20:00; Sa 09:00-16:00",
        "days": [day("2026-11-23", ("09:00", "20:00")), day("2026-11-24", ("09:00", "20:00"))],
    } | changes


@dataclass
class PagesDesk:
    """Answers every lookup the same; `asked` keeps the fields of the lookups."""

    answer: dict = field(default_factory=lambda: answer(result()))
    point: dict = field(default_factory=service_point)
    asked: list = field(default_factory=list)
    network: None = None

    def nearest(self, params, language):
        NearestQuery.model_validate(params)
        self.asked.append(params)
        if params.get("place") == "nowhere":
            raise NotFound(PLACE_UNKNOWN, value="nowhere")
        return self.answer

    def places(self, text):
        return [place for place in PLACES if text in place["name"] or text == place["code"]]

    def service_point(self, code):
        if code != self.point["code"]:
            raise NotFound(SERVICE_POINT_UNKNOWN, value=code)
        return self.point

    def services(self, language):
        column = 0 if language is Language.CHINESE else 1
        return [{"code": code, "name": names[column]} for code, names in SERVICES.items()]


def words(html):
    """What one reads on the page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
