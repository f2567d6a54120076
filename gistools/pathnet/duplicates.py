"""Pieces that lie twice (dubletter): one is kept, with what is known of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import is_missing
from gistools.pathnet.attributes import OWN
from gistools.pathnet.faithful import differ
from gistools.pathnet.network import COLUMNS, UNKNOWN
from gistools.pathnet.noding import node_ways
from gistools.pathnet.repairs import DONE, NOTED, base_of, id_of
from gistools.pathnet.ways import DECIMALS, Ways

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.noding import Noded

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_NAMES = frozenset({"source", "feature", "name", "category", "level", "oneway"})
_FACTS = tuple(name for name in (*COLUMNS, *OWN) if name not in _NAMES)


@dataclass(frozen=True, eq=False)
class Once:
    """Pieces of which none lies twice, with what is known of their twins; which were kept; a row for each twin."""

    ways: Ways
    kept: Mask
    rows: list[dict[str, Any]]


def line_keys(lines: npt.NDArray[Any]) -> list[bytes]:
    """Return a key for each line: the same for one drawn the other way round, rings too.

    >>> one = np.array([shapely.LineString([(0, 0), (5, 0), (5, 5), (0, 0)])])
    >>> line_keys(one) == line_keys(shapely.reverse(one))
    True
    """
    return [min(pair) for pair in zip(shapely.to_wkb(lines), shapely.to_wkb(shapely.reverse(lines)), strict=True)]


def one_of_each(ways: Ways, noded: Noded, z_apart_m: float, allowed: frozenset[str] | None) -> Once:
    """Return ways without those that lie twice between the same nodes, as long as all else meets as before."""
    needed = np.zeros(len(ways), np.bool_)
    u, v = noded.node[ways.first], noded.node[ways.last]
    while True:
        once = without_duplicates(ways, u, v, allowed, needed)
        if once.kept.all():
            return once
        before, after = noded.node[once.kept[ways.of]], node_ways(once.ways, z_apart_m=z_apart_m).node
        alone = np.arange(before.size) + len(ways.xy)
        one, other = np.where(before >= 0, before, alone), np.where(after >= 0, after, alone)
        wrong = np.zeros(2 * len(ways.xy), np.bool_)
        wrong[one[differ(one, other) | differ(other, one)]] = True
        if not wrong.any():
            return once
        gone = ~once.kept  # without these, heights that they stand between are apart
        grown = needed | (gone & (np.bincount(ways.of, weights=wrong[noded.node] & (noded.node >= 0)) > 0))
        needed = needed | gone if np.array_equal(grown, needed) else grown  # each round keeps more, so that it ends


def without_duplicates(
    ways: Ways, u: I64, v: I64, allowed: frozenset[str] | None = None, needed: Mask | None = None
) -> Once:
    """Return pieces without those that lie twice, and a row for each of these.

    Twins join the same nodes along the same points at one level, in either direction. Where two of them tell different
    things, both are kept and the row says of which columns. Directions are joined: a street that was drawn once for
    each way is open both ways. Of twins of the same heights that one is kept whose ends were moved least; then it goes
    by what they tell.

    Parameters
    ----------
    ways:
        m pieces with the columns of a network, ``way_id``, ``part`` and ``moves``.
    u, v:
        The nodes that they join.
    allowed:
        Ids of the twins that may be left out; None for all.
    needed:
        bool of m: pieces that must not be left out, since their heights join others; None for none.
    """
    kept = np.ones(len(ways), np.bool_)
    low, high = np.minimum(u, v), np.maximum(u, v)
    rows: list[dict[str, Any]] = []
    at = np.flatnonzero(pd.DataFrame({"a": low, "b": high}).duplicated(keep=False).to_numpy())
    if not at.size:
        return Once(ways, kept, rows)
    few = _only(ways, at)
    at = at[pd.DataFrame(
        {"a": low[at], "b": high[at], "m": np.round(few.length_m(), 3)}
    ).duplicated(keep=False).to_numpy()]  # fmt: skip
    if not at.size:
        return Once(ways, kept, rows)
    few = _only(ways, at)
    frame = gpd.GeoDataFrame(pd.DataFrame(dict(few.columns)), geometry=few.lines())
    frame["heights"] = _heights(few)
    frame["needed"] = False if needed is None else needed[at]
    keys = line_keys(frame.geometry.to_numpy())
    groups: dict[tuple[int, int, int, bytes], list[int]] = {}
    ends = low[at].tolist(), high[at].tolist(), few.level.tolist(), keys
    for k, key in enumerate(zip(*ends, strict=True)):
        groups.setdefault(key, []).append(k)
    stands_for: dict[int, int] = {}
    for group in groups.values():
        if len(group) > 1:
            _settle(frame, group, stands_for, rows, allowed)
    kept[at[list(stands_for)]] = False
    if kept.all():
        return Once(ways, kept, rows)
    columns = {name: values.copy() for name, values in ways.columns.items()}
    for name in {*_FACTS, "oneway"} & set(columns):
        columns[name][at] = frame[name].to_numpy()
    z = ways.z.copy()
    for twin, stand_in in stands_for.items():  # in the order of a group, which is not that of rows
        _join_heights(ways, z, at[stand_in], at[twin])
    return Once(_only(replace(ways, z=z, columns=columns), np.flatnonzero(kept)), kept, rows)


def _join_heights(ways: Ways, z: F64, kept: int, twin: int) -> None:
    """Put in the heights of a twin that is left out where the one that is kept has none."""
    mine, theirs = _points(ways, kept), _points(ways, twin)
    if not np.array_equal(ways.xy[theirs], ways.xy[mine]):
        theirs = theirs[::-1]
    z[mine] = np.where(np.isnan(z[mine]), ways.z[theirs], z[mine])


def _heights(ways: Ways) -> list[str]:
    """Return the heights of each line as text, the same in whatever direction it is drawn."""
    if np.isnan(ways.z).all():
        return [""] * len(ways)
    z = [np.nan_to_num(ways.z[_points(ways, k)], nan=-np.inf).tolist() for k in range(len(ways))]
    lines = ways.lines()
    pairs = zip(shapely.to_wkb(lines), shapely.to_wkb(shapely.reverse(lines)), z, strict=True)
    return [str(min((one, up), (other, up[::-1]))[1]) for one, other, up in pairs]


def _points(ways: Ways, k: int) -> I64:
    return np.arange(ways.start[k], ways.start[k + 1])


def _only(ways: Ways, which: I64) -> Ways:
    count = ways.count[which]
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    at = np.arange(start[-1]) - np.repeat(start[:-1], count) + np.repeat(ways.first[which], count)
    return Ways(ways.xy[at], ways.z[at], start, {name: values[which] for name, values in ways.columns.items()})


def _settle(
    edges: gpd.GeoDataFrame,
    group: list[int],
    stands_for: dict[int, int],
    rows: list[dict[str, Any]],
    allowed: frozenset[str] | None,
) -> None:
    """Tell of those of a group that are left out which one stands for each: the first kept that tells nothing else."""
    told = edges.iloc[group]
    facts = told[[*_FACTS, "oneway"]].map(lambda one: repr(_plain(one))).to_numpy().tolist()
    order = sorted(
        range(len(group)),
        key=lambda k: (str(told["heights"].iloc[k]), int(told["moves"].iloc[k]), str(told["source"].iloc[k]), facts[k],
                       str(told["feature"].iloc[k]), int(told["part"].iloc[k])),
    )  # fmt: skip
    kept = [group[order[0]]]
    for k in order[1:]:
        twin = group[k]
        found = next((one for one in kept if not _against(edges, one, twin)), None)
        if found is None or edges.loc[twin, "needed"]:
            why = _against(edges, kept[0], twin) if found is None else ["heights_m"]
            row = _row(edges, kept[0], twin)
            rows.append(row | {"repair_type": "duplicate_differs", "tier": NOTED, "why": ", ".join(why)})
            kept.append(twin)
            continue
        row = _row(edges, found, twin)
        if allowed is not None and base_of(id_of(row)) not in allowed:
            continue
        rows.append(row | {"length_change_m": -float(edges.geometry.iloc[twin].length)})
        stands_for[twin] = found
        for name in _FACTS:
            if _nothing(name, edges.loc[found, name]):
                edges.loc[found, name] = edges.loc[twin, name]
        edges.loc[found, "oneway"] = _both_ways(edges, found, twin)


def _against(edges: gpd.GeoDataFrame, one: int, twin: int) -> list[str]:
    """Return the columns of which two pieces tell different things."""
    return [
        name for name in _FACTS
        if not _nothing(name, a := edges.loc[one, name]) and not _nothing(name, b := edges.loc[twin, name]) and a != b
    ]  # fmt: skip


def _nothing(name: str, value: object) -> bool:
    usual = {**COLUMNS, **OWN}[name]
    return is_missing(value) or value == UNKNOWN or (isinstance(usual, str) and name == "structure" and not value)


def _both_ways(edges: gpd.GeoDataFrame, first: int, twin: int) -> int:
    turn = 1 if _same_way(edges, first, twin) else -1
    one, other = int(edges.loc[first, "oneway"]), int(edges.loc[twin, "oneway"]) * turn
    return one if one == other else 0


def _same_way(edges: gpd.GeoDataFrame, first: int, twin: int) -> bool:
    one, other = (shapely.get_coordinates(edges.geometry.iloc[k]) for k in (first, twin))
    return bool(np.array_equal(one, other))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell
    return None if is_missing(value) else value.item() if isinstance(value, np.generic) else value


def _row(edges: gpd.GeoDataFrame, first: int, twin: int) -> dict[str, Any]:
    middle = shapely.from_wkb(line_keys(edges.geometry.to_numpy()[[twin]])[0]).interpolate(0.5, normalized=True)
    return {
        "repair_type": "duplicate", "tier": DONE, "way_end": "", "distance_m": 0.0, "x_m": middle.x, "y_m": middle.y,
        "before": shapely.to_wkt(edges.geometry.iloc[twin], rounding_precision=DECIMALS), "after": "",
        **{name: edges.loc[twin, name] for name in ("source", "feature", "part", "way_id")},
        **{f"to_{name}": edges.loc[first, name] for name in ("source", "feature", "way_id")},
    }  # fmt: skip
