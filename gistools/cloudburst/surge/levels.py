"""The least level of the sea that floods each cell, over a connected path."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools._checks import require_kind
from gistools.cloudburst.surge.params import SeaParams
from gistools.cloudburst.surge.sea import require_sides, sea_notes, with_sea
from gistools.errors import GridError, NodataError
from gistools.grid import DANISH_HEIGHT
from gistools.kernels import surge
from gistools.kernels.codes import EDGE, SEA, WALL, check_stop
from gistools.kernels.strips import each, frame_of, framed, inside, row_spans
from gistools.progress import NoProgress, Progress, run_cancellable
from gistools.raster import Raster
from gistools.terrain.flow import stoppable
from gistools.terrain.types import ConditionedTerrain
from gistools.text import Text
from gistools.tool import step

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.kernels.codes import F32, I64, U8

MOST_CELLS = 1 << 32  # of a map with its rim: positions are half of a 64-bit key
_FIRST_ROOM = 1 << 14


@dataclass(frozen=True, eq=False)
class SeaLevels:
    """At which level of the sea each cell is flooded (havvand på land).

    Parameters
    ----------
    terrain:
        The terrain, with the polygons of sea taken as sea.
    level:
        float32, m in the vertical datum of the terrain: the least level that the sea must rise above to flood the cell
        over a path of 4 neighbours; inf where no path leads, NaN off land.
    corners:
        The same over 8 neighbours, where water runs between two cells that touch at a corner.
    sides:
        The sides of the map beyond which there is sea.
    notes:
        What the user should know.
    """

    terrain: ConditionedTerrain
    level: Raster
    corners: Raster
    sides: tuple[str, ...]
    notes: tuple[Text, ...]

    @property
    def difference(self) -> Raster:
        """How much sooner water comes over corners, m: 0 where both rules agree, inf where only one has a path."""
        over, under = self.level.values, self.corners.values
        with np.errstate(invalid="ignore"):
            lower = np.where(over == under, np.float32(0), over - under)
        name = Text("Forskel mellem naboregler", "Difference between neighbour rules")
        return Raster(lower, self.level.grid, unit="m", name=name)

    @property
    def title(self) -> Text:
        """What it is."""
        return self.level.name

    @property
    def backdrop(self) -> Raster:
        """The terrain that a map is drawn on."""
        return self.terrain.surface

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        return [(self.level, "sea_to_flood", self.level.name)]

    def __repr__(self) -> str:
        """One line."""
        reached, land = int(np.isfinite(self.level.values).sum()), int(self.terrain.land.sum())
        return f"<SeaLevels: {reached} of {land} land cells can be reached; {self.terrain.grid}>"


@step(1)
def sea_levels(
    terrain: ConditionedTerrain,
    params: SeaParams | None = None,
    sea: gpd.GeoDataFrame | None = None,
    *,
    progress: Progress | None = None,
) -> SeaLevels:
    """Find the least level of the sea that floods each cell (havvand på land), for all levels at once.

    The level is the smallest, over all paths from the sea, of the highest cell on the path (see
    `gistools.kernels.surge`). The sea begins at the cells of class sea (cells without elevation under
    ``Nodata.SEA``), in the polygons of ``sea``, and beyond the sides of the map that ``params`` names. No time and no
    volume: the sea is level and stays.

    Parameters
    ----------
    terrain:
        From `gistools.terrain.condition`; best with the adjustment objects for the sea (havstigning) rather than those
        for rain.
    params:
        The sides of the map with sea.
    sea:
        Polygons of sea; a cell whose centre they hold is sea, whatever its height.
    progress:
        Told how far the work is.

    Raises
    ------
    NodataError
        When there is no sea, or no land beside it.
    ParamError
        For a side of the map that is none.
    CrsError, LayerError
        For polygons in another coordinate system, outside the map, or that hold no cell.
    GridError
        For more than 2^32 cells.

    Examples
    --------
    >>> import numpy as np
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition
    >>> z = np.array([[0.5, 3.0, 1.0], [0.25, 2.0, 0.0]], np.float32)
    >>> terrain = condition(Raster(z, Grid(2, 3, 0.0, 2.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> sea_levels(terrain, SeaParams(sea_sides="west")).level.values.tolist()
    [[0.5, 3.0, 2.0], [0.25, 2.0, 2.0]]
    """
    progress = progress or NoProgress()
    params = params or SeaParams()
    require_kind(terrain, ConditionedTerrain, "terrain")
    require_kind(params, SeaParams, "params")
    sides = require_sides(params)
    progress.update(0.0, Text("Lader havet stige", "Letting the sea rise"))
    if sea is not None:
        terrain = with_sea(terrain, sea)
    cls = class_frame(terrain, sides)
    _require_sea(cls, terrain)
    made = stoppable(progress, lambda stop: _both_rules(terrain, cls, stop))
    grid, datum = terrain.grid, terrain.surface.vertical_datum
    names = (
        Text("Havniveau, der oversvømmer", "Sea level that floods"),
        Text("Havniveau, der oversvømmer, også over hjørner", "Sea level that floods, over corners too"),
    )
    level, corners = (
        Raster(inside(frame), grid, unit="m", vertical_datum=datum, name=name)
        for frame, name in zip(made, names, strict=True)
    )
    told = run_cancellable(progress, lambda: (*sea_notes(terrain, sides), *_level_notes(level, corners)))
    progress.update(1.0, Text("Havet er steget", "The sea has risen"))
    return SeaLevels(terrain, level, corners, sides, (*terrain.notes, *told))


def class_frame(terrain: ConditionedTerrain, sides: tuple[str, ...]) -> U8:
    """Return the classes of the cells in a frame that is sea on some sides."""
    rim = EDGE if terrain.edge_is_outlet else WALL
    if not sides:
        return frame_of(terrain.cell_class, rim)
    frame: U8 = framed(terrain.grid.shape, np.uint8, rim)
    inside(frame)[:] = terrain.cell_class
    rims = {"north": frame[0, 1:-1], "south": frame[-1, 1:-1], "west": frame[1:-1, 0], "east": frame[1:-1, -1]}
    for side in sides:
        rims[side][:] = SEA
    return frame


def steps_of(width: int) -> I64:
    """Return the steps to the neighbours in a flat padded array of that many columns, those over sides first."""
    return np.array([1, width, -1, -width, width + 1, width - 1, -width - 1, -width + 1], np.int64)


def positions(cells: int) -> npt.DTypeLike:
    """Return the type that positions in an array of that many cells need."""
    return np.int32 if cells < 1 << 31 else np.int64


def _require_sea(cls: U8, terrain: ConditionedTerrain) -> None:
    if cls.size > MOST_CELLS:
        raise GridError(
            Text(f"{cls.size} celler", f"{cls.size} cells"),
            Text(f"højst {MOST_CELLS} celler", f"at most {MOST_CELLS} cells"),
            Text("vælg et mindre udsnit (window)", "choose a smaller window"),
        )
    if not (cls == SEA).any():
        raise NodataError(
            Text("intet hav", "no sea"),
            Text("hav, som vandet kan komme fra", "sea that the water can come from"),
            Text(
                "vælg nodata=sea, når havet er uden højder, giv en havflade (sea), eller nævn sider (sea_sides)",
                "choose nodata=sea when the sea has no heights, give a sea polygon (sea), or name sides (sea_sides)",
            ),
        )
    if not terrain.land.any():
        raise NodataError(
            Text("intet land: alt er hav", "no land: all is sea"),
            Text("land, som havet kan oversvømme", "land that the sea can flood"),
            Text("brug en mindre havflade", "use a smaller sea polygon"),
        )


def _both_rules(terrain: ConditionedTerrain, cls: U8, stop: U8) -> list[F32]:
    z = frame_of(terrain.surface.values, np.nan)
    ways = (surge.SIDES, surge.CORNERS)
    return each(lambda first, _: _solve(z, cls, ways[first], stop), [(0, 1), (1, 2)], stop)


def _solve(z: F32, cls: U8, ways: int, stop: U8) -> F32:
    """Return the level of each cell of a frame, under one rule."""
    rows, width = z.shape
    level: F32 = np.full(z.shape, np.nan, np.float32)
    flat, bits, out, step = z.reshape(-1), z.view(np.int32).reshape(-1), level.reshape(-1), steps_of(width)
    row = np.empty(max(_FIRST_ROOM, 1 << (2 * width - 1).bit_length()), positions(z.size))
    heap = np.empty(_FIRST_ROOM, np.int64)
    state = np.array([0, 0, 0, -1], np.int64)
    at = 1
    while at < rows - 1:
        last = min(at + max((1 << 20) // width, 1), rows - 1)
        reached = surge.wet_shore(flat, cls.reshape(-1), out, step, ways, at, last, width, row, state)
        if reached < last:
            row = _longer(row, state)
        at = reached
        check_stop(stop)
    while (told := surge.rise(flat, bits, out, step, ways, row, heap, state, stop)) != surge.DONE:
        check_stop(stop)
        if told == surge.ROW_FULL:
            row = _longer(row, state)
        else:
            heap = np.concatenate([heap, np.empty_like(heap)])
    each(functools.partial(surge.settle_levels, inside(z), inside(level)), row_spans(rows - 2, width - 2), stop)
    return level


def _longer(row: npt.NDArray[Any], state: I64) -> npt.NDArray[Any]:
    """Return a ring of twice the size that begins with what waits in the row."""
    head, tail = int(state[0]), int(state[1])
    longer = np.empty(2 * row.size, row.dtype)
    longer[: tail - head] = row[np.arange(head, tail) & (row.size - 1)]
    state[:2] = 0, tail - head
    return longer


def _level_notes(level: Raster, corners: Raster) -> tuple[Text, ...]:
    cell = level.grid.cell_area_m2
    over, under = level.values, corners.values
    differ = int((over > under).sum())
    never = int(np.isposinf(over).sum())
    notes = [
        Text(
            "Vand løber over cellers sider, ikke over hjørner; med hjørner nås "
            f"{differ} celler ({differ * cell:.0f} m²) af et lavere hav; rule_difference viser hvor.",
            f"Water runs over the sides of cells, not over corners; over corners {differ} cells "
            f"({differ * cell:.0f} m²) are reached by a lower sea; rule_difference shows where.",
        )
    ]
    if never:
        notes.append(
            Text(
                f"{never} landceller ({never * cell:.0f} m²) har ingen vej til havet og oversvømmes ikke.",
                f"{never} land cells ({never * cell:.0f} m²) have no path to the sea and are never flooded.",
            )
        )
    if level.vertical_datum != DANISH_HEIGHT:
        named = Text(*([level.vertical_datum] * 2)) if level.vertical_datum else Text("ukendt", "unknown")
        notes.append(
            Text(
                f"Højdemodellens højdesystem er {named.da}: havniveauer regnes i det, også hvor der står DVR90.",
                f"The vertical datum of the elevation is {named.en}: sea levels are in it, also where DVR90 stands.",
            )
        )
    return tuple(notes)
