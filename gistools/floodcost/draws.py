"""Joint draws (gennemløb) of what is uncertain of flood damage, the same ones for all alternatives."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.errors import ParamError
from gistools.floodcost.ranking import OWN_COST, TERRAIN, Beats, Draws
from gistools.floodcost.rates import RainRate
from gistools.floodcost.spreads import Alternative, Spread, Spreads
from gistools.progress import NoProgress, Progress, check
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["Alternative", "Beats", "Draws", "Spread", "Spreads", "draw_risk"]

LEAST_DRAWS, MOST_DRAWS = 10, 100_000
_FIGURES = ("cost", "threshold_m", "plinth_m", "climate")
_CLASS = "cost:"
_NEAR_M = 1e-9


def draw_risk(
    alternatives: Sequence[Alternative],
    depths_m: npt.ArrayLike,
    threshold_m: npt.ArrayLike,
    amount_dkk: npt.ArrayLike,
    rate: RainRate,
    spreads: Spreads | None = None,
    *,
    damage_class: Sequence[str] | None = None,
    on_plinth: Sequence[bool] | None = None,
    draws: int = 1000,
    seed: int = 1,
    progress: Progress | None = None,
) -> Draws:
    """Return the annual damage of each alternative under joint draws of all that is uncertain.

    Each draw takes one unit cost factor, one shift of thresholds, one climate, one terrain, and a plinth for each
    building, and all alternatives meet it: what is left between them is the alternatives. Each figure has a row of
    random numbers of its own, so that neither more draws, nor another alternative, nor one figure made certain changes
    what was drawn of the rest.

    The onset at a drawn threshold lies on a straight line between the depths around it. Where the deeper of them is
    never reached, the onset of the nearer one is taken. A part that is unknown in one alternative is left out in all of
    them, and counted.

    Parameters
    ----------
    alternatives:
        What is compared, with onsets at ``depths_m``; one of them may be to do nothing.
    depths_m:
        S >= 2 rising depths above the ground at the facade; they must span every threshold that can be drawn. Drawn
        thresholds below 0 count as 0.
    threshold_m, amount_dkk:
        P x n thresholds of the parts of n buildings, and their amounts; 0 no such part, NaN unknown. Curves may be
        given as many steps.
    rate:
        How often each rain is passed, in the climate at the mid of ``spreads.climate``.
    spreads:
        What is uncertain; nothing when None.
    damage_class:
        Of each of n buildings, for ``spreads.class_cost``.
    on_plinth:
        For each of P parts whether the plinth raises it; all of them when None.
    draws, seed:
        How often (10 to 100,000), and the numbers that are drawn.

    Raises
    ------
    ParamError
        With every fault: doubled or missing names, other shapes, onsets that fall with depth or are negative, depths
        that do not span the thresholds, a climate on top of a climate.
    Cancelled
        When the user stops the work.

    >>> import pandas as pd
    >>> from gistools.cloudburst.rain import RainStatistics
    >>> from gistools.floodcost.rates import rain_rate
    >>> table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [26.0], "T=50": [36.0]})
    >>> rate = rain_rate(RainStatistics.from_table(table, series="partial-duration"), 60)
    >>> nothing = Alternative("nothing", np.array([[16.0], [26.0]]))
    >>> basin = Alternative("basin", np.array([[26.0], [36.0]]), Spread(20_000.0, 30_000.0, 40_000.0))
    >>> spreads = Spreads(cost=Spread(0.5, 1.0, 2.0), threshold_m=Spread(-0.1, 0.0, 0.1))
    >>> made = draw_risk([nothing, basin], [0.0, 0.4], [[0.2]], [[500_000.0]], rate, spreads)
    >>> made.mid_dkk.round().tolist()
    [111803.0, 22361.0]
    >>> sure = made.beats("basin", "nothing")
    >>> sure.wins, round(sure.low, 3), sure.flips
    (1000, 0.996, ())
    """
    spreads = spreads or Spreads()
    progress = progress or NoProgress()
    depths, threshold, amount = (np.asarray(given, np.float64) for given in (depths_m, threshold_m, amount_dkk))
    for one in alternatives:
        require_kind(one, Alternative, "alternatives")
    plinth = np.ones(len(threshold), np.bool_) if on_plinth is None else np.asarray(on_plinth, np.bool_)
    kinds = np.full(amount.shape[-1:], "", object) if damage_class is None else np.asarray(damage_class, object)
    _check(alternatives, depths, threshold, amount, plinth, kinds, rate, spreads, draws)
    town = _Town(tuple(alternatives), depths, threshold, amount, plinth, kinds, rate)
    _require_span(town, spreads)
    figures = {
        **{name: getattr(spreads, name) for name in _FIGURES},
        **{f"{_CLASS}{kind}": spread for kind, spread in spreads.class_cost.items()},
    }
    mid = {name: spread.mid for name, spread in figures.items()}
    plain, gaps = town.damage(mid)
    values = {name: spread for name, spread in figures.items() if not spread.fixed}
    swings = {
        name: np.stack([town.damage(mid | {name: end})[0] for end in (spread.low, spread.high)], axis=1)
        for name, spread in values.items()
    }
    if town.terrains:
        swings[TERRAIN] = np.stack([town.damage(mid, terrain=r)[0] for r in range(town.terrains)], axis=1)
    common = {
        name: spread.at(_stream(seed, name).random(draws)) for name, spread in figures.items() if name != "plinth_m"
    }
    terrain = np.arange(draws) % town.terrains if town.terrains else np.full(draws, -1)
    damage = np.empty((len(town.alternatives), draws))
    for j in range(draws):
        check(progress)
        progress.update(j / draws, Text("Regner gennemløb", "Drawing"))
        drawn: dict[str, float | Numbers] = {name: float(of[j]) for name, of in common.items()}
        each = spreads.plinth_m
        drawn["plinth_m"] = each.mid if each.fixed else each.at(_stream(seed, "plinth_m", j).random(amount.shape[1]))
        damage[:, j], _ = town.damage(drawn, terrain=int(terrain[j]))
    cost = np.stack(
        [one.annual_cost_dkk.at(_stream(seed, f"{OWN_COST}:{one.name}").random(draws)) for one in alternatives]
    )
    table = pd.DataFrame({"draw": np.arange(1, draws + 1), **common})
    if town.terrains:
        table[TERRAIN] = terrain
    return Draws(
        town.alternatives,
        damage,
        cost,
        plain,
        table,
        swings,
        values,
        int(town.unknown.sum()),
        seed,
        (*rate.notes, *_notes(town, gaps)),
        rate.unverified,
        rate.statistics.stamps,
    )


@dataclass(eq=False)
class _Town:
    """The parts that count, one after another: those that are known, cost something, and are reached at all."""

    alternatives: tuple[Alternative, ...]
    depths: Numbers
    threshold: Numbers
    amount: Numbers
    plinth: Mask
    kinds: npt.NDArray[np.object_]
    rate: RainRate

    def __post_init__(self) -> None:
        every = [self._onsets(one, r) for one in self.alternatives for r in (-1, *range(self.terrains))]
        known = ~np.any([np.isnan(onset).any(axis=0) for onset in every], axis=0)
        never = np.all([np.isposinf(onset[0]) for onset in every], axis=0)
        costly = (self.amount != 0.0) & ~never
        told = costly & known & ~np.isnan(self.amount) & ~np.isnan(self.threshold)
        self.unknown: Mask = (costly & ~told).any(axis=0)
        self.part, self.building = np.nonzero(told)
        self.dkk, self.base, self.raised = self.amount[told], self.threshold[told], self.plinth[self.part]
        self.kind = self.kinds[self.building]
        self.classes = sorted(set(self.kind))

    @property
    def terrains(self) -> int:
        first = self.alternatives[0].terrain_onset_mm
        return 0 if first is None else len(first)

    def rise(self, one: Alternative) -> Numbers:
        return np.broadcast_to(np.asarray(one.rise_m, np.float64), self.amount.shape)[self.part, self.building]

    def damage(self, figures: Mapping[str, float | Numbers], *, terrain: int = -1) -> tuple[Numbers, int]:
        """Return the annual damage of each alternative, and how many onsets lay beside a depth never reached."""
        rate = self.rate.times(float(figures["climate"]))
        lift = np.broadcast_to(figures["plinth_m"], self.amount.shape[1:])[self.building]
        at = self.base + figures["threshold_m"] + np.where(self.raised, lift, 0.0)
        dkk = self.dkk * figures["cost"]
        for kind in self.classes:
            if f"{_CLASS}{kind}" in figures:
                dkk[self.kind == kind] *= figures[f"{_CLASS}{kind}"]
        made, gaps = np.empty(len(self.alternatives)), 0
        for n, one in enumerate(self.alternatives):
            wanted = np.maximum(at + self.rise(one), 0.0)
            onset, beside = _between(self.depths, self._onsets(one, terrain), self.building, wanted)
            made[n] = float(np.sum(dkk * rate.rate(onset)))
            gaps += beside
        return made, gaps

    @staticmethod
    def _onsets(one: Alternative, terrain: int) -> Numbers:
        drawn = one.terrain_onset_mm
        return one.onset_mm if terrain < 0 or drawn is None else drawn[terrain]


def _between(depths: Numbers, onset: Numbers, building: npt.NDArray[np.int64], wanted: Numbers) -> tuple[Numbers, int]:
    """Return the onsets at depths, and how many of them lie between a depth that is reached and one that is not."""
    i = np.clip(np.searchsorted(depths, wanted, "right") - 1, 0, depths.size - 2)
    share = np.clip((wanted - depths[i]) / (depths[i + 1] - depths[i]), 0.0, 1.0)
    low, high = onset[i, building], onset[i + 1, building]
    never = np.isposinf(high)
    inner = np.where(never, 0.0, high) * share + np.where(never, 0.0, low) * (1.0 - share)
    nearer = np.where(share < 0.5, low, high)  # noqa: PLR2004 - halfway
    gap = never & np.isfinite(low) & (share > 0.0) & (share < 1.0)
    return np.where(never, nearer, inner), int(gap.sum())


def _stream(seed: int, name: str, *more: int) -> np.random.Generator:
    """Return the random numbers of one figure: they depend on its name and the seed alone."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), *more])


