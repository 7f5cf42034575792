"""A plan of visits for two teams and two days, written down by hand, for files, maps and pages.

Team T1 drives from depot D1: on Monday to park A1 (promised), a lunch break, and apartment A1 —
two places with one code — and on Tuesday to firm F1, of which neither address nor phone is known.
Team 二组 rides from depot D2 to apartment B2 on Monday and to park P9 (must) on Tuesday. Nobody
visits park P3 and firm F2. Priorities are 1, 2, 4, 8 … so that a sum tells which were added.
"""

from copy import deepcopy
from datetime import UTC, datetime

from geo.messages import Language
from planner.outreach_report import in_language

START = "2026-11-23"
MADE_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
"""Four in the afternoon of the Friday before."""
QUOTED = '高新“智造”园 "A 区"'
HOSTILE = "</script><b>幸福公寓</b>, 3 号楼; 北门"
LINKS = {
    "amap": "https://uri.amap.com/navigation?to=113.600000,34.800000,A&mode=car",
    "baidu": "https://api.map.baidu.com/marker?location=34.8,113.6&title=A",
    "tencent": "https://apis.map.qq.com/uri/v1/routeplan?type=drive&to=A",
}


def at(time, day=START):
    return f"{day}T{time}:00+08:00"


def told(zh, en):
    return {"zh-CN": zh, "en": en}


def stop(order, kind, code, name, *, times, day=START, **others):
    """A stop whose times are arrival, start, departure, and the two ends of its window."""
    arrive, start, depart, opens, closes = (at(time, day) for time in times.split())
    return {
        "order": order,
        "code": code,
        "kind": kind,
        "name": name,
        "address": f"郑州市高新区 {code} 路 1 号",
        "lon": 113.55,
        "lat": 34.81,
        "arrive": arrive,
        "start": start,
        "depart": depart,
        "people": 100,
        "priority": 1,
        "window": (opens, closes),
        "visit_minutes": (datetime.fromisoformat(depart) - datetime.fromisoformat(start)).seconds
        // 60,
        "must": False,
        "promised": False,
        "why": told("还没有走访过（25 分）", "never visited (+25)"),
        "topics": ["services"],
        "phone": "0371-1234567",
        "phone_of": "place",
        "links": dict(LINKS),
    } | others


def route(team, stops, leave, back, *, day=START, **others):
    return {
        "team": team,
        "date": day,
        "stops": stops,
        "breaks": [],
        "leave_depot": at(leave, day),
        "return_depot": at(back, day),
        "travel_minutes": 40,
        "distance_m": 12_400,
    } | others


def unserved(kind, code, name, *, reason, would_help, **others):
    return {
        "code": code,
        "kind": kind,
        "name": name,
        "lon": 113.70,
        "lat": 34.90,
        "people": 60,
        "priority": 32,
        "why": told(
            "还没有服务点够得到的 60 人（3 分）", "60 people whom no service point covers (+3)"
        ),
        "reason": reason,
        "would_help": would_help,
        "help": {
            "team": None,
            "date": None,
            "extra_minutes": None,
            "instead_of": [],
            "skills": [],
        },
    } | others


def team(code, name, mode, *, depot, **others):
    return {
        "code": code,
        "name": name,
        "depot": depot,
        "mode": mode,
        "size": 2,
        "skills": [],
    } | others


TUESDAY = "2026-11-24"
TEAMS = [
    team(
        "T1",
        "城东一组",
        "drive",
        depot={"code": "D1", "name": "高新区职工之家", "lon": 113.54, "lat": 34.80},
        size=3,
        skills=["law", "health"],
    ),
    team(
        "二组",
        "城西二组",
        "ebike",
        depot={"code": "D2", "name": "城西服务站", "lon": 113.45, "lat": 34.78},
    ),
]
T1_MONDAY = route(
    "T1",
    [
        stop(
            1, "park", "A1", QUOTED,
            times="11:00 11:30 12:20 11:30 13:00",
            people=300, priority=1, promised=True, topics=["membership", "services"],
            lon=113.56, lat=34.82,
        ),
        stop(
            2, "apartment", "A1", HOSTILE,
            times="17:40 18:00 18:30 18:00 21:30",
            priority=2, lon=113.57, lat=34.83, phone="0371-7654321", phone_of="union",
        ),
    ],
    "10:40", "18:50",
    breaks=[(at("12:30"), at("13:30"))],
)  # fmt: skip
T1_TUESDAY = route(
    "T1",
    [
        stop(
            1, "firm", "F1", "东方纺织有限公司",
            times="17:00 17:00 17:30 17:00 18:30",
            day=TUESDAY, people=40, priority=4, address=None, phone=None, phone_of=None,
            topics=["membership", "new_union", "services"], lon=113.58, lat=34.84,
        ),
    ],
    "16:45", "17:50",
    day=TUESDAY, travel_minutes=35, distance_m=9_050,
)  # fmt: skip
TEAM_2_MONDAY = route(
    "二组",
    [
        stop(
            1, "apartment", "B2", "西流湖公寓",
            times="18:30 18:30 19:00 18:00 22:00",
            people=80, priority=8, lon=113.46, lat=34.79,
        ),
    ],
    "18:10", "19:20",
    distance_m=5_000,
)  # fmt: skip
TEAM_2_TUESDAY = route(
    "二组",
    [
        stop(
            1, "park", "P9", "纺织服装园",
            times="11:20 11:30 12:10 11:30 13:00",
            day=TUESDAY, people=200, priority=16, must=True, lon=113.47, lat=34.77,
        ),
    ],
    "11:00", "12:30",
    day=TUESDAY, distance_m=6_000,
)  # fmt: skip
UNSERVED = [
    unserved(
        "park",
        "P3",
        "北部物流园",
        reason="not_chosen",
        would_help=told(
            "如果城东一组 11 月 23 日多工作 45 分钟，就能去",
            "if team 城东一组 worked 45 minutes longer on 23 November",
        ),
        help={
            "team": "T1",
            "date": START,
            "extra_minutes": 45,
            "instead_of": ["apartment:A1"],
            "skills": [],
        },
    ),
    unserved(
        "firm",
        "F2",
        "豫中机械, 有限公司",
        reason="excluded",
        would_help=told("从不走访名单中去掉", "take it off the list of places not to visit"),
        why=told("企业还没有建会（15 分）", "a firm without a union (+15)"),
        people=20,
        priority=64,
        lon=113.72,
    ),
]


def stored_outreach(**changed):
    """The plan as it is stored, with its sentences in both languages."""
    return deepcopy(
        {
            "start": START,
            "days": 2,
            "source": {
                "kind": "coverage",
                "plan_code": None,
                "standard": {
                    "mode": "walk",
                    "minutes": 15.0,
                    "stay_minutes": 30.0,
                    "days": 1,
                    "services": [],
                },
            },
            "data_revision": 7,
            "travel_method": "streets",
            "teams": TEAMS,
            "routes": [T1_MONDAY, T1_TUESDAY, TEAM_2_MONDAY, TEAM_2_TUESDAY],
            "unserved": UNSERVED,
            "served_priority": 31,
            "total_priority": 127,
            "served_people": 720,
            "total_people": 800,
            "solver": {
                "name": "VROOM + PyVRP",
                "seconds": 2.5,
                "stopped_by": "time_limit",
            },
        }
        | changed
    )


def town_outreach(language=Language.CHINESE, **changed):
    """The plan in one language, as `outreach.json` has it."""
    return in_language(stored_outreach(**changed), language)
