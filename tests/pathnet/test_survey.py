"""What to survey first: the best choice where all can be tried, and never more than it elsewhere."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet import Passable, one_profile
from gistools.pathnet import survey as module
from gistools.pathnet.judge import passable
from gistools.pathnet.survey import survey_first
from tests.pathnet.made import network, random_network

CHAIR = one_profile("wheelchair")


def judged(net, answer, profile=CHAIR, backward=None, reasons=None):
    answer = np.asarray(answer, np.int8)
    back = answer if backward is None else np.asarray(backward, np.int8)
    told = pd.DataFrame() if reasons is None else reasons
    return Passable(profile, answer, back, net.length_m, net.length_m, told)


def chain(*answers):
    """Return edges of 1 m in a row, and what is answered of them."""
    net = network(*[(k, 0, k + 1, 0) for k in range(len(answers))])
    return net, judged(net, answers)


def held(net, answer, weight, core, extra=()):
    """Return the weight that hangs together with a node by edges that pass and some more."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(len(net.nodes)))
    graph.add_edges_from((net.u[e], net.v[e]) for e in range(len(net.edges)) if answer[e] == 1 or e in extra)
    return sum(weight[node] for node in nx.node_connected_component(graph, core))


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_the_choice_is_the_best_of_all_choices_and_no_smaller_one_is_as_good(seed, most):
    net, _, rng = random_network(seed, most=9)
    answer = rng.choice([-1, 0, 1], len(net.edges), p=[0.15, 0.65, 0.2]).astype(np.int8)
    weight = rng.integers(0, 6, len(net.nodes)).astype(float)
    core = int(rng.integers(len(net.nodes)))
    made = survey_first(net, judged(net, answer), weight, most=most, core=core)
    maybe = np.flatnonzero(answer == 0).tolist()
    start = held(net, answer, weight, core)
    best, fewest = start, 0
    for size in range(1, most + 1):
        for chosen in itertools.combinations(maybe, size):
            total = held(net, answer, weight, core, chosen)
            if total > best:
                best, fewest = total, size
    chosen = (made.edges.edge_id - 1).tolist()
    assert made.exact
    assert made.core_weight == start
    assert held(net, answer, weight, core, chosen) == best
    assert len(chosen) == fewest
    assert made.reachable_weight == held(net, answer, weight, core, maybe)
    if chosen:
        assert made.edges.total_weight.iloc[-1] == best
        assert made.edges.survey_rank.tolist() == list(range(1, len(chosen) + 1))
        got = start + made.edges.drop_duplicates("survey_step").joined_weight.sum()
        assert got == best
    for row in made.edges.itertuples():
        others = [e for e in maybe if e != row.edge_id - 1]
        assert row.lost_weight == made.reachable_weight - held(net, answer, weight, core, others)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_steps_beyond_what_can_be_tried_join_what_they_say_and_never_more_than_the_best(seed, most):
    net, _, rng = random_network(seed, most=12)
    answer = rng.choice([-1, 0, 1], len(net.edges), p=[0.1, 0.7, 0.2]).astype(np.int8)
    weight = rng.integers(0, 6, len(net.nodes)).astype(float)
    best = survey_first(net, judged(net, answer), weight, most=most)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "_EXACT", -1)
        made = survey_first(net, judged(net, answer), weight, most=most)
    chosen = (made.edges.edge_id - 1).tolist()
    assert len(chosen) <= most
    assert len(set(chosen)) == len(chosen)
    assert (answer[chosen] == 0).all()
    total = made.edges.total_weight.iloc[-1] if chosen else made.core_weight
    assert total <= (best.edges.total_weight.iloc[-1] if len(best.edges) else best.core_weight)
    sums = [held(net, answer, weight, n, chosen) for n in range(len(net.nodes))]
    assert total in sums
    assert made.reachable_weight == best.reachable_weight
    if most >= (answer == 0).sum():
        assert total == made.reachable_weight


def test_lost_is_what_lies_behind_an_edge_and_nothing_where_there_is_another_way():
    net = network((0, 0, 1, 0), (1, 0, 2, 0), (2, 0, 2, 1), (2, 1, 1, 0), (2, 0, 3, 0))
    made = survey_first(net, judged(net, [1, 0, 0, 0, 0]), np.ones(len(net.nodes)))
    lost = dict(zip(made.edges.edge_id, made.edges.lost_weight, strict=True))
    assert lost[5] == 1.0
    assert {lost[e] for e in lost if e != 5} == {0.0}


def test_an_unknown_edge_beside_a_sure_one_decides_nothing():
    net = network((0, 0, 1, 0), (0, 0, 0.5, 1, 1, 0))
    assert survey_first(net, judged(net, [1, 0])).edges.empty


def test_of_two_side_by_side_the_one_with_fewer_questions_is_asked_then_the_shorter():
    net = network((0, 0, 9, 0), (0, 0, 5, 5, 9, 0), (9, 0, 20, 0), way_type=["path"] * 3)
    plain = survey_first(net, judged(net, [0, 0, 1]))
    assert plain.edges.edge_id.tolist() == [1]
    reasons = pd.DataFrame({"edge_id": [1, 1, 2], "rule": ["width", "kerb", "width"], "verdict": ["unknown"] * 3})
    assert survey_first(net, judged(net, [0, 0, 1], reasons=reasons)).edges.edge_id.tolist() == [2]


def test_one_way_for_bicycles_counts_by_the_way_it_is_open():
    net = network((0, 0, 5, 0), (5, 0, 9, 0), oneway=[1, 0])
    cycle = judged(net, [0, 1], one_profile("cycling"), backward=[-1, 1])
    assert survey_first(net, cycle).edges.edge_id.tolist() == [1]
    assert survey_first(net, judged(net, [0, 1], backward=[-1, 1])).edges.empty


def test_metres_are_what_counts_where_nothing_else_is_given():
    net, answers = chain(1, 1, 0, 1)
    made = survey_first(net, answers)
    assert (made.core_weight, made.reachable_weight) == (2.5, 4.0)
    assert made.edges[["edge_id", "joined_weight", "lost_weight"]].values.tolist() == [[3, 1.5, 1.5]]


def test_a_long_unknown_network_is_surveyed_from_its_core_outwards():
    rng = np.random.default_rng(5)
    grid = [(x, y, x + 1, y) for x in range(25) for y in range(25)] + [
        (x, y, x, y + 1) for x in range(25) for y in range(25)
    ]
    net = network(*grid)
    made = survey_first(
        net, judged(net, np.zeros(len(grid))), rng.integers(1, 9, len(net.nodes)).astype(float), most=15
    )
    assert not made.exact
    assert len(made.edges) == 15
    graph = nx.Graph()
    graph.add_edges_from((net.u[e - 1], net.v[e - 1]) for e in made.edges.edge_id)
    assert nx.is_tree(graph)


def test_nothing_unknown_and_nothing_at_all():
    net, answers = chain(1, -1, 1)
    assert survey_first(net, answers).edges.empty
    assert survey_first(net, answers).exact
    empty = network()
    assert survey_first(empty, passable(empty, CHAIR)).reachable_weight == 0.0
