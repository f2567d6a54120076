"""Tracks as GPX 1.1 (spor til GPS), in WGS 84."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol
from xml.etree.ElementTree import Element, SubElement, indent, tostring

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["GPX", "gpx_of"]

GPX = "http://www.topografix.com/GPX/1/1"
_DIGITS = 7  # of a degree: about a centimetre


class _Waypoint(Protocol):
    """What is asked of a point of a track: latitude and longitude in degrees, and what is said at it."""

    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...


class _Track(Protocol):
    """What is asked of a track: its name, and latitude and longitude of its points in degrees of WGS 84."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def points(self) -> Sequence[tuple[float, float]]: ...
    @property
    def waypoints(self) -> Sequence[_Waypoint]: ...


def gpx_of(track: _Track, *, created: str = "") -> bytes:
    """Return a track as GPX 1.1, in UTF-8.

    Parameters
    ----------
    created:
        When, as in ISO 8601; left out when empty, so that equal tracks are equal bytes.

    >>> from types import SimpleNamespace
    >>> track = SimpleNamespace(name="A & B", description="", points=[(55.0, 12.0), (55.1, 12.0)], waypoints=[])
    >>> made = gpx_of(track)
    >>> print(made.decode().splitlines()[1])
    <gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="gistools">
    """
    root = Element("gpx", xmlns=GPX, version="1.1", creator="gistools")
    about = SubElement(root, "metadata")
    SubElement(about, "name").text = _text(track.name)
    if track.description:
        SubElement(about, "desc").text = _text(track.description)
    if created:
        when = dt.datetime.fromisoformat(created).astimezone(dt.UTC)
        SubElement(about, "time").text = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    for one in track.waypoints:
        point = _point(root, "wpt", one.latitude, one.longitude)
        SubElement(point, "name").text = _text(one.name)
        if one.description:
            SubElement(point, "desc").text = _text(one.description)
    if track.points:
        line = SubElement(root, "trk")
        SubElement(line, "name").text = _text(track.name)
        part = SubElement(line, "trkseg")
        for latitude, longitude in track.points:
            _point(part, "trkpt", latitude, longitude)
    indent(root)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _point(parent: Element, kind: str, latitude: float, longitude: float) -> Element:
    return SubElement(parent, kind, lat=f"{latitude:.{_DIGITS}f}", lon=f"{longitude:.{_DIGITS}f}")


def _text(said: str) -> str:
    """Return a text without the signs that XML cannot hold."""
    return "".join(sign for sign in said if sign in "\t\n" or sign >= " ").replace("\ufffe", "").replace("\uffff", "")
