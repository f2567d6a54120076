"""Plan sheets: every number on them is found in a table, whatever is given; inputs that do not belong together."""

from __future__ import annotations

import io
import re

import docx
import numpy as np
import openpyxl
import pandas as pd
import pytest

from gistools.document import MapBlock, TableBlock
from gistools.errors import TableError
from gistools.plan.sheets_params import PlanSheetParams, SheetLanguage
from gistools.plan.sheets_run import plan_document
from gistools.run.documents import workbook_of_document
from gistools.styles import COLUMNS
from gistools.view import sheet_maps
from gistools.view.sheet_docx import docx_of
from gistools.view.sheet_pdf import pdf_of
from tests.plan.sheet_town import all_of, material, town
from tests.view.pdf_text import Pdf, body_of, numbers_in, strays

MAST = {"municipality": "Ærøby Kommune", "case_number": "27-1234", "data_date": "2026-11-01", "source": "BBR 2026"}


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    """Draw coarse pictures, which are quick."""
    monkeypatch.setattr(sheet_maps, "DOTS", 30)


def sheets(given, *, pictured=False, **params):
    return plan_document(material(given, pictured=pictured, **params), PlanSheetParams(**params))


@pytest.fixture(scope="module")
def full():
    return sheets(all_of(), pictured=True, **MAST, language="both", most_rows=50)


def words_of_docx(data: bytes) -> str:
    file = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in file.paragraphs), *cells])


def test_every_number_of_the_pdf_is_found_in_a_table(full):
    pages = Pdf(pdf_of(full)).pages()
    halves = [k for k, page in enumerate(pages) if page.startswith("Skybrudsplan")]
    assert len(halves) == 2, "first in Danish, then in English"
    for language, part in (("da", pages[: halves[1]]), ("en", pages[halves[1] :])):
        text = "\n".join(map(body_of, part))
        assert strays(full, text, language) == set()
        shown = {number for one in full.numbers(language) for number in numbers_in(one.text)}
        assert shown <= numbers_in(text), "and all that the document shows is on paper"
        assert len(shown) > 60
    assert strays(full, "Der mangler 12.345 m³.", "da") == {"12.345"}, "what the check is there to catch"


def test_every_number_of_the_word_file_is_found_in_a_table(full):
    text = words_of_docx(docx_of(full))
    known = strays(full, text, "da") & strays(full, text, "en")
    assert known == set()


def test_what_is_shown_is_what_the_tables_hold_to_the_last_digit_shown(full):
    checked = 0
    for shown in full.numbers("da"):
        table, value = full.table(shown.cell.table), full.table(shown.cell.table).value(*shown.cell[1:3])
        column = COLUMNS.get(shown.cell.column)
        if isinstance(value, int | float) and not isinstance(value, bool) and not (column and column.codes):
            if np.isnan(value):
                assert shown.text in {"ukendt", "uden grænse"}
                continue
            told = shown.text.removesuffix(table.unit(shown.cell.column)).strip()
            digits = len(told.partition(",")[2])
            number = float(told.replace(".", "").replace(",", ".").replace("−", "-"))
            assert number == pytest.approx(value * (column.factor if column else 1.0), abs=0.501 * 10.0**-digits)
            checked += 1
    assert checked > 200


def test_the_workbook_holds_every_number_shown_with_all_its_digits(full):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of_document(full)))
    about = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert ["Kommune", "Ærøby Kommune"] in [[row[1], row[3]] for row in about]
    places = {}
    for sheet, table in zip(book.worksheets[1:], full.tables, strict=True):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        names = rows[1]
        for key, row in zip(table.keys, rows[2:], strict=True):
            places.update({(table.name, key, name): value for name, value in zip(names, row, strict=True)})
    for shown in full.numbers("da"):
        value = full.table(shown.cell.table).value(*shown.cell[1:3])
        found = places[shown.cell[:3]]
        if isinstance(value, float):
            assert found == (None if np.isnan(value) else pytest.approx(value, rel=1e-15))
        elif isinstance(value, int):
            assert found == value
    sheet = book["Deloplande"]
    heads = [cell.value for cell in sheet[1]]
    assert "Areal (ha)" in heads
    assert "Årlig skade i dag (kr./år)" in heads


