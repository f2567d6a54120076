"""The tools of currents and barriers as data; loads no numeric library."""

from __future__ import annotations

from gistools.corridors.circuits_tool_params import CorridorBarriersParams, CorridorCurrentParams
from gistools.corridors.connectivity_tools import LANDSCAPE_INPUTS
from gistools.corridors.survey_tools import GROUP
from gistools.text import Text
from gistools.tool import Geometry, Kind, Output, Tool

CORRIDOR_CURRENT = Tool(
    id="corridor-current",
    title=Text("Grønne korridorer: strøm og flaskehalse", "Green corridors: currents and pinch points"),
    summary=Text(
        "Hvor dyr spreder sig ad alle veje på én gang, og hvor de klemmes sammen, så der er få veje uden om.",
        "Where animals spread over all ways at once, and where they are squeezed with few ways round.",
    ),
    group=GROUP,
    limits=Text(
        "Strømmen afhænger af, hvilke par af levesteder der regnes med: sammenlign kun kort med de samme par og samme "
        "cellestørrelse. Inde i et levested er vejen fri. Kortet viser mulige veje, ikke dyr.",
        "Current depends on which pairs of patches are counted: compare only maps of the same pairs and the same cell "
        "size. Inside a patch the way is free. The map shows possible ways, not animals.",
    ),
    function="gistools.corridors.circuits_run:corridor_current_tool",
    params=CorridorCurrentParams,
    inputs=LANDSCAPE_INPUTS,
    outputs=(
        Output(
            "current",
            Kind.RASTER,
            Text("Strøm mellem levesteder", "Current between patches"),
            Text(
                "Summen over par, hvor hvert par sender 1: 0,1 er en tiendedel af ét par gennem 10 m bredde.",
                "Sum over pairs that send 1 each: 0.1 is a tenth of one pair through a width of 10 m.",
            ),
            unit="A/10 m",
            style="corridor_current",
        ),
        Output(
            "current_share",
            Kind.RASTER,
            Text("Største andel af et pars strøm", "Largest share of a pair's current"),
            Text(
                "1: alt mellem to levesteder går gennem cellen. Afhænger ikke af antallet af par.",
                "1: all between two patches passes the cell. Does not depend on the number of pairs.",
            ),
            unit="0–1",
            style="corridor_current_share",
            default=False,
        ),
        Output(
            "pinch_points",
            Kind.LAYER,
            Text("Flaskehalse", "Pinch points"),
            Text(
                "Steder, hvor strømmen mellem to levesteder er smal: bredde, andel, par og plads.",
                "Places where the flow between two patches is narrow: width, share, pair and place.",
            ),
            geometry=Geometry.POLYGON,
            style="pinch_points",
        ),
        Output(
            "stepping_patches",
            Kind.LAYER,
            Text("Levesteder som trædesten", "Patches as stepping stones"),
            Text(
                "Levestederne og den strøm, der går igennem dem mellem to andre.",
                "The patches and the current that passes them between two others.",
            ),
            geometry=Geometry.POLYGON,
            style="stepping_patches",
        ),
        Output(
            "effective_resistances",
            Kind.TABLE,
            Text("Effektiv modstand mellem levesteder", "Effective resistance between patches"),
            Text(
                "Modstand ad alle veje på én gang for hvert par; kan kun sammenlignes ved samme cellestørrelse.",
                "Resistance over all ways at once of each pair; compares only at the same cell size.",
            ),
        ),
    ),
)

CORRIDOR_BARRIERS = Tool(
    id="corridor-barriers",
    title=Text("Grønne korridorer: barrierer, der kan åbnes", "Green corridors: barriers that may be opened"),
    summary=Text(
        "Hvor en forbindelse bliver lettest at gå for hver meter barriere, der fjernes, og hvad der ligger der.",
        "Where a link gains most for each metre of barrier removed, and what lies there.",
    ),
    group=GROUP,
    limits=Text(
        "Gevinsten er for hver åbning for sig og kun for forbindelser, der findes; to åbninger kan ikke lægges sammen. "
        "Om stedet kan åbnes, og hvad det koster, skal undersøges. Modstand er skøn.",
        "The gain is of each opening by itself and of links that there are; two openings cannot be added. Whether the "
        "place can be opened, and at what price, must be looked into. Resistance is judgement.",
    ),
    function="gistools.corridors.circuits_run:corridor_barriers_tool",
    params=CorridorBarriersParams,
    inputs=LANDSCAPE_INPUTS,
    outputs=(
        Output(
            "barrier_gain",
            Kind.RASTER,
            Text("Gevinst ved at fjerne barrierer", "Gain of removing barriers"),
            Text(
                "Modstandsmeter sparet for hver meter barriere, der fjernes: bedste forbindelse og vindue.",
                "Resistance metres saved for each metre of barrier removed: best link and window.",
            ),
            style="barrier_gain",
        ),
        Output(
            "barrier_saved",
            Kind.RASTER,
            Text("Sparet af en forbindelses modstand", "Saved of the cost of a link"),
            Text(
                "Den største andel af en forbindelses modstand, som én åbning sparer.",
                "The largest share of the cost of a link that one opening saves.",
            ),
            unit="%",
            style="barrier_saved",
            default=False,
        ),
        Output(
            "barrier_places",
            Kind.LAYER,
            Text("Steder at åbne", "Places to open"),
            Text(
                "De bedste steder i rækkefølge: forbindelse, gevinst, overflade og vej.",
                "The best places in order: link, gain, surface and road.",
            ),
            geometry=Geometry.POINT,
            style="barrier_places",
        ),
        Output(
            "barrier_links",
            Kind.LAYER,
            Text("Forbindelser, der er regnet på", "Links that were looked at"),
            Text("Billigste veje mellem levesteder.", "Cheapest ways between patches."),
            geometry=Geometry.LINE,
            style="barrier_links",
        ),
    ),
)

CIRCUIT_TOOLS = (CORRIDOR_CURRENT, CORRIDOR_BARRIERS)
