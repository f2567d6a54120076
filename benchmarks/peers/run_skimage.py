"""scikit-image: MCP_Geometric, the half-sum rule over 8 neighbours; the resistance in memory."""

from __future__ import annotations

import common
import numpy as np
from skimage.graph import MCP_Geometric


def search(resistance: np.ndarray, labels: np.ndarray, _: float, clock: common.Clock) -> dict[str, np.ndarray]:
    """Find the costs from all patches in one call, and from the first; the making of the finder is counted."""
    starts = {
        name: [tuple(at) for at in np.argwhere(where)] for name, where in (("all", labels > 0), ("one", labels == 1))
    }
    MCP_Geometric(resistance[:50, :50]).find_costs([(0, 0)])
    clock.mark("read")
    made = {}
    for step, cells in starts.items():
        made[step] = MCP_Geometric(resistance).find_costs(cells)[0]
        clock.mark(step)
    return made


if __name__ == "__main__":
    common.corridors(search, "scikit-image", "numpy")
