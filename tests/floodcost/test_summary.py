"""Tables of annual risk: every one sums to the total to the øre, and nothing unknown is dropped."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.cloudburst.rain import RainStatistics
from gistools.errors import CrsError, LayerError, ParamError, WrongKindError
from gistools.floodcost.annual import AnnualDamage, annual_from_onsets
from gistools.floodcost.rates import RainRate, rain_rate
from gistools.floodcost.summary import MONEY, risk_table
from gistools.io import read_table

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "tables" / "rain_statistics.csv"
INF, NAN = math.inf, math.nan
STATISTICS = RainStatistics.from_table(read_table(SAMPLE).value, series="partial-duration")
NOW = rain_rate(STATISTICS, 60)
CLASSES = ["home", "business", "annex", "unknown"]


def houses(n: int, *, seed: int = 1) -> gpd.GeoDataFrame:
    some = np.random.default_rng(seed)
    x, y = some.uniform(0.0, 400.0, (2, n))
    return gpd.GeoDataFrame(
        {
            "building_id": np.arange(1, n + 1),
            "damage_class": some.choice(CLASSES, n),
            "class_state": some.choice(["coded", "no_code"], n),
            "basement": some.choice(["yes", "no", "unknown"], n),
        },
        geometry=shapely.box(x, y, x + 9.0, y + 7.0),
        crs="EPSG:25832",
    )


def damage(n: int, rate: RainRate = NOW, *, seed: int = 2) -> AnnualDamage:
    some = np.random.default_rng(seed)
    mm = some.choice([5.0, 13.37, 19.0, 25.1, 40.0, INF, NAN], (2, n))
    dkk = some.choice([0.0, 30_000.0, 123_456.789, NAN], (2, n))
    return annual_from_onsets(mm, dkk, rate)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(0, 10_000), st.sampled_from([20.0, 100.0, 1000.0]))
def test_every_table_sums_to_the_total_to_the_oere(n, seed, cell_m):
    town = houses(n, seed=seed)
    scenarios = {"now": damage(n, seed=seed), "y2100": damage(n, NOW.scaled(1.3), seed=seed)}
    made = risk_table(town, None, scenarios, cell_m=cell_m)
    for name, of in scenarios.items():
        total = made.totals.set_index("scenario").loc[name]
        by_class = made.classes[made.classes["scenario"] == name]
        for kind in MONEY:
            dkk = getattr(of, "dkk" if kind == "annual" else f"{kind}_dkk")
            expected = sum(round(one * 100.0) for one in dkk if not math.isnan(one))
            assert made.buildings[f"{kind}_{name}_oere"].sum() == expected
            assert by_class[f"{kind}_oere"].sum() == expected
            assert pd.isna(total[f"{kind}_oere"]) if np.isnan(of.dkk).all() else total[f"{kind}_oere"] == expected
        assert made.cells[f"annual_{name}_oere"].sum() == made.buildings[f"annual_{name}_oere"].sum()
        assert total["buildings"] == by_class["buildings"].sum() == made.cells["buildings"].sum() == n
        counts = made.counts[made.counts["scenario"] == name].set_index("term")["buildings"]
        assert counts["known"] + counts["partly"] + counts["unknown"] == n
        assert counts["unknown"] == np.isnan(of.dkk).sum() == made.cells[f"unknown_{name}"].sum()


def test_what_is_unknown_is_missing_and_counted():
    """Five buildings: known, with an unknown basement beside a known floor, unknown, never, beyond the table."""
    town = houses(5).assign(damage_class=["home", "home", "business", "annex", "annex"])
    onset = [[19.0, 19.0, NAN, INF, 60.0], [INF, 19.0, INF, INF, INF]]
    amount = [[1e5, 1e5, 1e5, 1e5, 1e5], [0.0, NAN, 0.0, 0.0, 0.0]]
    state = pd.DataFrame({"state": ["known", "partly", "outside", "known", "known"]})
    made = risk_table(town, state, {"now": annual_from_onsets(onset, amount, NOW)})
    annual = made.buildings["annual_now_oere"]
    assert annual.isna().tolist() == [False, False, True, False, False]
    assert annual.tolist()[:2] == [1_000_000, 1_000_000]
    assert made.buildings["risk_state_now"].tolist() == ["known", "partly", "unknown", "known", "known"]
    assert made.buildings["first_now_years"].isna().tolist() == [False, False, True, True, True]
    by_class = made.classes.set_index("damage_class")
    assert by_class["annual_oere"].isna().to_dict() == {"annex": False, "business": True, "home": False}
    assert by_class["unknown"].to_dict() == {"annex": 0, "business": 1, "home": 0}
    counts = made.counts.set_index(["scenario", "term"])["buildings"]
    assert counts["now"].to_dict() == {
        "known": 3, "partly": 1, "unknown": 1, "damaged": 3, "below_table": 0, "above_table": 1, "fell": 0,
    }  # fmt: skip
    assert counts[""].filter(like="state_").drop(counts[""].filter(like="class").index).to_dict() == {
        "state_known": 3,
        "state_outside": 1,
        "state_partly": 1,
    }
    labels = made.counts.set_index("term")["label_da"]
    assert labels["state_outside"] == "Vandet ved bygningen: uden for kortet"
    assert labels["partly"] == "Bygninger, hvor en del er ukendt (nedre grænse)"


def test_shares_of_head_and_tail_are_of_what_is_known():
    """5,000 of 15,000 kr a year begins below the 11.9 mm of T = 2; nothing lies beyond T = 100."""
    town = houses(2)
    made = risk_table(town, None, {"now": annual_from_onsets([[5.0, 19.0]], [[1e4, 1e5]], NOW)})
    assert made.totals[["annual_oere", "head_share", "tail_share"]].values.tolist() == [[1_500_000, 1 / 3, 0.0]]
    nothing = risk_table(town, None, {"now": annual_from_onsets([[INF, INF]], [[1e4, 1e5]], NOW)})
    assert nothing.totals["annual_oere"].tolist() == [0]
    assert nothing.totals["head_share"].isna().all()


def test_cells_hold_the_centroids_and_buildings_without_a_place_have_a_row():
    town = houses(4)
    town.geometry = [shapely.box(95, 10, 105, 20), shapely.box(96, 10, 106, 20), shapely.box(-5, -9, -1, -1), None]
    made = risk_table(town, None, {"now": annual_from_onsets([[19.0] * 4], [[1e3] * 4], NOW)})
    cells = made.cells.set_index("cell_id")
    assert cells["buildings"].to_dict() == {"": 1, "100m_-1_-1": 1, "100m_0_1": 2}
    assert cells.geometry["100m_0_1"].bounds == (100.0, 0.0, 200.0, 100.0)
    assert cells.geometry[""] is None
    assert made.buildings["cell_id"].tolist() == ["100m_0_1", "100m_0_1", "100m_-1_-1", ""]


def test_order_index_and_stamps_of_the_buildings_are_kept(tmp_path):
    town = houses(20).sample(frac=1.0, random_state=4)
    made = risk_table(town, pd.DataFrame({"onset_mm": np.arange(20.0)}), {"now": damage(20)})
    assert made.buildings["building_id"].tolist() == town["building_id"].tolist()
    assert made.buildings["onset_mm"].tolist() == list(range(20))
    assert shapely.equals(made.buildings.geometry.to_numpy(), town.geometry.to_numpy()).all()
    for table in (made.buildings, made.classes, made.cells, made.totals):
        assert table["maerke"].str.contains("OPDIGTET EKSEMPEL").all()
    assert made.notes
    pyogrio.write_dataframe(made.buildings, tmp_path / "risk.gpkg")
    back = pyogrio.read_dataframe(tmp_path / "risk.gpkg")
    given = made.buildings["annual_now_oere"].to_numpy(np.float64, na_value=NAN).tolist()
    assert back["annual_now_oere"].to_numpy(np.float64).tolist() == pytest.approx(given, abs=0, nan_ok=True)


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"classified": houses(3).drop(columns="damage_class")}, LayerError, "column damage_class is missing"),
        ({"classified": houses(3).assign(building_id=1)}, LayerError, "building_id stands more than once"),
        ({"classified": houses(3).to_crs(4326)}, CrsError, "buildings in EPSG:4326"),
        ({"classified": houses(3).set_crs(None, allow_override=True)}, CrsError, r"buildings in \?"),
        ({"classified": houses(0), "scenarios": {"now": damage(0)}}, LayerError, "no buildings"),
        ({"exposure": pd.DataFrame({"state": ["known"]})}, LayerError, "exposure of 1 buildings, not 3"),
        ({"exposure": pd.DataFrame({"basement": [1, 2, 3]})}, LayerError, "column basement is in both tables"),
        ({"scenarios": {}}, ParamError, "no scenario"),
        ({"scenarios": {"Om 50 år": damage(3)}}, ParamError, "the name 'Om 50 år'"),
        ({"scenarios": {"now": damage(2)}}, ParamError, "the scenario 'now': 2 buildings"),
        ({"cell_m": 0.0}, ParamError, "cell_m = 0"),
        ({"exposure": [1]}, WrongKindError, "exposure is a list"),
    ],
)
def test_what_does_not_belong_together_is_refused(change, error, told):
    given = {"classified": houses(3), "exposure": None, "scenarios": {"now": damage(3)}, "cell_m": 100.0} | change
    with pytest.raises(error, match=told):
        risk_table(given["classified"], given["exposure"], given["scenarios"], cell_m=given["cell_m"])
