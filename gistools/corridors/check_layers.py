"""What the plan check gives as layers and tables: patches, lost habitat, links, mends and a row for each species."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.corridors.check import LinkStatus, connectivity
from gistools.corridors.check_mend import mends
from gistools.corridors.check_words import best_mend, check_text, mend_text, patch_names
from gistools.corridors.measures import compare_ec
from gistools.corridors.scale import dispersal_cost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.change_plan import Feature
    from gistools.corridors.check import PlanCheck
    from gistools.corridors.check_mend import Mend
    from gistools.corridors.landscape import Species
    from gistools.progress import Progress
    from gistools.text import Text

_SLIVER_M2 = 0.01
REACH = (0.5, 2.0)
"""Times the distance of the species: how far the change of EC is told."""


@dataclass(frozen=True, eq=False)
class SpeciesCheck:
    """The plan check of one species, its mends and its paragraph."""

    species: Species
    found: PlanCheck
    mends: tuple[Mend, ...]
    names: Mapping[int, str]
    text: Text
    reach: tuple[float, float]


def species_check(
    species: Species,
    found: PlanCheck,
    *,
    width_m: float,
    most: int,
    roads: gpd.GeoDataFrame | None = None,
    progress: Progress | None = None,
) -> SpeciesCheck:
    """Return a plan check with mends and words.

    Raises
    ------
    Cancelled
        When the user wants to stop.
    """
    names = patch_names(found.before.patches)
    tried = mends(found, species, width_m=width_m, most=most, roads=roads, progress=progress)
    reach = reach_percent(found)
    return SpeciesCheck(species, found, tried, names, check_text(found, species, tried, names, reach), reach)


def reach_percent(found: PlanCheck) -> tuple[float, float]:
    """Return the change of EC in percent when the species goes half and twice as far over the same links."""
    one, other = (
        compare_ec(*(connectivity(corridors, found.alpha / times) for corridors in (found.before, found.after)))
        for times in REACH
    )
    return one.ec_percent, other.ec_percent


def _joined(parts: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    made = pd.concat(parts, ignore_index=True)
    return gpd.GeoDataFrame(made, geometry="geometry", crs=parts[0].crs)


def patch_layer(runs: Sequence[SpeciesCheck]) -> gpd.GeoDataFrame:
    """Return the patches of all species with what becomes of each; of those that go, what was."""
    parts = []
    for run in runs:
        before, after = (one.patches.frame.set_index("patch_id") for one in (run.found.before, run.found.after))
        fates = run.found.planned.fates
        shapes = [(after if n in after.index else before).geometry[n] for n in fates["patch_id"]]
        classes = [(after if n in after.index else before)["patch_class"][n] for n in fates["patch_id"]]
        frame = gpd.GeoDataFrame(fates.copy(), geometry=shapes, crs=before.crs)
        frame.insert(0, "species", run.species.name.da)
        frame.insert(2, "patch_name", [run.names.get(n, "") for n in fates["patch_id"]])
        frame.insert(3, "patch_class", classes)
        frame["verified"] = run.species.verified
        parts.append(frame)
    return _joined(parts)


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape but for slivers, which rounding leaves along borders."""
    parts = [part for part in shapely.get_parts(shape) if part.area > _SLIVER_M2]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def lost_layer(runs: Sequence[SpeciesCheck]) -> gpd.GeoDataFrame:
    """Return the habitat of all species that a plan takes: what each patch was and no patch is."""
    parts = []
    for run in runs:
        before, after = (one.patches.frame for one in (run.found.before, run.found.after))
        fates = run.found.planned.fates.set_index("patch_id")["patch_fate"]
        hit = before[before["patch_id"].map(fates).isin(["lost", "shrunk", "split", "joined", "grown"])]
        left = shapely.union_all(after.geometry.to_numpy())
        frame = gpd.GeoDataFrame(
            {"species": run.species.name.da, "patch_id": hit["patch_id"].to_numpy()},
            geometry=[_polygons(shape) for shape in shapely.difference(hit.geometry.to_numpy(), left)], crs=before.crs,
        )  # fmt: skip
        frame["patch_name"] = [run.names.get(n, "") for n in frame["patch_id"]]
        frame["lost_m2"] = frame.geometry.area
        parts.append(frame[frame["lost_m2"] > 0.0])
    return _joined(parts)


