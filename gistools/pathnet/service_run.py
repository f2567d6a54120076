"""The tool ``path-service-area``: library steps composed for the runner; declared in `connectivity_tools`."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.pathnet.answered import CASES, judged, one_chosen, require_points, stamps_of
from gistools.pathnet.connectivity import parts_of
from gistools.pathnet.connectivity_params import Heading, Measured
from gistools.pathnet.homes import settle, settle_points
from gistools.pathnet.isochrones import service_area, service_bands
from gistools.pathnet.name_columns import ADDRESSES, NAMES, column_of
from gistools.pathnet.network_layers import NetworkLayers
from gistools.pathnet.passability import default_notes
from gistools.pathnet.search import SAME, Search
from gistools.progress import Progress, Stage
from gistools.stamps import mark_of, stamped
from gistools.text import Text, counted
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gistools.pathnet.connectivity_params import ServiceAreaParams
    from gistools.pathnet.homes import Homes
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.search import Places
    from gistools.tool import Steps

_SECONDS = 60.0


@dataclass(frozen=True, eq=False)
class _Case:
    """What is known with unknown edges taken one way: the search outwards from the places, places and addresses."""

    search: Search
    places: Places
    homes: Homes | None


def path_service_area_tool(
    *,
    params: ServiceAreaParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``path-service-area``."""
    profile = one_chosen(params.profiles, given)
    network = NetworkLayers.of(given).network(params, Stage(progress, 0.0, 0.5))
    places, addresses = given["destinations"], given.get("addresses")
    require_points(network, places, "destinations")
    if addresses is not None:
        require_points(network, addresses, "addresses")
    told = judged(network, (profile,), params, given, Stage(progress, 0.5, 0.7))[0]
    cases = {name: _case(network, told, places, addresses, params, strict=strict) for name, strict in CASES.items()}
    stamps = stamps_of(given)
    mark = mark_of(stamps)
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "reached_lines": lambda: band_layer(
            network, cases["strict" if params.unknown_blocks else "optimistic"], params
        ),
        "service_table": lambda: service_table(cases, places, params, Stage(progress, 0.8, 1.0)),
    }
    if addresses is not None:
        makers["addresses_reached"] = lambda: address_layer(cases, addresses, params)
    progress.update(0.7, Text("Det, der nås", "What is reached"))
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    return Made(values, (*network.notes, *default_notes([told]), *_notes(cases, profile.name, params)))


def _case(
    network: PathNetwork,
    told: Passable,
    places: gpd.GeoDataFrame,
    addresses: gpd.GeoDataFrame | None,
    params: ServiceAreaParams,
    *,
    strict: bool,
) -> _Case:
    search = Search.of(network, told, strict=strict, seconds=params.measured is Measured.MINUTES)
    search = search.reversed() if params.heading is Heading.TO else search
    parts = parts_of(search)
    near = {"access_m": params.access_m, "slack_m": params.slack_m}
    homes = None if addresses is None else settle(search, parts, addresses, field=params.dwellings_field, **near)
    return _Case(search, settle_points(search, parts, places, **near), homes)


def _factor(params: ServiceAreaParams) -> float:
    return _SECONDS if params.measured is Measured.MINUTES else 1.0


def _unit(params: ServiceAreaParams) -> str:
    return "min" if params.measured is Measured.MINUTES else "m"


def band_layer(network: PathNetwork, case: _Case, params: ServiceAreaParams) -> gpd.GeoDataFrame:
    """Return what is reached of the network from the nearest place, a row for each band between two limits."""
    limits = params.limits
    bands = service_bands(case.search, case.places, [limit * _factor(params) for limit in limits])
    rows, shapes = [], []
    for k, band in enumerate(bands):
        shape = band.shapes(network)[0]
        if shapely.is_empty(shape):
            continue
        rows.append(
            {
                "band_no": k + 1,
                "beyond": limits[k - 1] if k else 0.0,
                "within": limits[k],
                "within_unit": _unit(params),
                "length_m": float(band.length_m[0]),
            }
        )
        shapes.append(shape)
    columns = ["band_no", "beyond", "within", "within_unit", "length_m"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=shapes, crs=network.edges.crs)


