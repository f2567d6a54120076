"""What was repaired, cut or is in doubt when lots were read (rettelser ved læsning), row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REPAIR_COLUMNS = ("repair", "source_name", "source_row", "site_id", "column", "what_da", "what_en")
"""Columns of what was repaired, cut, or is in doubt."""

REPAIRS: Mapping[str, Text] = {
    "polygon": Text("ugyldig flade, som er gjort gyldig", "invalid polygon that was made valid"),
    "outside": Text("ligger uden for Danmark", "lies outside Denmark"),
    "no_geometry": Text("uden geometri: er ikke på kortet", "without geometry: not on the map"),
    "no_number": Text("uden lokalitetsnummer: tælles for sig", "without a site number: counted by itself"),
    "cut": Text("teksten er 254 tegn lang og kan være skåret over", "the text is 254 letters long and may be cut"),
    "odd": Text("kan ikke læses og er ukendt", "cannot be read and is unknown"),
    "column": Text("kolonnen kan være flere og er ikke læst", "the column may be one of several and was not read"),
    "differs": Text("er ikke ens for lokalitetens dele; den nyeste gælder",
                    "differs between the parts of the site; the latest holds"),
    "no_status": Text("uden status: lagets gælder", "without a status: that of the layer holds"),
    "layer": Text("status passer ikke med laget", "the status does not go with the layer"),
    "twice": Text("samme flade står to gange og tælles én gang", "the same polygon stands twice and counts once"),
}  # fmt: skip
"""What may be wrong with a delivery, by name."""


class Repairs:
    """The list of repairs while deliveries are read."""

    def __init__(self) -> None:
        """Begin an empty one."""
        self._rows: list[tuple[object, ...]] = []

    def add(
        self, repair: str, source: str, rows: Iterable[int], column: str = "", more: str = "", site: str = ""
    ) -> None:
        """Add one of `REPAIRS` for rows of a source, counted from 0; -1 for the source as a whole."""
        what = REPAIRS[repair]
        self._rows += [
            (repair, source, int(row) + 1, site, column, f"{what.da} {more}".strip(), f"{what.en} {more}".strip())
            for row in rows
        ]

    def of_parts(self, repair: str, parts: pd.DataFrame, column: str = "") -> None:
        """Add one of `REPAIRS` for parts."""
        named = zip(parts["source_name"], parts["source_row"], parts["site_id"], strict=True)
        for source, row, site in named:
            self.add(repair, str(source), [row], column, site=str(site))

    def table(self) -> pd.DataFrame:
        """Return `REPAIR_COLUMNS`, sorted."""
        made = pd.DataFrame(self._rows, columns=list(REPAIR_COLUMNS))
        return made.sort_values(["repair", "source_name", "source_row", "column"], kind="stable", ignore_index=True)
