"""Which damage is counted, and by which amounts: parameters declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.floodcost.counting import counted_parts, double_counts
from gistools.text import Text
from gistools.tool import Params, param


class Hazard(enum.StrEnum):
    """Where the water comes from."""

    CLOUDBURST = "cloudburst"
    SEA = "sea"
    STREAM = "stream"


class Estimate(enum.StrEnum):
    """Which amounts of the damage table are used."""

    LOW = "low"
    MID = "mid"
    HIGH = "high"


class AmountsAre(enum.StrEnum):
    """What the amounts of the damage table hold."""

    INSURED = "insured"
    WHOLE = "whole"


@dataclass(frozen=True, kw_only=True)
class CountParams(Params):
    """Which damage is counted, and by which amounts."""

    hazard: Hazard = param(
        Hazard.CLOUDBURST,
        choices={
            Hazard.CLOUDBURST: Text("Skybrud", "Cloudburst"),
            Hazard.SEA: Text("Stormflod", "Storm surge"),
            Hazard.STREAM: Text("Vandløb", "Stream"),
        },
        label=Text("Fare", "Hazard"),
        help=Text(
            "Hvilke af skadetabellens rækker der bruges. Stormflodens kurver giver ved 0,5 m cirka 3 gange skybruddets "
            "skade; til vandløb bruges en tredjedel af dem.",
            "Which rows of the damage table are used. The curves of storm surge give about 3 times the damage of a "
            "cloudburst at 0.5 m; streams have one third of them.",
        ),
    )
    estimate: Estimate = param(
        Estimate.MID,
        choices={
            Estimate.LOW: Text("Lave", "Low"),
            Estimate.MID: Text("Midt", "Mid"),
            Estimate.HIGH: Text("Høje", "High"),
        },
        label=Text("Beløb", "Amounts"),
        help=Text(
            "Skadetabellens lave, midterste eller høje beløb; rækker uden lavt eller højt bruger beløbet selv, og de "
            "tælles. Summerne viser alle tre, hvor tabellen har dem.",
            "The low, mid or high amounts of the damage table; rows without low or high use the amount itself, and are "
            "counted. Totals show all three where the table has them.",
        ),
        advanced=True,
    )
    with_repair: bool = param(
        default=True,
        label=Text("Medregn udbedring", "Count repair"),
        help=Text(
            "Skadetabellens beløb. Fravælges, når værditab regnes i stedet.",
            "The amounts of the damage table. Left out when loss of value is counted instead.",
        ),
        advanced=True,
    )
    amounts_are: AmountsAre = param(
        AmountsAre.INSURED,
        choices={
            AmountsAre.INSURED: Text("Hvad forsikringen betaler", "What insurance pays"),
            AmountsAre.WHOLE: Text("Hele skaden med ejerens egen del", "The whole damage with the owner's own part"),
        },
        label=Text("Skadetabellens beløb er", "The amounts of the damage table are"),
        help=Text(
            "Rummer de hele skaden, kan ejerens egne udgifter ikke lægges oven i.",
            "Where they hold the whole damage, the owner's own cost cannot be added.",
        ),
        advanced=True,
    )
    with_own_cost: bool = param(
        default=False,
        label=Text("Medregn ejerens egne udgifter", "Count the owner's own cost"),
        help=Text(
            "34,8 % oven i helårsboligers skade: udbedring, indbo, genhusning og rådgivning, som forsikringen ikke "
            "dækker; spørgeskema efter en stormflod (DTU 2020).",
            "34.8 % on top of the damage of homes: repair, contents, rehousing and advice that insurance does not "
            "cover; a survey after a storm surge (DTU 2020).",
        ),
        advanced=True,
    )
    with_health_hours: bool = param(
        default=False,
        label=Text("Medregn tabte timer", "Count lost hours"),
        help=Text(
            "Arbejde, kørsel, sygdom og ferie pr. person på 18-70 år (DTU 2020); kræver persons_field.",
            "Work, travel, illness and holidays for each person of 18-70 years (DTU 2020); needs persons_field.",
        ),
        advanced=True,
    )
    persons_field: str | None = param(
        None,
        label=Text("Felt med personer på 18-70 år", "Field of persons of 18-70 years"),
        help=Text(
            "Antal personer på 18-70 år i bygningen; hvor det er tomt, er de tabte timer ukendte.",
            "Number of persons of 18-70 years in the building; where it is empty the lost hours are unknown.",
        ),
        advanced=True,
    )
    with_value_loss: bool = param(
        default=False,
        label=Text("Medregn værditab", "Count loss of value"),
        help=Text(
            "4 % af m²-prisen på boliger, der rammes (ikke verificeret); kræver m2_price_dkk og kan ikke lægges til "
            "udbedring eller ejerens egne udgifter.",
            "4 % of the price per m² of homes that are hit (not verified); needs m2_price_dkk and cannot be added to "
            "repair or the owner's own cost.",
        ),
        advanced=True,
    )
    m2_price_dkk: float | None = param(
        None,
        unit="kr./m²",
        minimum=0.0,
        maximum=1e6,
        label=Text("Boligers m²-pris", "Price of homes per m²"),
        help=Text("Egen pris i prisåret; gistools har ingen.", "Your own, of the price year; gistools has none."),
        advanced=True,
    )

    @property
    def extras(self) -> tuple[str, ...]:
        """The costs beside repair, as `gistools.floodcost.damage_model` names them.

        >>> CountParams(with_own_cost=True).extras
        ('own_cost',)
        """
        chosen = {
            "own_cost": self.with_own_cost, "health_hours": self.with_health_hours, "value_loss": self.with_value_loss,
        }  # fmt: skip
        return tuple(name for name, there in chosen.items() if there)

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the costs chosen: one damage counted twice, or what lacks for another."""
        faults = list(super().conflicts(given))
        whole = self.amounts_are is AmountsAre.WHOLE
        faults += double_counts(counted_parts(self.extras, repair=self.with_repair, whole=whole))
        if not self.with_repair and not self.extras:
            faults.append(Text("hverken udbedring eller tillæg er valgt", "neither repair nor an extra is chosen"))
        if self.with_health_hours and self.persons_field is None:
            faults.append(Text("with_health_hours uden persons_field", "with_health_hours without persons_field"))
        if self.with_value_loss and self.m2_price_dkk is None:
            faults.append(Text("with_value_loss uden m2_price_dkk", "with_value_loss without m2_price_dkk"))
        return tuple(faults)


RAIN_IS_NO_SEA = Text(
    "hazard = sea: vand fra regn er ikke en stormflod; brug flood-cost-maps med kort over stormfloder",
    "hazard = sea: water from rain is no storm surge; use flood-cost-maps with maps of storm surges",
)


def sea_of_rain(params: CountParams) -> tuple[Text, ...]:
    """Return the fault of surge curves on water from rain; nothing for other hazards."""
    return (RAIN_IS_NO_SEA,) if params.hazard is Hazard.SEA else ()
