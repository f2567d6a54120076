"""The error of the heights as a random field that every window of a grid sees alike."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.kernels import noise
from gistools.kernels.strips import each, framed, inside, row_spans
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.uncertain.params import UncertaintyParams
    from gistools.grid import Grid
    from gistools.kernels.codes import U8

    F32 = npt.NDArray[np.float32]
    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

# Where a grid lies between two whole cells is rounded away; the border between "up" and "down" is put where no usual
# grid lies (offsets of 0, 1/4, 1/3, 1/2, 2/3 or 3/4 of a cell), so that it never falls both ways.
_BORDER = 0.381966


@dataclass(frozen=True, eq=False)
class HeightError:
    """A Gaussian random error of heights (højdefejl), the same for a cell in every window of its grid.

    White noise that follows from (seed, draw, global row, global column) alone is smoothed by three moving sums along
    each axis and scaled to its standard deviation (`gistools.kernels.noise`). With g the weights of the sums of one
    axis (`noise.weights`), the correlation of two cells is exactly

        rho(i, j) = r_x(i) r_y(j),   r(k) = sum_n g[n] g[n + k] / sum_n g[n]²

    for a lag of i columns and j rows. When L is about 4 cells or more this is within 0.03 of exp(-(distance / L)²)
    along an axis (0.04 in any direction), and 0.37 to 0.40 at L itself; for a cell or two it is up to 0.13 off. Widths
    are whole numbers of cells, so L goes in steps of about a third of a cell: `length_m` is the one used.

    Parameters
    ----------
    std_m:
        Standard deviation, m.
    seed:
        Which family of errors.
    across, down:
        int64, the three widths along rows and columns, in cells.
    cell_m:
        Width and height of a cell, m.

    Examples
    --------
    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=100, cols=200, x0=0.0, y0=100.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> error = HeightError.on(grid, std_m=0.05, correlation_m=4.0, seed=1)
    >>> [round(length, 2) for length in error.length_m], error.across.tolist()
    ([3.87, 3.87], [4, 4, 4])
    >>> error.correlation([0, 4, 8], 0).round(3).tolist()
    [1.0, 0.372, 0.01]
    >>> part = error.field(grid.window(10, 20, 3, 4), draw=7)
    >>> bool((part == error.field(grid, draw=7)[10:13, 20:24]).all())
    True
    """

    std_m: float
    seed: int
    across: I64
    down: I64
    cell_m: tuple[float, float]

    @staticmethod
    def on(grid: Grid, *, std_m: float, correlation_m: float, seed: int) -> HeightError:
        """Return the error for the cells of a grid.

        Raises
        ------
        ParamError
            When the correlation length is so many cells that sums no longer fit in 64 bits (about 160 on square cells).
        """
        across, down = widths(correlation_m / grid.dx_m), widths(correlation_m / grid.dy_m)
        if noise.MOST_WHITE * math.prod(across.tolist()) * math.prod(down.tolist()) >= 2**63:
            cells = correlation_m / min(grid.dx_m, grid.dy_m)
            most = 160.0 * math.sqrt(grid.cell_area_m2)
            raise ParamError(
                Text(
                    f"en korrelationslængde på {cells:.0f} celler ({correlation_m:g} m)",
                    f"a correlation length of {cells:.0f} cells ({correlation_m:g} m)",
                ),
                Text(f"højst omkring 160 celler ({most:.0f} m)", f"about 160 cells ({most:.0f} m) at most"),
                Text(
                    "vælg en kortere; en fejl, der er fælles for et så stort område, ændrer ikke lavningerne i det",
                    "choose a shorter one; an error shared by so large an area does not change the bluespots in it",
                ),
            )
        return HeightError(std_m, seed, across, down, (grid.dx_m, grid.dy_m))

    @staticmethod
    def of(params: UncertaintyParams, grid: Grid) -> HeightError:
        """Return the error that parameters ask for."""
        return HeightError.on(grid, std_m=params.error_std_m, correlation_m=params.correlation_m, seed=params.seed)

    @property
    def length_m(self) -> tuple[float, float]:
        """The correlation length used along x and y, m."""
        x, y = (math.sqrt(float((w * w - 1).sum()) / 3.0) for w in (self.across, self.down))
        return x * self.cell_m[0], y * self.cell_m[1]

    def correlation(self, columns: npt.ArrayLike, rows: npt.ArrayLike) -> F64:
        """Return the exact correlation of cells that lie so many columns and rows apart."""
        along = []
        for sums, lag in ((self.across, columns), (self.down, rows)):
            g = noise.weights(sums).astype(np.float64)
            r = np.correlate(g, g, "full")[g.size - 1 :] / (g * g).sum()
            k = np.abs(np.asarray(lag))
            along.append(np.where(k < r.size, r[np.minimum(k, r.size - 1)], 0.0))
        return np.asarray(along[0] * along[1], np.float64)

    def add(self, z: F32, keep: Mask | None, grid: Grid, draw: int, stop: U8) -> F32:
        """Return heights with the error of one draw, rounded to whole 2^-20 m as `condition` does; NaN stays NaN.

        Parameters
        ----------
        z:
            float32, m, shape of ``grid``.
        keep:
            True for cells that get no error; None when all get it.
        draw:
            From 0.
        stop:
            Raised to end the work.
        """
        out = inside(framed(grid.shape, np.float32, np.nan))
        kept = np.zeros((0, 0), np.bool_) if keep is None else keep
        work = functools.partial(
            noise.add_error, z, kept, out, np.uint64(self.seed), np.uint64(draw), *global_cell(grid),
            self.down, self.across, self._metres(),
        )  # fmt: skip
        each(work, row_spans(*grid.shape), stop)
        return out

    def field(self, grid: Grid, *, draw: int) -> F32:
        """Return the error itself on a grid, m, in whole 2^-20 m."""
        flat = inside(framed(grid.shape, np.float32, 0.0))
        flat[:] = 0.0
        return self.add(flat, None, grid, draw, np.zeros(1, np.uint8))

    def _metres(self) -> float:
        gain = noise.WHITE_VARIANCE * math.prod(
            int((noise.weights(w).astype(object) ** 2).sum()) for w in (self.across, self.down)
        )
        return self.std_m / math.sqrt(gain)

    def told(self) -> Text:
        """Return the error in words."""
        words = []
        for language in ("da", "en"):
            x, y = (format_number(v, language, 2) for v in self.length_m)
            length = f"{x} m" if x == y else f"{x} x {y} m"
            words.append((format_number(self.std_m * 100.0, language), length))
        return Text(
            f"frø {self.seed}, standardafvigelse {words[0][0]} cm, korrelationslængde {words[0][1]}",
            f"seed {self.seed}, standard deviation {words[1][0]} cm, correlation length {words[1][1]}",
        )


def widths(length: float) -> I64:
    """Return the widths of three moving sums whose correlation length is nearest to ``length``, in cells.

    The weights of widths n have the variance sum(n² - 1) / 12; a Gaussian of variance s² smooths white noise to the
    correlation exp(-(k / 2s)²), so that L = 2s and sum(n² - 1) = 3 L².

    >>> widths(0.0).tolist(), widths(10.0).tolist()
    ([1, 1, 1], [10, 10, 10])
    """
    least = math.floor(math.sqrt(length * length + 1.0))
    several = range(noise.PASSES + 1)
    made = [np.array([least] * (noise.PASSES - more) + [least + 1] * more, np.int64) for more in several]
    off = [abs(math.sqrt(float((w * w - 1).sum()) / 3.0) - length) for w in made]
    return made[int(np.argmin(off))]


def global_cell(grid: Grid) -> tuple[int, int]:
    """Return row (counted southwards) and column of the upper left cell among all cells of its size from (0, 0).

    >>> from gistools.grid import Grid
    >>> global_cell(Grid(rows=2, cols=3, x0=10.0, y0=8.0, dx_m=2.0, dy_m=2.0, crs="EPSG:25832"))
    (-4, 5)
    """
    return math.floor(-grid.y0 / grid.dy_m + _BORDER), math.floor(grid.x0 / grid.dx_m + _BORDER)
