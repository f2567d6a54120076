"""The tool that looks at a working store, as data; loads no numeric library."""

from __future__ import annotations

from dataclasses import replace

from gistools.addresses.check_tools import GROUP, REGISTER_INPUT, ROADS_OUTPUT
from gistools.addresses.store_params import StoreParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

STORE_INPUT = Input(
    "store",
    Kind.STORE,
    Text("Arbejdslager", "Working store"),
    Text(
        "En GeoPackage, som gistools store new har lavet; den læses uden at låse eller ændre den.",
        "A GeoPackage that gistools store new made; it is read without locking or changing it.",
    ),
)

PLANNED_CHANGES_OUTPUT = Output(
    "planned_changes",
    Kind.TABLE,
    Text("Planlagte ændringer", "Planned changes"),
    Text(
        "Hvad lageret samlet ændrer i forhold til registret: én række for hver kolonne, som andre værktøjer læser.",
        "What the store changes in all against the register: a row for each column, as other tools read it.",
    ),
)

PLANNED_CHANGES = Tool(
    id="planned-changes",
    title=Text(
        "Planlagte ændringer: hvad er ændret, af hvem og hvorfor?",
        "Planned changes: what was changed, by whom and why?",
    ),
    summary=Text(
        "Et arbejdslager som kort og tabeller: hvad der er planlagt, journalen, og direkte rettelser uden begrundelse.",
        "A working store as a map and tables: what is planned, the journal, and direct edits without a reason.",
    ),
    group=GROUP,
    limits=Text(
        "Lageret er planer: DAR og BBR er og bliver registrene, og intet gælder, før kommunen har tastet det.",
        "The store holds plans: DAR and BBR stay the registers, and nothing holds before the municipality keys it.",
    ),
    function="gistools.addresses.store_run:planned_changes_tool",
    params=StoreParams,
    inputs=(
        STORE_INPUT,
        replace(
            REGISTER_INPUT,
            required=False,
            help=Text(
                "Udtræk af DAR, så det, lageret ikke selv har, får vejnavn og sted på kortet.",
                "Extracts of DAR, so that what the store has not itself gets its road name and its place on the map.",
            ),
        ),
    ),
    outputs=(
        Output(
            "planned_addresses",
            Kind.LAYER,
            Text("Planlagte husnumre, adresser og punkter", "Planned house numbers, addresses and points"),
            Text(
                "Hvert planlagt objekt på sit sted: adressebetegnelse, hvad der ændres, og hvem, hvornår og hvorfor.",
                "Each planned object where it is: its line, what changes, and who, when and why.",
            ),
            geometry=Geometry.POINT,
            style="planned_addresses",
        ),
        Output(
            "planned_roads",
            Kind.LAYER,
            Text("Planlagte veje", "Planned roads"),
            Text("Nye og ændrede veje, der har en linje eller et område.",
                 "New and changed roads that have a line or an area."),
            geometry=Geometry.LINE,
            style="planned_roads",
        ),
        replace(
            ROADS_OUTPUT,
            help=Text("Registrets veje at finde sted efter; ingen uden register.",
                      "Roads of the register to find one's way by; none without a register."),
        ),
        PLANNED_CHANGES_OUTPUT,
        Output(
            "direct_edits",
            Kind.TABLE,
            Text("Direkte rettelser uden begrundelse", "Direct edits without a reason"),
            Text(
                "Hvad der er rettet i lagets tabeller uden om gistools, fx i QGIS, og mangler en begrundelse.",
                "What was edited in the tables past gistools, such as in QGIS, and lacks a reason.",
            ),
        ),
        Output(
            "journal_entries",
            Kind.TABLE,
            Text("Journal", "Journal"),
            Text(
                "Hver post, én række for hver kolonne, den ændrede: hvem, hvornår, hvorfor, før og efter.",
                "Each entry, a row for each column that it changed: who, when, why, before and after.",
            ),
        ),
    ),
)  # fmt: skip

STORE_TOOLS = (PLANNED_CHANGES,)
