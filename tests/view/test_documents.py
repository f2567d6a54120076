"""Documents as PDF, Word and workbook: every kind of block, tables that are long and wide, maps to scale."""

from __future__ import annotations

import io
import re
import sys
from types import SimpleNamespace

import docx
import numpy as np
import pandas as pd
import pytest
from docx.oxml.ns import qn
from matplotlib.figure import Figure
from PIL import Image

from gistools.document import (
    Cell,
    Document,
    DocumentTable,
    Drawing,
    GraphBlock,
    KeyFigures,
    Layer,
    MapBlock,
    Masthead,
    Paragraph,
    Section,
    Sentence,
    TableBlock,
)
from gistools.errors import CrsError, InputError, ParamError
from gistools.graph import Axis, Graph, Line, Role
from gistools.text import Text
from gistools.view import sheet_maps
from gistools.view.sheet_docx import docx_of
from gistools.view.sheet_maps import draw_map, nearest_scale
from gistools.view.sheet_pdf import pdf_of
from gistools.view.sheet_tables import Grid, parts_of

from .conftest import HOSTILE
from .pdf_text import Pdf, body_of, strays

RECORD = '{"created": "2026-11-23T08:00:00+00:00", "gistools_version": "0.1.0"}'
HEAD = Sentence(Text("Vand & jord", "Water & soil"))


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    monkeypatch.setattr(sheet_maps, "DOTS", 40)


def water(rows: int = 3) -> DocumentTable:
    frame = pd.DataFrame(
        {
            "name": [f"Sted æøå {HOSTILE[:0]}nr. {k}" for k in range(rows)],
            "volume_m3": np.arange(rows) * 1234.5,
            "annual_today_dkk": [np.nan, *np.arange(rows - 1.0)],
            "verified": [True, *[False] * (rows - 1)],
            "text_da": "vand",
            "text_en": "water",
            "maerke": "OPDIGTET",
        }
    )
    return DocumentTable("water", Text("Vand", "Water"), frame)


def made(*blocks, tables=None, **more) -> Document:
    return Document(
        Text("Plan <b>Ø</b>", "Plan <b>Ø</b>"),
        Masthead("Ærø", "27-1", "2026-11-01", "BBR & DHM"),
        (Section(HEAD, blocks), Section(HEAD, (), level=2)),
        tables or (water(),),
        **more,
    )


def text_of(document: Document) -> str:
    return "\n".join(Pdf(pdf_of(document, provenance_json=RECORD)).pages())


def test_sentences_tables_and_figures_in_both_files():
    said = Sentence(
        Text("Der står {v} <vand> & 'jord'.", "{v} stand."), {"v": Cell("water", "2", "volume_m3", 1, unit=True)}
    )
    document = made(
        Paragraph(said),
        Paragraph(said, bullet=True),
        Paragraph(said, quiet=True),
        KeyFigures(((Text("i alt", "in all"), Cell("water", "3", "volume_m3", unit=True)),)),
        TableBlock("water", rows=("1", "3"), totals=("3",), caption=HEAD),
    )
    text = text_of(document)
    flat = text.replace("\n", "")
    assert flat.count("Der står 1.234,5 m³ <vand> & 'jord'.") == 3
    assert "2.469" in text
    assert "ukendt" in text
    assert "Verificeret" in text
    assert "OPDIGTET" not in text, "stamps are no column"
    assert "water" not in text, "nor is the other language"
    assert "Plan <b>Ø</b>" in flat
    assert strays(document, "\n".join(body_of(p) for p in text.split("\f")), "da") <= {"23", "11", "2026", "0", "1.0"}
    file = docx.Document(io.BytesIO(docx_of(document, provenance_json=RECORD)))
    styles = [line.style.name for line in file.paragraphs if line.text]
    assert styles[:5] == ["Title", "Quiet", "Heading 1", "Normal", "List Bullet"]
    assert styles[-1] == "Heading 2"
    figures, table = file.tables
    assert figures.cell(0, 0).text == "2.469 m³\ni alt"
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [row.cells[1].text for row in table.rows] == ["Rumfang (m³)", "0", "2.469"]
    assert table.rows[2].cells[0].paragraphs[0].runs[0].bold


