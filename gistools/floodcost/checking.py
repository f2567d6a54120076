"""Checks of published figures: what was looked at, how many, what was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import Cancelled, GistoolsError, MissingDependencyError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

__all__ = ["Check", "by", "checked", "differs"]

HALF_OERE = 0.5 + 1e-6  # how far an amount may lie from its whole øre: half, and what another processor may differ by
SAME = 1e-9  # relative, of numbers that are published with all digits


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what, how many values, and what was wrong."""

    name: Text
    count: int
    faults: tuple[Text, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether something was looked at and nothing was wrong."""
        return not self.faults


def checked(name: Text, work: Callable[[], Iterable[Text | int]]) -> Check:
    """Return the check that ``work`` makes: it yields faults, and how many values it looked at.

    A table or column that is missing, or does not hold what it should, is a fault too.

    >>> checked(Text("sum", "sum"), lambda: [3, Text("fejl", "fault")])
    Check(name=Text(da='sum', en='sum'), count=3, faults=(Text(da='fejl', en='fault'),))
    """
    count, faults = 0, []
    try:
        with np.errstate(all="ignore"):  # what is forged may be no number; that is a fault of its own
            for one in work():
                if isinstance(one, Text):
                    faults.append(one)
                else:
                    count += one
    except (Cancelled, MissingDependencyError):
        raise
    except GistoolsError as error:
        faults.append(error.found)
    except (KeyError, ValueError, TypeError, IndexError, ZeroDivisionError, OverflowError) as error:
        said = f"{type(error).__name__}: {error}"
        faults.append(Text(f"kan ikke regnes efter ({said})", f"cannot be worked out again ({said})"))
    return Check(name, count, tuple(faults))


def by(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return a table by its key; a row that stands twice is a fault of it."""
    if table[key].duplicated().any():
        raise ValueError(key)
    return table.set_index(key)


def differs(where: str, found: object, other: str, expected: object) -> Text:
    """Return the fault that a published value is another than what it is worked out of gives.

    >>> differs("totals.annual_dkk", 1.5, "cells", 2.5).en
    'totals.annual_dkk is 1.5, but cells gives 2.5'
    """
    a, b = (f"{v:.15g}" if isinstance(v, float) else str(v) for v in (found, expected))
    return Text(f"{where} er {a}, men {other} giver {b}", f"{where} is {a}, but {other} gives {b}")
