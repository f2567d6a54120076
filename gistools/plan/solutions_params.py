"""Parameters of the places where solutions fit, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.cloudburst.params import ReportParams
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import Params, param


def _metres(default: float, most: float, label: Text, help_: Text, *, advanced: bool = False) -> float:
    made: float = param(default, unit="m", minimum=0.0, maximum=most, label=label, help=help_, advanced=advanced)
    return made


def _field(default: str, label: Text, help_: Text) -> str:
    made: str = param(default, label=label, help=help_, advanced=True)
    return made


@dataclass(frozen=True, kw_only=True)
class ValueParams(Params):
    """How added value is read from layers."""

    home_distance_m: float = _metres(
        300.0,
        5_000.0,
        Text("Nær boliger er inden for", "Near homes is within"),
        Text(
            "Ophold tæller, hvor arealet ligger så nær en bygning. Afstanden er et valg.",
            "Recreation counts where the area lies so near a building. The distance is a choice.",
        ),
    )
    lot_status_field: str = _field(
        "status",
        Text("Felt med kortlægning", "Field of mapping"),
        Text(
            "Kolonnen i laget af kortlagte grunde med V1, V2, V1V2, LOK, UIK eller UEK.",
            "The column of the layer of mapped lots with V1, V2, V1V2, LOK, UIK or UEK.",
        ),
    )
    protected_field: str = _field(
        "beskyttet_par3",
        Text("Felt med beskyttet natur", "Field of protected nature"),
        Text("Kolonnen i naturlaget, der siger ja eller nej.", "The column of the nature layer that says yes or no."),
    )
    groundwater_area_field: str = _field(
        "type",
        Text("Felt med grundvandsinteresse", "Field of groundwater interest"),
        Text("Kolonnen med BNBO, OSD eller OD.", "The column with BNBO, OSD or OD."),
    )
    paved_classes: str = param(
        "tag vej sti befaestet",
        label=Text("Befæstede arealklasser", "Paved land-cover classes"),
        help=Text(
            "Klasser i arealdækket, som regn løber af, skilt med mellemrum.",
            "Classes of the land cover that rain runs off, parted by spaces.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class SolutionParams(ValueParams):
    """What solutions are like where they are looked for; every figure is a choice, none is a norm."""

    basin_depth_m: float = _metres(
        1.0,
        20.0,
        Text("Bassinets dybde", "Depth of a basin"),
        Text("Så dybt graves et bassin under terræn.", "So deep is a basin dug below ground."),
    )
    basin_slope: float = param(
        2.0,
        minimum=0.0,
        maximum=50.0,
        label=Text("Bassinets anlæg", "Side slope of a basin"),
        help=Text("Vandret pr. lodret.", "Across per up."),
        advanced=True,
    )
    green_depth_m: float = _metres(
        0.4,
        5.0,
        Text("Grønt bassins sænkning", "Lowering of a green basin"),
        Text("Så meget sænkes et grønt areal.", "So much is a green area lowered."),
    )
    green_slope: float = param(
        5.0,
        minimum=0.0,
        maximum=50.0,
        label=Text("Grønt bassins anlæg", "Side slope of a green basin"),
        help=Text("Vandret pr. lodret.", "Across per up."),
        advanced=True,
    )
    green_reach_m: float = _metres(
        25.0,
        500.0,
        Text("Vandet hentes inden for", "Water is brought from within"),
        Text(
            "Så langt fra en strømningsvej eller lavning kan et grønt bassin begynde.",
            "So far from a flow path or bluespot may a green basin begin.",
        ),
        advanced=True,
    )
    road_depth_m: float = _metres(
        0.1,
        1.0,
        Text("Vanddybde på skybrudsvej", "Depth of water on a cloudburst road"),
        Text("Mellem kantstenene.", "Between the kerbs."),
    )
    road_width_m: float = _metres(
        6.0,
        100.0,
        Text("Vejens bredde, hvor laget ikke siger den", "Width of roads where the layer is silent"),
        Text("Bruges, hvor kolonnen bredde_m er tom.", "Used where the column bredde_m is empty."),
        advanced=True,
    )
    bed_room_mm: float = param(
        300.0,
        unit="mm",
        minimum=0.0,
        maximum=10_000.0,
        label=Text("Rum i et nedsivningsbed", "Room of a permeable bed"),
        help=Text("Vand, som et bed holder, jævnt over bedet.", "Water that a bed holds, spread over it."),
    )
    bed_reach_m: float = _metres(
        5.0,
        100.0,
        Text("Bedets rækkevidde", "Reach of a bed"),
        Text(
            "Et bed ligger så nær det sted, hvor vand fra befæstet areal løber ud på jorden.",
            "A bed lies so near to where water from paved ground runs out on the soil.",
        ),
        advanced=True,
    )
    bed_paved_m2: float = param(
        200.0,
        unit="m²",
        minimum=0.0,
        label=Text("Befæstet areal til et bed", "Paved ground to a bed"),
        help=Text(
            "Mindst så meget befæstet areal skal løbe til bedet.", "At least so much paved ground must run to the bed."
        ),
        advanced=True,
    )
    depave_mm: float | None = param(
        None,
        unit="mm",
        minimum=0.0,
        maximum=1_000.0,
        label=Text("Regn, som afkoblet jord tager", "Rain that opened ground takes"),
        help=Text(
            "Jævnt over arealet; uden tal er rummet ukendt, for det afhænger af jorden.",
            "Spread over the area; without a number the room is unknown, for it depends on the soil.",
        ),
    )
    dike_height_m: float = _metres(
        0.5,
        10.0,
        Text("Digets højde", "Height of a dike"),
        Text("Over saddelens kote.", "Above the level of the saddle."),
    )
    stream_belt_m: float = _metres(
        10.0,
        200.0,
        Text("Plads langs vandløb", "Room along a stream"),
        Text("Til hver side af midten, for genslyngning.", "To each side of the middle, for re-meandering."),
        advanced=True,
    )
    flow_path_m2: float = param(
        5_000.0,
        unit="m²",
        minimum=0.0,
        label=Text("Opland, hvor en strømningsvej begynder", "Area at which a flow path begins"),
        help=Text(
            "Vand løber til stede, hvor oplandet er mindst så stort, når alt er fyldt.",
            "Water runs where the contributing area is at least this, when all is full.",
        ),
    )
    land_cover_field: str = _field(
        "klasse",
        Text("Felt med arealklasse", "Field of land-cover class"),
        Text("Kolonnen i arealdækket med arealklassen.", "The column of the land cover with the class."),
    )
    basement_field: str = _field(
        "har_kaelder",
        Text("Felt med kælder", "Field of basement"),
        Text(
            "Kolonnen i bygningslaget, der siger ja, nej eller ukendt.",
            "The column of the buildings that says yes, no or unknown.",
        ),
    )
    show_failed: bool = param(
        default=False,
        label=Text("Vis også steder, der ikke egner sig", "Show places that do not fit too"),
        help=Text(
            "Steder, hvor en regel siger nej, vises med grunden; de tælles altid.",
            "Places where a rule says no are shown with the reason; they are always counted.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class SolutionToolParams(SolutionParams, ReportParams, TerrainParams):
    """Places for solutions on a terrain."""
