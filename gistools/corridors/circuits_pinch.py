"""Pinch points (flaskehalse): where the current of a pair of patches is squeezed through a narrow place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio.features
import shapely
from affine import Affine
from scipy import ndimage

from gistools.corridors.places import roads_at
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.corridors.circuits import CurrentMap
    from gistools.corridors.landscape import Patches, Resistance

    I32 = npt.NDArray[np.int32]

PINCH_COLUMNS = [
    "pinch_rank", "current_share", "flow_width_m", "current_a", "from_patch", "to_patch", "at_patch", "area_m2",
    "place_class", "roads_there",
]  # fmt: skip
_AROUND = np.ones((3, 3), bool)


def pinch_points(
    current: CurrentMap,
    patches: Patches,
    resistance: Resistance,
    *,
    most_width_m: float,
    most_places: int = 50,
    roads: gpd.GeoDataFrame | None = None,
    road_name: str = "vejnavn",
) -> gpd.GeoDataFrame:
    """Return the places where a pair's current is squeezed, those that most current passes first.

    The width of a flow at a cell is ``cell size / share``: as wide as all of the current would be if it were as dense
    everywhere. A strip one cell wide that is the only way has the share 1 and its true width; the width does not depend
    on the cell size. Cells where it is at most `most_width_m` for some pair, and that touch (also at a corner), are one
    place.

    Parameters
    ----------
    current:
        What `current_map` returns.
    patches, resistance:
        Of the same landscape.
    most_width_m:
        Of a pinch point; at least the cell size.
    most_places:
        Those left are not returned.
    roads, road_name:
        Lines and the column of their names, for the places that a road passes.

    Returns
    -------
    GeoDataFrame
        Polygons of the cells: ``pinch_rank`` (from 1, by ``current_a``), ``current_share`` and ``flow_width_m`` at the
        narrowest cell, ``from_patch`` and ``to_patch`` (the pair squeezed most there), ``current_a`` (largest of the
        cumulative current, with the weights of the map), ``at_patch`` (touches one of the two: a small patch squeezes
        its own current), ``area_m2``, ``place_class`` (of most cells, empty when unknown), ``roads_there``.

    Raises
    ------
    ParamError
        For a width below the cell size.
    LayerError
        When the roads have no column of that name.
    """
    grid = patches.grid
    size = math.sqrt(grid.cell_area_m2)
    if most_width_m < size * (1.0 - 1e-9):
        raise ParamError(
            Text(
                f"en flaskehals på {most_width_m:g} m på celler af {size:g} m",
                f"a pinch point of {most_width_m:g} m on cells of {size:g} m",
            ),
            Text(f"mindst {size:g} m", f"at least {size:g} m"),
            Text("vælg en større bredde eller mindre celler", "choose a larger width or smaller cells"),
        )
    share = np.nan_to_num(current.maximum.values)
    labelled, count = ndimage.label(share >= size / most_width_m * (1.0 - 1e-9), structure=_AROUND)
    groups: I32 = np.asarray(labelled, np.int32)
    total = np.nan_to_num(current.cumulative.values)
    numbers = np.arange(1, count + 1)
    passed = np.asarray(ndimage.maximum(total, groups, numbers), np.float64).reshape(-1)
    tight = [(int(row), int(col)) for row, col in ndimage.maximum_position(share, groups, numbers)] if count else []
    squeezed = np.array([share[cell] for cell in tight])
    order = np.lexsort((numbers, -squeezed, -passed))[:most_places]
    shapes = _shapes(np.where(np.isin(groups, numbers[order]), groups, 0), grid.transform)
    boxes = ndimage.find_objects(groups)
    rows = []
    for rank, k in enumerate(order.tolist(), start=1):
        pair = current.pairs.iloc[int(current.strongest[tight[k]])]
        ends = [int(pair["from_patch"]), int(pair["to_patch"])]
        shape = shapes[k + 1]
        rows.append(
            {
                "pinch_rank": rank,
                "current_share": float(squeezed[k]),
                "flow_width_m": size / float(squeezed[k]),
                "current_a": float(passed[k]),
                "from_patch": ends[0],
                "to_patch": ends[1],
                "at_patch": _touches(groups, k + 1, boxes[k], patches.labels, ends),
                "area_m2": float(shapely.area(shape)),
                "place_class": _most_class(resistance, groups[boxes[k]] == k + 1, boxes[k]),
                "roads_there": roads_at(shape, roads, road_name),
            }
        )
    frame = pd.DataFrame(rows, columns=PINCH_COLUMNS)
    return gpd.GeoDataFrame(frame, geometry=[shapes[k + 1] for k in order.tolist()], crs=grid.crs)


def _shapes(groups: I32, transform: tuple[float, ...]) -> dict[int, shapely.Geometry]:
    parts: dict[int, list[shapely.Geometry]] = {}
    for told, number in rasterio.features.shapes(groups, mask=groups > 0, connectivity=4, transform=Affine(*transform)):
        parts.setdefault(int(number), []).append(shapely.geometry.shape(told))
    return {number: shapely.union_all(one) for number, one in parts.items()}


def _touches(groups: I32, number: int, box: tuple[slice, slice], labels: I32, ends: list[int]) -> bool:
    rows, cols = (slice(max(0, part.start - 1), part.stop + 1) for part in box)
    beside = ndimage.binary_dilation(groups[rows, cols] == number, _AROUND)
    return bool(np.isin(labels[rows, cols][beside], ends).any())


def _most_class(resistance: Resistance, cells: npt.NDArray[np.bool_], box: tuple[slice, slice]) -> str:
    found = resistance.classes[box][cells]
    found = found[found >= 0]
    return resistance.names[int(np.argmax(np.bincount(found)))] if found.size else ""
