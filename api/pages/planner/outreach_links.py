"""The links by which teams open their days: addresses to copy, and codes to scan."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from markupsafe import Markup

from api.requests import reading
from api.settings import Settings
from data.outreach_plans import list_team_keys
from maps.qr_codes import code_svg
from planner.outreach_report import OutreachReport


@dataclass(frozen=True, slots=True)
class TeamAddress:
    """The link of a team, and its QR code."""

    code: str
    name: str
    address: str
    drawn: Markup


def team_addresses(request: Request, report: OutreachReport) -> Sequence[TeamAddress]:
    """Write the links of the teams of a plan, which they get when it is published."""
    with reading(request) as session:
        keys = list_team_keys(session, [team["code"] for team in report["teams"]])
    start = site_address(request)
    return [
        _address(team["code"], team["name"], f"{start}/outreach/t/{keys[team['code']]}")
        for team in report["teams"]
        if team["code"] in keys
    ]


def site_address(request: Request) -> str:
    """Return what stands before the paths of our pages: as set, else as this page was asked."""
    settings: Settings = request.app.state.settings
    return settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")


def _address(code: str, name: str, address: str) -> TeamAddress:
    # Drawn by us, and escaped.
    return TeamAddress(code, name, address, Markup(code_svg(address)))  # noqa: S704 - see above
