"""How a road name is written: each check with a name that it finds and one that it leaves alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.addresses import name_form_faults
from gistools.addresses.road_names_checks import name_checks
from gistools.addresses.road_names_form import NOT_ASKED, shortened_words
from gistools.errors import ParamError

NFD = unicodedata.normalize("NFD", "Åvej")
CASES = [
    ("space_end", "Uglevej ", "Uglevej"),
    ("space_double", "Nordre  Ringvej", "Nordre Ringvej"),
    ("space_other", "Nordre\u00a0Ringvej", "Nordre Ringvej"),
    ("space_other", "Ugle\u00advej", "Uglevej"),
    ("space_other", "Nordre\tRingvej", "Nordre Ringvej"),
    ("letters_apart", NFD, "Åvej"),
    ("capitals_only", "UGLEVEJ", "A/B Uglevej"),
    ("comma", "Uglevej, Nord", "Uglevej Nord"),
    ("number_last", "Skeevej 12", "12. Skeevej"),
    ("number_last", "Skeevej 4B", "Skeevej B"),
    ("number_last", "Skeevej 4 b", "Skeevej Nord"),
    ("number", "Skeevej 12 Nord", "1. Maj Vej"),
    ("number", "E45vej", "Christian 4.s Vej"),
    ("too_long", "U" + 40 * "g", "U" + 39 * "g"),
    ("abbreviation", "Gl. Strandvej", "H.C. Lumbyes Vej"),
    ("spoken_missing", "Gl. Strandvej", "Gammel Strandvej"),
    ("spoken_missing", "Borgm Hansens Vej", "Borgmester Hansens Vej"),
    ("dot_missing", "Ndr Ringvej", "Ndr. Ringvej"),
    ("small_first", "uglevej", "Uglevej"),
    ("small_word", "Ugle vej", "Vejen ved Søen"),
    ("capital_inside", "UgleVej", "McCloys Vej"),
    ("capital_inside", "Frederik VIs VeJ", "Frederik VI's Vej"),
    ("ending_apart", "Uglev ej", "Ugle Ejendom"),
    ("ending_apart", "Nørreg ade", "Nørregade"),
    ("hyphen", "Ugle - Vej", "Ugle-Ulvevej"),
    ("hyphen", "Uglevej-", "Carl-Hansens Vej"),
    ("hyphen_ending", "Vejrup-Vej", "Niels-Hansensvej"),
    ("aa_mixed", "Aagård", "Ågård"),
    ("aa", "Aagade", "Ågade"),
    ("alle", "Doorn Alle", "Galle"),
    ("dot_space", "Thomas B.Thriges Gade", "Thomas B. Thriges Gade"),
    ("full_name_joined", "Hans Tausensgade", "Hans Tausens Gade"),
    ("full_name_joined", "F J Madsensvej", "Gammel Havdrupvej"),
    ("genitive", "Jens Hansen Vej", "Jens Hansens Vej"),
    ("letter", "Müllers Vej", "Utzons Allé"),
    ("sign", "Ugle_vej", "A/B Uglevej"),
]


@pytest.mark.parametrize(("check", "wrong", "right"), CASES)
def test_each_check_finds_its_fault_and_leaves_the_right_form_alone(check, wrong, right):
    assert check in [one.check for one in name_form_faults(wrong)]
    assert check not in [one.check for one in name_form_faults(right)]


def test_every_check_of_the_form_has_a_case():
    form = {name for name, check in name_checks().items() if check.rule in {"G09", "A24", "A26", "A27", "A43"}}
    assert form - {case[0] for case in CASES} == {"spoken_short"}


@pytest.mark.parametrize(
    ("spoken", "checks"),
    [
        (None, ["abbreviation", "spoken_missing"]), ("Gl. Strandvej", ["abbreviation", "spoken_missing"]),
        ("gl.  strandvej", ["abbreviation", "spoken_missing"]), ("Gamle Strandvej", ["abbreviation"]),
        ("Ved Gl Strandvej", ["abbreviation", "spoken_short"]),
    ],
)  # fmt: skip
def test_the_spoken_name_of_a_name_with_an_abbreviation(spoken, checks):
    assert [one.check for one in name_form_faults("Gl. Strandvej", spoken)] == checks


def test_an_abbreviation_that_may_be_several_words_is_told_with_them():
    said = next(one for one in name_form_faults("Dr. Louises Vej") if one.check == "spoken_missing").reason
    assert "doktor eller dronning" in said.da
    assert "doktor or dronning" in said.en


def test_the_spelling_is_never_said_to_be_met_nor_own_checks_to_be_verified():
    assert "ikke prøvet" in NOT_ASKED.da
    assert "not tested" in NOT_ASKED.en
    assert not any(check.verified for check in name_checks().values() if check.rule in {"A26", "G09"})
    assert name_checks()["too_long"].verified


def test_a_name_in_good_order_has_no_faults():
    for name in (
        "Uglevej", "Nordre Ringvej", "H.C. Andersens Boulevard", "Christian X's Vej", "Vejen ved Søen", "Åvej",
        "10. Februar Vej", "Dronning Louises Vej", "A.P. Møllers Plads", "Søndergade", "Store Glasvej",
    ):  # fmt: skip
        assert name_form_faults(name) == (), name


def test_initials_are_said_as_written():
    assert shortened_words(["H.", "C.", "Ørsteds", "Vej"]) == []
    assert shortened_words(["Gl"]) == []


@given(st.text(max_size=30), st.one_of(st.none(), st.text(max_size=12)))
def test_any_text_is_answered_or_refused(name, spoken):
    if not any(letter.isalpha() for letter in name):
        with pytest.raises(ParamError):
            name_form_faults(name)
        return
    for one in name_form_faults(name, spoken):
        assert one.reason.da
        assert one.reason.en
        assert "{" not in one.reason.da.replace(name, "") or "{" in name + (spoken or "")


@given(st.text("Uglevj åæ.-'AB", min_size=1, max_size=20))
def test_blanks_in_order_and_whole_letters_are_asked_for_by_g09_alone(name):
    if any(letter.isalpha() for letter in name):
        clean = " ".join(unicodedata.normalize("NFC", name).split()) == name
        found = {one.check for one in name_form_faults(name) if one.rule == "G09"} - {"capitals_only"}
        assert clean == (not found)
