"""Links: culverts that carry water until a volume is used up, and basins and pumps that take water off the terrain.

The rule that they follow is stated and proved in ``docs/rain-to-flood.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import number_in
from gistools.errors import LayerError
from gistools.kernels.codes import OUT_BASINS, SCALE
from gistools.kernels.curves import make_marks
from gistools.kernels.rains import NEVER
from gistools.terrain.paths import single_part
from gistools.terrain.types import require_crs
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.kernels.codes import U8
    from gistools.kernels.curves import Marks
    from gistools.terrain.types import ConditionedTerrain, FlowField

    I64 = npt.NDArray[np.int64]

CAPACITY = "kapacitet_m3"
RATES = ("kapacitet_l_s", "kapacitet_m3_s", "kapacitet_m3s", "l_s", "m3_s")
ALIKE = "kapacitet"
ORIGIN = "origin"  # of rows taken out of a layer: `Text`
TAKEN = -1
HORSESHOE_POINTS = 4
MOST_M3 = 1e12
MOST_UNITS = 2**61  # more than all rain there can be, so that it is no limit

UNITS = {"level_m": "m", "capacity_m3": "m³", "opens_mm": "mm", "ends_mm": "mm", "carried_m3": "m³"}
LINKS = Text("Forbindelser", "Links")
LINES, BASINS = Text("forbindelser", "links"), Text("bassiner og pumper", "basins and pumps")
SHOES = Text("hestesko", "horseshoes")


@dataclass(frozen=True, eq=False)
class Links:
    """Ways for water with a volume each (forbindelser), in the order of `table`.

    Parameters
    ----------
    table:
        One row for each object: link_id, link_kind (``culvert``, ``basin``), level_m (at which water enters),
        capacity_m3, and its geometry.
    inlet, outlet, row:
        int64, one for each direction in which an object leads water: the cells at its ends by their position in the map
        (`TAKEN` for an outlet off the terrain), and the row of the table.
    terrain_key:
        `ConditionedTerrain.key` of the terrain.
    """

    table: gpd.GeoDataFrame
    inlet: I64
    outlet: I64
    row: I64
    terrain_key: str

    def marks(self, flow: FlowField, per_unit: int, stop: U8) -> Marks:
        """Return the links as the pass over all rains takes them."""

        def basin_at(cells: I64) -> I64:
            return flow.basin[np.divmod(cells, flow.grid.cols)].astype(np.int64)

        taken = OUT_BASINS + flow.tree.pits.size
        outlet = np.where(self.outlet == TAKEN, taken, basin_at(np.maximum(self.outlet, 0)))
        level = self.table["level_m"].to_numpy(np.float32)[self.row]
        units = self.table["capacity_m3"].to_numpy(np.float64) / flow.grid.cell_area_m2 * SCALE
        volume = np.minimum(np.rint(units) * per_unit, float(MOST_UNITS)).astype(np.int64)
        return make_marks(
            flow.mosaic(), flow.forest, basin_at(self.inlet), outlet, level, self.row.astype(np.int32),
            volume, per_unit, stop,
        )  # fmt: skip

    def on(self, terrain: ConditionedTerrain) -> Links:
        """Return the links between the same cells of a terrain with other heights, from which their levels follow.

        >>> from gistools.grid import Grid
        >>> from gistools.raster import Raster
        >>> from gistools.terrain import condition
        >>> low = Raster(np.ones((1, 3), np.float32), Grid(1, 3, 0.0, 1.0, 1.0, 1.0, "EPSG:25832"), unit="m")
        >>> pump = gpd.GeoDataFrame({"kapacitet_m3": [5.0]}, geometry=[shapely.Point(0.5, 0.5)], crs="EPSG:25832")
        >>> links = find_links(condition(low), basins=pump)
        >>> links.on(condition(low.with_values(low.values + 1))).table["level_m"].tolist()
        [2.0]
        """
        level = np.full(len(self.table), -np.inf)
        np.maximum.at(level, self.row, terrain.surface.values[np.divmod(self.inlet, terrain.grid.cols)])
        return replace(self, table=self.table.assign(level_m=level), terrain_key=terrain.key)

    def __repr__(self) -> str:
        """One line."""
        return f"<Links: {len(self.table)} objects that carry {self.table['capacity_m3'].sum():.0f} m³>"


def with_capacity(
    lines: gpd.GeoDataFrame | None, name: Text = LINES
) -> tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]:
    """Part lines into those that are cut through the terrain and those with a volume in the column `CAPACITY`.

    The latter have a column `ORIGIN`, by which faults name them as ``name`` and number in the layer given.

    Raises
    ------
    LayerError
        For rows that give a rate and no volume: there is no time in which it could run; all of them are listed.
    """
    if lines is None:
        return None, None
    lines = _named(lines, name)
    if CAPACITY not in lines.columns:
        return lines, None
    finite = ~_missing(lines[CAPACITY])
    cut, linked = lines[~finite], lines[finite]
    linked = linked.assign(**{ORIGIN: np.array(_origins(lines, name), object)[finite]})
    return (cut if len(cut) else None), (linked if len(linked) else None)


def _origins(layer: gpd.GeoDataFrame, name: Text) -> list[Text]:
    """Return what faults call each row: layer and number as the user has them."""
    if ORIGIN in layer.columns:
        return list(layer[ORIGIN])
    return [Text(f"{name.da} nr. {n}", f"{name.en} no. {n}") for n in range(1, len(layer) + 1)]


def _named(layer: gpd.GeoDataFrame, name: Text) -> gpd.GeoDataFrame:
    """Return a layer whose column of volumes has its name; raise for names that look like it, and rates without it."""
    rates = [column for column in layer.columns if str(column).lower() in RATES]
    alike = [
        column
        for column in layer.columns
        if str(column).strip().lower().startswith((ALIKE, "capacity")) and column not in rates
    ]
    right = [column for column in alike if str(column).lower() == CAPACITY]
    lacking = _missing(layer[right[0]]) if right else pd.Series(True, layer.index)  # noqa: FBT003
    faults = [
        Text(f"{origin.da}: {column} = {rate}, en vandføring", f"{origin.en}: {column} = {rate}, a rate")
        for column in rates  # which may be there and empty
        for origin, rate, without in zip(_origins(layer, name), layer[column], lacking, strict=True)
        if without and pd.notna(rate) and str(rate).strip()
    ]
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                f"et rumfang for hændelsen i kolonnen {CAPACITY}: beregningen har ingen tid",
                f"a volume for the event in the column {CAPACITY}: there is no time in the computation",
            ),
            Text(
                f"gang vandføringen med den valgte varighed og skriv den i {CAPACITY}",
                f"multiply the rate by the chosen duration and write it into {CAPACITY}",
            ),
        )
    if alike and alike != right[:1]:
        names = ", ".join(str(column) for column in alike)
        raise LayerError(
            Text(f"kolonnen {names}", f"column {names}"),
            Text(f"én kolonne {CAPACITY}", f"one column {CAPACITY}"),
            Text(
                "ret navnet; shapefiler afkorter navne til 10 tegn, brug GeoPackage",
                "correct the name; shapefiles cut names to 10 letters, use GeoPackage",
            ),
        )
    return layer.rename(columns={right[0]: CAPACITY}) if right else layer


def _missing(values: pd.Series[Any]) -> pd.Series[bool]:
    """Return where nothing stands: no value, or text of blanks."""
    return values.isna() | (values.astype(str).str.strip() == "")


def through_horseshoes(horseshoes: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    """Return horseshoes A, B, C, D as lines from the middle of their profile A-D to the middle of B-C.

    Raises
    ------
    LayerError
        For a horseshoe that has not four points.
    """
    if horseshoes is None:
        return None
    geometry = []
    for origin, shape in zip(_origins(horseshoes, SHOES), horseshoes.geometry, strict=True):
        points = shapely.get_coordinates(shape)
        if len(points) != HORSESHOE_POINTS:
            raise LayerError(
                Text(f"{origin.da} med {len(points)} punkter", f"{origin.en} of {len(points)} points"),
                Text("fire punkter", "four points"),
                Text("ret hesteskoen", "correct the horseshoe"),
            )
        a, b, c, d = points
        geometry.append(shapely.LineString([(a + d) / 2, (b + c) / 2]))
    return horseshoes.set_geometry(geometry, crs=horseshoes.crs)


def find_links(
    terrain: ConditionedTerrain, lines: gpd.GeoDataFrame | None = None, basins: gpd.GeoDataFrame | None = None
) -> Links:
    """Return the links of a terrain on which they are not cut through.

    Parameters
    ----------
    terrain:
        From `gistools.terrain.condition`, without these lines.
    lines:
        Culverts: lines from one side to the other with the volume that they carry in an event, m³, in the column
        `CAPACITY`. Water enters at either end when it stands as high as the higher end's terrain.
    basins:
        Points where water is taken off the terrain, by a basin below ground or a pump, with the volume in the column
        `CAPACITY`. Water enters when it stands as high as the terrain at the point.

    Raises
    ------
    CrsError
        For layers in another coordinate system than the terrain.
    LayerError
        For ends off the map or where there is no land, and volumes that are no numbers or negative; all are listed.

    Examples
    --------
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition
    >>> flat = condition(Raster(np.ones((2, 3), np.float32), Grid(2, 3, 0.0, 2.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> pump = gpd.GeoDataFrame({"kapacitet_m3": [5.0]}, geometry=[shapely.Point(0.5, 0.5)], crs="EPSG:25832")
    >>> find_links(flat, basins=pump)
    <Links: 1 objects that carry 5 m³>
    """
    faults: list[Text] = []
    rows: list[tuple[int, str, float, float, Any]] = []
    inlet: list[int] = []
    outlet: list[int] = []
    row: list[int] = []
    for kind, layer, name in (("culvert", lines, LINES), ("basin", basins, BASINS)):
        if layer is None:
            continue
        require_crs(layer, terrain.grid, name)
        layer = _named(layer, name)  # noqa: PLW2901 - the same layer under the right name
        for origin, geometry, capacity in _objects(layer, name, faults):
            ends = _ends(terrain, geometry, kind, origin, faults)
            if ends:
                level = max(float(terrain.surface.values[divmod(cell, terrain.grid.cols)]) for cell in ends)
                inlet += ends
                outlet += [TAKEN] if kind == "basin" else ends[::-1]
                row += [len(rows)] * len(ends)
                rows.append((len(rows) + 1, kind, level, capacity, geometry))
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("ender på land inden for kortet og rumfang i m³", "ends on land within the map and volumes in m³"),
            Text("ret de nævnte objekter", "correct the objects named"),
        )
    table = gpd.GeoDataFrame(
        pd.DataFrame([r[:4] for r in rows], columns=["link_id", "link_kind", "level_m", "capacity_m3"]),
        geometry=[r[4] for r in rows],
        crs=terrain.grid.crs,
    )
    table.attrs.update(units=UNITS, title=LINKS)
    cells = [np.array(values, np.int64) for values in (inlet, outlet, row)]
    return Links(table, cells[0], cells[1], cells[2], terrain.key)


def links_of(
    terrain: ConditionedTerrain, lines: gpd.GeoDataFrame | None, basins: gpd.GeoDataFrame | None
) -> Links | None:
    """Return the links of a terrain as `find_links` does, or None where neither lines nor basins are given."""
    return None if lines is None and basins is None else find_links(terrain, lines, basins)


def _objects(layer: gpd.GeoDataFrame, name: Text, faults: list[Text]) -> Iterator[tuple[Text, Any, float]]:
    """Yield origin, geometry and volume of each object; note what is wrong with the volumes."""
    if CAPACITY not in layer.columns:
        faults.append(Text(f"{name.da}: kolonnen {CAPACITY} mangler", f"{name.en}: column {CAPACITY} is missing"))
        return
    for origin, geometry, given in zip(_origins(layer, name), layer.geometry, layer[CAPACITY], strict=True):
        try:
            number = number_in(given)
        except (ValueError, TypeError, OverflowError):
            number = np.nan
        if not 0.0 <= number <= MOST_M3:
            faults.append(
                Text(
                    f"{origin.da}: {CAPACITY} = {given} (0 til {MOST_M3:g})",
                    f"{origin.en}: {CAPACITY} = {given} (0 to {MOST_M3:g})",
                )
            )
            continue
        yield origin, geometry, float(number)


def _ends(terrain: ConditionedTerrain, geometry: Any, kind: str, name: Text, faults: list[Text]) -> list[int]:  # noqa: ANN401
    """Return the cells at the ends of an object, none when it has a fault."""
    wanted = "Point" if kind == "basin" else "LineString"
    if geometry is None or geometry.is_empty:
        faults.append(Text(f"{name.da}: ingen geometri", f"{name.en}: no geometry"))
        return []
    geometry = single_part(geometry, shapely.MultiPoint if kind == "basin" else shapely.MultiLineString)
    if geometry.geom_type != wanted:
        faults.append(
            Text(f"{name.da}: {geometry.geom_type}, ikke {wanted}", f"{name.en}: {geometry.geom_type}, not {wanted}")
        )
        return []
    points = shapely.get_coordinates(geometry)[[0] if kind == "basin" else [0, -1]]
    grid, cells = terrain.grid, []
    for x, y in points.tolist():
        row, col = np.floor((grid.y0 - y) / grid.dy_m), np.floor((x - grid.x0) / grid.dx_m)
        inside = 0 <= row < grid.rows and 0 <= col < grid.cols
        if not inside or not terrain.land[int(row), int(col)]:
            where = f"({x:.1f}, {y:.1f})"
            off = Text("uden for kortet", "off the map") if not inside else Text("uden for land", "off land")
            faults.append(Text(f"{name.da}: {off.da} {where}", f"{name.en}: {off.en} {where}"))
        else:
            cells.append(int(row) * grid.cols + int(col))
    if len(cells) == len(points) == 2 and cells[0] == cells[1]:  # noqa: PLR2004 - both ends
        faults.append(Text(f"{name.da}: begge ender i samme celle", f"{name.en}: both ends in one cell"))
    return cells if len(cells) == len(points) else []


def listed(table: gpd.GeoDataFrame | None, cut: list[gpd.GeoDataFrame], crs: str) -> gpd.GeoDataFrame:
    """Return what links did (`link_table`), and after it the objects that lead water without limit."""
    names = ["link_id", "link_kind", "level_m", "capacity_m3", "opens_mm", "ends_mm", "carried_m3", "link_end"]
    shapes = [shape for layer in cut for shape in layer.geometry]
    known = 0 if table is None else len(table)
    more = pd.DataFrame({name: [np.nan] * len(shapes) for name in names})
    more["link_id"] = np.arange(known + 1, known + 1 + len(shapes))
    more["link_kind"], more["link_end"] = "cut", "unlimited"
    layer = gpd.GeoDataFrame(more, geometry=shapes, crs=crs)
    if table is not None:
        layer = gpd.GeoDataFrame(pd.concat([table, layer] if shapes else [table], ignore_index=True), crs=crs)
    layer.attrs.update(units=UNITS, title=LINKS)
    return layer


def link_table(links: Links, marks: Marks, step_mm: float, unit_m3: float) -> gpd.GeoDataFrame:
    """Return what each object did as rain grew.

    Columns besides those of `Links.table`: opens_mm and ends_mm (rain at which it opens, and at which it is used up or
    shut; missing for never), carried_m3 (in all, up to the last rain), link_end (``used``, ``shut``, ``open``,
    ``unused``).
    """
    count = len(links.table)
    opens, ends = np.full(count, NEVER, np.int64), np.full(count, NEVER, np.int64)
    ran = marks.opened != NEVER
    np.minimum.at(opens, links.row[ran], marks.opened[ran])
    np.minimum.at(ends, links.row[ran], marks.ended[ran])
    carried = (marks.volume - marks.remaining) * np.float64(unit_m3)
    end = np.where(
        opens == NEVER,
        "unused",
        np.where(ends == NEVER, "open", np.where(marks.remaining == 0, "used", "shut")),
    )
    table = links.table.copy()
    for name, step in (("opens_mm", opens), ("ends_mm", ends)):
        table[name] = np.where(step == NEVER, np.nan, step * step_mm)
    table["carried_m3"] = carried
    table["link_end"] = end
    table = table[[*(c for c in table.columns if c != "geometry"), "geometry"]]
    table.attrs.update(units=UNITS, title=LINKS)
    return table
