"""Pages for admins, laid out as those of the planner's desk are."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.admin.texts import ADMIN_TEXTS
from api.pages.planner.rendering import NavItem, link_to, page_language, planner_page, say_from

TABS: Mapping[str, str] = {"accounts": "/admin/accounts", "audit": "/admin/audit"}
"""Each is called by the text `tab_<name>`."""


def admin_page(
    request: Request, template: str, *, title: str, tab: str, status: int = 200, **shown: object
) -> HTMLResponse:
    """Render a page of `templates/admin/`; `tab` is one of TABS."""
    language = page_language(request)
    tabs = [
        NavItem(
            say_from(ADMIN_TEXTS, language, f"tab_{name}"), link_to(language, path), name == tab
        )
        for name, path in TABS.items()
    ]
    return planner_page(
        request,
        f"admin/{template}",
        title=title,
        section="admin",
        texts=ADMIN_TEXTS,
        status=status,
        tabs=tabs,
        **shown,
    )
