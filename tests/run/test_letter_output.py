"""Letters as outputs: PDF/A, Word or a workbook by the ending; templates of Word in, and filled out."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import fake_room
import openpyxl
import pytest

from gistools.errors import InputError, OutputError, TableError
from gistools.io import explain
from gistools.run import Job, Session, StepCache
from gistools.stamps import INVENTED
from gistools.tool import Kind
from gistools.view.letter_template import filled_template
from tests.view.archive_check import Archive


@pytest.fixture
def session():
    return Session(tools=(fake_room.POST,), cache=StepCache(None))


def write_template(path, *lines):
    file = docx.Document()
    for line in lines:
        file.add_paragraph(line)
    file.save(path)
    return path


@pytest.fixture
def template(tmp_path):
    return write_template(tmp_path / "skabelon å.docx", "{{sagsnummer}}, frist {{frist}}:", "{{ny_adresse}}")


@pytest.mark.parametrize("name", ["brev.PDF", "brev.docx", "brev.xlsx"])
def test_the_ending_says_how_a_letter_is_written(session, tmp_path, name):
    path = tmp_path / name
    result = session.run(Job(tool="post", outputs={"brev": str(path)}))
    assert result.kinds["brev"] is Kind.DOCUMENT
    if name.endswith("PDF"):
        assert Archive(path.read_bytes()).faults() == [], "PDF/A-2b"
    elif name.endswith("docx"):
        lines = [line.text for line in docx.Document(path).paragraphs]
        assert "Med venlig hilsen" in lines
    else:
        assert openpyxl.load_workbook(path).sheetnames == [
            "Om tabellerne", "Adresser", "Brevets sætninger og deres kild"
        ]  # fmt: skip
    assert explain(path).tool == "post"


def test_a_template_is_filled_beside_the_letter_and_not_asked_for_without_one(session, tmp_path, template):
    out = tmp_path / "ud"
    session.run(Job(tool="post", inputs={"skabelon": str(template)}, out_dir=str(out)))
    assert [line.text for line in docx.Document(out / "flettet.docx").paragraphs] == [
        "27-1, frist 1. februar 2027:", "Vej 1A, 3999 By"
    ]  # fmt: skip
    record = explain(out / "flettet.docx")
    assert record.inputs["skabelon"][0].path == str(template)
    session.run(Job(tool="post", out_dir=str(tmp_path / "uden")))
    assert fake_room.files_in(tmp_path / "uden") == ["brev.pdf", "brev.pdf.provenance.json"]


def test_faults_of_a_template_leave_nothing(session, tmp_path):
    bad = write_template(tmp_path / "skabelon.docx", "{{sagsnumer}}")
    with pytest.raises(TableError, match="sagsnumer"):
        session.run(Job(tool="post", inputs={"skabelon": str(bad)}, out_dir=str(tmp_path / "ud")))
    assert not (tmp_path / "ud").exists()


@pytest.mark.parametrize("ending", [".doc", ".dotx", ".odt", ""])
def test_other_files_are_refused_before_the_work(session, tmp_path, template, ending):
    other = tmp_path / f"skabelon{ending}"
    other.write_bytes(template.read_bytes())
    with pytest.raises(InputError, match=r"\.docx") as caught:
        session.check(Job(tool="post", inputs={"skabelon": str(other)}, out_dir=str(tmp_path)))
    assert other.name in caught.value.found.da


@pytest.mark.parametrize("data", [b"", b"ikke en zip", None], ids=["empty", "text", "another zip"])
def test_what_bears_the_ending_alone_is_refused(session, tmp_path, data):
    path = tmp_path / "skabelon.docx"
    if data is None:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("noget.txt", "x")
    else:
        path.write_bytes(data)
    with pytest.raises(InputError, match="intet Word-dokument"):
        session.run(Job(tool="post", inputs={"skabelon": str(path)}, outputs={"flettet": str(tmp_path / "x.docx")}))


@pytest.mark.parametrize("name", ["brev.pdf", "brev.xlsx"])
def test_a_filled_template_is_a_word_file(session, tmp_path, template, name):
    job = Job(tool="post", inputs={"skabelon": str(template)}, outputs={"flettet": str(tmp_path / name)})
    with pytest.raises(OutputError, match=r"\.docx"):
        session.check(job)


def test_a_template_that_tells_nothing_of_itself_is_filled_without_a_clock(template, tmp_path):
    """Word's own files tell when they were made; of one that does not, the letter's date is told, not the clock's."""
    bare = tmp_path / "bar.docx"
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "_rels/.rels":
                data = re.sub(rb"<Relationship [^>]*core-properties[^>]*/>", b"", data)
            if name != "docProps/core.xml":
                new.writestr(name, data)
    made = fake_room.letter_tool(
        skabelon=bare.read_bytes(), params=None, steps=None, wanted={"flettet"}, progress=None
    )["flettet"]
    about = docx.Document(io.BytesIO(filled_template(made.template, made.letter))).core_properties
    assert (about.modified.isoformat()[:19], about.author) == ("2027-01-04T00:00:00", "Eksempelby Kommune")


def test_stamps_of_the_data_stand_above_a_filled_template(template):
    made = fake_room.letter_tool(
        skabelon=template.read_bytes(), params=None, steps=None, wanted={"flettet"}, progress=None
    )["flettet"]
    lines = [p.text for p in docx.Document(io.BytesIO(filled_template(made.template, made.letter))).paragraphs]
    stamped = docx.Document(io.BytesIO(filled_template(made.template, made.letter, stamps=(INVENTED,)))).paragraphs
    assert [p.text for p in stamped] == ["OPDIGTET EKSEMPEL", *lines]
    assert stamped[0].runs[0].bold
