"""The tool address-letters on the sample town: what is written of what is given, and what is refused before it is."""

from __future__ import annotations

from pathlib import Path

import docx
import geopandas as gpd
import pandas as pd
import pytest

from gistools.addresses.letters_lists import RECIPIENT_COLUMNS
from gistools.cli import main
from gistools.errors import GistoolsError
from gistools.io import explain
from gistools.run import Job, Session, StepCache
from tests.view.archive_check import Archive
from tests.view.pdf_text import Pdf

SAMPLE = Path(__file__).parents[2] / "sample_data"
INPUTS = {
    "planned_changes": str(SAMPLE / "planned_changes.csv"),
    "register": str(SAMPLE / "address_register.gpkg"),
}
PARAMS = {
    "day": "2026-11-28",
    "sender_municipality": "Eksempelby Kommune",
    "sender_unit": "By og Byg, Adresser",
    "sender_address": "Rådhuspladsen 1; 0099 Eksempelby",
    "case_number": "EKS-2026-14",
    "letter_date": "2026-12-01",
}
HEARING = {"deadline": "2027-01-05"}
DECISION = {"heard": "Ejere og brugere er hørt. Ingen havde bemærkninger."}
ALWAYS = ["changed_addresses.gpkg", "named_roads.gpkg", "recipients.csv", "services_list.pdf"]
TEMPLATES = {f"{name}_template": str(SAMPLE / f"{name}_template.docx") for name in ("hearing", "decision")}
OLD = {"Kløvervænget 3, 0099 Eksempelby", "Roemarken 12, 0099 Eksempelby", "Skovvej 20, 0099 Eksempelby"}


@pytest.fixture
def session():
    return Session(cache=StepCache(None))


def run(session, out, *, inputs=(), **params):
    job = Job(tool="address-letters", inputs={**INPUTS, **dict(inputs)}, params={**PARAMS, **params}, out_dir=str(out))
    return session.run(job)


def written(out):
    return sorted(path.name for path in out.iterdir() if not path.name.endswith(".provenance.json"))


def text_of(path):
    return " ".join(" ".join(Pdf(path.read_bytes()).pages()).split())


@pytest.mark.parametrize(("params", "letters"), [
    ({}, []), (HEARING, ["hearing.pdf"]), (DECISION, ["decision.pdf"]),
    ({**HEARING, **DECISION}, ["decision.pdf", "hearing.pdf"]),
], ids=["lists", "hearing", "decision", "both"])  # fmt: skip
def test_what_is_given_says_which_letters_are_written(session, tmp_path, params, letters):
    result = run(session, tmp_path / "ud", **params)
    assert written(tmp_path / "ud") == sorted([*ALWAYS, *letters])
    for name in (*letters, "services_list.pdf"):
        assert Archive((tmp_path / "ud" / name).read_bytes()).faults() == []
        assert "OPDIGTET EKSEMPEL" in text_of(tmp_path / "ud" / name)
    told = [note.da for note in result.notes]
    assert "4 adresser: 1 ny, 2 ændres og 1 nedlægges" in told
    assert "ændrer ingen adresses linje og står ikke i brevene: adressepunkt (2)" in told
    assert any("samme dato" in note for note in told) == (len(letters) > 1)
    undecided = "heard" not in params
    assert ("IKKE AFGJORT" in text_of(tmp_path / "ud" / "services_list.pdf")) == undecided
    assert any("IKKE AFGJORT" in note for note in told) == undecided


def test_the_letters_tell_lines_reasons_rules_and_days(session, tmp_path):
    run(session, tmp_path / "ud", **HEARING, **DECISION)
    for name in ("hearing", "decision"):
        text = text_of(tmp_path / "ud" / f"{name}.pdf")
        for said in (*OLD, "Kløvervænget 4, 0099 Eksempelby", "Fabriksvej 15, 0099 Eksempelby", "1. februar 2027",
                     "Kløvervænget 4: To huse på Kløvervænget har nummer 3, og nummer 4 er ledigt.", "regel A03",
                     "EKS-2026-14", "1. december 2026"):  # fmt: skip
            assert said in text, (name, said)
        assert "(A03)" not in text, "the rule stands beneath, with its source"
    assert "senest 5. januar 2027" in text_of(tmp_path / "ud" / "hearing.pdf")
    assert DECISION["heard"] in text_of(tmp_path / "ud" / "decision.pdf")


