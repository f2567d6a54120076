"""The tool address-check on the sample town: every planted fault, and no other, through files and folders."""

from __future__ import annotations

import json
import re

import geopandas as gpd
import pandas as pd
import pytest

from gistools.cli import main
from gistools.io import read_register_files
from gistools.io.register_folder import expand_register


def run(out, register, *more):
    command = ["address-check", "--register", *map(str, register), "--day", "2026-11-28", "--out", str(out), *more]
    assert main(command) == 0
    return pd.read_csv(out / "finding_list.csv", sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def sample(sample_dir):
    return sample_dir / "address_register.gpkg"


def faults_of(path):
    tables = [gpd.read_file(path, layer=name) for name in gpd.list_layers(path)["name"]]
    tables = [table.rename(columns={"id_lokalid": "id_lokalId"}) for table in tables]
    return {one: fault for table in tables if "id_lokalId" in table
            for one, fault in zip(table.id_lokalId, table.plantet, strict=True) if fault != "ingen"}  # fmt: skip


@pytest.fixture(scope="module")
def planted(sample):
    """Return the ids of the objects that a fault was planted in, with what it is."""
    return faults_of(sample)


OUTLINED = ("(B03", "(B04", "(B09", "(B10", "anden grund")
"""Of faults that need layers beside the registers."""


def test_every_planted_fault_is_found_and_nothing_else(sample, planted, tmp_path, capsys):
    found = run(tmp_path / "a", [sample])
    named = {one for cell in (*found.object_id, *found.other_ids) for one in cell.split()}
    repairs = pd.read_csv(tmp_path / "a" / "register_repairs.csv", sep=";", encoding="utf-8-sig")
    assert repairs.found_kind.tolist() == ["zeros_lost"]
    unseen = {one for one, fault in planted.items() if any(code in fault for code in OUTLINED)}
    assert len(unseen) == 5
    assert set(planted) - named == set(repairs.object_id) | unseen
    blamed = found[[planted.keys().isdisjoint((one, *others.split()))
                    for one, others in zip(found.object_id, found.other_ids, strict=True)]]  # fmt: skip
    assert set(blamed.rule) <= {"G07"}  # numbers of the town that are left free for an empty plot
    assert "OPDIGTET EKSEMPEL" in capsys.readouterr().out
    assert (found.maerke == "OPDIGTET EKSEMPEL / INVENTED EXAMPLE").all()
    assert found.finding_rank.tolist() == [str(k + 1) for k in range(len(found))]


def test_a_folder_of_ndjson_gives_what_the_geopackage_gives(sample, tmp_path):
    folder = tmp_path / "DAR udtræk"
    folder.mkdir()
    (folder / "læs mig.md").write_text("ikke et register", encoding="utf-8")
    for name, rows in read_register_files([sample]).value.items():
        flat = [row | {key: cell.wkt for key, cell in row.items() if hasattr(cell, "wkt")} for row in rows]
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in flat]
        (folder / f"{name}.ndjson").write_text("".join(lines), encoding="utf-8")
    assert len(expand_register([folder])) == 14
    one, two = run(tmp_path / "a", [sample]), run(tmp_path / "b", [folder])
    three = run(tmp_path / "c", sorted(folder.glob("*.ndjson"), reverse=True))
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(one, three)


def test_what_was_put_aside_stays_aside(sample, tmp_path, capsys):
    found = run(tmp_path / "a", [sample])
    aside = tmp_path / "lagt til side.csv"
    told = pd.DataFrame({"finding_id": [found.finding_id[0], "f0123"], "suppressed_why": "ses på ved næste møde",
                         "suppressed_date": "2026-11-01"})  # fmt: skip
    told.to_csv(aside, index=False)
    again = run(tmp_path / "b", [sample], "--suppressions", str(aside))
    assert again.finding_id.iloc[-1] == found.finding_id[0]
    assert again.suppressed_why.iloc[-1] == "ses på ved næste møde"
    said = "".join(capsys.readouterr())
    assert "1 fund er lagt til side med en grund" in said
    assert "1 fund lagt til side er ikke blandt fundene denne gang" in said
    assert "f0123" in said
    assert "1 celle rettet" in said
    layer = gpd.read_file(tmp_path / "b" / "findings.gpkg", layer="findings")
    assert layer.set_index("finding_id").shown_as[found.finding_id[0]] == "suppressed"


