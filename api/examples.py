"""Examples that the OpenAPI document shows; a test holds them to their schemas."""

from pydantic.config import JsonDict

NEAREST_ANSWER: JsonDict = {
    "origin": {"lon": 121.536, "lat": 31.266, "crs": "wgs84"},
    "at": "2026-11-25T18:30:00+08:00",
    "mode": "walk",
    "results": [
        {
            "code": "310110018-S1",
            "name": "大桥街道第1职工服务站（示例）",
            "tier": "station",
            "address": "杨浦区大桥街道示例路1号",
            "phone": "021-0000 0322",
            "services": ["membership", "legal_aid"],
            "lon": 121.5355,
            "lat": 31.2664,
            "crs": "wgs84",
            "verified_on": "2026-10-25",
            "links": {
                "amap": "https://uri.amap.com/navigation?to=121.539683,31.264057,…",
                "baidu": "https://api.map.baidu.com/marker?location=31.270055,121.546207&…",
                "tencent": "https://apis.map.qq.com/uri/v1/routeplan?type=walk&…",
                "page": "/points/310110018-S1",
            },
            "distance_m": 63,
            "travel_minutes": 1.0,
            "travel_method": "estimated",
            "arrives_at": "2026-11-25T18:31:02+08:00",
            "can_be_served": True,
            "service_starts_at": "2026-11-25T18:31:02+08:00",
            "open": {
                "state": "open",
                "until": "2026-11-25T20:00:00+08:00",
                "next_open_at": None,
                "day_type": "workday",
                "calendar": "official",
            },
        }
    ],
    "responsible": [
        {"code": "310110", "name": "杨浦区总工会", "level": "district", "phone": "021-0000 9007"}
    ],
    "hotline": "12351",
    "hints": [],
}

PROBLEM: JsonDict = {
    "type": "urn:niangjia:problem:mode_unknown",
    "title": "mode_unknown",
    "status": 422,
    "detail": 'mode "boat" is not known; choose among walk, bike, ebike, drive',
    "code": "mode_unknown",
    "errors": [
        {
            "field": "mode",
            "code": "mode_unknown",
            "message": 'mode "boat" is not known; choose among walk, bike, ebike, drive',
            "value": "boat",
        }
    ],
}

NOT_FOUND: JsonDict = {
    "type": "urn:niangjia:problem:service_point_unknown",
    "title": "service_point_unknown",
    "status": 404,
    "detail": 'there is no open service point with the code "X"; search again, or call 12351',
    "code": "service_point_unknown",
    "errors": [],
}
FORBIDDEN: JsonDict = {
    "type": "urn:niangjia:problem:planning_off",
    "title": "planning_off",
    "status": 403,
    "detail": "planning is switched off on this server (NIANGJIA_PLANNER_ACCESS=nobody)",
    "code": "planning_off",
    "errors": [],
}
NOT_SIGNED_IN: JsonDict = {
    "type": "urn:niangjia:problem:not_signed_in",
    "title": "not_signed_in",
    "status": 401,
    "detail": "sign in first; programs send an access token as `Authorization: Bearer`",
    "code": "not_signed_in",
    "errors": [],
}
NO_RESULT: JsonDict = {
    "type": "urn:niangjia:problem:plan_not_done",
    "title": "plan_not_done",
    "status": 409,
    "detail": "plan p-20261122-k7m2xq has no result (running); wait until it is done, or make it "
    "again",
    "code": "plan_not_done",
    "errors": [],
}
OUTREACH_WITHOUT_RESULT: JsonDict = {
    "type": "urn:niangjia:problem:outreach_without_result",
    "title": "outreach_without_result",
    "status": 409,
    "detail": "outreach plan v-20261122-k7m2xq has no result (running); wait until it is done, or "
    "make it again",
    "code": "outreach_without_result",
    "errors": [],
}
VISIT_CONFLICT: JsonDict = {
    "type": "urn:niangjia:problem:visit_of_another_team",
    "title": "visit_of_another_team",
    "status": 409,
    "detail": "visit 5f0c3a52-7d5e was recorded by team T2, and another one cannot change it; "
    "record yours under a new code",
    "code": "visit_of_another_team",
    "errors": [],
}
NOT_LOADED: JsonDict = {
    "type": "urn:niangjia:problem:snapshot_missing",
    "title": "snapshot_missing",
    "status": 503,
    "detail": "the service points are not loaded yet; try again in a moment, or call 12351",
    "code": "snapshot_missing",
    "errors": [],
}
"""What these differ in from PROBLEM."""
