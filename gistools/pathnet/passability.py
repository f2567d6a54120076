"""For whom an edge can be used: a profile's answer for each edge and direction, yes, no or unknown, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from gistools.pathnet.profiles import Profile

    F64 = npt.NDArray[np.float64]
    I8 = npt.NDArray[np.int8]
    Mask = npt.NDArray[np.bool_]

PASSES, MAYBE, BLOCKED = 1, 0, -1
"""An edge passes, may pass (something is not known), or is blocked."""


@dataclass(frozen=True, eq=False)
class Passable:
    """What a profile answers of the m edges of a network.

    Two answers follow from it where something is not known: the optimistic one, where what may pass does, and the
    strict one, where it does not.

    Parameters
    ----------
    profile:
        For whom.
    forward, backward:
        int8 of m: `PASSES`, `MAYBE` or `BLOCKED` for going along the line and against it.
    seconds_forward, seconds_backward:
        float64 of m, above 0: how long that takes, also where it is blocked.
    reasons:
        A row for each rule that an edge fails or that cannot be answered: ``edge_id``, ``direction`` (``both``,
        ``forward``, ``backward``), ``rule`` (id of the limit), ``verdict`` (``no``, ``unknown``), ``found``, ``limit``
        (words with unit, Danish), ``source`` (of the limit), ``verified``.
    by_default:
        bool of m: nothing says whether one may go there, and the general rule of the road traffic act is used; empty
        where that is not known.
    """

    profile: Profile
    forward: I8
    backward: I8
    seconds_forward: F64
    seconds_backward: F64
    reasons: pd.DataFrame = field(default_factory=pd.DataFrame)
    by_default: Mask = field(default_factory=lambda: np.zeros(0, np.bool_))

    def open(self, *, strict: bool) -> tuple[Mask, Mask]:
        """Return which edges can be gone along and which against, bool of m each."""
        least = PASSES if strict else MAYBE
        return self.forward >= least, self.backward >= least

    @property
    def settled(self) -> bool:
        """Whether the strict and the optimistic answer are the same."""
        return not ((self.forward == MAYBE).any() or (self.backward == MAYBE).any())


def default_notes(answers: Iterable[Passable]) -> tuple[Text, ...]:
    """Return a sentence for each profile that uses the general rule of the road traffic act in place of a registration.

    >>> from gistools.pathnet.profiles import one_profile
    >>> yes, time = np.ones(2, np.int8), np.ones(2)
    >>> answer = Passable(one_profile("walking"), yes, yes, time, time, by_default=np.array([True, False]))
    >>> default_notes([answer])[0].da
    'gående: på 1 af 2 stykker siger laget ikke, om gang er tilladt; de er regnet tilladte efter færdselslovens \
hovedregel (efter hukommelsen, ikke læst), ikke efter en registrering.'
    """
    said = []
    for one in answers:
        count, m, name = int(one.by_default.sum()), one.forward.size, one.profile.name
        if not count:
            continue
        da, en = ("gang", "walking") if one.profile.travels == "foot" else ("cykling", "cycling")
        said.append(Text(
            f"{name.da}: på {count} af {m} stykker siger laget ikke, om {da} er tilladt; de er regnet tilladte efter "
            "færdselslovens hovedregel (efter hukommelsen, ikke læst), ikke efter en registrering.",
            f"{name.en}: on {count} of {m} edges the layer does not say whether {en} is allowed; they are taken as "
            "allowed by the general rule of the Danish Road Traffic Act (from memory, not read), not by a "
            "registration.",
        ))  # fmt: skip
    return tuple(said)
