"""Lists and single things for programs: service points, places, responsible unions."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.desk import Desk
from api.errors import NO_STORE
from api.openapi import PROBLEMS
from api.ranges import Latitude, Longitude
from api.schemas import (
    PlacesAnswer,
    ResponsibleAnswer,
    ServicePointDetail,
    ServicePointPage,
)
from api.use_cases.nearest import union_summary
from api.use_cases.positions import unshifted
from api.use_cases.service_points import list_service_points
from geo.crs import Crs, require_position
from geo.jurisdictions import responsible_unions
from geo.places import HOTLINE, Tier
from geo.travel import Mode

router = APIRouter(prefix="/v1", tags=["lookup"], responses=PROBLEMS)
SEARCHABLE = r"^[^\x00]*([^\s\x00]\s*[^\s\x00]|[\u3400-\u9fff])[^\x00]*$"
"""Two characters or one that is Chinese: what `search_places` takes, for programs to read."""


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


@router.get("/service-points", response_model=ServicePointPage)
async def service_points(  # noqa: PLR0913  one parameter per filter of the interface
    request: Request,
    service: Annotated[list[str] | None, Query(description="Must all be offered.")] = None,
    tier: Tier | None = None,
    union_code: Annotated[str | None, Query(max_length=100)] = None,
    q: Annotated[str, Query(max_length=100, description="Part of name or address.")] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=200)] = 50,
    crs: Crs = Crs.WGS84,
) -> dict[str, Any]:
    """List the open service points in the order of their codes."""
    view = _desk(request).view
    rows = list_service_points(
        view.snapshot, services=service or [], tier=tier, text=q, union_code=union_code
    )
    return {
        "total": len(rows),
        "page": page,
        "per_page": per_page,
        "results": [
            view.summary(row, crs, Mode.WALK)
            for row in rows[(page - 1) * per_page : page * per_page]
        ],
    }


@router.get("/service-points/{code}", response_model=ServicePointDetail)
async def service_point(request: Request, code: str, crs: Crs = Crs.WGS84) -> dict[str, Any]:
    """Describe one open service point, with its hours of the next 14 days."""
    return _desk(request).service_point(code, crs)


@router.get("/places", response_model=PlacesAnswer)
async def places(
    request: Request,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=100,
            description="Two characters suffice, or one that is Chinese.",
            json_schema_extra={"pattern": SEARCHABLE},
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> dict[str, Any]:
    """Search known places by name, address, code, pinyin or initials."""
    return {"results": _desk(request).places(q, limit)}


@router.get("/responsible-unions", response_model=ResponsibleAnswer)
async def responsible(
    request: Request, response: Response, lon: Longitude, lat: Latitude, crs: Crs = Crs.WGS84
) -> dict[str, Any]:
    """Name the unions responsible for a position, the smallest first, up to the city."""
    response.headers.update(NO_STORE)
    require_position(lon, lat)
    unions = responsible_unions(_desk(request).snapshot.jurisdictions, *unshifted(lon, lat, crs))
    return {"responsible": [union_summary(union) for union in unions], "hotline": HOTLINE}
