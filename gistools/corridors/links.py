"""Links between patches over the least cost (billigste spredningsveje), and fields of cost."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from gistools.corridors.landscape import COST_UNIT, Corridors
from gistools.corridors.links_params import LinkParams
from gistools.corridors.search import field, patch_cells, ready, region_links, regions, search_links
from gistools.corridors.surface import cost_of, stoppable, surface_of
from gistools.errors import CrsError, GridError, LayerError
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.corridors.landscape import Patches, Resistance
    from gistools.corridors.search import Ways
    from gistools.grid import Grid
    from gistools.kernels.codes import U8
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I32 = npt.NDArray[np.int32]

UNKNOWN_CLASS = "unknown"
"""Key of the metres over cells whose class of surface is not known."""


def corridor_links(
    patches: Patches,
    resistance: Resistance,
    params: LinkParams | None = None,
    *,
    roads: gpd.GeoDataFrame | None = None,
    road_name: str = "vejnavn",
    progress: Progress | None = None,
) -> Corridors:
    """Find the least-cost links between patches.

    A step between two cells costs half the sum of their resistances times its length in metres, diagonals included
    (facts of the field: Graphab, gdistance, MCP_Geometric); no diagonal step passes between two barriers. A link costs
    the least from any cell of the one patch to any of the other. Patches whose cells are neighbours have a link, too,
    of one step between centres, so that every cost is above 0.

    Planar: links between patches whose regions of cells that are nearest to them by cost touch (Fall et al. 2007,
    without dropping any); the way stays within the two regions. (Graphab's planar set takes the nearest by straight
    distance instead.) Complete: all pairs; ways may pass through other patches, whose cells cost what they do.

    Parameters
    ----------
    patches, resistance:
        On one grid.
    params:
        See `LinkParams`.
    roads:
        Lines in the coordinate system of the grid; those that a link crosses are named in it.
    road_name:
        Column of the names of roads.
    progress:
        Told how far the work is.

    Raises
    ------
    LayerError
        Without patches, or for patches that have no cell; for roads without the column.
    GridError, CrsError
        When patches and resistance are on different grids, or roads in another system.
    TableError
        For resistances that are below 1, infinite or too far apart.
    Cancelled
        When the user wants to stop.

    Examples
    --------
    Two cells of habitat with two of resistance 3 between them, cells of 10 m: 10 (1/2 + 3 + 3 + 1/2) x ... =
    10 x (2 + 3 + 2) = 70.

    >>> from gistools.corridors.landscape import Patches, Resistance
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> grid = Grid(rows=1, cols=4, x0=0.0, y0=10.0, dx_m=10.0, dy_m=10.0, crs="EPSG:25832")
    >>> frame = gpd.GeoDataFrame(
    ...     {"patch_id": [1, 2], "patch_class": "meadow", "area_m2": 100.0, "quality": 1.0, "at_edge": True,
    ...      "home": True},
    ...     geometry=[shapely.box(0, 0, 10, 10), shapely.box(30, 0, 40, 10)], crs=grid.crs)
    >>> patches = Patches(frame, np.array([[1, 0, 0, 2]], np.int32), grid, frame.iloc[:0])
    >>> crossing = Raster(np.array([[1, 3, 3, 1]], np.float32), grid)
    >>> classes = np.array([[0, 1, 1, 0]], np.int16)
    >>> resistance = Resistance(crossing, np.zeros((1, 4), bool), classes, ("meadow", "grass"))
    >>> links = corridor_links(patches, resistance).links
    >>> links[["from_patch", "to_patch", "link_cost", "link_m"]].values.tolist()
    [[1.0, 2.0, 70.0, 30.0]]
    >>> links["metres"][0]
    {'meadow': 10.0, 'grass': 20.0}
    """
    params = params or LinkParams()
    _require_patches(patches, resistance)
    surface, cells = stoppable(progress, lambda stop: ready(patches, resistance, stop))
    search = region_links if params.planar else search_links
    ways = search(surface, cells, params.limit, progress=progress)
    shut = np.flatnonzero(np.diff(cells.start)[1:] == 0) + 1
    made = corridors_of(ways, patches, resistance, params, roads=roads, road_name=road_name)
    return replace(made, notes=_of_shut(shut.tolist())) if shut.size else made


def _of_shut(shut: list[int]) -> tuple[Text, ...]:
    numbers = ", ".join(map(str, shut))
    return (
        Text(
            f"Levesteder, der ligger, hvor ingen kan passere, har ingen forbindelser: {numbers}",
            f"Patches that lie where nobody passes have no links: {numbers}",
        ),
    )


def corridors_of(
    ways: Ways,
    patches: Patches,
    resistance: Resistance,
    params: LinkParams,
    *,
    roads: gpd.GeoDataFrame | None = None,
    road_name: str = "vejnavn",
) -> Corridors:
    """Return ways that were found as links and a graph."""
    links = link_frame(ways, resistance, roads=roads, road_name=road_name)
    limit = np.inf if params.limit is None else params.limit
    return Corridors(link_graph(patches, links), links, patches, resistance, float(limit), params.planar)


def _require_patches(patches: Patches, resistance: Resistance) -> None:
    grid = resistance.raster.grid
    patches.grid.require_aligned(grid, Text("levestederne", "the patches"), Text("modstanden", "the resistance"))
    for name, found in (("labels", patches.labels), ("barrier", resistance.barrier), ("classes", resistance.classes)):
        if found.shape != grid.shape:
            raise GridError(
                Text(f"{name} af form {found.shape}", f"{name} of shape {found.shape}"),
                Text(f"form {grid.shape}", f"shape {grid.shape}"),
                Text("lav dem på det samme gitter", "make them on one grid"),
            )
    ids = patches.frame["patch_id"].to_numpy()
    if not len(ids):
        raise LayerError(
            Text("ingen levesteder", "no patches"),
            Text("mindst ét levested", "a patch or more"),
            Text(
                "vælg en anden art, flere lag eller et mindre mindsteareal",
                "choose another species, more layers or a smaller least area",
            ),
        )
    count = np.bincount(patches.labels.ravel().clip(0), minlength=len(ids) + 1)
    bare = [int(p) for p in ids if not 0 < p < count.size or not count[p]]
    if bare or count.size != len(ids) + 1 or not np.array_equal(ids, np.arange(1, len(ids) + 1)):
        numbers = ", ".join(map(str, bare)) or f"1-{count.size - 1}"
        raise LayerError(
            Text(f"levesteder uden celler: {numbers}", f"patches without cells: {numbers}"),
            Text(
                "numre fra 1 i rækkefølge, hvert med mindst én celle",
                "numbers from 1 in order, each with a cell or more",
            ),
            Text("lav levestederne med habitat_patches", "make the patches with habitat_patches"),
        )


def link_frame(
    ways: Ways, resistance: Resistance, *, roads: gpd.GeoDataFrame | None = None, road_name: str = "vejnavn"
) -> gpd.GeoDataFrame:
    """Return ways as the rows of `Corridors.links`."""
    grid, count = resistance.raster.grid, ways.one.size
    row, col = np.divmod(ways.cell, grid.cols)
    x, y = grid.centres(row, col)
    of = np.repeat(np.arange(count), np.diff(ways.begin))
    lines: npt.NDArray[Any] = (
        np.asarray(shapely.linestrings(np.column_stack([x, y]), indices=of)) if count else np.zeros(0, object)
    )
    same = of[1:] == of[:-1]
    step = np.where(same, np.hypot(np.diff(row) * grid.dy_m, np.diff(col) * grid.dx_m), 0.0)
    half = np.zeros(ways.cell.size)
    half[:-1] += step / 2.0
    half[1:] += step / 2.0
    names = [*resistance.names, UNKNOWN_CLASS]
    number = resistance.classes.ravel()[ways.cell].astype(np.int64)
    number[number < 0] = len(names) - 1
    metres = np.bincount(of * len(names) + number, half, count * len(names)).reshape(count, len(names))
    frame = gpd.GeoDataFrame(
        {
            "link_id": np.arange(1, count + 1),
            "from_patch": ways.one,
            "to_patch": ways.other,
            "link_cost": ways.cost * COST_UNIT,
            "link_m": metres.sum(axis=1),
            "metres": [{names[k]: float(some[k]) for k in np.flatnonzero(some)} for some in metres],
            "roads_crossed": _crossed(lines, grid, roads, road_name),
        },
        geometry=lines,
        crs=grid.crs,
    )
    frame.attrs["units"] = {"link_m": "m"}
    return frame


def _crossed(lines: npt.NDArray[Any], grid: Grid, roads: gpd.GeoDataFrame | None, name: str) -> list[str]:
    """Return the names of the roads that each line crosses, in order of the alphabet."""
    crossed: list[set[str]] = [set() for _ in lines]
    if roads is not None:
        if name not in roads.columns:
            raise LayerError(
                Text(f"veje uden feltet {name}", f"roads without the column {name}"),
                Text("et felt med vejens navn", "a column with the name of the road"),
                Text("giv feltets navn i road_name", "give the name of the column in road_name"),
            )
        if roads.crs is None:
            raise CrsError(
                Text("veje uden koordinatsystem", "roads without a coordinate system"),
                Text(f"{grid.crs}, eller et andet kendt", f"{grid.crs}, or another that is known"),
                Text("angiv lagets koordinatsystem", "say the coordinate system of the layer"),
            )
        roads = roads.to_crs(grid.crs)
        names = roads[name].fillna("").astype(str).to_numpy()
        for line, road in zip(
            *shapely.STRtree(roads.geometry.to_numpy()).query(lines, predicate="intersects"), strict=True
        ):
            crossed[line].add(names[road] or "?")
    return [", ".join(sorted(some)) for some in crossed]


def link_cells(corridors: Corridors) -> list[npt.NDArray[np.int64]]:
    """Return the cells that each link passes, positions in the grid row by row, in order from its first patch."""
    begin, cell = path_cells(corridors.links.geometry.to_numpy(), corridors.patches.grid)
    return [cell[first:last] for first, last in itertools.pairwise(begin.tolist())]


def path_cells(lines: npt.NDArray[Any], grid: Grid) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where each line begins among the cells (and one more), and the cell of each of its points, in order.

    >>> from gistools.grid import Grid
    >>> grid = Grid(3, 4, 0.0, 30.0, 10.0, 10.0, "EPSG:25832")
    >>> path_cells(np.array([shapely.LineString([(5, 25), (15, 15), (25, 5)])]), grid)[1].tolist()
    [0, 5, 10]
    """
    at = shapely.get_coordinates(lines)
    col = np.floor((at[:, 0] - grid.x0) / grid.dx_m).astype(np.int64)
    row = np.floor((grid.y0 - at[:, 1]) / grid.dy_m).astype(np.int64)
    begin = np.zeros(len(lines) + 1, np.int64)
    np.cumsum(shapely.get_num_coordinates(lines), out=begin[1:])
    return begin, row * grid.cols + col


