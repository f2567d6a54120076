"""What the tool ``path-connectivity`` makes of a run: layers, tables and the graph of detours."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.graph import Axis, Graph, Line, Mark, Role
from gistools.pathnet.connectivity import network_indices
from gistools.pathnet.detour import LIMITS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.pathnet.connectivity import Parts
    from gistools.pathnet.critical_elements import WeakPoints
    from gistools.pathnet.detour import Detours
    from gistools.pathnet.homes import Homes
    from gistools.pathnet.islands import Islands
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.profiles import Profile
    from gistools.pathnet.search import Search

_INDEX_NAMES = {"nodes": "node_count", "edges": "edge_count", "parts": "component_count", "alpha": "alpha_index",
                "beta": "beta_index", "gamma": "gamma_index", "area_km2": "network_area_km2"}  # fmt: skip
_FIRST, _HIGH, _SOME = 3, 10, 30
_WIDEST = 3.0  # detours are drawn up to it
_ROLES = {
    ("addresses", "optimistic"): (Role.TODAY, Text("mellem adresser", "between addresses")),
    ("addresses", "strict"): (
        Role.FUTURE,
        Text("mellem adresser, ukendt spærrer", "between addresses, unknown blocks"),
    ),
    ("destinations", "optimistic"): (Role.BEST, Text("til mål", "to destinations")),
    ("destinations", "strict"): (Role.COST, Text("til mål, ukendt spærrer", "to destinations, unknown blocks")),
}


@dataclass(frozen=True, eq=False)
class CaseRun:
    """What was found for a profile with what is unknown taken one way (``optimistic`` or ``strict``)."""

    case: str
    search: Search
    parts: Parts
    homes: Homes | None
    detours: Mapping[str, Detours]


@dataclass(frozen=True, eq=False)
class ConnectivityRun:
    """What was found for a profile."""

    profile: Profile
    islands: Islands
    weak: WeakPoints
    cases: tuple[CaseRun, ...]


def island_layer(runs: Sequence[ConnectivityRun]) -> gpd.GeoDataFrame:
    """Return the islands of all profiles."""
    return _layer([(run.profile, run.islands.frame) for run in runs])


def barrier_layer(runs: Sequence[ConnectivityRun]) -> gpd.GeoDataFrame:
    """Return what parts the islands of all profiles."""
    return _layer([(run.profile, run.islands.barriers) for run in runs])


def weak_layer(network: PathNetwork, runs: Sequence[ConnectivityRun], kind: str, least: float) -> gpd.GeoDataFrame:
    """Return the bridges or cut nodes (``"edges"``, ``"nodes"``) that cut off at least so many dwellings, or metres."""
    rows = network.edges if kind == "edges" else network.nodes
    key = "edge_id" if kind == "edges" else "node_id"
    told = [key, *(("name", "structure", "length_m") if kind == "edges" else ("degree",)), rows.geometry.name]
    parts = []
    for run in runs:
        found = getattr(run.weak, kind)
        counted = "cut_m" if run.cases[0].homes is None else "cut_dwellings"
        found = found[found[counted] >= max(least, np.nextafter(0.0, 1.0))]
        if counted == "cut_m":
            found = found.assign(cut_dwellings=np.nan, cut_addresses=np.nan)
        place = np.arange(1, len(found) + 1)
        found = found.assign(weak_rank=place, weak_class=_classes(place))
        merged = found.merge(rows[told], on=key, how="left", validate="one_to_one")
        parts.append((run.profile, gpd.GeoDataFrame(merged, geometry=rows.geometry.name, crs=rows.crs)))
    return _layer(parts)


def _classes(place: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[str]:
    names = np.where(
        place <= _FIRST, "first", np.where(place <= _HIGH, "high", np.where(place <= _SOME, "some", "other"))
    )
    made: list[str] = names.tolist()
    return made


def _layer(parts: Sequence[tuple[Profile, gpd.GeoDataFrame]]) -> gpd.GeoDataFrame:
    frames = []
    for profile, frame in parts:
        made = frame.copy()
        made.insert(0, "path_profile", profile.name.da)
        frames.append(made)
    made = pd.concat(frames, ignore_index=True)
    return gpd.GeoDataFrame(made, geometry=frames[0].geometry.name, crs=frames[0].crs)


def indices_table(runs: Sequence[ConnectivityRun], area_km2: float | None) -> pd.DataFrame:
    """Return figures of the network of each profile, with nodes between two edges merged and not."""
    rows = []
    for run in runs:
        for one in run.cases:
            parts = one.parts
            shared = {"path_profile": run.profile.name.da, "unknown_as": one.case}
            main = parts.edge == 1
            inside = main & (parts.strong[one.search.network.u] == parts.strong[one.search.network.v])
            strong = parts.strong[one.search.network.u][inside]
            most = inside & (parts.strong[one.search.network.u] == (strong.min() if strong.size else 0))
            length = one.search.network.length_m
            told = {
                "strong_count": parts.strong_count,
                "no_return_m": float(length[main].sum() - length[most].sum()),
                **_dwellings(one),
            }
            for merged in (True, False):
                found = asdict(network_indices(one.search, merged=merged, area_km2=area_km2))
                rows.append(shared | {_INDEX_NAMES.get(name, name): value for name, value in found.items()} | told)
    return pd.DataFrame(rows)


def _dwellings(one: CaseRun) -> dict[str, float]:
    if one.homes is None:
        return dict.fromkeys(("main_dwellings", "island_dwellings", "off_dwellings"), np.nan)
    places, dwellings = one.homes.places, one.homes.dwellings
    part = np.where(places.met, one.parts.edge[np.where(places.met, places.edge, 0)], 0)
    return {
        "main_dwellings": float(dwellings[part == 1].sum()),
        "island_dwellings": float(dwellings[part > 1].sum()),
        "off_dwellings": float(dwellings[part == 0].sum()),
    }


def detour_table(runs: Sequence[ConnectivityRun]) -> pd.DataFrame:
    """Return the distribution of detours of each profile, unknown taken both ways; pairs without a way are counted."""
    rows = []
    for run in runs:
        for one in run.cases:
            for pairs, found in one.detours.items():
                low, high = (found.above(limit) for limit in LIMITS)
                rows.append(
                    {
                        "path_profile": run.profile.name.da,
                        "unknown_as": one.case,
                        "pairs_of": pairs,
                        "pair_count": found.pairs,
                        "pairs_reached": found.ratio.size,
                        "pairs_unreachable": found.unreachable,
                        "pairs_off": found.off,
                        "pairs_near": found.near,
                        "detour_median": found.quantile(0.5),
                        "detour_p90": found.quantile(0.9),
                        "detour_most": found.quantile(1.0),
                        "above_125_share": low,
                        "above_150_share": high,
                    }
                )
    return pd.DataFrame(rows)


def detour_graph(run: ConnectivityRun, *, notes: Sequence[Text] = (), stamps: Sequence[Text] = ()) -> Graph:
    """Return how large a share of all pairs has at most a detour; pairs without a way keep the curve below 100 %."""
    lines = []
    for one in run.cases:
        for pairs, found in one.detours.items():
            if one is not run.cases[0] and _same(found, run.cases[0].detours[pairs]):
                continue  # nothing that matters is unknown
            role, name = _ROLES[pairs, one.case]
            ratio = np.linspace(1.0, _WIDEST, 201)
            share = 100.0 * np.searchsorted(found.ratio, ratio + 1e-9, side="right") / max(found.pairs, 1)
            lines.append(Line(name, ratio, share, role, points=()))
    marks = tuple(Mark(limit, None, Text(f"{limit:g}".replace(".", ","), f"{limit:g}")) for limit in LIMITS)
    who = run.profile.name
    return Graph(
        Text(f"Omveje: {who.da}", f"Detours: {who.en}"),
        Text(
            "Andel af alle par, hvis vej er højst så mange gange luftlinjen; par uden vej tæller med i alle",
            "Share of all pairs whose way is at most so many times the straight line; pairs without a way are in all",
        ),
        Axis(Text("Vej over luftlinje", "Way over straight line"), limits=(1.0, _WIDEST)),
        Axis(Text("Andel af par", "Share of pairs"), "%", limits=(0.0, 100.0)),
        tuple(lines),
        marks=marks,
        notes=tuple(notes),
        stamps=tuple(stamps),
    )


def _same(one: Detours, other: Detours) -> bool:
    return one.pairs == other.pairs and np.array_equal(one.ratio, other.ratio)
