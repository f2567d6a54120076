"""Parameters of the terrain tools, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


class Nodata(enum.StrEnum):
    """What a cell without elevation is to water."""

    SEA = "sea"
    HOLE = "hole"
    FILLED = "filled"
    WALL = "wall"


class Edge(enum.StrEnum):
    """What the edge of the map is to water."""

    OUTLET = "outlet"
    WALL = "wall"


class BuildingRule(enum.StrEnum):
    """What the footprint of a building does to the terrain."""

    KEEP = "keep"
    RAISE = "raise"
    REMOVE = "remove"


NODATA_LABELS = {
    Nodata.SEA: Text("Hav: vand løber ud i det", "Sea: water runs out into it"),
    Nodata.HOLE: Text("Hul: vand forsvinder i det", "Hole: water disappears in it"),
    Nodata.FILLED: Text(
        "Udfyldt: indre huller lægges i niveau med deres laveste rand; huller ved kanten er udløb",
        "Filled over: inner holes are set level with their lowest rim; those at the edge are outlets",
    ),
    Nodata.WALL: Text("Mur: vand kan ikke passere", "Wall: water cannot pass"),
}


@dataclass(frozen=True, kw_only=True)
class TerrainParams(Params):
    """How an elevation raster is made ready for water."""

    nodata: Nodata | None = param(
        None,
        choices=NODATA_LABELS,
        label=Text("Celler uden højde er", "Cells without elevation are"),
        help=Text(
            "Skal vælges, når terrænet har celler uden højde, for svaret ændrer hvor vandet løber hen.",
            "Must be chosen when the terrain has cells without elevation, since it decides where water goes.",
        ),
    )
    edge: Edge = param(
        Edge.OUTLET,
        choices={
            Edge.OUTLET: Text("Udløb: vand løber ud over kanten", "Outlet: water runs off the map"),
            Edge.WALL: Text("Mur: vand holdes inde", "Wall: water is held in"),
        },
        label=Text("Kortets kant er", "The edge of the map is"),
        help=Text("Om vand kan forlade kortet over kanten.", "Whether water can leave the map over its edge."),
        advanced=True,
    )
    buildings_as: BuildingRule = param(
        BuildingRule.RAISE,
        choices={
            BuildingRule.KEEP: Text("Som terrænet under dem", "As the terrain beneath them"),
            BuildingRule.RAISE: Text("Hævet over terrænet", "Raised above the terrain"),
            BuildingRule.REMOVE: Text("Taget ud: ingen regn og intet vand", "Taken out: no rain and no water"),
        },
        label=Text("Bygninger indgår", "Buildings are"),
        help=Text(
            "Hvad bygningers grundplan gør ved terrænet, når der er givet et bygningslag.",
            "What building footprints do to the terrain when a building layer is given.",
        ),
    )
    building_height_m: float = param(
        10.0,
        unit="m",
        minimum=0.1,
        maximum=500.0,
        label=Text("Bygningers hævning", "Raise of buildings"),
        help=Text(
            "Hævede bygninger sættes så højt over den højeste terræncelle i deres grundplan.",
            "Raised buildings are set this much above the highest terrain cell in their footprint.",
        ),
        advanced=True,
    )
    burn_may_raise: bool = param(
        False,
        label=Text("Tilpasning må hæve terræn", "Adjustment may raise terrain"),
        help=Text(
            "Normalt sænker tilpasningslinjer og hestesko kun terrænet; her må de også hæve det.",
            "Adjustment lines and horseshoes normally only lower the terrain; here they may raise it too.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class FlowPathParams(TerrainParams):
    """Which flow paths are drawn."""

    min_area_m2: float = param(
        10_000.0,
        unit="m²",
        minimum=0.0,
        label=Text("Mindste opland", "Smallest contributing area"),
        help=Text(
            "En strømningsvej tegnes fra det sted, hvor dens opland når denne størrelse.",
            "A flow path is drawn from where its contributing area reaches this size.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class SnapParams(TerrainParams):
    """How points are moved to the flow."""

    snap_m: float = param(
        0.0,
        unit="m",
        minimum=0.0,
        label=Text("Flyt punkter højst", "Move points at most"),
        help=Text(
            "Punkter flyttes til den celle med størst opland inden for denne afstand; 0 flytter ikke.",
            "Points are moved to the cell of largest contributing area within this distance; 0 moves none.",
        ),
    )
