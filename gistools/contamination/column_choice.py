"""Which columns of a delivery are public (valg af kolonner): agreed between municipality and Region, column by column.

A public layer is made anew of the columns that are public; nothing is deleted from one that held more. A column that
nobody has decided on stops the work.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from gistools._checks import cell_text, plain_name, require_kind
from gistools.contamination.site_form import SITE_COLUMNS, SITE_ID, STATUS, matched_columns
from gistools.contamination.site_localities import SITE_EXTRA
from gistools.contamination.site_parts import RAW
from gistools.contamination.site_repairs import REPAIRS
from gistools.errors import TableError
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.contamination.sites import Sites

CHOICE_COLUMNS = ("column", "use", "note")
"""Columns of the file: the delivery's name of a column, what it may be used for, and what was agreed."""

_PERSONAL = ("ejer", "cpr", "navn", "sagsbehandler", "initial", "notat", "bemaerkning", "kontakt", "telefon", "mail",
             "beboer", "lejer", "bruger")  # fmt: skip
_KEPT = ("part_id", "source_name", "source_day", "part_status")
_ALWAYS = (SITE_ID, STATUS)


class Use(enum.StrEnum):
    """What a column may be used for (brug)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    DROPPED = "dropped"

    @property
    def word(self) -> Text:
        """What it is called."""
        return _WORDS[self]


_WORDS = {
    Use.PUBLIC: Text("offentlig", "public"),
    Use.INTERNAL: Text("intern", "internal"),
    Use.DROPPED: Text("tages ikke med", "dropped"),
}
_READ = {**{one.value: one for one in Use}, "offentlig": Use.PUBLIC, "intern": Use.INTERNAL, "udelad": Use.DROPPED,
         "udelades": Use.DROPPED}  # fmt: skip


@dataclass(frozen=True, eq=False)
class ColumnChoice:
    """What was agreed (aftale om kolonner); ``uses`` by the delivery's names of columns."""

    uses: Mapping[str, Use]

    def of(self, name: str) -> Use | None:
        """Return the use of a column; None for one that nobody has decided on."""
        plain = plain_name(name)
        return next((use for column, use in self.uses.items() if plain_name(column) == plain), None)


def draft_choice(names: Iterable[str]) -> pd.DataFrame:
    """Return a draft of `CHOICE_COLUMNS` for the columns of a delivery, to be agreed upon.

    Columns that are known and tell of no person are public, those whose name tells of persons are dropped, all others
    internal.

    >>> draft_choice(["Lokalitetsnr", "Sagsbehandler", "Farve"])[["column", "use"]].values.tolist()
    [['Lokalitetsnr', 'public'], ['Sagsbehandler', 'dropped'], ['Farve', 'internal']]
    """
    given = [str(name) for name in names]
    known = {name: column for column, name in matched_columns(given)[0].items()}
    personal = {one.name for one in SITE_COLUMNS if one.personal}
    rows = []
    for name in given:
        if name in known and known[name] not in personal:
            use = Use.PUBLIC
        elif any(part in plain_name(name) for part in _PERSONAL):
            use = Use.DROPPED
        else:
            use = Use.INTERNAL
        rows.append((name, use.value, ""))
    return pd.DataFrame(rows, columns=list(CHOICE_COLUMNS), dtype=object)


def read_choice(frame: pd.DataFrame) -> ColumnChoice:
    """Return the choice of a table with ``column`` and ``use`` (public, internal, dropped, or in Danish).

    Raises
    ------
    TableError
        For missing columns, an unknown use, and columns that stand twice: all at once.

    >>> read_choice(pd.DataFrame({"column": ["Farve"], "use": ["intern"]})).of("farve")
    <Use.INTERNAL: 'internal'>
    """
    missing = [name for name in CHOICE_COLUMNS[:2] if name not in frame.columns]
    if missing:
        raise _error([Text(f"kolonnen {name} mangler", f"column {name} is missing") for name in missing])
    faults, uses = [], {}
    seen: dict[str, int] = {}
    for k, (column, use) in enumerate(zip(frame["column"], frame["use"], strict=True), start=1):
        name, said = cell_text(column), plain_name(cell_text(use))
        if not name:
            faults.append(Text(f"række {k}: kolonnens navn mangler", f"row {k}: the name of the column is missing"))
        elif plain_name(name) in seen:
            first = seen[plain_name(name)]
            faults.append(
                Text(f"række {k}: {name} står også i række {first}", f"row {k}: {name} is in row {first} too")
            )
        if said not in _READ:
            fault = unknown_name(cell_text(use), [one.value for one in Use])
            faults.append(Text(f"række {k}: {fault.da}", f"row {k}: {fault.en}"))
            continue
        seen.setdefault(plain_name(name), k)
        uses[name] = _READ[said]
    if faults:
        raise _error(faults)
    return ColumnChoice(uses)


def chosen_sites(sites: Sites, choice: ColumnChoice, *, public: bool) -> Sites:
    """Return lots with no other columns than the choice lets through.

    Parameters
    ----------
    sites:
        As `read_sites` returns them.
    choice:
        What was agreed.
    public:
        Public columns alone; otherwise internal ones too. What is dropped is in neither.

    Raises
    ------
    TableError
        When a column of a delivery has no choice, or number or status of lots may not be told at all.
    """
    require_kind(choice, ColumnChoice, "choice")
    delivered = [str(name).removeprefix(RAW) for name in sites.parts.columns if str(name).startswith(RAW)]
    undecided = [name for name in delivered if choice.of(name) is None]
    if undecided:
        raise _error([Text(f"{name} er ikke valgt", f"{name} has no choice") for name in undecided])
    lets = {Use.PUBLIC} if public else {Use.PUBLIC, Use.INTERNAL}
    shown = {name for name in delivered if choice.of(name) in lets}
    hidden = {column for column, names in sites.origins.items() if not names <= shown}
    refused = [column for column in _ALWAYS if column in hidden]
    if refused:
        raise _error([Text(f"{column} må ikke vises", f"{column} may not be shown") for column in refused])
    known = [one.name for one in SITE_COLUMNS if one.name not in hidden and one.name in sites.layer.columns]
    layer = sites.layer[[*known, *SITE_EXTRA, "geometry"]].copy()
    raw = [RAW + name for name in delivered if name in shown]
    parts = sites.parts[[*known, *_KEPT, *raw, "geometry"]].copy()
    origins = {column: names for column, names in sites.origins.items() if column not in hidden}
    told = _told(sites.repairs, hidden, shown)
    return replace(sites, layer=layer, parts=parts, repairs=told, known=sites.known - hidden, origins=origins)


def _told(repairs: pd.DataFrame, hidden: set[str], shown: set[str]) -> pd.DataFrame:
    """Return repairs without those of hidden columns, and without the values that they cite."""
    known = {one.name for one in SITE_COLUMNS} - hidden
    kept = repairs[repairs["column"].isin({"", *known, *shown})].reset_index(drop=True)
    kept["what_da"] = [REPAIRS[name].da for name in kept["repair"]]
    kept["what_en"] = [REPAIRS[name].en for name in kept["repair"]]
    return kept


def _error(faults: list[Text]) -> TableError:
    return TableError(
        Text("valget af kolonner", "the choice of columns"),
        Text("for hver kolonne i leverancen: offentlig, intern eller udelades",
             "for each column of the delivery: public, internal or dropped"),
        Text("ret filen, og aftal nye kolonner med Regionen", "mend the file, and agree with the Region"),
        tuple(faults),
    )  # fmt: skip
