"""The tool ``corridor-network``: library steps composed for the runner; declared in `connectivity_tools`."""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.connectivity import corridor_connectivity, linked_corridors
from gistools.corridors.connectivity_graph import importance_graph
from gistools.corridors.connectivity_outputs import (
    SpeciesRun,
    connectivity_table,
    corridor_raster,
    link_layer,
    patch_layer,
    rank_table,
)
from gistools.corridors.connectivity_params import ConnectivityParams, DispersalScale, NetworkParams
from gistools.corridors.patches import habitat_patches
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.ranks import rank_stability
from gistools.corridors.resistance import resistance_surface
from gistools.corridors.resistance_params import ResistanceParams
from gistools.corridors.species import load_species, one_species
from gistools.errors import LayerError, ParamError
from gistools.grid import Grid, horizontal_crs
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.text import Text, danish
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.corridors.landscape import Patches, Resistance, Species
    from gistools.tool import Steps

_MOST_CELLS = 200_000_000


def corridor_network_tool(
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
    municipality: gpd.GeoDataFrame | None,
    species_table: pd.DataFrame | None,
    species_resistance: pd.DataFrame | None,
    params: NetworkParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``corridor-network``."""
    chosen = chosen_species(params.species, load_species(species_table, species_resistance))
    if len(chosen) > 1 and params.dispersal_scale is DispersalScale.GIVEN:
        raise ParamError(
            Text(f"én rækkevidde i modstandsmeter for {len(chosen)} arter", f"one cost for {len(chosen)} species"),
            Text("én art, når rækkevidden gives", "one species when the cost is given"),
            Text("kør hver art for sig", "run each species by itself"),
        )
    areas = {"nature_areas": nature_areas, "lakes": lakes, "hedges": hedges, "land_cover": land_cover}
    given = {name: layer for name, layer in areas.items() if layer is not None}
    grid = grid_over(land_cover if study_area is None else study_area, params.cell_size_m)
    lines = {"roads": roads, "rails": rails, "streams": streams, "paths": paths}
    runs: list[SpeciesRun] = []
    notes: list[Text] = []

    def landscape(species: Species) -> tuple[Patches, Resistance]:
        made = habitat_patches(
            given, species, grid, part_of(params, PatchParams), study_area=study_area, home=municipality
        )
        surface = resistance_surface(
            given, species, grid, part_of(params, ResistanceParams), **lines, buildings=buildings, passages=passages,
            study_area=study_area,
        )  # fmt: skip
        return made, surface

    for k, species in enumerate(chosen):
        stage = Stage(progress, 0.9 * k / len(chosen), 0.9 * (k + 1) / len(chosen))
        stage.update(0.0, Text(f"Levesteder: {species.name.da}", f"Patches: {species.name.en}"))
        try:
            patches, resistance = run_cancellable(stage, functools.partial(landscape, species))
        except LayerError as error:
            if not runs and k == len(chosen) - 1:
                raise
            notes.append(_left_out(species, error))
            continue
        run, told = _species_run(patches, resistance, species, params, roads, stage)
        runs.append(run)
        notes += [*patches.notes, *resistance.notes, told, *run.found.corridors.notes, *run.found.notes]
    stamps = stamps_on(*given.values(), *lines.values(), buildings, passages, species_table, species_resistance)
    mark = mark_of(stamps)
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "patches": lambda: patch_layer(runs),
        "links": lambda: link_layer(runs),
        "connectivity": lambda: connectivity_table(runs),
    }
    if params.draws is not None:
        makers["rank_stability"] = lambda: rank_table(runs)
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    last = Stage(progress, 0.9, 1.0)
    if "corridors" in wanted:
        values["corridors"] = corridor_raster(runs, params.corridor_share, stamps=stamps, progress=last)
    if "importance" in wanted:
        values["importance"] = importance_graph(runs[0].found, notes=runs[0].found.notes, stamps=stamps)
    return Made(values, tuple(dict.fromkeys(notes)))


def _left_out(species: Species, error: LayerError) -> Text:
    return Text(
        f"{species.name.da} er ikke regnet: {error.found.da}", f"{species.name.en} was left out: {error.found.en}"
    )


def _species_run(
    patches: Patches,
    resistance: Resistance,
    species: Species,
    params: NetworkParams,
    roads: gpd.GeoDataFrame | None,
    progress: Progress,
) -> tuple[SpeciesRun, Text]:
    linking = part_of(params, ConnectivityParams)
    named = roads if roads is not None and "vejnavn" in roads.columns else None
    made, alpha, told = linked_corridors(
        patches, resistance, species, linking, roads=named, progress=Stage(progress, 0.1, 0.3)
    )
    found = corridor_connectivity(
        made,
        species,
        alpha,
        least_probability=params.least_probability,
        in_patch=params.in_patch,
        progress=Stage(progress, 0.3, 0.4),
    )
    ranks = None
    if params.draws is not None:
        ranks = rank_stability(
            patches, resistance, species, linking, draws=params.draws, seed=params.seed,
            progress=Stage(progress, 0.4, 1.0),
        )  # fmt: skip
    return SpeciesRun(found, ranks), told


def chosen_species(asked: str, known: Mapping[str, Species]) -> tuple[Species, ...]:
    """Return the species that are named, in order, each once; ``all`` are all.

    Raises
    ------
    ParamError
        For a name that is none.

    >>> known = load_species()
    >>> [one.id for one in chosen_species("egern, hedgehog", known)], len(chosen_species("alle", known)) == len(known)
    (['squirrel', 'hedgehog'], True)
    """
    if asked.strip().casefold() in {"all", "alle"}:
        return tuple(known.values())
    names = [name for name in re.split(r"[,;]", asked) if name.strip()] or [asked]
    return tuple({one.id: one for one in (one_species(name, known) for name in names)}.values())


def grid_over(layer: gpd.GeoDataFrame, cell_m: float) -> Grid:
    """Return the square cells that cover a layer; their edges are whole multiples of the cell size.

    Raises
    ------
    CrsError
        For a layer in degrees.
    ParamError
        When there are more than 200 million cells.

    >>> import geopandas as gpd, shapely
    >>> grid = grid_over(gpd.GeoDataFrame(geometry=[shapely.box(3, 4, 25, 21)], crs=25832), 10.0)
    >>> grid.shape, grid.bounds
    ((3, 3), (0.0, 0.0, 30.0, 30.0))
    """
    crs = horizontal_crs(layer.crs.to_wkt() if layer.crs is not None else "")[0]
    west, south, east, north = layer.total_bounds
    first_x, first_y = math.floor(west / cell_m), math.floor(south / cell_m)
    cols, rows = (max(int(n), 1) for n in np.ceil([east / cell_m, north / cell_m]) - (first_x, first_y))
    if rows * cols > _MOST_CELLS:
        size = f"{rows} x {cols}"
        raise ParamError(
            Text(f"{size} celler på {danish(cell_m)} m", f"{size} cells of {cell_m:g} m"),
            Text(f"højst {_MOST_CELLS // 10**6} mio. celler", f"at most {_MOST_CELLS // 10**6} million cells"),
            Text("vælg større celler eller et mindre område", "choose larger cells or a smaller area"),
        )
    return Grid(rows, cols, first_x * cell_m, (first_y + rows) * cell_m, cell_m, cell_m, crs)
