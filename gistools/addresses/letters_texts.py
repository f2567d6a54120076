"""The sentences of letters on addresses (brevtekster): each with its provision and source, or said to be lacking."""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gistools.errors import TableError
from gistools.letter import Field
from gistools.tables import load_table, read_user_table
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import pandas as pd

    from gistools.text import Language

TABLE = "letter_texts"
HEARING, DECISION, SERVICES = "hearing", "decision", "services"
_NEW = "_new"
OWN = Text("kommunens egen tekst", "the municipality's own text")

LACKING = Text("SKAL SKRIVES ELLER KONTROLLERES AF KOMMUNEN", "TO BE WRITTEN OR CHECKED BY THE MUNICIPALITY")
UNREAD = Text("IKKE VERIFICERET: SKAL KONTROLLERES AF KOMMUNEN", "NOT VERIFIED: TO BE CHECKED BY THE MUNICIPALITY")

CASE_FIELDS = (
    Field("case_number", "sagsnummer", Text("Sagsnummer", "Case number")),
    Field("letter_date", "brevdato", Text("Brevets dato", "Date of the letter")),
    Field("municipality", "kommune", Text("Kommune", "Municipality")),
    Field("unit", "enhed", Text("Enhed", "Unit")),
    Field("sender_address", "afsenderadresse", Text("Afsenderens adresse", "Address of the sender")),
    Field("sender_contact", "afsenderkontakt", Text("Sådan kontaktes afsenderen", "How to reach the sender")),
    Field("recipient", "modtager", Text("Modtager", "Recipient")),
    Field("deadline", "frist", Text("Høringsfrist", "Deadline of the hearing")),
    Field("heard", "hoering", Text("Hvad høringen gav", "What the hearing brought")),
    Field("in_force", "ikrafttraeden", Text("Gælder fra", "In force from")),
)
"""What sentences and templates may ask for, once in a letter; empty where a letter has it not."""

ROW_FIELDS = (
    Field("road", "vej", Text("Vej", "Road")),
    Field("old_address", "gammel_adresse", Text("Gammel adresse", "Old address")),
    Field("new_address", "ny_adresse", Text("Ny adresse", "New address")),
    Field("kind", "aendring", Text("Ændring", "Change")),
    Field("valid_from", "gaelder_fra", Text("Gælder fra", "In force from")),
    Field("reason", "begrundelse", Text("Begrundelse", "Reason")),
    Field("rules", "regler", Text("Regler", "Rules")),
    Field("object_id", "objekt_id", Text("Objektets id", "Id of the object")),
    Field("east", "oest", Text("Øst (m)", "East (m)")),
    Field("north", "nord", Text("Nord (m)", "North (m)")),
)
"""What a row of a table may ask for, once for each address."""


@dataclass(frozen=True, slots=True)
class LetterText:
    """A sentence of a letter.

    Parameters
    ----------
    block:
        Its id; the Danish one, under which a municipality replaces it and templates ask for it, is ``name_da``.
    part:
        Of the letter.
    kind:
        ``"plain"``, ``"legal"`` when it tells what the law says, or ``"lacking"`` when the municipality must write it.
    text, paragraph, source:
        What it says, where the law says it, and where that was read.
    verified:
        Whether it was read there.
    own:
        Whether the municipality wrote it.
    """

    block: str
    name_da: str
    letter: str
    part: str
    kind: str
    text: Text
    paragraph: Text
    source: Text
    source_year: float
    verified: bool
    own: bool = False

    @property
    def field(self) -> Field:
        """The field under which a template asks for it."""
        return Field(self.block, self.name_da, Text(self.name_da, self.block))

    @property
    def stamp(self) -> Text | None:
        """What must stand above it until the municipality has replaced it; None for nothing."""
        if self.own or self.kind == "plain":
            return None
        if self.kind == "lacking":
            return LACKING
        return None if self.verified else UNREAD

    def filled(self, values: Mapping[str, Text], language: Language) -> str:
        """Return it with its fields filled, and the provision behind it."""
        said = self.text.say(language).format(**{name: text.say(language) for name, text in values.items()})
        paragraph = self.paragraph.say(language)
        return f"{said.rstrip('.')} ({paragraph})." if paragraph and self.kind == "legal" else said


