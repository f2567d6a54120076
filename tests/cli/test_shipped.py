"""The command ``gistools tables``: what is shipped, and a table as the pattern of one's own."""

from __future__ import annotations

import pandas as pd

from gistools.cli import main
from gistools.io import read_table
from gistools.tables import load_table, read_user_table, table_names


def test_all_tables_are_listed_with_their_titles(capsys):
    assert main(["tables"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in table_names())
    assert "Bygningsskader" in told


def test_what_is_not_verified_is_told_with_a_table(capsys):
    assert main(["tables", "--name", "net_tax_factor"]) == 0
    told = capsys.readouterr().out
    assert "1,28" in told
    assert "ikke verificeret" in told


def test_a_written_table_is_a_table_of_ones_own_and_never_overwrites_one(tmp_path, capsys):
    path = tmp_path / "skade.csv"
    assert main(["tables", "--name", "building_damage", "--out", str(path)]) == 0
    mine = read_user_table(read_table(path).value, "building_damage")
    shipped = load_table("building_damage")
    same = ["hazard", "damage_class", "part", "threshold_m", "amount_dkk", "price_year", "verified"]
    pd.testing.assert_frame_equal(mine.frame[same], shipped.frame[same], check_dtype=False)
    before = path.read_bytes()
    assert main(["tables", "--name", "building_damage", "--out", str(path)]) == 1
    assert path.read_bytes() == before
    assert "er der allerede" in capsys.readouterr().err


def test_an_unknown_table_is_told_with_the_known_ones(capsys):
    assert main(["tables", "--name", "bygninger"]) == 1
    assert "building_damage" in capsys.readouterr().err
