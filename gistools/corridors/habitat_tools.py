"""The tools of habitat as data; loads no numeric library."""

from __future__ import annotations

from gistools.corridors.connectivity_tools import LANDSCAPE_INPUTS
from gistools.corridors.habitat_params import HabitatPatchesParams, HabitatResistanceParams
from gistools.corridors.survey_tools import GROUP
from gistools.text import Text
from gistools.tool import Geometry, Kind, Output, Tool

_PATCHES = ("land_cover", "nature_areas", "lakes", "hedges", "study_area", "municipality", "species_table")
_NOT_RESISTANCE = ("municipality",)

HABITAT_PATCHES = Tool(
    id="habitat-patches",
    title=Text("Levesteder for en art", "Habitat patches of a species"),
    summary=Text(
        "Levesteder af lag med natur, søer og arealdække: intet areal talt to gange, og hvad hver flade blev til.",
        "Patches from layers of nature, lakes and land cover: no area counted twice, and what became of each feature.",
    ),
    group=GROUP,
    limits=Text(
        "Kortet viser, hvor overfladen er artens levested efter en artstabel; det viser ikke, at arten er der.",
        "The map shows where the surface is habitat by a table of species; it does not show that the species is there.",
    ),
    function="gistools.corridors.habitat_run:habitat_patches_tool",
    params=HabitatPatchesParams,
    inputs=tuple(one for one in LANDSCAPE_INPUTS if one.name in _PATCHES),
    outputs=(
        Output(
            "habitat_patches",
            Kind.LAYER,
            Text("Levesteder", "Habitat patches"),
            Text(
                "Areal, overflade, kvalitet, om de rører kanten, og om de ligger i kommunen.",
                "Area, surface, quality, whether they touch the edge, and whether they lie in the municipality.",
            ),
            geometry=Geometry.POLYGON,
            style="habitat_patches",
        ),
        Output(
            "habitat_features",
            Kind.LAYER,
            Text("Hvad fladerne blev til", "What became of the features"),
            Text(
                "Hver flade i lagene: levested for sig, lagt sammen, dækket, for lille, udenfor eller intet levested.",
                "Each feature of the layers: a patch, joined, covered, too small, outside or no habitat.",
            ),
            geometry=Geometry.POLYGON,
            style="habitat_features",
        ),
    ),
)

HABITAT_RESISTANCE = Tool(
    id="habitat-resistance",
    title=Text("Modstand i landskabet for en art", "Resistance of the landscape to a species"),
    summary=Text(
        "Hvad det koster en art at krydse hver celle; veje, baner og vandløb er barrierer med passager igennem.",
        "What it costs a species to cross each cell, with roads, rails and streams as barriers and passages through.",
    ),
    group=GROUP,
    limits=Text(
        "Modstand er et skøn: vis altid, hvad der sker, når den ganges og deles med 3. Hegn, mure og lys er ikke med.",
        "Resistance is judgement: always show what happens when it is multiplied and divided by 3. Fences, walls and "
        "light are not in it.",
    ),
    function="gistools.corridors.habitat_run:habitat_resistance_tool",
    params=HabitatResistanceParams,
    inputs=tuple(one for one in LANDSCAPE_INPUTS if one.name not in _NOT_RESISTANCE),
    outputs=(
        Output(
            "resistance",
            Kind.RASTER,
            Text("Modstand", "Resistance"),
            Text("1 er eget levested; tom, hvor intet kan krydses.", "1 is own habitat; empty where nothing passes."),
            style="resistance",
            own_name=True,
        ),
        Output(
            "barriers",
            Kind.RASTER,
            Text("Barrierer og åbninger", "Barriers and openings"),
            Text(
                "1 veje, baner, vandløb og bygninger; 2 åbnet af en bro, tunnel eller passage; 0 intet af dem.",
                "1 roads, rails, streams and buildings; 2 opened by a bridge, tunnel or passage; 0 neither.",
            ),
            style="barriers",
            default=False,
        ),
        Output(
            "surface_costs",
            Kind.TABLE,
            Text("Overfladerne i tal", "Surfaces in figures"),
            Text("Areal og modstand for hver overflade.", "Area and resistance of each surface."),
        ),
    ),
)

HABITAT_TOOLS = (HABITAT_PATCHES, HABITAT_RESISTANCE)
