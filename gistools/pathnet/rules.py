"""The rules (regler) that edges are judged by: what each answers, direction by direction, and what it found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools.pathnet.network import NO, UNKNOWN, YES
from gistools.pathnet.passability import BLOCKED, MAYBE, PASSES
from gistools.pathnet.slopes import NO_TERRAIN
from gistools.pathnet.surfaces import surface_name, surface_ranks
from gistools.text import danish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.profiles import Limit, Profile
    from gistools.pathnet.slopes import Slopes

    F64 = npt.NDArray[np.float64]
    I8 = npt.NDArray[np.int8]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]

NOT_TOLD = "ikke oplyst"
PAVEMENT_WIDTH = "pavement_width_m"
"""Column of the width of a road's pavement, where a survey has measured it; ``width_m`` of a road is the road's."""

MARK = "wheelchair"
"""Column of what a layer says of an edge as a whole."""

TOLD_TO = 0.05
"""Slopes are told to a tenth of a per mille, so that a ramp built at the limit is not above it by a rounding."""

_SHORTEST = 1e-6  # metres by which a width may fall short of its limit through rounding


@dataclass(frozen=True, eq=False)
class Answer:
    """What a rule says of m edges.

    Parameters
    ----------
    forward, backward:
        int8 of m: `PASSES`, `MAYBE` or `BLOCKED`.
    found:
        Called with the places of some edges and whether they are gone along their line; returns what was found there,
        in Danish.
    limit:
        What is asked for, in Danish.
    """

    forward: I8
    backward: I8
    found: Callable[[npt.NDArray[np.int64], bool], Words]
    limit: str


@dataclass(frozen=True, eq=False)
class Case:
    """Edges that are judged, for whom, and what is known of their slopes.

    Parameters
    ----------
    edges:
        Of a network.
    profile:
        For whom.
    slopes:
        None where there is no terrain.
    planned:
        Whether what is planned counts as built.
    """

    edges: gpd.GeoDataFrame
    profile: Profile
    slopes: Slopes | None = None
    planned: bool = False
    _seen: dict[str, Any] = field(default_factory=dict)

    def words(self, name: str) -> Words:
        """Return a column of words."""
        if name not in self._seen:
            self._seen[name] = self.edges[name].to_numpy(dtype=object)
        made: Words = self._seen[name]
        return made

    def numbers(self, name: str) -> F64:
        """Return a column of numbers, NaN for none; all NaN where there is no such column."""
        if name not in self.edges.columns:
            return np.full(len(self.edges), np.nan)
        made: F64 = self.edges[name].to_numpy(np.float64, na_value=np.nan)
        return made


def _said(words: Words, *, good: str = YES, bad: str = NO) -> I8:
    """Return a column of yes, no and unknown as answers; any other word is unknown."""
    made = np.full(words.size, MAYBE, np.int8)
    made[words == good], made[words == bad] = PASSES, BLOCKED
    return made


def _compared(values: F64, limit: float, *, least: bool = False, slack: float = _SHORTEST) -> I8:
    """Return whether numbers keep a limit; what is not a number is unknown."""
    with np.errstate(invalid="ignore"):
        kept = values >= limit - slack if least else values <= limit + slack
    return np.where(np.isnan(values), MAYBE, np.where(kept, PASSES, BLOCKED)).astype(np.int8)


def _either(*answers: I8) -> I8:
    """Return yes where one is yes, no where all are no."""
    made: I8 = np.maximum.reduce(answers)
    return made


def _both(*answers: I8) -> I8:
    """Return no where one is no, yes where all are yes."""
    made: I8 = np.minimum.reduce(answers)
    return made


def _measured(values: F64, unit: str, spec: str = "g") -> Words:
    """Return numbers in words with unit, told in the same words where they are equal."""
    made = np.full(values.size, NOT_TOLD, dtype=object)
    known = np.flatnonzero(~np.isnan(values))
    each, at = np.unique(values[known], return_inverse=True)
    said = np.array([f"{danish(round(float(one), 2), spec)} {unit}" for one in each], dtype=object)
    made[known] = said[at]
    return made


def _named(words: Words, names: Mapping[str, str]) -> Words:
    made: Words = pd.Series(words, dtype=object).map(lambda one: names.get(str(one), str(one) or NOT_TOLD)).to_numpy()
    return made


def _same(answer: I8, found: Callable[[npt.NDArray[np.int64]], Words], limit: str) -> Answer:
    """Return an answer that does not differ by direction."""
    return Answer(answer, answer, lambda at, _: found(at), limit)


_STATUS = {"built": "anlagt", "planned": "planlagt", "closed": "lukket", "": NOT_TOLD, UNKNOWN: NOT_TOLD}
_ALLOWED = {YES: "tilladt", NO: "ikke tilladt", "": NOT_TOLD, UNKNOWN: NOT_TOLD}
_LIT = {YES: "belyst", NO: "ikke belyst", "": NOT_TOLD, UNKNOWN: NOT_TOLD}


def _status(case: Case, _limit: Limit) -> Answer:
    words = case.words("status")
    answer = np.full(words.size, MAYBE, np.int8)
    answer[words == "built"], answer[words == "closed"] = PASSES, BLOCKED
    answer[words == "planned"] = PASSES if case.planned else BLOCKED
    return _same(answer, lambda at: _named(words[at], _STATUS), "anlagt eller planlagt" if case.planned else "anlagt")


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
    answer = _said(words)
    answer[open_by_default(case)] = PASSES
    who = "gang" if case.profile.travels == "foot" else "cykling"
    return _same(answer, lambda at: _named(words[at], _ALLOWED), f"{who} tilladt")


def _motor_road(case: Case, _limit: Limit) -> Answer:
    """Judge the kind of way; where that is unknown, whether it is allowed is asked apart."""
    motor = case.words("way_type") == "motor_road"
    answer = np.where(motor, BLOCKED, PASSES).astype(np.int8)
    return _same(answer, lambda at: np.full(at.size, "kun motorkøretøjer", dtype=object), "ikke kun for motorkøretøjer")


def _oneway(case: Case, _limit: Limit) -> Answer:
    way = case.edges["oneway"].to_numpy(np.int64)
    there = np.where(way == -1, BLOCKED, PASSES).astype(np.int8)
    back = np.where(way == 1, BLOCKED, PASSES).astype(np.int8)
    return Answer(there, back, lambda at, _: np.full(at.size, "ensrettet mod retningen", dtype=object), "ikke imod")


def _steps(case: Case, _limit: Limit) -> Answer:
    """Judge steps; a road carries vehicles and has none, unless they are written down."""
    steps, ramp, road = case.words("steps"), case.words("ramp"), case.words("way_type") == "road"
    none = _said(steps, good=NO, bad=YES)
    none[road & (none == MAYBE)] = PASSES
    answer = _either(none, np.where(steps == YES, _said(ramp), none).astype(np.int8))

    def found(at: npt.NDArray[np.int64]) -> Words:
        told = np.full(at.size, NOT_TOLD, dtype=object)
        is_steps, beside = steps[at] == YES, ramp[at]
        told[is_steps] = "trin, rampe ikke oplyst"
        told[is_steps & (beside == NO)] = "trin uden rampe"
        return told

    return _same(answer, found, "ingen trin uden rampe")


def _walkway(case: Case, _limit: Limit) -> Answer:
    """Judge whether one can walk: on a path, and on a road that has a pavement or is quiet."""
    kind, pavement = case.words("way_type"), _said(case.words("pavement"))
    speed, traffic = case.numbers("speed_kmh"), case.numbers("aadt")
    slow = _compared(speed, case.profile.limit("quiet_speed", 0.0))
    few = _compared(traffic, case.profile.limit("quiet_aadt", 0.0))
    road = _either(pavement, _both(slow, few))
    unclear = np.where(road == PASSES, PASSES, MAYBE)  # a way of unknown kind may be a path
    answer = np.select([kind == "path", kind == UNKNOWN], [PASSES, unclear], road).astype(np.int8)

    def found(at: npt.NDArray[np.int64]) -> Words:
        side = np.where(pavement[at] == BLOCKED, "vej uden fortov", "vej, fortov ikke oplyst").astype(object)
        pace, load = _measured(speed[at], "km/t", ",.0f"), _measured(traffic[at], "køretøjer/døgn", ",.0f")
        pace[pace == NOT_TOLD], load[load == NOT_TOLD] = "fart ikke oplyst", "trafik ikke oplyst"
        told: Words = side + ", " + pace + ", " + load
        told[kind[at] == UNKNOWN] = "sti eller vej ikke oplyst"
        return told

    limits = (case.profile.limit("quiet_speed", 0.0), case.profile.limit("quiet_aadt", 0.0))
    asked = f"fortov, eller højst {danish(limits[0])} km/t og {danish(limits[1])} køretøjer/døgn"
    return _same(answer, found, asked)


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
        said = _measured(width[at], "m")
        said[np.isnan(width[at]) & (kind[at] == "road") & ~np.isnan(told[at])] = "fortovets bredde ikke oplyst"
        return said

    return _same(_compared(width, limit.value, least=True), found, f"mindst {danish(limit.value)} m")


def _kerb(case: Case, limit: Limit) -> Answer:
    """Judge the kerb that must be crossed; along a road it may be lowered where one crosses, which nobody tells."""
    kerb, kind = case.numbers("kerb_cm"), case.words("way_type")
    answer = _compared(kerb, limit.value)
    along = ((kind == "road") | (kind == UNKNOWN)) & (answer == BLOCKED)
    answer[along] = MAYBE

    def found(at: npt.NDArray[np.int64]) -> Words:
        told = _measured(kerb[at], "cm")
        told[along[at]] = told[along[at]] + " langs vej, sænkning ikke oplyst"
        return told

    return _same(answer, found, f"højst {danish(limit.value)} cm")


def _cross_fall(case: Case, limit: Limit) -> Answer:
    values = np.abs(case.numbers("cross_fall_permille"))
    answer = _compared(values, limit.value)
    return _same(answer, lambda at: _measured(values[at], "‰"), f"højst {danish(limit.value)} ‰")


def _surface(case: Case, limit: Limit) -> Answer:
    words = case.words("surface")
    each, at = np.unique(words.astype(str), return_inverse=True)
    low, high = np.array([surface_ranks(one) for one in each]).reshape(-1, 2)[at].T
    answer = np.where(high <= limit.value, PASSES, np.where(low > limit.value, BLOCKED, MAYBE)).astype(np.int8)
    names = np.array([NOT_TOLD if one in {"", UNKNOWN, "nan"} else surface_name(one).da for one in each], dtype=object)
    return _same(answer, lambda some: names[at[some]], f"jævn og fast (rang højst {danish(limit.value)} af 6)")


def _lit(case: Case, _limit: Limit) -> Answer:
    words = case.words("lit")
    return _same(_said(words), lambda at: _named(words[at], _LIT), "belyst")


def _marked(case: Case, _limit: Limit) -> Answer:
    """Judge the mark that the layer itself gives; that nobody has marked it closes and opens nothing."""
    closed = (case.words(MARK) == NO) if MARK in case.edges.columns else np.zeros(len(case.edges), np.bool_)
    answer = np.where(closed, BLOCKED, PASSES).astype(np.int8)
    return _same(answer, lambda at: np.full(at.size, "mærket uegnet i laget", dtype=object), "ikke mærket uegnet")


def _unknown_slope(case: Case, at: npt.NDArray[np.int64]) -> Words:
    if case.slopes is None:
        return np.full(at.size, NO_TERRAIN, dtype=object)
    told = case.slopes.why[at]
    return np.where(told == "", "ikke målt", told).astype(object)


def _slope(*, up: bool) -> Callable[[Case, Limit], Answer]:
    """Return the rule of the steepest slope, up or down, in the direction gone."""

    def rule(case: Case, limit: Limit) -> Answer:
        nothing = np.full(len(case.edges), np.nan)
        rise, fall = (nothing, nothing) if case.slopes is None else (case.slopes.up_permille, case.slopes.down_permille)
        there, back = (rise, fall) if up else (fall, rise)

        def found(at: npt.NDArray[np.int64], forward: bool) -> Words:  # noqa: FBT001 - as `Answer` calls it
            values = (there if forward else back)[at]
            told = _measured(np.round(values, 1), "‰")
            missing = np.isnan(values)
            told[missing] = _unknown_slope(case, at[missing])
            return told

        return Answer(
            _compared(there, limit.value, slack=TOLD_TO),
            _compared(back, limit.value, slack=TOLD_TO),
            found,
            f"højst {danish(limit.value)} ‰",
        )

    return rule


def _stretches(case: Case, over: float) -> tuple[F64, F64]:
    """Return the longest stretch of each edge that on the whole rises, and that falls, more steeply than something."""
    nothing = np.full(len(case.edges), np.nan)
    return (nothing, nothing) if case.slopes is None else case.slopes.runs.get(over, (nothing, nothing))


def _run_up(case: Case, limit: Limit) -> Answer:
    """Judge how long a rise is that is on the whole steeper than something."""
    there, back = _stretches(case, limit.over_permille)
    steep = f"m over {danish(limit.over_permille)} ‰"

    def found(at: npt.NDArray[np.int64], forward: bool) -> Words:  # noqa: FBT001 - as `Answer` calls it
        return _stretch_told(case, (there if forward else back)[at], at, steep)

    asked = f"højst {danish(limit.value)} {steep}"
    return Answer(_compared(there, limit.value), _compared(back, limit.value), found, asked)


def _stretch_told(case: Case, values: F64, at: npt.NDArray[np.int64], steep: str) -> Words:
    told = _measured(np.round(values, 1), steep)
    missing = np.isnan(values)
    told[missing] = _unknown_slope(case, at[missing])
    return told


def _landing(case: Case, limit: Limit) -> Answer:
    """Judge ramps, which need a landing in both directions.

    Terrain tells little of landings of 1.3 m. A stretch that is short on the whole passes; one that is long and steep
    in each of its parts is closed where cells are so small that a landing would show; any other may have landings.
    """
    over, slopes = limit.over_permille, case.slopes
    longest = np.maximum(*_stretches(case, over))
    answer = _compared(longest, limit.value)
    if slopes is not None:
        up, down = slopes.ramps.get(over, (longest, longest))
        sure = slopes.landings_seen & ~slopes.on_structure & (np.maximum(up, down) > limit.value + _SHORTEST)
        answer[(answer == BLOCKED) & ~sure] = MAYBE
    steep = f"m over {danish(over)} ‰"

    def found(at: npt.NDArray[np.int64]) -> Words:
        told = _stretch_told(case, longest[at], at, steep)
        doubt = (answer[at] == MAYBE) & ~np.isnan(longest[at])
        told[doubt] = told[doubt] + ", hvileplaner ikke oplyst"
        return told

    return _same(answer, found, f"højst {danish(limit.value)} {steep} uden hvileplan")


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
    "slope_up": _slope(up=True),
    "slope_down": _slope(up=False),
    "landing": _landing,
    "run_up": _run_up,
}
"""By kind of limit. Limits without a rule here, such as the distance between benches, say nothing of a single edge."""
