"""Intervals of shares (usikkerhed på andele) and the sign test; loads no numeric library."""

from __future__ import annotations

import math
from statistics import NormalDist

__all__ = ["binomial_interval", "sign_test"]


def binomial_interval(hits: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of a share (Wilson 1927, *JASA* 22, 209-212): of ``trials`` independent ones, ``hits`` hit.

    NaN for no trial.

    Examples
    --------
    With z = 1.96, p = 8/10: centre (0.8 + z²/20) / (1 + z²/10), half z sqrt(0.016 + z²/400) / (1 + z²/10).

    >>> [round(x, 4) for x in binomial_interval(8, 10)]
    [0.4902, 0.9433]
    >>> binomial_interval(0, 0)
    (nan, nan)
    """
    if trials == 0:
        return math.nan, math.nan
    z, p = NormalDist().inv_cdf(0.5 + confidence / 2.0), hits / trials
    scale = 1.0 + z * z / trials
    centre = (p + z * z / (2.0 * trials)) / scale
    half = z * math.sqrt(p * (1.0 - p) / trials + z * z / (4.0 * trials * trials)) / scale
    return (0.0 if hits == 0 else centre - half), (1.0 if hits == trials else centre + half)


def sign_test(one: int, other: int) -> float:
    """Return how likely so uneven a split, or one more uneven, is when both directions are as likely: 0-1, exact.

    The two-sided sign test (McNemar's test of paired answers, exact). NaN, unknown, when nothing went either way.

    Examples
    --------
    Six of six in one direction: 2 x (1/2)^6 = 0.03125.

    >>> sign_test(6, 0), sign_test(2, 2), sign_test(0, 0)
    (0.03125, 1.0, nan)
    """
    total = one + other
    if total == 0:
        return math.nan
    tail = sum(math.comb(total, k) for k in range(min(one, other) + 1))
    return min(1.0, 2.0 * tail / 2.0**total)
