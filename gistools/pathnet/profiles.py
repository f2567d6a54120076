"""Profiles (profiler) of those who use the network: what each can pass, as data with source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.text import Text


@dataclass(frozen=True)
class Limit:
    """A limit (grænse) of a profile, from the table of limits.

    Parameters
    ----------
    rule:
        What is limited, such as ``"slope_up"`` or ``"width"``.
    value:
        The limit, in ``unit``.
    unit:
        Such as ``"‰"``, ``"m"``, ``"cm"``; empty for yes and no.
    name:
        What it is called, Danish and English.
    source:
        Where it was read, with paragraph.
    verified:
        Whether it was read in its source.
    """

    rule: str
    value: float
    unit: str
    name: Text
    source: str
    verified: bool


@dataclass(frozen=True)
class Profile:
    """Someone who uses the network (profil): on foot, on a bicycle, in a wheelchair, with a walking aid, to school.

    Parameters
    ----------
    id:
        Of the table, such as ``"wheelchair"``.
    name:
        Danish and English.
    travels:
        ``"foot"`` or ``"cycle"``: the column that tells whether it is allowed.
    speed_kmh:
        On level ground.
    limits:
        By rule.
    """

    id: str
    name: Text
    travels: str
    speed_kmh: float
    limits: Mapping[str, Limit]
