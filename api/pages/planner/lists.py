"""Lists to look through: search, filter, and pages of fifty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from fastapi import Request, Response
from starlette.datastructures import QueryParams

from api.clock import now
from api.pages.planner.data_texts import DATA_TEXTS
from api.pages.planner.field_texts import field_name, list_name
from api.pages.planner.rendering import link_to, page_language, say_from
from api.pages.planner.router import planner_router
from api.pages.planner.tabs import LISTED, data_page, point_path
from api.pages.planner.values import Option, choice_name, union_options, value_words
from api.requests import reading
from data.database import Session
from data.imports.fields import UNKNOWN_KIND
from data.imports.listed import Listed
from data.listings import (
    Check,
    Listing,
    PointFilter,
    UnionChoice,
    load_listing,
    load_names,
    load_unions,
    point_conditions,
)
from data.scope import Conditions
from geo.errors import InvalidInput, NotFound
from geo.messages import Language
from geo.places import Status, Tier

router = planner_router()

COLUMNS: Mapping[str, Sequence[str]] = {
    "service-points": ("tier", "status", "opening_hours", "phone", "union_code"),
    "closures": ("first_day", "last_day", "opening_hours", "reason"),
    "apartments": ("address", "phone", "residents", "members", "free_hours"),
    "parks": ("address", "phone", "workers", "members", "free_hours"),
    "firms": ("address", "phone", "employees", "members", "union_status", "sector"),
    "unions": ("level", "parent_code", "phone"),
    "candidates": ("host", "setup_cost", "yearly_rent"),
}
"""What lists show beside the name and the code."""
NUMBERS = frozenset({"residents", "workers", "employees", "members", "setup_cost", "yearly_rent"})

_NAMED_IN = {
    "union_code": "unions",
    "parent_code": "unions",
    "service_point_code": "service-points",
}
_LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row in words: its name, where it is edited (or nowhere), and a cell per column."""

    name: str
    code: str
    address: str
    cells: Sequence[str]
    status: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice that narrows a list; `chosen` is empty where nothing is."""

    name: str
    label: str
    chosen: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a list; texts as they were typed."""

    text: str
    page: int
    points: PointFilter

    def carried(self) -> dict[str, str]:
        """List what the links to other pages of the list keep."""
        points = self.points
        chosen = (points.tier, points.status, points.union_code, points.check)
        names = ("tier", "status", "union", "check")
        return {"q": self.text} | dict(zip(names, (str(one or "") for one in chosen), strict=True))


@router.get("/data/{kind}")
def show_list(request: Request, kind: str) -> Response:
    """Show a page of a list."""
    if kind not in LISTED:
        raise NotFound(UNKNOWN_KIND, value=kind, known=Listed(LISTED))
    language, asked = page_language(request), _asked(request.query_params)
    problem = ""
    with reading(request) as session:
        unions = load_unions(session) if kind == "service-points" else []
        try:
            found = _listing(session, kind, asked)
        except InvalidInput as error:
            found, problem = Listing([], 0, 1), error.text(language)
        rows = _rows(session, kind, found, language)
    return data_page(
        request,
        "list.html",
        title=list_name(kind, language),
        tab=kind,
        kind=kind,
        asked=asked,
        problem=problem,
        found=found,
        rows=rows,
        columns=[(name, field_name(name, language)) for name in COLUMNS[kind]],
        numbers=NUMBERS,
        filters=_filters(asked.points, unions, language) if kind == "service-points" else [],
        is_filtered=any(asked.carried().values()),
        page_address=partial(link_to, language, f"/planner/data/{kind}", **asked.carried()),
    )


def _asked(fields: QueryParams) -> Asked:
    """Read what is asked; a choice that there is not is none."""
    page = fields.get("page", "")
    return Asked(
        fields.get("q", "").strip()[:_LONGEST_SEARCH],
        int(page) if page.isdecimal() and len(page) < len("1000000") else 1,
        PointFilter(
            tier=next((tier for tier in Tier if tier == fields.get("tier")), None),
            status=next((status for status in Status if status == fields.get("status")), None),
            union_code=fields.get("union") or None,
            check=next((check for check in Check if check == fields.get("check")), None),
        ),
    )


def _listing(session: Session, kind: str, asked: Asked) -> Listing:
    conditions: Conditions = ()
    if kind == "service-points":
        conditions = point_conditions(session, asked.points, today=now().date())
    text = "" if kind == "closures" else asked.text
    return load_listing(session, kind, text=text, page=asked.page, conditions=conditions)


def _rows(session: Session, kind: str, found: Listing, language: Language) -> Sequence[ListRow]:
    names = _referred_names(session, found)
    return [
        ListRow(
            name=str(row.get("name") or names.get(str(row.get("service_point_code")), "")),
            code=str(row["code"]),
            address=_edit_address(kind, row, language),
            cells=[
                names.get(str(row[column])) or value_words(row, column, language)
                if column in _NAMED_IN
                else value_words(row, column, language)
                for column in COLUMNS[kind]
            ],
            status=str(row.get("status") or ""),
        )
        for row in found.rows
    ]


def _referred_names(session: Session, found: Listing) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for column, kind in _NAMED_IN.items():
        codes = {str(row[column]) for row in found.rows if row.get(column)}
        if codes:
            names |= load_names(session, kind, sorted(codes))
    return names


def _edit_address(kind: str, row: Mapping[str, object], language: Language) -> str:
    code = {"service-points": row["code"], "closures": row.get("service_point_code")}.get(kind)
    return link_to(language, point_path(str(code))) if code else ""


def _filters(
    asked: PointFilter, unions: Sequence[UnionChoice], language: Language
) -> Sequence[Filter]:
    choices = (
        ("tier", field_name("tier", language), asked.tier, _named(Tier, "tier", language)),
        (
            "status",
            field_name("status", language),
            asked.status,
            _named(Status, "status", language),
        ),
        ("check", say_from(DATA_TEXTS, language, "filter_check"), asked.check, _checks(language)),
        ("union", field_name("union_code", language), asked.union_code, union_options(unions)),
    )
    return [
        Filter(name, label, str(chosen or ""), options) for name, label, chosen, options in choices
    ]


def _named(kind: type[StrEnum], name: str, language: Language) -> Sequence[Option]:
    return [(member.value, choice_name(name, member, language)) for member in kind]


def _checks(language: Language) -> Sequence[Option]:
    return [(check.value, say_from(DATA_TEXTS, language, f"check_{check}")) for check in Check]
