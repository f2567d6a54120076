"""Files of DAWA told in the objects of DAR: statuses of its scale, positions in metres, nothing twice."""

from __future__ import annotations

import contextlib
import copy
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.addresses import from_dawa, parse_address_line, read_register
from gistools.errors import GistoolsError, TableError
from gistools.io import read_register_files

ACCESS = {
    "id": "0a3f507a-f090-32b8-e044-0003ba298018", "kvh": "04610855__18", "status": 1, "darstatus": 3,
    "vejstykke": {"navn": "Åvej", "adresseringsnavn": "Åv", "kode": "0855"}, "husnr": "18",
    "navngivenvej": {"id": "00000000-0000-0000-0000-00000000000a"}, "supplerendebynavn": "Skee",
    "supplerendebynavn2": {"dagi_id": "666123"}, "postnummer": {"nr": "4370", "navn": "Store Merløse"},
    "kommune": {"kode": "0461", "navn": "Odense"},
    "adgangspunkt": {
        "id": "p1", "koordinater": [588454.51, 6140353.25], "kilde": "Adressemyn", "nøjagtighed": "A",
        "tekniskstandard": "TD",
    },
    "vejpunkt": {"id": "p2", "koordinater": [588460.0, 6140350.0], "tekniskstandard": "V0"},
    "historik": {
        "oprettet": "2009-01-01T00:00:00.000Z", "ændret": "2014-05-06T18:17:55.000Z",
        "ikrafttrædelse": "2010-02-01T00:00:00.000Z", "nedlagt": None,
    },
    "jordstykke": {"matrikelnr": "1a"}, "bebyggelser": [],
}  # fmt: skip


def access(**changed):
    return copy.deepcopy(ACCESS) | changed


def address(key="a", door="th", inner=None, **changed):
    return {"id": key, "kvhx": "x", "status": 1, "darstatus": 3, "etage": "1", "dør": door,
            "historik": ACCESS["historik"], "adgangsadresse": inner or access(), **changed}  # fmt: skip


def test_an_address_with_its_access_address_becomes_all_its_objects():
    told, notes = from_dawa({"adresser": [address()]})
    register = read_register(told)
    assert not len(register.repairs)
    (flat,) = register.tables["address"].to_dict("records")
    assert (flat["line"], flat["floor"], flat["door"]) == ("Åvej 18, 1. th, Skee, 4370 Store Merløse", "1", "th")
    assert str(parse_address_line(flat["line"])) == flat["line"]
    (house,) = register.tables["house_number"].to_dict("records")
    assert flat["house_number_id"] == house["object_id"] == ACCESS["id"]
    assert (house["number"], house["status"], house["line"]) == ("18", 3, "Åvej 18, Skee, 4370 Store Merløse")
    assert (str(house["registered_from"]), str(house["valid_from"])) == ("2014-05-06 18:17:55", "2010-02-01 00:00:00")
    for key, table in (("road_id", "named_road"), ("postcode_id", "postcode"), ("town_id", "town")):
        assert house[key] == register.tables[table].object_id[0]
    points = register.tables["point"].set_index("object_id")
    assert points.loc[house["access_point_id"], "position"].coords[0] == (588454.51, 6140353.25)
    assert points.loc["p1", ["status", "accuracy", "technical_standard"]].tolist() == [8, "A", "TD"]
    (part,) = register.tables["road_part"].to_dict("records")
    assert (part["municipality"], part["road_code"], part["road_id"]) == ("0461", "0855", house["road_id"])
    assert "udledt" in notes[0].da
    assert len(notes) == 1


@pytest.mark.parametrize(("own", "dar"), [(1, 3), (2, 4), (3, 2), (4, 5)])
def test_the_status_of_dawa_is_told_in_that_of_dar_where_darstatus_lacks(own, dar):
    given = access(status=own)
    del given["darstatus"]
    told, notes = from_dawa({"adgangsadresser": [given]})
    assert told["Husnummer"][0]["status"] == told["NavngivenVej"][0]["status"] == dar
    assert told["Adressepunkt"][0]["status"] == (8 if dar in {2, 3} else 9)
    assert "1 post uden darstatus" in notes[1].da
    read_register(told)


