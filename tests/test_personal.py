"""What seems to be a CPR number, in both directions; all numbers are made up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import AddressLine, kvhx
from gistools.addresses.letters_changes import text_faults
from gistools.journal.roles import is_personal
from gistools.personal import may_hold_cpr

FORMS = (
    "{d}{m}{y}-{n}", "{d}{m}{y}{n}", "{d}{m}{y} {n}", "{d}{m}{y}\u00a0{n}", "{d}{m}{y}.{n}", "{d}{m}{y} - {n}",
    "{d}{m}{y}\u2013{n}", "{d}{m}{y}\u2011{n}", "{d}.{m}.{y}-{n}", "{d}-{m}-{y}-{n}", "{d}/{m}/{y} - {n}",
    "{d} {m} {y}-{n}",
)  # fmt: skip
NOT = (
    "sag 26-1234", "24/012345", "2024-123456", "2026-0012345678", "27-0012345678", "991399-1234", "3201701234",
    "990170-1234", "matr. 12ab", "12345678901", "04610855__18__1__tv", "01016100__46_______", "d. 01-01-2026 kl. 1030",
    "01.01.2026", "2026-11-28T10:30:00", "tlf. 12 34 56 78", "650600 6268500", "650600.1234 6268500.5678",
    "(650600,25; 6268500,75)", "650600,6268500", "0.0101901234", "KLE 01.02.05-P16-1-26",
    "0a3f50ae-0000-4000-8000-a0101701234b", "12010190-1234-4000-8000-010190123412",
)  # fmt: skip
AROUND = st.sampled_from(["", "cpr", "se ", "(", "nr.", "a;"])


@given(st.dates(dt.date(1900, 1, 1)), st.integers(0, 9999), st.sampled_from(FORMS), AROUND,
       st.sampled_from(["", ".", " ok", ")", "\n", ", "]), st.booleans())  # fmt: skip
def test_each_form_is_found_wherever_it_stands(day, serial, form, before, after, replaced):
    first = f"{day.day + 60 * (replaced and '.{n}' not in form):02}"
    text = before + form.format(d=first, m=f"{day:%m}", y=f"{day:%y}", n=f"{serial:04}") + after
    assert may_hold_cpr(text)
    assert is_personal(text)
    assert list(text_faults(text))


@pytest.mark.parametrize("text", NOT)
def test_other_numbers_are_left_alone(text):
    assert not may_hold_cpr(text)
    assert not is_personal(text)
    assert not list(text_faults(text))


@settings(max_examples=200)
@given(st.uuids(), st.floats(400_000, 949_999), st.floats(6_000_000, 6_450_000), st.integers(0, 4),
       st.integers(1, 99), st.integers(0, 99_999))  # fmt: skip
def test_ids_coordinates_and_case_numbers_are_no_persons(one, east, north, digits, year, case):
    place = f"{east:.{digits}f} {north:.{digits}f}", f"({east:.{digits}f}, {north:.{digits}f})"
    for text in (str(one), f"id {one}.", str(one).upper(), *place, *(p.replace(".", ",") for p in place),
                 f"sag {year:02}-{case}", f"{year:02}/{case:06}", f"20{year:02}-{case:06}"):  # fmt: skip
        assert not may_hold_cpr(text), text


@given(st.integers(0, 9999), st.integers(0, 9999), st.integers(1, 999), st.sampled_from(["", "A", "Z"]),
       st.sampled_from(["", "st", "1", "12", "k2"]), st.sampled_from(["", "tv", "1", "1234"]))  # fmt: skip
def test_keys_of_addresses_are_no_persons(municipality, road, number, letter, floor, door):
    line = AddressLine("Vej", f"{number}{letter}", floor, door)
    assert not may_hold_cpr(kvhx(f"{municipality:04}", f"{road:04}", line))


@pytest.mark.parametrize(
    "text", ["010190-1234,020290-2345", "0101901234,0202902345", "1.010190-1234", "010190-1234,1", "010190-1234.5"]
)
def test_lists_and_numbers_beside_hide_none(text):
    assert may_hold_cpr(text)


@pytest.mark.parametrize("text", ["55.0101901234", "650600.1234567", "6268500.0101901234", "650951,0101901234"])
def test_decimals_of_coordinates_are_none(text):
    assert not may_hold_cpr(text)
