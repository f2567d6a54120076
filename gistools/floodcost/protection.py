"""Measures at buildings (bygningssikring): a raised floor, shutters or a closed basement change thresholds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from gistools._checks import require_kind
from gistools.cloudburst.whatif.kinds import CELLAR, Effect
from gistools.cloudburst.whatif.reading import measure_error
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from gistools.cloudburst.whatif.reading import Measure
    from gistools.floodcost.damage import DamageModel

    F64 = npt.NDArray[np.float64]

SURFACE = Text(
    "Sikring af kælder hæver tærsklen for vand fra terrænet; opstuvning fra kloakken er ikke i beregningen, så det, et "
    "højvandslukke sparer af den, er ikke med.",
    "Basement protection raises the threshold of water from the ground; water backing up from the sewer is not worked "
    "out, so that what a backflow valve saves of it is not counted.",
)


@dataclass(frozen=True, eq=False)
class Protection:
    """What measures at buildings change.

    Parameters
    ----------
    model:
        The damage model with the thresholds after.
    rise_m:
        P x n: by how much the threshold of each step is higher, m.
    buildings:
        How many buildings each measure protects, by its id.
    notes:
        What the user should know.
    """

    model: DamageModel
    rise_m: F64
    buildings: Mapping[str, int]
    notes: tuple[Text, ...]


def protect(model: DamageModel, classified: gpd.GeoDataFrame, measures: Sequence[Measure]) -> Protection:
    """Return the damage model with the thresholds that measures at buildings give.

    ``floor_protection`` raises the thresholds of all parts but the basement to ``taerskel_m`` above the terrain at the
    facade, ``basement_protection`` that of the basement; a threshold that is higher already stays. A measure protects
    the buildings whose footprint holds its point, or whose inner point its polygon holds. The damage once water is in
    is the same.

    Parameters
    ----------
    model:
        Before, of steps.
    classified:
        The n buildings of the model.
    measures:
        From `gistools.cloudburst.whatif.reading.read_measures`; those that protect no building are passed over.

    Raises
    ------
    LayerError
        Listing each measure at buildings that meets none.

    Examples
    --------
    >>> from gistools.cloudburst.whatif.kinds import BY_NAME
    >>> from gistools.cloudburst.whatif.reading import Measure
    >>> from gistools.floodcost.damage import classify, damage_model
    >>> home = classify(gpd.GeoDataFrame({"byg021anvendelse": ["120"]}, geometry=[shapely.box(0, 0, 9, 9)], crs=25832))
    >>> shutter = Measure(1, "1", "", BY_NAME["skodder"], shapely.Point(4, 4), {"taerskel_m": 0.5}, 60.0)
    >>> made = protect(damage_model(home), home, [shutter])
    >>> made.model.steps[0].threshold_m.tolist(), made.buildings
    ([0.5], {'1': 1})
    """
    require_kind(classified, gpd.GeoDataFrame, "classified")
    mine = [one for one in measures if one.kind.effect is Effect.PROTECTS]
    footprints = classified.geometry.to_numpy()
    inner = shapely.point_on_surface(footprints)
    steps = [dataclasses.replace(step, threshold_m=step.threshold_m.copy()) for step in model.steps]
    counts: dict[str, int] = {}
    faults, notes = [], []
    for one in mine:
        hit = _met(one, footprints, inner)
        counts[one.id] = int(hit.sum())
        name = one.text()
        if not hit.any():
            faults.append(Text(f"{name.da}: rammer ingen bygning", f"{name.en}: meets no building"))
            continue
        raised = np.zeros(len(classified), np.bool_)
        for step in steps:
            if step.basement == (one.kind.id == CELLAR):
                higher = hit & (step.threshold_m < one.values["taerskel_m"]) & (step.amount_dkk != 0.0)
                step.threshold_m[higher] = one.values["taerskel_m"]
                raised |= higher
        left = int((hit & ~raised).sum())
        if left:
            what = Text("kælder", "basement") if one.kind.id == CELLAR else Text("stueetage", "floor")
            of = counts[one.id]
            notes.append(
                Text(
                    f"{name.da}: {left} af {of} bygninger har ingen {what.da} eller en tærskel, der er højere.",
                    f"{name.en}: {left} of {of} buildings have no {what.en}, or a threshold that is higher.",
                )
            )
    if faults:
        raise measure_error(faults)
    if any(one.kind.id == CELLAR for one in mine):
        notes.append(SURFACE)
    after = dataclasses.replace(model, steps=tuple(steps)) if mine else model
    return Protection(after, after.thresholds_m() - model.thresholds_m(), counts, tuple(notes))


def protected_buildings(buildings: gpd.GeoDataFrame, measures: Sequence[Measure]) -> dict[str, int]:
    """Return how many buildings each measure at buildings protects, by its id; 0 for one that meets none.

    >>> from gistools.cloudburst.whatif.kinds import BY_NAME
    >>> from gistools.cloudburst.whatif.reading import Measure
    >>> homes = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 9, 9), shapely.box(20, 0, 29, 9)], crs=25832)
    >>> around = Measure(1, "A", "", BY_NAME["skodder"], shapely.box(-1, -1, 30, 10), {"taerskel_m": 0.5}, 60.0)
    >>> protected_buildings(homes, [around])
    {'A': 2}
    """
    footprints = buildings.geometry.to_numpy()
    inner = shapely.point_on_surface(footprints)
    mine = [one for one in measures if one.kind.effect is Effect.PROTECTS]
    return {one.id: int(_met(one, footprints, inner).sum()) for one in mine}


def _met(one: Measure, footprints: npt.NDArray[np.object_], inner: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Return which buildings a measure protects."""
    point = isinstance(one.shape, shapely.Point)
    hit: npt.NDArray[np.bool_] = (
        shapely.intersects(footprints, one.shape) if point else shapely.covers(one.shape, inner)
    )
    return hit
