"""The building register by the rules of the address register: its own statuses; what is not told stays unknown."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import shapely

from gistools._checks import plain_name
from gistools.addresses import (
    building_life_cycle,
    building_status_of,
    life_cycle,
    read_building_register,
    read_register,
)
from gistools.addresses.building_form import BUILDING_OBJECTS
from gistools.errors import CrsError, ParamError, TableError
from gistools.io import read_register_files


def row(key="b", status="6", since="2020-01-01T00:00:00Z", **told):
    return {"id_lokalId": key, "status": status, "registreringFra": since, "registreringTil": None,
            "virkningFra": since, "virkningTil": None, **told}  # fmt: skip


def building(**told):
    return row(byg021BygningensAnvendelse="120", **told)


NAMES = {  # the code list of SDFI, typed apart from the table
    1: "start", 2: "projekteret", 3: "under opførelse", 4: "sagsgrund", 5: "oprettet", 6: "opført", 7: "gældende",
    8: "godkendt", 9: "afsluttet", 10: "slettet (historisk)", 11: "fejlregistreret", 12: "midlertidig afsluttet",
    13: "delvis afsluttet", 14: "henlagt", 15: "modtaget", 16: "under behandling", 17: "afvist", 18: "udført",
    19: "foreløbig",
}  # fmt: skip


def test_statuses_are_those_of_the_code_list_and_others_than_those_of_dar():
    known = building_life_cycle()
    assert {code: status.name.da for code, status in known.items() if status.verified} == NAMES
    assert [code for code, status in known.items() if not status.verified] == [20, 21, 22, 23]
    assert [code for code, status in known.items() if status.stage == "planned"] == [2, 3, 19]
    assert [code for code, status in known.items() if status.stage == "standing"] == [6, 7]
    assert known[3].name != life_cycle("address")[3].name
    with pytest.raises(ParamError, match="6 opført"):
        building_status_of("24")
    with pytest.raises(ParamError, match="ikke DAR's"):
        building_status_of("")


def test_all_objects_of_one_building_are_read_with_their_links():
    here = "POINT (588454.5 6140353.25)"
    records = {
        "BBR_Bygning": [building(byg026Opfoerelsesaar=1899, byg038SamletBygningsareal=200,
                                 byg039BygningensSamledeBoligAreal=150, byg040BygningensSamledeErhvervsAreal=50,
                                 byg041BebyggetAreal=100, byg054AntalEtager=2,
                                 byg133KildeTilKoordinatsaet="1", byg134KvalitetAfKoordinatsaet="3",
                                 byg404Koordinat=here,
                                 husnummer="h", grund="g", jordstykke="j", byg500Notatlinjer="hemmeligt")],
        "Enhed": [row("u", adresseIdentificerer="a", enh020EnhedensAnvendelse="140", enh026EnhedensSamledeAreal="75",
                      enh027ArealTilBeboelse="75", enh028ArealTilErhverv="0", bygning="b", opgang="o", etage="e")],
        "OpgangList": [row("o", adgangFraHusnummer="h", bygning="b")],
        "Etage": [row("e", eta006BygningensEtagebetegnelse="st", eta020SamletArealAfEtage=100,
                      eta021ArealAfUdnyttetDelAfTagetage=None, eta022Kælderareal="", bygning="b")],
        "BBRSag": [row("s", "8", sag003Byggetilladelsesdato="2021-05-01T00:00:00.000000+02:00",
                       sag010FuldførelseAfByggeri=None)],
        "Sagsniveau": [row("n", "8", byggesag="s", sagstype="1", stamdataBygning="b")],
        "TekniskAnlæg": [row("t", tek020Klassifikation="1110", tek026StørrelsesklasseOlietank="1",
                             tek032Størrelse="1200,5", tek034IndholdOlietank="10",
                             tek072Sløjfningsår=None, tek110Driftstatus="1", bygning="b")],
        "Grund": [row("g", "7", kommunekode="101")],
        "GrundJordstykke": [row("gj", "7", grund="g", jordstykke="j")],
    }  # fmt: skip
    register = read_building_register(records)
    assert set(register.tables) == set(BUILDING_OBJECTS)
    one = {name: table.to_dict("records")[0] for name, table in register.tables.items()}
    house = one["building"]
    numbers = (
        "built_year",
        "floor_area_m2",
        "dwelling_area_m2",
        "business_area_m2",
        "footprint_area_m2",
        "floor_count",
    )
    assert [house[c] for c in numbers] == [1899.0, 200.0, 150.0, 50.0, 100.0, 2.0]
    assert (house["use_code"], house["position_quality"], house["position"]) == ("120", "3", shapely.from_wkt(here))
    assert not any("hemmeligt" in map(str, table.iloc[0]) for table in register.tables.values())
    assert (
        one["unit"]["building_id"]
        == one["entrance"]["building_id"]
        == one["floor"]["building_id"]
        == house["object_id"]
    )
    assert (one["unit"]["address_id"], one["entrance"]["house_number_id"], house["house_number_id"]) == ("a", "h", "h")
    assert (one["case_link"]["case_id"], one["case_link"]["building_id"]) == ("s", "b")
    assert one["unit"]["business_area_m2"] == 0.0
    assert all(math.isnan(one["floor"][c]) for c in ("attic_area_m2", "basement_area_m2"))
    assert math.isnan(one["plant"]["closed_year"])
    assert one["plant"]["plant_size"] == 1200.5
    assert str(one["case"]["permit_date"])[:10] == "2021-05-01"
    assert np.isnat(register.tables["case"].completion_date.to_numpy()[0])
    assert register.repairs[["register_object", "found_kind", "mended"]].values.tolist() == [
        ["plot", "zeros_lost", "0101"]
    ]


def test_numbers_written_as_texts_or_floats_are_read_and_what_is_none_is_refused():
    rows = [building(byg026Opførelsesår=value) for value in ("1899", 1899, 1899.0, " 1899 ", "1899.0")]
    assert read_building_register({"Bygning": rows}).tables["building"].built_year.tolist() == [1899.0] * 5
    negative = read_building_register({"Bygning": [building(byg041BebyggetAreal="-5")]})
    assert negative.repairs[["column", "found_kind", "found"]].values.tolist() == [
        ["footprint_area_m2", "negative", "-5"]
    ]
    rows = [building(byg026Opførelsesår=value) for value in ("omkring 1900", "1899.5", "1.899,5", "inf")]
    with pytest.raises(TableError, match="byg026Opførelsesår er ikke et helt tal i række 1, 2, 3, 4"):
        read_building_register({"Bygning": rows})


def test_all_faults_are_told_at_once():
    rows = {"Bygning": [building(status="99"), building(byg404Koordinat="POINT (x")], "Enhed": [row("u")]}
    with pytest.raises(TableError) as error:
        read_building_register(rows)
    told = error.value.found.da
    assert told.startswith("udtræk af BBR med fejl")
    for said in (
        "status er ingen af 1, 2, 3",
        "byg404Koordinat kan ikke læses i række 2",
        "enheder uden adresseIdentificerer",
    ):
        assert said in told, told
    with pytest.raises(CrsError, match="byg404Koordinat i grader"):
        read_building_register({"Bygning": [building(byg404Koordinat="POINT (12.3 55.6)")]})
    with pytest.raises(ParamError, match="Bygning"):
        read_building_register({"Byning": []})


def test_versions_hold_at_moments_as_those_of_addresses():
    before = {**building(byg026Opførelsesår=1900), "virkningTil": "2022-01-01T00:00:00Z"}
    after = building(since="2022-01-01T00:00:00Z", byg026Opførelsesår=1901)
    register = read_building_register({"Bygning": [before, after]})
    assert type(register.at("2021-01-01")).__name__ == "BuildingRegister"
    years = [
        register.at(day).tables["building"].built_year.tolist() for day in ("2021-06-01", "2023-06-01", "2019-01-01")
    ]
    assert years == [[1900.0], [1901.0], []]
    assert repr(register) == "BuildingRegister(2 building)"


def test_one_reading_of_files_gives_both_registers(tmp_path):
    postcode = {"id": "a", "status": "3", "registreringfra": None, "postnr": "8000", "navn": "Aarhus C"}
    (tmp_path / "Postnummer.ndjson").write_text(json.dumps(postcode) + "\n", encoding="utf-8")
    total = {"BygningList": [building()], "EjendomsrelationList": [{"id_lokalId": "x"}]}
    (tmp_path / "bbr.json").write_text(json.dumps(total), encoding="utf-8")
    records = read_register_files(sorted(tmp_path.iterdir())).value
    assert list(read_register(records).tables) == ["postcode"]
    assert list(read_building_register(records).tables) == ["building"]


def test_xml_of_bbr_in_latin_1_becomes_the_register(tmp_path):
    text = """<?xml version="1.0" encoding="ISO-8859-1"?>
