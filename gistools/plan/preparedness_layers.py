"""The layers and tables of preparedness: roads, homes, critical places, and counts by rain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.plan.preparedness_states import CUT_OFF, DETOUR, NO_ROAD, NO_WAY, REACHED, STATES, UNKNOWN
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.floodcost.exposure import Exposure
    from gistools.plan.compare_maps import FloodCase
    from gistools.plan.preparedness_network import Access, RoadNetwork
    from gistools.plan.preparedness_states import Reach

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]

OPEN, CLOSED, PARTLY, BRIDGE = ROAD_STATES = ("open", "closed", "partly", "bridge")


def words_in(layer: gpd.GeoDataFrame, field: str) -> Words:
    """Return a column as texts, empty where it is or where there is none."""
    made = np.full(len(layer), "", object)
    if field in layer.columns:
        made[:] = ["" if pd.isna(value) else str(value) for value in layer[field]]
    return made


def road_states(network: RoadNetwork, closes_mm: F64, partly: Mask, rain_mm: float) -> Words:
    """Return the state of each piece at a rain; what is closed for sure is so, whatever else is not known."""
    return np.select([network.bridge, closes_mm <= rain_mm, partly], [BRIDGE, CLOSED, PARTLY], OPEN).astype(object)


def count_homes(case: FloodCase, state: Words, dwellings: F64) -> dict[str, object]:
    """Return how many homes are in each state at a rain, which add up to all."""
    count = {name: int(np.count_nonzero(state == name)) for name in STATES}
    known = ~np.isnan(dwellings)
    return {
        "rain_mm": case.rain_mm,
        "return_period_years": case.return_period_years,
        "home_count": state.size,
        "homes_reached": count[REACHED],
        "homes_detour": count[DETOUR],
        "homes_cut_off": count[CUT_OFF],
        "homes_unknown": count[UNKNOWN],
        "homes_no_way": count[NO_WAY],
        "homes_no_road": count[NO_ROAD],
        "dwellings_cut_off": float(dwellings[known & (state == CUT_OFF)].sum()) if known.any() else np.nan,
    }


def count_roads(network: RoadNetwork, closes_mm: F64, partly: Mask, rain_mm: float) -> dict[str, object]:
    """Return the length of closed road, and of road of which the water is known in part alone, at a rain."""
    state, length = road_states(network, closes_mm, partly, rain_mm), shapely.length(network.pieces)
    return {f"road_{name}_m": round(float(length[state == name].sum()), 2) for name in (CLOSED, PARTLY)}


def count_places(by_place: pd.DataFrame, onset_mm: F64, cases: Sequence[FloodCase]) -> dict[str, list[int]]:
    """Return how many critical places there are, stand in water, and are cut off, at each rain."""
    cut = [by_place[by_place["rain_mm"] == case.rain_mm]["reach_state"].eq(CUT_OFF).sum() for case in cases]
    return {
        "place_count": [onset_mm.size] * len(cases),
        "places_wet": [int((onset_mm <= case.rain_mm).sum()) for case in cases],
        "places_unknown": [int(np.isnan(onset_mm).sum())] * len(cases),
        "places_cut_off": [int(n) for n in cut],
    }


def place_tables(
    places: gpd.GeoDataFrame, water: Exposure, access: Access, reach: Reach, cases: Sequence[FloodCase]
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the layer of critical places at the largest rain, and a row for each place and rain."""
    rows = []
    for case, depth in zip(cases, water.depth_m, strict=True):
        rows.append(
            pd.DataFrame(
                {
                    "place_id": places["place_id"],
                    "place_name": places["place_name"],
                    "rain_mm": case.rain_mm,
                    "return_period_years": case.return_period_years,
                    "water_depth_m": np.where(np.isnan(depth), np.nan, np.maximum(depth, 0.0)),
                    "reach_state": reach.at(case.rain_mm, access)[0],
                }
            )
        )
    onset, last = water.onset_mm[0], rows[-1]
    layer = places.copy()
    geometry = layer.pop(layer.geometry.name)
    layer["water_mm"] = np.where(np.isfinite(onset), onset, np.nan)
    layer["water_years"] = np.nan
    layer["exposure_state"] = water.state
    layer["water_depth_m"] = last["water_depth_m"]
    layer["cut_off_mm"] = reach.cut_off(access)
    layer["cut_off_years"] = np.nan
    layer["reach_state"] = last["reach_state"]
    layer = gpd.GeoDataFrame(layer, geometry=geometry, crs=places.crs)
    layer.attrs["title"] = Text("Kritiske steder", "Critical places")
    table = pd.concat(rows, ignore_index=True)
    table.attrs["title"] = Text("Kritiske steder ved hver regn", "Critical places at each rain")
    return layer, table


def road_layer(
    network: RoadNetwork, roads: gpd.GeoDataFrame, closes_mm: F64, partly: Mask, rain_mm: float, name_field: str
) -> gpd.GeoDataFrame:
    """Return the pieces of road with the rain that closes each."""
    name = words_in(roads, name_field)
    table = pd.DataFrame(
        {
            "piece_id": np.arange(1, len(network.pieces) + 1),
            "feature_id": network.road + 1,
            "road_name": name[network.road],
            "length_m": np.round(shapely.length(network.pieces), 2),
            "impassable_mm": np.where(np.isfinite(closes_mm), closes_mm, np.nan),
            "impassable_years": np.nan,
            "road_state": road_states(network, closes_mm, partly, rain_mm),
        }
    )
    layer = gpd.GeoDataFrame(table, geometry=list(network.pieces), crs=roads.crs)
    layer.attrs["title"] = Text("Veje, der lukkes af vand", "Roads closed by water")
    return layer


def home_layer(
    homes: gpd.GeoDataFrame, points: npt.NDArray[np.object_], access: Access, dwellings: F64, reach: Reach,
    rain_mm: float, id_field: str,
) -> gpd.GeoDataFrame:  # fmt: skip
    """Return the homes with the rain that cuts each off, and the way to it at a rain."""
    state, way, ratio = reach.at(rain_mm, access)
    dry, node = reach.dry_m, np.maximum(access.node, 0)
    columns: dict[str, object] = {"home_id": np.arange(1, len(homes) + 1)}
    if id_field in homes.columns:
        columns["source_id"] = homes[id_field].astype(str).to_numpy()
    columns |= {
        "home_dwellings": dwellings,
        "road_distance_m": np.round(access.distance_m, 2),
        "cut_off_mm": reach.cut_off(access),
        "cut_off_years": np.nan,
        "way_dry_m": np.round(np.where(access.attached & np.isfinite(dry[node]), dry[node], np.nan), 1),
        "way_m": np.round(way, 1),
        "way_ratio": np.round(ratio, 4),
        "reach_state": state,
    }
    layer = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=list(points), crs=homes.crs)
    layer.attrs["title"] = Text("Hjem, der kan nås", "Homes that can be reached")
    return layer


def station_layer(
    stations: gpd.GeoDataFrame, points: npt.NDArray[np.object_], access: Access, name_field: str
) -> gpd.GeoDataFrame:
    """Return the stations, and how far each lies from its road."""
    table = pd.DataFrame(
        {
            "station_id": np.arange(1, len(stations) + 1),
            "place_name": words_in(stations, name_field),
            "road_distance_m": np.round(access.distance_m, 2),
        }
    )
    layer = gpd.GeoDataFrame(table, geometry=list(points), crs=stations.crs)
    layer.attrs["title"] = Text("Stationer", "Stations")
    return layer
