"""Make the invented sample town: terrain tiles, layers, rain, tables and the true answers.

Run it as ``python sample_data/make_sample.py [--cell 1.6] [--out sample_data]``. The same seed and the
same library versions give the same pixels and the same rows. It imports nothing of gistools, so that
gistools can be tested against it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:  # so that it also runs when it is imported by path
    sys.path.insert(0, str(HERE))

import _address_register  # noqa: E402
import _corrections  # noqa: E402
import _layers  # noqa: E402
import _levels  # noqa: E402
import _measures  # noqa: E402
import _nature_plan  # noqa: E402
import _options  # noqa: E402
import _pages  # noqa: E402
import _path_places  # noqa: E402
import _path_survey  # noqa: E402
import _planned_changes  # noqa: E402
import _prices  # noqa: E402
import _rain  # noqa: E402
import _structure  # noqa: E402
import _terrain  # noqa: E402
import _truth  # noqa: E402
import _variants  # noqa: E402


def make(out: Path, cell_m: float) -> None:
    """Write the whole sample to the folder `out`, with terrain cells of `cell_m` metres."""
    out.mkdir(parents=True, exist_ok=True)
    _terrain.write_tiles(out / "terrain", cell_m)
    _rain.write_rain(out / "rain" / "rain_mm.tif")
    _rain.write_losses(out / "tables" / "landcover_losses.csv")
    _rain.write_statistics(out / "tables" / "rain_statistics.csv")
    _prices.write_prices(out / "tables")
    _levels.write_levels(out / "tables" / "service_levels.csv")
    truth = _truth.truth()
    truth |= _layers.write_layers(out / "town.gpkg", truth)
    _measures.write_measures(out / "measures.gpkg")
    _structure.write_structure(out / "structure.gpkg")
    _variants.write_variants(out / "variants.gpkg")
    _nature_plan.write_nature_plan(out / "nature_plan.gpkg")
    _options.write_options(out / "corridor_options.gpkg")
    _path_places.write_path_places(out / "path_places.gpkg")
    _corrections.write_corrections(out / "path_corrections.gpkg")
    _path_survey.write_path_survey(out / "path_survey.gpkg")
    _address_register.write_address_register(out / "address_register.gpkg", out / "town.gpkg")
    _planned_changes.write_planned_changes(out / "planned_changes.csv", out / "town.gpkg")
    for layers in sorted(out.glob("*.gpkg")):
        _pages.use_small_pages(layers)
    text = json.dumps(truth, ensure_ascii=False, indent=2)
    (out / "truth.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and make the sample."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cell", type=float, default=1.6, help="terrain cell in metres (default 1.6)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    options = parser.parse_args(arguments)
    make(options.out, options.cell)
    return 0


if __name__ == "__main__":
    sys.exit(main())
