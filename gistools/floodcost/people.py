"""Who and what stands in water (berørte): counts of buildings, persons, dwellings and critical places, never money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import ParamError
from gistools.floodcost.buildings import require_classified
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

ALL = "all"


def people_exposed(
    classified: gpd.GeoDataFrame,
    depth_m: F64,
    threshold_m: float | F64,
    *,
    numbers: Mapping[str, F64] | None = None,
    by: str = "damage_class",
) -> pd.DataFrame:
    """Return how many buildings, and persons or dwellings in them, are met by water.

    Parameters
    ----------
    classified:
        From `classify`.
    depth_m:
        float64 of ``(n,)`` or ``(K, n)``: m of water above the ground at the facade; -inf for dry, NaN for unknown.
    threshold_m:
        Depth from which a building is met, m: a number or float64 of n.
    numbers:
        What is in each building, by name: float64 of n, NaN for unknown; such as ``{"persons": ...}``.
    by:
        The column that is counted by: ``damage_class``, or ``use_code`` to single out hospitals or waterworks.

    Returns
    -------
    DataFrame
        As `exposed_counts`.

    Raises
    ------
    LayerError
        For a layer that is not from `classify`.
    ParamError
        As `exposed_counts`.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from gistools.floodcost.damage import classify
    >>> homes = classify(gpd.GeoDataFrame({"byg021anvendelse": ["120", "140"]},
    ...     geometry=[shapely.box(0, 0, 9, 9), shapely.box(20, 0, 29, 9)], crs="EPSG:25832"))
    >>> counts = people_exposed(homes, np.array([0.3, 0.1]), 0.2, numbers={"persons": np.array([3.0, np.nan])})
    >>> counts.query("kind == 'all'")[["buildings", "wet", "dry", "unknown", "persons_wet"]].values.tolist()
    [[2.0, 1.0, 1.0, 0.0, 3.0]]
    """
    require_classified(classified)
    counted = exposed_counts(classified[by].to_numpy(object), depth_m, threshold_m, numbers=numbers)
    return counted.rename(columns={"places": "buildings"})


def exposed_counts(
    kinds: npt.ArrayLike, depth_m: F64, threshold_m: float | F64, *, numbers: Mapping[str, F64] | None = None
) -> pd.DataFrame:
    """Return how many places of each kind are met by water, such as pumping stations or substations.

    Parameters
    ----------
    kinds:
        n names.
    depth_m:
        float64 of ``(n,)`` or ``(K, n)``, m; -inf for dry, NaN for unknown.
    threshold_m:
        Depth from which a place is met, m: a number or float64 of n.
    numbers:
        What is in each place, by name: float64 of n, NaN for unknown.

    Returns
    -------
    DataFrame
        A row for each case (``case`` from 0) and kind, the last of each case for ``all``: ``places``, ``wet``, ``dry``,
        ``unknown`` (whose sum is ``places``), and for each of the numbers x ``x_wet`` (what is known to be met),
        ``x_unknown_depth`` (in places of unknown depth) and ``x_unknown_places`` (places that are met, or may be, in
        which x is not known).

    Raises
    ------
    ParamError
        For depths, thresholds or numbers of another shape, and for numbers that are negative.

    >>> exposed_counts(["pump", "pump"], np.array([0.5, np.nan]), 0.2).values.tolist()
    [[0, 'pump', 2, 1, 0, 1], [0, 'all', 2, 1, 0, 1]]
    """
    kind = np.asarray(kinds, object)
    given = {name: np.asarray(x, np.float64) for name, x in (numbers or {}).items()}
    depth = np.atleast_2d(np.asarray(depth_m, np.float64))
    _check(kind.size, depth, np.asarray(threshold_m, np.float64), given)
    threshold = np.broadcast_to(np.asarray(threshold_m, np.float64), kind.shape)
    rows = []
    for case, one in enumerate(depth):
        unknown = np.isnan(one)
        wet = one >= threshold
        for name in [*dict.fromkeys(kind.tolist()), ALL]:
            own = np.ones(kind.shape, np.bool_) if name == ALL else kind == name
            row: dict[str, object] = {
                "case": case,
                "kind": name,
                "places": int(own.sum()),
                "wet": int((own & wet).sum()),
                "dry": int((own & ~wet & ~unknown).sum()),
                "unknown": int((own & unknown).sum()),
            }
            for x, values in given.items():
                row |= {
                    f"{x}_wet": float(np.nansum(values[own & wet])),
                    f"{x}_unknown_depth": float(np.nansum(values[own & unknown])),
                    f"{x}_unknown_places": int((own & (wet | unknown) & np.isnan(values)).sum()),
                }
            rows.append(row)
    return pd.DataFrame(rows)


def _check(n: int, depth: F64, threshold: F64, numbers: Mapping[str, F64]) -> None:
    faults = []
    if depth.ndim != 2 or depth.shape[1] != n:  # noqa: PLR2004 - cases and places
        faults.append(Text(f"dybder {depth.shape} til {n} steder", f"depths {depth.shape} for {n} places"))
    if threshold.shape not in {(), (n,)} or np.isnan(threshold).any():
        faults.append(
            Text(f"tærskler {threshold.shape} til {n} steder", f"thresholds {threshold.shape} for {n} places")
        )
    for name, values in numbers.items():
        if values.shape != (n,) or (values < 0.0).any():
            faults.append(Text(f"{name}: ikke {n} tal på mindst 0", f"{name}: not {n} numbers of at least 0"))
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("et tal for hvert sted", "a number for each place"),
            Text("ret de nævnte værdier", "correct the values named"),
        )
