"""Where variants differ: places under water in any of them, and the map of what one changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.cloudburst.whatif.comparison import region_labels, regions
from gistools.plan.variants_tables import rounded_change
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.plan.variants_compare import ComparedVariants

    F64 = npt.NDArray[np.float64]

WORSE, BETTER, MEANT = "worse", "better", "on_measures"
_KINDS = {1: WORSE, 2: BETTER, 3: MEANT}
_UNITS = {
    "rain_mm": "mm", "area_m2": "m²", "wet_m2": "m²", "depth_max_m": "m", "volume_m3": "m³", "depth_change_m": "m",
    "volume_change_m3": "m³", "depth_change_most_m": "m",
}  # fmt: skip


def places_by_variant(made: ComparedVariants) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the places that are under water in any variant, and what stands in each of them in every variant.

    A place (sted) is an area of cells that touch, under water in the base or in a variant at the rain that they are
    compared at; so it is the same area in all of them. Too small and too shallow ones are left out by the limits of
    bluespots.

    Returns
    -------
    geopandas.GeoDataFrame
        place_id (the most water in any variant first), rain_mm, area_m2, depth_max_m and volume_m3 (in the base),
        least_variant and most_variant (where least and most water stands, the first of equals).
    pandas.DataFrame
        place_id, variant_id, variant, rain_mm, wet_m2, depth_max_m, volume_m3, depth_change_m, volume_change_m3.
    """
    grid, report = made.desk.grid, made.params
    wet = np.zeros(grid.rows * grid.cols, np.uint8)
    for one in made.valued:
        wet[one.water.cells] = 1
    kind = wet.reshape(grid.shape)
    shapes = [shape for shape, _ in regions(kind, grid) if shape.area >= report.min_area_m2]
    label = region_labels(shapes, kind, [1] * len(shapes), grid).ravel()
    count, cell = len(shapes) + 1, grid.cell_area_m2
    deep, held, area = (np.zeros((len(made.valued), count)) for _ in range(3))
    for k, one in enumerate(made.valued):
        at, depth = label[one.water.cells], one.water.depth_m.astype(np.float64)
        np.maximum.at(deep[k], at, depth)
        held[k] = np.bincount(at, depth, count) * cell
        area[k] = np.bincount(at, minlength=count) * cell
    kept = np.flatnonzero((deep.max(axis=0) >= report.min_depth_m) & (held.max(axis=0) >= report.min_volume_m3))
    kept = kept[kept > 0]
    kept = kept[np.argsort(-held.max(axis=0)[kept], kind="stable")]
    names = np.array([one.name for one in made.valued], dtype=object)
    rain = made.params.compare_rain_mm
    layer = gpd.GeoDataFrame(
        {
            "place_id": np.arange(1, kept.size + 1),
            "rain_mm": rain,
            "area_m2": np.bincount(label, minlength=count)[kept] * cell,
            "depth_max_m": np.round(deep[0][kept], 4),
            "volume_m3": held[0][kept],
            "least_variant": names[np.round(held, 6).argmin(axis=0)[kept]],
            "most_variant": names[np.round(held, 6).argmax(axis=0)[kept]],
        },
        geometry=[shapes[k - 1] for k in kept.tolist()],
        crs=grid.crs,
    )
    table = pd.concat(
        [
            pd.DataFrame(
                {
                    "place_id": layer["place_id"],
                    "variant_id": k,
                    "variant": name,
                    "rain_mm": rain,
                    "wet_m2": area[k][kept],
                    "depth_max_m": np.round(deep[k][kept], 4),
                    "volume_m3": held[k][kept],
                    "depth_change_m": rounded_change(deep[k][kept], deep[0][kept]),
                    "volume_change_m3": held[k][kept] - held[0][kept],
                }
            )
            for k, name in enumerate(names)
        ],
        ignore_index=True,
    ).sort_values(["place_id", "variant_id"], ignore_index=True)
    layer.attrs.update(units=_UNITS, title=Text("Steder med vand", "Places with water"))
    table.attrs.update(units=_UNITS, title=Text("Steder i varianterne", "Places in the variants"))
    return layer, table


def variant_changes(made: ComparedVariants, place: int) -> gpd.GeoDataFrame:
    """Return the areas where one variant makes the water of the rain deeper or less deep, the largest first.

    By `CompareVariantsParams.least_change_m` at least, cells that touch, no smaller than the smallest bluespot told.
    Columns: change_id, variant, rain_mm, depth_change_kind (worse, better; on_measures: deeper on the cells of its own
    measures, where water is often meant to stand), area_m2, depth_change_most_m (of largest size), volume_change_m3.
    """
    grid, one, base = made.desk.grid, made.valued[place], made.valued[0]
    change = np.zeros(grid.rows * grid.cols)
    change[one.water.cells] = one.water.depth_m
    change[base.water.cells] -= base.water.depth_m
    limit = rounded_change(change, np.zeros(1))
    least = made.params.least_change_m
    kind = np.where(limit >= least, 1, np.where(limit <= -least, 2, 0)).astype(np.uint8)
    own = np.zeros(kind.size, np.bool_)
    own[one.water.on_measures] = True
    kind[own & (kind == 1)] = 3
    kind = kind.reshape(grid.shape)
    found = [(shape, value) for shape, value in regions(kind, grid) if shape.area >= made.params.min_area_m2]
    shapes, values = [shape for shape, _ in found], [value for _, value in found]
    label = region_labels(shapes, kind, values, grid).ravel()
    count = len(found) + 1
    most = np.zeros(count)
    np.maximum.at(most, label, np.abs(change))
    sign = np.array([0.0, *(-1.0 if value == 2 else 1.0 for value in values)])  # noqa: PLR2004 - less deep
    frame = pd.DataFrame(
        {
            "variant": one.name,
            "rain_mm": made.params.compare_rain_mm,
            "depth_change_kind": [_KINDS[value] for value in values],
            "area_m2": np.bincount(label, minlength=count)[1:] * grid.cell_area_m2,
            "depth_change_most_m": np.round((sign * most)[1:], 4),
            "volume_change_m3": np.bincount(label, change, count)[1:] * grid.cell_area_m2,
            "geometry": shapes,
        }
    ).sort_values("area_m2", ascending=False, kind="stable", ignore_index=True)
    frame.insert(0, "change_id", np.arange(1, len(frame) + 1))
    layer = gpd.GeoDataFrame(frame, geometry="geometry", crs=grid.crs)
    layer.attrs.update(units=_UNITS, title=Text(f"Ændret dybde: {one.name}", f"Change of depth: {one.name}"))
    return layer
