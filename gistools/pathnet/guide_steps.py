"""The instructions (anvisninger) of a route: where to begin, where to turn, how far, and what is met on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gistools.pathnet.guide_seen import COMPASS, Way, choice, compass, goes_on, outset, turn_of
from gistools.pathnet.guide_words import clean, exact_metres, name_of
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    import shapely

    from gistools.pathnet.guide_seen import Seen
    from gistools.pathnet.search import Route
    from gistools.pathnet.slopes import Slopes

_STEEP = 25.0  # per mille, above which a slope is told
_THERE_M = 2.0  # a goal this near the path is on it
_AHEAD = 30.0  # degrees from straight on within which a goal lies ahead


@dataclass(frozen=True)
class Note:
    """What is met on the way (bemærkning).

    Parameters
    ----------
    at_m:
        From the beginning of the route.
    kind:
        ``name``, ``surface``, ``slope``, ``kerb``, ``steps``, ``crossing``, ``structure``, ``pavement``, ``bench``.
    text:
        What is said.
    """

    at_m: float
    kind: str
    text: Text


@dataclass(frozen=True)
class Step:
    """An instruction (anvisning), with what is met before the next.

    Parameters
    ----------
    number:
        From 1.
    text:
        What to do where it begins, and how far to go: sufficient by itself.
    begin_m, length_m:
        From the beginning of the route, and how far to go, in metres.
    seconds:
        How long that takes by the profile.
    junctions:
        How many junctions are passed straight on.
    legs:
        The first step of the `Route` and the one after the last.
    notes:
        What is met, in order.
    """

    number: int
    text: Text
    begin_m: float
    length_m: float
    seconds: float
    junctions: int
    legs: tuple[int, int]
    notes: tuple[Note, ...] = field(default=())


def route_steps(
    seen: Seen, route: Route, *, goal: shapely.Point | None = None, seconds: np.ndarray | None = None
) -> tuple[Step, ...]:
    """Return the instructions of a route.

    One who knows only their text and what can be seen at each junction (a place where at least three ways meet)
    reaches the goal: at a place where two ways meet one goes on; at junctions that are passed one goes on straight; at
    the junction after those the next instruction holds; at the end the metres tell where to stop.

    Parameters
    ----------
    goal:
        The point that is sought, beside the route's end.
    seconds:
        float64 of the route's steps: how long each takes.

    >>> import shapely
    >>> from gistools.pathnet import Search, assemble, attach_points
    >>> lines = [shapely.LineString(one) for one in ([(0, 0), (0, 50)], [(0, 50), (-40, 50)], [(0, 50), (40, 60)])]
    >>> network = assemble(lines, [0, 1, 1], [1, 2, 3], {"name": ["Birkestien", "Elmestien", ""]})
    >>> ends = attach_points(network, shapely.points([[0, 10], [-30, 50]]), max_m=1.0)
    >>> route = Search.whole(network).route(ends[0], ends[1])
    >>> from gistools.pathnet.guide_seen import Seen
    >>> for step in route_steps(Seen(network, np.ones(3, bool)), route):
    ...     print(step.text.en)
    Start: go north along Birkestien. Go 40 m.
    At the next junction: turn left along Elmestien. Go 30 m. You are there.
    """
    network = seen.network
    lengths = np.abs(route.end_m - route.begin_m)
    took = np.zeros(lengths.size) if seconds is None else seconds
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    ways = [Way(e, a) for e, a in zip(route.edge.tolist(), route.along.tolist(), strict=True)]
    begins: list[tuple[int, Text | None]] = [(0, _first(seen, ways[0], float(route.begin_m[0])))]
    passed = [0]
    for k in range(1, len(ways)):
        came = ways[k - 1]
        node = int(network.v[came.edge] if came.along else network.u[came.edge])
        if not seen.is_junction(node):
            continue
        heading = seen.arrival(came)
        out = [one for one in seen.ways(node) if one != Way(came.edge, not came.along) and one != ways[k]]
        if goes_on(heading, seen.course(ways[k]), [seen.course(one) for one in out]):
            passed[-1] += 1
        else:
            begins.append((k, choice(seen, heading, ways[k], out)))
            passed.append(0)
    made = []
    for number, ((k, act), count) in enumerate(zip(begins, passed, strict=True), 1):
        end = begins[number][0] if number < len(begins) else len(ways)
        metres = float(reached[end] - reached[k])
        ending = _there(seen, route, goal) if end == len(ways) else Text("", "")
        along = name_of(network.edges.iloc[ways[k].edge])
        text = _sentence(act, along, metres, count, first=number == 1, ending=ending)
        made.append(
            Step(number, text, float(reached[k]), metres, float(took[k:end].sum()), count, (k, end)),
        )
    return tuple(made)


def _first(seen: Seen, way: Way, begin_m: float) -> Text:
    """Return in which direction to begin."""
    network = seen.network
    length = float(network.length_m[way.edge])
    if begin_m not in (0.0, length):
        return outset(seen, way, [Way(way.edge, not way.along)], begin_m)
    node = int(network.u[way.edge] if begin_m == 0.0 else network.v[way.edge])
    return outset(seen, way, [one for one in seen.ways(node) if one != way], None)


def _sentence(act: Text | None, along: Text, length: float, junctions: int, *, first: bool, ending: Text) -> Text:
    if first and length == 0.0:
        return Text(f"Start: der er ingen sti at følge. {ending.da}", f"Start: there is no path to follow. {ending.en}")
    told = act or Text("", "")
    at = Text("Start", "Start") if first else Text("Ved næste kryds", "At the next junction")
    far = exact_metres(length)
    past = Text("", "")
    if junctions:
        past = Text(
            f", ligeud ved {junctions} kryds",
            f", straight on at {junctions} junction{'s' if junctions > 1 else ''}",
        )
    return Text(
        f"{at.da}: {told.da} ad {along.da}. Fortsæt {far.da}{past.da}. {ending.da}".strip(),
        f"{at.en}: {told.en} along {along.en}. Go {far.en}{past.en}. {ending.en}".strip(),
    )


def _there(seen: Seen, route: Route, goal: shapely.Point | None) -> Text:
    """Return the words for the end of the route: that one is there, or on which side the goal lies and how far."""
    edge, end = int(route.edge[-1]), float(route.end_m[-1])
    spot = seen.network.edges.geometry.iloc[edge].interpolate(end)
    if goal is None or spot.distance(goal) <= _THERE_M:
        return Text("Du er fremme.", "You are there.")
    course, far = float(np.degrees(np.arctan2(goal.x - spot.x, goal.y - spot.y))), exact_metres(spot.distance(goal))
    if route.length_m == 0.0:  # nobody arrives, so nobody has a left and a right
        point = COMPASS[compass(course % 360.0)]
        return Text(f"Målet ligger {far.da} mod {point.da}.", f"The goal lies {far.en} to the {point.en}.")
    turn = turn_of(seen.arrival(Way(edge, bool(route.along[-1])), end), course)
    if abs(turn) <= _AHEAD:
        return Text(f"Målet ligger {far.da} længere fremme.", f"The goal lies {far.en} further ahead.")
    hand = Text("højre", "right") if turn > 0.0 else Text("venstre", "left")
    return Text(f"Målet ligger {far.da} til {hand.da}.", f"The goal lies {far.en} to the {hand.en}.")


def with_notes(steps: tuple[Step, ...], notes: list[Note]) -> tuple[Step, ...]:
    """Return the steps, each with the notes that lie on it, in order."""
    made = []
    for k, step in enumerate(steps):
        last = k == len(steps) - 1
        end = step.begin_m + step.length_m
        mine = [one for one in notes if step.begin_m <= one.at_m and (one.at_m < end or last)]
        mine = [one for one in mine if one.kind != "name" or one.at_m > step.begin_m]  # the text says the first
        made.append(
            Step(
                step.number, step.text, step.begin_m, step.length_m, step.seconds, step.junctions, step.legs,
                tuple(sorted(mine, key=lambda one: one.at_m)),
            )
        )  # fmt: skip
    return tuple(made)


def route_notes(seen: Seen, route: Route, surface_words: Callable[[str], Text]) -> list[Note]:
    """Return what is met along a route, as far as it is known: names, surfaces, steps, kerbs, bridges, crossings."""
    network, made = seen.network, []
    edges = network.edges.iloc[route.edge]
    lengths = np.abs(route.end_m - route.begin_m)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])[:-1]
    before = None
    for k, (_, edge) in enumerate(edges.iterrows()):
        at = float(reached[k])
        if k:
            made += _crossings(seen, route, k, at)
        if before is not None and clean(edge["name"]) != clean(before["name"]):
            said = name_of(edge)
            made.append(Note(at, "name", Text(f"Herfra: {said.da}", f"From here: {said.en}")))
        surface = str(edge["surface"])
        if surface != "unknown" and (before is None or surface != str(before["surface"])):
            said = surface_words(surface)
            made.append(Note(at, "surface", Text(f"Belægning: {said.da}", f"Surface: {said.en}")))
        if before is None or edge["feature"] != before["feature"] or edge["source"] != before["source"]:
            made += _met(edge, at, before)
        before = edge
    return made


def _met(edge: pd.Series, at: float, before: pd.Series | None) -> list[Note]:
    """Return what is met on an edge of its own."""
    made: list[Note] = []
    get = edge.get
    if get("steps") == "yes":
        ramp = get("ramp") == "yes"
        made.append(
            Note(
                at,
                "steps",
                Text("Trappe med rampe ved siden af", "Steps with a ramp beside them")
                if ramp
                else Text("Trappe", "Steps"),
            )
        )
    kerb = float(edge["kerb_cm"])
    if kerb > 0.0 and (before is None or kerb != float(before["kerb_cm"])):
        said = f"{kerb:g}"
        made.append(
            Note(at, "kerb", Text(f"Kantsten på op til {said.replace('.', ',')} cm", f"Kerb of up to {said} cm"))
        )
    words = {"bridge": Text("Bro", "Bridge"), "tunnel": Text("Tunnel", "Tunnel")}
    if get("structure") in words:
        made.append(Note(at, "structure", words[str(get("structure"))]))
    if get("way_type") == "road" and get("pavement") == "no":
        made.append(Note(at, "pavement", Text("Vej uden fortov", "Road without a pavement")))
    return made


def _crossings(seen: Seen, route: Route, k: int, at: float) -> list[Note]:
    """Return the note of a road that is crossed where a step of the route begins: it goes on to both sides."""
    network = seen.network
    came, goes = (Way(int(route.edge[i]), bool(route.along[i])) for i in (k - 1, k))
    node = int(network.v[came.edge] if came.along else network.u[came.edge])
    heading = seen.arrival(came)
    out = turn_of(heading, seen.course(goes))
    sides: dict[bool, list[int]] = {True: [], False: []}
    for one in seen.ways(node):
        if one in (goes, Way(came.edge, not came.along)):
            continue
        if network.edges["way_type"].iloc[one.edge] in ("road", "motor_road"):
            turn = turn_of(heading, seen.course(one))
            sides[(turn - out) % 360.0 < (180.0 - out) % 360.0].append(one.edge)
    if not (sides[True] and sides[False]):
        return []
    names = [clean(network.edges["name"].iloc[e]) for e in (*sides[True], *sides[False])]
    name = next((one for one in names if one), "")
    speeds = network.edges["speed_kmh"].iloc[[*sides[True], *sides[False]]].dropna()
    said = Text(f"Kryds {name or 'en vej'}", f"Cross {name or 'a road'}")
    if len(speeds):
        fast = f"{speeds.max():g}"
        said = Text(f"{said.da} ({fast} km/t)", f"{said.en} ({fast} km/h)")
    return [Note(at, "crossing", said)]


def slope_notes(route: Route, slopes: Slopes | None) -> list[Note]:
    """Return the steepest rise and fall of each edge of a route where it is above 25 per mille (a choice)."""
    if slopes is None:
        return []
    made = []
    lengths = np.abs(route.end_m - route.begin_m)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])[:-1]
    for at, edge, along in zip(reached.tolist(), route.edge.tolist(), route.along.tolist(), strict=True):
        up, down = float(slopes.up_permille[edge]), float(slopes.down_permille[edge])
        rise, fall = (up, down) if along else (down, up)
        for value, name in ((rise, Text("Op ad bakke", "Uphill")), (fall, Text("Ned ad bakke", "Downhill"))):
            if value > _STEEP:
                made.append(
                    Note(at, "slope", Text(f"{name.da}, op til {value:.0f} ‰", f"{name.en}, up to {value:.0f} ‰"))
                )
    return made