def test_the_ledger_and_the_town_add_up(full):
    """Part k of 3 stores 10 r + (k - 1) - r - 2.75 - k m³ of a rain of r mm: 9 r - 3.75, three times in the town."""
    ledger = full.table("ledger")
    for rain in (30, 75):
        for k in (1, 2, 3):
            assert ledger.value(f"{k}/{rain}", "stored_m3") == pytest.approx(9 * rain - 3.75)
        assert ledger.value(f"0/{rain}", "stored_m3") == pytest.approx(3 * (9 * rain - 3.75))
    row = ledger.frame
    came = row["rain_m3"] + row["received_m3"]
    went = row[["lost_m3", "drained_m3", "stored_m3", "sent_m3", "left_m3"]].sum(axis=1)
    assert came.to_numpy() == pytest.approx(went.to_numpy())
    parts = full.table("parts")
    assert parts.value("0", "annual_today_dkk") == 6007.13  # 1000.01 + 2000.02 + 3000.03, and 7.07 off the parts
    assert parts.value("0", "buildings") == 10 + 11 + 12 + 1
    assert parts.keys == ("3", "2", "1", "-4", "0"), "the worst first"


def test_an_unknown_is_no_zero():
    given = all_of()
    damage = given["sub_catchment_damage"]
    damage.loc[1, "annual_today_dkk"] = np.nan
    document = sheets(given)
    parts = document.table("parts")
    assert parts.shown("2", "annual_today_dkk") == "ukendt"
    assert parts.shown("0", "annual_today_dkk") == "ukendt", "a sum with an unknown part is unknown"
    assert parts.keys[2] == "2", "and it is not among the worst"


def test_sums_of_water_with_an_unknown_part_are_unknown():
    given = all_of()
    given["structure_nodes"]["missing_m3"] = [np.nan, 0.0]
    facts = sheets(given).table("facts")
    assert facts.shown("1", "missing_m3") == "ukendt"
    assert facts.value("1", "exceeded_count") == 1


def test_long_numbers_of_measures_keep_all_their_digits():
    given = all_of()
    given["measures"]["id"] = [12345678.0, np.nan, 3.0]
    assert sheets(given).table("measures").frame["measure_id"].tolist() == ["12345678", "2", "3"]


def test_each_part_has_its_sheet_with_its_own_map_and_tables(full):
    headings = [full.say(section.heading) for section in full.sections]
    assert headings[-3:] == ["Delopland 1: Åby", "Delopland 2: Øster Ærø", "Delopland 3"]
    first = full.sections[-3]
    (drawn,) = [block for block in first.blocks if isinstance(block, MapBlock)]
    assert drawn.bounds == (0.0, 0.0, 100.0, 100.0)
    layers = {layer.style: layer for layer in drawn.layers}
    assert list(layers) == ["buildings", "depth", "sheet_neighbours", "sheet_area", "sheet_flows", "measures",
                            "vulnerable_places"]  # fmt: skip
    assert layers["vulnerable_places"].value["mark"].tolist() == ["S1", "S2"]
    (arrow,) = layers["sheet_flows"].value.itertuples()
    assert (arrow.flow_way, arrow.volume_m3) == ("out", 1.0)
    (x0, _), (x1, _) = arrow.geometry.coords
    assert 50.0 < x0 < 100.0 < x1 < 150.0, "it crosses the border"
    tables = {block.table: block for block in first.blocks if isinstance(block, TableBlock)}
    assert tables["ledger"].rows == ("1/30", "1/75")
    flows = full.table("flows")
    assert [flows.shown(r, "at_75_mm") for r in tables["flows"].rows] == ["1"]
    assert tables["measures"].rows == ("T1", "T2")
    second = {block.table: block for block in full.sections[-2].blocks if isinstance(block, TableBlock)}
    assert second["measures"].rows == ("T2",), "a measure stands on the sheet of each part that it lies in"
    measures = full.table("measures")
    assert (measures.shown("T2", "home"), measures.shown("T2", "others")) == ("Øster Ærø", "Åby")
    assert measures.value("T3", "subcatchment_id") == -4


