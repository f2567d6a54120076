"""Codes, floors and doors are declared once: a line is read by what the rules call right, and orders agree."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from gistools.addresses import AddressLine, parse_address_line
from gistools.addresses.address_codes import DOOR, FLOOR, door_key, floor_key, four_digits
from gistools.addresses.checks_written import _door, _floor
from gistools.addresses.moments import NEVER, asked_day, danish_day, danish_time, read_day
from gistools.errors import ParamError

ALPHABET = ["", "0", "1", "9", "a", "z", "æ", "ø", "å", "A", "-", "/", ".", " ", "٣", "tv", "th", "st", "k"]


def reads(floor, door):
    try:
        return parse_address_line(str(AddressLine("Åvej", "1", floor, door, "", "8000", "Aarhus C"))).door == door
    except ParamError:
        return False


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_a_line_is_read_with_the_floors_and_doors_that_the_rules_pass_and_no_others(parts):
    for text in {"".join(some) for some in itertools.product(ALPHABET, repeat=parts)} - {""}:
        assert reads("1", text) == (_door(text) is None), text
        assert reads(text, "tv") == (_floor(text) is None), text


@pytest.mark.parametrize(
    ("door", "fine"),
    [("tv", True), ("1", True), ("9999", True), ("10000", False), ("01", False), ("0", False), ("a", True),
     ("0a", True), ("1-2", True), ("1/2", True), ("æ", False), ("a12å", False), ("abcde", False), ("T", False)],
)  # fmt: skip
def test_doors(door, fine):
    assert (DOOR.fullmatch(door) is not None) == fine


def test_floors_are_ordered_from_below_and_doors_from_the_left():
    floors = ["", "k3", "k2", "kl", "st", "1", "2", "9", "10", "99"]
    doors = ["", "tv", "mf", "th", "1", "2", "10", "9999", "-", "a", "b"]
    for told, key in ((floors, floor_key), (doors, door_key)):
        for mixed in (told[::-1], told[1::2] + told[::2], sorted(told)):
            assert sorted(mixed, key=key) == told
    assert all(floor == "" or FLOOR.fullmatch(floor) for floor in floors)
    assert sorted(["x", "99", "kælder"], key=floor_key) == ["99", "kælder", "x"]


def test_codes_get_their_zeros_back_and_what_is_no_code_is_none():
    assert [four_digits(f"{k}") for k in range(10_000)] == [f"{k:04}" for k in range(10_000)]
    assert [four_digits(text) for text in ("10000", "8.5", "-1", " 800", "1e3", "٨٠٠")] == [None] * 6


def test_a_day_is_that_of_denmark_whatever_its_zone():
    same = ("2021-05-01", "20210501", "2021-05-01T00:00:00", "2021-05-01T00:00:00.000000+02:00", "2021-04-30T22:00:00Z")
    assert len({read_day(text) for text in same}) == 1
    assert [read_day(text) for text in ("", None, float("nan"), "13/13 2021", "2021-13-01", "2021")] == [None] * 6


def test_the_day_asked_of_is_that_of_denmark_and_what_is_no_moment_is_refused():
    same = ("2021-05-01", "20210501", "2021-05-01T00:00:00", "2021-04-30T22:00:00Z")
    assert {asked_day(text) for text in same} <= {read_day(same[0])}
    late = "2026-06-30T23:30:00Z"
    assert asked_day(late) == read_day(late) == dt.date(2026, 7, 1)
    with pytest.raises(ParamError, match="NaT"):
        danish_day(NEVER)
    assert danish_time("9999-12-31T23:30:00Z") == "9999-12-31 23:30:00"
