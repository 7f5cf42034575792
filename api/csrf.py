"""Tokens of forms: what a signed-in browser changes must come from a page that we gave to it."""

from fastapi import Request
from markupsafe import Markup

from api.same_site import is_reading
from api.signing import Purpose, signer
from geo.errors import Forbidden
from geo.messages import Message

CSRF_MISSING = Message(
    "form_token_missing",
    zh="这个表单已经过期，所以没有执行。请重新打开页面再试一次。",
    en="this form is no longer valid, so nothing was done; open its page again and try once more",
)
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
TAKES_A_FILE = frozenset({"/planner/data/import", "/planner/outreach/new"})
"""Where the form is read piece by piece, and its token checked right after: see `require_csrf`."""
_INTERFACE = "/v1/"
_MOST_FIELDS = 200
_LONGEST_FIELD_BYTES = 64_000


def csrf_token(request: Request) -> str:
    """Return the token for the forms of a page; "" for whoever has not signed in."""
    session: str = getattr(request.state, "session", "")
    return signer(request, Purpose.FORM).get_signature(session).decode() if session else ""


def csrf_field(token: str) -> Markup:
    """Render the hidden field that takes a token along; nothing where none is needed."""
    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    return hidden.format(CSRF_FIELD, token) if token else Markup()


def require_csrf(request: Request, sent: object) -> None:
    """Refuse what a signed-in browser sends without the token of its session; raises Forbidden."""
    session: str = getattr(request.state, "session", "")
    if not session:
        return
    is_right = isinstance(sent, str) and signer(request, Purpose.FORM).verify_signature(
        session.encode(), sent.encode()
    )
    if not is_right:
        raise Forbidden(CSRF_MISSING)


async def check_csrf(request: Request) -> None:
    """Require the token of whatever changes something: in a header, or a field of a page's form."""
    if is_reading(request) or not request.state.session:
        return
    sent: object = request.headers.get(CSRF_HEADER)
    path = request.url.path
    if sent is None and path in TAKES_A_FILE:
        return
    if sent is None and not path.startswith(_INTERFACE):
        # Kept by the request, so that the route reads the very same form.
        form = await request.form(
            max_files=0, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD_BYTES
        )
        sent = form.get(CSRF_FIELD)
    require_csrf(request, sent)
