"""Graphs: what is drawn is what the value holds, lines can be told apart, and no words cover another."""

from __future__ import annotations

import itertools
import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from PIL import Image

from gistools import Text, explore, plot
from gistools.errors import InputError, OutputError, ParamError
from gistools.graph import Axis, Graph, Line, Mark, Role, Span
from gistools.stamps import EXAMPLE_RAIN, INVENTED
from gistools.view import draw_graph, save_graph
from gistools.view.pens import PENS, Scale, scales, ticks
from gistools.view.placing import Box, in_rows, spread, wrapped

from .colour_vision import contrast, distance, luminance

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

YEARS = np.array([2.0, 5.0, 10.0, 20.0, 50.0, 100.0])
DAMAGE = np.array([0.2, 0.75, 1.6, 3.1, 6.2, 12.0])
X = Axis(Text("Gentagelsesperiode", "Return period"), Text("år", "years"), log=True)
Y = Axis(Text("Skade", "Damage"), Text("mio. kr.", "million DKK"))
ROLES = list(Role)
LINES = [role for role in Role if role not in {Role.BEST, Role.ALLOWED}]


def text(word: str) -> Text:
    return Text(word, f"{word} (en)")


def line(k: int, factor: float, **more: object) -> Line:
    return Line(text(f"Klima nr. {k}"), YEARS, factor * DAMAGE, LINES[k], **more)


def graph(lines: int = 3, **more: object) -> Graph:
    made = {"title": text("Skade"), "caption": text("Læs kurven sådan."), "x": X, "y": Y, **more}
    return Graph(lines=[line(k, 1.0 - 0.2 * k, told=text("0,4 mio. kr. om året")) for k in range(lines)], **made)


def full(lines: int = 2) -> Graph:
    """All that a graph can hold, at places that lie close together."""
    return graph(
        lines,
        marks=[
            Mark(5.0, None, text("5 år: må altid vælges (separatkloak)"), Role.ALLOWED),
            Mark(10.0, None, text("10 år: må altid vælges (fælleskloak)"), Role.ALLOWED),
            Mark(20.0, 3.1, text("Bedst: 20 år, 3,1 mio. kr."), Role.BEST),
        ],
        spans=[Span(8.0, 30.0, text("inden for 5 %"), Role.OTHER), Span(15.0, 60.0, text("de andre"), Role.FURTHER)],
        notes=[text("Priser fra 2024"), text("Priser fra 2024"), text("Tallet 1.257 kr./m² er ikke verificeret. " * 6)],
        stamps=[INVENTED, EXAMPLE_RAIN],
    )


def words(drawn: Figure) -> list[str]:
    return [one.get_text() for axes in drawn.axes for one in axes.texts]


def boxes(drawn: Figure) -> list[tuple[str, Box]]:
    """Return all words on a figure with the rectangles that they fill, in pixels."""
    drawn.canvas.draw()
    renderer = drawn.canvas.get_renderer()
    shown = [one for axes in drawn.axes for one in axes.texts]
    for axes in drawn.axes:
        if axes.axison:
            shown += [*axes.get_xticklabels(), *axes.get_yticklabels(), axes.xaxis.label]
    extents = [(one.get_text(), one.get_window_extent(renderer)) for one in shown if one.get_text()]
    return [(said, Box(e.x0 + 0.5, e.y0 + 0.5, e.x1 - 0.5, e.y1 - 0.5)) for said, e in extents]


def overlapping(drawn: Figure) -> list[tuple[str, str]]:
    """Return pairs of words that overlap by more than the empty edge of their rectangles."""
    slim = [(said, Box(b.x0, b.y0 + 2.0, b.x1, b.y1 - 2.0)) for said, b in boxes(drawn)]
    return [(one, other) for (one, a), (other, b) in itertools.combinations(slim, 2) if a.overlaps(b)]


@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(ROLES, 2)])
def test_roles_differ_to_every_eye_and_in_grey(one: Role, other: Role) -> None:
    """Colours differ to every kind of vision; dash and marker differ too, for those who see or print in grey."""
    assert distance(PENS[one].colour, PENS[other].colour) >= 10.0
    assert PENS[one].dash != PENS[other].dash
    assert PENS[one].marker != PENS[other].marker


def test_letters_can_be_read_on_white_and_lines_be_seen() -> None:
    for role, pen in PENS.items():
        assert contrast(pen.ink, "#ffffff") >= 4.5, role
        assert contrast(pen.colour, "#ffffff") >= 2.0, role
        assert luminance(pen.ink) <= luminance(pen.colour)


