"""Rules on how numbers, floors, doors, names and lines are written (A01, A02, A10-A13, A24, A25, A43, G09)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from gistools.addresses.address_codes import DOOR, FIGURE, FLOOR, LETTERS
from gistools.addresses.checks_lines import lines
from gistools.addresses.findings import Answer, Found
from gistools.addresses.road_names_likeness import written as as_written
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    import pandas as pd

    from gistools.addresses.standing import Standing

NAME_LENGTH, ADDRESSING_LENGTH = 40, 20
_NOT_NEW = frozenset("IJOQÆØÅ")
_SHOUTED = 4  # letters from which a word in capitals is no abbreviation
_NAMES = (
    ("named_road", ("road_name", "addressing_name", "spoken_name")), ("postcode", ("district",)), ("town", ("town",)),
    ("reserved_name", ("road_name",)), ("house_number", ("number",)), ("address", ("floor", "door")),
)  # fmt: skip


_COLUMN_WORDS: Mapping[str, Text] = {
    "road_name": Text("vejnavnet", "the road name"),
    "addressing_name": Text("adresseringsnavnet", "the addressing name"),
    "spoken_name": Text("det udtalte navn", "the spoken name"), "district": Text("postdistriktet", "the district"),
    "town": Text("bynavnet", "the town"), "number": Text("husnummeret", "the house number"),
    "floor": Text("etagen", "the floor"), "door": Text("døren", "the door"),
}  # fmt: skip

WRITTEN_RULES = ("A01", "A02", "A10", "A11", "A12", "A13", "A24", "A25", "A43", "G09")
"""Rules that `written` answers."""


def written(standing: Standing, *, new: Collection[str], with_lines: bool = True) -> Iterator[Answer]:
    """Return what the rules on writing answer.

    Parameters
    ----------
    new:
        Ids of house numbers that are new, of which letters that old numbers may keep are wrong.
    with_lines:
        Whether lines are held against their parts (A43), which takes longest.
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
    if with_lines:
        yield lines(standing)
    yield _tidy(standing)


def _each(
    standing: Standing, rule: str, name: str, rows: pd.DataFrame, column: str, wrong: Callable[[str], Text | None]
) -> Answer:
    """Return what is wrong with the different values of a column, told for each object."""
    if not standing.has(name):
        return Answer.not_asked(rule, standing.lacks(name))
    if not standing.tells(name, column):
        return Answer(rule, len(rows), len(rows), (), standing.untold(name, column) if len(rows) else None)
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
    figure = number.rstrip(LETTERS + LETTERS.lower() + " ")
    if FIGURE.fullmatch(figure):
        return None
    return Text(f"husnummeret er {number!r}", f"the house number is {number!r}")


def _letter(number: str) -> Text | None:
    letters = number.lstrip("0123456789")
    if not letters or (len(letters) == 1 and letters in LETTERS):
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
    if not floor or FLOOR.fullmatch(floor):
        return None
    return Text(f"etagen er {floor!r}", f"the floor is {floor!r}")


def _door(door: str) -> Text | None:
    if not door or DOOR.fullmatch(door):
        return None
    return Text(f"døren er {door!r}", f"the door is {door!r}")


def _long_name(name: str) -> Text | None:
    if len(name) <= NAME_LENGTH and name:
        return None
    if not name:
        return Text("vejen har intet navn", "the road has no name")
    return Text(f"vejnavnet {name!r} er {len(name)} tegn", f"the road name {name!r} has {len(name)} letters")


