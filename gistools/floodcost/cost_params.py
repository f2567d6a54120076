"""Parameters of the flood-cost tools, declared once; loads no numeric library."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from gistools._checks import numbers_listed
from gistools.cloudburst.params import LossParams
from gistools.cloudburst.rain.params import SERIES_LABELS, OneDurationParams, RainSeries
from gistools.cloudburst.whatif.params import DeskParams
from gistools.floodcost.bundle_params import BundleParams
from gistools.floodcost.choices import (
    HEAD_LABELS,
    MAP_TAIL_LABELS,
    METHOD_LABELS,
    TAIL_LABELS,
    Head,
    MapMethod,
    MapTail,
    Tail,
)
from gistools.floodcost.count_params import CountParams, sea_of_rain
from gistools.floodcost.economy_choices import FIRST_YEAR_LABELS, LEVEL_CLIMATE_LABELS, FirstYear, LevelClimate
from gistools.floodcost.exposure_params import ExposureParams
from gistools.floodcost.params import ClassParams
from gistools.floodcost.place_params import PlaceParams
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import Params, param

LEAST_MAPS = 3


@dataclass(frozen=True, kw_only=True)
class DamageParams(CountParams, ClassParams, ExposureParams):
    """What buildings are, how water at them is read, and in which prices damage is told."""

    price_year: int | None = param(
        None,
        minimum=1990,
        maximum=2200,
        label=Text("Prisår", "Price year"),
        help=Text(
            "Skadebeløbenes prisår; skadetabellens eget, når det udelades. Et andet år kræver et prisindeks.",
            "The price year of damage; that of the damage table when left out. Another year needs a price index.",
        ),
        advanced=True,
    )
    basement_threshold_m: float | None = param(
        None,
        unit="m",
        minimum=0.0,
        maximum=3.0,
        label=Text("Kældertærskel over terræn", "Basement threshold above the terrain"),
        help=Text(
            "Vanddybde ved facaden, hvor vand løber i kælderen; skadetabellens egen (0,10 m), når den udelades.",
            "Depth at the facade from which water enters the basement; the damage table's (0.10 m) when left out.",
        ),
    )
    floor_threshold_m: float | None = param(
        None,
        unit="m",
        minimum=0.0,
        maximum=3.0,
        label=Text("Sokkelhøjde over terræn", "Plinth height above the terrain"),
        help=Text(
            "Vanddybde ved facaden, hvor vand løber ind i stueetagen; skadetabellens egen (0,20 m), når den udelades.",
            "Depth at the facade from which water enters the ground floor; the damage table's (0.20 m) when left out.",
        ),
    )
    plinth_field: str | None = param(
        None,
        label=Text("Felt med sokkelhøjde", "Field of plinth height"),
        help=Text(
            "Kolonne med bygningens sokkelhøjde i m; bygninger uden tal får den almindelige.",
            "Column with the plinth height of each building in m; those without a number get the usual one.",
        ),
        advanced=True,
    )
    cell_m: float = param(
        100.0,
        unit="m",
        minimum=10.0,
        maximum=10_000.0,
        label=Text("Side af felter på kortet", "Side of the squares on the map"),
        help=Text(
            "Skaden vises også i felter med denne side, så at ingen enkelt bygning udstilles.",
            "Damage is also shown in squares of this side, so that no single building is exposed.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class CostRainParams(OneDurationParams):
    """How often rains come, within the rain table and beyond it."""

    head: Head = param(
        Head.HOLD,
        choices=HEAD_LABELS,
        label=Text("Regn, der er hyppigere end regntabellen", "Rain oftener than the rain table"),
        help=Text(
            "Hvor ofte regn kommer, der er mindre end regntabellens korteste gentagelsesperiode.",
            "How often rains come that are smaller than the shortest return period of the rain table tells.",
        ),
        advanced=True,
    )
    tail: Tail = param(
        Tail.LOG_LINEAR,
        choices=TAIL_LABELS,
        label=Text("Regn, der er sjældnere end regntabellen", "Rain rarer than the rain table"),
        help=Text(
            "Hvor ofte regn kommer, der er større end regntabellens længste gentagelsesperiode.",
            "How often rains come that are larger than the longest return period of the rain table tells.",
        ),
        advanced=True,
    )
    drained_years: float | None = param(
        None,
        unit="år",
        minimum=0.01,
        maximum=1000.0,
        label=Text("Kloakken klarer regn op til", "The sewer carries rains up to"),
        help=Text(
            "Gentagelsesperiode, som kloakken klarer: skade kan ikke komme oftere. Udelades, når kloakkens afløb er "
            "regnet med som tab.",
            "Return period that the sewer carries: no damage comes oftener. Left out when what the sewer drains is "
            "counted as a loss.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choices of rain."""
        faults = super().conflicts(given)
        if self.series is None:
            faults += (
                Text(
                    "series mangler: hyppigheden er 1/T for partial-duration og -ln(1 - 1/T) for annual-maxima",
                    "series is missing: the rate is 1/T for partial-duration and -ln(1 - 1/T) for annual-maxima",
                ),
            )
        return faults


