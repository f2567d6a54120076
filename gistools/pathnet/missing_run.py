"""The tool ``missing-links``: library steps composed for the runner; declared in `missing_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.errors import LayerError
from gistools.pathnet.answered import measured_slopes, one_chosen, require_points, stamps_of
from gistools.pathnet.candidates import find_candidates
from gistools.pathnet.gain import link_reach
from gistools.pathnet.judge import passable
from gistools.pathnet.link_sets import Purse, build_order
from gistools.pathnet.merged import merge_ways
from gistools.pathnet.missing_benefit import missing_link_benefit, streets_betweenness
from gistools.pathnet.missing_graph import link_curve
from gistools.pathnet.missing_outputs import (
    data_doubts,
    doubt_note,
    far_note,
    link_layer,
    order_table,
    published_benefit,
    result_note,
    used_network,
)
from gistools.pathnet.missing_params import CandidateParams, Unknown
from gistools.pathnet.network import assemble
from gistools.pathnet.network_layers import NetworkLayers
from gistools.pathnet.passability import default_notes
from gistools.pathnet.prices import load_path_prices
from gistools.pathnet.search import Search
from gistools.pathnet.slopes import edge_slopes
from gistools.pathnet.slopes_params import SlopeParams
from gistools.pathnet.trip_demand import fair_cap, fair_note, link_demand
from gistools.progress import Stage
from gistools.stamps import mark_of, stamped
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from gistools.pathnet.candidates import Candidates
    from gistools.pathnet.missing_params import MissingLinkParams
    from gistools.pathnet.network import PathNetwork
    from gistools.progress import Progress
    from gistools.raster import Raster
    from gistools.tool import Steps

    F64 = npt.NDArray[np.float64]

_M_PER_KM = 1_000.0


def missing_links_tool(
    *,
    addresses: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame | None,
    plan_areas: gpd.GeoDataFrame | None,
    candidates: gpd.GeoDataFrame | None,
    elevation: Raster | None,
    path_prices: pd.DataFrame | None,
    params: MissingLinkParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the layers of the network and own tables of profiles
) -> Mapping[str, object]:
    """Run the tool ``missing-links``."""
    layers = NetworkLayers.of(given)
    network = merge_ways(layers.network(params, Stage(progress, 0.0, 0.2))).network
    for name, layer in (("addresses", addresses), ("destinations", destinations), ("plan_areas", plan_areas),
                        ("candidates", candidates)):  # fmt: skip
        if layer is not None:
            require_points(network, layer, name)
    profile = one_chosen(params.profile, given)
    terrain = given | {"elevation": elevation}
    slopes = measured_slopes(network, (profile,), params, terrain, Stage(progress, 0.2, 0.3))
    answer = passable(network, profile, slopes, planned=params.include_planned)
    search = Search.of(network, answer, strict=params.unknown is Unknown.BLOCKS)
    _require_usable(search, params)
    prices = load_path_prices(path_prices)
    found = find_candidates(
        network, search.usable, part_of(params, CandidateParams), barriers=layers.barriers, plan_areas=plan_areas,
        own=candidates, prices=prices, progress=Stage(progress, 0.3, 0.4),
    )  # fmt: skip
    demand = link_demand(search, addresses, destinations, plan_areas, params)
    reached = link_reach(search, demand.demand, found.links(), progress=Stage(progress, 0.4, 0.6))
    cap = fair_cap(network, demand.demand, params)
    gains = reached.gains(cap)
    price = found.frame["price_dkk"].to_numpy(np.float64)
    purse = Purse(
        budget_dkk=np.inf if params.budget_dkk is None else params.budget_dkk, count=params.link_count,
        least_people=params.least_people, least_saved=params.least_saved_km * _M_PER_KM,
    )  # fmt: skip
    order = build_order(
        reached, price, purse, measure=params.measure, cap=cap, exhaustive=params.exhaustive,
        progress=Stage(progress, 0.6, 0.8),
    )  # fmt: skip
    first = result_note(found, order, demand.counted)
    notes = [
        first,
        *demand.notes,
        *found.notes,
        *network.notes,
        *default_notes([answer]),
        fair_note(params),
        *_unknown_notes(params, answer.settled),
    ]
    if (far := far_note(order, params.within_m)) is not None:
        notes.insert(1, far)
    if order.pairs_left_out:
        notes.append(Text("Par af forbindelser, der kun virker sammen, er for mange til at prøve",
                          "Pairs of links that work together alone are too many to try"))  # fmt: skip
    layers_of_its_own = (addresses, destinations, plan_areas, candidates, path_prices)
    read = stamps_of(terrain | {str(k): one for k, one in enumerate(layers_of_its_own)})
    stamps = tuple(dict.fromkeys((*read, *prices.stamps)))
    mark = mark_of(stamps)
    between = np.empty(0)
    if {"missing_links", "published_gaps"} & wanted:
        between = streets_betweenness(network, search.usable, progress=Stage(progress, 0.8, 0.95))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "missing_links": lambda: link_layer(
            found, gains, order, data_doubts(found, network, params.propose_m),
            published_benefit(found, network, search.usable, between), _slopes_of(found, network, elevation, params),
        ),
        "link_network": lambda: used_network(
            network, *(Search.of(network, answer, strict=strict).usable for strict in (True, False))
        ),
        "link_order": lambda: order_table(found, order),
        "published_gaps": lambda: _gaps(network, search, between),
    }  # fmt: skip
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    layer = values.get("missing_links")
    if layer is not None and (doubt := doubt_note(layer)) is not None:
        notes.insert(1, doubt)
    if "link_curve" in wanted:
        better = None if order.best is None or order.proven else float(price[list(order.best)].sum())
        values["link_curve"] = link_curve(order, better, demand.counted, notes=(first,), stamps=stamps)
    return Made(values, tuple(dict.fromkeys(notes)))


def _require_usable(search: Search, params: MissingLinkParams) -> None:
    if search.usable.any():
        return
    raise LayerError(
        Text(
            f"ingen vej, som profilen {params.profile} kan bruge",
            f"no way that the profile {params.profile} can use",
        ),
        Text("mindst én vej eller sti, der kan bruges", "a way or more that can be used"),
        Text(
            "sæt unknown = passes, eller udfyld det, der mangler i laget (bredde, kantsten, belægning)",
            "set unknown = passes, or fill in what the layer lacks (width, kerb, surface)",
        ),
    )


def _unknown_notes(params: MissingLinkParams, settled: bool) -> list[Text]:  # noqa: FBT001 - what is said depends on it
    if settled:
        return []
    if params.unknown is Unknown.PASSES:
        return [
            Text("Det, der ikke vides om en vej, regnes som noget, profilen kan klare; prøv også unknown = blocks",
                 "What is not known of a way counts as something that the profile manages; try unknown = blocks too")
        ]  # fmt: skip
    return [
        Text("Det, der ikke vides om en vej, regnes som noget, profilen ikke kan klare; prøv også unknown = passes",
             "What is not known of a way counts as something that the profile cannot manage; try unknown = passes too")
    ]  # fmt: skip


def _slopes_of(found: Candidates, network: PathNetwork, elevation: Raster | None, params: MissingLinkParams) -> F64:
    """Return the steepest ground along each link, per mille; NaN where it is not known."""
    if elevation is None or not len(found):
        return np.full(len(found), np.nan)
    lines = found.frame.geometry.to_numpy()
    count = np.arange(lines.size)
    ground = assemble(lines, 2 * count, 2 * count + 1, crs=network.edges.crs)
    slopes = edge_slopes(ground, elevation, part_of(params, SlopeParams))
    return np.fmax(slopes.up_permille, slopes.down_permille)


def _gaps(network: PathNetwork, search: Search, between: F64) -> gpd.GeoDataFrame:
    made = missing_link_benefit(network, search.usable, between=between)
    made = made.rename(columns={"detour": "gap_detour", "kept": "gap_kept"})
    made["gap_detour"] = made["gap_detour"].where(np.isfinite(made["gap_detour"]))
    return made
