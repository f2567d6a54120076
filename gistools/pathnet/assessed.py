"""What an assessment of plan areas tells (vurdering): its answers, what stops them, and what would mend them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from gistools.pathnet.area_mend import CellMend
    from gistools.pathnet.area_surroundings import AreaPlaces
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.profiles import Profile
    from gistools.pathnet.reach import Met
    from gistools.text import Text

    F64 = npt.NDArray[np.float64]

YES, NO, UNCERTAIN = "yes", "no", "uncertain"
INSIDE, NEIGHBOURS, PATHS, DESTINATIONS = "inside", "neighbours", "path_network", "destinations"
QUESTIONS = (INSIDE, NEIGHBOURS, PATHS, DESTINATIONS)
KINDS = ("school", "stop", "shop")
NOT_GIVEN, NO_HOMES = "not_given", "no_homes"
"""Why a question cannot be answered: nothing was given to reach, or no way meets the area."""


@dataclass(frozen=True, eq=False)
class Blocking:
    """An edge (from 0) that stops the homes of an area, and why: rows of `Passable.reasons`; in the set or not."""

    edge: int
    reasons: list[dict[str, Any]]
    mended: bool


@dataclass(frozen=True, eq=False)
class Cell:
    """One answer: for one area and profile, to one question.

    Parameters
    ----------
    area:
        Place of the area, from 0.
    profile, question, answer:
        For whom; one of `QUESTIONS`; ``yes``, ``no`` or ``uncertain``.
    why:
        `NOT_GIVEN` or `NO_HOMES` where it cannot be answered, else empty.
    strict, optimistic:
        How far each home has to what is demanded, of each demand, where what is unknown fails and where it is fine.
    weight:
        Dwellings at each home.
    blocking:
        Edges that stop the homes, those in the cheapest set first; of an uncertain answer those to survey.
    mend:
        The cheapest set that turns it to yes; None when it is yes or none was found.
    """

    area: int
    profile: Profile
    question: str
    answer: str
    why: str
    strict: tuple[Met, ...]
    optimistic: tuple[Met, ...]
    weight: F64
    blocking: tuple[Blocking, ...] = ()
    mend: CellMend | None = None

    @property
    def failing(self) -> Met | None:
        """The demand that decides it: of a no that which fails at best, of an uncertain one that fails at worst."""
        if self.answer == YES or self.why:
            return None
        held = self.optimistic if self.answer == NO else self.strict
        bad = [one for one in held if one.failing.any()]
        return max(bad, key=lambda one: float(self.weight[one.failing].sum())) if bad else None


@dataclass(frozen=True, eq=False)
class AreaAssessment:
    """What is told of one area: where it meets the network, and its cells, profile by profile."""

    name: str
    shape: Any
    places: AreaPlaces
    cells: tuple[Cell, ...]


@dataclass(frozen=True, eq=False)
class Assessment:
    """The assessment of plan areas; made by `assess_areas`.

    Parameters
    ----------
    areas:
        One for each, in their order.
    network:
        That it was made on.
    judged:
        What each profile answers of it.
    notes:
        What must be said of it.
    """

    areas: tuple[AreaAssessment, ...]
    network: PathNetwork
    judged: tuple[Passable, ...]
    notes: tuple[Text, ...] = field(default=())

    def cell(self, area: str, profile: str, question: str) -> Cell:
        """Return one answer by the names of its area, profile and question."""
        return next(c for one in self.areas if one.name == area for c in one.cells
                    if c.profile.id == profile and c.question == question)  # fmt: skip
