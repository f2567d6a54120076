"""Parameters of a publication bundle, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param

__all__ = ["BundleParams"]


@dataclass(frozen=True, kw_only=True)
class BundleParams(Params):
    """How a publication bundle is made.

    >>> BundleParams().with_houses, BundleParams().min_buildings
    (False, 3)
    """

    with_houses: bool = param(
        False,
        label=Text("Med enkelte bygninger", "With single buildings"),
        help=Text(
            "Offentliggørelsespakken viser også hver bygning. Ellers viser den kun celler og klasser med nok "
            "bygninger.",
            "The publication bundle shows each building too. Without, only cells and classes of enough buildings.",
        ),
    )
    min_buildings: int = param(
        3,
        minimum=3,
        label=Text("Færrest bygninger i en celle, der vises", "Fewest buildings of a cell that is shown"),
        help=Text(
            "Celler og klasser med færre bygninger, eller færre med skade, lægges sammen i én række.",
            "Cells and classes of fewer buildings, or fewer with damage, are merged into one row.",
        ),
    )
    most_share: float = param(
        0.85,
        minimum=0.5,
        maximum=1.0,
        label=Text("De to største bygningers andel højst", "Share of the two largest buildings at most"),
        help=Text(
            "Celler og klasser, hvor to bygninger udgør en større andel af skaden, lægges sammen med andre.",
            "Cells and classes of which two buildings make up a larger share of the damage are merged with others.",
        ),
        advanced=True,
    )
    bundle_cell_m: float = param(
        100.0,
        unit="m",
        minimum=1.0,
        label=Text("Pakkens celler", "Cells of the bundle"),
        help=Text("Side af de celler, som skaden vises i.", "Side of the cells that damage is shown in."),
    )
