"""Profiles (profiler) of those who use the network: what each can pass, as data with source."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gistools.errors import ParamError
from gistools.tables import load_table, read_user_table
from gistools.tables.checks import read_cells, table_error
from gistools.tables.form import form_of
from gistools.tables.words import word
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_ALL = {"alle", "all"}
_PROFILES, _LIMITS = "path_profiles", "path_limits"


@dataclass(frozen=True)
class Limit:
    """A limit (grænse) of a profile, from the table of limits.

    Parameters
    ----------
    rule:
        What is limited, such as ``"slope_up"`` or ``"width"``; of stretches steeper than something with that in its
        name, as ``"landing_40"``.
    value:
        The limit, in ``unit``; NaN for yes and no.
    unit:
        Such as ``"‰"``, ``"m"``, ``"cm"``; empty for ranks and for yes and no.
    name:
        What it is called, Danish and English.
    source:
        Where it was read, with paragraph.
    verified:
        Whether it was read in its source.
    required:
        Whether it must be met; otherwise it is advice, which closes nothing.
    over_permille:
        Of which stretches it speaks: those steeper than this; NaN for all.
    year:
        Of the source.
    """

    rule: str
    value: float
    unit: str
    name: Text
    source: str
    verified: bool
    required: bool = True
    over_permille: float = math.nan
    year: int = 0

    @property
    def kind(self) -> str:
        """The rule without what its stretches are steeper than."""
        return self.rule if math.isnan(self.over_permille) else self.rule.rpartition("_")[0]


@dataclass(frozen=True)
class Profile:
    """Someone who uses the network (profil): on foot, on a bicycle, in a wheelchair, with a walking aid, to school.

    Parameters
    ----------
    id:
        Of the table, such as ``"wheelchair"``.
    name:
        Danish and English.
    travels:
        ``"foot"`` or ``"cycle"``: the column that tells whether it is allowed.
    speed_kmh:
        On level ground.
    limits:
        By rule; those that are not ``required`` are advice.
    pace:
        How speed falls on slopes: ``"tobler"``, ``"parkin"`` or ``"level"``, see `slopes.pace_on`.
    verified:
        Whether its speed was read in a source.
    """

    id: str
    name: Text
    travels: str
    speed_kmh: float
    limits: Mapping[str, Limit]
    pace: str = "level"
    verified: bool = False

    def limit(self, rule: str, default: float = math.inf) -> float:
        """Return the number that limits something; ``default`` where nothing does."""
        return self.limits[rule].value if rule in self.limits else default


def load_profiles(limits: pd.DataFrame | None = None, profiles: pd.DataFrame | None = None) -> dict[str, Profile]:
    """Return the profiles that gistools ships by id, with a user's own limits and profiles.

    Parameters
    ----------
    limits:
        In the columns of the shipped table ``path_limits``. A row takes the place of the shipped one of the same
        profile, rule and steepness; strength ``none`` takes it away.
    profiles:
        In the columns of ``path_profiles``; a profile of a new id has the limits that own rows give it, and no others.

    Raises
    ------
    TableError
        With all faults of a table: unknown rules, other units, missing numbers, rows that stand twice, limits of a
        profile that there is not.

    >>> chair = load_profiles()["wheelchair"]
    >>> chair.name.da, chair.travels, chair.limits["slope_up"].value, chair.limits["slope_up"].unit
    ('kørestolsbruger', 'foot', 50.0, '‰')
    >>> chair.limits["landing_40"].value, chair.limits["kerb"].verified, chair.limits["cross_fall"].verified
    (12.0, True, False)
    """
    known = {str(row["profile"]): row for row in _records(load_table(_PROFILES).frame)}
    if profiles is not None:
        known |= {str(row["profile"]): row for row in _records(read_user_table(profiles, _PROFILES).frame)}
    rows = {_key(row): row for row in _records(load_table(_LIMITS).frame)}
    if limits is not None:
        rows |= {_key(row): row for row in _records(_own_limits(limits, known))}
    by_profile: dict[str, dict[str, Limit]] = {name: {} for name in known}
    for (name, rule), row in rows.items():
        if row["strength"] != "none":
            by_profile[name][rule] = _limit(rule, row)
    return {
        name: Profile(
            name,
            Text(str(row["name_da"]), str(row["name_en"]) or str(row["name_da"])),
            str(row["travels"]),
            float(row["speed_kmh"]),
            by_profile[name],
            str(row["pace"]),
            verified=bool(row["verified"]),
        )
        for name, row in known.items()
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _own_limits(table: pd.DataFrame, known: Mapping[str, object]) -> pd.DataFrame:
    """Return a user's own limits; a profile that there is not is told along with all other faults."""
    cells, faults = read_cells(table, _LIMITS)
    stray = [unknown_name(name, known) for name in dict.fromkeys(cells["profile"]) if name and name not in known]
    if not faults and not stray:
        return read_user_table(table, _LIMITS).frame
    raise table_error(form_of(_LIMITS), [*faults, *stray])


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    over = float(row["over_permille"])
    return str(row["profile"]), str(row["rule"]) if math.isnan(over) else f"{row['rule']}_{over:g}"


