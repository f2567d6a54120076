"""Damage of buildings by sub-catchment and by bluespot, in whole øre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind
from gistools.cloudburst.whatif.cells import window_of
from gistools.errors import LayerError
from gistools.floodcost.annual import to_oere
from gistools.kernels.codes import OUT_BASINS
from gistools.terrain.burn import draw_shapes
from gistools.terrain.types import require_crs
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.plan.subcatchments import SubCatchments
    from gistools.terrain.types import FlowField

    I64 = npt.NDArray[np.int64]

SCENARIOS = ("today", "future")
OUTSIDE, OUTSIDE_NAME = -4, "Uden for deloplandene"  # after the ways off the map


@dataclass(frozen=True, eq=False)
class SubCatchmentDamage:
    """Expected annual damage by sub-catchment (skade pr. delopland); made by `sub_catchment_damage`.

    Parameters
    ----------
    parts:
        The sub-catchments.
    place:
        int64, of each building its sub-catchment: the one that most cells of its footprint lie in (of equals the lower
        number); 0 for buildings off the land.
    bluespot:
        int64, of each building the bluespot (node) that covers most of the cells in and around its footprint when full;
        -1 for none.
    oere:
        int64 by scenario (``today``, ``future``), of each building; 0 where unknown.
    unknown:
        bool by scenario, of each building: its damage is not known.
    """

    parts: SubCatchments
    place: I64
    bluespot: I64
    oere: dict[str, I64]
    unknown: dict[str, npt.NDArray[np.bool_]]

    def by_place(self, scenario: str) -> I64:
        """Return the damage of each sub-catchment in øre, after that of the buildings off the land."""
        total = np.zeros(self.parts.count + 1, np.int64)
        np.add.at(total, self.place, self.oere[scenario])
        return total

    def by_bluespot(self, scenario: str) -> dict[tuple[int, int], int]:
        """Return the damage in øre by sub-catchment and bluespot."""
        found: dict[tuple[int, int], int] = {}
        for place, node, oere in zip(
            self.place.tolist(), self.bluespot.tolist(), self.oere[scenario].tolist(), strict=True
        ):
            if oere and node >= 0:
                found[place, node] = found.get((place, node), 0) + oere
        return found

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each sub-catchment and one for the buildings off the land, where there are any.

        Columns: subcatchment_id, name, buildings, and for each scenario ``annual_<scenario>_dkk`` and
        ``unknown_<scenario>`` (buildings whose damage is not known and not counted). The sums are those of the layer.
        """
        count = np.bincount(self.place, minlength=self.parts.count + 1)
        data: dict[str, object] = {
            "subcatchment_id": [OUTSIDE, *range(1, self.parts.count + 1)],
            "name": [OUTSIDE_NAME, *self.parts.names],
            "buildings": count,
        }
        for name in self.oere:
            data[f"annual_{name}_dkk"] = self.by_place(name) / 100.0
            unknown = np.zeros(self.parts.count + 1, np.int64)
            np.add.at(unknown, self.place, self.unknown[name].astype(np.int64))
            data[f"unknown_{name}"] = unknown
        table = pd.DataFrame(data)
        table = table[(table["subcatchment_id"] > 0) | (table["buildings"] > 0)]
        table = pd.concat([table[table["subcatchment_id"] > 0], table[table["subcatchment_id"] < 0]], ignore_index=True)
        table.attrs["units"] = {f"annual_{name}_dkk": "DKK/år" for name in self.oere}
        table.attrs["title"] = Text("Skade pr. delopland", "Damage by sub-catchment")
        return table