def test_of_planned_changes_only_what_is_about_them_is_told(sample, sample_dir, tmp_path, capsys):
    changes = sample_dir / "planned_changes.csv"
    found = run(tmp_path / "a", [sample], "--planned-changes", str(changes))
    assert found[["rule", "severity", "object_name"]].to_numpy().tolist() == [
        ["A02", "error", "Roemarken 12I, 0099 Eksempelby"]
    ]
    printed = " ".join("".join(capsys.readouterr()).split())
    assert "8 objekter med planlagte ændringer: registret er prøvet, som det bliver" in printed
    asked = pd.read_csv(tmp_path / "a" / "rules_asked.csv", sep=";", encoding="utf-8-sig").set_index("rule")
    assert asked.asked[["A18", "A41"]].tolist() == [6, 8]  # moves and what is new; all that changes
    shown = gpd.read_file(tmp_path / "a" / "house_numbers.gpkg", layer="house_numbers")
    now = gpd.read_file(sample, layer="Husnummer")
    assert len(shown) == len(now)  # one more and one less
    assert {"12I", "15"} <= set(shown.house_number)


def test_a_table_of_figures_alone_and_one_that_does_not_fit(sample, tmp_path, capsys):
    table = pd.read_csv(sample.parent / "planned_changes.csv", sep=";", dtype=str)
    file = tmp_path / "ændringer.csv"
    table.iloc[:1].drop(columns="maerke").to_csv(file, sep=";", index=False)
    assert not len(run(tmp_path / "a", [sample], "--planned-changes", str(file)))
    table.iloc[:1].assign(before="7").to_csv(file, sep=";", index=False)
    command = ["address-check", "--register", str(sample), "--planned-changes", str(file), "--day", "2026-11-28"]
    assert main([*command, "--out", str(tmp_path / "b")]) != 0
    told = " ".join("".join(capsys.readouterr()).split())
    assert "husnummertekst er '3' i registret, men ændringen bygger på '7'" in told
    assert not (tmp_path / "b").exists()


def test_only_the_rules_that_are_named_are_asked(sample, tmp_path, capsys):
    run(tmp_path / "a", [sample], "--rules", "A03; g09")
    asked = pd.read_csv(tmp_path / "a" / "rules_asked.csv", sep=";", encoding="utf-8-sig")
    assert asked.rule.tolist() == ["A03", "G09"]
    assert main(["address-check", "--register", str(sample), "--rules", "A99", "--out", str(tmp_path / "b")]) != 0
    assert "A99" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("content", "word"), [(None, "findes ikke"), ("", "tom"), ("id;navn\n1;x\n", "husnumre uden status")]
)
def test_what_is_no_register_is_refused(content, word, tmp_path, capsys):
    file = tmp_path / "Husnummer.csv"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert main(["address-check", "--register", str(file), "--out", str(tmp_path / "out")]) != 0
    assert word in "".join(capsys.readouterr()).lower()
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_register_is_refused(tmp_path, capsys):
    (tmp_path / "tom").mkdir()
    assert main(["address-check", "--register", str(tmp_path / "tom"), "--out", str(tmp_path / "out")]) != 0
    assert "uden registerudtræk" in "".join(capsys.readouterr())


BUILDING_RULES = "A14, B01, B02, B03, B04, B05, B06, B07, B08, B09, B10"


def beside(sample_dir):
    outlines, town = sample_dir / "building_outlines.gpkg", sample_dir / "town.gpkg"
    return [word for name, file, layer in (
        ("outlines", outlines, "outlines"), ("outlines-before", outlines, "outlines_before"),
        ("redevelopment", outlines, "redevelopment"), ("parcels", town, "parcels"),
    ) for word in (f"--{name}", f"{file}|layername={layer}")]  # fmt: skip