def _notes(town: _Town, gaps: int) -> list[Text]:
    notes = [
        Text(
            "Alle alternativer møder de samme gennemløb; tærskler og enhedspriser trækkes fælles for alle bygninger, "
            "sokler for hver bygning, og alternativernes egne omkostninger hver for sig.",
            "All alternatives meet the same draws; thresholds and unit costs are drawn for all buildings together, "
            "plinths for each building, and the alternatives' own costs each by itself.",
        )
    ]
    count = int(town.unknown.sum())
    if count:
        notes.append(
            Text(
                f"{counted(count, 'bygning', 'bygninger')} har en ukendt del, som er udeladt i alle alternativer.",
                f"{counted(count, 'building has', 'buildings have')} an unknown part, which is left out in all "
                "alternatives.",
            )
        )
    if gaps:
        notes.append(
            Text(
                f"{counted(gaps, 'tærskel', 'tærskler')} ligger mellem en dybde, der nås, og en, der aldrig nås; den "
                "nærmeste gælder. Giv "
                f"flere dybder.",
                f"{counted(gaps, 'threshold lies', 'thresholds lie')} between a depth that is reached and one that "
                "never is; the nearer counts. Give "
                f"more depths.",
            )
        )
    return notes


def _require_span(town: _Town, spreads: Spreads) -> None:
    """Raise `ParamError` when a threshold can be drawn at which no onset is given."""
    if not town.dkk.size:
        return
    lift = spreads.plinth_m
    rises = [town.rise(one) for one in town.alternatives]
    least = town.base + spreads.threshold_m.low + np.where(town.raised, lift.low, 0.0) + np.min(rises, axis=0)
    most = town.base + spreads.threshold_m.high + np.where(town.raised, lift.high, 0.0) + np.max(rises, axis=0)
    low, high = max(float(least.min()), 0.0), max(float(most.max()), 0.0)
    first, last = float(town.depths[0]), float(town.depths[-1])
    if first <= low + _NEAR_M and high <= last + _NEAR_M:
        return
    raise ParamError(
        Text(
            f"den regn, hvor skaden begynder, ved dybder på {danish(first)}–{danish(last)} m",
            f"onsets at {first:g}–{last:g} m",
        ),
        Text(
            f"ved alle tærskler, der kan trækkes ({danish(low)}–{danish(high)} m)",
            f"at all thresholds that can be drawn ({low:g}–{high:g} m)",
        ),
        Text(
            "giv den regn, hvor skaden begynder, ved flere dybder, eller gør usikkerheden mindre",
            "give onsets at more depths, or spread less",
        ),
    )


