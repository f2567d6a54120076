"""What a publication bundle is made of beside its tables: sentences bound to cells, pictures, parameters, sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Protocol, Self

from gistools.document import require_bound
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.floodcost.bundle_cells import BundleTable
    from gistools.text import Language

__all__ = ["Bound", "Bundle", "Default", "InputFile", "Picture", "Section", "Sentence", "Setting"]


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a number of a sentence stands: a table, the values that choose one row, a column.

    ``decimals`` is how many are shown; None as `shown` chooses. A column such as ``label_*`` is that of the language.
    """

    table: str
    where: Mapping[str, object]
    column: str
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the report; each number in it is a field ``{name}`` bound to the cell of a table.

    Raises
    ------
    ParamError
        When a digit stands in the text itself, or fields and ``numbers`` differ.

    >>> Sentence(Text("Skaden er 5 kr.", "Damage is DKK 5."))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    gistools.errors.ParamError: [GT110] Fundet: 'Skaden er 5 kr.' med et tal ...
    """

    text: Text
    numbers: Mapping[str, Bound] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a number that no table holds."""
        require_bound(self.text, self.numbers)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: a heading, sentences, and the tables shown beneath.

    ``pictures`` are names of pictures. A table of more than ``most_rows`` rows is shown by those that come first when
    ``largest`` (a column, ``*`` for any signs) is sorted from above, or as it stands. Raises as `Sentence` does when a
    digit stands in the heading.
    """

    heading: Text
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    most_rows: int = 40
    largest: str = ""

    def __post_init__(self) -> None:
        """Refuse a heading with a number, which no table would hold."""
        Sentence(self.heading)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG) with what it shows; text that programs hide in the file is taken out of it."""

    name: str
    png: bytes
    caption: Text


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter of the calculation and its value; the label and unit are those it was declared with."""

    name: str
    label: Text
    value: float | str | bool | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Default:
    """A figure that was used: value, unit, where it comes from, of which year, verified or not.

    ``verified`` is None for what was chosen for the run; ``read_in`` is ``source`` or ``os2`` (second-hand).
    """

    name: str
    label: Text
    value: float | str
    unit: str
    source: Text
    year: int | None
    verified: bool | None
    price_year: int | None = None
    read_in: str = ""


class _SourceLike(Protocol):
    @property
    def path(self) -> str: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def crs(self) -> str: ...


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: name without folders, BLAKE2b hash of its bytes, size, coordinate system."""

    name: str
    file: str
    content_hash: str
    size_bytes: int
    crs: str = ""

    @classmethod
    def of(cls, name: str, source: _SourceLike) -> Self:
        """Return it of the record of a source; the folders on the way to it stay private.

        >>> from types import SimpleNamespace as S
        >>> InputFile.of("buildings", S(path="C:/nn/by.gpkg", content_hash="ab", size_bytes=3, crs="")).file
        'by.gpkg'
        """
        path = source.path.replace("\\", "/")
        base = PurePosixPath(PureWindowsPath(path).as_posix()).name
        return cls(name, base, source.content_hash, int(source.size_bytes), source.crs)


@dataclass(frozen=True, eq=False)
class Bundle:
    """All that is published of a flood-cost calculation, as values; `gistools.io.write_bundle` makes the file.

    Parameters
    ----------
    title:
        What it is about; also in the table ``facts``.
    public:
        Whether it is without single buildings.
    created:
        When the calculation was made, ISO 8601.
    tables:
        By name, in the order of the workbook.
    sections:
        The report.
    pictures:
        By name.
    stamps:
        What must stand on all of it.
    """

    title: Text
    public: bool
    created: str
    tables: Mapping[str, BundleTable]
    sections: tuple[Section, ...]
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    stamps: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse sentences whose numbers stand in no table of the bundle."""
        for section in self.sections:
            for sentence in section.sentences:
                for bound in sentence.numbers.values():
                    self.place(bound, "da")
                    self.place(bound, "en")

    def place(self, bound: Bound, language: Language = "da") -> tuple[str, int, str]:
        """Return the table, row number and column of a number of the text.

        Raises
        ------
        ParamError
            When no cell, or more than one, is meant.
        """
        table, name = self.tables.get(bound.table), bound.column.replace("*", language)
        if table is None or all(column.name != name for column in table.columns):
            raise ParamError(
                Text(f"et tal fra {bound.table}.{name}", f"a number of {bound.table}.{name}"),
                Text("en kolonne i pakkens tabeller", "a column of the tables of the bundle"),
                Text("bind tallet til en tabel, der er med", "bind the number to a table that is there"),
            )
        return bound.table, table.row(bound.where), name

    def __repr__(self) -> str:
        """One line: what, and which tables."""
        kind = "public" if self.public else "with houses"
        return f"<Bundle {self.title.en} ({kind}): {', '.join(self.tables)}; {len(self.pictures)} pictures>"
