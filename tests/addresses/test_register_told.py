"""What is told of a register that was read: which objects, which were left out and why, and the days that it holds."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from gistools.addresses import moment_of, read_building_register, read_register
from gistools.addresses.building_register import BOOK as BUILDING_BOOK
from gistools.addresses.moments import danish_day
from gistools.addresses.register import BOOK
from gistools.addresses.register_told import day_told, objects_told
from gistools.errors import ParamError

POSTCODE = {"id": "a", "status": "3", "postnr": "8000", "navn": "Aarhus C"}


def told(rows, day):
    return [note.da for note in day_told(read_register({"Postnummer": rows}), BOOK, day)]


def test_what_is_read_and_what_is_left_out_and_why():
    records = {
        "Postnummer": [POSTCODE], "BBR_Bygning": [], "Kommuneinddeling": [{"navn": "A"}], "MAT_Ejerlav": [],
        "NavngivenVejPostnummer": [], "noter": [{"overskrift": "Hej"}],
    }  # fmt: skip
    read, away = (note.da for note in objects_told(records, BOOK, BUILDING_BOOK))
    assert read == "læst: DAR (Postnummer); BBR (BBR_Bygning)"
    assert away == (
        "ikke læst: Kommuneinddeling (hører til DAGI), MAT_Ejerlav (hører til Matriklen), NavngivenVejPostnummer "
        "(bruges ikke her), noter (ukendt, og ingen af felterne er et registers)"
    )
    alone = [note.da for note in objects_told(records, BOOK)]
    assert alone[0] == "læst: DAR (Postnummer)"
    assert "BBR_Bygning (hører til BBR)" in alone[1]
    assert list(read_register(records).tables) == ["postcode"]
    assert list(read_building_register(records).tables) == ["building"]
    assert len(objects_told({"Postnummer": []}, BOOK)) == 1


@pytest.mark.parametrize(
    ("called", "row"),
    [("Husnumer", {}), ("Bygninger", {}), ("udtræk 2026", {"adressebetegnelse": "Åvej 1, 8000 Aarhus C"}),
     ("b", {"byg021BygningensAnvendelse": "120"})],
)  # fmt: skip
def test_what_is_probably_meant_to_be_an_object_is_refused_and_not_left_out(called, row):
    for read in (read_register, read_building_register):
        with pytest.raises(ParamError, match=f"{called} findes ikke"):
            read({"Postnummer": [POSTCODE], "Bygning": [], called: [row]})


def test_a_day_of_which_nothing_is_told_is_named_with_the_first_and_the_last_day():
    spans = [("2019-03-01T00:00:00+01:00", "2020-01-01T00:00:00+01:00"),
             ("2020-01-01T00:00:00+01:00", "2021-05-01T00:00:00+02:00")]  # fmt: skip
    rows = [POSTCODE | {"virkningFra": begin, "virkningTil": end} for begin, end in spans]
    for day in ("2019-02-28", "2021-05-01"):
        assert told(rows, day) == [
            f"{day}: DAR har ingen postnumre, der gælder den dag; versionerne gælder fra 2019-03-01 til 2021-04-30"
        ]
    for day in ("2019-03-01", "2019-12-31", "2020-01-01", "2021-04-30"):
        assert told(rows, day) == []
    open_ = [*rows, POSTCODE | {"virkningFra": spans[1][1], "virkningTil": None}]
    assert told(open_, "2001-01-01")[0].endswith("versionerne gælder fra 2019-03-01")
    assert told([POSTCODE | {"virkningTil": spans[0][1]}], "2022-01-01")[0].endswith("gælder til 2019-12-31")


def test_rows_that_are_all_closed_are_told_as_that():
    rows = [POSTCODE | {"registreringFra": f"201{k}-01-01T12:00:00Z", "registreringTil": f"201{k + 1}-01-01T12:00:00Z"}
            for k in (3, 5)]  # fmt: skip
    (said,) = told(rows, "2020-01-01")
    assert "alle rækker er lukket i registret (registreringTil er sat, senest 2016-01-01)" in said


def test_only_the_objects_that_have_nothing_on_the_day_are_named_and_an_empty_extract_is_told():
    records = {"Postnummer": [POSTCODE], "SupplerendeBynavn": [
        {"id": "b", "status": "3", "navn": "Skee", "virkningFra": "2020-01-01T00:00:00Z"}], "Adresse": []}  # fmt: skip
    (said,) = day_told(read_register(records), BOOK, "2010-01-01")
    assert "ingen supplerende bynavne" in said.da
    assert "postnumre" not in said.da
    (said,) = day_told(read_building_register({"Bygning": []}), BUILDING_BOOK, "2010-01-01")
    assert said.da == "2010-01-01: udtrækket af BBR har ingen rækker"


def test_days_are_danish():
    assert danish_day(moment_of("2026-07-01")) == dt.date(2026, 7, 1)
    assert danish_day(moment_of("2026-07-01") - np.timedelta64(1, "us")) == dt.date(2026, 6, 30)
    assert danish_day(np.datetime64("9999-12-31T23:30:00", "us")) == dt.date(9999, 12, 31)
