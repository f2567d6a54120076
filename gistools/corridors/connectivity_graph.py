"""The graph of importance (vigtighed): what connectivity loses with each patch, the most important first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.graph import Axis, Graph, Line, Role
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from gistools.corridors.connectivity import Connectivity

_MOST = 40
_NAMED = 15  # patches that an axis has room to name
_PARTS = (
    ("dpc_percent", Text("i alt", "in all"), Role.BEST),
    ("flux_percent", Text("forbindelser til andre", "links to others"), Role.TODAY),
    ("connector_percent", Text("trædesten for andre", "stepping stone"), Role.FUTURE),
    ("intra_percent", Text("eget areal", "own area"), Role.OTHER),
)


def importance_graph(found: Connectivity, *, notes: Sequence[Text] = (), stamps: Sequence[Text] = ()) -> Graph:
    """Return what connectivity loses with each of the forty most important patches, and the parts of it.

    Parameters
    ----------
    found:
        Of one species.
    notes, stamps:
        What must stand on it.
    """
    rows = found.patches.sort_values("patch_rank").head(_MOST)
    place = rows["patch_rank"].to_numpy(np.float64)
    lines = tuple(Line(name, place, rows[column].to_numpy(), role) for column, name, role in _PARTS)
    name, count = found.species.name, len(found.patches)
    return Graph(
        Text(f"Levestedernes vigtighed: {name.da}", f"Importance of patches: {name.en}"),
        Text(
            f"Sammenhæng (PC), der går tabt uden levestedet; de {len(rows)} vigtigste af {count}",
            f"Connectivity (PC) that is lost without the patch; the {len(rows)} most important of {count}",
        ),
        _places(rows),
        Axis(Text("Tabt sammenhæng", "Connectivity lost"), "%"),
        lines,
        notes=tuple(notes),
        stamps=tuple(stamps),
    )


def _places(rows: pd.DataFrame) -> Axis:
    """Return the axis of places: patches by their number where there is room for it."""
    limits = (0.5, len(rows) + 0.5)
    if len(rows) > _NAMED:
        return Axis(Text("Plads blandt levesteder", "Place among patches"), limits=limits)
    named = zip(rows["patch_rank"], rows["patch_id"], strict=True)
    ticks = tuple((float(place), Text(str(one), str(one))) for place, one in named)
    return Axis(
        Text("Levested nr., det vigtigste først", "Patch no., the most important first"), limits=limits, ticks=ticks
    )
