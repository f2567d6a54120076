"""How sure it is (hvor sikkert): bands of annual damage, and how often one alternative is cheaper than another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import ParamError
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from gistools.floodcost.spreads import Alternative, Spread

    Numbers = npt.NDArray[np.float64]

TERRAIN, OWN_COST = "terrain", "annual_cost"
_BAND = (0.05, 0.95)
_SURE = 1.959963984540054  # standard normal, 97.5 %


@dataclass(frozen=True, slots=True)
class Beats:
    """How often alternative a is cheaper than b, when both meet the same draws.

    Parameters
    ----------
    a, b:
        Their names.
    draws, wins, ties:
        How many draws, in how many a is cheaper by more than the margin, and in how many neither is.
    share:
        Wins and half of the ties, of the draws (0-1).
    low, high:
        Between which the share lies if there were infinitely many draws (95 %; Wilson 1927).
    mid_dkk:
        What a saves a year beside b when every figure is at its mid: the plain answer.
    saved_dkk:
        The 5, 50 and 95 % quantiles of what a saves a year beside b.
    flips:
        Which figures alone, at their low or high with all others at mid, turn the plain answer round.
    """

    a: str
    b: str
    draws: int
    wins: int
    ties: int
    share: float
    low: float
    high: float
    mid_dkk: float
    saved_dkk: tuple[float, float, float]
    flips: tuple[str, ...]

    @property
    def sentence(self) -> Text:
        """What a planner asks for, in words."""
        return self.told(Text(self.a, self.a), Text(self.b, self.b))

    def told(self, a: Text, b: Text) -> Text:
        """Return `sentence` with what the alternatives are called in both languages."""
        share, low, high = (f"{100.0 * x:.0f}" for x in (self.share, self.low, self.high))
        first = Text(f"{a.da[:1].upper()}{a.da[1:]}", f"{a.en[:1].upper()}{a.en[1:]}")
        mid, few = _mid_words(a, self.mid_dkk), _range_words(self.saved_dkk[0], self.saved_dkk[2])
        return Text(
            f"{first.da} er billigere end {b.da} i {share} % af {self.draws} gennemløb ({low}–{high} % ved uendelig "
            "mange). "
            f"Med alle tal på midten {mid.da}; i 9 af 10 gennemløb {few.da}. Det gælder kun den usikkerhed, der er "
            "trukket.",
            f"{first.en} is cheaper than {b.en} in {share} % of {self.draws} draws ({low}–{high} % with infinitely "
            "many). "
            f"With every figure at its mid {mid.en}; in 9 of 10 draws {few.en}. This holds for the uncertainty that "
            "was drawn alone.",
        )


def _mid_words(name: Text, saved: float) -> Text:
    """Say what an alternative saves a year, or costs more than it saves."""
    da, en = danish(abs(saved), ",.0f"), f"{abs(saved):,.0f}"
    if saved >= 0.0:
        return Text(f"sparer {name.da} {da} kr. om året", f"{name.en} saves {en} DKK a year")
    return Text(
        f"koster {name.da} {da} kr. om året mere, end der spares", f"{name.en} costs {en} DKK a year more than is saved"
    )


def _range_words(low: float, high: float) -> Text:
    """Say between what most draws lie."""
    (da, en), (da_high, en_high) = ((danish(abs(dkk), ",.0f"), f"{abs(dkk):,.0f}") for dkk in (low, high))
    if low >= 0.0:
        return Text(f"spares der {da} til {da_high} kr. om året", f"{en} to {en_high} DKK a year are saved")
    if high < 0.0:
        return Text(
            f"koster det {da_high} til {da} kr. om året mere, end der spares",
            f"it costs {en_high} to {en} DKK a year more than is saved",
        )
    return Text(
        f"ligger det mellem et tab på {da} kr. og en gevinst på {da_high} kr. om året",
        f"it lies between a loss of {en} DKK and a gain of {en_high} DKK a year",
    )


@dataclass(frozen=True, eq=False)
class Draws:
    """Annual damage and cost of each alternative in each draw; made by `draw_risk`.

    Draw j is the same in all alternatives (common random numbers): the same unit costs, thresholds, plinths, climate
    and terrain. So differences between alternatives are far surer than the figures of each.

    Parameters
    ----------
    alternatives:
        A of them.
    damage_dkk, cost_dkk:
        A x D damages a year of all buildings, and costs a year of the alternative.
    mid_dkk:
        A damages a year when every figure is at its mid: the plain answer.
    drawn:
        The common figures of each draw: cost, threshold_m, climate, terrain.
    swings:
        Damage of each alternative (A x 2) with one figure at its low and its high and all others at mid, and for
        ``terrain`` (A x R) on each of the terrains.
    values:
        The low and high of those figures.
    unknown:
        How many buildings have a part that is unknown, and is left out in all alternatives.
    seed:
        Of the draws.
    notes, unverified, stamps:
        What it rests on, what of that nobody has verified, and what must stand on all that is made of it.
    """

    alternatives: tuple[Alternative, ...]
    damage_dkk: Numbers
    cost_dkk: Numbers
    mid_dkk: Numbers
    drawn: pd.DataFrame
    swings: Mapping[str, Numbers]
    values: Mapping[str, Spread]
    unknown: int
    seed: int
    notes: tuple[Text, ...] = ()
    unverified: tuple[Text, ...] = ()
    stamps: tuple[Text, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the alternatives."""
        return tuple(one.name for one in self.alternatives)

    @property
    def total_dkk(self) -> Numbers:
        """A x D damage and cost a year together."""
        return self.damage_dkk + self.cost_dkk

    def quantiles(self, shares: Sequence[float] = (0.05, 0.5, 0.95)) -> pd.DataFrame:
        """Return alternative, term (damage, cost, total), mid_dkk, mean_dkk, and a column for each quantile.

        Raises
        ------
        ParamError
            For shares outside 0-1.
        """
        if not all(0.0 <= share <= 1.0 for share in shares):
            raise ParamError(
                Text(f"fraktiler {tuple(shares)}", f"quantiles {tuple(shares)}"),
                Text("tal fra 0 til 1", "numbers from 0 to 1"),
                Text("fx 0,05 og 0,95", "such as 0.05 and 0.95"),
            )
        cost = np.array([one.annual_cost_dkk.mid for one in self.alternatives])
        terms = {
            "damage": (self.mid_dkk, self.damage_dkk),
            "cost": (cost, self.cost_dkk),
            "total": (self.mid_dkk + cost, self.total_dkk),
        }
        rows = []
        for n, name in enumerate(self.names):
            for term, (mid, drawn) in terms.items():
                told = np.quantile(drawn[n], shares)
                row = {"alternative": name, "term": term, "mid_dkk": mid[n], "mean_dkk": drawn[n].mean()}
                rows.append(row | {f"q{100.0 * s:02.3g}_dkk": value for s, value in zip(shares, told, strict=True)})
        return pd.DataFrame(rows)

    def best(self) -> pd.DataFrame:
        """Return alternative and share_best: in how many of the draws it costs least; ties are shared among them."""
        total = self.total_dkk
        least = total == total.min(axis=0)
        return pd.DataFrame({"alternative": self.names, "share_best": (least / least.sum(axis=0)).mean(axis=1)})

    def beats(self, a: str, b: str, *, margin_dkk: float = 0.0) -> Beats:
        """Return how often alternative a costs less than b by more than a margin, in DKK a year.

        Raises
        ------
        ParamError
            For a name that is none, twice the same, and a negative margin.
        """
        if a == b or not 0.0 <= margin_dkk < math.inf:
            raise ParamError(
                Text(
                    f"{a} mod {b} med mindst {danish(margin_dkk)} kr.",
                    f"{a} against {b} by at least {margin_dkk:g} DKK",
                ),
                Text("to alternativer og en margen på mindst 0", "two alternatives and a margin of at least 0"),
                Text("vælg to forskellige", "choose two that differ"),
            )
        saved = self.total_dkk[self._at(b)] - self.total_dkk[self._at(a)]
        wins, losses = int((saved > margin_dkk).sum()), int((saved < -margin_dkk).sum())
        ties = saved.size - wins - losses
        share = (wins + 0.5 * ties) / saved.size
        plain = self.tornado(b, a)
        low, high = _wilson(share, saved.size)
        mid = self._mid(b) - self._mid(a)
        turned = plain[(np.sign(plain["low_dkk"]) != np.sign(mid)) | (np.sign(plain["high_dkk"]) != np.sign(mid))]
        least, middle, most = np.quantile(saved, [_BAND[0], 0.5, _BAND[1]]).tolist()
        quantiles = (least, middle, most)
        return Beats(
            a,
            b,
            saved.size,
            wins,
            ties,
            share,
            low,
            high,
            float(mid),
            quantiles,
            tuple(turned["figure"]) if mid else (),
        )

    def tornado(self, name: str, against: str | None = None) -> pd.DataFrame:
        """Return what each figure does alone to the total of an alternative, or to its total less that of another.

        Returns
        -------
        pandas.DataFrame
            figure, low_value, high_value, low_dkk, mid_dkk, high_dkk, swing_dkk; the widest swing first. All other
            figures stand at mid. ``plinth_m`` moves all plinths at once, which is far more than draws of each do;
            ``terrain`` shows the 5 and 95 % quantiles of the terrains drawn. Figures without uncertainty are left out.

        Raises
        ------
        ParamError
            For a name that is none.
        """
        sign = {self._at(name): 1.0} | ({} if against is None else {self._at(against): -1.0})
        weight = np.array([sign.get(n, 0.0) for n in range(len(self.alternatives))])
        cost = np.array([one.annual_cost_dkk.mid for one in self.alternatives])
        mid = float(weight @ (self.mid_dkk + cost))
        rows = []
        for figure, damage in self.swings.items():
            told = weight @ (damage + cost[:, None])
            if figure == TERRAIN:
                rows.append((figure, math.nan, math.nan, *np.quantile(told, _BAND).tolist()))
            else:
                rows.append((figure, self.values[figure].low, self.values[figure].high, *told.tolist()))
        for n, way in sign.items():
            own = self.alternatives[n].annual_cost_dkk
            if not own.fixed:
                low, high = (mid + way * (end - own.mid) for end in (own.low, own.high))
                rows.append((f"{OWN_COST}:{self.alternatives[n].name}", own.low, own.high, low, high))
        made = pd.DataFrame(rows, columns=["figure", "low_value", "high_value", "low_dkk", "high_dkk"])
        made.insert(4, "mid_dkk", mid)
        ends = made[["low_dkk", "mid_dkk", "high_dkk"]].to_numpy(np.float64)
        made["swing_dkk"] = np.ptp(ends, axis=1) if len(made) else np.empty(0)
        return made.sort_values("swing_dkk", ascending=False, kind="stable", ignore_index=True)

    def __repr__(self) -> str:
        """One line: what was drawn, and how often."""
        return f"<Draws {self.drawn.shape[0]} of {', '.join(self.names)}; seed {self.seed}>"

    def _mid(self, name: str) -> float:
        n = self._at(name)
        return float(self.mid_dkk[n]) + self.alternatives[n].annual_cost_dkk.mid

    def _at(self, name: str) -> int:
        if name in self.names:
            return self.names.index(name)
        listed = ", ".join(self.names)
        raise ParamError(
            Text(f"alternativet {name!r}", f"the alternative {name!r}"),
            Text(f"ét af: {listed}", f"one of: {listed}"),
            Text("vælg et af dem", "choose one of them"),
        )


def _wilson(share: float, draws: int) -> tuple[float, float]:
    """Return the score interval of a share, 95 %."""
    z = _SURE**2 / draws
    centre, half = share + z / 2.0, _SURE * math.sqrt(share * (1.0 - share) / draws + z / (4.0 * draws))
    return max((centre - half) / (1.0 + z), 0.0), min((centre + half) / (1.0 + z), 1.0)
