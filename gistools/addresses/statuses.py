"""The life cycle of the address register (livscyklus i DAR): what a status means, and what it can become."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from gistools.errors import ParamError
from gistools.tables import load_table
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

RegisterObject = Literal["address", "point"]
"""Which scale of statuses: of named roads, house numbers and addresses, or of access points and road points."""

TABLE = "dar_life_cycle"

PREPARED, PROVISIONAL, CURRENT, WITHDRAWN, SHELVED, DELETED = range(1, 7)
"""Statuses of roads, house numbers and addresses, by the names that the table gives them; points are deleted too."""

UNUSED_POINT, USED_POINT, RETIRED_POINT = range(7, 10)
"""Statuses of points."""

ALIVE: Mapping[str, frozenset[int]] = {
    "address": frozenset({PREPARED, PROVISIONAL, CURRENT}), "point": frozenset({UNUSED_POINT, USED_POINT}),
}  # fmt: skip
"""Statuses that have not ended, by scale."""

STANDS: Mapping[str, frozenset[int]] = {
    "address": frozenset({PROVISIONAL, CURRENT}), "point": frozenset({UNUSED_POINT, USED_POINT}),
}  # fmt: skip
"""Statuses that something provisional can rest on, by scale: a point that is not in use yet is that of one."""

IN_FORCE: Mapping[str, frozenset[int]] = {"address": frozenset({CURRENT}), "point": frozenset({USED_POINT})}
"""Statuses that something in force can rest on, by scale: an address in force has a house number in force."""

ENDED: Mapping[str, frozenset[int]] = {
    "address": frozenset({WITHDRAWN, SHELVED, DELETED}), "point": frozenset({DELETED, RETIRED_POINT}),
}  # fmt: skip
"""Statuses that become none other, by scale."""

DAWA_STATUS: Mapping[int, int] = {1: 3, 2: 4, 3: 2, 4: 5}
"""The status of DAR that each status of DAWA and BBR means: their 3 is provisional, that of DAR is in force."""


@dataclass(frozen=True, slots=True)
class Status:
    """A status (livscyklusstatus).

    Parameters
    ----------
    code:
        Of DAR, 1 to 9.
    name:
        Danish and English.
    becomes:
        Codes that it can become.
    published:
        Whether others than the municipality see it.
    counts:
        Whether it takes part in rules such as that a number is unique.
    """

    code: int
    name: Text
    becomes: frozenset[int]
    published: bool
    counts: bool


@cache
def life_cycle(kind: RegisterObject) -> Mapping[int, Status]:
    """Return the statuses of one scale by their codes.

    >>> [status.name.da for status in life_cycle("address").values() if status.counts]
    ['foreløbig', 'gældende']
    """
    frame = load_table(TABLE).frame
    mine = frame[frame["register_object"] == kind].to_dict("records")
    return {int(row["status"]): _status(row) for row in mine}


def _status(row: Mapping[Hashable, Any]) -> Status:
    becomes = frozenset(int(code) for code in str(row["next_statuses"]).split())
    name = Text(str(row["status_da"]), str(row["status_en"]))
    return Status(int(row["status"]), name, becomes, bool(row["published"]), bool(row["counts"]))


def status_of(kind: RegisterObject, code: object) -> Status:
    """Return the status that a code of DAR means, as a number or as the text that extracts have.

    Raises
    ------
    ParamError
        When the scale has no such code; a code of the other scale is named as what it is.

    >>> status_of("point", "8").name.en
    'in use'
    """
    known = life_cycle(kind)
    text = str(code).strip()
    found = known.get(int(text)) if text.isascii() and text.isdigit() else None
    if found is None:
        raise ParamError(
            unknown_name(text, [str(one) for one in known]),
            Text(
                f"en status af {_KINDS[kind].da}: " + ", ".join(f"{k} {s.name.da}" for k, s in known.items()),
                f"a status of {_KINDS[kind].en}: " + ", ".join(f"{k} {s.name.en}" for k, s in known.items()),
            ),
            Text(
                "brug DAR's koder (darstatus); DAWA og BBR tæller anderledes",
                "use the codes of DAR (darstatus); DAWA and BBR count otherwise",
            ),
        )
    return found


_KINDS = {
    "address": Text("veje, husnumre og adresser", "roads, house numbers and addresses"),
    "point": Text("adgangspunkter og vejpunkter", "access points and road points"),
}


def may_become(kind: RegisterObject, before: int, after: int) -> bool:
    """Return whether a status can become another (rule A18); one that stays is no move and always fine.

    History of extracts holds other moves, since what was wrong is registered anew: ask this of own changes.

    Raises
    ------
    ParamError
        As `status_of`.

    >>> may_become("address", 2, 3), may_become("address", 3, 2), may_become("point", 9, 8)
    (True, False, False)
    """
    now, then = status_of(kind, before), status_of(kind, after)
    return now.code == then.code or then.code in now.becomes
