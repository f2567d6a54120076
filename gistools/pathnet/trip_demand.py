"""Who is to gain from new links: addresses, planned dwellings, and where they go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from gistools.errors import LayerError
from gistools.pathnet.gain import Demand, joined
from gistools.pathnet.homes import DWELLINGS, dwellings_of
from gistools.pathnet.search import Places, attach_points
from gistools.text import Text, danish

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.missing_params import MissingLinkParams
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.search import Search

    F64 = npt.NDArray[np.float64]

_MOST_PLACES = 600  # when all are to reach each other, pairs are their square
_BUNDLE_M = (25.0, 50.0, 100.0, 200.0, 400.0, 1e9)


@dataclass(frozen=True, eq=False)
class LinkDemand:
    """Who goes where, and what of it was left out.

    Parameters
    ----------
    demand:
        Of those that meet the network.
    counted:
        What a weight is: dwellings or addresses.
    notes:
        What must be said of it.
    """

    demand: Demand
    counted: Text
    notes: tuple[Text, ...]


def link_demand(
    search: Search,
    addresses: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame | None,
    plan_areas: gpd.GeoDataFrame | None,
    params: MissingLinkParams,
) -> LinkDemand:
    """Return who goes where: each address, and the planned dwellings of areas, to the nearest destination.

    Without destinations all of them are to reach each other, each as often as the other weighs; addresses near each
    other on an edge are then bundled until they are few enough, and that is told. Dwellings are never invented: they
    are of a column of the user's, else each address counts for one.

    Raises
    ------
    LayerError
        When nobody is on the network, or no destination is; for columns that are not there or no numbers.
    """
    weight, told = dwellings_of(addresses, params.dwellings_field)
    dwellings = bool(params.dwellings_field) or DWELLINGS in addresses.columns
    counted = Text("boliger", "dwellings") if dwellings else Text("adresser", "addresses")
    notes = [Text(f"Hvem der vinder: {told.da}", f"Who gains: {told.en}")]
    places = attach_points(search.network, addresses.geometry.to_numpy(), max_m=params.access_m, edges=search.usable,
                           prefer_main=False)  # fmt: skip
    notes += _off(places, Text("adresser", "addresses"), params.access_m)
    met = places.met
    origins, weight, access = places[met], weight[met], places.access_m[met]
    if params.planned_field:
        planned, more, said = _planned(search, plan_areas, params.planned_field)
        notes += said
        origins, weight = joined(origins, planned), np.concatenate([weight, more])
        access = np.concatenate([access, np.zeros(len(planned))])
    if not weight.sum() > 0.0:
        raise LayerError(
            Text("ingen adresser eller boliger på nettet", "no addresses or dwellings on the network"),
            Text("nogen, en ny forbindelse kan hjælpe", "somebody whom a new link can help"),
            Text(
                f"giv adresser i samme område, eller sæt access_m op (nu {params.access_m:g} m)",
                f"give addresses of the same area, or raise access_m (now {params.access_m:g} m)",
            ),
        )
    if destinations is not None:
        goals = attach_points(search.network, destinations.geometry.to_numpy(), max_m=params.access_m,
                              edges=search.usable, prefer_main=False)  # fmt: skip
        notes += _off(goals, Text("mål", "destinations"), params.access_m)
        if not goals.met.any():
            raise LayerError(
                Text("ingen mål på nettet", "no destination on the network"),
                Text("mindst ét mål nær en vej, profilen kan bruge", "a destination or more near a way of the profile"),
                Text(
                    "giv mål i samme område, eller sæt access_m op",
                    "give destinations of the same area, or raise access_m",
                ),
            )
        goals = goals[goals.met]
        demand = Demand(origins, weight, goals, None, access, goals.access_m)
        return LinkDemand(demand, counted, tuple(notes))
    size = len(origins)
    origins, weight, access = _bundled(origins, weight, access)
    notes.append(
        Text("Ingen mål er givet: alle skal nå hinanden", "No destinations are given: all are to reach each other")
    )
    if len(origins) < size:
        notes.append(
            Text(
                f"{size} adresser er samlet i {len(origins)} steder på deres stykke vej",
                f"{size} addresses are bundled in {len(origins)} places of their edges",
            )
        )
    demand = Demand(origins, weight, origins, weight / weight.sum(), access, access)
    return LinkDemand(demand, counted, tuple(notes))


def fair_cap(network: PathNetwork, demand: Demand, params: MissingLinkParams) -> F64 | float:
    """Return how long the way of each pair may be at most to be fair, in metres: `Reach.gains` takes it as its cap.

    At most ``within_m``, or ``fair_detour`` times the straight line between the spots where both meet the network with
    the access of both; where all go to the nearest destination, that of the destination nearest in a straight line.
    """
    if not params.fair_detour:
        return params.within_m
    from_xy, to_xy = (_spots(network, places) for places in (demand.origins, demand.destinations))
    here = np.zeros(len(from_xy)) if demand.origin_extra is None else demand.origin_extra
    there = np.zeros(len(to_xy)) if demand.destination_extra is None else demand.destination_extra
    if demand.share is None:
        metres, which = KDTree(to_xy).query(from_xy)
        line = (metres + there[which])[:, None]
    else:
        line = cdist(from_xy, to_xy) + there[None, :]
    made: F64 = np.maximum(params.within_m, params.fair_detour * (line + here[:, None]))
    return made


def _spots(network: PathNetwork, places: Places) -> F64:
    lines = network.edges.geometry.to_numpy()[places.edge]
    made: F64 = shapely.get_coordinates(shapely.line_interpolate_point(lines, places.offset_m))
    return made


def fair_note(params: MissingLinkParams) -> Text:
    """Return what counts as a fair way."""
    if not params.fair_detour:
        return Text(
            f"En rimelig vej er her højst {params.within_m:g} m (et valg)",
            f"A fair way is here at most {params.within_m:g} m (a choice)",
        )
    return Text(
        f"En rimelig vej er her højst {params.within_m:g} m eller højst {danish(params.fair_detour, 'g')} gange "
        "fugleflugtslinjen (et valg)",
        f"A fair way is here at most {params.within_m:g} m or at most {params.fair_detour:g} times the straight line "
        "(a choice)",
    )


def _off(places: Places, what: Text, max_m: float) -> list[Text]:
    gone = int((~places.met).sum())
    if not gone:
        return []
    return [
        Text(
            f"{gone} {what.da} ligger mere end {max_m:g} m fra det net, profilen kan bruge, og er ikke med",
            f"{gone} {what.en} lie more than {max_m:g} m from the network that the profile can use, and are left out",
        )
    ]


def _planned(search: Search, areas: gpd.GeoDataFrame | None, field: str) -> tuple[Places, F64, list[Text]]:
    """Return places on the ways of each area that share its planned dwellings by length."""
    if areas is None or field not in areas.columns:
        raise LayerError(
            Text(f"ingen kolonne {field!r} med planlagte boliger", f"no column {field!r} of planned dwellings"),
            Text("et lag af planområder med den kolonne", "a layer of plan areas with that column"),
            Text("giv plan_areas, eller lad planned_field være tom", "give plan_areas, or leave planned_field empty"),
        )
    count, _ = dwellings_of(areas, field)
    lines = search.network.edges.geometry.to_numpy()
    some = np.flatnonzero(search.usable)
    shapes = shapely.force_2d(areas.geometry.to_numpy())
    area, line = shapely.STRtree(lines[some]).query(shapes, predicate="intersects")
    edge = some[line]
    inside = shapely.intersection(lines[edge], shapes[area])
    metres = shapely.length(inside)
    kept = metres > 0.0
    area, edge, inside, metres = area[kept], edge[kept], inside[kept], metres[kept]
    whole = np.bincount(area, weights=metres, minlength=len(areas))
    weight = count[area] * metres / whole[area]
    at = shapely.line_locate_point(lines[edge], shapely.line_interpolate_point(
        shapely.get_geometry(shapely.line_merge(inside), 0), 0.5, normalized=True))  # fmt: skip
    notes = [
        Text(
            f"{weight.sum():g} planlagte boliger efter kolonnen {field} er delt mellem områdernes veje efter længde",
            f"{weight.sum():g} planned dwellings of the column {field} are shared between the areas' ways by length",
        )
    ]
    gone = int(((whole == 0.0) & (count > 0.0)).sum())
    if gone:
        notes.append(
            Text(
                f"{gone} planområder har ingen vej, profilen kan bruge; deres boliger er ikke med",
                f"{gone} plan areas have no way that the profile can use; their dwellings are left out",
            )
        )
    return Places(edge.astype(np.int64), at, np.zeros(edge.size)), weight, notes


def _bundled(origins: Places, weight: F64, access: F64) -> tuple[Places, F64, F64]:
    """Return places near each other on an edge as one at their middle, over the least length that makes them few."""
    for step in _BUNDLE_M:
        if len(origins) <= _MOST_PLACES:
            break
        key = np.column_stack([origins.edge, (origins.offset_m // step).astype(np.int64)])
        _, of = np.unique(key, axis=0, return_inverse=True)
        of = of.ravel()
        whole = np.bincount(of, weights=weight)
        share = np.where(whole[of] > 0.0, weight / np.where(whole[of] > 0.0, whole[of], 1.0), 1.0 / np.bincount(of)[of])
        first = np.unique(of, return_index=True)[1]
        offset, far = (np.bincount(of, weights=share * one).astype(np.float64) for one in (origins.offset_m, access))
        origins, weight, access = Places(origins.edge[first], offset, far), whole.astype(np.float64), far
    return origins, weight, access
