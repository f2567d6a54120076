"""Depths at buildings that no map in metres has (urimelige dybder): another unit, or maps in another order."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

MOST_DEPTH_M = 10.0  # at a building, a judgement: more is a depth in cm or mm
_MOVED_M = 0.01  # a depth falls or rises when it does so by more
_FEW = 0.05  # of the buildings that water reaches on either map: so many falls are noise of a model


def require_plausible(
    depth_m: F64, return_period_years: Sequence[float] | None = None, *, most_m: float = MOST_DEPTH_M
) -> None:
    """Raise for depths that tell of another unit than m, or of maps that are not in the order of their return periods.

    Parameters
    ----------
    depth_m:
        K x n, m at n buildings; -inf or 0 is dry, NaN unknown.
    return_period_years:
        Of the K maps; without them their order is not judged.
    most_m:
        The largest depth that a building may have.

    Raises
    ------
    ParamError
        With every map that has a building in deeper water, the row of the deepest, and its value; and with every pair
        of maps, in order of return period, between which the depth falls by more than 1 cm at more buildings than it
        rises at, and at more than 5 % of those that either reaches.

    >>> require_plausible(np.array([[0.1, -np.inf, np.nan], [0.3, -np.inf, 0.2]]), [5, 10])
    """
    faults = [*_too_deep(depth_m, return_period_years, most_m), *_falling(depth_m, return_period_years)]
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                f"dybder i m, højst {danish(most_m)} m ved en bygning, der stiger med gentagelsesperioden",
                f"depths in m, at most {most_m:g} m at a building, that rise with the return period",
            ),
            Text(
                "angiv rasterens enhed (cm, mm), eller regn den om til m; giv kortene i gentagelsesperiodernes orden",
                "state the unit of the raster (cm, mm), or convert it to m; give the maps in the order of their return "
                "periods",
            ),
        )


def _too_deep(depth_m: F64, years: Sequence[float] | None, most_m: float) -> list[Text]:
    faults = []
    for k, row in enumerate(depth_m):
        known = np.where(np.isnan(row), -np.inf, row)
        count = int((known > most_m).sum())
        if count:
            at = int(known.argmax())
            da, en = ("", "") if years is None else (f" (T = {danish(years[k])} år)", f" (T = {years[k]:g} years)")
            faults.append(
                Text(
                    f"raster {k + 1}{da}: {danish(known[at], '.2f')} m vand i række {at + 1}, over "
                    f"{danish(most_m)} m i {count} af {row.size} rækker",
                    f"raster {k + 1}{en}: {known[at]:.2f} m of water in row {at + 1}, above {most_m:g} m in {count} of "
                    f"{row.size} rows",
                )
            )
    return faults


def _falling(depth_m: F64, years: Sequence[float] | None) -> list[Text]:
    faults = []
    order = [] if years is None else sorted(range(len(years)), key=years.__getitem__)
    for first, then in itertools.pairwise(order):
        one, other = (np.maximum(depth_m[k], 0.0) for k in (first, then))
        change = other - one  # NaN where either is not known
        fall, rise = int((change < -_MOVED_M).sum()), int((change > _MOVED_M).sum())
        wet = int((np.fmax(one, other) > 0.0).sum())
        if fall > rise and fall > _FEW * wet and years is not None:
            a, b = years[first], years[then]
            faults.append(
                Text(
                    "rækkefølgen af kortene passer ikke til gentagelsesperioderne, eller enhederne er blandet: fra "
                    f"T = {danish(a)} til T = {danish(b)} år falder dybden i {fall} rækker og stiger i {rise}",
                    "the order of the maps does not fit the return periods, or units are mixed: from "
                    f"T = {a:g} to T = {b:g} years the depth falls in {fall} rows and rises in {rise}",
                )
            )
    return faults
