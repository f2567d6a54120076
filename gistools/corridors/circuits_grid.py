"""A landscape as a net of resistors (elektrisk kredsløb): cells and patches are nodes, steps are resistors.

The step between two cells has the resistance that it costs a least-cost path (formula 1): ``(r_i + r_j) / 2`` times its
length in metres. Its conductance is one over that. With the average-conductance rule it is ``(1/r_i + 1/r_j) / 2`` over
the length. McRae, Dickson, Keitt and Shah (2008) for the reading of landscapes as circuits.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gistools.corridors.circuits_params import EdgeRule
from gistools.errors import GridError, TableError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.corridors.landscape import Resistance
    from gistools.grid import Grid

    F64 = npt.NDArray[np.float64]
    I32 = npt.NDArray[np.int32]
    Part = tuple[slice, slice]

_ALL, _HEAD, _TAIL = slice(None), slice(None, -1), slice(1, None)
STEPS: tuple[tuple[Part, Part], ...] = (
    ((_ALL, _HEAD), (_ALL, _TAIL)),  # east
    ((_HEAD, _ALL), (_TAIL, _ALL)),  # south
    ((_HEAD, _HEAD), (_TAIL, _TAIL)),  # south-east
    ((_HEAD, _TAIL), (_TAIL, _HEAD)),  # south-west
)
"""Where the two ends of all steps of one direction lie."""


@dataclass(frozen=True, eq=False)
class Circuit:
    """A net of resistors on a grid.

    Parameters
    ----------
    grid:
        Where the cells lie.
    node:
        int32, shape ``grid.shape``: node of each cell; -1 where there is no cell. The cells of patch p are all node
        p - 1; nodes from `patch_count` on are cells of their own, row by row.
    patch_count, node_count:
        Number of patches and of nodes.
    conductance:
        float64, one array for each direction of `STEPS`: of the step between two cells, per resistance metre; 0 where
        no step is.
    """

    grid: Grid
    node: I32
    patch_count: int
    node_count: int
    conductance: tuple[F64, F64, F64, F64]

    def steps(self) -> Iterator[tuple[Part, Part, F64]]:
        """Give both ends and the conductance of the steps of each direction."""
        for (one, other), conductance in zip(STEPS, self.conductance, strict=True):
            yield one, other, conductance

    @functools.cached_property
    def laplacian(self) -> sparse.csr_array:
        """The Laplacian ``D - G`` of the nodes: symmetric, rows sum to 0, parallel resistors added."""
        ends = []
        for one, other, conductance in self.steps():
            i, j = self.node[one], self.node[other]
            real = (conductance > 0.0) & (i != j)
            ends.append((i[real], j[real], conductance[real]))
        i, j, value = (np.concatenate(part) for part in zip(*ends, strict=True))
        shape = (self.node_count, self.node_count)
        half = sparse.coo_array((value, (i, j)), shape=shape).tocsr()
        joined = (half + half.T).tocsr()
        made: sparse.csr_array = (sparse.diags_array(np.asarray(joined.sum(axis=1)).ravel()) - joined).tocsr()
        return made

    @functools.cached_property
    def component(self) -> I32:
        """int32, shape (node_count,): which nodes hang together."""
        _, made = sparse.csgraph.connected_components(self.laplacian, directed=False)
        found: I32 = made
        return found

    @functools.cached_property
    def total_conductance(self) -> F64:
        """The sum of the conductances of each component."""
        half = 0.5 * self.laplacian.diagonal()
        return np.bincount(self.component, half).astype(np.float64)

    def on_cells(self, voltage: F64) -> F64:
        """Return the values of nodes laid out on the cells, 0 where no cell is."""
        made: F64 = np.where(self.node >= 0, voltage[self.node], 0.0)
        return made


def landscape_circuit(
    labels: npt.NDArray[np.int32], resistance: Resistance, rule: EdgeRule = EdgeRule.AVERAGE_RESISTANCE
) -> Circuit:
    """Return a landscape as a circuit in which each patch is one node.

    Inside a patch movement is free, also inside one that is crossed on the way between two others. There is no diagonal
    step between two barrier (or missing) cells that share a corner.

    Parameters
    ----------
    labels:
        int, shape of the grid: patch_id of each cell (1 to n), 0 where there is no patch.
    resistance:
        What each cell costs; NaN is no cell.
    rule:
        What lies between two cells.

    Raises
    ------
    GridError
        When labels and resistance are of different shapes.
    TableError
        With all patches that have no cell that can be passed, and with resistances below 1 or infinite.

    >>> from gistools.corridors.landscape import Resistance
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> grid = Grid(rows=1, cols=4, x0=0.0, y0=10.0, dx_m=10.0, dy_m=10.0, crs="EPSG:25832")
    >>> r = Raster(np.ones(grid.shape, np.float32), grid)
    >>> surface = Resistance(r, np.zeros(grid.shape, bool), np.zeros(grid.shape, np.int16), ("meadow",))
    >>> circuit = landscape_circuit(np.array([[1, 0, 0, 2]], np.int32), surface)
    >>> circuit.node.tolist(), circuit.conductance[0].tolist()
    ([[0, 2, 3, 1]], [[0.1, 0.1, 0.1]])
    """
    grid = resistance.raster.grid
    if labels.shape != grid.shape:
        raise GridError(
            Text(f"levesteder på {labels.shape} celler", f"patches on {labels.shape} cells"),
            Text(f"{grid.shape} som modstanden", f"{grid.shape} as the resistance"),
            Text("brug det samme gitter til begge", "use the same grid for both"),
        )
    cost = resistance.raster.values.astype(np.float64)
    known = ~np.isnan(cost)
    _require_sound(labels, cost, known)
    count = int(labels.max(initial=0))
    node = np.full(grid.shape, -1, np.int32)
    patch, free = known & (labels > 0), known & (labels <= 0)
    node[patch] = labels[patch] - 1
    node[free] = count + np.arange(np.count_nonzero(free), dtype=np.int32)
    closed = ~known | resistance.barrier
    dx, dy = grid.dx_m, grid.dy_m
    lengths = (dx, dy, math.hypot(dx, dy), math.hypot(dx, dy))
    made = []
    for n, ((one, other), length) in enumerate(zip(STEPS, lengths, strict=True)):
        a, b = cost[one], cost[other]
        if rule is EdgeRule.AVERAGE_RESISTANCE:
            value = 2.0 / (length * (a + b))
        else:
            value = (1.0 / a + 1.0 / b) / (2.0 * length)
        value[np.isnan(value)] = 0.0
        if n >= 2:  # noqa: PLR2004 - the diagonals; the cells beside one are the ends of the other
            beside, across = STEPS[5 - n]
            value[closed[beside] & closed[across]] = 0.0
        made.append(value)
    return Circuit(grid, node, count, count + int(np.count_nonzero(free)), (made[0], made[1], made[2], made[3]))


def _require_sound(labels: npt.NDArray[np.int32], cost: F64, known: npt.NDArray[np.bool_]) -> None:
    """Refuse resistances that are none, and patches that nobody can be in."""
    faults = []
    wrong = known & ~((cost >= 1.0) & np.isfinite(cost))
    if wrong.any():
        row, col = (int(v) for v in np.argwhere(wrong)[0])
        many = np.count_nonzero(wrong)
        faults.append(
            Text(
                f"modstand {cost[row, col]:g} i række {row}, kolonne {col} ({many} celler i alt)",
                f"resistance {cost[row, col]:g} in row {row}, column {col} ({many} cells in all)",
            )
        )
    cells = np.bincount(labels[known & (labels > 0)], minlength=int(labels.max(initial=0)) + 1)
    faults += [
        Text(f"levested {p} har ingen celle, der kan passeres", f"patch {p} has no cell that can be passed")
        for p in np.flatnonzero(cells[1:] == 0) + 1
    ]
    if not cells[1:].size:
        faults.append(Text("ingen levesteder", "no patches"))
    if faults:
        raise TableError(
            Text("et landskab, der ikke kan blive til et kredsløb", "a landscape that cannot become a circuit"),
            Text(
                "modstand på 1 eller mere, og levesteder 1 til n med mindst én celle hver",
                "resistances of 1 or more, and patches 1 to n with at least one cell each",
            ),
            Text("ret de nævnte", "correct those named"),
            faults,
        )