def test_what_is_drawn_is_what_the_graph_holds() -> None:
    shown = graph(2)
    drawn = draw_graph(shown)
    axes = drawn.axes[-1]
    courses = [one for one in axes.lines if one.get_linestyle() != "None" and len(one.get_xdata()) == YEARS.size]
    assert [to_hex(one.get_color()) for one in courses] == [PENS[role].colour for role in LINES[:2]]
    for course, one in zip(courses, shown.lines, strict=True):
        np.testing.assert_array_equal(course.get_xydata(), np.column_stack([one.x, one.y]))
    assert [one.get_text() for one in axes.get_xticklabels()] == ["2", "5", "10", "20", "50", "100"]
    assert axes.get_xlabel() == "Gentagelsesperiode (år)"
    assert "Skade (mio. kr.)" in words(drawn)


def test_numbers_stand_as_the_language_writes_them() -> None:
    """2,5 and 2.500 in Danish, 2.5 and 2,500 in English; a true minus below 0."""
    for top, danish, english in ((2.6, "2,5", "2.5"), (2600.0, "2.500", "2,500"), (-2.6, "−2,5", "−2.5")):
        one = Graph(text("a"), text("b"), X, Y, [Line(text("c"), [1, 10], [0, top], Role.TODAY)])
        for language, expected in (("da", danish), ("en", english)):
            axes = draw_graph(one, language=language).axes[-1]
            assert expected in [tick.get_text() for tick in axes.get_yticklabels()]


@given(
    low=st.floats(-1e6, 1e6),
    size=st.floats(1e-3, 1e7),
    start=st.floats(1e-2, 1e3),
    times=st.floats(1.5, 1e4),
)
@settings(max_examples=200, deadline=None)
def test_ticks_are_round_rise_and_lie_on_the_axis(low: float, size: float, start: float, times: float) -> None:
    for scale in (Scale(start, start * times, log=True), Scale(low, low + size, log=False)):
        at = [value for value, _ in ticks(Axis(text("a"), log=scale.log), scale, "da")]
        assert at == sorted(set(at))
        slack = 1e-6 * (scale.high - scale.low)
        assert all(scale.low - slack <= v <= scale.high + slack for v in at)
        assert len(at) <= 13
        assert scale.log or len(at) >= 2


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("lines", range(1, 7))
def test_no_words_overlap_and_none_leave_the_page(lines: int, language: str) -> None:
    for shown in (graph(lines), full(lines)):
        drawn = draw_graph(shown, language=language)
        assert overlapping(drawn) == []
        width, height = drawn.get_size_inches() * drawn.dpi
        for said, box in boxes(drawn):
            assert box.x0 >= 0.0, said
            assert box.y0 >= 0.0, said
            assert box.x1 <= width, said
            assert box.y1 <= height, said


def test_words_that_overlap_are_caught() -> None:
    drawn = draw_graph(graph(1))
    drawn.axes[0].text(20.0, 440.0, "her står noget oven i titlen", fontsize=20)
    assert overlapping(drawn)


def test_names_keep_off_all_lines_where_lines_end_within_the_plot() -> None:
    """Two falling curves of different length: their names are in the plot and cover no part of a line."""
    x = np.linspace(0.0, 5.0, 60)
    near, far = np.exp(-2.0 * x), np.exp(-0.8 * x)
    lines = [
        Line(text("I dag"), x[:30], near[:30], Role.TODAY, area=True),
        Line(text("2100"), x, far, Role.FUTURE),
        Line(text("2050"), x[:40], np.exp(-1.2 * x[:40]), Role.OTHER),
    ]
    drawn = draw_graph(Graph(text("a"), text("b"), Axis(text("Skade")), Axis(text("Gange")), lines))
    axes = drawn.axes[-1]
    assert overlapping(drawn) == []
    names = [box for said, box in boxes(drawn) if said in {"I dag", "2100", "2050"}]
    assert len(names) == 3
    for one in lines:
        at = axes.transData.transform(np.column_stack([one.x, one.y]))
        assert not any(box.holds(px, py) for box in names for px, py in at)


