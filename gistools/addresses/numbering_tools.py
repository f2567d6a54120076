"""The tool that numbers a new road, as data; loads no numeric library."""

from __future__ import annotations

from dataclasses import replace

from gistools.addresses.check_tools import GROUP, REGISTER_INPUT
from gistools.addresses.house_number_params import HouseNumberingParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

CHANGES_OUTPUT = Output(
    "planned_changes",
    Kind.TABLE,
    Text("Planlagte ændringer", "Planned changes"),
    Text(
        "Den valgte variant, som den skal tastes: vej, punkter, husnumre og adresser, foreløbige, med grund og regler.",
        "The chosen variant as it is to be keyed: road, points, house numbers and addresses, provisional, with reason "
        "and rules.",
    ),
)

HOUSE_NUMBERING = Tool(
    id="house-numbering",
    title=Text("Husnumre til en ny vej: hvilke numre skal de have?", "House numbers of a new road: which numbers?"),
    summary=Text(
        "Lovlige husnumre langs en planlagt vej i to-tre varianter med point: hvert nummer begrundet med regler, "
        "registrerede numre ligger fast, og den valgte variant bliver til planlagte ændringer.",
        "Lawful house numbers along a planned road in two or three variants with points: each number explained by "
        "rules, registered numbers stay, and the chosen variant becomes planned changes.",
    ),
    group=GROUP,
    limits=Text(
        "Et forslag: kommunen fastsætter numrene. Regler, der ikke er verificeret i deres kilde, og hvad der er "
        "projektets eget valg, siges hver gang.",
        "A proposal: the municipality sets the numbers. Rules that were not verified in their source, and what is a "
        "choice of the project, are told each time.",
    ),
    function="gistools.addresses.numbering_run:house_numbering_tool",
    params=HouseNumberingParams,
    inputs=(
        Input(
            "road",
            Kind.LAYER,
            Text("Vejen", "The road"),
            Text(
                "Midtlinjer med sidegrene uden eget navn, eller en plads som flade. Har laget flere veje, vælger "
                "road_name én af dem.",
                "Centre lines with branches of no own name, or a square as an area. Where the layer has several, "
                "road_name chooses one of them.",
            ),
        ),
        Input(
            "targets",
            Kind.LAYER,
            Text("Grunde eller byggefelter", "Plots or building fields"),
            Text(
                "Hvad der skal have numre, hvert med et id og gerne et antal boliger. Er det bygninger, gives de også "
                "som bygninger.",
                "What is to be numbered, each with an id and perhaps a number of homes. Buildings are given as "
                "buildings too.",
            ),
            geometry=Geometry.POLYGON,
        ),
        replace(
            REGISTER_INPUT,
            required=False,
            help=Text(
                "Udtræk af DAR: vejens registrerede numre ligger fast, og id og postnummer kommer herfra.",
                "Extracts of DAR: registered numbers of the road stay, and ids and postcode come from here.",
            ),
        ),
        Input(
            "buildings",
            Kind.LAYER,
            Text("Bygninger", "Buildings"),
            Text(
                "Den største på grunden er den, nummeret fører til: adgangspunktet ligger inden for dens facade.",
                "The largest on a plot is the one that its number leads to: the access point lies inside its facade.",
            ),
            required=False,
            geometry=Geometry.POLYGON,
            beneath="buildings",
        ),
        Input(
            "entrances",
            Kind.LAYER,
            Text("Indgange", "Entrances"),
            Text("Døre som punkter; hver får sit eget nummer (A39).", "Doors as points; each gets its number (A39)."),
            required=False,
            geometry=Geometry.POINT,
        ),
        Input(
            "other_roads",
            Kind.LAYER,
            Text("Andre veje", "Other roads"),
            Text(
                "Navngivne veje omkring: hvor vejen kan begynde, og hvilke hjørnegrunde der hører til dem.",
                "Named roads around: where this road may start, and which plots on corners are theirs.",
            ),
            required=False,
            geometry=Geometry.LINE,
            beneath="roads_beneath",
        ),
    ),
    outputs=(
        Output(
            "numbering_targets",
            Kind.LAYER,
            Text("Grunde og byggefelter", "Plots and building fields"),
            Text("Dem inden for rækkevidde med deres numre; får en grund intet nummer, hvorfor.",
                 "Those within reach with their numbers; where a plot gets none, why."),
            geometry=Geometry.POLYGON,
            style="numbering_targets",
        ),
        Output(
            "numbering_road",
            Kind.LAYER,
            Text("Vejen, som numrene stiger", "The road as its numbers rise"),
            Text("Et stykke for hver sidegren; pilen peger, hvor numrene stiger.",
                 "A stretch for each branch; the arrow points where numbers rise."),
            geometry=Geometry.LINE,
            style="numbering_road",
        ),
        Output(
            "number_connections",
            Kind.LAYER,
            Text("Fra adgangspunkt til vejpunkt", "From access point to road point"),
            Text("En linje for hvert nummer.", "A line for each number."),
            geometry=Geometry.LINE,
            style="number_connections",
        ),
        Output(
            "numbering_start",
            Kind.LAYER,
            Text("Nummereringens start", "Start of numbering"),
            Text("Hvor numrene begynder, og hvorfor der.", "Where the numbers begin, and why there."),
            geometry=Geometry.POINT,
            style="numbering_start",
        ),
        Output(
            "proposed_numbers",
            Kind.LAYER,
            Text("Foreslåede husnumre", "Proposed house numbers"),
            Text(
                "Den valgte variant ved adgangspunkterne, registrerede numre med, hvert med begrundelse og regler.",
                "The chosen variant at its access points, registered numbers too, each with its reason and rules.",
            ),
            geometry=Geometry.POINT,
            style="proposed_numbers",
            own_name=True,
        ),
        Output(
            "numbering_scores",
            Kind.TABLE,
            Text("Varianterne side om side", "The variants side by side"),
            Text("Point af 100, hvad de er tabt på, og antal numre.", "Points of 100, what lost them, counts."),
        ),
        Output(
            "numbers_by_variant",
            Kind.TABLE,
            Text("Numrene i hver variant", "Numbers in each variant"),
            Text("En række for hver grund, i vejens rækkefølge.", "A row for each plot, in the order of the road."),
        ),
        Output(
            "numbering_deviations",
            Kind.TABLE,
            Text("Valg og afvigelser", "Choices and departures"),
            Text("Valg, reglerne åbner for, og afvigelser fra dem, i alle varianter, hver med grund og reglens kilde.",
                 "Choices that rules leave open and departures from them, of all variants, each with its reason."),
        ),
        CHANGES_OUTPUT,
        Output(
            "numbering_sheets",
            Kind.DOCUMENT,
            Text("Bilag til sagen", "Sheets for the case"),
            Text(
                "Alle tabeller som regneark; som PDF eller Word med kort, varianter og begrundelser.",
                "All tables as a workbook; as PDF or Word with map, variants and reasons.",
            ),
            ending=".xlsx",
        ),
    ),
)  # fmt: skip

NUMBERING_TOOLS = (HOUSE_NUMBERING,)
