"""Do polygons lie in Denmark (ligger de i Danmark): swapped axes, degrees and System 34 are named, not mapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.errors import CrsError
from gistools.grid import DENMARK
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

_SYSTEM_34 = (-50_000.0, -50_000.0, 500_000.0, 500_000.0)  # where the coordinates of Jylland, Sjælland and Bornholm lie
_DEGREES = (-180.0, -180.0, 180.0, 180.0)


def rows_outside(frame: gpd.GeoDataFrame, name: str) -> np.ndarray:
    """Return which rows lie outside Denmark.

    Raises
    ------
    CrsError
        When all of them do, with what the coordinates look like.

    >>> import geopandas as gpd
    >>> swapped = gpd.GeoDataFrame(geometry=[shapely.box(6170000, 700000, 6170010, 700010)], crs="EPSG:25832")
    >>> try:
    ...     rows_outside(swapped, "V1")
    ... except CrsError as error:
    ...     print(error.found.en)
    V1 has east and north swapped
    """
    bounds = shapely.bounds(np.asarray(frame.geometry.array))
    there = ~np.isnan(bounds[:, 0])
    outside: np.ndarray = there & ~_within(bounds, DENMARK)
    if there.any() and not (there & ~outside).any():
        raise _error(bounds[there], name)
    return outside


def _within(bounds: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    low, high = bounds[:, :2] >= np.array(box[:2]), bounds[:, 2:] <= np.array(box[2:])
    return np.logical_and(low.all(axis=1), high.all(axis=1), dtype=bool)


def _error(bounds: np.ndarray, name: str) -> CrsError:
    expected = Text(
        "koordinater i Danmark, EPSG:25832 (UTM zone 32)", "coordinates in Denmark, EPSG:25832 (UTM zone 32)"
    )
    if _within(bounds[:, [1, 0, 3, 2]], DENMARK).all():
        return CrsError(
            Text(f"{name} har byttet om på øst og nord", f"{name} has east and north swapped"), expected,
            Text("byt akserne om (i QGIS: Byt X- og Y-koordinater), og prøv igen",
                 "swap the axes (in QGIS: Swap X and Y coordinates) and try again"),
        )  # fmt: skip
    if _within(bounds, _DEGREES).all():
        return CrsError(
            Text(f"{name} har koordinater i grader", f"{name} has coordinates in degrees"), expected,
            Text("sæt det rigtige koordinatsystem (EPSG:4326), så laget omregnes",
                 "set the right system (EPSG:4326), so that the layer is transformed"),
        )  # fmt: skip
    west, south = bounds[:, :2].min(axis=0)
    where = Text(
        f"{name} ligger ved øst {west:.0f}, nord {south:.0f}", f"{name} lies at east {west:.0f}, north {south:.0f}"
    )
    if _within(bounds, _SYSTEM_34).all():
        where = Text(f"{where.da}, som i System 34", f"{where.en}, as in System 34")
    return CrsError(
        where, expected,
        Text("omregn laget fra det system, det er i; System 34 kræver Dataforsyningens omregning",
             "transform the layer from the system that it is in; System 34 needs the state's own transformation"),
    )  # fmt: skip
