"""Potentials of a circuit: solved by SuperLU or algebraic multigrid, checked, kept within a stated memory.

The potential of a patch is the voltage at every node when 1 A goes in at the patch and out at the ground of its
component. That of a pair is the difference of two, so that n patches need n solutions however many pairs they make.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import linalg

from gistools.corridors.circuits_params import CircuitSolver
from gistools.errors import ParamError
from gistools.progress import check, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt
    from scipy import sparse

    from gistools.corridors.circuits_grid import Circuit
    from gistools.corridors.circuits_params import CircuitParams
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_GB = 1e9
_NET = 420.0  # bytes for each node: the Laplacian and what it is made from; measured on grids of 0.1 to 1 million cells
_MULTIGRID = 330.0  # bytes for each node: all levels and the vectors of a solution; measured there too
_ENTRY = 16.0  # bytes for each number of a factor
_AGAIN = 4  # times that a solution is mended by solving for what is left
_ROUNDS = 500


@dataclass(frozen=True)
class CircuitCost:
    """What solving a circuit takes, estimated before it is begun.

    Parameters
    ----------
    nodes:
        Equations.
    solutions:
        How often they are solved.
    solver:
        With what.
    memory_gb:
        In all.
    kept:
        Potentials that are kept at once; fewer than there are patches makes some be solved again.
    """

    nodes: int
    solutions: int
    solver: CircuitSolver
    memory_gb: float
    kept: int

    def says(self) -> Text:
        """Return it in a sentence."""
        n, count, gb = f"{self.nodes:_}".replace("_", " "), self.solutions, f"{self.memory_gb:.2g}"
        return Text(
            f"{n} ligninger løses {count} gange ({self.solver}), omkring {gb.replace('.', ',')} GB",
            f"{n} equations solved {count} times ({self.solver}), about {gb} GB",
        )


def circuit_cost(nodes: int, patches: int, params: CircuitParams) -> CircuitCost:
    """Return what a circuit takes, and refuse one that takes more memory than allowed.

    A factor of n equations of a grid with eight neighbours has about ``n (9.2 log2 n - 50)`` numbers (measured).

    Raises
    ------
    ParamError
        With the number, when it does not fit in `CircuitParams.memory_gb`.

    >>> from gistools.corridors.circuits_params import CircuitParams
    >>> circuit_cost(1_000_000, 20, CircuitParams()).solver, circuit_cost(4_000_000, 20, CircuitParams()).solver
    (<CircuitSolver.SUPERLU: 'superlu'>, <CircuitSolver.AMG: 'amg'>)
    """
    direct = nodes * (_NET + _ENTRY * max(9.2 * math.log2(max(nodes, 2)) - 50.0, 20.0))
    multigrid = nodes * (_NET + _MULTIGRID)
    field = 8.0 * nodes
    allowed = params.memory_gb * _GB
    solver = params.solver
    if solver is CircuitSolver.AUTO:
        solver = CircuitSolver.SUPERLU if direct + 6.0 * field <= allowed else CircuitSolver.AMG
    own = direct if solver is CircuitSolver.SUPERLU else multigrid
    own += 4.0 * field  # of the pair, of the cells, and the sums
    least = own + 2.0 * field
    if least > allowed:
        need, has = f"{least / _GB:.2g}", f"{params.memory_gb:g}"
        raise ParamError(
            Text(
                f"{nodes} celler med {solver}: omkring {need.replace('.', ',')} GB",
                f"{nodes} cells with {solver}: about {need} GB",
            ),
            Text(f"højst memory_gb = {has} GB", f"at most memory_gb = {has} GB"),
            Text(
                "vælg større celler, et mindre område, multigitter (solver=amg) eller mere hukommelse",
                "choose larger cells, a smaller area, multigrid (solver=amg) or more memory",
            ),
        )
    kept = max(2, min(patches, int((allowed - own) / field)))
    return CircuitCost(nodes, patches, solver, (own + kept * field) / _GB, kept)


class Potentials:
    """The potentials of patches in a circuit, solved when they are asked for.

    Parameters
    ----------
    circuit:
        The net.
    patches:
        Positions (patch_id - 1) of those that potentials are wanted of.
    params:
        CircuitSolver, memory and tolerance.

    Raises
    ------
    ParamError
        When it takes too much memory, or the equations do not come within the tolerance.
    """

    def __init__(self, circuit: Circuit, patches: I64, params: CircuitParams, progress: Progress) -> None:
        self.cost = circuit_cost(circuit.node_count, len(patches), params)
        progress.update(0.0, self.cost.says())
        self._circuit, self._params, self._progress = circuit, params, progress
        matrix = run_cancellable(progress, lambda: circuit.laplacian)
        component = circuit.component
        used = np.unique(component[patches])
        degree = np.diff(matrix.indptr)[: circuit.patch_count]
        grounds = []
        for one in used:
            own = np.flatnonzero(component[: circuit.patch_count] == one)
            grounds.append(int(own[np.argmax(degree[own])]))
        solved = np.isin(component, used)
        solved[grounds] = False
        self._place = np.flatnonzero(solved)
        self._equation = np.full(circuit.node_count, -1, np.int64)
        self._equation[self._place] = np.arange(self._place.size)
        self._matrix: sparse.csr_array = matrix[self._place][:, self._place]
        make = _direct if self.cost.solver is CircuitSolver.SUPERLU else _multigrid
        self._solve = run_cancellable(progress, lambda: make(self._matrix, params.tolerance))

    def of(self, patch: int) -> F64:
        """Return the volts at all nodes for 1 A into the patch at a position: 0 at the ground and in other components.

        Raises
        ------
        ParamError
            When the equations do not come within the tolerance.
        """
        check(self._progress)
        made = np.zeros(self._circuit.node_count)
        if self._equation[patch] >= 0:
            right = np.zeros(self._place.size)
            right[self._equation[patch]] = 1.0
            made[self._place] = run_cancellable(self._progress, lambda: self._checked(right))
        return made

    def pairs(self, pairs: I64) -> Iterator[F64]:
        """Give the volts at all nodes for 1 A from the first to the second of each pair of positions.

        Raises
        ------
        ParamError
            When the equations do not come within the tolerance.
        """
        uses: dict[int, deque[int]] = {}
        for n, pair in enumerate(pairs.tolist()):
            for patch in pair:
                uses.setdefault(patch, deque()).append(n)
        kept: dict[int, F64] = {}
        for first, second in pairs.tolist():
            for patch in (first, second):
                if patch not in kept:
                    if len(kept) >= self.cost.kept:
                        others = [one for one in kept if one not in {first, second}]
                        del kept[max(others, key=lambda one: uses[one][0])]
                    kept[patch] = self.of(patch)
            yield kept[first] - kept[second]
            for patch in (first, second):
                uses[patch].popleft()
                if not uses[patch]:
                    del kept[patch], uses[patch]

    def _checked(self, right: F64) -> F64:
        found = self._solve(right)
        for _ in range(_AGAIN):
            rest = right - self._matrix @ found
            size = float(np.linalg.norm(rest))
            if size <= self._params.tolerance:
                return found
            found = found + self._solve(rest / size) * size
        size = float(np.linalg.norm(right - self._matrix @ found))
        if size <= self._params.tolerance:
            return found
        raise ParamError(
            Text(
                f"ligningerne går ikke op: rest {size:.1e} med {self.cost.solver}",
                f"the equations do not close: residual {size:.1e} with {self.cost.solver}",
            ),
            Text(f"en rest på højst {self._params.tolerance:g}", f"a residual of at most {self._params.tolerance:g}"),
            Text(
                "vælg solver=superlu, mindre spring i modstand eller en større tolerance",
                "choose solver=superlu, smaller jumps of resistance or a larger tolerance",
            ),
        )


def _direct(matrix: sparse.csr_array, _: float) -> Callable[[F64], F64]:
    factor = linalg.splu(
        matrix.tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
    )
    solve: Callable[[F64], F64] = factor.solve
    return solve


def _multigrid(matrix: sparse.csr_array, tolerance: float) -> Callable[[F64], F64]:
    import pyamg  # noqa: PLC0415 - only those who choose multigrid load it
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - the kind that pyamg works on

    levels = pyamg.ruge_stuben_solver(csr_matrix(matrix))

    def solve(right: F64) -> F64:
        found: F64 = levels.solve(right, tol=0.5 * tolerance, maxiter=_ROUNDS, accel="cg")
        return found

    return solve