def test_each_rule_on_buildings_finds_in_the_sample_what_was_planted_for_it_and_nothing_else(
    sample, sample_dir, tmp_path
):
    found = run(tmp_path / "a", [sample], "--rules", BUILDING_RULES, *beside(sample_dir))
    faults = faults_of(sample) | faults_of(sample_dir / "building_outlines.gpkg")
    wanted = {(code, one) for one, fault in faults.items() for code in re.findall(r"[AB]\d\d", fault)}
    assert len(wanted) == 17
    assert {code for code, _ in wanted} == set(BUILDING_RULES.split(", "))
    assert set(zip(found.rule, found.object_id, strict=True)) == wanted
    assert len(found) == len(wanted)
    asked = pd.read_csv(tmp_path / "a" / "rules_asked.csv", sep=";", encoding="utf-8-sig")
    assert (asked.asked > 0).all()


def test_buildings_that_lie_beside_are_held_against_addresses(sample, tmp_path):
    folder, alone = tmp_path / "bbr", tmp_path / "dar"
    folder.mkdir()
    alone.mkdir()
    for name in ("Adresse", "Husnummer", "NavngivenVej"):
        rows = read_register_files([f"{sample}|layername={name}"]).value[name]
        flat = [row | {key: cell.wkt for key, cell in row.items() if hasattr(cell, "wkt")} for row in rows]
        (alone / f"{name}.ndjson").write_text("".join(json.dumps(row) + "\n" for row in flat), encoding="utf-8")
    house = {"id_lokalId": "b1", "status": "6", "byg021BygningensAnvendelse": "130", "byg026Opførelsesår": 1954}
    flat = {"id_lokalId": "e1", "status": "6", "bygning": "b1", "enh023Boligtype": "1", "adresseIdentificerer": None}
    for name, row in {"Bygning": house, "Enhed": flat}.items():
        (folder / f"{name}.ndjson").write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = run(tmp_path / "a", [alone, folder], "--rules", "A14, B08")
    assert found.rule.tolist() == ["A14", "B08"]
    assert found.register_object.tolist() == ["unit", "building"]
    asked = pd.read_csv(tmp_path / "a" / "rules_asked.csv", sep=";", encoding="utf-8-sig")
    assert asked.asked.tolist() == [1, 1]
    assert not len(run(tmp_path / "b", [alone], "--rules", "A14"))


@pytest.mark.parametrize(
    ("name", "row"),
    [("Postnummer", {"postnr": "8000", "navn": "Aarhus C"}), ("NavngivenVej", {"vejnavn": "Åvej"}),
     ("Adresse", {"adressebetegnelse": "Åvej 1, 8000 Aarhus C", "husnummer": "h"})],
)  # fmt: skip
def test_a_register_of_one_object_is_checked_too(name, row, tmp_path):
    file = tmp_path / f"{name}.ndjson"
    end = "9999-12-31T00:00:00Z"  # how some extracts write an end that is open
    file.write_text(
        json.dumps({"id": "a", "status": "3", "registreringTil": end, "virkningTil": end, **row}) + "\n", "utf-8"
    )
    run(tmp_path / "out", [file])
    asked = pd.read_csv(tmp_path / "out" / "rules_asked.csv", sep=";", encoding="utf-8-sig")
    assert asked.asked.sum() > 0


def test_a_day_on_which_nothing_was_there_is_told(sample, tmp_path, capsys):
    command = ["address-check", "--register", str(sample), "--day", "1999-01-01", "--out", str(tmp_path / "out")]
    assert main(command) == 0
    said = "".join(capsys.readouterr())
    assert "1999-01-01: DAR har ingen navngivne veje, adressepunkter, vejes kommunedele, postnumre" in said
    assert "1999-01-01: BBR har ingen bygninger, opgange, enheder, etager" in said
    assert said.count("versionerne gælder fra 2019-03-01") == 2