@dataclass(frozen=True, kw_only=True)
class SpreadParams(Params):
    """How uncertain the figures are; assumptions, none of them from a source."""

    cost_spread_share: float = param(
        0.3,
        minimum=0.0,
        maximum=0.9,
        label=Text("Usikkerhed på beløb", "Uncertainty of amounts"),
        help=Text(
            "Beløb ligger mellem 1 minus og 1 plus denne andel. En antagelse uden kilde.",
            "Amounts lie between 1 minus and 1 plus this share. An assumption without a source.",
        ),
        advanced=True,
    )
    threshold_spread_m: float = param(
        0.05,
        unit="m",
        minimum=0.0,
        maximum=1.0,
        label=Text("Usikkerhed på tærskler", "Uncertainty of thresholds"),
        help=Text(
            "Alle tærskler ligger så meget højere eller lavere. En antagelse uden kilde.",
            "All thresholds lie so much higher or lower. An assumption without a source.",
        ),
        advanced=True,
    )
    climate_spread_share: float = param(
        0.1,
        minimum=0.0,
        maximum=0.9,
        label=Text("Usikkerhed på regndybder", "Uncertainty of rain depths"),
        help=Text(
            "Regndybder ligger mellem 1 minus og 1 plus denne andel. En antagelse uden kilde.",
            "Rain depths lie between 1 minus and 1 plus this share. An assumption without a source.",
        ),
        advanced=True,
    )
    draws: int = param(
        500,
        minimum=10,
        maximum=100_000,
        label=Text("Gennemløb", "Draws"),
        help=Text("Antal gange, tallene trækkes.", "How often the figures are drawn."),
        advanced=True,
    )
    seed: int = param(
        1,
        minimum=0,
        maximum=2**53,
        label=Text("Frø", "Seed"),
        help=Text("Samme frø giver samme tal.", "The same seed gives the same numbers."),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class RoadParams(Params):
    """How wide and how busy roads are, and which share a detour; and who lives in buildings."""

    road_width_field: str = param(
        "bredde_m",
        label=Text("Felt med vejbredde", "Field of road width"),
        help=Text("Vejens bredde i m.", "Width of the road in m."),
        advanced=True,
    )
    road_width_m: float = param(
        6.0,
        unit="m",
        minimum=0.5,
        maximum=100.0,
        label=Text("Vejbredde, hvor feltet er tomt", "Road width where the field is empty"),
        help=Text("Bruges, hvor bredden ikke kendes.", "Used where the width is not known."),
        advanced=True,
    )
    road_piece_m: float = param(
        50.0,
        unit="m",
        minimum=5.0,
        maximum=1_000.0,
        label=Text("Længde af vejstykker", "Length of pieces of road"),
        help=Text(
            "Veje deles i lige lange stykker på højst denne længde.", "Roads are cut into equal pieces of at most this."
        ),
        advanced=True,
    )
    traffic_field: str = param(
        "aadt",
        label=Text("Felt med trafik", "Field of traffic"),
        help=Text(
            "Køretøjer i døgnet (årsdøgntrafik); hvor det er tomt, er forsinkelsen ukendt.",
            "Vehicles a day (AADT); where it is empty the delay is unknown.",
        ),
        advanced=True,
    )
    detour_field: str | None = param(
        None,
        label=Text("Felt med omkørsel", "Field of the detour"),
        help=Text(
            "Stykker med samme omkørsel deler den, så den koster én gang; uden felt har hver vej sin egen.",
            "Pieces of one detour cost it once; without a field each road is its own.",
        ),
        advanced=True,
    )
    dwellings_field: str = param(
        "antal_boliger",
        label=Text("Felt med boliger", "Field of dwellings"),
        help=Text(
            "Antal boliger i bygningen; uden det tælles kun bygninger.",
            "Number of dwellings in the building; without it buildings alone are counted.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class FloodCostParams(
    PlaceParams, RoadParams, SpreadParams, DamageParams, CostRainParams, BundleParams, LossParams, TerrainParams
):
    """Flood cost from terrain."""

    os2_years: float | None = param(
        None,
        unit="år",
        minimum=0.01,
        maximum=10_000.0,
        label=Text("Sammenlign med OS2 ved T", "Compare with OS2 at T"),
        help=Text(
            "Giver en tabel med tallet, som OS2 SkadesØkonomi ville vise ved denne gentagelsesperiode; dets risiko er "
            "ikke en forventet årlig skade.",
            "Makes a table of the figure that OS2 SkadesØkonomi would show at this return period; its risk is no "
            "expected annual damage.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choices."""
        return (*super().conflicts(given), *sea_of_rain(self))


@dataclass(frozen=True, kw_only=True)
class FloodCostRainParams(PlaceParams, DamageParams, CostRainParams, BundleParams):
    """Flood cost from a raster of the least rain that floods."""

    raster_depth_m: float = param(
        0.0,
        unit="m",
        minimum=0.0,
        maximum=10.0,
        label=Text("Dybde, som rasteren regner som oversvømmet", "Depth that the raster takes for flooded"),
        help=Text(
            "Rasteren kender kun denne ene dybde; skaden begynder, når vandet er så dybt.",
            "The raster knows this one depth alone; damage begins when water is as deep.",
        ),
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choices."""
        return (*super().conflicts(given), *sea_of_rain(self))


@dataclass(frozen=True, kw_only=True)
class FloodCostMapsParams(PlaceParams, DamageParams, BundleParams):
    """Flood cost from maps of depth at some return periods."""

    return_periods_years: str = param(
        label=Text("Gentagelsesperioder (år)", "Return periods (years)"),
        help=Text(
            "Kortenes gentagelsesperioder i deres rækkefølge, stigende, fx '5 10 20 50 100'.",
            "The return periods of the maps in their order, rising, such as '5 10 20 50 100'.",
        ),
    )
    map_method: MapMethod = param(
        MapMethod.LOG_LINEAR,
        choices=METHOD_LABELS,
        label=Text("Mellem kortene", "Between the maps"),
        help=Text(
            "Hvordan skaden forløber mellem to korts hyppigheder.",
            "How damage runs between the rates of two maps.",
        ),
    )
    map_tail: MapTail = param(
        MapTail.FLAT,
        choices=MAP_TAIL_LABELS,
        label=Text("Sjældnere end det sidste kort", "Rarer than the last map"),
        help=Text(
            "Hvad skaden er ved regn, der er sjældnere end det sidste kort.",
            "What damage is at rains that are rarer than the last map.",
        ),
    )
    zero_at_years: float | None = param(
        None,
        unit="år",
        minimum=0.01,
        maximum=1000.0,
        label=Text("Skaden begynder ved", "Damage begins at"),
        help=Text(
            "Gentagelsesperiode, hvor skaden begynder; uden den tælles ingen skade med fra regn, der er hyppigere "
            "end det første kort.",
            "Return period at which damage begins; without it nothing is counted oftener than the first map.",
        ),
    )
    series: RainSeries = param(
        choices=SERIES_LABELS,
        label=Text("Gentagelsesperioder er talt af", "Return periods are counted from"),
        help=Text(
            "Hyppigheden er 1/T for alle regn over en grænse og -ln(1 - 1/T) for den største i hvert år.",
            "The rate is 1/T for all rains above a limit and -ln(1 - 1/T) for the largest of each year.",
        ),
    )

    @property
    def periods(self) -> tuple[float, ...]:
        """The return periods as numbers.

        >>> FloodCostMapsParams(return_periods_years="5 10; 20", series="partial-duration").periods
        (5.0, 10.0, 20.0)
        """
        return numbers_listed(self.return_periods_years)

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the return periods."""
        faults = super().conflicts(given)
        years = self.periods
        if len(years) < LEAST_MAPS:
            faults += (
                Text(
                    f"{len(years)} gentagelsesperioder: mindst {LEAST_MAPS} kort giver en årlig skade",
                    f"{len(years)} return periods: at least {LEAST_MAPS} maps give an annual damage",
                ),
            )
        if not all(0.0 < a < b < math.inf for a, b in itertools.pairwise((1e-9, *years))):
            faults += (
                Text(
                    f"return_periods_years = {self.return_periods_years!r}: stigende tal over 0",
                    f"return_periods_years = {self.return_periods_years!r}: rising numbers above 0",
                ),
            )
        return faults


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
class PlanWorthParams(SpreadParams, EconomicsParams, DamageParams, CostRainParams, DeskParams):
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
        return (*super().conflicts(given), *_year_faults(self), *sea_of_rain(self))


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
