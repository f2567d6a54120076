"""What is new or changed (ændrede objekter), by object and id, as the register writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.addresses.building_form import BUILDING_OBJECTS
from gistools.addresses.register_cells import plain_key
from gistools.addresses.register_form import OBJECTS
from gistools.errors import ParamError
from gistools.styles.columns_addresses import REGISTER_OBJECTS
from gistools.text import Text, counted, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.addresses.versions import Versions

OUTLINE = "outline"
"""Building outlines, which findings are about too, but no register holds."""

_KNOWN = (*OBJECTS, *BUILDING_OBJECTS, OUTLINE)
_MOST_TOLD = 10


def changed_ids(
    changed: Mapping[str, Iterable[str]] | None, *registers: Versions | None
) -> tuple[dict[str, frozenset[str]] | None, tuple[Text, ...]]:
    """Return what is new or changed, with ids as registers read them, and what is to be told of those they lack.

    Parameters
    ----------
    changed:
        By object, ids; None for all.
    registers:
        At the moment; None for one that is not given.

    Raises
    ------
    ParamError
        For an object that is none of the registers, or ids that are one text.
    """
    if changed is None:
        return None, ()
    made, notes = dict[str, frozenset[str]](), list[Text]()
    for name, given in changed.items():
        made[name] = _ids(name, given)
        if name == OUTLINE:
            made[name] = frozenset(one.casefold() for one in made[name])
            continue
        tables = [register.tables[name] for register in registers if register is not None and name in register.tables]
        away = sorted(made[name].difference(*(table["object_id"] for table in tables)))
        if away:
            told = ", ".join(away[:_MOST_TOLD]) + (" …" if len(away) > _MOST_TOLD else "")
            word = REGISTER_OBJECTS[name]
            notes.append(Text(
                f"{counted(len(away), 'ændret objekt', 'ændrede objekter')} er ikke i registret den dag og er ikke "
                f"prøvet ({word.da}): {told}",
                f"{counted(len(away), 'changed object is', 'changed objects are')} not in the register on that day and "
                f"not asked of ({word.en}): {told}",
            ))  # fmt: skip
    return made, tuple(notes)


def _ids(name: str, given: Iterable[str]) -> frozenset[str]:
    if name not in _KNOWN:
        raise ParamError(
            unknown_name(name, _KNOWN),
            Text(f"ændrede objekter af {', '.join(OBJECTS)}", f"changed objects of {', '.join(OBJECTS)}"),
            Text("skriv fx {'house_number': [id, id]}", "write for example {'house_number': [id, id]}"),
        )
    if isinstance(given, str):
        raise ParamError(
            Text(f"{name}: {given!r} er én tekst", f"{name}: {given!r} is one text"),
            Text("flere id'er", "several ids"),
            Text(f"skriv [{given!r}]", f"write [{given!r}]"),
        )
    return frozenset(plain_key(str(one).strip()) for one in given)
