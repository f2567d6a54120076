"""The saddles over which basins find their way off the map: a tree of pairs of neighbouring cells.

Two basins meet over many pairs of cells. Pairs are ordered by one global key: height of the higher cell, its tie key,
steepest drop to the lower cell first, height of the lower cell, its tie key. (A total order of single cells is not
enough, since one cell often touches several basins.) All that is told from saddles later, such as levels, nesting and
receivers, is told by the tree of smallest keys that connects the basins, ways off the map counted as one.

Few pairs can belong to that tree. Take the neighbours of a cell that come before it in the order (height, tie key), and
join those that touch each other into groups. All basins of one group are connected by pairs of smaller keys. So no
pair from the cell into a group that holds its own basin belongs to the tree, and of each other group at most the pair
of smallest key. Nearly every cell has one group, which holds the lower neighbour that it drains to, and is passed over.
The others are the saddles of the terrain, about as many as it has pits and peaks, and cells that drain across level
ground or off the map.

The tree is then found by Boruvka's algorithm, which needs no sorting.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import DCOL, DROW, OUT_BASINS, PIT
from gistools.kernels.compiled import njit

MOST_A_CELL = 4  # pairs of which one cell is the higher
IN_LATER = 8  # added to the direction of a pair when its higher cell lies in the basin of the larger number

PLACE = np.uint64(2**32 - 1)  # the half of a key that holds the place in the list
NONE = np.uint64(2**64 - 1)

_U = np.uint8


def _groups_of(mask: int) -> list[int]:
    """Return the groups of the neighbours in a mask as masks, 0 after the last."""
    groups = []
    while mask:
        group = mask & -mask
        for _ in range(8):
            for a in range(8):
                for b in range(8):
                    touch = max(abs(int(DROW[a] - DROW[b])), abs(int(DCOL[a] - DCOL[b]))) == 1
                    if touch and group >> a & 1 and mask >> b & 1:
                        group |= 1 << b
        groups.append(group)
        mask &= ~group
    return groups + [0] * (5 - len(groups))


GROUPS = np.array([_groups_of(mask) for mask in range(256)], np.uint8)  # at most four, and a 0
ONLY = np.array([mask.bit_length() - 1 if mask.bit_count() == 1 else -1 for mask in range(256)], np.int8)


@njit(cache=True, nogil=True)
def find_keys(top, keys):  # type: ignore[no-untyped-def]
    """Write one whole number for each pair of a list, in the order of their keys: by height, then by place in the list.

    >>> keys = np.empty(4, np.uint64)
    >>> find_keys(np.array([2.0, -1.0, 0.0, -0.0], np.float32), keys)
    >>> np.argsort(keys).tolist()
    [1, 2, 3, 0]
    """
    sign = np.uint32(1 << 31)
    bits = top.view(np.uint32)
    for e in range(top.size):
        word = bits[e] if bits[e] != sign else np.uint32(0)  # -0 equals 0
        word = ~word if word & sign else word | sign  # rises as heights do
        keys[e] = (np.uint64(np.uint32(word)) << np.uint64(32)) | np.uint64(e)


@njit(cache=True, nogil=True)
def _find_groups(above, here, below, code, earlier, groups):  # type: ignore[no-untyped-def]
    """Write which neighbours come earlier, and count their groups, for each cell of a row; 16 more off slopes.

    The tie key must count cells row by row. The number of groups around a cell is that of the sides without an earlier
    neighbour that are followed by one at one of the next two places (Yokoi, Toriwaki and Fukumura 1975); earlier
    neighbours on all four sides give 0.
    """
    n = groups.size
    nw, north, ne = above[0:n], above[1 : n + 1], above[2 : n + 2]
    west, mid, east = here[0:n], here[1 : n + 1], here[2 : n + 2]
    sw, south, se = below[0:n], below[1 : n + 1], below[2 : n + 2]
    for i in range(n):
        z = mid[i]
        e, a = _U(east[i] < z), _U(se[i] < z)
        s, b = _U(south[i] < z), _U(sw[i] < z)
        w, c = _U(west[i] <= z), _U(nw[i] <= z)
        t, d = _U(north[i] <= z), _U(ne[i] <= z)
        groups[i] = (
            ((e ^ _U(1)) & (a | s))
            + ((s ^ _U(1)) & (b | w))
            + ((w ^ _U(1)) & (c | t))
            + ((t ^ _U(1)) & (d | e))
            + (_U(code[i] >= _U(PIT)) << 4)
        )
        earlier[i] = e | (a << 1) | (s << 2) | (b << 3) | (w << 4) | (c << 5) | (t << 6) | (d << 7)


@njit(cache=True, nogil=True)
def _find_same(above, here, below, same):  # type: ignore[no-untyped-def]
    """Write which neighbours lie in the same basin, for each cell of a row."""
    n = same.size
    nw, north, ne = above[0:n], above[1 : n + 1], above[2 : n + 2]
    west, mid, east = here[0:n], here[1 : n + 1], here[2 : n + 2]
    sw, south, se = below[0:n], below[1 : n + 1], below[2 : n + 2]
    for i in range(n):
        b = mid[i]
        low = _U(east[i] == b) | (_U(se[i] == b) << 1) | (_U(south[i] == b) << 2) | (_U(sw[i] == b) << 3)
        high = _U(west[i] == b) | (_U(nw[i] == b) << 1) | (_U(north[i] == b) << 2) | (_U(ne[i] == b) << 3)
        same[i] = low | (high << 4)


@njit(cache=True, nogil=True)
def _is_before(a, b, v, at, heights, step, distance, tie):  # type: ignore[no-untyped-def]
    """Whether the pair of a cell of height ``v`` with its neighbour ``a`` has a smaller key than that with ``b``."""
    one = heights[at + step[a]]
    two = heights[at + step[b]]
    fall = (np.float64(v) - np.float64(one)) / distance[a]
    rival = (np.float64(v) - np.float64(two)) / distance[b]
    if fall != rival:
        return fall > rival
    if one != two:
        return one < two
    return tie[a] < tie[b]


@njit(cache=True, nogil=True)
def scan(z, code, basin, first, last, origin, width, distance, tie, by_rows, one, two, top, cell, way, stop):  # type: ignore[no-untyped-def]
    """List the pairs of cells that may belong to the tree, of the higher cells in some rows of a padded tile.

    Pairs of one cell come in the order of their keys, and cells row by row.

    Parameters
    ----------
    origin:
        Position in the map of the padded cell (0, 0).
    width:
        Columns of the map.
    tie:
        What the tie key grows by from a cell to each of its eight neighbours.
    by_rows:
        Whether the tie key counts cells row by row.
    one, two, top, cell, way:
        Out: basin of the smaller and of the larger number, height of the higher cell, its position in the map,
        direction.

    Returns
    -------
    tuple
        How many pairs there are, and the row to go on with, with new lists, when these are full.
    """
    cols = basin.shape[1]
    count = 0
    groups, before, same = (
        np.full(cols - 2, 2, np.uint8),
        np.full(cols - 2, 255, np.uint8),
        np.empty(cols - 2, np.uint8),
    )
    here = np.empty(cols - 1, np.int64)  # columns in which a cell may have pairs
    step = np.empty(8, np.int64)
    for k in range(8):
        step[k] = DROW[k] * cols + DCOL[k]
    sides = np.empty(MOST_A_CELL, np.int64)  # the lower cells of the pairs of one cell
    heights = z.reshape(-1)
    labels = basin.reshape(-1)
    for r in range(first, last):
        if stop[0]:
            return count, r
        if by_rows:
            _find_groups(z[r - 1], z[r], z[r + 1], code[r, 1 : cols - 1], before, groups)
        _find_same(basin[r - 1], basin[r], basin[r + 1], same)
        candidates = 0
        for i in range(cols - 2):
            here[candidates] = i
            candidates += (groups[i] > 1) & (before[i] & ~same[i] != 0)
        if count + MOST_A_CELL * candidates > one.size:
            return count, r
        for i in here[:candidates]:
            at = r * cols + i + 1
            mine = labels[at]
            if mine < 0:
                continue
            v = heights[at]
            own = same[i]
            earlier = before[i]
            if not by_rows:
                earlier = _U(0)
                for k in range(8):
                    other = heights[at + step[k]]
                    earlier |= _U((other < v) | ((other == v) & (tie[k] < 0))) << _U(k)
            if mine < OUT_BASINS:
                for k in range(8):
                    if labels[at + step[k]] < OUT_BASINS:
                        own |= _U(1) << _U(k)
            if earlier & ~own == 0:
                continue
            found = 0
            for g in range(4):
                group = GROUPS[earlier, g]
                if group == 0:
                    break
                if group & own:
                    continue
                best = int(ONLY[group])
                if best < 0:
                    for k in range(8):
                        if group >> k & 1 and (best < 0 or _is_before(k, best, v, at, heights, step, distance, tie)):
                            best = k
                place = found
                while place > 0 and _is_before(best, sides[place - 1], v, at, heights, step, distance, tie):
                    sides[place] = sides[place - 1]
                    place -= 1
                sides[place] = best
                found += 1
            for j in range(found):
                k = sides[j]
                b = labels[at + step[k]]
                one[count] = min(mine, b)
                two[count] = max(mine, b)
                top[count] = v
                cell[count] = origin + r * width + i + 1
                way[count] = k if mine < b else k + IN_LATER
                count += 1
    return count, last


@njit(cache=True, nogil=True)
def lowest_tree(keys, part_one, part_two, pair, best, onto, chosen, stop):  # type: ignore[no-untyped-def]
    """List which pairs make up the tree (or trees) of lowest saddles, by Boruvka's algorithm; return how many they are.

    ``keys`` come from `find_keys`, and ``part_one`` and ``part_two`` name the basins of each pair; they are changed, as
    is the scratch: ``pair`` for each pair, ``best`` and ``onto`` for each basin. ``chosen`` has room for one more pair
    than there are basins. Pairs keep their order when those within one part are left out, so
    that the place in the list in the lower half of a key stays the order of keys.
    """
    for e in range(pair.size):
        part_one[e] = 0 if part_one[e] < OUT_BASINS else part_one[e]
        part_two[e] = 0 if part_two[e] < OUT_BASINS else part_two[e]
        pair[e] = e
    pairs = pair.size
    parts = best.size
    used = 0
    while pairs > 0 and stop[0] == 0:
        for c in range(parts):
            best[c] = NONE
        for i in range(pairs):
            u = part_one[i]
            v = part_two[i]
            best[u] = min(best[u], keys[i])
            best[v] = min(best[v], keys[i])
        for c in range(parts):
            key = best[c]
            if key == NONE:
                onto[c] = c
                continue
            place = key & PLACE
            far = np.int64(part_one[place]) ^ np.int64(part_two[place]) ^ c
            goes = best[far] != key or far < c  # where both chose one pair, the part of the smaller number stays
            onto[c] = far if goes else c
            chosen[used] = pair[place]
            used += int(goes)
        moved = True
        while moved:
            moved = False
            for c in range(parts):
                root = onto[onto[c]]
                moved |= root != onto[c]
                onto[c] = root
        fresh = 0
        for c in range(parts):
            best[c] = fresh
            fresh += onto[c] == c
        for c in range(parts):
            onto[c] = best[onto[c]]
        kept = 0
        for i in range(pairs):
            u = onto[part_one[i]]
            v = onto[part_two[i]]
            part_one[kept] = u
            part_two[kept] = v
            pair[kept] = pair[i]
            keys[kept] = (keys[i] & ~PLACE) | np.uint64(kept)
            kept += u != v
        pairs = kept
        parts = fresh
    return used


@njit(cache=True, nogil=True)
def exits(pair, hi, cell, way, width, first, exit_in, exit_out, direction):  # type: ignore[no-untyped-def]
    """Write for each basin from ``first`` on over which pair of cells it lies on the way off the map.

    ``exit_in`` is the cell in the basin, ``exit_out`` the cell beyond, and ``direction`` leads from one to the other;
    all are -1 for a basin without a way.
    """
    for b in range(first, pair.size):
        i = b - first
        e = pair[b]
        exit_in[i] = exit_out[i] = direction[i] = -1
        if e < 0:
            continue
        k = way[e] & 7
        higher = np.int64(cell[e])
        lower = higher + DROW[k] * width + DCOL[k]
        if (hi[e] == b) == (way[e] >= IN_LATER):
            exit_in[i], exit_out[i], direction[i] = higher, lower, k
        else:
            exit_in[i], exit_out[i], direction[i] = lower, higher, (k + 4) & 7


@njit(cache=True, nogil=True)
def ways_to_the_edge(lo, hi, top, left, mixed, order, level, below, pair):  # type: ignore[no-untyped-def]
    """Find how each basin lies on the tree: basins with one pair left are taken off it, down to ways off the map.

    Parameters
    ----------
    lo, hi, top:
        The pairs of the tree.
    left, mixed:
        Scratch for each basin, 0 to begin with: how many pairs are left, and their numbers joined by exclusive or,
        which is the number itself when one is left.
    order:
        Scratch for each pair.
    level:
        Out, for each basin: the lowest level at which its water finds a way off the map; inf where there is none.
    below:
        Out, for each basin: the basin that it lies towards on the way; -1 where there is none.
    pair:
        Out, for each basin: the pair over which that is.
    """
    for e in range(lo.size):
        left[lo[e]] += 1
        mixed[lo[e]] ^= e
        left[hi[e]] += 1
        mixed[hi[e]] ^= e
    count = 0
    basins = level.size
    for b in range(basins):
        level[b] = np.inf
        below[b] = -1
        pair[b] = -1
    for first in range(OUT_BASINS, basins):
        b = first
        while left[b] == 1 and b >= OUT_BASINS:
            e = mixed[b]
            onward = hi[e] if lo[e] == b else lo[e]
            below[b] = onward
            pair[b] = e
            order[count] = b
            count += 1
            left[b] = 0
            left[onward] -= 1
            mixed[onward] ^= e
            b = onward
    for b in range(min(OUT_BASINS, basins)):
        level[b] = -np.inf
    for i in range(count - 1, -1, -1):
        b = order[i]
        onward = below[b]
        if onward >= OUT_BASINS and pair[onward] < 0:
            below[b] = pair[b] = -1
        else:
            level[b] = max(level[onward], top[pair[b]])
