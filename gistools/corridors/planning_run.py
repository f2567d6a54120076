"""The tools of Danish nature planning: library steps composed for the runner; declared in `planning_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.corridors.green_map import GreenLayers, green_map_proposals
from gistools.corridors.judged import JudgedLayers, judge_proposals
from gistools.corridors.planning_networks import species_networks, surfaced
from gistools.corridors.planning_rules import green_rules
from gistools.corridors.planting import planting_candidates
from gistools.corridors.protected import protection
from gistools.progress import Stage
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.tables import read_user_table
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.corridors.gains import SpeciesNetwork
    from gistools.corridors.green_map_params import GreenMapParams
    from gistools.corridors.judged_params import JudgedParams
    from gistools.corridors.planning_params import PlanningParams
    from gistools.corridors.planning_rules import GreenRules
    from gistools.corridors.planting_params import PlantingParams
    from gistools.progress import Progress
    from gistools.tool import Steps


_GREEN_MAP_RULES = ("changeable_surface", "green_surface", "not_proposed", "important_patch")
_JUDGED_RULES = ("green_surface", "nature_plan", "public_owner", "private_owner")
_PLANTING_RULES = ("no_planting", "changeable_surface")


def green_map_tool(
    *,
    params: GreenMapParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``green-map-proposals``."""
    rules = _rules(given)
    networks, notes = _networks(given, params, Stage(progress, 0.0, 0.4))
    layers = GreenLayers(
        surfaced(given["nature_areas"], "nature_areas", networks[0].grid, params.protected_field),
        surfaced(given["land_cover"], "land_cover", networks[0].grid),
        given["natura_2000"], given["nature_values"], given["climate_areas"], given["potential_areas"],
        given["municipality"], given["neighbour_proposals"],
    )  # fmt: skip
    made = green_map_proposals(networks, layers, params, rules, progress=Stage(progress, 0.4, 1.0))
    values = {"green_map_proposals": made.proposals}
    if made.meetings is not None:
        values["border_meetings"] = made.meetings
    read = [*_GREEN_MAP_RULES, *(["hnv"] if given["nature_values"] is not None and params.least_value is None else [])]
    missing = _missing(
        given,
        {
            "natura_2000": Text("Natura 2000", "Natura 2000"),
            "nature_values": Text("HNV eller bioscore", "HNV or bioscore"),
            "climate_areas": Text("klimatilpasning", "climate adaptation"),
            "municipality": Text("kommunens grænse", "the municipal border"),
        },
    )
    return _made(values, given, rules, wanted, (*made.notes, *missing, *notes, *rules.unverified(*read)))


def judged_tool(
    *,
    params: JudgedParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``nature-proposals-judged``."""
    rules = _rules(given)
    networks, notes = _networks(given, params, Stage(progress, 0.0, 0.5))
    layers = JudgedLayers(
        _protected(given, networks, params, rules),
        surfaced(given["land_cover"], "land_cover", networks[0].grid),
        given["natura_2000"], given["ownership"], given["mapped_lots"], given["plan_areas"],
    )  # fmt: skip
    judged = judge_proposals(
        given["nature_proposals"], networks, layers, params, rules, progress=Stage(progress, 0.5, 1.0)
    )
    values = {
        "judged_proposals": judged.proposals,
        "proposal_answers": judged.answers,
        "proposal_gains": judged.gains,
    }
    return _made(values, given, rules, wanted, (*judged.notes, *notes, *rules.unverified(*_JUDGED_RULES)))


def planting_tool(
    *,
    params: PlantingParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``planting-candidates``."""
    rules = _rules(given)
    networks, notes = _networks(given, params, Stage(progress, 0.0, 0.3))
    cover = surfaced(given["land_cover"], "land_cover", networks[0].grid)
    planted = planting_candidates(
        networks, cover, _protected(given, networks, params, rules), params, rules, parcels=given["parcels"],
        mapped_lots=given["mapped_lots"], plans=given["plan_areas"], progress=Stage(progress, 0.3, 1.0),
    )  # fmt: skip
    values = {"planting_candidates": planted.candidates}
    return _made(values, given, rules, wanted, (*planted.notes, *notes, *rules.unverified(*_PLANTING_RULES)))


def _rules(given: Mapping[str, Any]) -> GreenRules:
    own = given["green_map_rules"]
    return green_rules(None if own is None else read_user_table(own, "green_map_rules"))


def _networks(
    given: Mapping[str, Any], params: PlanningParams, progress: Progress
) -> tuple[list[SpeciesNetwork], tuple[Text, ...]]:
    return species_networks(
        given,
        params,
        species_table=given["species_table"],
        species_resistance=given["species_resistance"],
        progress=progress,
    )


def _protected(
    given: Mapping[str, Any], networks: list[SpeciesNetwork], params: PlanningParams, rules: GreenRules
) -> gpd.GeoDataFrame:
    """Return the nature areas with whether each is protected."""
    nature = surfaced(given["nature_areas"], "nature_areas", networks[0].grid, params.protected_field)
    said = nature["registered"] if "registered" in nature.columns else None
    return nature.assign(protection=protection(nature, said, rules))


def _missing(given: Mapping[str, Any], names: Mapping[str, Text]) -> tuple[Text, ...]:
    """Return what was not given and is therefore unknown."""
    lacking = [text for name, text in names.items() if given[name] is None]
    if not lacking:
        return ()
    return (
        Text(f"Ikke givet og derfor ukendt: {', '.join(t.da for t in lacking)}",
             f"Not given and therefore unknown: {', '.join(t.en for t in lacking)}"),
    )  # fmt: skip


def _made(
    values: Mapping[str, pd.DataFrame],
    given: Mapping[str, Any],
    rules: GreenRules,
    wanted: frozenset[str],
    notes: tuple[Text, ...],
) -> Made:
    """Return what is wanted with the stamps of all that it was made of."""
    stamps = dict.fromkeys((*stamps_on(*given.values()), *rules.stamps))
    mark = mark_of(stamps)
    made = {name: stamped(lambda value=value: value, mark)() for name, value in values.items() if name in wanted}  # type: ignore[misc]  # mypy takes no default of a lambda
    return Made(made, tuple(dict.fromkeys(notes)))
