"""Parameters of the rain tools, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


class RainSeries(enum.StrEnum):
    """Which extremes the return periods of a rain table count."""

    PARTIAL_DURATION = "partial-duration"
    ANNUAL_MAXIMA = "annual-maxima"


class ClimateScenario(enum.StrEnum):
    """The climate factors that gistools carries; see ``climate_factors.csv``."""

    SKRIFT30_STANDARD = "skrift30-standard"
    SKRIFT30_HIGH = "skrift30-high"
    A1B_2050 = "a1b-2050"


SERIES_LABELS = {
    RainSeries.PARTIAL_DURATION: Text(
        "Alle regn over en grænse (POT)", "All rains above a limit (peaks over threshold)"
    ),
    RainSeries.ANNUAL_MAXIMA: Text("Største regn i hvert år", "The largest rain of each year"),
}
SCENARIO_LABELS = {
    ClimateScenario.SKRIFT30_STANDARD: Text(
        "Skrift 30, standard, om 100 år (ikke verificeret)", "Skrift 30, standard, in 100 years (not verified)"
    ),
    ClimateScenario.SKRIFT30_HIGH: Text(
        "Skrift 30, høj, om 100 år (ikke verificeret)", "Skrift 30, high, in 100 years (not verified)"
    ),
    ClimateScenario.A1B_2050: Text("A1B, 2050 (ikke verificeret)", "A1B, 2050 (not verified)"),
}


@dataclass(frozen=True, kw_only=True)
class RainTableParams(Params):
    """How a rain table is to be understood, and which climate is asked for."""

    series: RainSeries | None = param(
        None,
        choices=SERIES_LABELS,
        label=Text("Gentagelsesperioder er talt af", "Return periods are counted from"),
        help=Text(
            "Hvad der regnes om året: 1/T for alle regn over en grænse, -ln(1 - 1/T) for årets største. Skal vælges "
            "i alt, "
            "der regner med hyppighed (også skadesomkostninger), og når regntabellen har T på 1 år eller mindre.",
            "What counts as the rate: 1/T for all rains above a limit, -ln(1 - 1/T) for the largest of each year. Must "
            "be chosen for all that counts rates (flood cost too), and for a rain table with T of 1 year or less.",
        ),
        advanced=True,
    )
    climate: ClimateScenario | None = param(
        None,
        choices=SCENARIO_LABELS,
        label=Text("Klimafaktorer", "Climate factors"),
        help=Text(
            "Faktorer, som regndybderne ganges med; udelades, når der gives en tabel med klimafaktorer.",
            "Factors that rain depths are multiplied by; left out when a table of climate factors is given.",
        ),
    )
    climate_year: int | None = param(
        None,
        minimum=1900,
        maximum=2300,
        label=Text("Klimaår", "Climate year"),
        help=Text(
            "Det år, klimafaktorerne skal gælde for. Uden år regnes kun med regntabellen, som den er.",
            "The year that the climate factors shall hold for. Without it only the rain table as it is counts.",
        ),
    )
    reference_year: int | None = param(
        None,
        minimum=1900,
        maximum=2300,
        label=Text("Regntabellens år", "Year of the rain table"),
        help=Text(
            "Det år, regntabellen beskriver; faktoren er 1 i det år og vokser jævnt til scenariets år.",
            "The year that the rain table describes; the factor is 1 in it and grows evenly to the scenario's year.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of climate."""
        return (*super().conflicts(given), *self._climate_faults(given))

    def _climate_faults(self, given: frozenset[str]) -> tuple[Text, ...]:
        factors = (self.climate is not None) + ("climate_factors" in given)
        if factors > 1:
            return (
                Text(
                    "både climate og en tabel med klimafaktorer: udelad den ene",
                    "both climate and a table of climate factors: leave one of them out",
                ),
            )
        if factors and self.climate_year is None:
            return (
                Text("climate_year mangler til klimafaktorerne", "climate_year is missing for the climate factors"),
            )
        if not factors and self.climate_year is not None:
            return (
                Text(
                    "climate_year uden klimafaktorer: angiv climate eller en tabel",
                    "climate_year without climate factors: give climate or a table",
                ),
            )
        return ()


@dataclass(frozen=True, kw_only=True)
class OneDurationParams(RainTableParams):
    """The duration that rain depths fall in."""

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


@dataclass(frozen=True, kw_only=True)
class DurationParams(OneDurationParams):
    """The duration that a rain depth is judged by."""

    spread_durations_min: str = param(
        "60 360 1440",
        label=Text("Varigheder til spredning (minutter)", "Durations for the spread (minutes)"),
        help=Text(
            "Mindste og største gentagelsesperiode findes over disse varigheder og den valgte; de, som "
            "regntabellen ikke dækker, udelades og nævnes.",
            "The smallest and largest return period are found over these durations and the one chosen; those that "
            "the rain table does not span are left out and told of.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class ReturnPeriodParams(DurationParams):
    """The return period of a raster of rain."""


@dataclass(frozen=True, kw_only=True)
class FirstWetParams(DurationParams):
    """When buildings and roads first get wet."""

    piece_m: float = param(
        25.0,
        unit="m",
        minimum=1.0,
        label=Text("Længde af stykker", "Length of pieces"),
        help=Text(
            "Linjer deles i lige lange stykker på højst denne længde.",
            "Lines are cut into equal pieces of at most this length.",
        ),
    )
    id_field: str | None = param(
        None,
        label=Text("Felt med nøgle", "Field with the key"),
        help=Text(
            "En kolonne, der følger med som source_id; uden den har objekter kun deres nummer i laget.",
            "A column that comes along as source_id; without it features have only their number in the layer.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of climate and of features."""
        faults = super().conflicts(given)
        if not given & {"buildings", "roads"}:
            faults += (
                Text(
                    "hverken bygninger eller veje: giv mindst ét lag", "neither buildings nor roads: give at least one"
                ),
            )
        return faults


@dataclass(frozen=True, kw_only=True)
class DesignStormParams(RainTableParams):
    """A design storm of one return period."""

    return_period_years: float = param(
        unit="år",
        minimum=0.01,
        maximum=100_000.0,
        label=Text("Gentagelsesperiode", "Return period"),
        help=Text("Skal ligge inden for regntabellen.", "Must lie within the rain table."),
    )
    duration_min: float = param(
        unit="min",
        minimum=1.0,
        maximum=20_160.0,
        label=Text("Regnens varighed", "Duration of the rain"),
        help=Text(
            "Regnens hele varighed; skal ligge inden for regntabellen.",
            "The whole rain; must lie within the rain table.",
        ),
    )
    time_step_min: float = param(
        5.0,
        unit="min",
        minimum=0.1,
        maximum=1_440.0,
        label=Text("Tidsskridt", "Time step"),
        help=Text("Går et helt antal gange op i varigheden.", "Goes into the duration a whole number of times."),
    )
    peak_position: float = param(
        0.5,
        minimum=0.0,
        maximum=1.0,
        label=Text("Toppens placering", "Position of the peak"),
        help=Text(
            "Andel af regnens varighed før toppen; 0,5 er symmetrisk. Ikke en dansk norm.",
            "Share of the duration before the peak; 0.5 is symmetric. Not a Danish norm.",
        ),
    )
