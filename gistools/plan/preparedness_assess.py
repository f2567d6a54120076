"""Preparedness (beredskab): critical places under water, roads that cannot be passed, homes that cannot be reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind
from gistools.cloudburst.all_rains import RainToFlood
from gistools.errors import LayerError, ParamError
from gistools.floodcost.columns import number_column
from gistools.floodcost.exposure import expose, rain_at_depth
from gistools.plan.preparedness_cuts import roads_over_cuts
from gistools.plan.preparedness_layers import (
    count_homes,
    count_places,
    count_roads,
    home_layer,
    place_tables,
    road_layer,
    station_layer,
    words_in,
)
from gistools.plan.preparedness_network import Access, road_network
from gistools.plan.preparedness_params import PreparednessParams, Vehicle
from gistools.plan.preparedness_states import Reach
from gistools.progress import NoProgress, Progress, Stage, check, run_cancellable
from gistools.stamps import STAMP_COLUMN, mark_of, stamps_on
from gistools.tables import load_table
from gistools.terrain.types import require_crs
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.plan.compare_maps import FloodCase


@dataclass(frozen=True, eq=False)
class Preparedness:
    """What preparedness must reckon with (beredskab).

    Parameters
    ----------
    places:
        A polygon for each critical place: place_id, source_id, place_name, use_code, water_mm (the least rain that
        brings water of `PreparednessParams.place_depth_m` to it; missing for none), exposure_state, water_depth_m (at
        the largest rain, above the terrain at the facade; 0 for dry), cut_off_mm, reach_state. None when no buildings
        were given.
    places_by_rain:
        place_id, place_name, rain_mm, return_period_years, water_depth_m and reach_state of each at each rain.
    roads:
        A line for each piece of road: piece_id, feature_id (row of the layer, from 1), road_name, length_m,
        impassable_mm (missing where no rain closes it), road_state at the largest rain (``open``, ``closed``,
        ``partly``: open as far as its water is known, ``bridge``).
    homes:
        A point for each home: home_id, source_id, home_dwellings, road_distance_m, cut_off_mm (missing where no rain
        surely cuts it off), way_dry_m, and way_m, way_ratio and reach_state at the largest rain.
    stations:
        A point for each station: station_id, place_name, road_distance_m (missing for one by no road, which reaches
        nothing).
    by_rain:
        Counts at each rain: rain_mm, return_period_years, home_count, and of it homes_reached, homes_detour,
        homes_cut_off, homes_unknown, homes_no_way, homes_no_road (which add up to it); dwellings_cut_off;
        road_closed_m, road_partly_m; place_count, places_wet, places_unknown, places_cut_off. All layers have a column
        ``..._years`` beside each ``..._mm``, empty until a rain table fills it.
    passable_depth_m:
        What can be driven through.
    notes:
        What the user should know.

    Notes
    -----
    The states of a home: ``reached``; by a ``detour``; ``cut_off``: no open way; ``unknown``: it hangs on roads of
    which the water is not known; ``no_way``: no way even when dry, so that the network lacks something; ``no_road``
    within reach, so that nothing is known of its access.
    """

    places: gpd.GeoDataFrame | None
    places_by_rain: pd.DataFrame | None
    roads: gpd.GeoDataFrame
    homes: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    by_rain: pd.DataFrame
    passable_depth_m: float
    notes: tuple[Text, ...]

    def __repr__(self) -> str:
        """One line."""
        last = self.by_rain.iloc[-1]
        return f"<Preparedness: {last.homes_cut_off} of {last.home_count} homes cut off at the largest rain>"


def preparedness(
    result: RainToFlood,
    roads: gpd.GeoDataFrame,
    homes: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    params: PreparednessParams | None = None,
    *,
    cases: Sequence[FloodCase],
    buildings: gpd.GeoDataFrame | None = None,
    progress: Progress | None = None,
) -> Preparedness:
    """Find which critical places, roads and homes a cloudburst puts out of reach (beredskab ved skybrud).

    A piece of road is closed from the least rain that brings water of the passable depth to a cell that its centre line
    passes through, but for what was opened there for water (`roads_over_cuts`). A home is cut off from the least rain
    that closes its last way from a station; one pass gives it for all rains (`cut_off_rain`). Where roads are of
    unknown water, it is worked out twice, with them as open and as closed, and what differs is unknown.

    Parameters
    ----------
    result:
        From `rain_to_flood`.
    roads:
        Centre lines, split at junctions.
    homes:
        Addresses (points) or dwellings (polygons, by a point in each).
    stations:
        Points that ambulances and fire engines come from.
    params:
        Which depth can be passed, how far homes may lie from roads.
    cases:
        The rains that are counted at, rising, each with mm; the last is shown.
    buildings:
        Footprints with use codes, for critical places.

    Raises
    ------
    LayerError, CrsError
        For other geometries or coordinate systems, a road network that no station meets, columns that are no numbers.
    ParamError
        For rains without mm.
    """
    params = params or PreparednessParams()
    require_kind(params, PreparednessParams, "params")
    require_kind(result, RainToFlood, "result")
    progress = progress or NoProgress()
    _require(result, roads, homes, stations, cases)
    depth = params.passable_depth_m if params.passable_depth_m is not None else passable_depth(params.vehicle)
    chosen = None if buildings is None else critical_places(buildings, params)
    layers = [homes, stations] if chosen is None else [homes, stations, chosen]
    points = [shapely.point_on_surface(shapely.force_2d(layer.geometry.to_numpy())) for layer in layers]
    progress.update(0.0, Text("Samler vejnettet", "Joining the road network"))
    network, met = run_cancellable(progress, lambda: road_network(roads, np.concatenate(points), params))
    access = met.parted([len(layer) for layer in layers])
    stage = Stage(progress, 0.2, 0.6)
    apart, over = roads_over_cuts(network, result.terrain)
    closes, partly = network.water(
        result.grid, lambda cells: rain_at_depth(result, cells, depth, progress=stage), apart
    )
    sources = _sources(access[1], params)
    reach = run_cancellable(progress, lambda: Reach.of(network, closes, partly, sources, params.detour_ratio))
    dwellings = number_column(homes, params.dwellings_field)
    counted = []
    for k, case in enumerate(cases):
        progress.update(0.6 + 0.2 * k / len(cases), Text("Finder veje frem", "Finding ways"))
        check(progress)
        state, _, _ = reach.at(case.rain_mm, access[0])
        counted.append(count_homes(case, state, dwellings) | count_roads(network, closes, partly, case.rain_mm))
    by_rain, places, by_place = pd.DataFrame(counted), None, None
    if chosen is not None:
        water = expose(
            result, chosen, np.array([params.place_depth_m]), rains_mm=[case.rain_mm for case in cases],
            progress=Stage(progress, 0.8, 1.0),
        )  # fmt: skip
        places, by_place = place_tables(chosen, water, access[2], reach, cases)
        for name, column in count_places(by_place, water.onset_mm[0], cases).items():
            by_rain[name] = column
    by_rain.attrs["title"] = Text("Beredskab ved hver regn", "Preparedness at each rain")
    last = cases[-1].rain_mm
    made = (
        road_layer(network, roads, closes, partly, last, params.road_name_field),
        home_layer(homes, points[0], access[0], dwellings, reach, last, params.id_field),
        station_layer(stations, points[1], access[1], params.name_field),
    )
    marks = stamps_on(roads, homes, stations)
    for table in (*made, by_rain, places, by_place):
        if table is not None and marks:
            table[STAMP_COLUMN] = mark_of(marks)
    notes = (*network.notes, *(() if over is None else (over,)), _told(depth, params), *_lost(access[1]), *result.notes)
    return Preparedness(places, by_place, *made, by_rain, depth, notes)


def passable_depth(vehicle: Vehicle) -> float:
    """Return the depth of standing water that a vehicle gets through, m: of the table ``passable_depths``.

    >>> passable_depth(Vehicle.CAR)
    0.3
    """
    frame = load_table("passable_depths").frame
    return float(frame.loc[frame["vehicle"] == vehicle.value, "depth_m"].iloc[0])


def critical_places(buildings: gpd.GeoDataFrame, params: PreparednessParams) -> gpd.GeoDataFrame:
    """Return the buildings whose use code is one of the critical ones: place_id, source_id, place_name, use_code.

    Raises
    ------
    LayerError
        Without a column of use codes.

    >>> two = [shapely.box(0, 0, 9, 9)] * 2
    >>> school = gpd.GeoDataFrame({"byg021anvendelse": ["421", "120"]}, geometry=two, crs="EPSG:25832")
    >>> critical_places(school, PreparednessParams())["use_code"].tolist()
    ['421']
    """
    if params.use_field not in buildings.columns:
        present = ", ".join(str(c) for c in buildings.columns if c != buildings.geometry.name)
        raise LayerError(
            Text(
                f"intet felt {params.use_field} (felter: {present})",
                f"no column {params.use_field} (columns: {present})",
            ),
            Text("en kolonne med anvendelseskoder", "a column of use codes"),
            Text("ret use_field", "correct use_field"),
        )
    code = buildings[params.use_field].astype(str).str.strip().str.removesuffix(".0")
    mine = code.isin(params.critical_codes.replace(";", " ").split()).to_numpy()
    chosen = buildings[mine]
    table = pd.DataFrame({"place_id": np.arange(1, len(chosen) + 1)})
    if params.id_field in chosen.columns:
        table["source_id"] = chosen[params.id_field].astype(str).to_numpy()
    table["place_name"] = words_in(chosen, params.name_field)
    table["use_code"] = code[mine].to_numpy()
    return gpd.GeoDataFrame(table, geometry=list(chosen.geometry), crs=buildings.crs)


def _sources(stations: Access, params: PreparednessParams) -> list[int]:
    nodes: list[int] = np.unique(stations.node[stations.attached]).tolist()
    if not nodes:
        n, far = stations.node.size, f"{params.attach_m:g} m"
        raise LayerError(
            Text(f"ingen af {n} stationer ligger ved en vej", f"none of {n} stations lies by a road"),
            Text(f"en vej inden for {far} af en station", f"a road within {far} of a station"),
            Text("ret stationerne eller attach_m", "correct the stations or attach_m"),
        )
    return nodes


def _require(
    result: RainToFlood, roads: gpd.GeoDataFrame, homes: gpd.GeoDataFrame, stations: gpd.GeoDataFrame,
    cases: Sequence[FloodCase],
) -> None:  # fmt: skip
    names = (Text("veje", "roads"), Text("hjem", "homes"), Text("stationer", "stations"))
    for layer, name in zip((roads, homes, stations), names, strict=True):
        require_kind(layer, gpd.GeoDataFrame, name.en)
        require_crs(layer, result.grid, name)
    rains = np.array([case.rain_mm for case in cases])
    if not rains.size or np.isnan(rains).any() or (np.diff(rains) <= 0.0).any():
        listed = ", ".join(f"{mm:g}" for mm in rains)
        raise ParamError(
            Text(f"regn i mm: {listed or 'ingen'}", f"rains in mm: {listed or 'none'}"),
            Text("mindst én, stigende, hver med mm", "at least one, rising, each with mm"),
            Text(
                "giv rains_mm, eller gentagelsesperioder og en regntabel",
                "give rains_mm, or return periods and a rain table",
            ),
        )


def _told(depth: float, params: PreparednessParams) -> Text:
    chosen = params.passable_depth_m is not None
    frame = load_table("passable_depths").frame
    row = frame[frame["vehicle"] == params.vehicle.value].iloc[0]
    source = Text("valgt", "chosen") if chosen else Text(str(row["source_da"]), str(row["source_en"]))
    return Text(
        f"Et vejstykke er lukket, når vandet på midterlinjen er mindst {danish(depth)} m ({source.da}); vandet regnes "
        "for stillestående, og der er ingen dansk norm. Kurver, hegn og bløde rabatter er ikke set.",
        f"A piece of road is closed when water on the centre line is at least {depth:g} m ({source.en}); water is "
        "taken as standing, and there is no Danish norm. Curbs, fences and soft verges are not seen.",
    )


def _lost(stations: Access) -> tuple[Text, ...]:
    far = int((~stations.attached).sum())
    if not far:
        return ()
    return (Text(f"{far} stationer ligger ikke ved en vej.", f"{far} stations lie by no road."),)
