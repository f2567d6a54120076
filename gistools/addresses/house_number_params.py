"""Parameters of the tool that numbers a road, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.addresses.check_params import day_param
from gistools.addresses.numbering_params import VARIANTS, NumberingParams, VariantName
from gistools.text import Text
from gistools.tool import param


@dataclass(frozen=True, kw_only=True)
class HouseNumberingParams(NumberingParams):
    """Which road, from where, and which variant becomes planned changes."""

    road_name: str = param(
        "",
        label=Text("Vejens navn", "Name of the road"),
        help=Text(
            "Vælger vejen, når laget har flere (kolonnen vejnavn); de andre er da de veje, den møder. Tomt: laget er "
            "én vej.",
            "Chooses the road where the layer has several (column vejnavn); the others are then the roads that it "
            "meets. Empty: the layer is one road.",
        ),
    )
    start_at: str = param(
        "",
        label=Text("Nummereringens start", "Start of numbering"),
        help=Text(
            "Øst og nord i EPSG:25832 ved den ende, hvor nr. 1 skal ligge, fx 651600 6268900; tomt: værktøjet vælger "
            "og siger hvorfor.",
            "East and north in EPSG:25832 at the end where no. 1 is to be, such as 651600 6268900; empty: the tool "
            "chooses and tells why.",
        ),
    )
    variant: VariantName | None = param(
        None,
        choices=VARIANTS,
        label=Text("Valgt variant", "Chosen variant"),
        help=Text(
            "Den, der tegnes og bliver til planlagte ændringer; tomt: den med flest point.",
            "The one that is drawn and becomes planned changes; empty: the one with the most points.",
        ),
    )
    target_field: str = param(
        "",
        label=Text("Kolonne med grundens id", "Column of the plot's id"),
        help=Text(
            "Tomt: target_id, feltnr, byggefelt, grundnr, matrikelnummer eller id_lokalid, den første, laget har.",
            "Empty: target_id, feltnr, byggefelt, grundnr, matrikelnummer or id_lokalid, the first that the layer has.",
        ),
    )
    capacity_field: str = param(
        "",
        label=Text("Kolonne med antal boliger", "Column of homes"),
        help=Text(
            "Hvor mange boliger grunden kan rumme. Tomt: capacity, rummelighed, boliger eller planlagte_boliger; har "
            "laget ingen af dem, er rummeligheden ukendt.",
            "How many homes the plot can hold. Empty: capacity, rummelighed, boliger or planlagte_boliger; with none "
            "of them the capacity is unknown.",
        ),
    )
    road_id: str = param(
        "",
        label=Text("Vejens id i registret", "Id of the road in the register"),
        help=Text(
            "Af den navngivne vej; tomt: vejen findes på navnet, og er den ikke i registret, planlægges den også.",
            "Of the named road; empty: the road is found by its name, and where the register lacks it it is planned "
            "too.",
        ),
        advanced=True,
    )
    postcode: str = param(
        "",
        label=Text("Postnummer", "Postcode"),
        help=Text(
            "Fire cifre; tomt: det, som vejens numre har, ellers det nærmeste husnummers.",
            "Four digits; empty: that of the road's numbers, else of the nearest house number.",
        ),
        advanced=True,
    )
    municipality: str = param(
        "",
        label=Text("Kommunekode", "Municipality code"),
        help=Text(
            "Fire cifre; vælger vejen sammen med vejkoden. Tomt: lagets kommunekode, ellers registrets, når det kun "
            "har én.",
            "Four digits; chooses the road together with its code. Empty: kommunekode of the layer, else the "
            "register's where it has one alone.",
        ),
        advanced=True,
    )
    road_code: str = param(
        "",
        label=Text("Vejkode", "Road code"),
        help=Text(
            "Fire cifre; vælger vejen, når laget har flere (kolonnen vejkode). Er vejen ikke i registret, planlægges "
            "dens kommunedel kun, når koden er givet her eller i laget.",
            "Four digits; chooses the road where the layer has several (column vejkode). The part of a road that the "
            "register lacks is planned only when the code is given here or in the layer.",
        ),
        advanced=True,
    )
    day: str = day_param()
    case_number: str = param(
        "",
        label=Text("Sagsnummer", "Case number"),
        help=Text("Følger med de planlagte ændringer.", "Goes with the planned changes."),
    )
    in_force: str = param(
        "",
        label=Text("Gælder fra", "In force from"),
        help=Text(
            "Dag (år-måned-dag) for de planlagte ændringer; tomt: den dag, de tastes. Breve om dem kræver dagen, her "
            "eller i brevværktøjet.",
            "Day (year-month-day) of the planned changes; empty: the day on which they are keyed. Letters on them need "
            "the day, here or in the tool of letters.",
        ),
        advanced=True,
    )
