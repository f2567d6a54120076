"""Parameters of the barrier map, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class BarrierParams(Params):
    """How wide the barriers are that are looked for."""

    least_diameter_m: float = param(
        20.0,
        unit="m",
        minimum=0.5,
        maximum=10_000.0,
        label=Text("Mindste vindue", "Smallest window"),
        help=Text(
            "Diameter af det mindste sted, hvor en barriere tænkes fjernet. Et valg.",
            "Diameter of the smallest place where a barrier is thought removed. A choice.",
        ),
    )
    most_diameter_m: float = param(
        60.0,
        unit="m",
        minimum=0.5,
        maximum=10_000.0,
        label=Text("Største vindue", "Largest window"),
        help=Text(
            "Diameter af det største; bredere barrierer findes ikke. Et valg.",
            "Diameter of the largest; wider barriers are not found. A choice.",
        ),
    )
    diameter_step_m: float = param(
        20.0,
        unit="m",
        minimum=0.5,
        maximum=10_000.0,
        label=Text("Trin mellem vinduer", "Step between windows"),
        help=Text("Fra det mindste til det største vindue.", "From the smallest to the largest window."),
        advanced=True,
    )
    most_places: int = param(
        20,
        minimum=1,
        maximum=1_000,
        label=Text("Højst steder i listen", "Most places in the list"),
        help=Text("De bedste steder nævnes, ét for hvert vindue.", "The best places are named, one for each window."),
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:  # noqa: ARG002 - of the parameters alone
        """Return what is wrong when the largest window is below the smallest."""
        if self.most_diameter_m >= self.least_diameter_m:
            return ()
        return (
            Text("most_diameter_m er mindre end least_diameter_m", "most_diameter_m is smaller than least_diameter_m"),
        )

    @property
    def diameters_m(self) -> tuple[float, ...]:
        """The windows, from the smallest to the largest, both of them too.

        >>> BarrierParams(least_diameter_m=20.0, most_diameter_m=50.0, diameter_step_m=20.0).diameters_m
        (20.0, 40.0, 50.0)
        """
        steps = int((self.most_diameter_m - self.least_diameter_m) / self.diameter_step_m + 1e-9)
        made = [self.least_diameter_m + n * self.diameter_step_m for n in range(steps + 1)]
        if self.most_diameter_m - made[-1] > 1e-9 * made[-1]:
            made.append(self.most_diameter_m)
        return tuple(made)
