"""Registers as versions (registreringer og virkninger): what they say at a moment.

Each object has an id that stays, and versions: a row is in the register from ``registered_from`` until
``registered_to``, and tells what holds from ``valid_from`` until ``valid_to``. Ends are open where they are not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd
import shapely

from gistools.addresses.moments import moment_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import numpy.typing as npt

REPAIR_COLUMNS = ("register_object", "object_id", "row", "column", "found_kind", "found", "mended")
"""Columns of what was mended or is doubtful; ``mended`` is empty where nothing was changed."""

MOMENT_COLUMNS = ("registered_from", "valid_from", "registered_to", "valid_to")
"""When a version was registered and from when it holds, and when each ends: in this order one version is later."""


def no_repairs() -> pd.DataFrame:
    """Return the table of repairs of a register that needed none."""
    return pd.DataFrame(columns=list(REPAIR_COLUMNS))


@dataclass(frozen=True, eq=False)
class Versions:
    """Versions of the objects of a register.

    Parameters
    ----------
    tables:
        By object: a row for each version, with ``object_id``, ``status`` (int64), the four moments (datetime64[us],
        UTC, NaT for an open end) and the columns of the object: texts are ``str`` and empty for none, numbers float64
        and NaN for none, shapes shapely's in EPSG:25832 and None for none.
    repairs:
        What was mended when it was read, and what is doubtful; `REPAIR_COLUMNS`.
    absent:
        By object, the columns that no row of the source had: what they would tell is not known, and not empty.
    """

    tables: Mapping[str, pd.DataFrame]
    repairs: pd.DataFrame = field(default_factory=no_repairs)
    absent: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return how many versions there are of what."""
        told = ", ".join(f"{len(table)} {name}" for name, table in self.tables.items())
        return f"{type(self).__name__}({told})"

    def at(self, valid: str | dt.date, registered: str | dt.date | None = None) -> Self:
        """Return the versions that hold at a moment, one of each object.

        Parameters
        ----------
        valid:
            When they are to hold: a moment, or a day, which is its beginning in Danish time.
        registered:
            As the register was then; as it is now when None: what was registered last.

        Of versions that hold at once, which `repairs` tells of, the last by `in_order` is taken: that which was
        registered last. Rows are in the order of their ids, and the order of files and rows decides nothing.
        """
        when = moment_of(valid)
        known = None if registered is None else moment_of(registered)
        made = {}
        for name, table in self.tables.items():
            there = table["registered_to"].isna().to_numpy() if known is None else _holds(table, "registered", known)
            made[name] = _one_of_each(table[there & _holds(table, "valid", when)])
        return replace(self, tables=made)

    def decided(self, valid: str | dt.date) -> Self:
        """Return the versions that are registered and hold at a moment or later: several of an object, earliest first.

        Parameters
        ----------
        valid:
            As `at` takes it.
        """
        when = moment_of(valid)
        made = {}
        for name, table in self.tables.items():
            end = table["valid_to"].to_numpy("datetime64[us]")
            kept = table[table["registered_to"].isna().to_numpy() & (np.isnat(end) | (when < end))]
            order = ["object_id", "valid_from", "registered_from"]
            kept = kept.sort_values(order, kind="stable", na_position="first")
            made[name] = kept.drop_duplicates(order[:2], keep="last").reset_index(drop=True)
        return replace(self, tables=made)


def _one_of_each(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the last version of each object, by id."""
    several = rows["object_id"].duplicated(keep=False).to_numpy(np.bool_)
    some = rows.iloc[np.flatnonzero(several)]
    order = np.flatnonzero(several)[in_order(some)]
    last = order[~rows["object_id"].iloc[order].duplicated(keep="last").to_numpy(np.bool_)]
    kept = rows.iloc[np.concatenate([np.flatnonzero(~several), last])]
    return kept.sort_values("object_id", kind="stable").reset_index(drop=True)


def in_order(rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the places of versions by object, the later one after: by `MOMENT_COLUMNS`, then by what they say.

    A beginning that is not known is before all others, an end that is open after. Rows that stay equal are the same.
    """
    keys = []
    for name in MOMENT_COLUMNS:
        values = rows[name].to_numpy("datetime64[us]")
        edge = np.iinfo(np.int64).min if name.endswith("_from") else np.iinfo(np.int64).max
        keys.append(np.where(np.isnat(values), edge, values.astype(np.int64)))
    codes = pd.factorize(rows["object_id"], sort=True)[0]
    same = pd.DataFrame(dict(enumerate([codes, *keys]))).duplicated(keep=False).to_numpy(np.bool_)
    last = np.zeros(len(rows), np.int64)
    last[same] = content_codes(rows.iloc[np.flatnonzero(same)])
    made: npt.NDArray[np.int64] = np.lexsort([last, *reversed(keys), codes])
    return made


def content_codes(rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return a number for each row, the same for rows that say the same beside their moments, and in order of it."""
    columns = [[cell_told(value) for value in rows[name]] for name in rows.columns if name not in MOMENT_COLUMNS]
    told = list(zip(*columns, strict=True))
    rank = {one: k for k, one in enumerate(sorted(set(told)))}
    return np.array([rank[one] for one in told], np.int64)


def cell_told(value: object) -> str:
    """Return a cell of a register as text; shapes to the last digit."""
    if isinstance(value, shapely.Geometry):
        return str(shapely.to_wkt(value, rounding_precision=-1))
    return str(value)


def _holds(table: pd.DataFrame, kind: str, when: np.datetime64) -> npt.NDArray[np.bool_]:
    begin, end = (table[f"{kind}_{side}"].to_numpy("datetime64[us]") for side in ("from", "to"))
    made: npt.NDArray[np.bool_] = (np.isnat(begin) | (begin <= when)) & (np.isnat(end) | (when < end))
    return made
