"""How the planner's routes are made: who may use them, and that what goes wrong is a page."""

from collections.abc import Callable, Coroutine

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from api.pages.planner.rendering import problem_page
from api.planner_access import planners_only
from geo.errors import NiangjiaError

Handler = Callable[[Request], Coroutine[None, None, Response]]


class PlannerRoute(APIRoute):
    """A route whose expected failures are shown as a page."""

    def get_route_handler(self) -> Handler:
        """Wrap the handler, dependencies included."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except NiangjiaError as error:
                return problem_page(request, error)

        return answer


def planner_router() -> APIRouter:
    """Make a router below /planner: for planners, and changed only from our own pages."""
    return APIRouter(
        prefix="/planner",
        route_class=PlannerRoute,
        dependencies=[Depends(planners_only)],
        include_in_schema=False,
    )
