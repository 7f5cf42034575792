"""Tolerated spellings of OSM opening hours, brought to the standard one; never the meaning."""

import re
import unicodedata

_COMMENT = re.compile(r'("[^"]*")')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "；": ";", "、": ","})
TO_DASH = str.maketrans(dict.fromkeys("→‐‑\N{FIGURE DASH}–−—―─ー～〜~", "-"))
"""All that people write for the dash between two days or two times."""

_WEEKDAYS = {
    "Mo": "monday|mon|montag|lundi|lunes|lunedì|lunedi",
    "Tu": "tuesday|tues|tue|dienstag|di|mardi|martes|martedì|martedi",
    "We": "wednesday|wed|mittwoch|mi|mercredi|miércoles|miercoles|mercoledì|mercoledi",
    "Th": "thursday|thurs|thur|thu|donnerstag|do|jeudi|jueves|giovedì|giovedi",
    "Fr": "friday|fri|freitag|vendredi|viernes|venerdì|venerdi",
    "Sa": "saturday|sat|samstag|sonnabend|samedi|sábado|sabado|sabato",
    "Su": "sunday|sun|sonntag|so|dimanche|domingo|domenica",
}
_MONTHS = {
    "Jan": "january|januar|janvier|enero|gennaio",
    "Feb": "february|februar|février|fevrier|febrero|febbraio",
    "Mar": "march|märz|mars|marzo",
    "Apr": "april|avril|abril|aprile",
    "May": "may|mai|mayo|maggio",
    "Jun": "june|juni|juin|junio|giugno",
    "Jul": "july|juli|juillet|julio|luglio",
    "Aug": "august|août|aout|agosto",
    "Sep": "september|sept|septembre|septiembre|settembre",
    "Oct": "october|oktober|octobre|octubre|ottobre",
    "Nov": "november|novembre|noviembre",
    "Dec": "december|dezember|décembre|decembre|diciembre|dicembre",
}
_OTHER_WORDS = {
    "PH": "ph",
    "SH": "sh",
    "off": "off|always closed|geschlossen|geschl|fermé|ferme|cerrado|chiuso",
    "closed": "closed",
    "open": "open",
    "unknown": "unknown",
    "week": "week",
    "easter": "easter",
    '"by appointment"': "by appointment|nach[ _]vereinbarung|sur[ _]rendez[ _]vous",
}
_NAMES = [
    (
        re.compile(rf"(?<![^\W\d_])(?:{standard}|{spellings})(?![^\W\d_])\.?", re.IGNORECASE),
        standard,
    )
    for standard, spellings in (_WEEKDAYS | _MONTHS | _OTHER_WORDS).items()
]
_MONTH = f"(?:{'|'.join(_MONTHS)})"
_DAYS = r"\d{1,2}(?:-\d{1,2})?(?!\d|:\d|-)"
_MORE_DAYS = re.compile(rf"({_MONTH})(\s\d{{1,2}}(?:-\d{{1,2}})?),({_DAYS})")
_EVERY_N_DAYS = re.compile(rf"({_MONTH})\s(\d{{1,2}})-(\d{{1,2}})/(\d{{1,2}})(?!\d)")
_EVERY_N_YEARS = re.compile(r"(?<![-\d])(\d{4})/(\d)")
_HALF_DAY_CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?::(\d\d))?\s*([ap])\.?m\b\.?", re.IGNORECASE)
_TO_WORDS = "to|до|as|a|ás|á|às|à|ate|até|till|til|until|through"
_NOON = 12

_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"(?<=\d)°°"), ":00"),
    (re.compile(r"(?<=\d)\.(?=\d\d(?!\d))"), ":"),
    (re.compile(r"(?<=\d)\s*(?:h|hrs|hours|uhr)\b\.?", re.IGNORECASE), ""),
    (re.compile(rf"(?<=[\dm.])\s*(?:=|\b(?:{_TO_WORDS})\b)\s*(?=\d)"), "-"),
    (re.compile(r"\s*(?:&|\band\b)\s*"), ","),
    (re.compile(r"\s*,\s*"), ","),
    (re.compile(r"(?<=[\w.\])])\s*-\s*(?=[\w(])(?!\d+ ?days?)"), "-"),
    (re.compile(rf"({_MONTH} \d{{1,2}})\."), r"\1"),
    (re.compile(r"(?<=-)(\d{1,2})\.(?!\d)"), r"\1"),
    (re.compile(r",week "), ","),
)


def tidy_spelling(text: str) -> str:
    """Return the text in standard spelling, with single blanks; comments stay as they are."""
    parts = _COMMENT.split(text.translate(_QUOTES))
    return "".join(
        part if part.startswith('"') and part.endswith('"') and len(part) > 1 else _tidy(part)
        for part in parts
    ).strip()


def _tidy(part: str) -> str:
    part = unicodedata.normalize("NFKC", part).translate(TO_DASH)
    for pattern, standard in _NAMES:
        part = pattern.sub(standard, part)
    for pattern, standard in _SPELLINGS:
        part = pattern.sub(standard, part)
    part = _HALF_DAY_CLOCK.sub(_whole_day_clock, part)
    part = _EVERY_N_YEARS.sub(r"\1-9999/\2", part)
    part = _EVERY_N_DAYS.sub(_listed_days, part)
    return _with_months_repeated(part)


def _whole_day_clock(match: re.Match[str]) -> str:
    hour, minutes, half = int(match[1]), match[2] or "00", match[3].lower()
    return f"{hour % _NOON + (_NOON if half == 'p' else 0):02}:{minutes}"


def _listed_days(match: re.Match[str]) -> str:
    first, last, step = (int(match[group]) for group in (2, 3, 4))
    days = range(first, last + 1, max(step, 1))
    return ",".join(f"{match[1]} {day:02}" for day in days)


def _with_months_repeated(part: str) -> str:
    repeated = _MORE_DAYS.sub(r"\1\2,\1 \3", part)
    return part if repeated == part else _with_months_repeated(repeated)
