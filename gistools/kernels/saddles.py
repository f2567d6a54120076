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
from gistools.kernels.flats import longer

IN_LATER = 8  # added to the direction of a pair when its higher cell lies in the basin of the larger number

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
def _tie(cell, width, t0, tr, tc):  # type: ignore[no-untyped-def]
    r = cell // width
    return t0 + r * tr + (cell - r * width) * tc


@njit(cache=True, nogil=True)
def comes_first(top, low, cell, way, top2, low2, cell2, way2, width, distance, t0, tr, tc):  # type: ignore[no-untyped-def]
    """Whether the key of the first pair of cells is smaller than that of the second."""
    if top != top2:
        return top < top2
    if cell != cell2:
        return _tie(cell, width, t0, tr, tc) < _tie(cell2, width, t0, tr, tc)
    k = way & 7
    k2 = way2 & 7
    fall = (np.float64(top) - np.float64(low)) / distance[k]
    fall2 = (np.float64(top2) - np.float64(low2)) / distance[k2]
    if fall != fall2:
        return fall > fall2
    if low != low2:
        return low < low2
    return DROW[k] * tr + DCOL[k] * tc < DROW[k2] * tr + DCOL[k2] * tc


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
def scan(z, code, basin, first, last, origin, width, distance, tie, by_rows, start, stop):  # type: ignore[no-untyped-def]
    """Return the pairs of cells that may belong to the tree, of the higher cells in some rows of a padded tile.

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
    start:
        An empty list in the type that holds positions in the map.

    Returns
    -------
    tuple
        Basin and height of the higher and of the lower cell, position of the higher cell in the map, direction.
    """
    cols = basin.shape[1]
    size = max((last - first) * cols // 16, 64)
    one, two = np.empty(size, np.int32), np.empty(size, np.int32)
    top, low = np.empty(size, np.float32), np.empty(size, np.float32)
    cell, way = np.empty(size, start.dtype), np.empty(size, np.uint8)
    count = 0
    groups = np.full(cols - 2, 2, np.uint8)
    before, same = np.empty(cols - 2, np.uint8), np.empty(cols - 2, np.uint8)
    step = np.empty(8, np.int64)
    for k in range(8):
        step[k] = DROW[k] * cols + DCOL[k]
    heights = z.reshape(-1)
    labels = basin.reshape(-1)
    for r in range(first, last):
        if stop[0]:
            break
        if by_rows:
            _find_groups(z[r - 1], z[r], z[r + 1], code[r, 1 : cols - 1], before, groups)
        _find_same(basin[r - 1], basin[r], basin[r + 1], same)
        if count + 4 * cols > size:
            size = 2 * size + 4 * cols
            one, two = longer(one, size), longer(two, size)
            top, low = longer(top, size), longer(low, size)
            cell, way = longer(cell, size), longer(way, size)
        for i in range(cols - 2):
            if groups[i] < 2:
                continue
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
            for g in range(4):
                group = GROUPS[earlier, g]
                if group == 0:
                    break
                if group & own:
                    continue
                best = ONLY[group]
                fall = 0.0
                for k in range(8 if best < 0 else 0):
                    if group >> k & 1 == 0:
                        continue
                    other = heights[at + step[k]]
                    drop = (np.float64(v) - np.float64(other)) / distance[k]
                    if best >= 0:
                        rival = heights[at + step[best]]
                        if drop < fall:
                            continue
                        if drop == fall and (rival < other or (rival == other and tie[best] < tie[k])):
                            continue
                    best = k
                    fall = drop
                b = labels[at + step[best]]
                one[count] = min(mine, b)
                two[count] = max(mine, b)
                top[count] = v
                low[count] = heights[at + step[best]]
                cell[count] = origin + r * width + i + 1
                way[count] = best if mine < b else best + IN_LATER
                count += 1
    return one[:count], two[:count], top[:count], low[:count], cell[:count], way[:count]


@njit(cache=True, nogil=True)
def lowest_tree(one, two, top, low, cell, way, basins, width, distance, t0, tr, tc, stop):  # type: ignore[no-untyped-def]
    """Return which pairs make up the tree (or trees) of lowest saddles, by Boruvka's algorithm."""
    comp_one = np.empty(one.size, np.int32)
    comp_two = np.empty(one.size, np.int32)
    edge = np.empty(one.size, np.int32)
    edges = 0
    for e in range(one.size):
        comp_one[e] = 0 if one[e] < OUT_BASINS else one[e]
        comp_two[e] = 0 if two[e] < OUT_BASINS else two[e]
        edge[e] = e
    edges = one.size
    comps = basins
    best = np.empty(comps, np.int32)
    height = np.empty(comps, np.float32)  # of the best pair
    onto = np.empty(comps, np.int32)
    chosen = np.empty(basins, np.int32)
    used = 0
    while edges > 0 and stop[0] == 0:
        best[:comps] = -1
        height[:comps] = np.inf
        for i in range(edges):
            e = edge[i]
            for side in range(2):
                c = comp_one[i] if side == 0 else comp_two[i]
                if top[e] > height[c]:
                    continue
                if top[e] == height[c]:
                    f = edge[best[c]]
                    if not comes_first(
                        top[e], low[e], cell[e], way[e], top[f], low[f], cell[f], way[f], width, distance, t0, tr, tc
                    ):
                        continue
                best[c] = i
                height[c] = top[e]
        for c in range(comps):
            i = best[c]
            if i < 0:
                onto[c] = c
                continue
            other = comp_two[i] if comp_one[i] == c else comp_one[i]
            if best[other] == i and c < other:
                onto[c] = c  # both chose the same pair: this one is the root
            else:
                onto[c] = other
                chosen[used] = edge[i]
                used += 1
        for c in range(comps):
            root = onto[c]
            while onto[root] != root:
                root = onto[root]
            at = c
            while onto[at] != root:
                ahead = onto[at]
                onto[at] = root
                at = ahead
        fresh = 0
        for c in range(comps):
            if onto[c] == c:
                best[c] = fresh
                fresh += 1
        kept = 0
        for i in range(edges):
            u = onto[comp_one[i]]
            v = onto[comp_two[i]]
            if u != v:
                comp_one[kept] = best[u]
                comp_two[kept] = best[v]
                edge[kept] = edge[i]
                kept += 1
        edges = kept
        comps = fresh
    return chosen[:used]


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
def order_ties(order, top, low, cell, way, width, distance, t0, tr, tc):  # type: ignore[no-untyped-def]
    """Put runs of pairs of equal height, in an order by height, into the order of their whole key."""
    n = order.size
    spare = np.empty(n, order.dtype)
    i = 0
    while i < n:
        j = i + 1
        while j < n and top[order[j]] == top[order[i]]:
            j += 1
        span = 1
        while span < j - i:
            a = i
            while a < j:
                m = min(a + span, j)
                z = min(a + 2 * span, j)
                p = a
                q = m
                for w in range(a, z):
                    if p < m and (
                        q >= z
                        or not comes_first(
                            top[order[q]], low[order[q]], cell[order[q]], way[order[q]],
                            top[order[p]], low[order[p]], cell[order[p]], way[order[p]],
                            width, distance, t0, tr, tc,
                        )
                    ):  # fmt: skip
                        spare[w] = order[p]
                        p += 1
                    else:
                        spare[w] = order[q]
                        q += 1
                a = z
            order[i:j] = spare[i:j]
            span *= 2
        i = j


@njit(cache=True, nogil=True)
def ways_to_the_edge(lo, hi, top, basins, level, below, pair):  # type: ignore[no-untyped-def]
    """Walk the tree from the ways off the map.

    Parameters
    ----------
    lo, hi, top:
        The pairs of the tree.
    level:
        Out, for each basin: the lowest level at which its water finds a way off the map; inf where there is none.
    below:
        Out, for each basin: the basin that it lies towards on the way; -1 where there is none.
    pair:
        Out, for each basin: the pair over which that is.
    """
    start = np.zeros(basins + 1, np.int32)
    for e in range(lo.size):
        start[lo[e] + 1] += 1
        start[hi[e] + 1] += 1
    for b in range(basins):
        start[b + 1] += start[b]
    place = start[:-1].copy()
    edge = np.empty(2 * lo.size, np.int32)
    for e in range(lo.size):
        edge[place[lo[e]]] = e
        place[lo[e]] += 1
        edge[place[hi[e]]] = e
        place[hi[e]] += 1
    stack = place  # as long as there are basins, and no longer needed
    for b in range(basins):
        level[b] = np.inf
        below[b] = -1
        pair[b] = -1
    count = 0
    for b in range(min(OUT_BASINS, basins)):
        level[b] = -np.inf
        stack[count] = b
        count += 1
    while count > 0:
        count -= 1
        b = stack[count]
        for i in range(start[b], start[b + 1]):
            e = edge[i]
            other = hi[e] if lo[e] == b else lo[e]
            if other < OUT_BASINS or pair[other] >= 0:
                continue
            if pair[b] == e:
                continue
            level[other] = max(level[b], top[e])
            below[other] = b
            pair[other] = e
            stack[count] = other
            count += 1
