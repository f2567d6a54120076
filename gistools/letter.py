"""Letters (breve) as values: a document with sender, recipient and date, and fields for a template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    import datetime as dt

    from gistools.document import Document, Sentence
    from gistools.text import Language

__all__ = ["Field", "Filled", "Letter", "LetterInTemplate", "Sender"]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a letter (afsender): a unit, never a person.

    Parameters
    ----------
    municipality, unit:
        What they are called.
    address:
        Lines beneath, such as road and postcode.
    contact:
        How the unit is reached, such as its common telephone and post box.

    Raises
    ------
    ParamError
        Without a municipality or a unit.

    >>> Sender("Eksempelby Kommune", "Adresser", ("Rådhustorvet 1",)).lines
    ('Eksempelby Kommune', 'Adresser', 'Rådhustorvet 1')
    """

    municipality: str
    unit: str
    address: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a sender without a name."""
        lacking = [
            what
            for what, said in ((Text("kommune", "municipality"), self.municipality), (Text("enhed", "unit"), self.unit))
            if not said.strip()
        ]
        if lacking:
            raise ParamError(
                Text("en afsender uden " + " og ".join(one.da for one in lacking),
                     "a sender without " + " and ".join(one.en for one in lacking)),
                Text("en kommune og en enhed i den", "a municipality and a unit of it"),
                Text("skriv enhedens navn, ikke en persons", "write the name of the unit, not of a person"),
            )  # fmt: skip

    @property
    def lines(self) -> tuple[str, ...]:
        """Name and address, a line each."""
        return (self.municipality, self.unit, *self.address)


class Field(NamedTuple):
    """A field that a template may have (flettefelt): its names, the Danish one last, and what stands there."""

    name: str
    name_da: str
    title: Text


class Filled(NamedTuple):
    """A field and what a letter fills it with (udfyldt felt); ``stamp`` stands before a text that must be checked."""

    field: Field
    text: str
    stamp: str = ""

    @property
    def shown(self) -> str:
        """The text with its stamp."""
        return f"[{self.stamp}] {self.text}" if self.stamp else self.text


@dataclass(frozen=True, eq=False)
class Letter:
    """A letter (brev): written by `gistools.view.letter_docx` and `letter_pdf`, or filled into a template.

    Parameters
    ----------
    document:
        Title, case number, parts, tables, stamps; in one language.
    sender, recipient, date:
        Of the letter; a line of the recipient each.
    closing:
        The words above the sender's name at the end.
    fields:
        What a template may ask for, once in a letter.
    rows:
        What a row of a table in a template may ask for: the row is written again for each of these.
    required:
        Names of fields without which a template is none for this letter.
    """

    document: Document
    sender: Sender
    recipient: tuple[str, ...]
    date: dt.date
    closing: Sentence
    fields: tuple[Filled, ...] = ()
    rows: tuple[tuple[Filled, ...], ...] = ()
    required: tuple[str, ...] = ()

    @property
    def language(self) -> Language:
        """The language that it is written in."""
        return self.document.languages[0]


@dataclass(frozen=True, eq=False)
class LetterInTemplate:
    """A letter and the municipality's own template (brevskabelon) that it is filled into: a Word file.

    Parameters
    ----------
    letter:
        What it says.
    template:
        The content of a .docx file, as `gistools.io.read_template` returns it.
    """

    letter: Letter
    template: bytes
