"""The nature group's proposals judged (naturgruppens forslag vurderet) and given back as a list with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools._checks import cell_text
from gistools.corridors.gains import added_gain
from gistools.corridors.judged_questions import (
    NO,
    OBJECTIONS,
    QUESTIONS,
    UNKNOWN,
    Answer,
    does_connect,
    has_plan,
    is_green,
    is_large,
    is_mapped,
    is_near,
    is_protected,
    is_public,
    not_given,
)
from gistools.corridors.surfaces import feature_names, load_surface_classes
from gistools.errors import LayerError
from gistools.progress import NoProgress, check
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.gains import Gain, SpeciesNetwork
    from gistools.corridors.judged_params import JudgedParams
    from gistools.corridors.planning_rules import GreenRules
    from gistools.progress import Progress

SUPPORTS, SUPPORTS_BUT, LITTLE = "supports", "supports_but", "little"
ORDER = (SUPPORTS, SUPPORTS_BUT, UNKNOWN, LITTLE)
"""Assessments, those first in the list named first."""

RANKED = Text(
    "Rækkefølge: først det, der hænger sammen uden indvendinger, så med indvendinger, så ukendt, så det øvrige; inden "
    "for hver den største vækst i sammenhæng (gennemsnit af arterne)",
    "Order: first what hangs together without objections, then with objections, then unknown, then the rest; "
    "within each the largest growth of connectivity (mean of the species)",
)
JUDGED_ONLY = Text(
    "Vurderinger til drøftelse; hvert areal er regnet alene, som om ingen af de andre blev til noget",
    "Assessments for discussion; each area is computed alone, as if none of the others came about",
)
_WORDS = {
    SUPPORTS: Text("taler for", "speaks for it"),
    SUPPORTS_BUT: Text("taler for, med forbehold", "speaks for it, with objections"),
    UNKNOWN: Text("kan ikke vurderes", "cannot be judged"),
    LITTLE: Text("hænger kun lidt sammen med levestederne", "hangs together little with the patches"),
}


@dataclass(frozen=True, eq=False)
class JudgedLayers:
    """What proposals are held against; None is unknown.

    Parameters
    ----------
    nature:
        Polygons with ``protection`` (see `protection`).
    land_cover:
        Polygons with ``surface_class``.
    natura_2000, owners, mapped_lots, plans:
        Layers with the columns that the parameters name.
    """

    nature: gpd.GeoDataFrame
    land_cover: gpd.GeoDataFrame
    natura_2000: gpd.GeoDataFrame | None = None
    owners: gpd.GeoDataFrame | None = None
    mapped_lots: gpd.GeoDataFrame | None = None
    plans: gpd.GeoDataFrame | None = None


@dataclass(frozen=True, eq=False)
class Judged:
    """Proposals with what speaks for and against them.

    Parameters
    ----------
    proposals:
        In order of rank: ``proposal_rank``, ``proposal_id``, ``proposal_title``, ``becomes_class``, ``assessment``, an
        ``answer_…`` for each question, ``area_m2``, ``patch_distance_m`` (to the nearest patch),
        ``added_ec_percent`` (mean of the species whose habitat it becomes; NaN when none is), ``reason_da``,
        ``reason_en``, geometry.
    answers:
        A row for each proposal and question: ``proposal_rank``, ``proposal_id``, ``proposal_title``,
        ``judged_question``, ``judged_answer``, ``reason_da``, ``reason_en``.
    gains:
        A row for each proposal and species: ``proposal_id``, ``species``, ``name_da``, ``becomes_habitat``,
        ``added_m2``, ``ec_m2``, ``ec_with_m2``, ``added_ec_m2``, ``added_ec_percent``, ``ec_over_area`` (dEC / dA),
        ``patches_reached``.
    notes:
        What must be said of them.
    """

    proposals: gpd.GeoDataFrame
    answers: pd.DataFrame
    gains: pd.DataFrame
    notes: tuple[Text, ...] = ()


def judge_proposals(
    proposals: gpd.GeoDataFrame,
    networks: Sequence[SpeciesNetwork],
    layers: JudgedLayers,
    params: JudgedParams,
    rules: GreenRules,
    *,
    progress: Progress | None = None,
) -> Judged:
    """Return proposed areas, each judged on the same questions and ranked (`RANKED`).

    Connectivity is computed by adding each area to the landscape as the nature that it is proposed to become.

    Parameters
    ----------
    proposals:
        Polygons with what each is to become in ``params.becomes_field``, in Danish or English.
    networks:
        Of the species.
    layers:
        What they are held against.
    params, rules:
        Choices, and rules as data.

    Raises
    ------
    LayerError
        With all faults: no polygons, empty shapes, unknown words for what an area is to become, layers without the
        column that a parameter names.
    """
    told = progress or NoProgress()
    becomes = _becomes(proposals, params, layers)
    names = feature_names(proposals)
    rows: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    gained: list[dict[str, Any]] = []
    for n, (shape, surface) in enumerate(zip(proposals.geometry, becomes, strict=True)):
        check(told)
        told.update(n / len(proposals), Text("Vurderer forslag", "Judging proposals"))
        gains = [(one, added_gain(one, shape, surface)) for one in networks] if surface else []
        found, away = _answers(shape, surface, gains, networks, layers, params, rules)
        by = {one.question: one for one in found}
        lives = [g.percent for one, g in gains if surface in one.species.habitats]
        key = {"proposal_id": n + 1, "proposal_title": str(names[n])}
        state = assessment(by)
        said = _sentence(str(names[n]), state, found)
        rows.append({
            **key, "becomes_class": surface, "assessment": state, **{f"answer_{q}": by[q].answer for q in QUESTIONS},
            "area_m2": shape.area, "patch_distance_m": away,
            "added_ec_percent": float(np.mean(lives)) if lives else np.nan, "reason_da": said.da, "reason_en": said.en,
        })  # fmt: skip
        answers += [
            {
                **key,
                "judged_question": one.question,
                "judged_answer": one.answer,
                "reason_da": one.reason.da,
                "reason_en": one.reason.en,
            }
            for one in found
        ]
        gained += [_gain_row(n + 1, one, surface, gain) for one, gain in gains]
    frame = gpd.GeoDataFrame(rows, geometry=proposals.geometry.to_numpy(), crs=proposals.crs)
    place = frame["assessment"].map(ORDER.index).to_numpy()
    by_gain = -frame["added_ec_percent"].fillna(-np.inf).to_numpy()
    order = np.lexsort((np.arange(len(frame)), -frame["area_m2"].to_numpy(), by_gain, place))
    frame = frame.iloc[order].reset_index(drop=True)
    frame.insert(0, "proposal_rank", np.arange(1, len(frame) + 1))
    rank = dict(zip(frame["proposal_id"], frame["proposal_rank"], strict=True))
    table = pd.DataFrame(answers)
    table.insert(0, "proposal_rank", table["proposal_id"].map(rank))
    table = table.sort_values("proposal_rank", kind="stable").reset_index(drop=True)
    units = {"area_m2": "m²", "patch_distance_m": "m", "added_ec_percent": "%"}
    frame.attrs["units"] = units
    gains_table = pd.DataFrame(gained, columns=list(_GAINS))
    return Judged(frame, table, gains_table, (JUDGED_ONLY, RANKED))


_GAINS = (
    "proposal_id", "species", "name_da", "becomes_habitat", "added_m2", "ec_m2", "ec_with_m2", "added_ec_m2",
    "added_ec_percent", "ec_over_area", "patches_reached",
)  # fmt: skip


def assessment(answers: Mapping[str, Answer]) -> str:
    """Return what the answers amount to: whether an area connects, and whether something speaks against it.

    >>> said = {q: Answer(q, "unknown", Text("", "")) for q in QUESTIONS}
    >>> said["connects"] = Answer("connects", "yes", Text("", ""))
    >>> assessment(said), assessment({**said, "plan": Answer("plan", "yes", Text("", ""))})
    ('supports', 'supports_but')
    """
    connects = answers["connects"].answer
    if connects == UNKNOWN:
        return UNKNOWN
    if connects == NO:
        return LITTLE
    return SUPPORTS_BUT if any(answers[q].answer == said for q, said in OBJECTIONS) else SUPPORTS


def _becomes(proposals: gpd.GeoDataFrame, params: JudgedParams, layers: JudgedLayers) -> list[str]:
    """Return the class of surface that each proposal becomes, empty where it is not said; raise all faults."""
    faults: list[Text] = []
    if not len(proposals):
        faults.append(Text("ingen forslag", "no proposals"))
    for n, shape in enumerate(proposals.geometry):
        if shape is None or shape.is_empty or shape.area == 0.0:
            faults.append(Text(f"forslag {n + 1}: ingen flade", f"proposal {n + 1}: no polygon"))
    surfaces = load_surface_classes()
    if params.becomes_field in proposals.columns:
        said = [cell_text(one) for one in proposals[params.becomes_field]]
    else:
        said = [""] * len(proposals)
        faults.append(unknown_name(params.becomes_field, [str(c) for c in proposals.columns]))
    found = [surfaces.of(one) if one else "" for one in said]
    for n, (word, surface) in enumerate(zip(said, found, strict=True)):
        if word and not surface:
            near = unknown_name(word, surfaces.words)
            faults.append(Text(f"forslag {n + 1}: {near.da}", f"proposal {n + 1}: {near.en}"))
    for layer, column, what in (
        (layers.owners, params.owner_field, Text("ejerforhold", "ownership")),
        (layers.mapped_lots, params.status_field, Text("kortlagte grunde", "mapped lots")),
        (layers.plans, params.use_field, Text("planer", "plans")),
    ):
        if layer is not None and column not in layer.columns:
            faults.append(
                Text(
                    f"laget med {what.da} har ingen kolonne {column}", f"the layer of {what.en} has no column {column}"
                )
            )
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("flader med, hvad de skal blive til", "polygons with what they are to become"),
            Text("ret dem, eller giv kolonnens navn", "correct them, or give the name of the column"),
        )
    return found


def _answers(
    shape: BaseGeometry,
    surface: str,
    gains: Sequence[tuple[SpeciesNetwork, Gain]],
    networks: Sequence[SpeciesNetwork],
    layers: JudgedLayers,
    params: JudgedParams,
    rules: GreenRules,
) -> tuple[list[Answer], float]:
    """Return the answers to all questions in order, and the distance to the nearest patch."""
    near, away = is_near(shape, surface, networks)
    missing = {
        "public": Text("ejerforhold", "ownership"),
        "mapped": Text("kortlagte grunde", "mapped lots"),
        "plan": Text("planer", "plans"),
    }
    later = (
        ("public", layers.owners, is_public), ("mapped", layers.mapped_lots, is_mapped),
        ("plan", layers.plans, has_plan)
    )  # fmt: skip
    return [
        is_protected(shape, layers.nature, layers.natura_2000, params.counts_from),
        does_connect(surface, gains, params.connects_from),
        near,
        is_green(shape, layers.land_cover, rules),
        is_large(shape, params.least_area_m2),
        *(not_given(q, missing[q]) if layer is None else ask(shape, layer, params, rules) for q, layer, ask in later),
    ], away


def _sentence(name: str, state: str, answers: Sequence[Answer]) -> Text:
    """Return the assessment and its reasons as a sentence for people."""
    words = _WORDS[state]
    return Text(
        f"{name}. Vurdering: {words.da}. {' '.join(one.reason.da for one in answers)}",
        f"{name}. Assessment: {words.en}. {' '.join(one.reason.en for one in answers)}",
    )


def _gain_row(number: int, network: SpeciesNetwork, surface: str, gain: Gain) -> dict[str, Any]:
    return {
        "proposal_id": number,
        "species": network.species.id,
        "name_da": network.species.name.da,
        "becomes_habitat": surface in network.species.habitats,
        "added_m2": gain.added_m2,
        "ec_m2": gain.before.ec_m2,
        "ec_with_m2": gain.after.ec_m2,
        "added_ec_m2": gain.gain_m2,
        "added_ec_percent": gain.percent,
        "ec_over_area": gain.relative,
        "patches_reached": len(gain.joins),
    }
