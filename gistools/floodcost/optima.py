"""The optimum of a service level in closed form (optimalt serviceniveau), where damage and cost grow with ln T.

Without measures a T-year rain does damage a ln(T/T0), and once in T years it is passed (partial duration series): the
expected annual damage is a/T0. A level T costs c ln(T/T0). With r the equivalent flat rate (1 over the sum of the
discount factors) and K = a/(r c), two assumptions on damage in rains above the level give two optima. Both are derived
here, from the log-linear model that Skrift 31 (annex B) and Rosbjerg (2025) work with; these were not read in full.
"""

from __future__ import annotations

import math

from gistools.errors import ParamError
from gistools.text import Text

__all__ = ["PAYS_FROM", "annual_damage", "npv_shift", "npv_unchanged", "optimum_shift", "optimum_unchanged"]

_ROUNDS = 100


def annual_damage(a: float, t0: float) -> float:
    """Return the expected annual damage of D = a ln(T/T0): a/T0.

    >>> annual_damage(1e7, 2.0)
    5000000.0
    """
    return a / t0


def npv_shift(level: float, a: float, c: float, r: float, t0: float) -> float:
    """Return the net present value of a level T when damage above it shifts: EAD = a/T remains.

    >>> round(npv_shift(20.0, 1e7, 2e7, 0.035, 2.0))
    82519727
    """
    return (a / t0 - a / level) / r - c * math.log(level / t0)


def npv_unchanged(level: float, a: float, c: float, r: float, t0: float) -> float:
    """Return the net present value of a level T when damage above it is as before: EAD = (a/T)(1 + ln(T/T0)) remains.

    >>> round(npv_unchanged(20.0, 1e7, 2e7, 0.035, 2.0))
    49625654
    """
    times = math.log(level / t0)
    return (a / t0 - a / level * (1.0 + times)) / r - c * times


def optimum_shift(a: float, c: float, r: float, t0: float) -> float:
    """Return the best level when damage above it shifts: T* = a/(r c), and never below T0 (nothing is done).

    Parameters
    ----------
    a, c:
        Damage and cost by ln T, DKK.
    r:
        Flat rate a year, as 1 over the sum of the discount factors.
    t0:
        Return period in years at which damage begins today.

    Raises
    ------
    ParamError
        For numbers that are not above 0.

    >>> round(optimum_shift(1e7, 2e7, 0.035, 2.0), 1)
    14.3
    """
    return max(_ratio(a, c, r, t0) * t0, t0)


def optimum_unchanged(a: float, c: float, r: float, t0: float) -> float:
    """Return the best level when damage above it is as before: the upper root of T = K ln(T/T0).

    There is one only where K/T0 >= e, and it beats doing nothing only where K/T0 > `PAYS_FROM` (3.351); elsewhere the
    best is T0: nothing is done.

    Parameters
    ----------
    a, c, r, t0:
        As in `optimum_shift`.

    Raises
    ------
    ParamError
        For numbers that are not above 0.

    >>> round(optimum_unchanged(1e7, 2e7, 0.035, 2.0), 1), optimum_unchanged(1e7, 2e7, 0.2, 2.0)
    (44.2, 2.0)
    """
    ratio = _ratio(a, c, r, t0)
    return t0 * math.exp(_upper_root(ratio)) if ratio > PAYS_FROM else t0


def _ratio(a: float, c: float, r: float, t0: float) -> float:
    """Return K/T0."""
    faults = [
        f"{name} = {value:g}"
        for name, value in (("a", a), ("c", c), ("r", r), ("t0", t0))
        if not 0.0 < value < math.inf
    ]
    if faults:
        shown = "; ".join(faults)
        raise ParamError(
            Text(shown, shown),
            Text("tal over 0", "numbers above 0"),
            Text("ret de nævnte værdier", "correct the values named"),
        )
    return a / (r * c) / t0


def _upper_root(ratio: float) -> float:
    """Return the larger y of exp(y) = ratio y, for a ratio of e or more: Newton from above on y - ln y = ln ratio."""
    target = math.log(ratio)
    y = 2.0 * target + 1.0
    for _ in range(_ROUNDS):
        if y <= 1.0:
            return 1.0
        step = (y - math.log(y) - target) / (1.0 - 1.0 / y)
        if step <= 1e-16 * y:
            break
        y -= step
    return y


def _gain(ratio: float) -> float:
    """Return the net present value at the upper root over c: 0 where the level just pays."""
    y = _upper_root(ratio)
    return ratio - ratio / math.exp(y) * (1.0 + y) - y


def _pays_from() -> float:
    low, high = math.e, 2.0 * math.e
    for _ in range(_ROUNDS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _gain(middle) <= 0.0 else (low, middle)
    return high


PAYS_FROM = _pays_from()  # K/T0 = 3.351: above it a level pays though damage above it is as before
