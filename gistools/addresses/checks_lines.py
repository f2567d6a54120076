"""The rule on addresses in one line (A43): the line can be read, and tells what its parts say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from gistools.addresses.address_line import AddressLine, parse_address_line
from gistools.addresses.findings import Answer, Found
from gistools.addresses.road_names_likeness import written as as_written
from gistools.addresses.statuses import ENDED, life_cycle
from gistools.errors import ParamError
from gistools.text import Text, joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.addresses.standing import Standing

_RULE = "A43"
_SOUND = AddressLine("Vej", "1", postcode="1000", district="By")
_WORDS: Mapping[str, Text] = {
    "road": Text("vejnavn", "road name"), "number": Text("husnummer", "house number"),
    "floor": Text("etage", "floor"), "door": Text("dør", "door"),
    "town": Text("supplerende bynavn", "supplementary town name"), "postcode": Text("postnummer", "postcode"),
    "district": Text("postdistrikt", "postal district"),
}  # fmt: skip
_PARTS = tuple(_WORDS)
_OWN = 4  # road, number, floor and door: the rest many lines share
_NO_UNIT = {"road": _SOUND.road, "number": _SOUND.number, "floor": "", "door": ""}
_NAMES = frozenset({"road", "town", "district"})


@dataclass(frozen=True, eq=False)
class _Lines:
    """Lines with what their parts should be: None where the extract does not tell, and why it does not."""

    name: str
    rows: pd.DataFrame
    why: Mapping[str, Text]


def lines(standing: Standing) -> Answer:
    """Return lines that cannot be read, or tell another part than their row; and those whose house number has ended."""
    held = [name for name in ("address", "house_number") if standing.has(name)]
    if not held:
        return Answer.not_asked(_RULE, standing.lacks("address", "house_number"))
    houses = _houses(standing)
    found, unknown, doubts, asked = list[Found](), 0, list[Text](), 0
    ended = _ended(standing)
    for told in (_addresses(standing, houses), _own(standing, houses)):
        asked += len(told.rows)
        mine, lost, why = _compared(told, {one.object_id for one in ended})
        found, unknown, doubts = found + mine, unknown + lost, doubts + why
    if "house_number" in held and not standing.tells("house_number", "line"):
        own = len(standing.standing("house_number"))
        asked, unknown = asked + own, unknown + own
        doubts += [standing.untold("house_number", "line")] if own else []
    return Answer(_RULE, asked, unknown, (*found, *ended), joined(sorted(set(doubts), key=str)) if unknown else None)


def _houses(standing: Standing) -> pd.DataFrame:
    """Return the parts of all house numbers, whatever their status; None where the extract does not tell one."""
    house = standing.table("house_number")
    made = pd.DataFrame({"object_id": house["object_id"], "status": house["status"], "number": house["number"]})
    made["road"] = standing.looked_up(house["road_id"], "named_road", "road_name")
    for part, column in (("postcode", "postcode"), ("district", "district")):
        made[part] = standing.looked_up(house["postcode_id"], "postcode", column)
    made["town"] = standing.looked_up(house["town_id"], "town", "town")
    if standing.tells("house_number", "town_id"):
        made.loc[house["town_id"] == "", "town"] = ""
    return _with_none(made)


def _with_none(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype(object).where(table.notna(), None)


def _addresses(standing: Standing, houses: pd.DataFrame) -> _Lines:
    rows = standing.standing("address")
    known = houses.drop(columns="status").rename(columns={"object_id": "home"})
    made = rows[["object_id", "line", "floor", "door"]].assign(home=rows["house_number_id"])
    made = _with_none(made.merge(known, on="home", how="left"))
    why = _reasons(standing)
    for column in ("floor", "door"):
        if not standing.tells("address", column):
            made[column] = None
            why[column] = standing.untold("address", column)
    return _Lines("address", made, why)


def _own(standing: Standing, houses: pd.DataFrame) -> _Lines:
    rows = standing.standing("house_number")
    rows = rows[rows["line"] != ""][["object_id", "line"]]
    made = _with_none(rows.merge(houses.drop(columns="status"), on="object_id", how="left"))
    return _Lines("house_number", made.assign(floor="", door=""), _reasons(standing))


def _reasons(standing: Standing) -> dict[str, Text]:
    why = {
        "number": Text("husnummeret er ikke i udtrækket", "the house number is not in the extract"),
        "road": Text("vejen er ikke i udtrækket", "the road is not in the extract"),
        "town": Text("det supplerende bynavn er ikke i udtrækket", "the supplementary town is not in the extract"),
        "postcode": Text("postnummeret er ikke i udtrækket", "the postcode is not in the extract"),
    }
    why["district"] = why["postcode"]
    for part, column in (("town", "town_id"), ("postcode", "postcode_id")):
        if not standing.tells("house_number", column):
            why[part] = standing.untold("house_number", column)
    return why


def _compared(told: _Lines, ended: set[str]) -> tuple[list[Found], int, list[Text]]:
    """Return what is wrong with some lines, of how many it cannot be told, and why; of those found elsewhere it can.

    A line that begins as its parts are written is read by its end alone, and of all lines of an end once: only others
    are read one by one.
    """
    rows = told.rows
    values = [rows[part].tolist() for part in _PARTS]
    sound = [_sound(part, set(column)) for part, column in zip(_PARTS[:_OWN], values[:_OWN], strict=True)]
    found, unknown, doubts = list[Found](), 0, dict[Text, None]()
    ends: dict[tuple[Any, ...], bool] = {}
    for one, line, *parts in zip(rows["object_id"].tolist(), rows["line"].tolist(), *values, strict=True):
        what = None
        if not _as_its_parts(line, parts, sound, ends):
            what = _wrong(line, dict(zip(_PARTS, parts, strict=True)))
        if what is not None:
            found.append(Found(_RULE, told.name, one, what))
        elif None in parts and one not in ended:
            unknown += 1
            # of a house number that is not there, no more is said than that
            lost = [part for part, value in zip(_PARTS, parts, strict=True) if value is None]
            doubts |= dict.fromkeys(told.why[part] for part in (["number"] if "number" in lost else lost))
    return found, unknown, list(doubts)


def _as_its_parts(
    line: str, parts: Sequence[Any], sound: Sequence[set[Any]], ends: dict[tuple[Any, ...], bool]
) -> bool:
    """Return whether a line surely tells its parts; of False it is not known yet."""
    road, number, floor, door, *end = parts
    if not all(map(set.__contains__, sound, parts)):
        return False
    unit = f", {floor}. {door}" if floor and door else f", {floor}." if floor else f", {door}" if door else ""
    begin = f"{road} {number}{unit}, "
    if not line.startswith(begin):
        return False
    key = (line[len(begin) :], *end)
    if key not in ends:
        plain = f"{_SOUND.road} {_SOUND.number}, {key[0]}"
        ends[key] = _wrong(plain, {**_NO_UNIT, **dict(zip(_PARTS[_OWN:], end, strict=True))}) is None
    return ends[key]


def _sound(part: str, values: set[Any]) -> set[Any]:
    """Return which values of a part are read back from a line."""
    return {value for value in values if value is not None and not replace(_SOUND, **{part: value}).faults()}


def _wrong(line: str, want: Mapping[str, Any]) -> Text | None:
    try:
        read = parse_address_line(line)
    except ParamError as error:
        return error.found
    off = [part for part in _PARTS if want[part] is not None and not _alike(part, getattr(read, part), want[part])]
    if not off:
        return None
    if "postcode" in off and "district" in off:
        off.remove("district")  # it goes with its number
    da = "; ".join(f"{_WORDS[part].da} {getattr(read, part)!r}, registret har {want[part]!r}" for part in off)
    en = "; ".join(f"{_WORDS[part].en} {getattr(read, part)!r}, the register has {want[part]!r}" for part in off)
    return Text(f"linjen siger {da}", f"the line says {en}")


def _alike(part: str, said: str, want: str) -> bool:
    """Return whether a line says a part; names in capitals or with a space too many are for the rule on names (G09)."""
    return said == want or (part in _NAMES and as_written(said) == as_written(want))


def _ended(standing: Standing) -> list[Found]:
    """Return addresses that stand at a house number that has ended."""
    rows = standing.standing("address")
    status, number = (standing.looked_up(rows["house_number_id"], "house_number", of) for of in ("status", "number"))
    hit = status.isin(list(ENDED["address"])).to_numpy()
    made = []
    for one, its, code in zip(rows["object_id"][hit], number[hit], status[hit], strict=True):
        word = life_cycle("address")[int(code)].name
        what = Text(f"adressens husnummer {its} er {word.da}", f"the house number {its} of the address is {word.en}")
        made.append(Found(_RULE, "address", one, what))
    return made
