"""The guide as it is published: the value that a page, a track and a document are written from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from gistools.pathnet.guide_outputs import usable
from gistools.pathnet.guide_words import exact_metres
from gistools.pathnet.network import NO
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.guide import Guide

ROOM_M = 60.0
"""How far around a way its map shows."""

ASSESSMENT = Text(
    "Dette er en vurdering ud fra kort og registre, ikke en afgørelse og ikke en garanti. Se dig for undervejs.",
    "This is an assessment from maps and registers; it is no decision and no guarantee. Watch out on the way.",
)

JUNCTION = Text(
    "Et kryds er et sted, hvor mindst tre veje eller stier mødes. Fortsæt altid ligeud, hvor der ikke står andet.",
    "A junction is a place where at least three roads or paths meet. Always go straight on where nothing else is said.",
)


@dataclass(frozen=True)
class TrackPoint:
    """A point of a track with what is said at it, in degrees of WGS 84."""

    latitude: float
    longitude: float
    name: str
    description: str = ""


@dataclass(frozen=True)
class GuideTrack:
    """The way as a track (spor): what `gistools.io.gpx_of` writes."""

    name: str
    description: str
    points: tuple[tuple[float, float], ...]
    waypoints: tuple[TrackPoint, ...]


@dataclass(frozen=True, eq=False)
class GuideSheet:
    """A guide with what is published along with it.

    Parameters
    ----------
    guide:
        The answer.
    municipality, contact, data_date:
        Who publishes it, whom to tell when something is wrong, and of when the data are; empty where not said.
    around:
        Layers that the map shows beneath, by name: ``buildings``, ``lakes``, ``streams``.
    stamps:
        What must stand on everything made of examples.
    """

    guide: Guide
    municipality: str = ""
    contact: str = ""
    data_date: str = ""
    around: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    stamps: tuple[Text, ...] = ()

    @property
    def title(self) -> Text:
        """What it is called."""
        ends = self.guide.ends
        return Text(f"God genvej: {ends.da}", f"Good short cut: {ends.en}")

    @property
    def remarks(self) -> tuple[Text, ...]:
        """What must be said beside the instructions: access that is not judged, gaps, benches, where answers part."""
        guide, made = self.guide, list(self.guide.notes)
        way = guide.way
        if guide.already_there:
            return tuple(made)
        if way is None:
            if guide.gap_m > 0.0:
                gap = exact_metres(guide.gap_m)
                made.append(
                    Text(
                        f"Stinettet hænger ikke sammen: mellem de to dele er der {gap.da} uden sti eller vej.",
                        f"The network does not hang together: {gap.en} without path or road lie between its two parts.",
                    )
                )
            else:
                made.append(
                    Text(
                        "Stinettet hænger ikke sammen: de to dele krydser hinanden uden at mødes, som ved en bro.",
                        "The network does not hang together: its two parts cross without meeting, as at a bridge.",
                    )
                )
            return tuple(made)
        if guide.answer == NO:
            return (*made, _general_rule(guide, way.by_default_m)) if way.by_default_m else tuple(made)
        names = (guide.start.called, guide.goal.called)
        for name, far in zip(names, way.access_m, strict=True):
            if far > 2.0:  # noqa: PLR2004 - a path at the door
                said = exact_metres(far)
                made.append(
                    Text(
                        f"Mellem {name.da} og stien er der {said.da}, som ikke er vurderet.",
                        f"Between {name.en} and the path lie {said.en} that have not been judged.",
                    )
                )
        if way.by_default_m:
            made.append(_general_rule(guide, way.by_default_m))
        if np.isfinite(way.longest_without_bench_m):
            made.append(_without_bench(guide, way.longest_without_bench_m))
        return tuple(made)

    @cached_property
    def shown(self) -> tuple[float, float, float, float]:
        """The bounds that a map shows: west, south, east, north in metres."""
        guide = self.guide
        ways = [one for one in (guide.way, *guide.others) if one is not None]
        shapes = [guide.start.point, guide.goal.point, *(one.route.line(guide.network) for one in ways)]
        west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
        wide = max(east - west, north - south, 2.0 * ROOM_M)
        x, y = (west + east) / 2.0, (south + north) / 2.0
        half_x, half_y = max(east - west, wide / 2.0) / 2.0, max(north - south, wide / 2.0) / 2.0
        return (x - half_x - ROOM_M, y - half_y - ROOM_M, x + half_x + ROOM_M, y + half_y + ROOM_M)

    def within(self, shapes: Sequence[Any] | npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the parts of some shapes that the map shows; those that are cut to nothing are left out."""
        given = np.asarray(shapes, dtype=object)
        given = given[~(shapely.is_missing(given) | shapely.is_empty(given))]
        given = given[shapely.intersects(given, shapely.box(*self.shown))]
        made: npt.NDArray[Any] = shapely.clip_by_rect(shapely.force_2d(given), *self.shown)
        return made[~shapely.is_empty(made)]

    @cached_property
    def track(self) -> GuideTrack:
        """The proposed way as a track; without a line when none can be used."""
        guide = self.guide
        project = pyproj.Transformer.from_crs(guide.network.edges.crs, "EPSG:4326", always_xy=True)

        def degrees(x: Any, y: Any) -> list[tuple[float, float]]:  # noqa: ANN401 - floats or arrays of them
            longitude, latitude = project.transform(np.atleast_1d(x), np.atleast_1d(y))
            return list(zip(latitude.tolist(), longitude.tolist(), strict=True))

        ends = [
            TrackPoint(*degrees(spot.point.x, spot.point.y)[0], str(name), str(spot.called))
            for spot, name in ((guide.start, Text("Start", "Start")), (guide.goal, Text("Mål", "Goal")))
        ]
        stamps = " ".join(f"{one}." for one in self.stamps)
        about = f"{guide.sentence} {ASSESSMENT} {stamps}".strip()
        if guide.way is None or not usable(guide, 1):
            return GuideTrack(self.title.da, about, (), tuple(ends))
        line = guide.way.route.line(guide.network)
        turns = [
            TrackPoint(*degrees(at.x, at.y)[0], str(step.number), str(step.text))
            for step in guide.way.steps
            for at in [line.interpolate(step.begin_m)]
        ]
        points = degrees(*shapely.get_coordinates(line).T)
        return GuideTrack(self.title.da, about, tuple(points), (ends[0], *turns, ends[1]))


