"""Fixed plots (faste prøvefelter) in patches: where to search, the same each time."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gistools.corridors.survey_params import Design, SurveyParams
from gistools.errors import LayerError
from gistools.styles.columns_nature import HABITATS
from gistools.tables.words import word
from gistools.text import Text

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_HECTARE = 10_000.0
_TRIED = 40  # places drawn for each plot, of which those farthest apart are kept
_ALSO = {
    "sø": "pond",
    "vandhul": "pond",
    "lake": "pond",
    "strandsump": "salt_meadow",
    "park": "park",
    "have": "park",
    "garden": "park",
    "hegn": "hedge",
    "tree_row": "hedge",
    "wood": "forest",
}


def habitat_code(said: object) -> str:
    """Return the code of a habitat that is named in Danish or English; empty for one that is not known.

    >>> habitat_code("Eng"), habitat_code("dry_grassland"), habitat_code("sø"), habitat_code("bymidte")
    ('meadow', 'dry_grassland', 'pond', '')
    """
    text = str(said).strip().casefold()
    known = {word(code).da: code for code in HABITATS} | {word(code).en: code for code in HABITATS}
    return text if text in HABITATS else known.get(text) or _ALSO.get(text, "")


@dataclass(frozen=True, eq=False)
class SurveyPlots:
    """Plots to survey.

    Parameters
    ----------
    points:
        ``plot_id``, ``patch_id``, ``habitat``, ``design``; the middle of each plot.
    areas:
        The same, with ``area_m2``; the polygon that is searched, within its patch.
    notes:
        What was left out, and why.
    """

    points: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    notes: tuple[Text, ...]


def survey_plots(patches: gpd.GeoDataFrame, params: SurveyParams) -> SurveyPlots:
    """Return fixed plots in patches, drawn by lot but the same each time for the same patches and seed.

    A patch of A ha gets ceil(A / hectares_per_plot) plots, at least one and at most ``most_plots``. Places are drawn
    evenly over the part of the patch in which a whole plot has room, and of those the ones farthest from each other
    are kept. The lot of a patch depends on the seed and its own corners alone: other patches do not move its plots.
    Where no whole plot has room, it lies in the middle of the largest circle within.

    Parameters
    ----------
    patches:
        Polygons in metres with the habitat in ``params.habitat_field``; ``patch_id`` names them (1, 2, … without it),
        and those with ``home`` false, beyond the municipality, are not surveyed.
    params:
        How many and how large.

    Raises
    ------
    LayerError
        For degrees, a missing column, no polygons, or when no patch has a known habitat.

    >>> meadow = gpd.GeoDataFrame({"patch_kind": ["eng"]}, geometry=[shapely.box(0, 0, 200, 100)], crs="EPSG:25832")
    >>> made = survey_plots(meadow, SurveyParams(survey_year=2026))
    >>> made.points[["plot_id", "habitat"]].values.tolist()
    [[1, 'meadow'], [2, 'meadow']]
    >>> made.areas["area_m2"].round().tolist()  # circles of 5 m: 78.5 m², drawn with 64 sides
    [78.0, 78.0]
    """
    _check(patches, params)
    home = patches["home"].astype(bool) if "home" in patches.columns else np.ones(len(patches), bool)
    habitats = [habitat_code(said) for said in patches[params.habitat_field]]
    ids = patches["patch_id"] if "patch_id" in patches.columns else range(1, len(patches) + 1)
    rows: list[dict[str, Any]] = []
    small = 0
    for patch, habitat, shape, here in zip(ids, habitats, patches.geometry, home, strict=True):
        if not habitat or not here:
            continue
        places, whole = _places(shape, params)
        small += not whole
        for place in places:
            area = _searched(place, shape, params)
            rows.append({"patch_id": int(patch), "habitat": habitat, "design": params.design.value} | {
                "area_m2": area.area, "point": place, "area": area
            })  # fmt: skip
    if not rows:
        raise _no_habitat(patches, params)
    facts = {name: [row[name] for row in rows] for name in ("patch_id", "habitat", "design")}
    facts = {"plot_id": list(range(1, len(rows) + 1)), **facts}
    points = gpd.GeoDataFrame(facts, geometry=[row["point"] for row in rows], crs=patches.crs)
    sizes = {"area_m2": [row["area_m2"] for row in rows]}
    areas = gpd.GeoDataFrame({**facts, **sizes}, geometry=[row["area"] for row in rows], crs=patches.crs)
    areas.attrs["units"] = {"area_m2": "m²"}
    return SurveyPlots(points, areas, tuple(_notes(patches, params, habitats, ~np.asarray(home, bool), small)))


def _check(patches: gpd.GeoDataFrame, params: SurveyParams) -> None:
    faults = []
    if patches.crs is None or not patches.crs.is_projected:
        faults.append(Text("levesteder uden koordinater i meter", "patches without coordinates in metres"))
    if params.habitat_field not in patches.columns:
        near = difflib.get_close_matches(params.habitat_field, [str(c) for c in patches.columns], n=1)
        da, en = (f" (mente du {near[0]}?)", f" (did you mean {near[0]}?)") if near else ("", "")
        faults.append(Text(f"ingen kolonne {params.habitat_field}{da}", f"no column {params.habitat_field}{en}"))
    wrong = sorted(set(patches.geometry.geom_type.dropna()) - {"Polygon", "MultiPolygon"})
    if wrong:
        faults.append(Text(f"levesteder som {', '.join(wrong)}", f"patches as {', '.join(wrong)}"))
    empty = (patches.geometry.isna() | patches.geometry.is_empty).sum()
    if empty:
        faults.append(Text(f"{empty} levesteder uden flade", f"{empty} patches without a polygon"))
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("flader i meter med biotopen i en kolonne", "polygons in metres with the habitat in a column"),
            Text("vælg et andet lag eller habitat_field", "choose another layer or habitat_field"),
        )


def _no_habitat(patches: gpd.GeoDataFrame, params: SurveyParams) -> LayerError:
    said = ", ".join(sorted({str(one) for one in patches[params.habitat_field]})[:6])
    known = Text(", ".join(word(c).da for c in HABITATS), ", ".join(word(c).en for c in HABITATS))
    return LayerError(
        Text(f"ingen levesteder med en kendt biotop ({said})", f"no patch of a known habitat ({said})"),
        Text(f"mindst ét af: {known.da}", f"at least one of: {known.en}"),
        Text("ret biotoperne, eller vælg habitat_field", "correct the habitats, or choose habitat_field"),
    )


def _places(shape: BaseGeometry, params: SurveyParams) -> tuple[list[shapely.Point], bool]:
    """Return the middles of the plots of a patch, and whether whole plots have room."""
    shape = _valid(shape)
    count = min(params.most_plots, max(1, math.ceil(shape.area / _HECTARE / params.hectares_per_plot - 1e-9)))
    margin = params.plot_radius_m if params.design is Design.PLOT else params.transect_width_m / 2.0
    room = shape.buffer(-margin)
    if room.is_empty:
        middle = np.asarray(shapely.maximum_inscribed_circle(np.array([shape]))[0].coords[0])
        return [shapely.Point(*middle.round(2))], False
    west, south, east, north = shape.bounds
    random = np.random.default_rng([params.seed, *(abs(round(v)) for v in (west, south, east, north))])
    shapely.prepare(room)
    found: list[shapely.Point] = []
    for _ in range(100):
        drawn = np.asarray(shapely.points(random.uniform(west, east, 256), random.uniform(south, north, 256)))
        found += drawn[shapely.contains(room, drawn)].tolist()
        if len(found) >= _TRIED * count:
            break
    found = found[: _TRIED * count] or [room.representative_point()]
    at = np.array([(p.x, p.y) for p in found])
    chosen, away = [0], np.hypot(*(at - at[0]).T)
    while len(chosen) < min(count, len(found)):
        chosen.append(int(away.argmax()))
        away = np.minimum(away, np.hypot(*(at - at[chosen[-1]]).T))
    return [shapely.Point(*at[k].round(2)) for k in chosen], True


def _searched(place: shapely.Point, shape: BaseGeometry, params: SurveyParams) -> BaseGeometry:
    """Return the polygon that is searched: a circle, or a line along the patch's long side, within the patch."""
    shape = _valid(shape)
    if params.design is Design.PLOT:
        return _within(place.buffer(params.plot_radius_m), shape, place)
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.diff(corners[:3], axis=0)
    along = sides[np.hypot(*sides.T).argmax()]
    half = along / np.hypot(*along) * params.transect_length_m / 2.0
    middle = np.array([place.x, place.y])
    line = _within(shapely.LineString([middle - half, middle + half]), shape, place)
    return _within(line.buffer(params.transect_width_m / 2.0, cap_style="flat"), shape, place)


