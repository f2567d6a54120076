"""Cells of tables as text: what is missing is empty, whole numbers have no decimals."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from gistools._checks import cell_text, is_missing, number_in
from gistools.plan.levels_areas import area_types


@pytest.mark.parametrize("value", [None, float("nan"), np.float64("nan"), np.float32("nan"), pd.NA, pd.NaT])
def test_what_pandas_writes_for_nothing_is_missing(value):
    assert is_missing(value)
    assert not cell_text(value)


@pytest.mark.parametrize("value", [0, 0.0, np.float64(0), np.int64(0), False, "", "nan"])
def test_a_nought_or_a_text_is_not_missing(value):
    assert not is_missing(value)


def test_a_cell_is_the_same_text_whether_its_column_is_of_numbers_or_of_words():
    assert [cell_text(v) for v in (7, 7.0, np.float64(7), " 7 ", 7.25)] == ["7", "7", "7", "7", "7.25"]
    assert np.isnan(number_in(pd.NA))


def test_area_types_of_a_nullable_column_are_read():
    """A column of pandas' own text type holds NA, which is neither equal nor different."""
    words = pd.array(["bolig", None, " vej "], dtype="string")
    layer = gpd.GeoDataFrame({"type": words}, geometry=[box(0, 0, 1, 1)] * 3, crs=25832)
    assert area_types(layer, "type") == ("bolig", "vej")