def _general_rule(guide: Guide, far_m: float) -> Text:
    """Return on how much of a way the general rule stands in place of a registration."""
    said = exact_metres(far_m)
    da, en = ("gang", "walking") if guide.profile.travels == "foot" else ("cykling", "cycling")
    return Text(
        f"På {said.da} siger kortet ikke, om {da} er tilladt; det er regnet tilladt efter færdselslovens hovedregel "
        "(efter hukommelsen; ikke efterprøvet).",
        f"On {said.en} the map does not say whether {en} is allowed; it is taken as allowed by the general rule of the "
        "Danish Road Traffic Act (from memory; not verified).",
    )


def _without_bench(guide: Guide, far_m: float) -> Text:
    """Return how long one goes without a bench, held against what the profile should have where that is asked for."""
    said = exact_metres(far_m)
    told = Text(f"Længste stykke uden bænk: {said.da}.", f"Longest stretch without a bench: {said.en}.")
    limit = guide.profile.limits.get("rest_every")
    if limit is None or far_m <= limit.value:
        return told
    asked = exact_metres(limit.value)
    sure = Text("", "") if limit.verified else Text("; ikke efterprøvet", "; not verified")
    return Text(
        f"{told.da} Anbefalet: højst {asked.da} ({limit.source}{sure.da}).",
        f"{told.en} Advised: at most {asked.en} ({limit.source}{sure.en}).",
    )
