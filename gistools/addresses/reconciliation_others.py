"""What changed in the register since, and not by us (andres ændringer)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.addresses.keying_changes import same_value
from gistools.addresses.keying_form import DERIVED, KEYED, OTHERS_COLUMNS, column_of, form_of, has_status
from gistools.addresses.keying_steps import World
from gistools.addresses.keying_words import Names, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_ground import KeyingGround


def changes_of_others(
    before: KeyingGround,
    after: KeyingGround,
    ours: Mapping[Key, AbstractSet[str]],
    names: Names,
    tolerance_m: float,
) -> pd.DataFrame:
    """Return what is otherwise than it was and was not sent, `gistools.addresses.keying_form.OTHERS_COLUMNS`.

    Parameters
    ----------
    before, after:
        The registers at both moments; objects of which one has no table are left out.
    ours:
        By object and id of the register, columns that were sent; ``""`` for what was made or ended by us.
    names:
        What objects are called in the register as it is seen.
    tolerance_m:
        Within which shapes are the same.
    """
    rows = [row for name in KEYED if before.holds(name) and after.holds(name)
            for row in _of_object(name, before, after, ours, tolerance_m)]  # fmt: skip
    was = Names(World(before, {}))
    called = [
        [kind, *key, (was if kind == "gone" else names).of(key), column,
         column_of(key[0], column).aliases[0] if column else "", shown(was, key, column, old),
         shown(names, key, column, new)] for kind, key, column, old, new in rows
    ]  # fmt: skip
    return pd.DataFrame(called, columns=list(OTHERS_COLUMNS))


_Row = tuple[str, "Key", str, object, object]


def _of_object(
    name: str, before: KeyingGround, after: KeyingGround, ours: Mapping[Key, AbstractSet[str]], tolerance_m: float
) -> Iterator[_Row]:
    old_ids, new_ids = (one.column(name, "object_id") for one in (before, after))
    for kind, ids, others in (("new", new_ids, old_ids), ("gone", old_ids, new_ids)):
        for one in sorted(set(ids) - set(others)):
            if "" not in ours.get((name, one), ()):
                yield kind, (name, one), "", "", ""
    both = [one for one in sorted(new_ids) if one in old_ids or (name, one) in ours]
    columns = [one.name for one in form_of(name).columns if (name, one.name) not in DERIVED]
    for column in [*columns, *(["status"] if has_status(name) else [])]:
        old = [_value(before, (name, one), column) for one in both]
        new = [_value(after, (name, one), column) for one in both]
        for k in _differing(old, new):
            key = name, both[k]
            if column not in ours.get(key, ()) and not same_value(old[k], new[k], tolerance_m):
                yield "changed", key, column, old[k], new[k]


def _value(ground: KeyingGround, key: Key, column: str) -> Any:  # noqa: ANN401 - a cell of any kind
    return ground.status(key) if column == "status" else ground.value(key, column)


def _differing(old: list[Any], new: list[Any]) -> list[int]:
    """Return where two columns are not written the same, to be looked at one by one."""
    cells = [np.empty(len(old), dtype=object) for _ in range(2)]
    for made, given in zip(cells, (old, new), strict=True):
        made[:] = given
        shapes = shapely.is_geometry(made)
        made[shapes] = shapely.to_wkb(made[shapes])
    return [k for k, (one, other) in enumerate(zip(*cells, strict=True)) if one is not other and one != other]
