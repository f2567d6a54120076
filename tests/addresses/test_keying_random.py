"""Random plans on random registers: a toy register takes the keying list, and there is one where any order works."""

from __future__ import annotations

import copy

from hypothesis import given, note, settings
from hypothesis import strategies as st

from gistools.addresses import keying_list
from gistools.addresses.keying_changes import read_planned
from gistools.addresses.keying_ground import KeyingGround
from gistools.addresses.keying_world import make_world
from tests.addresses.keying_cases import register_of, worlds
from tests.addresses.toy_dar import RefusedError, ToyDar


def some_order(toy, chains):
    """Return whether the steps of some chains can be done in any order at all: all are tried."""
    seen = set()

    def done(state, places):
        if places in seen:
            return False
        seen.add(places)
        if all(place == len(chain) for place, chain in zip(places, chains, strict=True)):
            return True
        for k, chain in enumerate(chains):
            if places[k] < len(chain):
                then = copy.deepcopy(state)
                try:
                    then.do(chain[places[k]])
                except RefusedError:
                    continue
                if done(then, (*places[:k], places[k] + 1, *places[k + 1 :])):
                    return True
        return False

    return done(toy, (0,) * len(chains))


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_a_register_that_refuses_disorder_takes_the_list_and_holds_the_plan_then(world, random):
    objects, changes = world
    register = register_of(objects)
    made = keying_list(register, changes)
    toy = ToyDar(register.tables)
    for action in made.actions:
        toy.do(action.step)
    out = {one.key for one in made.conflicts}
    planned = {key: dict(told) for key, told in objects.items()}
    for change in changes:
        if change.key not in out:
            planned.setdefault(change.key, {}).update(change.after)
    moved = {action.key for action in made.actions if action.key[0] == "point" and action.step.owners}
    for key, told in planned.items():
        for column, value in told.items():
            if not (key in moved and column == "status"):
                assert (toy.objects[key].get(column) or "") == value, (key, column)
    assert set(toy.objects) == set(planned)
    mixed = list(changes)
    random.shuffle(mixed)
    rows = {name: table.sample(frac=1, random_state=random.randint(0, 99)).reset_index(drop=True)
            for name, table in register.tables.items()}  # fmt: skip
    again = keying_list(type(register)(rows), mixed)
    assert again.to_frame().equals(made.to_frame())
    assert again.fields_frame().equals(made.fields_frame())
    assert again.conflicts_frame().equals(made.conflicts_frame())


@given(worlds())
@settings(max_examples=25)
def test_there_is_a_conflict_where_no_order_at_all_would_be_taken_and_nowhere_else(world):
    objects, changes = world
    register = register_of(objects)
    made = keying_list(register, changes)
    note(made.conflicts_frame()[["conflict_kind", "object_id", "what_en"]].to_string())
    chains = [chain.steps for chain in make_world(KeyingGround(register), read_planned(changes)).chains.values()]
    assert bool(made.conflicts) != some_order(ToyDar(register.tables), chains)
