"""The rain grid, the table of losses and the rain table: all examples, neither design rains nor a norm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import _place as place
import numpy as np
import rasterio
from rasterio.transform import from_origin

if TYPE_CHECKING:
    from pathlib import Path

RAIN_CELL_M: Final = 100.0
RAIN_LEAST_MM: Final = 60.0
RAIN_MOST_MM: Final = 110.0

# class; run-off coefficient; initial loss mm; drain mm/h. Example values, stamped as such.
LOSSES: Final = (
    ("tag", 1.00, 0.6, 20.0),
    ("vej", 0.95, 0.8, 20.0),
    ("sti", 0.90, 1.0, 5.0),
    ("befaestet", 0.90, 1.0, 15.0),
    ("grus", 0.60, 3.0, 0.0),
    ("have", 0.35, 6.0, 0.0),
    ("graes", 0.30, 8.0, 0.0),
    ("eng", 0.30, 8.0, 0.0),
    ("mark", 0.25, 10.0, 0.0),
    ("skov", 0.15, 15.0, 0.0),
    ("vand", 1.00, 0.0, 0.0),
)


# An invented town's rain: 2.6 t / (t + 8)^0.68 x (1 + 0.5 ln T) mm in t minutes, to a tenth. Nothing Danish is in it.
DURATIONS_MIN: Final = (10, 30, 60, 180, 360, 720, 1440, 2880)
RETURN_PERIODS: Final = (2, 5, 10, 20, 50, 100)


def write_rain(path: Path) -> None:
    """Write a storm cell of 60-110 mm over the town, 100 m cells, float32 millimetres."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = round(place.SIZE_M / RAIN_CELL_M)
    xs = ((np.arange(cells) + 0.5) * RAIN_CELL_M)[None, :]
    ys = (place.SIZE_M - (np.arange(cells) + 0.5) * RAIN_CELL_M)[:, None]
    u = (xs - 840.0) * 0.8 + (ys - 1_150.0) * 0.6
    v = -(xs - 840.0) * 0.6 + (ys - 1_150.0) * 0.8
    storm = np.exp(-((u / 900.0) ** 2) - (v / 480.0) ** 2)
    share = (storm - storm.min()) / (storm.max() - storm.min())
    rain = RAIN_LEAST_MM + (RAIN_MOST_MM - RAIN_LEAST_MM) * share
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=cells,
        height=cells,
        count=1,
        dtype="float32",
        crs=place.CRS,
        transform=from_origin(place.EAST0, place.NORTH0 + place.SIZE_M, RAIN_CELL_M, RAIN_CELL_M),
        nodata=-9999.0,
        compress="deflate",
    ) as target:
        target.write(np.round(rain, 1).astype(np.float32), 1)
        target.units = ("mm",)
        target.update_tags(NOTE=place.STAMP + " (EKSEMPELREGN)")


def write_losses(path: Path) -> None:
    """Write the table of losses by land cover: semicolons, decimal points, UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["klasse;run_off_coefficient;initial_loss_mm;drain_mm_per_h;maerke"]
    lines += [f"{name};{c:.2f};{loss:.1f};{drain:.1f};{place.STAMP}" for name, c, loss, drain in LOSSES]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def write_statistics(path: Path) -> None:
    """Write the example rain table, wide as offices save it: semicolons, decimal commas, UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["varighed_min;" + ";".join(f"T={t}" for t in RETURN_PERIODS) + ";maerke"]
    for minutes in DURATIONS_MIN:
        depths = [2.6 * minutes / (minutes + 8.0) ** 0.68 * (1.0 + 0.5 * np.log(t)) for t in RETURN_PERIODS]
        cells = ";".join(f"{mm:.1f}".replace(".", ",") for mm in depths)
        lines.append(f"{minutes};{cells};{place.STAMP} (EKSEMPELREGN / EXAMPLE RAIN)")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
