"""Rules on dwellings, units and their addresses (A14, B01, B02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.addresses.findings import Answer
from gistools.addresses.mirror import codes_of, is_dwelling
from gistools.addresses.rule_book import Severity
from gistools.addresses.statuses import CURRENT, ENDED, life_cycle
from gistools.addresses.tally import Tally
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from gistools.addresses.mirror import Mirror

OWN_HOME = frozenset({"1", "2", "5"})
"""Dwelling types of BBR (boligtype): with a kitchen of its own, and holiday homes. Read second-hand."""

SHARED_HOME = frozenset({"3", "4"})
"""A single room and a shared home: whether each is a dwelling of its own is not told by the code."""

_USE_UNKNOWN = Text("anvendelsen mangler eller er ikke i kodelisten", "no use, or one that is not in the code list")
_NO_HOUSE = Text("husnummeret er ikke i udtrækket", "the house number is not in the extract")
_NO_ADDRESS = Text("adressen er ikke i udtrækket", "the address is not in the extract")


def homes(mirror: Mirror) -> Iterator[Answer]:
    """Return what the rules on dwellings and units answer."""
    yield _each_home(mirror)
    yield _built_home(mirror)
    yield _units(mirror)


def _each_home(mirror: Mirror) -> Answer:
    """Return dwellings without an address in force or on its way, and those that share one."""
    bbr, dar = mirror.buildings, mirror.standing
    if not bbr.has("unit"):
        return Answer.not_asked("A14", bbr.lacks("unit"))
    if not dar.has("address"):
        return Answer.not_asked("A14", dar.lacks("address"))
    tally = Tally("A14", "unit")
    units = bbr.standing("unit")
    kinds = units["dwelling_type"].str.strip().str.upper()
    unclear = Text("boligtypen mangler eller siger ikke, om det er en bolig",
                   "the dwelling type is missing or does not tell whether it is a dwelling")  # fmt: skip
    homes_ = units[kinds.isin(list(OWN_HOME))]
    for one in units["object_id"][kinds.isin([*SHARED_HOME, ""])]:
        tally.doubt(one, unclear)
    for one, address in zip(homes_["object_id"], homes_["address_id"], strict=True):
        tally.ask(one)
        status = mirror.address_status.get(address)
        if not address:
            tally.tell(one, Text("boligen har ingen adresse", "the dwelling has no address"))
        elif status is None:
            tally.doubt(one, _NO_ADDRESS)
        elif status in ENDED["address"]:
            word = _status_word(status)
            tally.tell(one, Text(f"boligens adresse er {word.da}", f"the address of the dwelling is {word.en}"))
    given = homes_[homes_["address_id"] != ""]
    for _, group in given[given.duplicated("address_id", keep=False)].groupby("address_id", sort=True):
        ids = sorted(group["object_id"])
        tally.tell(ids[0], Text(f"{len(ids)} boliger på samme adresse", f"{len(ids)} dwellings at one address"),
                   others=tuple(ids[1:]))  # fmt: skip
    return tally.answer()


def _built_home(mirror: Mirror) -> Answer:
    """Return built dwellings without an entrance of a house number in force, and with units without an address."""
    bbr, dar = mirror.buildings, mirror.standing
    if not bbr.has("building", "entrance", "unit"):
        return Answer.not_asked("B01", bbr.lacks("building", "entrance", "unit"))
    if not dar.has("house_number"):
        return Answer.not_asked("B01", dar.lacks("house_number"))
    tally = Tally("B01", "building")
    entrances = _grouped(bbr.standing("entrance"), "house_number_id")
    addresses = _grouped(bbr.standing("unit"), "address_id")
    for one, use in zip(mirror.built["object_id"], mirror.built["use_code"], strict=True):
        home = is_dwelling(use)
        if home is None:
            tally.doubt(one, _USE_UNKNOWN)
        if not home:
            continue
        tally.ask(one)
        if one not in entrances:
            tally.tell(one, Text("bygningen har ingen opgang", "the building has no entrance"))
        for house in sorted(entrances.get(one, [])):
            _entrance(tally, one, house, mirror)
        bare = addresses.get(one, []).count("")
        if bare:
            tally.tell(one, Text(f"{counted(bare, 'enhed', 'enheder')} uden adresse",
                                 f"{counted(bare, 'unit', 'units')} without an address"))  # fmt: skip
    return tally.answer()


def _entrance(tally: Tally, one: str, house: str, mirror: Mirror) -> None:
    status = mirror.house_status.get(house)
    if not house:
        tally.tell(one, Text("en opgang har intet husnummer", "an entrance has no house number"))
    elif status is None:
        tally.doubt(one, _NO_HOUSE)
    elif status != CURRENT:
        word = _status_word(status)
        tally.tell(one, Text(f"opgangens husnummer er {word.da}", f"the house number of an entrance is {word.en}"))


def _units(mirror: Mirror) -> Answer:
    """Return addresses in force with a floor or door but no unit, and units of an address that has ended."""
    bbr, dar = mirror.buildings, mirror.standing
    if not bbr.has("unit"):
        return Answer.not_asked("B02", bbr.lacks("unit"))
    if not dar.has("address"):
        return Answer.not_asked("B02", dar.lacks("address"))
    return _without_unit(mirror).with_(_of_ended(mirror))


def _without_unit(mirror: Mirror) -> Answer:
    tally = Tally("B02", "address")
    units = mirror.buildings.table("unit")
    of = set(mirror.buildings.standing("unit")["address_id"])
    coming = set(units["address_id"][units["status"].isin(list(codes_of("planned", "undecided")))])
    covered = _covered(mirror)
    table = mirror.standing.table("address")
    force = table[table["status"] == CURRENT]
    unit = (force["floor"] != "") | (force["door"] != "")
    if not mirror.standing.tells("address", "floor", "door"):
        for one in force["object_id"][~unit]:
            tally.doubt(one, mirror.standing.untold("address", "floor", "door"))
    asked = force[unit]
    for one, house in zip(asked["object_id"], asked["house_number_id"], strict=True):
        tally.ask(one)
        if one in of:
            continue
        if one in coming:
            tally.doubt(one, Text("enheden er ikke opført endnu", "the unit is not built yet"))
        elif covered.get(house) is False:
            tally.doubt(one, Text("BBR-udtrækket har ingen bygninger i kommunen",
                                  "the extract of BBR has no buildings of the municipality"))  # fmt: skip
        else:
            tally.tell(one, Text("adressen har ingen enhed i BBR", "the address has no unit in BBR"))
    return tally.answer()


def _of_ended(mirror: Mirror) -> Answer:
    tally = Tally("B02", "unit")
    held = mirror.buildings.standing("unit")
    named = held[held["address_id"] != ""]
    for one, address in zip(named["object_id"], named["address_id"], strict=True):
        tally.ask(one)
        status = mirror.address_status.get(address)
        if status is None:
            tally.doubt(one, _NO_ADDRESS)
        elif status in ENDED["address"]:
            word = _status_word(status)
            tally.tell(one, Text(f"enheden peger på en adresse, der er {word.da}",
                                 f"the unit names an address that is {word.en}"), Severity.ERROR)  # fmt: skip
    return tally.answer()


def _covered(mirror: Mirror) -> dict[str, bool]:
    """Return by house number whether the extract of BBR has buildings of its municipality, where both tell theirs."""
    told = set(mirror.buildings.table("building")["municipality"]) - {""}
    if not told or not mirror.standing.has("road_part", "house_number"):
        return {}
    parts = mirror.standing.standing("road_part")
    of_road = parts.groupby("road_id")["municipality"].agg(set).to_dict()
    house = mirror.standing.table("house_number")
    return {one: bool(of_road[road] & told) for one, road in zip(house["object_id"], house["road_id"], strict=True)
            if road in of_road}  # fmt: skip


def _grouped(table: pd.DataFrame, column: str) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for building, value in zip(table["building_id"], table[column], strict=True):
        made.setdefault(building, []).append(value)
    return made


def _status_word(status: int) -> Text:
    return life_cycle("address")[status].name
