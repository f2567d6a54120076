"""Joint draws: the plain answer, the same draws for all, chances by hand, and what turns an answer round."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.cloudburst.rain import RainSeries, RainStatistics, climate_factors
from gistools.errors import Cancelled, ParamError, WrongKindError
from gistools.floodcost.annual import annual_from_onsets
from gistools.floodcost.bands import AS_IS, PLAN
from gistools.floodcost.draws import Alternative, Beats, Draws, Spread, Spreads, _between, draw_risk
from gistools.floodcost.rates import RainRate, rain_rate
from gistools.progress import NoProgress
from gistools.text import Text
from tests.floodcost.by_rate import unhurried

INF, NAN = math.inf, math.nan
STATISTICS = RainStatistics(
    np.array([60.0]),
    np.array([2.0, 10.0, 50.0, 100.0]),
    np.array([[12.0, 19.0, 26.0, 29.0]]),
    RainSeries.PARTIAL_DURATION,
)
RATE = rain_rate(STATISTICS, 60, head="log-linear")
DEPTHS = np.array([0.0, 0.1, 0.2, 0.4, 0.8])
ALL = Spreads(
    cost=Spread(0.6, 1.0, 1.9),
    threshold_m=Spread(-0.1, 0.0, 0.2),
    plinth_m=Spread(-0.05, 0.0, 0.3),
    climate=Spread(0.95, 1.0, 1.25),
)


def town(n: int, *, seed: int = 1, later: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Onsets at the depths, thresholds and amounts of basements and floors; some never reached."""
    some = np.random.default_rng(seed)
    onset = np.cumsum(some.uniform(1.0, 12.0, (DEPTHS.size, n)), axis=0) + later
    onset[some.integers(2, 6, n)[None, :] <= np.arange(DEPTHS.size)[:, None]] = INF
    threshold = np.stack([np.full(n, 0.1), np.full(n, 0.2)])
    return onset, threshold, some.uniform(1e4, 2e5, (2, n))


def drawn(alternatives: list[Alternative], spreads: Spreads | None = None, **more: object) -> Draws:
    n = alternatives[0].onset_mm.shape[1]
    _, threshold, amount = town(n)
    given = {"threshold_m": threshold, "amount_dkk": amount, "rate": RATE, "draws": 50} | more
    return draw_risk(
        alternatives, DEPTHS, given.pop("threshold_m"), given.pop("amount_dkk"), given.pop("rate"), spreads, **given
    )


def test_without_uncertainty_every_draw_is_the_plain_answer():
    onset, _, amount = town(30)
    made = drawn([Alternative("nothing", onset)])
    plain = annual_from_onsets(onset[[1, 2]], amount, RATE).dkk.sum()
    assert made.mid_dkk == pytest.approx([plain], rel=1e-12)
    assert (made.damage_dkk == made.mid_dkk[0]).all()


def naive_between(onset: list[float], depth: float) -> float:
    """By a look through the depths, one at a time."""
    for i in range(len(DEPTHS) - 1):
        if depth <= DEPTHS[i + 1]:
            share = (depth - DEPTHS[i]) / (DEPTHS[i + 1] - DEPTHS[i])
            if math.isinf(onset[i + 1]):
                return onset[i] if share < 0.5 else INF
            return onset[i] + share * (onset[i + 1] - onset[i])
    raise AssertionError(depth)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 8), st.integers(0, 1000))
def test_every_draw_is_that_of_plain_python(n, seed):
    """One building and one part after another, at the figures that the draw says it had."""
    onset, threshold, amount = town(n, seed=seed)
    spreads = Spreads(cost=ALL.cost, threshold_m=ALL.threshold_m, climate=ALL.climate)
    ways = [Alternative("nothing", onset), Alternative("doors", onset, rise_m=0.15)]
    made = draw_risk(ways, DEPTHS, threshold, amount, RATE, spreads, draws=10, seed=seed)
    for j, figures in enumerate(made.drawn.itertuples()):
        for a, rise in enumerate((0.0, 0.15)):
            total = 0.0
            for p in range(2):
                for b in range(n):
                    depth = max(threshold[p, b] + figures.threshold_m + rise, 0.0)
                    rain = naive_between(onset[:, b].tolist(), depth)
                    total += amount[p, b] * float(RATE.rate(rain / figures.climate))
            assert made.damage_dkk[a, j] == pytest.approx(figures.cost * total, rel=1e-9)


