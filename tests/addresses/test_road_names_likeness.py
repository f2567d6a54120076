"""How alike road names sound: a list of pairs written by hand from Danish spelling, and a naive alignment beside."""

from __future__ import annotations

import itertools
import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.addresses import compare_road_names
from gistools.addresses.road_names_likeness import (
    ALPHABET,
    LIMITS,
    MOST_APART,
    SWAPPED,
    NameGrade,
    _first_costs,
    change_costs,
    near_limits,
    packed,
    sound_costs,
)
from gistools.addresses.road_names_sound import STEPS, NameSound, road_name_sounds

IDENTICAL = [
    ("Skovvej", "Skovvej"), ("SKOVVEJ", "Skovvej"), ("Nordre  Ringvej", "Nordre Ringvej"), ("Åvej", "A\u030avej"),
]  # fmt: skip
SAME = [
    ("Hvidekær", "Videkær"), ("Skovvej", "Skovvejen"), ("Hjortevej", "Jortevej"), ("Christiansvej", "Kristiansvej"),
    ("Kærvej", "Kjærvej"), ("Ågade", "Aagade"), ("Carlsvej", "Karlsvej"), ("Philipsvej", "Filipsvej"),
    ("Wessels Vej", "Vesselsvej"), ("Kilde Alle", "Kildeallé"), ("Lærkevej", "Lerkevej"), ("Mejsevej", "Majsevej"),
    ("Gl. Strandvej", "Gammel Strandvej"), ("Ndr. Ringvej", "Nordre Ringvej"), ("Rosenhave", "Rosenhaven"),
    ("Bøgelund", "Bøgelunden"), ("Birkeengen", "Birkeeng"), ("Lindevænge", "Lindevænget"), ("Egetorv", "Egetorvet"),
    ("Zeusvej", "Seusvej"), ("Thomas Vej", "Tomas Vej"), ("Margrethevej", "Margretevej"),
    ("Quistgårdsvej", "Kvistgårdsvej"),
    ("Hallandsvej", "Hallansvej"), ("Strandboulevard", "Strandboulevarden"), ("Vagtvej", "Vaktvej"),
    ("Schmidtsvej", "Sjmitsvej"), ("H.C. Lumbyes Vej", "H C Lumbyes Vej"), ("Sankt Pedersvej", "Skt. Peders Vej"),
    ("Engelsvej", "Ængelsvej"),
]  # fmt: skip
NEAR = [
    ("Uglevej", "Ulvevej"), ("Svalevej", "Svanevej"), ("Ørstedvej", "Ørstedsvej"), ("Pilevej", "Pilvej"),
    ("Skovvangen", "Skovvænget"), ("Østergade", "Østre Gade"), ("Vestervej", "Vestrevej"), ("Fyrvej", "Førvej"),
    ("Bøgevej", "Bygevej"), ("Elmevej", "Ellevej"), ("Lobbevej", "Loppevej"), ("Kamvej", "Kanvej"),
    ("Hegnsvej", "Egnsvej"), ("Mågevej", "Mogevej"), ("Rågevej", "Rågervej"), ("Stadionvej", "Stationsvej"),
    ("Møllevej", "Møllervej"), ("Bakkevej", "Baggevej"), ("Mosevej", "Måsevej"),
    ("Tjørnevej", "Tjørnvej"), ("Hasselvej", "Hasselsvej"), ("Ravnevej", "Ravnsvej"),
    ("Godthåbsvej", "Godthåbvej"), ("Enghavevej", "Enghavnevej"), ("Kirsebærvej", "Kirsebærsvej"),
    ("Dr. Annas Vej", "Dronning Annes Vej"),
    ("Åsvej", "Osvej"), ("Grønvej", "Grynvej"),
]  # fmt: skip
APART = [
    ("Birkevej", "Kirkevej"), ("Nørregade", "Søndergade"), ("Skovvej", "Skovgade"),
    ("Store Strandsti", "Lille Strandsti"),
    ("Christian IX's Vej", "Christian X's Vej"), ("1. Tværvej", "2. Tværvej"), ("Lindevej", "Lundevej"),
    ("Solvej", "Solvang"), ("Ahornvej", "Hornvej"), ("Rosenvej", "Liljevej"), ("Åvej", "Øvej"), ("Hansvej", "Jensvej"),
    ("Kærvej", "Mosevej"), ("Møllevej", "Rollevej"), ("Parkvej", "Markvej"), ("Fasanvej", "Fasanvænget"),
    ("Bredgade", "Smalgade"), ("Østergade", "Vestergade"), ("Vej A", "Vej B"), ("Kildevej", "Kildegårdsvej"),
    ("Stationsvej", "Stationsgade"), ("H.C. Ørsteds Vej", "H.P. Ørums Vej"), ("Bakkevej", "Bakkegårdsvej"),
    ("Engvej", "Egevej"), ("Lyngvej", "Lergravsvej"), ("Torvet", "Toften"), ("Søndre Alle", "Nordre Alle"),
    ("Valmuevej", "Valnøddevej"), ("Kornvangen", "Kornmarken"), ("Hybenvej", "Havrevej"),
]  # fmt: skip
MISSED = [("Kløvervej", "Kløvvej"), ("Bækvej", "Bygvej")]
"""Written down as near before the costs were tried, and told apart: two changes are more than short names bear."""
PAIRS = [
    *((a, b, NameGrade.IDENTICAL) for a, b in IDENTICAL),
    *((a, b, NameGrade.SAME) for a, b in SAME),
    *((a, b, NameGrade.NEAR) for a, b in NEAR),
    *((a, b, NameGrade.APART) for a, b in APART),
]
NAMES = sorted({name for a, b, _ in PAIRS for name in (a, b)})
KEYS = st.text(ALPHABET[:29], min_size=1, max_size=9)