<BBR xmlns="http://data.gov.dk/schemas/bbr"><BygningList><Bygning><id_lokalId>B1</id_lokalId><status>6</status>
<registreringFra>2020-01-01T00:00:00+01:00</registreringFra><registreringTil/><virkningFra/><virkningTil/>
<byg021BygningensAnvendelse>120</byg021BygningensAnvendelse><byg026Opførelsesår>1954</byg026Opførelsesår>
<byg404Koordinat>POINT (588454.5 6140353.25)</byg404Koordinat></Bygning></BygningList>
<TekniskAnlægList><TekniskAnlæg><id_lokalId>T</id_lokalId><status>6</status>
<tek020Klassifikation>1110</tek020Klassifikation><tek072Sløjfningsår>1998</tek072Sløjfningsår></TekniskAnlæg></TekniskAnlægList></BBR>"""
    (tmp_path / "bbr.xml").write_bytes(text.encode("iso-8859-1"))
    register = read_building_register(read_register_files([tmp_path / "bbr.xml"]).value)
    assert register.tables["building"][["object_id", "built_year"]].values.tolist() == [["B1", 1954.0]]
    assert register.tables["plant"].closed_year.tolist() == [1998.0]
    assert str(register.tables["building"].registered_from[0]) == "2019-12-31 23:00:00"


def test_no_column_can_be_taken_for_another():
    for name, form in BUILDING_OBJECTS.items():
        aliases = [plain_name(alias) for one in form.columns for alias in one.aliases]
        assert len(aliases) == len(set(aliases)), name
        assert len({one.name for one in form.columns}) == len(form.columns), name
