"""What new links shall give, declared once; loads no numeric library."""

from __future__ import annotations

import enum


class Measure(enum.StrEnum):
    """What is to be gained."""

    CONNECTED = "connected"
    SAVED = "saved"
    WITHIN = "within"
