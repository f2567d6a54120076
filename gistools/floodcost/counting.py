"""What may be added up (dobbelttælling): costs that hold each other are never summed silently."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

WHOLE = "whole_damage"
COUNTED = {
    "repair": Text("udbedring", "repair"),
    "value_loss": Text("værditab", "value loss"),
    "insurance": Text("forsikring", "insurance"),
    "state_fund": Text("statens ordning", "state fund"),
    "health_hours": Text("tabte timer", "lost hours"),
    "wages": Text("løntab", "lost wages"),
    "own_cost": Text("egne udgifter ud over forsikringen", "own cost beside the insurance"),
    WHOLE: Text("hele skaden", "the whole damage"),
    "roads": Text("veje", "roads"),
}
_PRICE = Text(
    "værditabet er prisen på den skade, der udbedres", "the loss of value is the price of the damage repaired"
)
_PAYS = Text("den, der betaler, betaler udbedringen", "whoever pays, pays for the repair")
_PART = Text("hele skaden rummer den del, andre betaler", "the whole damage holds the part that others pay")
_SAME = (
    ("value_loss", "repair", _PRICE),
    ("value_loss", "insurance", _PRICE),
    ("value_loss", "state_fund", _PRICE),
    ("value_loss", "own_cost", Text("ejerens egne udgifter er mest udbedring, og værditabet er prisen på den",
                                    "the owner's own cost is mostly repair, and the loss of value is its price")),
    ("value_loss", WHOLE, _PRICE),
    ("insurance", "repair", _PAYS),
    ("state_fund", "repair", _PAYS),
    ("repair", WHOLE, Text("hele skaden rummer udbedringen", "the whole damage holds the repair")),
    ("insurance", "state_fund", Text("samme skade dækkes af den ene eller den anden",
                                     "one or the other pays for the same damage")),
    ("insurance", WHOLE, _PART),
    ("state_fund", WHOLE, _PART),
    ("own_cost", WHOLE, Text("hele skaden rummer forsikringens del og ejerens egen",
                             "the whole damage holds the part of the insurance and the owner's own")),
    ("health_hours", "wages", Text("de tabte timer er gjort op i løn", "the lost hours are priced as wages")),
)  # fmt: skip


def require_no_double_count(parts: Iterable[str]) -> None:
    """Raise when costs are chosen that hold the same damage twice; what a household pays itself is extra and may stand.

    Parameters
    ----------
    parts:
        Names of `COUNTED`: ``repair``, ``value_loss``, ``insurance``, ``state_fund``, ``health_hours``, ``wages``,
        ``own_cost``, ``whole_damage`` (amounts that hold what insurance and owner pay), ``roads``.

    Raises
    ------
    ParamError
        With every pair that is one damage told twice: two of value loss, repair (paid by insurance or the state fund),
        insurance, state fund and the whole damage; own cost (217 of its 348 parts are repair) beside value loss or the
        whole damage; lost hours beside wages. And for names that are none.

    >>> require_no_double_count(["repair", "own_cost", "health_hours"])
    """
    chosen = list(dict.fromkeys(parts))
    unknown = [p for p in chosen if p not in COUNTED]
    if unknown:
        names, known = ", ".join(unknown), ", ".join(COUNTED)
        near = difflib.get_close_matches(unknown[0], COUNTED, n=1)
        raise ParamError(
            Text(f"ukendt omkostning: {names}", f"unknown cost: {names}"),
            Text(f"nogle af: {known}", f"some of: {known}"),
            Text(f"mente du {near[0]}?", f"did you mean {near[0]}?")
            if near
            else Text("ret navnet", "correct the name"),
        )
    found = double_counts(chosen)
    if found:
        raise ParamError(
            Text("; ".join(f.da for f in found), "; ".join(f.en for f in found)),
            Text("hver skade talt én gang", "each damage counted once"),
            Text("udelad den ene af hvert par", "leave out one of each pair"),
        )


def counted_parts(extra: Iterable[str], *, repair: bool, whole: bool) -> tuple[str, ...]:
    """Return what a damage table and the costs beside it count, as `COUNTED` names them.

    Amounts of the whole damage stand in place of the repair; own cost is a share of them, whether they are counted or
    not.

    >>> counted_parts(["health_hours"], repair=True, whole=True)
    ('whole_damage', 'health_hours')
    """
    more = tuple(extra)
    table = WHOLE if whole else "repair"
    return (*((table,) if repair or (whole and "own_cost" in more) else ()), *more)


def double_counts(parts: Iterable[str]) -> tuple[Text, ...]:
    """Return each pair of costs that is one damage told twice.

    >>> [fault.en for fault in double_counts(["own_cost", "whole_damage"])]
    ["both own cost beside the insurance and the whole damage (the whole damage holds the part of the insurance and \
the owner's own)"]
    """
    chosen = set(parts)
    return tuple(
        Text(f"både {COUNTED[a].da} og {COUNTED[b].da} ({w.da})", f"both {COUNTED[a].en} and {COUNTED[b].en} ({w.en})")
        for a, b, w in _SAME
        if {a, b} <= chosen
    )
