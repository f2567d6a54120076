"""The tools of the guide: library steps composed for the runner; declared in `guide_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.pathnet.answered import measured_slopes, one_chosen, stamps_of
from gistools.pathnet.corrections import apply_corrections, judge_corrections
from gistools.pathnet.guide import find_guide
from gistools.pathnet.guide_outputs import ends_layer, route_layer, step_table, warning_table
from gistools.pathnet.guide_places import beside_way, find_spot
from gistools.pathnet.guide_report import guide_document
from gistools.pathnet.guide_sheet import GuideSheet
from gistools.pathnet.judge import passable
from gistools.pathnet.network import COLUMNS
from gistools.pathnet.network_layers import NetworkLayers
from gistools.pathnet.passability import default_notes
from gistools.pathnet.path_survey import path_survey_form
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import mark_of, stamped
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from gistools.pathnet.guide_params import CorrectionParams, GuideParams, PathSurveyParams
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.slopes import Slopes
    from gistools.tool import Steps

_AROUND = ("buildings", "lakes", "streams")
_EDGES = ("edge_id", "from_node", "to_node", "length_m", *COLUMNS, "geometry")  # that are written


def _built(
    given: Mapping[str, Any], params: GuideParams | PathSurveyParams, progress: Progress
) -> tuple[PathNetwork, Passable, Slopes | None, tuple[Text, ...]]:
    """Return the network with what a profile answers of it, its slopes, and what must be said."""
    network = NetworkLayers.of(given).network(params, Stage(progress, 0.0, 0.5))
    notes = network.notes
    if given.get("corrections") is not None:
        judged = judge_corrections(network, given["corrections"])
        network = apply_corrections(network, judged).network
        notes = (*notes, *judged.notes)
    profile = one_chosen(params.profile, given)
    slopes = measured_slopes(network, (profile,), params, given, Stage(progress, 0.5, 0.8))
    answers = run_cancellable(progress, lambda: passable(network, profile, slopes, planned=params.include_planned))
    return network, answers, slopes, (*notes, *default_notes([answers]))


def accessible_route_tool(
    *,
    params: GuideParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``accessible-route``."""
    network, answers, slopes, notes = _built(given, params, progress)
    names = [given[name] for name in ("addresses",) if given.get(name) is not None]
    start, goal = (
        beside_way(find_spot(asked, network.edges.crs, names), network) for asked in (params.start, params.goal)
    )
    guide = run_cancellable(
        progress,
        lambda: find_guide(
            network, answers, start, goal, access_m=params.access_m, benches=given.get("benches"), slopes=slopes
        ),
    )
    stamps = stamps_of(given)
    around = {name: given[name] for name in _AROUND if given.get(name) is not None}
    sheet = GuideSheet(guide, params.municipality, params.contact, params.data_date, around, stamps)
    mark = mark_of(stamps)
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "route": lambda: route_layer(guide),
        "ends": lambda: ends_layer(guide),
        "steps": lambda: step_table(guide),
        "warnings": lambda: warning_table(guide),
    }
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    for name in ("page", "track"):
        if name in wanted:
            values[name] = sheet
    if "sheet" in wanted:
        values["sheet"] = run_cancellable(progress, lambda: guide_document(sheet))
    return Made(values, (guide.sentence, *sheet.remarks, *notes))


def path_survey_form_tool(
    *,
    params: PathSurveyParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``path-survey-form``."""
    network, answers, _, notes = _built(given, params, progress)
    form = run_cancellable(progress, lambda: path_survey_form(network, answers, most=params.most_edges))
    mark = mark_of(stamps_of(given))
    if mark:
        form["maerke"] = mark
    open_ = int(((answers.forward == 0) | (answers.backward == 0)).sum())
    told = Text(
        f"{len(form)} stykker at måle; på {open_} mangler svaret for {answers.profile.name.da}",
        f"{len(form)} edges to survey; the answer is missing on {open_} ({answers.profile.name.en})",
    )
    values: dict[str, object] = {"path_survey": form} if "path_survey" in wanted else {}
    return Made(values, (told, *notes))


def path_corrections_tool(
    *,
    params: CorrectionParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``path-corrections``."""
    network = NetworkLayers.of(given).network(params, Stage(progress, 0.0, 0.8))
    judged = run_cancellable(progress, lambda: judge_corrections(network, given["corrections"], today=params.today))
    applied = apply_corrections(network, judged)
    mark = mark_of(stamps_of(given))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "judged_corrections": judged.rows.copy,
        "journal": applied.journal.copy,
        "corrected_edges": applied.network.edges[list(_EDGES)].copy,
    }
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    return Made(values, (*judged.notes, *network.notes))
