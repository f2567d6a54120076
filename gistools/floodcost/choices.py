"""What can be chosen where annual risk rests on an assumption; loads no numeric library."""

from __future__ import annotations

import enum
from typing import TypeVar

from gistools.errors import ParamError
from gistools.text import Text

Choice = TypeVar("Choice", bound=enum.StrEnum)


class Head(enum.StrEnum):
    """How often rains come that are smaller than the shortest return period of the rain table tells."""

    HOLD = "hold"
    LOG_LINEAR = "log-linear"


class Tail(enum.StrEnum):
    """How often rains come that are larger than the longest return period of the rain table tells."""

    NONE = "none"
    HOLD = "hold"
    LOG_LINEAR = "log-linear"


class MapMethod(enum.StrEnum):
    """How damage is integrated between maps of some return periods."""

    TRAPEZOID = "trapezoid"
    LOG_LINEAR = "log-linear"


class MapTail(enum.StrEnum):
    """What damage is beyond the map of the longest return period."""

    NONE = "none"
    FLAT = "flat"
    LOG_LINEAR = "log-linear"


HEAD_LABELS = {
    Head.HOLD: Text(
        "Som den korteste gentagelsesperiode (nedre grænse)", "As the shortest return period (lower bound)"
    ),
    Head.LOG_LINEAR: Text("Linjen for dybde mod ln T forlænges", "Extend the line of depth against ln T"),
}
TAIL_LABELS = {
    Tail.NONE: Text("Kommer aldrig (nedre grænse)", "As if they never came (lower bound)"),
    Tail.HOLD: Text("Som den længste gentagelsesperiode (øvre grænse)", "As the longest return period (upper bound)"),
    Tail.LOG_LINEAR: Text("Linjen for dybde mod ln T forlænges", "Extend the line of depth against ln T"),
}
METHOD_LABELS = {
    MapMethod.TRAPEZOID: Text("Trapez: skade lineær i hyppighed", "Trapezoid: damage linear in the rate"),
    MapMethod.LOG_LINEAR: Text("Log-lineær: skade lineær i ln af hyppighed", "Log-linear: damage linear in ln rate"),
}
MAP_TAIL_LABELS = {
    MapTail.NONE: Text("Ingen skade tælles med (for lavt)", "No damage is counted (too little)"),
    MapTail.FLAT: Text("Skade som på det sjældneste kort", "Damage as on the rarest map"),
    MapTail.LOG_LINEAR: Text("Skaden vokser videre med ln T", "Damage grows on as ln T"),
}


def chosen(kind: type[Choice], value: str, name: str) -> Choice:
    """Return a choice by its name.

    Raises
    ------
    ParamError
        For a name that is none.

    >>> chosen(Tail, "log-linear", "tail")
    <Tail.LOG_LINEAR: 'log-linear'>
    """
    known = [one.value for one in kind]
    if value in known:
        return kind(value)
    listed = ", ".join(known)
    raise ParamError(
        Text(f"{name} = {value!r}", f"{name} = {value!r}"),
        Text(f"ét af: {listed}", f"one of: {listed}"),
        Text("vælg et af dem", "choose one of them"),
    )
