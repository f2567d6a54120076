"""Parts of damage (skadedele): a step at a threshold, or a curve of depth, by table or logarithm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_CM = 100.0
REACHED_M = 5e-6  # below a threshold that counts as reached: heights of centimetres are rounded to 2^-20 m and float32
_MOST_LN = 700.0  # of a float


class CurveShape(Protocol):
    """A curve: DKK per unit as a non-decreasing function of depth."""

    @property
    def start_m(self) -> float:
        """The depth from which there is damage, m."""

    def dkk(self, depth_m: F64) -> F64:
        """Return DKK per unit at depths in m; 0 for -inf, NaN for NaN."""


@dataclass(frozen=True, slots=True)
class LogShape:
    """A logarithmic curve: ``a ln(depth in cm) + b``, never below 0 and never above its cap.

    Parameters
    ----------
    a, b:
        DKK per unit; ``a`` is not negative.
    cap_m, cap_dkk:
        The depth above 0 from which it is held, and the most it gives; infinite for none.

    >>> home = LogShape(1167.86, -571.21)
    >>> home.dkk(np.array([-np.inf, 0.01, 0.2, 1.0])).round().tolist()
    [0.0, 0.0, 2927.0, 4807.0]
    """

    a: float
    b: float
    cap_m: float = math.inf
    cap_dkk: float = math.inf

    @property
    def start_m(self) -> float:
        """The depth from which there is damage, m: exp(-b / a) cm; infinite where the cap lies below it."""
        if self.a == 0.0:
            return 0.0 if self.b > 0.0 else math.inf
        least = -self.b / self.a
        return math.exp(least) / _CM if least < min(math.log(self.cap_m * _CM), _MOST_LN) else math.inf

    def dkk(self, depth_m: F64) -> F64:
        """Return DKK per unit at depths in m; 0 for depths of nothing and less, NaN for NaN."""
        with np.errstate(divide="ignore", invalid="ignore"):
            raw = self.a * np.log(np.minimum(depth_m, self.cap_m) * _CM) + self.b
        made: F64 = np.where(depth_m <= 0.0, 0.0, np.clip(raw, 0.0, self.cap_dkk))
        return made


@dataclass(frozen=True, eq=False, slots=True)
class TableShape:
    """A curve given at depths: straight lines between them, 0 below the first, held above the last.

    Parameters
    ----------
    depths_m, values_dkk:
        K rising depths, and the non-decreasing DKK per unit there.

    >>> TableShape(np.array([0.0, 1.0]), np.array([10.0, 30.0])).dkk(np.array([-0.1, 0.0, 0.5, 2.0])).tolist()
    [0.0, 10.0, 20.0, 30.0]
    """

    depths_m: F64
    values_dkk: F64

    @property
    def start_m(self) -> float:
        """The depth from which there is damage, m; infinite for none."""
        some = np.flatnonzero(self.values_dkk > 0.0)
        if not some.size:
            return math.inf
        first = int(some[0])
        return float(self.depths_m[max(first - 1, 0)])

    def dkk(self, depth_m: F64) -> F64:
        """Return DKK per unit at depths in m; 0 for -inf, NaN for NaN."""
        made: F64 = np.where(depth_m < self.depths_m[0], 0.0, np.interp(depth_m, self.depths_m, self.values_dkk))
        return made


@dataclass(frozen=True, eq=False)
class DamagePart:
    """A step of damage of n buildings (skadetrin): all of it once the water reaches a threshold.

    Parameters
    ----------
    name:
        The part of the building, or what is counted of it.
    threshold_m:
        float64 of n: depth in m above the ground at the facade from which there is damage.
    amount_dkk:
        float64 of n: the damage in DKK; NaN where it is not known, 0 where the building does not have the part.
    basement:
        Whether it is met by the water in the basement.

    >>> part = DamagePart("ground_floor", np.array([0.2, 0.2]), np.array([1000.0, np.nan]))
    >>> part.at(np.array([[0.2, 0.3], [0.1, -np.inf]])).tolist()
    [[1000.0, nan], [0.0, 0.0]]
    """

    name: str
    threshold_m: F64
    amount_dkk: F64
    basement: bool = False

    @property
    def there(self) -> npt.NDArray[np.bool_]:
        """Which buildings have the part, or may have it."""
        return np.asarray(self.amount_dkk != 0.0)

    def at(self, depth_m: F64) -> F64:
        """Return the damage in DKK at depths in m, float64 of ``(..., n)``; NaN depths give NaN, unless it is 0."""
        depth = np.asarray(depth_m, np.float64)
        dry = (depth < self.threshold_m - REACHED_M) | (self.amount_dkk == 0.0)
        made: F64 = np.where(dry, 0.0, np.where(np.isnan(depth), np.nan, self.amount_dkk))
        return made


@dataclass(frozen=True, eq=False)
class DamageCurve:
    """Damage of n buildings that grows with depth (skadekurve).

    Parameters
    ----------
    name:
        The part of the building.
    shapes:
        The curves that are used.
    of:
        int64 of n: which of the shapes a building has; -1 for none, whose damage is 0.
    factor:
        float64 of n: what the curve is multiplied by, m² or 1; NaN for not known.
    threshold_m:
        float64 of n: no damage below this depth.
    basement:
        Whether it is met by the water in the basement.
    """

    name: str
    shapes: tuple[CurveShape, ...]
    of: I64
    factor: F64
    threshold_m: F64
    basement: bool = False

    @property
    def there(self) -> npt.NDArray[np.bool_]:
        """Which buildings have the part, or may have it."""
        return np.asarray((self.of >= 0) & (self.factor != 0.0))

    @property
    def begins_m(self) -> F64:
        """The depth from which each building is damaged, float64 of n; infinite for those without a curve."""
        first = np.array([*(shape.start_m for shape in self.shapes), np.inf])[self.of]
        made: F64 = np.maximum(first, self.threshold_m)
        return made

    def at(self, depth_m: F64) -> F64:
        """Return the damage in DKK at depths in m above the ground at the facade.

        Parameters
        ----------
        depth_m:
            float64 of ``(..., n)``; -inf where the building is dry, NaN where it is not known.

        Returns
        -------
        float64 of the same shape; never falls as the depth rises. NaN where the depth or the factor is not known, but
        0 wherever there is no damage whatever they are.
        """
        depth = np.asarray(depth_m, np.float64)
        made = np.zeros(depth.shape)
        for k, shape in enumerate(self.shapes):
            mine = self.of == k
            unit = shape.dkk(depth[..., mine])
            unit = np.where(depth[..., mine] < self.threshold_m[mine] - REACHED_M, 0.0, unit)
            factor = self.factor[mine]
            made[..., mine] = np.where((unit == 0.0) | (factor == 0.0), 0.0, unit * factor)
        return made
