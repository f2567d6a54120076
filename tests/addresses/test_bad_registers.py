"""Bad registers through the tool, from the file to the lists: each is a named error, or a repair that is listed."""

from __future__ import annotations

import json
import unicodedata

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gistools.cli import main

KEY = "1e3f507a-f090-32b8-e044-0003ba298018"
ROW = {"id": KEY, "status": "3", "registreringfra": "2018-05-03T16:58:34Z", "registreringtil": None,
       "virkningfra": "2011-01-01T00:00:00Z", "virkningtil": None}  # fmt: skip


def postcode(**changed):
    return ROW | {"postnr": "0800", "navn": "Høje Tåstrup Æ"} | changed


def point(position, **changed):
    return ROW | {"status": "8", "position": position} | changed


def ndjson(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def table(*rows, separator=";"):
    lines = [list(rows[0]), *(["" if cell is None else str(cell) for cell in row.values()] for row in rows)]
    return "".join(separator.join(line) + "\n" for line in lines)


def check(tmp_path, register, capsys, tool="address-check", *more):
    """Return whether the tool went through, all that it said, and what it lists as mended or in doubt."""
    out = tmp_path / "out"
    fine = main([tool, "--register", str(register), "--day", "2026-11-28", "--out", str(out), *more]) == 0
    said = "".join(capsys.readouterr())
    assert "Traceback" not in said
    listed = out / "register_repairs.csv"
    repairs = pd.read_csv(listed, sep=";", dtype=str, encoding="utf-8-sig") if listed.exists() else None
    return fine, said, repairs


def put(tmp_path, name, data, encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-1"])
@pytest.mark.parametrize(("name", "form"), [("Postnummer.csv", table), ("Postnummer.ndjson", ndjson)])
def test_character_sets_that_are_read(tmp_path, capsys, encoding, name, form):
    fine, said, repairs = check(tmp_path, put(tmp_path, name, form(postcode()), encoding), capsys)
    assert fine
    assert repairs.empty
    assert ("UTF-8" if encoding.startswith("utf") else "CP1252") in said
    assert "læst: DAR (Postnummer)" in said


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-32", "UTF-16 eller UTF-32"),
     ("cp865", "DOS"), ("cp850", "DOS"), ("mac-roman", "Mac OS")],
)  # fmt: skip
@pytest.mark.parametrize(("name", "form"), [("Postnummer.csv", table), ("Postnummer.ndjson", ndjson)])
def test_character_sets_that_are_named(tmp_path, capsys, encoding, word, name, form):
    fine, said, _ = check(tmp_path, put(tmp_path, name, form(postcode()), encoding), capsys)
    assert not fine
    assert word in said
    assert "gem filen igen som UTF-8" in said


def test_letters_written_twice_as_utf_8_are_read_and_listed(tmp_path, capsys):
    twice = "Høje Tåstrup Æ".encode().decode("cp1252")
    rows = [postcode(navn=twice), postcode(id="b", postnr="0801", navn="SÃO")]
    fine, _, repairs = check(tmp_path, put(tmp_path, "Postnummer.ndjson", ndjson(*rows)), capsys)
    assert fine
    assert repairs[["found_kind", "mended"]].values.tolist() == [["encoded_twice", "Høje Tåstrup Æ"]]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("before", ["", "sep=X\n"])
def test_separators(tmp_path, capsys, separator, before):
    text = before.replace("X", separator) + table(postcode(), separator=separator)
    fine, said, repairs = check(tmp_path, put(tmp_path, "Postnummer.csv", text), capsys)
    assert fine
    assert repairs.empty
    assert f"skilletegn {'tab' if separator == chr(9) else separator}, " in said


@pytest.mark.parametrize("code", ["800", "800.0", "800,0"])
def test_lost_zeros_are_put_back_and_listed(tmp_path, capsys, code):
    fine, _, repairs = check(tmp_path, put(tmp_path, "Postnummer.csv", table(postcode(postnr=code))), capsys)
    assert fine
    assert repairs[["found_kind", "found", "mended"]].values.tolist() == [["zeros_lost", code, "0800"]]


@pytest.mark.parametrize("code", ["12345", "8E+02", "80a0", "-800", "٠٨٠٠", "800.5"])
def test_codes_that_are_none_are_named(tmp_path, capsys, code):
    fine, said, _ = check(tmp_path, put(tmp_path, "Postnummer.csv", table(postcode(postnr=code))), capsys)
    assert not fine
    assert "postnr er ikke fire cifre i række 1" in said


@pytest.mark.parametrize("place", ["POINT (12.3 55.6)", {"type": "Point", "coordinates": [12.3, 55.6]}])
def test_degrees_are_named(tmp_path, capsys, place):
    rows = [point("POINT (588454.5 6140353.2)"), point(place, id="b")]
    fine, said, _ = check(tmp_path, put(tmp_path, "Adressepunkt.ndjson", ndjson(*rows)), capsys)
    assert not fine
    assert "1 position i grader" in said


