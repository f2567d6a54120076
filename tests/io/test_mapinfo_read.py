"""MapInfo tables in any charset and case of endings: the letters come right, what is missing is named."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from gistools.errors import LayerError
from gistools.io.layers import read_as_written, read_layer
from gistools.io.mapinfo import write_tab
from gistools.io.mapinfo_read import ready_to_read

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Rødgrød på Ærø, Åsum"
SETS = {"cp1252": "CP1252 (Windows)", "cp865": "CP865 (DOS)", "utf-8": "UTF-8"}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A TAB in CP1252."""
    frame = gpd.GeoDataFrame(
        {"navn": [TEXT, "uden"], "areal": [1.5, 2.5], "kode": [2_000_174, 7]},
        geometry=[
            shapely.box(700_000, 6_170_000, 700_010, 6_170_010),
            shapely.box(700_100, 6_170_000, 700_110, 6_170_010),
        ],
        crs="EPSG:25832",
    )
    write_tab(frame, tmp_path, "grunde")
    return tmp_path / "grunde.tab"


def said(path: Path, charset: str) -> None:
    """Make a table say another charset than it has."""
    head = path.read_bytes()
    assert b"WindowsLatin1" in head
    path.write_bytes(head.replace(b"WindowsLatin1", charset.encode()))


def letters_in(path: Path, codec: str) -> None:
    """Write the texts of a table in another charset."""
    data = path.with_suffix(".dat")
    raw = data.read_bytes()
    old, new = TEXT.encode("cp1252"), TEXT.encode(codec)
    assert old in raw
    data.write_bytes(raw.replace(old + b"\0" * (len(new) - len(old)), new))


@pytest.mark.parametrize("codec", SETS)
@pytest.mark.parametrize("charset", ["WindowsLatin1", "Neutral", "CodePage865"])
def test_the_letters_come_right_whatever_the_table_says(table, codec, charset):
    if codec != "cp1252":
        letters_in(table, codec)
    said(table, charset)
    before = {one: one.read_bytes() for one in table.parent.iterdir()}
    frame, notes = read_as_written(table)
    assert frame["navn"].tolist() == [TEXT, "uden"]
    assert frame["areal"].tolist() == [1.5, 2.5]
    assert any(SETS[codec] in note.en for note in notes)
    assert {one: one.read_bytes() for one in table.parent.iterdir()} == before
    assert read_layer(table).value["navn"].tolist() == [TEXT, "uden"]


@pytest.mark.parametrize("codec", SETS)
@pytest.mark.parametrize("charset", ["WindowsLatin1", "Neutral", None])
def test_mif_too(table, tmp_path, codec, charset):
    frame, _ = read_as_written(table)
    frame.to_file(tmp_path / "ud.mif", driver="MapInfo File", ENCODING="CP1252")
    texts = (tmp_path / "ud.mid").read_bytes()
    assert TEXT.encode("cp1252") in texts
    (tmp_path / "ud.mid").write_bytes(texts.replace(TEXT.encode("cp1252"), TEXT.encode(codec)))
    head = (tmp_path / "ud.mif").read_bytes()
    line = next(one for one in head.splitlines(keepends=True) if one.lower().startswith(b"charset"))
    (tmp_path / "ud.mif").write_bytes(head.replace(line, b"" if charset is None else f'Charset "{charset}"\n'.encode()))
    again, notes = read_as_written(tmp_path / "ud.mif")
    assert again["navn"].tolist() == [TEXT, "uden"]
    assert any(SETS[codec] in note.en for note in notes)


@pytest.mark.parametrize("make", [str.upper, str.title, lambda ending: ending])
def test_endings_in_any_case(table, tmp_path, make):
    folder = tmp_path / "andre"
    folder.mkdir()
    for one in (table, *(table.with_suffix(ending) for ending in (".dat", ".map", ".id"))):
        shutil.copy(one, folder / f"{one.stem}.{make(one.suffix[1:])}")
    frame, _ = read_as_written(folder / f"grunde.{make('tab')}")
    assert frame["navn"].tolist() == [TEXT, "uden"]


@pytest.mark.parametrize("ending", [".dat", ".map", ".id"])
def test_a_missing_file_is_named(table, ending):
    table.with_suffix(ending).unlink()
    with pytest.raises(LayerError, match=f"grunde{ending}"):
        read_as_written(table)


def test_a_mif_without_its_texts_is_refused(table, tmp_path):
    read_as_written(table)[0].to_file(tmp_path / "ud.mif", driver="MapInfo File")
    (tmp_path / "ud.mid").unlink()
    with pytest.raises(LayerError, match=r"ud\.mid"):
        read_layer(tmp_path / "ud.mif")


def copied(table: Path, folder: Path, stem: str, make, codec: str = "") -> Path:
    """Copy a table under another name, with the case of its endings; with another text where a codec is told."""
    folder.mkdir(exist_ok=True)
    for one in (table, *(table.with_suffix(ending) for ending in (".dat", ".map", ".id"))):
        raw = one.read_bytes()
        if codec:
            raw = raw.replace(b"uden", codec.encode())
        (folder / f"{stem}{make(one.suffix)}").write_bytes(raw)
    return folder / f"{stem}{make('.tab')}"


@pytest.mark.parametrize("make", [str.upper, str.lower])
def test_two_tables_whose_names_differ_in_case_have_their_own_rows(table, tmp_path, make):
    first = copied(table, tmp_path / "to", "VEJE", make, "stor")
    second = copied(table, tmp_path / "to", "veje", str.lower, "lill")
    assert read_as_written(first)[0]["navn"].tolist() == [TEXT, "stor"]
    assert read_as_written(second)[0]["navn"].tolist() == [TEXT, "lill"]
    first.with_suffix(make(".dat")).unlink()
    with pytest.raises(LayerError, match=r"VEJE\.dat"):
        read_as_written(first)


