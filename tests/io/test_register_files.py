"""Registers out of files: every form and character set gives the same records; what is damaged is named."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import unicodedata
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gistools.errors import Cancelled, CrsError, TableError
from gistools.io.register_files import read_register_files
from gistools.io.register_json import _Scanner
from gistools.io.register_layers import read_register_tables
from gistools.progress import NoProgress

ROWS = [
    {"id": "a", "navn": 'Sønder "Å" vej', "dørbetegnelse": "th", "tom": ""},
    {"id": "b", "navn": "Ærø; by, nord", "dørbetegnelse": "", "tom": ""},
    {"id": "c", "navn": "to\nlinjer \\ sti", "dørbetegnelse": "1\\", "tom": ""},
]


def put(folder, name, data, encoding="utf-8"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    return path


def value(*paths, **more):
    return read_register_files(paths, **more).value


def told(path, **more):
    return [note.da for note in read_register_files([path], **more).notes]


def refused(path):
    with pytest.raises(TableError) as error:
        read_register_files([path])
    return error.value.found.da


def ndjson(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def dar_csv(rows, separator):
    r"""CSV as DAR writes it: every text in quotes, ``\`` before quotes and itself."""

    def cell(text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [separator.join(rows[0]), *(separator.join(map(cell, row.values())) for row in rows)]
    return "\r\n".join(lines) + "\r\n"


def plain_csv(rows, separator):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("form", [ndjson, json.dumps, lambda r: json.dumps(r, ensure_ascii=False, indent=2)])
def test_json_in_every_character_set(tmp_path, encoding, form):
    assert value(put(tmp_path, "Adresse.json", form(ROWS), encoding)) == {"Adresse": ROWS}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("form", [dar_csv, plain_csv])
def test_csv_in_every_character_set_with_both_kinds_of_quotes(tmp_path, encoding, separator, form):
    rows = ROWS if form is dar_csv else ROWS[:2]  # csv writes a lone \ as it is, see below
    path = put(tmp_path, "Adresse.csv", form(rows, separator), encoding)
    assert value(path) == {"Adresse": rows}
    assert ("UTF-8" in told(path)[0]) == (encoding != "cp1252")


def test_a_backslash_is_itself_where_no_quotation_mark_is_escaped(tmp_path):
    assert value(put(tmp_path, "A.csv", plain_csv(ROWS[2:], ";"))) == {"A": ROWS[2:]}
    assert value(put(tmp_path, "B.csv", 'id;navn\na;"C:\\vej \\"Å\\""\n')) == {
        "B": [{"id": "a", "navn": 'C:\\vej "Å"'}]
    }


def test_two_backslashes_are_two_where_others_stand_alone(tmp_path):
    rows = [{"id": "a", "sted": "\\\\server\\vej"}]
    assert value(put(tmp_path, "A.csv", plain_csv(rows, ";"))) == {"A": rows}


texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=8)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.builds(lambda a, b: {"id": a, "sted": b}, texts, texts), min_size=1, max_size=5),
    st.sampled_from(";,\t"),
)
def test_any_texts_come_back(tmp_path, rows, separator):
    assert value(put(tmp_path, "X.ndjson", ndjson(rows))) == {"X": rows}
    assert value(put(tmp_path, "X.json", json.dumps(rows, indent=1))) == {"X": rows}
    quoted = dar_csv(rows, separator)
    assert value(put(tmp_path, "X.csv", quoted)) == {"X": [row for row in rows if any(row.values())]}


def test_letters_with_loose_marks_in_names_of_files_and_columns(tmp_path):
    apart = unicodedata.normalize("NFD", "SupplerendeBynavnPåØ")
    rows = [{unicodedata.normalize("NFD", "påbud"): "1"}, {"påbud": "2"}]
    path = put(tmp_path, apart + ".ndjson", ndjson(rows))
    assert value(path) == {"SupplerendeBynavnPåØ": [{"påbud": "1"}, {"påbud": "2"}]}
    assert value(Path(unicodedata.normalize("NFC", str(path)))) == value(path)
    assert list(value(put(tmp_path, "B.csv", f"{apart};id\n1;2\n"))["B"][0]) == [
        "SupplerendeBynavnPåØ",
        "id",
    ]


def test_objects_named_inside(tmp_path):
    lines = [{"objekttype": "Husnummer", "id": "a", "x": 1}, {"Adresse": {"id": "b", "y": 2}}, {"id": "c", "z": 3}]
    made = value(put(tmp_path, "udtræk.ndjson", ndjson(lines)))
    assert made == {
        "Husnummer": [{"id": "a", "x": 1}],
        "Adresse": [{"id": "b", "y": 2}],
        "udtræk": [{"id": "c", "z": 3}],
    }


def test_an_extract_of_several_objects_is_read_record_by_record(tmp_path, monkeypatch):
    extract = {
        "BygningList": [{"id_lokalId": str(k)} for k in range(40)],
        "EnhedList": [],
        "EtageList": [{"id_lokalId": "e"}],
    }
    monkeypatch.setattr("gistools.io.register_json._PIECE", 17)  # every record lies across pieces
    for text in (json.dumps(extract), json.dumps(extract, indent=3)):
        made = value(put(tmp_path, "total.json", text))
        assert made == extract


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(anything, st.integers(1, 40), st.sampled_from([None, 0, 2]), st.booleans())
def test_json_in_pieces_is_what_it_is_as_a_whole(monkeypatch, given_value, piece, indent, plain):
    monkeypatch.setattr("gistools.io.register_json._PIECE", piece)
    text = json.dumps([given_value, given_value, 1e5], indent=indent, ensure_ascii=plain)
    items = list(_Scanner(Path("x"), io.StringIO(text)).items())
    assert [one for _, one in items] == json.loads(text)
    assert _Scanner(Path("x"), io.StringIO(text)).value()[1] == json.loads(text)
    for cut in range(1, len(text), 7):
        with pytest.raises(TableError):
            list(_Scanner(Path("x"), io.StringIO(text[:cut])).items())


def test_a_list_among_the_members_of_one_record_is_part_of_it(tmp_path):
    record = {"id": "a", "bebyggelser": [{"id": "x"}], "adgangspunkt": {"koordinater": [1.0, 2.0]}}
    assert value(put(tmp_path, "adgangsadresse.json", json.dumps(record, indent=1))) == {"adgangsadresse": [record]}


def graphql(rows, *, more=False, edges=False):
    answer = {"edges": [{"node": row} for row in rows]} if edges else {"nodes": rows}
    return json.dumps({"data": {"DAR_Adressepunkt": {**answer, "pageInfo": {"hasNextPage": more}}}})


def test_pages_of_graphql_are_joined_and_a_page_that_is_lacking_is_told(tmp_path):
    first = put(
        tmp_path, "1.json", graphql([{"id_lokalId": "a", "position": {"wkt": "POINT (1 2)", "crs": 25832}}], more=True)
    )
    last = put(tmp_path, "2.json", graphql([{"id_lokalId": "b", "position": None}], edges=True))
    read = read_register_files([last, first])
    assert read.value == {
        "DAR_Adressepunkt": [{"id_lokalId": "b", "position": None}, {"id_lokalId": "a", "position": "POINT (1 2)"}]
    }
    said = " ".join(note.da for note in read.notes)
    assert "DAR_Adressepunkt står i 2 filer" in said
    assert "sidste side" not in said
    assert "sidste side mangler" in " ".join(told(first))
    assert value(put(tmp_path, "tom.json", graphql([]))) == {"DAR_Adressepunkt": []}
    assert value(put(tmp_path, "liste.json", '{"data": {"BBR_Enhed": [{"id_lokalId": "u"}]}}')) == {
        "BBR_Enhed": [{"id_lokalId": "u"}]
    }
    degrees = graphql([{"position": {"wkt": "POINT (12 55)", "crs": 4258}}])
    with pytest.raises(CrsError, match="position i 4258"):
        read_register_files([put(tmp_path, "grader.json", degrees)])


def test_an_answer_with_errors_is_named(tmp_path):
    answer = '{"errors": [{"message": "virkningstid is required"}], "data": null}'
    assert "GraphQL svarede med fejl: virkningstid is required" in refused(put(tmp_path, "a.json", answer))


BBR = """<?xml version="1.0" encoding="{encoding}"?>
<bbr:BBR xmlns:bbr="http://data.gov.dk/schemas/bbr" xmlns:gml="http://www.opengis.net/gml/3.2">
 <bbr:BygningList>
  <bbr:Bygning>
   <bbr:id_lokalId>b1</bbr:id_lokalId>
   <bbr:byg026Opførelsesår>1899</bbr:byg026Opførelsesår>
   <bbr:byg404Koordinat><gml:Point><gml:pos>588454.5 6140353.25</gml:pos></gml:Point></bbr:byg404Koordinat>
   <bbr:tekst>Ærø &amp; Å</bbr:tekst><bbr:tom/>
  </bbr:Bygning>
  <bbr:Bygning><bbr:id_lokalId>b2</bbr:id_lokalId></bbr:Bygning>
 </bbr:BygningList>
 <bbr:TekniskAnlægList><bbr:TekniskAnlæg><bbr:id_lokalId>t</bbr:id_lokalId></bbr:TekniskAnlæg></bbr:TekniskAnlægList>
