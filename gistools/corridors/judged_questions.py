"""The questions that a proposed area is judged on (spørgsmål): yes, no or unknown, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from gistools._checks import cell_text
from gistools.corridors.gains import BUILT_ON, COVERED, PATCH, TOO_SMALL
from gistools.corridors.green_map_reasons import percents, surface_word
from gistools.corridors.network import SAME
from gistools.corridors.overlays import PATCHES, counted, covered_m2, hectares, percent, touching
from gistools.corridors.protected import NOT_PROTECTED
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.gains import Gain, SpeciesNetwork
    from gistools.corridors.judged_params import JudgedParams
    from gistools.corridors.planning_params import SoilPlanParams
    from gistools.corridors.planning_rules import GreenRules

YES, NO, UNKNOWN = "yes", "no", "unknown"
QUESTIONS = ("protected", "connects", "near", "green", "large", "public", "mapped", "plan")
OBJECTIONS = (("mapped", YES), ("plan", YES), ("large", NO), ("near", NO))
"""Answers that speak against an area that connects."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer (svar): ``yes``, ``no`` or ``unknown``, and why."""

    question: str
    answer: str
    reason: Text


def not_given(question: str, what: Text) -> Answer:
    """Return that nothing is known where a layer was not given.

    >>> not_given("plan", Text("planer", "plans")).reason.en
    'Unknown: no layer of plans given.'
    """
    return Answer(question, UNKNOWN, Text(f"Ukendt: intet lag med {what.da} givet.",
                                          f"Unknown: no layer of {what.en} given."))  # fmt: skip


def is_protected(
    shape: BaseGeometry, nature: gpd.GeoDataFrame, natura_2000: gpd.GeoDataFrame | None, least: float
) -> Answer:
    """Return whether an area is protected already: section 3 (``nature`` has ``protection``) or Natura 2000."""
    inside = covered_m2(nature[nature["protection"] != NOT_PROTECTED], shape) / shape.area
    said = Text(f"{percent(inside).da} er beskyttet (§ 3)", f"{percent(inside).en} is protected (section 3)")
    shares = [inside]
    if natura_2000 is None:
        more = Text("; Natura 2000 er ikke givet", "; Natura 2000 is not given")
    else:
        shares.append(covered_m2(natura_2000, shape) / shape.area)
        more = Text(f"; {percent(shares[1]).da} er Natura 2000", f"; {percent(shares[1]).en} is Natura 2000")
    answer = YES if max(shares) >= least else UNKNOWN if natura_2000 is None else NO
    return Answer("protected", answer, Text(f"{said.da}{more.da}.", f"{said.en}{more.en}."))


def does_connect(surface: str, gains: Sequence[tuple[SpeciesNetwork, Gain]], least: float) -> Answer:
    """Return whether an area hangs together with the patches of some species.

    That is: EC grows by at least ``least`` times the percent that habitat does (dEC over dA); at 1 an area is as well
    connected as the patches are on the mean.
    """
    what = surface_word(surface)
    if not surface:
        return Answer("connects", UNKNOWN, Text("Ukendt: det siges ikke, hvad arealet skal blive.",
                                                "Unknown: it is not said what the area is to become."))  # fmt: skip
    lives = [(n, g) for n, g in gains if surface in n.species.habitats]
    if not lives:
        names = Text(", ".join(n.species.name.da for n, _ in gains), ", ".join(n.species.name.en for n, _ in gains))
        return Answer("connects", UNKNOWN, Text(f"Ukendt: {what.da} er ikke levested for {names.da}.",
                                                f"Unknown: {what.en} is no habitat of {names.en}."))  # fmt: skip
    best = max(g.relative if g.kind == PATCH else 0.0 for _, g in lives)
    da = "; ".join(f"{n.species.name.da} {_gain(g).da}" for n, g in lives)
    en = "; ".join(f"{n.species.name.en} {_gain(g).en}" for n, g in lives)
    yes = best >= least * (1.0 - SAME)
    word = Text("godt", "well") if yes else Text("for dårligt", "too badly")
    end = Text(
        f"hænger {word.da} sammen ({danish(best, '.1f')} gange så godt som levestederne i snit)",
        f"hangs together {word.en} ({best:.1f} times as well as the patches on the mean)",
    )
    return Answer("connects", YES if yes else NO,
                  Text(f"Sammenhængen (EC) som {what.da}: {da}: {end.da}.",
                       f"Connectivity (EC) as {what.en}: {en}: {end.en}."))  # fmt: skip


_NO_PATCH = {
    COVERED: Text("er allerede levested", "is habitat already"),
    TOO_SMALL: Text("for lille til et levested for sig", "too small for a patch of its own"),
    BUILT_ON: Text("bebygget", "built on"),
}


def _gain(gain: Gain) -> Text:
    if gain.kind in _NO_PATCH:
        return _NO_PATCH[gain.kind]
    size, near = percents(gain.percent), counted(len(gain.joins), *PATCHES)
    if not gain.joins:
        return Text(f"+{size.da}, men når intet levested", f"+{size.en} but reaches no patch")
    return Text(f"+{size.da}, {near.da} i rækkevidde", f"+{size.en}, {near.en} in reach")


def is_near(shape: BaseGeometry, surface: str, networks: Sequence[SpeciesNetwork]) -> tuple[Answer, float]:
    """Return whether a patch lies within the dispersal distance of its species, as the crow flies; and the distance.

    Of the species that live in what the area becomes; of all when none does.
    """
    found = []
    living = [one for one in networks if surface in one.species.habitats]
    for network in living or networks:
        patches = network.corridors.patches.frame
        away = shapely.distance(patches.geometry.to_numpy(), shape)
        found.append((float(away.min()), network.species))
    away, species = min(found, key=lambda one: one[0] / one[1].dispersal_m)
    answer = YES if away <= species.dispersal_m else NO
    return Answer("near", answer, Text(
        f"{danish(away, '.0f')} m til nærmeste levested for {species.name.da} (rækkevidde "
        f"{danish(species.dispersal_m, '.0f')} m).",
        f"{away:.0f} m to the nearest patch of {species.name.en} (distance {species.dispersal_m:.0f} m).",
    )), min(one[0] for one in found)  # fmt: skip


