"""Parameters of the flood-cost tools, declared once; loads no numeric library."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass

from gistools._checks import plain_number
from gistools.cloudburst.params import LossParams
from gistools.cloudburst.rain.params import SERIES_LABELS, RainSeries, RainTableParams
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
from gistools.floodcost.exposure_params import ExposureParams
from gistools.floodcost.params import ClassParams
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import param

LEAST_MAPS = 3


@dataclass(frozen=True, kw_only=True)
class DamageParams(ClassParams, ExposureParams):
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
class CostRainParams(RainTableParams):
    """How often rains come, within the rain table and beyond it."""

    duration_min: float = param(
        unit="min",
        minimum=1.0,
        maximum=20_160.0,
        label=Text("Regnens varighed", "Duration of the rain"),
        help=Text(
            "Den varighed, som regndybden falder på. Ingen standardværdi: svaret afhænger af den.",
            "The time in which the rain depth falls. There is no default: the answer depends on it.",
        ),
    )
    head: Head = param(
        Head.HOLD,
        choices=HEAD_LABELS,
        label=Text("Regn oftere end regntabellen", "Rain oftener than the rain table"),
        help=Text(
            "Hvor ofte regn kommer, der er mindre end regntabellens korteste gentagelsesperiode.",
            "How often rains come that are smaller than the shortest return period of the rain table tells.",
        ),
        advanced=True,
    )
    tail: Tail = param(
        Tail.LOG_LINEAR,
        choices=TAIL_LABELS,
        label=Text("Regn sjældnere end regntabellen", "Rain rarer than the rain table"),
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
class FloodCostParams(DamageParams, CostRainParams, LossParams, TerrainParams):
    """Flood cost from terrain."""


@dataclass(frozen=True, kw_only=True)
class FloodCostRainParams(DamageParams, CostRainParams):
    """Flood cost from a raster of the least rain that floods."""

    raster_depth_m: float = param(
        0.0,
        unit="m",
        minimum=0.0,
        maximum=10.0,
        label=Text("Dybde, som rasteren regner for oversvømmet", "Depth that the raster takes for flooded"),
        help=Text(
            "Rasteren kender kun denne ene dybde; skaden begynder, når vandet er så dybt.",
            "The raster knows this one depth alone; damage begins when water is as deep.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class FloodCostMapsParams(DamageParams):
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
            "Gentagelsesperiode, hvor skaden begynder; uden den tælles intet med oftere end det første kort.",
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
        return tuple(_number(word) for word in re.split(r"[\s;]+", self.return_periods_years.strip(" ;\t")))

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


def _number(word: str) -> float:
    try:
        return plain_number(word)
    except ValueError:
        return math.nan
