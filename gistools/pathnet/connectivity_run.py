"""The tool ``path-connectivity``: library steps composed for the runner; declared in `connectivity_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.pathnet.answered import CASES, chosen_profiles, judged, require_points, stamps_of
from gistools.pathnet.connectivity import parts_of
from gistools.pathnet.connectivity_outputs import (
    CaseRun,
    ConnectivityRun,
    barrier_layer,
    detour_graph,
    detour_table,
    indices_table,
    island_layer,
    weak_layer,
)
from gistools.pathnet.critical_elements import weak_points
from gistools.pathnet.detour import detours_between, detours_to
from gistools.pathnet.homes import settle, settle_points
from gistools.pathnet.islands import find_islands
from gistools.pathnet.network_layers import NetworkLayers
from gistools.pathnet.passability import default_notes
from gistools.pathnet.search import Search
from gistools.progress import Progress, Stage
from gistools.stamps import mark_of, stamped
from gistools.text import Text, counted
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.pathnet.connectivity_params import PathConnectivityParams
    from gistools.pathnet.detour import Detours
    from gistools.pathnet.homes import Homes
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.tool import Steps

JUDGING = Text("Øer, svage punkter og omveje", "Islands, weak points and detours")
_DETOURS = frozenset({"detours", "detour_graph"})


def path_connectivity_tool(
    *,
    params: PathConnectivityParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``path-connectivity``."""
    profiles = chosen_profiles(params.profiles, given)
    network = NetworkLayers.of(given).network(params, Stage(progress, 0.0, 0.4))
    addresses, destinations = given.get("addresses"), given.get("destinations")
    for name, layer in (("addresses", addresses), ("destinations", destinations)):
        if layer is not None:
            require_points(network, layer, name)
    told = judged(network, profiles, params, given, Stage(progress, 0.4, 0.6))
    runs, notes = [], [*network.notes, *default_notes(told)]
    for k, one in enumerate(told):
        progress.update(0.6 + 0.4 * k / len(told), JUDGING)
        run, said = _profile_run(network, one, addresses, destinations, params, detours=bool(_DETOURS & wanted))
        runs.append(run)
        notes += said
    stamps = stamps_of(given)
    mark = mark_of(stamps)
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "islands": lambda: island_layer(runs),
        "barriers": lambda: barrier_layer(runs),
        "weak_edges": lambda: weak_layer(network, runs, "edges", params.least_cut),
        "weak_nodes": lambda: weak_layer(network, runs, "nodes", params.least_cut),
        "network_indices": lambda: indices_table(runs, params.network_area_km2),
    }
    if addresses is not None:
        makers["detours"] = lambda: detour_table(runs)
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    if "detour_graph" in wanted and addresses is not None:
        values["detour_graph"] = detour_graph(runs[0], stamps=stamps)
    return Made(values, tuple(dict.fromkeys(notes)))


def _profile_run(
    network: PathNetwork,
    told: Passable,
    addresses: gpd.GeoDataFrame | None,
    destinations: gpd.GeoDataFrame | None,
    params: PathConnectivityParams,
    *,
    detours: bool,
) -> tuple[ConnectivityRun, list[Text]]:
    cases = tuple(
        _case_run(case, Search.of(network, told, strict=strict), addresses, destinations, params, detours=detours)
        for case, strict in CASES.items()
    )
    loose = cases[0]
    goals = None
    if destinations is not None:
        goals = settle_points(loose.search, loose.parts, destinations, access_m=params.access_m, slack_m=params.slack_m)
    weak = weak_points(loose.search, loose.homes, goals)
    islands = find_islands(network, told, loose.homes)
    return ConnectivityRun(told.profile, islands, weak, cases), _notes(told, loose.homes, params)


def _case_run(
    case: str,
    search: Search,
    addresses: gpd.GeoDataFrame | None,
    destinations: gpd.GeoDataFrame | None,
    params: PathConnectivityParams,
    *,
    detours: bool,
) -> CaseRun:
    parts = parts_of(search)
    near = {"access_m": params.access_m, "slack_m": params.slack_m}
    if addresses is None:
        return CaseRun(case, search, parts, None, {})
    homes = settle(search, parts, addresses, field=params.dwellings_field, **near)
    found: dict[str, Detours] = {}
    if detours:
        points = addresses.geometry.to_numpy()
        found["addresses"] = detours_between(
            search, homes.places, points, least_m=params.detour_least_m, most=params.detour_addresses, seed=params.seed
        )
        if destinations is not None:
            goals = settle_points(search, parts, destinations, **near)
            found["destinations"] = detours_to(
                search, homes.places, points, goals, destinations.geometry.to_numpy(), least_m=params.detour_least_m
            )
    return CaseRun(case, search, parts, homes, found)


def _notes(told: Passable, homes: Homes | None, params: PathConnectivityParams) -> list[Text]:
    """Return what must be said of a profile's run."""
    notes = []
    who = told.profile.name
    if homes is not None:
        notes.append(homes.told)
        off = int((~homes.places.met).sum())
        if off:
            notes.append(
                Text(
                    f"{who.da}: {counted(off, 'adresse ligger', 'adresser ligger')} mere end {params.access_m:g} "
                    "m fra et "
                    "stykke, der kan bruges, og er ikke på nettet",
                    f"{who.en}: {counted(off, 'address lies', 'addresses lie')} more than {params.access_m:g} m from a "
                    f"usable edge and {'is' if off == 1 else 'are'} not on the network",
                )
            )
    if not told.settled:
        notes.append(
            Text(
                f"{who.da}: noget er ukendt; svage punkter og boliger på øer er regnet, som om det ukendte er i orden",
                f"{who.en}: something is unknown; weak points and dwellings on islands are told as if it turns "
                "out well",
            )
        )
    return notes
