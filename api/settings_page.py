"""The page of the settings, written from their class: `python -m api.settings_page FILE`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from api.settings import PREFIX, Settings

INTRODUCTION = """# Settings

An installation is set by environment variables; `docker compose` reads them from the file `.env`
beside `docker-compose.yml`. A value that cannot be is refused at the start, by the name of its
variable. What is set takes effect when the server starts anew.

This page is written from `api/settings.py` by `make settings-page`; a test compares the two.
"""
HEADINGS = "| variable | default | unit | may be | meaning |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together, by how their names begin, and what to read about them."""

    title: str
    beginnings: tuple[str, ...] = ()
    see: str = ""


GROUPS = (
    Group(
        "The database", ("database_",), "[Backup and restore](backup.md), [upgrading](upgrading.md)"
    ),
    Group("The server", ("host", "port", "public_", "workers", "stop_", "trusted_")),
    Group("Who may do what", ("planner_", "session_", "password_", "account_")),
    Group("Limits", ("lookups_", "reports_", "sign_ins_", "plans_", "max_", "upload_", "request_")),
    Group("Logs and figures", ("log_", "access_log", "metrics_")),
    Group(
        "Ways",
        ("walk_", "bike_", "ebike_", "drive_", "detour_", "ferry_", "data_folder", "streets"),
        "[Streets](streets.md)",
    ),
    Group(
        "Costs of service points",
        ("staff_", "setup_", "amortisation_", "yearly_"),
        "All assumptions, to be replaced by your own figures: [plans](plans.md)",
    ),
    Group(
        "Visits",
        ("outreach_", "visited_"),
        "Priorities and lengths, assumptions all of them: [outreach](outreach.md)",
    ),
    Group("Maps", ("base_map", "tianditu_"), "[Maps](maps.md)"),
)
OTHERS = Group("Other settings")
UNITS = {
    "people_per_min": "people per minute",
    "m_per_min": "m per minute",
    "per_minute": "per minute",
    "per_open_hour": "yuan per hour",
    "setup_cost": "yuan",
    "yearly_rent": "yuan a year",
    "detour_share": "times",
    "_share": "share",
    "_min": "minutes",
    "_s": "seconds",
    "_hours": "hours",
    "_days": "days",
    "_months": "months",
    "_years": "years",
    "_points": "points",
    "_people": "people",
    "_mb": "MB",
    "_bytes": "bytes",
    "_rows": "rows",
    "workers": "processes",
    "plans_at_once": "plans",
    "port": "TCP port",
}
"""Units by how the name of a setting ends; the first that fits counts."""


def settings_page() -> str:
    """Write the page: one table per group, in the order of the class."""
    groups: dict[Group, list[str]] = {group: [] for group in (*GROUPS, OTHERS)}
    for name in Settings.model_fields:
        groups[_group_of(name)].append(name)
    tables = (_section(group, names) for group, names in groups.items() if names)
    return "\n".join([INTRODUCTION, *tables])


def unit_of(name: str) -> str:
    """Return the unit of a setting; texts and choices have none."""
    if _kind_of(Settings.model_fields[name]) not in (int, float):
        return ""
    return next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")


def _group_of(name: str) -> Group:
    return next((group for group in GROUPS if name.startswith(group.beginnings)), OTHERS)


def _section(group: Group, names: Sequence[str]) -> str:
    see = f"{group.see}.\n\n" if group.see else ""
    rows = "\n".join(_row(name, Settings.model_fields[name]) for name in names)
    return f"## {group.title}\n\n{see}{HEADINGS}\n{rows}\n"


def _row(name: str, field: FieldInfo) -> str:
    variable = f"`{PREFIX}{name.upper()}`"
    meaning = str(field.description).replace("|", "\\|")
    return f"| {variable} | {_default(field)} | {unit_of(name)} | {_allowed(field)} | {meaning} |"


def _default(field: FieldInfo) -> str:
    value = str(field.default)
    if isinstance(field.default, bool):
        value = value.lower()
    return f"`{value}`" if value else "empty"


def _allowed(field: FieldInfo) -> str:
    kind = _kind_of(field)
    if issubclass(kind, StrEnum):
        return ", ".join(f"`{choice}`" for choice in kind)
    if kind is bool:
        return "`true`, `false`"
    if kind in (int, float):
        return _range(field)
    return "path" if kind is Path else "text"


def _range(field: FieldInfo) -> str:
    least = next((rule.ge for rule in field.metadata if isinstance(rule, Ge)), None)
    above = next((rule.gt for rule in field.metadata if isinstance(rule, Gt)), None)
    most = next((rule.le for rule in field.metadata if isinstance(rule, Le)), None)
    if least is not None and most is not None:
        return f"{least} to {most}"
    if least is not None:
        return f"{least} or more"
    if above is not None:
        return f"more than {above}"
    return "whole number" if _kind_of(field) is int else "number"


def _kind_of(field: FieldInfo) -> type:
    return cast("type", field.annotation)


def main() -> None:
    """Write the page to the file that is named."""
    Path(sys.argv[1]).write_text(settings_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
