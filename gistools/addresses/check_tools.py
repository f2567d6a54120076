"""The tools that ask rules of the address register and of a draft road name, as data; load no numeric library."""

from __future__ import annotations

from dataclasses import replace

from gistools.addresses.check_params import RegisterCheckParams
from gistools.addresses.road_names_params import RoadNameParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

GROUP = Text("Adresser og bygninger", "Addresses and buildings")

REGISTER_INPUT = Input(
    "register",
    Kind.REGISTER,
    Text("Registerudtræk", "Register extract"),
    Text(
        "Filer eller en mappe med udtræk af DAR (ndjson, CSV, JSON fra Datafordeleren eller DAWA, GeoPackage), et "
        "objekt pr. fil eller lag; ligger BBR ved siden af, holdes bygningerne mod adresserne.",
        "Files or a folder with extracts of DAR (ndjson, CSV, JSON of Datafordeleren or DAWA, GeoPackage), one object "
        "in each file or layer; where BBR lies beside, buildings are held against addresses.",
    ),
)

ROADS_INPUT = replace(
    REGISTER_INPUT,
    help=Text(
        "Filer eller en mappe med udtræk af DAR: navngivne veje og reserverede vejnavne, også nabokommunernes; med "
        "husnumre og postnumre kendes vejenes sted og postnummer.",
        "Files or a folder with extracts of DAR: named roads and reserved names, those of neighbours too; with house "
        "numbers and postcodes the place and postcode of roads are known.",
    ),
)

SUPPRESSIONS_INPUT = Input(
    "suppressions",
    Kind.TABLE,
    Text("Fund, der er lagt til side", "Findings put aside"),
    Text(
        "En tabel med finding_id, suppressed_why og suppressed_date: fund, der er set, med grund og dato.",
        "A table of finding_id, suppressed_why and suppressed_date: findings that were seen, with reason and date.",
    ),
    required=False,
    columns=("finding_id", "suppressed_why", "suppressed_date"),
)

PLANNED_INPUT = Input(
    "planned_changes",
    Kind.TABLE,
    Text("Planlagte ændringer", "Planned changes"),
    Text(
        "Tabellen, som nummerforslag og arbejdslager giver: en række for hver kolonne, der ændres, med værdien før, "
        "begrundelse, sagsnummer og dag.",
        "The table that numbering and the working store give: a row for each column that changes, with the value "
        "before, reason, case number and day.",
    ),
    columns=("change", "register_object", "object_id", "column", "after"),
)

_CHANGES_INPUT = replace(
    PLANNED_INPUT,
    help=Text(
        PLANNED_INPUT.help.da + " Registret prøves da, som det bliver: kun fund, der handler om ændringerne.",
        PLANNED_INPUT.help.en + " The register is then asked as it will be: only findings about the changes are told.",
    ),
    required=False,
)

LAYER_INPUTS = (
    Input(
        "outlines",
        Kind.LAYER,
        Text("Bygningsomrids", "Building outlines"),
        Text(
            "GeoDanmarks bygninger med id_lokalId eller BBRUUID: ligger adgangspunkterne i deres bygning?",
            "Buildings of GeoDanmark with id_lokalId or BBRUUID: do access points lie in their building?",
        ),
        required=False,
        geometry=Geometry.POLYGON,
    ),
    Input(
        "parcels",
        Kind.LAYER,
        Text("Jordstykker", "Parcels"),
        Text("Med id_lokalId, som husnumrene peger på (A23).", "With id_lokalId, which house numbers name (A23)."),
        required=False,
        geometry=Geometry.POLYGON,
    ),
    Input(
        "postcode_areas",
        Kind.LAYER,
        Text("Postnumres områder", "Areas of postcodes"),
        Text("Fra DAGI, med postnr (A22).", "Of DAGI, with postnr (A22)."),
        required=False,
        geometry=Geometry.POLYGON,
    ),
    Input(
        "town_areas",
        Kind.LAYER,
        Text("Supplerende bynavnes områder", "Areas of supplementary towns"),
        Text("Fra DAGI, med navn (A22).", "Of DAGI, with navn (A22)."),
        required=False,
        geometry=Geometry.POLYGON,
    ),
    Input(
        "municipalities",
        Kind.LAYER,
        Text("Kommuner", "Municipalities"),
        Text("Fra DAGI, med kommunekode (A44).", "Of DAGI, with kommunekode (A44)."),
        required=False,
        geometry=Geometry.POLYGON,
    ),
    Input(
        "outlines_before",
        Kind.LAYER,
        Text("Tidligere bygningsomrids", "Earlier building outlines"),
        Text(
            "GeoDanmarks bygninger fra et tidligere år, med BBRUUID: hvad er væk siden (B09; kun med BBR)?",
            "Buildings of GeoDanmark of an earlier year, with BBRUUID: what is gone since (B09; only with BBR)?",
        ),
        required=False,
        geometry=Geometry.POLYGON,
    ),
    Input(
        "redevelopment",
        Kind.LAYER,
        Text("Områder, der omdannes", "Areas to be redeveloped"),
        Text("Tanke i dem prøves (B10; kun med BBR).", "Tanks in them are asked of (B10; only with BBR)."),
        required=False,
        geometry=Geometry.POLYGON,
    ),
    Input(
        "railways",
        Kind.LAYER,
        Text("Jernbaner", "Railways"),
        Text("Spor, som linjen til vejen ikke krydser (G05).", "Rails that the line to the road does not cross (G05)."),
        required=False,
    ),
    Input(
        "streams",
        Kind.LAYER,
        Text("Vandløb", "Streams"),
        Text("Som linjen til vejen ikke krydser (G05).", "That the line to the road does not cross (G05)."),
        required=False,
    ),
)

