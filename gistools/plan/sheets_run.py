"""The tool plan-sheets: the sheets as a document for the runner; declared in `gistools.plan.sheets_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.document import Document
from gistools.plan.sheets_material import PlanMaterial, plan_material
from gistools.plan.sheets_parts import part_sections
from gistools.plan.sheets_tables import plan_tables
from gistools.plan.sheets_town import LIMITS, town_sections
from gistools.progress import run_cancellable
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.plan.sheets_params import PlanSheetParams
    from gistools.progress import Progress
    from gistools.raster import Raster
    from gistools.tool import Steps

_SUBTITLE = Text("Planark: byen og hvert delopland", "Plan sheets: the town and each sub-catchment")


def plan_sheets_tool(
    *,
    elevation: Raster | None,
    depth: Raster | None,
    params: PlanSheetParams,
    steps: Steps,  # noqa: ARG001 - all tools are called alike
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the layers and tables that `gistools.plan.sheets_tools` declares
) -> Mapping[str, object]:
    """Run the tool ``plan-sheets``; all its outputs are one document, written by the ending of the file."""

    def make() -> Document:
        return plan_document(plan_material(given, params, elevation, depth), params)

    document = run_cancellable(progress, make)
    return Made(dict.fromkeys(sorted(wanted), document), (LIMITS,))


def plan_document(material: PlanMaterial, params: PlanSheetParams) -> Document:
    """Return the sheets of a plan (planark) as a document.

    Parameters
    ----------
    material:
        From `gistools.plan.sheets_material.plan_material`.
    params:
        What stands on all sheets, and how large they are.
    """
    tables = plan_tables(material)
    by_name = {table.name: table for table in tables}
    sections = (*town_sections(material, by_name, params.most_rows), *part_sections(material, by_name))
    title = params.title.strip() or "Skybrudsplan"
    return Document(
        Text(title, title),
        params.masthead,
        sections,
        tables,
        subtitle=_SUBTITLE,
        paper=params.paper,
        orientation=params.orientation,
        languages=params.language.languages,
    )
