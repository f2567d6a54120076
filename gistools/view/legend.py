"""The legend (signaturforklaring) as HTML: a tick box, a heading and the marks of each layer."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gistools.styles.model import Colour, Gradient, Shape, Symbol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.styles import LegendEntry
    from gistools.text import Language

_WIDTH, _HEIGHT = 30, 18


def legend_html(
    heading: str,
    entries: Sequence[LegendEntry],
    *,
    caption: str = "",
    slider: str = "",
    number: int,
    shown: bool = True,
    opacity: float = 1.0,
    language: Language = "da",
) -> str:
    """Return one layer's part of the legend; its heading is a tick box that shows and hides layer ``number``.

    ``shown`` tells whether the layer is on the map at first; ``slider`` is HTML between caption and marks.
    """
    tick = " checked" if shown else ""
    title = f'<label><input type="checkbox"{tick} data-layer="{number}"><span>{escape(heading)}</span></label>'
    below = f'<p class="gt-caption">{escape(caption)}</p>' if caption else ""
    rows = "".join(
        f"<li>{_mark(entry.mark, opacity, language)}"
        + ("" if isinstance(entry.mark, Gradient) else f"<span>{escape(entry.label.say(language))}</span>")
        + "</li>"
        for entry in entries
    )
    folded = "" if shown else " gt-hidden"
    return f'<section class="gt-layer{folded}"><h3>{title}</h3>{below}{slider}<ul>{rows}</ul></section>'


def _mark(mark: Symbol | Colour | Gradient, opacity: float, language: Language) -> str:
    if isinstance(mark, Gradient):
        return (
            f'<span class="gt-band"><i style="background:linear-gradient(to right,{",".join(mark.colours)})"></i>'
            f"<b>{escape(mark.low.say(language))}</b><b>{escape(mark.high.say(language))}</b></span>"
        )
    size = f'width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    svg = f'<svg {size} aria-hidden="true" focusable="false">'
    if isinstance(mark, Colour):
        return (
            svg
            + _rect(f'fill="{mark.colour}" fill-opacity="{opacity:g}" stroke="#666666" stroke-width="0.6"')
            + "</svg>"
        )
    dash = f' stroke-dasharray="{" ".join(f"{d:g}" for d in mark.dash)}"' if mark.dash else ""
    pen = f'stroke="{mark.stroke}" stroke-width="{mark.width:g}" stroke-opacity="{mark.opacity:g}"{dash}'
    fill = f'fill="{mark.fill or "none"}" fill-opacity="{mark.fill_opacity:g}"'
    if mark.shape is Shape.LINE:
        shape = f'<path d="M1 {_HEIGHT / 2} H{_WIDTH - 1}" fill="none" {pen}/>'
        if mark.arrow:
            shape += f'<path d="M{_WIDTH} {_HEIGHT / 2} l-9 -5 v10 z" fill="{mark.stroke}"/>'
    elif mark.shape is Shape.POINT:
        # a white edge is not seen on white paper, so the legend draws the point on grey
        shape = (
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="2" fill="#d9d9d9"/>'
            f'<circle cx="{_WIDTH / 2}" cy="{_HEIGHT / 2}" r="{mark.size / 2:g}" {fill} {pen}/>'
        )
    else:
        shape = _rect(f"{fill} {pen}")
    return svg + shape + "</svg>"


def _rect(paint: str) -> str:
    return f'<rect x="2" y="2" width="{_WIDTH - 4}" height="{_HEIGHT - 4}" {paint}/>'
