"""Parameters of the choice of measures under a budget, declared once; loads no numeric library."""

from __future__ import annotations

import enum


class Criterion(enum.StrEnum):
    """How the gains of several species are put together."""

    MEAN = "mean"
    WORST = "worst"
