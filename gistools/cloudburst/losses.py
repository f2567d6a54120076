"""The loss table of land-cover classes: checked, and laid on the cells of a terrain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools._checks import cell_shown, number_in
from gistools.errors import LayerError, ParamError, TableError
from gistools.terrain.burn import draw_shapes
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.params import LossParams
    from gistools.terrain.types import ConditionedTerrain

LOSS_COLUMNS = ("klasse", "run_off_coefficient", "initial_loss_mm", "drain_mm_per_h")


def check_losses(losses: pd.DataFrame, params: LossParams) -> pd.DataFrame:
    """Return the loss table as numbers when it has no fault; raise `TableError` that lists all of them."""
    missing = [c for c in LOSS_COLUMNS if c not in losses.columns]
    faults = [Text(f"kolonnen {c} mangler", f"column {c} is missing") for c in missing]
    if not missing:
        for c in LOSS_COLUMNS[1:]:
            faults += _column_faults(losses, c, 1.0 if c == "run_off_coefficient" else None)
        for name in losses["klasse"][losses["klasse"].duplicated()].unique():
            faults.append(Text(f"klassen {name} står flere gange", f"class {name} occurs more than once"))
    if faults:
        raise TableError(
            Text("fejl i tabtabellen", "faults in the loss table"),
            Text("én række for hver klasse med gyldige tal", "one row for each class with valid numbers"),
            Text("ret de nævnte rækker", "correct the rows named"),
            faults,
        )
    numeric = losses.assign(**{c: _numbers(losses[c]) for c in LOSS_COLUMNS[1:]})
    if bool((numeric["drain_mm_per_h"] > 0).any()) and params.drain_hours is None:
        raise ParamError(
            Text("afløb i mm/h uden varighed", "drains in mm/h without a duration"),
            Text("hvor mange timer afløbet virker", "for how many hours the drains work"),
            Text(
                "angiv drain_hours, eller sæt afløbet til 0 i tabellen",
                "give drain_hours, or set the drains to 0 in the table",
            ),
        )
    return numeric


def _column_faults(losses: pd.DataFrame, column: str, highest: float | None) -> list[Text]:
    faults = []
    for row, value in enumerate(_numbers(losses[column])):
        if not np.isfinite(value) or value < 0 or (highest is not None and value > highest):
            given = cell_shown(losses[column].iloc[row])
            span = Text("0 til 1", "0 to 1") if highest is not None else Text("mindst 0", "at least 0")
            faults.append(
                Text(
                    f"række {row + 1}, {column} = {given.da} ({span.da})",
                    f"row {row + 1}, {column} = {given.en} ({span.en})",
                )
            )
    return faults


def _numbers(column: pd.Series) -> npt.NDArray[np.float64]:
    """Return a column as numbers, NaN where a cell is none."""
    return np.array([_number(value) for value in column], np.float64)


def _number(value: object) -> float:
    try:
        return number_in(None if value is pd.NA else value)
    except (TypeError, ValueError):
        return np.nan


def require_classes(land_cover: gpd.GeoDataFrame, losses: pd.DataFrame, field: str) -> None:
    """Raise when the land cover has no such column, or a class that the loss table has no row for."""
    if field not in land_cover.columns:
        columns = ", ".join(str(c) for c in land_cover.columns if c != land_cover.geometry.name)
        raise LayerError(
            Text(
                f"intet felt {field} i arealdækket (felter: {columns})",
                f"no column {field} in the land cover (columns: {columns})",
            ),
            Text("en kolonne med arealklasse", "a column with the land-cover class"),
            Text("angiv land_cover_field", "give land_cover_field"),
        )
    unknown = sorted(set(land_cover[field].map(str)) - set(losses["klasse"].map(str)))
    if unknown:
        names = ", ".join(unknown)
        raise TableError(
            Text(f"klasser uden række i tabtabellen: {names}", f"classes without a row in the loss table: {names}"),
            Text("en række for hver klasse i arealdækket", "a row for each class of the land cover"),
            Text("tilføj rækkerne", "add the rows"),
        )


def class_codes(
    terrain: ConditionedTerrain, land_cover: gpd.GeoDataFrame, table: pd.DataFrame, field: str
) -> tuple[npt.NDArray[np.int32], tuple[Text, ...]]:
    """Return the row of the loss table for each cell; the row after the last means no polygon and no loss."""
    row = {str(name): i for i, name in enumerate(table["klasse"])}
    classes = land_cover[field].map(str)
    codes = np.full(terrain.grid.shape, len(table), np.int32)
    draw_shapes(zip(land_cover.geometry, classes.map(row), strict=True), codes, terrain.grid)
    bare = int(((codes == len(table)) & terrain.land).sum())
    note = Text(
        f"{bare} celler ({100.0 * bare / terrain.land.sum():.2f} %) har intet arealdække: alt løber af",
        f"{bare} cells ({100.0 * bare / terrain.land.sum():.2f} %) have no land cover: all runs off",
    )
    return codes, (note,) if bare else ()
