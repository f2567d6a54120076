"""Species (arter): how far they go, where they live, and what each surface costs them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.landscape import Species
from gistools.corridors.surfaces import load_surface_classes
from gistools.errors import ParamError
from gistools.tables import load_table, read_user_table
from gistools.tables.checks import read_cells, table_error
from gistools.tables.form import form_of
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def load_species(
    table: pd.DataFrame | None = None, resistance: pd.DataFrame | None = None, *, whole: bool = True
) -> dict[str, Species]:
    """Return the species that gistools ships, or those of a user's own tables, by id.

    Parameters
    ----------
    table:
        In the columns of the shipped table ``species``: id, name, distance and the share that goes as far, habitats in
        order of priority with blanks between, least patch. Its species take the place of all that are shipped.
    resistance:
        In the columns of ``species_resistance``: a row for each species and class of surface. Rows not given are those
        of the shipped table, for species that stand in it.
    whole:
        Whether a species needs a resistance for each class; patches do without.

    Raises
    ------
    TableError
        With all faults of both tables: species without distance, a resistance below 1 or not finite, unknown classes, a
        species that lacks the resistance of a class (when ``whole``), a habitat that is no class.

    >>> newt = load_species()["great_crested_newt"]
    >>> newt.name.da, newt.dispersal_m, newt.probability, newt.habitats, newt.resistance["road_large"], newt.verified
    ('stor vandsalamander', 1000.0, 0.05, ('pond',), 500.0, False)
    """
    known = load_surface_classes().names
    faults: list[Text] = []
    rows = load_table("species").frame if table is None else _cells(table, "species", faults)
    shipped = load_table("species_resistance").frame
    own = None if resistance is None else _cells(resistance, "species_resistance", faults)
    by_species: dict[str, dict[str, float]] = {}
    checked: dict[str, bool] = {}
    for frame in (shipped, own):
        if frame is None:
            continue
        for name, surface, value, verified in zip(
            frame.species, frame.surface_class, frame.resistance, frame.verified, strict=True
        ):
            by_species.setdefault(str(name), {})[str(surface)] = float(value)
            checked[str(name)] = checked.get(str(name), True) and bool(verified)
    made: dict[str, Species] = {}
    for row in rows.to_dict("records"):
        name = str(row["species"])
        lives = tuple(re.split(r"[\s;,]+", str(row["habitats"]).strip()))
        given = by_species.get(name, {})
        faults += [Text(f"{name}: {t.da}", f"{name}: {t.en}") for t in _faults(lives, given if whole else None, known)]
        made[name] = Species(
            id=name,
            name=Text(str(row["name_da"]), str(row["name_en"]) or str(row["name_da"])),
            dispersal_m=float(row["dispersal_m"]),
            probability=float(row["probability"]),
            habitats=lives,
            resistance={c: given[c] for c in known if c in given},
            verified=bool(row["verified"]) and checked.get(name, False),
            least_area_m2=float(np.nan_to_num(row["least_area_m2"])),
        )
    if own is not None:
        faults += [Text(f"modstand for {n}, som ikke er en art", f"resistance of {n}, which is no species")
                   for n in dict.fromkeys(own.species) if n and n not in made]  # fmt: skip
    if faults:
        raise table_error(form_of("species" if table is not None else "species_resistance"), faults)
    return made


def _cells(table: pd.DataFrame, name: str, faults: list[Text]) -> pd.DataFrame:
    cells, found = read_cells(table, name)
    faults += found
    if not found:
        return read_user_table(table, name).frame
    return cells


def _faults(lives: tuple[str, ...], given: Mapping[str, float] | None, known: tuple[str, ...]) -> list[Text]:
    found = [unknown_name(one, known) for one in lives if one not in known]
    missing = [] if given is None else [c for c in known if c not in given]
    if missing:
        shown = ", ".join(missing)
        found.append(Text(f"ingen modstand for {shown}", f"no resistance of {shown}"))
    return found


def one_species(name: str, species: Mapping[str, Species]) -> Species:
    """Return a species by its id or its Danish or English name.

    Raises
    ------
    ParamError
        When there is none of that name.

    >>> one_species("Egern", load_species()).id
    'squirrel'
    """
    asked = name.strip().casefold()
    for one in species.values():
        if asked in {one.id.casefold(), one.name.da.casefold(), one.name.en.casefold()}:
            return one
    shown = ", ".join(f"{one.id} ({one.name.da})" for one in species.values())
    raise ParamError(
        Text(f"ingen art ved navn {name!r}", f"no species called {name!r}"),
        Text(f"en af: {shown}", f"one of: {shown}"),
        Text("ret navnet, eller sæt arten i en egen tabel", "correct the name, or put the species in an own table"),
    )


def species_named(asked: str) -> Text:
    """Return the names of the shipped species in a list such as users give it; a word that is none stays as it is.

    >>> species_named("frogs_toads, egern;ulv")
    Text(da='frøer og tudser, egern, ulv', en='frogs and toads, squirrel, ulv')
    """
    known = load_table("species").frame
    words = []
    for word in filter(None, (one.strip() for one in re.split(r"[,;]", asked))):
        names = known[["species", "name_da", "name_en"]]
        row = names[names.apply(lambda column: column.str.casefold() == word.casefold()).any(axis=1)]  # noqa: B023
        words.append(Text(word, word) if row.empty else Text(row["name_da"].iloc[0], row["name_en"].iloc[0]))
    return Text(", ".join(word.da for word in words), ", ".join(word.en for word in words))


def species_notes(species: Species) -> tuple[Text, ...]:
    """Return what must be said of a species: figures nobody verified, habitats that are not free to cross."""
    notes = []
    if not species.verified:
        notes.append(
            Text(
                f"{species.name.da}: afstand og modstand er ikke verificeret; modstand er ekspertskøn, der skal "
                "varieres (ganges og deles med 3)",
                f"{species.name.en}: distance and resistance are not verified; resistance is expert judgement to be "
                "varied (times and divided by 3)",
            )
        )
    dear = [c for c in species.habitats if species.resistance.get(c, 1.0) > 1.0]
    if dear:
        labels = load_surface_classes().labels
        da, en = (
            ", ".join(f"{labels[c].say(tongue)} {species.resistance[c]:g}" for c in dear) for tongue in ("da", "en")
        )
        notes.append(
            Text(
                f"{species.name.da}: levested med modstand over 1: {da}".replace(".", ","),
                f"{species.name.en}: habitat of resistance above 1: {en}",
            )
        )
    return tuple(notes)
