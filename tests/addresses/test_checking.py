"""Each rule on a register: what breaks it, what does not, and what cannot be told."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import AddressCheckParams, check_register, read_register
from gistools.addresses.address_line import AddressLine
from gistools.addresses.findings import FINDING_COLUMNS
from gistools.addresses.rule_book import Severity, rule_of
from gistools.errors import ParamError, TableError

DAY = AddressCheckParams(day="2026-11-28")
LINE = "LINESTRING (700000 6170000, 700100 6170000)"
RECENT = "2026-10-01T00:00:00Z"


def row(name, status="3", **told):
    return {"id": name, "status": status, "registreringfra": RECENT, "registreringtil": None, "virkningfra": RECENT,
            "virkningtil": None, **told}  # fmt: skip


def town(**changes):
    """Return a small register without a fault, with some objects exchanged or added."""
    rows = {
        "NavngivenVej": [
            row("v1", vejnavn="Skeevej", vejadresseringsnavn="Skeevej", administreresafkommune="0101",
                vejnavnelinje=LINE, vejnavneområde=None),
            row("v2", vejnavn="Åløkken", vejadresseringsnavn="Åløkken", administreresafkommune="0101",
                vejnavnelinje=LINE, vejnavneområde=None),
        ],
        "NavngivenVejKommunedel": [
            row("d1", kommune="0101", vejkode="0855", navngivenvej_id="v1"),
            row("d2", kommune="0101", vejkode="0856", navngivenvej_id="v2"),
        ],
        "Postnummer": [row("p1", postnr="4370", navn="Store Merløse")],
        "Adressepunkt": [row("k1", status="8", position="POINT (700000 6170005)"),
                         row("k2", status="8", position="POINT (700020 6170005)")],
        "Husnummer": [
            row("h1", husnummertekst="1", adgangsadressebetegnelse="Skeevej 1, 4370 Store Merløse",
                navngivenvej_id="v1", postnummer_id="p1", adgangspunkt_id="k1", supplerendebynavn_id=None),
            row("h2", husnummertekst="3A", adgangsadressebetegnelse="Skeevej 3A, 4370 Store Merløse",
                navngivenvej_id="v1", postnummer_id="p1", adgangspunkt_id="k2"),
        ],
        "Adresse": [
            row("a1", adressebetegnelse="Skeevej 1, st. tv, 4370 Store Merløse", etagebetegnelse="st",
                dørbetegnelse="tv", husnummer_id="h1"),
            row("a2", adressebetegnelse="Skeevej 1, st. mf, 4370 Store Merløse", etagebetegnelse="st",
                dørbetegnelse="mf", husnummer_id="h1"),
            row("a3", adressebetegnelse="Skeevej 1, st. th, 4370 Store Merløse", etagebetegnelse="st",
                dørbetegnelse="th", husnummer_id="h1"),
            row("a4", adressebetegnelse="Skeevej 3A, 4370 Store Merløse", etagebetegnelse="", dørbetegnelse="",
                husnummer_id="h2"),
        ],
        "ReserveretVejnavn": [row("r1", reserveretnavn="Mosehøj", reserveretafkommune="0101",
                                  reservationudløbsdato="2027-01-01")],
    }  # fmt: skip
    for name, changed in changes.items():
        by = {one["id"]: one for one in rows.get(name, [])}
        for one in changed:
            by[one["id"]] = by.get(one["id"], row(one["id"])) | one
        rows[name] = list(by.values())
    return read_register(rows).at("2026-11-28")


def house(number, name="h1", line=None, **more):
    return {"Husnummer": [{"id": name, "husnummertekst": number,
                           "adgangsadressebetegnelse": line or f"Skeevej {number}, 4370 Store Merløse", **more}],
            "Adresse": [{"id": f"a{k}", "status": "4"} for k in (1, 2, 3)]}  # fmt: skip


def address(**told):
    return {"Adresse": [{"id": "a4", **told}]}


BREAKS = {
    "A01": (house("0"), house("1000"), house("A"), house("07")),
    "A02": (house("1a"), house("1AB"), house("1 A")),
    "A03": (
        {"Husnummer": [row("h3", husnummertekst="1", navngivenvej_id="v1", postnummer_id="p1", adgangspunkt_id="k2")]},
        {"NavngivenVej": [row("v3", vejnavn="Ny", vejadresseringsnavn="Ny", vejnavnelinje=LINE)],
         "NavngivenVejKommunedel": [row("d3", kommune="0101", vejkode="0855", navngivenvej_id="v3")],
         "Husnummer": [row("h3", husnummertekst="1", navngivenvej_id="v3", postnummer_id="p1")]},
        {"Husnummer": [row("h3", husnummertekst="3a", navngivenvej_id="v1", postnummer_id="p1")]},
    ),
    "A04": ({"Adresse": [row("a5", adressebetegnelse="Skeevej 1, st. th, 4370 Store Merløse", etagebetegnelse="st",
                             dørbetegnelse="th", husnummer_id="h1")]},),
    "A10": (address(etagebetegnelse="k1"), address(etagebetegnelse="0"), address(etagebetegnelse="100"),
            address(etagebetegnelse="ST")),
    "A11": (address(dørbetegnelse="TV"), address(dørbetegnelse="12345"), address(dørbetegnelse="ø"),
            address(dørbetegnelse="012")),
    "A12": ({"Adresse": [{"id": "a3", "status": "4"}]}, {"Adresse": [{"id": "a1", "etagebetegnelse": "1"}]}),
    "A13": (address(dørbetegnelse="14"),),
    "A17": ({"Husnummer": [{"id": "h1", "status": "2", "registreringfra": "2026-07-29T00:00:00Z"}]},
            {"Adresse": [{"id": "a4", "status": "2", "registreringfra": "2020-01-01T00:00:00Z"}]}),
    "A28": ({"NavngivenVej": [{"id": "v2", "vejnavn": " SKEEVEJ"}],
             "Husnummer": [row("h3", husnummertekst="1", navngivenvej_id="v2", postnummer_id="p1")]},),
    "A30": ({"NavngivenVej": [{"id": "v1", "vejnavn": "Hvidekær"}, {"id": "v2", "vejnavn": "Videkær"}],
             "Husnummer": [row("h3", husnummertekst="1", navngivenvej_id="v2", postnummer_id="p1")]},),
    "A24": ({"NavngivenVej": [{"id": "v2", "vejnavn": "A" + "a" * 40, "vejadresseringsnavn": "Aa"}]},
            {"NavngivenVej": [{"id": "v2", "vejnavn": ""}]}),
    "A25": ({"NavngivenVej": [{"id": "v2", "vejadresseringsnavn": "Å" * 21}]},
            {"NavngivenVej": [{"id": "v2", "vejadresseringsnavn": "Ålø"}]},
            {"NavngivenVej": [{"id": "v2", "vejadresseringsnavn": "", "vejnavn": "V" + "e" * 25}]}),
    "A31": ({"NavngivenVej": [{"id": "v2", "vejnavnelinje": None}]},),
    "A32": ({"NavngivenVejKommunedel": [{"id": "d2", "status": "4"}]},
            {"NavngivenVejKommunedel": [row("d3", kommune="0101", vejkode="0999", navngivenvej_id="v2")]},
            {"NavngivenVej": [{"id": "v2", "administreresafkommune": "0165"},
                              row("v3", vejnavn="Ny", vejadresseringsnavn="Ny", vejnavnelinje=LINE)],
             "NavngivenVejKommunedel": [row("d3", kommune="0165", vejkode="0001", navngivenvej_id="v3")]},
            {"NavngivenVej": [{"id": "v2", "administreresafkommune": ""}],
             "NavngivenVejKommunedel": [row("d3", kommune="0165", vejkode="0999", navngivenvej_id="v2")]}),
    "A33": ({"NavngivenVejKommunedel": [{"id": "d2", "vejkode": "0855"}]},
            {"NavngivenVejKommunedel": [{"id": "d2", "vejkode": "0"}]}),
    "A42": ({"ReserveretVejnavn": [{"id": "r1", "reservationudløbsdato": "2026-11-27"}]},),
    "A43": (address(adressebetegnelse="Skeevej 3A, 1. th, 4370 Store Merløse"),
            address(adressebetegnelse="Skeevej 5, 4370 Store Merløse"),
            address(adressebetegnelse="Skeevej 3A, 4371 Store Merløse"), address(adressebetegnelse="Skeevej"),
            address(adressebetegnelse="Skeevej  3A, 4370 Store Merløse"),
            address(adressebetegnelse="Åløkken 3A, 4370 Store Merløse"),
            address(adressebetegnelse="Skeevej 3A, Skee, 4370 Store Merløse"),
            address(adressebetegnelse="Skeevej 3A, 4370 Merløse"),
            house("1", line="Åløkken 1, 4370 Store Merløse"),
            {"Adresse": [{"id": "a4", "husnummer_id": "h3"}],
             "Husnummer": [row("h3", "4", husnummertekst="3A", navngivenvej_id="v1", postnummer_id="p1")]}),
    "G09": ({"NavngivenVej": [{"id": "v2", "vejnavn": "ÅLØKKEN"}]},
            {"NavngivenVej": [{"id": "v2", "vejnavn": "Ny  Vej"}]}),
}  # fmt: skip

KEEPS = {
    "A01": (house("999"), house("12B")),
    "A02": (house("1Q"), house("999Ø")),
    "A03": ({"Husnummer": [row("h3", status="4", husnummertekst="1", navngivenvej_id="v1", postnummer_id="p1")]},
            {"Husnummer": [row("h3", husnummertekst="1", navngivenvej_id="v2", postnummer_id="p1")]}),
    "A04": ({"Adresse": [row("a5", status="4", adressebetegnelse="", etagebetegnelse="st", dørbetegnelse="th",
                             husnummer_id="h1")]},),
    "A28": ({"Husnummer": [row("h3", husnummertekst="1", navngivenvej_id="v2", postnummer_id="p1")]},
            {"NavngivenVej": [{"id": "v2", "vejnavn": "Skeevej"}], "Postnummer": [row("p2", postnr="4340", navn="T")],
             "Husnummer": [row("h3", husnummertekst="1", navngivenvej_id="v2", postnummer_id="p2")]}),
    "A32": ({"NavngivenVejKommunedel": [row("d3", kommune="0165", vejkode="0999", navngivenvej_id="v2")]},),
    "A43": ({"SupplerendeBynavn": [row("b1", navn="Skee")], "Husnummer": [{"id": "h2", "supplerendebynavn_id": "b1",
             "adgangsadressebetegnelse": "Skeevej 3A, Skee, 4370 Store Merløse"}],
             **address(adressebetegnelse="Skeevej 3A, Skee, 4370 Store Merløse")},),
    "A10": (address(etagebetegnelse="k2"), address(etagebetegnelse="99")),
    "A11": (address(dørbetegnelse="a-1/"), address(dørbetegnelse="9999")),
    "A17": ({"Husnummer": [{"id": "h1", "status": "2", "registreringfra": "2026-07-31T00:00:00Z"}]},),
    "A24": ({"NavngivenVej": [{"id": "v2", "vejnavn": "A" + "a" * 39, "vejadresseringsnavn": "Aa"}]},),
    "A42": ({"ReserveretVejnavn": [{"id": "r1", "reservationudløbsdato": "2026-11-28"}]},),
    "G09": ({"NavngivenVej": [{"id": "v2", "vejnavn": "H C Vej", "vejadresseringsnavn": "H C Vej"}]},),
}  # fmt: skip


def test_a_register_without_a_fault_has_no_finding():
    found = check_register(town(), DAY)
    assert not len(found.layer), found.layer[["rule", "found_da"]].to_string()
    asked = found.answers.set_index("rule")
    assert (asked.loc[[rule for rule in BREAKS if rule != "A17"], "asked"] > 0).all()  # nothing is provisional
    assert not asked.loc[list(BREAKS), "cannot_tell"].any()
    assert found.notes == ()


@pytest.mark.parametrize(("rule", "changes"), [(rule, one) for rule, cases in BREAKS.items() for one in cases])
def test_what_breaks_a_rule_is_found_by_it(rule, changes):
    found = check_register(town(**changes), DAY, rules=[rule])
    assert len(found.layer) == 1, found.layer.to_string()
    one = found.layer.iloc[0]
    assert one.severity == str(rule_of(rule).severity)
    assert one.found_da
    assert one.found_en
    assert found.answers.rule.tolist() == [rule]
    assert found.answers.finding_count.tolist() == [1]


@pytest.mark.parametrize(("rule", "changes"), [(rule, one) for rule, cases in KEEPS.items() for one in cases])
def test_what_keeps_a_rule_is_not_found_by_it(rule, changes):
    assert not len(check_register(town(**changes), DAY, rules=[rule]).layer)


def test_every_rule_that_is_computed_has_a_case_that_breaks_it_and_one_that_does_not():
    answers = check_register(town(**BREAKS["A17"][0]), DAY).answers.set_index("rule")
    computed = set(answers.index[(answers.asked > 0) & (answers.needs == "register")])
    assert computed == set(BREAKS)
    assert answers.loc[sorted(answers.index[answers.asked == 0]), "why_da"].str.len().gt(0).all()


@pytest.mark.parametrize("letter", "IJOQÆØÅ")
def test_a_new_number_must_not_have_a_letter_that_an_old_one_may_keep(letter):
    register = town(**house(f"1{letter}"))
    assert not len(check_register(register, DAY, rules=["A02"]).layer)
    new = check_register(register, DAY, rules=["A02"], changed={"house_number": ["h1"]}).layer
    assert new.severity.tolist() == ["error"]
    assert not len(check_register(register, DAY, rules=["A02"], changed={"house_number": ["h2"]}).layer)


def test_a_change_is_told_of_with_what_it_collides_with():
    register = town(Husnummer=[row("h0", husnummertekst="1", navngivenvej_id="v1", postnummer_id="p1")])
    for changed in (["h0"], ["h1"]):
        found = check_register(register, DAY, rules=["A03"], changed={"house_number": changed}).layer
        assert found.object_id.tolist() == ["h0"]
        assert found.other_ids.tolist() == ["h1"]
    assert not len(check_register(register, DAY, rules=["A03"], changed={"house_number": ["h2"]}).layer)


def test_findings_are_ranked_and_have_a_place_and_a_fix():
    found = check_register(
        town(Husnummer=[{"id": "h1", "husnummertekst": "07"}],
             NavngivenVej=[{"id": "v2", "vejadresseringsnavn": "Ålø"}], **address(dørbetegnelse="14")),
        DAY,
    )  # fmt: skip
    layer = found.layer
    assert list(layer.columns) == [*FINDING_COLUMNS, "geometry"]
    assert layer.crs == "EPSG:25832"
    assert layer.finding_rank.tolist() == list(range(1, len(layer) + 1))
    assert [Severity(one).order for one in layer.severity] == sorted(Severity(one).order for one in layer.severity)
    by = layer.set_index("rule")
    assert by.geometry["A01"] == shapely.Point(700000, 6170005)
    assert by.geometry["A13"] == shapely.Point(700020, 6170005)
    assert by.geometry["A25"].x == 700050
    assert by.fix_column["A25"] == ""  # another name: what is right is not told


def test_what_is_suppressed_comes_last_with_its_reason_and_nothing_else_is_touched():
    register = town(**address(dørbetegnelse="14", etagebetegnelse="0"))
    before = check_register(register, DAY)
    one = before.layer.finding_id.iloc[0]
    given_up = pd.DataFrame({"finding_id": [one, "f0"], "suppressed_why": ["set på stedet", "væk"],
                             "suppressed_date": ["2026-11-01", "2026-11-02"]})  # fmt: skip
    after = check_register(register, DAY, suppressions=given_up)
    assert after.layer.finding_id.iloc[-1] == one
    assert after.layer.suppressed_why.iloc[-1] == "set på stedet"
    assert set(after.layer.finding_id) == set(before.layer.finding_id)
    assert len(after.open) == len(before.open) - 1
    assert "1 suppressed" in repr(after)


@pytest.mark.parametrize(
    ("change", "word"),
    [({"suppressed_why": [" "]}, "grund"), ({"suppressed_why": [None]}, "grund"),
     ({"suppressed_why": [float("nan")]}, "grund"),
     ({"suppressed_date": ["i går"]}, "i går"),
     ({"suppressed_why": None}, "mangler"), ({"finding_id": ["f1", "f1"]}, "to gange")],
)  # fmt: skip
def test_a_suppression_without_a_reason_or_a_date_is_refused(change, word):
    size = len(change.get("finding_id") or [1])
    told = {"finding_id": ["f1"], "suppressed_why": ["fordi"] * size, "suppressed_date": ["2026-11-01"] * size} | change
    given_up = pd.DataFrame({name: value for name, value in told.items() if value is not None})
    with pytest.raises(TableError) as caught:
        check_register(town(), DAY, suppressions=given_up)
    assert word in caught.value.found.da


def test_what_the_register_lacks_is_told_and_is_no_answer():
    register = read_register({"Postnummer": [row("p1", postnr="4370", navn="Store Merløse")]}).at("2026-11-28")
    answers = check_register(register, DAY).answers.set_index("rule")
    assert answers.asked.gt(0).sum() == 1
    assert answers.why_da["A03"] == "registret har ingen husnumre"
    sides = town(Adresse=[{"id": one, "dørbetegnelse": ""} for one in ("a1", "a2", "a3", "a4")])
    assert check_register(sides, DAY, rules=["A12"]).answers.why_da[0] == "ingen adresse har døren mf"
    lines = check_register(town(Husnummer=[{"id": "h2", "postnummer_id": "p9"}]), DAY).answers.set_index("rule")
    assert lines.cannot_tell["A43"] == 2  # the house number and its address
    bare = check_register(
        town(NavngivenVej=[{"id": "v1", "vejnavnelinje": None}, {"id": "v2", "vejnavnelinje": None}]), DAY
    )
    assert bare.answers.set_index("rule").cannot_tell["A31"] == 2
    assert not len(bare.of("A31"))


def test_faults_of_a_call_are_named():
    with pytest.raises(ParamError, match="A99"):
        check_register(town(), DAY, rules=["A99"])
    with pytest.raises(ParamError, match="ingen regler"):
        check_register(town(), DAY, rules=[])
    with pytest.raises(ParamError):
        check_register(town(), AddressCheckParams(day="i morgen"))
    many = read_register({"Postnummer": [row("a", postnr="4370", navn="Ny"), row("a", postnr="4370", navn="Gammel")]})
    with pytest.raises(ParamError, match="flere versioner"):
        check_register(many, DAY)


def test_a_finding_put_aside_hides_no_other_fault_of_its_object():
    """The id holds for the values that were found: another value, another fault or another object is seen again."""
    first = check_register(town(**address(etagebetegnelse="0")), DAY, rules=["A10"]).layer.finding_id[0]
    aside = pd.DataFrame({"finding_id": [first], "suppressed_why": ["set"], "suppressed_date": ["2026-11-01"]})
    again = check_register(town(**address(etagebetegnelse="0")), DAY, rules=["A10"], suppressions=aside)
    assert (len(again.open), again.notes) == (0, ())
    other = check_register(town(**address(etagebetegnelse="100")), DAY, rules=["A10"], suppressions=aside)
    assert len(other.open) == 1
    assert other.lapsed.finding_id.tolist() == [first]
    assert first in other.notes[0].da
    none = check_register(town(), DAY, suppressions=aside)
    assert none.lapsed.suppressed_why.tolist() == ["set"]


def test_two_faults_of_one_object_are_two_findings():
    held = town(NavngivenVej=[{"id": "v2", "vejnavn": "ÅLØKKEN", "vejadresseringsnavn": "ÅLØKKEN"}])
    found = check_register(held, DAY, rules=["G09"]).layer
    assert found.object_id.tolist() == ["v2", "v2"]
    assert found.finding_id.nunique() == 2
    ended = town(Husnummer=[row("h3", "5", husnummertekst="3A", navngivenvej_id="v1", postnummer_id="p1")],
                 **address(husnummer_id="h3", adressebetegnelse="Åløkken 3A, 4370 Store Merløse"))  # fmt: skip
    told = check_register(ended, DAY, rules=["A43"]).layer.found_da.tolist()
    assert sorted(told) == [
        "adressens husnummer 3A er henlagt",
        "linjen siger vejnavn 'Åløkken', registret har 'Skeevej'",
    ]


def test_an_id_is_the_same_on_the_next_day():
    """How long something was not touched is another figure each day: the finding is the same."""
    held = town(Husnummer=[{"id": "h1", "status": "2", "registreringfra": "2020-01-01T00:00:00Z"}])
    days = [check_register(held, AddressCheckParams(day=day), rules=["A17"]).layer
            for day in ("2026-11-28", "2026-11-29")]  # fmt: skip
    assert days[0].finding_id[0] == days[1].finding_id[0]
    assert days[0].found_da[0] != days[1].found_da[0]
    later = town(Husnummer=[{"id": "h1", "status": "2", "registreringfra": "2020-01-02T00:00:00Z"}])
    assert check_register(later, DAY, rules=["A17"]).layer.finding_id[0] != days[0].finding_id[0]


def test_changed_objects_are_known_by_their_kind_and_their_id():
    uuid = "0a3f507a-f090-32b8-e044-0003ba298018"
    held = town(Husnummer=[row(uuid, husnummertekst="1I", navngivenvej_id="v1", postnummer_id="p1")])
    told = check_register(held, DAY, rules=["A02"], changed={"house_number": [f" {{{uuid.upper()}}} "]})
    assert told.layer.object_id.tolist() == [uuid]
    assert told.notes == ()
    lost = check_register(held, DAY, rules=["A02"], changed={"house_number": ["H1"], "unit": ["u1"]})
    ends = [note.da.rpartition(" (")[2] for note in lost.notes]
    assert ends == ["husnummer): H1", "enhed): u1"]
    with pytest.raises(ParamError, match="house_number"):
        check_register(held, DAY, changed={"house_numbers": [uuid]})
    with pytest.raises(ParamError, match="én tekst"):
        check_register(held, DAY, changed={"house_number": uuid})


@pytest.mark.parametrize(
    ("name", "short", "fix"),
    [
        ("Åløkken", "åløkken", "Åløkken"), ("Åløkken", " Åløkken", "Åløkken"), ("Åløkken", "Ålø", ""),
        ("Åløkken", "", ""), ("Åløkken", "Skeevej", ""), ("Ny  Vej", "Ny Vej", ""), ("ÅLØKKEN", "Åløkken", ""),
        ("Åløkken", "Åløkken" + " " * 20, "Åløkken"),
    ],
)  # fmt: skip
def test_an_addressing_name_is_mended_only_where_it_is_the_same_name(name, short, fix):
    held = town(NavngivenVej=[{"id": "v2", "vejnavn": name, "vejadresseringsnavn": short}])
    assert check_register(held, DAY, rules=["A25"]).layer.fix_value.tolist() == [fix]


def without(name, *columns):
    """Return the register of a town whose extract does not have some columns of an object."""
    held = town()
    blank = held.tables[name].assign(**dict.fromkeys(columns, ""))
    return replace(held, tables={**held.tables, name: blank}, absent={**held.absent, name: frozenset(columns)})


@pytest.mark.parametrize(
    ("rule", "name", "columns", "count"),
    [
        ("A25", "named_road", ["addressing_name"], 2), ("A10", "address", ["floor"], 4),
        ("A11", "address", ["door"], 4), ("A04", "address", ["floor", "door"], 3), ("A04", "address", ["door"], 3),
        ("A12", "address", ["floor"], 1),
        ("A12", "address", ["door"], 4), ("A13", "address", ["floor"], 3), ("A13", "address", ["door"], 4),
        ("A43", "address", ["floor", "door"], 4), ("A43", "house_number", ["line"], 2),
        ("A43", "house_number", ["town_id"], 6), ("A42", "reserved_name", ["reserved_until"], 1),
    ],
)  # fmt: skip
def test_a_column_that_the_extract_lacks_is_not_empty(rule, name, columns, count):
    found = check_register(without(name, *columns), DAY, rules=[rule])
    assert not len(found.layer), found.layer.found_da.tolist()
    assert found.answers.cannot_tell.tolist() == [count]
    assert "udtrækket har ikke kolonnen" in found.answers.why_da[0]


def test_columns_that_no_row_has_are_known_as_absent():
    rows = {
        "Adresse": [{"id": "a", "status": "3", "adressebetegnelse": "x", "husnummer": "h", "etagebetegnelse": None}]
    }
    held = read_register(rows).at("2026-11-28")
    assert "door" in held.absent["address"]
    assert "floor" not in held.absent["address"]
    drawn = read_register({"NavngivenVej": [{"id": "v", "status": "3", "vejnavn": "V", "geometri": None}]})
    assert drawn.absent["named_road"].isdisjoint({"road_line", "road_area"})  # a layer has one shape


def test_what_hangs_on_nothing_is_no_double():
    rows = {
        "Husnummer": [row(f"h{k}", husnummertekst="1", navngivenvej_id=None) for k in range(2)],
        "Adresse": [row(f"a{k}", adressebetegnelse="Vej 1, 4370 By", husnummer_id="", etagebetegnelse="st",
                        dørbetegnelse="mf") for k in range(2)],
        "NavngivenVejKommunedel": [row(f"d{k}", kommune="", vejkode="0001", navngivenvej_id="v") for k in range(2)],
    }  # fmt: skip
    found = check_register(read_register(rows).at("2026-11-28"), DAY, rules=["A03", "A04", "A12", "A33", "G06"])
    assert not len(found.layer), found.layer.found_da.tolist()
    answers = found.answers.set_index("rule")
    assert answers.cannot_tell[["A03", "A04", "A12", "A33"]].tolist() == [2, 2, 2, 2]
    assert "ingen vej" in answers.why_da["A03"]


def test_roads_of_a_municipality_that_is_not_in_the_extract_are_not_blamed():
    across = row("d3", kommune="0165", vejkode="0001", navngivenvej_id="v1")
    for changes in (
        {"NavngivenVej": [{"id": "v2", "administreresafkommune": "0165"}], "NavngivenVejKommunedel": [across]},
        {"NavngivenVej": [{"id": "v2", "administreresafkommune": "0165"}],
         "NavngivenVejKommunedel": [{"id": "d2", "status": "4"}]},
        {"NavngivenVej": [{"id": "v2", "administreresafkommune": ""}],
         "NavngivenVejKommunedel": [{"id": "d2", "status": "4"}]},
    ):  # fmt: skip
        answers = check_register(town(**changes), DAY, rules=["A32"]).answers
        assert (answers.finding_count[0], answers.cannot_tell[0]) == (0, 1)
        assert answers.why_da[0]


def test_an_undated_provisional_address_is_not_told_and_says_why():
    held = town(Husnummer=[{"id": "h1", "status": "2", "registreringfra": None}])
    answer = check_register(held, DAY, rules=["A17"]).answers.iloc[0]
    assert (answer.cannot_tell, answer.why_da) == (1, "husnumre uden registreringstidspunkt (registreringFra)")


def test_a_house_number_that_is_away_cannot_be_told_and_one_that_has_ended_is_found():
    gone = town(Husnummer=[row("h3", "4", husnummertekst="9", navngivenvej_id="v1", postnummer_id="p1")],
                **address(husnummer_id="h3", adressebetegnelse="Skeevej 9, 4370 Store Merløse"))  # fmt: skip
    told = check_register(gone, DAY, rules=["A43"])
    assert told.layer.found_da.tolist() == ["adressens husnummer 9 er nedlagt"]
    assert told.answers.cannot_tell.tolist() == [0]
    away = check_register(town(**address(husnummer_id="h9")), DAY, rules=["A43"])
    assert not len(away.layer)
    assert away.answers[["cannot_tell", "why_da"]].iloc[0].tolist() == [1, "husnummeret er ikke i udtrækket"]


def test_a_name_on_a_road_of_no_postcode_cannot_be_told():
    answers = check_register(town(NavngivenVej=[{"id": "v2", "vejnavn": "Skeevej"}]), DAY, rules=["A28"]).answers
    assert (answers.finding_count[0], answers.cannot_tell[0]) == (0, 1)
    assert answers.why_da[0] == "vejen har ingen husnumre med postnummer i udtrækket"


parts = st.tuples(
    st.sampled_from(["Skeevej", "Ny Vej", "Åløkken"]), st.sampled_from(["1", "12A", "7"]),
    st.sampled_from(["", "st", "1", "k2"]), st.sampled_from(["", "tv", "14", "a-1"]), st.sampled_from(["", "Skee"]),
    st.sampled_from(["4370", "4340"]), st.sampled_from(["Merløse", "Store Merløse"]),
)  # fmt: skip


@settings(max_examples=60)
@given(parts, parts, st.booleans())
def test_a_line_is_told_of_when_it_is_not_that_of_its_parts(mine, said, same):
    road, number, floor, door, town_name, code, district = mine
    line = str(AddressLine(*(mine if same else said)))
    rows = {
        "NavngivenVej": [row("v", vejnavn=road)], "Postnummer": [row("p", postnr=code, navn=district)],
        "SupplerendeBynavn": [row("b", navn=town_name or "Andetsteds")],
        "Husnummer": [row("h", husnummertekst=number, navngivenvej_id="v", postnummer_id="p",
                          supplerendebynavn_id="b" if town_name else None, adgangsadressebetegnelse=None)],
        "Adresse": [row("a", adressebetegnelse=line, etagebetegnelse=floor, dørbetegnelse=door, husnummer_id="h")],
    }  # fmt: skip
    found = check_register(read_register(rows).at("2026-11-28"), DAY, rules=["A43"])
    assert len(found.layer) == (not same and mine != said)
    assert not found.answers.cannot_tell.any()


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["1", "2", "2A"]), st.sampled_from("23456")), max_size=8))
def test_numbers_that_stand_twice_are_those_that_a_naive_count_finds(numbers):
    rows = [row(f"n{k}", status=status, husnummertekst=number, navngivenvej_id=f"v{road}")
            for k, (road, number, status) in enumerate(numbers)]  # fmt: skip
    found = check_register(read_register({"Husnummer": rows}).at("2026-11-28"), DAY, rules=["A03"]).layer
    want = set()
    for road, number, _ in numbers:
        same = [f"n{k}" for k, (r, n, s) in enumerate(numbers) if (r, n) == (road, number) and s in "23"]
        if len(same) > 1:
            want.add(tuple(sorted(same)))
    assert {(one, *others.split()) for one, others in zip(found.object_id, found.other_ids, strict=True)} == want


@settings(max_examples=15)
@given(st.randoms())
def test_the_order_of_rows_changes_no_finding(random):
    twin = row("h3", husnummertekst="3A", navngivenvej_id="v1")
    changed = {"Husnummer": [{"id": "h1", "husnummertekst": "07"}, twin],
               **address(dørbetegnelse="14", etagebetegnelse="k1")}  # fmt: skip
    register = town(**changed)
    mixed = {name: table.sample(frac=1, random_state=random.randrange(2**31)).reset_index(drop=True)
             for name, table in register.tables.items()}  # fmt: skip
    one, two = (
        check_register(register, DAY),
        check_register(type(register)(mixed, register.repairs, register.absent), DAY),
    )
    pd.testing.assert_frame_equal(pd.DataFrame(one.layer), pd.DataFrame(two.layer))
    pd.testing.assert_frame_equal(one.answers, two.answers)


def test_the_real_extract_is_checked(real_data):
    records = {
        path.stem: [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines() if text.strip()]
        for path in (real_data / "registers" / "dar_2018").glob("*.ndjson")
        if path.stem != "DARKommuneinddeling"
    }
    found = check_register(read_register(records).at("2018-06-01"), AddressCheckParams(day="2018-06-01"))
    answers = found.answers.set_index("rule")
    assert answers.asked["A43"] > 1000
    assert answers.finding_count["A43"] == 0  # all lines are read back
    assert answers.finding_count["A10"] == 0
    assert answers.finding_count["A13"] > 10  # doors without a floor are real
    assert np.isin(found.layer.rule.unique(), list(BREAKS)).all()
