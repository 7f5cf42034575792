"""What the planner's pages are sent with: like the workers', and able to ask their own server."""

from api.pages.headers import PAGE_HEADERS

PLANNER_HEADERS = {
    **PAGE_HEADERS,
    "Vary": "Cookie",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    # With `no-referrer`, browsers hide from us where a form comes from: their Origin is `null`.
    "Referrer-Policy": "same-origin",
}