def _check(
    alternatives: Sequence[Alternative],
    depths: Numbers,
    threshold: Numbers,
    amount: Numbers,
    plinth: Mask,
    kinds: npt.NDArray[np.object_],
    rate: RainRate,
    spreads: Spreads,
    draws: int,
) -> None:
    require_kind(rate, RainRate, "rate")
    require_kind(spreads, Spreads, "spreads")
    faults = _array_faults(depths, threshold, amount, plinth, kinds)
    names = [one.name for one in alternatives]
    if not names or len(set(names)) < len(names) or not all(names):
        listed = ", ".join(names)
        faults.append(Text(f"alternativerne {listed or 'mangler'}", f"the alternatives {listed or 'none'}"))
    if not LEAST_DRAWS <= draws <= MOST_DRAWS:
        faults.append(Text(f"{draws} gennemløb", f"{draws} draws"))
    missing = ", ".join(sorted(set(spreads.class_cost) - set(kinds)))
    if missing:
        faults.append(Text(f"ingen bygninger af klassen {missing}", f"no buildings of the class {missing}"))
    if rate.in_climate and spreads.climate.mid != 1.0:
        k = spreads.climate.mid
        faults.append(
            Text(f"klimafaktor {danish(k)} oven på {rate.climate.da}", f"factor {k:g} on top of {rate.climate.en}")
        )
    if not faults:
        terrains = alternatives[0].terrain_onset_mm
        for one in alternatives:
            faults += _onset_faults(one, depths.size, amount.shape, 0 if terrains is None else len(terrains))
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                "alternativer med hver sit navn, den regn, hvor skaden begynder, ved hver dybde for hver bygning, "
                f"{LEAST_DRAWS}–{MOST_DRAWS} "
                f"gennemløb, og klimaet talt én gang",
                f"alternatives each with a name of its own, onsets at each depth for each building, "
                f"{LEAST_DRAWS}–{MOST_DRAWS} draws, and the climate counted once",
            ),
            Text("ret de nævnte fejl", "mend the faults named"),
        )


