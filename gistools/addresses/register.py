"""The address register (adresseregistret, DAR) as tables of versions, and what it says at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gistools.addresses.moments import moment_of
from gistools.addresses.register_form import LEFT_OUT, OBJECTS
from gistools.addresses.register_objects import RegisterBook
from gistools.addresses.register_read import read_objects
from gistools.addresses.statuses import life_cycle
from gistools.addresses.versions import REPAIR_COLUMNS, Versions
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["BOOK", "REPAIR_COLUMNS", "Register", "moment_of", "read_register"]

BOOK = RegisterBook(
    "DAR",
    Text("registerudtræk", "extracts of the register"),
    Text("adresseregistrets objekter", "an object of the register"),
    Text("udtræk, som DAR og Datafordeleren leverer dem", "extracts as DAR and Datafordeleren deliver them"),
    OBJECTS,
    LEFT_OUT,
    lambda scale: life_cycle("point" if scale == "point" else "address"),
)
"""How extracts of the address register are read."""


@dataclass(frozen=True, eq=False, repr=False)
class Register(Versions):
    """Versions of the objects of the address register (`gistools.addresses.register_form.OBJECTS`).

    Statuses are those of DAR.

    >>> rows = [{"id": "a", "status": "3", "registreringfra": "2018-05-03T16:58:34Z", "registreringtil": None,
    ...          "virkningfra": "2011-01-01T00:00:00Z", "virkningtil": None, "postnr": "800", "navn": "Høje Taastrup"}]
    >>> register = read_register({"Postnummer": rows})
    >>> register.tables["postcode"].postcode.tolist(), register.repairs.found_kind.tolist()
    (['0800'], ['zeros_lost'])
    >>> len(register.at("2010-06-01").tables["postcode"]), len(register.at("2020-06-01").tables["postcode"])
    (0, 1)
    """


def read_register(records: Mapping[str, Iterable[Mapping[str, Any]]]) -> Register:
    """Return the register of the records of some of its objects.

    Parameters
    ----------
    records:
        By object, as extracts or Datafordeleren call it (``"Adresse"``, ``"DAR_Husnummer"``): a mapping for each
        version, as `gistools.io.read_register_files` returns them. Columns that are not known are left out, and so are
        objects of other registers, those of DAR that are not used here, and such as are unknown, beside some that are
        read; `gistools.addresses.register_told.objects_told` tells of them.

    Raises
    ------
    ParamError
        When no object is of the register, and for an unknown one that has columns of a register or nearly the name.
    TableError
        For records without a column that is needed, without an id, with a status of another scale, or with moments or
        shapes that cannot be read: all faults at once.
    CrsError
        For positions in degrees or in another coordinate system.
    """
    return Register(*read_objects(BOOK, records))