def test_darstatus_counts_where_the_two_say_otherwise_and_it_is_told():
    told, notes = from_dawa({"adgangsadresser": [access(status=3, darstatus=3)]})
    assert told["Husnummer"][0]["status"] == 3
    assert "siger status og darstatus ikke det samme" in notes[1].da


def test_when_a_version_holds_follows_its_status():
    past = ACCESS["historik"] | {"nedlagt": "2020-01-01T00:00:00.000Z"}
    for darstatus, since in ((2, "2009"), (3, "2010"), (4, "2020"), (5, "2020")):
        row = from_dawa({"x": [access(darstatus=darstatus, historik=past)]})[0]["Husnummer"][0]
        assert row["virkningFra"][:4] == since
        assert row["virkningTil"] is None
    assert from_dawa({"x": [access(historik=None)]})[0]["Husnummer"][0]["virkningFra"] is None


def test_what_many_addresses_name_is_made_once_and_a_road_has_the_strongest_status():
    other = access(id="h2", husnr="20", darstatus=4, status=2)
    rows = [address("a"), address("b", door="tv"), address("c", inner=other, darstatus=4, status=2)]
    told, _ = from_dawa({"adresser": rows, "adgangsadresser": [access(), other]})
    assert {name: len(rows) for name, rows in told.items()} == {
        "Adresse": 3, "Husnummer": 2, "NavngivenVej": 1, "NavngivenVejKommunedel": 1, "Postnummer": 1,
        "SupplerendeBynavn": 1, "Adressepunkt": 2,
    }  # fmt: skip
    assert told["NavngivenVej"][0]["status"] == told["NavngivenVejKommunedel"][0]["status"] == 3
    assert "versions_at_once" not in read_register(told).repairs.found_kind.tolist()


def test_degrees_become_metres_and_it_is_told():
    degrees = access(adgangspunkt={"id": "p1", "koordinater": [9.0, 56.0]}, vejpunkt=None)
    told, notes = from_dawa({"adgangsadresser": [degrees]})
    x, y = told["Adressepunkt"][0]["position"].coords[0]
    # in the middle of zone 32 the way north is 0.9996 of the arc of the meridian of GRS80, added up here in small steps
    edges = np.linspace(0.0, np.radians(56.0), 100_001)
    squared = 0.00669438002290
    radius = 6_378_137.0 * (1.0 - squared) / (1.0 - squared * np.sin((edges[1:] + edges[:-1]) / 2.0) ** 2) ** 1.5
    assert (x, y) == pytest.approx((500_000.0, 0.9996 * float((radius * np.diff(edges)).sum())), abs=0.006)
    assert "1 punkt i grader er omregnet" in notes[-1].da
    assert read_register(told).repairs.empty


def test_what_lacks_leaves_no_trace():
    bare = access(adgangspunkt=None, vejpunkt=None, supplerendebynavn=None, supplerendebynavn2=None, navngivenvej=None)
    register = read_register(from_dawa({"adgangsadresser": [bare]})[0])
    assert set(register.tables) == {"house_number", "postcode"}
    assert register.tables["house_number"][["road_id", "town_id", "access_point_id"]].values.tolist() == [["", "", ""]]


def test_all_faults_are_told_at_once_with_their_rows():
    rows = [
        access(id=""),
        access(status=7, darstatus=None),
        access(darstatus="x"),
        {"id": "f", "kvh": "x", "vejnavn": "Å"},
    ]
    with pytest.raises(TableError) as error:
        from_dawa({"adgangsadresser": rows})
    told = error.value.found.da
    for said in ("række 1 er uden id", "række 2 har status 7", "række 3 har darstatus x", "række 4 er i flad form"):
        assert said in told, told


def test_records_of_dar_are_passed_on_and_joined():
    dar = {"id": "9000", "status": "3", "postnr": "9000", "navn": "Aalborg"}
    told, notes = from_dawa({"Postnummer": [dar], "Adresse": []})
    assert (told, notes) == ({"Postnummer": [dar], "Adresse": []}, ())
    both = read_register(from_dawa({"adgangsadresser": [access()], "Postnummer": [dar]})[0])
    assert both.tables["postcode"].postcode.tolist() == ["4370", "9000"]


