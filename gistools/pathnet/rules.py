"""The rules (regler) that edges are judged by: what each answers, direction by direction, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.pathnet.network import NO, UNKNOWN, YES
from gistools.pathnet.passability import BLOCKED, MAYBE, PASSES
from gistools.pathnet.rule_answers import (
    MARK,
    NOT_TOLD,
    PAVEMENT_WIDTH,
    Answer,
    Case,
    both,
    compared,
    either,
    measured,
    named,
    said_in,
    same,
)
from gistools.pathnet.slope_rules import landing, run_up, slope
from gistools.pathnet.surfaces import surface_name, surface_ranks
from gistools.text import danish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from gistools.pathnet.profiles import Limit

    F64 = npt.NDArray[np.float64]
    I8 = npt.NDArray[np.int8]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]

_STATUS = {"built": "anlagt", "planned": "planlagt", "closed": "lukket", "": NOT_TOLD, UNKNOWN: NOT_TOLD}
_ALLOWED = {YES: "tilladt", NO: "ikke tilladt", "": NOT_TOLD, UNKNOWN: NOT_TOLD}
_LIT = {YES: "belyst", NO: "ikke belyst", "": NOT_TOLD, UNKNOWN: NOT_TOLD}


def _status(case: Case, _limit: Limit) -> Answer:
    words = case.words("status")
    answer = np.full(words.size, MAYBE, np.int8)
    answer[words == "built"], answer[words == "closed"] = PASSES, BLOCKED
    answer[words == "planned"] = PASSES if case.planned else BLOCKED
    return same(answer, lambda at: named(words[at], _STATUS), "anlagt eller planlagt" if case.planned else "anlagt")


RESTRICTED = "restricted"
"""Column of private ways and others that the general rule does not open."""


def open_by_default(case: Case) -> Mask:
    """Return the edges of which nothing says whether one may go there, and that the road traffic act opens to all.

    People on foot may use paths and ordinary roads, cyclists ordinary roads; whether a path is for cycling, and who
    may use a driveway or a private road, no general rule tells.
    """
    kind, words = case.words("way_type"), case.words(case.profile.travels)
    kinds = ("path", "road") if case.profile.travels == "foot" else ("road",)
    made: Mask = np.isin(kind.astype(str), kinds) & np.isin(words.astype(str), ("", UNKNOWN))
    if RESTRICTED in case.edges.columns:
        made &= case.words(RESTRICTED) != YES
    return made


def _allowed(case: Case, _limit: Limit) -> Answer:
    """Judge whether one may go there; where nothing says so, by the general rule, which is told in a note."""
    words = case.words(case.profile.travels)
    answer = said_in(words)
    answer[open_by_default(case)] = PASSES
    who = "gang" if case.profile.travels == "foot" else "cykling"
    return same(answer, lambda at: named(words[at], _ALLOWED), f"{who} tilladt")


def _motor_road(case: Case, _limit: Limit) -> Answer:
    """Judge the kind of way; where that is unknown, whether it is allowed is asked apart."""
    motor = case.words("way_type") == "motor_road"
    answer = np.where(motor, BLOCKED, PASSES).astype(np.int8)
    return same(answer, lambda at: np.full(at.size, "kun motorkøretøjer", dtype=object), "ikke kun for motorkøretøjer")


def _oneway(case: Case, _limit: Limit) -> Answer:
    way = case.edges["oneway"].to_numpy(np.int64)
    there = np.where(way == -1, BLOCKED, PASSES).astype(np.int8)
    back = np.where(way == 1, BLOCKED, PASSES).astype(np.int8)
    return Answer(there, back, lambda at, _: np.full(at.size, "ensrettet mod retningen", dtype=object), "ikke imod")


def _steps(case: Case, _limit: Limit) -> Answer:
    """Judge steps; a road carries vehicles and has none, unless they are written down."""
    steps, ramp, road = case.words("steps"), case.words("ramp"), case.words("way_type") == "road"
    none = said_in(steps, good=NO, bad=YES)
    none[road & (none == MAYBE)] = PASSES
    answer = either(none, np.where(steps == YES, said_in(ramp), none).astype(np.int8))

    def found(at: npt.NDArray[np.int64]) -> Words:
        told = np.full(at.size, NOT_TOLD, dtype=object)
        is_steps, beside = steps[at] == YES, ramp[at]
        told[is_steps] = "trin, rampe ikke oplyst"
        told[is_steps & (beside == NO)] = "trin uden rampe"
        return told

    return same(answer, found, "ingen trin uden rampe")


def _walkway(case: Case, _limit: Limit) -> Answer:
    """Judge whether one can walk: on a path, and on a road that has a pavement or is quiet."""
    kind, pavement = case.words("way_type"), said_in(case.words("pavement"))
    speed, traffic = case.numbers("speed_kmh"), case.numbers("aadt")
    slow = compared(speed, case.profile.limit("quiet_speed", 0.0))
    few = compared(traffic, case.profile.limit("quiet_aadt", 0.0))
    road = either(pavement, both(slow, few))
    unclear = np.where(road == PASSES, PASSES, MAYBE)  # a way of unknown kind may be a path
    answer = np.select([kind == "path", kind == UNKNOWN], [PASSES, unclear], road).astype(np.int8)

    def found(at: npt.NDArray[np.int64]) -> Words:
        side = np.where(pavement[at] == BLOCKED, "vej uden fortov", "vej, fortov ikke oplyst").astype(object)
        pace, load = measured(speed[at], "km/t", ",.0f"), measured(traffic[at], "køretøjer/døgn", ",.0f")
        pace[pace == NOT_TOLD], load[load == NOT_TOLD] = "fart ikke oplyst", "trafik ikke oplyst"
        told: Words = side + ", " + pace + ", " + load
        told[kind[at] == UNKNOWN] = "sti eller vej ikke oplyst"
        return told

    limits = (case.profile.limit("quiet_speed", 0.0), case.profile.limit("quiet_aadt", 0.0))
    asked = f"fortov, eller højst {danish(limits[0])} km/t og {danish(limits[1])} køretøjer/døgn"
    return same(answer, found, asked)


def _width(case: Case, limit: Limit) -> Answer:
    """On a road those on foot have the pavement, whose width is not the road's."""
    width, kind = case.numbers("width_m"), case.words("way_type")
    told = width
    if case.profile.travels == "foot":
        on_road = (kind == "road") & (case.words("pavement") == NO)
        width = np.where(
            (kind == "path") | on_road, width, np.where(kind == "road", case.numbers(PAVEMENT_WIDTH), np.nan)
        )

    def found(at: npt.NDArray[np.int64]) -> Words:
        said = measured(width[at], "m")
        said[np.isnan(width[at]) & (kind[at] == "road") & ~np.isnan(told[at])] = "fortovets bredde ikke oplyst"
        return said

    return same(compared(width, limit.value, least=True), found, f"mindst {danish(limit.value)} m")


