"""Circuits: closed forms, a dense pseudo-inverse on random landscapes, Kirchhoff, Rayleigh, both solvers and limits."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools import corridors as co
from gistools.corridors import circuits_solve
from gistools.corridors.circuits_solve import Potentials, circuit_cost
from gistools.errors import Cancelled, GridError, ParamError, TableError
from gistools.progress import NoProgress
from tests.corridors.naive_circuits import Dense, random_landscape, surface

SEEDS = st.integers(0, 2**32 - 1)
SOME = settings(max_examples=30, deadline=None)
NAN = math.nan
SOLVERS = st.sampled_from(list(co.CircuitSolver)[1:])
RULES = st.sampled_from(list(co.EdgeRule))


def row_of(*values):
    """Return a landscape of one row of cells of 1 m with a patch at both ends."""
    labels = np.zeros((1, len(values)), np.int32)
    labels[0, [0, -1]] = 1, 2
    return labels, surface([values], dx=1.0, dy=1.0)


def resistance_of(labels, resistance, pairs=((1, 2),), rule=co.EdgeRule.AVERAGE_RESISTANCE, **params):
    circuit = co.landscape_circuit(np.asarray(labels, np.int32), resistance, rule)
    return co.effective_resistance(circuit, pairs, co.CircuitParams(**params))["resistance_eff"].to_numpy()


def all_pairs(labels):
    return list(itertools.combinations(range(1, int(labels.max()) + 1), 2))


@pytest.mark.parametrize("solver", ["superlu", "amg"])
def test_resistors_in_a_row_add_up(solver):
    """Cells 1, 3, 5 of 1 m: (1 + 3)/2 + (3 + 5)/2 = 6; by conductance 2/(1 + 1/3) + 2/(1/3 + 1/5) = 1.5 + 3.75."""
    assert resistance_of(*row_of(1, 3, 5), solver=solver) == pytest.approx([6.0], rel=1e-12)
    made = resistance_of(*row_of(1, 3, 5), rule=co.EdgeRule.AVERAGE_CONDUCTANCE, solver=solver)
    assert made == pytest.approx([5.25], rel=1e-12)


def test_ways_side_by_side_share():
    """Three rows of 1, 1, 1 between walls of missing cells: 2 each, 2/3 together; a third of the current in each."""
    labels = np.zeros((5, 3), np.int32)
    labels[:, 0], labels[:, 2] = 1, 2
    values = np.ones((5, 3))
    values[[1, 3], 1] = NAN
    made = co.current_map(co.landscape_circuit(labels, surface(values, np.ones((5, 3)), 1.0, 1.0)), [(1, 2)])
    # the diagonals beside a missing cell are shut, as it and the patch beside it are both barriers
    assert made.pairs["resistance_eff"].tolist() == pytest.approx([2.0 / 3.0], rel=1e-12)
    assert made.maximum.values[[0, 2, 4], 1] == pytest.approx([1.0 / 3.0] * 3, rel=1e-12)


def test_a_ring_is_two_ways():
    """Eight cells round a missing one, no diagonals: four steps each way, 4/2; neighbours 1 and 7: 7/8."""
    labels = np.zeros((3, 3), np.int32)
    labels[0, 0], labels[2, 2], labels[0, 1] = 1, 2, 3
    values = np.ones((3, 3))
    values[1, 1] = NAN
    made = resistance_of(labels, surface(values, np.ones((3, 3)), 1.0, 1.0), [(1, 2), (1, 3)])
    assert made == pytest.approx([2.0, 7.0 / 8.0], rel=1e-12)


@pytest.mark.parametrize("rungs", [1, 2, 3, 8])
def test_a_ladder(rungs):
    """Two rows without diagonals, over the first rung: R_1 = 1, R_n = 1 || (2 + R_(n-1))."""
    want = 1.0
    for _ in range(rungs - 1):
        want = (2.0 + want) / (3.0 + want)
    labels = np.zeros((2, rungs), np.int32)
    labels[:, 0] = 1, 2
    ladder = surface(np.ones((2, rungs)), np.ones((2, rungs)), 1.0, 1.0)
    assert resistance_of(labels, ladder) == pytest.approx([want], rel=1e-12)


def test_diagonals_and_oblong_cells_have_their_true_length():
    """Two cells of 3 x 4 m at a corner: 5 m at resistance (2 + 4)/2 = 15."""
    labels, values = [[1, 0], [0, 2]], [[2.0, NAN], [50.0, 4.0]]
    assert resistance_of(labels, surface([[2.0, NAN], [NAN, 4.0]], dx=3.0, dy=4.0)) == [math.inf]
    # with one open side: the diagonal beside 2 -> 50 -> 4: 26 * 4 + 27 * 3 = 185
    made = resistance_of(labels, surface(values, dx=3.0, dy=4.0))
    assert made == pytest.approx([1.0 / (1.0 / 15.0 + 1.0 / 185.0)], rel=1e-12)


@given(seed=SEEDS, rule=RULES, solver=SOLVERS)
@SOME
def test_a_dense_inverse_gives_the_same(seed, rule, solver):
    labels, resistance = random_landscape(np.random.default_rng(seed))
    dense, pairs = Dense(labels, resistance, rule), all_pairs(labels)
    circuit = co.landscape_circuit(labels, resistance, rule)
    weights = np.arange(1.0, len(pairs) + 1.0)
    made = co.current_map(circuit, pairs, co.CircuitParams(solver=solver, tolerance=1e-12), weights=weights)
    assert made.pairs["resistance_eff"].tolist() == pytest.approx([dense.resistance(*p) for p in pairs], rel=1e-9)
    total, most = np.zeros(labels.shape), np.zeros(labels.shape)
    through = dict.fromkeys(range(1, int(labels.max()) + 1), 0.0)
    for weight, (a, b) in zip(weights, pairs, strict=True):
        if not dense.hangs_together(a, b):
            continue
        for name, current in dense.currents(a, b).items():
            if isinstance(name, tuple):
                total[name] += weight * current
                most[name] = max(most[name], current)
            elif name not in {a, b}:
                through[name] += weight * current
    hidden = (labels > 0) | np.isnan(resistance.raster.values)
    assert (np.isnan(made.cumulative.values) == hidden).all()
    np.testing.assert_allclose(made.cumulative.values[~hidden], total[~hidden], rtol=0.0, atol=1e-9 * weights.sum())
    np.testing.assert_allclose(made.maximum.values[~hidden], most[~hidden], rtol=0.0, atol=1e-9)
    assert made.patches["through_a"].tolist() == pytest.approx(list(through.values()), abs=1e-9 * weights.sum())


@given(seed=SEEDS, solver=SOLVERS)
@SOME
def test_what_comes_in_goes_out_at_every_node(seed, solver):
    labels, resistance = random_landscape(np.random.default_rng(seed))
    circuit = co.landscape_circuit(labels, resistance)
    for a, b in all_pairs(labels):
        if circuit.component[a - 1] != circuit.component[b - 1]:
            continue
        ends = np.array([[a - 1, b - 1]])
        potentials = Potentials(circuit, np.unique(ends), co.CircuitParams(solver=solver), NoProgress())
        (voltage,) = potentials.pairs(ends)
        net = np.zeros(circuit.node_count)
        for one, other, g in circuit.steps():
            real = g > 0.0
            i, j = circuit.node[one][real], circuit.node[other][real]
            flow = g[real] * (voltage[i] - voltage[j])
            np.add.at(net, i, flow)
            np.add.at(net, j, -flow)
        net[[a - 1, b - 1]] -= 1.0, -1.0
        assert np.abs(net).max() < 1e-8


@given(seed=SEEDS, rule=RULES)
@SOME
def test_more_resistance_never_helps(seed, rule):
    """Rayleigh: raising any cell, shutting diagonals or taking cells away lowers no effective resistance."""
    rng = np.random.default_rng(seed)
    labels, base = random_landscape(rng)
    values = base.raster.values * np.where(rng.random(labels.shape) < 0.3, rng.uniform(1.0, 50.0), 1.0)
    values[(rng.random(labels.shape) < 0.05) & (labels == 0)] = NAN
    grid = base.raster.grid
    worse = surface(values, base.barrier | (rng.random(labels.shape) < 0.2), grid.dx_m, grid.dy_m)
    pairs = all_pairs(labels)
    before, after = (resistance_of(labels, one, pairs, rule) for one in (base, worse))
    assert (after >= before * (1.0 - 1e-9)).all()


@given(seed=SEEDS)
@SOME
def test_all_ways_together_are_no_worse_than_the_cheapest(seed):
    """The effective resistance is at most the least sum over one way; a walk there and back is the same either way."""
    labels, resistance = random_landscape(np.random.default_rng(seed))
    dense, pairs = Dense(labels, resistance), all_pairs(labels)
    graph = nx.Graph()
    graph.add_nodes_from(dense.place)
    for one, other, g in dense.steps:
        i, j = dense.name(one), dense.name(other)
        if i != j:
            graph.add_edge(i, j, cost=min(1.0 / g, graph.get_edge_data(i, j, {"cost": math.inf})["cost"]))
    made = resistance_of(labels, resistance, pairs)
    back = resistance_of(labels, resistance, [pair[::-1] for pair in pairs[::-1]])
    assert made.tolist() == back.tolist()
    for value, (a, b) in zip(made, pairs, strict=True):
        least = nx.shortest_path_length(graph, a, b, "cost") if nx.has_path(graph, a, b) else math.inf
        assert value <= least * (1.0 + 1e-9)


def test_commute_time_is_that_of_a_random_walk():
    """A path of three nodes 1 - x - 2 takes 4 steps one way, 8 there and back; in a walk all cells alike."""
    made = co.effective_resistance(co.landscape_circuit(*row_of(1, 1, 1)), [(1, 2)])
    assert made["commute_steps"].tolist() == pytest.approx([8.0])


def test_both_solvers_agree_on_a_larger_map():
    rng = np.random.default_rng(3)
    values = np.exp(rng.uniform(0.0, math.log(1000.0), (70, 90)))
    values[:, 45] = 1000.0
    values[20, 45] = 1.0
    labels = np.zeros(values.shape, np.int32)
    for n, (row, col) in enumerate(((5, 5), (60, 20), (30, 70), (10, 80), (64, 84)), start=1):
        labels[row : row + 4, col : col + 3] = n
    circuit = co.landscape_circuit(labels, surface(values))
    one, other = (co.current_map(circuit, all_pairs(labels), co.CircuitParams(solver=s)) for s in ("superlu", "amg"))
    np.testing.assert_allclose(one.pairs["resistance_eff"], other.pairs["resistance_eff"], rtol=1e-9)
    np.testing.assert_allclose(one.cumulative.values, other.cumulative.values, rtol=1e-6)


def test_little_memory_gives_the_same_and_solves_again(monkeypatch):
    labels, resistance = random_landscape(np.random.default_rng(5), 12, 12, 6)
    circuit, pairs = co.landscape_circuit(labels, resistance), all_pairs(labels)
    whole = co.current_map(circuit, pairs)
    real = circuits_solve.circuit_cost
    monkeypatch.setattr(
        circuits_solve,
        "circuit_cost",
        lambda *given: circuits_solve.CircuitCost(*[*vars(real(*given)).values()][:-1], kept=2),
    )
    little = co.current_map(circuit, pairs)
    np.testing.assert_array_equal(whole.cumulative.values, little.cumulative.values)


def test_patches_apart_have_no_current():
    """Two and two on both sides of a gap: infinite across it, nothing unknown, currents on each side alone."""
    labels = np.array([[1, 0, 2, 0, 3, 0, 4]], np.int32)
    made = co.current_map(
        co.landscape_circuit(labels, surface([[1, 1, 1, NAN, 1, 1, 1]])), all_pairs(labels), weights=[1, 1, 1, 1, 1, 2]
    )
    assert made.pairs["resistance_eff"].tolist() == pytest.approx([20.0, *[math.inf] * 4, 20.0])
    assert made.pairs["commute_steps"].tolist() == pytest.approx([8.0, *[math.inf] * 4, 8.0])
    np.testing.assert_allclose(made.cumulative.values[0], [NAN, 1.0, NAN, NAN, NAN, 2.0, NAN])
    assert made.strongest[0].tolist() == [-1, 0, -1, -1, -1, 5, -1]


def test_what_passes_a_patch_between_others_is_told():
    labels = np.array([[1, 0, 2, 0, 3]], np.int32)
    made = co.current_map(co.landscape_circuit(labels, surface(np.ones((1, 5)))), all_pairs(labels))
    assert made.patches["through_a"].tolist() == pytest.approx([0.0, 1.0, 0.0])


def test_no_pairs_are_no_current():
    made = co.current_map(co.landscape_circuit(*row_of(1, 1, 1)), [])
    assert made.cumulative.values[0, 1] == 0.0
    assert made.pairs.empty


@pytest.mark.parametrize(
    ("pairs", "weights", "words"),
    [
        ([(1, 1)], None, "pair 1-1"),
        ([(1, 2), (2, 1)], None, "pair 1-2 twice"),
        ([(1, 3), (0, 2)], None, "pair 1-3; the pair 0-2"),
        ([(1, 2)], [NAN], "weights below 0 or infinite"),
        ([(1, 2)], [1.0, 2.0], "2 weights for 1 pairs"),
    ],
)
def test_faulty_pairs_are_named(pairs, weights, words):
    with pytest.raises(TableError, match=words):
        co.current_map(co.landscape_circuit(*row_of(1, 1, 1)), pairs, weights=weights)


def test_a_faulty_landscape_is_refused():
    with pytest.raises(TableError, match="patch 2 has no cell that can be passed"):
        co.landscape_circuit(*row_of(1, 1, NAN))
    with pytest.raises(TableError, match=r"resistance 0\.5 in row 0, column 1 \(2 cells in all\)"):
        co.landscape_circuit(*row_of(1, 0.5, math.inf, 1))
    with pytest.raises(TableError, match="no patches"):
        co.landscape_circuit(np.zeros((1, 3), np.int32), row_of(1, 1, 1)[1])
    with pytest.raises(GridError):
        co.landscape_circuit(np.zeros((2, 3), np.int32), row_of(1, 1, 1)[1])


def test_too_large_is_refused_with_the_number():
    with pytest.raises(ParamError, match=r"4000000 cells with superlu: about 12 GB"):
        circuit_cost(4_000_000, 20, co.CircuitParams(solver="superlu"))
    with pytest.raises(ParamError, match=r"at most memory_gb = 0\.05 GB"):
        circuit_cost(1_000_000, 2, co.CircuitParams(memory_gb=0.05))


def test_what_does_not_close_is_an_error(monkeypatch):
    monkeypatch.setattr(circuits_solve, "_direct", lambda *_: lambda right: right * 1e-3)
    with pytest.raises(ParamError, match=r"the equations do not close: residual .* with superlu"):
        co.effective_resistance(co.landscape_circuit(*row_of(1, 1, 1)), [(1, 2)])


class Stops:
    def __init__(self, after):
        self.after, self.told = after, []

    def update(self, fraction, message):
        self.told.append((fraction, message.en))

    def cancelled(self):
        return len(self.told) > self.after


def test_progress_is_told_and_a_stop_heard():
    labels, resistance = random_landscape(np.random.default_rng(8), 12, 12, 5)
    circuit = co.landscape_circuit(labels, resistance)
    patient = Stops(math.inf)
    co.current_map(circuit, all_pairs(labels), progress=patient)
    fractions = [fraction for fraction, _ in patient.told]
    assert fractions == sorted(fractions)
    assert "equations solved" in patient.told[0][1]
    with pytest.raises(Cancelled):
        co.current_map(circuit, all_pairs(labels), progress=Stops(2))
