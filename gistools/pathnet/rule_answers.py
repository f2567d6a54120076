"""What a rule (regel) says of edges: its answer, the case that it judges, and the words for what it found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools.pathnet.network import NO, YES
from gistools.pathnet.passability import BLOCKED, MAYBE, PASSES
from gistools.text import danish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.profiles import Profile
    from gistools.pathnet.slopes import Slopes

    F64 = npt.NDArray[np.float64]
    I8 = npt.NDArray[np.int8]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]

NOT_TOLD = "ikke oplyst"
PAVEMENT_WIDTH = "pavement_width_m"
"""Column of the width of a road's pavement, where a survey has measured it; ``width_m`` of a road is the road's."""

MARK = "wheelchair"
"""Column of what a layer says of an edge as a whole."""

TOLD_TO = 0.05
"""Slopes are told to a tenth of a per mille, so that a ramp built at the limit is not above it by a rounding."""

SHORTEST_M = 1e-6  # metres by which a width may fall short of its limit through rounding


@dataclass(frozen=True, eq=False)
class Answer:
    """What a rule says of m edges.

    Parameters
    ----------
    forward, backward:
        int8 of m: `PASSES`, `MAYBE` or `BLOCKED`.
    found:
        Called with the places of some edges and whether they are gone along their line; returns what was found there,
        in Danish.
    limit:
        What is asked for, in Danish.
    """

    forward: I8
    backward: I8
    found: Callable[[npt.NDArray[np.int64], bool], Words]
    limit: str


@dataclass(frozen=True, eq=False)
class Case:
    """Edges that are judged, for whom, and what is known of their slopes.

    Parameters
    ----------
    edges:
        Of a network.
    profile:
        For whom.
    slopes:
        None where there is no terrain.
    planned:
        Whether what is planned counts as built.
    """

    edges: gpd.GeoDataFrame
    profile: Profile
    slopes: Slopes | None = None
    planned: bool = False
    _seen: dict[str, Any] = field(default_factory=dict)

    def words(self, name: str) -> Words:
        """Return a column of words."""
        if name not in self._seen:
            self._seen[name] = self.edges[name].to_numpy(dtype=object)
        made: Words = self._seen[name]
        return made

    def numbers(self, name: str) -> F64:
        """Return a column of numbers, NaN for none; all NaN where there is no such column."""
        if name not in self.edges.columns:
            return np.full(len(self.edges), np.nan)
        made: F64 = self.edges[name].to_numpy(np.float64, na_value=np.nan)
        return made


def said_in(words: Words, *, good: str = YES, bad: str = NO) -> I8:
    """Return a column of yes, no and unknown as answers; any other word is unknown."""
    made = np.full(words.size, MAYBE, np.int8)
    made[words == good], made[words == bad] = PASSES, BLOCKED
    return made


def compared(values: F64, limit: float, *, least: bool = False, slack: float = SHORTEST_M) -> I8:
    """Return whether numbers keep a limit; what is not a number is unknown."""
    with np.errstate(invalid="ignore"):
        kept = values >= limit - slack if least else values <= limit + slack
    return np.where(np.isnan(values), MAYBE, np.where(kept, PASSES, BLOCKED)).astype(np.int8)


def either(*answers: I8) -> I8:
    """Return yes where one is yes, no where all are no."""
    made: I8 = np.maximum.reduce(answers)
    return made


def both(*answers: I8) -> I8:
    """Return no where one is no, yes where all are yes."""
    made: I8 = np.minimum.reduce(answers)
    return made


def measured(values: F64, unit: str, spec: str = "g") -> Words:
    """Return numbers in words with unit, told in the same words where they are equal."""
    made = np.full(values.size, NOT_TOLD, dtype=object)
    known = np.flatnonzero(~np.isnan(values))
    each, at = np.unique(values[known], return_inverse=True)
    said = np.array([f"{danish(round(float(one), 2), spec)} {unit}" for one in each], dtype=object)
    made[known] = said[at]
    return made


def named(words: Words, names: Mapping[str, str]) -> Words:
    """Return words by their Danish names; an empty one is not told, one without a name stands as it is."""
    made: Words = pd.Series(words, dtype=object).map(lambda one: names.get(str(one), str(one) or NOT_TOLD)).to_numpy()
    return made


def same(answer: I8, found: Callable[[npt.NDArray[np.int64]], Words], limit: str) -> Answer:
    """Return an answer that does not differ by direction."""
    return Answer(answer, answer, lambda at, _: found(at), limit)
