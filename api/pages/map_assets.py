"""The addresses of what maps load: Leaflet, and our scripts and styles beside it."""

from fastapi import APIRouter, HTTPException, Response

from geo.errors import SourceUnavailable
from maps.shipping import Assets, served_files, served_from

router = APIRouter(include_in_schema=False)

_FOLDER = "/static/maps"
_FOR_EVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
}

MAP_ASSETS: Assets = served_from(_FOLDER)
"""For maps on our own pages."""


@router.api_route(f"{_FOLDER}/{{name}}", methods=["GET", "HEAD"])
async def map_asset(name: str) -> Response:
    """Send a file whose name holds a hash of its content, so that it may be cached for ever."""
    try:
        found = served_files().get(name)
    except SourceUnavailable:
        found = None
    if found is None:
        raise HTTPException(404)
    return Response(found.content, headers=_FOR_EVER, media_type=found.media_type)