def link_graph(patches: Patches, links: gpd.GeoDataFrame) -> nx.Graph[Any]:
    """Return patches and links as the graph of `Corridors`."""
    graph: nx.Graph[Any] = nx.Graph()
    at = shapely.get_coordinates(patches.frame.geometry.representative_point().to_numpy())
    for (x, y), one in zip(at, patches.frame.itertuples(), strict=True):
        graph.add_node(
            int(one.patch_id),
            area_m2=float(one.area_m2),
            quality=float(one.quality),
            x=float(x),
            y=float(y),
            at_edge=bool(one.at_edge),
            home=bool(one.home),
        )
    for link in links.itertuples():
        graph.add_edge(
            int(link.from_patch), int(link.to_patch), cost=float(link.link_cost), length_m=float(link.link_m)
        )
    return graph


def cost_distance(
    resistance: Resistance,
    sources: npt.NDArray[Any],
    *,
    limit: float | None = None,
    progress: Progress | None = None,
) -> F64:
    """Return the least cost from sources to each cell, in resistance metres.

    Parameters
    ----------
    resistance:
        See `Resistance`.
    sources:
        Shape of the grid: cells that are not 0 (or False) are at cost 0, save those that nobody passes.
    limit:
        Cost beyond which no cell is searched.

    Returns
    -------
    float64
        Shape of the grid; infinite beyond the limit and where there is no way.

    Raises
    ------
    GridError
        When the sources have another shape.
    TableError
        As for `corridor_links`.
    Cancelled
        When the user wants to stop.

    >>> from gistools.corridors.landscape import Resistance
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> grid = Grid(rows=1, cols=4, x0=0.0, y0=10.0, dx_m=10.0, dy_m=10.0, crs="EPSG:25832")
    >>> crossing = Raster(np.array([[1, 3, 3, np.nan]], np.float32), grid)
    >>> resistance = Resistance(crossing, np.zeros((1, 4), bool), np.zeros((1, 4), np.int16), ("grass",))
    >>> cost_distance(resistance, np.array([[True, False, False, False]])).tolist()
    [[0.0, 20.0, 50.0, inf]]
    """
    _require_shape(sources, resistance)

    def work(stop: U8) -> F64:
        surface = surface_of(resistance, stop)
        marked = surface.framed(np.asarray(sources != 0, np.int8))
        marked[np.isnan(surface.resistance)] = 0
        left, budget = field(surface, np.flatnonzero(marked).astype(np.int32), limit, stop)
        return cost_of(surface.inside(left), budget)

    return stoppable(progress, work)


