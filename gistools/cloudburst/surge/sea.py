"""Where the sea is: cells, polygons and sides of the map; what is shut against it; and a sea that stands high."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import require_kind
from gistools.cloudburst.surge.params import MOST_SEA_M, SIDES, SeaParams, side_faults, side_named, words
from gistools.errors import LayerError, NodataError, ParamError
from gistools.kernels.chain import inner_holes
from gistools.kernels.codes import EDGE, SCALE, SEA, WALL, snap
from gistools.kernels.strips import framed, inside
from gistools.progress import NoProgress, Progress, run_cancellable
from gistools.terrain.burn import draw_shapes
from gistools.terrain.types import ConditionedTerrain, require_crs
from gistools.text import Text
from gistools.tool import step

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.surge.levels import SeaLevels

    Mask = npt.NDArray[np.bool_]


def require_sides(params: SeaParams) -> tuple[str, ...]:
    """Return the sides of the map that are sea, in English; raise `ParamError` that lists all that are none."""
    faults = side_faults(params.sea_sides)
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("sider af kortet", "sides of the map"),
            Text("ret sea_sides", "correct sea_sides"),
        )
    return tuple(dict.fromkeys(side for side in map(side_named, words(params.sea_sides)) if side is not None))


def sea_height(sea_level_m: float) -> np.float32:
    """Return a sea level rounded as heights are, so that a dike of the same number is not overtopped.

    Raises
    ------
    ParamError
        For NaN and for levels that no sea has.
    """
    if not abs(sea_level_m) <= MOST_SEA_M:  # NaN is not
        span = f"{-MOST_SEA_M:.0f}", f"{MOST_SEA_M:.0f}"
        raise ParamError(
            Text(f"havniveauet {sea_level_m}", f"the sea level {sea_level_m}"),
            Text(f"et tal fra {span[0]} til {span[1]} m", f"a number from {span[0]} to {span[1]} m"),
            Text("angiv havets kote i meter", "give the level of the sea in metres"),
        )
    return np.float32(snap(np.array([sea_level_m], np.float32))[0])


def units(height: np.float32) -> int:
    """Return a height as whole 2^-20 m."""
    return round(float(height) * SCALE)


def with_sea(terrain: ConditionedTerrain, sea: gpd.GeoDataFrame) -> ConditionedTerrain:
    """Return the terrain with the cells whose centre lies in the polygons as sea.

    Raises
    ------
    CrsError, LayerError
        For polygons in another coordinate system, outside the map, or that hold no cell.
    """
    import geopandas as gpd  # noqa: PLC0415 - most seas come without a layer

    require_kind(sea, gpd.GeoDataFrame, "sea")
    require_crs(sea, terrain.grid, Text("havflader", "sea polygons"))
    shapes = [g for g in sea.geometry if g is not None and not g.is_empty and g.area > 0.0]
    covered = draw_shapes(((g, 1) for g in shapes), np.zeros(terrain.grid.shape, np.uint8), terrain.grid)
    if not covered.any():
        west, south, east, north = terrain.grid.bounds
        bounds = ", ".join(f"{v:.0f}" for v in sea.total_bounds) if shapes else "-"
        raise LayerError(
            Text(
                f"havflader, der ikke rummer en celle af kortet ({len(shapes)} flader; {bounds})",
                f"sea polygons that hold no cell of the map ({len(shapes)} polygons; {bounds})",
            ),
            Text(
                f"flader inden for {west:.0f}, {south:.0f}, {east:.0f}, {north:.0f}",
                f"polygons within {west:.0f}, {south:.0f}, {east:.0f}, {north:.0f}",
            ),
            Text("ret laget, eller vælg et større udsnit", "correct the layer, or choose a larger window"),
        )
    return _taken_out(terrain, covered.astype(np.bool_), SEA)


def _taken_out(terrain: ConditionedTerrain, cells: Mask, kind: int) -> ConditionedTerrain:
    """Return the terrain with some cells off land, of one class."""
    z = inside(framed(terrain.grid.shape, np.float32, np.nan))
    cls = inside(framed(terrain.grid.shape, np.uint8, EDGE if terrain.edge_is_outlet else WALL))
    z[:], cls[:] = terrain.surface.values, terrain.cell_class
    z[cells], cls[cells] = np.nan, kind
    return dataclasses.replace(terrain, surface=terrain.surface.with_values(z), cell_class=cls)


def sea_notes(terrain: ConditionedTerrain, sides: tuple[str, ...]) -> tuple[Text, ...]:
    """Return where the sea is, and warn of sea that lies inland."""
    sea = terrain.cell_class == SEA
    cells = int(sea.sum())
    da, en = [f"{cells} celler"] * bool(cells), [f"{cells} cells"] * bool(cells)
    if sides:
        da.append("kortets kant mod " + ", ".join(SIDES[side] for side in sides))
        en.append("the edge of the map to the " + ", ".join(sides))
    notes = [
        Text(
            f"Havet er {' og '.join(da)}; over kortets øvrige kanter kommer intet vand ind.",
            f"The sea is {' and '.join(en)}; no water comes in over the other edges of the map.",
        )
    ]
    if cells:
        number, lows = inner_holes(np.where(sea, np.nan, 0.0).astype(np.float32))
        if lows.size:
            inner = int((number > 0).sum())
            notes.append(
                Text(
                    f"{lows.size} steder med hav ({inner} celler) når ikke kortets kant: er det søer eller huller i "
                    "højdemodellen, kommer vandet også fra dem.",
                    f"{lows.size} places of sea ({inner} cells) do not reach the edge of the map: if they are lakes or "
                    "holes in the elevation, water comes from them too.",
                )
            )
    return tuple(notes)


def leave_out_closed(
    params: SeaParams, adjustment_lines: gpd.GeoDataFrame | None, horseshoes: gpd.GeoDataFrame | None
) -> tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None, tuple[Text, ...]]:
    """Leave out the adjustment lines and horseshoes that close in a surge (lukkede sluser og højvandsklapper).

    Parameters
    ----------
    params:
        The column and its values that mean closed.
    adjustment_lines, horseshoes:
        The layers; either may be None.

    Returns
    -------
    tuple
        Both layers with what stays open, and notes of what was left out.

    Raises
    ------
    ParamError
        For a column without values, or values without a column.
    LayerError
        When no layer has the column, or a value occurs nowhere.
    """
    field, closed = params.closing
    if bool(field) != bool(closed):
        raise ParamError(
            Text("kun ét af closed_field og closed_values", "only one of closed_field and closed_values"),
            Text("begge eller ingen", "both or neither"),
            Text("giv også det andet", "give the other one too"),
        )
    if not field:
        return adjustment_lines, horseshoes, ()
    layers = [layer for layer in (adjustment_lines, horseshoes) if layer is not None]
    having = [layer for layer in layers if field in layer.columns]
    if not having:
        columns = sorted({str(c) for layer in layers for c in layer.columns if c != layer.geometry.name})
        raise LayerError(
            Text(f"intet felt {field} (felter: {', '.join(columns)})", f"no column {field} ({', '.join(columns)})"),
            Text("en kolonne, der siger, hvad der lukker", "a column that says what closes"),
            Text("ret closed_field", "correct closed_field"),
        )
    values = {_word(value) for layer in having for value in layer[field]}
    unknown = sorted(closed - values)
    if unknown:
        known = ", ".join(sorted(values)[:20])
        raise LayerError(
            Text(f"{field} er intetsteds {', '.join(unknown)}", f"{field} is nowhere {', '.join(unknown)}"),
            Text(f"værdier, der findes ({known})", f"values that occur ({known})"),
            Text("ret closed_values", "correct closed_values"),
        )
    count = 0

    def opened(layer: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
        nonlocal count
        if layer is None or field not in layer.columns:
            return layer
        shut = layer[field].map(_word).isin(closed)
        count += int(shut.sum())
        return layer[~shut]

    left = opened(adjustment_lines), opened(horseshoes)
    note = Text(
        f"{count} linjer og hestesko er lukket mod havet og udeladt ({field}: {', '.join(sorted(closed))}).",
        f"{count} lines and horseshoes are closed to the sea and left out ({field}: {', '.join(sorted(closed))}).",
    )
    return *left, (note,)


def _word(value: object) -> str:
    """Return a value as it is written: 1.0 as 1, since a column of numbers with gaps is read so."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