@pytest.mark.parametrize("form", ["lines", "list"])
def test_files_of_dawa_become_the_register(tmp_path, form):
    rows = [address("a"), address("b", door="tv")]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path = tmp_path / "adresser.json"
    path.write_text(lines if form == "lines" else json.dumps(rows, indent=1), encoding="utf-8")
    register = read_register(from_dawa(read_register_files([path]).value)[0])
    assert register.tables["address"].door.tolist() == ["th", "tv"]


def shuffles(rows):
    return (rows, rows[::-1], [*rows[1:], rows[0]])


def test_records_of_one_id_that_do_not_say_the_same_are_both_told_whatever_their_order():
    moved = access(husnr="20", vejstykke=ACCESS["vejstykke"] | {"navn": "Øvej"})
    rows = [address("a"), address("a", door="tv"), address("a"), access(), moved]
    tables, repairs = set(), set()
    for given_rows in shuffles(rows):
        told, notes = from_dawa({"adresser": given_rows})
        register = read_register(told)
        repairs.add(tuple(sorted(map(tuple, register.repairs.drop(columns="row").values.tolist()))))
        tables.add(tuple(register.at("2021-01-01").tables[name].drop(columns="position", errors="ignore").to_csv()
                         for name in sorted(register.tables)))  # fmt: skip
        assert "1 post stod flere gange med det samme indhold" in " ".join(note.da for note in notes)
    assert (len(tables), len(repairs)) == (1, 1)
    assert {one[2:5] for one in next(iter(repairs))} == {
        ("door", "versions_unlike", "th"), ("door", "versions_unlike", "tv"),
        ("number", "versions_unlike", "18"), ("number", "versions_unlike", "20"),
        ("line", "versions_unlike", "Åvej 18, Skee, 4370 Store Merløse"),
        ("line", "versions_unlike", "Øvej 20, Skee, 4370 Store Merløse"),
        ("line", "versions_unlike", "Åvej 18, 1. th, Skee, 4370 Store Merløse"),
        ("line", "versions_unlike", "Åvej 18, 1. tv, Skee, 4370 Store Merløse"),
        ("road_name", "versions_unlike", "Åvej"), ("road_name", "versions_unlike", "Øvej"),
    }  # fmt: skip


def test_ids_in_capitals_are_the_same_ids():
    rows = [address("b", inner=access(id="{" + ACCESS["id"].upper() + "}")), address("c", door="tv")]
    told, notes = from_dawa({"adresser": rows})
    assert [row["id_lokalId"] for row in told["Husnummer"]] == [ACCESS["id"]]
    assert {row["husnummer"] for row in told["Adresse"]} == {ACCESS["id"]}
    assert "1 id stod med store bogstaver eller klammer" in notes[-1].da
    assert read_register(told).repairs.empty


def test_moments_without_a_zone_are_danish_time_and_are_told_once_with_their_count():
    local = ACCESS["historik"] | {"ændret": "2014-05-06T18:17:55.000", "ikrafttrædelse": "2010-02-01T00:00:00"}
    told, notes = from_dawa({"adgangsadresser": [access(historik=local), access(id="h2", husnr="20", historik=local)]})
    register = read_register(told)
    assert register.repairs.empty
    assert str(register.tables["house_number"].registered_from[0]) == "2014-05-06 16:17:55"
    assert [note.da for note in notes if "dansk tid" in note.da] == [
        "DAWA: 2 tidspunkter uden zone er læst som dansk tid, som DAWA har"
    ]


def test_a_point_of_several_house_numbers_is_in_use_while_one_of_them_is():
    rows = [access(), access(id="h2", husnr="20", darstatus=4, status=2, adgangspunkt=None)]
    for given_rows in (rows, rows[::-1]):
        register = read_register(from_dawa({"x": given_rows})[0])
        assert register.tables["point"].set_index("object_id").status["p2"] == 8
        assert register.repairs.empty