@unhurried
@given(st.floats(-5.0, 5.0), st.floats(0.0, 5.0), st.floats(0.0, 5.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_spread_is_a_triangle(low, left, right, share, other):
    """The area of the triangle below what is drawn at a share is that share."""
    spread = Spread(low, low + left, low + left + right)
    made = float(spread.at(share))
    assert spread.low - 1e-12 <= made <= spread.high + 1e-12
    assert (spread.at(min(share, other)) <= spread.at(max(share, other)) + 1e-12).all()
    wide = spread.high - spread.low
    if left > 0.01 and right > 0.01:
        below = (
            (made - spread.low) ** 2 / (wide * left)
            if made <= spread.mid
            else 1.0 - (spread.high - made) ** 2 / (wide * right)
        )
        assert below == pytest.approx(share, abs=1e-6)


def test_unit_costs_alone_spread_the_total_as_they_are_spread():
    """D = cost x plain: the quantiles are those of the triangle 0.5, 1, 2; sqrt(0.05 x 1.5 x 0.5) above 0.5."""
    onset, *_ = town(20)
    made = drawn([Alternative("nothing", onset)], Spreads(cost=Spread(0.5, 1.0, 2.0)), draws=5_000)
    told = made.quantiles().set_index("term").loc["damage"]
    plain = made.mid_dkk[0]
    assert told["mid_dkk"] == plain
    assert told["mean_dkk"] == pytest.approx(plain * 3.5 / 3.0, rel=0.01)
    assert told["q05_dkk"] == pytest.approx(plain * (0.5 + math.sqrt(0.05 * 1.5 * 0.5)), rel=0.02)
    assert told["q95_dkk"] == pytest.approx(plain * (2.0 - math.sqrt(0.05 * 1.5 * 1.0)), rel=0.02)


def test_the_chance_that_a_measure_pays_is_that_of_the_triangle():
    """It saves s a year at unit cost 1 and costs 1.2 s: it pays when the factor is above 1.2 of the triangle 0.5, 1, 2.

    (2 - 1.2)^2 / (1.5 x 1) = 0.4267; with 5,000 draws the interval is 1.4 % to either side.
    """
    onset, *_ = town(20)
    saved = -np.diff(drawn([Alternative("a", onset), Alternative("b", onset + 5.0)]).mid_dkk)[0]
    ways = [Alternative("nothing", onset), Alternative("basin", onset + 5.0, Spread.exactly(1.2 * saved))]
    made = drawn(ways, Spreads(cost=Spread(0.5, 1.0, 2.0)), draws=5_000)
    sure = made.beats("basin", "nothing")
    assert sure.low < 0.64 / 1.5 < sure.high
    assert sure.high - sure.low == pytest.approx(0.0274, abs=5e-4)
    assert sure.mid_dkk == pytest.approx(-0.2 * saved)
    assert sure.flips == ("cost",)
    share = f"{100.0 * sure.share:.0f}"
    assert sure.sentence.da.startswith(f"Basin er billigere end nothing i {share} % af 5000 gennemløb")
    assert f"With every figure at its mid basin costs {-sure.mid_dkk:,.0f} DKK a year more than is saved" in (
        sure.sentence.en
    )
    assert made.beats("nothing", "basin").share == pytest.approx(1.0 - sure.share)
    assert made.best()["share_best"].tolist() == pytest.approx([1.0 - sure.share, sure.share])
    assert "ligger det mellem et tab på" in sure.sentence.da
    assert "-" not in sure.sentence.da
    other = made.beats("nothing", "basin").told(Text("intet", "nothing"), Text("et bassin", "a basin"))
    assert other.da.startswith("Intet er billigere end et bassin i ")
    assert f"sparer intet {f'{-sure.mid_dkk:,.0f}'.replace(',', '.')} kr. om året" in other.da


@pytest.mark.parametrize(
    ("mid", "low", "high", "said"),
    [
        (
            1500.0,
            200.0,
            3000.0,
            "sparer planen 1.500 kr. om året; i 9 af 10 gennemløb spares der 200 til 3.000 kr. om ",
        ),
        (-20.0, -30.0, -10.0, "koster planen 20 kr. om året mere, end der spares; i 9 af 10 gennemløb koster det 10 "),
        (5.0, -30.0, 40.0, "i 9 af 10 gennemløb ligger det mellem et tab på 30 kr. og en gevinst på 40 kr. om året"),
    ],
)
def test_what_a_plan_saves_or_costs_is_said_without_minus(mid, low, high, said):
    beats = Beats("planen", "situationen i dag", 10, 5, 0, 0.5, 0.2, 0.8, mid, (low, mid, high), ())
    assert said in beats.sentence.da
    assert "-" not in beats.sentence.da + beats.sentence.en


def test_alternatives_are_called_by_both_languages():
    told = Beats("planen", "i dag", 10, 5, 0, 0.5, 0.2, 0.8, 1.0, (0.0, 1.0, 2.0), ()).told(PLAN, AS_IS)
    assert told.en.startswith("The plan is cheaper than the situation today in 50 % of 10 draws")


def test_the_same_draws_meet_all_alternatives():
    """A measure that makes every onset later is better in every draw, however wide the bands."""
    onset, *_ = town(60)
    ways = [Alternative("nothing", onset), Alternative("basin", onset + 0.5)]
    made = drawn(ways, ALL, draws=200)
    sure = made.beats("basin", "nothing")
    assert (sure.wins, sure.ties) == (200, 0)
    assert sure.low == pytest.approx(200.0 / (200.0 + 1.96**2), rel=1e-4), "200 of 200 draws are not certainty"
    assert sure.flips == ()
    bands = np.quantile(made.damage_dkk, [0.05, 0.95], axis=1)
    assert bands[0, 0] < bands[1, 1], "the bands overlap, although one is always better"
    assert np.diff(made.damage_dkk, axis=0).std() < 0.2 * made.damage_dkk[0].std()


def test_alternatives_that_are_one_tie_in_every_draw():
    onset, *_ = town(10)
    made = drawn([Alternative("a", onset), Alternative("b", onset.copy())], ALL)
    sure = made.beats("a", "b")
    assert (sure.wins, sure.ties, sure.share, sure.saved_dkk) == (0, 50, 0.5, (0.0, 0.0, 0.0))
    assert made.best()["share_best"].tolist() == [0.5, 0.5]


def test_nothing_else_changes_what_was_drawn():
    """More draws, another alternative, one figure made certain: the rest is the same to the bit."""
    onset, *_ = town(12)
    cost = Spread(1e3, 2e3, 4e3)
    first = drawn([Alternative("basin", onset, cost)], ALL)
    more = drawn([Alternative("nothing", onset), Alternative("basin", onset, cost)], ALL, draws=80)
    assert more.damage_dkk[1, :50].tolist() == first.damage_dkk[0].tolist()
    assert more.cost_dkk[1, :50].tolist() == first.cost_dkk[0].tolist()
    certain = drawn([Alternative("basin", onset, cost)], Spreads(cost=ALL.cost, climate=ALL.climate))
    assert certain.drawn["climate"].tolist() == first.drawn["climate"].tolist()
    assert drawn([Alternative("basin", onset, cost)], ALL).damage_dkk.tolist() == first.damage_dkk.tolist()
    assert drawn([Alternative("basin", onset, cost)], ALL, seed=2).damage_dkk.tolist() != first.damage_dkk.tolist()


def test_plinths_even_out_over_many_buildings_and_thresholds_do_not():
    """Each building its own plinth: 100 times as many equal buildings, a tenth of the relative spread."""
    lone = np.array([[10.0], [14.0], [18.0], [26.0], [42.0]])
    relative = {}
    for n in (4, 400):
        way = [Alternative("nothing", np.repeat(lone, n, axis=1))]
        for name in ("plinth_m", "threshold_m"):
            spreads = Spreads(**{name: Spread(-0.1, 0.0, 0.1)})
            made = draw_risk(way, DEPTHS, np.full((1, n), 0.2), np.full((1, n), 1e5), RATE, spreads, draws=400)
            relative[name, n] = made.damage_dkk.std() / made.damage_dkk.mean()
    assert relative["plinth_m", 400] == pytest.approx(0.1 * relative["plinth_m", 4], rel=0.2)
    assert relative["threshold_m", 400] == pytest.approx(relative["threshold_m", 4], rel=1e-9)
    assert relative["threshold_m", 4] == pytest.approx(2.0 * relative["plinth_m", 4], rel=0.2)


def test_a_plinth_raises_the_parts_that_stand_on_it():
    onset, *_ = town(20)
    way = [Alternative("nothing", onset)]
    raised = Spreads(plinth_m=Spread(0.1, 0.1, 0.1))
    _, threshold, amount = town(20)
    made = drawn(way, raised, on_plinth=[False, True])
    expected = drawn(way, None, threshold_m=threshold + np.array([[0.0], [0.1]]), amount_dkk=amount)
    assert made.mid_dkk.tolist() == pytest.approx(expected.mid_dkk.tolist(), rel=1e-12)


def test_a_class_that_is_dearer_turns_the_choice_between_homes_and_shops():
    """Two houses of the same amount; A saves the home, B the shop, both by never letting water in.

    A costs 100 a year more, so that B is the plain choice. With homes at 0.5, 1, 1.5 A is better where the factor of
    homes times the saving exceeds the saving of shops by 100; the same factor on all amounts never does that.
    """
    curve = np.array([[10.0], [14.0], [18.0], [26.0], [42.0]])
    none = np.full_like(curve, INF)
    ways = [
        Alternative("A", np.hstack([none, curve]), Spread.exactly(100.0)),
        Alternative("B", np.hstack([curve, none])),
    ]
    saved = 1e5 * float(RATE.rate(18.0))
    given = (DEPTHS, [[0.2, 0.2]], [[1e5, 1e5]], RATE)
    common = draw_risk(ways, *given, Spreads(cost=Spread(0.5, 1.0, 1.5)), draws=500)
    assert common.beats("A", "B").wins == 0
    by_class = Spreads(class_cost={"home": Spread(0.5, 1.0, 1.5)})
    made = draw_risk(ways, *given, by_class, damage_class=["home", "shop"], draws=2_000)
    sure = made.beats("A", "B")
    limit = 100.0 / saved
    assert sure.low < (0.5 - limit) ** 2 / 0.5 < sure.high
    assert sure.flips == ("cost:home",)
    assert made.damage_dkk[1] == pytest.approx(saved * made.drawn["cost:home"].to_numpy(), rel=1e-12)
    assert (made.damage_dkk[0] == made.mid_dkk[0]).all()
    assert made.mid_dkk == pytest.approx([saved, saved])
    with pytest.raises(ParamError, match="no buildings of the class home"):
        draw_risk(ways, *given, by_class)
    with pytest.raises(ParamError, match="not one for each building"):
        draw_risk(ways, *given, by_class, damage_class=["home"])


def test_each_figure_alone_is_in_the_tornado():
    """Unit cost 0.6 and 1.9 of the plain answer; the climate by a run of its own; the widest swing first."""
    onset, _, amount = town(20)
    ways = [Alternative("nothing", onset), Alternative("basin", onset + 4.0, Spread(1e3, 2e3, 5e3))]
    made = drawn(ways, ALL)
    table = made.tornado("nothing").set_index("figure")
    plain = made.mid_dkk[0]
    assert table.loc["cost", ["low_dkk", "mid_dkk", "high_dkk"]].tolist() == pytest.approx(
        [0.6 * plain, plain, 1.9 * plain]
    )
    wetter = annual_from_onsets(onset[[1, 2]], amount, RATE.scaled(1.25)).dkk.sum()
    assert table.loc["climate", ["high_value", "high_dkk"]].tolist() == pytest.approx([1.25, wetter])
    assert set(table.index) == {"cost", "threshold_m", "plinth_m", "climate"}
    assert (np.diff(table["swing_dkk"]) <= 0.0).all()
    apart = made.tornado("nothing", "basin").set_index("figure")
    saved = plain - made.mid_dkk[1]
    assert apart.loc["cost", ["low_dkk", "high_dkk"]].tolist() == pytest.approx([0.6 * saved - 2e3, 1.9 * saved - 2e3])
    assert apart.loc["annual_cost:basin", ["low_dkk", "mid_dkk", "high_dkk"]].tolist() == pytest.approx(
        [saved - 1e3, saved - 2e3, saved - 5e3]
    )


def test_terrain_r_of_one_alternative_is_terrain_r_of_the_others():
    onset, *_ = town(15)
    shifts = np.array([-3.0, 0.0, 6.0])[:, None, None]
    cloud = np.maximum(onset + shifts, 0.0)
    ways = [
        Alternative("nothing", onset, terrain_onset_mm=cloud),
        Alternative("basin", onset + 1.0, terrain_onset_mm=cloud + 1.0),
    ]
    made = drawn(ways, draws=12)
    assert made.drawn["terrain"].tolist() == [0, 1, 2] * 4
    single = [drawn([Alternative("nothing", cloud[r])]).mid_dkk[0] for r in range(3)]
    assert made.damage_dkk[0].tolist() == pytest.approx(single * 4, rel=1e-12)
    assert made.mid_dkk[0] == pytest.approx(single[1], rel=1e-12)
    told = made.tornado("nothing").set_index("figure").loc["terrain"]
    assert [told["low_dkk"], told["high_dkk"]] == pytest.approx(np.quantile(single, [0.05, 0.95]).tolist())
    assert made.beats("basin", "nothing").wins == 12
    with pytest.raises(ParamError, match=r"basin: onset_mm, terrain_onset_mm, rise_m"):
        drawn([ways[0], Alternative("basin", onset)])


def test_what_is_unknown_in_one_alternative_is_left_out_in_all():
    """Building 1 lies off the map of the basin, building 2 has an unknown basement, building 3 is never reached."""
    onset = np.repeat(np.array([[10.0], [14.0], [18.0], [26.0], [42.0]]), 4, axis=1)
    onset[:, 3] = INF
    after = onset + 3.0
    after[0, 1] = NAN
    threshold = np.array([[0.1] * 4, [0.2] * 4])
    amount = np.array([[1e4, 1e4, NAN, NAN], [1e5, 1e5, 1e5, 1e5]])
    ways = [Alternative("nothing", onset), Alternative("basin", after)]
    made = draw_risk(ways, DEPTHS, threshold, amount, RATE, draws=10)
    assert made.unknown == 2
    rate = RATE.rate(np.array([14.0, 18.0, 17.0, 21.0]))
    expected = [1e4 * rate[0] + 2e5 * rate[1], 1e4 * rate[2] + 2e5 * rate[3]]
    assert made.mid_dkk.tolist() == pytest.approx(expected, rel=1e-12)
    assert any("2 buildings have an unknown part" in note.en for note in made.notes)


def test_a_climate_may_be_the_middle_or_be_uncertain_but_never_both():
    onset, _, amount = town(10)
    way = [Alternative("nothing", onset)]
    made = drawn(way, Spreads(climate=Spread.exactly(1.3)))
    assert made.mid_dkk[0] == pytest.approx(annual_from_onsets(onset[[1, 2]], amount, RATE.scaled(1.3)).dkk.sum())
    future = rain_rate(
        STATISTICS.in_climate(climate_factors("skrift30-standard"), 2120, reference_year=2020), 60, head="log-linear"
    )
    off = drawn(way, Spreads(climate=Spread(0.9, 1.0, 1.1)), rate=future)
    assert off.mid_dkk[0] == pytest.approx(annual_from_onsets(onset[[1, 2]], amount, future).dkk.sum())
    assert off.unverified
    for rate in (future, RATE.scaled(1.2)):
        with pytest.raises(ParamError, match=r"factor 1\.3 on top of"):
            drawn(way, Spreads(climate=Spread(1.2, 1.3, 1.4)), rate=rate)


@unhurried
@given(
    st.lists(st.floats(0.0, 200.0) | st.just(INF), min_size=5, max_size=5).map(sorted),
    st.lists(st.floats(0.0, 0.8), min_size=1, max_size=20).map(sorted),
)
def test_the_onset_between_depths_never_falls_and_is_a_straight_line(onset, wanted):
    curve, at = np.array(onset)[:, None], np.array(wanted)
    made, gaps = _between(DEPTHS, curve, np.zeros(at.size, np.int64), at)
    finite = np.isfinite(made)
    assert (np.diff(made[finite]) >= -1e-9).all()
    assert (np.diff(finite.astype(int)) <= 0).all()
    if np.isfinite(curve).all():
        assert gaps == 0
        assert made == pytest.approx(np.interp(at, DEPTHS, onset), rel=1e-12, abs=1e-12)
    exact, _ = _between(DEPTHS, curve, np.zeros(5, np.int64), DEPTHS)
    assert exact.tolist() == onset


def test_thresholds_between_reached_and_never_are_told():
    onset = np.array([[10.0], [14.0], [18.0], [INF], [INF]])
    made = draw_risk([Alternative("a", onset)], DEPTHS, [[0.25]], [[1e5]], RATE, draws=10)
    assert made.mid_dkk[0] == pytest.approx(1e5 * float(RATE.rate(18.0)))
    assert "1 threshold lies between" in made.notes[-1].en


def test_depths_must_span_every_threshold_that_can_be_drawn():
    onset, threshold, amount = town(5)
    way = [Alternative("a", np.where(np.isinf(onset), 90.0, onset), rise_m=np.array([0.0, 0.0, 0.0, 0.0, 0.3]))]
    wide = Spreads(threshold_m=Spread(-0.3, 0.0, 0.2), plinth_m=Spread(0.0, 0.0, 0.2))
    with pytest.raises(ParamError, match=r"at all thresholds that can be drawn \(0–0\.9 m\)"):
        draw_risk(way, DEPTHS, threshold, amount, RATE, wide)
    draw_risk(way, DEPTHS, threshold, amount, RATE, wide, on_plinth=[True, False], draws=10)
    with pytest.raises(ParamError, match=r"hvor skaden begynder, ved flere dybder"):
        draw_risk(way, DEPTHS + 0.15, threshold, amount, RATE)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"alternatives": []}, ["the alternatives none"]),
        ({"alternatives": ["a", "a"], "draws": 5}, ["the alternatives a, a", "5 draws"]),
        ({"depths_m": [0.4, 0.2]}, ["depths_m that are not"]),
        ({"threshold_m": [[0.1]]}, ["not parts x buildings"]),
        ({"amount_dkk": [[-1.0, 0.0], [0.0, INF]]}, ["negative or infinite amounts"]),
        ({"onset": [[20.0, -1.0], [10.0, 5.0]]}, ["a: onset falls with depth at 1 buildings, or is negative"]),
        ({"onset": [[20.0], [10.0]]}, ["a: onset_mm, terrain_onset_mm, rise_m are ((2, 1)"]),
        ({"rise_m": INF}, ["a: rise_m is not finite"]),
        ({"rise_m": np.zeros(3)}, ["a: onset_mm, terrain_onset_mm, rise_m"]),
    ],
)
def test_what_cannot_be_drawn_is_refused(change, told):
    onset = np.array(change.get("onset", [[10.0, 10.0], [20.0, 20.0]]))
    ways = [Alternative(name, onset, rise_m=change.get("rise_m", 0.0)) for name in change.get("alternatives", ["a"])]
    with pytest.raises(ParamError) as caught:
        draw_risk(
            ways,
            change.get("depths_m", [0.0, 0.4]),
            change.get("threshold_m", [[0.1, 0.1], [0.2, 0.2]]),
            change.get("amount_dkk", [[1.0, 1.0], [1.0, NAN]]),
            RATE,
            draws=change.get("draws", 10),
        )
    for part in told:
        assert part in caught.value.found.en