@pytest.mark.parametrize(("name", "other", "grade"), PAIRS)
def test_pairs_are_graded_as_a_dane_would(name, other, grade):
    said = compare_road_names(name, other)
    assert said.grade == grade, said
    assert compare_road_names(other, name).grade == grade
    assert said.reason.da
    assert said.reason.en


@pytest.mark.parametrize(("name", "other"), MISSED)
def test_pairs_that_an_ear_may_confuse_and_this_does_not(name, other):
    assert compare_road_names(name, other).grade == NameGrade.APART


def test_the_list_holds_at_least_sixty_pairs_of_each_kind_some():
    assert len(PAIRS) >= 60
    assert min(len(SAME), len(NEAR), len(APART)) >= 20


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_the_grade_is_the_same_both_ways_and_a_name_is_itself(name, other):
    one, back = compare_road_names(name, other), compare_road_names(other, name)
    assert one.grade == back.grade
    assert one.cost == pytest.approx(back.cost)
    assert compare_road_names(name, name).grade == NameGrade.IDENTICAL


def naive(a: str, b: str) -> float:
    """An alignment cell by cell, in plain Python."""
    change, left = change_costs()
    first_change, first_left = _first_costs()
    x, y = ([ALPHABET.index(c) for c in text] for text in (a, b))
    best = {(0, 0): 0.0}
    for i, j in itertools.product(range(len(x) + 1), range(len(y) + 1)):
        ways = [best[i, j]] if (i, j) == (0, 0) else []
        if i:
            ways.append(best[i - 1, j] + float((first_left if i == 1 else left)[x[i - 1]]))
        if j:
            ways.append(best[i, j - 1] + float((first_left if j == 1 else left)[y[j - 1]]))
        if i and j:
            ways.append(best[i - 1, j - 1] + float((first_change if i == j == 1 else change)[x[i - 1], y[j - 1]]))
        if i > 1 and j > 1 and x[i - 2 : i] == y[j - 2 : j][::-1]:
            ways.append(best[i - 2, j - 2] + SWAPPED)
        best[i, j] = min(ways)
    return best[len(x), len(y)]


@given(KEYS, st.lists(KEYS, min_size=1, max_size=4))
def test_many_keys_at_once_cost_what_each_costs_alone_and_both_ways(key, others):
    told = sound_costs(NameSound(key, 1, ()), *packed(others))
    assert told == pytest.approx([naive(key, other) for other in others])
    assert told == pytest.approx([sound_costs(NameSound(o, 1, ()), *packed([key]))[0] for o in others])
    assert sound_costs(NameSound(key, 1, ()), *packed([key]))[0] == 0


@given(KEYS, KEYS)
def test_keys_of_lengths_too_far_apart_are_never_near(key, other):
    if abs(len(key) - len(other)) > MOST_APART:
        assert sound_costs(NameSound(key, 1, ()), *packed([other]))[0] > max(most for _, most in LIMITS)


@given(st.text(string.ascii_letters + "æøåÆØÅéüß -.'/&,12_—²", max_size=20), st.text("abeskovj æå.", max_size=12))
def test_any_text_can_be_compared(name, other):
    assert compare_road_names(name, other).grade == compare_road_names(other, name).grade
    for sound in road_name_sounds(name):
        assert set(sound.key) <= set(ALPHABET)
        assert sound.stem >= 1


def test_the_reason_tells_what_made_them_alike_in_both_languages():
    assert compare_road_names("Hvidekær", "Videkæret").reason.da == "lyder ens: stumt h foran v og j, bestemt form"
    assert (
        compare_road_names("Gl. Vej", "Gammelvej").reason.en == "sounds the same: words in one or several, abbreviation"
    )


def test_an_abbreviation_is_read_as_each_of_its_words():
    for full in ("Doktor Louises Vej", "Dronning Louises Vej"):
        assert compare_road_names("Dr. Louises Vej", full).grade == NameGrade.SAME
    assert compare_road_names("Doktor Louises Vej", "Dronning Louises Vej").grade == NameGrade.APART


def test_longer_names_bear_more_and_costs_are_symmetric():
    assert near_limits([1, 2, 3, 6, 7, 10, 11, 60]).tolist() == [0.5, 0.5, 1.0, 1.0, 1.25, 1.25, 1.5, 1.5]
    assert [most for _, most in LIMITS] == sorted(most for _, most in LIMITS)
    change, left = change_costs()
    assert np.array_equal(change, change.T)
    assert (left > 0).all()
    assert len({step.name for step in STEPS}) == len(STEPS)
