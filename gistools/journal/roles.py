"""Who changes a store: roles (roller), never persons, so that a journal can be kept as long as the case (GDPR)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gistools.errors import ParamError
from gistools.personal import may_hold_cpr
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DIRECT = "QGIS direkte"
"""The role of edits that were made in a table itself, past the store: in QGIS, or by any other program."""

ROLES: Mapping[str, Text] = {
    "adressemyndighed": Text("Adressemyndighed", "Address authority"),
    "bbr-myndighed": Text("BBR-myndighed", "Building register authority"),
    "byggesag": Text("Byggesagsbehandling", "Building permits"),
    "gis": Text("GIS", "GIS"),
    "jordforurening": Text("Jordforurening", "Contaminated land"),
    "planlaegger": Text("Planlægger", "Planner"),
    "proevebruger": Text("Prøvebruger", "Test user"),
}
"""Roles of a store that is given no others."""

_ROLE = re.compile(r"[a-zæøå][a-z0-9æøå]*(-[a-z0-9æøå]+)*")
_LONGEST = 40
_MAIL = re.compile(r"\S@\S")


def checked_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """Return the roles that a store is to know, sorted.

    Raises
    ------
    ParamError
        When one is not the id of a role: small letters, digits and hyphens, at most 40.

    >>> checked_roles(["gis", "byggesag"])
    ('byggesag', 'gis')
    """
    given = sorted(set(roles))
    wrong = [role for role in given if len(role) > _LONGEST or not _ROLE.fullmatch(role) or is_personal(role)]
    if wrong or not given:
        raise ParamError(
            Text(f"roller: {wrong or 'ingen'}", f"roles: {wrong or 'none'}"),
            Text("roller med små bogstaver, cifre og bindestreg, fx byggesag",
                 "roles of small letters, digits and hyphens, such as byggesag"),
            Text("skriv rollen, aldrig navn, initialer, mail eller CPR-nummer",
                 "write the role, never a name, initials, a mail address or a CPR number"),
        )  # fmt: skip
    return tuple(given)


def checked_role(role: str, known: Iterable[str]) -> str:
    """Return a role that a store knows.

    Raises
    ------
    ParamError
        For one that it does not know, such as the name of a person; `DIRECT` is nobody's to take.
    """
    known = list(known)
    if role not in known:
        raise ParamError(
            unknown_name(role, known, "rollen ") if role and not is_personal(role) else _personal("rolle", "role"),
            Text(f"en af lagerets roller: {', '.join(known)}", f"a role of the store: {', '.join(known)}"),
            Text("vælg en rolle; personer skrives ikke i journalen", "choose a role; a journal names no persons"),
        )
    return role


def checked_reason(why: str, case_number: str) -> tuple[str, str]:
    """Return a reason and a case number, without spaces around.

    Raises
    ------
    ParamError
        Without a reason, or when one of them seems to hold a CPR number or a mail address.

    >>> checked_reason(" ny vej i lokalplan 12 ", "24/001234")
    ('ny vej i lokalplan 12', '24/001234')
    """
    why, case_number = why.strip(), case_number.strip()
    for text, name in ((why, Text("begrundelsen", "the reason")), (case_number, Text("sagsnummeret", "case number"))):
        if is_personal(text):
            raise ParamError(
                _personal(name.da, name.en),
                Text("en tekst uden personoplysninger", "a text without personal data"),
                Text("henvis til sagen; journalen gemmes længe", "refer to the case; the journal is kept for long"),
            )
        if "\0" in text:
            raise ParamError(
                Text(f"et nultegn i {name.da}", f"a null character in the {name.en}"),
                Text("tekst", "text"),
                Text("skriv den igen", "write it again"),
            )
    if not why:
        raise ParamError(
            Text("ingen begrundelse", "no reason"),
            Text("hvorfor der ændres", "why something is changed"),
            Text("skriv kort hvorfor, gerne med sagsnummer", "write shortly why, and the case number if there is one"),
        )
    return why, case_number


def is_personal(text: str) -> bool:
    """Return whether a text seems to hold a CPR number or a mail address.

    >>> is_personal("se 010190-1234"), is_personal("sag 2024-123456"), is_personal("en@to.dk")
    (True, False, True)
    """
    return may_hold_cpr(text) or bool(_MAIL.search(text))


def _personal(da: str, en: str) -> Text:
    return Text(f"{da} med CPR-nummer, mailadresse eller intet", f"{en} with a CPR number, a mail address, or nothing")