def is_green(shape: BaseGeometry, land_cover: gpd.GeoDataFrame, rules: GreenRules) -> Answer:
    """Return whether half of an area or more is green today, by the land cover."""
    known = covered_m2(land_cover, shape) / shape.area
    green = covered_m2(land_cover[land_cover["surface_class"].isin(rules.words["green_surface"])], shape) / shape.area
    answer = YES if green >= 0.5 else NO if known - green > 0.5 else UNKNOWN  # noqa: PLR2004 - half
    rest = 1.0 - known
    gap = Text(f"; {percent(rest).da} er ukendt", f"; {percent(rest).en} is unknown") if rest > 0.005 else Text("", "")  # noqa: PLR2004 - half a percent
    return Answer("green", answer, Text(f"{percent(green).da} er grønt i dag{gap.da}.",
                                        f"{percent(green).en} is green today{gap.en}."))  # fmt: skip


def is_large(shape: BaseGeometry, least_m2: float) -> Answer:
    """Return whether an area is as large as asked for."""
    size, least = hectares(shape.area), hectares(least_m2)
    if shape.area >= least_m2:
        return Answer("large", YES, Text(f"Stort nok: {size.da}.", f"Large enough: {size.en}."))
    return Answer("large", NO, Text(f"Lille: {size.da} (stort nok fra {least.da}).",
                                    f"Small: {size.en} (large enough from {least.en})."))  # fmt: skip


def is_public(shape: BaseGeometry, owners: gpd.GeoDataFrame, params: JudgedParams, rules: GreenRules) -> Answer:
    """Return whether all of an area but a little is publicly owned; ``no`` when so much is private."""
    said = owners[params.owner_field].map(cell_text)
    public = covered_m2(owners[[rules.named("public_owner", one) for one in said]], shape) / shape.area
    private = covered_m2(owners[[rules.named("private_owner", one) for one in said]], shape) / shape.area
    rest = max(1.0 - public - private, 0.0)
    answer = YES if public > 1.0 - params.counts_from else NO if private >= params.counts_from else UNKNOWN
    return Answer("public", answer, Text(
        f"{percent(public).da} offentligt, {percent(private).da} privat, {percent(rest).da} ukendt.",
        f"{percent(public).en} public, {percent(private).en} private, {percent(rest).en} unknown.",
    ))  # fmt: skip


def is_mapped(shape: BaseGeometry, lots: gpd.GeoDataFrame, params: SoilPlanParams, rules: GreenRules) -> Answer:
    """Return whether mapped contaminated soil (V1, V2) lies in an area; what is not in the layer is not clean."""
    status = lots[params.status_field].map(cell_text)
    mapped = status.isin(rules.words["mapped_soil"])
    share = covered_m2(lots[mapped], shape) / shape.area
    rows = touching(lots, shape)
    met = sorted(
        {status.iloc[n] for n in rows if shapely.area(shapely.intersection(lots.geometry.iloc[n], shape)) > 0.0}
    )
    listed = f" ({', '.join(met)})" if met else ""
    if share >= params.counts_from:
        return Answer("mapped", YES, Text(f"{percent(share).da} er kortlagt{listed}: spørg regionen.",
                                          f"{percent(share).en} is mapped{listed}: ask the region."))  # fmt: skip
    return Answer("mapped", NO, Text(
        f"{percent(share).da} er kortlagt i laget{listed}; ikke kortlagt er ikke det samme som ren.",
        f"{percent(share).en} is mapped in the layer{listed}; not mapped is not clean.",
    ))  # fmt: skip


def has_plan(shape: BaseGeometry, plans: gpd.GeoDataFrame, params: SoilPlanParams, rules: GreenRules) -> Answer:
    """Return whether a plan for something else than nature lies on an area; unknown where its use is not said."""
    against: list[str] = []
    fits: list[str] = []
    unsaid: list[str] = []
    for n in touching(plans, shape):
        row = plans.iloc[n]
        share = shapely.area(shapely.intersection(row.geometry, shape)) / shape.area
        if share < params.counts_from:
            continue
        use = cell_text(row[params.use_field])
        name = next(
            (cell_text(row[c]) for c in ("plannavn", "navn", "name") if c in plans.columns and cell_text(row[c])),
            f"{n + 1}",
        )
        state = cell_text(row["status"]) if "status" in plans.columns else ""
        told = f"{name} ({', '.join(filter(None, [use, state, percent(share).da]))})"
        (unsaid if not use else fits if rules.named("nature_plan", use) else against).append(told)
    if against:
        return Answer(
            "plan", YES, Text(f"Plan til andet: {'; '.join(against)}.", f"Plan for another use: {'; '.join(against)}.")
        )
    if unsaid:
        return Answer("plan", UNKNOWN, Text(f"Ukendt: planens anvendelse er ikke oplyst: {'; '.join(unsaid)}.",
                                            f"Unknown: the plan's use is not told: {'; '.join(unsaid)}."))  # fmt: skip
    if fits:
        return Answer(
            "plan",
            NO,
            Text(f"Planen går sammen med natur: {'; '.join(fits)}.", f"The plan goes with nature: {'; '.join(fits)}."),
        )
    return Answer("plan", NO, Text("Ingen af de givne planer.", "None of the plans given."))
