"""Critical places (kritiske steder) such as hospitals and substations: when water meets each, and how many it meets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind
from gistools.errors import LayerError
from gistools.floodcost.columns import number_column, require_column
from gistools.floodcost.exposure_params import ExposureParams, ExposureRule
from gistools.floodcost.marks import all_by, marked
from gistools.floodcost.people import ALL, exposed_counts
from gistools.stamps import stamps_on
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from gistools.floodcost.place_params import PlaceParams
    from gistools.floodcost.rates import RainRate

    F64 = npt.NDArray[np.float64]
    Reader = Callable[[gpd.GeoDataFrame, F64, ExposureParams], F64]

_DOT_M = 0.005  # half a side of the square that stands for a point: it touches the cell that the point lies in
_MOST_M = 10.0
_NEAR_M = 50.0  # how far off other buildings may lie in a ring around a place
_POINTS, _POLYGONS = {"Point", "MultiPoint"}, {"Polygon", "MultiPolygon"}
JUDGED = Text(
    "Kritiske steder: et punkt i en bygning bedømmes som bygningen, et andet punkt ved den celle, det ligger i, og en "
    "flade som en bygning.",
    "Critical places: a point in a building is judged as the building, another point by the cell that it lies in, and "
    "a polygon as a building.",
)


@dataclass(frozen=True, eq=False)
class PlacesMet:
    """When water meets critical places.

    Parameters
    ----------
    places:
        A point for each place: place_id, place_name, place_kind, building_id (of the building that a point lies in),
        place_threshold_m, reach_place (``reached``, ``never``, ``unknown``), onset_place_mm (by rain; missing unless
        reached) and for each climate ``met_<scenario>_years``: the return period from which it is met, 0 oftener than
        the rain table tells, missing rarer, never or unknown; and ``verified_<scenario>``: whether threshold, rain and
        climate factors are verified. The usual threshold, which no source tells, is not; a place's own is.
    counts:
        scenario, return_period_years, rain_mm (by rain), place_kind (``all`` last), places, places_wet, places_dry,
        places_unknown, verified (of all places of the kind).
    notes, stamps:
        What the user should know; what must stand on all that is made of the layer of places.
    """

    places: gpd.GeoDataFrame
    counts: pd.DataFrame
    notes: tuple[Text, ...]
    stamps: tuple[Text, ...] = ()


def places_by_rain(
    places: gpd.GeoDataFrame,
    classified: gpd.GeoDataFrame,
    onsets: Reader,
    rates: Mapping[str, RainRate],
    params: PlaceParams,
    rule: ExposureParams,
) -> PlacesMet:
    """Return when the rain brings water to critical places, and how many at each return period of the rain table.

    Parameters
    ----------
    places:
        Points or polygons in the coordinate system of the buildings.
    classified:
        The buildings, from `classify`.
    onsets:
        Returns the least rain (mm; +inf never, NaN unknown) that brings water to n thresholds at n polygons by a rule.
    rates:
        How often each rain comes, by the name of the climate.
    params, rule:
        Which columns are read and the usual threshold; how water at a building is judged.

    Raises
    ------
    LayerError
        For lines or empty shapes, thresholds that are no numbers, and a field of thresholds that is not there.
    """
    placed = _placed(places, classified)
    table, onset = _judged(placed, classified, onsets, params, rule)
    own = _own_threshold(placed, params)
    table["onset_place_mm"] = np.where(np.isfinite(onset), onset, np.nan)
    counts = []
    for name, rate in rates.items():
        years = rate.return_period(onset)
        table[f"met_{name}_years"] = np.where(np.isfinite(years), years, np.nan)
        mm = rate.statistics.curve(rate.duration_min) * rate.factor
        told = {"return_period_years": rate.statistics.return_periods_years, "rain_mm": mm}
        table[f"verified_{name}"] = own & (not rate.unverified)
        counts.append(_counted(name, told, onset <= mm[:, None], onset, table))
    return _made(table, placed, onset, counts)


def places_by_map(
    places: gpd.GeoDataFrame,
    classified: gpd.GeoDataFrame,
    depths: Reader,
    years: Sequence[float],
    params: PlaceParams,
    rule: ExposureParams,
) -> PlacesMet:
    """Return at which of K maps of depth water meets critical places, and how many at each.

    ``depths`` returns the depth (K x n, m; -inf dry, NaN unknown) at n polygons; ``years`` are the rising return
    periods of the maps. The first map on which a place is met gives its return period. Else as `places_by_rain`.
    """
    placed = _placed(places, classified)
    table, depth = _judged(placed, classified, depths, params, rule)
    met = depth >= table["place_threshold_m"].to_numpy(np.float64)
    unknown = np.isnan(depth).any(axis=0) & ~met.any(axis=0)
    first = np.where(met.any(axis=0), np.asarray(years, np.float64)[met.argmax(axis=0)], np.inf)
    first = np.where(unknown, np.nan, first)
    table["met_today_years"] = np.where(np.isfinite(first), first, np.nan)
    table["verified_today"] = _own_threshold(placed, params)
    counts = _counted("today", {"return_period_years": np.asarray(years)}, met, depth, table)
    return _made(table, placed, first, [counts])


def _judged(
    places: gpd.GeoDataFrame, classified: gpd.GeoDataFrame, read: Reader, params: PlaceParams, rule: ExposureParams
) -> tuple[pd.DataFrame, F64]:
    """Return the columns of the places, and what is read of the water at each (its last axis)."""
    shapes = shapely.force_2d(places.geometry.to_numpy())
    is_point = places.geom_type.isin(_POINTS).to_numpy(np.bool_)
    footprints = classified.geometry.to_numpy()
    house = np.full(len(places), -1, np.int64)
    tree = shapely.STRtree(footprints)
    of, which = tree.query(shapes[is_point], predicate="intersects")
    order = np.lexsort((which, of))[::-1]  # of several the first
    house[np.flatnonzero(is_point)[of[order]]] = which[order]
    inside = house >= 0
    judged = np.where(inside, footprints[house], np.where(is_point, _dots(shapes), shapes))
    if params.place_threshold_field is not None:
        require_column(places, params.place_threshold_field, Text("tærsklen i m", "the threshold in m"))
    threshold = number_column(
        places, params.place_threshold_field or "", params.place_threshold_m, most=_MOST_M, unit="m"
    )
    by_cell = is_point & ~inside
    if rule.exposure_rule is ExposureRule.TOUCHED_MEAN:  # it has no onset; the deepest cell has
        by_cell[:] = True
    parts = []
    for mine, by in ((by_cell, ExposureParams(exposure_rule=ExposureRule.TOUCHED_MAX)), (~by_cell, rule)):
        if mine.any():
            near = np.unique(tree.query(judged[mine], predicate="dwithin", distance=_NEAR_M)[1])
            shown = [*judged[mine], *footprints[near]]  # a ring holds no cell of another building
            asked = np.append(threshold[mine], np.zeros(near.size))
            values = read(gpd.GeoDataFrame(geometry=shown, crs=classified.crs), asked, by)
            parts.append((mine, values[..., : int(mine.sum())]))
    found = np.full((*parts[0][1].shape[:-1], len(places)), np.nan)
    for mine, values in parts:
        found[..., mine] = values
    number = np.arange(1, len(places) + 1)
    at = classified["building_id"].to_numpy()[house] if len(classified) else house
    table = pd.DataFrame(
        {
            "place_id": number,
            "place_name": _words(places, params.place_name_field, [str(n) for n in number]),
            "place_kind": _words(places, params.place_kind_field, ["-"] * len(places)),
            "building_id": pd.array(np.where(inside, at, 0), "Int64"),
            "place_threshold_m": threshold,
        }
    )
    table.loc[~inside, "building_id"] = pd.NA
    return table, found


def _dots(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    made: npt.NDArray[np.object_] = shapely.buffer(shapely.centroid(shapes), _DOT_M, cap_style="square")
    return made


def _counted(
    scenario: str,
    told: Mapping[str, npt.NDArray[np.float64]],
    met: npt.NDArray[np.bool_],
    value: F64,
    places: pd.DataFrame,
) -> pd.DataFrame:
    """Return how many places of each kind are met in K cases; told is said of each case."""
    kind, sure = places["place_kind"], places[f"verified_{scenario}"].to_numpy(np.bool_)
    depth = np.where(met, 1.0, np.where(np.isnan(np.broadcast_to(value, met.shape)), np.nan, -np.inf))
    table = exposed_counts(kind.to_numpy(object), depth, 1.0)
    case = table.pop("case").to_numpy()
    for n, (name, values) in enumerate((("scenario", np.full(len(met), scenario, object)), *told.items())):
        table.insert(n, name, values[case])
    names = {"kind": "place_kind", "wet": "places_wet", "dry": "places_dry", "unknown": "places_unknown"}
    marks = {**all_by(kind, sure), ALL: bool(sure.all())}
    return table.assign(verified=marked(table["kind"], marks)).rename(columns=names)


def _own_threshold(places: gpd.GeoDataFrame, params: PlaceParams) -> npt.NDArray[np.bool_]:
    if params.place_threshold_field is None:
        return np.zeros(len(places), np.bool_)
    given: npt.NDArray[np.bool_] = places[params.place_threshold_field].notna().to_numpy(np.bool_)
    return given


def _made(table: pd.DataFrame, places: gpd.GeoDataFrame, least: F64, counts: list[pd.DataFrame]) -> PlacesMet:
    """Return the places as points; ``least`` is +inf where water never comes, and NaN where it is not known."""
    reach = np.select([np.isnan(least), np.isinf(least)], ["unknown", "never"], "reached").astype(object)
    table.insert(5, "reach_place", reach)
    layer = gpd.GeoDataFrame(table, geometry=list(places.geometry.representative_point()), crs=places.crs)
    layer.attrs["title"] = Text("Kritiske steder", "Critical places")
    whole = pd.concat(counts, ignore_index=True)
    whole.attrs["title"] = Text("Kritiske steder med vand", "Critical places with water")
    stamps = stamps_on(places)
    return PlacesMet(layer, whole, (JUDGED,), stamps)


def _words(places: gpd.GeoDataFrame, name: str, usual: Sequence[str]) -> list[str]:
    given = places[name].tolist() if name in places.columns else [None] * len(places)
    return [
        one if pd.isna(value) or not str(value).strip() else str(value) for value, one in zip(given, usual, strict=True)
    ]


def _placed(places: gpd.GeoDataFrame, classified: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places in the coordinate system of the buildings; raise for what are none."""
    require_kind(places, gpd.GeoDataFrame, "critical_places")
    _check(places)
    return places if places.crs is None or places.crs == classified.crs else places.to_crs(classified.crs)


def _check(places: gpd.GeoDataFrame) -> None:
    empty = (places.geometry.isna() | places.geometry.is_empty).to_numpy(np.bool_)
    kinds = sorted(set(places.geom_type[~empty]) - _POINTS - _POLYGONS)
    if kinds or empty.any() or not len(places):
        said = [*kinds, *(["None"] if empty.any() else []), *([] if len(places) else ["0"])]
        rows = ", ".join(str(i + 1) for i in np.flatnonzero(empty)[:8])
        raise LayerError(
            Text(
                f"kritiske steder af {', '.join(said)}" + (f" (uden form: række {rows})" if rows else ""),
                f"critical places of {', '.join(said)}" + (f" (without a shape: row {rows})" if rows else ""),
            ),
            Text("punkter eller flader", "points or polygons"),
            Text("ret laget, eller udelad critical_places", "correct the layer, or leave critical_places out"),
        )