def test_a_layer_in_degrees_is_put_in_metres_and_one_without_a_system_is_named(tmp_path, capsys):
    frame = gpd.GeoDataFrame([{"id": KEY, "status": "8"}], geometry=[shapely.Point(9.0, 56.0)], crs="EPSG:4326")
    frame.to_file(tmp_path / "a.gpkg", layer="Adressepunkt", engine="pyogrio")
    fine, said, repairs = check(tmp_path, tmp_path / "a.gpkg", capsys)
    assert fine
    assert repairs.empty
    assert "25832" in said
    with pytest.warns(UserWarning, match="crs"):
        frame.set_crs(None, allow_override=True).to_file(tmp_path / "b.gpkg", layer="Adressepunkt", engine="pyogrio")
    fine, said, _ = check(tmp_path / "x", tmp_path / "b.gpkg", capsys)
    assert not fine
    assert "koordinatsystem" in said


@pytest.mark.parametrize("place", ["POINT (6140353 588454)", "POINT (NaN NaN)"])
def test_points_that_cannot_be_in_denmark_are_listed(tmp_path, capsys, place):
    fine, _, repairs = check(tmp_path, put(tmp_path, "Adressepunkt.ndjson", ndjson(point(place))), capsys)
    assert fine
    assert repairs.found_kind.tolist() == ["outside_denmark"]


def test_duplicated_ids_are_listed_with_both_whatever_the_order_of_the_files(tmp_path, capsys):
    made = []
    for k, names in enumerate((("a", "b"), ("b", "a"))):
        folder = tmp_path / str(k)
        folder.mkdir()
        rows = (postcode(navn="Århus C"), postcode(id=KEY.upper(), navn="Aarhus C"))
        for name, row in zip(names, rows, strict=True):
            (folder / name).mkdir()
            put(folder / name, "Postnummer.ndjson", ndjson(row))
        fine, said, repairs = check(folder, folder / "a", capsys, "address-check", "--register", str(folder / "b"))
        assert fine
        assert "Postnummer står i 2 filer" in said
        repairs = repairs[repairs.found_kind != "key_form"]
        assert sorted(repairs.found) == ["Aarhus C", "Århus C"]
        assert set(repairs.found_kind) == {"versions_unlike"}
        made.append((folder / "out" / "finding_list.csv").read_bytes())
    assert made[0] == made[1]


def test_closed_rows_are_told(tmp_path, capsys):
    path = put(tmp_path, "Postnummer.ndjson", ndjson(postcode(registreringtil="2019-01-01T00:00:00Z")))
    for tool, more in (("address-check", ()), ("road-name-check", _ROAD)):
        fine, said, _ = check(tmp_path / tool, path, capsys, tool, *more)
        assert fine
        assert "alle rækker er lukket i registret (registreringTil er sat, senest 2019-01-01)" in said


_ROAD = ("--name", "Kløvervangen", "--east-m", "650600", "--north-m", "6268500", "--postcode", "0800")


def test_a_day_before_all_is_told_with_the_days_that_are_there(tmp_path, capsys):
    path = put(tmp_path, "Postnummer.ndjson", ndjson(postcode(virkningfra="2027-01-01T00:00:00+01:00")))
    for tool, more in (("address-check", ()), ("road-name-check", _ROAD)):
        fine, said, _ = check(tmp_path / tool, path, capsys, tool, *more)
        assert fine
        assert "2026-11-28: DAR har ingen postnumre, der gælder den dag; versionerne gælder fra 2027-01-01" in said


def test_a_version_that_ends_before_it_begins_is_listed(tmp_path, capsys):
    path = put(tmp_path, "Postnummer.ndjson", ndjson(postcode(virkningtil="2010-01-01T00:00:00Z")))
    _, _, repairs = check(tmp_path, path, capsys)
    assert repairs[["table_column", "found_kind"]].values.tolist() == [["valid_to", "ends_early"]]


@pytest.mark.parametrize(("name", "form"), [("Postnummer.csv", table), ("Postnummer.ndjson", ndjson)])
def test_letters_with_loose_marks_are_joined_and_listed(tmp_path, capsys, name, form):
    apart = unicodedata.normalize("NFD", "Høje Tåstrup")
    path = put(tmp_path, unicodedata.normalize("NFD", name), form(postcode(navn=apart)))
    fine, _, repairs = check(tmp_path, path, capsys)
    assert fine
    assert repairs[["found_kind", "found", "mended"]].values.tolist() == [["letters_apart", apart, "Høje Tåstrup"]]


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [("Postnummer.ndjson", ndjson(postcode(), postcode(id="b"))[:-20], 2),
     ("Postnummer.csv", table(postcode(), postcode(id="b"))[:-20], 3),
     ("Postnummer.csv", table(postcode(), postcode(id="b", navn="Tø")).encode()[:-2], 3),
     ("Postnummer.csv", 'id;status;postnr;navn\na;3;0800;"H', 2),
     ("Postnummer.json", json.dumps([postcode(), postcode(id="b")])[:-20], 1),
     ("bbr.xml", "<BBR><BygningList><Bygning><id_lokalId>a</id_lokalId>", 1)],
)  # fmt: skip
def test_files_that_end_early_are_named_with_their_line(tmp_path, capsys, name, data, line):
    fine, said, _ = check(tmp_path, put(tmp_path, name, data), capsys)
    assert not fine
    assert f"{name}, linje {line}: filen holder op midt i en post" in said


