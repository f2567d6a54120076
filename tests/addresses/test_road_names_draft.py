"""A draft road name against roads, reservations and its own writing: each rule with one that breaks it and one not."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import (
    NamedRoads,
    address_rules,
    check_road_name,
    compare_road_names,
    parse_address_line,
    read_register,
)
from gistools.addresses.road_names_checks import name_checks
from gistools.addresses.road_names_likeness import NameGrade
from gistools.addresses.road_names_order import road_name_key
from gistools.addresses.road_names_rows import NAME_FINDING_COLUMNS
from gistools.errors import CrsError, ParamError, WrongKindError

HERE = shapely.Point(710_000, 6_170_000)
DAY = dt.date(2026, 11, 28)


def road(one, name, x=None, *, status="3", by="0165", **more):
    line = {} if x is None else {"vejnavnelinje": f"LINESTRING ({710_000 + x} 6170000, {710_000 + x} 6171000)"}
    return {"id": one, "status": status, "vejnavn": name, "administreresAfKommune": by, **line, **more}


def register(*roads, postcodes=(), reserved=()):
    """A register of roads, of houses in postcodes (road, postcode), and of reservations."""
    codes = sorted({code for _, code in postcodes})
    return read_register({
        "NavngivenVej": roads,
        "Postnummer": [{"id": c, "status": "3", "postnr": c, "navn": "By"} for c in codes],
        "Husnummer": [{"id": f"h{k}", "status": "3", "husnummertekst": "1", "navngivenVej": r, "postnummer": c,
                       "adgangspunkt": f"p{r}"} for k, (r, c) in enumerate(postcodes)],
        "Adressepunkt": [{"id": "p" + one, "status": "8", "position": f"POINT ({710_000 + 900 * k} 6170000)"}
                         for k, one in enumerate(sorted({r for r, _ in postcodes}), 1)],
        "ReserveretVejnavn": reserved,
    }).at("2026-11-28")  # fmt: skip


def checked(name, *roads, where=HERE, **more):
    keys = {key: more.pop(key) for key in ("of", "reserved") if key in more}
    made = register(*roads, postcodes=keys.get("of", ()), reserved=keys.get("reserved", ()))
    if "reserved" in keys:
        more["reserved"] = made.tables["reserved_name"]
    return check_road_name(name, NamedRoads.of(made), where, **more)


def told(check, *columns):
    return check.findings[list(columns or ("rule", "severity", "grade", "other_id"))].values.tolist()


def test_a_name_that_nothing_is_like_is_clean_and_says_what_was_not_asked():
    check = checked("Uglevej", road("a", "Parkvej", 500))
    assert check.findings.columns.tolist() == list(NAME_FINDING_COLUMNS)
    assert not len(check.findings)
    said = " ".join(text.da for text in check.not_told)
    for part in ("Dansk Sprognævn", "angiv postnummeret", "Reserverede navne er ikke prøvet", "1 vej fra kommune 0165"):
        assert part in said
    assert check.addressing.text == "Uglevej"


def test_the_radius_holds_across_borders_to_the_nearest_points_and_includes_its_edge():
    roads = (road("in", "Videkær", 15_000, by="0153"), road("out", "Videkær", 15_001), road("near", "Vidkær", 20))
    assert told(checked("Hvidekær", *roads)) == [["A29", "error", "same", "in"], ["A30", "warning", "near", "near"]]
    check = checked("Hvidekær", *roads, radius_m=15_001)
    assert told(check, "other_id", "distance_m", "other_municipality") == [
        ["in", 15_000.0, "0153"], ["out", 15_001.0, "0165"], ["near", 20.0, "0165"],
    ]  # fmt: skip
    area = shapely.box(709_000, 6_169_000, 711_000, 6_170_500)
    assert told(checked("Hvidekær", *roads, where=area), "distance_m") == [[14_000.0], [14_001.0], [0.0]]


def test_the_same_name_is_certain_and_what_only_sounds_so_is_not():
    check = checked("Skovvej", road("a", "SKOVVEJ", 10), road("b", "Skovvejen", 20), road("c", "Skovgade", 30))
    assert told(check, "other_id", "grade", "verified") == [["a", "identical", True], ["b", "same", False]]
    assert check.findings.reason_da[1] == "lyder ens: bestemt form: Skovvejen ligger 20 m væk; grænsen er 15 km"
    near = checked("Uglevej", road("a", "Ulvevej", 3_250))
    assert near.findings.reason_en[0].endswith("Ulvevej is 3.2 km away; a human decides")


@pytest.mark.parametrize(("status", "counts"), [("1", False), ("2", True), ("3", True), ("4", False), ("5", False)])
def test_only_roads_that_are_provisional_or_in_force_count(status, counts):
    check = checked("Skovvej", road("a", "Skovvej", 10, status=status))
    assert len(check.findings) == counts


def test_a_road_is_not_held_against_itself_but_against_its_namesake():
    roads = road("a", "Skovvej", 10), road("b", "Skovvej", 20)
    assert told(checked("Skovvej", *roads, own_id="a"), "other_id") == [["b"]]


def test_unique_in_the_postcode_however_far_it_goes():
    roads = road("far", "Skovvej", 40_000), road("near", "Skovvejen", 10), road("other", "Skovvej", 50_000)
    of = [("far", "2620"), ("near", "2620"), ("near", "2630"), ("other", "2630")]
    check = checked("Skovvej", *roads, of=of, postcodes=["2620"])
    assert told(check) == [["A28", "error", "identical", "far"], ["A28", "error", "same", "near"]]
    assert check.findings.distance_m.tolist() == [40_000.0, 10.0]
    assert told(checked("Skovvej", *roads, of=of)) == [["A29", "error", "same", "near"]]


def test_a_road_without_a_line_lies_at_its_houses_and_one_without_any_is_told_as_unknown():
    roads = road("a", "Skovvej"), road("b", "Skovvejen", by="0101"), road("c", "Gade")
    check = checked("Skovvej", *roads, of=[("a", "2620")])
    assert told(check, "check_name", "severity", "other_id") == [
        ["radius", "error", "a"], ["nowhere", "warning", "b"],
    ]  # fmt: skip
    assert check.findings.distance_m[0] == 900.0
    assert np.isnan(check.findings.distance_m[1])
    assert check.findings.reason_da[1].endswith(
        "hvor Skovvejen ligger, vides ikke, så om den er inden for 15 km, kan ikke afgøres"
    )
    said = next(text for text in check.not_told if "intet sted" in text.da)
    assert said.da.startswith("2 veje har intet sted")
    assert "1 af dem ligner i navn, se fundene" in said.da
    none = checked("Uglevej", road("c", "Gade"))
    assert any("ingen af dem ligner i navn" in text.da for text in none.not_told)
    both = checked("Skovvej", *roads, of=[("a", "2620")], postcodes=["2620"])
    assert told(both)[0] == ["A28", "error", "identical", "a"]


def test_a_near_name_in_the_postcode_whose_place_is_not_known_is_told():
    made = read_register({
        "NavngivenVej": [road("a", "Ulvevej")],
        "Postnummer": [{"id": "c", "status": "3", "postnr": "2620", "navn": "By"}],
        "Husnummer": [{"id": "h", "status": "3", "husnummertekst": "1", "navngivenVej": "a", "postnummer": "c"}],
    }).at("2026-11-28")  # fmt: skip
    check = check_road_name("Uglevej", NamedRoads.of(made), HERE, postcodes=["2620"])
    assert told(check) == [["A30", "warning", "near", "a"]]
    assert "2620, men hvor vides ikke" in check.findings.reason_da[0]
    assert np.isnan(check.findings.distance_m[0])
    alone = check_road_name("Uglevej", NamedRoads.of(made), HERE)
    assert told(alone, "check_name", "severity") == [["near_nowhere", "note"]]


def decided(*rows, day="2026-11-28", **more):
    """The roads of versions, as they are known on a day."""
    return NamedRoads.of(read_register({"NavngivenVej": rows, **more}), day)


def test_a_name_that_is_decided_for_a_later_day_counts_and_says_from_when():
    later = road("new", "Skovvejen", 20, virkningFra="2026-12-31T23:00:00Z")
    now = road("old", "Parkvej", 40, virkningFra="2020-01-01T00:00:00Z", virkningTil="2027-02-01T00:00:00Z")
    then = road("old", "Skov Vej", 40, virkningFra="2027-02-01T00:00:00Z")
    check = check_road_name("Skovvej", decided(later, now, then), HERE)
    assert told(check, "rule", "other_id", "other_name") == [
        ["A29", "new", "Skovvejen"], ["A29", "old", "Skov Vej"],
    ]  # fmt: skip
    assert "Skovvejen (fra 1. januar 2027) ligger 20 m væk" in check.findings.reason_da[0]
    assert "Skov Vej (from 1 February 2027) is 40 m away" in check.findings.reason_en[1]
    assert told(check_road_name("Parkvejen", decided(now, then), HERE), "other_id") == [["old"]]
    assert "(fra" not in check_road_name("Parkvejen", decided(now, then), HERE).findings.reason_da[0]


def test_what_is_over_withdrawn_or_the_same_later_does_not_count_anew():
    over = road("a", "Skovvej", 10, virkningTil="2026-11-01T00:00:00Z")
    shelved = road("b", "Skovvej", 10, status="5", virkningFra="2027-01-01T00:00:00Z")
    gone = road("c", "Skovvej", 10, virkningFra="2027-01-01T00:00:00Z", registreringTil="2026-01-01T00:00:00Z")
    assert told(check_road_name("Skovvej", decided(over, shelved, gone), HERE)) == []
    first = road("d", "Skovvej", 10, status="2", virkningTil="2027-01-01T00:00:00Z")
    next_ = road("d", "Skovvej", 10, virkningFra="2027-01-01T00:00:00Z")
    check = check_road_name("Skovvej", decided(first, next_), HERE)
    assert told(check, "other_id", "other_status") == [["d", "2"]]


def test_a_later_road_lies_at_its_houses_to_come_and_in_their_postcodes():
    check = check_road_name(
        "Skovvej",
        decided(
            road("a", "Skovvej", virkningFra="2027-01-01T00:00:00Z"),
            Postnummer=[{"id": "c", "status": "3", "postnr": "2620", "navn": "By"}],
            Husnummer=[{"id": "h", "status": "2", "husnummertekst": "1", "navngivenVej": "a", "postnummer": "c",
                        "adgangspunkt": "p", "virkningFra": "2027-01-01T00:00:00Z"}],
            Adressepunkt=[{"id": "p", "status": "8", "position": "POINT (710300 6170000)"}],
        ),
        HERE, postcodes=["2620"],
    )  # fmt: skip
    assert told(check, "rule", "other_id", "distance_m") == [["A28", "a", 300.0]]


def test_a_postcode_that_the_extract_lacks_is_told():
    roads = road("a", "Skovvej", 20)
    check = checked("Uglevej", roads, of=[("a", "2620")], postcodes=["2620", "9999"])
    said = [text.da for text in check.not_told if "ikke blandt udtrækkets" in text.da]
    assert said == ["Postnummer 9999 er ikke blandt udtrækkets; om navnet er entydigt i det, kan ikke afgøres."]
    known = checked("Uglevej", roads, of=[("a", "2620")], postcodes=["2620"])
    assert not any("ikke blandt udtrækkets" in text.da for text in known.not_told)


def test_the_spoken_name_is_heard_on_both_sides():
    theirs = road("a", "Gl. Vej", 10, udtaltVejnavn="Gamle Vej")
    assert told(checked("Gamlevej", theirs), "grade") == [["same"]]
    check = checked("Dr. Ids Vej", road("b", "Dronning Ids Vej", 10), spoken_name="Dronning Ids Vej")
    assert ["A29", "error", "same", "b"] in told(check)


def reservation(one, name, until="2027-01-01", by="0165", **more):
    return {"id": one, "status": "3", "reserveretNavn": name, "reserveretAfKommune": by,
            "reservationUdløbsdato": until and f"{until}T00:00:00Z", **more}  # fmt: skip


def test_reservations_by_whom_until_when():
    reserved = [
        reservation("own", "Uglevej"), reservation("theirs", "Uglevejen", by="0153"),
        reservation("over", "Uglevej", "2026-11-27", by="0183"), reservation("undated", "Uglevej", None, by="0187"),
        reservation("unlike", "Parkvej"),
    ]  # fmt: skip
    check = checked("Uglevej", reserved=reserved, on=DAY, municipality="0165")
    assert told(check, "other_id", "check_name", "severity") == [
        ["undated", "reservation_open", "warning"], ["theirs", "reserved", "warning"],
        ["over", "reservation_over", "note"], ["own", "own_reservation", "note"],
    ]  # fmt: skip
    assert "kommune 0153 til 2027-01-01" in check.findings.reason_da[1]
    late = checked("Uglevej", reserved=reserved[:1], on=dt.date(2027, 1, 2), municipality="0165")
    assert told(late, "check_name", "severity") == [["own_reservation_over", "warning"]]
    last = checked("Uglevej", reserved=reserved[:1], on=dt.date(2027, 1, 1), municipality="0165")
    assert told(last, "check_name") == [["own_reservation"]]
    assert told(checked("Uglevej", reserved=reserved[:1], municipality="0165"), "check_name") == [["reservation_open"]]


def test_a_reservation_holds_through_the_danish_day_that_its_moment_is_in():
    one = reservation("own", "Uglevej") | {"reservationUdløbsdato": "2026-12-31T23:00:00Z"}
    for day, check in ((dt.date(2027, 1, 1), "own_reservation"), (dt.date(2027, 1, 2), "own_reservation_over")):
        found = checked("Uglevej", reserved=[one], on=day, municipality="0165")
        assert told(found, "check_name") == [[check]]
        assert "2027-01-01" in found.findings.reason_da[0]


def test_reservations_with_a_place_go_by_distance_and_near_ones_without_by_their_municipality():
    area = "POLYGON ((730000 6170000, 731000 6170000, 731000 6171000, 730000 6170000))"
    far = reservation("far", "Uglevej", by="0101", navneområde=area)
    near = [reservation("n1", "Ulvevej", by="0101"), reservation("n2", "Ulvevej", by="0851")]
    check = checked("Uglevej", road("a", "Parkvej", 10, by="0101"), reserved=[far, *near], on=DAY)
    assert told(check, "other_id", "grade") == [["n1", "near"]]
    wide = checked("Uglevej", reserved=[far], on=DAY, radius_m=20_000)
    assert told(wide, "other_id", "distance_m") == [["far", 20_000.0]]


def test_own_writing_stands_in_the_same_list_gravest_first():
    check = checked("Gl.  Uglevej", road("a", "Gl. Ulvevej", 10))
    assert told(check, "rule", "severity") == [
        ["G09", "error"], ["A27", "error"], ["A30", "warning"], ["A24", "note"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "where", "error"),
    [
        (" - ", HERE, ParamError), ("Uglevej", shapely.Point(), ParamError),
        ("Uglevej", shapely.Point(12.4, 55.6), CrsError),
        ("Uglevej", shapely.Point(np.nan, 1), ParamError), ("Uglevej", "her", WrongKindError),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_refused(name, where, error):
    with pytest.raises(error):
        checked(name, road("a", "Parkvej", 10), where=where)


@pytest.mark.parametrize("radius", [0.0, -1.0, float("nan"), float("inf")])
def test_a_radius_is_positive(radius):
    with pytest.raises(ParamError, match="radius"):
        checked("Uglevej", radius_m=radius)


@pytest.mark.parametrize("codes", [{"postcodes": ["800"]}, {"municipality": "165"}, {"postcodes": ["2620", "26 20"]}])
def test_codes_are_four_digits(codes):
    with pytest.raises(ParamError, match="fire cifre"):
        checked("Uglevej", **codes)


def test_no_roads_at_all():
    check = checked("Uglevej")
    assert not len(check.findings)
    assert check.not_told[1].da == "Inden for radius er ingen veje i udtrækket: om navnet findes der, er ikke prøvet."
    assert not any("Reserverede" in text.da for text in checked("Uglevej", reserved=[], on=DAY).not_told)


NAMES = st.sampled_from([
    "Skovvej", "Skovvejen", "Skov Vej", "SKOVVEJ", "Uglevej", "Ulvevej", "Hvidekær", "Videkær", "Gl. Skovvej", "Ågade",
    "Aagade", "Gamle Skovvej", "Dr. Ids Vej", "Doktor Ids Vej", "Svalevej", "Svanevej", "Vejen", "Å",
])  # fmt: skip
ROADS = st.lists(st.tuples(NAMES, st.sampled_from([None, 0, 7_000, 14_999, 15_001, 30_000]), st.sampled_from("234"),
                           st.sampled_from([None, "2620", "2630"])), max_size=6)  # fmt: skip


@settings(max_examples=40)
@given(NAMES, ROADS, st.sampled_from([(), ("2620",), ("2620", "2630")]))
def test_the_index_finds_what_each_pair_of_names_tells(name, given_roads, codes):
    rows = [road(str(k), other, x, status=status) for k, (other, x, status, _) in enumerate(given_roads)]
    of = [(str(k), code) for k, (*_, code) in enumerate(given_roads) if code and given_roads[k][2] != "4"]
    made = checked(name, *rows, of=of, postcodes=codes)
    houses = {one: 900 * k for k, one in enumerate(sorted({r for r, _ in of}), 1)}
    want = {}
    for k, (other, x, status, code) in enumerate(given_roads):
        grade = compare_road_names(name, other).grade
        away = x if x is not None else houses.get(str(k))
        inside, within = code in codes, away is not None and away <= 15_000
        if status == "4" or grade == NameGrade.APART or not (inside or within or away is None):
            continue
        if grade == NameGrade.NEAR:
            if within or away is None:
                want[str(k)] = ("A30", str(grade))
        else:
            want[str(k)] = ("A28" if inside else "A29", str(grade))
    others = made.findings[made.findings.other_id != ""]
    assert {one: (rule, grade) for one, rule, grade in others[["other_id", "rule", "grade"]].values.tolist()} == want


def test_checks_belong_to_rules_and_are_no_graver_than_they():
    rules = address_rules()
    for check in name_checks().values():
        rule = rules[check.rule]
        assert check.severity.order >= min(rule.severity.order, rule.severity_new.order), check


def test_real_names_are_seldom_like_each_other():
    """Of all roads of a real extract, hardly two can be confused: a list that a planner can read."""
    folder = os.environ.get("GISTOOLS_REAL_DATA", "")
    path = Path(folder) / "registers" / "dar_2018" / "Adresse.ndjson"
    if not folder or not path.is_file():
        pytest.skip("GISTOOLS_REAL_DATA names no folder of real Danish samples")
    with path.open(encoding="utf-8") as file:
        lines = [parse_address_line(json.loads(row)["adressebetegnelse"]) for row in file]
    names = sorted({line.road for line in lines}, key=road_name_key)
    assert len(names) == 210
    table = pd.DataFrame({
        "road_id": names, "road_name": names, "spoken_name": "", "status": 3, "municipality": "0165",
        "postcodes": [frozenset()] * len(names), "shape": [HERE] * len(names), "named_from": None,
    })  # fmt: skip
    roads = NamedRoads(table)
    began = time.perf_counter()
    found = pd.concat([check_road_name(name, roads, HERE, own_id=name).findings.assign(name=name) for name in names])
    assert (time.perf_counter() - began) / len(names) < 0.5
    alike = found[found.other_id != ""]
    assert alike[["name", "other_name", "grade"]].values.tolist() == [
        ["Stadionvej", "Stationsvej", "near"], ["Stationsvej", "Stadionvej", "near"],
    ]  # fmt: skip
    assert set(found[found.other_id == ""].rule) <= {"A24", "A26", "A27", "A25"}
