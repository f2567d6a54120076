"""What a publication bundle is worked out of: steps and curves of buildings, and climates that rain is told for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.floodcost.annual import AnnualDamage
    from gistools.floodcost.rates import RainRate

    F64 = npt.NDArray[np.float64]

__all__ = ["Evidence", "MapEvidence", "Scenario"]


@dataclass(frozen=True, eq=False)
class Scenario:
    """A climate that damage is told for: what it is called, how often rain comes, the annual damage of each building.

    Parameters
    ----------
    name:
        Small letters, digits and underscores; it ends the names of columns.
    label:
        What it is called.
    rate:
        None: damage is of maps.
    annual:
        None: its rains are told, and no damage of single cells and classes (a year on the way to another climate).
    state:
        Which of several evidences it is of: as it is, or with a plan.
    """

    name: str
    label: Text
    rate: RainRate | None
    annual: AnnualDamage | None
    state: str = ""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What annual damage rests on, for P steps and K rains of n buildings.

    Parameters
    ----------
    parts:
        Names of the steps.
    onset_mm, amount_dkk:
        P x n: the least rain that brings the step (+inf never, NaN unknown), and what it costs (NaN unknown).
    rains_mm, damage_dkk:
        K rising rains and K x n damage, for damage by depth curves; empty without.

    Raises
    ------
    ParamError
        For arrays whose shapes do not belong together.
    """

    parts: tuple[str, ...]
    onset_mm: F64
    amount_dkk: F64
    rains_mm: F64 | None = None
    damage_dkk: F64 | None = None

    def __post_init__(self) -> None:
        """Refuse shapes that do not belong together."""
        shape = (len(self.parts), *self.onset_mm.shape[1:])
        curves = (self.rains_mm is None) == (self.damage_dkk is None)
        if curves and self.rains_mm is not None and self.damage_dkk is not None:
            curves = self.damage_dkk.shape == (self.rains_mm.size, *shape[1:])
        if self.onset_mm.shape != shape or self.amount_dkk.shape != shape or len(shape) != 2 or not curves:  # noqa: PLR2004
            raise ParamError(
                Text(
                    f"{len(self.parts)} dele, begyndelsesregn {self.onset_mm.shape}, beløb {self.amount_dkk.shape}",
                    f"{len(self.parts)} parts, onset {self.onset_mm.shape}, amounts {self.amount_dkk.shape}",
                ),
                Text("dele x bygninger, og regndybder x bygninger", "parts x buildings, and rains x buildings"),
                Text("giv dem i bygningslagets rækkefølge", "give them in the order of the layer of buildings"),
            )

    @property
    def buildings(self) -> int:
        """How many buildings."""
        return int(self.onset_mm.shape[1])

    @property
    def damaged(self) -> npt.NDArray[np.bool_]:
        """Which buildings have a step that comes and costs something, or a curve above 0."""
        made = np.asarray((np.isfinite(self.onset_mm) & (self.amount_dkk > 0.0)).any(axis=0), np.bool_)
        curves = np.zeros_like(made) if self.damage_dkk is None else (self.damage_dkk > 0.0).any(axis=0)
        return np.asarray(np.logical_or(made, curves), np.bool_)


@dataclass(frozen=True, eq=False)
class MapEvidence:
    """What annual damage from maps rests on, for P parts of n buildings and K maps.

    Parameters
    ----------
    parts:
        Names of the parts.
    return_period_years:
        K rising return periods.
    damage_dkk:
        P x K x n damages; NaN unknown.
    series, method, tail, zero_at_years:
        As of `gistools.floodcost.annual.annual_from_maps`.

    Raises
    ------
    ParamError
        For arrays whose shapes do not belong together.
    """

    parts: tuple[str, ...]
    return_period_years: F64
    damage_dkk: F64
    series: str
    method: str
    tail: str
    zero_at_years: float | None = None

    def __post_init__(self) -> None:
        """Refuse shapes that do not belong together."""
        expected = (len(self.parts), self.return_period_years.size)
        if self.damage_dkk.ndim != 3 or self.damage_dkk.shape[:2] != expected:  # noqa: PLR2004 - parts, maps, buildings
            raise ParamError(
                Text(
                    f"skader {self.damage_dkk.shape}, ventet {expected}", f"damage {self.damage_dkk.shape}, {expected}"
                ),
                Text("dele x kort x bygninger", "parts x maps x buildings"),
                Text("giv dem i bygningslagets rækkefølge", "give them in the order of the layer of buildings"),
            )

    @property
    def buildings(self) -> int:
        """How many buildings."""
        return int(self.damage_dkk.shape[2])

    @property
    def damaged(self) -> npt.NDArray[np.bool_]:
        """Which buildings have damage on a map."""
        return np.asarray((self.damage_dkk > 0.0).any(axis=(0, 1)), np.bool_)


def slug(name: str) -> str:
    """Return a name as it may stand in the name of a column.

    >>> slug("2050, høj")
    's2050_hoej'
    """
    plain = name.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    made = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return made if made[:1].isalpha() else f"s{made}"


def renamed(scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """Return the scenarios with names that may stand in columns.

    Raises
    ------
    ParamError
        Without scenarios, or when two have one name.
    """
    made = tuple(replace(one, name=slug(one.name)) for one in scenarios)
    names = [one.name for one in made]
    if not names or len(set(names)) < len(names):
        raise ParamError(
            Text(f"scenarierne {names}", f"the scenarios {names}"),
            Text("mindst ét, med hver sit navn", "one or more, each with a name of its own"),
            Text("giv dem forskellige navne", "give them different names"),
        )
    return made
