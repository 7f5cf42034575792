"""A service point in the words of schema.org, for search engines and voice assistants."""

import datetime
import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from api.pages.cards import phones_in
from api.pages.opening_days import joined_spans, spans_by_day
from api.pages.texts import say
from api.schemas import DayHours, ServicePointDetail
from geo.hours import parse_opening_hours
from geo.hours_days import merged
from geo.hours_rules import Span
from geo.messages import Language
from geo.units import DAYS_PER_WEEK, MINUTES_PER_DAY, MINUTES_PER_HOUR, MINUTES_PER_WEEK
from geo.week_hours import week_hours

Json = Mapping[str, object]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MIDNIGHT = "23:59"
"""Of the end of a day: 24:00 is no time, and 00:00 would be its start."""
_CLOSED: Span = (0, 0)
_COUNTRY = "CN"
# None of these has a place inside a script: `</script>` would end it, `<!--` would hide its end.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&'\u2028\u2029"}


def structured_data(point: ServicePointDetail, language: Language) -> Markup:
    """Write a service point as JSON-LD that may stand inside a `script` element as it is.

    A union's help desk is no authority, but `GovernmentOffice` is the type for an office that
    serves the public; the union itself is a `WorkersUnion`.
    """
    known = {name: value for name, value in _described(point, language).items() if value}
    # Every sign is escaped above all that JSON itself would leave alone.
    return Markup(json.dumps(known, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES))  # noqa: S704


def _described(point: ServicePointDetail, language: Language) -> Json:
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "@id": point.links.page,
        "url": point.links.page,
        "name": point.name,
        "address": _address(point.address),
        "telephone": [phone.text for phone in phones_in(point.phone)],
        "geo": {"@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon},
        "openingHoursSpecification": _weekly(point.opening_hours),
        "specialOpeningHoursSpecification": special_days(point.opening_hours, point.days),
        "parentOrganization": _union(point),
        "contactPoint": _contact(point),
        "amenityFeature": _wheelchair(point.wheelchair, language),
    }


def special_days(opening_hours: str | None, days: Sequence[DayHours]) -> Sequence[Json]:
    """List the coming days on which other hours hold than in the typical week.

    Days are compared by what opens on them: hours after midnight belong to the night before.
    """
    actual = spans_by_day(joined_spans(days), len(days))
    usual = spans_by_day(_typical(opening_hours, days), len(days))
    return [
        _hours(span, {"validFrom": day.date.isoformat(), "validThrough": day.date.isoformat()})
        for day, spans, typical in zip(days, actual, usual, strict=True)
        if spans != typical
        for span in spans or [_CLOSED]
    ]


def _typical(opening_hours: str | None, days: Sequence[DayHours]) -> Sequence[Span]:
    """Repeat the typical week over the days, cut off where they begin and end."""
    if not (opening_hours and days):
        return ()
    week = week_hours(parse_opening_hours(opening_hours)).intervals
    monday = -days[0].date.weekday() * MINUTES_PER_DAY
    last = len(days) * MINUTES_PER_DAY
    starts = range(monday - MINUTES_PER_WEEK, last, MINUTES_PER_WEEK)
    repeated = ((start + opens, start + closes) for start in starts for opens, closes in week)
    return merged(
        (max(opens, 0), min(closes, last))
        for opens, closes in repeated
        if closes > 0 and opens < last
    )


def _weekly(opening_hours: str | None) -> Sequence[Json]:
    """List the typical week; weekdays with an equal interval share an entry."""
    if not opening_hours:
        return []
    week = week_hours(parse_opening_hours(opening_hours))
    weekdays: dict[Span, list[str]] = {}
    for name, spans in zip(_WEEKDAYS, spans_by_day(week.intervals, DAYS_PER_WEEK), strict=True):
        for span in spans:
            weekdays.setdefault(span, []).append(name)
    return [_hours(span, {"dayOfWeek": names}) for span, names in weekdays.items()]


def _hours(span: Span, when: Json) -> Json:
    opens, closes = span
    return {
        "@type": "OpeningHoursSpecification",
        **when,
        "opens": _clock(opens),
        "closes": _MIDNIGHT if closes == MINUTES_PER_DAY else _clock(closes),
    }


def _clock(minute: int) -> str:
    return f"{datetime.time(*divmod(minute % MINUTES_PER_DAY, MINUTES_PER_HOUR)):%H:%M}"


def _address(address: str | None) -> Json | None:
    if not address:
        return None
    return {"@type": "PostalAddress", "streetAddress": address, "addressCountry": _COUNTRY}


def _union(point: ServicePointDetail) -> Json | None:
    if point.union is None:
        return None
    telephone = {"telephone": point.union.phone} if point.union.phone else {}
    return {"@type": "WorkersUnion", "name": point.union.name, **telephone}


def _contact(point: ServicePointDetail) -> Json | None:
    """Say which languages are spoken: a place itself has no property for them."""
    phones = [phone.text for phone in phones_in(point.phone)]
    telephone = {"telephone": phones[0]} if phones else {}
    if not point.languages:
        return None
    return {"@type": "ContactPoint", **telephone, "availableLanguage": point.languages}


def _wheelchair(is_accessible: bool | None, language: Language) -> Sequence[Json]:  # noqa: FBT001
    if is_accessible is None:
        return []
    name = say("wheelchair_access", language)
    return [{"@type": "LocationFeatureSpecification", "name": name, "value": is_accessible}]
