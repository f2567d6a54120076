"""The tool plan-sheets as data; loads no numeric library."""

from __future__ import annotations

from gistools.plan.sheets_params import PlanSheetParams
from gistools.plan.subcatchment_tools import GROUP
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool


def _table(name: str, label: Text, made_by: str, *, required: bool = False, columns: tuple[str, ...] = ()) -> Input:
    told = Text(f"Tabellen {name} fra {made_by}.", f"The table {name} of {made_by}.")
    return Input(name, Kind.TABLE, label, told, required=required, columns=columns)


def _layer(
    name: str, label: Text, made_by: str, geometry: Geometry, *, required: bool = False, columns: tuple[str, ...] = ()
) -> Input:
    told = Text(f"Laget {name} fra {made_by}.", f"The layer {name} of {made_by}.")
    return Input(name, Kind.LAYER, label, told, required=required, geometry=geometry, columns=columns)


SHEET_INPUTS = (
    _layer(
        "sub_catchments",
        Text("Deloplande", "Sub-catchments"),
        "sub-catchments",
        Geometry.POLYGON,
        required=True,
        columns=("subcatchment_id", "name", "area_m2"),
    ),
    _table(
        "sub_catchment_ledgers",
        Text("Deloplandenes vandregnskaber", "Water ledgers of the sub-catchments"),
        "sub-catchments",
        required=True,
        columns=("rain_mm", "subcatchment_id", "term", "volume_m3"),
    ),
    Input(
        "elevation",
        Kind.RASTER,
        Text("Højdemodel", "Elevation model"),
        Text(
            "Terræn i meter, hvis skygge ligger under kortene; intet tal på arkene kommer fra det.",
            "Terrain in metres whose shade lies beneath the maps; no number on the sheets comes from it.",
        ),
        required=False,
        unit="m",
        elevation=True,
    ),
    Input(
        "depth",
        Kind.RASTER,
        Text("Vanddybde", "Depth of water"),
        Text(
            "Rasteren depth fra flood ved den regn, der vises.",
            "The raster depth of flood at the rain that is shown.",
        ),
        required=False,
        unit="m",
    ),
    Input(
        "buildings",
        Kind.LAYER,
        Text("Bygninger", "Buildings"),
        Text("Bygninger til at finde vej efter på kortene.", "Buildings to find one's way by on the maps."),
        required=False,
        geometry=Geometry.POLYGON,
        beneath="buildings",
    ),
    _table(
        "sub_catchment_flows",
        Text("Vand mellem deloplande", "Water between sub-catchments"),
        "sub-catchments",
        columns=("rain_mm", "from_subcatchment", "to_subcatchment", "volume_m3"),
    ),
    _table(
        "sub_catchment_damage",
        Text("Skade pr. delopland", "Damage by sub-catchment"),
        "sub-catchments",
        columns=("subcatchment_id", "annual_today_dkk"),
    ),
    _layer(
        "vulnerable_places",
        Text("Sårbare steder", "Vulnerable places"),
        "sub-catchments",
        Geometry.POINT,
        columns=("subcatchment_id", "place_rank"),
    ),
    Input(
        "measures",
        Kind.LAYER,
        Text("Tiltag", "Measures"),
        Text(
            "De tegnede tiltag, som what-if og plan-value tager dem; et tiltag står på arket for hvert delopland, det "
            "ligger i.",
            "The drawn measures as what-if and plan-value take them; a measure stands on the sheet of each "
            "sub-catchment that it lies in.",
        ),
        required=False,
        columns=("type",),
    ),
    _layer(
        "structure_links", Text("Linjer i strukturen", "Lines of the structure"), "cloudburst-structure", Geometry.LINE
    ),
    _layer(
        "structure_nodes",
        Text("Steder i strukturen", "Places of the structure"),
        "cloudburst-structure",
        Geometry.POINT,
    ),
    _table(
        "service_level_status",
        Text("Serviceniveauets status", "Status of the service level"),
        "service-level-check",
    ),
    _table("service_level_text", Text("Serviceniveauet i ord", "The service level in words"), "service-level-check"),
    _layer(
        "service_areas",
        Text("Hvor serviceniveauet er opfyldt", "Where the service level is met"),
        "service-level-check",
        Geometry.POLYGON,
    ),
    _table("solution_sheets", Text("Idékatalog", "Catalogue of solutions"), "solution-places"),
    _layer(
        "solution_places",
        Text("Steder til løsninger", "Places for solutions"),
        "solution-places",
        Geometry.ANY,
    ),
    _table("variants", Text("Varianter side om side", "Variants side by side"), "compare-variants"),
    _table("variant_order", Text("Rækkefølge af tiltag", "Order of building"), "compare-variants"),
    _layer(
        "measure_shares",
        Text("Hverdagsregn og skybrud", "Everyday rain and cloudburst"),
        "measure-shares",
        Geometry.ANY,
    ),
)

_WHAT = Text(
    "byen på den første side, så strukturen, serviceniveauet, varianterne og idékataloget, og et ark for hvert "
    "delopland",
    "the town on the first page, then structure, service level, variants and catalogue, and a sheet for each "
    "sub-catchment",
)

SHEET_TOOLS = (
    Tool(
        id="plan-sheets",
        title=Text("Planark", "Plan sheets"),
        summary=Text(
            "Saml planens kort, tal og tabeller i ark til politikere og borgere: byen, og et ark for hvert delopland. "
            "Hvert tal på arkene står i en tabel.",
            "Gather the maps, numbers and tables of the plan in sheets for council and citizens: the town, and a sheet "
            "for each sub-catchment. Every number on the sheets stands in a table.",
        ),
        group=GROUP,
        function="gistools.plan.sheets_run:plan_sheets_tool",
        params=PlanSheetParams,
        inputs=SHEET_INPUTS,
        outputs=(
            Output(
                "plan_sheets",
                Kind.DOCUMENT,
                Text("Planark", "Plan sheets"),
                Text(f"Til print: {_WHAT.da}.", f"For printing: {_WHAT.en}."),
                ending=".pdf",
            ),
            Output(
                "plan_text",
                Kind.DOCUMENT,
                Text("Planark til Word", "Plan sheets for Word"),
                Text(
                    "Det samme som et dokument, der kan skrives videre i.", "The same as a document that can be edited."
                ),
                ending=".docx",
            ),
            Output(
                "plan_tables",
                Kind.DOCUMENT,
                Text("Planarkenes tabeller", "Tables of the plan sheets"),
                Text(
                    "Alle tabeller, som tallene på arkene står i, med et ark for hver.",
                    "All tables that the numbers on the sheets stand in, a worksheet for each.",
                ),
                ending=".xlsx",
            ),
        ),
    ),
)
