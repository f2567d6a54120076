"""Nature's figures of two years (naturens tal): green and canopy share, mesh size, EC of each species."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.corridors.measures import EquivalentConnectivity, compare_ec
from gistools.corridors.mesh import mesh_size, mesh_size_cross_boundary
from gistools.corridors.singapore import singapore_index_2
from gistools.errors import LayerError, TableError
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    Pair = tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]

_HECTARE = 10_000.0
_EC_COLUMNS = ("species", "ec_m2", "area_m2", "alpha")


def nature_indicators(
    years: tuple[int, int],
    *,
    study_area: gpd.GeoDataFrame | None = None,
    green: Pair = (None, None),
    canopy: Pair = (None, None),
    natural: Pair = (None, None),
    barriers: gpd.GeoDataFrame | None = None,
    connectivity: tuple[pd.DataFrame | None, pd.DataFrame | None] = (None, None),
) -> pd.DataFrame:
    """Return figures of two years, a row for each year and figure, so that more years can be laid under them.

    Parameters
    ----------
    years:
        Before and after.
    study_area:
        Polygons of the municipality or town: what shares are of. Without it shares and mesh sizes are unknown.
    green, canopy, natural:
        Polygons before and after; overlaps count once. Natural areas may go on beyond the study area.
    barriers:
        Lines or polygons that part natural areas.
    connectivity:
        Before and after: ``species``, ``ec_m2``, ``area_m2`` and ``alpha`` of `EquivalentConnectivity`.

    Returns
    -------
    DataFrame
        ``survey_year``, ``indicator``, ``species`` (of EC alone), ``unit``, ``value``, and in the second year
        ``change_value``. What was not given is NaN: unknown, not 0.

    Raises
    ------
    LayerError
        For layers in degrees or of several coordinate systems.
    TableError
        For tables of connectivity with missing columns, figures or a species twice.
    MixedValuesError
        When the EC of a species was made with different kernels.
    """
    _check([study_area, *green, *canopy, *natural, barriers])
    area = None if study_area is None else _whole(study_area)
    pairs = zip(green, canopy, natural, strict=True)
    made = [_of_year(area, *layers, barriers) for layers in pairs]
    units = {"green_share": "%", "canopy_share": "%"}
    rows: list[dict[str, Any]] = [
        {"indicator": name, "species": "", "unit": units.get(name, "ha"), "values": [one[name] for one in made]}
        for name in made[0]
    ]
    rows += _of_connectivity(connectivity)
    return pd.DataFrame(
        [
            {
                "survey_year": years[k],
                "indicator": row["indicator"],
                "species": row["species"],
                "unit": row["unit"],
                "value": row["values"][k],
                "change_value": row["values"][1] - row["values"][0] if k else math.nan,
            }
            for k in (0, 1)
            for row in rows
        ]
    )


def _check(layers: list[gpd.GeoDataFrame | None]) -> None:
    given = [layer for layer in layers if layer is not None]
    systems = {layer.crs for layer in given}
    if len(systems) > 1 or not all(crs is not None and crs.is_projected for crs in systems):
        said = ", ".join(sorted(str(crs) for crs in systems))
        raise LayerError(
            Text(f"lag i koordinatsystemerne {said}", f"layers in the coordinate systems {said}"),
            Text("ét koordinatsystem i meter", "one coordinate system in metres"),
            Text("transformér dem til EPSG:25832", "transform them to EPSG:25832"),
        )


def _whole(layer: gpd.GeoDataFrame) -> BaseGeometry:
    return shapely.union_all(shapely.make_valid(layer.geometry.dropna().to_numpy()))


def _of_year(
    area: BaseGeometry | None,
    green: gpd.GeoDataFrame | None,
    canopy: gpd.GeoDataFrame | None,
    natural: gpd.GeoDataFrame | None,
    barriers: gpd.GeoDataFrame | None,
) -> dict[str, float]:
    made = dict.fromkeys(
        ("green_share", "canopy_share", "natural_area", "mesh_size", "mesh_size_cross", "singapore_2"), math.nan
    )
    if area is not None:
        for name, layer in (("green_share", green), ("canopy_share", canopy)):
            if layer is not None:
                made[name] = 100.0 * _whole(layer).intersection(area).area / area.area
    if natural is not None and area is not None:
        land = _whole(natural)
        if barriers is not None:
            lines = shapely.union_all([_wide(shape) for shape in barriers.geometry.dropna()])
            land = land.difference(lines)
        parts = [part for part in shapely.get_parts(land) if part.area > 0.0]
        complete = np.array([part.area for part in parts])
        inside = np.array([part.intersection(area).area for part in parts])
        pieces = [
            piece.area for part in parts for piece in shapely.get_parts(part.intersection(area)) if piece.area > 0.0
        ]
        cut = natural.clip(area, keep_geom_type=True)
        made |= {
            "natural_area": float(inside.sum()) / _HECTARE,
            "mesh_size": mesh_size(pieces, total_m2=area.area).mesh_m2 / _HECTARE,
            "mesh_size_cross": mesh_size_cross_boundary(inside, complete, total_m2=area.area).mesh_m2 / _HECTARE,
            "singapore_2": singapore_index_2(cut, [] if barriers is None else [barriers]).indicator_ha,
        }
    return made


def _wide(shape: BaseGeometry) -> BaseGeometry:
    return shapely.make_valid(shape) if shape.area > 0.0 else shape.buffer(0.01, cap_style="flat")


def _of_connectivity(tables: tuple[pd.DataFrame | None, pd.DataFrame | None]) -> list[dict[str, Any]]:
    made = [_ec_by_species(table) for table in tables]
    rows = []
    for species in dict.fromkeys(name for one in made for name in one):
        before, after = (one.get(species) for one in made)
        if before is not None and after is not None:
            compare_ec(before, after)  # refuses two kernels
        values = [math.nan if one is None else one.ec_m2 / _HECTARE for one in (before, after)]
        rows.append({"indicator": "ec", "species": species, "unit": "ha", "values": values})
    return rows


def _ec_by_species(table: pd.DataFrame | None) -> dict[str, EquivalentConnectivity]:
    if table is None:
        return {}
    faults = [
        Text(f"kolonnen {name} mangler", f"column {name} is missing")
        for name in _EC_COLUMNS
        if name not in table.columns
    ]
    made: dict[str, EquivalentConnectivity] = {}
    for number, row in enumerate(table.to_dict("records") if not faults else [], start=1):
        name = str(row["species"])
        figures = [float(row[column]) for column in _EC_COLUMNS[1:]]
        if name in made or not all(math.isfinite(x) and x > 0.0 for x in figures) or figures[0] > figures[1] * 1.000001:
            faults.append(Text(f"række {number}: {name}, {figures}", f"row {number}: {name}, {figures}"))
            continue
        made[name] = EquivalentConnectivity(figures[0], figures[1], 0, figures[2])
    if faults:
        raise TableError(
            Text("fejl i tabellen over sammenhæng", "faults in the table of connectivity"),
            Text(
                "én række for hver art med tal over 0, og EC højst som arealet",
                "one row for each species with numbers above 0, and EC at most the area",
            ),
            Text("ret de nævnte", "correct those named"),
            faults,
        )
    return made
