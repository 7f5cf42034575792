"""Reports of what is wrong with a service point: the form, and what is kept of it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from api.pages.texts import say
from data.database import Database
from data.report_columns import ReportKind
from data.reports import add_report
from geo.errors import InvalidInput
from geo.messages import Language, Message

KIND_UNKNOWN = Message(
    "report_kind_unknown",
    "请在“哪里不对”里选一项再发。",
    'Please choose one of the entries of "What is wrong?".',
)
TEXT_TOO_LONG = Message(
    "report_text_too_long",
    "说明有 {count} 个字，最多 {most} 个字，请写短一点。",
    "The details have {count} characters; at most {most} are read. Please shorten them.",
)
TEXT_MISSING = Message(
    "report_text_missing",
    "选“别的问题”时，请写一句哪里不对。",
    'With "Something else", please write a line about what is wrong.',
)
FROM_ELSEWHERE = Message(
    "report_from_elsewhere",
    "这份反馈不是从本页发出来的，所以没有收。请在这一页上重新填一次。",
    "This report was not sent from this page, so it was not taken. Please fill it in here.",
)

LONGEST_TEXT = 500
_KEPT_CONTROLS = "\n\t"


@dataclass(frozen=True, slots=True)
class ReportForm:
    """The fields as sent; `trap` is one that people do not see, so only programs fill it in."""

    kind: str = ReportKind.HOURS
    text: str = ""
    trap: str = ""
    problem: str = ""

    def with_problem(self, problem: str) -> "ReportForm":
        """Say what is wrong and keep the fields."""
        return replace(self, problem=problem)


NO_REPORT = ReportForm()
"""The form as it is before anything is written into it."""


def read_report(fields: Mapping[str, str]) -> ReportForm:
    """Read what was sent; line ends are one sign, as they were typed."""
    text = fields.get("text", "").replace("\r\n", "\n").strip()
    return ReportForm(fields.get("kind", ""), text, fields.get("website", ""))


def store_report(database: Database, code: str, form: ReportForm, *, at: datetime) -> None:
    """Keep a report; one that a program filled in is dropped without a word.

    Raises InvalidInput, NotFound, Conflict and SourceUnavailable.
    """
    kind, text = _checked(form)
    if form.trap:
        return
    with database.transaction() as session:
        add_report(session, code, kind=kind, text=text, at=at)


def kinds_to_choose(language: Language) -> Mapping[str, str]:
    """Name what may be wrong."""
    return {
        ReportKind.HOURS: say("report_hours", language),
        ReportKind.CLOSED_FOR_GOOD: say("report_closed_for_good", language),
        ReportKind.PHONE: say("report_phone", language),
        ReportKind.ADDRESS: say("report_address", language),
        ReportKind.OTHER: say("report_other", language),
    }


def _checked(form: ReportForm) -> tuple[ReportKind, str]:
    if form.kind not in set(ReportKind):
        raise InvalidInput(KIND_UNKNOWN)
    if len(form.text) > LONGEST_TEXT:
        raise InvalidInput(TEXT_TOO_LONG, count=len(form.text), most=LONGEST_TEXT)
    kind, text = ReportKind(form.kind), _printable(form.text)
    if kind is ReportKind.OTHER and not text:
        raise InvalidInput(TEXT_MISSING)
    return kind, text


def _printable(text: str) -> str:
    """Drop control signs: PostgreSQL refuses some, and none can be read."""
    return "".join(
        sign
        for sign in text
        if sign in _KEPT_CONTROLS or unicodedata.category(sign) not in {"Cc", "Cs"}
    ).strip()
