"""The tools ``corridor-current`` and ``corridor-barriers``: library steps for the runner (`circuits_tools`)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.barriers import barrier_map, barrier_places
from gistools.corridors.barriers_params import BarrierParams
from gistools.corridors.circuits import current_map
from gistools.corridors.circuits_grid import landscape_circuit
from gistools.corridors.circuits_params import CircuitParams, PairWeight
from gistools.corridors.circuits_pinch import pinch_points
from gistools.corridors.connectivity import linked_corridors
from gistools.corridors.connectivity_params import LinkingParams
from gistools.corridors.landscape_layers import LandscapeLayers, require_one
from gistools.corridors.network import habitat_area
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from gistools.corridors.circuits_tool_params import CorridorBarriersParams, CorridorCurrentParams, LinkedParams
    from gistools.corridors.landscape import Corridors, Species
    from gistools.raster import Raster
    from gistools.tool import Steps


PER_M = 10.0  # width that the map tells the current of, so that it does not go with the cell size


@dataclass(frozen=True, eq=False)
class _Linked:
    """The links of one species, the rate of its kernel, its roads with names, what is said of them, and stamps."""

    species: Species
    corridors: Corridors
    alpha: float
    roads: gpd.GeoDataFrame | None
    notes: tuple[Text, ...]
    stamps: tuple[Text, ...]


def corridor_current_tool(
    *,
    params: CorridorCurrentParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **layers: gpd.GeoDataFrame | None,
) -> Mapping[str, object]:
    """Run the tool ``corridor-current``."""
    linked = _linked(layers, params, Stage(progress, 0.0, 0.3))
    made, patches, resistance = linked.corridors, linked.corridors.patches, linked.corridors.resistance
    pairs = made.links[["from_patch", "to_patch"]].to_numpy(np.int64)
    weights = _exchange(linked) if params.pair_weight is PairWeight.EXCHANGE else np.ones(len(pairs))
    circuit = run_cancellable(progress, lambda: landscape_circuit(patches.labels, resistance, params.edge_rule))
    current = current_map(
        circuit, pairs, part_of(params, CircuitParams), weights=weights, progress=Stage(progress, 0.3, 0.95)
    )
    pinched = pinch_points(
        current, patches, resistance, most_width_m=params.pinch_width_m, most_places=params.most_pinches,
        roads=linked.roads,
    )  # fmt: skip
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "pinch_points": lambda: pinched.assign(verified=linked.species.verified),
        "stepping_patches": lambda: patches.frame.merge(current.patches, on="patch_id").assign(
            verified=linked.species.verified
        ),
        "effective_resistances": lambda: _resistances(current.pairs, made.links).assign(
            verified=linked.species.verified
        ),
    }
    rasters = {
        "current": current.cumulative.with_values(
            (current.cumulative.values * (PER_M / math.sqrt(patches.grid.cell_area_m2))).astype(np.float32),
            unit="A/10 m",
        ),
        "current_share": current.maximum.with_values(current.maximum.values.astype(np.float32), unit="0–1"),
    }
    beside = int(pinched["at_patch"].sum())
    told = (
        Text(
            f"{len(pairs)} par af levesteder; strømmen er summen over dem",
            f"{len(pairs)} pairs of patches; the current is the sum over them",
        ),
        Text(
            f"{len(pinched)} flaskehalse op til {params.pinch_width_m:g} m; {beside} ligger op til et af de to "
            "levesteder og kan komme af, at det er lille",
            f"{len(pinched)} pinch points up to {params.pinch_width_m:g} m; {beside} lie beside one of the two patches "
            "and may come from its being small",
        ),
    )
    return _made(rasters, makers, wanted, linked, told)


def corridor_barriers_tool(
    *,
    params: CorridorBarriersParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **layers: gpd.GeoDataFrame | None,
) -> Mapping[str, object]:
    """Run the tool ``corridor-barriers``."""
    linked = _linked(layers, params, Stage(progress, 0.0, 0.3))
    windows = part_of(params, BarrierParams)
    found = barrier_map(linked.corridors, windows, progress=Stage(progress, 0.3, 0.9))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "barrier_places": lambda: barrier_places(
            found, linked.corridors, windows, roads=linked.roads, progress=Stage(progress, 0.9, 1.0)
        ).assign(verified=linked.species.verified),
        "barrier_links": lambda: linked.corridors.links.drop(columns="metres").assign(verified=linked.species.verified),
    }
    rasters = {
        "barrier_gain": found.gain.with_values(found.gain.values.astype(np.float32)),
        "barrier_saved": found.saved.with_values(found.saved.values.astype(np.float32)),
    }
    widths = f"{windows.least_diameter_m:g}–{windows.most_diameter_m:g} m"
    told = (
        Text(
            f"{len(found.links)} forbindelser; åbninger på {widths}",
            f"{len(found.links)} links; openings of {widths}",
        ),
    )
    return _made(rasters, makers, wanted, linked, told)


def _made(
    rasters: Mapping[str, Raster],
    makers: Mapping[str, Callable[[], pd.DataFrame]],
    wanted: frozenset[str],
    linked: _Linked,
    told: tuple[Text, ...],
) -> Made:
    mark = mark_of(linked.stamps)
    values: dict[str, object] = {
        name: one.with_values(one.values, stamps=linked.stamps) for name, one in rasters.items() if name in wanted
    }
    values |= {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    return Made(values, tuple(dict.fromkeys((*told, *linked.notes))))


def _linked(layers: Mapping[str, gpd.GeoDataFrame | None], params: LinkedParams, progress: Progress) -> _Linked:
    """Return the patches and links of the one species that is named."""
    read = LandscapeLayers.of(layers)
    species, grid = require_one(read.species(params.species)), read.grid(params.cell_size_m)
    notes: list[Text] = []
    _, patches, resistance, rest = next(read.landscapes([species], grid, params, notes, progress, at_home=False))
    linking = part_of(params, LinkingParams)
    made, alpha, told = linked_corridors(
        patches, resistance, species, linking, roads=read.named_roads, progress=Stage(rest, 0.4, 1.0)
    )
    stamps = stamps_on(*layers.values())
    notes += [*patches.notes, *resistance.notes, told, *made.notes]
    return _Linked(species, made, alpha, read.named_roads, tuple(notes), stamps)


def _exchange(linked: _Linked) -> npt.NDArray[np.float64]:
    """Return ``a_i a_j p_ij`` of each link, 1 on average."""
    links = linked.corridors.links
    area = habitat_area(linked.corridors.graph, quality=True)
    weight = area[links["from_patch"]].to_numpy() * area[links["to_patch"]].to_numpy()
    weight = weight * np.exp(-linked.alpha * links["link_cost"].to_numpy(np.float64))
    made: npt.NDArray[np.float64] = weight / weight.mean() if len(weight) else weight
    return made


def _resistances(pairs: pd.DataFrame, links: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the pairs with the length and cost of the cheapest way beside the resistance of all ways."""
    made = pairs.merge(links[["from_patch", "to_patch", "link_cost", "link_m"]], on=["from_patch", "to_patch"])
    return made[["from_patch", "to_patch", "link_m", "link_cost", "resistance_eff", "commute_steps", "pair_weight"]]
