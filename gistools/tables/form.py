"""What a table looks like (tabelform): its columns, their units and ranges, read from the file beside its figures."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

DATA = "data"
TEXT, NUMBER, CHOICE, FLAG = "text", "number", "choice", "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table (kolonne).

    Parameters
    ----------
    name, label, unit:
        Its name in code, what people call it, and its unit; empty for plain numbers and texts.
    kind:
        ``text``, ``number``, ``choice`` or ``flag`` (true or false).
    required:
        Whether every row must have it.
    low, high:
        The closed range of a number.
    choices:
        What a choice may be.
    names:
        Other headings under which a user's own table may have it.
    """

    name: str
    label: Text
    unit: str = ""
    kind: str = TEXT
    required: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def is_depth(self) -> bool:
        """Whether it is a depth or height in metres, which a user may give in another unit that is named."""
        return self.unit == "m"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A choice of gistools' own (skøn) that stands in no source.

    Parameters
    ----------
    text:
        What was chosen.
    name:
        It in a few words.
    column, value:
        It is about the rows that have this; about all rows when empty.
    """

    text: Text
    column: str = ""
    value: str = ""
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class TableForm:
    """What is declared of a table (tabelform): title, licence, how far it is verified, columns, key.

    Parameters
    ----------
    key:
        Columns that together name a row; no two rows agree in all of them.
    values:
        Columns that hold its figures: a row without any of them has none and names the list to load.
    verification:
        How the figures were checked, and how far.
    judgements:
        What in the table is gistools' own choice and stands in no source.
    money:
        Which rows are money and need a price year: ``all``, those whose ``unit`` is of DKK, or none when empty.
    """

    name: str
    title: Text
    licence: Text
    verification: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    values: tuple[str, ...]
    judgements: tuple[Judgement, ...] = field(default=())
    money: str = ""

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(c for c in self.columns if c.name == name)


PRICE_YEAR = Column("price_year", Text("Prisår", "Price year"), "year", NUMBER, low=1900, high=2200, names=("prisår",))
AT_SOURCE, AT_OS2 = "source", "os2"  # where a verified figure was read: in the source named, or in OS2, second-hand
READ_AT = {
    AT_SOURCE: Text("kilden selv", "the source itself"),
    AT_OS2: Text("OS2 SkadesØkonomi, på anden hånd", "OS2 SkadesØkonomi, second-hand"),
}
COMMON = (
    Column("source_da", Text("Kilde (dansk)", "Source (Danish)"), names=("kilde", "source")),
    Column("source_en", Text("Kilde (engelsk)", "Source (English)")),
    Column("source_year", Text("Kildens år", "Year of the source"), "year", NUMBER, low=1800, high=2200,
           names=("kildeår",)),
    Column("verified", Text("Verificeret ved læsning", "Verified by reading"), kind=FLAG, names=("verificeret",)),
    Column("read_in", Text("Læst hos", "Read at"), kind=CHOICE, choices=(AT_SOURCE, AT_OS2), names=("læst_hos",)),
)  # fmt: skip


def folder() -> Traversable:
    """Return where the tables lie."""
    return resources.files("gistools.tables") / DATA


def table_names() -> tuple[str, ...]:
    """Return the names of all tables that gistools ships, sorted.

    >>> "building_damage" in table_names()
    True
    """
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder().iterdir() if f.name.endswith(".toml")))


@functools.cache
def form_of(name: str) -> TableForm:
    """Return what is declared of a table.

    Raises
    ------
    ParamError
        When there is no table of that name.
    """
    if name not in table_names():
        known = ", ".join(table_names())
        raise ParamError(
            Text(f"ingen tabel ved navn {name!r}", f"no table called {name!r}"),
            Text(f"en af: {known}", f"one of: {known}"),
            Text("ret navnet", "correct the name"),
        )
    told: dict[str, Any] = tomllib.loads((folder() / f"{name}.toml").read_text(encoding="utf-8"))
    columns = tuple(_column(c, facts) for c, facts in told["columns"].items())
    money = told.get("money", "")
    if money:
        columns += (PRICE_YEAR,)
    return TableForm(
        name,
        _text(told["title"]),
        _text(told["licence"]),
        _text(told["verification"]),
        columns + COMMON,
        tuple(told["key"]),
        tuple(told["values"]),
        tuple(_judgement(j) for j in told.get("judgements", ())),
        money,
    )


def _text(told: Mapping[str, str]) -> Text:
    return Text(told["da"], told["en"])


def _judgement(told: Mapping[str, Any]) -> Judgement:
    name = _text(told["name"]) if "name" in told else None
    return Judgement(_text(told), told.get("column", ""), told.get("value", ""), name)


def _column(name: str, told: Mapping[str, Any]) -> Column:
    return Column(
        name,
        Text(told["da"], told["en"]),
        told.get("unit", ""),
        told.get("kind", TEXT),
        told.get("required", False),
        told.get("low"),
        told.get("high"),
        tuple(told.get("choices", ())),
        tuple(told.get("names", ())),
    )