def test_files_of_two_names_are_refused_where_it_is_not_clear_whose_they_are(table, tmp_path):
    first = copied(table, tmp_path / "to", "VEJE", str.lower)
    first.with_suffix(".dat").rename(first.with_name("veje.dat"))
    assert read_as_written(first)[0]["navn"].tolist() == [TEXT, "uden"]
    shutil.copy(first.with_name("veje.dat"), first.with_name("Veje.dat"))
    with pytest.raises(LayerError, match=r"Veje\.dat, veje\.dat"):
        read_as_written(first)


@pytest.mark.parametrize("charset", ["ISO8859_1", "UTF-8"])
def test_names_of_charsets_are_read_whole(table, charset):
    said(table, charset)
    letters_in(table, "utf-8" if charset == "UTF-8" else "cp865")
    frame, notes = read_as_written(table)
    assert frame["navn"].tolist() == [TEXT, "uden"]
    told = "as the table says" if charset == "UTF-8" else f"the table says {charset}"
    assert notes[0].en.endswith(told)


def test_a_name_that_gdal_does_not_know_is_told_otherwise(table):
    said(table, "ISO8859-1")
    with ready_to_read(table) as (ready, notes):
        assert gpd.read_file(ready)["navn"].tolist() == [TEXT, "uden"]
        assert ready.read_bytes().count(b"WindowsLatin1") == 2
    assert notes[0].en.endswith("as the table says")


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("CodePage850", "cp850", "Café Müller"),
        ("CodePage437", "cp437", "Café Müller"),
        ("CodePage850", "cp850", "Rødby, Ágata"),  # Á is another letter in CP865
        ("CodePage437", "cp865", "Rødby"),  # that CP437 cannot hold
        ("WindowsLatin1", "cp1252", "Café Müller"),
    ],
)
def test_letters_that_are_not_danish_are_read_as_the_table_says(table, charset, codec, text):
    data = table.with_suffix(".dat")
    old = TEXT.encode("cp1252")
    data.write_bytes(data.read_bytes().replace(old, text.encode(codec).ljust(len(old), b"\0")))
    said(table, charset)
    assert read_as_written(table)[0]["navn"].tolist() == [text, "uden"]


@pytest.mark.parametrize("pad", [b"\0", b" "])
def test_a_letter_cut_at_the_width_of_its_column_spoils_no_other(table, pad):
    letters_in(table, "utf-8")
    data = table.with_suffix(".dat")
    raw = data.read_bytes()
    assert raw.count(b"uden\0\0\0") == 1
    data.write_bytes(raw.replace(b"uden\0\0\0", b"uden\xc3" + pad * 2))
    frame, notes = read_as_written(table)
    assert [one.strip() for one in frame["navn"]] == [TEXT, "uden"]
    assert frame["areal"].tolist() == [1.5, 2.5]
    assert "UTF-8" in notes[0].en
    assert "letters that are cut" in notes[1].en
    assert data.read_bytes().count(b"uden\xc3") == 1


def test_a_letter_cut_in_a_mid_too(table, tmp_path):
    read_as_written(table)[0].to_file(tmp_path / "ud.mif", driver="MapInfo File", ENCODING="CP1252")
    texts = (tmp_path / "ud.mid").read_bytes().replace(TEXT.encode("cp1252"), TEXT.encode())
    (tmp_path / "ud.mid").write_bytes(texts.replace(b'"uden"', b'"uden\xc3"'))
    assert read_as_written(tmp_path / "ud.mif")[0]["navn"].tolist() == [TEXT, "uden"]


def test_words_that_end_in_a_danish_letter_are_not_cut_ones(table):
    data = table.with_suffix(".dat")
    old = TEXT.encode("cp1252")
    data.write_bytes(data.read_bytes().replace(old, "Gudenå".encode("cp1252").ljust(len(old), b"\0")))
    assert read_as_written(table)[0]["navn"].tolist() == ["Gudenå", "uden"]


@pytest.mark.real_data
def test_the_real_tables_have_the_right_letters(real_data):
    folder = real_data / "registers" / "dkjord_mapinfo"
    streets = {}
    for name in ("V1_cp1252.mif", "V2_cp1252.tab", "V2_neutral_utf8bytes.tab"):
        frame, notes = read_as_written(folder / name)
        streets[name] = frame["Lokalitetetsadresse"].tolist()
        assert any(("UTF-8" if "utf8" in name else "CP1252") in note.en for note in notes)
    assert "Stubbeløbgade 4 , 2100 København Ø" in streets["V1_cp1252.mif"]
    assert streets["V2_neutral_utf8bytes.tab"] == streets["V2_cp1252.tab"][:40]


@pytest.mark.real_data
def test_a_round_trip_moves_no_vertex_a_millimetre(real_data, tmp_path):
    frame, _ = read_as_written(real_data / "registers" / "dkjord_mapinfo" / "V1_cp1252.mif")
    write_tab(frame, tmp_path, "igen")
    again, _ = read_as_written(tmp_path / "igen.tab")
    moved = shapely.hausdorff_distance(frame.geometry.to_numpy(), again.geometry.to_numpy())
    assert len(again) == len(frame)
    assert moved.max() < 0.001
    assert again["Lokalitetetsadresse"].tolist() == frame["Lokalitetetsadresse"].tolist()
