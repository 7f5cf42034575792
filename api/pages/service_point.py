"""The page of one service point: when it is open, what it offers, how to get there."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.cards import badge_of, facts_of, named, point_address
from api.pages.moments import Spoken
from api.pages.opening_days import day_lines, undecreed_years, week_lines
from api.pages.rendering import render
from api.pages.reports import LONGEST_TEXT, NO_REPORT, ReportForm, kinds_to_choose
from api.pages.service_area import AreaWords, area_address, area_links
from api.pages.structured_data import structured_data
from api.pages.texts import LANGUAGE_NAMES
from api.schemas import ServicePointDetail
from geo.messages import Language
from geo.places import HOTLINE

_WHEELCHAIR = {True: "wheelchair_yes", False: "wheelchair_no", None: ""}


@dataclass(frozen=True, slots=True)
class ServicePointView:
    """What the page is made of; `services` are the names of services by code.

    The area is shown where it was asked for; `area_problem` says why it cannot be.
    """

    point: ServicePointDetail
    services: Mapping[str, str]
    today: datetime.date
    area: AreaWords | None = None
    area_problem: str = ""
    report: ReportForm = NO_REPORT


def service_point_page(view: ServicePointView, language: Language) -> str:
    """Render the page."""
    point, spoken = view.point, Spoken(view.today, language)
    # Some have dated hours only, such as a mobile desk.
    days = point.days if point.opening_hours or any(day.intervals for day in point.days) else []
    minutes = view.area.minutes if view.area else ""
    other = Language.CHINESE if language is Language.ENGLISH else Language.ENGLISH
    return render(
        "service_point.html",
        language,
        facts=facts_of(point, spoken, view.services),
        badge_now=badge_of(point.open, spoken, view.today),
        weekly=week_lines(point.opening_hours, language),
        days=day_lines(days, spoken),
        undecreed_years=undecreed_years(days),
        host=named("host", point.host, language) if point.host else "",
        union=point.union.name if point.union else "",
        spoken_languages=_language_names(point.languages, language),
        wheelchair=_WHEELCHAIR[point.wheelchair],
        data=structured_data(point, language),
        area=view.area,
        area_problem=view.area_problem,
        area_links=area_links(point.code, minutes, language),
        report=view.report,
        report_kinds=kinds_to_choose(language),
        report_address=report_address(point.code),
        longest_text=LONGEST_TEXT,
        hotline=HOTLINE,
        switch_address=area_address(point.code, minutes, other),
    )


def report_thanks_page(point: ServicePointDetail, language: Language) -> str:
    """Render the thanks for a report."""
    other = Language.CHINESE if language is Language.ENGLISH else Language.ENGLISH
    return render(
        "report_thanks.html",
        language,
        name=point.name,
        back_address=point_address(point.code, language),
        hotline=HOTLINE,
        switch_address=thanks_address(point.code, other),
    )


def report_address(code: str) -> str:
    """Make the address that takes reports about a service point."""
    return f"{point_address(code, Language.CHINESE)}/reports"


def thanks_address(code: str, language: Language) -> str:
    """Make the address that thanks for a report."""
    address = point_address(code, language)
    return f"{address}{'&' if '?' in address else '?'}thanks=1"


def _language_names(codes: Sequence[str], language: Language) -> str:
    column = 0 if language is Language.CHINESE else 1
    names = [LANGUAGE_NAMES[code][column] if code in LANGUAGE_NAMES else code for code in codes]
    return ("、" if language is Language.CHINESE else ", ").join(names)
