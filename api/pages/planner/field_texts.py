"""What lists, their fields and their choices are called, in Chinese and in English."""

from geo.messages import Language, Message

_LISTS = {
    "service-points": ("服务点", "Service points"),
    "closures": ("临时安排", "Closures"),
    "apartments": ("公寓", "Apartments"),
    "parks": ("园区", "Parks"),
    "firms": ("企业", "Firms"),
    "candidates": ("备选地点", "Candidate sites"),
    "unions": ("工会", "Unions"),
    "services": ("服务项目", "Services"),
    "visits": ("走访记录", "Visits"),
    "calendar": ("节假日与调休", "Holidays and make-up days"),
}
_FIELDS = {
    "code": ("编号", "Code"),
    "name": ("名称", "Name"),
    "tier": ("类型", "Tier"),
    "host": ("设在", "Host"),
    "address": ("地址", "Address"),
    "phone": ("电话", "Phone"),
    "opening_hours": ("开放时间", "Opening hours"),
    "services": ("服务项目", "Services"),
    "languages": ("服务语言", "Languages"),
    "wheelchair": ("无障碍", "Wheelchair"),
    "desks": ("窗口数", "Desks"),
    "union_code": ("所属工会", "Union"),
    "status": ("状态", "Status"),
    "verified_on": ("核实日期", "Verified on"),
    "residents": ("居住人数", "Residents"),
    "migrant_share": ("外来人员比例", "Share of migrants"),
    "members": ("会员数", "Members"),
    "free_hours": ("空闲时间", "Free hours"),
    "workers": ("职工人数", "Workers"),
    "employees": ("职工人数", "Employees"),
    "union_status": ("建会情况", "Union status"),
    "sector": ("行业", "Sector"),
    "park_code": ("所属园区", "Park"),
    "can_host": ("可设点", "Can host"),
    "setup_cost": ("建设费用（元）", "Setup cost (yuan)"),
    "yearly_rent": ("年租金（元）", "Yearly rent (yuan)"),
    "level": ("级别", "Level"),
    "parent_code": ("上级工会", "Parent union"),
    "service_point_code": ("服务点", "Service point"),
    "first_day": ("开始日期", "First day"),
    "last_day": ("结束日期", "Last day"),
    "reason": ("原因", "Reason"),
    "date": ("日期", "Date"),
    "kind": ("类型", "Kind"),
    "official": ("已公布", "Official"),
    "name_en": ("英文名称", "English name"),
    "place_kind": ("地点类型", "Kind of place"),
    "place_code": ("走访地点", "Place"),
    "team": ("小组", "Team"),
    "outcome": ("结果", "Outcome"),
    "people_met": ("见到人数", "People met"),
    "joined": ("入会人数", "Joined"),
    "notes": ("备注", "Notes"),
    "lon": ("经度", "Longitude"),
    "lat": ("纬度", "Latitude"),
    "crs": ("坐标系", "Datum"),
    "location": ("位置", "Position"),
}
_STANDARD_POINTS = {
    "premises": ("场所", "Premises"),
    "equipment": ("设施", "Equipment"),
    "worker_files": ("职工档案", "Worker files"),
    "service_records": ("服务台账", "Service records"),
    "staff": ("工作人员和志愿者", "Staff and volunteers"),
    "posted_rules": ("制度上墙", "Posted rules"),
}
_PARTS = {
    "met": ("{point}：达标", "{point}: met"),
    "on": ("{point}：核验日期", "{point}: checked on"),
    "note": ("{point}：备注", "{point}: note"),
}
_CHOICES = {
    "status_planned": ("筹备中", "planned"),
    "status_open": ("开放", "open"),
    "status_suspended": ("暂停", "suspended"),
    "status_closed": ("已关闭", "closed"),
    "union_status_own": ("单建", "own union"),
    "union_status_joint": ("合建", "joint union"),
    "union_status_none": ("未建会", "no union"),
    "kind_holiday": ("放假", "holiday"),
    "kind_makeup_workday": ("调休上班", "make-up workday"),
    "place_kind_apartment": ("公寓", "apartment"),
    "place_kind_park": ("园区", "park"),
    "place_kind_firm": ("企业", "firm"),
    "crs_wgs84": ("GPS / WGS 84", "GPS / WGS 84"),
    "crs_gcj02": ("高德、腾讯、微信（GCJ-02）", "Amap, Tencent, WeChat (GCJ-02)"),
    "crs_bd09": ("百度（BD-09）", "Baidu (BD-09)"),
    "met_yes": ("达标", "met"),
    "met_no": ("未达标", "not met"),
    "met_": ("未核验", "not checked"),
    "wheelchair_yes": ("轮椅可进出", "accessible by wheelchair"),
    "wheelchair_no": ("轮椅进不去", "not accessible"),
    "wheelchair_": ("未知", "unknown"),
}


def _messages(prefix: str, words: dict[str, tuple[str, str]]) -> list[Message]:
    return [Message(f"{prefix}{name}", zh, en) for name, (zh, en) in words.items()]


def _standard_fields() -> dict[str, tuple[str, str]]:
    return {
        f"{point}_{part}": (zh.format(point=point_zh), en.format(point=point_en))
        for point, (point_zh, point_en) in _STANDARD_POINTS.items()
        for part, (zh, en) in _PARTS.items()
    }


FIELD_TEXTS = {
    message.code: message
    for message in (
        *_messages("list_", _LISTS),
        *_messages("field_", _FIELDS | _standard_fields()),
        *_messages("point_", _STANDARD_POINTS),
        *_messages("", _CHOICES),
    )
}


def field_name(name: str, language: Language) -> str:
    """Call a field by its name; one that has none is shown as it is."""
    message = FIELD_TEXTS.get(f"field_{name}")
    return message.text(language) if message else name


def list_name(kind: str, language: Language) -> str:
    """Call a kind of list by its name."""
    return FIELD_TEXTS[f"list_{kind}"].text(language)
