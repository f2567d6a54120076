"""Why a number is what it is (begrundelse), in Danish and English, with the rules that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.addresses.numbering_audit import expected_parity
from gistools.addresses.numbering_deal import RUNNING
from gistools.addresses.numbering_fill import label_text
from gistools.styles.columns_numbering import NUMBERING_SIDES
from gistools.text import Text, counted, danish, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.addresses.numbering_deal import Dealt, Scheme
    from gistools.addresses.numbering_params import NumberingParams

Told = tuple[tuple[str, ...], Text]
"""Rules, and what they say."""

_SHALLOW_M = 0.05

STANDARDS = {
    "TK": Text("{m} m inden for facaden mod vejen (TK)", "{m} m inside the facade to the road (TK)"),
    "TD": Text("{m} m inden for døren (TD)", "{m} m inside the door (TD)"),
    "UF": Text(
        "foreløbigt, {m} m inde på grunden ud for indgangen, da bygningen ikke kendes (UF)",
        "provisional, {m} m into the plot at its entrance, since the building is not known (UF)",
    ),
}
"""Technical standards of access points (teknisk standard) as they are told."""


def explained(
    one: Dealt, spare: Sequence[int], scheme: Scheme, params: NumberingParams
) -> tuple[tuple[str, ...], Text]:
    """Return the rules that explain a number, and why it is that number, in words."""
    if one.label is None:
        return (), Text("", "")
    parts: list[Told | None] = [_place(one), _order(one, scheme)]
    if one.site.fixed is None:
        parts += [_between(one), _letter(one), _spare(spare), _door(one), _access(one, params)]
    else:
        parts.append((("A03",), Text("registreret og ligger fast", "registered and fixed")))
    said = [part for part in parts if part is not None]
    rules = sorted({rule for rules, _ in said for rule in rules})
    why, number = joined(text for _, text in said), label_text(one.label)
    return tuple(rules), Text(f"{number}: {why.da}.", f"{number}: {why.en}.")


def _place(one: Dealt) -> Told:
    place = one.site.place
    side, metres = NUMBERING_SIDES[place.side], place.along_m
    where = Text(
        f"{side.da}, {danish(metres, '.0f')} m fra nummereringens start",
        f"{side.en}, {metres:.0f} m from the start of numbering",
    )
    if place.branch:
        where = Text(
            f"{where.da}, i sidegren {place.branch}, nummereret ind, hvor den går fra",
            f"{where.en}, in side branch {place.branch}, numbered in where it leaves",
        )
    return ("A05",), where


def _order(one: Dealt, scheme: Scheme) -> Told:
    expected = expected_parity(one.site.place.side)
    odd = one.label is not None and one.label[0] % 2 == 1
    word = Text("ulige", "odd") if odd else Text("lige", "even")
    if expected is None or scheme.parity == RUNNING:
        return ("A05",), Text("fortløbende, stigende langs vejen", "one after another, rising along the road")
    if expected == int(odd):
        return ("A05", "A06"), Text(f"{word.da} på den side, stigende", f"{word.en} on that side, rising")
    return ("A05", "A06"), Text(
        f"{word.da}, en afvigelse, der er begrundet for sig", f"{word.en}, a departure with a reason of its own"
    )


def _between(one: Dealt) -> Told | None:
    low, high = (label_text(label) if label else "" for label in one.between)
    if not high:
        return (("A03",), Text(f"efter {low}, der ligger fast", f"after {low}, which is fixed")) if low else None
    if not low:
        return ("A03",), Text(f"før {high}, der ligger fast", f"before {high}, which is fixed")
    return ("A03",), Text(f"mellem {low} og {high}, der ligger fast", f"between {low} and {high}, which are fixed")


def _letter(one: Dealt) -> Told | None:
    if one.label is None or not one.label[1]:
        return None
    return ("A02", "A08"), Text(
        "bogstav, da intet helt nummer er frit; I, J, O og Q bruges ikke",
        "a letter, since no whole number is free; I, J, O and Q are not used",
    )


def _spare(spare: Sequence[int]) -> Told | None:
    if not spare:
        return None
    return ("A09",), Text(
        f"{counted(len(spare), 'nummer', 'numre')} derefter er {'frie' if len(spare) > 1 else 'frit'}",
        f"{counted(len(spare), 'number', 'numbers')} after it are free"
        if len(spare) > 1
        else "1 number after it is free",
    )


def _door(one: Dealt) -> Told | None:
    if one.site.doors == 0:
        return None
    return ("A39",), Text(
        f"hører til døren, én af {one.site.doors}" if one.site.doors > 1 else "hører til døren",
        f"belongs to the door, one of {one.site.doors}" if one.site.doors > 1 else "belongs to the door",
    )


def _access(one: Dealt, params: NumberingParams) -> Told:
    deep = round(one.site.inside_m, 1)
    said = STANDARDS[one.site.standard].da.format(m=danish(deep)), STANDARDS[one.site.standard].en.format(m=f"{deep:g}")
    if deep < params.inside_m - _SHALLOW_M:
        said = f"{said[0]}, da der ikke er dybere", f"{said[1]}, since it is no deeper there"
    return ("A19", "A21"), Text(
        f"adgangspunkt {said[0]}, vejpunkt på vejens midte", f"access point {said[1]}, road point on the centre line"
    )
