"""Every departure of a proposal from the rules, with its reason, and the score of its parts (afvigelser og score)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools.addresses.numbering_deal import RUNNING, heaviest_rising
from gistools.addresses.numbering_fill import free_wholes, label_text
from gistools.addresses.numbering_params import Branches
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from gistools.addresses.numbering_deal import Dealt, Scheme
    from gistools.addresses.numbering_fill import Label
    from gistools.addresses.numbering_params import NumberingParams

_NEW, _KEPT = 1000, 1001  # an existing number is held in order before a new one
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Deviation:
    """A departure from a rule: whose number, which rule, and why."""

    target_id: str
    number: str
    rule_id: str
    why: Text


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A part of the score: what share of the numbers falls short, and how many of 100 points all of them would cost."""

    name: str
    weight: float
    label: Text
    help: Text


SCORE_PARTS = (
    ScorePart("order", 30.0, Text("Rækkefølge", "Order"),
              Text("Andel af nye numre, der ikke stiger langs vejen (A05).",
                   "Share of new numbers that do not rise along the road (A05).")),
    ScorePart("parity", 25.0, Text("Ulige og lige", "Odd and even"),
              Text("Andel af nye numre, der ikke er ulige til venstre og lige til højre (A06).",
                   "Share of new numbers that are not odd on the left and even on the right (A06).")),
    ScorePart("letters", 20.0, Text("Bogstaver", "Letters"),
              Text("Andel af nye numre med bogstav (A08).", "Share of new numbers with a letter (A08).")),
    ScorePart("spares", 15.0, Text("Numre, der holdes fri", "Spare numbers"),
              Text("Andel af de ønskede frie numre, der ikke er plads til eller ikke holdes fri (A09).",
                   "Share of the spare numbers wished that have no room or are not kept (A09).")),
    ScorePart("numbered", 10.0, Text("Uden nummer", "Without a number"),
              Text("Andel af grunde inden for rækkevidde, som intet nummer er tilbage til.",
                   "Share of plots within reach for which no number is left.")),
)  # fmt: skip
"""The score is 100 less the points of its parts. Weights are a choice of the project, for comparing variants alone."""


def spare_after(dealt: Sequence[Dealt], used: Collection[Label], scheme: Scheme) -> list[list[int]]:
    """Return the free whole numbers after each number until the next one of its series; none after the last."""
    parity = dict(scheme.parity)
    made: list[list[int]] = [[] for _ in dealt]
    for side, own in parity.items():
        mine = sorted((d.label, k) for k, d in enumerate(dealt) if d.series == side and d.label is not None)
        for (label, k), (after, _) in itertools.pairwise(mine):
            made[k] = free_wholes(label, after, used, own)
    return made


def expected_parity(side: str) -> int | None:
    """Return 1 for a side whose numbers are odd by the rule (A06), 0 for even, None where there are no sides."""
    return {"left": 1, "right": 0}.get(side)


def deviations_of(
    dealt: Sequence[Dealt], used: Collection[Label], scheme: Scheme, params: NumberingParams
) -> list[Deviation]:
    """Return every departure from A05, A06, A08 and A09, in the order of numbers."""
    spares = spare_after(dealt, used, scheme)
    falling = _falling(dealt, scheme)
    made = list[Deviation]()
    for k, one in enumerate(dealt):
        if one.label is None:
            continue
        reasons: list[tuple[str, Text | None]] = [
            ("A05", _order_reason(one) if k in falling else _home_reason(one, params)),
            ("A06", _parity_reason(one, scheme, params)),
            ("A08", _letter_reason(one) if one.label[1] else None),
            ("A09", _spare_reason(one, spares[k], last=is_last(dealt, k))),
        ]
        made += [
            Deviation(one.site.target_id, label_text(one.label), rule, why) for rule, why in reasons if why is not None
        ]
    return made


def _falling(dealt: Sequence[Dealt], scheme: Scheme) -> set[int]:
    """Return which numbers do not rise with the others of their series: the fewest that can be blamed."""
    made = set[int]()
    for side in dict(scheme.parity):
        mine = [k for k, d in enumerate(dealt) if d.series == side and d.label is not None]
        labels = [dealt[k].label or (0, "") for k in mine]
        weights = [_KEPT if dealt[k].site.fixed else _NEW for k in mine]
        made |= set(mine) - {mine[i] for i in heaviest_rising(labels, weights)}
    return made


def is_last(dealt: Sequence[Dealt], k: int) -> bool:
    """Return whether a number is the highest of its series: all numbers after it are free."""
    mine, label = dealt[k], dealt[k].label
    return not any(d.series == mine.series and d.label is not None and label and d.label > label for d in dealt)


def _between(one: Dealt) -> Text:
    low, high = (label_text(label) if label else "" for label in one.between)
    if low and high:
        return Text(f"mellem {low} og {high}", f"between {low} and {high}")
    if low:
        return Text(f"efter {low}", f"after {low}")
    return Text(f"før {high}", f"before {high}") if high else Text("på vejen", "on the road")


