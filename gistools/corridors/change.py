"""What a plan (plan) does to patches and resistance: cells, areas and barriers before any way is searched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import require_kind
from gistools.corridors.change_patches import patches_after
from gistools.corridors.change_plan import OPENED, Feature, burned, plan_features
from gistools.corridors.landscape import Patches, Resistance, Species
from gistools.corridors.surfaces import load_surface_classes
from gistools.errors import TableError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

_EIGHT = np.ones((3, 3), np.int8)


@dataclass(frozen=True, eq=False)
class PlannedLandscape:
    """Patches and resistance as they are when a plan is built, and what became of each.

    Parameters
    ----------
    patches, resistance:
        After. A patch that lives on keeps its number (its largest part does when it is split); new ones follow after
        the largest number there was, so numbers may have holes.
    fates:
        One row for each patch before or after, in order of ``patch_id``: ``patch_fate`` (``unchanged``, ``shrunk``,
        ``split``, ``part`` of a patch that was split, ``grown``, ``joined`` to another, ``new``, ``lost``),
        ``from_patch`` (the patch that a part came from, or that a joined one went to; 0 else), ``area_before_m2``,
        ``area_after_m2``.
    changed:
        bool, shape of the grid: cells whose resistance, barrier or surface class changed.
    touched:
        Patches whose cells changed, and new ones: their links are never kept unseen.
    notes:
        What must be said of them.
    """

    patches: Patches
    resistance: Resistance
    fates: pd.DataFrame
    changed: npt.NDArray[np.bool_]
    touched: frozenset[int]
    notes: tuple[Text, ...] = ()


def apply_plan(
    patches: Patches,
    resistance: Resistance,
    plan: gpd.GeoDataFrame,
    species: Species,
    *,
    class_field: str = "klasse",
    named: Mapping[str, str] | None = None,
    barriers: frozenset[str] | None = None,
    least_m2: float = 0.0,
    gap_m: float = 0.0,
    join_cells: bool = False,
) -> PlannedLandscape:
    """Return the landscape with a plan in it.

    A cell gets the class of the last feature that holds its centre; barriers and lines take every cell they touch.
    Roads, rails, streams and buildings inside a polygon stay as they are: they go only under a feature of class
    ``no_barrier`` (whose cells get the class most common around them) and are opened by one of class ``passage``. What
    is no habitat of the species takes the habitat under it, and what is becomes habitat. Patches are as
    `habitat_patches` would make them of the landscape with the plan in it.

    Parameters
    ----------
    plan:
        Polygons or lines in the coordinate system of the patches. Lines are ``bredde_m`` wide, or a cell.
    class_field:
        Column of the new surface class: a class, its Danish name, or a use of a plan.
    named:
        What further words mean as surface classes, such as ``{"Boligområde": "garden"}``.
    barriers:
        Surface classes that no diagonal step squeezes between; None: those of `load_surface_classes`.
    least_m2:
        What is left of a patch is lost when it is smaller.
    gap_m:
        Parts of habitat no further apart are one patch.
    join_cells:
        Whether parts with neighbouring cells are one patch, too.

    Raises
    ------
    TableError
        For features without a class that is known or that the species has a resistance of, all named.
    LayerError
        For a plan without features, without the column, or in another coordinate system.
    """
    for value, kind, name in ((patches, Patches, "patches"), (resistance, Resistance, "resistance")):
        require_kind(value, kind, name)
    resistance.raster.grid.require_aligned(
        patches.grid, Text("modstanden", "the resistance"), Text("levestederne", "the patches")
    )
    features = plan_features(plan, class_field, named or {}, patches.grid)
    _require_resistance(features, species)
    surface = _surface(resistance, features, species, load_surface_classes().barriers if barriers is None else barriers)
    before = resistance
    changed = (
        (surface.classes != before.classes)
        | (surface.barrier != before.barrier)
        | ~((surface.raster.values == before.raster.values) | ~(surface.raster.valid | before.raster.valid))
    )
    after, fates, touched = patches_after(
        patches, features, species, least_m2=least_m2, gap_m=gap_m, join_cells=join_cells, known=resistance.raster.valid
    )
    return PlannedLandscape(after, surface, fates, changed, touched, after.notes[len(patches.notes) :])


def _require_resistance(features: tuple[Feature, ...], species: Species) -> None:
    lacking = sorted({one.surface for one in features} - {"no_barrier"} - set(species.resistance))
    if lacking:
        raise TableError(
            Text(f"{species.name.da} har ingen modstand for klasserne", f"{species.name.en} has no resistance of the "
                 "classes"),
            Text("en modstand for hver klasse i planen", "a resistance of each class of the plan"),
            Text("tilføj dem i tabellen over modstand", "add them to the table of resistances"),
            [Text(one, one) for one in lacking],
        )  # fmt: skip


def _surface(
    before: Resistance, features: tuple[Feature, ...], species: Species, barriers: frozenset[str]
) -> Resistance:
    """Return the resistance with the features in it, the last on top."""
    grid = before.raster.grid
    names = list(before.names)
    names += sorted({one.surface for one in features} - {"no_barrier"} - set(names))
    number = {name: k for k, name in enumerate(names)}
    values, barrier = before.raster.values.copy(), before.barrier.copy()
    classes = before.classes.copy()
    opened = np.zeros_like(barrier) if before.opened is None else before.opened.copy()
    for one in features:
        touched = one.surface in barriers or one.surface in OPENED or one.is_line
        cells = burned(one.geometry, grid, touched=touched) & ~np.isnan(before.raster.values)
        if one.surface == "passage":
            cells &= barrier
            values[cells] = np.float32(species.resistance["passage"])
            classes[cells] = number["passage"]
            barrier[cells], opened[cells] = False, True
        elif one.surface == "no_barrier":
            cells &= barrier
            for k, mask in _around(cells, barrier, classes):
                values[mask] = np.float32(species.resistance[names[k]])
                classes[mask] = k
            barrier[cells] = False
        else:
            blocks = one.surface in barriers
            if not blocks:
                cells &= ~(barrier | opened)
            values[cells] = np.float32(species.resistance[one.surface])
            classes[cells] = number[one.surface]
            barrier[cells] |= blocks
            opened[cells] = False
    raster = before.raster.with_values(values)
    return replace(before, raster=raster, barrier=barrier, classes=classes, names=tuple(names), opened=opened)


def _around(
    cells: npt.NDArray[np.bool_], barrier: npt.NDArray[np.bool_], classes: npt.NDArray[np.int16]
) -> list[tuple[int, npt.NDArray[np.bool_]]]:
    """Return the class that each connected group of cells is given: the most common of what lies beside it."""
    from scipy import ndimage  # noqa: PLC0415 - only where a barrier goes

    group, count = ndimage.label(cells, _EIGHT)
    given = []
    for k, window in enumerate(ndimage.find_objects(group, count), start=1):
        wide = tuple(slice(max(s.start - 1, 0), s.stop + 1) for s in window)
        here = group[wide] == k
        rim = ndimage.binary_dilation(here, _EIGHT) & ~here & ~barrier[wide] & (classes[wide] >= 0)
        if rim.any():
            mask = np.zeros_like(cells)
            mask[wide] = here
            given.append((int(np.bincount(classes[wide][rim]).argmax()), mask))
    return given
