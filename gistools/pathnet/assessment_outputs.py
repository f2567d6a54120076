"""What the tool ``plan-area-assessment`` makes of an assessment: layers and tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.pathnet.assessed import NO, YES, Assessment
from gistools.pathnet.assessment_words import area_sentence, cell_sentence, edge_name, goal, overall, rule_name
from gistools.tables.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.pathnet.assessed import AreaAssessment, Cell
    from gistools.pathnet.principle_answers import PrincipleAnswer
    from gistools.pathnet.principles import Principles

_CELL = ("area_name", "for_profile", "question")
_BLOCKING = (
    *_CELL, "edge_id", "edge_name", "stopped_by", "edge_verdict", "edge_found", "edge_limit", "source", "verified",
    "in_cheapest_set",
)  # fmt: skip
_MENDS = (
    *_CELL, "mend_action", "edge_id", "edge_name", "mend_price_kinds", "mend_rules", "step_m", "step_dkk", "set_dkk",
    "set_bound_dkk", "set_proven", "set_holds",
)  # fmt: skip
SHIPPED = ("walking", "cycling", "wheelchair", "walking_aid", "school_child")
"""Profiles that have a column of their own in the layer of areas; others stand in the table alone."""


def area_layer(told: Assessment) -> gpd.GeoDataFrame:
    """Return a row for each area: for whom it is connected, where from it was tried, and a sentence."""
    rows = []
    for area in told.areas:
        by_profile = profile_answers(area)
        said, places = area_sentence(area), area.places
        row: dict[str, Any] = {"area_name": area.name, "area_connected": connected(list(by_profile.values()))}
        row |= {f"for_{name}": answer for name, answer in by_profile.items() if name in SHIPPED}
        row |= {
            "homes_from": places.homes_are,
            "places_tried": len(places.homes),
            "homes_unmet": places.unmet,
            "area_exits": len(places.exits),
            "own_planned_m": float(told.network.length_m[places.own].sum()),
            "assessed_da": said.da,
            "assessed_en": said.en,
        }
        rows.append(row)
    return gpd.GeoDataFrame(rows, geometry=[area.shape for area in told.areas], crs=told.network.edges.crs)


def profile_answers(area: AreaAssessment) -> dict[str, str]:
    """Return the answer of each profile by its id: within, neighbours and path network together, see `overall`."""
    made: dict[str, list[Cell]] = {}
    for cell in area.cells:
        made.setdefault(cell.profile.id, []).append(cell)
    return {name: overall(cells) for name, cells in made.items()}


def connected(answers: Sequence[str]) -> str:
    """Return for whom an area is connected: all, some, none, or uncertain where no answer is no and not all are yes.

    >>> connected(["yes", "no"]), connected(["yes", "uncertain"]), connected(["no", "uncertain"])
    ('some', 'uncertain', 'some')
    """
    if all(one == YES for one in answers):
        return "all"
    if all(one == NO for one in answers):
        return "none"
    return "some" if NO in answers else "uncertain"


def cell_table(told: Assessment, principles: Principles) -> pd.DataFrame:
    """Return a row for each answer, with what decides it and the sentence."""
    rows = []
    for area in told.areas:
        for cell in area.cells:
            said = cell_sentence(told, area, cell, principles)
            mend = cell.mend
            rows.append(
                _named(area, cell)
                | {"area_answer": cell.answer, "not_answered_why": cell.why}
                | _decided(cell)
                | {
                    "homes_tried": float(cell.weight.sum()),
                    "blocked_by": ", ".join(dict.fromkeys(edge_name(told, one.edge) for one in cell.blocking)),
                    "set_dkk": math.nan if mend is None else mend.dkk,
                    "set_bound_dkk": math.nan if mend is None else mend.bound,
                    "set_proven": None if mend is None else mend.exact,
                    "set_holds": None if mend is None else mend.holds,
                    "assessed_da": said.da,
                    "assessed_en": said.en,
                }
            )
    return pd.DataFrame(rows)


def _named(area: AreaAssessment, cell: Cell) -> dict[str, Any]:
    return {"area_name": area.name, "for_profile": cell.profile.name.da, "question": cell.question}


def _decided(cell: Cell) -> dict[str, Any]:
    failing = cell.failing
    shown = failing or (max(cell.strict, key=lambda one: one.worst_m) if cell.strict else None)
    if shown is None:
        return {"decided_by": "", "principle_no": pd.NA, "way_found_m": math.nan, "way_limit_m": math.nan,
                "homes_failing": math.nan}  # fmt: skip
    worst, limit = shown.worst_m, shown.demand.limit_m
    return {
        "decided_by": goal(shown.demand.name).da,
        "principle_no": shown.demand.rule or pd.NA,
        "way_found_m": worst if math.isfinite(worst) else math.nan,
        "way_limit_m": limit if math.isfinite(limit) else math.nan,
        "homes_failing": float(cell.weight[shown.failing].sum()),
    }


def blocking_layer(told: Assessment) -> gpd.GeoDataFrame:
    """Return a row for each edge and rule that stops the homes of an area, for each profile and question."""
    rows, lines = [], []
    geometry = told.network.edges.geometry.to_numpy()
    for area in told.areas:
        for cell in area.cells:
            for one in cell.blocking:
                for reason in one.reasons:
                    rows.append(
                        (*_named(area, cell).values(), one.edge + 1, edge_name(told, one.edge),
                         rule_name(cell.profile, str(reason["rule"])).da, reason["verdict"], reason["found"],
                         reason["limit"], reason["source"], bool(reason["verified"]), one.mended)
                    )  # fmt: skip
                    lines.append(geometry[one.edge])
    return _lines(pd.DataFrame(rows, columns=list(_BLOCKING)), lines, told)


def mend_layer(told: Assessment) -> gpd.GeoDataFrame:
    """Return a row for each thing to do in the cheapest sets, for each profile and question."""
    rows, lines = [], []
    for area in told.areas:
        for cell in area.cells:
            for step in () if cell.mend is None else cell.mend.steps:
                found = cell.mend
                assert found is not None  # noqa: S101 - there are steps
                rows.append(
                    (*_named(area, cell).values(), step.action, step.edge + 1 if step.edge >= 0 else pd.NA,
                     edge_name(told, step.edge) if step.edge >= 0 else "", ", ".join(word(k).da for k in step.kinds),
                     ", ".join(rule_name(cell.profile, r).da for r in step.rules), step.metres, step.dkk,
                     found.dkk, found.bound, found.exact, found.holds)
                )  # fmt: skip
                lines.append(step.line)
    made = pd.DataFrame(rows, columns=list(_MENDS))
    return _lines(made.astype({"edge_id": "Int64"}), lines, told)


def _lines(frame: pd.DataFrame, lines: list[Any], told: Assessment) -> gpd.GeoDataFrame:
    shapes = np.empty(len(lines), dtype=object)
    shapes[:] = [shapely.force_2d(line) for line in lines]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=told.network.edges.crs)


def principle_table(answers: Sequence[PrincipleAnswer]) -> pd.DataFrame:
    """Return a row for each area and principle: its number, what it says, the answer and what was found."""
    return pd.DataFrame(
        [
            {
                "area_name": one.area,
                "principle_no": one.principle.number,
                "principle_name": one.principle.name.da,
                "principle_text": one.principle.text.da,
                "principle_answer": one.answer,
                "principle_found": one.found.da,
                "principle_limit": one.principle.limit,
                "unit": one.principle.unit,
                "source": one.principle.source.da,
                "verified": one.principle.verified,
            }
            for one in answers
        ]
    )
