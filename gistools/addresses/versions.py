"""Registers as versions (registreringer og virkninger): what they say at a moment.

Each object has an id that stays, and versions: a row is in the register from ``registered_from`` until
``registered_to``, and tells what holds from ``valid_from`` until ``valid_to``. Ends are open where they are not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from gistools.addresses.moments import moment_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import numpy.typing as npt

REPAIR_COLUMNS = ("register_object", "object_id", "row", "column", "found_kind", "found", "mended")
"""Columns of what was mended or is doubtful; ``mended`` is empty where nothing was changed."""


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

        Of two versions that hold at once, which `repairs` tells of, the one that was registered last is taken.
        """
        when = moment_of(valid)
        known = None if registered is None else moment_of(registered)
        made = {}
        for name, table in self.tables.items():
            there = table["registered_to"].isna().to_numpy() if known is None else _holds(table, "registered", known)
            kept = table[there & _holds(table, "valid", when)]
            kept = kept.sort_values(["object_id", "registered_from", "valid_from"], kind="stable")
            made[name] = kept.drop_duplicates("object_id", keep="last").sort_index().reset_index(drop=True)
        return replace(self, tables=made)


def _holds(table: pd.DataFrame, kind: str, when: np.datetime64) -> npt.NDArray[np.bool_]:
    begin, end = (table[f"{kind}_{side}"].to_numpy("datetime64[us]") for side in ("from", "to"))
    made: npt.NDArray[np.bool_] = (np.isnat(begin) | (begin <= when)) & (np.isnat(end) | (when < end))
    return made
