"""Parameters of what plans and levels are worth, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.cloudburst.whatif.params import DeskParams
from gistools.floodcost.bundle_params import BundleParams
from gistools.floodcost.cost_params import CostRainParams, RainDamageParams, SpreadParams
from gistools.floodcost.economy_choices import FIRST_YEAR_LABELS, LEVEL_CLIMATE_LABELS, FirstYear, LevelClimate
from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class EconomicsParams(Params):
    """How money at different times is weighed."""

    horizon_years: int = param(
        100,
        unit="år",
        minimum=1,
        maximum=200,
        label=Text("Horisont", "Horizon"),
        help=Text("Antal år, som skade og drift tælles med i.", "Years in which damage and upkeep are counted."),
    )
    rate_set: str = param(
        "2021",
        label=Text("Diskonteringsrenter", "Discount rates"),
        help=Text(
            "2021: 3,5 % til og med år 35, 2,5 % til og med år 70, så 1,5 %; 2013: 4, 3 og 2 % (ikke verificeret).",
            "2021: 3.5 % up to year 35, 2.5 % up to year 70, then 1.5 %; 2013: 4, 3 and 2 % (not verified).",
        ),
        advanced=True,
    )
    first_year: FirstYear = param(
        FirstYear.YEAR_1,
        choices=FIRST_YEAR_LABELS,
        label=Text("Første år", "First year"),
        help=Text(
            "Om anlægsåret selv tæller med; det flytter nutidsværdien omkring 3 %.",
            "Whether the year of investment itself counts; it moves present values by about 3 %.",
        ),
        advanced=True,
    )
    prices_without_tax: bool = param(
        default=True,
        label=Text("Anlægspriser er uden moms og afgifter", "Prices of works are without taxes"),
        help=Text(
            "Ganges med nettoafgiftsfaktoren (1,28, ikke verificeret); skade hos borgere er allerede i markedspriser.",
            "Multiplied by the net tax factor (1.28, not verified); damage to citizens is in market prices already.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class ServiceLevelParams(EconomicsParams, CostRainParams, BundleParams):
    """Which service level pays."""

    level_climate: LevelClimate = param(
        LevelClimate.CLIMATE_YEAR,
        choices=LEVEL_CLIMATE_LABELS,
        label=Text("Niveauets gentagelsesperiode gælder i", "The return period of the level is meant in"),
        help=Text(
            "I klimaåret klarer niveauet T den regn, som til den tid kommer hvert T. år: sådan dimensioneres kloakker, "
            "med klimafaktor på regnen (Skrift 27). Uden klimaår gælder det i dag. Priserne skal svare til det valgte.",
            "In the climate year the level T carries the rain that comes every T years by then: sewers are designed "
            "so, with a climate factor on the rain (Skrift 27). Without a climate year it is meant today. The costs "
            "must match what is chosen.",
        ),
    )
    first_mm: float | None = param(
        None,
        unit="mm",
        minimum=0.0,
        maximum=1_000.0,
        label=Text("Regn, hvor skaden begynder i dag", "Rain at which damage begins today"),
        help=Text(
            "Bruges af antagelse A, at tiltag forskyder al skade; findes af bygningerne, når den udelades.",
            "Used by the assumption that works shift all damage; found from the buildings when left out.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of climate."""
        return (*super().conflicts(given), *_year_faults(self))


@dataclass(frozen=True, kw_only=True)
class PlanWorthParams(SpreadParams, EconomicsParams, RainDamageParams, DeskParams):
    """What a plan on a desk is worth."""

    price_spread_share: float = param(
        0.3,
        minimum=0.0,
        maximum=0.9,
        label=Text("Usikkerhed på planens pris", "Uncertainty of the plan's price"),
        help=Text(
            "Hvad planen koster, ligger mellem 1 minus og 1 plus denne andel. En antagelse uden kilde.",
            "What the plan costs lies between 1 minus and 1 plus this share. An assumption without a source.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choices."""
        return (*super().conflicts(given), *_year_faults(self))


@dataclass(frozen=True, kw_only=True)
class PlanValueParams(BundleParams, PlanWorthParams):
    """What drawn measures are worth."""

    extra_m3: float = param(
        1.0,
        unit="m³",
        minimum=0.001,
        maximum=1e6,
        label=Text("Ekstra magasin, der afprøves", "Extra storage that is tried"),
        help=Text(
            "Så meget ekstra magasin afprøves i hver lavning for sig; tabellen viser, hvad hver m³ sparer om året. 1 "
            "m³ er "
            "lidt selv for lavninger i haver (fra få til 50 m³), som sjældent bliver fulde af det.",
            "So much more storage is tried in each bluespot by itself; the table tells what each m³ saves a year. 1 m³ "
            "is little even of a bluespot in a garden (a few to 50 m³), which is seldom full of it.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choices."""
        faults = super().conflicts(given)
        if not given & {"measures", "design_surface"}:
            faults += (
                Text(
                    "hverken tiltag eller projekteret terræn: giv mindst ét af dem",
                    "neither measures nor a design surface: give one of them at least",
                ),
            )
        return faults


def _year_faults(params: CostRainParams) -> tuple[Text, ...]:
    if params.climate_year is None or params.reference_year is not None:
        return ()
    return (
        Text(
            "reference_year mangler: det år, som klimaet ændrer sig fra, og som beløb tilbageføres til",
            "reference_year is missing: the year of today, from which climate changes and money counts",
        ),
    )
