"""Graphs of flood cost: what they say of a table, closed forms of the area, and tables that cannot be drawn."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools import Text
from gistools.cloudburst.rain import RainStatistics
from gistools.cloudburst.rain.params import RainSeries
from gistools.errors import ParamError, TableError
from gistools.floodcost.annual import annual_from_maps, annual_from_onsets
from gistools.floodcost.damage_by_rain import DamageByRain
from gistools.floodcost.graphs import _passed, damage_graph, drawn_annual_dkk, exceedance_graph, level_graph
from gistools.floodcost.rates import RainRate, rain_rate
from gistools.graph import Role
from gistools.stamps import INVENTED

YEARS = np.array([2.0, 5.0, 10.0, 20.0, 50.0, 100.0])
NOW = np.array([0.2, 0.75, 1.6, 3.1, 6.2, 9.0]) * 1e6
LATER = np.array([0.35, 1.25, 2.6, 4.7, 8.9, 12.1]) * 1e6
TODAY, FUTURE = Text("I dag", "Today"), Text("2100", "2100")
PDS = "partial-duration"


def plain(text: Text | None) -> str:
    assert text is not None
    return text.da.replace("\N{NO-BREAK SPACE}", " ")


def table(**more: object) -> pd.DataFrame:
    parts = [(TODAY, NOW, 1.0), (FUTURE, LATER, 1.3)]
    rain = np.array([22.0, 31.0, 39.0, 47.0, 60.0, 71.0])
    return pd.concat(
        [
            pd.DataFrame(
                {"climate": [name] * 6, "return_period_years": YEARS, "rain_mm": k * rain, "damage_dkk": dkk, **more}
            )
            for name, dkk, k in parts
        ]
    )


def levels(npv_a: object, npv_b: object, years: object = YEARS) -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame({"above": above, "return_period_years": years, "npv_dkk": npv, "price_year": 2024})
            for above, npv in (("shift", npv_a), ("unchanged", npv_b))
        ]
    )


def test_damage_is_drawn_by_return_period_in_millions_with_its_annual_damage():
    graph = damage_graph(
        table(), annual_dkk={TODAY: 402_000.0, FUTURE: 1_234_567.0}, price_year=2024, stamps=[INVENTED]
    )
    assert [(line.name, line.role) for line in graph.lines] == [(TODAY, Role.TODAY), (FUTURE, Role.FUTURE)]
    assert graph.x.log
    np.testing.assert_array_equal(graph.lines[1].x, YEARS)
    np.testing.assert_allclose(graph.lines[1].y, LATER / 1e6)
    assert [plain(line.told) for line in graph.lines] == ["402.000 kr. om året", "1,23 mio. kr. om året"]
    assert [said.da for _, said in graph.x.ticks] == [
        *("2\n22 mm", "5\n31 mm", "10\n39 mm", "20\n47 mm", "50\n60 mm", "100\n71 mm")
    ]
    assert graph.stamps == (INVENTED,)
    assert "Priser fra 2024" in [note.da for note in graph.notes]
    assert "ikke et punkt på kurven" in graph.caption.da
    assert any("mellem dem er linjen kun trukket for overblikket" in note.da for note in graph.notes)


def rain_table(**kwargs: object) -> RainRate:
    depths = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [26.0], "T=100": [40.0]})
    return rain_rate(RainStatistics.from_table(depths, series=PDS), 60, **kwargs)


def test_steps_are_drawn_where_they_are():
    """20 mm costs 1 mio., 30 mm 2 more; 16, 26 and 40 mm are T = 2, 10, 100; depth is a line of ln T between.

    T(20) = 2 x 5^0.4 = 3.807 years, T(30) = 10 x 10^(4/14) = 19.31 years; at 5 mm nothing is known to be hit.
    """
    town = DamageByRain.of(np.array([[20.0, 30.0, math.nan, math.inf]]), np.array([[1e6, 2e6, 5e6, 5e6]]))
    run = town.run(rain_table())
    table = pd.DataFrame(
        {"climate": [TODAY] * 3, "return_period_years": [2.0, 10.0, 100.0], "damage_dkk": [0.0, 1e6, 3e6]}
    )
    line = damage_graph(table, runs={TODAY: run}).lines[0]
    np.testing.assert_allclose(
        line.x, [2.0, 2.0 * 5.0**0.4, 2.0 * 5.0**0.4, 10.0, *[10.0 * 10.0 ** (2 / 7)] * 2, 100.0]
    )
    np.testing.assert_array_equal(line.y, [0.0, 0.0, 1.0, 1.0, 1.0, 3.0, 3.0])
    np.testing.assert_array_equal(line.marked, [[2.0, 0.0], [10.0, 1.0], [100.0, 3.0]])
    risk = exceedance_graph(table, series=PDS, runs={TODAY: run})
    often = [0.5 * 5.0**-0.4, 0.1 * 10.0 ** (-2 / 7)]
    np.testing.assert_allclose(risk.lines[0].x, [0.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0])
    np.testing.assert_allclose(risk.lines[0].y, [often[0], often[0], 0.1, often[1], often[1], 0.01, 0.0])
    np.testing.assert_allclose(risk.lines[0].marked, [[1.0, 0.1], [3.0, 0.01]])
    assert [plain(mark.label) for mark in risk.marks] == ["10 år", "100 år"]


def test_a_risk_curve_ends_at_ten_times_as_rare_as_the_table_and_says_what_is_beyond():
    """Depth grows 14 mm for ln 10 above the table: 54 mm is T = 1,000, so an onset of 60 mm is not drawn.

    20 mm costs 1 at 0.2626 a year, 60 mm 9 at 0.001 x 10^(-6/14) = 0.000373: beyond is 9 x 0.000373 of the sum, 1.3 %.
    """
    run = DamageByRain.of(np.array([20.0, 60.0]), np.array([1e6, 9e6])).run(rain_table())
    table = pd.DataFrame(
        {"climate": [TODAY] * 3, "return_period_years": [2.0, 10.0, 100.0], "damage_dkk": [0.0, 1e6, 1e6]}
    )
    graph = exceedance_graph(table, series=PDS, runs={TODAY: run})
    assert graph.lines[0].x[-1] == 1.0
    assert any(
        "sjældnere end omkring hvert 1.000. år" in note.da and "1,3 % (I dag)" in plain(note) for note in graph.notes
    )
    never = DamageByRain.of(np.array([500.0]), np.array([1e6])).run(rain_table())
    none = exceedance_graph(table.assign(damage_dkk=0.0), series=PDS, runs={TODAY: never})
    assert none.lines[0].x.tolist() == none.lines[0].y.tolist() == [0.0, 0.0]
    assert any("100,0 % (I dag)" in plain(note) for note in none.notes)


@given(
    onsets=st.lists(st.one_of(st.floats(1.0, 80.0), st.just(math.inf), st.just(math.nan)), min_size=1, max_size=8),
    drained=st.sampled_from([None, 2.0, 7.0]),
    factor=st.sampled_from([1.0, 1.3]),
    head=st.sampled_from(["hold", "log-linear"]),
)
def test_the_area_under_the_steps_is_the_annual_damage(onsets, drained, factor, head):
    """All of it, whatever lies beyond the table, is carried by the sewer, or comes of another climate."""
    rate = rain_table(drained_years=drained, head=head).scaled(factor)
    onset, amount = np.array([onsets]), np.arange(1.0, len(onsets) + 1.0)[None]
    town = DamageByRain.of(onset, amount)
    run = town.run(rate)
    x, y, _ = _passed(run, 1.0)
    whole = float(np.nansum(annual_from_onsets(onset, amount, rate).dkk))
    assert np.trapezoid(y, x) == pytest.approx(whole, rel=1e-9, abs=1e-12)
    assert (np.diff(y) <= 0.0).all()
    assert (np.diff(x) >= 0.0).all()
    told = np.array([16.0, 26.0, 40.0]) * factor
    mine = [float(np.nansum(amount[onset <= mm])) if mm > rate.drained_mm else 0.0 for mm in told]
    np.testing.assert_allclose(run.damage_dkk[run.told], mine)
    np.testing.assert_array_equal(run.years[run.told], [2.0, 10.0, 100.0])


def test_damage_that_grows_with_depth_is_straight_between_the_rains_it_was_read_at():
    town = DamageByRain.of(np.array([25.0]), np.array([10.0]), [20.0, 30.0], [0.0, 100.0])
    assert town.at([19.0, 25.0, 30.0, 99.0]).tolist() == [0.0, 60.0, 110.0, 110.0]
    assert town.at([25.0], below=True).tolist() == [50.0]
    run = town.run(rain_table())
    assert run.rain_mm.tolist() == [16.0, 20.0, 25.0, 25.0, 26.0, 30.0, 40.0]
    assert run.damage_dkk.tolist() == [0.0, 0.0, 50.0, 60.0, 70.0, 110.0, 110.0]


def test_the_unit_follows_the_amounts_and_rain_may_be_unknown():
    small = table().assign(damage_dkk=lambda t: t.damage_dkk / 1e4).drop(columns="rain_mm")
    graph = damage_graph(small)
    assert plain(graph.y.heading) == "Skade ved én regn (1.000 kr.)"
    assert graph.lines[1].y[-1] == pytest.approx(1.21)
    assert [said.da for _, said in graph.x.ticks] == ["2", "5", "10", "20", "50", "100"]
    assert graph.lines[0].told is None
    many = pd.DataFrame({"climate": "a", "return_period_years": np.arange(2, 40), "damage_dkk": 5.0})
    assert damage_graph(many).x.ticks == ()
    assert damage_graph(many.assign(damage_dkk=0.0)).lines[0].y.max() == 0.0


@given(a=st.floats(1.0, 1e7), onset=st.floats(1.01, 20.0), times=st.lists(st.floats(1.05, 5.0), min_size=1, max_size=6))
def test_the_area_of_a_log_linear_damage_is_known(a: float, onset: float, times: list[float]) -> None:
    """D = a ln(T/T0) from T0 on: its annual damage is a/T0, of which a/Tn lies beyond the last T; any T between do."""
    years = onset * np.cumprod([1.0, *times])
    area = drawn_annual_dkk(years, a * np.log(years / onset), PDS)
    assert area == pytest.approx(a / onset - a / years[-1], rel=1e-9)


@pytest.mark.parametrize("series", list(RainSeries))
def test_the_area_is_that_of_the_annual_damage_from_maps(series: RainSeries):
    """Nothing below the first map and a flat tail."""
    maps = annual_from_maps(NOW[:, None], YEARS, series=series, method="log-linear", tail="flat")
    assert drawn_annual_dkk(YEARS, NOW, series) == pytest.approx(float(maps.dkk[0]), rel=1e-12)


def test_the_area_under_the_line_that_is_drawn_is_the_area_told():
    """The polygon that is drawn, bent in 12 parts between values, holds the area to a few parts in a thousand."""
    graph = exceedance_graph(table(), series=PDS)
    for line, dkk in zip(graph.lines, (NOW, LATER), strict=True):
        area = drawn_annual_dkk(YEARS, dkk, PDS)
        assert np.trapezoid(line.y, line.x) * 1e6 == pytest.approx(area, rel=3e-3)
        np.testing.assert_allclose(line.marked, np.column_stack([dkk / 1e6, 1.0 / YEARS]))
        assert (np.diff(line.y) <= 0.0).all()
    assert [plain(mark.label) for mark in graph.marks] == ["2 år", "5 år", "10 år", "20 år", "50 år", "100 år"]
    assert graph.lines[0].x[0] == 0.0
    assert [line.area for line in graph.lines] == [True, False]


def test_the_line_says_the_annual_damage_and_the_note_what_is_drawn_of_it():
    area = drawn_annual_dkk(YEARS, NOW, PDS)
    graph = exceedance_graph(table().head(6), series=PDS, annual_dkk={TODAY: 700_000.0})
    assert plain(graph.lines[0].told) == "700.000 kr. om året"
    assert f"{area / 1000:.0f}.000 kr. (I dag)" in plain(graph.notes[0])
    assert "regn sjældnere end hvert 100. år er ikke regnet dyrere" in graph.notes[0].da
    alone = exceedance_graph(table().head(6), series=PDS)
    assert plain(alone.lines[0].told) == f"mindst {area / 1000:.0f}.000 kr. om året"


def test_annual_maxima_are_more_often_exceeded():
    """-ln(1 - 1/2) = ln 2 a year, not 0.5."""
    first = exceedance_graph(table(), series="annual-maxima").lines[0]
    assert first.y[0] == pytest.approx(math.log(2.0))


def test_service_levels_show_the_best_the_levels_near_it_and_what_is_always_allowed():
    """A is best at 10 years (4.0); 3.8 lies 0.8 of the way to it from 3.0 in ln T: from 5^0.2 10^0.8 to 20^0.2 10^0.8.

    B rises to the last level, so its interval is open above; from 50 (5.5) to 100 (6.0) it passes 5.7 at 50 x 2^0.4.
    """
    graph = level_graph(levels([0.0, 3e6, 4e6, 3e6, 1e6, -1e6], [0.0, 1e6, 2e6, 4e6, 5.5e6, 6e6]), stamps=[INVENTED])
    a, b = graph.spans
    assert (a.x0, a.x1) == pytest.approx((5.0**0.2 * 10.0**0.8, 20.0**0.2 * 10.0**0.8))
    assert (b.x0, b.x1) == pytest.approx((50.0 * 2.0**0.4, 100.0))
    assert plain(a.label) == "A: inden for 5 % af det bedste, 8,7–11 år"
    assert "66–100 år (måske længere" in plain(b.label)
    best = [mark for mark in graph.marks if mark.role is Role.BEST]
    assert [(mark.x, mark.y) for mark in best] == [(10.0, 4.0), (100.0, 6.0)]
    assert plain(best[0].label) == "Bedst efter A:\n10 år, 4 mio. kr."
    allowed = [mark for mark in graph.marks if mark.role is Role.ALLOWED]
    assert [(mark.x, mark.y) for mark in allowed] == [(5.0, None), (10.0, None)]
    assert all("må altid vælges" in mark.label.da for mark in allowed)
    assert graph.caption.da.startswith("Screening, ikke dokumentation efter BEK 2276.")
    assert any("ikke verificeret i bekendtgørelsen" in note.da for note in graph.notes)
    assert "Priser fra 2024" in [note.da for note in graph.notes]


def test_where_no_level_pays_none_is_the_best():
    graph = level_graph(levels([-1.0] * 6, [0.0, 1.0, 2.0, 1.0, 0.0, -1.0]))
    assert len(graph.spans) == 1
    assert any("A: intet af niveauerne kan betale sig" in note.da for note in graph.notes)


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=6), st.floats(0.0, 0.5))
def test_levels_in_the_interval_are_near_the_best(npv: list[float], near: float) -> None:
    """Every level within the interval that touches the best is near it, and the levels beside it are not."""
    values = np.array(npv)
    graph = level_graph(levels(values, values), near=near)
    if values.max() <= 0.0:
        assert graph.spans == ()
        return
    span, floor = graph.spans[0], (1.0 - near) * values.max()
    inside = (span.x0 * (1 - 1e-9) <= YEARS) & (span.x1 * (1 + 1e-9) >= YEARS)
    assert inside[values.argmax()]
    assert (values[inside] >= floor - 1e-6 * abs(floor)).all()
    for beside in (np.flatnonzero(inside)[0] - 1, np.flatnonzero(inside)[-1] + 1):
        if 0 <= beside < 6:
            assert values[beside] < floor


def test_the_interval_is_that_of_the_curve_of_levels():
    """One rule, two places: the graph is made of the table alone, the curve of its arrays."""
    level = pytest.importorskip("gistools.floodcost.level")
    years = np.array([2.0, 5.0, 10.0, 20.0, 50.0, 100.0])
    npv = np.array([0.0, 3e6, 4e6, 3.9e6, 1e6, -1e6])
    curve = level.LevelCurve(years, (), {level.Above.SHIFT: npv}, {}, 0.0, 0.0, 2024, 0.05, ())
    object.__setattr__(curve, "npv", lambda _: npv)
    best, span = curve.best("shift"), level_graph(levels(npv, npv)).spans[0]
    assert (span.x0, span.x1) == pytest.approx((best.low_years, best.high_years))


def test_tables_that_cannot_be_drawn_name_all_their_faults():
    bad = pd.DataFrame(
        {"climate": ["a"] * 3, "return_period_years": [2.0, 2.0, 10.0], "damage_dkk": [1.0, math.nan, "1.500"]}
    )
    with pytest.raises(TableError) as caught:
        damage_graph(bad)
    said = caught.value.found.da
    for part in (
        "a: damage_dkk = 1.500 kan læses på to måder; skriv 1500 eller 1,5",
        "række 2: return_period_years stiger ikke",
        "række 2, 3: damage_dkk ukendt",
    ):
        assert part in said, part
    with pytest.raises(TableError, match=r"kolonnen return_period_years mangler.*kolonnen damage_dkk mangler"):
        damage_graph(pd.DataFrame({"climate": ["a"]}))
    with pytest.raises(TableError, match="ingen rækker"):
        damage_graph(table().head(0))
    with pytest.raises(TableError, match=r"7 klimaer \(højst 6\)"):
        damage_graph(pd.DataFrame({"climate": list("abcdefg"), "return_period_years": 2.0, "damage_dkk": 1.0}))
    falls = pd.DataFrame({"climate": "a", "return_period_years": [1.0, 5.0], "damage_dkk": [2.0, 1.0]})
    with pytest.raises(TableError, match=r"række 2: damage_dkk falder.*række 1: return_period_years er højst 1 år"):
        exceedance_graph(falls, series="annual-maxima")
    assert damage_graph(falls).lines[0].y.tolist() == [2.0, 1.0]
    with pytest.raises(ParamError, match="series"):
        exceedance_graph(table(), series="sometimes")
    with pytest.raises(TableError, match=r"above = c .*npv_dkk ukendt"):
        level_graph(levels(0.0, math.nan).replace("unchanged", "c"))


def test_danish_decimals_are_numbers():
    rows = pd.DataFrame({"climate": "a", "return_period_years": ["2", "10"], "damage_dkk": ["1,5", "2,5"]})
    assert damage_graph(rows).lines[0].y.tolist() == [1.5, 2.5]
