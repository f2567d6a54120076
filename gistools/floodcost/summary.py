"""Annual risk as tables (risikotabeller): by building, class, cell and in all, to the øre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.floodcost.annual import AnnualDamage


@dataclass(frozen=True, eq=False)
class RiskTables:
    """Annual damage summed in four ways; every table sums to the total to the øre (whole øre, int64)."""

    buildings: gpd.GeoDataFrame
    classes: pd.DataFrame
    cells: gpd.GeoDataFrame
    totals: pd.DataFrame
    counts: pd.DataFrame


def risk_table(
    classified: gpd.GeoDataFrame,
    exposure: pd.DataFrame | None,
    scenarios: Mapping[str, AnnualDamage],
    *,
    cell_m: float = 100.0,
) -> RiskTables:
    """Return the annual damage of each building, class and cell, and in all."""
    raise NotImplementedError
