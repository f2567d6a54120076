"""Parameters of links between patches, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class LinkParams(Params):
    """Which links (forbindelser) between patches there are."""

    limit: float | None = param(
        None,
        unit="modstandsmeter",
        minimum=1e-3,
        label=Text("Største modstand", "Highest cost"),
        help=Text(
            "Dyrere forbindelser tages ikke med. Uden en grænse tages alle.",
            "Links that cost more are left out. Without a limit all are taken.",
        ),
    )
    planar: bool = param(
        True,
        label=Text("Kun naboer", "Neighbours only"),
        help=Text(
            "Ja: kun mellem levesteder, hvis opland af celler, der er nærmest efter modstand, rører hinanden. "
            "Nej: mellem alle levesteder inden for største modstand.",
            "Yes: only between patches whose regions of cells nearest by cost touch. "
            "No: between all patches within the highest cost.",
        ),
    )
