"""The tool ``corridor-plan-check``: library steps composed for the runner; declared in `check_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.corridors.change import apply_plan
from gistools.corridors.change_plan import plan_features
from gistools.corridors.check import check_plan
from gistools.corridors.check_layers import (
    SpeciesCheck,
    link_layer,
    lost_layer,
    mend_layer,
    patch_layer,
    plan_layer,
    species_check,
    summary_table,
)
from gistools.corridors.connectivity import linked_corridors
from gistools.corridors.connectivity_params import DispersalScale, LinkingParams
from gistools.corridors.connectivity_run import chosen_species, grid_over
from gistools.corridors.habitat_run import areas_given
from gistools.corridors.patches import habitat_patches
from gistools.corridors.patches_params import PatchParams, Touching
from gistools.corridors.resistance import resistance_surface
from gistools.corridors.resistance_params import ResistanceParams
from gistools.corridors.species import load_species
from gistools.corridors.surfaces import SurfaceClasses, load_surface_classes
from gistools.errors import ParamError
from gistools.progress import Progress, Stage, check, run_cancellable
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.tables import load_table
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.corridors.check_params import PlanCheckParams
    from gistools.tool import Steps

ALONE = Text(
    "Hvert afværgetiltag er regnet for sig og uden pris: en meter faunapassage koster mere end en meter hegn",
    "Each mend is computed by itself and without a price: a metre of wildlife passage costs more than one of hedge",
)

TOGETHER = Text(
    "Kort og lag viser arterne oven i hinanden, hver med sine numre: kør én art for at få et kort over den",
    "Maps and layers show the species on top of each other, each with its numbers: run one species for a map of it",
)


def corridor_plan_check_tool(
    *,
    plan: gpd.GeoDataFrame,
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
    params: PlanCheckParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``corridor-plan-check``."""
    chosen = chosen_species(params.species, load_species(species_table, species_resistance))
    if len(chosen) > 1 and params.dispersal_scale is DispersalScale.GIVEN:
        raise ParamError(
            Text(f"én rækkevidde i modstandsmeter for {len(chosen)} arter", f"one cost for {len(chosen)} species"),
            Text("én art, når rækkevidden gives", "one species when the cost is given"),
            Text("kør hver art for sig", "run each species by itself"),
        )
    classes = load_surface_classes()
    words, assumed = plan_words(params.plan_uses, classes)
    given = areas_given(land_cover, nature_areas, lakes, hedges)
    grid = grid_over(land_cover if study_area is None else study_area, params.cell_size_m)
    features = plan_features(plan, params.plan_class_field, words, grid)
    lines = {"roads": roads, "rails": rails, "streams": streams, "paths": paths}
    named = roads if roads is not None and "vejnavn" in roads.columns else None
    runs: list[SpeciesCheck] = []
    notes: list[Text] = []
    for k, species in enumerate(chosen):
        stage = Stage(progress, k / len(chosen), (k + 1) / len(chosen))
        check(stage)
        stage.update(0.0, Text(f"Plantjek: {species.name.da}", f"Plan check: {species.name.en}"))
        patches, resistance = run_cancellable(
            stage,
            lambda species=species: (  # type: ignore[misc]  # mypy takes no default of a lambda
                habitat_patches(
                    given, species, grid, part_of(params, PatchParams), study_area=study_area, home=municipality
                ),
                resistance_surface(
                    given, species, grid, part_of(params, ResistanceParams), **lines, buildings=buildings,
                    passages=passages, study_area=study_area,
                ),
            ),
        )  # fmt: skip
        corridors, alpha, told = linked_corridors(
            patches, resistance, species, part_of(params, LinkingParams), roads=named, progress=Stage(stage, 0.1, 0.4)
        )
        planned = apply_plan(
            patches,
            resistance,
            plan,
            species,
            class_field=params.plan_class_field,
            named=words,
            barriers=classes.barriers,
            least_m2=species.least_area_m2 if params.min_area_m2 is None else params.min_area_m2,
            gap_m=params.gap_m,
            join_cells=params.touching is Touching.JOIN,
        )
        found = check_plan(corridors, planned, alpha, roads=named, progress=Stage(stage, 0.4, 0.6))
        run = species_check(
            species,
            found,
            width_m=params.strip_width_m,
            most=params.mended_links,
            roads=named,
            progress=Stage(stage, 0.6, 1.0),
        )
        runs.append(run)
        notes += [run.text, *planned.notes, told, *patches.notes, *resistance.notes]
    every = (*given.values(), *lines.values(), buildings, passages, plan, species_table, species_resistance)
    mark = mark_of(stamps_on(*every))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "plan_summary": lambda: summary_table(runs),
        "patches_checked": lambda: patch_layer(runs),
        "habitat_lost": lambda: lost_layer(runs),
        "links_checked": lambda: link_layer(runs),
        "mends": lambda: mend_layer(runs),
        "plan_read": lambda: plan_layer(features, plan, params.plan_class_field),
    }
    values = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    above = () if len(runs) == 1 else (TOGETHER,)
    ordered = (*(run.text for run in runs), *above, *assumptions(plan, params, assumed), ALONE, *notes)
    return Made(values, tuple(dict.fromkeys(ordered)))


