"""The tool ``cycle-superhighway-check``: library steps composed for the runner; declared in `school_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.graph import Axis, Graph, Line, Mark, Role
from gistools.pathnet.answered import stamps_of
from gistools.pathnet.superhighway import along_routes, check_widths, read_route, route_table, superhighway_widths
from gistools.stamps import mark_of, stamped
from gistools.text import Text, danish
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from gistools.pathnet.superhighway_params import SuperhighwayParams
    from gistools.progress import Progress
    from gistools.tables import Table
    from gistools.tool import Steps

    F64 = npt.NDArray[np.float64]

ASSESSED = Text(
    "En vurdering efter supercykelstisamarbejdets anbefalinger; hvad der ikke er oplyst, er ukendt.",
    "An assessment by the recommendations of the cycle superhighways' office; what is not told is unknown.",
)


def superhighway_tool(
    *,
    params: SuperhighwayParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``cycle-superhighway-check``."""
    progress.update(0.0, Text("Læser ruten", "Reading the route"))
    widths = superhighway_widths(given["superhighway_widths"])
    share = None if params.peak_share_percent is None else params.peak_share_percent / 100.0
    edges = read_route(
        given["cycle_routes"], names=_listed(params.names), categories=_listed(params.categories), share=share
    )
    checked = along_routes(check_widths(edges, widths))
    stamps = stamps_of(given)
    notes = [*edges.notes, *widths.unverified, ASSESSED]
    if (edges.peak_from == "estimated").any():
        notes.append(
            Text(
                f"Spidstimen er skønnet som {danish(params.peak_share_percent or 0.0)} % af døgntallet, hvor den ikke "
                "er talt; andelen er ikke verificeret.",
                f"The peak hour is estimated as {params.peak_share_percent:g} % of a day's count where it was not "
                "counted; the share is not verified.",
            )
        )
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "superhighway_edges": checked.copy,
        "superhighway_routes": lambda: route_table(checked),
    }
    mark = mark_of(stamps)
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    if "superhighway_profile" in wanted:
        first = checked[checked["route"] == checked["route"].iloc[0]]
        values["superhighway_profile"] = width_graph(first, widths, stamps=stamps)
    return Made(values, tuple(dict.fromkeys(notes)))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def width_graph(
    route: gpd.GeoDataFrame, widths: Table, *, notes: Sequence[Text] = (), stamps: Sequence[Text] = ()
) -> Graph:
    """Return the width along a route with what its peak hour asks.

    Stretches whose width, peak hour or direction is not known are cut out of the axis, at a mark that says how long
    they are: a line drawn through them would tell a width that nobody knows.
    """
    known = route["width_m"].notna() & route["least_width_m"].notna()
    title = Text(*(f"{said}: {route['route'].iloc[0]}" for said in ("Bredden langs ruten", "Width along the route")))
    axis = Axis(Text("Meter på ruten, ukendte strækninger taget ud", "Metres of the route, unknown ones cut out"), "m")
    drawn = route[known]
    marks, at, gone = [], 0.0, 0.0
    ends = [0.0]
    for length, sure in zip(route["length_m"].tolist(), known.tolist(), strict=True):
        if sure:
            if gone:
                marks.append(_cut(at, gone))
            at, gone = at + length, 0.0
            ends.append(at)
        else:
            gone += length
    if gone:
        marks.append(_cut(at, gone))
    width, least, good = (drawn[one].to_numpy(np.float64) for one in ("width_m", "least_width_m", "good_width_m"))
    x = np.repeat(np.array(ends), 2)[1:-1] if len(ends) > 1 else np.array([0.0])

    def steps_of(values: F64) -> F64:
        return np.repeat(values, 2) if values.size else np.array([0.0])

    lines = []
    if len(drawn):
        wanted = steps_of(np.where(np.isnan(good), least, good))
        lines = [
            Line(Text("Bredde", "Width"), x, steps_of(width), Role.TODAY, points=()),
            Line(
                Text("Anbefalet for spidstimen", "Recommended for the peak hour"), x, steps_of(least), Role.FUTURE,
                low=steps_of(least), high=wanted, points=(),
                told=Text("bånd: mindste til god bredde", "band: least to good width"),
            ),
        ]  # fmt: skip
    else:
        total, asked = float(route["length_m"].sum()), widths.frame["least_m"].to_numpy(np.float64)
        low, high = np.repeat(asked.min(), 2), np.repeat(asked.max(), 2)
        name = Text("Kravet, alt efter spidstimen", "What is asked, by the peak hour")
        told = Text("intet stykke er helt oplyst", "no edge is fully known")
        ends_at = np.array([0.0, max(total, 1.0)])
        lines = [Line(name, ends_at, low, Role.FUTURE, low=low, high=high, points=(), told=told)]
        marks = []
    top = max([4.5, *(drawn["width_m"].tolist()), *(steps_of(good[~np.isnan(good)]).tolist())]) + 0.5
    return Graph(
        title,
        Text("Bredden mod den anbefalede i spidstimen, én retning", "The width against that recommended, one way"),
        axis,
        Axis(Text("Bredde", "Width"), "m", limits=(0.0, top)),
        tuple(lines),
        tuple(marks),
        notes=tuple(notes),
        stamps=tuple(stamps),
    )


def _cut(at: float, gone: float) -> Mark:
    return Mark(at, None, Text(f"{danish(gone, '.0f')} m ukendt", f"{gone:.0f} m not known"), Role.OTHER)
