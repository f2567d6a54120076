"""Species and surfaces: what is shipped is whole and said to be unverified; own tables are told all their faults."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gistools.corridors import load_species, load_surface_classes, one_species
from gistools.corridors.species import species_notes
from gistools.errors import ParamError, TableError
from gistools.styles.columns_corridors import SURFACES
from gistools.tables import load_table
from gistools.tables.words import WORDS


def test_each_of_the_seven_species_has_a_resistance_for_each_surface():
    species, classes = load_species(), load_surface_classes()
    assert len(species) == 7
    for one in species.values():
        assert tuple(one.resistance) == classes.names
        assert all(1.0 <= value <= 1000.0 for value in one.resistance.values())
        assert one.dispersal_m > 0.0
        assert 0.0 < one.probability < 1.0
        assert set(one.habitats) <= set(classes.names)
        assert min(one.resistance[c] for c in one.habitats) == 1.0


def test_nothing_is_called_verified_that_nobody_read():
    assert not any(one.verified for one in load_species().values())
    for name in ("species", "species_resistance", "surface_classes"):
        assert not load_table(name).frame["verified"].any()
    notes = species_notes(load_species()["squirrel"])
    assert "ikke verificeret" in notes[0].da
    assert "not verified" in notes[0].en


def test_habitat_that_is_not_free_to_cross_is_told():
    said = [note.en for note in species_notes(load_species()["frogs_toads"])]
    assert "frogs and toads: habitat of resistance above 1: meadow 2" in said


def test_the_words_of_danish_layers_have_a_class():
    of = load_surface_classes().of
    land_cover = ("befaestet", "graes", "have", "eng", "grus", "mark", "skov", "sti", "vand", "vej", "tag")
    assert [of(word) for word in land_cover] == [
        "paved", "grass", "garden", "meadow", "gravel", "arable", "forest", "path", "water", "road_small", "building"
    ]  # fmt: skip
    nature = ("Sø", "Eng", "Mose", "Overdrev", "Hede", "Strandeng", "Skov", "Park", "Levende hegn")
    assert [of(word) for word in nature] == [
        "lake", "meadow", "bog", "dry_grassland", "heath", "salt_meadow", "forest", "park", "hedge"
    ]  # fmt: skip
    geodanmark = ("Krat_bevoksning", "Hegn", "Trægruppe", "Vådområde", "Sand_klit", "Vejmidte", "Jernbane", "Bygning")
    assert [of(word) for word in geodanmark] == [
        "forest", "hedge", "forest", "bog", "gravel", "road_small", "rail", "building"
    ]  # fmt: skip


def test_no_word_means_two_classes_and_names_agree_with_columns():
    rows = load_table("surface_classes").frame
    words: list[str] = []
    for name, da, en, aliases in rows[["surface_class", "name_da", "name_en", "aliases"]].itertuples(index=False):
        own = {w.strip().casefold().replace("_", " ") for w in (name, da, en, *aliases.split(";"))}
        words += own
        assert SURFACES[name].da == da
        assert SURFACES[name].en == en
        assert name in WORDS
    assert len(words) == len(set(words)), sorted({w for w in words if words.count(w) > 1})
    assert rows["on_top"].is_unique


def test_own_species_replace_those_shipped_and_own_resistance_is_laid_over_theirs():
    own = pd.DataFrame(
        {"art": ["squirrel"], "navn": ["Egern"], "afstand_m": ["750,5"], "andel": [0.5], "levesteder": ["forest, park"]}
    )
    dear = pd.DataFrame({"art": ["squirrel"], "overflade": ["lille vej"], "modstand": ["99"]})
    species = load_species(own, dear)
    assert list(species) == ["squirrel"]
    one = species["squirrel"]
    assert (one.dispersal_m, one.habitats, one.least_area_m2) == (750.5, ("forest", "park"), 0.0)
    assert one.resistance["road_small"] == 99.0
    assert one.resistance["road_large"] == load_species()["squirrel"].resistance["road_large"]


def test_all_faults_of_both_tables_are_told_at_once():
    own = pd.DataFrame(
        {
            "species": ["mouse", "vole"],
            "name_da": ["mus", "markmus"],
            "dispersal_m": ["", "300"],
            "probability": ["0.5", "1.5"],
            "habitats": ["meadow", "medow"],
        }
    )
    wrong = pd.DataFrame(
        {
            "species": ["mouse", "mouse", "mouse", "rat"],
            "surface_class": ["meadow", "forest", "lava", "meadow"],
            "resistance": ["0.5", "inf", "2", "2"],
        }
    )
    with pytest.raises(TableError) as error:
        load_species(own, wrong)
    said = str(error.value)
    for part in (
        "row 1, dispersal_m: empty cell",
        "row 2, probability = 1.5",
        "row 1, resistance = 0.5",
        "row 2, resistance = inf",
        "row 3, surface_class = lava",
        "vole: medow is unknown (did you mean meadow?)",
        "mouse: no resistance of",
        "resistance of rat, which is no species",
    ):
        assert part in said, part


def test_a_species_is_found_by_any_of_its_names():
    known = load_species()
    assert {one_species(n, known).id for n in ("pindsvin", "Hedgehog", "hedgehog ")} == {"hedgehog"}
    with pytest.raises(ParamError, match="hedgehog"):
        one_species("hedgehogs", known)


def test_own_surfaces_have_their_own_order_and_words():
    rows = load_table("surface_classes").frame
    own = rows.assign(on_top=np.arange(len(rows), 0, -1.0))
    own.loc[own.surface_class == "meadow", "aliases"] = "blomstereng"
    classes = load_surface_classes(own)
    assert classes.names == load_surface_classes().names[::-1]
    assert classes.of("Blomstereng") == "meadow"
