"""The audit of a network (rettelser): a row for each change and each thing found and left, with its undoing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.pathnet.ways import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from gistools.pathnet.snapping import Moves
    from gistools.pathnet.ways import Ways

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

DONE, PROPOSED, CANDIDATE, NOTED = "done", "proposed", "candidate", "noted"
"""Tiers: what was changed; what is proposed; what only a new link could join; what was found and left."""

AUDIT_COLUMNS = (
    "repair_id", "repair_type", "tier", "repair_rank", "coherence_gain_pct", "joined_dwellings", "joined_m", "source",
    "feature", "part", "way_end", "distance_m", "to_source", "to_feature", "why", "length_change_m", "before", "after",
    "undo", "x_m", "y_m", "way_id", "to_way_id",
)  # fmt: skip
"""Columns of an audit, in order."""

JOINING = frozenset({"end_to_end", "end_to_point", "end_on_line", "crossing"})
"""Repairs that take a node away."""

UNDOABLE = JOINING | {"duplicate"}
"""Repairs that can be taken back."""

_NUMBERS = ("coherence_gain_pct", "joined_dwellings", "joined_m", "distance_m", "length_change_m", "x_m", "y_m")
_COUNTS = ("repair_rank", "part", "way_id", "to_way_id")
ENDS = ("begin", "end")


def audit_of(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as an audit, in an order that does not depend on theirs, with an id for each."""
    made = pd.DataFrame(list(rows), columns=list(AUDIT_COLUMNS))
    for name in _NUMBERS:
        made[name] = made[name].astype(np.float64)
    for name in _COUNTS:
        made[name] = made[name].astype("Int64")
    texts = [name for name in AUDIT_COLUMNS if name not in {*_NUMBERS, *_COUNTS}]
    made[texts] = made[texts].astype(object).where(made[texts].notna(), "")
    if len(made):
        keys = ("repair_type", "source", "feature", "part", "way_end", "to_source", "to_feature", "x_m", "y_m")
        cells = zip(*(made[name].tolist() for name in keys), strict=True)
        made["repair_id"] = [repair_id(*one) for one in cells]
        tier = made["tier"].map({DONE: 0, PROPOSED: 1, CANDIDATE: 2, NOTED: 3})
        order = np.lexsort((made["repair_id"].to_numpy(str), made["repair_type"].to_numpy(str), tier))
        made = made.iloc[order].reset_index(drop=True)
        twice = made.groupby("repair_id").cumcount()  # the same of two features that bear one id
        made["repair_id"] = [
            one if not k else f"{one}-{k + 1}" for one, k in zip(made["repair_id"], twice, strict=True)
        ]
        undoable = (made["tier"] == DONE) & made["repair_type"].isin(UNDOABLE)
        made["undo"] = np.where(undoable, "kept_apart=" + made["repair_id"], "")
    return made


def repair_id(kind: str, source: str, feature: str, part: Any, *rest: Any) -> str:  # noqa: ANN401 - cells
    """Return the id of a repair: the same in every run of the same data, whatever the order of its rows.

    >>> repair_id("end_to_end", "paths", "7", 0, "end", "paths", "8", 1.0, 2.0)
    'r9df37cb922'
    """
    *names, x, y = rest
    at = "" if pd.isna(x) else f"{float(x):.3f} {float(y):.3f}"
    number = 0 if pd.isna(part) else int(part)
    text = "|".join([kind, source, feature, str(number), *(str(name) for name in names), at])
    return "r" + hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:10]


def move_rows(ways: Ways, moves: Moves) -> list[dict[str, Any]]:
    """Return a row for each end that was joined with something; ``ways`` are those before."""
    rows = _names(ways, moves.way, moves.target)
    gap = np.hypot(*(moves.after - moves.before).T)
    before = shapely.to_wkt(shapely.points(moves.before), rounding_precision=DECIMALS)
    after = shapely.to_wkt(shapely.points(moves.after), rounding_precision=DECIMALS)
    for k, row in enumerate(rows):
        side = int(moves.end[k] % 2)
        row |= {
            "repair_type": moves.kind[k], "tier": DONE, "way_end": ENDS[side] if gap[k] else "",
            "distance_m": float(gap[k]),
            "before": before[k], "after": after[k],
            "x_m": float(moves.before[k, 0]), "y_m": float(moves.before[k, 1]),
        }  # fmt: skip
    return rows


def id_of(row: Mapping[str, Any]) -> str:
    """Return the id of the repair that a row of `move_rows` tells of."""
    return repair_id(row["repair_type"], row["source"], row["feature"], row["part"], row["way_end"], row["to_source"],
                     row["to_feature"], row["x_m"], row["y_m"])  # fmt: skip


def base_of(one: str) -> str:
    """Return what the ids of repairs that are made and taken back together have in common.

    >>> base_of("r9df37cb922-2")
    'r9df37cb922'
    """
    return one.partition("-")[0]


def found_rows(
    ways: Ways, kind: str, tier: str, way: I64, xy: F64, *, to: I64 | None = None, distance: F64 | None = None,
    why: Sequence[str] | str = "", end: I64 | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return a row for each of k things found at places of ways, which nothing was done about."""
    rows = _names(ways, way, to)
    reasons = [why] * len(rows) if isinstance(why, str) else why
    for k, row in enumerate(rows):
        row |= {
            "repair_type": kind, "tier": tier, "why": reasons[k], "x_m": float(xy[k, 0]), "y_m": float(xy[k, 1]),
            "distance_m": np.nan if distance is None else float(distance[k]),
            "way_end": "" if end is None else ENDS[int(end[k] % 2)],
            "before": f"POINT ({xy[k, 0]:.{DECIMALS}f} {xy[k, 1]:.{DECIMALS}f})",
        }  # fmt: skip
    return rows


def _names(ways: Ways, way: I64, to: I64 | None) -> list[dict[str, Any]]:
    columns = {name: ways.columns[name][way].tolist() for name in ("source", "feature", "part", "way_id")}
    if to is not None:
        columns |= {f"to_{name}": ways.columns[name][to].tolist() for name in ("source", "feature", "way_id")}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
