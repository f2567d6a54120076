"""The tools keying-list and keying-reconciliation on the sample town, through files: nothing is left out in silence."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest

from gistools.addresses.keying_params import KeyingReconciliationParams
from gistools.addresses.keying_places import in_a_row
from gistools.cli import main
from gistools.styles.columns import COLUMNS


def run(tool, out, *more):
    assert main([tool, "--out", str(out), *map(str, more)]) == 0
    return {file.stem: pd.read_csv(file, sep=";", decimal=",", encoding="utf-8-sig") for file in out.glob("*.csv")}


def layer(out, name):
    return gpd.read_file(out / f"{name}.gpkg", layer=name)


@pytest.fixture(scope="module")
def listed(sample_dir, tmp_path_factory):
    out = tmp_path_factory.mktemp("liste")
    tables = run("keying-list", out, "--planned-changes", sample_dir / "planned_changes.csv", "--register",
                 sample_dir / "address_register.gpkg", "--day", "2026-11-28")  # fmt: skip
    return out, tables


@pytest.fixture(scope="module")
def reconciled(sample_dir, tmp_path_factory):
    out = tmp_path_factory.mktemp("afstemt")
    tables = run("keying-reconciliation", out, "--planned-changes", sample_dir / "planned_changes.csv", "--register",
                 sample_dir / "address_register.gpkg", "--day", "2026-11-28", "--register-after",
                 sample_dir / "address_register.gpkg", sample_dir / "address_register_later", "--day-after",
                 "2027-02-15")  # fmt: skip
    return out, tables


def test_every_planned_change_is_an_action_or_a_conflict(sample_dir, listed):
    _, tables = listed
    planned = set(pd.read_csv(sample_dir / "planned_changes.csv", sep=";").object_id)
    kept, out = set(tables["keying_actions"].object_id), set(tables["keying_conflicts"].object_id)
    assert planned <= kept | out
    assert not kept & out
    points = tables["keying_actions"].query("put_in == True").object_name.tolist()
    assert points == ["Skovvej 20", "Skovvej 20"], "its access point and road point end with it"


def test_fields_are_typed_in_order_by_the_names_that_dar_has(listed):
    fields = listed[1]["keying_fields"]
    assert fields.keying_number.is_monotonic_increasing
    house = fields[fields.keying_number == 3]
    assert house.column_da.tolist() == [
        "status", "husnummertekst", "navngivenVej", "adgangspunkt", "vejpunkt", "postnummer", "jordstykke",
        "adgangTilBygning", "geoDanmarkBygning",
    ]  # fmt: skip
    assert house.typed_after.tolist()[2].startswith("Fabriksvej (")
    renamed = fields[fields.object_name == "Kløvervænget 4"].iloc[0]
    assert (renamed.name_before, renamed.keying_task, str(renamed.typed_before), str(renamed.typed_after)) == (
        "Kløvervænget 3", "ret husnummer", "3", "4")  # fmt: skip
    assert fields.keyed.isna().all(), "to be ticked off"


def test_a_conflict_tells_rule_reason_and_how_to_mend_it(listed):
    (one,) = listed[1]["keying_conflicts"].itertuples()
    assert (one.rule, one.object_name, one.mend_da) == ("A02", "Roemarken 12I", "Ret husnummertekst i planen.")
    assert "bogstavet I, mod regel A02" in one.why_da


def test_the_map_has_the_numbers_where_they_are_and_the_conflict_too(listed):
    places = layer(listed[0], "keying_places").set_index("object_name")
    assert places.keying_numbers.to_dict() == {"Fabriksvej 15": "1-4, 6-7", "Kløvervænget 4": "5", "Skovvej 20": "8-11",
                                               "Roemarken 12I": ""}  # fmt: skip
    assert places.keying_shown.to_dict() == {"Fabriksvej 15": "new", "Kløvervænget 4": "changed", "Skovvej 20": "ends",
                                             "Roemarken 12I": "conflict"}  # fmt: skip


def test_notes_say_that_something_is_left_out(listed):
    record = json.loads((listed[0] / "keying_actions.csv.provenance.json").read_text(encoding="utf-8"))
    said = [one["da"] for one in record["notes"]]
    assert "11 handlinger at taste" in said
    assert "1 objekt kan ikke tastes som planlagt og er holdt ude: se keying_conflicts" in said


def test_the_workbook_is_for_the_one_who_types(listed):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(listed[0] / "keying_workbook.xlsx")
    assert book.sheetnames[1:] == ["Indtastningsliste", "Handlinger", "Kan ikke tastes", "Bemærkninger"]
    rows = [[cell.value for cell in row] for row in book["Indtastningsliste"].iter_rows()]
    assert rows[0][:10] == ["Nr.", "Tastet", "Register", "Handling og objekt", "Hvad", "Hedder nu", "Felt", "Står nu",
                            "Skal være", "Gælder fra"]  # fmt: skip
    assert rows[2][:9] == [1, None, "DAR", "opret adgangspunkt", "Fabriksvej 15", None, "status", None,
                           "ikke i brug (7)"]  # fmt: skip
    widths = book["Indtastningsliste"].column_dimensions
    assert widths["I"].width > 40, "an id beside a name can be read"
    assert widths["B"].width < 15
    notes = [row[0].value for row in book["Bemærkninger"].iter_rows()]
    assert "1 objekt kan ikke tastes som planlagt og er holdt ude: se keying_conflicts" in notes


def test_the_next_extract_tells_what_became_of_it(reconciled):
    out, tables = reconciled
    told = tables["keying_outcomes"].set_index("keying_number").outcome
    assert told.to_dict() == {1: "differs", 6: "not_seen", 7: "not_seen", 11: "not_seen",
                              **dict.fromkeys((2, 3, 4, 5, 8, 9, 10), "accepted")}  # fmt: skip
    moved = tables["keying_differences"].iloc[0]
    assert (moved.column_da, moved.sent_value, moved.register_value) == (
        "position", "POINT (650951.8 6269117)", "POINT (650954.3 6269117)")  # fmt: skip
    (other,) = tables["changes_of_others"].itertuples()
    assert (other.object_name, other.column_da, str(other.value_before), other.value_after) == (
        "Bygvænget 9A", "husnummertekst", "9", "9A")  # fmt: skip
    assert set(tables["register_ids"].register_object) == {"house_number", "point"}
    places = layer(out, "reconciled_places").set_index("object_name")
    assert places.reconciled_as.to_dict() == {"Kløvervænget 4": "accepted", "Bygvænget 9A": "others",
                                              "Skovvej 20": "not_seen", "Fabriksvej 15": "differs"}  # fmt: skip
    assert places.keying_numbers["Fabriksvej 15"] == "1-4, 6-7"


def test_a_larger_tolerance_and_fewer_numbers(sample_dir, tmp_path):
    given = ["--planned-changes", sample_dir / "planned_changes.csv", "--register",
             sample_dir / "address_register.gpkg", "--day", "2026-11-28", "--register-after",
             sample_dir / "address_register.gpkg", sample_dir / "address_register_later",
             "--day-after", "2027-02-15"]  # fmt: skip
    tables = run("keying-reconciliation", tmp_path / "a", *given, "--tolerance-m", "3", "--keyed-numbers", "1-4;5")
    assert tables["keying_outcomes"].outcome.tolist() == ["accepted"] * 5
    assert {"Skovvej 20", "Bygvænget 9A"} <= set(tables["changes_of_others"].object_name), (
        "what was not sent is others'"
    )
    for wrong in ("1-", "5-3", "ja"):
        assert main(["keying-reconciliation", "--out", str(tmp_path / "b"), *map(str, given),
                     "--keyed-numbers", wrong]) != 0  # fmt: skip
    assert main(["keying-reconciliation", "--out", str(tmp_path / "c"), *map(str, given), "--keyed-numbers", "99"]) != 0


def test_an_extract_of_what_is_new_alone_is_noticed(sample_dir, tmp_path):
    run("keying-reconciliation", tmp_path, "--planned-changes", sample_dir / "planned_changes.csv", "--register",
        sample_dir / "address_register.gpkg", "--day", "2026-11-28", "--register-after",
        sample_dir / "address_register_later", "--day-after", "2027-02-15")  # fmt: skip
    record = json.loads((tmp_path / "keying_outcomes.csv.provenance.json").read_text(encoding="utf-8"))
    assert any("er det et helt udtræk?" in one["da"] for one in record["notes"])


def test_units_of_bbr_beside_are_keyed_and_reconciled(tmp_path):
    rows = {
        "NavngivenVej": {"id": "v", "status": "3", "vejnavn": "Åvej"},
        "Husnummer": {"id": "h", "status": "3", "husnummertekst": "1", "navngivenvej_id": "v", "adgangspunkt_id": "p"},
        "Adressepunkt": {"id": "p", "status": "8", "position": "POINT (650020 6269950)"},
        "Adresse": {"id": "a", "status": "3", "adressebetegnelse": "Åvej 1", "husnummer_id": "h"},
        "BBR_Enhed": {
            "id_lokalId": "e",
            "status": "6",
            "enh020EnhedensAnvendelse": "120",
            "adresseIdentificerer": None,
        },
    }
    for folder, linked in (("before", ""), ("after", "a")):
        (tmp_path / folder).mkdir()
        for name, row in rows.items():
            told = row | ({"adresseIdentificerer": linked} if name == "BBR_Enhed" else {})
            (tmp_path / folder / f"{name}.ndjson").write_text(json.dumps(told) + "\n", encoding="utf-8")
    (tmp_path / "plan.csv").write_text(
        "change;register_object;object_id;column;before;after\nchanged;unit;e;address_id;;a\n", encoding="utf-8"
    )
    given = ["--planned-changes", tmp_path / "plan.csv", "--register", tmp_path / "before"]
    (one,) = run("keying-list", tmp_path / "list", *given)["keying_fields"].itertuples()
    assert (one.keyed_in, one.keying_task, one.column_da, one.typed_after) == (
        "BBR", "knyt BBR-enhed", "adresseIdentificerer", "Åvej 1 (a)")  # fmt: skip
    assert len(layer(tmp_path / "list", "keying_places")) == 1, "a unit is where its address is"
    tables = run("keying-reconciliation", tmp_path / "rec", *given, "--register-after", tmp_path / "after")
    assert tables["keying_outcomes"].outcome.tolist() == ["accepted"]


@pytest.mark.parametrize(("status", "kept"), [("6", {"still_used"}), ("10", set())])
def test_a_unit_that_has_ended_holds_no_address_back(tmp_path, status, kept):
    rows = {
        "NavngivenVej": {"id": "v", "status": "3", "vejnavn": "Åvej"},
        "Husnummer": {"id": "h", "status": "3", "husnummertekst": "1", "navngivenvej_id": "v"},
        "Adresse": {"id": "a", "status": "3", "adressebetegnelse": "Åvej 1", "husnummer_id": "h"},
        "BBR_Enhed": {"id_lokalId": "e", "status": status, "adresseIdentificerer": "a"},
    }
    for name, row in rows.items():
        (tmp_path / f"{name}.ndjson").write_text(json.dumps(row) + "\n", encoding="utf-8")
    plan = "change;register_object;object_id;column;before;after\nchanged;address;a;status;3;4\n"
    (tmp_path / "ud").mkdir()
    (tmp_path / "ud" / "plan.csv").write_text(plan, encoding="utf-8")
    files = [tmp_path / f"{name}.ndjson" for name in rows]
    tables = run(
        "keying-list", tmp_path / "list", "--planned-changes", tmp_path / "ud" / "plan.csv", "--register", *files
    )
    assert set(tables["keying_conflicts"].conflict_kind) == kept
    assert len(tables["keying_actions"]) == (not kept)


def test_every_column_has_a_name_for_people(listed, reconciled):
    for tables in (listed[1], reconciled[1]):
        for name, table in tables.items():
            assert not [one for one in table.columns if one not in COLUMNS and one != "maerke"], name


def test_numbers_are_read_and_said():
    assert KeyingReconciliationParams(keyed_numbers="").numbers() == frozenset()
    assert KeyingReconciliationParams(keyed_numbers="3, 5-7").numbers() == {3, 5, 6, 7}
    assert KeyingReconciliationParams(keyed_numbers="7-5").numbers() is None
    assert in_a_row([]) == ""
