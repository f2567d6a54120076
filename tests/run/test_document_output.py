"""Outputs that are documents: the ending decides; whole or not at all, with a record beside, like all others."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import docx
import fake_room
import openpyxl
import pytest

from gistools.errors import Cancelled, DiskFullError, OutputError
from gistools.io import explain
from gistools.progress import NoProgress
from gistools.run import Job, Session, StepCache
from gistools.text import Text
from gistools.tool import Input, Kind
from tests.view.pdf_text import Pdf

EPOCH = "1700000000"


@pytest.fixture
def session():
    return Session(tools=(fake_room.PAPER,), cache=StepCache(None))


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "resultat æøå"
    folder.mkdir()
    return folder


def test_each_has_its_usual_ending_and_its_record_beside(session, out):
    result = session.run(Job(tool="paper", out_dir=str(out), params={"add": 1}))
    files = ["book.xlsx", "sheet.pdf", "text.docx"]
    assert fake_room.files_in(out) == sorted([*files, *(f"{name}.provenance.json" for name in files)])
    assert {explain(out / name).params["add"] for name in files} == {1.0}
    assert result.kinds["sheet"] is Kind.DOCUMENT
    (page,) = Pdf((out / "sheet.pdf").read_bytes()).pages()
    assert "Der står 1.235,5 m³." in page
    assert "Vejledende" in page
    assert "Side 1 af 1" in page
    assert "Der står 1.235,5 m³." in [line.text for line in docx.Document(out / "text.docx").paragraphs]
    book = openpyxl.load_workbook(out / "book.xlsx")
    assert [cell.value for cell in book["Vand"]["A"]] == ["Rumfang (m³)", "volume_m3", 1235.5]
    assert [cell.value for cell in book["Vand"]["B"]] == ["navn", "navn", "æøå"]


@pytest.mark.parametrize(("name", "begins"), [("Ark Ø.PDF", b"%PDF"), ("Ark.docx", b"PK"), ("Ark.XLSX", b"PK")])
def test_any_output_may_be_any_of_the_three(session, out, name, begins):
    session.run(Job(tool="paper", outputs={"text": str(out / name)}))
    assert (out / name).read_bytes().startswith(begins)
    assert fake_room.files_in(out) == [name, f"{name}.provenance.json"]


@pytest.mark.parametrize("name", ["ark.doc", "ark", "ark.pdf.txt", "ark.zip"])
def test_another_ending_is_refused_before_the_work(session, out, name):
    with pytest.raises(OutputError) as caught:
        session.check(Job(tool="paper", outputs={"sheet": str(out / name)}))
    assert caught.value.expected == Text("én af endelserne .pdf, .docx, .xlsx", "one of the endings .pdf, .docx, .xlsx")


def test_the_same_in_another_process_is_the_same_bytes(session, out, tmp_path, monkeypatch):
    """Hashing of texts differs from process to process; so do clocks, but for the one that the record is told."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    session.run(Job(tool="paper", out_dir=str(out)))
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import fake_room\n"
        "from gistools.run import Job, Session, StepCache\n"
        "Session(tools=(fake_room.PAPER,), cache=StepCache(None)).run(Job(tool='paper', out_dir=sys.argv[2]))"
    )
    other = tmp_path / "anden"
    other.mkdir()
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent), str(other)], check=True, env=environment)
    for name in ("sheet.pdf", "text.docx", "book.xlsx"):
        assert (out / name).read_bytes() == (other / name).read_bytes(), name
    assert Pdf((out / "sheet.pdf").read_bytes()).info("CreationDate") == "D:20231114221320Z"
    assert docx.Document(out / "text.docx").core_properties.created.isoformat()[:19] == "2023-11-14T22:13:20"


def test_what_was_there_is_kept_unless_it_may_be_replaced(session, out):
    (out / "sheet.pdf").write_text("gammelt")
    job = Job(tool="paper", outputs={"sheet": str(out / "sheet.pdf")})
    with pytest.raises(OutputError):
        session.run(job)
    assert (out / "sheet.pdf").read_text() == "gammelt"


class Stopped(NoProgress):
    """Stops when the first document is being written."""

    def __init__(self) -> None:
        self.stop = False

    def update(self, _: float, message: Text) -> None:
        self.stop = self.stop or message.en.startswith("Writing")

    def cancelled(self) -> bool:
        return self.stop


def test_a_stopped_run_leaves_nothing(session, out):
    with pytest.raises(Cancelled):
        session.run(Job(tool="paper", out_dir=str(out)), progress=Stopped())
    assert fake_room.files_in(out) == []


def test_a_full_disk_leaves_nothing(session, out, monkeypatch):
    from gistools.io import atomic

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "write_bytes", full)
    with pytest.raises(DiskFullError):
        session.run(Job(tool="paper", out_dir=str(out)))
    assert fake_room.files_in(out) == []


def test_a_document_is_no_input():
    with pytest.raises(TypeError, match="a document is an output alone"):
        Input("x", Kind.DOCUMENT, fake_room.WORD, fake_room.WORD)


def test_the_workbook_opens_in_memory_with_stamps_told():
    from gistools.run.documents import workbook_of_document
    from gistools.stamps import INVENTED

    made = fake_room.paper_tool(points=None, params=fake_room.StackParams(), steps=None, wanted={"book"}, progress=None)
    book = openpyxl.load_workbook(io.BytesIO(workbook_of_document(made["book"], stamps=(INVENTED,))))
    told = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "OPDIGTET EKSEMPEL" in told
    assert "27-1" in told
