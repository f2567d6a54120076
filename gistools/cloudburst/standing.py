"""Standing water drawn: depth and level of every cell from the water level of every pit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels import volumes
from gistools.kernels.codes import EDGE
from gistools.kernels.strips import each, row_strips
from gistools.raster import Raster
from gistools.terrain.flow import stoppable
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.progress import Progress
    from gistools.terrain.types import ConditionedTerrain, FlowField


@dataclass(frozen=True, eq=False)
class Standing:
    """Depth (m; 0 where dry, NaN off land), level (m; NaN where dry), and the sum of the depths."""

    depth: Raster
    level: Raster
    depth_sum_m: float


def draw(
    terrain: ConditionedTerrain,
    flow: FlowField,
    units: npt.NDArray[np.int64],
    rest: npt.NDArray[np.float64],
    progress: Progress,
) -> Standing:
    """Draw water that stands as high in each basin as ``units`` (2^-20 m) and ``rest`` above say; -1 where dry."""
    mosaic = flow.mosaic()
    mosaic.put("cls", terrain.cell_class, np.uint8(EDGE))
    mosaic.blank("depth", np.float32, np.nan)
    mosaic.blank("level", np.float32, np.nan)
    tile = mosaic.tiles[0]

    def stand(first: int, last: int) -> float:
        total: float = volumes.stand(
            tile["z"], tile["cls"], tile["basin"], units, rest, first, last, tile["depth"], tile["level"]
        )
        return total

    strips = row_strips(*tile["z"].shape)
    total = sum(stoppable(progress, lambda stop: each(stand, strips, stop)))
    depth = Raster(mosaic.get("depth"), terrain.grid, unit="m", name=Text("Vanddybde", "Water depth"))
    datum = terrain.surface.vertical_datum
    name = Text("Vandspejl", "Water level")
    return Standing(depth, Raster(mosaic.get("level"), terrain.grid, unit="m", vertical_datum=datum, name=name), total)
