"""Graphs (kurver) drawn with matplotlib: names at their lines, numbers as the language writes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gistools.errors import OutputError
from gistools.text import Text
from gistools.view.figure import save_figure
from gistools.view.source import source_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gistools.graph import Graph
    from gistools.text import Language

__all__ = ["draw_graph", "save_graph"]

_KINDS = {".png", ".svg", ".pdf"}


def draw_graph(
    graph: Graph,
    *,
    language: Language = "da",
    size_in: tuple[float, float] = (11.0, 6.6),
    provenance_json: str | None = None,
) -> Figure:
    """Return a figure of a graph (tegn en kurve), with its caption, stamps, notes and source line.

    Parameters
    ----------
    graph:
        What to draw.
    language:
        Of all words and numbers.
    size_in:
        Width and height in inches; the figure becomes higher when its words need it.
    provenance_json:
        Record that the source line is read from.

    Returns
    -------
    matplotlib.figure.Figure
        Drawn without pyplot, so figures may be made in several threads at once; `gistools.view.save_figure` writes it.

    >>> from gistools.graph import Axis, Graph, Line, Role
    >>> line = Line(Text("I dag", "Today"), [2, 10, 100], [0.2, 2.0, 6.5], Role.TODAY)
    >>> years = Axis(Text("Gentagelsesperiode", "Return period"), Text("år", "years"), log=True)
    >>> damage = Axis(Text("Skade", "Damage"), Text("mio. kr.", "million DKK"))
    >>> drawn = draw_graph(Graph(Text("Skade", "Damage"), Text("", ""), years, damage, (line,)))
    >>> [label.get_text() for label in drawn.axes[-1].get_xticklabels()]
    ['2', '5', '10', '20', '50', '100']
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - heavy
    from matplotlib.figure import Figure as Canvas  # noqa: PLC0415

    from gistools.view.plotting import draw_page  # noqa: PLC0415

    drawn = Canvas(figsize=size_in, facecolor="white")
    FigureCanvasAgg(drawn)
    draw_page(drawn, graph, language, source_line(provenance_json, language))
    return drawn


def save_graph(
    graph: Graph,
    path: Path | str,
    *,
    language: Language = "da",
    size_in: tuple[float, float] = (11.0, 6.6),
    provenance_json: str | None = None,
    dpi: int = 150,
) -> Path:
    """Draw a graph and write it as PNG, SVG or PDF by its ending (gem en kurve); return the path.

    Parameters as for `draw_graph`; a PNG carries the provenance record as `gistools.view.save_figure` writes it.

    Raises
    ------
    OutputError
        For another ending.
    """
    target = Path(path)
    if target.suffix.lower() not in _KINDS:
        raise OutputError(
            Text(
                f"en fil, der ender på {target.suffix or 'ingenting'}", f"a file ending in {target.suffix or 'nothing'}"
            ),
            Text("et billede: .png, .svg eller .pdf", "a picture: .png, .svg or .pdf"),
            Text("skift endelsen", "change the ending"),
        )
    drawn = draw_graph(graph, language=language, size_in=size_in, provenance_json=provenance_json)
    return save_figure(drawn, target, provenance_json=provenance_json, dpi=dpi)