@pytest.mark.parametrize(
    "told", [[588454.5], [1.0, 2.0, 3.0, 4.0], ["x", "y"], [float("nan"), 6140353.0], [None, None], [True, 1.0],
             "588454 6140353", {"x": 1}, [10**400, 1.0], [[588454.5], [6140353.2]]],
)  # fmt: skip
def test_coordinates_that_are_no_two_numbers_are_named(told):
    rows = [access(), access(id="h2", husnr="20", adgangspunkt={"id": "p9", "koordinater": told})]
    with pytest.raises(TableError, match="x: række 2 har adgangspunkt med koordinaterne"):
        from_dawa({"x": rows})


@pytest.mark.parametrize(
    ("told", "said"),
    [(["588454.51", "6140353,25"], "koordinater skrevet som tekst"), ([6140353.25, 588454.51], "nord før øst"),
     ([55.4, 10.4], "nord før øst"), ([588454.51, 6140353.25, 12.0], None)],
)  # fmt: skip
def test_what_can_only_mean_one_place_is_mended_and_told(told, said):
    records, notes = from_dawa({"x": [access(adgangspunkt={"id": "p1", "koordinater": told})]})
    register = read_register(records)
    place = register.tables["point"].set_index("object_id").position["p1"]
    if told[0] == 55.4:
        straight = from_dawa({"x": [access(adgangspunkt={"id": "p1", "koordinater": [10.4, 55.4]})]})[0]
        assert place.equals(straight["Adressepunkt"][0]["position"])
    else:
        assert (place.x, place.y) == (588454.51, 6140353.25)
    assert register.repairs.empty
    assert (said is None) == (len(notes) == 1)
    assert said is None or said in " ".join(note.da for note in notes)


def test_a_point_far_away_is_left_and_listed_and_no_coordinates_are_no_point():
    far = {"id": "p1", "koordinater": [100.0, 200.0]}
    (told,) = read_register(from_dawa({"x": [access(adgangspunkt=far)]})[0]).repairs.itertuples()
    assert (told.found_kind, told.object_id) == ("outside_denmark", "p1")
    for none in (None, [], ""):
        register = read_register(from_dawa({"x": [access(adgangspunkt={"id": "p1", "koordinater": none})]})[0])
        assert register.tables["point"].set_index("object_id").position["p1"] is None
    notes = from_dawa({"x": [access(adgangspunkt={"koordinater": [588454.5, 6140353.2]})]})[1]
    assert "1 punkt uden id er ikke med" in notes[-1].da


def test_texts_where_an_object_is_nested_are_named():
    with pytest.raises(TableError, match="række 1 har postnummer '8000', som ikke er et objekt"):
        from_dawa({"x": [access(postnummer="8000", historik=[1], adgangspunkt="p1")]})


def test_codes_that_lack_make_no_part_of_a_road_and_lost_zeros_are_listed():
    register = read_register(from_dawa({"x": [access(kommune={"kode": 461})]})[0])
    assert register.tables["road_part"].municipality.tolist() == ["0461"]
    assert register.repairs.found_kind.tolist() == ["zeros_lost"]
    assert "NavngivenVejKommunedel" not in from_dawa({"x": [access(kommune=None)]})[0]


def test_a_part_of_a_road_in_the_words_of_dar_is_not_taken_for_the_flat_form():
    part = {"id": "k", "status": "3", "registreringFra": None, "kommune": "0461", "vejkode": "0855",
            "navngivenVej": "v"}  # fmt: skip
    assert from_dawa({"NavngivenVejKommunedel": [part]})[0] == {"NavngivenVejKommunedel": [part]}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from(["1", "9.5", "æ"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "nr", "kode", "navn"]), inner),
    max_leaves=5,
)


@given(st.sampled_from([*ACCESS, "etage", "dør", "point"]), anything, st.booleans())
def test_whatever_a_cell_holds_it_is_read_or_named(name, told, nested):
    row = access(**({"adgangspunkt": {"id": "p1", "koordinater": told}} if name == "point" else {name: told}))
    rows = [address(inner=row), address("q", **{name: told})] if nested else [row]
    with contextlib.suppress(GistoolsError):
        read_register(from_dawa({"x": rows})[0]).at("2020-01-01")