def test_remarks_tell_what_is_not_known(full):
    text = "\n".join(Pdf(pdf_of(full)).pages())
    for said in (
        "1 tiltag ligger uden for deloplandene",
        "1 bygninger ligger uden for deloplandene",
        "Tal, der ikke er verificeret, indgår i: Serviceniveauets status (1 rækker).",
        "Deloplandet samler land, der løber lige ud over kortets kant",
        "2 bygninger har ukendt skade i klimaåret og er ikke talt med.",
        "Varianter side om side: ingen af tabellens kolonner er kendte; se regnearket.",
        "Kun de første rækker er vist; tabellen har 200, som alle står i regnearket.",
        "I 1 af strukturens linjer og steder",
    ):
        assert said in text.replace("\n", " "), said


@pytest.mark.parametrize("count", [1, 2])
def test_only_the_two_that_are_needed(count):
    document = sheets(town(count))
    pages = Pdf(pdf_of(document)).pages()
    text = "\n".join(map(body_of, pages))
    assert strays(document, text, "da") == set()
    assert "Tiltag er ikke tegnet." in text.replace("\n", " ")
    assert "kr." not in text
    assert len(document.sections) == 2 + count
    assert docx_of(document)
    assert workbook_of_document(document)


def test_forty_parts_and_every_one_on_a_page_of_its_own(monkeypatch):
    monkeypatch.setattr(sheet_maps, "DOTS", 12)
    document = sheets(all_of(40), language="da")
    pdf = Pdf(pdf_of(document))
    marks = pdf.bookmarks()
    assert marks[-38:] == [f"Delopland {k}" for k in range(3, 41)]
    pages = pdf.pages()
    begun = [next(i for i, page in enumerate(pages) if page.startswith(f"{name}\n")) for name in marks[-38:]]
    assert sorted(set(begun)) == begun
    assert strays(document, "\n".join(map(body_of, pages)), "da") == set()


def test_the_rain_that_is_shown():
    assert sheets(town()).table("facts").value("1", "rain_mm") == 75.0
    document = sheets(town(), shown_rain_mm=30.0)
    assert document.table("parts").value("1", "stored_m3") == pytest.approx(9 * 30 - 3.75)


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_papers(paper, orientation):
    data = pdf_of(sheets(town(1), paper=paper, orientation=orientation))
    box = [float(v) for v in re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data).groups()]
    short, long = {"A4": (595.28, 841.89), "A3": (841.89, 1190.55)}[paper]
    assert box == pytest.approx([short, long] if orientation == "portrait" else [long, short], abs=0.01)
    file = docx.Document(io.BytesIO(docx_of(sheets(town(1), paper=paper, orientation=orientation))))
    assert (file.sections[0].page_width > file.sections[0].page_height) == (orientation == "landscape")


def broken(change):
    given = all_of()
    change(given)
    with pytest.raises(TableError) as caught:
        material(given)
    return caught.value.found


def test_inputs_that_do_not_belong_together_are_told_at_once():
    def change(given):
        ledgers = given["sub_catchment_ledgers"]
        given["sub_catchment_ledgers"] = ledgers[~((ledgers["subcatchment_id"] == 2) & (ledgers["rain_mm"] == 30.0))]
        given["sub_catchment_damage"] = pd.DataFrame({"subcatchment_id": [9], "annual_today_dkk": [1.0]})
        given["sub_catchment_flows"] = given["sub_catchment_flows"].assign(to_subcatchment=77)

    found = broken(change)
    assert "intet regnskab for nr. 2 ved 30 mm" in found.da
    assert "sub_catchment_damage: nr. 9 er ikke i sub_catchments" in found.da
    assert "sub_catchment_flows: no. 77 is not in sub_catchments" in found.en