def test_lists_and_layer_hold_the_same_addresses_and_no_person(session, tmp_path):
    result = run(session, tmp_path / "ud")
    table = pd.read_csv(tmp_path / "ud" / "recipients.csv", sep=";", dtype=str, encoding="utf-8-sig")
    assert list(table.columns) == ["maerke", *(column.name for column in RECIPIENT_COLUMNS)]
    assert set(table["line"].dropna()) == OLD, "where mail comes today"
    assert table["line"].isna().sum() == 2, "no mail comes to a new address"
    assert table[["east_m", "north_m"]].notna().all(axis=None)
    assert table["recipient_role"].value_counts().to_dict() == {"ejer": 4, "bruger": 4}
    told = " ".join(note.da for note in result.notes)
    assert "recipients: 1 ny adresse uden adresse at sende til" in told
    assert "samme linje (Kløvervænget 3, 0099 Eksempelby)" in told, "the other house 3 is in no letter"
    layer = gpd.read_file(tmp_path / "ud" / "changed_addresses.gpkg", layer="changed_addresses")
    assert set(layer["line_before"]) - {""} == OLD
    assert layer["address_change"].value_counts().to_dict() == {"changed": 2, "new": 1, "withdrawn": 1}
    assert layer.loc[layer["address_change"] == "changed", "kvhx"].str.len().eq(19).all()
    assert set(layer["in_force"].astype(str).str[:10]) == {"2027-02-01"}


def test_only_the_changes_of_some_cases(session, tmp_path):
    run(session, tmp_path / "ud", cases="EKS-1; EKS-2", **HEARING)
    layer = gpd.read_file(tmp_path / "ud" / "changed_addresses.gpkg", layer="changed_addresses")
    assert sorted(layer["address_name"]) == ["Kløvervænget 4", "Skovvej 20"]
    assert "Fabriksvej" not in text_of(tmp_path / "ud" / "hearing.pdf")


def test_templates_are_filled_and_own_texts_stand_everywhere(session, tmp_path):
    own = tmp_path / "egne.csv"
    own.write_text(
        "brev;felt;tekst;bestemmelse\nafgørelse;tekst_klage_hvor;Klagen sendes til Nævnet, sag {case_number}.;\n",
        "utf-8",
    )
    run(session, tmp_path / "ud", inputs={**TEMPLATES, "own_texts": str(own)}, **HEARING, **DECISION)
    said = "Klagen sendes til Nævnet, sag EKS-2026-14."
    assert said in text_of(tmp_path / "ud" / "decision.pdf")
    lines = [line.text for line in docx.Document(tmp_path / "ud" / "decision_filled.docx").paragraphs]
    assert lines[0] == "OPDIGTET EKSEMPEL"
    assert said in lines
    (rows,) = docx.Document(tmp_path / "ud" / "hearing_filled.docx").tables
    assert {row.cells[0].text for row in rows.rows[1:]} == {*OLD, "(ingen)"}
    assert explain(tmp_path / "ud" / "hearing_filled.docx").inputs["hearing_template"]


def test_an_english_letter(session, tmp_path):
    run(session, tmp_path / "ud", language="en", **HEARING)
    assert "5 January 2027" in text_of(tmp_path / "ud" / "hearing.pdf")


def test_a_day_for_changes_that_name_none(session, tmp_path):
    planned = tmp_path / "planlagt.csv"
    frame = pd.read_csv(INPUTS["planned_changes"], sep=";", dtype=str).drop(columns="in_force")
    frame.to_csv(planned, sep=";", index=False)
    run(session, tmp_path / "ud", inputs={"planned_changes": str(planned)}, in_force="2027-03-01", **HEARING)
    assert "1. marts 2027" in text_of(tmp_path / "ud" / "hearing.pdf")
    with pytest.raises(GistoolsError, match=r"6 ændringer uden dag, den gælder fra .*Skovvej 20"):
        run(session, tmp_path / "uden", inputs={"planned_changes": str(planned)}, **HEARING)


