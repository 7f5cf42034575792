"""`/v1/nearest`: the service points that can serve a worker, by GET or by POST."""

from urllib.parse import parse_qsl

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from starlette.routing import Route

from api.bodies import json_object, read_body
from api.errors import NO_STORE
from api.languages import asked_language
from api.openapi import PROBLEMS, query_parameters, request_body
from api.schemas import NearestAnswer, NearestQuery
from geo.messages import Language

router = APIRouter(tags=["lookup"])

MOST_BODY_BYTES = 10_000
LANGUAGES = frozenset(Language)
_read_params = json_object(MOST_BODY_BYTES)
_ANSWERS = PROBLEMS | {200: {"model": NearestAnswer}}


@router.get(
    "/v1/nearest",
    response_model=None,
    responses=_ANSWERS,
    openapi_extra={"parameters": query_parameters(NearestQuery)},
)
async def nearest(request: Request) -> Response:
    """Find the nearest service points that can serve a worker at a moment.

    Nothing of the request is stored or logged. The answer is 200 also when nothing is found: then
    `hints` says why and what would help, and the hotline is still there.
    """
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    params: dict[str, object] = dict(pairs)
    if "service" in params:
        params["service"] = [value for name, value in pairs if name == "service"]
    return _answer(request, params)


@router.post(
    "/v1/nearest",
    response_model=None,
    responses=_ANSWERS,
    openapi_extra={"requestBody": request_body(NearestQuery)},
)
async def nearest_by_post(request: Request) -> Response:
    """Find the same with the fields as JSON, so that no position stands in a URL."""
    params = await _read_params(request)
    read_body(NearestQuery, params)
    return _answer(request, params)


def install_short_way(app: FastAPI) -> None:
    """Answer GET before the framework looks at its other routes and at declared parameters.

    The route above stays for the documentation; what the short way gives shows in bench/http.py.
    """
    app.router.routes.insert(0, Route("/v1/nearest", nearest, methods=["GET"]))


def _answer(request: Request, params: dict[str, object]) -> Response:
    asked = str(params.get("lang"))
    language = Language(asked) if asked in LANGUAGES else asked_language(request)
    answer = request.app.state.desk.nearest(params, language)
    return Response(orjson.dumps(answer), headers=NO_STORE, media_type="application/json")
