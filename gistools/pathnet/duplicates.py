"""Pieces that lie twice (dubletter): one is kept, with what is known of both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools._checks import is_missing
from gistools.pathnet.attributes import OWN
from gistools.pathnet.network import COLUMNS, UNKNOWN
from gistools.pathnet.repairs import DONE, NOTED
from gistools.pathnet.ways import DECIMALS

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_NAMES = frozenset({"source", "feature", "name", "category", "level", "oneway"})
_FACTS = tuple(name for name in (*COLUMNS, *OWN) if name not in _NAMES)


def without_duplicates(edges: gpd.GeoDataFrame, u: I64, v: I64) -> tuple[gpd.GeoDataFrame, Mask, list[dict[str, Any]]]:
    """Return the pieces with what is known of their twins filled in, which are kept, and a row for each twin.

    Twins join the same nodes along the same points, in either direction. Where two of them tell different things, both
    are kept and the row says of which columns. Directions are joined: a street that was drawn once for each way is
    open both ways.

    Parameters
    ----------
    edges:
        m pieces with the columns of a network, ``way_id`` and ``part``.
    u, v:
        The nodes that they join.
    """
    kept = np.ones(len(edges), np.bool_)
    low, high = np.minimum(u, v), np.maximum(u, v)
    length = np.round(shapely.length(edges.geometry.to_numpy()), 3)
    several = pd.DataFrame({"a": low, "b": high, "m": length}).duplicated(keep=False).to_numpy()
    at = np.flatnonzero(several)
    rows: list[dict[str, Any]] = []
    if not at.size:
        return edges, kept, rows
    keys = shapely.to_wkb(shapely.normalize(edges.geometry.to_numpy()[at]))
    level = edges["level"].tolist()
    groups: dict[tuple[int, int, int, bytes], list[int]] = {}
    for k, key in zip(at.tolist(), keys.tolist(), strict=True):
        groups.setdefault((int(low[k]), int(high[k]), level[k], key), []).append(k)
    made = edges.copy()
    for group in groups.values():
        if len(group) > 1:
            _settle(made, group, kept, rows)
    return made, kept, rows


def _settle(edges: gpd.GeoDataFrame, group: list[int], kept: Mask, rows: list[dict[str, Any]]) -> None:
    told = edges.iloc[group]
    order = sorted(
        range(len(group)),
        key=lambda k: (str(told["source"].iloc[k]), str(told["feature"].iloc[k]), int(told["part"].iloc[k])),
    )
    first = group[order[0]]
    for k in order[1:]:
        twin = group[k]
        against = [
            name for name in _FACTS
            if not _nothing(name, a := edges.at[first, name]) and not _nothing(name, b := edges.at[twin, name]) and a != b
        ]  # fmt: skip
        row = _row(edges, first, twin)
        rows.append(row)
        if against:
            row |= {"repair_type": "duplicate_differs", "tier": NOTED, "why": ", ".join(against)}
            continue
        lost = {name: _plain(edges.at[twin, name]) for name in edges.columns if name != "geometry"}
        piece = int(edges.at[first, "piece"])
        row["undo"] = json.dumps({
            "do": "restore", "wkt": row["before"], "columns": lost, "same": _same_way(edges, first, twin),
            "of": [int(edges.at[first, "way_id"]), piece, piece],
        }, ensure_ascii=False)  # fmt: skip
        row["length_change_m"] = -float(edges.geometry.iloc[twin].length)
        kept[twin] = False
        for name in _FACTS:
            if _nothing(name, edges.at[first, name]):
                edges.at[first, name] = edges.at[twin, name]
        edges.at[first, "oneway"] = _both_ways(edges, first, twin)


def _nothing(name: str, value: object) -> bool:
    usual = {**COLUMNS, **OWN}[name]
    return is_missing(value) or value == UNKNOWN or (isinstance(usual, str) and name == "structure" and not value)


def _both_ways(edges: gpd.GeoDataFrame, first: int, twin: int) -> int:
    turn = 1 if _same_way(edges, first, twin) else -1
    one, other = int(edges.at[first, "oneway"]), int(edges.at[twin, "oneway"]) * turn
    return one if one == other else 0


def _same_way(edges: gpd.GeoDataFrame, first: int, twin: int) -> bool:
    one, other = (shapely.get_coordinates(edges.geometry.iloc[k]) for k in (first, twin))
    return bool(np.array_equal(one, other))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell
    return None if is_missing(value) else value.item() if isinstance(value, np.generic) else value


def _row(edges: gpd.GeoDataFrame, first: int, twin: int) -> dict[str, Any]:
    middle = edges.geometry.iloc[twin].interpolate(0.5, normalized=True)
    return {
        "repair_type": "duplicate", "tier": DONE, "distance_m": 0.0, "x_m": middle.x, "y_m": middle.y,
        "before": shapely.to_wkt(edges.geometry.iloc[twin], rounding_precision=DECIMALS), "after": "",
        **{name: edges.at[twin, name] for name in ("source", "feature", "part", "way_id")},
        **{f"to_{name}": edges.at[first, name] for name in ("source", "feature", "way_id")},
    }  # fmt: skip
