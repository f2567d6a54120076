"""The register as versions: what it says at a moment, what is mended when it is read, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gistools.addresses import moment_of, parse_address_line, read_register
from gistools.errors import CrsError, ParamError, TableError
from gistools.io import read_register_files

DAY = dt.timedelta(days=1)
BEGIN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def row(name="a", status="3", registered=("2018-05-03T16:58:34Z", None), valid=("2011-01-01T00:00:00Z", None), **told):
    moments = dict(zip(("registreringfra", "registreringtil", "virkningfra", "virkningtil"), (*registered, *valid),
                       strict=True))  # fmt: skip
    return {"id": name, "status": status, **moments, **told}


def postcode(name="a", postnr="8000", navn="Aarhus C", **more):
    return row(name, postnr=postnr, navn=navn, **more)


def iso(day):
    return None if day is None else (BEGIN + day * DAY).isoformat().replace("+00:00", "Z")


@st.composite
def versions(draw):
    spans = st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(1, 12)))
    made = []
    for k in range(draw(st.integers(1, 12))):
        registered, valid = draw(spans), draw(spans)
        made.append((draw(st.sampled_from("abc")), registered, valid, f"{k:04}"))
    return made


@given(versions(), st.integers(-1, 12), st.one_of(st.none(), st.integers(-1, 12)))
def test_what_holds_at_a_moment_is_what_each_version_says_of_itself(made, valid, registered):
    rows = [postcode(name, code, registered=tuple(map(iso, r)), valid=tuple(map(iso, v))) for name, r, v, code in made]
    at = [None if day is None else BEGIN + day * DAY + DAY / 2 for day in (valid, registered)]
    told = read_register({"Postnummer": rows}).at(*at).tables["postcode"]

    def holds(span, day):
        return span[0] <= day + 0.5 and (span[1] is None or day + 0.5 < span[1])

    best = {}
    for name, r, v, code in made:
        known = r[1] is None if registered is None else holds(r, registered)
        late = (r[0], v[0], *(99 if end is None else end for end in (r[1], v[1])), code)
        if known and holds(v, valid) and (name not in best or late > best[name][0]):
            best[name] = (late, code)
    assert dict(zip(told.object_id, told.postcode, strict=True)) == {name: code for name, (_, code) in best.items()}


@given(versions())
def test_versions_that_hold_at_once_are_told(made):
    rows = [postcode(name, code, registered=tuple(map(iso, r)), valid=tuple(map(iso, v))) for name, r, v, code in made]
    repairs = read_register({"Postnummer": rows}).repairs
    told = set(repairs[repairs.found_kind == "versions_at_once"].row)

    def days(span):
        return {day for day in range(15) if span[0] <= day and (span[1] is None or day < span[1])}

    both = {k for k, (name, r, v, _) in enumerate(made) for other, r2, v2, _ in made
            if name == other and (r, v) != (r2, v2) and days(r) & days(r2) and days(v) & days(v2)}  # fmt: skip
    assert told == both


def set_apart(rows):
    """What is told of rows, by what they say and not by where they stand."""
    register = read_register({"Postnummer": rows})
    told = register.repairs.drop(columns="row").astype(str)
    return register, sorted(map(tuple, told.values.tolist()))


@given(versions(), st.integers(-1, 12), st.randoms(use_true_random=False), st.sampled_from(["2", "3"]))
def test_the_order_of_rows_decides_nothing(made, day, shuffled, status):
    rows = [postcode(name, code[-1], registered=(iso(r[0] // 4), None), valid=(iso(v[0] // 4), None), status=status)
            for name, r, v, code in made]  # fmt: skip
    other = [*rows]
    shuffled.shuffle(other)
    (one, told), (two, again) = set_apart(rows), set_apart(other)
    when = BEGIN + day * DAY
    pd.testing.assert_frame_equal(one.at(when).tables["postcode"], two.at(when).tables["postcode"])
    assert told == again


def test_rows_of_the_same_moments_that_say_otherwise_are_both_told_and_one_is_used_whatever_the_order():
    rows = [postcode(navn="Århus C"), postcode(navn="Aarhus C"), postcode("b"), postcode("b")]
    for given_rows in (rows, rows[::-1]):
        register, told = set_apart(given_rows)
        assert [row[2:5] for row in told] == [
            ("district", "versions_unlike", "Aarhus C"), ("district", "versions_unlike", "Århus C"),
            ("object_id", "version_twice", "b"), ("object_id", "version_twice", "b"),
        ]  # fmt: skip
        assert register.at("2020-01-01").tables["postcode"].district.tolist() == ["Århus C", "Aarhus C"]


def test_a_version_of_no_told_beginning_is_before_one_that_has_it():
    rows = [postcode(navn="ny"), postcode(navn="gammel", registered=(None, None))]
    for given_rows in (rows, rows[::-1]):
        assert read_register({"Postnummer": given_rows}).at("2020-01-01").tables["postcode"].district[0] == "ny"


def test_days_are_danish_and_moments_that_tell_no_zone_are_listed():
    assert str(moment_of("2020-12-01")) == "2020-11-30T23:00:00.000000"
    register = read_register({"Postnummer": [postcode(valid=("2020-06-01T00:00:00", None))]})
    (told,) = register.repairs.itertuples()
    assert (told.column, told.found_kind, told.mended) == (
        "valid_from", "zone_unknown", "2020-05-31T22:00:00.000000Z",
    )  # fmt: skip
    with pytest.raises(ParamError, match="år-måned-dag"):
        moment_of("28/11 2026")


def test_codes_get_their_zeros_back_and_loose_marks_become_letters():
    rows = [postcode(postnr=800.0, navn=unicodedata.normalize("NFD", "Høje Tåstrup"))]
    register = read_register({"DAR_Postnummer": rows})
    table = register.tables["postcode"]
    assert (table.postcode[0], table.district[0]) == ("0800", "Høje Tåstrup")
    assert register.repairs.found_kind.tolist() == ["zeros_lost", "letters_apart"]


def test_names_of_datafordeleren_are_known_too():
    rows = [{"id_lokalId": "b", "status": "3", "registreringFra": "2018-05-03T16:58:34+02:00", "virkningFra": None,
             "adressebetegnelse": "Å 1, 8000 Aarhus C", "doerbetegnelse": "th", "husnummer": "h",
             "bygning": "00000000-0000-0000-0000-000000000000"}]  # fmt: skip
    table = read_register({"DAR_Adresse": rows}).tables["address"]
    assert table[["object_id", "door", "house_number_id", "building_id"]].values.tolist() == [["b", "th", "h", ""]]
    assert str(table.registered_from[0]) == "2018-05-03 14:58:34"
    assert np.isnat(table.valid_to.to_numpy()[0])


def test_all_faults_are_told_at_once():
    rows = [postcode("", status="8"), postcode("b", postnr="80a0"), postcode("c", valid=("i går", None))]
    with pytest.raises(TableError) as error:
        read_register({"Postnummer": rows, "Adresse": [row()]})
    told = error.value.found.da
    for said in ("id er tom i række 1", "status er ingen af 1, 2, 3, 4, 5, 6 i række 1", "postnr er ikke fire cifre",
                 "virkningFra kan ikke læses i række 3", "adresser uden adressebetegnelse, husnummer"):  # fmt: skip
        assert said in told, told


def test_what_is_no_object_of_the_register():
    with pytest.raises(ParamError, match="Husnummer"):
        read_register({"Husnumer": []})


def test_positions_in_degrees_are_refused_and_those_outside_denmark_told():
    with pytest.raises(CrsError, match="grader"):
        read_register({"Adressepunkt": [row(status="8", position="POINT (12.3 55.6)")]})
    register = read_register({"Adressepunkt": [row(status="8", position="POINT (6140353 588454)")]})
    assert register.repairs.found_kind.tolist() == ["outside_denmark"]
    with pytest.raises(TableError, match="position kan ikke læses i række 1"):
        read_register({"Adressepunkt": [row(status="8", position="POINT (1")]})


def test_an_empty_shape_is_none_whatever_its_kind():
    """Extracts of named roads write GEOMETRYCOLLECTION EMPTY in the line where there is an area, and otherwise."""
    area = "POLYGON ((684466 6176469, 684602 6176340, 684088 6175796, 684466 6176469))"
    rows = [row(status="3", vejnavn="Østervang", vejnavnebeliggenhed_vejnavnelinje="GEOMETRYCOLLECTION EMPTY",
                vejnavnebeliggenhed_vejnavneområde=area)]  # fmt: skip
    reserved = [row(status="3", reserveretnavn="Åstien", reserveretafkommune="0175",
                    navneområde="GEOMETRYCOLLECTION EMPTY", reservationudløbsdato="2017-01-08T00:00:00Z")]  # fmt: skip
    tables = read_register({"NavngivenVej": rows, "ReserveretVejnavn": reserved}).tables
    assert tables["named_road"].road_line.tolist() == [None]
    assert tables["named_road"].road_area[0].geom_type == "Polygon"
    assert tables["reserved_name"].road_name.tolist() == ["Åstien"]
    assert tables["reserved_name"].name_area.tolist() == [None]
    several = "GEOMETRYCOLLECTION (POINT (684466 6176469))"
    with pytest.raises(TableError, match="vejnavnelinje kan ikke læses"):
        read_register({"NavngivenVej": [row(status="3", vejnavn="Å", vejnavnelinje=several)]})


def test_rows_of_one_object_under_two_names_are_joined_however_they_spell_their_columns():
    first = row("a", adressebetegnelse="Å 1, 8000 Aarhus C", husnummer_id="h", dørbetegnelse="th")
    other = {"id_lokalId": "b", "status": 3, "registreringFra": None, "adressebetegnelse": "Å 2, 8000 Aarhus C",
             "husnummer": "k", "doerbetegnelse": "tv"}  # fmt: skip
    table = read_register({"Adresse": [first], "DAR_Adresse": [other], "AdresseList": []}).tables["address"]
    assert table[["object_id", "door", "house_number_id"]].values.tolist() == [["a", "th", "h"], ["b", "tv", "k"]]
    assert str(table.registered_from[0]) == "2018-05-03 16:58:34"


def test_objects_of_other_registers_are_left_out_beside_some_of_this_one_but_not_alone():
    rows = {"PostnummerList": [postcode()], "BBR_Bygning": [{"x": 1}], "DARKommuneinddeling": [{"y": 1}]}
    assert list(read_register(rows).tables) == ["postcode"]
    del rows["PostnummerList"]
    with pytest.raises(
        ParamError, match=r"er fra DAR: BBR_Bygning \(hører til BBR\), DARKommuneinddeling \(bruges ikke her\)"
    ):
        read_register(rows)


def test_positions_come_as_text_as_stored_by_postgis_and_as_shapes():
    here = shapely.Point(588454.5, 6140353.25)
    tagged = shapely.set_srid(here, 25832)
    given = [here, here.wkt, f"SRID=25832;{here.wkt}", shapely.to_wkb(tagged, hex=True, include_srid=True),
             shapely.to_wkb(here), "POINT Z (588454.5 6140353.25 3)"]  # fmt: skip
    rows = [row(str(k), status="8", position=one) for k, one in enumerate(given)]
    points = read_register({"Adressepunkt": rows}).tables["point"].position
    assert all(point.distance(here) == 0.0 for point in points)
    assert read_register({"Adressepunkt": [row(status="8", geom=here)]}).tables["point"].position[0] == here
    for other in (f"SRID=25833;{here.wkt}", shapely.to_wkb(shapely.set_srid(here, 3857), hex=True, include_srid=True)):
        with pytest.raises(CrsError, match=r"position i EPSG:(25833|3857)"):
            read_register({"Adressepunkt": [row(status="8", position=other)]})
    with pytest.raises(TableError, match="position kan ikke læses i række 1"):
        read_register({"Adressepunkt": [row(status="8", position="01010000000000")]})


def test_keys_are_compared_in_small_letters_and_without_braces_and_the_column_is_told_once():
    key = "{0A3F507A-F090-32B8-E044-0003BA298018}"
    rows = [row(key, navngivenvej_id=key, kommune="0101", vejkode="0001"),
            row("b", navngivenvej_id=key, kommune="0101", vejkode="0001")]  # fmt: skip
    register = read_register({"NavngivenVejKommunedel": rows})
    table = register.tables["road_part"]
    assert table.object_id[0] == table.road_id[0] == table.road_id[1] == key[1:-1].lower()
    assert register.repairs[["column", "found_kind", "found"]].values.tolist() == [
        ["object_id", "key_form", key], ["road_id", "key_form", key],
    ]  # fmt: skip


@pytest.mark.real_data
def test_a_real_extract_is_read_and_told_at_a_moment(real_data):
    extract = real_data / "registers" / "dar_2018"
    names = ("Adresse", "Adressepunkt", "NavngivenVejKommunedel", "Postnummer", "SupplerendeBynavn")
    texts = {name: (extract / f"{name}.ndjson").read_text(encoding="utf-8") for name in names}
    records = {name: [json.loads(line) for line in text.splitlines()] for name, text in texts.items()}
    register = read_register(records)
    files = read_register(read_register_files(sorted(extract.glob("*.ndjson"))).value)  # holds DARKommuneinddeling too
    assert set(files.tables) == set(register.tables)
    for name, table in register.tables.items():
        pd.testing.assert_frame_equal(files.tables[name], table)
    assert {name: len(table) for name, table in register.tables.items()} == {
        "address": 2902, "point": 4485, "road_part": 438, "postcode": 60, "town": 57,
    }  # fmt: skip
    assert not len(register.repairs)
    now = register.at("2018-09-15")
    for table in now.tables.values():
        assert table.object_id.is_unique
    lines = [parse_address_line(line) for line in now.tables["address"].line]
    assert [line.floor for line in lines] == now.tables["address"].floor.tolist()
    assert [line.door for line in lines] == now.tables["address"].door.tolist()
    districts = dict(zip(now.tables["postcode"].postcode, now.tables["postcode"].district, strict=True))
    assert all(districts[line.postcode] == line.district for line in lines)
    assert set(now.tables["address"].status) <= {2, 3, 4}
