"""How the routes of the desk are made: what goes wrong is a page, and strangers sign in first."""

from collections.abc import Callable, Coroutine

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from api.errors import LONGEST_VALUE
from api.messages import INVALID_VALUE
from api.pages.planner.rendering import problem_page
from api.pages.sign_in.addresses import lead_to_sign_in
from geo.errors import InvalidInput, NiangjiaError, NotSignedIn

Handler = Callable[[Request], Coroutine[None, None, Response]]


class PlannerRoute(APIRoute):
    """A route whose expected failures are shown as a page."""

    def get_route_handler(self) -> Handler:
        """Wrap the handler, dependencies included."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except NotSignedIn:
                return lead_to_sign_in(request)
            except NiangjiaError as error:
                return problem_page(request, error)
            except RequestValidationError as error:
                return problem_page(request, _refused(error))

        return answer


def _refused(error: RequestValidationError) -> InvalidInput:
    """Say which field cannot be taken; only forms that were tampered with hold such."""
    first = error.errors()[0]
    value = str(first.get("input"))[:LONGEST_VALUE]
    return InvalidInput(INVALID_VALUE, field=first["loc"][-1], value=value)


def planner_router() -> APIRouter:
    """Make a router below /planner."""
    return APIRouter(prefix="/planner", route_class=PlannerRoute, include_in_schema=False)


def admin_router() -> APIRouter:
    """Make a router below /admin."""
    return APIRouter(prefix="/admin", route_class=PlannerRoute, include_in_schema=False)


def account_router() -> APIRouter:
    """Make a router for signing in and out, and for one's own account."""
    return APIRouter(route_class=PlannerRoute, include_in_schema=False)
