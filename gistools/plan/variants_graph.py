"""The graph of plan variants (graf over varianter): damage that remains against what has been built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.floodcost.works import ORE
from gistools.graph import Axis, Graph, Line, Mark, Role
from gistools.plan.variants_order import Standing
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.plan.variants_compare import ComparedVariants
    from gistools.plan.variants_order import BuildOrder

_ROLES = (Role.TODAY, Role.FUTURE, Role.OTHER, Role.FURTHER, Role.COST, Role.BENEFIT)
_MILLION = 1e6
_MONEY = Text("mio. kr. i nutidsværdi", "million DKK, present value")
_HOW = Text(
    "Hvert mærke er et tiltag mere, det mest værd for hver krone først. En variant under den grå linje sparer mere, "
    "end den koster; falder dens linje stejlere end den grå, betaler tiltaget sig; stiger den, gør tiltaget skade.",
    "Each marker is one more measure, the most worth for each krone first. A variant below the grey line saves more "
    "than it costs; where its line falls more steeply than the grey one, the measure pays; where it rises, it does "
    "harm.",
)
_EVEN = Text("lige så meget sparet som brugt", "as much saved as spent")
_CROPPED = Text("Den lodrette akse begynder ikke ved 0", "The upright axis does not begin at 0")
_ROOM = 0.08  # of what is shown, above and below it on a cropped axis


def variant_graph(
    made: ComparedVariants,
    orders: Mapping[int, BuildOrder],
    *,
    notes: Sequence[Text] = (),
    stamps: Sequence[Text] = (),
) -> Graph:
    """Return the damage that remains over the horizon against the cost so far, a line for each variant.

    Both are present values, so that 1:1 is where a measure just pays. Shown are the six variants of largest net present
    value; one without a build order is a straight line. A star is where an order stops.
    """
    ranked = sorted(range(1, len(made.valued)), key=lambda k: (-made.valued[k].npv, k))
    shown = sorted(ranked[: len(_ROLES)])
    lines = []
    stops: dict[tuple[float, float], list[str]] = {}
    for role, place in zip(_ROLES, shown, strict=False):
        one, order = made.valued[place], orders.get(place)
        start = round(one.present_dkk * ORE)
        whole = Standing(one.cost, one.npv + one.cost)
        built = [s.after for s in order.steps] if order else [whole]
        points = [(0, start), *((s.cost, start - s.saved) for s in built if s is not None)]
        cost, left = (np.array(side, np.float64) / ORE / _MILLION for side in zip(*points, strict=True))
        name = Text(one.name, one.name)
        lines.append(Line(name, np.maximum.accumulate(cost), left, role))
        stop = [s.after for s in order.paying if s.after is not None] if order else []
        if order and stop and len(order.paying) < len(order.steps):
            at = stop[-1].cost / ORE / _MILLION, (start - stop[-1].saved) / ORE / _MILLION
            stops.setdefault(at, []).append(one.name)
    marks = [Mark(x, y, _stop(names, len(shown)), Role.BEST) for (x, y), names in stops.items()]
    low, high = min(float(one.y.min()) for one in lines), max(float(one.y.max()) for one in lines)
    room = _ROOM * (high - low)
    limits = (low - room, high + room) if low > 0.0 and 0.0 < 2.0 * room < low else None
    end = max(float(one.x.max()) for one in lines)
    lines += _even(max(float(one.y[0]) for one in lines), end, 0.0 if limits is None else limits[0])
    hidden = len(made.variants.variants) - len(shown)
    told = [
        Text(
            f"{counted(hidden, 'variant er', 'varianter er')} ikke tegnet",
            f"{counted(hidden, 'variant is', 'variants are')} not drawn",
        )
    ]
    year = made.economy.model.price_year
    return Graph(
        Text("Hvad får vi for pengene?", "What do we get for the money?"),
        _HOW,
        Axis(Text("Brugt på tiltag", "Spent on measures"), _MONEY),
        Axis(Text("Skade, der er tilbage", "Damage that remains"), _MONEY, limits=limits),
        tuple(lines),
        tuple(marks),
        (),
        (
            Text(f"Priser fra {year}", f"Prices of {year}"),
            *(() if limits is None else (_CROPPED,)),
            *(told if hidden else ()),
            *notes,
        ),
        tuple(stamps),
    )


def _stop(names: Sequence[str], count: int) -> Text:
    """Return what stands at the place where the order of some variants stops."""
    told = "" if len(names) == count else f" ({', '.join(names)})"
    return Text(f"stop: resten betaler sig ikke{told}", f"stop: the rest does not pay{told}")


def _even(start: float, end: float, low: float) -> list[Line]:
    """Return the line on which as much is saved as is spent, as far as it is on the graph."""
    far = min(end, start - low)
    if far <= 0.0:
        return []
    return [Line(_EVEN, np.array([0.0, far]), np.array([start, start - far]), Role.ALLOWED, points=())]
