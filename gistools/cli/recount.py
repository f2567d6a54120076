"""The water of a flood counted once more, from the files that were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.errors import BalanceError
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.run import RunResult

__all__ = ["recount"]


def recount(result: RunResult) -> Text | None:
    """Return how the standing water of the written depth raster compares with the written ledger.

    Returns
    -------
    Text
        Both volumes and their relative difference; None for results without depth raster and ledger.

    Raises
    ------
    BalanceError
        When the difference is more than what float32 depths explain.
    """
    if not {"depth", "ledger"} <= set(result.outputs):
        return None
    import numpy as np  # noqa: PLC0415 - loading it waits until data is there

    from gistools.cloudburst.ledger import TOLERANCE  # noqa: PLC0415 - loads the numeric libraries
    from gistools.io import read_raster, read_table  # noqa: PLC0415 - loads the file libraries
    from gistools.styles.numbers import format_number  # noqa: PLC0415 - beside it

    depth = read_raster(result.outputs["depth"], unit="m").value
    ledger = read_table(result.outputs["ledger"]).value
    found = float(np.nansum(depth.values, dtype=np.float64)) * depth.grid.cell_area_m2
    stored = float(ledger.loc[ledger["term"] == "stored", "volume_m3"].iloc[0])
    off = abs(found - stored) / max(stored, depth.grid.cell_area_m2 / 1000.0)
    in_files = {lang: tuple(format_number(v, lang, decimals=3) for v in (found, stored)) for lang in ("da", "en")}
    told = Text(
        f"De skrevne filer talt op igen: {in_files['da'][0]} m³ i dybderasteren, {in_files['da'][1]} m³ i regnskabet, "
        f"relativ forskel {f'{off:.1e}'.replace('.', ',')}.",
        f"The written files counted again: {in_files['en'][0]} m³ in the depth raster, {in_files['en'][1]} m³ in the "
        f"ledger, relative difference {off:.1e}.",
    )
    if off > TOLERANCE:
        raise BalanceError(
            told,
            Text(f"højst {f'{TOLERANCE:g}'.replace('.', ',')}", f"at most {TOLERANCE:g}"),
            Text("meld fejlen", "report it"),
        )
    return told