@step(1)
def raise_sea(levels: SeaLevels, sea_level_m: float, *, progress: Progress | None = None) -> ConditionedTerrain:
    """Return the terrain as rain meets it while the sea stands high (hævet havniveau): flooded cells are sea.

    Rain on the new terrain runs into the raised sea or ponds behind what protects against it; with the outfalls that
    close left out of the adjustment objects (`leave_out_closed`), it ponds behind them. Rain runs over corners as well,
    and would drain from protected ground below the sea, between two cells of a dike, into it: flooded cells that touch
    such ground at a corner are made wall.

    Parameters
    ----------
    levels:
        From `sea_levels`.
    sea_level_m:
        Level of the sea.
    progress:
        Told how far the work is.

    Raises
    ------
    ParamError
        For a level that is no level.
    NodataError
        When no land is left.
    """
    progress = progress or NoProgress()
    height = sea_height(sea_level_m)
    made = run_cancellable(progress, lambda: _raised(levels, height))
    progress.update(1.0, Text("Havet er hævet", "The sea is raised"))
    return made


def _raised(levels: SeaLevels, height: np.float32) -> ConditionedTerrain:
    terrain = levels.terrain
    wet = levels.level.values < height
    dry = terrain.land & ~wet
    if not dry.any():
        raise NodataError(
            Text(f"intet tørt land ved havniveau {height:g} m", f"no dry land at a sea level of {height:g} m"),
            Text("land, som regnen kan falde på", "land for the rain to fall on"),
            Text("vælg et lavere havniveau", "choose a lower sea level"),
        )
    sunk = np.pad(dry & (terrain.surface.values < height), 1)
    beside = sunk[:-2, :-2] | sunk[:-2, 2:] | sunk[2:, :-2] | sunk[2:, 2:]
    tight = beside & (wet | (terrain.cell_class == SEA))
    made = _taken_out(_taken_out(terrain, wet, SEA), tight, WALL)
    notes = [
        Text(
            f"Havet står i {height:g} m og dækker {int(wet.sum())} landceller; regn på dem er ikke talt med.",
            f"The sea stands at {height:g} m and covers {int(wet.sum())} land cells; rain on them is not counted.",
        )
    ]
    if tight.any():
        notes.append(
            Text(
                f"{int(tight.sum())} havceller, der kun rører lavtliggende tørt land i et hjørne, er gjort tætte.",
                f"{int(tight.sum())} cells of sea that touch low dry land at a corner only were made tight.",
            )
        )
    return dataclasses.replace(made, notes=(*levels.notes, *notes))
