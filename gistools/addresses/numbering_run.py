"""The tool ``house-numbering``: library steps composed for the runner; declared in `numbering_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.addresses.change_numbers import variant_changes
from gistools.addresses.change_table import planned_table
from gistools.addresses.dawa import from_dawa
from gistools.addresses.moments import asked_day
from gistools.addresses.numbering import propose_numbers
from gistools.addresses.numbering_given import choose_road, near_targets, other_roads, read_start
from gistools.addresses.numbering_layers import (
    comparison_table,
    connection_layer,
    deviation_table,
    number_layer,
    score_table,
    start_layer,
    stretch_layer,
    target_layer,
    variants_told,
)
from gistools.addresses.numbering_params import NumberingParams
from gistools.addresses.numbering_register import find_road
from gistools.addresses.numbering_sheets import numbering_document
from gistools.addresses.numbering_tools import HOUSE_NUMBERING
from gistools.addresses.register import read_register
from gistools.addresses.register_layers import stamps_of
from gistools.addresses.standing import Standing
from gistools.document import Masthead
from gistools.errors import ParamError
from gistools.progress import check
from gistools.stamps import mark_of, stamped
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.addresses.house_number_params import HouseNumberingParams
    from gistools.addresses.numbering import NumberingProposal
    from gistools.addresses.numbering_tables import NumberingVariant
    from gistools.progress import Progress
    from gistools.tool import Steps


_SHEETS = "numbering_sheets"


def house_numbering_tool(
    *,
    params: HouseNumberingParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``house-numbering``."""
    progress.update(0.0, Text("Finder vejen", "Finding the road"))
    limits = part_of(params, NumberingParams)
    road = choose_road(given["road"], params.road_name, params.road_code, params.municipality)
    shape = road.shape
    targets, far = near_targets(given["targets"], shape, limits, params.target_field, params.capacity_field)
    records, notes = ({}, ()) if given.get("register") is None else from_dawa(given["register"])
    day = asked_day(params.day).isoformat()
    standing = Standing(read_register(records).at(day)) if records else None
    found = find_road(standing, road, params)
    check(progress)
    progress.update(0.3, Text("Deler numre ud", "Dealing out numbers"))
    proposal = propose_numbers(
        shape,
        targets,
        limits,
        existing=found.existing,
        outlines=given.get("buildings"),
        entrances=given.get("entrances"),
        other_roads=other_roads(road.rest, given.get("other_roads"), shape, targets, limits),
        start_at=read_start(params.start_at),
    )
    check(progress)
    chosen = chosen_variant(proposal, params)
    called = road.name if found.road is None else found.road.road_name
    changes = () if found.road is None else variant_changes(
        chosen, found.road, case_number=params.case_number.strip(), in_force=params.in_force.strip()
    )  # fmt: skip
    makers = {
        "proposed_numbers": lambda: number_layer(chosen),
        "number_connections": lambda: connection_layer(chosen),
        "numbering_road": lambda: stretch_layer(proposal, called),
        "numbering_start": lambda: start_layer(proposal, called),
        "numbering_targets": lambda: target_layer(chosen, targets),
        "numbering_scores": lambda: score_table(proposal, chosen),
        "numbers_by_variant": lambda: comparison_table(proposal),
        "numbering_deviations": lambda: deviation_table(proposal),
        "planned_changes": lambda: planned_table(changes),
    }
    layers = (given.get(one) for one in ("road", "targets", "buildings", "entrances", "other_roads"))
    stamps = stamps_of(given.get("register"), *layers)
    mark = mark_of(stamps)
    all_of_them = _SHEETS in wanted
    made = {one: stamped(make, mark)() for one, make in makers.items() if one in wanted or all_of_them}
    said = (variants_told(proposal, chosen), *proposal.choices, *far, *found.notes)
    values: dict[str, object] = {name: value for name, value in made.items() if name in wanted}
    if all_of_them:
        drawn = {one.name: (made[one.name], one.style, one.label) for one in HOUSE_NUMBERING.outputs if one.style}
        masthead = Masthead(case_number=params.case_number.strip(), data_date=day if records else "")
        values[_SHEETS] = numbering_document(made, drawn, masthead, road_name=called, notes=said, stamps=stamps)
    return Made(values, (*notes, *said))


def chosen_variant(proposal: NumberingProposal, params: HouseNumberingParams) -> NumberingVariant:
    """Return the variant that is asked for, or the one with the most points.

    Raises
    ------
    ParamError
        For one that the proposal does not have.
    """
    if params.variant is None:
        return proposal.best
    known = {one.name: one for one in proposal.variants}
    if params.variant not in known:
        told = ", ".join(one.value for one in known)
        raise ParamError(
            Text(f"varianten {params.variant.value} er ikke i forslaget: vejen har ingen numre med et andet mønster",
                 f"the variant {params.variant.value} is not in the proposal: no numbers of the road have another "
                 "pattern"),
            Text(f"en af {told}", f"one of {told}"),
            Text("vælg en af dem, eller ingen", "choose one of them, or none"),
        )  # fmt: skip
    return known[params.variant]
