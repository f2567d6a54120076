"""Maps, graphs and sketches of a document as pictures, each drawn once for every size and language."""

from __future__ import annotations

import importlib
import importlib.util
import weakref
from typing import TYPE_CHECKING, Any

from gistools.document import Document, Drawing, GraphBlock, MapBlock
from gistools.styles import format_limit
from gistools.view.graphs import draw_graph
from gistools.view.sheet_maps import Drawn, draw_map, picture_of
from gistools.view.sheet_words import SCALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from gistools.text import Language, Text

__all__ = ["Pictures", "caption_of"]

_SKETCHES = "gistools.view.sketches"
_LEAST_IN = 1.2
_DOTS_OF_GRAPHS = 160
_MADE: weakref.WeakKeyDictionary[Document, dict[Any, Drawn | None]] = weakref.WeakKeyDictionary()
"""What is drawn for one file is there for the next of the same document."""


class Pictures:
    """Draws the pictures of a document, and remembers them.

    ``width_in`` and ``height_in`` are what a page holds.
    """

    def __init__(self, document: Document, stamps: Sequence[Text], width_in: float, height_in: float) -> None:
        self._document, self._stamps = document, tuple(stamps)
        self._size = width_in, height_in
        self._made = _MADE.setdefault(document, {})

    def of(self, block: MapBlock | GraphBlock | Drawing, language: Language) -> Drawn | None:
        """Return the picture of a block; None for a sketch that nothing draws."""
        key = id(block), language, self._size, self._stamps
        if key not in self._made:
            self._made[key] = self._draw(block, language)
        return self._made[key]

    def _draw(self, block: MapBlock | GraphBlock | Drawing, language: Language) -> Drawn | None:
        width, height = self._size[0], max(_LEAST_IN, self._size[1] * block.height)
        if isinstance(block, MapBlock):
            figure, scale = draw_map(block, size_in=(width, height), language=language, stamps=self._stamps)
            return picture_of(figure, scale)
        if isinstance(block, GraphBlock):
            figure = draw_graph(block.graph, language=language, size_in=(width * 1.35, height * 1.35))
            made = picture_of(figure, dots=_DOTS_OF_GRAPHS)
            return made._replace(width_in=width, height_in=width * made.height_in / made.width_in)
        sketch = _sketched(block, language)
        if sketch is None:
            return None
        made = picture_of(sketch)
        share = min(width / made.width_in, height / made.height_in)
        return made._replace(width_in=made.width_in * share, height_in=made.height_in * share)


def _sketched(block: Drawing, language: Language) -> Figure | None:
    if callable(block.draw):
        return block.draw(language)
    if importlib.util.find_spec(_SKETCHES) is None:
        return None
    made: Figure = importlib.import_module(_SKETCHES).sketch(block.draw, language=language)
    return made


def caption_of(
    document: Document, block: MapBlock | GraphBlock | Drawing, drawn: Drawn | None, language: Language
) -> str:
    """Return what stands beneath a picture: what it shows, and the scale of a map; a sketch stands below its name."""
    if isinstance(block, GraphBlock | Drawing):
        return ""
    said = "" if block.caption is None else document.say(block.caption, language)
    if drawn is None or not drawn.scale:
        return said
    paper = SCALE.say(language).format(scale=format_limit(float(drawn.scale), language), paper=document.paper.value)
    return f"{said} {paper}.".strip()


def alt_text(document: Document, block: MapBlock | GraphBlock | Drawing, language: Language) -> str:
    """Return what a picture shows, for those who cannot see it."""
    if isinstance(block, GraphBlock):
        return f"{block.graph.title.say(language)}. {block.graph.caption.say(language)}".strip()
    said = "" if block.caption is None else document.say(block.caption, language)
    layers = "" if isinstance(block, Drawing) else ", ".join(layer.name.say(language) for layer in block.layers)
    return " ".join(part for part in (said, layers) if part)
