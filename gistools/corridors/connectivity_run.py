"""The tool ``corridor-network``: library steps composed for the runner; declared in `connectivity_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.corridors.connectivity import corridor_connectivity, figures_told, linked_corridors
from gistools.corridors.connectivity_graph import importance_graph
from gistools.corridors.connectivity_outputs import (
    SpeciesRun,
    connectivity_table,
    corridor_raster,
    link_layer,
    patch_layer,
    rank_table,
)
from gistools.corridors.connectivity_params import ConnectivityParams, NetworkParams
from gistools.corridors.landscape_layers import LandscapeLayers, require_own_cost
from gistools.corridors.ranks import rank_stability
from gistools.progress import Progress, Stage
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.corridors.landscape import Patches, Resistance, Species
    from gistools.text import Text
    from gistools.tool import Steps


def corridor_network_tool(
    *,
    params: NetworkParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``corridor-network``."""
    layers = LandscapeLayers.of(given)
    chosen = layers.species(params.species)
    require_own_cost(chosen, params.dispersal_scale)
    grid = layers.grid(params.cell_size_m)
    runs: list[SpeciesRun] = []
    notes: list[Text] = []
    for species, patches, resistance, stage in layers.landscapes(
        chosen, grid, params, notes, Stage(progress, 0.0, 0.9)
    ):
        run, told = _species_run(patches, resistance, species, params, layers.named_roads, stage)
        runs.append(run)
        notes += [*patches.notes, *resistance.notes, told, *run.found.corridors.notes, *run.found.notes]
    stamps = stamps_on(*given.values())
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
    return Made(values, tuple(dict.fromkeys((*notes, figures_told(part_of(params, ConnectivityParams))))))


def _species_run(
    patches: Patches,
    resistance: Resistance,
    species: Species,
    params: NetworkParams,
    roads: gpd.GeoDataFrame | None,
    progress: Progress,
) -> tuple[SpeciesRun, Text]:
    linking = part_of(params, ConnectivityParams)
    made, alpha, told = linked_corridors(
        patches, resistance, species, linking, roads=roads, progress=Stage(progress, 0.1, 0.3)
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
