"""Taking repairs back (fortryd): the network as it is without some of the repairs in its audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.errors import ParamError
from gistools.pathnet.build import rebuilt
from gistools.pathnet.repairs import DONE, base_of
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gistools.pathnet.network import PathNetwork


def undo_repairs(network: PathNetwork, ids: Iterable[str]) -> PathNetwork:
    """Return a network without some of its repairs.

    The network is built anew from the same lines with the other repairs alone, so that it is what ``kept_apart`` gives
    for the same ids, and with all repairs undone what the lines are without any. A repair that rests on one that is
    undone goes with it, and so do those with the same id but for the number after it. Nothing else is joined instead.

    Raises
    ------
    ParamError
        For ids that are no repair that was done, and for a network that `build_network` did not give as it is.
    NetworkProofError
        As `gistools.pathnet.build.build_network`.

    >>> import geopandas as gpd, shapely
    >>> from gistools.pathnet import BuildParams, build_network
    >>> lines = [shapely.LineString([(0, 0), (50, 0)]), shapely.LineString([(50.2, 0), (90, 0)])]
    >>> network = build_network({"paths": gpd.GeoDataFrame(geometry=lines, crs="EPSG:25832")}, BuildParams())
    >>> network, undo_repairs(network, network.audit.repair_id[:1])
    (PathNetwork(2 edges, 3 nodes, 1 components, 90 m), PathNetwork(2 edges, 4 nodes, 2 components, 90 m))
    """
    wanted = list(dict.fromkeys(ids))
    audit = network.audit
    known = audit.loc[(audit["tier"] == DONE) & (audit["undo"] != ""), "repair_id"].tolist() if len(audit) else []
    _require_known(wanted, known)
    if not wanted:
        return network
    if network.recipe is None:
        raise ParamError(
            Text("et net, der er læst, eller ændret siden det blev bygget",
                 "a network that was read, or changed since it was built"),
            Text("nettet, som build_network gav det", "the network as build_network gave it"),
            Text("byg igen med rettelsernes id i kept_apart", "build again with the ids of the repairs in kept_apart"),
        )  # fmt: skip
    return rebuilt(network.recipe, without=frozenset(base_of(one) for one in wanted), made=network)


def _require_known(wanted: list[str], known: list[str]) -> None:
    faults = [unknown_name(one, known) for one in wanted if one not in known]
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("id for rettelser, der er gjort og kan fortrydes", "ids of repairs that were done and can be undone"),
            Text("brug kolonnen repair_id i rettelserne", "use the column repair_id of the audit"),
        )
