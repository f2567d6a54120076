"""Layers of lines drawn otherwise, with the same ways in them: cut, turned, listed in another order, joined."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import shapely
from shapely.ops import substring

_ALONG = ("oneway", "incline_permille")


def split(layer, rng):
    """Return a layer with each line cut at one to three random places."""
    rows, shapes = [], []
    for k, line in enumerate(layer.geometry):
        for part in shapely.get_parts(line):
            at = np.sort(rng.uniform(0.05, 0.95, int(rng.integers(1, 4)))) * part.length
            cuts = np.concatenate([[0.0], at, [part.length]])
            pieces = [substring(part, a, b) for a, b in itertools.pairwise(cuts)]
            rows += [k] * len(pieces)
            shapes += pieces
    return gpd.GeoDataFrame(layer.iloc[rows].drop(columns="geometry").reset_index(drop=True), geometry=shapes,
                            crs=layer.crs)  # fmt: skip


def turned(layer, rng):
    """Return a layer with about half of the lines drawn the other way round."""
    which = rng.random(len(layer)) < 0.5
    shapes = [line.reverse() if one else line for line, one in zip(layer.geometry, which, strict=True)]
    made = layer.set_geometry(gpd.GeoSeries(shapes, index=layer.index, crs=layer.crs))
    for name in set(_ALONG) & set(layer.columns):
        made[name] = np.where(which, -made[name], made[name])
    return made


def permuted(layer, rng):
    """Return a layer with its rows in another order."""
    return layer.iloc[rng.permutation(len(layer))].reset_index(drop=True)


def joined(layer, rng):  # noqa: ARG001 - as the others
    """Return a layer with lines made one where two that tell the same meet and no third does."""
    told = layer.drop(columns=[c for c in ("geometry", "id_lokalid", "feature") if c in layer])
    alike = told.astype(object).groupby(list(told.columns), dropna=False, sort=False).ngroup().to_numpy()
    rows, shapes = [], []
    for one in np.unique(alike):
        which = np.flatnonzero(alike == one)
        for part in shapely.get_parts(shapely.line_merge(shapely.multilinestrings(layer.geometry.iloc[which]))):
            rows.append(int(which[0]))
            shapes.append(part)
    return gpd.GeoDataFrame(layer.iloc[rows].drop(columns="geometry").reset_index(drop=True), geometry=shapes,
                            crs=layer.crs)  # fmt: skip


CHANGES = (split, turned, permuted, joined)
