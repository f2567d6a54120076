"""Objects of registers by their names in extracts: which are read here, and which are left out and why."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from gistools._checks import plain_name
from gistools.addresses.building_form import BUILDING_LEFT_OUT, BUILDING_OBJECTS
from gistools.addresses.register_form import LEFT_OUT, OBJECTS, SHAPE, Cell, ObjectForm
from gistools.errors import ParamError
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

_LIST = "list"  # behind the name of an object in extracts of all objects
_ALIKE = 0.85  # of names: from where one is probably a slip of the pen for the other
_LOOKED_AT = 20  # records of an unknown object whose columns are looked at


@dataclass(frozen=True, slots=True)
class RegisterBook:
    """A register as it is read: what its extracts are called, its objects, and what else its extracts hold.

    Parameters
    ----------
    short:
        What the register is called, and what stands before the names of its objects in Datafordeleren.
    title, one_object, expected:
        Of errors: extracts of it, an object of it, how extracts should be.
    objects:
        Forms by the names here.
    other_objects:
        Objects of the register that are not used here, which are left out.
    statuses:
        The codes of a scale.
    """

    short: str
    title: Text
    one_object: Text
    expected: Text
    objects: Mapping[str, ObjectForm]
    other_objects: tuple[str, ...]
    statuses: Callable[[str], Collection[int]]


OTHER_REGISTERS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "DAR": (("DAR_",), tuple(form.aliases[0] for form in OBJECTS.values())),
    "BBR": (("BBR_",), tuple(form.aliases[0] for form in BUILDING_OBJECTS.values())),
    "DAGI": (("DAGI_",), (
        "Kommuneinddeling", "Regionsinddeling", "Postnummerinddeling", "Sogneinddeling", "Politikreds", "Retskreds",
        "Afstemningsområde", "MenighedsrådsAfstemningsområde", "Opstillingskreds", "Storkreds", "Valglandsdel",
        "Landsdel", "Danmark",
    )),
    "Matriklen": (("MAT_",), (
        "Jordstykke", "Lodflade", "SamletFastEjendom", "Ejerlav", "Ejerlejlighed", "Matrikelskel", "Skelpunkt",
        "OptagetVej", "JordstykkeTemaflade", "Centroide",
    )),
    "GeoDanmark": (("GEODKV_", "GEODK_"), ("Vejmidte",)),
    "Ejendomsbeliggenhed": (("EBR_",), ("Ejendomsbeliggenhed",)),
    "Ejerfortegnelsen": (("EJF_",), ("Ejerskab", "Ejerskifte", "Handelsoplysninger")),
    "Vurderingsregistret": (("VUR_", "SVR_"), ()),
    "CPR": (("CPR_",), ()),
    "CVR": (("CVR_",), ()),
    "Stednavne": (("DS_",), ()),
}  # fmt: skip
"""Registers by how names of their objects begin in Datafordeleren, and names of their objects without that."""

NOT_USED = Text("bruges ikke her", "is not used here")
UNKNOWN = Text("ukendt, og ingen af felterne er et registers", "unknown, and none of its columns is of a register")


def name_of(book: RegisterBook, called: str) -> str | None:
    """Return what an object is called here, of its name in a source; None when it is none of the register."""
    plain = plain_name(called)
    known = _known(tuple(book.objects.items()))
    return known.get(plain, known.get(plain.removesuffix(_LIST)))


@cache
def _known(forms: tuple[tuple[str, ObjectForm], ...]) -> Mapping[str, str]:
    return {plain_name(alias): name for name, form in forms for alias in (name, *form.aliases)}


def why_left_out(book: RegisterBook, called: str, rows: Iterable[Mapping[str, Any]]) -> Text:
    """Return why an object that is none of a register is left out, as a part of a sentence.

    Raises
    ------
    ParamError
        For a name that is nearly that of an object, and for rows that have columns of one: a file of another name.
    """
    plain = plain_name(called).removesuffix(_LIST)
    unused = {
        plain_name(f"{before}{one}") for one in (*LEFT_OUT, *BUILDING_LEFT_OUT) for before in ("", "DAR_", "BBR_")
    }
    if plain in unused:
        return NOT_USED
    for register, (prefixes, names) in OTHER_REGISTERS.items():
        if register != book.short and (called.upper().startswith(prefixes) or plain in set(map(plain_name, names))):
            return Text(f"hører til {register}", f"is of {register}")
    if _meant(plain) or _has_columns(rows):
        raise _unknown(book, called)
    return UNKNOWN


def _meant(plain: str) -> bool:
    """Return whether a name is nearly that of an object that is read."""
    known = [plain_name(alias) for form in _forms() for alias in form.aliases]
    return bool(difflib.get_close_matches(plain, known, n=1, cutoff=_ALIKE))


def _has_columns(rows: Iterable[Mapping[str, Any]]) -> bool:
    return any(not _telling().isdisjoint(map(plain_name, row)) for row in islice(rows, _LOOKED_AT))


@cache
def _telling() -> frozenset[str]:
    """Return the names of columns that no other register has: of what an object must have, but shapes and links."""
    return frozenset(
        plain_name(alias) for form in _forms() for column in form.columns
        if column.required and column.cell is not Cell.KEY
        for alias in column.aliases if alias not in {*SHAPE, "navn", "kommune", "position"}
    )  # fmt: skip


def _forms() -> Iterable[ObjectForm]:
    return chain(OBJECTS.values(), BUILDING_OBJECTS.values())


def _unknown(book: RegisterBook, called: str) -> ParamError:
    known = [form.aliases[0] for form in _forms()]
    return ParamError(unknown_name(called, known), _expected(book), _NAMED)


def none_of(book: RegisterBook, away: Mapping[str, Text]) -> ParamError:
    """Return the error of records none of which are of a register, with what they are."""
    da, en = (", ".join(f"{called} ({why.say(language)})" for called, why in away.items()) for language in ("da", "en"))
    return ParamError(
        Text(f"ingen af objekterne er fra {book.short}: {da}", f"no object is of {book.short}: {en}"),
        _expected(book),
        Text(
            f"tilføj filer fra {book.short}, eller giv en fil objektets navn",
            f"add files of {book.short}, or name a file after the object",
        ),
    )


_NAMED = Text("giv filen objektets navn", "name the file after the object")


def _expected(book: RegisterBook) -> Text:
    told = ", ".join(form.aliases[0] for form in book.objects.values())
    return Text(f"et af {book.one_object.da}: {told}", f"{book.one_object.en}: {told}")