def _limit(rule: str, row: Mapping[str, Any]) -> Limit:
    name, over = word(str(row["rule"])), float(row["over_permille"])
    if not math.isnan(over):
        shown = f"{over:g}"
        name = Text(f"{name.da} over {shown.replace('.', ',')} ‰", f"{name.en} above {shown} ‰")
    year = row["source_year"]
    return Limit(
        rule, float(row["value"]), str(row["unit"]), name, str(row["source_da"]), bool(row["verified"]),
        row["strength"] == "must", over, 0 if math.isnan(year) else int(year),
    )  # fmt: skip


def one_profile(name: str, profiles: Mapping[str, Profile] | None = None) -> Profile:
    """Return a profile by its id or its Danish or English name.

    Raises
    ------
    ParamError
        When there is none of that name.

    >>> one_profile("Kørestolsbruger").id
    'wheelchair'
    """
    known = load_profiles() if profiles is None else profiles
    asked = name.strip().casefold()
    for one in known.values():
        if asked in _names(one):
            return one
    shown = ", ".join(f"{one.id} ({one.name.da})" for one in known.values())
    raise ParamError(
        Text(f"ingen profil ved navn {name!r}", f"no profile called {name!r}"),
        Text(f"en af: {shown}", f"one of: {shown}"),
        Text("ret navnet, eller giv profilen i en egen tabel", "correct the name, or give the profile in an own table"),
    )


def several_profiles(asked: str, profiles: Mapping[str, Profile] | None = None) -> tuple[Profile, ...]:
    """Return the profiles that a user names, each once; ``alle`` or ``all`` for all of them.

    Between them stand commas or semicolons; spaces too where each word is a profile, as names may have spaces in them.

    Raises
    ------
    ParamError
        For a name that is none, and when none is named.

    >>> [one.id for one in several_profiles("gående, wheelchair")]
    ['walking', 'wheelchair']
    >>> [one.id for one in several_profiles("walking cycling")]
    ['walking', 'cycling']
    """
    known = load_profiles() if profiles is None else profiles
    if asked.strip().casefold() in _ALL:
        return tuple(known.values())
    named = [one_profile(part, known) for part in _parts(asked, known)] or [one_profile(asked, known)]
    return tuple({one.id: one for one in named}.values())


def profiles_named(asked: str) -> Text:
    """Return the names of shipped profiles in a list such as users give it; a word that is none stays as it is.

    >>> profiles_named("wheelchair, barnevogn").da
    'kørestolsbruger, barnevogn'
    """
    known = load_profiles()
    if asked.strip().casefold() in _ALL:
        return Text("alle", "all")
    words = []
    for part in _parts(asked, known):
        found = [p.name for p in known.values() if part.casefold() in _names(p)]
        words.append(found[0] if found else Text(part, part))
    return Text(", ".join(one.da for one in words), ", ".join(one.en for one in words))


def _parts(asked: str, known: Mapping[str, Profile]) -> list[str]:
    """Return what is named in a list; one without commas is split at spaces only when each word is a profile."""
    names = {name for one in known.values() for name in _names(one)}
    parts = [part.strip() for part in re.split("[,;]", asked) if part.strip()]
    if len(parts) == 1 and parts[0].casefold() not in names:
        words = parts[0].split()
        return words if all(word.casefold() in names for word in words) else parts
    return parts


def _names(profile: Profile) -> set[str]:
    return {one.casefold() for one in (profile.id, profile.name.da, profile.name.en)}
