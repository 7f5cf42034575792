"""`/v1/plans/{code}/files`: a stored plan for programs, for Excel and for QGIS."""

from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from api.errors import NO_STORE
from api.languages import asked_language
from api.requests import reading
from api.routes.plans import PLAN_PROBLEMS, PlanCode
from api.use_cases.plan_downloads import PLAN_FILES, load_plan_content, render_file

router = APIRouter(
    prefix="/v1/plans",
    tags=["planning"],
    responses=PLAN_PROBLEMS,
)


@router.get(
    "/{code}/files/{name}",
    response_class=Response,
    responses={
        200: {
            "description": "The file.",
            "content": {file.media_type: {} for file in PLAN_FILES.values()},
        }
    },
)
def plan_file(request: Request, code: PlanCode, name: str) -> Response:
    """Download a file of a plan, with its texts in the asked language."""
    streets = request.app.state.desk.network
    with reading(request) as session:
        content = load_plan_content(session, code, name, asked_language(request), streets=streets)
    disposition = f"attachment; filename*=UTF-8''{quote(f'{code}-{name}')}"
    return Response(
        render_file(content, name),
        headers=NO_STORE | {"Content-Disposition": disposition},
        media_type=PLAN_FILES[name].media_type,
    )