def test_heads_feet_language_and_bookmarks():
    document = made(languages=("da", "en"), stamps=(Text("OPDIGTET EKSEMPEL", "INVENTED EXAMPLE"),))
    data = pdf_of(document, provenance_json=RECORD, stamps=(Text("EKSEMPELREGN", "EXAMPLE RAIN"),))
    pdf = Pdf(data)
    da, en = pdf.pages()
    assert "OPDIGTET EKSEMPEL  ·  EKSEMPELREGN" in da
    assert "INVENTED EXAMPLE  ·  EXAMPLE RAIN" in en
    assert "Sag 27-1  ·  Data pr. 2026-11-01  ·  Vejledende  ·  Beregnet 23-11-2026 med gistools 0.1.0" in da
    assert "Kilder: BBR & DHM" in da
    assert ("Side 1 af 2" in da, "Page 2 of 2" in en) == (True, True)
    assert pdf.bookmarks() == ["Dansk", "Vand & jord", "Vand & jord", "English", "Water & soil", "Water & soil"]
    assert (pdf.info("Title"), pdf.info("Lang"), pdf.info("Author")) == ("Plan <b>Ø</b>", "da-DK", "Ærø")
    assert data == pdf_of(document, provenance_json=RECORD, stamps=(Text("EKSEMPELREGN", "EXAMPLE RAIN"),))
    file = docx.Document(io.BytesIO(docx_of(document, provenance_json=RECORD)))
    assert file.core_properties.language == "da-DK"
    foot = "".join(line.text for line in file.sections[0].footer.paragraphs)
    assert "Vejledende" in foot
    codes = [part.text for part in file.sections[0].footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_every_sign_shows():
    """All glyphs are in the font that is embedded: none falls back to a box."""
    from reportlab.pdfbase import pdfmetrics

    signs = "æøåÆØÅ²³€≤≥±×–—…·•½∞−°µ"
    text_of(made(Paragraph(Sentence(Text(signs.replace("½", ""), signs.replace("½", ""))))))
    for name in ("GistoolsSans", "GistoolsSans-Bold"):
        assert [sign for sign in signs if ord(sign) not in pdfmetrics.getFont(name).face.charToGlyph] == []


def test_a_long_table_goes_on_with_its_head_on_every_page():
    document = made(TableBlock("water"), tables=(water(200),))
    pages = Pdf(pdf_of(document)).pages()
    assert len(pages) > 4
    heads = [page.count("Rumfang\n") + page.count("Rumfang (m³)") for page in pages]
    assert set(heads) == {1}
    rows = [int(n) for page in pages for n in re.findall(r"nr\. (\d+)", page)]
    assert rows == list(range(200)), "no row is lost or doubled"


def test_a_wide_table_is_laid_in_parts_that_begin_alike():
    frame = pd.DataFrame({"name": ["Øst"], **{f"maal_{k}_af_vandet": [1000.0 + k] for k in range(30)}})
    document = made(TableBlock("wide"), tables=(DocumentTable("wide", Text("Bred", "Wide"), frame),))
    text = text_of(document)
    assert text.count("Øst") == text.count("Fortsat: flere kolonner") + 1 > 2
    assert all(f"1.0{k:02d}" in text for k in range(30))


def test_a_turned_table_has_its_rows_beside_each_other():
    document = made(TableBlock("water", ("name", "volume_m3", "annual_today_dkk"), across="name"))
    file = docx.Document(io.BytesIO(docx_of(document)))
    (table,) = file.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["Navn", "Sted æøå nr. 0", "Sted æøå nr. 1", "Sted æøå nr. 2"]
    assert rows[1] == ["Rumfang (m³)", "0", "1.234", "2.469"]
    assert rows[2] == ["Årlig skade i dag (kr./år)", "ukendt", "0", "1"]
    assert len(document.numbers()) == 9


def test_words_longer_than_a_page_and_empty_tables():
    frame = pd.DataFrame({"name": ["x" * 4000, "ord " * 900], "volume_m3": [1.0, 2.0]})
    table = DocumentTable("long", Text("Lang", "Long"), frame)
    empty = DocumentTable("none", Text("Tom", "Empty"), frame.iloc[:0])
    text = text_of(made(TableBlock("long"), TableBlock("none"), tables=(table, empty)))
    assert text.count("x") > 3900
    assert text.count("ord") >= 900
    assert docx_of(made(TableBlock("none"), tables=(empty,)))


def test_a_map_at_a_round_scale_with_a_legend_of_what_it_shows(town):
    layers = (
        Layer(town.depth, "depth", Text("Vanddybde", "Depth")),
        Layer(town.buildings, "buildings", Text("Bygninger", "Buildings")),
        Layer(town.points, "threshold_points", Text("Tærskelpunkter", "Thresholds")),
    )
    block = MapBlock(layers, town.elevation.grid.bounds, town.elevation, Sentence(Text("Vandet.", "The water.")))
    drawn, scale = draw_map(block, size_in=(6.9, 5.0))
    axes = drawn.axes[0]
    inches = axes.get_position().width * 6.9
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    assert (east - west) / (inches * 0.0254) == pytest.approx(scale)
    assert (north - south) / (axes.get_position().height * 5.0 * 0.0254) == pytest.approx(scale)
    x0, y0, x1, y1 = town.elevation.grid.bounds
    assert west < x0 < x1 < east
    assert south < y0 < y1 < north
    said = [text.get_text() for each in drawn.axes for text in each.texts]
    assert "Vanddybde (cm)" in said
    deepest = float(np.nanmax(town.depth.values))
    assert ("over 100 cm" in said) == (deepest > 1.0)
    document = made(block)
    assert re.search(r"Vandet\. Målestok 1:[\d.]+ på A4\.", text_of(document))
    file = docx.Document(io.BytesIO(docx_of(document)))
    (about,) = file.element.iter(qn("wp:docPr"))
    assert about.get("descr") == "Vandet. Vanddybde, Bygninger, Tærskelpunkter"


def test_layers_off_the_map_are_no_part_of_its_legend(town):
    layers = (Layer(town.buildings, "buildings", Text("Bygninger", "Buildings")),)
    west, south, _, _ = town.buildings.total_bounds
    block = MapBlock(layers, (west - 9000.0, south - 9000.0, west - 8900.0, south - 8900.0), town.elevation)
    drawn, _ = draw_map(block, size_in=(6.9, 5.0))
    assert "Bygninger" not in [text.get_text() for each in drawn.axes for text in each.texts]


def test_a_map_that_cannot_be_drawn_is_refused(town):
    with pytest.raises(InputError):
        draw_map(MapBlock((Layer(town.depth, "nothing", HEAD.text),)), size_in=(6.9, 5.0))
    bare = town.buildings.set_crs(None, allow_override=True)
    with pytest.raises(CrsError):
        draw_map(MapBlock((Layer(bare, "buildings", HEAD.text),)), size_in=(6.9, 5.0))


@pytest.mark.parametrize("at_least", [0.7, 1.0, 999.0, 1000.1, 12_345.6, 9_999_999.0])
def test_scales_are_round_and_show_enough(at_least):
    scale = nearest_scale(at_least * 100)
    assert at_least * 100 <= scale * (1 + 1e-6) <= at_least * 160
    assert str(scale).rstrip("0") in {"1", "15", "2", "25", "3", "4", "5", "6", "8"}


def test_graphs_and_sketches(monkeypatch):
    line = Line(Text("I dag", "Today"), [2, 10, 100], [0.2, 2.0, 6.5], Role.TODAY)
    years = Axis(Text("Gentagelsesperiode", "Return period"), Text("år", "years"), log=True)
    graph = Graph(Text("Skade", "Damage"), Text("Pr. år.", "A year."), years, Axis(Text("Skade", "Damage")), (line,))
    asked = []

    def sketch(kind, *, language):
        asked.append((kind, language))
        return Figure(figsize=(3.0, 2.0))

    monkeypatch.setitem(sys.modules, "gistools.view.sketches", SimpleNamespace(sketch=sketch, __spec__=True))
    caption = Sentence(Text("Snit.", "Section."))
    document = made(
        GraphBlock(graph), Drawing("basin", caption), Drawing(lambda _: Figure(figsize=(9.0, 2.0)), caption)
    )
    data = pdf_of(document)
    assert asked == [("basin", "da")], "drawn once for both passes"
    assert data.count(b"/Subtype /Image") == 3
    file = docx.Document(io.BytesIO(docx_of(document)))
    told = [one.get("descr") for one in file.element.iter(qn("wp:docPr"))]
    assert told == ["Skade. Pr. år.", "Snit.", "Snit."]
    assert asked == [("basin", "da")], "and for both files"
    shapes = [(shape.width.inches, shape.height.inches) for shape in file.inline_shapes]
    assert all(width <= 6.95 for width, _ in shapes)
    assert shapes[1][0] / shapes[1][1] == pytest.approx(1.5, abs=0.01)
    with Image.open(
        io.BytesIO(
            file.part.related_parts[file.inline_shapes[0]._inline.graphic.graphicData.pic.blipFill.blip.embed].blob
        )
    ) as image:
        assert image.width > 300


def test_a_sketch_that_nothing_draws_is_left_out_with_its_caption(monkeypatch):
    monkeypatch.setattr("gistools.view.sheet_pictures._SKETCHES", "gistools.view.no_such_room")
    document = made(Drawing("basin", Sentence(Text("Snit.", "Section."))))
    assert "Snit." not in text_of(document)
    assert b"Snit." not in docx_of(document)


def test_references_to_nothing_are_told_at_once():
    with pytest.raises(ParamError) as caught:
        made(
            KeyFigures(((HEAD.text, Cell("water", "99", "volume_m3")), (HEAD.text, Cell("water", "1", "depth")))),
            TableBlock("sea"),
            tables=(water(), water()),
        )
    for part in ("water x 2", "water[99].volume_m3", "water[1].depth", "sea[]."):
        assert part in caught.value.found.en


def test_keys_of_rows():
    frame = pd.DataFrame({"a": [1, 1], "b": [2.0, 2.5]})
    table = DocumentTable("t", Text("t", "t"), frame, ("a", "b"))
    assert table.keys == ("1/2", "1/2.5")
    with pytest.raises(ParamError, match="the table t: 1"):
        DocumentTable("t", Text("t", "t"), frame, ("a",))
    with pytest.raises(ParamError, match="the table t: c"):
        DocumentTable("t", Text("t", "t"), frame, ("c",))


@pytest.mark.parametrize("text", ["{v} og {w}", "5 m³", "{}"])
def test_sentences_with_numbers_or_fields_of_their_own_are_refused(text):
    with pytest.raises(ParamError):
        Sentence(Text(text, "{v}"), {"v": Cell("water", "1", "volume_m3")})


def test_columns_are_as_wide_as_their_longest_word_and_fill_the_page():
    grid = Grid(("navn", "et langt hoved"), (("en lang tekst i en celle", "1.234"),), (False, True), (False,))
    (part,) = parts_of(grid, 400.0, lambda said: 4.0 * len(said))
    assert sum(part.widths) == pytest.approx(400.0)
    assert part.widths[1] >= 4.0 * len("langt") + 8.0
    assert part.widths[0] > part.widths[1]


def test_pictures_of_few_tones_keep_grey_grey_and_are_near_what_was_drawn():
    """31 tones of each colour lie 8.5 apart: none moves by more than half of that, rounded, and white stays white."""
    drawn = Figure(figsize=(2.56, 1.0), facecolor="white")
    axes = drawn.add_axes((0.0, 0.0, 1.0, 0.5))
    axes.imshow(np.arange(256)[None, :], cmap="gray", aspect="auto", vmin=0, vmax=255, interpolation="nearest")
    axes.set_axis_off()
    with Image.open(io.BytesIO(sheet_maps.picture_of(drawn, dots=100).png)) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    assert (pixels[10] == 255).all()
    assert (np.ptp(pixels, axis=2) == 0).all()
    assert abs(pixels[75, :, 0] - np.arange(256)).max() <= 5
    assert len(np.unique(pixels)) <= 31
