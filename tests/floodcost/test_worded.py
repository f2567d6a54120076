"""Tables say their codes in words too."""

from __future__ import annotations

import pandas as pd
import pytest

from gistools.floodcost.worded import CODED, worded
from gistools.styles.columns import COLUMNS
from gistools.tables.words import WORDS


@pytest.mark.parametrize("name", CODED)
def test_each_code_stands_beside_its_words(name):
    codes = COLUMNS[name].codes
    assert len(codes) > 1
    table = worded(pd.DataFrame({"a": 1, name: [*codes, "min egen"]}))
    assert table.columns.tolist() == ["a", name, f"{name}_da"]
    assert table[f"{name}_da"].tolist() == [*(text.da for text in codes.values()), "min egen"]
    assert f"{name}_da" in COLUMNS


def test_a_class_is_called_the_same_in_tables_and_on_maps():
    """The name on maps may tell more, in brackets."""
    for code, text in COLUMNS["damage_class"].codes.items():
        if code != "all":
            said = WORDS[str(code)]
            assert text.da.split(" (")[0] == said.da
            if code != "home":
                assert text.en.split(" (")[0] == said.en


def test_a_table_without_codes_is_the_same():
    table = pd.DataFrame({"dkk": [1.0]})
    table.attrs["units"] = {"dkk": "kr."}
    pd.testing.assert_frame_equal(worded(table), table)
    assert worded(table).attrs == table.attrs
