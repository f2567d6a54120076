"""How a service level is met, as layers and tables (serviceniveau på kort og i tabel)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.floodcost.works import ORE
from gistools.plan.levels_check import MET, NOT_MET, UNKNOWN
from gistools.plan.levels_cost import COSTS, in_dkk
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.plan.levels_check import CheckedLevels
    from gistools.plan.levels_cost import BasinPrice
    from gistools.plan.levels_table import LevelRain

    I64 = npt.NDArray[np.int64]
    Frame = TypeVar("Frame", bound=pd.DataFrame)

ALL_LEVELS = Text("Alle niveauer under ét", "All levels together")
_UNITS = {
    "return_period_years": "år", "rain_mm": "mm", "allowed_depth_m": "m", "depth_max_m": "m", "over_m2": "m²",
    "lacking_m3": "m³", "first_failing_years": "år", "level_m": "m", "allowed_level_m": "m", "area_m2": "m²",
    "volume_m3": "m³", "duration_min": "min", **dict.fromkeys(COSTS, "DKK"),
}  # fmt: skip


def service_areas(checked: CheckedLevels, rains: Sequence[LevelRain]) -> gpd.GeoDataFrame:
    """Return the areas as polygons, one for each level of their type (områder).

    Columns: level_no, level_name, area_no (row of the layer), source_id, area_type, return_period_years, climate,
    rain_mm, allowed_depth_m, level_state, known_share, depth_max_m, over_m2, lacking_m3 (its part of its ponds'),
    pond_count, first_failing_years (the least T of the table at which it is broken, in that climate). Of an area that
    is unknown, what is over and lacking is not known either.
    """
    areas, table = checked.areas, checked.by_area
    level, area = (table[name].to_numpy(np.int64) for name in ("level", "area"))
    rows = _of_levels(checked, rains, level)
    known = (table["state"] != UNKNOWN).to_numpy(np.bool_)
    rows.insert(2, "area_no", areas.number[area])
    rows.insert(3, "source_id", [areas.source_id[i] for i in area])
    rows["level_state"] = table["state"].to_numpy()
    rows["known_share"] = table["known_share"].to_numpy()
    rows["depth_max_m"] = table["depth_max_m"].to_numpy()
    rows["over_m2"] = np.where(known, table["over_cells"] * checked.cell_area_m2, np.nan)
    rows["lacking_m3"] = np.where(known, table["lacking"].to_numpy(np.float64) * checked.unit_m3, np.nan)
    rows["pond_count"] = pd.array(np.where(known, table["pond_count"], 0), "Int64")
    rows.loc[~known, "pond_count"] = pd.NA
    failing = rows["return_period_years"].where(rows["level_state"] == NOT_MET)
    codes = [checked.levels[i].climate for i in level]
    rows["first_failing_years"] = failing.groupby([area, codes]).transform("min")
    layer = gpd.GeoDataFrame(rows, geometry=list(areas.geometry[area]), crs=checked.bluespots.grid.crs)
    return _told(layer, Text("Serviceniveau, område for område", "Service level, area by area"))


def service_ponds(checked: CheckedLevels, rains: Sequence[LevelRain], price: BasinPrice) -> gpd.GeoDataFrame:
    """Return the ponds that break a level, one for each level (vandsamlinger).

    Columns: level_no, level_name, pond_id, bluespot_id, area_type, return_period_years, climate, rain_mm,
    allowed_depth_m, level_m, allowed_level_m (that its areas can bear), area_m2, volume_m3, lacking_m3, area_count,
    cut_by_edge (water from beyond the map may reach it), capital_low_dkk … close_high_dkk, price_year, verified.
    """
    table, unit, nodes = checked.by_pond, checked.unit_m3, checked.bluespots.nodes
    node = table["node"].to_numpy(np.int64)
    rows = _of_levels(checked, rains, table["level"].to_numpy(np.int64))
    root = np.where(nodes.parent[node] < 0, node, _roots(nodes.parent.astype(np.int64), node))
    rows.insert(2, "pond_id", node + 1)
    rows.insert(3, "bluespot_id", root + 1)
    rows["level_m"], rows["allowed_level_m"] = table["level_m"].to_numpy(), table["allowed_m"].to_numpy()
    rows["area_m2"] = table["cells"].to_numpy(np.float64) * checked.cell_area_m2
    rows["volume_m3"] = table["water"].to_numpy(np.float64) * unit
    rows["lacking_m3"] = table["lacking"].to_numpy(np.float64) * unit
    rows["area_count"] = table["area_count"].to_numpy(np.int64)
    rows["cut_by_edge"] = checked.bluespots.cut_by_edge[root]
    for name, oere in price.costs(rows["lacking_m3"]).items():
        rows[name] = np.nan if oere is None else oere / ORE
    rows["price_year"] = pd.array([price.price_year] * len(rows), "Int64")
    sure = [rains[i].verified and price.verified for i in table["level"]]
    rows["verified"] = np.array(sure, np.bool_)
    layer = gpd.GeoDataFrame(rows, geometry=list(table["geometry"]), crs=checked.bluespots.grid.crs)
    return _told(layer, Text("Vandsamlinger, der bryder serviceniveauet", "Ponds that break the service level"))


def service_level_status(
    checked: CheckedLevels, rains: Sequence[LevelRain], price: BasinPrice, duration_min: float
) -> pd.DataFrame:
    """Return how each level is met: one row for each, and one for all of them together (no. 0, the last).

    Columns: level_no, level_name, area_type, return_period_years, climate, rain_mm, allowed_depth_m, duration_min,
    area_count, areas_met, areas_not_met, areas_unknown, area_m2 (of the areas), over_m2, pond_count, lacking_m3,
    at_least (some areas are not known wholly, those not met among them: there may be more), capital_low_dkk …
    close_high_dkk, price_year, rain_verified, price_verified (and rates; missing without a price), verified (all behind
    the row), remark.

    Volumes and money of a level are the sums over its ponds, to the unit and the øre. Those of all levels together are
    less than their sum, because room in a pond serves every level: see `gistools.plan.levels_check.needed_at`. What is
    not known of any area is missing, not 0.
    """
    told = [_status(checked, i, rains[i].verified, price) for i in range(len(checked.levels))]
    told.append(_status(checked, None, all(one.verified for one in rains), price))
    rows = _of_levels(checked, rains, np.arange(len(checked.levels)))
    town = {"level_no": 0, "level_name": ALL_LEVELS.da, "area_type": "", "climate": ""}
    rows = pd.concat([rows, pd.DataFrame([town])], ignore_index=True).assign(duration_min=duration_min)
    table = pd.concat([rows, pd.DataFrame(told)], axis=1)
    for name in ("pond_count", "price_year"):
        table[name] = table[name].astype("Int64")
    table["price_verified"] = table["price_verified"].astype("boolean")
    table["remark"] = [*(row.remark for row in checked.levels), ""]
    return _told(table, Text("Er serviceniveauet opfyldt?", "Is the service level met?"))


def _status(checked: CheckedLevels, level: int | None, rain_verified: bool, price: BasinPrice) -> dict[str, Any]:  # noqa: FBT001 - what is marked
    """Return the figures of one level, or of all together."""
    states = checked.states(level)
    of = checked.by_area if level is None else checked.by_area[checked.by_area["level"] == level]
    area = sum(float(checked.areas.geometry[i].area) for i in of["area"].unique())
    known = states[MET] + states[NOT_MET] > 0
    if level is None:
        units = [need for need in checked.needed.values() if need]
    else:
        units = checked.by_pond.loc[checked.by_pond["level"] == level, "lacking"].tolist()
    costs = price.costs(np.array(units, np.float64) * checked.unit_m3)
    over = checked.over_any if level is None else checked.over_cells[level]
    return {
        "area_count": sum(states.values()),
        **{f"areas_{state}": count for state, count in states.items()},
        "area_m2": round(area, 2),
        "over_m2": over * checked.cell_area_m2 if known else np.nan,
        "pond_count": len(units) if known else pd.NA,
        "lacking_m3": sum(units) * checked.unit_m3 if known else np.nan,
        "at_least": bool((of["known_share"] < 1.0).any()),
        **{name: in_dkk(oere) if known else np.nan for name, oere in costs.items()},
        "price_year": pd.NA if price.price_year is None else price.price_year,
        "rain_verified": rain_verified,
        "price_verified": pd.NA if price.price_year is None else price.verified,
        "verified": rain_verified and (price.verified or not units),
    }


def _roots(parent: I64, node: I64) -> I64:
    at = node.copy()
    while (up := parent[at] >= 0).any():
        at[up] = parent[at[up]]
    return at


def _of_levels(checked: CheckedLevels, rains: Sequence[LevelRain], level: I64) -> pd.DataFrame:
    """Return what is said of the level of each of some rows."""
    rows = [checked.levels[i] for i in level.tolist()]
    return pd.DataFrame(
        {
            "level_no": np.array([row.number for row in rows], np.int64),
            "level_name": np.array([row.name for row in rows], object),
            "area_type": np.array([row.area_type for row in rows], object),
            "return_period_years": np.array([row.return_period_years for row in rows], np.float64),
            "climate": np.array([rains[i].climate.da for i in level.tolist()], object),
            "rain_mm": np.array([checked.rains_mm[i] for i in level.tolist()], np.float64),
            "allowed_depth_m": np.array([row.allowed_depth_m for row in rows], np.float64),
        }
    )


def _told(table: Frame, title: Text) -> Frame:
    table.attrs["units"] = {name: unit for name, unit in _UNITS.items() if name in table.columns}
    table.attrs["title"] = title
    return table