def plan_layer(features: Sequence[Feature], plan: gpd.GeoDataFrame, class_field: str) -> gpd.GeoDataFrame:
    """Return a plan as it was read: its word and the surface class of each feature, lines as wide as they count."""
    return gpd.GeoDataFrame(
        {
            "feature": [one.number for one in features],
            "plan_use": [str(word) for word in plan[class_field]],
            "surface_class": [one.surface for one in features],
        },
        geometry=[one.geometry for one in features],
        crs=plan.crs,
    )


def link_layer(runs: Sequence[SpeciesCheck]) -> gpd.GeoDataFrame:
    """Return the links of all species with what becomes of each."""
    parts = []
    for run in runs:
        frame = run.found.links.copy()
        frame.insert(0, "species", run.species.name.da)
        frame["cost_after"] = frame["cost_after"].replace(np.inf, np.nan)
        parts.append(frame.assign(verified=run.species.verified))
    return _joined(parts)


def mend_layer(runs: Sequence[SpeciesCheck]) -> gpd.GeoDataFrame:
    """Return the mends of all species, the one that regains most for a metre first."""
    columns = [
        "species", "mend_id", "mend_kind", "patch_class", "from_patch", "to_patch", "roads_crossed", "mend_m",
        "ec_gain_m2", "gain_share", "gain_m2_per_m", "text_da", "text_en", "geometry",
    ]  # fmt: skip
    rows = []
    for run in runs:
        lost = run.found.ec_lost_m2
        for number, one in enumerate(run.mends, start=1):
            text = mend_text(one, run.names)
            share = one.gain_m2 / lost if lost > 0.0 else np.nan
            rows.append(
                (run.species.name.da, f"A{number}", one.kind.value, one.surface or None, *one.pair, one.roads,
                 one.metres, one.gain_m2, share, one.gain_per_metre, text.da, text.en, one.geometry)
            )  # fmt: skip
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=runs[0].found.links.crs)


def summary_table(runs: Sequence[SpeciesCheck]) -> pd.DataFrame:
    """Return a row for each species: what the plan does to it, in figures and as a paragraph."""
    rows = []
    for run in runs:
        found, ec = run.found, run.found.ec
        best = best_mend(found, run.mends)
        counted = {
            f"patches_{name}": len(found.patches_of(*fates))
            for name, fates in (("lost", ("lost",)), ("cut", ("shrunk", "split")), ("new", ("new",)))
        }
        counted |= {f"links_{one.value}": len(found.of(one)) for one in LinkStatus}
        counted["links_broken"] -= len(found.joined)
        rows.append(
            {
                "species": run.species.id,
                "name_da": run.species.name.da,
                "name_en": run.species.name.en,
                "ec_before_m2": ec.before.ec_m2,
                "ec_m2": ec.after.ec_m2,
                "ec_percent": ec.ec_percent,
                "ec_percent_half": run.reach[0],
                "ec_percent_twice": run.reach[1],
                "area_before_m2": ec.before.area_m2,
                "area_m2": ec.after.area_m2,
                "area_percent": ec.area_percent,
                "ec_over_area": ec.relative,
                **counted,
                "parts_before": found.component_count[0],
                "component_count": found.component_count[1],
                "patches_cut_off": sum(len(part.cut_off) for part in found.parts),
                "mend_m": np.nan if best is None else best.metres,
                "ec_gain_m2": np.nan if best is None else best.gain_m2,
                "alpha": found.alpha,
                "dispersal_cost": dispersal_cost(run.species, found.alpha),
                "link_limit": found.before.limit,
                "verified": run.species.verified,
                "text_da": run.text.da,
                "text_en": run.text.en,
            }
        )
    table = pd.DataFrame(rows)
    table.attrs["units"] = dict.fromkeys(("ec_before_m2", "ec_m2", "area_before_m2", "area_m2", "ec_gain_m2"), "m²")
    return table
