"""What is in doubt between versions of one object (tvivl om versioner): all of them are told, none is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.addresses.versions import MOMENT_COLUMNS, cell_told, content_codes, in_order

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.addresses.register_cells import Reading

    Rows = npt.NDArray[np.int64]

_LOW, _HIGH = np.datetime64("0001-01-01", "us"), np.datetime64("9999-12-31", "us")


def tell_doubts(table: pd.DataFrame, reading: Reading) -> None:
    """Tell of rows that are the same, that are of the same moments but unlike, that hold at once, and that never hold.

    Each row of such is told by itself, with its own number and what it says, so that neither goes before the other.

    Parameters
    ----------
    table:
        All versions of an object, as `gistools.addresses.versions.Versions.tables` has them.
    reading:
        Told, row by row.
    """
    for kind in _KINDS:
        begin, end = f"{kind}_from", f"{kind}_to"
        for k in np.flatnonzero((table[end] < table[begin]).to_numpy(np.bool_)).tolist():
            reading.mended(k, end, "ends_early", f"{table[begin].iloc[k]} – {table[end].iloc[k]}")
    several = np.flatnonzero(table.duplicated("object_id", keep=False).to_numpy())
    if not several.size:
        return
    order = several[in_order(table.iloc[several])]
    _same_moments(table, reading)
    for k in np.sort(_at_once(table, order)).tolist():
        begin, end = (_day(table[name].iloc[k]) for name in ("valid_from", "valid_to"))
        reading.mended(k, "valid_from", "versions_at_once", f"{begin} – {end}")


def _same_moments(table: pd.DataFrame, reading: Reading) -> None:
    """Tell of rows of one object that have the same moments: what they say otherwise, or that they are the same."""
    keys = ["object_id", *MOMENT_COLUMNS]
    rows = np.flatnonzero(table.duplicated(keys, keep=False).to_numpy())
    if not rows.size:
        return
    some = table.iloc[rows]
    content = content_codes(some)
    for places in some.groupby(keys, dropna=False, sort=False).indices.values():
        group = some.iloc[places]
        for name in [one for one in table.columns if one not in keys]:
            told = [cell_told(value) for value in group[name]]
            if len(set(told)) > 1:
                for k, text in zip(rows[places].tolist(), told, strict=True):
                    reading.mended(k, name, "versions_unlike", text)
        for k in rows[places][pd.Series(content[places]).duplicated(keep=False).to_numpy()].tolist():
            reading.mended(k, "object_id", "version_twice", reading.ids[k])


def _at_once(table: pd.DataFrame, order: Rows) -> Rows:
    """Return the rows that hold at once with another of the same object and other moments."""
    codes = pd.factorize(table["object_id"].iloc[order])[0]
    begins, ends = (
        np.stack([table[f"{kind}_{side}"].fillna(edge).to_numpy("datetime64[us]")[order] for kind in _KINDS])
        for side, edge in (("from", _LOW), ("to", _HIGH))
    )
    told = np.zeros(order.size, np.bool_)
    for back in range(1, order.size):  # each row with those before it of the same object
        same = codes[back:] == codes[:-back]
        if not same.any():
            break
        both = np.maximum(begins[:, back:], begins[:, :-back]) < np.minimum(ends[:, back:], ends[:, :-back])
        other = (begins[:, back:] != begins[:, :-back]) | (ends[:, back:] != ends[:, :-back])
        hit = same & both.all(axis=0) & other.any(axis=0)
        told[back:] |= hit
        told[:-back] |= hit
    return order[told]


_KINDS = ("registered", "valid")


def _day(moment: object) -> str:
    return "…" if moment is pd.NaT else str(moment)
