"""The building register (bygnings- og boligregistret, BBR) as tables of versions, and what it says at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gistools.addresses.building_form import BUILDING_LEFT_OUT, BUILDING_OBJECTS
from gistools.addresses.building_statuses import building_life_cycle
from gistools.addresses.register_objects import RegisterBook, name_of
from gistools.addresses.register_read import read_objects
from gistools.addresses.versions import Versions
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BOOK = RegisterBook(
    "BBR",
    Text("udtræk af BBR", "extracts of BBR"),
    Text("bygningsregistrets objekter", "an object of the building register"),
    Text("udtræk, som BBR og Datafordeleren leverer dem", "extracts as BBR and Datafordeleren deliver them"),
    BUILDING_OBJECTS,
    BUILDING_LEFT_OUT,
    lambda _scale: building_life_cycle(),
)
"""How extracts of the building register are read."""


@dataclass(frozen=True, eq=False, repr=False)
class BuildingRegister(Versions):
    """Versions of the objects of the building register (`gistools.addresses.building_form.BUILDING_OBJECTS`).

    Statuses are those of BBR (`building_life_cycle`), which count otherwise than those of DAR. Areas and years that the
    register does not tell are NaN, never 0.

    >>> rows = [{"id_lokalId": "b", "status": "6", "registreringFra": "2020-01-01T00:00:00Z", "virkningFra": None,
    ...          "byg021BygningensAnvendelse": "120", "byg026Opfoerelsesaar": 1954, "byg041BebyggetAreal": None}]
    >>> table = read_building_register({"BBR_Bygning": rows}).tables["building"]
    >>> table[["use_code", "built_year", "footprint_area_m2"]].values.tolist()
    [['120', 1954.0, nan]]
    """


def read_building_register(records: Mapping[str, Iterable[Mapping[str, Any]]]) -> BuildingRegister:
    """Return the building register of the records of some of its objects.

    Parameters
    ----------
    records:
        By object, as extracts or Datafordeleren call it (``"Bygning"``, ``"BygningList"``, ``"BBR_Bygning"``): a
        mapping for each version, as `gistools.io.read_register_files` returns them. Columns that are not known are left
        out, notes and journals among them, and so are objects of other registers beside some of this one.

    Raises
    ------
    ParamError
        When no object is of the register, and for an unknown one that has columns of a register or nearly the name.
    TableError
        For records without a column that is needed, without an id, with a status that BBR does not have, or with
        numbers, moments or shapes that cannot be read: all faults at once.
    CrsError
        For positions in degrees or in another coordinate system.
    """
    return BuildingRegister(*read_objects(BOOK, records))


def has_buildings(records: Mapping[str, object]) -> bool:
    """Return whether some of the objects of records are of the building register.

    >>> has_buildings({"Bygning": []}), has_buildings({"DAR_Adresse": []})
    (True, False)
    """
    return any(name_of(BOOK, called) is not None for called in records)
