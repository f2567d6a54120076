"""The tools of habitat: library steps composed for the runner; declared in `gistools.corridors.habitat_tools`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.corridors.landscape_layers import LandscapeLayers, require_one
from gistools.corridors.species import species_notes
from gistools.progress import Stage, check, run_cancellable
from gistools.raster import Raster
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gistools.corridors.habitat_params import HabitatPatchesParams, HabitatResistanceParams
    from gistools.corridors.landscape import Resistance, Species
    from gistools.progress import Progress
    from gistools.tool import Steps

BARRIER, OPENED = 1, 2


def habitat_patches_tool(
    *,
    params: HabitatPatchesParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``habitat-patches``."""
    layers = LandscapeLayers.of(given)
    chosen = layers.species(params.species, whole=False)
    grid = layers.grid(params.cell_size_m)
    patches: list[gpd.GeoDataFrame] = []
    told: list[gpd.GeoDataFrame] = []
    notes: list[Text] = []
    for k, species in enumerate(chosen):
        check(progress)
        progress.update(k / len(chosen), Text(f"Levesteder: {species.name.da}", f"Patches: {species.name.en}"))
        stage = Stage(progress, k / len(chosen), (k + 1) / len(chosen))
        made = run_cancellable(stage, functools.partial(layers.patches, species, grid, params))
        for rows, frame in ((patches, made.frame), (told, made.told)):
            one = frame.assign(verified=species.verified)
            one.insert(0, "species", species.name.da)
            rows.append(one)
        notes += made.notes
    mark = mark_of(stamps_on(*given.values()))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "habitat_patches": lambda: _joined(patches),
        "habitat_features": lambda: _joined(told),
    }
    values = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    return Made(values, tuple(dict.fromkeys(notes)))


def habitat_resistance_tool(
    *,
    params: HabitatResistanceParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``habitat-resistance``."""
    layers = LandscapeLayers.of(given)
    species, grid = require_one(layers.species(params.species)), layers.grid(params.cell_size_m)
    made = run_cancellable(progress, functools.partial(layers.resistance, species, grid, params))
    stamps = stamps_on(*given.values())
    values: dict[str, object] = {}
    if "resistance" in wanted:
        values["resistance"] = made.raster.with_values(made.raster.values, stamps=stamps)
    if "barriers" in wanted:
        values["barriers"] = _barriers(made, stamps)
    if "surface_costs" in wanted:
        values["surface_costs"] = stamped(lambda: surface_costs(made, species), mark_of(stamps))()
    return Made(values, (*made.notes, *species_notes(species)))


def surface_costs(resistance: Resistance, species: Species) -> pd.DataFrame:
    """Return a row for each class of surface that there is: its area in m² and the resistance, the largest area first.

    Columns: species, surface_class, area_m2, resistance, verified.
    """
    cell = resistance.raster.grid.cell_area_m2
    counts = np.bincount(resistance.classes[resistance.classes >= 0], minlength=len(resistance.names))
    rows = [
        (species.name.da, name, float(count) * cell, species.resistance[name], species.verified)
        for name, count in zip(resistance.names, counts, strict=True)
        if count
    ]
    table = pd.DataFrame(rows, columns=["species", "surface_class", "area_m2", "resistance", "verified"])
    table = table.sort_values("area_m2", ascending=False, kind="stable", ignore_index=True)
    table.attrs["units"] = {"area_m2": "m²"}
    return table


def _barriers(made: Resistance, stamps: tuple[Text, ...]) -> Raster:
    codes = np.where(made.barrier, np.uint8(BARRIER), np.uint8(0))
    if made.opened is not None:
        codes[made.opened] = OPENED
    name = Text("Barrierer og åbninger", "Barriers and openings")
    return Raster(codes, made.raster.grid, name=name, stamps=stamps)


def _joined(parts: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)
