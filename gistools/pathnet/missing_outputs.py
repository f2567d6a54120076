"""What the tool ``missing-links`` makes of a run: the layer, the build order and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.pathnet.link_measure import Measure
from gistools.pathnet.link_sets import MILLION, worth
from gistools.pathnet.missing_benefit import weighted_benefit
from gistools.pathnet.search import Search
from gistools.styles.numbers import format_number
from gistools.text import Text, danish

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.candidates import Candidates
    from gistools.pathnet.gain import Gains
    from gistools.pathnet.link_sets import BuildOrder
    from gistools.pathnet.network import PathNetwork

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

_KM = 1_000.0
_NEAR_M = 10.0  # a repair as near a link is told beside it
_TOP = 10
_DOUBTFUL = {  # kinds of rows of an audit that may be the very reason that a link seems to be missing
    "gap": "et gab, der nok er en tegnefejl",
    "crossing_unknown_level": "et kryds uden kendt niveau",
    "crossing_same_level": "et kryds uden fælles punkt",
    "heights_apart": "et punkt skilt af højder",
    "level_guessed": "et gættet niveau",
    "bridge_end_doubtful": "en tvivlsom broende",
}
_LEAST = 1e-6


def link_layer(
    candidates: Candidates,
    gains: Gains,
    order: BuildOrder,
    doubts: list[str],
    benefit: F64,
    slope_permille: F64,
) -> gpd.GeoDataFrame:
    """Return all candidates with what each gives alone, best first; `order` says which are built."""
    frame = candidates.frame.copy()
    price = frame["price_dkk"].to_numpy(np.float64) / MILLION
    saved = gains.saved / _KM
    state = np.where(gains.saved > _LEAST, "saves", "nothing").astype(object)
    state[gains.connected > _LEAST] = "connects"
    step = np.full(len(frame), np.nan)
    for k, one in enumerate(order.steps):
        for j in one.links:
            state[j], step[j] = "chosen", k + 1
    per = [_per(values, price) for values in (gains.connected, saved, gains.within)]
    made = gpd.GeoDataFrame(
        {
            "new_link_id": frame["new_link_id"], "name": frame["name"], "link_state": state,
            "build_step": pd.array(step, dtype="Float64").astype("Int64"),
            "new_link_rank": 0, "connected_count": gains.connected, "connected_way_m": gains.connected_cost,
            "saved_km": saved, "within_count": gains.within, "price_dkk": frame["price_dkk"],
            "price_from": frame["price_from"], "connected_per_million": per[0], "saved_km_per_million": per[1],
            "within_per_million": per[2], "length_m": frame["length_m"],
            "way_today_m": frame["way_today_m"].where(np.isfinite(frame["way_today_m"])), "joins_m": frame["joins_m"],
            "link_crosses": frame["link_crosses"], "link_bridge_m": frame["link_bridge_m"],
            "link_tunnel_m": frame["link_tunnel_m"], "link_slope_permille": slope_permille, "data_doubt": doubts,
            "ipdc_benefit": benefit, "link_found_by": frame["link_found_by"],
        },
        geometry=frame.geometry, crs=frame.crs,
    )  # fmt: skip
    values = np.array([worth(gains, k, order.measure) for k in range(len(gains))]).reshape(-1, 2).round(6)
    place = np.lexsort((made["new_link_id"], made["price_dkk"].fillna(np.inf), -values[:, 1], -values[:, 0]))
    rank = np.empty(len(made), np.int64)
    rank[place] = np.arange(1, len(made) + 1)
    made["new_link_rank"] = rank
    return made.iloc[place].reset_index(drop=True)


def _per(gain: F64, million: F64) -> F64:
    made: F64 = np.divide(gain, million, out=np.full(gain.size, np.nan), where=million > 0.0)
    return made


def order_table(candidates: Candidates, order: BuildOrder) -> pd.DataFrame:
    """Return a row for each step: what is built, and what is gained and spent with all that is built so far."""
    ids, names = candidates.frame["new_link_id"].tolist(), candidates.frame["name"].tolist()
    rows = []
    spent, before = 0.0, (0.0, 0.0, 0.0)
    for k, step in enumerate(order.steps):
        spent += step.price_dkk
        now = step.connected, step.saved / _KM, step.within
        rows.append(
            {
                "build_step": k + 1,
                "new_link_id": ", ".join(str(ids[j]) for j in step.links),
                "name": ", ".join(names[j] for j in step.links if names[j]),
                "price_dkk": step.price_dkk,
                "spent_dkk": spent,
                "connected_count": now[0],
                "connected_way_m": step.connected_cost,
                "saved_km": now[1],
                "within_count": now[2],
                "step_connected_count": now[0] - before[0],
                "step_saved_km": now[1] - before[1],
                "step_within_count": now[2] - before[2],
            }
        )
        before = now
    columns = (
        "build_step", "new_link_id", "name", "price_dkk", "spent_dkk", "connected_count", "connected_way_m", "saved_km",
        "within_count", "step_connected_count", "step_saved_km", "step_within_count",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))


def data_doubts(candidates: Candidates, network: PathNetwork, propose_m: float) -> list[str]:
    """Return what of the data should be mended before each link is thought of, in Danish; empty for nothing.

    In Copenhagen about a fifth of the links at the top of the published method were errors of data. So repairs that the
    audit of the network proposes near a link are told beside it, and links so short that they are one themselves.
    """
    lines = candidates.frame.geometry.to_numpy()
    said: list[list[str]] = [[] for _ in lines]
    for k, metres in enumerate(candidates.frame["length_m"]):
        if metres <= propose_m and candidates.frame["link_found_by"].iloc[k] != "own":
            said[k].append(f"hullet er kun {danish(float(metres), '.1f')} m: nok en fejl i tegningen")
    audit = network.audit
    if len(audit) and {"tier", "x_m", "y_m"} <= set(audit.columns):
        doubtful = (audit["tier"] == "proposed") | ((audit["tier"] == "noted") & audit["repair_type"].isin(_DOUBTFUL))
        open_ = audit[doubtful & audit["x_m"].notna()]
        points = np.asarray(shapely.points(open_[["x_m", "y_m"]].to_numpy(np.float64)))
        if len(open_) and lines.size:
            one, other = shapely.STRtree(points).query(lines, predicate="dwithin", distance=_NEAR_M)
            for k, j in zip(one.tolist(), other.tolist(), strict=True):
                kind = _DOUBTFUL.get(open_["repair_type"].iloc[j], "forslag til rettelse")
                said[k].append(f"{kind} ({open_['repair_id'].iloc[j]})")
    return ["; ".join(dict.fromkeys(one)) for one in said]


def published_benefit(candidates: Candidates, network: PathNetwork, usable: Mask, between: F64) -> F64:
    """Return for each link the published benefit of the gap that it closes; NaN where it closes none of that kind.

    That gap is what the profile cannot use of the shortest way between the ends of the link in the whole network. A
    link where there is no way at all, or where that way can be used, has no published benefit: the method knows streets
    without tracks alone.
    """
    whole = Search.whole(network)
    made = np.full(len(candidates), np.nan)
    for k in range(len(candidates)):
        route = whole.route(candidates.begin[k], candidates.end[k])
        if route is not None:
            metres = np.abs(route.end_m - route.begin_m) * ~usable[route.edge]
            made[k] = weighted_benefit(between, route.edge, metres)
    return made


def result_note(candidates: Candidates, order: BuildOrder, counted: Text) -> Text:
    """Return the answer as a sentence."""
    ids = candidates.frame["new_link_id"].tolist()
    if not order.steps:
        return Text(
            "Vurdering: ingen af de mulige forbindelser giver nok til at blive bygget",
            "Assessment: none of the possible links gives enough to be built",
        )
    last = order.steps[-1]
    named = ", ".join(" + ".join(str(ids[j]) for j in step.links) for step in order.steps)
    cost = order.cost_dkk
    money = (
        Text("ukendt pris", "unknown price")
        if np.isnan(cost)
        else Text(f"cirka {format_number(_rounded(cost))} kr.", f"about {format_number(_rounded(cost), 'en')} DKK")
    )
    several = len(order.links) > 1
    which = Text(
        f"forbindelse nr. {named}{' i den orden' if several else ''}",
        f"{'links' if several else 'link'} no. {named}{' in that order' if several else ''}",
    )
    gained = [
        Text(f"{danish(last.connected, '.0f')} nyforbundne {counted.da}",
             f"{last.connected:.0f} {counted.en} newly connected"),
        Text(f"{danish(last.saved / _KM, '.1f')} km kortere vej i alt (én tur for hver)",
             f"{last.saved / _KM:.1f} km shorter ways in all (one trip each)"),
    ]  # fmt: skip
    if order.measure is Measure.WITHIN:
        fair = Text(f"{danish(last.within, '.0f')} flere {counted.da} med en rimelig vej",
                    f"{last.within:.0f} more {counted.en} with a fair way")  # fmt: skip
        gained.insert(0, fair)
    parts = Text(
        f"Vurdering: byg {which.da} ({money.da}): {', '.join(one.da for one in gained)}",
        f"Assessment: build {which.en} ({money.en}): {', '.join(one.en for one in gained)}",
    )
    return Text(f"{parts.da}; {_proof(order, ids).da}", f"{parts.en}; {_proof(order, ids).en}")


def _rounded(dkk: float) -> float:
    """Return an amount to three figures: prices are estimates."""
    return float(f"{dkk:.3g}")


def _proof(order: BuildOrder, ids: list[int]) -> Text:
    if order.best is None or order.best_value is None:
        return Text("valgt trin for trin, ikke holdt op mod alle sæt", "chosen step by step, not held against all sets")
    if order.proven:
        return Text(f"intet af {order.tried} sæt giver mere", f"none of {order.tried} sets gives more")
    names = ", ".join(str(ids[j]) for j in order.best)
    scale = _KM if order.measure is Measure.SAVED else 1.0
    best, mine = order.best_value[0] / scale, order.value[0] / scale
    if best - mine <= _LEAST:  # what counts first is the same
        best, mine = order.best_value[1], order.value[1]
    return Text(
        f"af {order.tried} sæt giver {names} mest: {danish(best, '.1f')} mod {danish(mine, '.1f')}",
        f"of {order.tried} sets {names} gives most: {best:.1f} against {mine:.1f}",
    )


def far_note(order: BuildOrder, within_m: float) -> Text | None:
    """Return that those who are connected are so by a long way round, where that is so."""
    far = order.steps[-1].connected_cost if order.steps else np.nan
    if order.measure is Measure.WITHIN or not far > within_m:
        return None
    return Text(
        f"De nyforbundne har i middel {danish(far, '.0f')} m at gå, mere end {danish(within_m, '.0f')} m: se også, "
        "hvad der vindes med measure = within",
        f"Those newly connected have {far:.0f} m to go in the mean, more than {within_m:.0f} m: see what is gained "
        "with measure = within too",
    )


def used_network(network: PathNetwork, strict: Mask, optimistic: Mask) -> gpd.GeoDataFrame:
    """Return the edges with whether the profile can use them, in one direction at least."""
    edges = network.edges
    use = np.where(strict, "yes", np.where(optimistic, "unknown", "no"))
    return gpd.GeoDataFrame(
        {"edge_id": edges["edge_id"], "name": edges["name"], "way_type": edges["way_type"], "edge_use": use,
         "length_m": edges["length_m"]},
        geometry=edges.geometry.to_numpy(), crs=edges.crs,
    )  # fmt: skip


def doubt_note(layer: gpd.GeoDataFrame) -> Text | None:
    """Return how many of those at the top may be errors of data."""
    top = layer.head(_TOP)
    count = int((top["data_doubt"] != "").sum())
    if not count:
        return None
    return Text(
        f"{count} af de {len(top)} højest placerede kan være fejl i data: ret dem først (kolonnen Ret data først)",
        f"{count} of the {len(top)} at the top may be errors of data: mend these first (column data_doubt)",
    )
