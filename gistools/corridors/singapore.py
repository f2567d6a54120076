"""Indicator 2 of the Singapore Index (byers biodiversitetsindeks): how natural areas of a town hang together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from gistools.errors import LayerError
from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

GAP_M = 100.0
_CUT_M = 0.01  # half the width that a line of a barrier is given, so that it cuts
_TOUCH_M = 1e-3  # areas at exactly the gap are not joined
_SEGMENTS = 64  # of a quarter circle: 2 mm at a gap of 100 m
_HECTARE = 10_000.0


@dataclass(frozen=True, eq=False)
class SingaporeIndicator:
    """Indicator 2 of the Singapore Index.

    Parameters
    ----------
    indicator_ha:
        (A_G1² + … + A_Gn²) / A_total, ha; 0 without natural areas.
    total_ha:
        All natural areas, ha.
    groups:
        ``group_id`` (1 is the largest), ``area_ha``.
    points:
        0-4; NaN, unknown, where the table has no class.
    points_verified:
        Whether the classes were read in their source.
    notes:
        What the reader must know.
    """

    indicator_ha: float
    total_ha: float
    groups: pd.DataFrame
    points: float
    points_verified: bool
    notes: tuple[Text, ...]

    @property
    def share(self) -> float:
        """Indicator over all natural area, 0-1 (Pc of Kirk et al. 2023, of natural area); NaN without any."""
        return self.indicator_ha / self.total_ha if self.total_ha > 0.0 else math.nan


def singapore_index_2(
    natural: gpd.GeoDataFrame, barriers: Sequence[gpd.GeoDataFrame] = (), *, gap_m: float = GAP_M
) -> SingaporeIndicator:
    """Return indicator 2: natural areas whose gap is below ``gap_m``, with no barrier between, are one group.

    Natural areas are dissolved and grown by half the gap; what then hangs together, cut by the barriers, is a group. A
    way round the end of a barrier thus joins, as far as the grown areas reach; a barrier also parts an area that it
    runs through.

    Parameters
    ----------
    natural:
        Polygons; overlaps count once.
    barriers:
        Layers of lines or polygons; the area of polygons is no natural area.
    gap_m:
        Metres; a gap of exactly this parts.

    Raises
    ------
    LayerError
        For layers in degrees, of several coordinate systems, or natural areas that are no polygons.

    Examples
    --------
    Squares of 1 ha at gaps of 50 and 200 m: groups of 2 and 1 ha: (4 + 1) / 3 = 1.667 ha.

    >>> import geopandas as gpd
    >>> squares = [shapely.box(x, 0, x + 100, 100) for x in (0, 150, 450)]
    >>> found = singapore_index_2(gpd.GeoDataFrame(geometry=squares, crs="EPSG:25832"))
    >>> round(found.indicator_ha, 3), found.groups["area_ha"].round(3).tolist(), found.points
    (1.667, [2.0, 1.0], 0.0)
    """
    _check(natural, barriers)
    cuts = [_wide(shape) for layer in barriers for shape in layer.geometry if shape is not None and not shape.is_empty]
    land = shapely.union_all(shapely.make_valid(natural.geometry.dropna().to_numpy()))
    if cuts:
        land = land.difference(shapely.union_all(cuts))
    pieces = _polygons(land)
    grown = shapely.union_all([piece.buffer(gap_m / 2.0 - _TOUCH_M, quad_segs=_SEGMENTS) for piece in pieces])
    if cuts:
        grown = grown.difference(shapely.union_all(cuts))
    parts = _polygons(grown)
    tree = shapely.STRtree(parts)
    points = [piece.representative_point() for piece in pieces]
    piece, part = tree.query(points, predicate="intersects") if pieces else np.zeros((2, 0), np.int64)
    area = np.array([pieces[k].area for k in piece]) / _HECTARE
    groups = np.bincount(part, area, len(parts)) if parts else np.zeros(0)
    total = float(groups.sum())
    frame = pd.DataFrame({"group_id": np.arange(1, groups.size + 1), "area_ha": np.sort(groups)[::-1]})
    frame.attrs["units"] = {"area_ha": "ha"}
    value = float((groups**2).sum() / total) if total > 0.0 else 0.0
    score, verified = _points(value)
    return SingaporeIndicator(value, total, frame, score, verified, load_table("singapore_points").unverified)


def _check(natural: gpd.GeoDataFrame, barriers: Sequence[gpd.GeoDataFrame]) -> None:
    faults = []
    if natural.crs is None or not natural.crs.is_projected:
        faults.append(Text("naturområder uden koordinater i meter", "natural areas without coordinates in metres"))
    if any(layer.crs != natural.crs for layer in barriers):
        faults.append(Text("barrierer i et andet koordinatsystem", "barriers in another coordinate system"))
    wrong = sorted(set(natural.geometry.geom_type.dropna()) - {"Polygon", "MultiPolygon"})
    if wrong:
        faults.append(Text(f"naturområder som {', '.join(wrong)}", f"natural areas as {', '.join(wrong)}"))
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("flader og barrierer i ét koordinatsystem i meter", "polygons and barriers in one system in metres"),
            Text("transformér til EPSG:25832, og giv flader", "transform to EPSG:25832 and give polygons"),
        )


def _wide(shape: BaseGeometry) -> BaseGeometry:
    return shapely.make_valid(shape) if shape.area > 0.0 else shape.buffer(_CUT_M, cap_style="flat")


def _polygons(shape: BaseGeometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0.0]


def _points(value: float) -> tuple[float, bool]:
    rows = load_table("singapore_points").frame
    row = rows[(rows["above_ha"] < value) | ((rows["above_ha"] == 0.0) & (value == 0.0))]
    if not len(row):
        return math.nan, False
    last = row.sort_values("above_ha").iloc[-1]
    return float(last["points"]), bool(last["verified"])
