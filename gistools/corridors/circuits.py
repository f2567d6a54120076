"""Circuits (kredsløb): how easily patches are reached over all ways at once, and where those who move are squeezed.

A least-cost path is one way; a current takes all of them. 1 A goes in at one patch and out at another: the voltage
between them is the effective resistance, and the current in a cell is the share of random walkers that pass it, counted
net (McRae, Dickson, Keitt and Shah 2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.corridors.circuits_params import CircuitParams
from gistools.corridors.circuits_solve import Potentials
from gistools.errors import TableError
from gistools.progress import NoProgress, Stage, check
from gistools.raster import Raster
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from gistools.corridors.circuits_grid import Circuit
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I32 = npt.NDArray[np.int32]
    I64 = npt.NDArray[np.int64]
    Pairs = Sequence[tuple[int, int]] | I64

_SETUP = 0.3  # of the work: making and factorising the equations


@dataclass(frozen=True, eq=False)
class CurrentMap:
    """Currents of pairs of patches, 1 A each.

    Parameters
    ----------
    cumulative:
        float64, A: sum over pairs of the current of each cell times the weight of the pair; 0 where no current goes,
        NaN in patches and where there is no cell. Its size depends on the pairs: compare only maps of the same pairs.
    maximum:
        float64, 0 to 1: the largest share of the current of one pair that passes a cell, whatever the weights.
    strongest:
        int32: row in `pairs` of that pair, -1 where no current goes.
    pairs:
        What `effective_resistance` returns, and ``pair_weight``.
    patches:
        ``patch_id``, ``through_a``: A that pass a patch on their way between two others, times the weights.
    """

    cumulative: Raster
    maximum: Raster
    strongest: I32
    pairs: pd.DataFrame
    patches: pd.DataFrame


def effective_resistance(
    circuit: Circuit, pairs: Pairs, params: CircuitParams | None = None, *, progress: Progress | None = None
) -> pd.DataFrame:
    """Return the effective resistance between patches, over all ways at once.

    Parameters
    ----------
    circuit:
        The landscape (`landscape_circuit`).
    pairs:
        patch_id of both patches of each pair.
    params:
        Solver, memory and tolerance.

    Returns
    -------
    DataFrame
        ``from_patch`` < ``to_patch``, in that order; ``resistance_eff`` in resistance metres, never above the cost of
        the least-cost path (with the rule of average resistance), infinite where no way is; ``commute_steps``: steps
        that a random walker takes there and back, ``2 * sum of conductances * resistance`` (infinite where no way is).
        Effective resistances go with the cell size: compare those of one cell size only.

    Raises
    ------
    TableError
        With all pairs of unknown patches, of a patch with itself, and given twice.
    ParamError
        When it takes too much memory or does not converge.

    >>> from gistools.corridors.circuits_grid import landscape_circuit
    >>> from gistools.corridors.landscape import Resistance
    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=1, cols=4, x0=0.0, y0=10.0, dx_m=10.0, dy_m=10.0, crs="EPSG:25832")
    >>> surface = Resistance(Raster(np.ones(grid.shape, np.float32), grid), np.zeros(grid.shape, bool),
    ...                      np.zeros(grid.shape, np.int16), ("meadow",))
    >>> circuit = landscape_circuit(np.array([[1, 0, 0, 2]], np.int32), surface)
    >>> effective_resistance(circuit, [(1, 2)])["resistance_eff"].round(9).tolist()
    [30.0]
    """
    frame, potentials, linked = _prepare(circuit, pairs, params or CircuitParams(), progress or NoProgress())
    told = progress or NoProgress()
    found = np.full(len(frame), np.inf)
    for row, _, resistance in _solved(circuit, frame, potentials, linked, Stage(told, _SETUP, 1.0)):
        found[row] = resistance
    return _with_resistance(circuit, frame, found)


def current_map(
    circuit: Circuit,
    pairs: Pairs,
    params: CircuitParams | None = None,
    *,
    weights: Sequence[float] | F64 | None = None,
    progress: Progress | None = None,
) -> CurrentMap:
    """Return where the currents of pairs of patches go; they are added up pair by pair, and none is kept.

    Parameters
    ----------
    circuit, pairs, params:
        As in `effective_resistance`.
    weights:
        Of each pair, 0 or more and finite, in the order of `pairs`: 1 each when left out; ``a_i a_j p_ij`` counts a
        pair as PC does.

    Raises
    ------
    TableError
        As in `effective_resistance`, and with weights that are none.
    ParamError
        When it takes too much memory or does not converge.

    >>> from gistools.corridors.circuits_grid import landscape_circuit
    >>> from gistools.corridors.landscape import Resistance
    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=1, cols=4, x0=0.0, y0=10.0, dx_m=10.0, dy_m=10.0, crs="EPSG:25832")
    >>> surface = Resistance(Raster(np.ones(grid.shape, np.float32), grid), np.zeros(grid.shape, bool),
    ...                      np.zeros(grid.shape, np.int16), ("meadow",))
    >>> circuit = landscape_circuit(np.array([[1, 0, 0, 2]], np.int32), surface)
    >>> current_map(circuit, [(1, 2)]).cumulative.values.round(9).tolist()
    [[nan, 1.0, 1.0, nan]]
    """
    told = progress or NoProgress()
    frame, potentials, linked = _prepare(circuit, pairs, params or CircuitParams(), told, weights)
    shape = circuit.grid.shape
    total, most = np.zeros(shape), np.zeros(shape)
    strongest = np.full(shape, -1, np.int32)
    through = np.zeros(circuit.patch_count)
    found = np.full(len(frame), np.inf)
    patch = (circuit.node >= 0) & (circuit.node < circuit.patch_count)
    owner = circuit.node[patch]
    weight = frame["pair_weight"].to_numpy()
    for row, voltage, resistance in _solved(circuit, frame, potentials, linked, Stage(told, _SETUP, 1.0)):
        found[row] = resistance
        share = cell_current(circuit, voltage)
        passed = np.bincount(owner, share[patch], circuit.patch_count)
        passed[frame.loc[row, ["from_patch", "to_patch"]].to_numpy(np.int64) - 1] = 0.0
        through += weight[row] * passed
        total += weight[row] * share
        larger = share > most
        most[larger] = share[larger]
        strongest[larger] = row
    hidden = patch | (circuit.node < 0)
    total[hidden] = most[hidden] = np.nan
    strongest[hidden] = -1
    return CurrentMap(
        Raster(total, circuit.grid, unit="A", name=Text("Strøm i alt", "Current in all")),
        Raster(most, circuit.grid, name=Text("Største andel af et pars strøm", "Largest share of a pair's current")),
        strongest,
        _with_resistance(circuit, frame, found),
        pd.DataFrame({"patch_id": np.arange(1, circuit.patch_count + 1), "through_a": through}),
    )


def cell_current(circuit: Circuit, voltage: F64) -> F64:
    """Return the current through each cell: half of what goes in and out over its steps; of a patch, over its rim.

    At a cell where nothing is fed in, what comes in goes out again, so that this is the larger of both. The cells of a
    patch hold what crosses their own rim; their sum is what passes a patch between two others.
    """
    volts = circuit.on_cells(voltage)
    made = np.zeros(circuit.grid.shape)
    for one, other, conductance in circuit.steps():
        half = 0.5 * conductance * np.abs(volts[one] - volts[other])
        made[one] += half
        made[other] += half
    return made


def _prepare(
    circuit: Circuit,
    pairs: Pairs,
    params: CircuitParams,
    progress: Progress,
    weights: Sequence[float] | F64 | None = None,
) -> tuple[pd.DataFrame, Potentials | None, I64]:
    """Return the pairs in order, what solves them, and the rows between which a way is."""
    frame = _pair_frame(circuit.patch_count, np.asarray(pairs, np.int64).reshape(-1, 2), weights)
    ends = frame[["from_patch", "to_patch"]].to_numpy(np.int64) - 1
    if not len(ends):
        return frame, None, np.zeros(0, np.int64)
    potentials = Potentials(circuit, np.unique(ends), params, Stage(progress, 0.0, _SETUP))
    linked = np.flatnonzero(circuit.component[ends[:, 0]] == circuit.component[ends[:, 1]])
    return frame, potentials, linked


def _pair_frame(patches: int, ends: I64, weights: Sequence[float] | F64 | None) -> pd.DataFrame:
    weight = np.ones(len(ends)) if weights is None else np.asarray(weights, np.float64)
    faults = []
    if weight.shape != (len(ends),):
        faults.append(Text(f"{weight.size} vægte til {len(ends)} par", f"{weight.size} weights for {len(ends)} pairs"))
    elif not ((weight >= 0.0) & np.isfinite(weight)).all():
        faults.append(Text("vægte under 0 eller uendelige", "weights below 0 or infinite"))
    ends = np.sort(ends, axis=1)
    for one, other in ends[(ends[:, 0] < 1) | (ends[:, 1] > patches) | (ends[:, 0] == ends[:, 1])].tolist():
        faults.append(Text(f"parret {one}-{other}", f"the pair {one}-{other}"))
    _, first = np.unique(ends, axis=0, return_index=True)
    faults += [
        Text(f"parret {one}-{other} to gange", f"the pair {one}-{other} twice")
        for one, other in np.delete(ends, first, axis=0).tolist()
    ]
    if faults:
        raise TableError(
            Text("fejl i par af levesteder", "faults in pairs of patches"),
            Text(
                f"to forskellige levesteder af 1 til {patches}, hvert par én gang, med en vægt på 0 eller mere",
                f"two different patches of 1 to {patches}, each pair once, with a weight of 0 or more",
            ),
            Text("ret de nævnte", "correct those named"),
            faults,
        )
    return pd.DataFrame({"from_patch": ends[first, 0], "to_patch": ends[first, 1], "pair_weight": weight[first]})


def _solved(
    circuit: Circuit, frame: pd.DataFrame, potentials: Potentials | None, linked: I64, progress: Progress
) -> Iterator[tuple[int, F64, float]]:
    """Give the row, the volts of all nodes and the effective resistance of each pair between which a way is.

    The resistance is ``2 b v - v L v``: with a residual it is off by its square, where the voltage itself is off by it.
    """
    if potentials is None:
        return
    ends = frame[["from_patch", "to_patch"]].to_numpy(np.int64)[linked] - 1
    for n, (row, (one, other), voltage) in enumerate(
        zip(linked.tolist(), ends.tolist(), potentials.pairs(ends), strict=True)
    ):
        check(progress)
        progress.update(
            n / len(linked),
            Text(f"strøm for par {n + 1} af {len(linked)}", f"current of pair {n + 1} of {len(linked)}"),
        )
        volts = voltage[one] - voltage[other]
        yield row, voltage, float(2.0 * volts - voltage @ (circuit.laplacian @ voltage))


def _with_resistance(circuit: Circuit, frame: pd.DataFrame, found: F64) -> pd.DataFrame:
    whole = circuit.total_conductance[circuit.component[frame["from_patch"].to_numpy(np.int64) - 1]]
    steps = np.full(len(frame), np.inf)
    np.multiply(2.0 * whole, found, out=steps, where=np.isfinite(found))  # a patch alone has no conductance
    return frame.assign(resistance_eff=found, commute_steps=steps)