def plan_words(asked: str, classes: SurfaceClasses) -> tuple[dict[str, str], dict[str, Text]]:
    """Return which surface class each word of a plan brings, and the assumptions behind those nobody gave.

    Parameters
    ----------
    asked:
        Such as ``"Boligområde = have; Torv = befæstet"``; it goes before all others.

    Raises
    ------
    ParamError
        With all parts that say no known surface.

    >>> words, assumed = plan_words("Torv = befæstet", load_surface_classes())
    >>> words["torv"], words["boligområde"], words["skov"], words["barriere fjernes"], "torv" in assumed
    ('paved', 'paved', 'forest', 'no_barrier', False)
    """
    table = load_table("plan_uses").frame
    words, assumed = {}, {}
    for use, surface, da, en in table[["name_da", "surface_class", "assumption_da", "assumption_en"]].itertuples(
        index=False
    ):
        key = str(use).casefold()
        words[key] = str(surface)
        label = classes.labels[str(surface)]
        assumed[key] = Text(f"{use} regnes som {label.da} ({da})", f"{use} counts as {label.en} ({en})")
    words |= classes.words
    words |= dict.fromkeys(("no barrier", "barriere fjernes", "uden barriere"), "no_barrier")
    faults = []
    for part in filter(None, (one.strip() for one in asked.split(";"))):
        use, _, said = part.partition("=")
        surface = classes.of(said)
        if not use.strip() or not surface:
            faults.append(part)
            continue
        key = use.strip().casefold().replace("_", " ")
        words[key] = surface
        assumed.pop(key, None)
    if faults:
        shown = "; ".join(faults)
        raise ParamError(
            Text(f"plan_uses: {shown}", f"plan_uses: {shown}"),
            Text(
                f"anvendelse = overflade, som er en af {', '.join(classes.names)} eller et dansk navn",
                f"use = surface, which is one of {', '.join(classes.names)} or a Danish name",
            ),
            Text("skriv fx Boligområde = have", "write such as Boligområde = have"),
        )
    return words, assumed


def assumptions(plan: gpd.GeoDataFrame, params: PlanCheckParams, assumed: Mapping[str, Text]) -> list[Text]:
    """Return what is assumed of the uses that stand in a plan."""
    if params.plan_class_field not in plan.columns:
        return []
    used = dict.fromkeys(str(word).strip().casefold() for word in plan[params.plan_class_field])
    return [
        Text(f"{assumed[word].da}; antagelse, ikke verificeret", f"{assumed[word].en}; an assumption, not verified")
        for word in used
        if word in assumed
    ]
