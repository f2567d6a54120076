"""Cells upstream of each other: every cell once, after the one that it drains to, block by block."""

from __future__ import annotations

import numpy as np
import pytest

from gistools.kernels import labels, upstream
from gistools.kernels.codes import DCOL, DROW, NO_CODE, OUT_EDGE, PIT


def random_codes(rng, rows, cols):
    """Directions down random heights, with pits, ways out and cells without flow, in a frame."""
    z = rng.permutation(rows * cols).reshape(rows, cols)
    code = np.full((rows + 2, cols + 2), NO_CODE, np.uint8)
    for r, c in np.ndindex(rows, cols):
        lower = [
            k
            for k in range(8)
            if 0 <= r + DROW[k] < rows and 0 <= c + DCOL[k] < cols and z[r + DROW[k], c + DCOL[k]] < z[r, c]
        ]
        code[r + 1, c + 1] = rng.choice(lower) + 16 * rng.integers(2) if lower else rng.choice([PIT, OUT_EDGE])
    return code


@pytest.mark.parametrize("block", [1, 2, 3, 100])
def test_each_cell_is_listed_once_after_the_one_it_drains_to(block, monkeypatch):
    rng = np.random.default_rng(block)
    for _ in range(40):
        code = random_codes(rng, int(rng.integers(1, 9)), int(rng.integers(1, 9)))
        rows, width = code.shape
        entered_at = []
        monkeypatch.setattr(upstream, "BLOCK_CELLS", block * width)
        for found in upstream.blocks(code, 1, rows - 1):
            first, order, roots, listed = found.first, found.order, found.roots, found.listed
            assert listed == (found.last - first) * (width - 2)
            place = {int(cell): i for i, cell in enumerate(order[:listed])}
            assert len(place) == listed
            for cell, i in place.items():
                r, c = divmod(cell, width)
                k = int(code[first + r, c]) & 15
                below = cell + int(DROW[k]) * width + int(DCOL[k]) if k < PIT else -1
                assert (i < roots) == (below not in place)
                if i >= roots:
                    assert place[below] < i
            entered_at += (found.entered + first * width).tolist()
        drains = [
            (r * width + c, (r + int(DROW[k])) * width + c + int(DCOL[k]), r)
            for r, c in np.ndindex(*code.shape)
            if (k := int(code[r, c]) & 15) < PIT
        ]
        crossing = [to for _, to, r in drains if (r - 1) // block != (to // width - 1) // block]
        assert sorted(crossing) == sorted(entered_at)


def test_labels_name_where_a_way_leaves_its_block(monkeypatch):
    monkeypatch.setattr(upstream, "BLOCK_CELLS", 1)
    code = np.full((4, 3), NO_CODE, np.uint8)
    code[1:3, 1] = [2, PIT]  # south, into a pit
    label = np.full(code.shape, labels.BEYOND, np.int32)
    label[1:3, 1] = [labels.UNLABELLED, 5]
    exits = labels.follow(code, label, 1, 3)
    assert exits.tolist() == [2 * 3 + 1]
    assert label[1:3, 1].tolist() == [labels.FIRST_EXIT, 5]
    labels.replace_exits(label, np.array([5], np.int32), 1, 3)
    assert label[1:3, 1].tolist() == [5, 5]
