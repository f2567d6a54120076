"""Lines as cells: no water passes a wall over a corner."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import gistools as gt
from gistools.cloudburst.whatif.cells import band_cells, line_cells
from tests.cloudburst.whatif.plan import planned, terrain_of

ROWS, COLS = 9, 12
GRID = gt.Grid(ROWS, COLS, 0.0, ROWS * 1.5, 1.0, 1.5, "EPSG:25832")
place = st.tuples(  # to a nanometre: with less between points the library of shapes divides by zero
    st.one_of(st.floats(0.0, float(COLS)).map(lambda x: round(x, 9)), st.integers(0, COLS).map(float)),
    st.one_of(st.floats(0.0, ROWS * 1.5).map(lambda y: round(y, 9)), st.integers(0, ROWS).map(lambda n: n * 1.5)),
)


def touching(line, grid):
    """Return the cells whose inside a line meets, by asking every cell: slow, and sure."""
    found = set()
    for row in range(grid.rows):
        for col in range(grid.cols):
            x, y = grid.centre(row, col)
            inner = shapely.box(
                x - 0.499 * grid.dx_m, y - 0.499 * grid.dy_m, x + 0.499 * grid.dx_m, y + 0.499 * grid.dy_m
            )
            if line.intersects(inner):
                found.add((row, col))
    return found


@given(st.lists(place, min_size=2, max_size=5))
@settings(max_examples=150, deadline=None)
def test_a_line_takes_all_cells_that_it_meets_side_by_side(points):
    line = shapely.LineString(points)
    rows, cols = line_cells(line, GRID)
    taken = set(zip(rows.tolist(), cols.tolist(), strict=True))
    assert taken >= touching(line, GRID)
    left, edge = set(taken), [next(iter(taken))]
    while edge:  # from side to side all are reached
        one = edge.pop()
        if one in left:
            left.discard(one)
            edge += [(one[0] + a, one[1] + b) for a, b in ((0, 1), (1, 0), (0, -1), (-1, 0))]
    assert not left
    near = shapely.union_all(
        [shapely.box(c - 1e-6, (ROWS - r - 1) * 1.5 - 1e-6, c + 1 + 1e-6, (ROWS - r) * 1.5 + 1e-6) for r, c in taken]
    )
    assert near.covers(line)
    wide = band_cells(line, 3.0, GRID) if line.length > 0 else (rows, cols)
    assert taken <= set(zip(*(part.tolist() for part in wide), strict=True))


@given(st.lists(st.floats(1.0, 11.0), min_size=2, max_size=6), st.integers(0, 2**16))
@settings(max_examples=40, deadline=None)
def test_a_wall_across_the_map_parts_the_water(xs, seed):
    """A wall from north to south, higher than all else: no cell drains from one side to the other."""
    z = np.random.default_rng(seed).normal(size=(12, 12))
    terrain = terrain_of(z, params=gt.TerrainParams(edge="outlet"))
    line = shapely.LineString(list(zip(xs, np.linspace(0.0, 12.0, len(xs)).tolist(), strict=True)))
    plan = planned(terrain, {"type": "mur", "kote_m": 50.0, "shape": line})
    wall = plan.terrain.surface.values == 50.0
    side, number = np.where(wall, -1, 0), 0
    for start in zip(*np.nonzero(~wall), strict=True):  # fill over corners too, as water runs
        if side[start] == 0:
            number += 1
            edge = [start]
            while edge:
                r, c = edge.pop()
                if 0 <= r < 12 and 0 <= c < 12 and side[r, c] == 0:
                    side[r, c] = number
                    edge += [(r + a, c + b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    west = set(side[:, 0].tolist()) - {-1}
    east = set(side[:, -1].tolist()) - {-1}
    assert not west & east
