"""Which columns of a table a terminal shows."""

from __future__ import annotations

import pandas as pd
import pytest

from gistools.cli.tables import readable, show_table
from gistools.text import Text


@pytest.mark.parametrize(("language", "shown"), [("", "above_da"), ("da", "above_da"), ("en", "above")])
def test_codes_give_way_to_their_words(monkeypatch, language, shown):
    monkeypatch.setenv("GISTOOLS_LANG", language)
    table = pd.DataFrame({"above": ["shift"], "above_da": ["A: forskydes"], "npv_dkk": [1.0], "maerke": "X"})
    assert readable(table).columns.tolist() == [shown, "npv_dkk"]


def test_an_account_shows_its_amounts_and_a_ledger_its_volumes(monkeypatch):
    monkeypatch.setenv("GISTOOLS_LANG", "da")
    account = pd.DataFrame({"term": ["npv"], "text_da": ["Nettonutidsværdi"], "text_en": ["NPV"], "dkk": [-5.0]})
    assert readable(account).columns.tolist() == ["Led", "dkk"]
    ledger = account.rename(columns={"dkk": "volume_m3"}).assign(units=7)
    assert readable(ledger).columns.tolist() == ["Led", "m³"]


def printed(capsys, monkeypatch, table, width, language="da"):
    monkeypatch.setenv("GISTOOLS_LANG", language)
    monkeypatch.setenv("COLUMNS", str(width))
    show_table(Text("Tabel", "Table"), table)
    return capsys.readouterr().out


def wide(count, columns=24):
    """A table as a plan check gives it: a code and two names, figures of many columns, a paragraph in two languages."""
    table = pd.DataFrame({"species": [f"code_{k}" for k in range(count)]})
    table["name_da"] = [f"art {k}" for k in range(count)]
    table["name_en"] = [f"kind {k}" for k in range(count)]
    for k in range(columns):
        table[f"figure_{k}"] = [1_234_567.0] * count
    table["ec_percent"] = 0.0004
    table["verified"] = False
    table["text_da"] = [f"Art {k}: " + "ord " * 30 for k in range(count)]
    return table.assign(text_en="word " * 30)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_wide_table_shows_the_names_of_rows_and_of_figures_in_every_block(capsys, monkeypatch, width):
    out = printed(capsys, monkeypatch, wide(7), width)
    blocks = out.split("┏")[1:]
    for block in blocks:
        assert all(f"figure_{k} " in block for k in range(24))
    for k in range(7):
        assert f"art {k} " in out
        assert out.count(f"Art {k}: ord") == 1
    assert "code_0" not in out
    assert "kind 0" not in out
    assert "word" not in out
    assert max(map(len, (line for line in out.splitlines() if line[:1] in "┏┃│└"))) <= width
    assert out.count("1.234.567") >= 7
    assert "False" not in out


def test_a_wide_table_of_many_rows_repeats_what_names_them(capsys, monkeypatch):
    """Two proposals by seven species: the number alone names no row, the number and the species do."""
    table = pd.concat([wide(7).assign(proposal_id=k) for k in (1, 2)], ignore_index=True)
    table = table[["proposal_id", *(c for c in table.columns if c != "proposal_id")]].drop(columns="text_da")
    out = printed(capsys, monkeypatch, table, 80)
    blocks = out.split("┏")[1:]
    assert len(blocks) > 1
    for block in blocks:
        assert block.count("art 6 ") == 2
    assert max(map(len, (line for line in out.splitlines() if line[:1] in "┏┃│└"))) <= 80


def test_a_narrow_table_has_labels_and_words_and_a_shipped_one_its_own_names(capsys, monkeypatch):
    table = pd.DataFrame({"surface_class": ["forest"], "resistance": [0.00025]})
    assert "skov" in (out := printed(capsys, monkeypatch, table, 80))
    assert "Modstand" in out
    assert "0,00025" in out
    show_table(Text("Tabel", "Table"), table, labelled=False)
    assert "surface_class" in (out := capsys.readouterr().out)
    assert "forest" in out


def test_what_pandas_writes_for_missing_is_unknown_and_no_column_is_squeezed_away(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    table = pd.DataFrame(
        {
            "maerke_tekst": ["Regnens navn"],
            **{f"et_meget_langt_navn_for_et_tal_{k}": pd.array([None if k else 12], dtype="Int64") for k in range(4)},
        }
    )
    show_table(Text("Regn", "Rain"), table)
    shown = capsys.readouterr().out
    assert "Regnens navn" in shown
    assert shown.count("ukendt") == 3
    assert "12" in shown


def test_a_table_without_rows_is_a_sentence_not_a_head_cut_to_pieces(capsys, monkeypatch):
    assert printed(capsys, monkeypatch, wide(3).iloc[:0], 80).strip() == "Tabel: ingen rækker"
