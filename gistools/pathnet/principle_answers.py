"""Principles held against an area (principper prøvet): yes, no, unknown, or that no layer answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.assessed import DESTINATIONS, INSIDE, KINDS, NEIGHBOURS, NOT_GIVEN, PATHS
from gistools.pathnet.network import NO as SAID_NO
from gistools.pathnet.network import YES as SAID_YES
from gistools.pathnet.passability import MAYBE, PASSES
from gistools.pathnet.search import Places, Search
from gistools.pathnet.surfaces import surface_ranks
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from gistools.pathnet.assessed import AreaAssessment, Assessment, Cell
    from gistools.pathnet.principles import Principle, Principles
    from gistools.pathnet.slopes import Slopes

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

YES, NO, UNKNOWN, NOT_ANSWERED = "yes", "no", "unknown", "not_answered"
_NEAREST_M = 100.0  # places nearer than this by air say nothing of detours: the ratio explodes
_NO_PLANNED = Text("ingen planlagte forbindelser i området", "no planned links in the area")


@dataclass(frozen=True, slots=True)
class PrincipleAnswer:
    """What a principle says of one area: ``yes``, ``no``, ``unknown`` or ``not_answered``, and what was found."""

    area: str
    principle: Principle
    answer: str
    found: Text


def answer_principles(
    told: Assessment, area: AreaAssessment, principles: Principles, slopes: Slopes | None = None
) -> tuple[PrincipleAnswer, ...]:
    """Return what each principle says of an area, for the first profile; new links are its own planned ones."""
    case = _Case(told, area, slopes)
    made = []
    for rule in principles.rows:
        answer, found = _TESTS[rule.test](case, rule) if rule.test in _TESTS else (
            NOT_ANSWERED, Text("kan ikke besvares af de givne lag", "cannot be answered by the layers given"),
        )  # fmt: skip
        made.append(PrincipleAnswer(area.name, rule, answer, found))
    return tuple(made)


@dataclass(eq=False)
class _Case:
    """An area whose principles are asked."""

    told: Assessment
    area: AreaAssessment
    slopes: Slopes | None

    @property
    def own(self) -> I64:
        """The planned links of the area."""
        return np.flatnonzero(self.area.places.own)

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return a column of the planned links."""
        made: npt.NDArray[Any] = self.told.network.edges[name].to_numpy()[self.own]
        return made

    def cells(self) -> Mapping[str, Cell]:
        """Return the answers of the first profile by question."""
        first = self.area.cells[0].profile
        return {cell.question: cell for cell in self.area.cells if cell.profile is first}


Told = tuple[str, Text]


def _asked(case: _Case, rule: Principle) -> Told:
    """Return the answer of the assessment itself to what a principle limits."""
    question = rule.test if rule.test in {INSIDE, NEIGHBOURS, PATHS} else DESTINATIONS
    cell = case.cells()[question]
    wanted = {rule.test} if question != DESTINATIONS or rule.test in KINDS else None
    strict = [one for one in cell.strict if _is(one.demand.name, wanted)]
    best = [one for one in cell.optimistic if _is(one.demand.name, wanted)]
    if cell.why or not strict:
        what = Text("intet givet at nå", "nothing given to reach")
        return NOT_ANSWERED if cell.why == NOT_GIVEN or not cell.why else UNKNOWN, what
    worst = max(one.worst_m for one in strict)
    found = (
        Text("nås ikke", "not reached") if not np.isfinite(worst)
        else Text(f"længst {danish(worst, ',.0f')} m", f"furthest {worst:,.0f} m")
    )  # fmt: skip
    if not any(one.failing.any() for one in strict):
        return YES, Text("alle når hinanden", "all reach each other") if rule.test == INSIDE else found
    return (NO if any(one.failing.any() for one in best) else UNKNOWN), found


def _is(name: str, wanted: set[str] | None) -> bool:
    return name in wanted if wanted is not None else name not in KINDS


