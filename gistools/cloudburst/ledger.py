"""The water ledger (vandregnskab): rain = lost + drained + stored + left the map, each term counted by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import BalanceError
from gistools.kernels.codes import SCALE
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.raster import Raster

TERMS = {
    "rain": Text("Regn på land", "Rain on land"),
    "infiltrated": Text("Nedsivet (afløbskoefficient)", "Infiltrated (run-off coefficient)"),
    "initial": Text("Initialtab", "Initial loss"),
    "drained": Text("Ført bort af afløb", "Taken by drains"),
    "stored": Text("Står i lavninger", "Standing in bluespots"),
    "edge": Text("Løbet ud over kortets kant", "Left over the edge of the map"),
    "sea": Text("Løbet i havet", "Ran into the sea"),
    "hole": Text("Løbet i huller", "Ran into holes"),
    "taken": Text("Optaget af bassiner og pumper", "Taken by basins and pumps"),
}
DIFFERENCE = Text("Difference (skal være 0)", "Difference (must be 0)")
FROM_DEPTH = Text("Står i lavninger, talt op fra dybderasteren", "Standing, summed again from the depth raster")
RESAMPLING = Text(
    "Regnrasterens forskel ved omlægning (ikke et led)", "Difference by resampling of the rain (not a term)"
)

TOLERANCE = 1e-6  # relative, for what is summed again from float32 depths


def unit_m3(cell_area_m2: float, per_unit: int) -> float:
    """Return how much water one unit is, of which there are ``per_unit`` in 2^-20 m on one cell."""
    return cell_area_m2 / (SCALE * per_unit)


@dataclass(frozen=True)
class Ledger:
    """Where the rain went, as whole numbers.

    Parameters
    ----------
    terms:
        By the names of `TERMS`.
    cell_area_m2:
        Area of one cell.
    per_unit:
        The terms count in so many units of 2^-20 m on one cell.
    land_cells:
        Cells that were rained on.
    resampling_m3:
        Rain on the terrain less rain of the rain raster; told, not a term.
    depth_m3:
        The standing water summed again from the float32 depths.
    """

    terms: dict[str, int]
    cell_area_m2: float
    per_unit: int
    land_cells: int
    resampling_m3: float
    depth_m3: float

    def m3(self, term: str) -> float:
        """Return a term in m³."""
        return self.terms[term] * self.unit_m3

    @property
    def unit_m3(self) -> float:
        """How much water one unit is."""
        return unit_m3(self.cell_area_m2, self.per_unit)

    @property
    def difference(self) -> int:
        """Rain less all other terms, in whole units: 0."""
        return self.terms["rain"] - sum(value for name, value in self.terms.items() if name != "rain")

    def require_closed(self) -> None:
        """Raise `BalanceError` when the terms do not add up, or the depths hold other water than the ledger."""
        off = abs(self.depth_m3 - self.m3("stored"))
        if self.difference != 0 or off > TOLERANCE * max(self.m3("stored"), self.cell_area_m2 / 1000.0):
            raise BalanceError(
                Text(
                    f"en difference på {self.difference} enheder og {off:.6g} m³ i dybderne",
                    f"a difference of {self.difference} units and {off:.6g} m³ in the depths",
                ),
                Text("0", "0"),
                Text("meld fejlen med data og parametre", "report the defect with data and parameters"),
            )

    def relative_difference(self, depth: Raster) -> float:
        """Return how much the water of a depth raster read back differs from the ledger, relative to the ledger."""
        stored = self.m3("stored")
        found = float(np.nansum(depth.values.astype(np.float64))) * depth.grid.cell_area_m2
        return abs(found - stored) / stored if stored else abs(found)

    def to_frame(self) -> pd.DataFrame:
        """Return the ledger as a table: term, text_da, text_en, volume_m3, units, mm (over the land)."""
        area = self.land_cells * self.cell_area_m2
        rows = [(name, TERMS[name], self.m3(name), value) for name, value in self.terms.items()]
        unit = self.unit_m3
        rows.append(("difference", DIFFERENCE, self.difference * unit, self.difference))
        rows.append(("stored_from_depth", FROM_DEPTH, self.depth_m3, round(self.depth_m3 / unit)))
        rows.append(("resampling", RESAMPLING, self.resampling_m3, round(self.resampling_m3 / unit)))
        table = pd.DataFrame(
            {
                "term": [r[0] for r in rows],
                "text_da": [r[1].da for r in rows],
                "text_en": [r[1].en for r in rows],
                "volume_m3": [float(r[2]) for r in rows],
                "units": [int(r[3]) for r in rows],
                "mm": [float(r[2]) / area * 1000.0 for r in rows],
            }
        )
        table.attrs["units"] = {"volume_m3": "m³", "mm": "mm"}
        table.attrs["title"] = Text("Vandregnskab", "Water ledger")
        return table

    def __str__(self) -> str:
        """Return the ledger as text, Danish and English."""
        lines = [f"{'Vandregnskab | Water ledger':<62}{'m³':>16}"]
        lines += [f"{TERMS[name].da + ' | ' + TERMS[name].en:<62}{self.m3(name):>16,.3f}" for name in self.terms]
        lines.append(f"{DIFFERENCE!s:<62}{self.difference:>16}")
        return "\n".join(lines)
