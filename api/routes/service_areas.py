"""`/v1/service-points/{code}/service-area`: from where one can get to a service point."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from api.desk import Desk
from api.openapi import PROBLEMS, inline_refs
from geo.travel import Mode, TravelMethod

router = APIRouter(prefix="/v1", tags=["lookup"], responses=PROBLEMS)

LONGEST_AREA_MINUTES = 60
GEOJSON_MEDIA_TYPE = "application/geo+json"
KEPT = {"Cache-Control": "public, max-age=300"}
"""It is a public place's area and holds no position of a worker, so a map may keep it a while."""


class ServiceAreaGeometry(BaseModel):
    """A valid polygon, or several, with holes; WGS 84 degrees, lon before lat, 6 decimals."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[object] = Field(
        examples=[[[[121.5, 31.2], [121.51, 31.2], [121.51, 31.21], [121.5, 31.2]]]]
    )


class ServiceAreaProperties(BaseModel):
    """Whose area it is, and how it was found."""

    code: str
    name: str
    minutes: int
    mode: Mode
    travel_method: TravelMethod = Field(description="`estimated` is a circle.")
    direction: Literal["to_service_point"] = Field(description="One-way streets are one way.")
    area_km2: float = Field(
        description="Of the polygon, without its holes; no measure of who can reach.",
        examples=[2.603],
    )
    attribution: str | None = Field(description="To be shown wherever the area is shown.")


class ServiceAreaFeature(BaseModel):
    """A service area as a GeoJSON feature."""

    type: Literal["Feature"]
    geometry: ServiceAreaGeometry
    properties: ServiceAreaProperties


def _feature_schema() -> dict[str, Any]:
    schema = ServiceAreaFeature.model_json_schema()
    shown: dict[str, Any] = inline_refs(schema, schema.pop("$defs"))
    return shown


@router.get(
    "/service-points/{code}/service-area",
    response_class=Response,
    responses={
        200: {
            "description": "The service area.",
            "content": {GEOJSON_MEDIA_TYPE: {"schema": _feature_schema()}},
        }
    },
)
def service_area(
    request: Request,
    code: str,
    minutes: Annotated[
        int, Query(ge=1, le=LONGEST_AREA_MINUTES, description="Longest way, one way.")
    ] = 15,
    mode: Annotated[Mode, Query(description="How one travels.")] = Mode.WALK,
) -> Response:
    """Draw from where one can get to a service point within some minutes, along the streets.

    All that lies within 40 m of the reached streets belongs to it; what lies farther from them,
    such as the inner yards of large blocks, is a hole. The areas of longer times hold those of
    shorter ones, but for the rounding to 6 decimals. Without a street network for the mode, or
    farther than 300 m from every street, it is a circle, and `travel_method` is `estimated`.
    """
    desk: Desk = request.app.state.desk
    feature = desk.service_area(code, minutes, mode)
    return Response(feature, headers=KEPT, media_type=GEOJSON_MEDIA_TYPE)
