"""Parameters of the keying list and its reconciliation, declared once; loads no numeric library."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gistools._checks import words_listed
from gistools.text import Text
from gistools.tool import Params, param

_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?")
_MOST = 100_000


@dataclass(frozen=True, kw_only=True)
class KeyingParams(Params):
    """What the tool ``keying-list`` goes by."""

    day: str = param(
        "",
        label=Text("Dag", "Day"),
        help=Text(
            "Registret, som det gælder den dag (år-måned-dag), og som ændringerne holdes mod; i dag, når feltet er "
            "tomt.",
            "The register as it holds on that day (year-month-day), against which the changes are held; today when "
            "empty.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class ReconcileParams(Params):
    """What a reconciliation goes by.

    Parameters
    ----------
    tolerance_m:
        Within which points and lines are where they were sent.
    """

    tolerance_m: float = param(
        0.1,
        unit="m",
        minimum=0.0,
        maximum=100.0,
        label=Text("Samme sted", "One place"),
        help=Text(
            "Så langt fra det sendte må et punkt eller en linje ligge og stadig være accepteret. Projektets valg.",
            "How far from what was sent a point or line may lie and still be accepted. The project's choice.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class KeyingReconciliationParams(KeyingParams, ReconcileParams):
    """What the tool ``keying-reconciliation`` goes by."""

    day_after: str = param(
        "",
        label=Text("Dag, næste udtræk", "Day, next extract"),
        help=Text(
            "Det næste udtræk, som det gælder den dag (år-måned-dag); i dag, når feltet er tomt.",
            "The next extract as it holds on that day (year-month-day); today when empty.",
        ),
    )
    keyed_numbers: str = param(
        "",
        label=Text("Tastede numre", "Numbers keyed"),
        help=Text(
            "Numrene i indtastningslisten, der er tastet, fx 1-12, 15; alle, når feltet er tomt.",
            "The numbers of the keying list that were keyed, such as 1-12, 15; all when empty.",
        ),
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:  # noqa: ARG002 - none of these is about inputs
        """Return what does not go together in these parameters."""
        return () if self.numbers() is not None else (
            Text(f"keyed_numbers {self.keyed_numbers!r} er ikke numre som 1-12, 15",
                 f"keyed_numbers {self.keyed_numbers!r} are no numbers such as 1-12, 15"),
        )  # fmt: skip

    def numbers(self) -> frozenset[int] | None:
        """Return the numbers that were keyed, none of them for all; None for what cannot be read.

        >>> sorted(KeyingReconciliationParams(keyed_numbers="1-3, 7").numbers())
        [1, 2, 3, 7]
        """
        made: set[int] = set()
        for part in words_listed(self.keyed_numbers):
            told = _RANGE.fullmatch(part)
            first, last = (int(told[1]), int(told[2] or told[1])) if told else (1, 0)
            if not first <= last <= _MOST:
                return None
            made.update(range(first, last + 1))
        return frozenset(made)
