"""The life cycle of the building register (livscyklus i BBR): what a status means; another scale than that of DAR."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from gistools.errors import ParamError
from gistools.tables import load_table
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping

BuildingStage = Literal["planned", "standing", "ended", "undecided"]
"""Whether what has a status is planned, stands or is in force, or has ended; undecided where its name tells none."""

TABLE = "bbr_life_cycle"


@dataclass(frozen=True, slots=True)
class BuildingStatus:
    """A status of the building register (livscyklusstatus i BBR).

    Parameters
    ----------
    code:
        Of BBR, 1 to 23.
    name:
        Danish and English.
    stage:
        What it says of the building, unit or plot; own reading of the name.
    verified:
        Whether it was read in the code list itself.
    """

    code: int
    name: Text
    stage: BuildingStage
    verified: bool


@cache
def building_life_cycle() -> Mapping[int, BuildingStatus]:
    """Return the statuses of the building register by their codes.

    >>> [status.name.da for status in building_life_cycle().values() if status.stage == "standing"]
    ['opført', 'gældende']
    """
    rows = load_table(TABLE).frame.to_dict("records")
    return {
        int(row["status"]): BuildingStatus(
            int(row["status"]),
            Text(str(row["status_da"]), str(row["status_en"])),
            cast("BuildingStage", str(row["stage"])),
            bool(row["verified"]),
        )
        for row in rows
    }


def building_status_of(code: object) -> BuildingStatus:
    """Return the status that a code of BBR means, as a number or as the text that extracts have.

    Raises
    ------
    ParamError
        When BBR has no such code.

    >>> building_status_of("6").name.en
    'built'
    """
    known = building_life_cycle()
    text = str(code).strip()
    found = known.get(int(text)) if text.isascii() and text.isdigit() else None
    if found is None:
        told = [f"{k} {s.name.da}" for k, s in known.items()], [f"{k} {s.name.en}" for k, s in known.items()]
        raise ParamError(
            unknown_name(text, [str(one) for one in known]),
            Text(f"en status i BBR: {', '.join(told[0])}", f"a status of BBR: {', '.join(told[1])}"),
            Text("brug BBR's koder (livscyklus), ikke DAR's", "use the codes of BBR (livscyklus), not those of DAR"),
        )
    return found