def _kerb(case: Case, limit: Limit) -> Answer:
    """Judge the kerb that must be crossed; along a road it may be lowered where one crosses, which nobody tells."""
    kerb, kind = case.numbers("kerb_cm"), case.words("way_type")
    answer = compared(kerb, limit.value)
    along = ((kind == "road") | (kind == UNKNOWN)) & (answer == BLOCKED)
    answer[along] = MAYBE

    def found(at: npt.NDArray[np.int64]) -> Words:
        told = measured(kerb[at], "cm")
        told[along[at]] = told[along[at]] + " langs vej, sænkning ikke oplyst"
        return told

    return same(answer, found, f"højst {danish(limit.value)} cm")


def _cross_fall(case: Case, limit: Limit) -> Answer:
    values = np.abs(case.numbers("cross_fall_permille"))
    answer = compared(values, limit.value)
    return same(answer, lambda at: measured(values[at], "‰"), f"højst {danish(limit.value)} ‰")


def _surface(case: Case, limit: Limit) -> Answer:
    words = case.words("surface")
    each, at = np.unique(words.astype(str), return_inverse=True)
    low, high = np.array([surface_ranks(one) for one in each]).reshape(-1, 2)[at].T
    answer = np.where(high <= limit.value, PASSES, np.where(low > limit.value, BLOCKED, MAYBE)).astype(np.int8)
    names = np.array([NOT_TOLD if one in {"", UNKNOWN, "nan"} else surface_name(one).da for one in each], dtype=object)
    return same(answer, lambda some: names[at[some]], f"jævn og fast (rang højst {danish(limit.value)} af 6)")


def _lit(case: Case, _limit: Limit) -> Answer:
    words = case.words("lit")
    return same(said_in(words), lambda at: named(words[at], _LIT), "belyst")


def _marked(case: Case, _limit: Limit) -> Answer:
    """Judge the mark that the layer itself gives; that nobody has marked it closes and opens nothing."""
    closed = (case.words(MARK) == NO) if MARK in case.edges.columns else np.zeros(len(case.edges), np.bool_)
    answer = np.where(closed, BLOCKED, PASSES).astype(np.int8)
    return same(answer, lambda at: np.full(at.size, "mærket uegnet i laget", dtype=object), "ikke mærket uegnet")


RULES: Mapping[str, Callable[[Case, Limit], Answer]] = {
    "status": _status,
    "allowed": _allowed,
    "motor_road": _motor_road,
    "marked": _marked,
    "oneway": _oneway,
    "steps": _steps,
    "walkway": _walkway,
    "width": _width,
    "good_width": _width,
    "kerb": _kerb,
    "surface": _surface,
    "cross_fall": _cross_fall,
    "lit": _lit,
    "slope_up": slope(up=True),
    "slope_down": slope(up=False),
    "landing": landing,
    "run_up": run_up,
}
"""By kind of limit. Limits without a rule here, such as the distance between benches, say nothing of a single edge."""