def _detour(case: _Case, rule: Principle) -> Told:
    """Return how much longer ways are than the straight line, in the middle, for what is known to be reached."""
    cells = case.cells()
    goals = [one.demand.targets for q in (DESTINATIONS, NEIGHBOURS) if q in cells for one in cells[q].strict]
    homes = case.area.places.homes
    ratios: list[float] = []
    network = case.told.network
    there, back = case.told.judged[0].open(strict=True)
    exists = case.area.places.exists
    search = Search(network, there & exists, back & exists, network.length_m, network.length_m)
    for targets in goals:
        some = targets[targets.met]
        if not (len(some) and len(homes)):
            continue
        metres = search.between(homes, some)
        nearest = metres.argmin(axis=1)
        straight = shapely.distance(_points(network, homes), _points(network, some)[nearest])
        far = np.isfinite(metres[np.arange(len(homes)), nearest]) & (straight >= _NEAREST_M)
        ratios += (metres[np.arange(len(homes)), nearest][far] / straight[far]).tolist()
    if not ratios:
        return UNKNOWN, Text("ingen mål over 100 m borte, der nås", "no goal beyond 100 m that is reached")
    middle = float(np.median(ratios))
    found = Text(f"{danish(middle, '.2f')} i midten af {len(ratios)}", f"{middle:.2f} in the middle of {len(ratios)}")
    return (YES if middle <= rule.limit else NO), found


def _points(network: Any, places: Places) -> npt.NDArray[Any]:  # noqa: ANN401 - a PathNetwork
    lines = network.edges.geometry.to_numpy()[places.edge]
    made: npt.NDArray[Any] = shapely.line_interpolate_point(lines, places.offset_m)
    return made


def _numbers(values: F64, rule: Principle, *, least: bool) -> Told:
    """Return whether all of some numbers keep a limit; the worst of the known ones is told."""
    if not values.size:
        return UNKNOWN, _NO_PLANNED
    known = values[~np.isnan(values)]
    missing = int(values.size - known.size)
    worst = (known.min() if least else known.max()) if known.size else np.nan
    kept = bool((known >= rule.limit).all()) if least else bool((known <= rule.limit).all())
    unit = f" {rule.unit}" if rule.unit else ""
    said = [] if not known.size else [Text(f"værst {danish(round(float(worst), 2))}{unit}", f"worst {worst:.4g}{unit}")]
    if missing:
        said.append(Text(f"{missing} af {values.size} ukendt", f"{missing} of {values.size} unknown"))
    found = Text(", ".join(s.da for s in said), ", ".join(s.en for s in said))
    return (NO if not kept else UNKNOWN if missing else YES), found


def _column(name: str, *, least: bool = False) -> Callable[[_Case, Principle], Told]:
    return lambda case, rule: _numbers(case.column(name).astype(np.float64), rule, least=least)


def _slope(case: _Case, rule: Principle) -> Told:
    if case.slopes is None:
        return UNKNOWN, Text("ingen højdemodel", "no elevation model")
    steepest = np.maximum(case.slopes.up_permille, case.slopes.down_permille)[case.own]
    return _numbers(steepest, rule, least=False)


def _surface(case: _Case, rule: Principle) -> Told:
    ranks = np.array([surface_ranks(str(one)) for one in case.column("surface")], np.float64).reshape(-1, 2)
    if not len(ranks):
        return UNKNOWN, _NO_PLANNED
    bad, unclear = ranks[:, 0] > rule.limit, (ranks[:, 0] <= rule.limit) & (ranks[:, 1] > rule.limit)
    return _counted(bad, unclear, Text("uden fast og jævn belægning", "without a firm and even surface"))


