"""Rain on the terrain, and what is lost before it runs: whole numbers of 2^-20 m of water on each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.cloudburst.params import MOST_RAIN_MM, EventParams, RainResampling
from gistools.errors import GridError, LayerError, NodataError, ParamError, TableError
from gistools.grid import same_crs
from gistools.kernels.codes import SCALE
from gistools.raster import Raster
from gistools.terrain.types import ConditionedTerrain, require_crs
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.grid import Grid

    Amount = npt.NDArray[np.int64]

LOSS_COLUMNS = ("klasse", "run_off_coefficient", "initial_loss_mm", "drain_mm_per_h")


@dataclass(frozen=True, eq=False)
class Runoff:
    """What becomes of the rain on each cell before it runs.

    Parameters
    ----------
    amount:
        int64, 2^-20 m on each cell: what runs off; 0 off land.
    rain, infiltrated, initial, drained:
        int: the sums over all land cells of rain, of what soaks in (1 - run-off coefficient), of the initial loss and
        of what the drains take; each added up by itself.
    resampling_m3:
        Rain on the terrain's cells less rain of the rain raster over the same extent; 0 for uniform rain.
    notes:
        What the user should know.
    terrain_key:
        `ConditionedTerrain.key` of the terrain.
    """

    amount: Amount
    rain: int
    infiltrated: int
    initial: int
    drained: int
    resampling_m3: float
    notes: tuple[Text, ...]
    terrain_key: str


def water_units(mm: npt.NDArray[np.float64] | float) -> Amount:
    """Return millimetres of water as whole 2^-20 m (about a thousandth of a millimetre).

    >>> int(water_units(100.0))
    104858
    """
    return np.rint(np.asarray(mm, np.float64) * (SCALE / 1000.0)).astype(np.int64)


def net_runoff(
    terrain: ConditionedTerrain,
    params: EventParams,
    rain: Raster | None = None,
    land_cover: gpd.GeoDataFrame | None = None,
    losses: pd.DataFrame | None = None,
) -> Runoff:
    """Return what runs off each cell: max(0, coefficient x rain - initial loss - drain).

    Parameters
    ----------
    terrain:
        From `gistools.terrain.condition`.
    params:
        Uniform rain, resampling rule, duration of drainage, name of the class column.
    rain:
        Rain depth in mm instead of uniform rain; may have other cells.
    land_cover, losses:
        Polygons with a class, and the table of the classes (`LOSS_COLUMNS`); both or neither. Where polygons overlap,
        the later one counts.

    Raises
    ------
    ParamError
        For no rain, two kinds of rain, or drains without a duration.
    GridError, NodataError
        For a rain raster that does not cover the terrain.
    LayerError, TableError
        For classes that the table lacks, or values out of range; all faults are listed.
    """
    require_event(params, rain, land_cover, losses)
    require_kind(terrain, ConditionedTerrain, "terrain")
    if land_cover is not None:
        require_crs(land_cover, terrain.grid, Text("arealdække", "land cover"))
    depth, resampling, notes = _rain_depth(terrain, params, rain)
    land = terrain.land
    amount = np.where(land, depth, 0)
    total = int(amount.sum())
    if land_cover is None or losses is None:
        return Runoff(amount, total, 0, 0, 0, resampling, notes, terrain.key)
    table = check_losses(losses, params)
    code, more = _class_codes(terrain, land_cover, table, params.land_cover_field)
    coefficient = np.append(table["run_off_coefficient"].to_numpy(np.float64), 1.0)
    initial_mm = np.append(table["initial_loss_mm"].to_numpy(np.float64), 0.0)
    drain_mm = np.append(table["drain_mm_per_h"].to_numpy(np.float64), 0.0) * (params.drain_hours or 0.0)
    running = np.rint(amount * coefficient[code]).astype(np.int64)
    infiltrated = int((amount - running).sum())
    initial = np.minimum(running, water_units(initial_mm)[code])
    running -= initial
    drained = np.minimum(running, water_units(drain_mm)[code])
    running -= drained
    return Runoff(
        running, total, infiltrated, int(initial.sum()), int(drained.sum()), resampling, notes + more, terrain.key
    )


def require_event(
    params: EventParams, rain: Raster | None, land_cover: gpd.GeoDataFrame | None, losses: pd.DataFrame | None
) -> None:
    """Raise for what can be known to be wrong before any terrain is looked at; see `net_runoff` for the errors."""
    require_kind(params, EventParams, "params")
    given = {"rain": rain, "land_cover": land_cover, "losses": losses}
    kinds = {"rain": Raster, "land_cover": gpd.GeoDataFrame, "losses": pd.DataFrame}
    for name, value in given.items():
        if value is not None:
            require_kind(value, kinds[name], name)
    faults = params.conflicts(frozenset(name for name, value in given.items() if value is not None))
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                "én slags regn, og både arealdække og tabtabel eller ingen af dem",
                "one kind of rain, and both land cover and losses or neither",
            ),
            Text("ret valget af regn og tab", "correct the choice of rain and losses"),
        )
    if land_cover is not None and losses is not None:
        check_losses(losses, params)
        _require_classes(land_cover, losses, params.land_cover_field)


def _rain_depth(
    terrain: ConditionedTerrain, params: EventParams, rain: Raster | None
) -> tuple[Amount, float, tuple[Text, ...]]:
    if rain is None:
        return np.full(terrain.grid.shape, water_units(params.rain_mm or 0.0)), 0.0, ()
    if not same_crs(rain.grid.crs, terrain.grid.crs):
        raise GridError(
            Text(
                f"regn i {rain.grid.crs}, terræn i {terrain.grid.crs}",
                f"rain in {rain.grid.crs}, terrain in {terrain.grid.crs}",
            ),
            Text("det samme koordinatsystem", "the same coordinate system"),
            Text("transformér regnrasteren", "reproject the rain raster"),
        )
    if rain.unit not in {"", "mm"}:
        raise GridError(
            Text(f"regn i {rain.unit}", f"rain in {rain.unit}"),
            Text("regndybder i mm", "rain depths in mm"),
            Text("regn rasteren om til mm", "convert the raster to mm"),
        )
    known = rain.with_values(np.where(rain.valid, rain.values, np.nan).astype(np.float64))
    nearest = params.rain_resampling is RainResampling.NEAREST
    laid = _nearest(known, terrain.grid) if nearest else _bilinear(known, terrain.grid)
    missing = np.isnan(laid) & terrain.land
    if missing.any():
        share = 100.0 * missing.sum() / terrain.land.sum()
        raise NodataError(
            Text(f"ingen regn på {share:.2f} % af terrænet", f"no rain on {share:.2f} % of the terrain"),
            Text("en regnraster, der dækker terrænet", "a rain raster that covers the terrain"),
            Text("brug en større regnraster eller et mindre udsnit", "use a larger rain raster or a smaller window"),
        )
    if ((laid[terrain.land] < 0) | (laid[terrain.land] > MOST_RAIN_MM)).any():
        most = f"{MOST_RAIN_MM:.0f} mm"
        raise NodataError(
            Text(f"negativ regn eller over {most}", f"negative rain or more than {most}"),
            Text(f"regndybder i mm fra 0 til {most}", f"rain depths in mm from 0 to {most}"),
            Text(
                "ret regnrasteren, eller angiv dens nodata-værdi",
                "correct the rain raster, or declare its nodata value",
            ),
        )
    whole = float(np.nansum(laid)) * terrain.grid.cell_area_m2 / 1000.0
    difference = whole - _volume_within(known, terrain.grid)
    rule = Text("nærmeste celle", "nearest cell") if nearest else Text("bilineær", "bilinear")
    note = Text(
        f"regnraster lagt på terrænet ved {rule.da}; forskel i vandmængde {difference:+.3f} m³",
        f"rain raster laid on the terrain by {rule.en}; difference in volume {difference:+.3f} m³",
    )
    return water_units(np.nan_to_num(laid)), difference, (note,)


def _nearest(rain: Raster, grid: Grid) -> npt.NDArray[np.float64]:
    x, _ = grid.centres(np.zeros(grid.cols), np.arange(grid.cols))
    _, y = grid.centres(np.arange(grid.rows), np.zeros(grid.rows))
    col = np.floor((x - rain.grid.x0) / rain.grid.dx_m).astype(np.int64)
    row = np.floor((rain.grid.y0 - y) / rain.grid.dy_m).astype(np.int64)
    inside_c, inside_r = (col >= 0) & (col < rain.grid.cols), (row >= 0) & (row < rain.grid.rows)
    laid = rain.values[np.clip(row, 0, rain.grid.rows - 1)[:, None], np.clip(col, 0, rain.grid.cols - 1)[None, :]]
    return np.where(inside_r[:, None] & inside_c[None, :], laid.astype(np.float64), np.nan)


def _bilinear(rain: Raster, grid: Grid) -> npt.NDArray[np.float64]:
    nearest = _nearest(rain, grid)
    x, _ = grid.centres(np.zeros(grid.cols), np.arange(grid.cols))
    _, y = grid.centres(np.arange(grid.rows), np.zeros(grid.rows))
    col = np.clip((x - rain.grid.x0) / rain.grid.dx_m - 0.5, 0, rain.grid.cols - 1)
    row = np.clip((rain.grid.y0 - y) / rain.grid.dy_m - 0.5, 0, rain.grid.rows - 1)
    c0, r0 = np.floor(col).astype(np.int64), np.floor(row).astype(np.int64)
    c1, r1 = np.minimum(c0 + 1, rain.grid.cols - 1), np.minimum(r0 + 1, rain.grid.rows - 1)
    u, v = (col - c0)[None, :], (row - r0)[:, None]
    a = rain.values.astype(np.float64)
    upper = a[r0[:, None], c0[None, :]] * (1 - u) + a[r0[:, None], c1[None, :]] * u
    lower = a[r1[:, None], c0[None, :]] * (1 - u) + a[r1[:, None], c1[None, :]] * u
    smooth = upper * (1 - v) + lower * v
    return np.where(np.isnan(nearest), np.nan, np.where(np.isnan(smooth), nearest, smooth))


def _volume_within(rain: Raster, grid: Grid) -> float:
    """Return the rain in m³ that the rain raster itself holds over the extent of the grid."""
    west, south, east, north = grid.bounds
    left = rain.grid.x0 + np.arange(rain.grid.cols) * rain.grid.dx_m
    upper = rain.grid.y0 - np.arange(rain.grid.rows) * rain.grid.dy_m
    width = np.clip(np.minimum(left + rain.grid.dx_m, east) - np.maximum(left, west), 0.0, None)
    height = np.clip(np.minimum(upper, north) - np.maximum(upper - rain.grid.dy_m, south), 0.0, None)
    return float(height @ np.nan_to_num(rain.values.astype(np.float64)) @ width) / 1000.0


def check_losses(losses: pd.DataFrame, params: EventParams) -> pd.DataFrame:
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
    numeric = losses.assign(**{c: pd.to_numeric(losses[c]) for c in LOSS_COLUMNS[1:]})
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
    numbers = pd.to_numeric(losses[column], errors="coerce").to_numpy(np.float64)
    for row, value in enumerate(numbers):
        if not np.isfinite(value) or value < 0 or (highest is not None and value > highest):
            given = losses[column].iloc[row]
            span = Text("0 til 1", "0 to 1") if highest is not None else Text("mindst 0", "at least 0")
            faults.append(
                Text(
                    f"række {row + 1}, {column} = {given} ({span.da})", f"row {row + 1}, {column} = {given} ({span.en})"
                )
            )
    return faults


def _require_classes(land_cover: gpd.GeoDataFrame, losses: pd.DataFrame, field: str) -> None:
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


def _class_codes(
    terrain: ConditionedTerrain, land_cover: gpd.GeoDataFrame, table: pd.DataFrame, field: str
) -> tuple[npt.NDArray[np.int64], tuple[Text, ...]]:
    """Return the row of the loss table for each cell; the row after the last means no polygon and no loss."""
    from affine import Affine  # noqa: PLC0415 - only where polygons are burned
    from rasterio.features import rasterize  # noqa: PLC0415

    row = {str(name): i for i, name in enumerate(table["klasse"])}
    classes = land_cover[field].map(str)
    codes = np.full(terrain.grid.shape, len(table), np.int32)
    shapes = [
        (g, row[c]) for g, c in zip(land_cover.geometry, classes, strict=True) if g is not None and not g.is_empty
    ]
    if shapes:
        rasterize(shapes, out=codes, transform=Affine(*terrain.grid.transform))
    bare = int(((codes == len(table)) & terrain.land).sum())
    note = Text(
        f"{bare} celler ({100.0 * bare / terrain.land.sum():.2f} %) har intet arealdække: alt løber af",
        f"{bare} cells ({100.0 * bare / terrain.land.sum():.2f} %) have no land cover: all runs off",
    )
    return codes.astype(np.int64), (note,) if bare else ()