def test_a_last_line_that_does_not_end_is_told(tmp_path, capsys):
    fine, said, _ = check(tmp_path, put(tmp_path, "Postnummer.csv", table(postcode())[:-4]), capsys)
    assert fine
    assert "den sidste linje er uden linjeskift; se, om filen er hel" in said


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [("Postnummer.csv", b"", "filen er tom"), ("Postnummer.csv", b" \n\n", "filen er tom"),
     ("brev.txt", "Kære borger\nhej\n", "filen begynder 'Kære borger'"),
     ("brev.txt", "Kære borger, hej\nhej\n", "linje 2: 1 celler"),
     ("a.pdf", b"%PDF-1.4\n%\xe2\xe3\n", "filen begynder '%PDF-1.4'"), ("a.xlsx", b"PK\x03\x04\x14\0", "pakket fil"),
     ("a.doc", b"\xd0\xcf\x11\xe0\0\0", "ikke tekst"), ("a.json", "<html><body><p>404</p></body></html>", "body"),
     ("a.html", "<!DOCTYPE html><html></html>", "DOCTYPE"), ("a.gpkg", b"SQLite format 3\0" + bytes(50), "kan ikke"),
     ("a.json", '{"errors": [{"message": "nej"}]}', "GraphQL svarede med fejl: nej")],
)  # fmt: skip
def test_what_is_no_extract_is_named(tmp_path, capsys, name, data, word):
    fine, said, _ = check(tmp_path, put(tmp_path, name, data), capsys)
    assert not fine
    assert word in said


def test_a_geopackage_that_was_cut_is_named(sample_dir, tmp_path, capsys):
    whole = (sample_dir / "address_register.gpkg").read_bytes()
    fine, said, _ = check(tmp_path, put(tmp_path, "a.gpkg", whole[: len(whole) // 2]), capsys)
    assert not fine
    assert "a.gpkg" in said


@pytest.mark.parametrize("data", [table(postcode()).splitlines()[0] + "\n", "[]"])
def test_an_extract_without_rows_is_told(tmp_path, capsys, data):
    fine, said, _ = check(tmp_path, put(tmp_path, f"Postnummer.{'json' if data == '[]' else 'csv'}", data), capsys)
    assert fine
    assert "udtrækket af DAR har ingen rækker" in said


def test_in_a_folder_what_is_no_extract_is_left_out_and_told(tmp_path, capsys):
    folder = tmp_path / "udtræk"
    (folder / "gamle").mkdir(parents=True)
    put(folder, "Postnummer.ndjson", ndjson(postcode()))
    put(folder, "DAGI_Kommuneinddeling.ndjson", ndjson({"id": "k", "navn": "Høje Tåstrup"}))
    put(folder, "NavngivenVejPostnummer.csv", "id;status\nx;3\n")
    put(folder, "møder.csv", "dag;sted\n1;2\n")
    put(folder, "læs mig.txt", "Udtrækket er fra i går\n")
    put(folder, "kort.json", b"PK\x03\x04\x14\0")
    put(folder, "brev.pdf", b"%PDF")
    for tool, more in (("address-check", ()), ("road-name-check", _ROAD)):
        fine, said, _ = check(tmp_path / tool, folder, capsys, tool, *more)
        assert fine
        assert "læst: DAR (Postnummer)" in said
        assert "DAGI_Kommuneinddeling (hører til DAGI)" in said
        assert "NavngivenVejPostnummer (bruges ikke her)" in said
        assert "møder (ukendt, og ingen af felterne er et registers)" in said
        assert "ikke læst, da de ikke er udtræk: brev.pdf, gamle/, kort.json, læs mig.txt" in said
    put(folder, "SupplerendeBynavn.ndjson", ndjson({"id": "t"})[:-3])
    assert "filen holder op midt i en post" in check(tmp_path / "x", folder, capsys)[1]


def test_a_folder_of_nothing_that_is_an_extract_is_named(tmp_path, capsys):
    folder = tmp_path / "brev"
    folder.mkdir()
    put(folder, "læs mig.txt", "Kære borger\n")
    fine, said, _ = check(tmp_path, folder, capsys)
    assert not fine
    assert "mappen brev uden registerudtræk" in said


def test_buildings_beside_addresses_are_told_as_read_or_left_out(tmp_path, capsys):
    folder = tmp_path / "begge"
    folder.mkdir()
    put(folder, "Postnummer.ndjson", ndjson(postcode()))
    put(folder, "Bygning.ndjson", ndjson({"id": "b", "status": "6", "byg021BygningensAnvendelse": "120"}))
    assert "læst: BBR (Bygning); DAR (Postnummer)" in check(tmp_path / "a", folder, capsys)[1]
    assert "ikke læst: Bygning (hører til BBR)" in check(tmp_path / "b", folder, capsys, "road-name-check", *_ROAD)[1]
