"""Slopes (stigninger) of edges from the terrain: how steep, over which stretch, and how much longer they take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from gistools.errors import CrsError
from gistools.grid import same_crs
from gistools.pathnet.chains import chains_of, single
from gistools.pathnet.gradients import Gradients, Pieces, gradients, level_gradients, pace_on
from gistools.pathnet.profiles import load_profiles
from gistools.pathnet.sampling import batches, sampled, step_of
from gistools.pathnet.slopes_params import SlopeParams
from gistools.pathnet.spans import on_structure, structure_grades
from gistools.progress import NoProgress
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from gistools.pathnet.chains import Chains
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.profiles import Profile
    from gistools.progress import Progress
    from gistools.raster import Raster

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]

K = TypeVar("K")

__all__ = ["Slopes", "edge_slopes", "grades_of", "pace_on", "require_terrain", "with_told_slopes"]

LANDING_M = 1.3
"""Length of a landing, BR18 section 49 (2) no. 3."""

TOLD = "incline_permille"
"""Column of slopes that a layer tells."""

NO_TERRAIN = "ikke målt (ingen højdemodel)"

_BATCH = 2_000_000  # samples at a time
OUTSIDE, NO_ENDS = "ikke målt (uden for højdemodellen)", "ikke målt (bro eller tunnel, hvis ender ikke kendes)"


@dataclass(frozen=True, eq=False)
class Slopes:
    """How steep the m edges of a network are, from the terrain.

    Parameters
    ----------
    up_permille, down_permille:
        float64 of m: the steepest rise and the steepest fall along the line over the window, at least 0; going against
        the line they change places. NaN where it is not known.
    runs:
        By per mille: the longest stretch in metres that on the whole rises, and that falls, more steeply than that.
    ramps:
        By per mille: the longest stretch that does so in each of its parts, with no landing in it.
    pace:
        By name of a pace: how much longer the edge takes than on the level, along the line and against it.
    on_structure:
        Which edges are on a bridge or in a tunnel: they rise evenly from end to end, whatever the ground does.
    why:
        Why nothing is known, in Danish; empty where something is.
    landings_seen:
        Whether the cells of the terrain are so small that a landing of 1.3 m would show.
    """

    up_permille: F64
    down_permille: F64
    runs: Mapping[float, tuple[F64, F64]]
    ramps: Mapping[float, tuple[F64, F64]]
    pace: Mapping[str, tuple[F64, F64]]
    on_structure: Mask
    why: Words
    landings_seen: bool

    @property
    def known(self) -> Mask:
        """Which edges have a slope."""
        made: Mask = ~np.isnan(self.up_permille)
        return made


def grades_of(profiles: Iterable[Profile]) -> tuple[float, ...]:
    """Return the steepnesses that some profiles ask the stretches of, in per mille, sorted.

    >>> grades_of(load_profiles().values())
    (30.0, 35.0, 40.0, 45.0)
    """
    limits = (one for profile in profiles for one in profile.limits.values())
    return tuple(sorted({one.over_permille for one in limits if not np.isnan(one.over_permille)}))


def require_terrain(network: PathNetwork, terrain: Raster) -> None:
    """Refuse a terrain in another coordinate system than the network's.

    Raises
    ------
    CrsError
        When they differ.
    """
    if network.edges.crs is not None and not same_crs(terrain.grid.crs, network.edges.crs):
        raise CrsError(
            Text(f"en højdemodel i {terrain.grid.crs}", f"an elevation model in {terrain.grid.crs}"),
            Text(f"stiernes {network.edges.crs}", f"that of the paths, {network.edges.crs}"),
            Text("giv begge i det samme koordinatsystem", "give both in the same coordinate system"),
        )


def edge_slopes(
    network: PathNetwork,
    elevation: Raster,
    params: SlopeParams | None = None,
    *,
    grades: Iterable[float] | None = None,
    progress: Progress | None = None,
) -> Slopes:
    """Return how steep each edge is.

    Heights are read along each line, not further apart than the cells (bilinear), smoothed, and the steepest rise over
    a moving window is taken, never that from end to end: a path of 1 % may have a hill of 10 % in it. Edges that go on
    in each other (see `gistools.pathnet.chains`) are measured as one line: a ramp does not end where a side path meets
    it. A line that is shorter than the window is its own window. On bridges and in tunnels the terrain is not read:
    they rise evenly between the ends that lie on the ground.

    Parameters
    ----------
    network:
        With m edges.
    elevation:
        Terrain in metres, in the network's coordinates; any cells.
    params:
        Window, smoothing and the shortest stretch.
    grades:
        Per mille for which `Slopes.runs` and `Slopes.ramps` are made; those of the shipped profiles when None.

    Raises
    ------
    CrsError
        When the terrain is in other coordinates.
    Cancelled
        When the user wants to stop.

    >>> from gistools.grid import Grid
    >>> from gistools.pathnet.network import assemble
    >>> from gistools.raster import Raster
    >>> import shapely
    >>> x = np.arange(100.0)[None, :].repeat(10, axis=0) + 0.5
    >>> hill = Raster(0.06 * x, Grid(rows=10, cols=100, x0=0, y0=10, dx_m=1, dy_m=1, crs="EPSG:25832"), "m")
    >>> slopes = edge_slopes(assemble([shapely.LineString([(5, 5), (45, 5)])], [0], [1]), hill)
    >>> slopes.up_permille.round(1).tolist(), slopes.down_permille.tolist(), slopes.runs[40.0][0].tolist()
    ([60.0], [0.0], [40.0])
    """
    require_terrain(network, elevation)
    asked = params or SlopeParams()
    told = progress or NoProgress()
    steps = tuple(grades) if grades is not None else grades_of(load_profiles().values())
    m = len(network.edges)
    made = level_gradients(m, steps, np.nan)
    bridges = on_structure(network.edges)
    _measure(made, chains_of(network, ~bridges), network, elevation, asked, steps, told)
    lost = np.flatnonzero(~bridges & np.isnan(made.up))
    if lost.size:  # a hole on one edge of a chain tells nothing of the others
        _measure(made, single(lost), network, elevation, asked, steps, told)
        again = np.zeros(m, np.bool_)
        again[lost] = ~np.isnan(made.up[lost])
        _measure(made, chains_of(network, again), network, elevation, asked, steps, told)
    if bridges.any():
        _put_even(made, network, bridges, structure_grades(network, elevation, bridges), steps)
    why = np.full(m, "", dtype=object)
    unknown = np.isnan(made.up)
    why[unknown & ~bridges], why[unknown & bridges] = OUTSIDE, NO_ENDS
    told.update(1.0, Text("Stigninger", "Slopes"))
    return _told(made, bridges, why, landings_seen=2.0 * max(elevation.grid.dx_m, elevation.grid.dy_m) <= LANDING_M)


def _measure(
    made: Gradients,
    chains: Chains,
    network: PathNetwork,
    elevation: Raster,
    asked: SlopeParams,
    steps: tuple[float, ...],
    told: Progress,
) -> None:
    """Measure the edges of chains in the terrain, each as a part of its chain; where that is unknown nothing is put."""
    if not chains.edge.size:
        return
    begin, end = chains.ends_m(network.length_m)
    length = end[chains.first[1:] - 1]
    for start, stop in batches(length, step_of(elevation), _BATCH):
        told.update(start / length.size, Text("Stigninger", "Slopes"))
        some = chains.some(start, stop)
        rows = slice(int(chains.first[start]), int(chains.first[stop]))
        more = np.maximum(asked.least_m - length[start:stop], 0.0) / 2.0
        samples = sampled(some.lines(network), elevation, smooth_m=asked.smooth_m, extend_m=more)
        a, b = begin[rows] + more[some.of], end[rows] + more[some.of]
        first, last = some.first[:-1], some.first[1:] - 1
        a[first], b[last] = 0.0, (samples.step_m * (samples.count - 1))
        found = gradients(samples, asked.window_m, steps, Pieces(some.of, a, b)).turned(some.against)
        kept = ~np.isnan(found.up)
        made.put(some.edge[kept], found.some(kept), longest=length[start:stop][some.of[kept]])


def _put_even(made: Gradients, network: PathNetwork, which: Mask, grade: F64, steps: tuple[float, ...]) -> None:
    """Put in edges that rise evenly; a stretch goes on over those that go on in each other and are steep too."""
    chains = chains_of(network, which)
    at, length = chains.edge, network.length_m[chains.edge]
    even = level_gradients(at.size, steps, np.where(chains.against, -1.0, 1.0) * grade[at], length)
    for pairs in (even.runs, even.ramps):
        for both in pairs.values():
            for one in both:
                one[:] = _in_a_row(one, chains.of)
    long = np.full(at.size, np.inf)
    made.put(at, even.turned(chains.against), longest=long)


def _in_a_row(values: F64, of: I64) -> F64:
    """Return for each value above 0 the sum of those above 0 that it stands in a row with, on its chain."""
    steep = values > 0.0
    new = np.ones(values.size, np.bool_)
    new[1:] = (of[1:] != of[:-1]) | (steep[1:] != steep[:-1])
    row = np.cumsum(new) - 1
    total = np.bincount(row, weights=np.where(steep, values, 0.0)) if values.size else np.zeros(0)
    return np.where(steep, total[row] if values.size else 0.0, values)


def with_told_slopes(network: PathNetwork, slopes: Slopes | None) -> Slopes | None:
    """Return slopes with those that the layer tells (``incline_permille``, up along the line) where terrain has none.

    What a layer tells of an edge is taken as even: that nothing on it is steeper is the word of whoever wrote it.

    >>> from gistools.pathnet.network import assemble
    >>> import shapely
    >>> path = assemble([shapely.LineString([(0, 0), (9, 0)])], [0], [1], {"incline_permille": [-30.0]})
    >>> told = with_told_slopes(path, None)
    >>> told.up_permille.tolist(), told.down_permille.tolist()
    ([0.0], [30.0])
    """
    if TOLD not in network.edges.columns:
        return slopes
    told = network.edges[TOLD].to_numpy(np.float64, na_value=np.nan) / 1000.0
    grades = grades_of(load_profiles().values()) if slopes is None else tuple(slopes.runs)
    m = told.size
    if slopes is None:
        if np.isnan(told).all():
            return None
        nothing = level_gradients(m, grades, np.nan)
        why = np.full(m, NO_TERRAIN, dtype=object)
        slopes = _told(nothing, on_structure(network.edges), why, landings_seen=False)
    at = np.flatnonzero(~slopes.known & ~np.isnan(told))
    if not at.size:
        return slopes
    made = Gradients(
        slopes.up_permille / 1000.0, slopes.down_permille / 1000.0, _copied(slopes.runs), _copied(slopes.ramps),
        _copied(slopes.pace),
    )  # fmt: skip
    which = np.zeros(m, np.bool_)
    which[at] = True
    _put_even(made, network, which, told, grades)
    why = slopes.why.copy()
    why[at] = ""
    return _told(made, slopes.on_structure, why, landings_seen=slopes.landings_seen)


def _copied(pairs: Mapping[K, tuple[F64, F64]]) -> dict[K, tuple[F64, F64]]:
    return {name: (there.copy(), back.copy()) for name, (there, back) in pairs.items()}


def _told(made: Gradients, bridges: Mask, why: Words, *, landings_seen: bool) -> Slopes:
    return Slopes(
        made.up * 1000.0, made.down * 1000.0, made.runs, made.ramps, made.pace, bridges, why, landings_seen
    )  # fmt: skip
