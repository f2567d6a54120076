"""The tools of the keying list and of what became of it, as data; load no numeric library."""

from __future__ import annotations

from dataclasses import replace

from gistools.addresses.check_tools import GROUP, PLANNED_INPUT, REGISTER_INPUT, ROADS_OUTPUT
from gistools.addresses.keying_params import KeyingParams, KeyingReconciliationParams
from gistools.text import Text
from gistools.tool import Geometry, Kind, Output, Tool

_REGISTER = replace(
    REGISTER_INPUT,
    help=Text(
        "Filer eller en mappe med udtræk af DAR, som ændringerne bygger på; ligger BBR ved siden af, prøves også, hvad "
        "bygninger og enheder er knyttet til.",
        "Files or a folder with extracts of DAR that the changes are based on; where BBR lies beside, what buildings "
        "and units are linked to is checked too.",
    ),
)

_ACTIONS = Output(
    "keying_actions",
    Kind.TABLE,
    Text("Handlinger", "Actions"),
    Text(
        "En række for hver handling i den rækkefølge, som DAR og BBR tager dem: hvad der skal gøres, og hvad der skal "
        "være gjort før.",
        "A row for each action in the order in which DAR and BBR take them: what is to be done, and what must be done "
        "before.",
    ),
)

KEYING_LIST = Tool(
    id="keying-list",
    title=Text("Indtastningsliste til DAR og BBR", "Keying list for DAR and BBR"),
    summary=Text(
        "Planlagte ændringer som handlinger i DAR's rækkefølge, felt for felt, med kryds; hvad der ikke kan tastes, "
        "står for sig med regel og rettelse.",
        "Planned changes as actions in DAR's order, field by field, to tick off; what cannot be keyed stands apart "
        "with rule and how to mend it.",
    ),
    group=GROUP,
    limits=Text(
        "En hjælp til den, der taster: DAR og BBR er og bliver registrene, og intet sendes til dem. Om DAR selv "
        "flytter et punkts status, er ikke set: står den allerede rigtigt, så gå videre.",
        "A help to the one who keys: DAR and BBR stay the registers, and nothing is sent to them. Whether DAR moves "
        "the status of a point itself was not seen: where it is right already, go on.",
    ),
    function="gistools.addresses.keying_run:keying_list_tool",
    params=KeyingParams,
    inputs=(PLANNED_INPUT, _REGISTER),
    outputs=(
        Output(
            "keying_places",
            Kind.LAYER,
            Text("Steder i indtastningslisten", "Places of the keying list"),
            Text(
                "Et punkt for hvert sted med numrene i indtastningslisten; det, der er i konflikt, er også med.",
                "A point for each place with its numbers in the keying list; what is in conflict is there too.",
            ),
            geometry=Geometry.POINT,
            style="keying_places",
        ),
        ROADS_OUTPUT,
        _ACTIONS,
        Output(
            "keying_fields",
            Kind.TABLE,
            Text("Indtastningsliste", "Keying list"),
            Text(
                "En række for hvert felt, der tastes, med DAR's og BBR's navn på feltet, hvad der står, og hvad der "
                "skal stå.",
                "A row for each field that is typed, with DAR's and BBR's name of the field, what it holds, and what "
                "it is to hold.",
            ),
        ),
        Output(
            "keying_conflicts",
            Kind.TABLE,
            Text("Kan ikke tastes", "Cannot be keyed"),
            Text(
                "Hver ændring, der er holdt ude, og alt, hvad der venter på den: hvorfor, efter hvilken regel, og "
                "hvordan det rettes.",
                "Each change that is left out, and all that waits for it: why, by which rule, and how it is mended.",
            ),
        ),
        Output(
            "keying_workbook",
            Kind.DOCUMENT,
            Text("Indtastningsliste til print eller regneark", "Keying list for printing or as a workbook"),
            Text(
                "Listen med en kolonne til kryds, handlingerne og det, der ikke kan tastes; regneark, PDF eller Word.",
                "The keying list with a column to tick off, the actions, and what cannot be keyed; as a workbook, PDF "
                "or Word.",
            ),
            ending=".xlsx",
        ),
    ),
)

KEYING_RECONCILIATION = Tool(
    id="keying-reconciliation",
    title=Text("Afstemning: blev det indtastede til noget?", "Reconciliation: did what was keyed come about?"),
    summary=Text(
        "Indtastningslisten holdt mod det næste udtræk: accepteret, afviger, ikke set eller i tvivl, de nye id'er, og "
        "hvad andre har ændret imens.",
        "The keying list held against the next extract: accepted, differs, not seen or in doubt, the new ids, and what "
        "others changed meanwhile.",
    ),
    group=GROUP,
    limits=Text(
        "Udtrækket viser, hvad der er offentligt: det, der kun er under forberedelse, kan ikke ses. Det, andre har "
        "ændret, er ikke nødvendigvis forkert.",
        "The extract shows what is public: what is only being prepared cannot be seen. What others changed is not "
        "wrong by that.",
    ),
    function="gistools.addresses.keying_run:keying_reconciliation_tool",
    params=KeyingReconciliationParams,
    inputs=(
        PLANNED_INPUT,
        _REGISTER,
        replace(
            REGISTER_INPUT,
            name="register_after",
            label=Text("Næste registerudtræk", "Next register extract"),
            help=Text(
                "Et senere, helt udtræk; eller det første sammen med filer med det, der er registreret siden.",
                "A later extract of all; or the first one together with files of what was registered since.",
            ),
        ),
    ),
    outputs=(
        Output(
            "reconciled_places",
            Kind.LAYER,
            Text("Hvor afstemningen er", "Where it was reconciled"),
            Text(
                "Et punkt for hvert sted: det, der afviger eller ikke ses, forrest; også andres ændringer.",
                "A point for each place: what differs or is not seen in front; changes of others too.",
            ),
            geometry=Geometry.POINT,
            style="reconciled_places",
        ),
        ROADS_OUTPUT,
        Output(
            "keying_outcomes",
            Kind.TABLE,
            Text("Hvad det blev til", "What became of it"),
            Text("En række for hver handling med udfald og grund.", "A row for each action with outcome and reason."),
        ),
        Output(
            "keying_differences",
            Kind.TABLE,
            Text("Afvigelser", "Differences"),
            Text(
                "En række for hvert felt, der ikke står, som det blev sendt: det, der afviger, og det, der ikke ses.",
                "A row for each field that is not as it was sent: what differs, and what was not seen.",
            ),
        ),
        Output(
            "changes_of_others",
            Kind.TABLE,
            Text("Andres ændringer", "Changes of others"),
            Text(
                "Hvad der er ændret i registret siden, og som ikke står i indtastningslisten.",
                "What changed in the register since and is not in the keying list.",
            ),
        ),
        Output(
            "register_ids",
            Kind.TABLE,
            Text("Registrets id'er", "Ids of the register"),
            Text(
                "Under hvilket id registret har det nye, for hvert id i planen.",
                "Under which id the register has what is new, for each id of the plan.",
            ),
        ),
    ),
)

KEYING_TOOLS = (KEYING_LIST, KEYING_RECONCILIATION)
