"""Which language a request asks for: Chinese, unless it says English."""

from starlette.requests import Request

from geo.messages import Language


def asked_language(request: Request) -> Language:
    """Read `lang=`, else Accept-Language; the first of our languages named there wins."""
    asked = _lang_parameter(request) or request.headers.get("accept-language", "")
    for part in asked.lower().split(","):
        tag = part.strip()
        if tag.startswith("zh"):
            return Language.CHINESE
        if tag.startswith("en"):
            return Language.ENGLISH
    return Language.CHINESE


def _lang_parameter(request: Request) -> str | None:
    """Read the parameter; nearly no address has it, and reading all of them takes longer."""
    return request.query_params.get("lang") if b"lang=" in request.scope["query_string"] else None
