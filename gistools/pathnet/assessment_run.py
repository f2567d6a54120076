"""The tool ``plan-area-assessment``: library steps composed for the runner; declared in `assessment_tools`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gistools.pathnet.answered import chosen_profiles, measured_slopes, require_points, stamps_of
from gistools.pathnet.area_layers import areas_by_name, destinations_by_kind, homes_of
from gistools.pathnet.area_surroundings import Surroundings
from gistools.pathnet.assessed import KINDS
from gistools.pathnet.assessment import assess_areas
from gistools.pathnet.assessment_outputs import area_layer, blocking_layer, cell_table, mend_layer, principle_table
from gistools.pathnet.assessment_params import AssessmentParams
from gistools.pathnet.assessment_sheets import assessment_document
from gistools.pathnet.assessment_words import area_sentence
from gistools.pathnet.build_params import BuildParams
from gistools.pathnet.judge import passable
from gistools.pathnet.merged import merge_ways
from gistools.pathnet.network_layers import NetworkLayers
from gistools.pathnet.passability import default_notes
from gistools.pathnet.prices import load_path_prices
from gistools.pathnet.principle_answers import answer_principles, unanswered
from gistools.pathnet.principles import load_principles
from gistools.pathnet.slopes_params import SlopeParams
from gistools.progress import Progress, Stage
from gistools.stamps import mark_of, stamped
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.pathnet.assessed import Assessment
    from gistools.pathnet.assessment_tool_params import PlanAreaParams
    from gistools.tool import Steps

NO_TERRAIN = Text(
    "Ingen højdemodel: stigninger er ukendte, også på nye forbindelser",
    "No elevation model: slopes are unknown, of new links too",
)
STRAIGHT = Text(
    "Nye forbindelser er rette linjer uden hensyn til ejerskab, fredning og projektering",
    "New links are straight lines without regard to ownership, protection and design",
)


def plan_area_assessment_tool(
    *,
    plan_areas: gpd.GeoDataFrame,
    params: PlanAreaParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``plan-area-assessment``."""
    profiles = chosen_profiles(params.profiles, given)
    principles = load_principles(given.get("path_principles"))
    prices = load_path_prices(given.get("path_prices"))
    areas = areas_by_name(plan_areas, params.area_field)
    addresses, dwellings, counted = homes_of(given.get("addresses"), params.dwellings_field)
    kinds, unread = destinations_by_kind(
        given.get("destinations"), params.destination_field, {kind: given.get(f"{kind}s") for kind in KINDS}
    )
    layers = NetworkLayers.of(given)
    build = replace(part_of(params, BuildParams), include_planned=True)
    network = merge_ways(layers.network(build, Stage(progress, 0.0, 0.3))).network
    if given.get("addresses") is not None:
        require_points(network, given["addresses"], "addresses")
    elevation = given.get("elevation")
    slopes = measured_slopes(network, profiles, params, given, Stage(progress, 0.3, 0.4))
    judged = [passable(network, one, slopes, planned=True) for one in profiles]
    told = assess_areas(
        network, judged, areas, Surroundings(addresses, dwellings, kinds), part_of(params, AssessmentParams),
        principles, prices, barriers=layers.barriers, elevation=elevation,
        measuring=part_of(params, SlopeParams), progress=Stage(progress, 0.4, 0.95),
    )  # fmt: skip
    answers = [one for area in told.areas for one in answer_principles(told, area, principles, slopes)]
    read = stamps_of(given | {"plan_areas": plan_areas})
    stamps = tuple(dict.fromkeys((*read, *principles.stamps, *prices.stamps)))
    mark = mark_of(stamps)
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "plan_areas_assessed": lambda: area_layer(told),
        "blocking": lambda: blocking_layer(told),
        "area_mends": lambda: mend_layer(told),
        "assessment": lambda: cell_table(told, principles),
        "principles_answered": lambda: principle_table(answers),
    }
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    if "assessment_sheets" in wanted:
        values["assessment_sheets"] = assessment_document(told, principles, answers, stamps)
    used = {
        kind
        for area in told.areas
        for cell in area.cells
        if cell.mend
        for step in cell.mend.steps
        for kind in step.kinds
    }
    notes = (
        *(area_sentence(area) for area in told.areas),
        *counted,
        *unread,
        *(() if elevation is not None else (NO_TERRAIN,)),
        *(() if not used else (STRAIGHT,)),
        *_unanswered(unanswered(answers)),
        *principles.unverified(_limits_used(told)),
        *prices.notes(used),
        *default_notes(judged),
        *told.notes,
    )
    return Made(values, tuple(dict.fromkeys(notes)))


def _limits_used(told: Assessment) -> set[int]:
    return {one.demand.rule for area in told.areas for cell in area.cells for one in cell.strict}


def _unanswered(numbers: tuple[int, ...]) -> tuple[Text, ...]:
    if not numbers:
        return ()
    shown = ", ".join(map(str, numbers))
    return (
        Text(
            f"Principper, som de givne lag ikke kan besvare: {shown}",
            f"Principles that no layer given answers: {shown}",
        ),
    )