def _valid(shape: BaseGeometry) -> BaseGeometry:
    return shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _within(wide: BaseGeometry, shape: BaseGeometry, place: shapely.Point) -> BaseGeometry:
    """Return the part of a shape's cut that lies at the place."""
    parts = shapely.get_parts(wide.intersection(shape))
    nearest: BaseGeometry = parts[int(shapely.distance(parts, place).argmin())]
    return nearest


def _notes(
    patches: gpd.GeoDataFrame, params: SurveyParams, habitats: list[str], away: np.ndarray[Any, Any], small: int
) -> list[Text]:
    told = []
    unknown = [str(said) for said, code in zip(patches[params.habitat_field], habitats, strict=True) if not code]
    if unknown:
        kinds = ", ".join(sorted(set(unknown))[:6])
        told.append(
            Text(
                f"{len(unknown)} levesteder har en biotop uden indikatorarter og får ingen felter ({kinds})",
                f"{len(unknown)} patches are of a habitat without indicator species and get no plot ({kinds})",
            )
        )
    if away.any():
        told.append(
            Text(
                f"{away.sum()} levesteder uden for kommunen undersøges ikke",
                f"{away.sum()} patches beyond the municipality are not surveyed",
            )
        )
    if small:
        told.append(
            Text(
                f"{small} levesteder er for smalle til et helt felt; der søges kun i det, der ligger i levestedet",
                f"{small} patches are too narrow for a whole plot; only what lies within the patch is searched",
            )
        )
    return told
