"""What the draws say of the bluespots of the terrain without error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst import layers
from gistools.cloudburst.uncertain.quantiles import PERCENTS, column_quantiles
from gistools.kernels.codes import OUT_BASINS
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.cloudburst.params import ReportParams

    F64 = npt.NDArray[np.float64]

_COLUMNS = ("bluespot_id", "level_m", "area_m2", "volume_m3", "full_rain_mm")


class Places:
    """The bluespots of the terrain without error, each known in every draw by its deepest cell.

    In a draw the place's bluespot is the outermost depression whose saddle lies above that cell, so that the cell is
    under water when it is full; where water runs on from the cell, there is none.

    Parameters
    ----------
    base:
        Rain to flood of the terrain without error.
    report:
        Which bluespots are told of.
    """

    def __init__(self, base: RainToFlood, report: ReportParams) -> None:
        self.bluespots = layers.bluespots_by_rain(base, report)
        nodes = base.bluespots.nodes
        roots = self.bluespots["bluespot_id"].to_numpy() - 1
        z = base.flow.surface[np.divmod(nodes.pit, base.grid.cols)]
        order = np.lexsort((nodes.pit, z, nodes.root[: nodes.leaves]))  # by bluespot, then the deepest first
        _, first = np.unique(nodes.root[: nodes.leaves][order], return_index=True)
        deepest = np.full(nodes.parent.size, -1, np.int64)
        deepest[nodes.root[order[first]]] = nodes.pit[order[first]]
        self.cells = np.divmod(deepest[roots], base.grid.cols)
        self._volume: list[F64] = []
        self._full: list[F64] = []

    def note(self, drawn: RainToFlood) -> None:
        """Note volume and fill rain of the place's bluespot in a draw."""
        basin = drawn.flow.basin[self.cells] - OUT_BASINS
        here = basin >= 0
        nodes = drawn.bluespots.nodes
        here[here] = drawn.flow.surface[self.cells][here] < nodes.spill_z[nodes.root[basin[here]]]
        roots = nodes.root[basin[here]].astype(np.int64)
        for kept, value in ((self._volume, drawn.bluespots.volume_m3(roots)), (self._full, drawn.full_mm[roots])):
            row = np.full(here.size, np.nan)
            row[here] = value
            kept.append(row)

    def outside(self) -> tuple[int, int, int]:
        """Return how many bluespots have a fill rain without error that lies below P10, above P90, and of how many.

        Only those that every draw keeps are counted: where some draws open it, the others are the deeper ones.
        """
        base = self.bluespots["full_rain_mm"].fillna(np.inf).to_numpy(np.float64)
        full = self._drawn(self._full)
        low, _, high = column_quantiles(full)
        kept = ~np.isnan(full).any(axis=0)
        return int((kept & (base < low)).sum()), int((kept & (base > high)).sum()), int(kept.sum())

    def _drawn(self, kept: list[F64]) -> F64:
        return np.array(kept).reshape(len(kept), len(self.bluespots))

    def layer(self) -> gpd.GeoDataFrame:
        """Return the bluespots as polygons of their extent without error, when full.

        Columns: bluespot_id, level_m, area_m2, volume_m3 and full_rain_mm (rain that fills it, so that it spills)
        without error; full_rain_p10_mm, _p50_mm, _p90_mm and volume_p10_m3, _p50_m3, _p90_m3 over the draws in which
        its deepest cell lies in a bluespot (missing where that share of them never fills it, or there is none);
        kept_share, their share of all draws.
        """
        made = self.bluespots[[*_COLUMNS, "geometry"]].copy()
        volume, full = self._drawn(self._volume), self._drawn(self._full)
        units = {name: unit for name, unit in self.bluespots.attrs["units"].items() if name in _COLUMNS}
        at = len(_COLUMNS)
        for drawn, name, unit in ((full, "full_rain_p{}_mm", "mm"), (volume, "volume_p{}_m3", "m³")):
            for percent, value in zip(PERCENTS, column_quantiles(drawn), strict=True):
                made.insert(at, name.format(percent), np.where(np.isfinite(value), value, np.nan))
                units[name.format(percent)] = unit
                at += 1
        made.insert(at, "kept_share", np.isfinite(volume).mean(axis=0))
        units["kept_share"] = "0–1"
        made.attrs.update(units=units, title=Text("Lavninger med usikkerhed", "Bluespots with uncertainty"))
        return made
