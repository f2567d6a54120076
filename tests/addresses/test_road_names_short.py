"""Addressing names: what the address order asks of them, against trying every way of shortening."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.addresses import addressing_name
from gistools.addresses.road_names_short import _ways_of, addressing_faults
from gistools.errors import ParamError
from gistools.tables import load_table

WORDS = st.sampled_from([
    "Gammel", "Borgmester", "Christian", "Christiansens", "Gade", "Vej", "Plads", "Hospitalsvej", "Ås", "i", "H.",
    "Den", "Kongevejspassagen", "Sankt", "Frederik", "Allé", "Nordre", "1927", "Munke-Mose",
])  # fmt: skip
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join).filter(lambda name: name.strip("1927 "))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Uglevej", "Uglevej"),
        ("Kirkebjerg Søpark 123", "Kirkebjerg Søpa. 123"),
        ("Frederiksberg Bakker", "Frederiksberg Bakker"),  # just 20
        ("Gentofte Hospitalsvej", "Gentofte Hospitalsv."),
        ("Thomas B. Thriges Gade", "Thomas B. Thriges G."),
        ("Østre Landsretsboulevard", "Østre Landsretsboul."),
        ("  Søndre   Alle ", "Søndre Alle"),
    ],
)
def test_addressing_names(name, short):
    assert addressing_name(name).text == short


@given(NAMES)
def test_all_words_fit_in_order_and_short_names_are_themselves(name):
    made = addressing_name(name)
    if len(name) <= 20:
        assert [one.text for one in made.candidates] == [name]
        return
    for one in made.candidates:
        assert len(one.text) <= 20
        parts = one.text.split(" ")
        assert len(parts) == len(name.split(" "))
        for word, part in zip(name.split(" "), parts, strict=True):
            assert part[0].casefold() == word[0].casefold()
        changed = [(w, p) for w, p in zip(name.split(" "), parts, strict=True) if w != p]
        assert list(one.shortened) == changed
        assert one.first_shortened == (len(parts) > 1 and parts[0] != name.split(" ")[0])
    assert len({one.text for one in made.candidates}) == len(made.candidates)
    firsts = [one.first_shortened for one in made.candidates]
    assert firsts == sorted(firsts)


@given(NAMES)
def test_the_best_is_the_best_of_all_ways(name):
    """Each word in each way: not first shortened, least cut, longest, fewest shortened, then by the alphabet."""
    words = name.split(" ")
    ranked = []
    for parts in itertools.product(*(_ways_of(word) for word in words)):
        text = " ".join(part.text for part in parts)
        if len(text) <= 20:
            less = [part.text != word for word, part in zip(words, parts, strict=True)]
            first = less[0] and len(words) > 1
            ranked.append((first, sum(part.cut for part in parts), -len(text), sum(less), text.split(" ")))
    made = addressing_name(name)
    if ranked:
        assert made.text == " ".join(min(ranked)[-1])
    else:
        assert not made.candidates


def test_a_name_of_many_words_may_have_none():
    assert addressing_name("a b c d e f g h i j k").text == ""
    assert [one.check for one in addressing_faults("a b c d e f g h i j k")] == ["addressing_none"]


@pytest.mark.parametrize(
    ("name", "addressing", "checks"),
    [
        ("Uglevej", None, []),
        ("Uglevej", "Uglevej", []),
        ("Uglevej", "Uglev.", ["addressing_differs"]),
        ("Thomas B. Thriges Gade", None, ["addressing_needed"]),
        ("Thomas B. Thriges Gade", "Thomas B. Thriges G.", []),
        ("Thomas B. Thriges Gade", "Th. B. Thriges Gade", ["addressing_first", "addressing_short"]),
        ("Thomas B. Thriges Gade", "Thomas Thriges Gade", ["addressing_words", "addressing_short"]),
        ("Thomas B. Thriges Gade", "Thomas B. Thriges Gade", ["addressing_long"]),
        ("Gentofte Hospitalsvej", "Gentofte Hosp.", ["addressing_short"]),
        ("Uglevej", "Uglevejens lange navn er det", ["addressing_long", "addressing_differs"]),
    ],
)
def test_a_chosen_addressing_name_is_checked(name, addressing, checks):
    assert [one.check for one in addressing_faults(name, addressing)] == checks


@given(NAMES)
def test_what_is_proposed_has_no_fault_that_could_be_avoided(name):
    made = addressing_name(name)
    if made.text and not made.candidates[0].first_shortened:
        assert addressing_faults(name, made.text) == ()


def test_abbreviations_are_shorter_than_what_they_stand_for_and_begin_like_it():
    frame = load_table("road_name_abbreviations").frame
    for word, short in zip(frame["name_da"], frame["abbreviation"], strict=True):
        assert len(short) < len(word) or word == "Vej", word
        assert short[0].casefold() == word[0].casefold()


def test_a_proposal_tells_whether_its_abbreviations_were_read():
    made = {one.text: one for one in addressing_name("Sankt Hans Torv Haveforening").candidates}
    assert made["Sankt Hans Torv H/F"].verified
    assert not addressing_name("Thomas B. Thriges Gade").candidates[0].verified
    assert addressing_name("Sankt Hans Torv Haveforening").candidates[0].why.da == "forkortet: Haveforening → H/F"


def test_a_name_needs_a_letter():
    with pytest.raises(ParamError, match="bogstaver"):
        addressing_name(" 12 ")
