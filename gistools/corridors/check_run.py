"""The tool ``corridor-plan-check``: library steps composed for the runner; declared in `check_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

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
from gistools.corridors.connectivity import figures_told, linked_corridors
from gistools.corridors.connectivity_params import LinkingParams
from gistools.corridors.home import home_notes
from gistools.corridors.landscape_layers import LandscapeLayers, require_own_cost
from gistools.corridors.patches_params import Touching
from gistools.corridors.surfaces import SurfaceClasses, load_surface_classes
from gistools.errors import LayerError, ParamError
from gistools.progress import Progress, Stage, check
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.tables import load_table
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from gistools.corridors.change_plan import Feature
    from gistools.corridors.check_params import PlanCheckParams
    from gistools.grid import Grid
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
    params: PlanCheckParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the landscape
) -> Mapping[str, object]:
    """Run the tool ``corridor-plan-check``."""
    layers = LandscapeLayers.of(given)
    chosen = layers.species(params.species)
    require_own_cost(chosen, params.dispersal_scale)
    classes = load_surface_classes()
    words, assumed = plan_words(params.plan_uses, classes)
    grid = layers.grid(params.cell_size_m)
    features = plan_features(plan, params.plan_class_field, words, grid)
    beyond = features_beyond(features, grid)
    roads = layers.named_roads
    runs: list[SpeciesCheck] = []
    notes: list[Text] = []
    for species, patches, resistance, stage in layers.landscapes(chosen, grid, params, notes, progress):
        check(stage)
        corridors, alpha, told = linked_corridors(
            patches, resistance, species, part_of(params, LinkingParams), roads=roads, progress=Stage(stage, 0.1, 0.4)
        )
        planned = apply_plan(
            patches,
            resistance,
            plan,
            species,
            class_field=params.plan_class_field,
            named=words,
            least_m2=species.least_area_m2 if params.min_area_m2 is None else params.min_area_m2,
            gap_m=params.gap_m,
            join_cells=params.touching is Touching.JOIN,
        )
        found = check_plan(corridors, planned, alpha, roads=roads, progress=Stage(stage, 0.4, 0.6))
        run = species_check(
            species,
            found,
            width_m=params.strip_width_m,
            most=params.mended_links,
            roads=roads,
            progress=Stage(stage, 0.6, 1.0),
        )
        runs.append(run)
        notes += [run.text, *planned.notes, told, *home_notes(patches), *patches.notes, *resistance.notes]
    mark = mark_of(stamps_on(plan, *given.values()))
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
    ordered = (*(run.text for run in runs), *above, *beyond, *assumptions(plan, params, assumed), ALONE, *notes,
               figures_told(part_of(params, LinkingParams)))  # fmt: skip
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


def features_beyond(features: Sequence[Feature], grid: Grid) -> tuple[Text, ...]:
    """Return that some features of a plan lie beyond the map, where nothing is counted.

    Raises
    ------
    LayerError
        When all do: the plan would change nothing, and that is no answer.
    """
    away = [one.number for one in features if not one.geometry.intersects(shapely.box(*grid.bounds))]
    shown = ", ".join(map(str, away))
    if len(away) == len(features):
        raise LayerError(
            Text("en plan, der ligger helt uden for kortet", "a plan that lies wholly beyond the map"),
            Text("en plan inden for arealdækket eller study_area", "a plan within the land cover or the study area"),
            Text("vælg den rigtige plan, eller giv arealdække dér", "choose the right plan, or give land cover there"),
        )
    if not away:
        return ()
    return (
        Text(
            f"uden for kortet og ikke regnet med: planens flader nr. {shown}",
            f"beyond the map and not counted: features no. {shown} of the plan",
        ),
    )


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
