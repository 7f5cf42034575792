"""Service points, unions, and the places where workers live and work: kinds and fixed choices."""

from enum import StrEnum


class Tier(StrEnum):
    """Where a service point stands in the network, from the district centre down."""

    DISTRICT_CENTRE = "district_centre"
    SUBDISTRICT_CENTRE = "subdistrict_centre"
    STATION = "station"
    CONTACT_POINT = "contact_point"
    MOBILE_DESK = "mobile_desk"


class Host(StrEnum):
    """What kind of premises a service point or candidate site is in."""

    OFFICE = "office"
    APARTMENT = "apartment"
    PARK = "park"
    PLAZA = "plaza"
    FIRM = "firm"
    COMMUNITY = "community"


class Status(StrEnum):
    """Whether a service point is working; only `open` ones answer lookups."""

    PLANNED = "planned"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class UnionLevel(StrEnum):
    """Levels of unions; the order is from the smallest to the largest."""

    FIRM = "firm"
    PARK = "park"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    CITY = "city"


class UnionStatus(StrEnum):
    """Whether a firm has a union of its own, shares one, or has none."""

    OWN = "own"
    JOINT = "joint"
    NONE = "none"


class PlaceKind(StrEnum):
    """Kinds of places where workers are: what demand points are made of."""

    APARTMENT = "apartment"
    PARK = "park"
    FIRM = "firm"


class StandardPoint(StrEnum):
    """The six points a station must meet before it is listed."""

    PREMISES = "premises"
    EQUIPMENT = "equipment"
    WORKER_FILES = "worker_files"
    SERVICE_RECORDS = "service_records"
    STAFF = "staff"
    POSTED_RULES = "posted_rules"


SERVICES = {
    "membership": ("入会", "joining the union"),
    "legal_aid": ("法律援助", "legal aid"),
    "wage_recovery": ("欠薪追讨", "recovering unpaid wages"),
    "mediation": ("争议调解", "mediation of disputes"),
    "job_placement": ("职业介绍", "job placement"),
    "skills_training": ("技能培训", "skills training"),
    "mutual_aid": ("互助保障", "mutual aid insurance"),
    "hardship_aid": ("困难帮扶", "hardship help"),
    "counselling": ("心理疏导", "counselling"),
    "petition": ("信访接待", "petitions and complaints"),
    "library": ("职工书屋", "workers' library"),
    "benefits": ("普惠服务", "member benefits"),
}
"""The services of the taxonomy we start with: code to (Chinese name, English name)."""

HOTLINE = "12351"
"""The unions' hotline: always answers, and hands on to the union responsible for the place."""
