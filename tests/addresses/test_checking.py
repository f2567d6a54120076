"""Each rule on a register: what breaks it, what does not, and what cannot be told."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import AddressCheckParams, check_register, read_register
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
                vejnavnelinje=LINE),
            row("v2", vejnavn="Åløkken", vejadresseringsnavn="Åløkken", administreresafkommune="0101",
                vejnavnelinje=LINE),
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
                navngivenvej_id="v1", postnummer_id="p1", adgangspunkt_id="k1"),
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
        by = {one["id"]: one for one in rows[name]}
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
    "A24": ({"NavngivenVej": [{"id": "v2", "vejnavn": "A" + "a" * 40, "vejadresseringsnavn": "Aa"}]},
            {"NavngivenVej": [{"id": "v2", "vejnavn": ""}]}),
    "A25": ({"NavngivenVej": [{"id": "v2", "vejadresseringsnavn": "Å" * 21}]},
            {"NavngivenVej": [{"id": "v2", "vejadresseringsnavn": "Ålø"}]},
            {"NavngivenVej": [{"id": "v2", "vejadresseringsnavn": "", "vejnavn": "V" + "e" * 25}]}),
    "A31": ({"NavngivenVej": [{"id": "v2", "vejnavnelinje": None}]},),
    "A32": ({"NavngivenVejKommunedel": [{"id": "d2", "status": "4"}]},
            {"NavngivenVejKommunedel": [row("d3", kommune="0101", vejkode="0999", navngivenvej_id="v2")]},
            {"NavngivenVej": [{"id": "v2", "administreresafkommune": "0165"}]},
            {"NavngivenVej": [{"id": "v2", "administreresafkommune": ""}],
             "NavngivenVejKommunedel": [row("d3", kommune="0165", vejkode="0999", navngivenvej_id="v2")]}),
    "A33": ({"NavngivenVejKommunedel": [{"id": "d2", "vejkode": "0855"}]},
            {"NavngivenVejKommunedel": [{"id": "d2", "vejkode": "0"}]}),
    "A42": ({"ReserveretVejnavn": [{"id": "r1", "reservationudløbsdato": "2026-11-27"}]},),
    "A43": (address(adressebetegnelse="Skeevej 3A, 1. th, 4370 Store Merløse"),
            address(adressebetegnelse="Skeevej 5, 4370 Store Merløse"),
            address(adressebetegnelse="Skeevej 3A, 4371 Store Merløse"), address(adressebetegnelse="Skeevej"),
            address(adressebetegnelse="Skeevej  3A, 4370 Store Merløse")),
    "G09": ({"NavngivenVej": [{"id": "v2", "vejnavn": "ÅLØKKEN", "vejadresseringsnavn": "ÅLØKKEN"}]},
            {"NavngivenVej": [{"id": "v2", "vejnavn": "Ny  Vej", "vejadresseringsnavn": "Ny  Vej"}]}),
}  # fmt: skip

KEEPS = {
    "A01": (house("999"), house("12B")),
    "A02": (house("1Q"), house("999Ø")),
    "A03": ({"Husnummer": [row("h3", status="4", husnummertekst="1", navngivenvej_id="v1", postnummer_id="p1")]},
            {"Husnummer": [row("h3", husnummertekst="1", navngivenvej_id="v2", postnummer_id="p1")]}),
    "A04": ({"Adresse": [row("a5", status="4", adressebetegnelse="", etagebetegnelse="st", dørbetegnelse="th",
                             husnummer_id="h1")]},),
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
    assert (by.fix_column["A25"], by.fix_value["A25"]) == ("addressing_name", "Åløkken")


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
    one, two = check_register(register, DAY), check_register(type(register)(mixed), DAY)
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