</bbr:BBR>"""
READ = {
    "Bygning": [
        {
            "id_lokalId": "b1", "byg026Opførelsesår": "1899", "byg404Koordinat": "POINT (588454.5 6140353.25)",
            "tekst": "Ærø & Å", "tom": "",
        },
        {"id_lokalId": "b2"},
    ],
    "TekniskAnlæg": [{"id_lokalId": "t"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "written"),
    [("UTF-8", "utf-8"), ("UTF-8", "utf-8-sig"), ("ISO-8859-1", "iso-8859-1"), ("UTF-16", "utf-16"),
     ("ISO-8859-1", "utf-8"), ("UTF-8", "cp1252"), ("windows-1252", "cp1252")],
)  # fmt: skip
def test_xml_is_read_in_what_it_is_written_in_whatever_it_says(tmp_path, said, written):
    path = put(tmp_path, "bbr.xml", BBR.format(encoding=said), written)
    assert value(path) == READ
    lies = (said, written) in {("ISO-8859-1", "utf-8"), ("UTF-8", "cp1252")}
    assert any("filen siger" in note for note in told(path)) == lies


def test_old_xml_of_ois_names_its_objects_by_tables(tmp_path):
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><OIS_UDTRAEK><UDTRAEK><NR>1</NR><PERIODE><FRA>x</FRA></PERIODE>'
        "</UDTRAEK><CO40100T><Bygning_id>{b}</Bygning_id><Højde>3</Højde></CO40100T></OIS_UDTRAEK>"
    )
    path = put(tmp_path, "o.xml", text, "iso-8859-1")
    assert value(path) == {"CO40100T": [{"Bygning_id": "{b}", "Højde": "3"}]}


names = st.text("abcæøåÆØÅ", min_size=1, max_size=5)
cells = st.text(st.characters(min_codepoint=32, max_codepoint=255, blacklist_categories=("Cc",)), max_size=8)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.dictionaries(names, cells, max_size=4), min_size=1, max_size=5),
    st.sampled_from(["utf-8", "iso-8859-1", "utf-16"]),
    st.integers(1, 50),
)
def test_any_elements_come_back(tmp_path, monkeypatch, rows, encoding, piece):
    monkeypatch.setattr("gistools.io.register_xml._PIECE", piece)  # letters and elements lie across pieces
    rows = [{"id_lokalId": str(k), **row} for k, row in enumerate(rows)]
    root = Element("BBR")
    above = SubElement(root, "EtageList")
    for row in rows:
        one = SubElement(above, "Etage")
        for name, text in row.items():
            SubElement(one, name).text = text
    path = put(tmp_path, "x.xml", tostring(root, encoding=encoding, xml_declaration=True))
    assert value(path) == {"Etage": [{name: text.strip() for name, text in row.items()} for row in rows]}


@pytest.mark.parametrize(
    "head",
    ['<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">', '<!DOCTYPE x PUBLIC "p" "x.dtd">'],
)
def test_a_doctype_is_refused_before_anything_of_it_is_read(tmp_path, head):
    path = put(tmp_path, "x.xml", f"<?xml version='1.0'?>\n{head}<x><A><id>&a;</id></A></x>")
    assert "x.xml, linje 2: en DOCTYPE" in refused(path)


def test_damaged_files_are_named_with_their_line(tmp_path):
    half = '{"id": "a"}\n{"id": "b", "navn": "Sø'
    assert "A.ndjson, linje 2: filen holder op midt i en post" in refused(put(tmp_path, "A.ndjson", half))
    assert "A.ndjson, linje 1: ikke JSON" in refused(put(tmp_path, "A.ndjson", '{"id": a}\n{"id": "b"}\n'))
    assert "A.ndjson, linje 2: ikke JSON" in refused(put(tmp_path, "A.ndjson", '{"id": "x"}\n{"id": a}\n{"id": "b"}\n'))
    assert "A.json, linje 3: filen holder op" in refused(put(tmp_path, "A.json", '[\n{"id": "a"},\n{"id": "b'))
    assert "A.json, linje 3: filen holder op" in refused(put(tmp_path, "A.json", '[\n{"id": "a"},\n{"id": "b"}'))
    assert "A.json, linje 3: ikke JSON" in refused(put(tmp_path, "A.json", '[\n{"id": "a"},\n{"id" "b"}\n]'))
    for strange in ('{"a": ' + "[" * 100_000, '{"a": ' + "9" * 10_000 + "}", '[{"a": 1}, ' + "9" * 10_000 + "]"):
        assert "A.json, linje 1: " in refused(put(tmp_path, "A.json", strange))
    assert "A.csv, linje 3: filen holder op" in refused(put(tmp_path, "A.csv", 'id;navn\na;b\nc;"d'))
    assert "A.csv, linje 4: 1 celler" in refused(put(tmp_path, "A.csv", 'id;navn\na;"b\nc"\nc\n'))
    assert "A.csv, linje 2: citationstegn" in refused(put(tmp_path, "A.csv", 'id;navn\na;"b"c\n'))
    assert "uden linjeskift; se, om filen er hel" in " ".join(told(put(tmp_path, "A.csv", "id;navn\na;Sø")))
    assert "linjeskift" not in " ".join(told(put(tmp_path, "A.csv", "id;navn\na;Sø\n")))
    assert "det samme: id" in refused(put(tmp_path, "A.csv", "id;id\na;b\n"))
    assert "A.xml, linje 1: filen holder op" in refused(put(tmp_path, "A.xml", "<x><A><id>1</id>"))
    assert "A.xml, linje 2: ikke XML" in refused(put(tmp_path, "A.xml", "<x>\n<A></B></x>"))


def test_what_is_no_register_is_named(tmp_path):
    assert "filen er tom" in refused(put(tmp_path, "A.ndjson", b"\xef\xbb\xbf \n"))
    assert "filen begynder 'Kære borger'" in refused(put(tmp_path, "A.txt", "Kære borger\n"))
    assert "pakket fil (zip)" in refused(put(tmp_path, "A.zip", b"PK\x03\x04\x00\x00"))
    assert "ikke tekst" in refused(put(tmp_path, "A.doc", b"\xd0\xcf\x11\xe0\x00\x00"))
    assert "findes ikke" in refused(tmp_path / "ingen.csv")
    for mixed in ('{"id": "a"}\n[1]\n', '[{"id": "a"}, 3]', '[{"id": "a"}]\nid;navn\n', '{"data": {"A": 3}}'):
        assert "andet end poster" in refused(put(tmp_path, "A.json", mixed))


def test_wrong_character_sets_are_named(tmp_path):
    assert "UTF-16" in refused(put(tmp_path, "A.csv", "id;navn\na;Sø\n", "utf-16"))
    both = ndjson(ROWS).encode() + ndjson(ROWS).encode("cp1252")
    assert "UTF-8 i linje 1, ikke i linje 4" in refused(put(tmp_path, "A.ndjson", both))
    assert "A.csv, linje 2: tegn uden for CP1252" in refused(put(tmp_path, "A.csv", b"id;navn\na;S\x81 \xf8\n"))
    for name in ("Skråvej", "Sønderå", "Kærvej"):
        said = refused(put(tmp_path, "A.csv", f"id;navn\na;{name}\n", "cp865"))
        assert "DOS" in said or "uden for CP1252" in said, name
    cut = ndjson(ROWS).encode()
    cut = cut[: cut.index(b"\xc3") + 1]  # half a letter
    assert "linje 1: filen holder op" in refused(put(tmp_path, "A.ndjson", cut))


def test_one_object_in_two_files_is_joined_and_told_and_one_file_twice_is_read_once(tmp_path):
    (tmp_path / "b").mkdir()
    one, two = (
        put(tmp_path, "Adresse.ndjson", ndjson(ROWS[:1])),
        put(tmp_path / "b", "Adresse.csv", dar_csv(ROWS[1:], ";")),
    )
    read = read_register_files([one, two, one])
    assert read.value == {"Adresse": ROWS}
    said = [note.da for note in read.notes]
    assert "Adresse står i 2 filer, som er lagt sammen: Adresse.ndjson, Adresse.csv" in said
    assert "Adresse.ndjson: nævnt to gange, læst én" in said
    assert len(read.sources) == 2


def test_what_is_not_kept_is_left_out_and_a_stop_is_heard(tmp_path):
    path = put(tmp_path, "Adresse.ndjson", ndjson(ROWS))
    assert value(path, keep=lambda name, row: name == "Adresse" and row["id"] != "b") == {"Adresse": [ROWS[0], ROWS[2]]}
    assert value(path, keep=lambda _n, _r: False) == {"Adresse": []}

    class Stopped(NoProgress):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        read_register_files([path], progress=Stopped())


def layers(path):
    points = gpd.GeoDataFrame(
        {
            "id": ["a", "b"],
            "status": [8, None],
            "registreringfra": [datetime(2018, 5, 3, 16, 58, 34, tzinfo=UTC), None],
        },
        geometry=gpd.GeoSeries([shapely.Point(588454.125, 6140353.25), None], crs=25832),
    )
    points["status"] = points["status"].astype("Int64")
    points.to_file(path, layer="Adressepunkt", driver="GPKG", GEOMETRY_NAME="position")
    with sqlite3.connect(path) as database:
        database.execute("create table Postnummer (fid integer primary key, id text, postnr text)")
        database.execute("insert into Postnummer values (1, 'p', '0800')")
        database.execute(
            "insert into gpkg_contents (table_name, data_type, identifier) values ('Postnummer','attributes','p')"
        )
    return path


def test_layers_and_tables_of_a_geopackage(tmp_path):
    path = layers(tmp_path / "register.gpkg")
    made = value(path)
    assert made == {
        "Adressepunkt": [
            {"id": "a", "status": 8, "registreringfra": "2018-05-03T16:58:34+00:00",
             "position": shapely.Point(588454.125, 6140353.25)},
            {"id": "b", "status": None, "registreringfra": None, "position": None},
        ],
        "Postnummer": [{"id": "p", "postnr": "0800"}],
    }  # fmt: skip
    assert repr(made["Adressepunkt"][0]["status"]) == "8"  # whole, though a number lacks in the column
    assert list(value(f"{path}|layername=Postnummer")) == ["Postnummer"]
    assert "Adresse findes ikke" in refused(f"{path}|layername=Adresse")


def test_a_layer_in_degrees_is_transformed_and_told(tmp_path):
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=gpd.GeoSeries([shapely.Point(10.4, 55.4)], crs=4326))
    frame.to_file(tmp_path / "Adressepunkt.json", driver="GeoJSON")
    ((row,),) = value(tmp_path / "Adressepunkt.json").values()
    assert row["geometry"].x == pytest.approx(588_700, abs=500)
    assert any("transformeret" in note for note in told(tmp_path / "Adressepunkt.json"))


def test_geoparquet_is_one_layer(tmp_path):
    pytest.importorskip("pyarrow")
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=gpd.GeoSeries([shapely.Point(588454.125, 6140353.25)], crs=25832))
    frame.to_parquet(tmp_path / "Adressepunkt.parquet")
    assert value(tmp_path / "Adressepunkt.parquet") == {"Adressepunkt": [{"id": "a", "geometry": frame.geometry[0]}]}


def test_an_empty_layer_is_there_without_records(tmp_path):
    path = layers(tmp_path / "register.gpkg")
    with sqlite3.connect(path) as database:
        database.execute("delete from Postnummer")
    assert value(path)["Postnummer"] == []
    counted = [one for one in told(path) if "poster" in one]
    assert len(counted) == 1
    assert counted[0].startswith("register.gpkg: ")
    assert "0 poster Postnummer" in counted[0]


def test_tables_of_a_database():
    sqlite3.register_adapter(Decimal, str)
    connection = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES)
    connection.execute('create table "hus ""nr""" (id text, "nøgle" integer, b blob)')
    connection.execute('insert into "hus ""nr""" values (?, ?, ?)', ("a", 7, b"\x01"))
    assert read_register_tables(connection, ['main.hus "nr"']) == {'hus "nr"': [{"id": "a", "nøgle": 7, "b": b"\x01"}]}
    with pytest.raises(TableError, match="tabellen ingen kan ikke læses"):
        read_register_tables(connection, ["ingen"])


def test_cells_of_drivers_become_what_json_has():
    from gistools.io.register_layers import plain

    key = uuid.uuid4()
    assert plain(key) == str(key)
    assert plain(datetime(2018, 5, 3, tzinfo=UTC)) == "2018-05-03T00:00:00+00:00"
    assert (plain(Decimal("1.5")), plain(memoryview(b"a")), plain(None), plain("x")) == (1.5, b"a", None, "x")


@pytest.mark.real_data
@pytest.mark.parametrize("form", ["ndjson", "json", "csv", "cp1252"])
def test_the_real_extract_comes_back_from_every_form(tmp_path, form, real_data):
    source = real_data / "registers" / "dar_2018" / "Adresse.ndjson"
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    if form == "ndjson":
        assert value(source) == {"Adresse": rows}
        return
    texts = [{key: "" if one is None else str(one) for key, one in row.items()} for row in rows]
    if form == "json":
        path = put(tmp_path, "Adresse.json", json.dumps(rows, indent=2))
        texts = rows
    else:
        path = put(tmp_path, "Adresse.csv", dar_csv(texts, ";"), "cp1252" if form == "cp1252" else "utf-8")
    assert value(path) == {"Adresse": texts}