def test_the_page_grows_rather_than_leave_words_out() -> None:
    shown = graph(
        2, notes=[text(f"Bemærkning {k} med en del ord i, så den fylder mere end en linje på siden") for k in range(30)]
    )
    drawn = draw_graph(shown)
    assert drawn.get_size_inches()[1] > 6.6
    assert overlapping(drawn) == []
    assert all(f"Bemærkning {k} " in " ".join(words(drawn)) for k in range(30))


def test_stamps_notes_caption_and_source_stand_on_it() -> None:
    record = '{"created": "2026-11-23", "gistools_version": "0.1.0", "inputs": {"t": [{"path": "a/b.csv"}]}}'
    said = " ".join(words(draw_graph(full(), provenance_json=record)))
    for part in (
        "OPDIGTET EKSEMPEL",
        "EKSEMPELREGN",
        "Læs kurven sådan.",
        "Priser fra 2024.",
        "Kilder: b.csv.",
        "23-11-2026",
    ):
        assert part in said, part
    assert said.count("Priser fra 2024") == 1
    english = " ".join(words(draw_graph(full(), language="en")))
    assert "INVENTED EXAMPLE" in english
    assert "Vejledende" not in english


def test_bands_steps_and_intervals_are_drawn_where_they_lie() -> None:
    held = Line(text("a"), YEARS, DAMAGE, Role.TODAY, low=0.5 * DAMAGE, high=2.0 * DAMAGE, steps=True)
    axes = draw_graph(Graph(text("t"), text("c"), X, Y, [held], spans=[Span(8.0, 30.0, text("s"))])).axes[-1]
    assert axes.lines[0].get_drawstyle() == "steps-post"
    assert axes.get_ylim()[1] > 24.0
    band = np.concatenate([path.vertices for path in axes.collections[0].get_paths()])
    assert band[:, 1].max() == 24.0
    assert band[:, 1].min() == 0.1
    shade = axes.patches[-1].get_extents().transformed(axes.transData.inverted())
    assert (shade.x0, shade.x1) == pytest.approx((8.0, 30.0))


def test_plot_draws_a_graph_and_explore_says_that_it_is_no_map() -> None:
    assert "Skade" in words(plot(graph()))
    assert "Skade (en)" in words(plot(graph(), language="en"))
    assert "UDKAST" in words(plot(graph(), stamps=[Text("UDKAST", "DRAFT")], title=text("Andet")))
    with pytest.raises(InputError, match=r"grafen Skade.*save_graph"):
        explore(graph())
    with pytest.raises(InputError, match="the graph Skade"):
        plot(graph(), style="depth")