def _middle(standing: Standing, address: pd.DataFrame) -> Answer:
    """Return where ``mf`` stands without ``tv`` and ``th`` on its floor."""
    if not standing.has("address"):
        return Answer.not_asked("A12", standing.lacks("address"))
    if not standing.tells("address", "door"):
        return Answer("A12", len(address), len(address), (), standing.untold("address", "door"))
    middle = address[address["door"] == "mf"]
    if len(address) and middle.empty:
        return Answer.not_asked("A12", Text("ingen adresse har døren mf", "no address has the door mf"))
    if not standing.tells("address", "floor"):
        why = standing.untold("address", "floor") if len(middle) else None
        return Answer("A12", len(middle), len(middle), (), why)
    loose = (middle["house_number_id"] == "").to_numpy()
    have = set(zip(*(address[column] for column in ("house_number_id", "floor", "door")), strict=True))
    found = []
    for one, house, floor in middle.loc[~loose, ["object_id", "house_number_id", "floor"]].to_numpy().tolist():
        away = [side for side in ("tv", "th") if (house, floor, side) not in have]
        if away:
            told = " og ".join(away), " and ".join(away)
            found.append(Found("A12", "address", one, Text(f"mf uden {told[0]} på etagen",
                                                          f"mf without {told[1]} on its floor"),
                               about=f"{house} {floor} {told[1]}"))  # fmt: skip
    why = Text("adressen har intet husnummer", "the address has no house number") if loose.any() else None
    return Answer("A12", len(middle), int(loose.sum()), tuple(found), why)


def _no_floor(standing: Standing, address: pd.DataFrame) -> Answer:
    if not standing.has("address"):
        return Answer.not_asked("A13", standing.lacks("address"))
    if not standing.tells("address", "door"):
        return Answer("A13", len(address), len(address), (), standing.untold("address", "door"))
    asked = address[address["door"] != ""]
    if not standing.tells("address", "floor"):
        return Answer("A13", len(asked), len(asked), (), standing.untold("address", "floor") if len(asked) else None)
    hit = asked[asked["floor"] == ""]
    found = tuple(Found("A13", "address", one, Text(f"dør {door} uden etage", f"door {door} without a floor"))
                  for one, door in zip(hit["object_id"], hit["door"], strict=True))  # fmt: skip
    return Answer("A13", len(asked), 0, found)


def _addressing(standing: Standing, road: pd.DataFrame) -> Answer:
    """Return addressing names that are too long, missing, or not the road name where they must be.

    A fix is given only where both are one name, written otherwise, and the road name itself is written as names are.
    """
    if not standing.has("named_road"):
        return Answer.not_asked("A25", standing.lacks("named_road"))
    if not standing.tells("named_road", "addressing_name"):
        return Answer("A25", len(road), len(road), (), standing.untold("named_road", "addressing_name"))
    found = []
    for one, name, short in zip(road["object_id"], road["road_name"], road["addressing_name"], strict=True):
        fits = 0 < len(name) <= ADDRESSING_LENGTH
        same = fits and as_written(short) == as_written(name) and _untidy(name) is None
        fix = ("addressing_name", name) if same else None
        if not short:
            found.append(Found("A25", "named_road", one, Text("adresseringsnavnet mangler", "no addressing name")))
        elif len(short) > ADDRESSING_LENGTH:
            what = Text(f"adresseringsnavnet {short!r} er {len(short)} tegn",
                        f"the addressing name {short!r} has {len(short)} letters")  # fmt: skip
            found.append(Found("A25", "named_road", one, what, fix))
        elif fits and short != name:
            what = Text(f"adresseringsnavnet er {short!r} og ikke vejnavnet {name!r}",
                        f"the addressing name is {short!r} and not the road name {name!r}")  # fmt: skip
            found.append(Found("A25", "named_road", one, what, fix))
    return Answer("A25", len(road), 0, tuple(found))


def _tidy(standing: Standing) -> Answer:
    """Return names with spaces or marks that no one sees, which are safe to mend, and names in capitals."""
    found, asked = [], 0
    for name, columns in _NAMES:
        rows = standing.standing(name)
        for column in columns if standing.has(name) else ():
            asked += int((rows[column] != "").sum())
            told = {value: fault for value in rows[column].unique().tolist() if (fault := _untidy(value)) is not None}
            hit = rows[rows[column].isin(list(told))]
            for one, value in zip(hit["object_id"], hit[column], strict=True):
                what, clean = told[value]
                found.append(Found("G09", name, one, _of(column, what), (column, clean) if clean else None))
    return Answer("G09", asked, 0, tuple(found))


def _of(column: str, what: Text) -> Text:
    word = _COLUMN_WORDS[column]
    return Text(f"{word.da} {what.da}", f"{word.en} {what.en}")


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
