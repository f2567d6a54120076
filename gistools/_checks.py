"""Checks at the public doors: is a value of the kind that a step takes, and do values belong together."""

from __future__ import annotations

from gistools.errors import MixedValuesError, WrongKindError
from gistools.text import Text


def require_kind(value: object, kind: type, name: str) -> None:
    """Raise `WrongKindError` when ``value`` is not a ``kind``.

    >>> require_kind(3, int, "count")
    """
    if isinstance(value, kind):
        return
    given = type(value).__name__
    if isinstance(getattr(value, "value", None), kind):
        mend = Text("giv værdien i den: .value", "give the value in it: .value")
    else:
        mend = Text(f"giv en {kind.__name__}", f"give a {kind.__name__}")
    raise WrongKindError(
        Text(f"{name} er en {given}", f"{name} is a {given}"),
        Text(f"en {kind.__name__}", f"a {kind.__name__}"),
        mend,
    )


def require_same_terrain(key: str, other: str, what: Text) -> None:
    """Raise `MixedValuesError` when two values were made from different conditioned terrain."""
    if key != other:
        raise MixedValuesError(
            Text(f"{what.da} fra et andet terræn", f"{what.en} of another terrain"),
            Text("værdier af det samme tilpassede terræn", "values made from the same conditioned terrain"),
            Text(
                "kør trinnene igen i rækkefølge: condition, route_flow, find_bluespots, net_runoff, run_event",
                "run the steps again in order: condition, route_flow, find_bluespots, net_runoff, run_event",
            ),
        )
