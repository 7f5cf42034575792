"""The interface's documentation, with all its scripts and styles served by us."""

import re
from pathlib import Path

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from maps.shipping import content_hash

ASSETS = Path(fastapi_offline.__file__).parent / "static"
_INLINE_SCRIPT = re.compile("<script>(.*?)</script>", re.DOTALL)


def install_docs(app: FastAPI) -> None:
    """Serve `/docs` from the files of the fastapi-offline package: no foreign host is asked.

    Swagger UI would send the address of a public server to its validator; that is turned off.
    """
    app.mount("/docs/assets", StaticFiles(directory=ASSETS), name="docs-assets")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        page = get_swagger_ui_html(
            openapi_url=app.openapi_url or "",
            title=app.title,
            swagger_js_url="/docs/assets/swagger-ui-bundle.js",
            swagger_css_url="/docs/assets/swagger-ui.css",
            swagger_favicon_url="/docs/assets/favicon.png",
            swagger_ui_parameters={"validatorUrl": None},
        )
        # Screen readers take an unnamed language for the reader's own.
        named = bytes(page.body).decode().replace("<html>", '<html lang="en">', 1)
        return HTMLResponse(named, headers={"Content-Security-Policy": _policy(named)})


def _policy(page: str) -> str:
    """Allow Swagger UI, the script that starts it, and requests to this very server."""
    starts = " ".join(content_hash(script) for script in _INLINE_SCRIPT.findall(page))
    return (
        f"default-src 'none'; script-src 'self' {starts}; style-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
