"""Links that a user drew (egne forslag)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gistools._checks import cell_text, is_missing, number_in, require_kind
from gistools.errors import LayerError
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]


def read_own(layer: gpd.GeoDataFrame) -> tuple[list[str], F64, npt.NDArray[Any]]:
    """Return name, price (NaN: none given) and line of each candidate that a user drew.

    Raises
    ------
    LayerError
        With all faults: rows that are no single line, prices that are no number of 0 or more.
    """
    require_kind(layer, gpd.GeoDataFrame, "candidates")
    lower = {str(column).casefold(): column for column in layer.columns}
    named, priced = (
        next((layer[lower[word]] for word in words if word in lower), None)
        for words in (("navn", "name"), ("pris_kr", "price_dkk", "pris"))
    )
    shapes = shapely.line_merge(shapely.force_2d(layer.geometry.to_numpy()))
    faults, names, price = [], [], np.full(len(layer), np.nan)
    for k, shape in enumerate(shapes):
        said = "" if named is None else cell_text(named.iloc[k])
        names.append(said or f"egen {k + 1}")
        if shape is None or shape.is_empty or shape.geom_type != "LineString" or not shape.length > 0.0:
            faults.append(Text(f"{names[-1]}: ikke én linje", f"{names[-1]}: not one line"))
        if priced is not None and not is_missing(priced.iloc[k]):
            try:
                price[k] = number_in(priced.iloc[k])
            except ValueError:
                price[k] = -1.0
            if price[k] < 0.0:
                faults.append(Text(f"{names[-1]}: pris = {priced.iloc[k]}", f"{names[-1]}: price = {priced.iloc[k]}"))
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("en linje for hver, og en pris på 0 eller mere, hvis den er kendt",
                 "one line each, and a price of 0 or more where it is known"),
            Text("ret alle de nævnte", "correct all those named"),
        )  # fmt: skip
    return names, price, shapes