def cost_regions(
    resistance: Resistance,
    labels: I32,
    *,
    limit: float | None = None,
    progress: Progress | None = None,
) -> tuple[I32, F64]:
    """Return which patch is nearest by cost to each cell, and the cost, in resistance metres.

    Parameters
    ----------
    labels:
        Shape of the grid: numbers of patches above 0; 0 where there is none.

    Returns
    -------
    int32, float64
        Number of the patch, the smaller of two as near, 0 where none can be reached (within the limit); and the cost,
        infinite there.

    Raises
    ------
    GridError, TableError, Cancelled
        As for `cost_distance`.

    >>> from gistools.corridors.landscape import Resistance
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> grid = Grid(rows=1, cols=5, x0=0.0, y0=10.0, dx_m=10.0, dy_m=10.0, crs="EPSG:25832")
    >>> even = Raster(np.ones((1, 5), np.float32), grid)
    >>> resistance = Resistance(even, np.zeros((1, 5), bool), np.zeros((1, 5), np.int16), ("grass",))
    >>> region, cost = cost_regions(resistance, np.array([[1, 0, 0, 0, 2]], np.int32))
    >>> region.tolist(), cost.tolist()  # the middle is as near to both
    ([[1, 1, 1, 2, 2]], [[0.0, 10.0, 20.0, 10.0, 0.0]])
    """
    _require_shape(labels, resistance)

    def work(stop: U8) -> tuple[I32, F64]:
        surface = surface_of(resistance, stop)
        cells = patch_cells(surface, np.asarray(labels, np.int32), int(labels.max(initial=0)))
        region, left, budget = regions(surface, cells, limit, stop)
        return surface.inside(region).copy(), cost_of(surface.inside(left), budget)

    return stoppable(progress, work)


def _require_shape(values: npt.NDArray[Any], resistance: Resistance) -> None:
    if np.shape(values) != resistance.raster.grid.shape:
        raise GridError(
            Text(f"celler af form {np.shape(values)}", f"cells of shape {np.shape(values)}"),
            Text(f"form {resistance.raster.grid.shape}", f"shape {resistance.raster.grid.shape}"),
            Text("lav dem på modstandens gitter", "make them on the grid of the resistance"),
        )
