"""The one place where text becomes HTML as it stands: scripts, styles and elements of our own."""

from markupsafe import Markup


def trusted(html: str) -> Markup:
    """Mark HTML that holds nothing people wrote, or holds it escaped already."""
    return Markup(html)  # noqa: S704  callers answer for it
