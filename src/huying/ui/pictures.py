"""QR codes 二维码, drawn here, as pictures inside the page."""

from __future__ import annotations

import segno


def qr_picture(address: str, *, scale: int = 4) -> str:
    """Return the QR code of an address as a picture that stands inside the page."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=scale, border=4))
