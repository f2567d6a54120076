"""Lists of changed addresses (adresselister): for emergency services and post, and for bulk mailing without persons."""

from __future__ import annotations

import enum
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from gistools.addresses.letters_changes import line_key, sorted_changes
from gistools.addresses.letters_texts import SERVICES, letter_texts
from gistools.addresses.letters_writing import Writing
from gistools.document import Orientation, TableBlock
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gistools.addresses.letters import LetterCase
    from gistools.addresses.letters_changes import AddressChange
    from gistools.document import Paragraph
    from gistools.letter import Letter


UNDECIDED = Text("IKKE AFGJORT: MÅ IKKE TAGES I BRUG", "UNDECIDED: NOT TO BE PUT TO USE")


class RecipientRole(enum.StrEnum):
    """As what someone gets a letter (modtagerens rolle)."""

    OWNER = "owner"
    USER = "user"

    @property
    def word(self) -> Text:
        """What it is called."""
        return Text("ejer", "owner") if self is RecipientRole.OWNER else Text("bruger", "user")


class RecipientColumn(NamedTuple):
    """A column of the list of recipients: its name and what it holds."""

    name: str
    title: Text


RECIPIENT_COLUMNS = (
    RecipientColumn("object_id", Text("Adressens id", "Id of the address")),
    RecipientColumn("kvhx", Text("KVHX før ændringen", "KVHX before the change")),
    RecipientColumn("line", Text("Adresse, brevet sendes til", "Address that the letter goes to")),
    RecipientColumn("recipient_role", Text("Modtagerens rolle", "Role of the recipient")),
    RecipientColumn("case_number", Text("Sagsnummer", "Case number")),
    RecipientColumn("east_m", Text("Adgangspunkt, øst (m)", "Access point, east (m)")),
    RecipientColumn("north_m", Text("Adgangspunkt, nord (m)", "Access point, north (m)")),
)
"""All columns of the list of recipients. None holds a person: names are merged by the municipality's own system."""


def recipient_list(
    changes: Iterable[AddressChange], case: LetterCase, *,
    roles: Iterable[RecipientRole] = (RecipientRole.OWNER, RecipientRole.USER),
) -> pd.DataFrame:  # fmt: skip
    """Return whom letters go to (modtagerliste): a row for each address and role, without persons.

    Parameters
    ----------
    changes:
        In any order; an address that several changes are about is told once for each role, by the first of them.
    case:
        Whose number stands in each row.
    roles:
        As what they get it.

    Returns
    -------
    pandas.DataFrame
        `RECIPIENT_COLUMNS`, by road and house number. The line is the address as it is before the change, where mail
        comes, and empty for a new one: its recipient is to be found by the parcel at the access point.

    Raises
    ------
    ParamError, TableError
        As `hearing_letter` for the changes.

    >>> import datetime as dt
    >>> from gistools.addresses import AddressChange, LetterCase
    >>> from gistools.letter import Sender
    >>> change = AddressChange("a1", "Skeevej 4, 4370 Skee", "Skeevej 4A, 4370 Skee", "To huse har samme nummer.",
    ...                        ("A03",), dt.date(2027, 3, 1), kvhx="03160855___4_______")
    >>> case = LetterCase("27-1234", Sender("Eksempelby Kommune", "Adresser"), dt.date(2027, 1, 4))
    >>> recipient_list([change], case)[["line", "recipient_role"]].values.tolist()
    [['Skeevej 4, 4370 Skee', 'ejer'], ['Skeevej 4, 4370 Skee', 'bruger']]
    """
    first = sorted(sorted_changes(changes), key=lambda one: one.in_force)  # by which the line is the one of today
    told = {one.object_id: one for one in reversed(first)}.values()
    given = list(dict.fromkeys(map(RecipientRole, roles)))
    rows = [
        (one.object_id, one.kvhx, one.before, role.word.say(case.language), case.case_number,
         *(one.access_point or (float("nan"),) * 2))
        for one in sorted(told, key=lambda one: line_key(one.before or one.after))
        for role in given
    ]  # fmt: skip
    made = pd.DataFrame(rows, columns=[column.name for column in RECIPIENT_COLUMNS], dtype=object)
    return made.astype({"east_m": float, "north_m": float})


def emergency_list(changes: Iterable[AddressChange], case: LetterCase, *, decided: bool = True) -> Letter:
    """Return the list of changed addresses for emergency services and post (liste til beredskab og post).

    Old and new address, the first day, and the access point, by road in Danish order and house number. Its table
    ``changes`` is the same list for programs.

    Parameters
    ----------
    changes, case:
        As `hearing_letter`.
    decided:
        Whether the municipality has decided; the list its title and a stamp on every page say so when it has not.

    Raises
    ------
    ParamError, TableError
        As `hearing_letter`.
    """
    told = sorted_changes(changes)
    texts = dict(letter_texts(SERVICES, case.own_texts))
    if all(one.access_point is not None or not one.after for one in told):
        texts.pop("services_lacking")
    if not decided:
        title = texts["services_title"]
        texts["services_title"] = replace(
            title, text=Text(f"IKKE AFGJORT: {title.text.da}", f"UNDECIDED: {title.text.en}")
        )
    made = _ListWriting(case, told, texts, {}).letter(("case_number", "old_address", "new_address", "valid_from"))
    if decided:
        return made
    return replace(made, document=replace(made.document, stamps=(UNDECIDED, *made.document.stamps)))


class _ListWriting(Writing):
    orientation = Orientation.LANDSCAPE

    def recipient(self) -> tuple[str, ...]:
        """Return the services, where the case names none."""
        said = Text("Til alarmcentral, beredskab og postvirksomheder", "To emergency services and postal operators")
        return self.case.recipient or (said.say(self.case.language),)

    def table(self) -> Iterator[TableBlock]:
        """Yield the table with road and access point."""
        names = ("road", "old_address", "new_address", "kind", "valid_from", "east", "north")
        yield TableBlock("changes", tuple(f"{name}_*" for name in names))

    def reasons(self) -> Iterator[Paragraph]:
        """Yield nothing: services need no reasons."""
        return iter(())