def test_files_of_all_kinds_are_written_and_a_png_keeps_its_provenance(tmp_path: Path) -> None:
    record = '{"tool": "flood-cost", "note": "Ærø ☔"}'
    png = save_graph(graph(), tmp_path / "kurve.png", provenance_json=record, dpi=100)
    with Image.open(png) as image:
        assert image.text["gistools-provenance"] == record
        assert image.size[0] == 1100
    again = save_graph(graph(), tmp_path / "igen.png", provenance_json=record, dpi=100)
    assert png.read_bytes() == again.read_bytes()
    assert save_graph(graph(), tmp_path / "kurve.svg").read_text("utf-8").lstrip().startswith("<?xml")
    assert save_graph(graph(), tmp_path / "kurve.PDF").read_bytes().startswith(b"%PDF")
    with pytest.raises(OutputError, match=r"\.xlsx"):
        save_graph(graph(), tmp_path / "kurve.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["igen.png", "kurve.PDF", "kurve.png", "kurve.svg"]


def test_dollar_signs_are_no_formulas() -> None:
    name = text(r"$\frac{1}$ og $x_")
    drawn = draw_graph(Graph(name, name, Axis(name), Axis(name), [Line(name, [1, 2], [1, 2], Role.TODAY)]))
    drawn.canvas.draw()
    assert name.da in words(drawn)


def test_the_frame_holds_all_that_is_drawn() -> None:
    frame = full(2).to_frame()
    assert frame.groupby("kind").size().to_dict() == {"line": 12, "mark": 3, "span": 2}
    lines = frame[frame.kind == "line"]
    assert lines.y.tolist() == [*DAMAGE, *(0.8 * DAMAGE)]
    spans = frame[frame.kind == "span"]
    assert spans[["x", "x_to"]].to_numpy().tolist() == [[8.0, 30.0], [15.0, 60.0]]
    assert frame[frame.kind == "mark"].y.isna().tolist() == [True, True, False]
    assert frame.attrs["y"].da == "Skade (mio. kr.)"


def test_all_faults_of_a_line_are_told_at_once() -> None:
    with pytest.raises(ParamError) as caught:
        Line(text("Skade"), [1, 3, 2], [1, np.nan], Role.TODAY, low=[0, 0, 0])
    for part in ("y 2, x 3", "y er ikke et tal i punkt 1", "x falder i punkt 2", "kun én side af båndet"):
        assert part in caught.value.found.da, part
    with pytest.raises(ParamError, match="low over high"):
        Line(text("a"), [1], [1], Role.TODAY, low=[2], high=[0])
    with pytest.raises(ParamError, match="ingen punkter"):
        Line(text("a"), [], [], Role.TODAY)
    with pytest.raises(ValueError, match="nothing"):
        Line(text("a"), [1], [1], "nothing")


def test_all_faults_of_a_graph_are_told_at_once() -> None:
    two = [Line(text("a"), [0, 3], [1, 2], Role.TODAY), Line(text("b"), [1, 3], [1, 2], Role.TODAY)]
    with pytest.raises(ParamError) as caught:
        Graph(text("t"), text("c"), X, Axis(text("Skade"), limits=(2.0, 1.0)), two)
    for part in ("a, b har samme rolle", "0 på den logaritmiske akse", "Skade fra 2.0 til 1.0"):
        assert part in caught.value.found.da, part
    with pytest.raises(ParamError, match="ingen linjer"):
        Graph(text("t"), text("c"), X, Y, [])
    with pytest.raises(ParamError, match="intervallet"):
        Span(3.0, 2.0, text("s"))
    with pytest.raises(ParamError, match="mærket"):
        Mark(np.nan, None, text("m"))


def test_values_of_a_line_cannot_be_changed() -> None:
    given_values = np.array([1.0, 2.0])
    one = Line(text("a"), given_values, given_values, Role.TODAY)
    given_values[0] = 9.0
    assert one.y.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        one.y[0] = 3.0


def test_axes_show_all_that_is_drawn() -> None:
    x, y = scales(full())
    assert x.low < YEARS[0]
    assert x.high > YEARS[-1]
    assert y.low == 0.0
    assert y.high > 12.0
    for value in (0.0, -3.0, 7.0):
        flat = Graph(text("a"), text("b"), Axis(text("x")), Y, [Line(text("c"), [1, 2], [value] * 2, Role.TODAY)])
        scale = scales(flat)[1]
        assert scale.low <= value <= scale.high
        assert scale.low < scale.high


@given(st.lists(st.tuples(st.floats(0.0, 100.0), st.floats(1.0, 12.0)), min_size=1, max_size=9))
@settings(max_examples=200, deadline=None)
def test_spread_labels_keep_their_order_and_overlap_nothing(labels: list[tuple[float, float]]) -> None:
    middles, heights = zip(*labels, strict=True)
    placed = spread(middles, heights, 0.0, 110.0)
    assert placed is not None  # 9 labels of 12 fit in 110
    ends = sorted((m - h / 2.0, m + h / 2.0) for m, h in zip(placed, heights, strict=True))
    assert ends[0][0] >= -1e-9
    assert ends[-1][1] <= 110.0 + 1e-9
    assert all(upper[0] >= lower[1] - 1e-9 for lower, upper in itertools.pairwise(ends))
    assert spread(middles, heights, 0.0, sum(heights) - 0.5) is None


@given(st.lists(st.tuples(st.floats(0.0, 100.0), st.floats(1.0, 40.0)), min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_labels_in_rows_overlap_nothing_and_no_rule_crosses_one(labels: list[tuple[float, float]]) -> None:
    extents, anchors = [(x, x + w) for x, w in labels], [x for x, _ in labels]
    rows = in_rows(extents, anchors)
    for a, b in itertools.permutations(range(len(labels)), 2):
        if rows[a] == rows[b]:
            assert extents[a][1] < extents[b][0] or extents[b][1] < extents[a][0]
        if rows[a] > rows[b]:
            assert not extents[b][0] < anchors[a] < extents[b][1]


@given(st.text("abc \n", max_size=60), st.integers(3, 12))
def test_wrapped_text_loses_nothing_and_breaks_only_words_wider_than_a_line(said: str, width: int) -> None:
    lines = wrapped(said, width, len)
    pieces = [piece for word in said.split() for piece in textwrap.wrap(word, width)]
    assert " ".join(lines).split() == pieces
    assert all(len(one) <= width for one in lines)
