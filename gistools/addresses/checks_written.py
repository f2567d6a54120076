"""Rules on how numbers, floors, doors, names and lines are written (A01, A02, A10-A13, A24, A25, A43, G09)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from gistools.addresses.address_line import parse_address_line
from gistools.addresses.findings import Answer, Found
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import pandas as pd

    from gistools.addresses.standing import Standing

NAME_LENGTH, ADDRESSING_LENGTH = 40, 20
_FIGURE = re.compile(r"[1-9]\d{0,2}")
_LETTER = re.compile(r"[A-ZÆØÅ]")
_NOT_NEW = frozenset("IJOQÆØÅ")
_FLOOR = re.compile(r"st|kl|k[2-9]|k[1-9]\d|[1-9]\d?")
_DOOR = re.compile(r"tv|mf|th|[1-9]\d{0,3}|[0-9a-z/-]{1,4}")
_SHOUTED = 4  # letters from which a word in capitals is no abbreviation
_NAMES = (
    ("named_road", ("road_name", "addressing_name", "spoken_name")), ("postcode", ("district",)), ("town", ("town",)),
    ("reserved_name", ("road_name",)), ("house_number", ("number",)), ("address", ("floor", "door")),
)  # fmt: skip


WRITTEN_RULES = ("A01", "A02", "A10", "A11", "A12", "A13", "A24", "A25", "A43", "G09")
"""Rules that `written` answers."""


def written(standing: Standing, *, new: Collection[str]) -> Iterator[Answer]:
    """Return what the rules on writing answer.

    Parameters
    ----------
    new:
        Ids of house numbers that are new, of which letters that old numbers may keep are wrong.
    """
    house, address, road = (standing.standing(name) for name in ("house_number", "address", "named_road"))
    yield _each(standing, "A01", "house_number", house, "number", _figure)
    yield _letters(standing, house, new)
    yield _each(standing, "A10", "address", address, "floor", _floor)
    yield _each(standing, "A11", "address", address, "door", _door)
    yield _middle(standing, address)
    yield _no_floor(standing, address)
    yield _each(standing, "A24", "named_road", road, "road_name", _long_name)
    yield _addressing(standing, road)
    yield _lines(standing, house, address)
    yield _tidy(standing)


def _each(
    standing: Standing, rule: str, name: str, rows: pd.DataFrame, column: str, wrong: Callable[[str], Text | None]
) -> Answer:
    """Return what is wrong with the different values of a column, told for each object."""
    if not standing.has(name):
        return Answer.not_asked(rule, standing.lacks(name))
    told = {value: what for value in rows[column].unique().tolist() if (what := wrong(value)) is not None}
    hit = rows[rows[column].isin(list(told))]
    found = tuple(Found(rule, name, one, told[value])
                  for one, value in zip(hit["object_id"], hit[column], strict=True))  # fmt: skip
    return Answer(rule, len(rows), 0, found)


def _letters(standing: Standing, house: pd.DataFrame, new: Collection[str]) -> Answer:
    fresh = house["object_id"].isin(list(new))
    found = _each(standing, "A02", "house_number", house[~fresh], "number", _letter)
    return (
        found.with_(_each(standing, "A02", "house_number", house[fresh], "number", _new_letter)) if len(new) else found
    )


def _figure(number: str) -> Text | None:
    figure = number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅabcdefghijklmnopqrstuvwxyzæøå ")
    if _FIGURE.fullmatch(figure):
        return None
    return Text(f"husnummeret er {number!r}", f"the house number is {number!r}")


def _letter(number: str) -> Text | None:
    letters = number.lstrip("0123456789")
    if not letters or _LETTER.fullmatch(letters):
        return None
    return Text(f"efter tallet i {number!r} står {letters!r}", f"after the figure of {number!r} stands {letters!r}")


def _new_letter(number: str) -> Text | None:
    letters = number.lstrip("0123456789")
    if letters in _NOT_NEW:
        return Text(
            f"et nyt nummer må ikke have bogstavet {letters}", f"a new number must not have the letter {letters}"
        )
    return _letter(number)


def _floor(floor: str) -> Text | None:
    if not floor or _FLOOR.fullmatch(floor):
        return None
    return Text(f"etagen er {floor!r}", f"the floor is {floor!r}")


def _door(door: str) -> Text | None:
    if not door or (_DOOR.fullmatch(door) and not (door.isdigit() and door.startswith("0"))):
        return None
    return Text(f"døren er {door!r}", f"the door is {door!r}")


def _long_name(name: str) -> Text | None:
    if len(name) <= NAME_LENGTH and name:
        return None
    if not name:
        return Text("vejen har intet navn", "the road has no name")
    return Text(f"vejnavnet er {len(name)} tegn", f"the road name has {len(name)} letters")


def _middle(standing: Standing, address: pd.DataFrame) -> Answer:
    """Return where ``mf`` stands without ``tv`` and ``th`` on its floor."""
    if not standing.has("address"):
        return Answer.not_asked("A12", standing.lacks("address"))
    sides = address[address["door"].isin(["tv", "mf", "th"])]
    have = sides.groupby(["house_number_id", "floor"])["door"].agg(set)
    middle = address[address["door"] == "mf"]
    found = []
    for one, house, floor in zip(middle["object_id"], middle["house_number_id"], middle["floor"], strict=True):
        away = [side for side in ("tv", "th") if side not in have[(house, floor)]]
        if away:
            told = " og ".join(away), " and ".join(away)
            found.append(Found("A12", "address", one, Text(f"mf uden {told[0]} på etagen",
                                                          f"mf without {told[1]} on its floor")))  # fmt: skip
    return Answer("A12", len(middle), 0, tuple(found))


def _no_floor(standing: Standing, address: pd.DataFrame) -> Answer:
    if not standing.has("address"):
        return Answer.not_asked("A13", standing.lacks("address"))
    hit = address[(address["door"] != "") & (address["floor"] == "")]
    found = tuple(Found("A13", "address", one, Text(f"dør {door} uden etage", f"door {door} without a floor"))
                  for one, door in zip(hit["object_id"], hit["door"], strict=True))  # fmt: skip
    return Answer("A13", int((address["door"] != "").sum()), 0, found)


def _addressing(standing: Standing, road: pd.DataFrame) -> Answer:
    if not standing.has("named_road"):
        return Answer.not_asked("A25", standing.lacks("named_road"))
    found = []
    for one, name, short in zip(road["object_id"], road["road_name"], road["addressing_name"], strict=True):
        if len(short) > ADDRESSING_LENGTH:
            what = Text(f"adresseringsnavnet er {len(short)} tegn", f"the addressing name has {len(short)} letters")
            found.append(Found("A25", "named_road", one, what))
        elif short != name and 0 < len(name) <= ADDRESSING_LENGTH:
            what = Text(f"adresseringsnavnet er {short!r} og ikke vejnavnet",
                        f"the addressing name is {short!r} and not the road name")  # fmt: skip
            found.append(Found("A25", "named_road", one, what, ("addressing_name", name)))
        elif not short:
            found.append(Found("A25", "named_road", one, Text("adresseringsnavnet mangler", "no addressing name")))
    return Answer("A25", len(road), 0, tuple(found))


def _lines(standing: Standing, house: pd.DataFrame, address: pd.DataFrame) -> Answer:
    """Return lines that cannot be read, or tell another number, floor, door or postcode than their row."""
    if not standing.has("address") and not standing.has("house_number"):
        return Answer.not_asked("A43", standing.lacks("address", "house_number"))
    number = dict(zip(house["object_id"], house["number"], strict=True))
    codes = dict(zip(standing.houses["object_id"], standing.houses["postcode"], strict=True))
    found, unknown = [], 0
    told = zip(*(address[c] for c in ("object_id", "line", "house_number_id", "floor", "door")), strict=True)
    rows = [
        ("address", one, line, number.get(home), floor, door, codes.get(home)) for one, line, home, floor, door in told
    ]
    own = zip(house["object_id"], house["line"], house["number"], strict=True)
    rows += [("house_number", one, line, its, "", "", codes.get(one)) for one, line, its in own if line]
    for name, one, line, want_number, floor, door, code in rows:
        try:
            read = parse_address_line(line)
        except ParamError as error:
            found.append(Found("A43", name, one, error.found))
            continue
        pairs = (
            (read.number, want_number, Text("husnummer", "house number")), (read.floor, floor, Text("etage", "floor")),
            (read.door, door, Text("dør", "door")),
            (read.postcode, code if isinstance(code, str) else None, Text("postnummer", "postcode")),
        )  # fmt: skip
        off = [(told, want, what) for told, want, what in pairs if want is not None and told != want]
        unknown += not off and any(want is None for _, want, _ in pairs)
        if off:
            da, en = (", ".join(f"{what.say(language)} {told!r} ({want!r})" for told, want, what in off)
                      for language in ("da", "en"))  # fmt: skip
            found.append(Found("A43", name, one, Text(f"linjen siger {da}", f"the line says {en}")))
    why = Text("husnummer eller postnummer findes ikke i udtrækket", "the extract has no such house number or postcode")
    return Answer("A43", len(rows), unknown, tuple(found), why if unknown else None)


def _tidy(standing: Standing) -> Answer:
    """Return names with spaces or marks that no one sees, which are safe to mend, and names in capitals."""
    found, asked = [], 0
    for name, columns in _NAMES:
        rows = standing.standing(name)
        for column in columns if standing.has(name) else ():
            asked += int((rows[column] != "").sum())
            told = {value: fault for value in rows[column].unique().tolist() if (fault := _untidy(value)) is not None}
            hit = rows[rows[column].isin(list(told))]
            found += [Found("G09", name, one, told[value][0], (column, told[value][1]) if told[value][1] else None)
                      for one, value in zip(hit["object_id"], hit[column], strict=True)]  # fmt: skip
    return Answer("G09", asked, 0, tuple(found))


def _untidy(value: str) -> tuple[Text, str] | None:
    clean = " ".join(unicodedata.normalize("NFC", value).split())
    if clean != value:
        spaces = clean == unicodedata.normalize("NFC", value)
        what = (
            Text("bogstaver med løse tegn (NFD)", "letters with loose marks (NFD)") if spaces
            else Text("mellemrum yderst eller dobbelt", "outer or double spaces")
        )  # fmt: skip
        return Text(f"{value!r}: {what.da}", f"{value!r}: {what.en}"), clean
    words = [word for word in value.split() if word.isalpha() and len(word) >= _SHOUTED]
    if words and all(word.isupper() for word in words):
        return Text(f"{value!r} er skrevet med store bogstaver", f"{value!r} is all capitals"), ""
    return None
