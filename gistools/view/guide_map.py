"""The map of a guide as SVG within its page: what is around, the way by what is known of it, and its steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely
from markupsafe import escape

from gistools.pathnet.guide_outputs import STATES, usable
from gistools.styles.columns_paths_guide import WAY_STATES
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gistools.pathnet.guide import GuideWay
    from gistools.pathnet.guide_sheet import GuideSheet
    from gistools.text import Language

__all__ = ["guide_map", "legend_of"]

_WIDE = 1000.0  # units of the picture across
_AREAS = {"buildings": "#d5d0c8", "lakes": "#b9dcf2"}
_LINES = {"streams": ("#6fb7e0", 3.0)}
_OTHER = ("#8f8f8f", 3.0)
_WAY = {"certain": ("#1b4f9c", ""), "unknown": ("#e08214", "22 12"), "blocked": ("#7f0000", "6 12")}
_WORDS = {
    "title": Text("Kort over vejen", "Map of the way"),
    "start": Text("Start", "Start"),
    "goal": Text("Mål", "Goal"),
    "paths": Text("andre stier og veje", "other paths and roads"),
    "step": Text("trin i anvisningen", "step of the instructions"),
}


def guide_map(sheet: GuideSheet, language: Language) -> str:
    """Return the map as an SVG element; what it shows is told in its title and description."""
    west, south, east, north = sheet.shown
    scale = _WIDE / (east - west)
    high = (north - south) * scale

    def path(shape: Any) -> str:  # noqa: ANN401 - any shape of shapely
        return "".join(_rings(shape, west, north, scale))

    made = [f'<path d="M0 0H{_WIDE:.0f}V{high:.0f}H0Z" fill="#fbfaf7"/>']
    for name, fill in _AREAS.items():
        if name in sheet.around:
            drawn = "".join(map(path, sheet.within(sheet.around[name].geometry.to_numpy())))
            made.append(f'<path d="{drawn}" fill="{fill}" fill-rule="evenodd"/>')
    for name, (colour, width) in _LINES.items():
        if name in sheet.around:
            drawn = "".join(map(path, sheet.within(sheet.around[name].geometry.to_numpy())))
            made.append(_line(drawn, colour, width))
    network = sheet.guide.network
    drawn = "".join(map(path, sheet.within(network.edges.geometry.to_numpy())))
    made.append(_line(drawn, *_OTHER))
    if sheet.guide.way is not None:
        made += _way(sheet, sheet.guide.way, path)
    for spot, word in ((sheet.guide.start, "start"), (sheet.guide.goal, "goal")):
        x, y = (spot.point.x - west) * scale, (north - spot.point.y) * scale
        made.append(_flag(x, y, _WORDS[word].say(language)))
    made.append(_bar(high, scale))
    told = escape(sheet.guide.sentence.say(language))
    title = escape(_WORDS["title"].say(language))
    return (
        f'<svg role="img" aria-labelledby="map-{language} maptext-{language}" viewBox="0 0 {_WIDE:.0f} {high:.0f}" '
        f'font-family="sans-serif" font-weight="bold"><title id="map-{language}">{title}</title>'
        f'<desc id="maptext-{language}">{told}</desc>{"".join(made)}</svg>'
    )


def _way(sheet: GuideSheet, way: GuideWay, path: Callable[[Any], str]) -> list[str]:
    """Return the way by what is known of it, and where its steps begin."""
    west, _, east, north = sheet.shown
    scale, network = _WIDE / (east - west), sheet.guide.network
    pieces = [
        (STATES.get(state, "certain"), path(one))
        for state, one in zip(way.states, way.route.pieces(network), strict=True)
        if one.geom_type == "LineString"
    ]
    made = [_line("".join(drawn for _, drawn in pieces), "#ffffff", 16.0)]
    made += [_line(drawn, _WAY[state][0], 9.0, _WAY[state][1]) for state, drawn in pieces]
    if usable(sheet.guide, 1):
        line = way.route.line(network)
        for step in way.steps[1:]:
            at = line.interpolate(step.begin_m)
            made.append(_mark((at.x - west) * scale, (north - at.y) * scale, str(step.number), 19.0))
    return made


def _rings(shape: Any, west: float, north: float, scale: float) -> Iterable[str]:  # noqa: ANN401 - any shape of shapely
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield _points(ring, west, north, scale) + "Z"
        elif part.geom_type in ("LineString", "LinearRing"):
            yield _points(part, west, north, scale)
        elif part.geom_type == "GeometryCollection":
            yield from _rings(part, west, north, scale)


def _points(line: Any, west: float, north: float, scale: float) -> str:  # noqa: ANN401 - a line of shapely
    return "M" + "L".join(
        f"{(x - west) * scale:.1f} {(north - y) * scale:.1f}" for x, y in shapely.get_coordinates(line).tolist()
    )


def _line(drawn: str, colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round"{dashed}/>'


def _mark(x: float, y: float, number: str, size: float) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" fill="#0b3d91" stroke="#ffffff" stroke-width="4"/>'
        f'<text x="{x:.1f}" y="{y + 8:.1f}" font-size="23" fill="#ffffff" text-anchor="middle">{number}</text>'
    )


def _flag(x: float, y: float, word: str) -> str:
    """Return the mark of start or goal: a square on its corner with its name, within the picture."""
    left = x > 0.8 * _WIDE
    at, anchor = (x - 22.0, "end") if left else (x + 22.0, "start")
    return (
        f'<path d="M{x:.1f} {y - 17:.1f}l17 17l-17 17l-17 -17z" fill="#111111" stroke="#ffffff" stroke-width="4"/>'
        f'<text x="{at:.1f}" y="{y - 12:.1f}" font-size="32" fill="#111111" stroke="#ffffff" stroke-width="7" '
        f'paint-order="stroke" text-anchor="{anchor}">{escape(word)}</text>'
    )


def _bar(high: float, scale: float) -> str:
    """Return the scale bar: a round number of metres about a fifth of the picture."""
    metres = 0.2 * _WIDE / scale
    ten = 10.0 ** math.floor(math.log10(metres))
    whole = next(k * ten for k in (5.0, 2.0, 1.0) if k * ten <= metres)
    x, y = 20.0 + whole * scale, high - 20.0
    return (
        f'<path d="M20 {y - 12:.1f}V{y:.1f}H{x:.1f}V{y - 12:.1f}" fill="none" stroke="#111111" stroke-width="4"/>'
        f'<text x="30" y="{y - 14:.1f}" font-size="26" fill="#111111" stroke="#ffffff" stroke-width="6" '
        f'paint-order="stroke">{whole:.0f} m</text>'
    )


def legend_of(sheet: GuideSheet) -> list[tuple[str, Text]]:
    """Return the signs of the map with what they mean, those that it shows."""
    way = sheet.guide.way
    states = [STATES.get(one, "certain") for one in way.states] if way is not None else []
    made = []
    for state, (colour, dash) in _WAY.items():
        if state in states:
            made.append((_sign(_line("M4 12H76", colour, 9.0, dash)), _way_word(state)))
    if way is not None and usable(sheet.guide, 1) and len(way.steps) > 1:
        made.append(
            (
                _sign(
                    _mark(40.0, 12.0, "2", 11.0)
                    .replace('font-size="23"', 'font-size="14"')
                    .replace('y="20.0"', 'y="17"')
                ),
                _WORDS["step"],
            )
        )
    made.append((_sign(_line("M4 12H76", *_OTHER)), _WORDS["paths"]))
    return made


def _way_word(state: str) -> Text:
    word = WAY_STATES[state]
    return Text(f"vejen: {word.da}", f"the way: {word.en}")


def _sign(drawn: str) -> str:
    return f'<svg viewBox="0 0 80 24" aria-hidden="true">{drawn}</svg>'
