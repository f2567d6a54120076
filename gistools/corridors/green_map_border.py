"""Coherence across the municipal border (sammenhæng over kommunegrænsen): where proposals meet, or fail to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gistools.corridors.overlays import counted, touching
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.gains import SpeciesNetwork

MEETS, FAILS, THEIRS_ENDS, UNKNOWN = "meets", "fails", "theirs_ends", "unknown"
_AT_BORDER_M = 1.0  # as near is at it: outlines of cells and of registers differ by less


def crosses(shape: BaseGeometry, home: BaseGeometry) -> bool:
    """Return whether a proposal reaches the border of the municipality."""
    return bool(shapely.dwithin(shape, home.boundary, _AT_BORDER_M))


def meetings(
    proposals: gpd.GeoDataFrame,
    home: BaseGeometry,
    neighbours: gpd.GeoDataFrame | None,
    networks: Sequence[SpeciesNetwork],
    meeting_m: float,
) -> gpd.GeoDataFrame:
    """Return a point for each proposal that reaches the border, and for each of the neighbours' that ours do not meet.

    Parameters
    ----------
    proposals:
        With ``proposal_id`` and ``proposal_type``.
    home:
        The municipality.
    neighbours:
        Their proposals or designations; None: whether they meet is unknown.
    networks:
        For the links of species that cross the border there.
    meeting_m:
        At most as far apart they meet.

    Returns
    -------
    GeoDataFrame
        ``meeting_id``, ``proposal_id`` (missing for the neighbours' alone), ``neighbour_name`` (their name),
        ``meeting_state`` (``meets``, ``fails``, ``theirs_ends``, ``unknown``), ``apart_m`` (NaN when unknown),
        ``link_count`` (links of species that cross the border within the proposal, or near the neighbour's),
        ``reason_da``, ``reason_en``, point at the border.
    """
    border = home.boundary
    ours = proposals[[crosses(g, home) for g in proposals.geometry]]
    lines = [
        line for network in networks for line in network.corridors.links.geometry if shapely.intersects(line, border)
    ]
    tree = shapely.STRtree(lines)
    rows: list[dict[str, Any]] = []
    for number, shape in zip(ours["proposal_id"], ours.geometry, strict=True):
        at = _at(shape, border)
        links = int(tree.query(shapely.buffer(shape, _AT_BORDER_M), predicate="intersects").size)
        if neighbours is None:
            rows.append(_row(number, "", UNKNOWN, np.nan, links, at))
            continue
        apart = shapely.distance(neighbours.geometry.to_numpy(), shape)
        nearest = int(np.argmin(apart)) if apart.size else -1
        met = nearest >= 0 and apart[nearest] <= meeting_m
        name = _called(neighbours, nearest) if nearest >= 0 else ""
        rows.append(_row(number, name, MEETS if met else FAILS, apart[nearest] if nearest >= 0 else np.nan, links, at))
    if neighbours is not None:
        for n, shape in enumerate(neighbours.geometry):
            if shapely.dwithin(shape, border, meeting_m) and not touching(ours, shape, within_m=meeting_m).size:
                links = int(tree.query(shape, predicate="intersects").size)
                apart = shapely.distance(ours.geometry.to_numpy(), shape)
                away = float(apart.min()) if apart.size else np.nan
                rows.append(_row(None, _called(neighbours, n), THEIRS_ENDS, away, links,
                                 _at(shape, border)))  # fmt: skip
    names = ("proposal_id", "neighbour_name", "meeting_state", "apart_m", "link_count", "reason_da", "reason_en")
    frame = gpd.GeoDataFrame(
        {name: [row[name] for row in rows] for name in names},
        geometry=[row["geometry"] for row in rows], crs=proposals.crs,
    )  # fmt: skip
    frame["proposal_id"] = frame["proposal_id"].astype("Int64")
    frame["apart_m"] = frame["apart_m"].astype(np.float64)
    frame.insert(0, "meeting_id", np.arange(1, len(frame) + 1))
    frame.attrs["units"] = {"apart_m": "m"}
    return frame


def _at(shape: BaseGeometry, border: BaseGeometry) -> BaseGeometry:
    """Return the point of the border in the middle of where a polygon reaches it."""
    touched = shapely.intersection(border, shapely.buffer(shape, _AT_BORDER_M))
    near = touched if not touched.is_empty else shape
    return shapely.shortest_line(border, shapely.centroid(near)).interpolate(0.0)


def _called(layer: gpd.GeoDataFrame, row: int) -> str:
    for column in ("navn", "name", "titel", "title"):
        if column in layer.columns and isinstance(layer[column].iloc[row], str):
            return str(layer[column].iloc[row])
    return f"nr. {row + 1}"


def _row(number: object, name: str, state: str, apart: float, links: int, at: BaseGeometry) -> dict[str, Any]:
    away = Text(f"{danish(apart, '.0f')} m", f"{apart:.0f} m")
    if state == UNKNOWN:
        said = Text("Når grænsen; naboens forslag er ikke givet.", "Reaches the border; the neighbour's are not given.")
    elif state == MEETS:
        said = Text(
            f"Mødes med naboens {name}; {away.da} imellem.", f"Meets the neighbour's {name}; {away.en} between."
        )
    elif state == THEIRS_ENDS:
        said = Text(f"Naboens {name} ender ved grænsen uden et forslag hos os.",
                    f"The neighbour's {name} ends at the border with no proposal of ours.")  # fmt: skip
    elif name:
        said = Text(f"Naboens lag fortsætter ikke her: nærmest er {name}, {away.da} borte.",
                    f"The neighbour's layer does not go on here: nearest is {name}, {away.en} away.")  # fmt: skip
    else:
        said = Text("Naboens lag fortsætter ikke her.", "The neighbour's layer does not go on here.")
    ways = counted(links, Text("spredningsvej", "way"), Text("spredningsveje", "ways"))
    count = Text(f" {ways.da} krydser grænsen her.", f" {ways.en} of species cross the border here.")
    full = Text(said.da + count.da, said.en + count.en) if links else said
    return {
        "proposal_id": number, "neighbour_name": name, "meeting_state": state, "apart_m": float(apart),
        "link_count": links,
        "reason_da": full.da, "reason_en": full.en, "geometry": at,
    }  # fmt: skip
