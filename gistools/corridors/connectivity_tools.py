"""The tool of connectivity as data; loads no numeric library."""

from __future__ import annotations

from gistools.corridors.connectivity_params import NetworkParams
from gistools.corridors.survey_tools import GROUP
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

LIMITS = Text(
    "Kortet viser, hvor arten kan komme frem efter en artstabel; det viser ikke, at den er der. Modstand er skøn: se "
    "rangordenens sikkerhed, før en korridor vælges.",
    "The map shows where the species can get by a table of species; it does not show that it is there. Resistance is "
    "judgement: see how sure the order is before a corridor is chosen.",
)


def _layer(name: str, label: Text, text: Text, geometry: Geometry = Geometry.ANY, *, required: bool = False) -> Input:
    return Input(name, Kind.LAYER, label, text, required=required, geometry=geometry)


LANDSCAPE_INPUTS = (
    _layer(
        "land_cover",
        Text("Arealdække", "Land cover"),
        Text("Flader med deres overflade i en kolonne.", "Polygons with their surface in a column."),
        Geometry.POLYGON,
        required=True,
    ),
    _layer(
        "nature_areas",
        Text("Naturområder", "Nature areas"),
        Text("§ 3-natur, skov og andre levesteder.", "Protected nature, woods and other habitat."),
        Geometry.POLYGON,
    ),
    _layer("lakes", Text("Søer", "Lakes"), Text("Søer og vandhuller.", "Lakes and ponds."), Geometry.POLYGON),
    _layer(
        "hedges",
        Text("Levende hegn", "Hedges"),
        Text("Linjer eller flader; også trærækker.", "Lines or polygons; rows of trees too."),
    ),
    _layer("roads", Text("Veje", "Roads"), Text("Midterlinjer.", "Centre lines."), Geometry.LINE),
    _layer("rails", Text("Jernbaner", "Railways"), Text("Midterlinjer.", "Centre lines."), Geometry.LINE),
    _layer("streams", Text("Vandløb", "Streams"), Text("Midterlinjer.", "Centre lines."), Geometry.LINE),
    _layer("paths", Text("Stier", "Paths"), Text("Midterlinjer.", "Centre lines."), Geometry.LINE),
    Input(
        "buildings",
        Kind.LAYER,
        Text("Bygninger", "Buildings"),
        Text("Grundplaner.", "Footprints."),
        required=False,
        geometry=Geometry.POLYGON,
        beneath="buildings",
    ),
    _layer(
        "passages",
        Text("Passager", "Passages"),
        Text("Faunapassager, broer og underføringer.", "Wildlife passages, bridges and underpasses."),
    ),
    _layer(
        "study_area",
        Text("Det kendte område", "The area that is known"),
        Text(
            "Kommunen og et bælte om den, mindst to gange artens afstand; alt givet, når det udelades.",
            "The municipality and a belt around it of twice the distance of the species; all that is given otherwise.",
        ),
        Geometry.POLYGON,
    ),
    _layer(
        "municipality",
        Text("Kommunen", "The municipality"),
        Text(
            "Levesteder uden for den forbinder, men tælles ikke i kommunens tal.",
            "Patches outside it connect and are not in its figures.",
        ),
        Geometry.POLYGON,
    ),
    Input(
        "species_table",
        Kind.TABLE,
        Text("Egne arter", "Own species"),
        Text("I stedet for dem, der følger med.", "In place of those that are shipped."),
        required=False,
    ),
    Input(
        "species_resistance",
        Kind.TABLE,
        Text("Egen modstand", "Own resistance"),
        Text("Modstand for hver art og overflade.", "Resistance of each species and surface."),
        required=False,
    ),
)

CORRIDOR_NETWORK = Tool(
    id="corridor-network",
    title=Text("Grønne korridorer: net og vigtighed", "Green corridors: network and importance"),
    summary=Text(
        "Levesteder og spredningsveje for en art, korridorernes bredde, sammenhængen i tal, og hvad hvert levested og "
        "hver forbindelse er værd.",
        "Patches and links of a species, how wide corridors are, connectivity in figures, and what each patch and link "
        "is worth.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.corridors.connectivity_run:corridor_network_tool",
    params=NetworkParams,
    inputs=LANDSCAPE_INPUTS,
    outputs=(
        Output(
            "patches",
            Kind.LAYER,
            Text("Levesteder efter vigtighed", "Patches by importance"),
            Text(
                "Sammenhæng tabt uden levestedet: eget areal, forbindelser og trædesten; del af nettet og plads.",
                "Connectivity lost without the patch: own area, links, stepping stone; part of the network and place.",
            ),
            geometry=Geometry.POLYGON,
            style="corridor_patches",
        ),
        Output(
            "links",
            Kind.LAYER,
            Text("Forbindelser efter vigtighed", "Links by importance"),
            Text(
                "Letteste vej mellem levesteder: modstand, meter i hver overflade, veje der krydses, og hvad der tabes "
                "uden den.",
                "Cheapest way between patches: cost, metres in each surface, roads crossed, what is lost without it.",
            ),
            geometry=Geometry.LINE,
            style="corridor_links",
        ),
        Output(
            "corridors",
            Kind.RASTER,
            Text("Korridorer", "Corridors"),
            Text(
                "Chancen for at komme over gennem cellen, i forhold til den bedste vej; tom uden for korridoren.",
                "The chance of getting across through the cell, over the best way; empty outside the corridor.",
            ),
            unit="0–1",
            style="corridors",
        ),
        Output(
            "connectivity",
            Kind.TABLE,
            Text("Sammenhæng i tal", "Connectivity in figures"),
            Text(
                "EC, areal, dele og maskestørrelse for hver art; to års tabeller sammenlignes af survey-compare.",
                "EC, area, parts and mesh size of each species; survey-compare compares those of two years.",
            ),
        ),
        Output(
            "importance",
            Kind.GRAPH,
            Text("Levestedernes vigtighed", "Importance of patches"),
            Text(
                "Sammenhæng tabt uden hvert levested og dens dele; den første art.",
                "Connectivity lost without each patch and its parts; the first species.",
            ),
        ),
        Output(
            "rank_stability",
            Kind.TABLE,
            Text("Rangordenens sikkerhed", "How sure the order is"),
            Text(
                "Hvor ofte hvert levested og hver forbindelse er blandt de ti vigtigste, når modstand og afstand "
                "varieres.",
                "How often each patch and link is among the ten most important when resistance and distance vary.",
            ),
            needs="draws",
        ),
    ),
)

CONNECTIVITY_TOOLS = (CORRIDOR_NETWORK,)