def _array_faults(
    depths: Numbers, threshold: Numbers, amount: Numbers, plinth: Mask, kinds: npt.NDArray[np.object_]
) -> list[Text]:
    faults = []
    if depths.ndim != 1 or depths.size < 2 or not (np.diff(depths) > 0.0).all():  # noqa: PLR2004 - a line has two ends
        faults.append(Text("depths_m, der ikke er mindst 2 stigende", "depths_m that are not at least 2 rising ones"))
    if amount.ndim != 2 or threshold.shape != amount.shape or plinth.shape != amount.shape[:1]:  # noqa: PLR2004
        shown = f"threshold_m {threshold.shape}, amount_dkk {amount.shape}, on_plinth {plinth.shape}"
        faults.append(Text(f"{shown}: ikke dele x bygninger", f"{shown}: not parts x buildings"))
    elif kinds.shape != amount.shape[1:]:
        shown = f"damage_class {kinds.shape}"
        faults.append(Text(f"{shown}: ikke én for hver bygning", f"{shown}: not one for each building"))
    if (amount < 0.0).any() or np.isinf(amount).any() or np.isinf(threshold).any():
        faults.append(
            Text("negative eller uendelige beløb eller tærskler", "negative or infinite amounts or thresholds")
        )
    return faults


def _onset_faults(one: Alternative, depths: int, of: tuple[int, ...], terrains: int) -> list[Text]:
    shape = depths, of[1]
    drawn = one.terrain_onset_mm
    rise = np.asarray(one.rise_m, np.float64)
    shapes = np.shape(one.onset_mm), () if drawn is None else np.shape(drawn), rise.shape
    wanted = shape, (terrains, *shape) if terrains else (), rise.shape if rise.shape in {(), of[1:], of} else of[1:]
    if shapes != wanted:
        return [
            Text(
                f"{one.name}: onset_mm, terrain_onset_mm, rise_m er {shapes}, ikke {wanted}",
                f"{one.name}: onset_mm, terrain_onset_mm, rise_m are {shapes}, not {wanted}",
            )
        ]
    faults = [] if np.isfinite(rise).all() else [Text(f"{one.name}: rise_m", f"{one.name}: rise_m is not finite")]
    for onset in (one.onset_mm, *([] if drawn is None else drawn)):
        falls = int((onset[1:] < onset[:-1]).any(axis=0).sum())
        if falls or (onset < 0.0).any():
            faults.append(
                Text(
                    f"{one.name}: den regn, hvor skaden begynder, falder med dybden ved "
                    f"{counted(falls, 'bygning', 'bygninger')}, eller er negativ",
                    f"{one.name}: onset falls with depth at {falls} buildings, or is negative",
                )
            )
            break
    return faults
