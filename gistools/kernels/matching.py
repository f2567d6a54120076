"""Which nodes of two forests are the same, and which of their curves: what need not be found again after a change.

Leaves are the same when their basins are: no cell came, went or was changed. A node is the same when both its children
are, over the same saddle and into the same basin. An outermost node with all that it holds is the same or not as one.
"""

from __future__ import annotations

from gistools.kernels.codes import OUT_BASINS
from gistools.kernels.compiled import njit


@njit(cache=True, nogil=True)
def match_nodes(  # type: ignore[no-untyped-def]
    leaves, left, right, root, parent, spill_z, spill_in, spill_out, receiver,
    old_parent, old_spill_z, old_spill_in, old_spill_out, old_receiver, number, match, same,
):  # fmt: skip
    """Write which old node each node is, where the outermost node around it is the same as before; else -1.

    Parameters
    ----------
    number:
        The basin of today of each old basin.
    match:
        Out; on leaves to begin with: the old leaf, or -1 where the basin was touched.
    same:
        Out, for each node: whether it is an outermost one that is the same.
    """
    nodes = parent.size
    for i in range(leaves, nodes):
        a = match[left[i]]
        b = match[right[i]]
        match[i] = old_parent[a] if a >= 0 and b >= 0 and old_parent[a] == old_parent[b] else -1
    for i in range(nodes):
        same[i] = parent[i] < 0
    for i in range(nodes):
        m = match[i]
        if (
            m < 0
            or (parent[i] < 0) != (old_parent[m] < 0)
            or spill_z[i] != old_spill_z[m]
            or spill_in[i] != old_spill_in[m]
            or spill_out[i] != old_spill_out[m]
            or receiver[i] < 0
            or receiver[i] != number[old_receiver[m]]
        ):
            same[root[i]] = False
    for i in range(nodes):
        if not same[root[i]]:
            match[i] = -1


@njit(cache=True, nogil=True)
def spread_groups(outlet, old_outlet, match, group, old_group):  # type: ignore[no-untyped-def]
    """Mark all outlets that share water, before or after, with a marked one: groups of nodes to be followed again.

    ``group`` and ``old_group`` are flags of outlets, by node; nodes without a match have theirs marked.
    """
    moved = True
    for i in range(match.size):
        if match[i] < 0:
            group[outlet[i]] = True
    while moved:
        moved = False
        for i in range(match.size):
            if match[i] < 0:
                continue
            a = outlet[i]
            b = old_outlet[match[i]]
            if group[a] != old_group[b]:
                group[a] = old_group[b] = True
                moved = True


@njit(cache=True, nogil=True)
def same_curves(match, start, step, water, rate, full_at, old_start, old_step, old_water, old_rate, old_full_at, same):  # type: ignore[no-untyped-def]
    """Write for each node whether it is an old one with the same curve."""
    for i in range(match.size):
        m = match[i]
        same[i] = False
        if m < 0 or full_at[i] != old_full_at[m]:
            continue
        n = start[i + 1] - start[i]
        if n != old_start[m + 1] - old_start[m]:
            continue
        a = start[i]
        b = old_start[m]
        equal = True
        for e in range(n):
            equal &= (
                step[a + e] == old_step[b + e] and water[a + e] == old_water[b + e] and rate[a + e] == old_rate[b + e]
            )
        same[i] = equal


@njit(cache=True, nogil=True)
def copy_bends(source, start, step, water, rate, to, new_step, new_water, new_rate):  # type: ignore[no-untyped-def]
    """Copy the bends of record ``source[i]`` of some curves to record ``i`` of others, which begin at ``to``."""
    for i in range(source.size):
        if source[i] < 0:
            continue
        at = to[i]
        for e in range(start[source[i]], start[source[i] + 1]):
            new_step[at] = step[e]
            new_water[at] = water[e]
            new_rate[at] = rate[e]
            at += 1


@njit(cache=True, nogil=True)
def keep_rain(basin, again, rain, first, last, new):  # type: ignore[no-untyped-def]
    """Write the rain of before on all cells of some rows of padded maps whose basin was not worked out again."""
    for r in range(first, last):
        for c in range(1, basin.shape[1] - 1):
            b = basin[r, c]
            if b >= OUT_BASINS and not again[b]:
                new[r, c] = rain[r, c]
