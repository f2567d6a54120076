"""Protected nature (beskyttet natur, § 3): registered, or judged by type and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools._checks import cell_text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.corridors.planning_rules import GreenRules

REGISTERED, BY_SIZE, NOT_PROTECTED = "registered", "by_size", "not_protected"
_YES, _NO = {"ja", "yes", "true", "1"}, {"nej", "no", "false", "0"}


def protection(nature: gpd.GeoDataFrame, said: npt.ArrayLike | None, rules: GreenRules) -> npt.NDArray[np.object_]:
    """Return whether each nature area is protected: ``registered``, ``by_size`` or ``not_protected``.

    Where the register says yes or no, that holds. Elsewhere type and size decide: lakes above 100 m², open types above
    2,500 m² alone or together with those (and lakes) that they touch. The registration is guidance; the state on the
    ground decides.

    Parameters
    ----------
    nature:
        Polygons with ``surface_class``.
    said:
        What the register says of each (ja, nej, empty), or None.
    rules:
        With the types and sizes.

    >>> import geopandas as gpd
    >>> from gistools.corridors.planning_rules import green_rules
    >>> areas = [shapely.box(0, 0, 50, 40), shapely.box(50, 0, 60, 60), shapely.box(200, 0, 240, 40)]
    >>> nature = gpd.GeoDataFrame({"surface_class": ["meadow", "bog", "meadow"]}, geometry=areas)
    >>> protection(nature, None, green_rules()).tolist()  # 2,000 + 600 m² together; 1,600 m² alone
    ['by_size', 'by_size', 'not_protected']
    >>> protection(nature, ["nej", "ja", ""], green_rules()).tolist()
    ['not_protected', 'registered', 'not_protected']
    """
    kinds = nature["surface_class"].to_numpy()
    shapes = nature.geometry.to_numpy()
    area = shapely.area(shapes)
    lake = np.isin(kinds, list(rules.words["protected_lake"]))
    open_ = np.isin(kinds, list(rules.words["protected_open"]))
    together = _together(shapes, area, lake | open_)
    large = (lake & (area > rules.values["protected_lake"])) | (open_ & (together > rules.values["protected_open"]))
    made = np.where(large, BY_SIZE, NOT_PROTECTED).astype(object)
    if said is not None:
        words = [cell_text(one).casefold() for one in np.asarray(said, object)]
        made[[word in _YES for word in words]] = REGISTERED
        made[[word in _NO for word in words]] = NOT_PROTECTED
    return made


def _together(
    shapes: npt.NDArray[np.object_], area: npt.NDArray[np.float64], kept: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return the area of the group of touching polygons that each belongs to; its own where it is not kept."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - only here
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - beside it

    rows = np.flatnonzero(kept)
    one, other = shapely.STRtree(shapes[rows]).query(shapes[rows], predicate="intersects")
    near = coo_array((np.ones(one.size), (one, other)), shape=(rows.size, rows.size))
    made = area.copy()
    if rows.size:
        count, group = connected_components(near, directed=False)
        union = [shapely.area(shapely.union_all(shapes[rows[group == g]])) for g in range(count)]
        made[rows] = np.asarray(union)[group]
    return made
