"""Graphs of flood cost (kurver): damage by return period, damage by how often, net present value by service level."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from gistools.cloudburst.rain.params import RainSeries
    from gistools.graph import Graph
    from gistools.text import Text

__all__ = ["damage_graph", "exceedance_graph", "level_graph"]


def damage_graph(
    table: pd.DataFrame,
    *,
    annual_dkk: Mapping[str | Text, float] | None = None,
    price_year: int | None = None,
    notes: Sequence[Text] = (),
    stamps: Sequence[Text] = (),
) -> Graph:
    """Return damage by return period, a line for each climate."""
    raise NotImplementedError


def exceedance_graph(
    table: pd.DataFrame,
    *,
    series: RainSeries | str,
    annual_dkk: Mapping[str | Text, float] | None = None,
    price_year: int | None = None,
    notes: Sequence[Text] = (),
    stamps: Sequence[Text] = (),
) -> Graph:
    """Return damage against how many times a year it is passed; the area below is the annual damage."""
    raise NotImplementedError


def level_graph(
    frame: pd.DataFrame, *, near: float = 0.05, notes: Sequence[Text] = (), stamps: Sequence[Text] = ()
) -> Graph:
    """Return net present value by service level, from `LevelCurve.to_frame`."""
    raise NotImplementedError
