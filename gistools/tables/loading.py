"""Tables (tabeller): figures with their sources, and what of them nobody has verified."""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.tables.form import AT_OS2, FLAG, NUMBER, Column, TableForm, folder, form_of, table_names
from gistools.tables.words import word
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Column", "Table", "load_table", "table_names"]

_MOST_NAMED = 6  # rows that a sentence names before it counts them


@dataclass(frozen=True, eq=False)
class Table:
    """A table of figures (tabel).

    Parameters
    ----------
    name, title:
        Of the table; the title says whose it is when it is the user's own.
    frame:
        The rows: texts are ``str`` (empty for none), numbers float64 (NaN for none), flags bool. Columns and units
        stand in `form`; `source_da`, `source_en`, `source_year`, `verified` and `read_in` (where a verified figure was
        read: ``source``, or ``os2`` for second-hand) are in every table, `price_year` in every table of money.
    unverified:
        A sentence for each source that nobody has read, for each list that must be loaded, and for each choice of
        gistools' own.
    stamps:
        What must stand on all that is made of it.
    form:
        Its columns, licence, and how far it is verified.

    >>> rates = load_table("discount_rates")
    >>> rates.frame.query("period_set == '2021'")["rate"].tolist()
    [0.035, 0.025, 0.015]
    """

    name: str
    title: Text
    frame: pd.DataFrame
    unverified: tuple[Text, ...]
    stamps: tuple[Text, ...] = ()
    form: TableForm = field(kw_only=True)

    @property
    def verified(self) -> bool:
        """Whether every figure was read in its source."""
        return not self.unverified

    @property
    def second_hand(self) -> tuple[Text, ...]:
        """A sentence for each source whose figures were read in OS2 SkadesØkonomi, which gives them, and not in it."""
        rows = self.frame[self.frame["verified"] & (self.frame["read_in"] == AT_OS2)]
        said = []
        for (da, en), part in rows.groupby(["source_da", "source_en"], sort=False):
            named = _rows_named(part, self.form)
            said.append(
                Text(
                    f"{self.title.da}: {named.da} er læst i OS2 SkadesØkonomi, ikke i kilden selv ({da}).",
                    f"{self.title.en}: {named.en} was read in OS2 SkadesØkonomi, not in the source itself ({en}).",
                )
            )
        return tuple(said)

    @property
    def filled(self) -> npt.NDArray[np.bool_]:
        """Which rows hold a figure; the others name the list to load."""
        made: npt.NDArray[np.bool_] = self.frame[list(self.form.values)].notna().any(axis=1).to_numpy(np.bool_)
        return made

    def only(self, rows: npt.ArrayLike) -> Table:
        """Return the table with some of its rows, and what of them is unverified.

        Parameters
        ----------
        rows:
            bool, one for each row of `frame`.

        >>> table = load_table("building_damage")
        >>> rows = table.frame
        >>> floors = table.only((rows.part == "ground_floor") & (rows.hazard == "cloudburst"))
        >>> floors.frame["amount_dkk"].unique().tolist(), floors.unverified[0].en
        ([1257.0, 1249.0, 1407.0, 351.63, 1000.0], 'Building damage: cloudburst other building ground floor; \
cloudburst unknown use ground floor is not verified (source: OS2 SkadesØkonomi: judgement of the developers).')
        """
        frame = self.frame[np.asarray(rows, np.bool_)].reset_index(drop=True)
        return replace(self, frame=frame, unverified=unverified_in(frame, self.title, self.form))


def load_table(name: str) -> Table:
    """Return a table that gistools ships; its figures are those of the sources named in it.

    Parameters
    ----------
    name:
        One of `table_names`.

    Raises
    ------
    ParamError
        When there is no table of that name.

    >>> float(load_table("net_tax_factor").frame.loc[0, "value"])
    1.28
    """
    table = _read(name)
    return replace(table, frame=table.frame.copy())


@functools.cache
def _read(name: str) -> Table:
    form = form_of(name)
    text = (folder() / f"{name}.csv").read_text(encoding="utf-8")
    given = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    frame = pd.DataFrame({c.name: _typed(given[c.name], c) for c in form.columns})
    return Table(name, form.title, frame, unverified_in(frame, form.title, form), form=form)


def _typed(given: pd.Series, column: Column) -> pd.Series:
    if column.kind == NUMBER:
        return pd.to_numeric(given.replace("", None)).astype(np.float64)
    return given == "true" if column.kind == FLAG else given


def unverified_in(frame: pd.DataFrame, title: Text, form: TableForm) -> tuple[Text, ...]:
    """Return a sentence for each source of the rows that nobody has read, and for each list that must be loaded."""
    has = frame[list(form.values)].notna().any(axis=1)
    said = []
    for filled, what in (
        (True, Text("er ikke verificeret", "is not verified")),
        (False, Text("har ingen værdi; indlæs", "has no value; load")),
    ):
        rows = frame[~frame["verified"] & (has == filled)]
        for (da, en), part in rows.groupby(["source_da", "source_en"], sort=False):
            named = _rows_named(part, form)
            source = Text(f" (kilde: {da})", f" (source: {en})") if filled else Text(f" {da}", f" {en}")
            said.append(
                Text(f"{title.da}: {named.da} {what.da}{source.da}.", f"{title.en}: {named.en} {what.en}{source.en}.")
            )
    said += [
        Text(f"{title.da}: {j.text.da}.", f"{title.en}: {j.text.en}.")
        for j in form.judgements
        if (frame[j.column] == j.value if j.column else has.notna()).any()
    ]
    return tuple(said)


def _rows_named(part: pd.DataFrame, form: TableForm) -> Text:
    """Return the rows by what people call their keys, the first few of them."""
    words = [c for c in form.key if form.column(c).kind != NUMBER] or list(form.key)
    keys = list(dict.fromkeys(part[words].itertuples(index=False, name=None)))
    da, en = ([" ".join(_said(v).say(lang) for v in key) for key in keys[:_MOST_NAMED]] for lang in ("da", "en"))
    more = len(keys) - _MOST_NAMED
    tail = Text(f" og {more} til", f" and {more} more") if more > 0 else Text("", "")
    return Text("; ".join(da) + tail.da, "; ".join(en) + tail.en)


def _said(value: object) -> Text:
    return word(str(value)) if isinstance(value, str) else Text(f"{value:g}".replace(".", ","), f"{value:g}")
