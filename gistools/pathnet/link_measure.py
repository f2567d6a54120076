"""What new links shall give, declared once; loads no numeric library."""

from __future__ import annotations

import enum


class Measure(enum.StrEnum):
    """What is to be gained.

    ``WITHIN`` counts those whose way is within a cap, who had none or a longer one: of distance, or of detour too.
    ``CONNECTED`` is content with any way, however long round.
    """

    CONNECTED = "connected"
    SAVED = "saved"
    WITHIN = "within"
