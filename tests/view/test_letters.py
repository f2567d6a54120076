"""Letters as PDF for archives and as Word files, and templates of municipalities: what they hold and refuse."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import io
import itertools
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import decision_letter, emergency_list, hearing_letter
from gistools.addresses.letters_texts import CASE_FIELDS, LACKING, ROW_FIELDS
from gistools.errors import InputError, TableError
from gistools.stamps import INVENTED
from gistools.view.letter_docx import letter_docx_of
from gistools.view.letter_pdf import letter_pdf_of
from gistools.view.letter_template import filled_template, template_fields
from gistools.view.sheet_pdf import pdf_of
from tests.addresses.letter_cases import CASE, ORDERED, SPLIT, TOWN, TWICE, change, changes

from .archive_check import Archive
from .pdf_text import Pdf

RECORD = '{"created": "2026-11-23T08:00:00+00:00", "gistools_version": "0.1.0"}'
DEADLINE = dt.date(2027, 2, 1)
ONE = [change("Nordenden 30", "Ærtemarken 10", access_point=(725030.0, 6175000.25))]
LETTERS = {
    "hearing": lambda: hearing_letter(changes(), CASE, deadline=DEADLINE),
    "decision": lambda: decision_letter(changes(), CASE, heard="Alle er hørt."),
    "services": lambda: emergency_list(changes(), CASE),
}


def tight(text: str) -> str:
    """Return a text without blanks and breaks, which files set where they will."""
    return "".join(text.split())


def shown(file) -> str:
    """Return all text of a Word file: body, tables, head and foot."""
    lines = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in file.element.iter(qn("w:p"))]
    section = file.sections[0]
    for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
        lines += [line.text for line in part.paragraphs]
    return "\n".join(lines)


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("record", [None, RECORD])
def test_a_letter_is_pdf_a_2b_in_its_structure(kind, record):
    archive = Archive(letter_pdf_of(LETTERS[kind](), provenance_json=record))
    assert archive.faults() == []
    names = {"dc": "http://purl.org/dc/elements/1.1/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}
    tree = archive.xmp()
    assert tree.findtext(".//dc:title/rdf:Alt/rdf:li", namespaces=names) == LETTERS[kind]().document.title.da
    assert tree.findtext(".//dc:creator/rdf:Seq/rdf:li", namespaces=names) == "Eksempelby Kommune"


def test_the_check_of_the_structure_sees_what_is_wrong():
    sheet = pdf_of(LETTERS["services"]().document)
    with pytest.raises(TypeError):
        Archive(sheet).xmp()
    good = letter_pdf_of(LETTERS["services"]())
    for old, new, fault in (
        (b"<pdfaid:part>2", b"<pdfaid:part>1", "part"),
        (b"/FontFile2", b"/FontFile9", "font"),
        (b"/GTS_PDFA1", b"/GTS_PDFX1", "output intent"),
        (b"\nendstream", b" endstream", "ends on a line"),
    ):
        bad = Archive(good.replace(old, new))
        try:
            assert any(fault in one for one in bad.faults())
        except (TypeError, AttributeError):
            assert fault in {"font", "ends on a line"}, "what is broken cannot even be read"


def test_equal_letters_are_equal_bytes():
    for kind, make in LETTERS.items():
        assert letter_pdf_of(make()) == letter_pdf_of(make()), kind
        assert letter_docx_of(make()) == letter_docx_of(make()), kind


@pytest.mark.parametrize("kind", LETTERS)
def test_both_files_say_every_sentence_with_its_signs(kind):
    letter = LETTERS[kind]()
    pdf, word = tight("".join(Pdf(letter_pdf_of(letter)).pages())), docx.Document(io.BytesIO(letter_docx_of(letter)))
    text = tight(shown(word))
    table = letter.document.table("texts").frame
    for said in (*table["text"], "By & Byg <Adresser>", "27-001234", "4. januar 2027"):
        assert tight(said) in pdf, said
        assert tight(said) in text, said
    assert "Vejledende" not in pdf + text, "a letter is not for guidance"
    assert "UDKAST" in pdf
    assert text.count("UDKAST") == 2, "on the first page and those that follow"
    if kind == "hearing":
        assert tight(TWICE) in text


def test_the_stamped_parts_stand_in_frames_and_the_rest_does_not():
    letter = LETTERS["decision"]()
    word = docx.Document(io.BytesIO(letter_docx_of(letter)))
    framed = [line.text for line in word.paragraphs if line._p.find(f".//{qn('w:pBdr')}") is not None]
    assert len(framed) == 2
    assert framed[0].startswith("IKKE VERIFICERET: SKAL KONTROLLERES AF KOMMUNEN\nEt bogstav bruges kun")
    assert framed[1].startswith("SKAL SKRIVES ELLER KONTROLLERES AF KOMMUNEN\n[Kommunen skriver her, hvilken myndighed")
    pages = Pdf(letter_pdf_of(letter, stamps=(INVENTED,))).pages()
    assert all("OPDIGTET EKSEMPEL" in page for page in pages)
    assert "\n".join(pages).count("SKAL SKRIVES ELLER KONTROLLERES AF KOMMUNEN") == 1


def test_a_stamp_stands_on_the_page_of_its_text():
    """However many addresses stand above it."""
    split = []
    for count in range(1, 30):
        told = [change(f"Nordenden {k}", f"Ærtemarken {k}") for k in range(1, count + 1)]
        pages = Pdf(letter_pdf_of(hearing_letter(told, CASE, deadline=DEADLINE))).pages()
        split += [count for page in pages if (LACKING.da in page) != ("Hører vi ikke fra dig" in page)]
    assert split == []
    word = docx.Document(io.BytesIO(letter_docx_of(LETTERS["hearing"]())))
    framed = [line for line in word.paragraphs if line._p.find(f".//{qn('w:pBdr')}") is not None]
    assert [line.paragraph_format.keep_together for line in framed] == [True] * len(framed)
    assert framed


def test_the_greeting_never_stands_alone_on_a_page():
    alone = []
    for count in range(28, 44):
        told = [change(f"Nordenden {k}", f"Ærtemarken {k}") for k in range(1, count + 1)]
        pages = Pdf(letter_pdf_of(decision_letter(told, CASE, heard="Alle er hørt."))).pages()
        alone += [count for page in pages if ("Med venlig hilsen" in page) != ("§ 18, stk. 5" in page)]
    assert alone == []
    for name in ("decision", "services"):
        word = docx.Document(io.BytesIO(letter_docx_of(LETTERS[name]())))
        lines = [one.text for one in word.paragraphs]
        before = word.paragraphs[lines.index("Med venlig hilsen") - 1]
        assert before.paragraph_format.keep_with_next, name


def test_a_list_of_many_addresses_goes_on_in_order():
    many = [change("", f"Åsumgyden {k}", rules=("A14",), access_point=(7e5, 6.1e6)) for k in range(90, 0, -1)]
    pages = Pdf(letter_pdf_of(emergency_list(many, CASE))).pages()
    assert len(pages) > 2
    assert all("Gammel adresse" in page or "Med venlig hilsen" in page for page in pages)
    lines = [line for page in pages for line in page.split("\n") if line.startswith("Åsumgyden ") and TOWN in line]
    assert lines == [f"Åsumgyden {k}, {TOWN}" for k in range(1, 91)]
    assert "Side 1 af" in pages[0]
    assert "Afgørelse" not in pages[0]


def test_signs_that_the_font_has_not_are_refused_and_all_of_danish_are_had():
    odd = change("", "Åvej 1", reason="Se 中 og 😀.", access_point=(7e5, 6.1e6))
    with pytest.raises(InputError, match=r"中 \(U\+4E2D\), 😀 \(U\+1F600\)"):
        letter_pdf_of(decision_letter([odd], CASE))
    signs = "æøåÆØÅéüÄÖß §–—…“”«»½€%&@'\"<>{}[]\\ e\u0301"
    made = letter_pdf_of(decision_letter([dataclasses.replace(odd, reason=signs)], CASE))
    assert tight(signs) in tight("".join(Pdf(made).pages()))
    assert Archive(made).faults() == []


def test_an_english_letter_says_so():
    letter = hearing_letter(ONE, dataclasses.replace(CASE, language="en"), deadline=DEADLINE)
    data = letter_pdf_of(letter)
    assert Pdf(data).info("Lang") == "en-GB"
    assert "Page 1 of 1" in "".join(Pdf(data).pages())
    assert opened(letter_docx_of(letter)).core_properties.language == "en-GB"


# templates


def template(*lines, rows=(), head="", foot=""):
    """Return a template: a paragraph for each line, whose texts are runs, and a table of one row."""
    file = docx.Document()
    for line in lines:
        paragraph = file.add_paragraph()
        for text in [line] if isinstance(line, str) else line:
            paragraph.add_run(text)
    if rows:
        table = file.add_table(rows=2, cols=len(rows))
        for k, text in enumerate(rows):
            table.cell(0, k).text = f"Hoved {k}"
            table.cell(1, k).text = text
    file.sections[0].header.paragraphs[0].text = head
    file.sections[0].footer.paragraphs[0].text = foot
    return saved(file)


def saved(file) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


NEEDED = ("{{sagsnummer}}", "{{frist}}")
ROW = ("{{gammel_adresse}}", "{{ny adresse}}")


def test_every_field_is_filled_by_both_of_its_names():
    letter = LETTERS["hearing"]()
    fields = [one.field for one in letter.fields]
    assert {f.name for f in (*CASE_FIELDS, *ROW_FIELDS)} <= {f.name for f in fields} | {
        f.field.name for f in letter.rows[0]
    }
    lines = [f"<{name}|{{{{{name}}}}}>" for f in fields for name in (f.name, f.name_da)]
    cells = [f"{{{{{name}}}}}" for f in ROW_FIELDS for name in (f.name, f.name_da)]
    made = opened(filled_template(template(*lines, rows=cells), letter))
    text = [line.text for line in made.paragraphs]
    expected = [f"<{name}|{one.shown}>" for one in letter.fields for name in (one.field.name, one.field.name_da)]
    assert text == expected
    (table,) = made.tables
    assert [[c.text for c in row.cells] for row in table.rows[1:]] == [
        [one.shown for one in row for _ in range(2)] for row in letter.rows
    ]
    assert "{{" not in shown(made)


def test_a_row_is_written_for_each_address_in_order_and_the_head_once():
    made = opened(filled_template(template(*NEEDED, rows=(*ROW, "{{begrundelse}}")), LETTERS["hearing"]()))
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert rows[0] == ["Hoved 0", "Hoved 1", "Hoved 2"]
    assert [row[1] for row in rows[1:]] == ["(ingen)", *(f"{line}, {TOWN}" for line in ORDERED[1:])]
    assert rows[1][0] == f"Nordenden 2, {TOWN}"
    assert [row[2] for row in rows[1:]].count(TWICE) == 1, "& and < as they are"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), max_size=7), st.sampled_from(["sagsnummer", " Sags_Nummer ", "case_number"]))
def test_fields_are_found_however_word_has_split_them(cuts, name):
    line = f"Sag {{{{{name}}}}} af {{{{brevdato}}}}, frist {{{{frist}}}}."
    places = sorted({0, len(line), *(cut for cut in cuts if cut < len(line))})
    runs = [line[a:b] for a, b in itertools.pairwise(places)]
    made = opened(filled_template(template(runs, rows=ROW), LETTERS["hearing"]()))
    assert made.paragraphs[0].text == "Sag 27-001234 af 4. januar 2027, frist 1. februar 2027."
    assert len(made.paragraphs[0].runs) == len(runs), "runs and their letters stay"


def test_marks_of_word_between_runs_do_not_hide_a_field():
    file = docx.Document()
    line = file.add_paragraph()
    line.add_run("Sag {{sags").bold = True
    line._p.append(parse_xml(f'<w:proofErr {nsdecls("w")} w:type="spellStart"/>'))
    line.add_run("nummer")
    line._p.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="9" w:name="x"/>'))
    line.add_run("}} og {{frist}}")
    file.add_table(rows=1, cols=1).cell(0, 0).text = "{{ny_adresse}}"
    made = opened(filled_template(saved(file), LETTERS["hearing"]()))
    assert made.paragraphs[0].text == "Sag 27-001234 og 1. februar 2027"
    assert made.paragraphs[0].runs[0].bold
    assert made.paragraphs[0].runs[0].text == "Sag 27-001234"


def test_head_foot_and_lines_of_an_address():
    letter = LETTERS["hearing"]()
    made = opened(filled_template(
        template("{{afsenderadresse}}", "{{frist}}", rows=ROW, head="{{kommune}}", foot="Sag {{sagsnummer}}"), letter,
    ))  # fmt: skip
    assert made.sections[0].header.paragraphs[0].text == "Eksempelby Kommune"
    assert made.sections[0].footer.paragraphs[0].text == "Sag 27-001234"
    assert made.paragraphs[0].text == f"Rådhuspladsen 1\n{TOWN}"
    assert made.paragraphs[0]._p.findall(f".//{qn('w:br')}"), "a break, not a sign that Word passes over"
    about = made.core_properties
    assert (about.author, about.title) == ("Eksempelby Kommune", "Høring om ændring af adresse")


CONTROL = (
    "<w:sdt {ns}><w:sdtPr>{about}<w:showingPlcHdr/><w:dataBinding w:xpath='/x' w:storeItemID='{{0}}'/></w:sdtPr>"
    "<w:sdtContent><w:r><w:rPr><w:rStyle w:val='PlaceholderText'/><w:b/></w:rPr><w:t>Klik</w:t></w:r>"
    "<w:r><w:t> her</w:t></w:r></w:sdtContent></w:sdt>"
)


def control(about: str):
    return parse_xml(CONTROL.format(ns=nsdecls("w"), about=about))


def test_content_controls_are_filled_by_tag_or_title_and_others_left_alone():
    file = opened(template("Sag: ", "Frist: ", "Andet: ", rows=ROW))
    marks = ("<w:tag w:val='sagsnummer'/>", "<w:alias w:val='Frist'/>", "<w:docPartObj/><w:tag w:val='noget'/>")
    for line, about in zip(file.paragraphs, marks, strict=False):
        line._p.append(control(about))
    assert set(template_fields(saved(file))) == {"gammel_adresse", "ny adresse", "sagsnummer", "Frist"}
    made = opened(filled_template(saved(file), LETTERS["hearing"]()))
    text = ["".join(t.text for t in line._p.iter(qn("w:t"))) for line in made.paragraphs[:3]]
    assert text == ["Sag: 27-001234", "Frist: 1. februar 2027", "Andet: Klik her"]
    first = made.paragraphs[0]._p
    assert first.find(f".//{qn('w:b')}") is not None
    for gone in ("w:rStyle", "w:showingPlcHdr", "w:dataBinding"):
        assert first.find(f".//{qn(gone)}") is None, gone


def test_a_control_in_a_row_and_a_text_box_are_filled():
    file = opened(template(*NEEDED, rows=("", "{{gammel_adresse}}")))
    file.tables[0].cell(1, 0).paragraphs[0]._p.append(control("<w:tag w:val='ny_adresse'/>"))
    box = parse_xml(
        f"<w:r {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:pict><v:shape><v:textbox><w:txbxContent>"
        "<w:p><w:r><w:t>{{enhed}}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    file.paragraphs[0]._p.append(box)
    made = opened(filled_template(saved(file), LETTERS["hearing"]()))
    assert "By & Byg <Adresser>" in [t.text for t in made.element.iter(qn("w:t"))]
    cells = ["".join(t.text or "" for t in row.cells[0]._tc.iter(qn("w:t"))) for row in made.tables[0].rows[1:]]
    assert cells == ["(ingen)", *(f"{line}, {TOWN}" for line in ORDERED[1:])]


def test_footnotes_are_filled():
    data = template(*NEEDED, rows=ROW)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given_, zipfile.ZipFile(out, "w") as made:
        for name in given_.namelist():
            body = given_.read(name)
            if name == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
                body = body.replace(
                    b"</Types>", b'<Override PartName="/word/footnotes.xml" ContentType="' + kind + b'"/></Types>'
                )
            if name == "word/_rels/document.xml.rels":
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                body = body.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rId99" Type="' + kind + b'" Target="footnotes.xml"/></Relationships>',
                )
            made.writestr(name, body)
        line = "<w:p><w:r><w:t>{{kommune}}</w:t></w:r></w:p>"
        text = f"<w:footnotes {nsdecls('w')}><w:footnote w:id='1'>{line}</w:footnote></w:footnotes>"
        made.writestr("word/footnotes.xml", text)
    made = filled_template(out.getvalue(), LETTERS["hearing"]())
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert "Eksempelby Kommune" in file.read("word/footnotes.xml").decode()


def test_all_faults_of_a_template_are_told_at_once():
    bad = template("{{sagsnumer}} og {{frst}}", "{{ny_adresse}}", "{{frist", "{{noget helt andet}}")
    with pytest.raises(TableError) as caught:
        filled_template(bad, LETTERS["hearing"]())
    told = [fault.da for fault in caught.value.faults]
    assert [fault for fault in told if "sagsnumer findes ikke (mente du sagsnummer?)" in fault]
    assert [fault for fault in told if "frst findes ikke (mente du frist?)" in fault]
    assert [fault for fault in told if "noget helt andet findes ikke" in fault]
    assert [fault for fault in told if "ny_adresse står ikke i en tabel, men der er 8 adresser" in fault]
    assert [fault for fault in told if "tuborgklammer uden makker i '{{frist'" in fault]
    assert [fault for fault in told if "feltet sagsnummer mangler" in fault]
    assert [fault for fault in told if "feltet frist mangler" in fault]
    assert len(told) == 7


def test_one_address_may_stand_outside_a_table():
    letter = hearing_letter(ONE, CASE, deadline=DEADLINE)
    made = opened(filled_template(template(*NEEDED, "Fra {{gammel_adresse}} til {{ny_adresse}}"), letter))
    assert made.paragraphs[2].text == f"Fra Nordenden 30, {TOWN} til Ærtemarken 10, {TOWN}"


def test_what_is_filled_in_is_never_read_as_a_field():
    odd = "{{frist}} {{findes ikke}}"
    letter = hearing_letter([dataclasses.replace(ONE[0], reason=odd)], CASE, deadline=DEADLINE)
    made = opened(filled_template(template(*NEEDED, "{{begrundelse}}", rows=(*ROW, "{{begrundelse}}")), letter))
    assert made.paragraphs[2].text == odd
    assert made.tables[0].rows[1].cells[2].text == odd


def test_texts_to_be_checked_bear_their_stamp_in_a_template():
    letter = decision_letter(ONE, CASE)
    lines = ("{{sagsnummer}}", "{{tekst_klage_hvor}}", "{{tekst_klagefrist}}", "{{gaelder_fra}} {{ny_adresse}}")
    made = opened(filled_template(template(*lines), letter))
    assert made.paragraphs[1].text.startswith("[SKAL SKRIVES ELLER KONTROLLERES AF KOMMUNEN] [Kommunen skriver her")
    assert made.paragraphs[2].text.startswith("Klagefristen er 4 uger")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused(data):
    with pytest.raises(InputError, match=r"save it as \.docx"):
        filled_template(data, LETTERS["hearing"]())


def test_a_zip_of_something_else_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "x")
    with pytest.raises(InputError):
        filled_template(out.getvalue(), LETTERS["hearing"]())


def test_a_template_is_not_changed_beside_its_fields():
    data = template("  Fast tekst med  blanke ", "{{sagsnummer}} {{frist}}", rows=ROW)
    before, made = opened(data), opened(filled_template(data, LETTERS["hearing"]()))
    first = [copy.deepcopy(file.paragraphs[0]._p) for file in (before, made)]
    assert first[0].xml == first[1].xml
    assert [style.name for style in made.styles] == [style.name for style in before.styles]
    assert SPLIT not in shown(made)
