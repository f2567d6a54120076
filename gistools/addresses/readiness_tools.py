"""The tool that tells whether local plans have their addresses, as data; loads no numeric library."""

from __future__ import annotations

from dataclasses import replace

from gistools.addresses.check_tools import GROUP, REGISTER_INPUT, ROADS_OUTPUT
from gistools.addresses.readiness_params import ReadinessParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

ADDRESS_READINESS = Tool(
    id="address-readiness",
    title=Text(
        "Adresseklarhed: er adresserne klar til lokalplanens byggeri?",
        "Address readiness: are the addresses ready for what the local plan builds?",
    ),
    summary=Text(
        "For hver lokalplan: hvor mange grunde eller byggefelter der har en adresse, og om de mangler for længe efter "
        "vedtagelsen.",
        "For each local plan: how many plots or building fields have an address, and whether they lack one too long "
        "after adoption.",
    ),
    group=GROUP,
    limits=Text(
        "En adresse fastsættes, »så snart adgangen er kendt« (A16); et antal dage er ikke sagt: grænsen er projektets "
        "valg. Vejledende byggefelter gør ingen plan for sen; uden dag, status eller flade kan det ikke afgøres.",
        "An address is set “as soon as the access is known” (A16); no number of days is said: the limit is the "
        "project's choice. Advisory fields make no plan late; without a day, a status or an area it cannot be told.",
    ),
    function="gistools.addresses.readiness_run:address_readiness_tool",
    params=ReadinessParams,
    inputs=(
        replace(
            REGISTER_INPUT,
            help=Text(
                "Filer eller en mappe med udtræk af DAR: husnumre og adressepunkter; med navngivne veje vises de på "
                "kortet.",
                "Files or a folder with extracts of DAR: house numbers and address points; named roads are mapped.",
            ),
        ),
        Input(
            "local_plans",
            Kind.LAYER,
            Text("Lokalplaner", "Local plans"),
            Text(
                "Flader fra Plandata med planid, og gerne lp_plannr, lp_plannavn, status (V, F, A) og datoikraft.",
                "Areas of Plandata with planid, and best lp_plannr, lp_plannavn, status (V, F, A) and datoikraft.",
            ),
            geometry=Geometry.POLYGON,
        ),
        Input(
            "plan_targets",
            Kind.LAYER,
            Text("Grunde eller byggefelter", "Plots or building fields"),
            Text(
                "Grunde med id_lokalId, eller Plandatas byggefelter med bygkunifelt og bygvejledende; gerne lokplan_id "
                "og jordstykke.",
                "Plots with id_lokalId, or building fields of Plandata with bygkunifelt and bygvejledende; best with "
                "lokplan_id and jordstykke.",
            ),
            geometry=Geometry.POLYGON,
        ),
    ),
    outputs=(
        Output(
            "target_readiness",
            Kind.LAYER,
            Text("Grunde og byggefelter", "Plots and building fields"),
            Text(
                "Hver grund eller hvert byggefelt: om der er en adresse, og hvilke planer det ligger i.",
                "Each plot or building field: whether it has an address, and which plans it lies in.",
            ),
            geometry=Geometry.POLYGON,
            style="target_readiness",
        ),
        Output(
            "plan_readiness",
            Kind.LAYER,
            Text("Lokalplaner efter adresseklarhed", "Local plans by address readiness"),
            Text(
                "Hver plan: klar, på vej, for sent eller kan ikke afgøres, med tal og en sætning.",
                "Each plan: ready, on the way, late or cannot be told, with figures and a sentence.",
            ),
            geometry=Geometry.POLYGON,
            style="plan_readiness",
        ),
        ROADS_OUTPUT,
        Output(
            "plan_list",
            Kind.TABLE,
            Text("Planer, dem for sent først", "Plans, those that are late first"),
            Text(
                "Alle planer: tal for grunde og byggefelter af hver slags, og en sætning om hver.",
                "All plans: figures of plots and fields of each kind, and a sentence on each.",
            ),
        ),
    ),
)

READINESS_TOOLS = (ADDRESS_READINESS,)
