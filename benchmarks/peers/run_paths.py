"""gistools: ``prepare`` makes a town of streets, ``areas``, ``whole`` and ``slopes`` are timed, ``check`` compares."""

from __future__ import annotations

import sys
from pathlib import Path

import common
import geopandas as gpd
import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from gistools.grid import Grid
from gistools.pathnet import BuildParams, Places, Search, assemble, build_network, network_indices, parts_of
from gistools.pathnet.critical_elements import weak_points
from gistools.pathnet.isochrones import service_area
from gistools.pathnet.slopes import edge_slopes
from gistools.raster import Raster

BLOCK_M, JITTER_M, ORIGINS = 100.0, 20.0, 1000
CELL_M, MOST_CELLS = 1.6, 100_000_000  # of the terrain beneath, coarser beneath a large town


def prepare(folder: Path, side: int) -> None:
    """Write a grid of streets with crooked blocks, ``side`` by ``side`` crossings, and the crossings to begin at."""
    rng = np.random.default_rng(7)
    node = np.arange(side * side).reshape(side, side)
    tail = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    head = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    xy = np.column_stack([node.ravel() % side, node.ravel() // side]) * BLOCK_M
    xy = xy + rng.uniform(-JITTER_M, JITTER_M, xy.shape) + (500_000.0, 6_100_000.0)
    origins = rng.choice(side * side, min(ORIGINS, side * side // 4), replace=False)
    np.savez(folder / "streets.npz", xy=xy, tail=tail, head=head, origins=origins)


def areas(folder: Path, limit: float) -> dict[str, object]:
    """Time what is reached from all origins, with partial edges; the network is made before and not counted."""
    xy, tail, head, origins = common.streets(folder)
    clock = common.Clock()
    net = assemble(shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1)), tail, head)
    search = Search.whole(net)
    at, share = _at_nodes(tail, head, origins)
    places = Places(at, np.where(share, net.length_m[at], 0.0), np.zeros(at.size))
    service_area(search, places[:8], limit)
    clock.mark("graph")
    area = service_area(search, places, limit)
    clock.mark("areas")
    area.shapes(net)
    clock.mark("lines of them")
    np.save(folder / "reached-gistools.npy", area.length_m)
    return {"seconds": clock.seconds, "edges": len(tail), "origins": len(origins)}


def _at_nodes(tail: np.ndarray, head: np.ndarray, origins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return an edge that meets each origin, and whether it ends there."""
    both = np.concatenate([tail, head])
    order = np.argsort(both, kind="stable")
    found = order[np.searchsorted(both[order], origins)]
    return found % tail.size, found >= tail.size


def whole(folder: Path) -> dict[str, object]:
    """Time building and auditing the network from a layer of lines, and parts, weak points and figures of it."""
    xy, tail, head, _ = common.streets(folder)
    lines = shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1))
    layer = gpd.GeoDataFrame({"gang_tilladt": "ja"}, index=range(lines.size), geometry=lines, crs="EPSG:25832")
    clock = common.Clock()
    net = build_network({"paths": layer}, BuildParams())
    clock.mark("build and audit")
    search = Search.whole(net)
    parts_of(search)
    weak_points(search)
    network_indices(search)
    clock.mark("parts, weak points, figures")
    return {"seconds": clock.seconds, "edges": len(net.edges), "nodes": len(net.nodes)}


def slopes(folder: Path) -> dict[str, object]:
    """Time how steep each edge is, on hills beneath the whole town; network and terrain are made before."""
    xy, tail, head, _ = common.streets(folder)
    net = assemble(shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1)), tail, head, crs="EPSG:25832")
    low, span = xy.min(axis=0) - BLOCK_M, float(np.ptp(xy, axis=0).max()) + 2.0 * BLOCK_M
    cell = max(CELL_M, span / MOST_CELLS**0.5)
    side = int(np.ceil(span / cell))
    along = (np.arange(side, dtype=np.float32) * np.float32(cell)) / np.float32(150.0)
    hills = 8.0 * np.sin(along)[None, :] * np.cos(along)[:, None]
    grid = Grid(rows=side, cols=side, x0=low[0], y0=low[1] + side * cell, dx_m=cell, dy_m=cell, crs="EPSG:25832")
    terrain = Raster(hills, grid, "m")
    clock = common.Clock()
    found = edge_slopes(net, terrain)
    clock.mark("slopes")
    return {"seconds": clock.seconds, "edges": int(found.up_permille.size), "cells": side * side}


def check(folder: Path, limit: float) -> dict[str, object]:
    """Return how far each program is from metres of edges whose both ends are reached, found by SciPy by definition."""
    xy, tail, head, origins = common.streets(folder)
    length = np.hypot(*(xy[tail] - xy[head]).T)
    both = np.concatenate([length, length]), (np.concatenate([tail, head]), np.concatenate([head, tail]))
    matrix = sparse.csr_array(both, shape=(len(xy),) * 2)
    inner = np.zeros(origins.size)
    for k, origin in enumerate(origins.tolist()):
        near = csgraph.dijkstra(matrix, indices=origin, limit=limit)
        inner[k] = length[np.isfinite(near[tail]) & np.isfinite(near[head])].sum()
    told: dict[str, object] = {}
    for path in sorted(folder.glob("reached-*.npy")):
        made, peer = np.load(path), path.stem.partition("-")[2]
        if peer == "gistools":
            told[peer] = {"median_share": float(np.median(made / np.maximum(inner, 1.0)))}
        else:
            told[peer] = {"apart_m": float(np.abs(made - inner).max())}
    return told


def main() -> None:
    """Do what the command line asks for, and print one JSON line."""
    mode, folder, rest = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    with common.quiet() as answer:
        if mode == "prepare":
            prepare(folder, int(rest[0]))
            answer({})
        elif mode in {"whole", "slopes"}:
            answer({"whole": whole, "slopes": slopes}[mode](folder))
        else:
            answer({"areas": areas, "check": check}[mode](folder, float(rest[0])))


if __name__ == "__main__":
    main()
