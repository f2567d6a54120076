"""What the columns of letters and lists on addresses are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

ADDRESS_CHANGES: Codes = {
    "new": Text("ny", "new"),
    "changed": Text("ændres", "changed"),
    "withdrawn": Text("nedlægges", "withdrawn"),
}
"""What becomes of an address."""

LETTER_COLUMNS: Mapping[str, Column] = {
    "address_name": Column(Text("Vej og husnummer", "Road and house number")),
    "address_change": Column(Text("Adressen", "The address"), codes=ADDRESS_CHANGES),
    "line_before": Column(Text("Gammel adresse", "Old address")),
    "line_after": Column(Text("Ny adresse", "New address")),
    "reason": Column(Text("Begrundelse", "Reason")),
    "rules": Column(Text("Regler", "Rules")),
    "kvhx": Column(Text("KVHX før ændringen", "KVHX before the change"), for_programs=True),
    "line": Column(Text("Adresse, brevet sendes til", "Address that the letter goes to")),
    "recipient_role": Column(Text("Modtagerens rolle", "Role of the recipient")),
    "east_m": Column(Text("Adgangspunkt, øst", "Access point, east"), "m", decimals=1),
    "north_m": Column(Text("Adgangspunkt, nord", "Access point, north"), "m", decimals=1),
}
