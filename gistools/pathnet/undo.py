"""Taking repairs back (fortryd): the network as it is without some of the repairs in its audit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.errors import ParamError
from gistools.pathnet.network import PathNetwork, assemble
from gistools.pathnet.repairs import DONE
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    I64 = npt.NDArray[np.int64]


def undo_repairs(network: PathNetwork, ids: Iterable[str]) -> PathNetwork:
    """Return a network without some of its repairs.

    An end goes back to where it was and lets go of what it was joined with; a crossing is none again; a twin is back.
    Points that were put in on other lines stay, where they change nothing. Other repairs stay as they are.

    Raises
    ------
    ParamError
        For ids that are no repair that was done, and for an end whose piece was left out as a twin that stays so.

    >>> import geopandas as gpd
    >>> from gistools.pathnet import BuildParams, build_network
    >>> lines = [shapely.LineString([(0, 0), (50, 0)]), shapely.LineString([(50.2, 0), (90, 0)])]
    >>> network = build_network({"paths": gpd.GeoDataFrame(geometry=lines, crs="EPSG:25832")}, BuildParams())
    >>> network, undo_repairs(network, network.audit.repair_id[:1])
    (PathNetwork(2 edges, 3 nodes, 1 components, 90 m), PathNetwork(2 edges, 4 nodes, 2 components, 90 m))
    """
    audit = network.audit
    wanted = list(dict.fromkeys(ids))
    known = audit[(audit["tier"] == DONE) & (audit["undo"] != "")] if len(audit) else audit
    rows = {} if not len(known) else dict(zip(known["repair_id"], known["undo"], strict=True))
    _require_known(wanted, rows)
    steps = [json.loads(rows[one]) for one in wanted]
    edges, u, v = _restored(network, [step for step in steps if step["do"] == "restore"])
    lines = edges.geometry.to_numpy().copy()
    new = len(network.nodes)
    place = {(way, piece): k for k, (way, piece) in enumerate(zip(edges["way_id"], edges["piece"], strict=True))}
    last = dict(zip(edges["way_id"], edges["pieces"], strict=True))
    for step in steps:
        if step["do"] == "move":
            begin = step["end"] == "begin"
            k = place.get((step["way"], 0 if begin else last.get(step["way"], 0) - 1))
            if k is None:
                raise _lost()
            points = shapely.get_coordinates(lines[k])
            points[0 if begin else -1] = step["to"]
            lines[k] = shapely.LineString(points)
            (u if begin else v)[k] = new
        elif step["do"] == "part" and "piece" in step:
            before, after = (place.get((step["way"], step["piece"] + k)) for k in (0, 1))
            if before is None and after is None:
                raise _lost()
            if before is not None:
                v[before] = new
            if after is not None:
                u[after] = new
        elif step["do"] == "part":
            mine = np.flatnonzero(edges["way_id"].to_numpy() == step["way"])
            for side, tip in ((u, 0), (v, -1)):
                at = shapely.get_coordinates(shapely.get_point(lines[mine], tip))
                side[mine[(np.abs(at - step["at"]) < 1e-3).all(axis=1)]] = new  # noqa: PLR2004 - of a point read to 0.1 mm
        new += 1
    number = np.unique(np.concatenate([u, v]), return_inverse=True)[1]
    names = [name for name in edges.columns if name not in {"edge_id", "from_node", "to_node", "length_m", "geometry"}]
    columns = {name: edges[name].to_numpy() for name in names}
    left = audit[~audit["repair_id"].isin(wanted)].reset_index(drop=True) if len(audit) else audit
    return assemble(lines, number[: u.size], number[u.size :], columns, crs=edges.crs, audit=left, notes=network.notes)


def _restored(network: PathNetwork, steps: list[dict[str, Any]]) -> tuple[gpd.GeoDataFrame, I64, I64]:
    """Return edges and their nodes with twins back."""
    if not steps:
        return network.edges, network.u.copy(), network.v.copy()
    lines = shapely.from_wkt([step["wkt"] for step in steps])
    rows = pd.DataFrame([step["columns"] for step in steps])
    back = gpd.GeoDataFrame(rows, geometry=lines, crs=network.edges.crs)
    at = {(way, piece): k for k, (way, piece) in
          enumerate(zip(network.edges["way_id"].tolist(), network.edges["piece"].tolist(), strict=True))}  # fmt: skip
    pieces = dict(zip(network.edges["way_id"].tolist(), network.edges["pieces"].tolist(), strict=True))
    u, v = [], []
    for step in steps:
        way, first, last = step["of"]
        begin, end = at.get((way, first)), at.get((way, last if last >= 0 else pieces.get(way, 0) - 1))
        if begin is None or end is None:
            raise _lost()
        a, b = int(network.u[begin]), int(network.v[end])
        u.append(a if step["same"] else b)
        v.append(b if step["same"] else a)
    both: gpd.GeoDataFrame = pd.concat([network.edges, back], ignore_index=True)
    return both, np.concatenate([network.u, u]).astype(np.int64), np.concatenate([network.v, v]).astype(np.int64)


def _require_known(wanted: list[str], rows: dict[str, str]) -> None:
    faults = [unknown_name(one, rows) for one in wanted if one not in rows]
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("id for rettelser, der er gjort og kan fortrydes", "ids of repairs that were done and can be undone"),
            Text("brug kolonnen repair_id i rettelserne", "use the column repair_id of the audit"),
        )


def _lost() -> ParamError:
    return ParamError(
        Text("et stykke, der er udeladt som dublet eller flyttet", "a piece that was left out as a twin, or moved"),
        Text("rettelser, der kan fortrydes hver for sig", "repairs that can be undone one by one"),
        Text(
            "fortryd også dubletten, eller byg igen med kept_apart", "undo the twin too, or build again with kept_apart"
        ),
    )