def _words(name: str, bad_word: str, what: Text) -> Callable[[_Case, Principle], Told]:
    def test(case: _Case, _rule: Principle) -> Told:
        words = case.column(name)
        if not words.size:
            return UNKNOWN, _NO_PLANNED
        bad = words == bad_word
        if name == "steps":
            bad &= case.column("ramp") == SAID_NO
        good = words == (SAID_YES if bad_word == SAID_NO else SAID_NO)
        if name == "steps":
            good |= (words == SAID_YES) & (case.column("ramp") == SAID_YES)
        return _counted(bad, ~bad & ~good, what)

    return test


def _counted(bad: npt.NDArray[np.bool_], unclear: npt.NDArray[np.bool_], what: Text) -> Told:
    count, missing, whole = int(bad.sum()), int(unclear.sum()), int(bad.size)
    said = [Text(f"{count} af {whole} {what.da}", f"{count} of {whole} {what.en}")]
    if missing:
        said.append(Text(f"{missing} ukendt", f"{missing} unknown"))
    found = Text(", ".join(s.da for s in said), ", ".join(s.en for s in said))
    return (NO if count else UNKNOWN if missing else YES), found


def _crossing(case: _Case, rule: Principle) -> Told:
    """Return whether the roads that planned paths meet at grade keep a speed."""
    network, own = case.told.network, case.own
    edges = network.edges
    if not own.size:
        return UNKNOWN, _NO_PLANNED
    nodes = np.unique(np.concatenate([network.u[own], network.v[own]]))
    at = np.isin(network.u, nodes) | np.isin(network.v, nodes)
    roads = at & np.isin(edges["way_type"].to_numpy(), ["road", "motor_road"]) & ~case.area.places.own
    if not roads.any():
        return YES, Text("møder ingen veje i niveau", "meets no road at grade")
    return _numbers(edges["speed_kmh"].to_numpy(np.float64)[roads], rule, least=False)


def _exits(case: _Case, rule: Principle) -> Told:
    exits = case.area.places.exits
    judged, exists = case.told.judged[0], case.area.places.exists
    best = np.where(exists, np.maximum(judged.forward, judged.backward), -1)[exits.edge]
    sure, may = int((best >= PASSES).sum()), int((best >= MAYBE).sum())
    found = Text(counted(sure, "udgang", "udgange"), counted(sure, "exit", "exits"))
    if may > sure:
        found = Text(f"{found.da}, {may - sure} uvis", f"{found.en}, {may - sure} uncertain")
    return (YES if sure >= rule.limit else NO if may < rule.limit else UNKNOWN), found


def _dead_ends(case: _Case, rule: Principle) -> Told:
    network, own = case.told.network, case.own
    if not own.size:
        return UNKNOWN, _NO_PLANNED
    there = case.area.places.exists
    degree = np.bincount(np.concatenate([network.u[there], network.v[there]]), minlength=len(network.nodes))
    ends = np.unique(np.concatenate([network.u[own], network.v[own]]))
    count = int((degree[ends] == 1).sum())
    return (YES if count <= rule.limit else NO), Text(
        counted(count, "blind ende", "blinde ender"), counted(count, "dead end", "dead ends")
    )


_TESTS: Mapping[str, Callable[[_Case, Principle], Told]] = {
    **dict.fromkeys((INSIDE, NEIGHBOURS, PATHS, *KINDS, "other"), _asked),
    "detour": _detour,
    "width": _column("width_m", least=True),
    "slope": _slope,
    "kerb": _column("kerb_cm"),
    "cross_fall": _column("cross_fall_permille"),
    "surface": _surface,
    "steps": _words("steps", SAID_YES, Text("med trin", "with steps")),
    "lit": _words("lit", SAID_NO, Text("uden lys", "unlit")),
    "crossing": _crossing,
    "exits": _exits,
    "dead_ends": _dead_ends,
}


def unanswered(answers: Sequence[PrincipleAnswer]) -> tuple[int, ...]:
    """Return the numbers of the principles that no layer answers."""
    return tuple(sorted({one.principle.number for one in answers if one.answer == NOT_ANSWERED}))
