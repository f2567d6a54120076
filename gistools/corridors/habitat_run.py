"""The tools of habitat: library steps composed for the runner; declared in `gistools.corridors.habitat_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.corridors.connectivity_run import chosen_species, grid_over
from gistools.corridors.patches import habitat_patches
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance import resistance_surface
from gistools.corridors.resistance_params import ResistanceParams
from gistools.corridors.species import load_species, species_notes
from gistools.errors import ParamError
from gistools.progress import Stage, check, run_cancellable
from gistools.raster import Raster
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gistools.corridors.habitat_params import HabitatPatchesParams, HabitatResistanceParams
    from gistools.corridors.landscape import Resistance, Species
    from gistools.progress import Progress
    from gistools.tool import Steps

BARRIER, OPENED = 1, 2


def habitat_patches_tool(
    *,
    land_cover: gpd.GeoDataFrame,
    nature_areas: gpd.GeoDataFrame | None,
    lakes: gpd.GeoDataFrame | None,
    hedges: gpd.GeoDataFrame | None,
    study_area: gpd.GeoDataFrame | None,
    municipality: gpd.GeoDataFrame | None,
    species_table: pd.DataFrame | None,
    params: HabitatPatchesParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``habitat-patches``."""
    chosen = chosen_species(params.species, load_species(species_table, whole=False))
    given = areas_given(land_cover, nature_areas, lakes, hedges)
    grid = grid_over(land_cover if study_area is None else study_area, params.cell_size_m)
    patches: list[gpd.GeoDataFrame] = []
    told: list[gpd.GeoDataFrame] = []
    notes: list[Text] = []
    for k, species in enumerate(chosen):
        check(progress)
        progress.update(k / len(chosen), Text(f"Levesteder: {species.name.da}", f"Patches: {species.name.en}"))
        made = run_cancellable(
            Stage(progress, k / len(chosen), (k + 1) / len(chosen)),
            lambda species=species: habitat_patches(  # type: ignore[misc]
                given, species, grid, part_of(params, PatchParams), study_area=study_area, home=municipality
            ),
        )
        for rows, frame in ((patches, made.frame), (told, made.told)):
            one = frame.assign(verified=species.verified)
            one.insert(0, "species", species.name.da)
            rows.append(one)
        notes += made.notes
    mark = mark_of(stamps_on(*given.values(), species_table))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "habitat_patches": lambda: _joined(patches),
        "habitat_features": lambda: _joined(told),
    }
    values = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    return Made(values, tuple(dict.fromkeys(notes)))


def habitat_resistance_tool(
    *,
    land_cover: gpd.GeoDataFrame,
    nature_areas: gpd.GeoDataFrame | None,
    lakes: gpd.GeoDataFrame | None,
    hedges: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    rails: gpd.GeoDataFrame | None,
    streams: gpd.GeoDataFrame | None,
    paths: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    passages: gpd.GeoDataFrame | None,
    study_area: gpd.GeoDataFrame | None,
    species_table: pd.DataFrame | None,
    species_resistance: pd.DataFrame | None,
    params: HabitatResistanceParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``habitat-resistance``."""
    species = _one(params.species, load_species(species_table, species_resistance))
    given = areas_given(land_cover, nature_areas, lakes, hedges)
    lines = {"roads": roads, "rails": rails, "streams": streams, "paths": paths}
    grid = grid_over(land_cover if study_area is None else study_area, params.cell_size_m)
    made = run_cancellable(
        progress,
        lambda: resistance_surface(
            given, species, grid, part_of(params, ResistanceParams), **lines, buildings=buildings, passages=passages,
            study_area=study_area,
        ),
    )  # fmt: skip
    stamps = stamps_on(*given.values(), *lines.values(), buildings, passages, species_table, species_resistance)
    values: dict[str, object] = {}
    if "resistance" in wanted:
        values["resistance"] = made.raster.with_values(made.raster.values, stamps=stamps)
    if "barriers" in wanted:
        values["barriers"] = _barriers(made, stamps)
    if "surface_costs" in wanted:
        values["surface_costs"] = stamped(lambda: surface_costs(made, species), mark_of(stamps))()
    return Made(values, (*made.notes, *species_notes(species)))


def areas_given(
    land_cover: gpd.GeoDataFrame,
    nature_areas: gpd.GeoDataFrame | None,
    lakes: gpd.GeoDataFrame | None,
    hedges: gpd.GeoDataFrame | None,
) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of surfaces that were given, by name."""
    areas = {"nature_areas": nature_areas, "lakes": lakes, "hedges": hedges, "land_cover": land_cover}
    return {name: layer for name, layer in areas.items() if layer is not None}


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


def _one(asked: str, known: Mapping[str, Species]) -> Species:
    chosen = chosen_species(asked, known)
    if len(chosen) > 1:
        shown = ", ".join(one.id for one in chosen)
        raise ParamError(
            Text(f"flere arter: {shown}", f"several species: {shown}"),
            Text("én art: modstanden er hver arts egen", "one species: resistance is each species' own"),
            Text("kør hver art for sig", "run each species by itself"),
        )
    return chosen[0]
