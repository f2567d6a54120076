"""Resistance (modstand): what it costs a species to cross each cell, with barriers that never leak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

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
    from shapely.geometry.base import BaseGeometry

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
            _lay(cells, opened, before, line, None, int(number[surface]), grid)
    notes: list[Text] = []
    if passages is None:
        return notes
    lines, wide, names, far = passage_lines(passages, on_ground, grid, params)
    idle = [
        name
        for line, area, name in zip(lines, wide, names, strict=True)
        if not _lay(cells, opened, before, line, area, int(number["passage"]), grid)
    ]
    idle += list(far)
    if idle:
        shown = named(idle)
        notes.append(
            Text(f"passager uden vej, bane eller å at åbne: {shown.da}",
                 f"passages without a road, railway or stream to open: {shown.en}")
        )  # fmt: skip
    return notes


def _lay(
    cells: Classes,
    opened: Mask,
    before: Mask,
    line: BaseGeometry,
    area: BaseGeometry | None,
    code: int,
    grid: Grid,
) -> bool:
    """Give the cells of a barrier that a line touches, or that an area holds, another class; return if there is any."""
    touched = draw_shapes([(line, 1)], np.zeros(grid.shape, np.uint8), grid, touched=True)
    through = (draw_shapes([(area, 1)], touched, grid) == 1) & before & (cells != code)
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
