"""A plan as features, each with the surface class (overfladeklasse) that it brings, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import cell_text
from gistools.corridors.surfaces import require_crs
from gistools.errors import LayerError, TableError
from gistools.styles.columns_corridors import SURFACES
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.grid import Grid

OPENED = ("passage", "no_barrier")
"""What a feature may be besides a surface class: a fauna passage through barriers, or barriers taken away."""


@dataclass(frozen=True, eq=False)
class Feature:
    """A feature of a plan: where, and which surface class it brings; its area or the band of its line."""

    number: int
    geometry: BaseGeometry
    surface: str
    is_line: bool


def plan_features(
    plan: gpd.GeoDataFrame, class_field: str, named: Mapping[str, str], grid: Grid
) -> tuple[Feature, ...]:  # fmt: skip
    """Return the features of a plan with their surface classes.

    Raises
    ------
    LayerError, CrsError
        For a plan without features or without the column, or in another coordinate system.
    TableError
        For features that are empty, points, or of no class that is known, all named.
    """
    require_crs(plan, grid, "plan")
    if not len(plan):
        raise LayerError(
            Text("en plan uden flader", "a plan without features"),
            Text("mindst én flade eller linje", "a polygon or line or more"),
            Text("vælg en plan, eller fjern filteret", "choose a plan, or remove the filter"),
        )
    if class_field not in plan.columns:
        has = ", ".join(map(str, plan.columns.drop("geometry", errors="ignore")))
        raise LayerError(
            Text(f"planen har kolonnerne {has}", f"the plan has the columns {has}"),
            Text(f"en kolonne {class_field}", f"a column {class_field}"),
            Text(
                "angiv kolonnen med den nye arealanvendelse i plan_class_field",
                "name the column of the new land use in plan_class_field",
            ),
        )
    features, faults = [], []
    words = {key.strip().casefold().replace("_", " "): value for key, value in named.items()}
    for number, (word, shape, width) in enumerate(
        zip(plan[class_field], plan.geometry, plan.get("bredde_m", [np.nan] * len(plan)), strict=True), start=1
    ):
        text = cell_text(word)
        surface = words.get(text.casefold().replace("_", " "), "")
        if not surface:
            faults.append(
                Text(f"nr. {number}: ukendt klasse {text!r}", f"no. {number}: unknown class {text!r}")
            )  # fmt: skip
        elif shape is None or shape.is_empty or "Point" in shape.geom_type:
            faults.append(Text(f"nr. {number}: ingen flade eller linje", f"no. {number}: no polygon or line"))
        else:
            line = "Line" in shape.geom_type
            half = (float(width) if float(width or np.nan) > 0.0 else max(grid.dx_m, grid.dy_m)) / 2.0
            features.append(Feature(number, shape.buffer(half, cap_style="flat") if line else shape, surface, line))
    if faults:
        removed = Text("barriere fjernes", "no barrier")
        known = [SURFACES.get(name, removed) for name in sorted({*named.values()})]
        said = Text(", ".join(word.da for word in known), ", ".join(word.en for word in known))
        raise TableError(
            Text("flader i planen, der ikke kan bruges", "features of the plan that cannot be used"),
            Text(
                f"en flade eller linje med en anvendelse fra tabellen plan_uses eller en af: {said.da}",
                f"a polygon or line with a use of the table plan_uses or one of: {said.en}",
            ),
            Text(
                "ret ordet, eller sig i plan_uses, hvad det betyder",
                "correct the word, or say in plan_uses what it means",
            ),
            faults,
        )
    return tuple(features)


def burned(shape: BaseGeometry, grid: Grid, *, touched: bool) -> npt.NDArray[np.bool_]:
    """Return the cells whose centre lies in a shape, or that it touches."""
    from affine import Affine  # noqa: PLC0415 - comes with rasterio, which is heavy
    from rasterio.features import rasterize  # noqa: PLC0415

    if shape.is_empty:
        return np.zeros(grid.shape, np.bool_)
    made = rasterize(
        [(shape, 1)], out_shape=grid.shape, transform=Affine(*grid.transform), dtype="uint8", all_touched=touched
    )
    cells: npt.NDArray[np.bool_] = made.astype(np.bool_)
    return cells
