"""The keying list as a document (indtastningsliste på papir, i regneark): fields to tick off, actions, conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gistools.addresses.keying_tables import action_table, conflict_table, field_table
from gistools.document import Document, Masthead, Orientation, Section, Sentence, TableBlock
from gistools.document_tables import DocumentTable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gistools.addresses.keying import KeyingList

_FIELDS = ("keying_number", "keyed", "keyed_in", "keying_task", "object_name", "name_before", "column_da",
           "typed_before", "typed_after", "in_force")  # fmt: skip
_ACTIONS = ("keying_number", "keyed", "keyed_in", "what_da", "depends_on", "case_number")
_CONFLICTS = ("conflict_kind", "rule", "register_object", "object_name", "why_da", "mend_da", "case_number")
_ORDER = Text(
    "Tast oppefra; en handling er færdig, når alle dens felter er tastet. Hvad der er tomt i Står nu, er tomt i "
    "registret. I parentes står id'er; det nye har planens, til registret giver det sit eget.",
    "Key from the top; an action is done when all of its fields are. What is empty under Holds now is empty in the "
    "register. Ids stand in brackets; what is new has that of the plan until the register gives it its own.",
)


def keying_document(
    listed: KeyingList, *, day: str, notes: Iterable[Text] = (), stamps: tuple[Text, ...] = ()
) -> Document:
    """Return the keying list as a document.

    Parameters
    ----------
    listed:
        As `gistools.addresses.keying_list` returns it.
    day:
        Of the register, year-month-day.
    notes, stamps:
        What is to be known of it, and what must stand on every page.
    """
    fields, actions, conflicts = field_table(listed), action_table(listed), conflict_table(listed)
    said = list(notes)
    told = pd.DataFrame({"note_da": [one.da for one in said], "note_en": [one.en for one in said]})
    parts = (
        ("fields", Text("Indtastningsliste", "Keying list"), fields, _FIELDS, _ORDER),
        ("actions", Text("Handlinger", "Actions"), actions, _ACTIONS, None),
        ("conflicts", Text("Kan ikke tastes", "Cannot be keyed"), conflicts, _CONFLICTS, None),
        ("notes", Text("Bemærkninger", "Notes"), told, ("note_da",), None),
    )
    return Document(
        Text("Indtastningsliste til DAR og BBR", "Keying list for DAR and BBR"),
        Masthead(data_date=day),
        tuple(Section(Sentence(title), (TableBlock(name, columns),)) for name, title, _, columns, _ in parts),
        tuple(
            DocumentTable(name, title, frame[[*columns, *(one for one in frame.columns if one not in columns)]],
                          note=note)
            for name, title, frame, columns, note in parts
        ),
        stamps=stamps,
        orientation=Orientation.LANDSCAPE,
    )  # fmt: skip