LIMITS = Text(
    "Et værktøj til at finde, hvad der bør ses efter: DAR er og bliver registret, og kommunen afgør. Regler, der ikke "
    "er verificeret i deres kilde, er mærket.",
    "A tool to find what should be looked at: DAR stays the register, and the municipality decides. Rules that were "
    "not verified in their source are marked.",
)

ROADS_OUTPUT = Output(
    "named_roads",
    Kind.LAYER,
    Text("Navngivne veje", "Named roads"),
    Text("Foreløbige og gældende, der har en linje.", "Provisional and in force that have a line."),
    geometry=Geometry.LINE,
    style="address_roads",
)

ADDRESS_CHECK = Tool(
    id="address-check",
    title=Text("Adressetjek: er adresserne lovlige?", "Address check: are the addresses lawful?"),
    summary=Text(
        "Alle regler for adresser på et udtræk af DAR: fund efter alvor, med kilde, sikre rettelser og hvad der ikke "
        "kan afgøres.",
        "All rules for addresses on an extract of DAR: findings by severity, with source, safe fixes and what cannot "
        "be told.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.addresses.check_run:address_check_tool",
    params=RegisterCheckParams,
    inputs=(REGISTER_INPUT, _CHANGES_INPUT, SUPPRESSIONS_INPUT, *LAYER_INPUTS),
    outputs=(
        Output(
            "findings",
            Kind.LAYER,
            Text("Fund i adresserne", "Findings on addresses"),
            Text(
                "Hvert fund på sit sted, med nummer i arbejdslisten, regel og hvad der er fundet.",
                "Each finding where it is, with its number in the work list, rule, and what was found.",
            ),
            geometry=Geometry.POINT,
            style="address_findings",
        ),
        Output(
            "house_numbers",
            Kind.LAYER,
            Text("Husnumre", "House numbers"),
            Text("Foreløbige og gældende, ved deres adgangspunkter.", "Provisional and in force, at their points."),
            geometry=Geometry.POINT,
            style="address_house_numbers",
        ),
        ROADS_OUTPUT,
        Output(
            "finding_list",
            Kind.TABLE,
            Text("Arbejdsliste", "Work list"),
            Text(
                "Alle fund, også dem uden sted, alvorligst først; med kilde og sikker rettelse.",
                "All findings, those without a place too, gravest first; with source and safe fix.",
            ),
        ),
        Output(
            "rules_asked",
            Kind.TABLE,
            Text("Reglerne, der er spurgt", "The rules that were asked"),
            Text(
                "For hver regel: hvor mange den er spurgt om, fund, hvor mange der ikke kan afgøres, og hvorfor.",
                "For each rule: of how many it was asked, findings, how many cannot be told, and why.",
            ),
        ),
        Output(
            "register_repairs",
            Kind.TABLE,
            Text("Rettet ved læsning", "Mended when read"),
            Text(
                "Hvad der blev rettet, da udtrækket blev læst, og hvad der er i tvivl.",
                "What was mended when the extract was read, and what is in doubt.",
            ),
        ),
    ),
)

ROAD_NAME_CHECK = Tool(
    id="road-name-check",
    title=Text("Vejnavnetjek: kan vejen hedde det?", "Road-name check: can the road be called that?"),
    summary=Text(
        "Et udkast til vejnavn mod reglerne: længde, skrivemåde, adresseringsnavn og navne, der lyder ens eller næsten "
        "ens inden for 15 km.",
        "A draft road name against its rules: length, spelling, addressing name, and names that sound the same or "
        "nearly so within 15 km.",
    ),
    group=GROUP,
    limits=Text(
        "Hvad der lyder ens, er gistools' eget skøn efter dansk retskrivning; om navne kan forveksles, afgør et "
        "menneske. En kommune, der mangler i udtrækket, er ikke prøvet.",
        "What sounds alike is gistools' own judgement after Danish spelling; whether names can be confused, a person "
        "decides. A municipality that is not in the extract was not tested.",
    ),
    function="gistools.addresses.road_names_run:road_name_check_tool",
    params=RoadNameParams,
    inputs=(ROADS_INPUT,),
    outputs=(
        Output(
            "similar_roads",
            Kind.LAYER,
            Text("Veje, der ligner i navn", "Roads alike in name"),
            Text(
                "Hver vej, som et fund handler om, med grad, afstand og grund.",
                "Each road that a finding is about, with grade, distance and reason.",
            ),
            geometry=Geometry.POINT,
            style="similar_roads",
        ),
        Output(
            "draft_road",
            Kind.LAYER,
            Text("Den nye vej", "The new road"),
            Text("Hvor vejen kommer til at ligge.", "Where the road will be."),
            geometry=Geometry.POINT,
            style="draft_road",
        ),
        ROADS_OUTPUT,
        Output(
            "name_findings",
            Kind.TABLE,
            Text("Fund om vejnavnet", "Findings on the road name"),
            Text(
                "Alle fund, alvorligst først, dernæst de mest ens og nærmeste.",
                "All findings, most severe first, then the most alike and nearest.",
            ),
        ),
        Output(
            "addressing_names",
            Kind.TABLE,
            Text("Forslag til adresseringsnavn", "Addressing names proposed"),
            Text("Måder at skrive navnet med højst 20 tegn.", "Ways to write the name in 20 letters at most."),
        ),
    ),
)

CHECK_TOOLS = (ADDRESS_CHECK, ROAD_NAME_CHECK)
