"""What the tool ``corridor-network`` makes of a run: layers, tables and notes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.corridors.crossing import corridor_mosaic, crossing_costs
from gistools.corridors.network import SAME
from gistools.progress import NoProgress, Stage
from gistools.raster import Raster
from gistools.styles.columns_corridors import SURFACES
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.corridors.connectivity import Connectivity
    from gistools.corridors.landscape import Corridors
    from gistools.corridors.ranks import RankStability
    from gistools.progress import Progress

_VARIED = ("top_share", "rank_median", "rank_low", "rank_high")


@dataclass(frozen=True, eq=False)
class SpeciesRun:
    """What was found for one species."""

    found: Connectivity
    ranks: RankStability | None


def patch_layer(runs: Sequence[SpeciesRun]) -> gpd.GeoDataFrame:
    """Return the patches of all species: what each is worth and, where it was varied, how sure its place is."""
    return _layer(runs, "patch", ["patch_id"])


def link_layer(runs: Sequence[SpeciesRun]) -> gpd.GeoDataFrame:
    """Return the links of all species; metres by class of surface as a sentence."""
    made = _layer(runs, "link", ["from_patch", "to_patch"])
    made["metres"] = [in_words(metres) for metres in made["metres"]]
    return made


def in_words(metres: Mapping[str, float]) -> str:
    """Return metres by class of surface as text, the longest first.

    >>> in_words({"grass": 120.4, "road_small": 10.0, "pond": 0.2})
    'græs 120 m, lille vej 10 m'
    """
    rows = sorted(metres.items(), key=lambda row: (-row[1], row[0]))
    return ", ".join(f"{_surface(name)} {danish(metre, '.0f')} m" for name, metre in rows if metre >= 0.5)  # noqa: PLR2004 - what is written as 1


def _surface(name: str) -> str:
    return SURFACES[name].da if name in SURFACES else "ukendt" if name == "unknown" else name


def _layer(runs: Sequence[SpeciesRun], ranked: str, keys: list[str]) -> gpd.GeoDataFrame:
    parts = []
    for run in runs:
        rows = run.found.patches if ranked == "patch" else run.found.links
        if run.ranks is not None:
            rows = rows.merge(run.ranks.of(ranked)[list(_VARIED)], how="left", left_on=keys, right_index=True)
        species = run.found.species
        parts.append(rows.assign(species=species.name.da, verified=species.verified))
    made = pd.concat(parts, ignore_index=True)
    front = ["species", *keys]
    return gpd.GeoDataFrame(made[[*front, *(c for c in made.columns if c not in front)]], crs=parts[0].crs)


def connectivity_table(runs: Sequence[SpeciesRun]) -> pd.DataFrame:
    """Return a row of figures for each species."""
    rows = []
    for run in runs:
        row = run.found.row()
        if run.ranks is not None:
            row["ec_low_m2"], row["ec_high_m2"] = run.ranks.ec_interval
        rows.append(row)
    return pd.DataFrame(rows)


def rank_table(runs: Sequence[SpeciesRun]) -> pd.DataFrame:
    """Return how often each patch and link is among the ten most important, those that are so oftenest first."""
    parts = []
    for run in runs:
        if run.ranks is None:
            continue
        found = run.found
        known = {
            (one, 0, 0): place for one, place in zip(*_columns(found.patches, "patch_id", "patch_rank"), strict=True)
        }
        ends = _columns(found.links, "from_patch", "to_patch", "link_rank")
        known |= {(0, one, other): place for one, other, place in zip(*ends, strict=True)}
        rows = run.ranks.frame.copy()
        keys = zip(*_columns(rows, "patch_id", "from_patch", "to_patch"), strict=True)
        rows.insert(4, "base_rank", [float(known.get(key, math.nan)) for key in keys])
        order = ["ranked", "top_share", "rank_median", "base_rank"]
        rows = rows.sort_values(order, ascending=[False, False, True, True], kind="stable")
        rows.insert(0, "species", found.species.name.da)
        parts.append(rows.assign(verified=found.species.verified))
    return pd.concat(parts, ignore_index=True)


def _columns(frame: pd.DataFrame, *names: str) -> list[list[int]]:
    return [frame[name].tolist() for name in names]


def cheapest(corridors: Corridors, *, progress: Progress | None = None) -> Corridors:
    """Return the same without the links that cost more than going by way of other patches, their crossing paid."""
    links = corridors.links
    if not corridors.planar or links.empty:
        return corridors
    by_any_way = crossing_costs(corridors, progress=progress).cost
    one, other = (links[name].to_numpy(np.int64) - 1 for name in ("from_patch", "to_patch"))
    kept = links["link_cost"].to_numpy() <= by_any_way[one, other] * (1.0 + SAME)
    return replace(corridors, links=links[kept].reset_index(drop=True))


def corridor_raster(
    runs: Sequence[SpeciesRun], share: float, *, stamps: tuple[Text, ...] = (), progress: Progress | None = None
) -> Raster:
    """Return how likely a way through each cell is, over the best way of its link; the best of all links and species.

    0-1 (1 on the best way), NaN below ``share`` and where no link passes: exp(-alpha x extra cost). Links of neighbours
    that are dearer than going by way of others are no corridor: nobody need take them.
    """
    grid = runs[0].found.corridors.patches.grid
    best = np.full(grid.shape, np.nan)
    for k, run in enumerate(runs):
        alpha, stage = run.found.alpha, Stage(progress or NoProgress(), k / len(runs), (k + 1) / len(runs))
        links = cheapest(run.found.corridors, progress=Stage(stage, 0.0, 0.5))
        extra = corridor_mosaic(links, -math.log(share) / alpha, progress=Stage(stage, 0.5, 1.0))
        best = np.fmax(best, np.exp(-alpha * extra.values))
    name = Text("Spredningskorridorer", "Dispersal corridors")
    return Raster(best.astype(np.float32), grid, unit="0–1", name=name, stamps=stamps)
