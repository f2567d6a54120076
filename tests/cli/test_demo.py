"""The demonstration on the sample town, as ``make demo`` runs it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gistools.cli import main
from gistools.cli.demo import find_sample
from gistools.errors import InputError
from gistools.io import explain, read_table

SAMPLE = Path(__file__).parents[2] / "sample_data"


@pytest.mark.slow
def test_demo_runs_on_the_sample_and_ends_by_naming_the_files(tmp_path, capsys):
    out = tmp_path / "demo æ"
    assert main(["demo", "--out", str(out), "--sample", str(SAMPLE)]) == 0
    said = capsys.readouterr().out
    for words in (
        "Vandregnskab | Water ledger",
        "Regn på land",
        "Rain on land",
        "Statisk screening",
        "Static screening",
    ):
        assert words in said
    assert "relativ forskel" in said
    assert "OPDIGTET" in said
    named = [Path(line.split("    ")[0].strip()) for line in said.split("Open:\n")[1].splitlines()]
    assert len(named) == 5
    assert all(path.is_file() for path in named)
    assert all("OPDIGTET" in explain(path).stamps[0].da for path in named)
    ledger = read_table(out / "flood" / "ledger.csv").value.set_index("term")
    assert ledger.loc["difference", "units"] == 0
    assert ledger.loc["rain", "mm"] == pytest.approx(100.0, rel=1e-5)
    assert not re.search(r"\.gistools-part", " ".join(map(str, out.rglob("*"))))


def test_the_sample_town_is_asked_for_where_it_is_missing(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="--sample"):
        find_sample(str(tmp_path))
    (tmp_path / "town.gpkg").touch()
    assert find_sample(str(tmp_path)) == tmp_path
    monkeypatch.setenv("GISTOOLS_SAMPLE", str(tmp_path))
    assert find_sample(None) == tmp_path


def test_a_demo_that_fails_leaves_no_folder(tmp_path, capsys):
    (tmp_path / "town.gpkg").touch()
    out = tmp_path / "demo_out"
    assert main(["demo", "--out", str(out), "--sample", str(tmp_path)]) == 1
    assert "[GT1" in capsys.readouterr().err
    assert not out.exists()
