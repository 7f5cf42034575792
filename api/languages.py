"""Which language a request asks for: Chinese, unless it says English."""

from starlette.requests import Request

from geo.messages import Language


def asked_language(request: Request) -> Language:
    """Read `lang=`, else Accept-Language; the first of our languages named there wins."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")
    for part in asked.lower().split(","):
        tag = part.strip()
        if tag.startswith("zh"):
            return Language.CHINESE
        if tag.startswith("en"):
            return Language.ENGLISH
    return Language.CHINESE
