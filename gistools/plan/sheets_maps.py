"""The maps of plan sheets: the town, its structure, and each sub-catchment with the water that comes and goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gistools.cloudburst.whatif.kinds import BY_NAME, TYPE
from gistools.document import Layer, MapBlock, Sentence
from gistools.plan.sheets_material import TOWN
from gistools.plan.sheets_tables import MARK, measure_marks, place_marks
from gistools.styles import STYLES, VectorStyle
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.document import DocumentTable
    from gistools.plan.sheets_material import PlanMaterial

_BEYOND = 0.35  # of the way from the border to the middle of the neighbour that an arrow goes on
_WITHIN = 0.45  # of the way from the middle to the border that it begins at
_PLAIN = {"Polygon": "polygon", "MultiPolygon": "polygon", "Point": "point", "MultiPoint": "point"}
_DEPTH = Text("Vanddybde", "Depth of water")
_MEASURES = Text("Tiltag (T)", "Measures (T)")
_PLACES = Text("Sårbare steder (S)", "Vulnerable places (S)")


def town_map(material: PlanMaterial, parts: DocumentTable, caption: Sentence) -> MapBlock:
    """Return the overview: the sub-catchments by standing water, named, with the water that runs between them."""
    layers = _ground(material)
    told = parts.frame[parts.frame["subcatchment_id"] > TOWN].set_index("subcatchment_id").loc[material.ids]
    shown = gpd.GeoDataFrame(
        {"name": told["name"].to_numpy(), "stored_mm": told["stored_mm"].to_numpy(np.float64)},
        geometry=material.parts.geometry.to_numpy(),
        crs=material.parts.crs,
    )
    layers.append(Layer(shown, "sub_catchments", Text("Deloplande", "Sub-catchments"), ("name",)))
    flows = _lines(material)
    if len(flows):
        layers.append(
            Layer(flows, "sub_catchment_flows", Text("Vand mellem deloplande", "Water between sub-catchments"))
        )
    return MapBlock(tuple(layers), _bounds(shown), material.elevation, caption, 0.44)


def part_map(material: PlanMaterial, number: int, caption: Sentence) -> MapBlock:
    """Return the map of a sub-catchment: water, flows in and out, places and measures with their numbers."""
    layers = _ground(material)
    if material.depth is not None:
        layers.append(Layer(material.depth, "depth", _DEPTH))
    own = material.parts["subcatchment_id"].to_numpy() == number
    outline = material.parts[["name", material.parts.geometry.name]]
    if not own.all():
        others = Text("Andre deloplande", "Other sub-catchments")
        layers.append(Layer(outline[~own], "sheet_neighbours", others, ("name",)))
    layers.append(Layer(outline[own], "sheet_area", Text("Dette delopland", "This sub-catchment")))
    arrows = _arrows(material, number)
    if len(arrows):
        layers.append(Layer(arrows, "sheet_flows", Text("Vand ind og ud", "Water in and out")))
    measures = _measures(material)
    if measures is not None:
        layers.append(Layer(measures, "measures", _MEASURES, (MARK,)))
    places = material.layers.get("vulnerable_places")
    if places is not None and (here := (places["subcatchment_id"] == number).to_numpy()).any():
        marked = places[here].assign(**{MARK: place_marks(places[here])})
        layers.append(Layer(marked, "vulnerable_places", _PLACES, (MARK,)))
    return MapBlock(tuple(layers), _bounds(outline[own]), material.elevation, caption, 0.37)


def layer_map(
    material: PlanMaterial, drawn: Mapping[str, gpd.GeoDataFrame], caption: Sentence, height: float = 0.5
) -> MapBlock:
    """Return a map of some layers of other tools, by the name of the input, over the borders of the sub-catchments."""
    layers = _ground(material)
    outline = material.parts[["name", material.parts.geometry.name]]
    layers.append(Layer(outline, "sheet_neighbours", Text("Deloplande", "Sub-catchments"), ()))
    for name, layer in drawn.items():
        layers += _styled(layer, name) if len(layer) else []
    return MapBlock(tuple(layers), _spread(material, drawn), material.elevation, caption, height)


def _spread(material: PlanMaterial, drawn: Mapping[str, gpd.GeoDataFrame]) -> tuple[float, float, float, float]:
    """Return what holds some layers with room around, no more than the town."""
    town = shapely.box(*_bounds(material.parts))
    boxes = [shapely.box(*_bounds(layer)) for layer in drawn.values() if len(layer)]
    around = shapely.union_all(boxes).envelope if boxes else town
    wide = around.buffer(0.1 * max(around.length / 4.0, 1.0)).intersection(town)
    west, south, east, north = (wide if wide.area else town).bounds
    return west, south, east, north


def _styled(layer: gpd.GeoDataFrame, name: str) -> list[Layer]:
    """Return a layer in the style of its name where there is one, else in a plain style for each of its shapes."""
    style = STYLES.get(name)
    if isinstance(style, VectorStyle):
        return [Layer(layer, name, style.title)]
    kinds = layer.geom_type.map(lambda kind: _PLAIN.get(kind, "line"))
    title = Text(name.replace("_", " "), name.replace("_", " "))
    return [Layer(layer[(kinds == kind).to_numpy()], kind, title) for kind in sorted(set(kinds))]


def _ground(material: PlanMaterial) -> list[Layer]:
    buildings = material.layers.get("buildings")
    return [] if buildings is None else [Layer(buildings, "buildings", Text("Bygninger", "Buildings"))]


def _measures(material: PlanMaterial) -> gpd.GeoDataFrame | None:
    """Return the measures with their number and what they do to the ground."""
    layer = material.layers.get("measures")
    if layer is None:
        return None
    kinds = [BY_NAME.get(str(kind).strip().lower()) for kind in layer[TYPE]]
    return gpd.GeoDataFrame(
        {
            MARK: measure_marks(layer),
            "measure_effect": [kind.effect.value if kind else None for kind in kinds],
        },
        geometry=layer.geometry.to_numpy(),
        crs=layer.crs,
    )


def _moved(material: PlanMaterial) -> Any:  # noqa: ANN401 - rows of a table
    """Return what runs between sub-catchments at the shown rain."""
    flows = material.tables.get("sub_catchment_flows")
    if flows is None:
        return []
    moved = flows[(flows["rain_mm"] == material.rain_mm) & (flows["to_subcatchment"] > 0) & (flows["volume_m3"] > 0)]
    return list(
        zip(
            moved["from_subcatchment"].astype(int),
            moved["to_subcatchment"].astype(int),
            moved["volume_m3"],
            strict=True,
        )
    )


def _lines(material: PlanMaterial) -> gpd.GeoDataFrame:
    middle = {n: _middle(shape) for n, shape in zip(material.ids, material.parts.geometry, strict=True)}
    moved = _moved(material)
    lines = [shapely.LineString([middle[a], middle[b]]) for a, b, _ in moved]
    volume = np.array([v for _, _, v in moved], np.float64)
    told = {"volume_m3": volume, "flow_share": volume / max(volume, default=1.0)}
    return gpd.GeoDataFrame(told, geometry=lines, crs=material.parts.crs)


def _arrows(material: PlanMaterial, number: int) -> gpd.GeoDataFrame:
    """Return an arrow over the border for each neighbour that water comes from or goes to."""
    shape = material.shape(number)
    here = _middle(shape)
    rows, lines = [], []
    for a, b, volume in _moved(material):
        if number not in (a, b):
            continue
        there = _middle(material.shape(b if a == number else a))
        way = shapely.LineString([here, there])
        crossed = shapely.line_locate_point(way, _last_inside(way, shape))
        begin = crossed * _WITHIN
        end = crossed + (way.length - crossed) * _BEYOND
        ends = [shapely.line_interpolate_point(way, at) for at in (begin, end)]
        out = a == number
        rows.append({"volume_m3": volume, "flow_way": "out" if out else "in"})
        lines.append(shapely.LineString(ends if out else ends[::-1]))
    return gpd.GeoDataFrame(rows, columns=["volume_m3", "flow_way"], geometry=lines, crs=material.parts.crs)


def _last_inside(way: shapely.LineString, shape: Any) -> shapely.Point:  # noqa: ANN401 - a shape of shapely
    """Return where a way from the middle of a shape leaves it for the first time; its end when it does not."""
    inside = shapely.get_parts(way.intersection(shape))
    start = shapely.Point(way.coords[0])
    first = next((part for part in inside if part.length and part.distance(start) < way.length * 1e-9), None)
    return shapely.Point(way.coords[-1] if first is None else first.coords[-1])


def _middle(shape: Any) -> shapely.Point:  # noqa: ANN401 - a shape of shapely
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    return shapely.Point(largest.representative_point())


def _bounds(layer: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in layer.total_bounds)
    return west, south, east, north
