"""Rules on buildings: what breaks each, what keeps it, and what cannot be told."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import AddressCheckParams, check_buildings, read_building_register, read_register
from gistools.addresses.checks_buildings import BUILDING_RULES
from gistools.addresses.rule_book import rule_of
from gistools.errors import CrsError, LayerError, ParamError, WrongKindError

DAY = AddressCheckParams(day="2026-11-28")
EAST, NORTH = 700_000.0, 6_170_000.0


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def spot(x, y):
    return f"POINT ({EAST + x} {NORTH + y})"


def layer(shapes, crs="EPSG:25832", **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def dar_row(name, status="3", **told):
    return {"id": name, "status": status, "registreringfra": None, "virkningfra": None, **told}


def bbr_row(name, status="6", **told):
    return {"id_lokalId": name, "status": status, "registreringFra": None, "virkningFra": None, **told}


def merged(rows, changes):
    for name, changed in changes.items():
        by = {one.get("id_lokalId", one.get("id")): one for one in rows.get(name, [])}
        for one in changed:
            key = one.get("id_lokalId", one.get("id"))
            by[key] = by.get(key, {}) | one
        rows[name] = [one for one in by.values() if one.get("status") is not None]
    return rows


def dar(changes):
    rows = {
        "NavngivenVejKommunedel": [dar_row("d1", kommune="0101", vejkode="0855", navngivenvej_id="v1")],
        "Adressepunkt": [dar_row("k1", status="8", position=spot(5, 5))],
        "Husnummer": [dar_row("h1", husnummertekst="1", navngivenvej_id="v1", adgangspunkt_id="k1",
                              adgangsadressebetegnelse="Skeevej 1, 4370 Store Merløse")],
        "Adresse": [dar_row("a1", adressebetegnelse="Skeevej 1, st., 4370 Store Merløse", etagebetegnelse="st",
                            dørbetegnelse="", husnummer_id="h1"),
                    dar_row("a2", adressebetegnelse="Skeevej 1, 1., 4370 Store Merløse", etagebetegnelse="1",
                            dørbetegnelse="", husnummer_id="h1")],
    }  # fmt: skip
    return read_register(merged(rows, changes)).at("2026-11-28")


def bbr(changes):
    rows = {
        "Bygning": [bbr_row("b1", byg007Bygningsnummer=1, byg021BygningensAnvendelse="140",
                            byg026Opførelsesår=1950, byg038SamletBygningsareal=200,
                            byg039BygningensSamledeBoligAreal=200, byg040BygningensSamledeErhvervsAreal=0,
                            byg041BebyggetAreal=100, byg054AntalEtager=2, byg134KvalitetAfKoordinatsæt="1",
                            byg404Koordinat=spot(5, 5), kommunekode="0101", husnummer="h1", grund="g1",
                            jordstykke="")],
        "Enhed": [bbr_row(f"u{k}", enh020EnhedensAnvendelse="140", enh023Boligtype="1", enh026EnhedensSamledeAreal=100,
                          adresseIdentificerer=f"a{k}", bygning="b1") for k in (1, 2)],
        "Opgang": [bbr_row("o1", adgangFraHusnummer="h1", bygning="b1")],
        "Etage": [bbr_row("e1", eta006BygningensEtagebetegnelse="st", eta020SamletArealAfEtage=100, eta025Etagetype="0",
                          bygning="b1"),
                  bbr_row("e2", eta006BygningensEtagebetegnelse="1", eta020SamletArealAfEtage=100, eta025Etagetype="0",
                          bygning="b1"),
                  bbr_row("e3", eta006BygningensEtagebetegnelse="kl", eta020SamletArealAfEtage=90, eta025Etagetype="2",
                          bygning="b1")],
        "BBRSag": [bbr_row("s1", "8", sag003Byggetilladelsesdato="2026-01-01", sag005Påbegyndelsesdato="2026-02-01",
                           sag006IbrugtagningsTilladelse="2026-03-01", sag010FuldførelseAfByggeri="2026-03-02",
                           sag007Henlæggelse=None)],
        "Sagsniveau": [bbr_row("n1", "8", byggesag="s1", stamdataBygning="b1")],
        "Grund": [bbr_row("g1", "7", kommunekode="0101", husnummer="h1")],
        "GrundJordstykke": [bbr_row("gj1", "7", grund="g1", jordstykke="J1")],
        "TekniskAnlæg": [bbr_row("t1", tek020Klassifikation="1110", tek024Etableringsår=2010, tek032Størrelse=1200,
                                 bygning="b1", tek035SløjfningsfristOlietank="20400101", tek072Sløjfningsår=None,
                                 tek028SløjfningOlietank="")],
    }  # fmt: skip
    return read_building_register(merged(rows, changes)).at("2026-11-28")


BBR, DAR = bbr({}), dar({})


def layers(**changes):
    return {
        "outlines": layer([box(0, 0, 10, 10)], ID_LOKALID=["m1"], BBRUUID=["B1"]),
        "outlines_before": layer([box(0, 0, 10, 10)], ID_LOKALID=["m1"], BBRUUID=["B1"]),
        "parcels": layer([box(-50, -50, 50, 50)], id_lokalId=["j1"]),
        "redevelopment": layer([box(-50, -50, 50, 50)]),
    } | changes


BUILDING = "Bygning"


def changed(name, key="b1", **told):
    return {name: [{("id_lokalId"): key, **told}]}


def house(**told):
    return changed(BUILDING, **told)


def address(name="h1", of="Husnummer", **told):
    return {of: [{"id": name, **told}]}


def case(**told):
    return changed("BBRSag", "s1", **told)


def tank(**told):
    return changed("TekniskAnlæg", "t1", **told)


NO_DATES = {"sag005Påbegyndelsesdato": None, "sag006IbrugtagningsTilladelse": None, "sag010FuldførelseAfByggeri": None}

# of each rule: changes of BBR, changes of DAR, layers in place of the usual
BREAKS = {
    "A14": [
        (changed("Enhed", "u2", adresseIdentificerer=""), {}, {}),
        (changed("Enhed", "u2", adresseIdentificerer="a1"), {}, {}),
        ({}, address("a2", "Adresse", status="4"), {}),
    ],
    "B01": [
        (changed("Opgang", "o1", status="10"), {}, {}),
        (changed("Opgang", "o1", adgangFraHusnummer=""), {}, {}),
        ({}, address(status="2"), {}),
        (changed("Enhed", "u2", adresseIdentificerer=""), {}, {}),
    ],
    "B02": [
        (changed("Enhed", "u2", status="10"), {}, {}),
        ({}, address("a2", "Adresse", status="4"), {}),
    ],
    "B03": [
        ({}, {}, {"outlines": layer([box(0, 0, 10, 10), box(20, 0, 30, 10)], ID_LOKALID=["m1", "m2"],
                                    BBRUUID=["b1", None])}),
        ({}, {}, {"outlines": layer([box(0, 0, 10, 10), box(20, 0, 30, 10)], ID_LOKALID=["m1", "m2"],
                                    BBRUUID=["b1", "b9"])}),
        (changed(BUILDING, "b2", status="6", byg021BygningensAnvendelse="910", byg041BebyggetAreal=10,
                 byg404Koordinat=spot(40, 5)), {}, {}),
    ],
    "B04": [(house(byg041BebyggetAreal=84), {}, {}), (house(byg041BebyggetAreal=116), {}, {})],
    "B05": [
        (house(byg038SamletBygningsareal=206), {}, {}),
        (house(byg054AntalEtager=3), {}, {}),
        (house(byg039BygningensSamledeBoligAreal=190), {}, {}),
        (house(byg039BygningensSamledeBoligAreal=206, byg040BygningensSamledeErhvervsAreal=None), {}, {}),
        (changed("Etage", "e3", eta025Etagetype="0"), {}, {}),
    ],
    "B06": [
        (house(byg404Koordinat=spot(10.02, 5)), {}, {}),
        ({}, {}, {"parcels": layer([box(5.02, -50, 50, 50)], id_lokalId=["j1"])}),
        (house(byg134KvalitetAfKoordinatsæt="3"), {}, {}),
    ],
    "B07": [
        (house(status="2") | case(sag006IbrugtagningsTilladelse=None, sag010FuldførelseAfByggeri=None), {}, {}),
        (house(status="3"), {}, {}),
        (case(sag010FuldførelseAfByggeri=None), {}, {}),
        (house(status="2") | case(**NO_DATES, sag003Byggetilladelsesdato="2025-11-27"), {}, {}),
    ],
    "B08": [
        (house(byg021BygningensAnvendelse="130"), {}, {}),
        (house(byg026Opførelsesår=2027), {}, {}),
        (house(byg026Opførelsesår=999), {}, {}),
        (house(byg039BygningensSamledeBoligAreal=0), {}, {}),
    ],
    "B09": [
        (house(status="10"), {}, {}),
        (house(status="2"), {}, {}),
        ({}, {}, {"outlines": layer([], ID_LOKALID=[], BBRUUID=[])}),
    ],
    "B10": [
        (tank(tek035SløjfningsfristOlietank="20261127"), {}, {}),
        (tank(tek035SløjfningsfristOlietank="", tek024Etableringsår=1975), {}, {}),
    ],
}  # fmt: skip

KEEPS = {
    "A14": [
        (changed("Enhed", "u2", enh023Boligtype="E", adresseIdentificerer=""), {}, {}),
        (changed("Enhed", "u2", status="10", adresseIdentificerer="a1"), {}, {}),
        ({}, address("a2", "Adresse", status="2"), {}),
    ],
    "B01": [
        (house(byg021BygningensAnvendelse="321") | changed("Opgang", "o1", status="10"), {}, {}),
        (house(byg021BygningensAnvendelse="185") | changed("Opgang", "o1", status="10"), {}, {}),
        (house(status="2") | changed("Opgang", "o1", status="10"), {}, {}),
    ],
    "B02": [(changed("Enhed", "u2", status="10"), address("a2", "Adresse", etagebetegnelse=""), {}),
            (changed("Enhed", "u2", status="10"), address("a2", "Adresse", status="2"), {}),
            (changed("Enhed", "u2", status="10"), address("a2", "Adresse", status="4"), {})],
    "B03": [(changed(BUILDING, "b2", status="6", byg021BygningensAnvendelse="910", byg041BebyggetAreal=9,
                     byg404Koordinat=spot(40, 5)), {}, {}),
            (changed(BUILDING, "b2", status="2", byg021BygningensAnvendelse="910", byg041BebyggetAreal=90,
                     byg404Koordinat=spot(40, 5)), {}, {})],
    "B04": [(house(byg041BebyggetAreal=85), {}, {}), (house(byg041BebyggetAreal=115), {}, {}),
            (house(byg041BebyggetAreal=26), {}, {"outlines": layer([box(0, 0, 4, 4)], ID_LOKALID=["m1"],
                                                                   BBRUUID=["b1"])}),
            ({}, {}, {"outlines": layer([box(0, 0, 5, 10), box(5, 0, 10, 10)], ID_LOKALID=["m1", "m2"],
                                        BBRUUID=["b1", "b1"])})],
    "B05": [(house(byg038SamletBygningsareal=205), {}, {}),
            (house(byg040BygningensSamledeErhvervsAreal=None), {}, {}),
            (changed("Etage", "e3", eta025Etagetype=""), {}, {})],
    "B06": [(house(byg404Koordinat=spot(10.005, 5)), {}, {}), (house(jordstykke="J1", grund=""), {}, {})],
    "B07": [
        (house(status="3") | case(sag006IbrugtagningsTilladelse=None, sag010FuldførelseAfByggeri=None), {}, {}),
        (house(status="2") | case(**NO_DATES, sag003Byggetilladelsesdato="2025-11-28"), {}, {}),
        (house(status="2") | case(**NO_DATES, sag003Byggetilladelsesdato="2020-01-01", sag007Henlæggelse="2021-01-01"),
         {}, {}),
        (house(status="3") | case(status="14"), {}, {}),
        (house(status="2") | case(**NO_DATES | {"sag005Påbegyndelsesdato": "2026-11-29"}), {}, {}),
    ],
    "B08": [(house(byg021BygningensAnvendelse="131", byg026Opførelsesår=2026), {}, {}),
            (house(byg021BygningensAnvendelse="321", byg039BygningensSamledeBoligAreal=0), {}, {}),
            (house(status="10", byg021BygningensAnvendelse="130"), {}, {})],
    "B09": [(house(status="7"), {}, {}), (house(status="10"), {}, {"outlines": layer([], ID_LOKALID=[], BBRUUID=[])})],
    "B10": [
        (tank(tek035SløjfningsfristOlietank="2026-11-28T00:00:00Z"), {}, {}),
        (tank(tek035SløjfningsfristOlietank="20100101", tek072Sløjfningsår=2009), {}, {}),
        (tank(tek035SløjfningsfristOlietank="20100101"), {}, {"redevelopment": layer([box(60, 0, 70, 9)])}),
        (tank(tek035SløjfningsfristOlietank="20100101", tek020Klassifikation="1200"), {}, {}),
        (tank(tek035SløjfningsfristOlietank="", tek024Etableringsår=2001), {}, {}),
    ],
}  # fmt: skip

DOUBTS = {
    "A14": [(changed("Enhed", "u2", enh023Boligtype="3", adresseIdentificerer=""), {}, {}),
            (changed("Enhed", "u2", adresseIdentificerer="a9"), {}, {})],
    "B01": [(house(byg021BygningensAnvendelse=""), {}, {}), (house(byg021BygningensAnvendelse="451"), {}, {}),
            (changed("Opgang", "o1", adgangFraHusnummer="h9"), {}, {})],
    "B02": [(changed("Enhed", "u2", status="3"), {}, {}), (changed("Enhed", "u2", status="5"), {}, {}),
            (changed("Enhed", "u2", status="10"), {"NavngivenVejKommunedel": [{"id": "d1", "kommune": "0165"}],
                                                   "Adresse": [{"id": "a1", "etagebetegnelse": ""}]}, {})],
    "B03": [(changed(BUILDING, "b2", status="6", byg021BygningensAnvendelse="910", byg041BebyggetAreal=50,
                     byg404Koordinat=spot(111, 5)), {}, {}),
            (changed(BUILDING, "b2", status="6", byg021BygningensAnvendelse="910", byg041BebyggetAreal=None), {}, {})],
    "B04": [(house(byg041BebyggetAreal=None), {}, {}),
            ({}, {}, {"outlines": layer([box(0, 0, 9, 9)], ID_LOKALID=["m"], BBRUUID=["b9"])})],
    "B05": [(house(byg038SamletBygningsareal=None), {}, {}), (house(byg054AntalEtager=None), {}, {}),
            (changed("Enhed", "u2", enh026EnhedensSamledeAreal=None), {}, {}),
            (house(byg039BygningensSamledeBoligAreal=100, byg040BygningensSamledeErhvervsAreal=None), {}, {}),
            (changed("Etage", "e4", status="6", eta006BygningensEtagebetegnelse="2", eta020SamletArealAfEtage=40,
                     bygning="b1"), {}, {})],
    "B06": [(house(byg404Koordinat=None), {}, {}), ({}, {}, {"parcels": None}), ({}, {}, {"outlines": None}),
            (changed("GrundJordstykke", "gj1", jordstykke="j9"), {}, {})],
    "B07": [(changed("Sagsniveau", "n1", stamdataBygning="b9"), {}, {}), (case(**NO_DATES,
             sag003Byggetilladelsesdato=None), {}, {})],
    "B08": [(house(byg021BygningensAnvendelse=""), {}, {}), (house(byg026Opførelsesår=None), {}, {}),
            (house(byg039BygningensSamledeBoligAreal=None), {}, {})],
    "B09": [({}, {}, {"outlines": layer([], ID_LOKALID=[], BBRUUID=[]), "outlines_before": None}),
            (house(status="5"), {}, {})],
    "B10": [(tank(tek035SløjfningsfristOlietank="", tek024Etableringsår=2000), {}, {}),
            (tank(tek035SløjfningsfristOlietank="", tek024Etableringsår=1950, tek032Størrelse=None), {}, {}),
            (tank(tek035SløjfningsfristOlietank="", tek024Etableringsår=1950, tek032Størrelse=6000), {}, {}),
            (tank(tek035SløjfningsfristOlietank="snart"), {}, {}), (tank(bygning="b9"), {}, {}),
            (tank(tek035SløjfningsfristOlietank="20100101", tek028SløjfningOlietank="1"), {}, {})],
}  # fmt: skip


def asked(rule, case_, params=DAY):
    of_bbr, of_dar, of_layers = case_
    one, other = bbr(of_bbr) if of_bbr else BBR, dar(of_dar) if of_dar else DAR
    return check_buildings(one, other, params, rules=[rule], **layers(**of_layers))


def cases(table):
    return [pytest.param(rule, one, id=f"{rule}-{k}") for rule, some in table.items() for k, one in enumerate(some)]


def test_registers_that_agree_have_no_finding_and_nothing_in_doubt():
    found = check_buildings(BBR, DAR, DAY, **layers())
    assert not len(found.layer), found.layer[["rule", "found_da"]].to_string()
    assert found.answers.rule.tolist() == list(BUILDING_RULES)
    assert (found.answers.asked > 0).all()
    assert not found.answers.cannot_tell.any()
    assert set(BREAKS) == set(KEEPS) == set(DOUBTS) == set(BUILDING_RULES)


@pytest.mark.parametrize(("rule", "case_"), cases(BREAKS))
def test_what_breaks_a_rule_is_found_by_it(rule, case_):
    found = asked(rule, case_)
    assert len(found.layer) == 1, found.layer.to_string()
    one = found.layer.iloc[0]
    assert one.found_da != one.found_en
    assert one.geometry is not None
    assert one.object_name


@pytest.mark.parametrize(("rule", "case_"), cases(KEEPS))
def test_what_keeps_a_rule_is_not_found_by_it(rule, case_):
    found = asked(rule, case_)
    assert not len(found.layer), found.layer.found_da.tolist()
    assert not found.answers.cannot_tell.any(), found.answers.why_da.tolist()


@pytest.mark.parametrize(("rule", "case_"), cases(DOUBTS))
def test_what_cannot_be_told_is_neither_wrong_nor_right(rule, case_):
    found = asked(rule, case_)
    assert not len(found.layer), found.layer.found_da.tolist()
    assert found.answers.cannot_tell.tolist() == [1]
    assert found.answers.why_da[0]
    assert found.answers.why_en[0]


def test_each_layer_that_is_away_is_told():
    why = check_buildings(BBR, DAR, DAY, rules=["B06"]).answers.why_da[0]
    assert "bygningsomrids" in why
    assert "jordstykker" in why
    nameless = asked("B06", ({}, {}, {"outlines": layer([box(0, 0, 10, 10)], ID_LOKALID=["m1"])})).answers
    assert (nameless.cannot_tell[0], nameless.why_da[0]) == (
        1, "omridsene siger ikke, hvilken bygning de er (BBRUUID)")  # fmt: skip


def lacking(held, name, *columns):
    """Return a register whose extract does not have some columns of an object."""
    table = held.tables[name]
    blank = table.assign(**{one: type(table[one].iloc[0])("nan" if table[one].dtype.kind == "f" else "")
                            if table[one].dtype.kind != "M" else np.datetime64("NaT") for one in columns})  # fmt: skip
    return dataclasses.replace(held, tables={**held.tables, name: blank}, absent={name: frozenset(columns)})


@pytest.mark.parametrize(
    ("rule", "change", "name", "columns"),
    [
        ("B07", case(), "case", ["completion_date"]),
        ("B07", house(status="2") | case(**NO_DATES, sag003Byggetilladelsesdato="2025-11-27"), "case", ["start_date"]),
        ("B10", tank(tek035SløjfningsfristOlietank="20100101"), "plant", ["closed_year"]),
        ("B10", tank(tek035SløjfningsfristOlietank="20100101"), "plant", ["closing"]),
    ],
)
def test_a_column_that_bbr_lacks_is_not_empty(rule, change, name, columns):
    found = check_buildings(lacking(bbr(change), name, *columns), DAR, DAY, rules=[rule], **layers())
    assert not len(found.layer), found.layer.found_da.tolist()
    assert found.answers.cannot_tell.tolist() == [1]
    assert "har ikke kolonnen" in found.answers.why_da[0]


def test_addresses_of_an_extract_without_floors_and_doors_cannot_be_told_to_lack_a_unit():
    found = check_buildings(bbr({}), lacking(DAR, "address", "floor", "door"), DAY, rules=["B02"], **layers())
    assert (len(found.layer), found.answers.cannot_tell[0]) == (0, 2)


def test_changed_buildings_and_outlines_are_known_by_their_ids():
    broken = bbr(house(byg021BygningensAnvendelse="130"))
    told = check_buildings(broken, DAR, DAY, rules=["B08"], changed={"building": ["b1"], "outline": ["M1"]})
    assert (len(told.layer), told.notes) == (1, ())
    lost = check_buildings(broken, DAR, DAY, rules=["B08"], changed={"building": ["b9"]})
    assert (len(lost.layer), len(lost.notes)) == (0, 1)
    with pytest.raises(ParamError, match="bygning"):
        check_buildings(broken, DAR, DAY, changed={"bygning": ["b1"]})


def test_graver_and_lesser_parts_of_a_rule_have_their_own_severity():
    of_ended = asked("B02", ({}, address("a2", "Adresse", status="4"), {})).layer
    bare = asked("B02", (changed("Enhed", "u2", status="10"), {}, {})).layer
    unsure = asked("B06", (house(byg134KvalitetAfKoordinatsæt="3"), {}, {})).layer
    assert (of_ended.severity[0], of_ended.register_object[0]) == ("error", "unit")
    assert (bare.severity[0], bare.register_object[0]) == ("note", "address")
    assert unsure.severity[0] == "note"
    both = house(byg134KvalitetAfKoordinatsæt="3", byg404Koordinat=spot(20, 5))
    assert asked("B06", (both, {}, {})).layer.severity.tolist() == [str(rule_of("B06").severity)]


def test_limits_are_those_of_the_parameters():
    off = (house(byg041BebyggetAreal=84), {}, {})
    assert not len(asked("B04", off, dataclasses.replace(DAY, area_off_share=0.2)).layer)
    sums = (house(byg038SamletBygningsareal=206), {}, {})
    assert not len(asked("B05", sums, dataclasses.replace(DAY, sum_off_m2=6.0)).layer)
    old = (tank(tek035SløjfningsfristOlietank="", tek024Etableringsår=1975), {}, {})
    assert not len(asked("B10", old, dataclasses.replace(DAY, tank_most_years=60)).layer)
    permit = (house(status="2") | case(**NO_DATES, sag003Byggetilladelsesdato="2025-11-27"), {}, {})
    assert not len(asked("B07", permit, dataclasses.replace(DAY, permit_years=2)).layer)
    assert "tank_least_years" in AddressCheckParams(tank_least_years=60).conflicts(frozenset())[0].da


def test_what_is_not_given_is_not_asked_and_says_why():
    found = check_buildings(BBR, DAR, DAY)
    why = found.answers.set_index("rule").why_da
    assert why["B03"] == "laget mangler: bygningsomrids"
    assert "områder, der omdannes" in why["B10"]
    bare = read_building_register({"Etage": []}).at("2026-11-28")
    answers = check_buildings(bare, read_register({"Husnummer": []}).at("2026-11-28"), DAY, **layers()).answers
    assert not answers.asked.any()
    assert answers.why_da.str.startswith("BBR-udtrækket har ingen").all()
    half = check_buildings(BBR, read_register({"Postnummer": []}).at("2026-11-28"), DAY).answers.set_index("rule")
    assert half.why_da["B01"] == "registret har ingen husnumre"
    assert half.why_da["A14"] == half.why_da["B02"] == "registret har ingen adresser"
    plain = layer([box(0, 0, 9, 9)], ID_LOKALID=["m1"])
    assert "BBRUUID" in check_buildings(BBR, DAR, DAY, outlines=plain).answers.set_index("rule").why_da["B04"]


def test_faults_of_a_call_are_named():
    degrees = layer([shapely.box(12, 55, 12.1, 55.1)], crs="EPSG:4326", BBRUUID=["b1"])
    with pytest.raises(CrsError, match="EPSG:25832"):
        check_buildings(BBR, DAR, DAY, outlines=degrees)
    with pytest.raises(LayerError, match="BBRUUID"):
        check_buildings(BBR, DAR, DAY, outlines=layer([box(0, 0, 9, 9)], navn=["x"]))
    with pytest.raises(LayerError, match="tidligere bygningsomrids"):
        check_buildings(BBR, DAR, DAY, outlines_before=layer([shapely.Point(EAST, NORTH)], BBRUUID=["b"]))
    with pytest.raises(ParamError, match="A03 er ikke om bygninger"):
        check_buildings(BBR, DAR, DAY, rules=["B01", "A03"])
    with pytest.raises(ParamError, match="i morgen"):
        check_buildings(BBR, DAR, AddressCheckParams(day="i morgen"))
    with pytest.raises(WrongKindError, match="buildings"):
        check_buildings(DAR, DAR, DAY)
    rows = [bbr_row("b", byg021BygningensAnvendelse="120"), bbr_row("b", byg021BygningensAnvendelse="140")]
    with pytest.raises(ParamError, match="flere versioner af bygninger"):
        check_buildings(read_building_register({"Bygning": rows}), DAR, DAY)


def test_a_change_alone_is_told_of():
    of = {BUILDING: [{"id_lokalId": "b1", "byg026Opførelsesår": 2027},
                     bbr_row("b2", byg021BygningensAnvendelse="130", byg026Opførelsesår=1990,
                             byg039BygningensSamledeBoligAreal=90)]}  # fmt: skip
    found = check_buildings(bbr(of), DAR, DAY, rules=["B08"], changed={"building": ["b2"]})
    assert found.layer.object_id.tolist() == ["b2"]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["0", "1", "2"]), st.integers(0, 300)), min_size=1, max_size=6),
       st.integers(0, 900), st.integers(0, 6))  # fmt: skip
def test_floors_add_up_as_a_naive_sum_says(floors, area, count):
    rows = [bbr_row(f"e{k}", eta006BygningensEtagebetegnelse=str(k), eta020SamletArealAfEtage=size,
                    eta025Etagetype=kind,
                    bygning="b1")
            for k, (kind, size) in enumerate(floors)]  # fmt: skip
    building = bbr_row("b1", byg021BygningensAnvendelse="321", byg038SamletBygningsareal=area, byg054AntalEtager=count)
    register = read_building_register({"Bygning": [building], "Etage": rows}).at("2026-11-28")
    found = check_buildings(register, DAR, DAY, rules=["B05"])
    regular = [size for kind, size in floors if kind == "0"]
    assert len(found.layer) == int(abs(sum(regular) - area) > 5 or len(regular) != count)


def test_real_outlines_are_held_against_buildings_of_their_own_ids(real_data):
    drawn = gpd.read_file(real_data / "registers" / "geodanmark_bygning" / "bygninger_25832.geojson")
    drawn["key"] = drawn.BBRUUID.str.casefold()  # the same id is written in capitals and in small letters
    areas = drawn.assign(area=drawn.area).dropna(subset="key").groupby("key").area.sum()
    rows = [bbr_row(one, byg021BygningensAnvendelse="910", byg041BebyggetAreal=round(area))
            for one, area in areas.items()]  # fmt: skip
    register = read_building_register({"Bygning": rows}).at("2026-11-28")
    answers = check_buildings(register, DAR, DAY, outlines=drawn).answers.set_index("rule")
    assert len(drawn) > 2000
    assert answers.asked["B04"] == len(areas)
    assert answers.finding_count["B04"] == 0
    assert answers.finding_count["B03"] == drawn.BBRUUID.isna().sum()
    gone = check_buildings(register, DAR, DAY, outlines=drawn.iloc[::2], outlines_before=drawn)
    left = set(drawn.key.iloc[::2])
    assert len(gone.of("B09")) == len(set(areas.index) - left)
