"""What the columns of a working store and its journal are called, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_addresses import PLANNED_STATUS
from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

ENTRY_ACTIONS: Codes = {
    "insert": Text("oprettet", "inserted"),
    "update": Text("ændret", "changed"),
    "delete": Text("slettet", "deleted"),
}
"""What an entry of a journal did to an object."""

PLANNED_AS: Codes = {
    "new": Text("nyt", "new"),
    "changed": Text("ændres", "changes"),
    "ending": Text("nedlægges", "is withdrawn"),
    "unexplained": Text("rettet direkte, uden begrundelse", "edited directly, without a reason"),
}
"""How a planned object is drawn."""

STORE_COLUMNS: Mapping[str, Column] = {
    "entry_number": Column(Text("Nr. i journalen", "No. in the journal")),
    "entry_role": Column(Text("Rolle", "Role")),
    "entry_at": Column(Text("Hvornår (dansk tid)", "When (Danish time)")),
    "entry_action": Column(Text("Hvad der skete", "What was done"), codes=ENTRY_ACTIONS),
    "undoes": Column(Text("Fortryder nr.", "Undoes no.")),
    "explained_by": Column(Text("Forklaret af", "Explained by")),
    "planned_as": Column(Text("Plan", "Plan"), codes=PLANNED_AS),
    "planned_status": Column(Text("Status i DAR", "Status in DAR"), codes=PLANNED_STATUS),
    "planned_what": Column(Text("Hvad der ændres", "What changes")),
    "address_line": Column(Text("Adressebetegnelse", "Address in one line")),
    "last_role": Column(Text("Sidst ændret af", "Last changed by")),
    "last_at": Column(Text("Sidst ændret (dansk tid)", "Last changed (Danish time)")),
    "last_why": Column(Text("Hvorfor", "Why")),
}
