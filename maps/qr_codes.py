"""QR codes that hold an address, as SVG."""

import segno

QUIET_ZONE = 4
"""Light modules around the code, as ISO/IEC 18004 asks for."""


def code_svg(address: str) -> str:
    """Draw the QR code of an address, with its quiet zone, as SVG without a size."""
    made = segno.make(address, error="m", micro=False)
    return str(made.svg_inline(omitsize=True, border=QUIET_ZONE, svgclass=None, lineclass=None))
