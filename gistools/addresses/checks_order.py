"""Rules on the order of numbers along roads and on their sides (A05, A06, A08, G03, G04, G07).

Each side of each arm of a road is a series of its own, and its direction is found from its numbers: the line may be
drawn either way. Roads with an area and no line, such as squares, have no order.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.addresses.address_line import house_number_key, plain_house_number
from gistools.addresses.findings import Answer, Found
from gistools.addresses.number_series import series_of
from gistools.addresses.numbering_fill import LAST, LETTERS
from gistools.addresses.road_places import road_places
from gistools.addresses.statuses import PROVISIONAL
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import numpy.typing as npt

    from gistools.addresses.check_params import AddressCheckParams
    from gistools.addresses.ground import Ground, Mask, Rows
    from gistools.addresses.number_series import Series

ORDER_RULES = ("A05", "A06", "A08", "G03", "G04", "G07")
_LEAST = 3  # numbers that make a pattern
_WHY = Text("husnummeret har intet punkt eller intet tal, vejen ingen linje, eller siden kan ikke ses",
            "no point or no figure, no line of its road, or its side cannot be seen")  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Numbers:
    """House numbers taken apart, by row of `gistools.addresses.ground.Ground.houses`."""

    text: npt.NDArray[np.object_]
    figure: Rows
    letter: npt.NDArray[np.object_]
    rank: Rows

    @property
    def known(self) -> Mask:
        made: Mask = self.figure <= LAST
        return made


def order(ground: Ground, new: Collection[str]) -> Iterator[Answer]:
    """Return what the rules on order and sides answer.

    Parameters
    ----------
    new:
        Ids of house numbers that are new or changed; those that are provisional are new in any case.
    """
    if not ground.standing.has("house_number", "named_road", "point"):
        why = ground.standing.lacks("house_number", "named_road", "point")
        yield from (Answer.not_asked(rule, why) for rule in ORDER_RULES)
        return
    places, numbers = road_places(ground), _numbers(ground)
    found = list(series_of(places, numbers.rank, numbers.known, ground.params.tie_m))
    placed = np.zeros(len(ground.ids), np.bool_)
    placed[[row for one in found for row in one.rows]] = True
    asked = places.on_line | ~ground.has_road
    whole = [one for one in found if not _disorder(one, ground.params)]
    yield ground.answer("A05", asked, ~placed, tuple(_rising(ground, found, numbers)), _WHY)
    yield _pattern(ground, found, numbers, new)
    yield ground.answer("A08", asked, ~placed, tuple(_letters(ground, whole, numbers)), _WHY)
    yield ground.answer("G03", asked, ~placed, tuple(_blamed(ground, whole, numbers)), _WHY)
    yield ground.answer("G04", asked, ~placed, tuple(_parity(ground, found, numbers)), _WHY)
    yield ground.answer("G07", asked, ~placed, tuple(_jumps(ground, whole, numbers)), _WHY)


def _numbers(ground: Ground) -> _Numbers:
    text = ground.houses["number"].to_numpy(dtype=object)
    plain = {value: house_number_key(plain_house_number(value)) for value in set(text.tolist())}
    ranks = {key: k for k, key in enumerate(sorted(set(plain.values())))}
    keys = {value: (*key, ranks[key]) for value, key in plain.items()}
    told = [keys[value] for value in text.tolist()]
    figure, letter, rank = zip(*told, strict=True) if told else ((), (), ())
    return _Numbers(text, np.array(figure, np.int64), np.array(letter, dtype=object), np.array(rank, np.int64))


def _side(series: Series) -> Text:
    return Text("venstre", "left") if series.left else Text("højre", "right")


def _disorder(series: Series, params: AddressCheckParams) -> bool:
    return len(series.kept) < params.order_share * len(series.rows)


def _about(ground: Ground, rule: str, rows: Sequence[int], numbers: _Numbers, what: Text) -> Found:
    """Return a finding on the lowest number of some, about all."""
    ids = [ground.ids[row] for row in sorted(rows, key=lambda row: (numbers.rank[row], ground.ids[row]))]
    return Found(rule, "house_number", ids[0], what, others=tuple(ids[1:]))


def _rising(ground: Ground, found: list[Series], numbers: _Numbers) -> Iterator[Found]:
    """Return series that fall where the numbers of their road rise, and those in which most have no order."""
    for one in found:
        first, last = (numbers.text[one.rows[k]] for k in (0, -1))
        side = _side(one)
        if _disorder(one, ground.params):
            what = Text(
                f"{len(one.rows)} numre på {side.da} side er i uorden: højst {len(one.kept)} af dem stiger",
                f"{len(one.rows)} numbers on the {side.en} side have no order: at most {len(one.kept)} of them rise",
            )
        elif one.falls and one.directed:
            what = Text(
                f"numrene på {side.da} side falder fra {last} til {first}, hvor vejens andre stiger",
                f"the numbers on the {side.en} side fall from {last} to {first} where the others of the road rise",
            )
        else:
            continue
        yield _about(ground, "A05", one.rows, numbers, what)


def _blamed(ground: Ground, found: list[Series], numbers: _Numbers) -> Iterator[Found]:
    """Return the fewest numbers without which a series rises."""
    for one in found:
        if len(one.kept) == len(one.rows):
            continue
        kept, side = np.array(one.kept), _side(one)
        for k in sorted(set(range(len(one.rows))) - set(one.kept)):
            at = int(np.searchsorted(kept, k))
            near = [numbers.text[one.rows[kept[j]]] for j in (at - 1, at) if 0 <= j < len(kept)]
            mine = numbers.text[one.rows[k]]
            if len(near) == 2:  # noqa: PLR2004 - one before, one after
                where = f"mellem {near[0]} og {near[1]}", f"between {near[0]} and {near[1]}"
            elif at:
                where = f"efter {near[0]}", f"after {near[0]}"
            else:
                where = f"før {near[0]}", f"before {near[0]}"
            yield Found("G03", "house_number", ground.ids[one.rows[k]],
                        Text(f"nr. {mine} ligger {where[0]} på {side.da} side",
                             f"no. {mine} lies {where[1]} on the {side.en} side"))  # fmt: skip


def _pattern(ground: Ground, found: list[Series], numbers: _Numbers, new: Collection[str]) -> Answer:
    """Return sides of new arms that are not odd on the left or not even on the right, seen from the lowest number."""
    fresh = (ground.houses["status"] == PROVISIONAL).to_numpy() | np.isin(ground.ids, list(new))
    arms = defaultdict[int, list["Series"]](list)
    for one in found:
        arms[one.arm].append(one)
    told, asked, unknown = [], 0, 0
    for sides in arms.values():
        rows = [row for one in sides for row in one.rows]
        if not fresh[rows].all():
            continue
        asked += len(rows)
        if not sides[0].directed:
            unknown += len(rows)
            continue
        for one in sides:
            right = numbers.figure[list(one.rows)] % 2 == int(one.left)
            if right.mean() >= ground.params.parity_share or (right.mean() > 1 / 2 and len(right) < _LEAST):
                continue
            side, want = _side(one), Text("ulige", "odd") if one.left else Text("lige", "even")
            wrong = counted(int((~right).sum()), "nummer", "numre"), counted(int((~right).sum()), "number", "numbers")
            told.append(_about(ground, "A06", one.rows, numbers, Text(
                f"{wrong[0]} på {side.da} side er ikke {want.da}, set hvorfra de stiger",
                f"{wrong[1]} on the {side.en} side not {want.en}, seen from where they begin")))  # fmt: skip
    if not asked:
        return Answer.not_asked(
            "A06",
            Text(
                "ingen strækning har kun nye numre: et mønster, der er der, kan gå videre",
                "no stretch has new numbers alone: a pattern that is there may go on",
            ),
        )
    why = Text("numrene viser ikke, hvor de begynder", "the numbers do not tell where they begin")
    return Answer("A06", asked, unknown, tuple(told), why if unknown else None)


def _parity(ground: Ground, found: list[Series], numbers: _Numbers) -> Iterator[Found]:
    """Return numbers whose neighbours on their side have, nearly all, the other parity."""
    reach, share = ground.params.parity_neighbours, ground.params.parity_share
    for one in found:
        if len(one.rows) <= _LEAST:
            continue
        odd = numbers.figure[list(one.rows)] % 2
        if odd.min() == odd.max():
            continue
        total = np.concatenate([[0], np.cumsum(odd)])
        at = np.arange(len(odd))
        low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(odd))
        others = high - low - 1
        odd_others = total[high] - total[low] - odd
        differ = np.where(odd == 1, others - odd_others, odd_others)
        for k in np.flatnonzero((others >= _LEAST) & (differ >= share * others)).tolist():
            mine, side = numbers.text[one.rows[k]], _side(one)
            yield Found("G04", "house_number", ground.ids[one.rows[k]], Text(
                f"nr. {mine} ligger på {side.da} side blandt {'lige' if odd[k] else 'ulige'} numre",
                f"no. {mine} lies on the {side.en} side among {'even' if odd[k] else 'odd'} numbers"))  # fmt: skip


def _step(figures: Rows, params: AddressCheckParams) -> int:
    """Return by how much the numbers of a side rise: 2 where they are of one parity, else 1."""
    odd = (figures % 2).mean()
    return 2 if max(odd, 1 - odd) >= params.parity_share else 1


def _used(ground: Ground, numbers: _Numbers) -> dict[int, set[int]]:
    """Return the figures that each road has."""
    figures = defaultdict[int, set[int]](set)
    for road, figure in zip(ground.road_row.tolist(), numbers.figure.tolist(), strict=True):
        figures[road].add(figure)
    return figures


def _letters(ground: Ground, found: list[Series], numbers: _Numbers) -> Iterator[Found]:
    """Return numbers with a letter before a neighbour on their side, where a whole number between them is free.

    What is free after the last number of a side is not told: what lies beyond is not known. 3A without a 3 is not told:
    several entrances share a figure.
    """
    figures = _used(ground, numbers)
    for one in found:
        rows = [one.rows[k] for k in one.kept]
        mine = numbers.figure[rows]
        step = _step(mine, ground.params)
        for k, row in enumerate(rows):
            if not numbers.letter[row]:
                continue
            past = int(np.searchsorted(mine, mine[k], "right"))
            if past == len(mine):
                continue
            free = [m for m in range(int(mine[k]) + step, int(mine[past]), step)
                    if m not in figures[int(ground.road_row[row])]]  # fmt: skip
            if free:
                after = numbers.text[rows[past]]
                yield Found("A08", "house_number", ground.ids[row], Text(
                    f"nr. {free[0]} er ledigt mellem {numbers.text[row]} og {after}",
                    f"no. {free[0]} is free between {numbers.text[row]} and {after}"))  # fmt: skip


def _jumps(ground: Ground, found: list[Series], numbers: _Numbers) -> Iterator[Found]:
    """Return neighbours on a side with a jump above the limit between them, or without a free number or letter."""
    figures = _used(ground, numbers)
    for one in found:
        rows = [one.rows[k] for k in one.kept]
        mine = numbers.figure[rows]
        jump = np.diff(mine)
        tight = _step(mine, ground.params)
        last = np.array([numbers.letter[row] >= LETTERS[-1] for row in rows[:-1]], np.bool_)
        for k in np.flatnonzero((jump > ground.params.gap_numbers) | ((jump > 0) & last)).tolist():
            before, after = rows[k], rows[k + 1]
            told = numbers.text[before], numbers.text[after]
            if jump[k] > ground.params.gap_numbers:
                what = Text(f"fra {told[0]} til {told[1]} springer rækken {jump[k]}",
                            f"from {told[0]} to {told[1]} the series jumps by {jump[k]}")  # fmt: skip
            else:
                road = int(ground.road_row[before])
                between = range(int(mine[k]) + tight, int(mine[k + 1]), tight)
                if any(m not in figures[road] for m in between):
                    continue
                what = Text(f"intet nummer er ledigt mellem {told[0]} og {told[1]}",
                            f"no number is free between {told[0]} and {told[1]}")  # fmt: skip
            yield Found("G07", "house_number", ground.ids[after], what, others=(ground.ids[before],))