@pytest.mark.parametrize(("params", "inputs", "said"), [
    ({"sender_unit": " "}, {}, "sender_unit (Enhed) er tom"),
    ({"case_number": "", "sender_municipality": ""}, {}, "case_number (Sagsnummer) er tom"),
    ({"deadline": "5. januar"}, {}, "deadline (Høringsfrist) = '5. januar' er ingen dag som 2027-02-01"),
    ({"letter_date": "2027-13-01"}, {}, "letter_date (Brevets dato) = '2027-13-01' er ingen dag"),
    ({"in_force": "snart"}, {}, "in_force (Gælder fra) = 'snart' er ingen dag"),
    ({"day": "i dag"}, {}, "day (Dag) = 'i dag' er ingen dag"),
    ({"deadline": "2026-12-01"}, {}, "høringsfristen 2026-12-01 er ikke efter brevets dato 2026-12-01"),
    ({}, TEMPLATES, "hearing_template uden deadline (Høringsfrist)"),
    ({"deadline": " "}, TEMPLATES, "decision_template uden heard (Hvad høringen gav)"),
    ({"language": "de"}, {}, "language = 'de'"),
    ({"deadline": "2027-01-05", "sender_address": " "}, {},
     "uden sender_address (Afsenderens adresse) og sender_contact (Kontakt)"),
], ids=str)  # fmt: skip
def test_what_does_not_hold_together_is_told_before_the_work(session, tmp_path, params, inputs, said):
    job = Job(
        tool="address-letters", inputs={**INPUTS, **inputs}, params={**PARAMS, **params}, out_dir=str(tmp_path / "ud")
    )
    with pytest.raises(GistoolsError) as caught:
        session.check(job)
    assert said in str(caught.value)


@pytest.mark.parametrize(("params", "said"), [
    ({"deadline": "2027-02-01"}, "høringsfristen 2027-02-01 er ikke før ændringen 2027-02-01"),
    ({"letter_date": "2027-02-02", "heard": "x"}, "en ændring gælder fra 2027-02-01, før afgørelsen 2027-02-02"),
    ({"heard": "Ejeren, 010170-1234, er hørt"}, "kan være et CPR-nummer"),
    ({"sender_contact": "010170-1234"}, "kan være et CPR-nummer"),
    ({"cases": "EKS-1, EKS-9"}, "EKS-9 findes ikke"),
    ({"deadline": ""}, "hearing uden deadline"),
    ({"heard": " "}, "decision uden heard"),
], ids=str)  # fmt: skip
def test_what_the_register_or_the_plan_tells_is_refused_and_leaves_nothing(session, tmp_path, params, said):
    with pytest.raises(GistoolsError, match=said):
        run(session, tmp_path / "ud", **params)
    assert not (tmp_path / "ud").exists()


def test_changes_that_change_no_address_are_told_so(session, tmp_path):
    planned = tmp_path / "planlagt.csv"
    frame = pd.read_csv(INPUTS["planned_changes"], sep=";", dtype=str)
    frame[frame["register_object"] == "point"].to_csv(planned, sep=";", index=False)
    with pytest.raises(GistoolsError, match="2 planlagte ændringer, som ingen adresses linje ændres af"):
        run(session, tmp_path / "ud", inputs={"planned_changes": str(planned)}, **HEARING)


def test_cases_are_not_asked_of_changes_that_have_no_case_number(session, tmp_path):
    planned = tmp_path / "planlagt.csv"
    frame = pd.read_csv(INPUTS["planned_changes"], sep=";", dtype=str).drop(columns="case_number")
    frame.to_csv(planned, sep=";", index=False)
    with pytest.raises(GistoolsError, match="ændringerne har intet sagsnummer"):
        run(session, tmp_path / "ud", inputs={"planned_changes": str(planned)}, cases="EKS-1", **HEARING)


def test_an_empty_field_of_a_dialog_is_no_letter(session, tmp_path):
    """QGIS gives what is left empty as an empty text."""
    outputs = {"services_list": str(tmp_path / "liste.docx")}
    job = Job(tool="address-letters", inputs=INPUTS, params={**PARAMS, "deadline": "", "heard": ""}, outputs=outputs)
    session.run(job)
    assert "IKKE AFGJORT: Ændrede adresser til beredskab og post" in [
        p.text for p in docx.Document(outputs["services_list"]).paragraphs
    ]


def test_at_the_command_line(tmp_path, capsys):
    given = [part for name, value in {**INPUTS, **PARAMS, **HEARING}.items()
             for part in ("--" + name.replace("_", "-"), value)]  # fmt: skip
    assert (
        main(["address-letters", *given, "--out", str(tmp_path / "ud"), "--output-hearing", str(tmp_path / "h.xlsx")])
        == 0
    )
    assert (tmp_path / "h.xlsx").exists()
    assert "4 addresses: 1 new, 2 changed and 1 withdrawn" in capsys.readouterr().err
