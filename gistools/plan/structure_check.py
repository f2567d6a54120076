"""A structure checked against one rain: what reaches it, what it takes, what is missing."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind, require_same_terrain
from gistools.cloudburst.bluespots import find_bluespots
from gistools.cloudburst.event import LIMITS, run_event
from gistools.cloudburst.ledger import DIFFERENCE, unit_m3
from gistools.cloudburst.runoff import Runoff, RunoffClasses
from gistools.cloudburst.whatif.cells import line_cells, polygon_cells
from gistools.errors import BalanceError
from gistools.kernels.codes import DCOL, DROW, HOLE, NO_CODE, OUT_HOLE
from gistools.plan.structure_flow import Link, Load, Room, push
from gistools.plan.structure_params import StructureParams
from gistools.plan.structure_reading import Element, Structure, cell_in
from gistools.progress import NoProgress, Progress, Stage
from gistools.terrain.burn import draw_shapes
from gistools.terrain.flow import route_flow
from gistools.terrain.types import ConditionedTerrain
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.raster import Raster

    I32 = npt.NDArray[np.int32]
    I64 = npt.NDArray[np.int64]

ACCOUNT = {
    "runoff": Text("Afstrømning på land", "Run-off on land"),
    "ground": Text("Til strukturen fra terrænet", "Into the structure from the ground"),
    "held": Text("Holdt tilbage i strukturen", "Held back in the structure"),
    "out": Text("Ført ud ved udløb og recipienter", "Led out at outlets and recipients"),
    "spilled": Text("Mangler plads: løber over fra strukturen", "Room missing: spills from the structure"),
    "stored": Text("Står i lavninger uden for strukturen", "Standing in bluespots beside the structure"),
    "edge": Text("Løbet ud over kortets kant", "Left over the edge of the map"),
    "sea": Text("Løbet i havet", "Ran into the sea"),
    "hole": Text("Løbet i huller", "Ran into holes"),
}
TAKEN = Text(
    "Vand, der når et åbent element eller cellen ved siden af, regnes taget dér; udløb og recipienter tager kun fra "
    "strukturen. Det, der løber over fra strukturen, følges ikke videre på terrænet. Kapacitet gange tid: ingen "
    "strømning i tid og ingen opstuvning.",
    "Water that reaches an open element or the cell beside it counts as taken there; outlets and recipients take from "
    "the structure alone. What spills from the structure is not followed over the ground. Capacity times duration: no "
    "flow in time and no backwater.",
)


@dataclass(frozen=True, eq=False)
class CheckedStructure:
    """A structure and one rain (skybrudsstruktur ved én regn); made by `check_structure`.

    Parameters
    ----------
    structure, terrain:
        What was checked, on what.
    rain_mm, duration_h:
        The rain, averaged over the land, and for how long the elements lead water.
    loads:
        What became of the water at each place (by its number) and on each line (by the numbers of its ends), in units.
    rooms:
        What each can take, in units.
    account:
        int by the names of `ACCOUNT`: ``runoff`` = ``ground`` + ``stored`` + ``edge`` + ``sea`` + ``hole``, and
        ``ground`` = ``held`` + ``out`` + ``spilled``.
    unit_m3:
        How much water one unit is.
    notes:
        What the user should know.
    """

    structure: Structure
    terrain: ConditionedTerrain
    rain_mm: float
    duration_h: float
    loads: dict[int | Link, Load]
    rooms: dict[int | Link, Room]
    account: dict[str, int]
    unit_m3: float
    notes: tuple[Text, ...]

    @property
    def difference(self) -> int:
        """What the account lacks, in units: 0."""
        told = self.account
        outside = told["runoff"] - sum(told[name] for name in ("ground", "stored", "edge", "sea", "hole"))
        return abs(outside) + abs(told["ground"] - told["held"] - told["out"] - told["spilled"])

    def require_closed(self) -> None:
        """Raise `BalanceError` when water was lost or made."""
        if self.difference:
            raise BalanceError(
                Text(f"en difference på {self.difference} enheder", f"a difference of {self.difference} units"),
                Text("0", "0"),
                Text("meld fejlen med data og parametre", "report the defect with data and parameters"),
            )

    def to_frame(self) -> pd.DataFrame:
        """Return the account: rain_mm, term, text_da, text_en, volume_m3, units."""
        rows = [
            (self.rain_mm, n, t.da, t.en, self.account[n] * self.unit_m3, self.account[n]) for n, t in ACCOUNT.items()
        ]
        gap = self.difference
        rows.append((self.rain_mm, "difference", DIFFERENCE.da, DIFFERENCE.en, gap * self.unit_m3, gap))
        table = pd.DataFrame(rows, columns=["rain_mm", "term", "text_da", "text_en", "volume_m3", "units"])
        table.attrs["units"] = {"rain_mm": "mm", "volume_m3": "m³"}
        table.attrs["title"] = Text("Strukturens vandregnskab", "Water account of the structure")
        return table

    @property
    def title(self) -> Text:
        """What it is."""
        return Text("Skybrudsstruktur", "Cloudburst structure")

    @property
    def backdrop(self) -> Raster:
        """The terrain that a map is drawn on."""
        return self.terrain.surface

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        from gistools.plan.structure_layers import link_layer, node_layer  # noqa: PLC0415 - only for pictures

        lines, places = link_layer(self), node_layer(self)
        return [
            (lines, "structure_links", lines.attrs["title"]),
            (places, "structure_nodes", places.attrs["title"]),
        ]

    def __repr__(self) -> str:
        """One line."""
        missing = self.account["spilled"] * self.unit_m3
        over = sum(load.spilled > 0 for load in self.loads.values())
        return f"<CheckedStructure: {self.rain_mm:g} mm; {missing:.0f} m³ missing at {over} elements>"


def check_structure(
    structure: Structure,
    terrain: ConditionedTerrain,
    classes: RunoffClasses,
    rain_mm: float,
    params: StructureParams | None = None,
    *,
    progress: Progress | None = None,
) -> CheckedStructure:
    """Return where one rain exceeds a structure, what spills and what is missing in m³.

    Water runs, collects and spills on the terrain as in `run_event`, with the cells of all open elements as places
    where it leaves the ground: so each unit reaches the first element on its way, and none is counted twice. A cell of
    several elements belongs to a place before a line, then to the lower row; a closed line takes water at its upper
    end alone. Outlets and recipients take water from the structure alone, and within the tolerance of them no line
    takes any. Then it is pushed through the graph by `gistools.plan.structure_flow.push`.

    Parameters
    ----------
    structure:
        From `read_structure`.
    terrain, classes:
        From `condition` and `runoff_classes`.
    rain_mm:
        The rain, averaged over the land.
    params:
        For how long the elements lead water.
    progress:
        Told how far the work is.

    Raises
    ------
    ParamError
        For a rain below 0 or beyond what can be counted.
    BalanceError
        When water is lost or made; a defect to be reported.

    Examples
    --------
    A slope 9 cells wide and 3 high drains over a road into a basin of 1 m³, in a rain of 0.1 m.

    >>> import geopandas as gpd
    >>> from gistools.cloudburst import LossParams, runoff_classes
    >>> from gistools.grid import Grid
    >>> from gistools.plan import read_structure
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition
    >>> z = np.tile(np.arange(9, 0, -1, dtype=np.float32), (3, 1))
    >>> terrain = condition(Raster(z, Grid(3, 9, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> layer = gpd.GeoDataFrame(
    ...     {"type": ["skybrudsvej", "bassin"], "kapacitet_m3_s": [1.0, None], "kapacitet_m3": [None, 0.2]},
    ...     geometry=[shapely.LineString([(1.5, 1.5), (6.5, 1.5)]), shapely.Point(7.0, 1.5)], crs="EPSG:25832")
    >>> made = check_structure(read_structure(layer, terrain), terrain, runoff_classes(terrain, LossParams()), 100.0)
    >>> made.difference, round(made.account["held"] * made.unit_m3, 3), made.account["spilled"] > 0
    (0, 0.2, True)
    """
    params, progress = params or StructureParams(), progress or NoProgress()
    require_kind(structure, Structure, "structure")
    require_kind(terrain, ConditionedTerrain, "terrain")
    require_kind(classes, RunoffClasses, "classes")
    require_same_terrain(terrain.key, classes.terrain.key, Text("en afstrømning", "run-off"))
    progress.update(0.0, Text("Lægger strukturen på terrænet", "Laying the structure on the ground"))
    elements: dict[int | Link, Element] = {
        **{n: told["element"] for n, told in structure.graph.nodes(data=True) if told["element"] is not None},
        **{(a, b): told["element"] for a, b, told in structure.graph.edges(data=True)},
    }
    names = list(elements)
    taken = _cells(list(elements.values()), terrain, params.tolerance_m)
    runoff = classes.at(classes.step(rain_mm))
    ground, rest = _reached(terrain, runoff, taken, len(names), progress)
    unit = unit_m3(terrain.grid.cell_area_m2, runoff.per_unit)
    rooms: dict[int | Link, Room] = {}
    for name in (*structure.graph.nodes, *structure.graph.edges):
        one = elements.get(name)
        rooms[name] = Room(0, None) if one is None else _room(one, params.duration_h, unit)
    ends = frozenset(n for n, one in elements.items() if isinstance(n, int) and one.kind.ends)
    loads = push(structure.graph, rooms, dict(zip(names, ground.tolist(), strict=True)), ends)
    last = [node for node in structure.graph.nodes if not structure.graph.out_degree(node)]
    account = {
        "runoff": int(runoff.amount.sum()),
        "ground": int(ground.sum()),
        "held": sum(load.held for load in loads.values()),
        "out": sum(loads[node].passed for node in last),
        "spilled": sum(load.spilled for load in loads.values()),
        **rest,
    }
    notes = (*terrain.notes, *structure.notes, *runoff.notes, TAKEN, LIMITS)
    made = CheckedStructure(structure, terrain, float(rain_mm), params.duration_h, loads, rooms, account, unit, notes)
    made.require_closed()
    progress.update(1.0, Text("Strukturen er efterset", "The structure is checked"))
    return made


def _room(one: Element, duration_h: float, unit: float) -> Room:
    """Return what an element can take in whole units, rounded down."""
    carried = one.carried_m3(duration_h)
    return Room(math.floor(one.holds_m3 / unit), None if math.isinf(carried) else math.floor(carried / unit))


def _cells(elements: list[Element], terrain: ConditionedTerrain, tolerance_m: float) -> I32:
    """Return the element that takes the water of each cell, from 1; 0 for none."""
    taken = np.zeros(terrain.grid.shape, np.int32)
    for one in elements:
        if one.kind.ends:  # no line takes the water of the stream that it leads to
            draw_shapes([(one.shape.buffer(max(tolerance_m, 1e-3)), -1)], taken, terrain.grid, touched=True)
    order = sorted(range(len(elements)), key=lambda i: (elements[i].kind.is_line, elements[i].row))
    for i in order:
        if elements[i].kind.ends:
            continue
        r, c = _own_cells(elements[i], terrain)
        free = taken[r, c] == 0
        taken[r[free], c[free]] = i + 1
    return np.maximum(taken, 0)


def _own_cells(one: Element, terrain: ConditionedTerrain) -> tuple[I64, I64]:
    """Return the cells from which an element takes water."""
    shape = one.shape
    if isinstance(shape, shapely.LineString) and one.kind.open:
        return line_cells(shape, terrain.grid)
    x, y = shapely.get_coordinates(shape if one.kind.is_line else shapely.point_on_surface(shape))[0]
    row, col = cell_in(terrain, x, y)
    rows, cols = np.array([row]), np.array([col])
    if isinstance(shape, shapely.Polygon):
        inside = polygon_cells(shape, terrain.grid)
        rows, cols = np.append(rows, inside[0]), np.append(cols, inside[1])
    return rows, cols


def _reached(
    terrain: ConditionedTerrain, runoff: Runoff, taken: I32, count: int, progress: Progress
) -> tuple[I64, dict[str, int]]:
    """Return what reaches each element from the ground, and where all other run-off is."""
    land = terrain.land & (taken == 0)
    values = np.where(land, terrain.surface.values, np.float32(np.nan)).astype(np.float32)
    cls = np.where(terrain.land & (taken > 0), HOLE, terrain.cell_class).astype(np.uint8)
    ground = np.zeros(count + 1, np.int64)
    mine = terrain.land & (taken > 0)
    np.add.at(ground, taken[mine], runoff.amount[mine])  # what falls on the elements themselves
    rest = dict.fromkeys(("stored", "edge", "sea", "hole"), 0)
    if not land.any():
        return ground[1:], rest
    open_ground = ConditionedTerrain(
        dataclasses.replace(terrain.surface, values=values), cls, terrain.params, None, (), terrain.raised
    )
    flow = route_flow(open_ground, progress=Stage(progress, 0.1, 0.6))
    amount = np.where(land, runoff.amount, 0)
    net = Runoff(amount, int(amount.sum()), 0, 0, 0, runoff.per_unit, 0.0, (), open_ground.key)
    found = find_bluespots(open_ground, flow, progress=Stage(progress, 0.6, 0.7))
    flood = run_event(open_ground, flow, found, net, progress=Stage(progress, 0.7, 0.95))
    for name in rest:
        rest[name] = flood.ledger.terms[name]
    rows, cols = np.nonzero((flow.local != NO_CODE) & ((flow.local & 15) == OUT_HOLE))
    into = _beside(taken, terrain, rows, cols)
    np.add.at(ground, into, flood.through[rows, cols])
    reached = int(flood.through[rows, cols][into > 0].sum())
    ground[0] = 0
    rest["hole"] -= reached
    return ground[1:], rest


def _beside(taken: I32, terrain: ConditionedTerrain, rows: I64, cols: I64) -> I32:
    """Return the element beside each cell: that on the lowest ground, of equals the first clockwise from east."""
    best = np.zeros(rows.size, np.int32)
    lowest = np.full(rows.size, np.inf)
    for k in range(8):
        r, c = rows + int(DROW[k]), cols + int(DCOL[k])
        on_map = (r >= 0) & (r < taken.shape[0]) & (c >= 0) & (c < taken.shape[1])
        r, c = np.where(on_map, r, 0), np.where(on_map, c, 0)
        one = np.where(on_map & terrain.land[r, c], taken[r, c], 0)
        z = np.where(one > 0, terrain.surface.values[r, c].astype(np.float64), np.inf)
        lower = z < lowest
        best[lower], lowest[lower] = one[lower], z[lower]
    return best
