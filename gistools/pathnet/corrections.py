"""Corrections (rettelser) of the network: read back, judged row by row, put into a copy with a journal, undone.

The layers that the network is built from are never changed: corrections are given anew with each run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.errors import LayerError
from gistools.pathnet.corrections_read import Said, edges_meant, read_said, shown
from gistools.pathnet.network import UNKNOWN
from gistools.pathnet.path_survey import NUMBERS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.pathnet.network import PathNetwork

RANKS = {"surveyor": 2, "staff": 1, "user": 0}
"""Whose word holds where two differ; a user's is checked before it overrules what is known."""

JOURNAL = (
    "journal_id", "edge_id", "source", "feature", "corrected_column", "value_before", "value_after", "said_by",
    "said_date", "remarks", "correction_id",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Judged:
    """Corrections with what became of each.

    Parameters
    ----------
    rows:
        A row for each value of each correction and edge: ``correction_id`` (row of the layer, from 1), ``edge_id`` (0
        for none), ``corrected_column``, ``value_before``, ``value_after``, ``said_by``, ``said_date``,
        ``correction_state``, ``correction_why_da``, ``correction_why_en``, ``remarks``, and a line.
    notes:
        How many there are of each outcome.
    """

    rows: gpd.GeoDataFrame
    notes: tuple[Text, ...]


@dataclass(frozen=True, eq=False)
class Applied:
    """A network with corrections: a copy, and a row of the journal for each change."""

    network: PathNetwork
    journal: pd.DataFrame


_WHY = {
    "accepted": Text("ført ind", "put in"),
    "same": Text("nettet siger det samme", "the network says the same"),
    "differ": Text("rettelser af samme rang siger noget forskelligt", "corrections of equal rank differ"),
    "outranked": Text("en opmåling eller kommunen siger noget andet", "a survey or the municipality says otherwise"),
    "known": Text(
        "en bruger siger noget andet end det, der er oplyst; efterprøv det på stedet",
        "a user says otherwise than what is recorded; check it on the spot",
    ),
    "unknown_edge": Text("ingen stykker på nettet ligger langs linjen", "no edges of the network lie along the line"),
}


def judge_corrections(network: PathNetwork, layer: gpd.GeoDataFrame, *, today: str = "") -> Judged:
    """Return what becomes of each value of each correction.

    Parameters
    ----------
    network:
        To be corrected.
    layer:
        Lines along edges with the columns ``said_by`` (``surveyor``, ``staff``, ``user``; a user when the cell is
        blank) and ``said_date``, any of ``width_m``, ``kerb_cm``, ``cross_fall_permille``, ``steps``, ``ramp``,
        ``surface``, ``lit``, ``pavement``, ``status``, and perhaps ``remarks``; such as a filled survey form. Blank is
        no answer. A correction holds for all edges that lie along its line, and its line must be covered by them.
    today:
        As 2026-05-01; dates after it are implausible. Empty for none.

    Raises
    ------
    LayerError
        When no column holds a value that can be corrected, or nobody says who saw it and when: any layer of paths has
        widths and surfaces.
    ParamError
        When ``today`` is no date.

    Notes
    -----
    A value is implausible outside its range or its list; else, of several for one edge, those of the highest rank
    (surveyor, staff, user) hold, and where these differ none does. A user's never overrules what is known.

    >>> from gistools.pathnet import assemble
    >>> line = shapely.LineString([(0, 0), (40, 0)])
    >>> path = assemble([line], [0], [1], {"kerb_cm": [2.0]})
    >>> said = gpd.GeoDataFrame({"width_m": [1.4, 14.0], "kerb_cm": [5.0, None], "said_by": ["user", "surveyor"],
    ...     "said_date": ["2026-05-01", None]}, geometry=[line, line], crs="EPSG:25832")
    >>> judge_corrections(path, said).rows[["corrected_column", "value_after", "correction_state"]].values.tolist()
    [['width_m', '1.4', 'conflict'], ['kerb_cm', '5', 'conflict'], ['width_m', '14', 'accepted']]
    """
    said, faults = read_said(layer, today)
    meant = edges_meant(network, layer)
    rows: list[dict[str, Any]] = []
    for one in said:
        places = meant[one.row]
        base = _row(one)
        if not len(places):
            rows.append(base | {"edge_id": 0, "at": -1, "state": "unknown_edge", "why": _WHY["unknown_edge"]})
        for at in places.tolist():
            before = network.edges[one.column].iloc[at]
            edge = int(network.edges["edge_id"].iloc[at])
            found = base | {"edge_id": edge, "at": at, "value_before": shown(before), "state": "", "why": Text("", "")}
            if one.fault is not None:
                found |= {"state": "implausible", "why": one.fault}
            elif _same(before, one.value):
                found |= {"state": "same", "why": _WHY["same"]}
            rows.append(found)
    _settle(network, rows)
    return Judged(_layer(network, layer, rows), (*faults, _counted(rows)))


def _row(one: Said) -> dict[str, Any]:
    return {
        "correction_id": one.row + 1, "corrected_column": one.column, "value_before": "",
        "value_after": shown(one.value), "value": one.value,
        "said_by": one.role, "said_date": one.date, "remarks": one.remarks,
    }  # fmt: skip


def _same(before: object, after: object) -> bool:
    if isinstance(after, float) and isinstance(before, float | int | np.floating | np.integer):
        return abs(float(before) - after) < 1e-9  # noqa: PLR2004 - equal but for rounding; NaN is not
    return str(before) == str(after)


def _settle(network: PathNetwork, rows: list[dict[str, Any]]) -> None:
    """Decide what is still open: values for one edge and column that differ, and users against what is known."""
    groups: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for one in rows:
        if one["state"] in ("", "same"):
            groups.setdefault((one["at"], one["corrected_column"]), []).append(one)
    for (at, column), mine in groups.items():
        best = max(RANKS[one["said_by"]] for one in mine)
        first = [one for one in mine if RANKS[one["said_by"]] == best]
        agree = all(_same(one["value"], first[0]["value"]) for one in first)
        before = network.edges[column].iloc[at]
        known = not (pd.isna(before) or before in {UNKNOWN, ""} or column == "status")
        for one in mine:
            high = RANKS[one["said_by"]] == best
            if not agree and high:
                one |= {"state": "conflict", "why": _WHY["differ"]}
            elif not high and not _same(one["value"], first[0]["value"]):
                one |= {"state": "conflict", "why": _WHY["outranked"]}
            elif one["state"] == "same":
                continue
            elif known and one["said_by"] == "user" and best == RANKS["user"]:
                one |= {"state": "conflict", "why": _WHY["known"]}
            else:
                one |= {"state": "accepted", "why": _WHY["accepted"]}


def _layer(network: PathNetwork, layer: gpd.GeoDataFrame, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    names = ["correction_id", "edge_id", "corrected_column", "value_before", "value_after", "said_by", "said_date",
             "correction_state", "correction_why_da", "correction_why_en", "remarks"]  # fmt: skip
    told = [
        one | {"correction_state": one["state"], "correction_why_da": one["why"].da, "correction_why_en": one["why"].en}
        for one in rows
    ]
    lines, given = network.edges.geometry.to_numpy(), layer.geometry.to_numpy()
    shapes = [lines[one["at"]] if one["at"] >= 0 else given[one["correction_id"] - 1] for one in rows]
    frame = pd.DataFrame([{name: one[name] for name in names} for one in told], columns=names)
    return gpd.GeoDataFrame(frame, geometry=shapely.force_2d(np.array(shapes, dtype=object)), crs=network.edges.crs)


def _counted(rows: list[dict[str, Any]]) -> Text:
    from gistools.styles.columns_paths_guide import CORRECTION_STATES  # noqa: PLC0415 - words alone

    counts = {state: sum(one["state"] == state for one in rows) for state in CORRECTION_STATES}
    parts = [(count, CORRECTION_STATES[state]) for state, count in counts.items() if count]
    da, en = "; ".join(f"{n} {word.da}" for n, word in parts), "; ".join(f"{n} {word.en}" for n, word in parts)
    return Text(f"Rettelser: {da or 'ingen'}", f"Corrections: {en or 'none'}")


def apply_corrections(network: PathNetwork, judged: Judged) -> Applied:
    """Return a copy of a network with all accepted corrections, and the journal of them; the network stays as it is.

    >>> from gistools.pathnet import assemble
    >>> line = shapely.LineString([(0, 0), (40, 0)])
    >>> path = assemble([line], [0], [1])
    >>> said = gpd.GeoDataFrame({"width_m": [1.4], "said_by": ["user"], "said_date": [None]}, geometry=[line],
    ...     crs="EPSG:25832")
    >>> made = apply_corrections(path, judge_corrections(path, said))
    >>> made.network.edges.width_m.tolist(), path.edges.width_m.tolist()
    ([1.4], [nan])
    >>> undo_corrections(made.network, made.journal).edges.width_m.tolist()
    [nan]
    """
    taken = judged.rows[judged.rows["correction_state"] == "accepted"]
    taken = taken.drop_duplicates(["edge_id", "corrected_column"], keep="first").reset_index(drop=True)
    edges = network.edges.copy()
    at = taken["edge_id"].to_numpy(np.int64) - 1
    for column, rows in taken.groupby("corrected_column", sort=False).groups.items():
        _put(edges, str(column), at[rows], [taken["value_after"].iloc[k] for k in rows])
    journal = pd.DataFrame(
        {
            "journal_id": np.arange(1, len(taken) + 1),
            "edge_id": taken["edge_id"],
            "source": edges["source"].to_numpy()[at],
            "feature": edges["feature"].to_numpy()[at],
            **{name: taken[name] for name in JOURNAL[4:]},
        }
    )
    return Applied(replace(network, edges=edges, recipe=None), journal)


def undo_corrections(network: PathNetwork, journal: pd.DataFrame, ids: Sequence[int] | None = None) -> PathNetwork:
    """Return a copy of a network without some changes of a journal, the latest undone first.

    Parameters
    ----------
    ids:
        Of ``journal_id``; all when None.

    Raises
    ------
    LayerError
        When an edge does not say what the journal wrote: something else was changed after it.
    """
    mine = journal if ids is None else journal[journal["journal_id"].isin(list(ids))]
    edges = network.edges.copy()
    for row in mine.sort_values("journal_id", ascending=False).to_dict("records"):
        at, column = int(row["edge_id"]) - 1, str(row["corrected_column"])
        now = shown(edges[column].iloc[at]) if 0 <= at < len(edges) else None
        if now != row["value_after"]:
            number, edge = row["journal_id"], row["edge_id"]
            raise LayerError(
                Text(
                    f"journal nr. {number}: stykke {edge} siger {now!r}, ikke {row['value_after']!r}",
                    f"journal no. {number}: edge {edge} says {now!r}, not {row['value_after']!r}",
                ),
                Text("et net, som journalen blev skrevet for", "a network that the journal was written for"),
                Text("fortryd nyere ændringer først, eller byg nettet igen", "undo later changes first, or build anew"),
            )
        _put(edges, column, np.array([at]), [row["value_before"]])
    return replace(network, edges=edges, recipe=None)


def _put(edges: gpd.GeoDataFrame, column: str, at: np.ndarray[Any, Any], values: list[str]) -> None:
    """Write values, as `shown` tells them, into a column of a copy."""
    made = edges[column].to_numpy().copy()
    made[at] = [(float(one) if one else np.nan) if column in NUMBERS else one for one in values]
    edges[column] = made