def sub_catchment_damage(parts: SubCatchments, building_costs: gpd.GeoDataFrame) -> SubCatchmentDamage:
    """Return the expected annual damage of each sub-catchment.

    Parameters
    ----------
    parts:
        From `sub_catchments`.
    building_costs:
        The layer of the tool flood-cost: polygons with ``annual_today_dkk`` and, with a climate, ``annual_future_dkk``;
        empty where the damage is unknown. A building counts whole in one sub-catchment.

    Raises
    ------
    CrsError, LayerError
        For a layer that is no such layer.
    """
    require_kind(building_costs, gpd.GeoDataFrame, "building_costs")
    require_crs(building_costs, parts.grid, Text("bygninger", "buildings"))
    known = damage_columns(building_costs)
    dkk = {name: building_costs[column].to_numpy(np.float64) for name, column in known.items()}
    oere = {name: to_oere(value) for name, value in dkk.items()}
    unknown = {name: np.isnan(value) for name, value in dkk.items()}
    place = np.zeros(len(building_costs), np.int64)
    bluespot = np.full(len(building_costs), -1, np.int64)
    box = shapely.box(*parts.grid.bounds)
    for i, shape in enumerate(building_costs.geometry):
        if shape is not None and not shape.is_empty and box.intersects(shape):
            place[i], bluespot[i] = _place(parts, shape)
    return SubCatchmentDamage(parts, place, bluespot, oere, unknown)


def damage_columns(building_costs: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the columns of annual damage of a layer of flood-cost by scenario; raise `LayerError` without today's."""
    known = {name: f"annual_{name}_dkk" for name in SCENARIOS if f"annual_{name}_dkk" in building_costs.columns}
    if "today" not in known:
        has = ", ".join(str(c) for c in building_costs.columns if c != building_costs.geometry.name)
        raise LayerError(
            Text(f"et lag med {has}", f"a layer with {has}"),
            Text(
                "laget building_costs fra flood-cost, med annual_today_dkk",
                "the layer building_costs of flood-cost, with annual_today_dkk",
            ),
            Text(
                "kør flood-cost med regntabel, og giv laget building_costs",
                "run flood-cost with a rain table, and give its layer building_costs",
            ),
        )
    return known


def _place(parts: SubCatchments, shape: BaseGeometry) -> tuple[int, int]:
    """Return the sub-catchment that most of a footprint lies in, and the bluespot in and around it."""
    found = 0
    for one in (shape, _around(parts.flow, shape)):
        at, cells = _touched(parts.flow, one)
        label = parts.label[at]
        number = np.bincount(label[cells & (label > 0)])
        if not found and number.size:
            found = int(number.argmax())
    return found, bluespot_at(parts.flow, shape)


def bluespot_at(flow: FlowField, shape: BaseGeometry) -> int:
    """Return the bluespot (node) that covers most of the cells in and around a footprint when full; -1 for none.

    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> z = np.array([[5, 5, 5, 5], [5, 1, 2, 5], [5, 5, 3, 5], [5, 5, 4, 5]], np.float32)
    >>> flow = route_flow(condition(Raster(z, Grid(4, 4, 0.0, 4.0, 1.0, 1.0, "EPSG:25832"), unit="m")))
    >>> bluespot_at(flow, shapely.box(1, 2, 2, 3))
    0
    """
    at, cells = _touched(flow, _around(flow, shape))
    basin, z = flow.basin[at], flow.surface[at]
    inside = cells & (basin >= OUT_BASINS)
    root = flow.forest.root[basin[inside] - OUT_BASINS]
    root = root[z[inside] < flow.forest.spill_z[root]]
    if not root.size:
        return -1
    nodes, count = np.unique(root, return_counts=True)
    return int(nodes[count.argmax()])


def _around(flow: FlowField, shape: BaseGeometry) -> BaseGeometry:
    made: BaseGeometry = shape.buffer(1.5 * max(flow.grid.dx_m, flow.grid.dy_m))
    return made


def _touched(flow: FlowField, shape: BaseGeometry) -> tuple[tuple[slice, slice], npt.NDArray[np.bool_]]:
    """Return the part of the map around a shape, and which of its cells the shape touches."""
    r0, c0, rows, cols = window_of(shape, flow.grid)
    part = flow.grid.window(r0, c0, rows, cols)
    cells = draw_shapes([(shape, 1)], np.zeros(part.shape, np.uint8), part, touched=True) > 0
    return (slice(r0, r0 + rows), slice(c0, c0 + cols)), cells
