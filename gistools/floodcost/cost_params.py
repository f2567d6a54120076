"""Parameters of the flood-cost tools, declared once; loads no numeric library."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from gistools._checks import numbers_listed
from gistools.cloudburst.params import LossParams
from gistools.cloudburst.rain.params import SERIES_LABELS, OneDurationParams, RainSeries
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
class RainDamageParams(DamageParams, CostRainParams):
    """Damage by water from rain."""

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choices."""
        return (*super().conflicts(given), *sea_of_rain(self))


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
class FloodCostParams(PlaceParams, RoadParams, SpreadParams, RainDamageParams, BundleParams, LossParams, TerrainParams):
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


@dataclass(frozen=True, kw_only=True)
class FloodCostRainParams(PlaceParams, RainDamageParams, BundleParams):
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
