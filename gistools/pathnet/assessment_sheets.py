"""The assessment as a document for the case (vurdering til sagen): map, answers and principles; values alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.document import (
    Cell,
    Document,
    Layer,
    MapBlock,
    Masthead,
    Orientation,
    Paragraph,
    Section,
    Sentence,
    TableBlock,
    key_part,
)
from gistools.document_tables import DocumentTable
from gistools.pathnet.assessed import YES
from gistools.pathnet.assessment_outputs import area_layer, blocking_layer, cell_table, mend_layer, principle_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from gistools.document import Block
    from gistools.pathnet.assessed import AreaAssessment, Assessment
    from gistools.pathnet.assessed import Cell as AreaCell
    from gistools.pathnet.principle_answers import PrincipleAnswer
    from gistools.pathnet.principles import Principles

_AROUND_M = 400.0  # of the area on its map
_SHOWN = ("for_profile", "question", "area_answer", "way_found_m", "way_limit_m", "principle_no", "set_dkk")
_RULES = (
    "principle_no",
    "principle_name",
    "principle_answer",
    "principle_found",
    "principle_limit",
    "unit",
    "verified",
)


def assessment_document(
    told: Assessment, principles: Principles, answers: Sequence[PrincipleAnswer], stamps: tuple[Text, ...] = ()
) -> Document:
    """Return the assessment as sheets: a section for each area with its map, its answers and the principles."""
    areas = area_layer(told)
    cells = cell_table(told, principles)
    rules = principle_table(answers)
    tables = (
        DocumentTable("areas", Text("Planområder", "Plan areas"), areas.drop(columns="geometry"), ("area_name",)),
        DocumentTable(
            "cells", Text("Vurdering", "Assessment"), cells, ("area_name", "for_profile", "question"),
            missing={"way_found_m": Text("ingen vej", "no way"), "set_dkk": Text("–", "–"),
                     "way_limit_m": Text("–", "–"), "principle_no": Text("–", "–")},
        ),
        DocumentTable(
            "rules", Text("Principper for nye forbindelser", "Principles for new links"), rules,
            ("area_name", "principle_no"), missing={"principle_limit": Text("–", "–")},
        ),
    )  # fmt: skip
    blocking, mends = blocking_layer(told), mend_layer(told)
    return Document(
        Text("Er planområdet forbundet?", "Is the plan area connected?"),
        Masthead(),
        (
            _overview(told, areas),
            *(_section(area, areas, (blocking, mends, _ways(told)), answers) for area in told.areas),
        ),
        tables,
        subtitle=Text("Vurdering af stier og veje; ikke en afgørelse", "Assessment of paths and roads; not a decision"),
        stamps=stamps,
        orientation=Orientation.PORTRAIT,
    )


_WAYS = Text("Veje og stier", "Roads and paths")


def _ways(told: Assessment) -> gpd.GeoDataFrame:
    edges = told.network.edges
    return edges.loc[edges["status"] != "closed", ["status", "geometry"]]


def _overview(told: Assessment, areas: gpd.GeoDataFrame) -> Section:
    """Return the first sheet: all areas on a map, and what is told of each."""
    west, south, east, north = areas.total_bounds.tolist()
    shown = MapBlock(
        (
            Layer(areas, "plan_areas_assessed", Text("Planområder", "Plan areas")),
            Layer(_ways(told), "area_ways", _WAYS),
        ),
        bounds=(west - _AROUND_M, south - _AROUND_M, east + _AROUND_M, north + _AROUND_M),
        height=0.5,
    )
    said = [Paragraph(_of("areas", key_part(area.name), "assessed_*"), bullet=True) for area in told.areas]
    return Section(Sentence(Text("Overblik", "Overview")), (shown, *said))


def _section(
    area: AreaAssessment,
    areas: gpd.GeoDataFrame,
    frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame],
    answers: Sequence[PrincipleAnswer],
) -> Section:
    name = key_part(area.name)
    blocking, mends, ways = frames
    west, south, east, north = area.shape.bounds
    layers = [
        Layer(areas[areas["area_name"] == area.name], "plan_areas_assessed", Text("Planområde", "Plan area")),
        *(
            Layer(some, style, said)
            for frame, style, said in (
                (blocking, "area_blocking", Text("Hvor det stopper", "Where it stops")),
                (mends, "area_mends", Text("Billigste sæt", "Cheapest set")),
            )
            if len(some := frame[frame["area_name"] == area.name])
        ),
    ]
    layers.append(Layer(ways, "area_ways", _WAYS))
    around = (west - _AROUND_M, south - _AROUND_M, east + _AROUND_M, north + _AROUND_M)
    blocks: list[Block] = [
        Paragraph(_of("areas", name, "assessed_*")),
        MapBlock(tuple(layers), bounds=around, height=0.4),
        TableBlock("cells", _SHOWN, tuple(_key(area, cell) for cell in area.cells)),
    ]
    blocks += [
        Paragraph(_of("cells", _key(area, cell), "assessed_*"), bullet=True)
        for cell in area.cells
        if cell.answer != YES
    ]
    return Section(
        _of("areas", name, "area_name"),
        (
            *blocks,
            TableBlock(
                "rules", _RULES, tuple(f"{name}/{one.principle.number}" for one in answers if one.area == area.name)
            ),
        ),
        new_page=True,
    )


def _key(area: AreaAssessment, cell: AreaCell) -> str:
    return "/".join(map(key_part, (area.name, cell.profile.name.da, cell.question)))


def _of(table: str, row: str, column: str) -> Sentence:
    return Sentence(Text("{said}", "{said}"), {"said": Cell(table, row, column)})
