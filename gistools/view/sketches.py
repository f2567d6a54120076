"""Sketches of the solutions (skitser): a small cross-section of each, drawn from declared shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.errors import ParamError
from gistools.plan.solutions import solution_catalogue
from gistools.plan.solutions_params import SolutionParams
from gistools.text import Text
from gistools.view.sketch_shapes import (
    EARTH,
    GRAVEL,
    GREEN,
    HOUSE,
    PAVED,
    PIPE,
    SKETCHES,
    SOIL,
    SOLID,
    WALL,
    WATER,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gistools.text import Language
    from gistools.view.sketch_shapes import Dimension, SketchShapes

_FILL = {
    EARTH: ("#c8a97e", "", "#8a6a3f"),
    SOIL: ("#8a6a3f", "", "#5c4423"),
    GRAVEL: ("#d9d3c7", "ooo", "#7d7668"),
    SOLID: ("#dcc6a2", "///", "#8a6a3f"),
    PAVED: ("#8f9499", "", "#5c6166"),
    WATER: ("#5aa7dc", "", "#1c5f96"),
    GREEN: ("#3f8f5a", "", "#23613a"),
    HOUSE: ("#efe9df", "", "#5c5c5c"),
    WALL: ("#5c5c5c", "", "#333333"),
    PIPE: ("#ffffff", "", "#333333"),
}  # fill, hatch and edge: water blue, ground brown, hard things grey, plants green
_INK, _FLOW, _SIZE = "#1c1c1c", "#0c3f6b", (3.6, 2.1)
_HALO = 2.0


def sketch(kind: str, params: SolutionParams | None = None, *, language: Language = "da") -> Figure:
    """Return a small cross-section of a solution, not to scale, with the sizes chosen.

    Parameters
    ----------
    kind:
        One of the catalogue.
    params:
        The sizes that dimensions tell; the defaults when left out.
    language:
        Of the words.

    Raises
    ------
    ParamError
        For a kind that the catalogue does not have.

    >>> sketch("dike").axes[0].get_title(loc="left")
    'Dige'
    """
    return _drawn([kind], params, language, columns=1)


def sketch_sheet(params: SolutionParams | None = None, *, language: Language = "da") -> Figure:
    """Return the sketches of all solutions on one sheet, in the order of the catalogue."""
    return _drawn(list(solution_catalogue()), params, language, columns=3)


def _drawn(kinds: Sequence[str], params: SolutionParams | None, language: Language, *, columns: int) -> Figure:
    from matplotlib.figure import Figure  # noqa: PLC0415 - only where something is drawn

    catalogue = solution_catalogue()
    for kind in kinds:
        if kind not in catalogue:
            known = ", ".join(catalogue)
            raise ParamError(
                Text(f"ingen løsning ved navn {kind!r}", f"no solution called {kind!r}"),
                Text(f"en af: {known}", f"one of: {known}"),
                Text("ret navnet", "correct the name"),
            )
    rows = -(-len(kinds) // columns)
    figure = Figure(figsize=(_SIZE[0] * columns, _SIZE[1] * rows), dpi=100, layout="constrained")
    grid: Any = figure.subplots(rows, columns, squeeze=False)
    for axes, kind in zip(grid.flat, kinds, strict=False):
        _draw(axes, SKETCHES[kind](SolutionParams() if params is None else params), language)
        axes.set_title(catalogue[kind].label.say(language), fontsize=10, fontweight="bold", loc="left")
    for axes in grid.flat[len(kinds) :]:
        axes.axis("off")
    return figure


def _draw(axes: Axes, made: SketchShapes, language: Language) -> None:
    from matplotlib.patches import Circle, FancyArrowPatch, Polygon  # noqa: PLC0415 - only where something is drawn
    from matplotlib.patheffects import withStroke  # noqa: PLC0415 - beside them

    axes.set(xlim=(0.0, 10.0), ylim=(0.0, 5.0), aspect="equal")
    axes.axis("off")
    for shape in made.shapes:
        fill, hatch, edge = _FILL[shape.material]
        axes.add_patch(Polygon(shape.points, closed=True, facecolor=fill, hatch=hatch, edgecolor=edge, linewidth=0.6))
    for tree in made.trees:
        x, y = tree.at
        axes.plot([x, x], [y, y + tree.size], color="#5c4423", linewidth=1.6, solid_capstyle="butt")
        axes.add_patch(Circle((x, y + 1.3 * tree.size), 0.55 * tree.size, facecolor="#3f8f5a", edgecolor="#23613a"))
    for line in made.outlines:
        axes.plot(*zip(*line.points, strict=True), color=_INK, linewidth=1.0, linestyle=(0, (4, 3)))
    for arrow in made.arrows:
        axes.add_patch(
            FancyArrowPatch(arrow.start, arrow.stop, arrowstyle="-|>", mutation_scale=9, color=_FLOW, linewidth=1.4)
        )
    halo = [withStroke(linewidth=_HALO, foreground="#ffffff")]
    for dimension in made.dimensions:
        _dimension(axes, dimension, language, halo)
    for label in made.labels:
        axes.text(*label.at, label.text.say(language), fontsize=7, color=_INK, ha="center", va="center",
                  path_effects=halo)  # fmt: skip


def _dimension(axes: Axes, one: Dimension, language: Language, halo: list[Any]) -> None:
    """Draw a measure with ends; words beside one that stands, above one that lies."""
    from matplotlib.patches import FancyArrowPatch  # noqa: PLC0415 - only where something is drawn

    axes.add_patch(
        FancyArrowPatch(
            one.start, one.stop, arrowstyle="|-|,widthA=2,widthB=2", color=_INK, linewidth=0.9, shrinkA=0, shrinkB=0
        )
    )
    upright = one.start[0] == one.stop[0]
    x, y = (one.start[0] + one.stop[0]) / 2.0, (one.start[1] + one.stop[1]) / 2.0
    at, align = ((x + 0.18, y), ("left", "center")) if upright else ((x, y + 0.18), ("center", "bottom"))
    axes.text(*at, one.text.say(language), fontsize=7, color=_INK, ha=align[0], va=align[1], path_effects=halo)
