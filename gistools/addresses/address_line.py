"""The address in one line (adressebetegnelse), and the keys KVH and KVHX: built of parts, and read back to them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools.addresses.address_codes import DOOR, FLOOR, LETTERS, NUMBER, is_code
from gistools.errors import ParamError
from gistools.text import Text, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

_KVH, _KVHX = 12, 19
_PAD = "_"
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class AddressLine:
    """The parts of an address (adresse) as one line has them; empty text for those that it lacks.

    Parameters
    ----------
    road:
        Name of the road (vejnavn).
    number:
        House number with its letter (husnummertekst), such as ``"41N"``.
    floor:
        ``"st"``, ``"kl"``, ``"k2"`` and on, or ``"1"`` and on (etagebetegnelse).
    door:
        ``"tv"``, ``"mf"``, ``"th"``, or up to four digits, small letters, ``-`` and ``/`` (dørbetegnelse). There are
        doors without a floor.
    town:
        Supplementary town name (supplerende bynavn).
    postcode, district:
        Four digits, and the name that belongs to them (postnummer).

    >>> line = AddressLine("Skeevej", "39B", "1", "th", town="Skee", postcode="4370", district="Store Merløse")
    >>> str(line)
    'Skeevej 39B, 1. th, Skee, 4370 Store Merløse'
    >>> parse_address_line(str(line)) == line
    True
    """

    road: str
    number: str
    floor: str = ""
    door: str = ""
    town: str = ""
    postcode: str = ""
    district: str = ""

    @property
    def unit(self) -> str:
        """Floor and door as the line has them, such as ``"st. th"``, ``"2."`` or ``"14"``."""
        return " ".join(part for part in (f"{self.floor}." if self.floor else "", self.door) if part)

    def __str__(self) -> str:
        """Return the line; parts that are lacking leave no trace."""
        first = f"{self.road} {self.number}".strip()
        last = f"{self.postcode} {self.district}".strip()
        return ", ".join(part for part in (first, self.unit, self.town, last) if part)

    def faults(self) -> tuple[Text, ...]:
        """Return what keeps the line from being read back to the same parts; empty for a line that is (rule A43)."""
        return tuple(self._wrong())

    def _wrong(self) -> Iterator[Text]:
        if not _is_name(self.road):
            yield _said("vejnavnet", "road name", self.road)
        if not NUMBER.fullmatch(self.number):
            yield _said("husnummeret", "house number", self.number)
        if self.floor and not FLOOR.fullmatch(self.floor):
            yield _said("etagen", "floor", self.floor)
        if self.door and not DOOR.fullmatch(self.door):
            yield _said("døren", "door", self.door)
        if self.town and not (_is_name(self.town) and self.town[0].isupper()):
            yield _said("det supplerende bynavn", "supplementary town name", self.town)
        if not is_code(self.postcode):
            yield _said("postnummeret", "postcode", self.postcode)
        if not _is_name(self.district):
            yield _said("postdistriktet", "postal district", self.district)


def _is_name(text: str) -> bool:
    """Return whether a name is written as the register does: one space between words, letters whole (NFC)."""
    return bool(text) and "," not in text and text == " ".join(text.split()) and unicodedata.is_normalized("NFC", text)


def _said(da: str, en: str, value: str) -> Text:
    """Return what a part is that it cannot be; of spaces, which no one sees, that it is these."""
    if not value.strip():
        return Text(f"{da} mangler", f"no {en}")
    spaces = value != " ".join(value.split())
    return Text(f"{da} er {value!r}" + (", med mellemrum yderst eller dobbelt" if spaces else ""),
                f"the {en} is {value!r}" + (", with outer or double spaces" if spaces else ""))  # fmt: skip


def parse_address_line(text: str) -> AddressLine:
    """Return the parts of an address that is written in one line.

    The line is that of the register: road and number, floor and door, supplementary town name, postcode and district,
    with a comma and a space between. A part that begins as a floor does (``st.``, ``2.``) is floor and door; one that
    can be a door is the door of a house without floors; any other is the town name, which begins with a capital.

    Raises
    ------
    ParamError
        When the line cannot be read, or would be written otherwise: with two spaces, a leading zero, or letters whose
        marks stand apart (NFD).

    >>> parse_address_line("Tofthøjvej 20, 101, 4130 Viby Sjælland").door
    '101'
    """
    parts = text.split(", ")
    road, _, number = parts[0].rpartition(" ")
    postcode, _, district = parts[-1].partition(" ")
    floor, door, rest = "", "", parts[1:-1]
    if rest and not rest[0][:1].isupper():
        unit, rest = rest[0], rest[1:]
        head, dot, tail = unit.partition(".")
        floor, door = (head, tail.removeprefix(" ")) if dot else ("", unit)
    town = rest.pop(0) if rest else ""
    line = AddressLine(road, number, floor, door, town, postcode, district)
    faults = line.faults()
    if len(parts) < 2 or rest or faults or str(line) != text:  # noqa: PLR2004 - road and postcode at least
        raise _unreadable(text, faults)
    return line


def _unreadable(text: str, faults: tuple[Text, ...]) -> ParamError:
    shown = repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
    if not unicodedata.is_normalized("NFC", text):
        why = Text("bogstaver med løse tegn (NFD)", "letters whose marks stand apart (NFD)")
    elif faults:
        why = joined(faults)
    else:
        why = Text("dele for mange eller mellemrum", "too many parts, or spaces")
    return ParamError(
        Text(f"adressen {shown}: {why.da}", f"the address {shown}: {why.en}"),
        Text(
            "vejnavn og husnummer, etage. dør, supplerende bynavn, postnummer og distrikt, fx 'Skeevej 39B, 1. th, "
            "Skee, 4370 Store Merløse'",
            "road and number, floor. door, supplementary town, postcode and district, such as 'Skeevej 39B, 1. th, "
            "Skee, 4370 Store Merløse'",
        ),
        Text(
            "skriv adressen, som registret gør, uden indledende nuller og dobbelte mellemrum",
            "write the address as the register does, without leading zeros and double spaces",
        ),
    )


def house_number_key(number: str) -> tuple[int, str]:
    """Return what house numbers are sorted by (rule A07): 8, 8A, 8B, 10; what is no number comes last.

    >>> sorted(["10", "8B", "8", "8A"], key=house_number_key)
    ['8', '8A', '8B', '10']
    """
    digits = number.rstrip(LETTERS)
    figure = digits.isascii() and digits.isdigit()
    return (int(digits), number[len(digits) :]) if figure else (10**6, number)


def plain_house_number(text: str) -> str:
    """Return a house number as it is meant, for comparing: without blanks and zeros in front, its letter a capital.

    >>> plain_house_number("1a"), plain_house_number("01 A"), plain_house_number("12")
    ('1A', '1A', '12')
    """
    return "".join(text.split()).upper().lstrip("0")


def split_house_number(text: str) -> tuple[int, str] | None:
    """Return number and letter of a house number; None for a text that is none (rules A01 and A02).

    >>> split_house_number("41N"), split_house_number("041"), split_house_number("7 a")
    ((41, 'N'), None, None)
    """
    return house_number_key(text) if NUMBER.fullmatch(text) else None


def kvhx(municipality: str, road_code: str, line: AddressLine) -> str:
    """Return the key KVHX of an address, 19 letters: municipality, road code, house number, floor, door.

    It is no primary key: it changes with the number, the road and the municipality. Its first 12 letters are KVH.

    Raises
    ------
    ParamError
        When a code is not four digits: leading zeros are part of it.

    >>> kvhx("0461", "0855", AddressLine("Vej", "18", floor="1", door="tv"))
    '04610855__18__1__tv'
    """
    for name, code in (("kommunekode", municipality), ("vejkode", road_code)):
        if not is_code(code):
            raise ParamError(
                Text(f"{name} {code!r}", f"{name} {code!r}"),
                Text("fire cifre, også nuller foran", "four digits, leading zeros too"),
                Text("læs koder som tekst, ikke som tal", "read codes as text, not as numbers"),
            )
    parts = line.number.rjust(4, _PAD), line.floor.rjust(3, _PAD), line.door.rjust(4, _PAD)
    return municipality + road_code + "".join(parts)


def parse_kvhx(key: str) -> tuple[str, str, AddressLine]:
    """Return municipality, road code, and the parts of a line that a KVH (12 letters) or KVHX (19) tells.

    Raises
    ------
    ParamError
        For a key of another length, or with parts that are none.

    >>> municipality, road_code, line = parse_kvhx("01016100__46_______")
    >>> municipality, road_code, line.number, line.unit
    ('0101', '6100', '46', '')
    """
    number, floor, door = (key[a:b].lstrip(_PAD) for a, b in ((8, _KVH), (_KVH, 15), (15, _KVHX)))
    fine = (
        len(key) in {_KVH, _KVHX}
        and is_code(key[:4])
        and is_code(key[4:8])
        and NUMBER.fullmatch(number)
        and (not floor or FLOOR.fullmatch(floor))
        and (not door or DOOR.fullmatch(door))
    )
    if not fine:
        raise ParamError(
            Text(f"nøglen {key!r}", f"the key {key!r}"),
            Text("KVH med 12 tegn eller KVHX med 19", "KVH of 12 letters or KVHX of 19"),
            Text("fyld op med _ til venstre, fx 04610855__18__1__tv", "pad with _ at the left: 04610855__18__1__tv"),
        )
    return key[:4], key[4:8], AddressLine("", number, floor, door)
