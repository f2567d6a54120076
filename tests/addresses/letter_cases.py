"""An invented case with invented roads and no persons, for the tests of letters here and of their files."""

from __future__ import annotations

import datetime as dt

from gistools.addresses import AddressChange, LetterCase
from gistools.letter import Sender

DAY = dt.date(2027, 3, 1)
TOWN = "3999 Opdigtet By"
SENDER = Sender(
    "Eksempelby Kommune", "By & Byg <Adresser>", ("Rådhuspladsen 1", TOWN), ("adresser@eksempelby.example",)
)
CASE = LetterCase("27-001234", SENDER, dt.date(2027, 1, 4))
SPLIT = "Nordenden er nu to veje. Den nordlige del får navnet Ærtemarken."
TWICE = "To huse på samme vej har i dag nummer 7 & samme kort <tegn>."


def change(before, after, **more):
    told = {"object_id": f"id-{before or after}", "reason": SPLIT, "rules": ("A28", "A31"), "in_force": DAY, **more}
    return AddressChange(before=before and f"{before}, {TOWN}", after=after and f"{after}, {TOWN}", **told)


def changes():
    """In no order: five of one reason, a letter added, two new ones on one door, one withdrawn."""
    return [
        change("", "Åsumgyden 10, 1. tv", rules=("A14",), access_point=(725100.0, 6175100.0)),
        change("Nordenden 30", "Ærtemarken 10", access_point=(725030.0, 6175000.25), kvhx="09990123__30_______"),
        change("Nordenden 22", "Ærtemarken 2", access_point=(725022.0, 6175000.0)),
        change("Ågårdsstien 7", "Ågårdsstien 7A", reason=TWICE, rules=("A03", "A08")),
        change("Nordenden 28", "Ærtemarken 8", access_point=(725028.0, 6175000.0)),
        change("", "Åsumgyden 10, st. th", rules=("A14",), access_point=(725100.0, 6175100.0)),
        change("", "Åsumgyden 8B", rules=("A14",), access_point=(725120.0, 6175100.0)),
        change("Nordenden 2", "", reason="Huset er revet ned.", rules=("A41",)),
    ]


ORDERED = [
    "Nordenden 2", "Ærtemarken 2", "Ærtemarken 8", "Ærtemarken 10", "Ågårdsstien 7A", "Åsumgyden 8B",
    "Åsumgyden 10, st. th", "Åsumgyden 10, 1. tv",
]  # fmt: skip
