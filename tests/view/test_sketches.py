"""The sketches of solutions: one for each kind, within its frame, with the sizes chosen; the page is up to date."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from gistools.cli.solutions_page import solutions_page
from gistools.errors import ParamError
from gistools.plan import SolutionParams
from gistools.plan.solutions import solution_catalogue
from gistools.view.sketch_shapes import SKETCHES, WATER
from gistools.view.sketches import sketch, sketch_sheet

ROOT = Path(__file__).parents[2]
KINDS = list(solution_catalogue())


def test_every_solution_has_a_sketch_within_its_frame():
    assert list(SKETCHES) == KINDS
    for make in SKETCHES.values():
        made = make(SolutionParams())
        points = [point for shape in made.shapes for point in shape.points]
        points += [label.at for label in made.labels]
        points += [end for d in made.dimensions for end in (d.start, d.stop)]
        points += [end for a in made.arrows for end in (a.start, a.stop)]
        xy = np.array(points)
        assert (xy >= 0.0).all()
        assert (xy <= [10.0, 5.0]).all()
        assert made.labels
        assert all(label.text.da and label.text.en for label in made.labels)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["da", "en"])
def test_no_words_lie_over_each_other_or_off_the_picture(kind, language):
    figure = sketch(kind, language=language)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    axes = figure.axes[0]
    texts = [t for t in axes.texts if t.get_text()]
    boxes = [t.get_window_extent(canvas.get_renderer()) for t in texts]
    frame = figure.bbox
    for i, box in enumerate(boxes):
        assert frame.x0 <= box.x0, texts[i].get_text()
        assert box.x1 <= frame.x1, texts[i].get_text()
        for other in range(i):
            assert not box.overlaps(boxes[other]), (texts[i].get_text(), texts[other].get_text())
    assert axes.get_title(loc="left") == solution_catalogue()[kind].label.say(language)


def test_dimensions_are_the_sizes_chosen():
    words = [t.get_text() for t in sketch("basin", SolutionParams(basin_depth_m=2.5)).axes[0].texts]
    assert "fx 2,5 m" in words
    english = [t.get_text() for t in sketch("cloudburst_road", language="en").axes[0].texts]
    assert "e.g. 10 cm" in english


def test_water_is_blue_in_all_sketches_that_hold_water():
    holds = [kind for kind, make in SKETCHES.items() if any(s.material == WATER for s in make(SolutionParams()).shapes)]
    assert set(KINDS) - set(holds) == {"depaving", "basin_given_up"}
    for kind in holds:
        figure = sketch(kind)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        red, green, blue = (np.asarray(canvas.buffer_rgba())[..., k].astype(int) for k in range(3))
        assert ((blue > red + 60) & (blue > green)).sum() > 200


def test_no_sketch_of_what_is_not_in_the_catalogue():
    with pytest.raises(ParamError, match="permeable_bed"):
        sketch("rain_garden")


def test_the_sheet_holds_all():
    titles = [axes.get_title(loc="left") for axes in sketch_sheet().axes]
    assert titles[: len(KINDS)] == [one.label.da for one in solution_catalogue().values()]


def test_the_page_is_rendered_from_the_tables_and_its_picture_is_small():
    assert (ROOT / "docs" / "solutions.md").read_text("utf-8") == solutions_page(), (
        "run `python -m gistools.cli.solutions_page`"
    )
    assert 5_000 < (ROOT / "docs" / "images" / "solutions.png").stat().st_size < 100_000
