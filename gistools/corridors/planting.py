"""Where new wood, hedge, pond or meadow would raise connectivity most (kandidater til plantning og ny natur)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gistools.corridors.crossing import link_corridors
from gistools.corridors.gains import added_gain, cells_of
from gistools.corridors.green_map_links import direct_links
from gistools.corridors.green_map_reasons import percents, surface_word
from gistools.corridors.judged_questions import has_plan, is_mapped, not_given
from gistools.corridors.links import cost_distance
from gistools.corridors.overlays import PATCHES, counted, hectares, polygons, touching
from gistools.corridors.protected import NOT_PROTECTED
from gistools.errors import LayerError, ParamError
from gistools.progress import NoProgress, check
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.gains import Gain, SpeciesNetwork
    from gistools.corridors.planning_rules import GreenRules
    from gistools.corridors.planting_params import PlantingParams
    from gistools.progress import Progress

    Floats = npt.NDArray[np.float64]

_HECTARE = 10_000.0
ALONE = Text(
    "Hver kandidat er regnet alene; gevinsterne kan ikke lægges sammen",
    "Each candidate is computed alone; gains do not add up",
)


@dataclass(frozen=True, eq=False)
class Planting:
    """Candidates.

    Parameters
    ----------
    candidates:
        In order of rank: ``candidate_rank``, ``becomes_class``, ``today_class`` (most of it today), ``area_m2``,
        ``added_ec_percent`` (mean of the species), ``added_ec_per_ha`` (percent per hectare: what they are ranked by),
        ``for_species`` (who gains most), ``answer_mapped``, ``answer_plan``, ``reason_da``, ``reason_en``, geometry.
    found_count:
        How many there were before the choice of those computed.
    notes:
        What must be said of them.
    """

    candidates: gpd.GeoDataFrame
    found_count: int
    notes: tuple[Text, ...] = ()


def planting_candidates(
    networks: Sequence[SpeciesNetwork],
    land_cover: gpd.GeoDataFrame,
    nature: gpd.GeoDataFrame,
    params: PlantingParams,
    rules: GreenRules,
    *,
    parcels: gpd.GeoDataFrame | None = None,
    mapped_lots: gpd.GeoDataFrame | None = None,
    plans: gpd.GeoDataFrame | None = None,
    progress: Progress | None = None,
) -> Planting:
    """Return changeable land in blocks or parcels, ranked by the growth of EC per hectare.

    Left out: protected nature, patches of the species, buildings, roads and all else that is not changeable. Of more
    than ``most_candidates``, half are those of most habitat in reach (sum of a_j exp(-alpha d_j)) and half those of
    the least detour from a corridor; each of them is then added to the landscape and EC computed anew.

    Parameters
    ----------
    networks:
        Of the species; those that do not live in what is planted are passed over.
    land_cover:
        Polygons with ``surface_class``.
    nature:
        Polygons with ``protection``.
    params, rules:
        Choices, and rules as data.
    parcels, mapped_lots, plans:
        Optional; without parcels the land is cut in blocks.

    Raises
    ------
    ParamError
        When none of the species lives in what is planted.
    LayerError
        When there is no changeable land of the least area.
    """
    told, kind = progress or NoProgress(), params.becomes.value
    living = [one for one in networks if kind in one.species.habitats]
    if not living:
        what = surface_word(kind)
        raise ParamError(
            Text(f"{what.da} er ikke levested for {', '.join(n.species.name.da for n in networks)}",
                 f"{what.en} is no habitat of {', '.join(n.species.name.en for n in networks)}"),
            Text("en art, der lever i den nye natur", "a species that lives in the new nature"),
            Text("vælg en anden art eller anden natur", "choose another species or other nature"),
        )  # fmt: skip
    pieces = candidate_pieces(living, land_cover, nature, params, rules, parcels)
    chosen = _chosen(living, pieces, params, told)
    rows = []
    for n, number in enumerate(chosen):
        check(told)
        told.update(0.3 + 0.7 * n / len(chosen), Text("Regner kandidater", "Computing candidates"))
        rows.append(_row(pieces[number], living, kind, land_cover, mapped_lots, plans, params, rules))
    frame = gpd.GeoDataFrame(rows, geometry=[pieces[n] for n in chosen], crs=land_cover.crs)
    per_ha, whole = np.round(frame["added_ec_per_ha"].to_numpy(), 9), frame["added_ec_percent"].to_numpy()
    order = np.lexsort((np.arange(len(frame)), -whole, -per_ha))  # of those as good by the hectare the larger first
    frame = frame.iloc[order].reset_index(drop=True)
    frame.insert(0, "candidate_rank", np.arange(1, len(frame) + 1))
    frame.attrs["units"] = {"area_m2": "m²", "added_ec_percent": "%", "added_ec_per_ha": "%/ha"}
    notes = [ALONE]
    if len(chosen) < len(pieces):
        notes.append(
            Text(f"{len(chosen)} af {len(pieces)} mulige kandidater er regnet",
                 f"{len(chosen)} of {len(pieces)} possible candidates were computed")
        )  # fmt: skip
    skipped = [one.species.name for one in networks if kind not in one.species.habitats]
    if skipped:
        notes.append(
            Text(f"Ikke regnet for {', '.join(s.da for s in skipped)}: ikke deres levested",
                 f"Not computed for {', '.join(s.en for s in skipped)}: not their habitat")
        )  # fmt: skip
    return Planting(frame, len(pieces), tuple(notes))


def candidate_pieces(
    networks: Sequence[SpeciesNetwork],
    land_cover: gpd.GeoDataFrame,
    nature: gpd.GeoDataFrame,
    params: PlantingParams,
    rules: GreenRules,
    parcels: gpd.GeoDataFrame | None = None,
) -> list[BaseGeometry]:
    """Return the pieces of changeable land of the least area, block by block from the north-west, or by parcel.

    Raises
    ------
    LayerError
        When there is none.
    """
    land = land_cover[land_cover["surface_class"].isin(rules.words["changeable_surface"])]
    closed = [
        nature.geometry[nature["protection"] != NOT_PROTECTED],
        *(one.corridors.patches.frame.geometry for one in networks),
        land_cover.geometry[~land_cover["surface_class"].isin(rules.words["changeable_surface"])],
    ]
    shut = gpd.GeoDataFrame(geometry=[g for part in closed for g in part], crs=land_cover.crs)
    areas = _blocks(networks[0], params.block_m) if parcels is None else parcels.geometry.to_numpy()
    found: list[BaseGeometry] = []
    for area in areas:
        rows = touching(land, area)
        if not rows.size:
            continue
        usable = shapely.intersection(shapely.union_all(land.geometry.to_numpy()[rows]), area)
        near = touching(shut, area)
        if near.size:
            usable = shapely.difference(usable, shapely.union_all(shut.geometry.to_numpy()[near]))
        found += polygons(usable, params.least_area_m2)
    if not found:
        raise LayerError(
            Text("ingen flader, der kan lægges om", "no land that can be changed"),
            Text(f"flader af klasserne {', '.join(sorted(rules.words['changeable_surface']))} på mindst "
                 f"{params.least_area_m2:.0f} m²",
                 f"land of the classes {', '.join(sorted(rules.words['changeable_surface']))} of at least "
                 f"{params.least_area_m2:.0f} m²"),
            Text("sænk least_area_m2, eller giv en egen tabel med flader, der kan lægges om",
                 "lower least_area_m2, or give an own table of surfaces that can be changed"),
        )  # fmt: skip
    return found


def _blocks(network: SpeciesNetwork, side: float) -> list[BaseGeometry]:
    west, south, east, north = network.corridors.patches.grid.bounds
    across, down = (np.arange(0.0, span, side) for span in (east - west, north - south))
    return [shapely.box(west + x, north - y - side, west + x + side, north - y) for y in down for x in across]


def _chosen(
    networks: Sequence[SpeciesNetwork], pieces: list[BaseGeometry], params: PlantingParams, progress: Progress
) -> list[int]:
    """Return the positions of the pieces to compute, in order."""
    if len(pieces) <= params.most_candidates:
        return list(range(len(pieces)))
    grid = networks[0].corridors.patches.grid
    worth, detour = np.zeros(grid.shape), np.full(grid.shape, np.inf)
    for n, network in enumerate(networks):
        check(progress)
        progress.update(0.3 * n / len(networks), network.species.name)
        in_reach = habitat_in_reach(network, progress=progress)
        worth += in_reach / max(float(in_reach.max()), 1.0)
        rows = direct_links(network).tolist()
        for _, cell, extra in link_corridors(network.corridors, rows, params.corridor_slack, progress=progress):
            detour.ravel()[cell] = np.minimum(detour.ravel()[cell], extra)
    cells = [cells_of(piece, grid) for piece in pieces]
    by_worth = np.array([-worth[c].mean() if c.any() else np.inf for c in cells])
    by_detour = np.array([detour[c].min() if c.any() else np.inf for c in cells])
    half = -(-params.most_candidates // 2)
    taken = list(np.argsort(by_worth, kind="stable")[:half])
    rest = [n for n in np.lexsort((by_worth, by_detour)) if n not in set(taken)]
    return sorted(int(n) for n in [*taken, *rest[: params.most_candidates - half]])


def habitat_in_reach(network: SpeciesNetwork, *, progress: Progress | None = None) -> Floats:
    """Return for each cell the habitat that an animal there reaches: the sum of a_j exp(-alpha d_j), m².

    Raises
    ------
    Cancelled
        When the user wants to stop, between two patches or within a search.
    """
    corridors = network.corridors
    made = np.zeros(corridors.patches.grid.shape)
    for number, area in zip(network.network.ids, network.network.area, strict=True):
        own = corridors.patches.labels == number
        field = cost_distance(corridors.resistance, own, limit=corridors.limit, progress=progress)
        near = np.isfinite(field)
        made[near] += float(area) * np.exp(-network.alpha * field[near])
    return made


def _row(
    piece: BaseGeometry,
    networks: Sequence[SpeciesNetwork],
    kind: str,
    land_cover: gpd.GeoDataFrame,
    mapped_lots: gpd.GeoDataFrame | None,
    plans: gpd.GeoDataFrame | None,
    params: PlantingParams,
    rules: GreenRules,
) -> dict[str, Any]:
    gains = [(one, added_gain(one, piece, kind)) for one in networks]
    mean = float(np.mean([gain.percent for _, gain in gains]))
    lots, planned = Text("kortlagte grunde", "mapped lots"), Text("planer", "plans")
    soil = not_given("mapped", lots) if mapped_lots is None else is_mapped(piece, mapped_lots, params, rules)
    plan = not_given("plan", planned) if plans is None else has_plan(piece, plans, params, rules)
    said = _reason(piece.area, kind, gains)
    return {
        "becomes_class": kind,
        "today_class": _most(piece, land_cover),
        "area_m2": piece.area,
        "added_ec_percent": mean,
        "added_ec_per_ha": mean / (piece.area / _HECTARE),
        "for_species": max(gains, key=lambda one: one[1].percent)[0].species.name.da,
        "answer_mapped": soil.answer,
        "answer_plan": plan.answer,
        "reason_da": f"{said.da} Jord: {soil.reason.da} Planer: {plan.reason.da}",
        "reason_en": f"{said.en} Soil: {soil.reason.en} Plans: {plan.reason.en}",
    }


def _most(piece: BaseGeometry, land_cover: gpd.GeoDataFrame) -> str:
    """Return the class of surface of most of a piece today."""
    near = land_cover.iloc[touching(land_cover, piece)]
    share = near.geometry.intersection(piece).area.groupby(near["surface_class"]).sum()
    return str(share.idxmax())


def _reason(area_m2: float, kind: str, gains: Sequence[tuple[SpeciesNetwork, Gain]]) -> Text:
    size, what = hectares(area_m2), surface_word(kind)
    near = [counted(len(g.joins), *PATCHES) for _, g in gains]
    pairs = list(zip(gains, near, strict=True))
    da = "; ".join(f"{n.species.name.da} {percents(g.percent).da} ({k.da} i rækkevidde)" for (n, g), k in pairs)
    en = "; ".join(f"{n.species.name.en} {percents(g.percent).en} ({k.en} in reach)" for (n, g), k in pairs)
    return Text(f"{size.da} ny {what.da}: sammenhængen (EC) vokser for {da}.",
                f"{size.en} of new {what.en}: connectivity (EC) grows for {en}.")  # fmt: skip
