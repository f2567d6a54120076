"""Resistance (modstand): what it costs a species to cross each cell, with barriers that never leak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.corridors.barriers_burned import Barriers, crossings, joined, passage_lines, read_lines
from gistools.corridors.landscape import Resistance, Species
from gistools.corridors.surfaces import SurfaceClasses, classified, load_surface_classes, named, require_crs
from gistools.errors import ParamError, TableError
from gistools.raster import Raster
from gistools.terrain.burn import draw_shapes
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.corridors.resistance_params import ResistanceParams
    from gistools.grid import Grid

    Classes = npt.NDArray[np.int16]
    Mask = npt.NDArray[np.bool_]

UNKNOWN = -1
_LINES = ("stream", "road_small", "rail", "road_large")  # burned in this order: the last lies on top


def resistance_surface(
    land_cover: gpd.GeoDataFrame | Mapping[str, gpd.GeoDataFrame],
    species: Species,
    grid: Grid,
    params: ResistanceParams,
    *,
    roads: gpd.GeoDataFrame | None = None,
    rails: gpd.GeoDataFrame | None = None,
    streams: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    passages: gpd.GeoDataFrame | None = None,
    paths: gpd.GeoDataFrame | None = None,
    study_area: gpd.GeoDataFrame | None = None,
    classes: SurfaceClasses | None = None,
) -> Resistance:
    """Return what it costs a species to cross each cell.

    A cell is of the surface that holds its centre, or whose line (a hedge) it touches; where surfaces overlap, that on
    top (the order of ``classes``). Streams, small roads, railways and large roads, in this order, take the cells
    whose centre lies in their width and every cell that their centre line touches, so that none has a gap; such
    cells and those of other barrier classes stand in ``barrier``. After them, openings are laid: where a path
    crosses on a bridge or in a tunnel, where a path or stream passes beneath a bridge, and where a passage is
    given; these cells stand in ``opened``. A path and a passage are no barrier; a stream beneath a bridge is one
    still, but not the road. A road in a tunnel and a stream in a pipe part nothing.

    Parameters
    ----------
    land_cover:
        Polygons with their surface, or several such layers by name.
    species:
        Whose resistance.
    grid:
        On which cells.
    params:
        How layers become resistance.
    roads, rails, streams, paths:
        Centre lines; columns ``vejkategori``, ``aadt``, ``bredde_m``, ``bro_tunnel``, ``niveau``, ``status``,
        ``synlighed`` are used where they stand.
    buildings:
        Polygons.
    passages:
        Bridges, culverts and wildlife passages: lines or polygons through the barrier as drawn, or points, which open
        the nearest barrier straight across.
    study_area:
        Polygons of what is known; outside nobody passes. The whole grid when None.
    classes:
        Of surfaces; those shipped when None.

    Raises
    ------
    CrsError, LayerError
        For layers that cannot be used, by feature.
    TableError
        When a resistance is below 1 or not finite: the classes and the species.
    ParamError
        When ``unknown_class`` is no class.

    >>> import geopandas as gpd, shapely
    >>> from gistools.grid import Grid
    >>> from gistools.corridors.species import load_species
    >>> from gistools.corridors.resistance_params import ResistanceParams
    >>> grid = Grid(rows=3, cols=4, x0=0.0, y0=30.0, dx_m=10.0, dy_m=10.0, crs="EPSG:25832")
    >>> cover = gpd.GeoDataFrame({"klasse": ["eng"]}, geometry=[shapely.box(0, 0, 40, 30)], crs=25832)
    >>> road = gpd.GeoDataFrame({"aadt": [9000]}, geometry=[shapely.LineString([(0, 15), (40, 15)])], crs=25832)
    >>> pipe = gpd.GeoDataFrame(geometry=[shapely.LineString([(25, 9), (25, 21)])], crs=25832)
    >>> made = resistance_surface(cover, load_species()["hedgehog"], grid, ResistanceParams(), roads=road,
    ...     passages=pipe)
    >>> made.raster.values.tolist()
    [[3.0, 3.0, 3.0, 3.0], [300.0, 300.0, 3.0, 300.0], [3.0, 3.0, 3.0, 3.0]]
    >>> made.barrier[1].tolist()
    [True, True, False, True]
    """
    classes = classes or load_surface_classes()
    _check(species, classes, params)
    number = {name: np.int16(k) for k, name in enumerate(classes.names)}
    layers = dict(land_cover) if isinstance(land_cover, Mapping) else {"land_cover": land_cover}
    if buildings is not None:
        layers["buildings"] = buildings.assign(surface_class="building")
    cells = _covered(layers, classes, number, grid, params)
    notes: list[Text] = []
    read = {}
    for source, layer in {"streams": streams, "roads": roads, "rails": rails, "paths": paths}.items():
        read[source], told = read_lines(layer, source, grid, classes, params)
        notes += told
    barriers = joined(read["streams"], read["roads"], read["rails"])
    _burn(cells, barriers, number, grid)
    opened = np.zeros(grid.shape, np.bool_)
    notes += _open(cells, opened, barriers, read["paths"], passages, classes, number, grid, params)
    unknown = cells == UNKNOWN
    if params.unknown_class:
        cells[unknown] = number[params.unknown_class]
    if study_area is not None:
        require_crs(study_area, grid, "study_area")
        inside = draw_shapes(((shape, 1) for shape in study_area.geometry), np.zeros(grid.shape, np.uint8), grid)
        unknown &= inside == 1
        cells[inside == 0] = UNKNOWN
        opened &= inside == 1
    notes += _unknown_notes(int(unknown.sum()), grid, params, classes)
    values = np.append([species.resistance[name] for name in classes.names], np.nan).astype(np.float32)[cells]
    parts = np.append([name in classes.barriers for name in classes.names], False)
    raster = Raster(
        values, grid, name=Text(f"Modstand, {species.name.da}", f"Resistance, {species.name.en}"),
        stamps=(),
    )  # fmt: skip
    return Resistance(raster, parts[cells], cells, classes.names, tuple(notes), opened)


def _check(species: Species, classes: SurfaceClasses, params: ResistanceParams) -> None:
    missing = [name for name in classes.names if name not in species.resistance]
    wrong = {c: r for c, r in species.resistance.items() if not (1.0 <= r < np.inf)}
    if missing or wrong:
        shown = ", ".join([f"{c} = {r:g}" for c, r in wrong.items()] + [f"{c} = ?" for c in missing])
        raise TableError(
            Text(f"modstand for {species.name.da}: {shown}", f"resistance of {species.name.en}: {shown}"),
            Text("1 eller mere og endelig for hver klasse", "1 or more and finite for each class"),
            Text("ret tabellen species_resistance", "correct the table species_resistance"),
        )
    if params.unknown_class and params.unknown_class not in classes.names:
        raise ParamError(
            unknown_name(params.unknown_class, classes.names, "unknown_class: "),
            Text("en af klasserne eller tom", "one of the classes or empty"),
            Text("ret unknown_class", "correct unknown_class"),
        )


def _covered(
    layers: Mapping[str, gpd.GeoDataFrame],
    classes: SurfaceClasses,
    number: Mapping[str, np.int16],
    grid: Grid,
    params: ResistanceParams,
) -> Classes:
    """Return the class of each cell from polygons: that which holds its centre and lies on top."""
    features = classified(layers, classes, grid, class_field=params.class_field, pond_below_m2=params.pond_below_m2,
                          line_width_m=params.line_width_m)  # fmt: skip
    ranks = features["surface_class"].map(number).to_numpy(np.int64)
    order = np.argsort(-ranks, kind="stable")
    cells: Classes = np.full(grid.shape, UNKNOWN, np.int16)
    shapes, lines = features.geometry.to_numpy(), features["line"].to_numpy()
    drawn = np.array([line is not None for line in lines], np.bool_)
    for rank in dict.fromkeys(ranks[order].tolist()):  # the last lies on top
        own = np.flatnonzero(ranks == rank)
        draw_shapes(((shapes[k], rank) for k in own), cells, grid)
        draw_shapes(((lines[k], rank) for k in own[drawn[own]]), cells, grid, touched=True)
    return cells


def _burn(cells: Classes, barriers: Barriers, number: Mapping[str, np.int16], grid: Grid) -> None:
    """Write the class of each barrier into the cells of its width and all that its line touches; none in a tunnel."""
    for surface in _LINES:
        own = barriers.only((barriers.surface == surface) & (barriers.level >= 0.0))
        for shapes, touched in ((own.areas(), False), (own.lines, True)):
            draw_shapes(((shape, int(number[surface])) for shape in shapes), cells, grid, touched=touched)


def _open(
    cells: Classes,
    opened: Mask,
    barriers: Barriers,
    paths: Barriers,
    passages: gpd.GeoDataFrame | None,
    classes: SurfaceClasses,
    number: Mapping[str, np.int16],
    grid: Grid,
    params: ResistanceParams,
) -> list[Text]:
    """Lay the openings into the cells of barriers; return what must be said of them."""
    cell = float(np.hypot(grid.dx_m, grid.dy_m))
    isbarrier = np.append([name in classes.barriers and name != "building" for name in classes.names], False)
    before = isbarrier[cells]
    on_ground = barriers.only(barriers.level >= 0.0)
    streams = on_ground.only(on_ground.surface == "stream")
    others = on_ground.only(on_ground.surface != "stream")
    for over, under in ((others, streams), (on_ground, paths)):
        for line, surface in zip(*crossings(over, under, cell), strict=True):
            _lay(cells, opened, before, line, int(number[surface]), grid)
    notes: list[Text] = []
    if passages is None:
        return notes
    lines, names, far = passage_lines(passages, on_ground, grid, params)
    idle = [name for line, name in zip(lines, names, strict=True)
            if not _lay(cells, opened, before, line, int(number["passage"]), grid)]  # fmt: skip
    idle += list(far)
    if idle:
        shown = named(idle)
        notes.append(
            Text(f"passager uden vej, bane eller å at åbne: {shown.da}",
                 f"passages without a road, railway or stream to open: {shown.en}")
        )  # fmt: skip
    return notes


def _lay(cells: Classes, opened: Mask, before: Mask, shape: object, code: int, grid: Grid) -> bool:
    """Give the cells of a barrier that a shape touches another class; return whether there are any."""
    touched = draw_shapes([(shape, 1)], np.zeros(grid.shape, np.uint8), grid, touched=True) == 1  # type: ignore[list-item]
    through = touched & before
    cells[through] = code
    opened |= through
    return bool(through.any())


def _unknown_notes(count: int, grid: Grid, params: ResistanceParams, classes: SurfaceClasses) -> list[Text]:
    if not count:
        return []
    area = count * grid.cell_area_m2 / 1e4
    if params.unknown_class:
        label = classes.labels[params.unknown_class]
        end = Text(f"regnet som {label.da}", f"taken as {label.en}")
    else:
        end = Text("kan ikke krydses", "cannot be crossed")
    return [Text(f"{area:.2f} ha uden kendt overflade: {end.da}".replace(".", ","),
                 f"{area:.2f} ha of no known surface: {end.en}")]  # fmt: skip


def coarsen(resistance: Resistance, factor: int) -> Resistance:
    """Return the resistance on cells ``factor`` times as wide, with its barriers and openings kept.

    A cell with an opened cell in it takes the least resistance of those and is open; one with a cell of a barrier takes
    the largest of those and is a barrier; others take the mean of what is known. Its class is that of the cell taken,
    else the commonest (the one on top when several are). Rows and columns that do not fill a cell are kept as far as
    they go.

    Raises
    ------
    ParamError
        When the factor is below 1.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=2, cols=4, x0=0.0, y0=2.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> values = np.array([[1, 9, 1, 9], [1, 1, 1, 2]], np.float32)
    >>> barrier = np.array([[0, 1, 0, 1], [0, 0, 0, 0]], bool)
    >>> opened = np.array([[0, 0, 0, 0], [0, 0, 0, 1]], bool)
    >>> fine = Resistance(Raster(values, grid), barrier, (values > 1).astype(np.int16), ("a", "b"), (), opened)
    >>> coarse = coarsen(fine, 2)
    >>> coarse.raster.values.tolist(), coarse.barrier.tolist()
    ([[9.0, 2.0]], [[True, False]])
    """
    if factor < 1:
        raise ParamError(
            Text(f"factor = {factor}", f"factor = {factor}"),
            Text("et helt tal på mindst 1", "a whole number of at least 1"),
            Text("ret tallet", "correct the number"),
        )
    grid = resistance.raster.grid
    rows, cols = -(-grid.rows // factor), -(-grid.cols // factor)
    values = _blocks(resistance.raster.values, factor, np.nan)
    barrier = _blocks(resistance.barrier, factor, False)  # noqa: FBT003 - what fills the last cells
    codes = _blocks(resistance.classes, factor, np.int16(UNKNOWN))
    free = np.zeros(grid.shape, np.bool_) if resistance.opened is None else resistance.opened
    opened = _blocks(free, factor, False)  # noqa: FBT003
    open_any, barrier_any = opened.any(axis=1), (barrier & ~opened).any(axis=1)
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, values, 0.0).sum(axis=1) / known.sum(axis=1)
    largest = np.where(barrier & ~opened & known, values, -np.inf)
    least = np.where(opened & known, values, np.inf)
    taken = np.where(open_any, least.argmin(axis=1), largest.argmax(axis=1))
    made = np.where(open_any, least.min(axis=1), np.where(barrier_any, largest.max(axis=1), mean))
    made[~np.isfinite(made)] = np.nan
    counts = np.stack([(codes == k).sum(axis=1) for k in range(len(resistance.names))], axis=1)
    commonest = np.where(counts.any(axis=1), counts.argmax(axis=1), UNKNOWN)
    chosen = np.where(open_any | barrier_any, codes[np.arange(codes.shape[0]), taken], commonest).astype(np.int16)
    shape = (rows, cols)
    coarse = replace(grid, rows=rows, cols=cols, dx_m=grid.dx_m * factor, dy_m=grid.dy_m * factor)
    closed = (barrier_any & ~open_any).reshape(shape)
    raster = replace(resistance.raster, values=made.astype(np.float32).reshape(shape), grid=coarse)
    return Resistance(raster, closed, chosen.reshape(shape), resistance.names, resistance.notes,
                      open_any.reshape(shape))  # fmt: skip


def _blocks(values: npt.NDArray[Any], factor: int, fill: object) -> npt.NDArray[Any]:
    """Return the values of each coarse cell as a row."""
    rows, cols = -(-values.shape[0] // factor), -(-values.shape[1] // factor)
    padded = np.full((rows * factor, cols * factor), fill, values.dtype)
    padded[: values.shape[0], : values.shape[1]] = values
    return padded.reshape(rows, factor, cols, factor).transpose(0, 2, 1, 3).reshape(rows * cols, factor * factor)
