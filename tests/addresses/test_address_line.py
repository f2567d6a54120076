"""The address in one line and the keys: every part comes back, and what would not is refused."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.addresses import AddressLine, house_number_key, kvhx, parse_address_line, parse_kvhx
from gistools.errors import ParamError

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"
NAMES = st.lists(
    st.sampled_from(["Ny", "Gl.", "10.", "Ørsteds", "Vej", "i", "Åby-", "af 1918"]), min_size=1, max_size=4
)


@st.composite
def lines(draw):
    number = f"{draw(st.integers(1, 999))}{draw(st.sampled_from(['', *LETTERS]))}"
    floor = draw(st.sampled_from(["", "st", "kl", "k2", "k13", "1", "99"]))
    door = draw(st.sampled_from(["", "tv", "mf", "th", "1", "9999", "9b", "a-1", "c/2"]))
    town = draw(st.sampled_from(["", "Skee", "Gl Havdrup", "Ordrup"]))
    road = "Å" + " ".join(draw(NAMES))
    return AddressLine(road, number, floor, door, town, f"{draw(st.integers(0, 9999)):04}", "Store Merløse")


@given(lines())
def test_each_line_is_read_back_to_its_parts(line):
    assert parse_address_line(str(line)) == line
    assert line.faults() == ()


@given(lines())
def test_keys_tell_what_they_are_made_of(line):
    key = kvhx("0461", "0018", line)
    assert len(key) == 19
    municipality, road_code, told = parse_kvhx(key)
    assert (municipality, road_code, told.number, told.floor, told.door) == (
        "0461", "0018", line.number, line.floor, line.door,
    )  # fmt: skip
    assert parse_kvhx(key[:12])[2].number == line.number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Skeevej 039, 4370 Store Merløse", "husnummeret er '039'"),
        ("Skeevej 39b, 4370 Store Merløse", "husnummeret er '39b'"),
        ("Skeevej 1000, 4370 Store Merløse", "husnummeret er '1000'"),
        ("Skeevej 39, 0. th, 4370 Store Merløse", "etagen er '0'"),
        ("Skeevej 39, st. højre, 4370 Store Merløse", "døren er 'højre'"),
        ("Skeevej 39,  4370 Store Merløse", "postnummeret"),
        ("Skeevej  39, 4370 Store Merløse", "vejnavnet er 'Skeevej ', med mellemrum yderst"),
        ("Skeevej 39, 4370  Store Merløse", "postdistriktet er ' Store Merløse'"),
        ("Skeevej 39, Skee, Anden By, 4370 Store Merløse", "dele for mange"),
        ("Skeevej 39", "postnummeret"),
        ("Skeevej 39, 437 Store Merløse", "postnummeret er '437'"),
        ("Skeevej, 4370 Store Merløse", "husnummeret er 'Skeevej'"),
        ("", "husnummeret mangler"),
        (unicodedata.normalize("NFD", "Åvej 3, 4370 Store Merløse"), "NFD"),
    ],
)
def test_what_would_not_come_back_is_refused_with_the_part_named(text, said):
    with pytest.raises(ParamError) as error:
        parse_address_line(text)
    assert said in error.value.found.da


def test_house_numbers_are_sorted_by_number_then_letter():
    assert sorted(["12", "2", "2Å", "2A", "x", "112A"], key=house_number_key) == ["2", "2A", "2Å", "12", "112A", "x"]


@pytest.mark.parametrize("key", ["461085518", "0461085 __18", "04610855_018", "04610855__18__0__tv", "04610855__18__1"])
def test_keys_that_are_none_are_refused(key):
    with pytest.raises(ParamError, match="KVHX"):
        parse_kvhx(key)


def test_codes_without_their_zeros_are_refused():
    with pytest.raises(ParamError, match="nuller foran"):
        kvhx("461", "0855", AddressLine("Vej", "1"))


def test_every_address_of_a_real_extract_is_rebuilt_byte_for_byte():
    folder = os.environ.get("GISTOOLS_REAL_DATA", "")
    path = Path(folder) / "registers" / "dar_2018" / "Adresse.ndjson"
    if not folder or not path.is_file():
        pytest.skip("GISTOOLS_REAL_DATA names no folder of real Danish samples")
    with (path.parent / "Postnummer.ndjson").open(encoding="utf-8") as file:
        districts = {(row["postnr"], row["navn"]) for row in map(json.loads, file)}
    count = 0
    with path.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            line = parse_address_line(row["adressebetegnelse"])
            assert str(line) == row["adressebetegnelse"]
            assert (line.floor, line.door) == (row["etagebetegnelse"], row["dørbetegnelse"])
            assert (line.postcode, line.district) in districts
            count += 1
    assert count == 2902