@pytest.mark.parametrize(
    ("ids", "words"),
    [([1, 1, 3], "no. 1 several times"), ([1.5, 2, 3], "1.5"), ([0, 2, 3], "(0"), ([np.nan, 2, 3], "nan")],
)
def test_numbers_of_parts_that_are_none(ids, words):
    assert words in broken(lambda given: given["sub_catchments"].__setitem__("subcatchment_id", ids)).en


def test_a_part_without_a_polygon_and_rows_twice():
    def bare(given):
        given["sub_catchments"].loc[1, "geometry"] = None

    assert "no. 2 without polygon" in broken(bare).en

    def twice(given):
        given["sub_catchment_ledgers"] = pd.concat([given["sub_catchment_ledgers"]] * 2)

    assert "stand several times" in broken(twice).en


def test_a_rain_that_the_ledger_was_not_kept_for_and_water_elsewhere():
    with pytest.raises(TableError, match="30; 75 mm"):
        material(town(), shown_rain_mm=60.0)
    given = town()
    given["sub_catchments"] = given["sub_catchments"].set_geometry(given["sub_catchments"].translate(1e5))
    with pytest.raises(TableError, match="depth lies outside"):
        material(given, pictured=True)


def test_languages_of_the_sheets():
    assert SheetLanguage("en").languages == ("en",)
    text = "\n".join(Pdf(pdf_of(sheets(all_of(), language="en"))).pages())
    assert "Sub-catchment 1: Åby" in text
    assert "What is not known:" in text
    for word in ("Vandregnskab", "Målestok", "lavning", "kortets kant"):
        assert word not in text


def test_a_council_reads_few_columns_and_no_codes():
    """Columns that the sheets leave out stand in the workbook; a price is per m³, and what is not known says so."""
    given = town(2)
    named = {"solution_da": ["Dige", "Sokkel"], "solution_en": ["Dike", "Plinth"], "solution": ["dike", "plinth"]}
    counted = ("places_qualify", "places_examine", "room_m3", "room_examine_m3", "price_best_dkk", "upkeep_dkk")
    given["solution_sheets"] = pd.DataFrame(
        {
            **named,
            **{name: [1, 2] for name in counted},
            "lifetime_years": 50,
            "price_unit": ["m3", None],
            "price_low_dkk": np.nan,
            "price_high_dkk": np.nan,
            "price_year": 2021,
            "unknown_room": 4711,
            "fits_da": "Her",
            "fits_en": "Here",
            "fits_not_da": "Der",
            "fits_not_en": "There",
            "verified": False,
        }
    )
    document = sheets(given)
    text = " ".join("\n".join(Pdf(pdf_of(document)).pages()).split())
    for said in ("Dige", "m³", "Passer ikke", "2021", "ukendt"):
        assert said in text, said
    for left in ("4.711", "(dansk)", "Pris, lav", "nan", "plinth"):
        assert left not in text, left
    assert "unknown_room" in document.table("solution_sheets").frame.columns


def test_an_order_of_building_begins_with_what_is_built():
    given = town(2)
    columns = ("variant", "step", "measure_name", "step_state", "more_cost_dkk", "more_avoided_dkk", "gain_dkk")
    given["variant_order"] = pd.DataFrame([["A", 0, None, None, 0, 0, 0], ["A", 1, "Mur", "pays", 5, 9, 4]])
    given["variant_order"].columns = columns
    document = sheets(given)
    shown = [
        block.rows
        for section in document.sections
        for block in section.blocks
        if getattr(block, "table", "") == "variant_order"
    ]
    assert shown == [("2",)]
