"""Numbers dealt out along a road (tildeling): each variant of a proposal, existing numbers fixed."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools.addresses.numbering_fill import fill_between, label_text, out_of_order
from gistools.addresses.numbering_params import Pattern, VariantName
from gistools.addresses.numbering_sites import in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from gistools.addresses.numbering_fill import Label
    from gistools.addresses.numbering_params import NumberingParams
    from gistools.addresses.numbering_sites import Site

_SOME = 0.25
"""Least share of existing numbers against the majority that makes their pattern one without sides. A choice."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a variant deals out numbers.

    Parameters
    ----------
    name:
        Of the variant.
    parity:
        Of each series by its side (1 odd, 0 even, None any); one series ``"around"`` for numbers one after another.
    step:
        Least distance of numbers at an open end.
    spares:
        Whether spare numbers are wished.
    """

    name: VariantName
    parity: tuple[tuple[str, int | None], ...]
    step: int = 0
    spares: bool = False

    def series(self, side: str) -> str:
        """Return the series whose numbers a side takes."""
        return side if side in dict(self.parity) else "around"


NORMAL: tuple[tuple[str, int | None], ...] = (("left", 1), ("right", 0))
MIRRORED: tuple[tuple[str, int | None], ...] = (("left", 0), ("right", 1))
RUNNING: tuple[tuple[str, int | None], ...] = (("around", None),)


@dataclass(frozen=True, eq=False)
class Dealt:
    """A site with its number; None where none is left."""

    site: Site
    label: Label | None
    series: str
    wish: int
    between: tuple[Label | None, Label | None]


def schemes_for(sites: Sequence[Site], params: NumberingParams, *, around: bool) -> list[Scheme]:
    """Return the variants that are to be dealt out; that which goes on with a pattern where there is one."""
    two_sided = params.pattern is Pattern.TWO_SIDED and not around
    parity = NORMAL if two_sided else RUNNING
    made = [Scheme(VariantName.TIGHT, parity), Scheme(VariantName.SPARES, parity, spares=True)]
    fixed = [site for site in in_order(sites) if site.fixed is not None]
    if fixed:
        found = _existing_parity(fixed) if two_sided else RUNNING
        made.append(Scheme(VariantName.CONTINUED, found, step=_existing_step(sites, found)))
    return made


def _existing_parity(fixed: Sequence[Site]) -> tuple[tuple[str, int | None], ...]:
    normal = sum(_number(site) % 2 == (site.place.series == "left") for site in fixed)
    if min(normal, len(fixed) - normal) < _SOME * len(fixed):
        return NORMAL if normal > len(fixed) - normal else MIRRORED
    return RUNNING


def _number(site: Site) -> int:
    return site.fixed[0] if site.fixed else 0


def _existing_step(sites: Sequence[Site], parity: tuple[tuple[str, int | None], ...]) -> int:
    """Return the most common distance of numbers that stand side by side in a series; of equally common ones the least.

    Numbers with a plot between that has none yet tell nothing: what lies between them may be its number.
    """
    least = 1 if parity == RUNNING else 2
    scheme = Scheme(VariantName.CONTINUED, parity)
    steps = Counter[int]()
    for side in dict(parity):
        row = [site.fixed for site in in_order(sites) if scheme.series(site.place.series) == side]
        beside = [(one[0], after[0]) for one, after in itertools.pairwise(row) if one is not None and after is not None]
        steps.update(after - one for one, after in beside if after - one >= least)
    return min(steps, key=lambda step: (-steps[step], step), default=least)


def heaviest_rising(labels: Sequence[Label], weights: Sequence[int] | None = None) -> list[int]:
    """Return which labels are the heaviest rising row; of equal rows the one that keeps the lower labels.

    >>> heaviest_rising([(1, ""), (9, ""), (3, ""), (5, "")])
    [0, 2, 3]
    """
    weight = [1] * len(labels) if weights is None else list(weights)
    best: list[tuple[int, int]] = []  # weight of the heaviest row that ends here, and what stands before in it
    for k, label in enumerate(labels):
        before = [i for i in range(k) if labels[i] < label]
        at = min(before, key=lambda i: (-best[i][0], labels[i], i), default=-1)
        best.append((weight[k] + (best[at][0] if at >= 0 else 0), at))
    at = min(range(len(best)), key=lambda i: (-best[i][0], labels[i], i), default=-1)
    made = list[int]()
    while at >= 0:
        made.append(at)
        at = best[at][1]
    return made[::-1]


def wish_of(site: Site, params: NumberingParams) -> int:
    """Return how many spare numbers are wished after a site (rule A09)."""
    return params.spare_step if site.capacity is None else site.capacity - 1


def deal(sites: Sequence[Site], blocked: Collection[Label], scheme: Scheme, params: NumberingParams) -> list[Dealt]:
    """Return every site with its number in one variant, series by series in the order of numbers."""
    used = set(blocked)
    made = list[Dealt]()
    for side, parity in scheme.parity:
        row = in_order([site for site in sites if scheme.series(site.place.series) == side])
        fixed = [k for k, site in enumerate(row) if site.fixed is not None]
        rising = heaviest_rising([row[k].fixed or (0, "") for k in fixed])
        anchors = [fixed[k] for k in rising]
        bounds = [-1, *anchors, len(row)]
        for begin, end in itertools.pairwise(bounds):
            low = row[begin].fixed if begin >= 0 else None
            high = row[end].fixed if end < len(row) else None
            made += _stretch(row[begin + 1 : end], (low, high), used, side, parity, scheme, params)
            if end < len(row):
                made.append(Dealt(row[end], high, side, 0, (low, None)))
    return made


def _stretch(
    row: Sequence[Site],
    between: tuple[Label | None, Label | None],
    used: set[Label],
    side: str,
    parity: int | None,
    scheme: Scheme,
    params: NumberingParams,
) -> list[Dealt]:
    """Return the sites between two fixed numbers with theirs; numbers that are fixed out of order keep theirs."""
    new = [site for site in row if site.fixed is None]
    wishes = [wish_of(site, params) if scheme.spares else 0 for site in new]
    labels: list[Label | None] = list(
        fill_between(len(new), *between, used, parity, wishes=wishes, step=scheme.step, letters=params.letters)
    )
    used.update(label for label in labels if label is not None)
    while len(labels) < len(new):
        label = out_of_order(*between, used) if params.letters else None
        labels.append(label)
        if label is not None:
            used.add(label)
    told = iter(zip(labels, wishes, strict=True))
    made = []
    for site in row:
        label, wish = (site.fixed, 0) if site.fixed is not None else next(told)
        made.append(Dealt(site, label, side, wish, between))
    return made


def same_numbers(one: Sequence[Dealt], other: Sequence[Dealt]) -> bool:
    """Return whether two variants give every site the same number."""

    def told(dealt: Sequence[Dealt]) -> list[tuple[str, float, str]]:
        return sorted((d.site.target_id, d.site.place.order_m, label_text(d.label) if d.label else "") for d in dealt)

    return told(one) == told(other)
