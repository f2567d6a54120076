"""Which columns of a table a terminal shows."""

from __future__ import annotations

import pandas as pd
import pytest

from gistools.cli.tables import readable


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
