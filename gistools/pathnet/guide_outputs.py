"""The outputs of a guide as frames: the way with what is known of each stretch, its instructions, its warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.pathnet.guide_words import exact_metres
from gistools.pathnet.network import NO
from gistools.pathnet.passability import BLOCKED, MAYBE
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gistools.pathnet.guide import Guide, GuideWay
    from gistools.pathnet.guide_steps import Step
    from gistools.text import Language

BOTH: tuple[Language, Language] = ("da", "en")
STATES = {BLOCKED: "blocked", MAYBE: "unknown"}
_ROUTE = ("way_number", "step_number", "way_state", "edge_id", "length_m", "name")
_STEPS = ("way_number", "step_number", "at_m", "length_m", "walking_minutes",
          "instruction_da", "instruction_en", "met_da", "met_en")  # fmt: skip
_WARNINGS = ("way_number", "warning_verdict", "pass_rule", "pass_rule_name", "at_m", "length_m", "warning_da",
             "warning_en", "limit_source", "verified", "edge_ids")  # fmt: skip


def ways_of(guide: Guide) -> Iterator[tuple[int, GuideWay]]:
    """Yield the ways of a guide with their numbers, from 1."""
    yield from enumerate([one for one in (guide.way, *guide.others) if one is not None], 1)


def route_layer(guide: Guide) -> gpd.GeoDataFrame:
    """Return the ways of a guide as lines, one for each edge gone: in the order gone, in the direction gone."""
    rows, shapes = [], []
    edges = guide.network.edges
    for number, way in ways_of(guide):
        step_of = np.zeros(way.route.edge.size, np.int64)
        for step in way.steps:
            step_of[step.legs[0] : step.legs[1]] = step.number
        pieces = way.route.pieces(guide.network)
        for edge, of, state, piece in zip(way.route.edge.tolist(), step_of.tolist(), way.states, pieces, strict=True):
            if piece.geom_type != "LineString":  # a way of no length
                continue
            told = (int(edges["edge_id"].iloc[edge]), float(piece.length), str(edges["name"].iloc[edge]))
            rows.append((number, of, STATES.get(state, "certain"), *told))
            shapes.append(piece)
    frame = pd.DataFrame(rows, columns=list(_ROUTE))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=edges.crs)


def ends_layer(guide: Guide) -> gpd.GeoDataFrame:
    """Return start and goal, with a letter that is the same in all languages."""
    points = [guide.start.point, guide.goal.point]
    return gpd.GeoDataFrame(
        {"guide_end": ["start", "goal"], "name": ["A", "B"]}, geometry=points, crs=guide.network.edges.crs
    )


def step_table(guide: Guide) -> pd.DataFrame:
    """Return the instructions of a guide; none for a way that cannot be used."""
    rows = []
    for number, way in ways_of(guide):
        if not usable(guide, number):
            continue
        for step in way.steps:
            met = [met_text(step, language) for language in BOTH]
            took = round(step.seconds / 60.0, 1)
            rows.append(
                (number, step.number, round(step.begin_m), round(step.length_m), took, step.text.da, step.text.en, *met)
            )
    return pd.DataFrame(rows, columns=list(_STEPS))


def usable(guide: Guide, number: int) -> bool:
    """Whether a way of a guide is one to go: the first is not when the answer is no."""
    return guide.answer != NO or number > 1


def met_text(step: Step, language: Language) -> str:
    """Return what is met on a step as one line."""
    return "; ".join(note_text(step, k).say(language) for k in range(len(step.notes)))


def note_text(step: Step, k: int) -> Text:
    """Return what is met on a step, with how far from its beginning."""
    note = step.notes[k]
    far = note.at_m - step.begin_m
    if far < 0.5:  # noqa: PLR2004 - rounded to no metre
        return note.text
    at = exact_metres(far)
    return Text(f"Efter {at.da}: {note.text.inside().da}", f"After {at.en}: {note.text.inside().en}")


def warning_table(guide: Guide) -> pd.DataFrame:
    """Return the warnings of a guide, each with its limit and the source of that."""
    rows = [
        (
            number, one.verdict, one.rule, one.name.da, round(one.at_m), round(one.length_m), one.text.da, one.text.en,
            one.source, one.verified, ", ".join(map(str, one.edges)),
        )
        for number, way in ways_of(guide)
        for one in way.warnings
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_WARNINGS))