def service_table(
    cases: Mapping[str, _Case], places: gpd.GeoDataFrame, params: ServiceAreaParams, progress: Progress
) -> pd.DataFrame:
    """Return a row for each place, limit and case: metres of network, addresses and dwellings within the limit."""
    parts = []
    for k, (name, case) in enumerate(cases.items()):
        for limit in params.limits:
            stage = Stage(progress, k / len(cases), (k + 1) / len(cases))
            area = service_area(case.search, case.places, limit * _factor(params), progress=stage)
            met = case.places.met
            told = {
                "place_id": np.arange(1, len(places) + 1),
                "name": _names(places),
                "unknown_as": name,
                "within": limit,
                "within_unit": _unit(params),
                "length_m": np.where(met, area.length_m, np.nan),
                "access_m": case.places.access_m,
                "addresses": np.nan,
                "dwellings": np.nan,
            }
            if case.homes is not None:
                network, homes = case.search.network, case.homes
                for column, weights in (("addresses", np.ones(len(homes))), ("dwellings", homes.dwellings)):
                    told[column] = np.where(met, area.reached(network, homes.places, weights), np.nan)
            parts.append(pd.DataFrame(told))
    made = pd.concat(parts, ignore_index=True)
    return made.sort_values(["place_id", "within", "unknown_as"], kind="stable").reset_index(drop=True)


_NAMES = (*NAMES, "stednavn", *ADDRESSES)


def _names(layer: gpd.GeoDataFrame) -> list[str]:
    """Return what each place is called, by the first column that names things; empty where there is none."""
    column = column_of(layer, _NAMES)
    return [""] * len(layer) if column is None else ["" if pd.isna(one) else str(one) for one in layer[column]]


def address_layer(
    cases: Mapping[str, _Case], addresses: gpd.GeoDataFrame, params: ServiceAreaParams
) -> gpd.GeoDataFrame:
    """Return the addresses, each with whether a place is within the largest limit, and what it costs to the nearest."""
    most = params.limits[-1] * _factor(params)
    cost = {}
    for name, case in cases.items():
        assert case.homes is not None  # noqa: S101 - addresses were given
        cost[name] = _nearest(case, case.homes.places)
    loose, sure = cost["optimistic"] <= most + SAME, cost["strict"] <= most + SAME
    homes = cases["optimistic"].homes
    assert homes is not None  # noqa: S101
    reached = np.select([sure, loose, ~homes.places.met], ["yes", "unknown", "off"], "no")
    shown = cost["strict" if params.unknown_blocks else "optimistic"] / _factor(params)
    frame = pd.DataFrame(
        {
            "feature_id": np.arange(1, len(addresses) + 1),
            "dwellings": homes.dwellings,
            "reached": reached,
            "nearest_cost": np.where(np.isfinite(shown), shown, np.nan),
            "within_unit": _unit(params),
            "access_m": homes.places.access_m,
        }
    )
    return gpd.GeoDataFrame(frame, geometry=shapely.centroid(addresses.geometry.to_numpy()), crs=addresses.crs)


def _nearest(case: _Case, homes: Places) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return what it costs from the nearest place to each address, also where both lie on one edge."""
    found = case.search.arrive(case.search.nearest(case.places), homes)
    on_edge = np.flatnonzero(homes.met & np.isin(homes.edge, case.places.edge[case.places.met]))
    for k in np.flatnonzero(case.places.met).tolist():
        here = on_edge[homes.edge[on_edge] == case.places.edge[k]]
        if here.size:
            there = case.places[np.full(here.size, k)]
            found[here] = np.minimum(found[here], case.search.direct(there, homes[here]))
    return np.where(homes.met, found, np.inf)


def _notes(cases: Mapping[str, _Case], who: Text, params: ServiceAreaParams) -> tuple[Text, ...]:
    loose = cases["optimistic"]
    ends = [f"{one:g}" for one in (0.0, *params.limits)]
    bands = ", ".join(f"{k + 1}: {a}–{b} {_unit(params)}" for k, (a, b) in enumerate(itertools.pairwise(ends)))
    notes = [Text(f"bånd {bands}".replace(".", ","), f"bands {bands}")]
    off = int((~loose.places.met).sum())
    if off:
        notes.append(
            Text(
                f"{counted(off, 'sted ligger', 'steder ligger')} mere end {params.access_m:g} m fra et stykke, som "
                f"{who.da} kan bruge, og når intet",
                f"{counted(off, 'place lies', 'places lie')} more than {params.access_m:g} m from an edge that "
                f"{who.en} can use, and reaches nothing",
            )
        )
    if loose.homes is not None:
        notes.append(loose.homes.told)
    return tuple(notes)
