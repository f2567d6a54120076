"""Rule on tanks past their date on land to be redeveloped (B10): what a soil dossier should know."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely

from gistools.addresses.findings import Answer
from gistools.addresses.moments import read_day
from gistools.addresses.tally import Tally
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gistools.addresses.mirror import Mirror

TANK = "1110"
SMALL_TANK_L = 6000.0
"""Below this size the terms of the order on oil tanks (olietankbekendtgørelsen) hold, as mst.dk tells them: 25 to 50
years by material and place, which BBR's class of size does not tell."""

_NO_PLACE = Text("tanken har intet sted", "the tank has no place")


def tanks(mirror: Mirror) -> Iterator[Answer]:
    """Return what the rule on tanks answers."""
    yield _past_date(mirror)


def _past_date(mirror: Mirror) -> Answer:
    bbr = mirror.buildings
    if not bbr.has("plant"):
        return Answer.not_asked("B10", bbr.lacks("plant"))
    land = mirror.layers.table("redevelopment")
    if land is None:
        return Answer.not_asked("B10", mirror.layers.lacks("redevelopment"))
    area = shapely.union_all(land["shape"].to_numpy(dtype=object))
    shapely.prepare(area)
    tally = Tally("B10", "plant")
    plants = bbr.standing("plant")
    for row in plants[plants["plant_class"].str.strip() == TANK].to_dict("records"):
        one = str(row["object_id"])
        point = row["position"] or mirror.positions.get(str(row["building_id"]))
        if point is None:
            tally.doubt(one, _NO_PLACE)
        elif area.intersects(point):
            _one(tally, one, row, mirror)
    return tally.answer()


def _one(tally: Tally, one: str, row: dict[Any, Any], mirror: Mirror) -> None:
    tally.ask(one)
    year = int(str(mirror.day.astype("datetime64[Y]")))
    if float(row["closed_year"]) <= year:
        return
    if str(row["closing"]).strip():
        tally.doubt(one, Text("sløjfning er oplyst, men ikke hvilket år", "closing is told, but not its year"))
        return
    deadline = str(row["closing_deadline"]).strip()
    if deadline:
        last = read_day(deadline)
        if last is None:
            tally.doubt(one, Text(f"sløjfningsfristen {deadline!r} kan ikke læses",
                                  f"the date {deadline!r} for closing cannot be read"))  # fmt: skip
        elif last < mirror.day:
            _late(
                tally, one, Text(f"tanken skulle være sløjfet {last}", f"the tank was to be closed by {last}"), mirror
            )
        return
    built, size = float(row["built_year"]), float(row["plant_size"])
    low, high = mirror.params.tank_least_years, mirror.params.tank_most_years
    if not math.isfinite(built):
        tally.doubt(one, Text("frist og etableringsår mangler", "neither date nor year of the tank is told"))
    elif not size < SMALL_TANK_L:
        tally.doubt(one, Text("fristen mangler, og tanken er ikke under 6000 l eller uden størrelse",
                              "no date is told, and the tank is not below 6000 l or of no told size"))  # fmt: skip
    elif year - built > high:
        _late(tally, one, Text(f"tanken er fra {built:.0f} og over {high} år",
                               f"the tank is of {built:.0f}, over {high} years old"), mirror)  # fmt: skip
    elif year - built > low:
        tally.doubt(one, Text("fristen mangler, og alderen alene afgør det ikke",
                              "no date is told, and age alone does not tell"))  # fmt: skip


def _late(tally: Tally, one: str, what: Text, mirror: Mirror) -> None:
    """Tell of a tank past its date; in doubt where the extract does not tell which tanks are closed."""
    if mirror.buildings.tells("plant", "closed_year", "closing"):
        tally.tell(one, what)
    else:
        tally.doubt(one, mirror.buildings.untold("plant", "closed_year", "closing"))
