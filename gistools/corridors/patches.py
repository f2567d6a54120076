"""Habitat patches (levesteder) of a species from vector layers: no area counted twice, no feature lost unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from gistools.corridors.home import is_home
from gistools.corridors.landscape import Patches, Species
from gistools.corridors.patches_cells import patch_cells
from gistools.corridors.patches_pieces import habitat_pieces, joined, renumbered
from gistools.corridors.species import species_notes
from gistools.corridors.surfaces import SurfaceClasses, classified, load_surface_classes, named, require_crs
from gistools.errors import GridError, LayerError
from gistools.styles.columns_corridors import SURFACES
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.patches_params import PatchParams
    from gistools.corridors.patches_pieces import Pieces
    from gistools.grid import Grid

TOUCH_M = 0.001  # parts nearer than this touch: rounding keeps no two borders exactly together
_BELT = 2.0  # times the dispersal distance that should be known around the municipality


def habitat_patches(
    layers: Mapping[str, gpd.GeoDataFrame],
    species: Species,
    grid: Grid,
    params: PatchParams,
    *,
    study_area: gpd.GeoDataFrame | None = None,
    home: gpd.GeoDataFrame | None = None,
    classes: SurfaceClasses | None = None,
) -> Patches:
    """Return the habitat patches of a species.

    Where features overlap, the surface on top counts (the order of ``classes``, whatever layer it is in), so that areas
    add up to that of the union: a pond in a wood is no wood. What then is habitat and touches, in an edge or a point,
    or lies within ``gap_m``, is one patch; its class is that of most of its area. Patches below the least area fall
    out. A cell belongs to the patch that holds its centre. A patch whose cells are less than half its area (a narrow
    hedge) takes besides the cells that hold most of it and that no other has; one smaller than a cell takes that which
    holds most of it, or is joined with the patch that has it, or is refused. Patches whose cells are neighbours but
    whose polygons do not touch stay apart (one step between them) or are joined. Patch numbers go by first cell, row by
    row.

    Parameters
    ----------
    layers:
        By name: polygons in metres with their surface in a column, or all of the surface that the name means; lines are
        widened.
    species:
        Whose habitat.
    grid:
        On which cells.
    params:
        What makes a patch.
    study_area:
        Polygons of what is known; nothing outside counts. The whole grid when None.
    home:
        Polygons of the municipality; patches with less than half of their area inside are not ``home``.
    classes:
        Of surfaces; those shipped when None.

    Raises
    ------
    CrsError
        For degrees or another coordinate system than the grid's.
    LayerError
        With all faults by feature: unknown classes, no geometry, points, qualities outside 0-1; and when no feature is
        habitat of the species, or none is left.
    GridError
        When patches smaller than a cell are refused, by name.

    >>> from gistools.grid import Grid
    >>> from gistools.corridors import PatchParams, load_species
    >>> grid = Grid(rows=10, cols=20, x0=0.0, y0=100.0, dx_m=10.0, dy_m=10.0, crs="EPSG:25832")
    >>> ponds = gpd.GeoDataFrame({"natyp_navn": ["Sø", "Sø", "Skov"]},
    ...     geometry=[shapely.box(0, 0, 30, 30), shapely.box(100, 50, 120, 70), shapely.box(20, 0, 200, 60)], crs=25832)
    >>> made = habitat_patches({"nature": ponds}, load_species()["great_crested_newt"], grid, PatchParams())
    >>> made.frame[["patch_id", "patch_class", "area_m2", "at_edge"]].values.tolist()
    [[1, 'pond', 400.0, False], [2, 'pond', 900.0, True]]
    >>> made.told["fate"].tolist(), int((made.labels == 1).sum())
    (['kept', 'kept', 'not_habitat'], 4)
    """
    classes = classes or load_surface_classes()
    features = classified(layers, classes, grid, class_field=params.class_field, pond_below_m2=params.pond_below_m2,
                          line_width_m=params.line_width_m)  # fmt: skip
    quality = _qualities(layers, params.quality_field)
    habitat = np.isin(features["surface_class"], species.habitats)
    if not habitat.any():
        raise _no_habitat(features, species)
    area = _known(grid, study_area)
    pieces = habitat_pieces(features, classes, frozenset(species.habitats), area)
    group = joined(pieces.shapes, max(params.gap_m, TOUCH_M))
    least = species.least_area_m2 if params.min_area_m2 is None else params.min_area_m2
    sizes = np.bincount(group, weights=pieces.area, minlength=int(group.max(initial=-1)) + 1)
    group = renumbered(np.where(sizes[group] >= least, group, -1))
    if not (group >= 0).any():
        raise _none_left(species, least, len(features))
    labels, group, small = patch_cells(pieces, group, grid, features, params)
    first = np.unique(labels[labels > 0], return_index=True)[1]
    order = np.argsort(np.argsort(first, kind="stable"), kind="stable") + 1
    labels = np.where(labels > 0, np.append(0, order)[labels], 0).astype(np.int32)
    ids = np.where(group >= 0, order[group], 0)
    town = _town(home, grid)
    frame = _frame(pieces, ids, quality, area, town, grid)
    told = _told(features, pieces, ids, habitat, area)
    notes = (
        *_notes(species, frame, told, small, params),
        *_reach(area, features, town, species),
        *species_notes(species),
    )
    return Patches(frame, labels, grid, told, notes, town)


def _town(home: gpd.GeoDataFrame | None, grid: Grid) -> BaseGeometry | None:
    if home is None:
        return None
    require_crs(home, grid, "home")
    town: BaseGeometry = shapely.union_all(home.geometry.make_valid().to_numpy())
    return town


def _known(grid: Grid, study_area: gpd.GeoDataFrame | None) -> BaseGeometry:
    whole = shapely.box(*grid.bounds)
    if study_area is None:
        return whole
    require_crs(study_area, grid, "study_area")
    cut: BaseGeometry = shapely.intersection(shapely.union_all(study_area.geometry.make_valid().to_numpy()), whole)
    if cut.area == 0.0:
        raise GridError(
            Text("et område, der ikke rører gitteret", "an area that does not touch the grid"),
            Text(f"et område inden for {grid}", f"an area within {grid}"),
            Text("vælg et andet område eller gitter", "choose another area or grid"),
        )
    return cut


def _frame(
    pieces: Pieces,
    ids: npt.NDArray[np.int64],
    quality: npt.NDArray[np.float64],
    area: BaseGeometry,
    town: BaseGeometry | None,
    grid: Grid,
) -> gpd.GeoDataFrame:
    count = int(ids.max())
    order = np.argsort(ids, kind="stable")
    starts = np.searchsorted(ids[order], np.arange(1, count + 1))
    shapes = [shapely.union_all(pieces.shapes[rows]) for rows in np.split(order, starts)[1:]]
    names = sorted(set(pieces.surface))
    size = np.zeros((count + 1, len(names)))
    np.add.at(size, (ids, np.searchsorted(names, pieces.surface.astype(str))), pieces.area)
    sizes = size.sum(axis=1)[1:]
    given = ids[pieces.of_piece]
    weight = np.bincount(given, weights=pieces.share, minlength=count + 1)[1:]
    good = np.bincount(given, weights=pieces.share * quality[pieces.of_row], minlength=count + 1)[1:]
    frame = gpd.GeoDataFrame(
        {
            "patch_id": np.arange(1, count + 1),
            "patch_class": [names[k] for k in size[1:].argmax(axis=1)],
            "area_m2": sizes,
            "quality": np.minimum(good / weight, 1.0),
            "at_edge": shapely.dwithin(shapes, shapely.boundary(area), TOUCH_M),
            "home": is_home(shapes, town),
        },
        geometry=shapes,
        crs=grid.crs,
    )
    frame.attrs["units"] = {"area_m2": "m²"}
    return frame


def _told(
    features: gpd.GeoDataFrame,
    pieces: Pieces,
    ids: npt.NDArray[np.int64],
    habitat: npt.NDArray[np.bool_],
    area: BaseGeometry,
) -> gpd.GeoDataFrame:
    """Return what became of each feature: kept as the patch that it gives most of its area, else joined to one."""
    count = len(features)
    fate = np.full(count, "covered", dtype=object)
    patch = np.zeros(count, np.int64)
    most: dict[int, tuple[float, int]] = {}
    gives: dict[tuple[int, int], float] = {}
    for row, piece, share in zip(pieces.of_row.tolist(), pieces.of_piece.tolist(), pieces.share.tolist(), strict=True):
        number = int(ids[piece])
        gives[row, number] = gives.get((row, number), 0.0) + share
    best: dict[int, tuple[float, int]] = {}
    for (row, number), share in sorted(gives.items()):
        if number > 0:
            if share > best.get(row, (0.0, 0))[0]:
                best[row] = (share, number)
            if share > most.get(number, (0.0, 0))[0]:
                most[number] = (share, row)
        elif row not in best:
            fate[row] = "too_small"
    for row, (_, number) in best.items():
        patch[row], fate[row] = number, "joined"
    for number, (_, row) in sorted(most.items(), key=lambda one: (one[1][0], -one[0])):
        patch[row], fate[row] = number, "kept"  # of several patches the one of its most area, then the first
    outside = ~shapely.intersects(features.geometry.to_numpy(), area)
    fate[outside] = "outside"
    fate[~habitat] = "not_habitat"
    return gpd.GeoDataFrame(
        {"source": features["source"], "feature": features["feature"], "fate": fate, "patch_id": patch},
        geometry=features.geometry.to_numpy(), crs=features.crs,
    )  # fmt: skip


def _qualities(layers: Mapping[str, gpd.GeoDataFrame], field: str) -> npt.NDArray[np.float64]:
    """Return the quality of each feature of all layers; 1 in a layer without the column."""
    made = [np.ones(0)]
    faults = []
    for source, layer in layers.items():
        one = np.ones(len(layer))
        if field and field in layer.columns:
            given = layer[field].to_numpy()
            one = np.array([_number(value) for value in given])
            wrong = ~((one > 0.0) & (one <= 1.0))
            if wrong.any():
                shown = named(f"nr. {k + 1} = {given[k]}" for k in np.flatnonzero(wrong))
                faults.append(Text(f"{source}: {field} {shown.da}", f"{source}: {field} {shown.en}"))
        made.append(one)
    if field and not any(field in layer.columns for layer in layers.values()):
        faults.append(Text(f"ingen af lagene har kolonnen {field}", f"no layer has column {field}"))
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("kvalitet over 0 og højst 1", "a quality above 0 and at most 1"),
            Text("ret lagene, eller lad quality_field være tom", "correct the layers, or leave quality_field empty"),
        )
    return np.concatenate(made)


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")


def _spoken(classes: Iterable[str]) -> Text:
    words = [SURFACES[name] if name in SURFACES else Text(name, name) for name in classes] or [Text("-", "-")]
    return Text(", ".join(word.da for word in words), ", ".join(word.en for word in words))


def _no_habitat(features: gpd.GeoDataFrame, species: Species) -> LayerError:
    met = _spoken(sorted(set(features["surface_class"])))
    lives = _spoken(species.habitats)
    return LayerError(
        Text(f"ingen levesteder for {species.name.da}; lagene har: {met.da}",
             f"no habitat of {species.name.en}; the layers have: {met.en}"),
        Text(f"mindst én flade af: {lives.da}", f"at least one polygon of: {lives.en}"),
        Text("giv et lag med artens levesteder, eller vælg en anden art",
             "give a layer with habitat of the species, or choose another species"),
    )  # fmt: skip


def _none_left(species: Species, least: float, count: int) -> LayerError:
    return LayerError(
        Text(
            f"intet levested for {species.name.da} på mindst {least:g} m² i området (af {count} flader)",
            f"no patch of {species.name.en} of at least {least:g} m² in the area (of {count} features)",
        ),
        Text("mindst ét levested", "at least one patch"),
        Text("sænk min_area_m2, eller vælg et større område", "lower min_area_m2, or choose a larger area"),
    )


def _notes(
    species: Species, frame: gpd.GeoDataFrame, told: gpd.GeoDataFrame, small: int, params: PatchParams
) -> list[Text]:
    fates = told["fate"].value_counts()
    lost = int(fates.get("too_small", 0))
    notes = [
        Text(f"{len(frame)} levesteder for {species.name.da}, {frame.area_m2.sum() / 1e4:.1f} ha".replace(".", ","),
             f"{len(frame)} patches of {species.name.en}, {frame.area_m2.sum() / 1e4:.1f} ha")
    ]  # fmt: skip
    if lost:
        notes.append(Text(f"{lost} flader er for små levesteder", f"{lost} features are too small as patches"))
    if small:
        notes.append(
            Text(f"{small} levesteder er mindre end en celle og vist som én celle eller samlet med deres nabo",
                 f"{small} patches are smaller than a cell and shown as one cell or joined with their neighbour")
        )  # fmt: skip
    edge = int(frame["at_edge"].sum())
    if edge:
        notes.append(
            Text(f"{edge} levesteder rører kanten af det kendte område: deres forbindelser udad kendes ikke",
                 f"{edge} patches touch the edge of what is known: their links beyond it are unknown")
        )  # fmt: skip
    if params.quality_field:
        notes.append(
            Text(f"kvalitet er taget fra {params.quality_field}", f"quality is taken from {params.quality_field}")
        )
    return notes


def _reach(area: BaseGeometry, features: gpd.GeoDataFrame, town: BaseGeometry | None, species: Species) -> list[Text]:
    """Return that what is known does not reach far enough beyond the municipality."""
    if town is None:
        return []
    belt = _BELT * species.dispersal_m
    known = shapely.intersection(area, shapely.box(*features.total_bounds))  # nor do layers tell more than they hold
    beyond = shapely.boundary(known)
    reach = float(shapely.distance(town, beyond)) if known.contains(town) else 0.0
    if reach >= belt:
        return []
    return [
        Text(f"der er kendt {reach:.0f} m ud over kommunen; det bør være {belt:.0f} m (to gange spredningsafstanden)",
             f"{reach:.0f} m is known beyond the municipality; at least {belt:.0f} m (twice the dispersal distance) "
             "should be")
    ]  # fmt: skip
