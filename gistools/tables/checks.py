"""A user's own table (egen tabel), checked: every fault of every row is told at once."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import cell_shown, cell_text, number_in, read_in_two_ways, require_kind
from gistools.errors import TableError
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.tables.form import CHOICE, FLAG, NUMBER, Column, TableForm, form_of
from gistools.tables.loading import Table, unverified_in
from gistools.tables.rules import RULES
from gistools.tables.words import word
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable

PER_METRE = {"m": 1.0, "cm": 100.0, "mm": 1000.0}
OWN = Text("egen tabel", "own table")
_PASSED_OVER = {STAMP_COLUMN, "note", "noter", "bemærkning", "bemærkninger"}
_UNIT = ("_unit", "_enhed")
_SAID = {"true": True, "ja": True, "yes": True, "1": True, "false": False, "nej": False, "no": False, "0": False}


def read_user_table(frame: pd.DataFrame, name: str) -> Table:
    """Return a user's own table of the shape of a shipped one (egen tabel).

    Parameters
    ----------
    frame:
        The rows, as numbers or as text with a decimal comma or point. Headings are those of the shipped table, in small
        or capital letters, or the Danish ones in its declaration; so are its words (``skybrud``, ``kælder``). A depth
        or threshold says its unit: in the heading (``depth_cm``, ``dybde_m``), or in a column of its own (``depth`` and
        ``depth_unit``) that is the same in all rows. The columns of sources may be left out: what nobody calls verified
        is not. ``maerke`` stamps all that is made of the table.
    name:
        Which table it takes the place of, one of `table_names`.

    Raises
    ------
    ParamError
        When there is no table of that name.
    TableError
        With every fault, by row and column: unknown, doubled or missing columns, units that are missing or mixed,
        cells that are no number or can be read in two ways, numbers out of range, unknown classes, amounts without a
        price year, rows that stand twice, and what the table's own rules say, such as a curve that falls with depth.

    Examples
    --------
    >>> own = pd.DataFrame({"fare": ["cloudburst"], "skadesklasse": ["home"], "del": ["ground_floor"],
    ...     "form": ["step"], "enhed": ["m2"], "tærskel_cm": [15], "beløb_kr": ["1300,50"], "prisår": [2024]})
    >>> table = read_user_table(own, "building_damage")
    >>> table.frame[["threshold_m", "amount_dkk", "price_year"]].values.tolist()
    [[0.15, 1300.5, 2024.0]]
    """
    require_kind(frame, pd.DataFrame, "frame")
    form = form_of(name)
    reading = _Reading(frame.reset_index(drop=True), form)
    made = reading.table()
    if not reading.faults:
        made, found = RULES.get(name, _no_rule)(made)
        reading.faults += found
    if reading.faults:
        raise table_error(form, reading.faults)
    marks = [frame[c] for c in frame.columns if _plain(c) == STAMP_COLUMN]
    title = Text(f"{form.title.da} ({OWN.da})", f"{form.title.en} ({OWN.en})")
    own = TableForm(form.name, title, OWN, OWN, form.columns, form.key, form.values, money=form.money)
    stamps = stamps_in(text for column in marks for text in column)
    return Table(name, title, made, unverified_in(made, title, own), stamps, form=own)


def read_cells(frame: pd.DataFrame, name: str, *, required: Collection[str] = ()) -> tuple[pd.DataFrame, list[Text]]:
    """Return the cells of a user's own table in the form of a shipped one, and all faults met in them.

    For tables whose rows are held against something else as well, so that all faults are told at once; keys that stand
    twice and the table's own rules are left to the caller. A cell with a fault may be NaN, or out of range.
    ``required`` names columns that every row must have besides those of the form.

    Raises
    ------
    ParamError
        When there is no table of that name.

    >>> own = pd.DataFrame({"kloaktype": ["combined", "x"], "t": [10, "ti"]})
    >>> [fault.en for fault in read_cells(own, "sewer_practice")[1]]
    ['row 2, kloaktype = x (one of: combined, separate)', 'row 2, t = ti is no number']
    """
    require_kind(frame, pd.DataFrame, "frame")
    form = form_of(name)
    columns = tuple(replace(c, required=c.required or c.name in required) for c in form.columns)
    reading = _Reading(frame.reset_index(drop=True), replace(form, columns=columns), keyed=False)
    return reading.table(), reading.faults


def table_error(form: TableForm, faults: list[Text]) -> TableError:
    """Return the error of a table that lists all its faults."""
    needed = ", ".join(c.name for c in form.columns if c.required)
    return TableError(
        Text(f"fejl i tabellen {form.name}", f"faults in the table {form.name}"),
        Text(
            f"en tabel med kolonnerne {needed} og tal i de enheder, overskrifterne nævner",
            f"a table with the columns {needed} and numbers in the units that its headings name",
        ),
        Text("ret alle de nævnte rækker og kolonner", "correct all rows and columns named"),
        faults,
    )


def _no_rule(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Text]]:
    return frame, []


def _plain(heading: Hashable) -> str:
    """Return a heading in small letters, with brackets and spaces as underscores: ``Dybde [cm]``: dybde_cm."""
    return re.sub(r"[\s_()\[\].]+", "_", str(heading).strip().casefold()).strip("_")


@dataclass
class _Reading:
    """A table that is being read, and the faults met on the way."""

    frame: pd.DataFrame
    form: TableForm
    faults: list[Text] = field(default_factory=list)
    keyed: bool = True  # whether rows of the same key are a fault

    def fault(self, da: str, en: str) -> None:
        """Note a fault."""
        self.faults.append(Text(da, en))

    def table(self) -> pd.DataFrame:
        """Return the table in its own columns, types and units."""
        headings, per_metre = self._headings()
        if not len(self.frame):
            self.fault("ingen rækker", "no rows")
        made = {}
        for c in self.form.columns:
            heading = headings.get(c.name)
            if heading is None:
                if c.required:
                    self.fault(f"kolonnen {c.name} mangler", f"column {c.name} is missing")
                made[c.name] = self._nothing(c)
            elif c.kind == NUMBER:
                made[c.name] = self._numbers(c, heading, per_metre.get(c.name, 1.0))
            elif c.kind == FLAG:
                made[c.name] = self._flags(heading)
            else:
                made[c.name] = self._texts(c, heading)
        table = pd.DataFrame(made, index=self.frame.index)
        given = table["source_da"] != ""
        table["source_da"] = table["source_da"].where(given, OWN.da)
        table["source_en"] = table["source_en"].where(table["source_en"] != "", table["source_da"].where(given, OWN.en))
        if not self.faults:
            self._check_years(table)
            if self.keyed:
                self._check_keys(table)
        return table

    def _headings(self) -> tuple[dict[str, Hashable], dict[str, float]]:
        """Return which heading holds each column, and the unit of those of depth; note what is wrong with them."""
        known: dict[str, tuple[str, str]] = {}
        for c in self.form.columns:
            if c.is_depth:
                for base in (c.name.removesuffix("_m"), *c.names):
                    known |= {f"{base}_{unit}": (c.name, unit) for unit in PER_METRE}
                    known[base] = (c.name, "")
                    known |= {f"{base}{end}": (f"{c.name} unit", "") for end in _UNIT}
            else:
                known |= dict.fromkeys((c.name, *c.names), (c.name, ""))
        found: dict[str, list[Hashable]] = {}
        units: dict[str, str] = {}
        for heading in self.frame.columns:
            plain = _plain(heading)
            if plain in known:
                name, unit = known[plain]
                found.setdefault(name, []).append(heading)
                units[name] = unit
            elif plain not in _PASSED_OVER:
                near = difflib.get_close_matches(plain, known, n=1)
                da, en = (f" (mente du {near[0]}?)", f" (did you mean {near[0]}?)") if near else ("", "")
                self.fault(f"en ukendt kolonne {heading}{da}", f"an unknown column {heading}{en}")
        for name, headings in found.items():
            if len(headings) > 1:
                shown = ", ".join(map(str, headings))
                self.fault(f"flere kolonner for {name}: {shown}", f"several columns for {name}: {shown}")
        single = {name: headings[0] for name, headings in found.items()}
        depths = [c for c in self.form.columns if c.is_depth and c.name in single]
        return single, {c.name: self._per_metre(c, single, units[c.name]) for c in depths}

    def _per_metre(self, column: Column, headings: dict[str, Hashable], unit: str) -> float:
        """Return how many of a depth's unit make a metre."""
        heading = headings[column.name]
        own = headings.get(f"{column.name} unit")
        if unit and own is not None:
            self.fault(f"både {heading} og {own} siger en enhed", f"both {heading} and {own} tell a unit")
        if unit or own is None:
            if not unit:
                self.fault(
                    f"kolonnen {heading} uden enhed ({heading}_m, {heading}_cm eller {heading}_mm)",
                    f"column {heading} without a unit ({heading}_m, {heading}_cm or {heading}_mm)",
                )
            return PER_METRE.get(unit, 1.0)
        given = self.frame[own].map(cell_text)[self.frame[heading].map(cell_text) != ""]
        said = sorted(set(given))
        if len(said) > 1:
            shown = ", ".join(f"{u or '?'} (række {int(given.index[given == u][0]) + 1})" for u in said)
            self.fault(f"{own}: enheder blandet: {shown}", f"{own}: units mixed: {shown.replace('række', 'row')}")
        elif said and said[0] not in PER_METRE:
            self.fault(f"{own} = {said[0]} (m, cm eller mm)", f"{own} = {said[0]} (m, cm or mm)")
        return PER_METRE.get(said[0], math.inf) if said else 1.0  # inf: of a unit not known no value is judged

    def _nothing(self, column: Column) -> pd.Series:
        empty = {NUMBER: np.nan, FLAG: False}.get(column.kind, "")
        return pd.Series([empty] * len(self.frame), dtype=object if empty == "" else type(empty))

    def _numbers(self, column: Column, heading: Hashable, per_metre: float) -> pd.Series:
        made = np.full(len(self.frame), np.nan)
        for i, value in enumerate(self.frame[heading]):
            made[i] = self._number(column, heading, i + 1, value, per_metre)
        return pd.Series(made)

    def _number(self, column: Column, heading: Hashable, row: int, value: Any, per_metre: float) -> float:  # noqa: ANN401
        where = Text(f"række {row}, {heading}", f"row {row}, {heading}")
        text = cell_text(value)
        if not text:
            if column.required:
                self.fault(f"{where.da}: tom celle", f"{where.en}: empty cell")
            return math.nan
        try:
            number = number_in(value if not isinstance(value, bool) else "bool") / per_metre
        except (TypeError, ValueError):
            if read_in_two_ways(text):
                shown = cell_shown(text)
                self.fault(f"{where.da} = {shown.da}", f"{where.en} = {shown.en}")
            elif re.fullmatch(r"[+-]?\d{1,3}([.,]\d{3})+([.,]\d+)?", text):
                self.fault(
                    f"{where.da} = {text} kan læses på to måder; skriv tusinder uden skilletegn",
                    f"{where.en} = {text} can be read in two ways; write thousands without a mark",
                )
            else:
                self.fault(f"{where.da} = {text} er intet tal", f"{where.en} = {text} is no number")
            return math.nan
        low = -math.inf if column.low is None else column.low
        high = math.inf if column.high is None else column.high
        if math.isfinite(per_metre) and not (low <= number <= high and math.isfinite(number)):
            unit = f" {column.unit}" if column.unit else ""
            hint = (
                _other_unit(column.name, _smaller(per_metre))
                if column.is_depth and number > high and per_metre < PER_METRE["mm"]
                else Text("", "")
            )
            self.fault(
                f"{where.da} = {text} ({low:g} til {high:g}{unit}){hint.da}",
                f"{where.en} = {text} ({low:g} to {high:g}{unit}){hint.en}",
            )
        return number

    def _texts(self, column: Column, heading: Hashable) -> pd.Series:
        known = {word(c).da.casefold(): c for c in column.choices} | {c.casefold(): c for c in column.choices}
        made = [known.get(t.casefold(), t) for t in map(cell_text, self.frame[heading])]
        for row, text in enumerate(made, start=1):
            if not text and column.required:
                self.fault(f"række {row}, {heading}: tom celle", f"row {row}, {heading}: empty cell")
            elif column.kind == CHOICE and text and text not in column.choices:
                near = difflib.get_close_matches(text, column.choices, n=1)
                shown = ", ".join(column.choices)
                da, en = (
                    (f"mente du {near[0]}?", f"did you mean {near[0]}?")
                    if near
                    else (f"en af: {shown}", f"one of: {shown}")
                )
                self.fault(f"række {row}, {heading} = {text} ({da})", f"row {row}, {heading} = {text} ({en})")
        return pd.Series(made, dtype=object)

    def _flags(self, heading: Hashable) -> pd.Series:
        made = []
        for row, value in enumerate(self.frame[heading], start=1):
            text = cell_text(value).casefold()
            if text and text not in _SAID:
                self.fault(
                    f"række {row}, {heading} = {text} (ja eller nej)", f"row {row}, {heading} = {text} (yes or no)"
                )
            made.append(_SAID.get(text, False))
        return pd.Series(made, dtype=bool)

    def _check_years(self, table: pd.DataFrame) -> None:
        if not self.form.money:
            return
        missing = table[list(self.form.values)].notna().any(axis=1) & table["price_year"].isna()
        if self.form.money == "unit":
            missing &= table["unit"].str.contains("dkk")
        for row in np.flatnonzero(missing) + 1:
            self.fault(f"række {row}: beløb uden prisår (price_year)", f"row {row}: an amount without price_year")

    def _check_keys(self, table: pd.DataFrame) -> None:
        for _, rows in table.groupby(list(self.form.key), dropna=False, sort=False):
            if len(rows) > 1:
                shown = ", ".join(str(i + 1) for i in rows.index)
                key = ", ".join(self.form.key)
                self.fault(f"række {shown}: samme {key}", f"rows {shown}: the same {key}")


def _other_unit(name: str, unit: str) -> Text:
    heading = f"{name.removesuffix('_m')}_{unit}"
    return Text(f" - er det {unit}? så kald kolonnen {heading}", f" - is it in {unit}? then call the column {heading}")


def _smaller(per_metre: float) -> str:
    return "cm" if per_metre == 1.0 else "mm"