def _order_reason(one: Dealt) -> Text:
    if one.site.fixed:
        return Text(
            "det registrerede nummer står uden for rækkefølgen og ligger fast",
            "the registered number stands out of order and is fixed",
        )
    place = _between(one)
    return Text(
        f"intet nummer {place.da} passer i rækkefølgen; overvej at omnummerere",
        f"no number {place.en} fits in order; consider numbering anew",
    )


def _home_reason(one: Dealt, params: NumberingParams) -> Text | None:
    place = one.site.place
    home = params.branches is Branches.AROUND and place.branch and place.side != place.series
    if not home or place.side == "around":
        return None
    return Text(
        f"gren {place.branch} nummereres ud ad den ene side og hjem ad den anden: numrene falder med afstanden her",
        f"branch {place.branch} is numbered out along one side and home along the other: they fall with distance here",
    )


def _parity_reason(one: Dealt, scheme: Scheme, params: NumberingParams) -> Text | None:
    place, label = one.site.place, one.label
    expected = expected_parity(place.side)
    if label is None or expected is None or label[0] % 2 == expected:
        return None
    if one.site.fixed:
        return Text("det registrerede nummer ligger fast", "the registered number is fixed")
    if scheme.parity == RUNNING:
        return Text(
            "mønsteret er fortløbende langs vejen, uden ulige og lige side",
            "the pattern is one after another along the road, without an odd and an even side",
        )
    if place.side != place.series and params.branches is Branches.AROUND:
        return Text(
            f"gren {place.branch} har pariteten af den side, den går fra",
            f"branch {place.branch} has the parity of the side that it leaves from",
        )
    if label[0] % 2 != dict(scheme.parity).get(one.series):
        place_told = _between(one)
        return Text(
            f"intet nummer af sidens paritet passer {place_told.da}",
            f"no number of the parity of its side fits {place_told.en}",
        )
    return Text("det eksisterende mønster fortsætter", "the existing pattern goes on")


def _letter_reason(one: Dealt) -> Text:
    if one.site.fixed:
        return Text(
            "det registrerede nummer har bogstav og ligger fast", "the registered number has a letter and is fixed"
        )
    place = _between(one)
    return Text(f"intet helt nummer er frit {place.da}", f"no whole number is free {place.en}")


def _spare_reason(one: Dealt, spare: Sequence[int], *, last: bool) -> Text | None:
    count = len(spare)
    if last or (count == 0 and one.wish == 0):
        return None
    shown = ", ".join(map(str, spare[:_SHOWN])) + (" …" if count > _SHOWN else "")
    da = f"{counted(count, 'frit nummer', 'frie numre')} efter det" + (f" ({shown})" if count else "")
    en = f"{counted(count, 'number', 'numbers')} free after it" + (f" ({shown})" if count else "")
    if one.site.fixed:
        return Text(f"{da}: det registrerede nummer ligger fast", f"{en}: the registered number is fixed")
    if count == one.wish:
        known = one.site.capacity is not None
        return Text(
            f"{da}: " + (f"rummelighed {one.site.capacity} boliger" if known else "ønsket for grunde uden rummelighed"),
            f"{en}: " + (f"capacity {one.site.capacity} homes" if known else "wished for plots of unknown capacity"),
        )
    if one.wish == 0:
        return Text(
            f"{da}: faste numre eller mønsteret giver pladsen", f"{en}: fixed numbers or the pattern leave room"
        )
    return Text(
        f"{da}, {one.wish} ønsket: faste numre sætter pladsen", f"{en}, {one.wish} wished: fixed numbers set it"
    )


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A part of a score as it came out: so many of so many fall short, which costs so many points."""

    part: ScorePart
    count: int
    of_count: int

    @property
    def points(self) -> float:
        """Points lost."""
        return self.part.weight * self.count / self.of_count if self.of_count else 0.0

    @property
    def why(self) -> Text:
        """In words."""
        return Text(
            f"{self.part.label.da}: {self.count} af {self.of_count}, koster {danish(self.points, '.1f')} point",
            f"{self.part.label.en}: {self.count} of {self.of_count}, costs {self.points:.1f} points",
        )


def score_of(
    dealt: Sequence[Dealt],
    deviations: Sequence[Deviation],
    used: Collection[Label],
    scheme: Scheme,
    wished: Sequence[int],
) -> tuple[ScoreRow, ...]:
    """Return the parts of the score; ``wished`` are the spare numbers wished after each, in any variant."""
    new = [k for k, d in enumerate(dealt) if d.site.fixed is None]
    kept = {label_text(d.label) for d in dealt if d.site.fixed and d.label}
    spares = spare_after(dealt, used, scheme)
    asked = [k for k in new if dealt[k].label is not None and not is_last(dealt, k)]

    def told(rule: str) -> int:
        return sum(one.rule_id == rule and one.number not in kept for one in deviations)

    counts = {
        "order": (told("A05"), len(new)),
        "parity": (told("A06"), len(new)),
        "letters": (told("A08"), len(new)),
        "spares": (sum(max(wished[k] - len(spares[k]), 0) for k in asked), sum(wished[k] for k in asked)),
        "numbered": (sum(dealt[k].label is None for k in new), len(new)),
    }
    return tuple(ScoreRow(part, *counts[part.name]) for part in SCORE_PARTS)
