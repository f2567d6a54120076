"""What a bundle that holds has shown, in words: which totals to the øre, and which only between which bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools.floodcost.recompute import Frames, Recomputation
from gistools.floodcost.recompute_money import Money
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Bounds", "Shown", "shown_by"]


@dataclass(frozen=True)
class Bounds:
    """An annual damage that is told, and between which the steps of the bundle say that it lies, DKK a year."""

    told_dkk: float
    low_dkk: float
    high_dkk: float


@dataclass(frozen=True)
class Shown:
    """What was shown: a line for each thing, and all of it in one."""

    lines: tuple[Text, ...]
    conclusion: Text


def shown_by(tables: Frames) -> Shown:
    """Return what the tables of a bundle show of its figures, when all that `recompute` looks at is right.

    Raises
    ------
    KeyError, ValueError
        For tables that do not hold what those of a bundle do.
    """
    again = Recomputation(tables)
    if "buildings" in tables:
        return _of_houses(again)
    lines = [_sums(again, Text("klasser og som summer af celler", "classes and as sums of cells"))]
    if "map_sums" in tables:
        lines.append(
            Text(
                "Årlig skade i alt er regnet efter af skaden på hvert kort, på nær afrunding til øre af hver bygning.",
                "Annual damage in all was recomputed from the damage of each map, but for rounding each building.",
            )
        )
        conclusion = Text(
            "PAKKEN HOLDER: hvert beløb i alt er regnet efter, dog ikke den enkelte bygning og celle.",
            "THE BUNDLE HOLDS: every total was recomputed, but no single building or cell.",
        )
        return Shown((*lines, *_money(again)), conclusion)
    if not again.rates:
        lines.append(Text("Den årlige skade selv er ikke regnet efter.", "Annual damage itself was not recomputed."))
        conclusion = Text(
            "PAKKEN HOLDER SAMMEN: summerne passer, men den årlige skade selv er ikke regnet efter.",
            "THE BUNDLE HOLDS TOGETHER: its sums are right, but annual damage itself was not recomputed.",
        )
        return Shown((*lines, *_money(again)), conclusion)
    found = {
        name: Bounds(float(row["annual_dkk"]), *again.bounds(again.states[str(name)], again.rates[str(name)].rate))
        for name, row in again.totals.iterrows()
    }
    lines += [_between(str(name), one) for name, one in found.items()]
    every = list(found.values())
    if "level_damage" in tables:
        levels = [Bounds(*one) for one in Money(again).level_bounds()]
        every += levels
        said = _factors(levels)
        lines.append(
            Text(
                f"Skade med hvert niveau, {len(levels)} tal: kun vist mellem grænser, {said.da}.",
                f"Damage with each level, {len(levels)} figures: shown between bounds only, {said.en}.",
            )
        )
    said = _factors(every)
    conclusion = Text(
        "PAKKEN HOLDER, så langt den kan efterprøves uden enkelte bygninger: summerne til øren; årlig skade selv kun "
        f"mellem grænserne ovenfor, {said.da}.",
        "THE BUNDLE HOLDS as far as it can be checked without single buildings: sums to the øre; annual damage itself "
        f"only between the bounds above, {said.en}.",
    )
    return Shown((*lines, *_money(again)), conclusion)


def _of_houses(again: Recomputation) -> Shown:
    lines = [
        Text(
            "Hver bygnings årlige skade er regnet efter til øren af dens skadestrin, kurver eller kort.",
            "The annual damage of each building was recomputed to the øre from its steps, curves or maps.",
        ),
        _sums(again, Text("bygninger, klasser og celler", "buildings, classes and cells")),
    ]
    conclusion = Text(
        "PAKKEN HOLDER: hvert beløb i alt er regnet efter til øren, fra de enkelte bygningers skadestrin eller kort.",
        "THE BUNDLE HOLDS: every total was recomputed to the øre, from the steps or maps of single buildings.",
    )
    return Shown(tuple(lines), conclusion)


def _sums(again: Recomputation, of: Text) -> Text:
    names = ", ".join(map(str, again.totals.index))
    return Text(
        f"Årlig skade i alt ({names}) er regnet efter til øren som summer af {of.da}.",
        f"Annual damage in all ({names}) was recomputed to the øre as sums of {of.en}.",
    )


def _between(name: str, one: Bounds) -> Text:
    said = _factors([one])
    da, en = (
        [format_number(value, language, decimals=2) for value in (one.told_dkk, one.low_dkk, one.high_dkk)]
        for language in ("da", "en")
    )
    return Text(
        f"Årlig skade ({name}) er oplyst til {da[0]} kr.; af skadestrinene følger kun, at den ligger fra {da[1]} til "
        f"{da[2]} kr., {said.da}.",
        f"Annual damage ({name}) is told as DKK {en[0]}; of the steps follows only that it lies from DKK {en[1]} to "
        f"{en[2]}, {said.en}.",
    )


def _factors(every: Iterable[Bounds]) -> Text:
    """Return the widest bounds as shares of what is told; damage of 0 has none."""
    known = [one for one in every if one.told_dkk > 0.0]
    if not known:
        return Text("intet over 0", "nothing above 0")
    low, high = min(one.low_dkk / one.told_dkk for one in known), max(one.high_dkk / one.told_dkk for one in known)
    da, en = ([format_number(value, language) for value in (low, high)] for language in ("da", "en"))
    return Text(f"{da[0]} til {da[1]} gange det oplyste", f"{en[0]} to {en[1]} times what is told")


def _money(again: Recomputation) -> list[Text]:
    if "values" not in again.tables:
        return []
    return [
        Text(
            "Nutidsværdier er regnet efter til øren af de oplyste pengestrømme; de er ikke bedre vist end den årlige "
            "skade, som pengestrømmene hviler på.",
            "Present values were recomputed to the øre from the flows told; they are shown no better than the annual "
            "damage that those flows rest on.",
        )
    ]
