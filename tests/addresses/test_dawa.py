"""Files of DAWA told in the objects of DAR: statuses of its scale, positions in metres, nothing twice."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest

from gistools.addresses import from_dawa, parse_address_line, read_register
from gistools.errors import TableError
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
