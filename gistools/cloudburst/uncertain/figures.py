"""What is known of the height error of elevation models, as data; loads no numeric library."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from importlib import resources

from gistools.text import Text


@dataclass(frozen=True)
class HeightFigure:
    """What a source says of the height error of an elevation model.

    Parameters
    ----------
    model:
        Name of the elevation model.
    error_std_m:
        Its error, m.
    correlation_m:
        How far errors go together, m; None when no source tells.
    source:
        Where it stands.
    source_year:
        Of the source; None when unknown.
    verified:
        Whether somebody has read it there.

    >>> height_figure().error_std_m, height_figure().correlation_m, height_figure().verified
    (0.05, None, False)
    """

    model: str
    error_std_m: float
    correlation_m: float | None
    source: Text
    source_year: int | None
    verified: bool

    def told(self) -> Text:
        """Return the figure with its source, and whether it is verified."""
        year = self.source_year
        marks = Text("verificeret", "verified") if self.verified else Text("IKKE VERIFICERET", "NOT VERIFIED")
        when = Text("år ukendt", "year unknown") if year is None else Text(str(year), str(year))
        return Text(
            f"{self.model}: {self.source.da} ({when.da}; {marks.da})",
            f"{self.model}: {self.source.en} ({when.en}; {marks.en})",
        )


@functools.cache
def height_figure() -> HeightFigure:
    """Return what is known of DHM/Terræn."""
    text = resources.files(__package__).joinpath("height_error.csv").read_text(encoding="utf-8")
    (row,) = csv.DictReader(text.splitlines())
    return HeightFigure(
        row["model"],
        float(row["error_std_m"]),
        float(row["correlation_m"]) if row["correlation_m"] else None,
        Text(row["source_da"], row["source_en"]),
        int(row["source_year"]) if row["source_year"] else None,
        row["verified"] == "true",
    )
