from __future__ import annotations

import pandas as pd
import pytest

from gistools.cloudburst.rain import RainStatistics


@pytest.fixture
def wide() -> pd.DataFrame:
    """An invented table: no figure of any place."""
    return pd.DataFrame(
        {
            "varighed_min": [30, 60, 360],
            "T=2": [12.0, 16.0, 30.0],
            "T=10": [20.0, 27.0, 48.0],
            "T=50": [28.0, 39.0, 70.0],
        }
    )


@pytest.fixture
def rain(wide) -> RainStatistics:
    return RainStatistics.from_table(wide)
