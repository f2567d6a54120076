"""Columns of numbers that users give (talkolonner), read in one way; every bad cell is told with its row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import cell_shown, number_in
from gistools.errors import LayerError
from gistools.text import Text, danish

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    F64 = npt.NDArray[np.float64]

_SHOWN = 8


def read_numbers(
    table: pd.DataFrame, column: str, faults: list[Text], *, most: float = math.inf, unit: str = ""
) -> F64:
    """Return a column as numbers, NaN where empty; +inf and a fault for each cell that is none from 0 to ``most``.

    >>> import pandas as pd
    >>> faults = []
    >>> read_numbers(pd.DataFrame({"m": ["1,5", None, "-1", "x", 400]}), "m", faults, most=3.0, unit="m").tolist()
    [1.5, nan, inf, inf, inf]
    >>> faults[0].en
    'row 3, m = -1 (a number from 0 to 3 m)'
    """
    top = Text("på mindst 0", "of 0 or more")
    if math.isfinite(most):
        top = Text(f"fra 0 til {danish(most)} {unit}".rstrip(), f"from 0 to {most:g} {unit}".rstrip())
    made = np.full(len(table), np.inf)
    for row, value in enumerate(table[column], start=1):
        try:
            number = number_in(value)
        except ValueError:
            number = math.inf
        if number < 0.0 or math.isinf(number) or number > most:
            shown = cell_shown(value)
            faults.append(
                Text(
                    f"række {row}, {column} = {shown.da} (et tal {top.da})",
                    f"row {row}, {column} = {shown.en} (a number {top.en})",
                )
            )
        else:
            made[row - 1] = number
    return made


def number_column(
    layer: gpd.GeoDataFrame, name: str, usual: float = math.nan, *, most: float = math.inf, unit: str = ""
) -> F64:
    """Return a column of a layer as numbers, the usual one where it is empty or not there.

    Raises
    ------
    LayerError
        With the first cells that are no number from 0 to ``most``.

    >>> import geopandas as gpd
    >>> number_column(gpd.GeoDataFrame({"m": ["0,2", None]}), "m", 0.1).tolist()
    [0.2, 0.1]
    """
    if name not in layer.columns:
        return np.full(len(layer), usual)
    faults: list[Text] = []
    made = read_numbers(layer, name, faults, most=most, unit=unit)
    if faults:
        more = len(faults) - _SHOWN
        ends = (f"; og {more} til", f"; and {more} more") if more > 0 else ("", "")
        raise LayerError(
            Text(
                "; ".join(f.da for f in faults[:_SHOWN]) + ends[0], "; ".join(f.en for f in faults[:_SHOWN]) + ends[1]
            ),
            Text("tal, eller tomme celler", "numbers, or empty cells"),
            Text("ret cellerne; er enheden den rigtige?", "correct the cells; is the unit right?"),
        )
    return np.where(np.isnan(made), usual, made)


def require_column(layer: gpd.GeoDataFrame, name: str, what: Text) -> None:
    """Raise `LayerError` when a layer has no such column, with those that it has; ``what`` it should hold."""
    if name in layer.columns:
        return
    has = ", ".join(str(c) for c in layer.columns if c != layer.geometry.name)
    raise LayerError(
        Text(f"intet felt {name} (felter: {has})", f"no column {name} (has: {has})"),
        Text(f"en kolonne med {what.da}", f"a column with {what.en}"),
        Text("ret feltnavnet, eller udelad det", "correct the name of the field, or leave it out"),
    )