def test_figures_that_are_none_are_refused():
    for low, mid, high in ((1.0, 0.5, 2.0), (0.0, NAN, 1.0), (0.0, 1.0, INF)):
        with pytest.raises(ParamError, match="low, mid, high ="):
            Spread(low, mid, high)
    with pytest.raises(ParamError, match="above 0 on rain"):
        Spreads(climate=Spread(0.0, 1.0, 2.0))
    with pytest.raises(ParamError, match="at least 0 on damage"):
        Spreads(cost=Spread(-1.0, 1.0, 2.0))
    onset, *_ = town(3)
    with pytest.raises(WrongKindError):
        drawn([Alternative("a", onset)], rate=STATISTICS)
    made = drawn([Alternative("a", onset), Alternative("b", onset)])
    with pytest.raises(ParamError, match="one of: a, b"):
        made.beats("a", "c")
    with pytest.raises(ParamError, match="choose two that differ"):
        made.beats("a", "a")
    with pytest.raises(ParamError, match="numbers from 0 to 1"):
        made.quantiles([1.5])
    assert made.beats("a", "b", margin_dkk=1.0).ties == 50
    assert repr(made) == "<Draws 50 of a, b; seed 1>"


def test_the_user_may_stop_the_draws():
    class Stop(NoProgress):
        def cancelled(self) -> bool:
            return True

    onset, *_ = town(3)
    with pytest.raises(Cancelled):
        drawn([Alternative("a", onset)], ALL, progress=Stop())


def test_the_rate_may_be_off_on_top_of_a_climate():
    rate: RainRate = RATE.scaled(1.2).times(1.1)
    assert rate.rate(20.0) == pytest.approx(float(RATE.rate(20.0 / 1.32)))


def test_thresholds_drawn_below_the_ground_count_as_the_ground():
    """A threshold of 0.1 m drawn 0.3 m lower is 0 m (10 mm), although onsets are told below that too (4 mm)."""
    depths, onset = [-0.2, 0.0, 0.4], np.array([[4.0], [10.0], [20.0]])
    spreads = Spreads(threshold_m=Spread.exactly(-0.3))
    made = draw_risk([Alternative("a", onset)], depths, [[0.1]], [[1e5]], RATE, spreads, draws=10)
    assert made.mid_dkk[0] == pytest.approx(1e5 * float(RATE.rate(10.0)))