def letter_texts(letter: str, own: pd.DataFrame | None = None) -> Mapping[str, LetterText]:
    """Return the sentences of a letter by their ids, in order.

    Parameters
    ----------
    letter:
        ``"hearing"``, ``"decision"`` or ``"services"``.
    own:
        The municipality's own, of the shape of the table ``letter_texts``: a row takes the place of the sentence whose
        ``letter`` and ``name_da`` it has, and its stamp goes.

    Raises
    ------
    TableError
        With all faults of ``own``: sentences that there are not, and fields that no letter has.

    >>> texts = letter_texts("decision")
    >>> texts["appeal_deadline"].paragraph.da, texts["appeal_where"].stamp.en
    ('adresseloven § 18, stk. 3', 'TO BE WRITTEN OR CHECKED BY THE MUNICIPALITY')
    """
    shipped = {(one.letter, one.name_da): one for one in _rows(load_table(TABLE).frame)}
    if own is not None:
        given = list(_rows(read_user_table(own, TABLE).frame))
        faults = [fault for one in given for fault in _faults(one, shipped)]
        if faults:
            raise TableError(
                Text("fejl i kommunens egne brevtekster", "faults in the municipality's own texts of letters"),
                Text(
                    "tekster, der afløser en i tabellen letter_texts",
                    "texts that replace one of the table letter_texts",
                ),
                Text("ret de nævnte tekster", "correct the texts named"),
                faults,
            )
        for one in given:
            shipped[one.letter, one.name_da] = _replaced(shipped[one.letter, one.name_da], one)
    return MappingProxyType({one.block: one for one in shipped.values() if one.letter == letter})


def fitting_texts(texts: Mapping[str, LetterText], *, all_new: bool) -> dict[str, LetterText]:
    """Return the sentences that fit: where all addresses are new, ``x_new`` stands in the place of ``x``.

    A sentence of the municipality's own stays, unless it has one of its own for new addresses too.

    >>> [fitting_texts(letter_texts("hearing"), all_new=new)["hearing_title"].text.da for new in (True, False)]
    ['Høring om fastsættelse af adresse', 'Høring om ændring af adresse']
    """
    made = {name: one for name, one in texts.items() if not name.endswith(_NEW)}
    for name, one in made.items():
        new = texts.get(name + _NEW)
        if all_new and new is not None and (new.own or not one.own):
            made[name] = replace(new, block=one.block, name_da=one.name_da)
    return made


def _rows(frame: pd.DataFrame) -> Iterator[LetterText]:
    return map(_row, frame.to_dict("records"))


def _row(row: Mapping[Hashable, Any]) -> LetterText:
    text, paragraph, source = (Text(row[f"{key}_da"], row[f"{key}_en"]) for key in ("text", "paragraph", "source"))
    return LetterText(row["block"], row["name_da"], row["letter"], row["part"], row["text_kind"], text, paragraph,
                      source, row["source_year"], bool(row["verified"]))  # fmt: skip


def _replaced(shipped: LetterText, own: LetterText) -> LetterText:
    text, paragraph = (Text(one.da, one.en or one.da) for one in (own.text, own.paragraph))
    kind = own.kind or ("legal" if paragraph.da else "plain")
    return replace(shipped, kind=kind, text=text, paragraph=paragraph, source=OWN, source_year=own.source_year,
                   verified=own.verified, own=True)  # fmt: skip


def _faults(one: LetterText, shipped: Mapping[tuple[str, str], LetterText]) -> Iterator[Text]:
    names = [name for letter, name in shipped if letter == one.letter]
    if one.name_da not in names:
        yield unknown_name(one.name_da, names)
    known = [field.name for field in CASE_FIELDS]
    for said in {one.text.da, one.text.en}:
        try:
            parts = [part for part in string.Formatter().parse(said) if part[1] is not None]
        except ValueError:
            yield Text(f"{one.name_da}: tuborgklammer, der ikke lukkes", f"{one.name_da}: braces that do not close")
            continue
        for _, name, spec, conversion in parts:
            whole = f"{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}"
            if whole not in known:
                told = unknown_name(f"{{{whole}}}", [f"{{{one}}}" for one in known])
                yield Text(f"{one.name_da}: {told.da}", f"{one.name_da}: {told.en}")
