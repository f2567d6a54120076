"""A lidar-like terrain for benchmarks, made from a seed: relief, banks, noise, pits, flat lakes and holes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def lidar_like(size: int, seed: int = 1, cell_m: float = 0.4) -> npt.NDArray[np.float32]:
    """Return ``size`` x ``size`` heights in m, float32; NaN at a coast and in holes.

    >>> lidar_like(64).shape
    (64, 64)
    """
    rng = np.random.default_rng(seed)
    y, x = np.meshgrid(np.arange(size) * cell_m, np.arange(size) * cell_m, indexing="ij")
    z = 25.0 - 0.004 * x + 4.0 * np.sin(x / 180.0) * np.cos(y / 230.0) + 1.5 * np.sin((x + 2 * y) / 67.0)
    for k in range(max(size // 500, 1)):
        bank = np.abs((x * np.cos(k) + y * np.sin(k)) % 400.0 - 200.0)
        z += 1.5 * np.clip(1.0 - np.maximum(bank - 3.0, 0.0) / 4.0, 0.0, 1.0)
    z += rng.normal(0.0, 0.015, z.shape)
    pits = rng.random(z.shape) < 0.002  # noqa: PLR2004 - share of cells
    z[pits] -= rng.uniform(0.05, 0.6, int(pits.sum()))
    for _ in range(max(size // 400, 1)):
        cx, cy = rng.uniform(0, size * cell_m, 2)
        radius = rng.uniform(10, 60)
        lake = np.hypot(x - cx, y - cy) < radius
        if lake.any():
            z[lake] = z[lake].min()
    for _ in range(max(size // 500, 1)):
        r, c = rng.integers(0, size, 2)
        z[r : r + 15, c : c + 20] = np.nan
    z[:, -max(size // 40, 1) :] = np.nan
    return z.astype(np.float32)
