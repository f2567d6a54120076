"""A map held against another (kort mod kort): how they are laid on one another, and what is wet in which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import CrsError, GridError
from gistools.grid import same_crs
from gistools.plan.compare_scores import Contingency
from gistools.text import Text, danish

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.grid import Grid

    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

NOT_COMPARED, BOTH_WET, MODEL_ALONE, REALITY_ALONE, BOTH_DRY = range(5)


@dataclass(frozen=True, eq=False)
class Laying:
    """How the cells of another map are laid on those of the model: each takes the one that holds its centre.

    Nothing is resampled: a cell of the model has one value of the other map, or none where its centre lies off that
    map. A centre on the side of two cells belongs to the one east or south of it.

    Parameters
    ----------
    rows, cols:
        Row and column of the other map for each row and column of the model; -1 off it.
    model, other:
        The grids.
    """

    rows: I64
    cols: I64
    model: Grid
    other: Grid

    @property
    def same(self) -> bool:
        """Whether both have the same cells."""
        return self.model.aligned_with(self.other)

    def laid(self, values: Mask) -> Mask:
        """Return a mask of the other map on the cells of the model; False off it."""
        if self.same:
            return values
        made: Mask = values[np.maximum(self.rows, 0)[:, None], np.maximum(self.cols, 0)[None, :]]
        made &= (self.rows >= 0)[:, None] & (self.cols >= 0)[None, :]
        return made

    @property
    def unread_share(self) -> float:
        """Share of the other map's cells that hold no centre of the model's: finer cells, and land off the model."""
        seen = np.unique(self.rows[self.rows >= 0]).size * np.unique(self.cols[self.cols >= 0]).size
        return 1.0 - seen / (self.other.rows * self.other.cols)

    @property
    def note(self) -> Text:
        """How the maps lie on one another, for the user."""
        if self.same:
            return Text("De to kort har de samme celler.", "The two maps have the same cells.")
        own, other = ((g.dx_m, g.dy_m) for g in (self.model, self.other))
        sizes = [" x ".join(f"{d:g}" for d in pair) + " m" for pair in (own, other)]
        unread = 100.0 * self.unread_share
        return Text(
            f"Hver celle af modellen ({sizes[0].replace('.', ',')}) er holdt op mod den celle af det andet "
            f"kort ({sizes[1].replace('.', ',')}), som dens midtpunkt ligger i; intet er omregnet. "
            f"{danish(unread, '.1f')} % af det andet korts celler er der intet midtpunkt i, og dem er der ikke set på.",
            f"Each cell of the model ({sizes[0]}) is held against the cell of the other map ({sizes[1]}) that holds "
            f"its centre; nothing is resampled. {unread:.1f} % of the other map's cells hold no centre and were "
            "not looked at.",
        )


def lay(model: Grid, other: Grid) -> Laying:
    """Lay the cells of another map on those of the model, by the cell that holds each centre.

    Raises
    ------
    CrsError
        For another coordinate system: heights and water are never reprojected.
    GridError
        When no centre of the model lies on the other map.

    >>> from gistools.grid import Grid
    >>> fine = Grid(rows=2, cols=4, x0=0.0, y0=2.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> coarse = Grid(rows=1, cols=2, x0=0.0, y0=2.0, dx_m=2.0, dy_m=2.0, crs="EPSG:25832")
    >>> lay(fine, coarse).cols.tolist(), lay(coarse, fine).unread_share
    ([0, 0, 1, 1], 0.75)
    """
    if not same_crs(model.crs, other.crs):
        raise CrsError(
            Text(
                f"modellen i {model.crs}, det andet kort i {other.crs}",
                f"the model in {model.crs}, the other map in {other.crs}",
            ),
            Text("det samme koordinatsystem", "the same coordinate system"),
            Text("lav det ene kort i det andets koordinatsystem", "make one map in the coordinate system of the other"),
        )
    x, _ = model.centres(np.zeros(model.cols), np.arange(model.cols))
    _, y = model.centres(np.arange(model.rows), np.zeros(model.rows))
    rows = np.floor((other.y0 - y) / other.dy_m).astype(np.int64)
    cols = np.floor((x - other.x0) / other.dx_m).astype(np.int64)
    rows[(rows < 0) | (rows >= other.rows)] = -1
    cols[(cols < 0) | (cols >= other.cols)] = -1
    if (rows < 0).all() or (cols < 0).all():
        raise GridError(
            Text(f"kort uden fælles land: {model} og {other}", f"maps without common land: {model} and {other}"),
            Text("to kort over det samme sted", "two maps of one place"),
            Text("giv kort, der dækker det samme", "give maps that cover the same"),
        )
    return Laying(rows, cols, model, other)


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two maps have in common, in m².

    Parameters
    ----------
    table:
        Hits, misses, false alarms and what is dry in both, m².
    model_alone_m2, reality_alone_m2:
        Area of the model's cells of which only one of the two says something; not compared.
    """

    table: Contingency
    model_alone_m2: float
    reality_alone_m2: float


def overlap(
    model_wet: Mask, model_known: Mask, real_wet: Mask, real_known: Mask, cell_m2: float, area: Mask | None = None
) -> Overlap:
    """Count what is wet in the model and in reality, over the cells of which both say something.

    >>> one, two = np.array([[True, True, False, False]]), np.array([[True, False, True, False]])
    >>> overlap(one, np.ones((1, 4), bool), two, np.ones((1, 4), bool), 2.0).table.critical_success_index
    0.3333333333333333
    """
    both = model_known & real_known if area is None else model_known & real_known & area
    counted = [
        int(np.count_nonzero(both & part))
        for part in (model_wet & real_wet, real_wet & ~model_wet, model_wet & ~real_wet, ~model_wet & ~real_wet)
    ]
    own, other = model_known & ~real_known, real_known & ~model_known
    if area is not None:
        own, other = own & area, other & area
    alone = (int(np.count_nonzero(one)) for one in (own, other))
    return Overlap(Contingency(*(n * cell_m2 for n in counted)), *(n * cell_m2 for n in alone))


def agreement(
    model_wet: Mask, model_known: Mask, real_wet: Mask, real_known: Mask, area: Mask | None = None
) -> npt.NDArray[np.uint8]:
    """Return what each cell is: wet in both, in the model alone, in reality alone, in none; 0 where not compared.

    >>> agreement(*(np.array([[bit]]) for bit in (True, True, False, True))).tolist()
    [[2]]
    """
    code = np.where(
        model_wet, np.where(real_wet, BOTH_WET, MODEL_ALONE), np.where(real_wet, REALITY_ALONE, BOTH_DRY)
    ).astype(np.uint8)
    code[~(model_known & real_known)] = NOT_COMPARED
    if area is not None:
        code[~area] = NOT_COMPARED
    return code
