"""Parameters of the tool compare-floods, and the rains that a plan is looked at; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools._checks import numbers_listed
from gistools.cloudburst.params import MOST_RAIN_MM
from gistools.cloudburst.rain.params import SERIES_LABELS, RainSeries
from gistools.text import Text
from gistools.tool import Params, param

MOST_YEARS = 100_000.0


@dataclass(frozen=True, kw_only=True)
class CaseParams(Params):
    """Which rains are looked at, as depths or as return periods of a rain table."""

    rains_mm: str = param(
        "",
        unit="mm",
        label=Text("Regn, der ses på", "Rains looked at"),
        help=Text(
            "Regndybder i mm, mellemrum eller semikolon imellem.",
            "Rain depths in mm, spaces or semicolons between them.",
        ),
    )
    return_periods_years: str = param(
        "",
        label=Text("Gentagelsesperioder (år)", "Return periods (years)"),
        help=Text(
            "Gentagelsesperioder i år, mellemrum eller semikolon imellem; regnen tages af regntabellen.",
            "Return periods in years, spaces or semicolons between them; the rain is taken from the rain table.",
        ),
    )
    duration_min: float | None = param(
        None,
        unit="min",
        minimum=1.0,
        maximum=20_160.0,
        label=Text("Regnens varighed", "Duration of the rain"),
        help=Text(
            "Den varighed, som regndybden falder på; skal vælges sammen med en regntabel.",
            "The time in which the rain depth falls; must be chosen with a rain table.",
        ),
    )
    series: RainSeries | None = param(
        None,
        choices=SERIES_LABELS,
        label=Text("Gentagelsesperioder er talt af", "Return periods are counted from"),
        help=Text(
            "Skal vælges, når regntabellen har gentagelsesperioder på 1 år eller mindre.",
            "Must be chosen when the rain table has return periods of 1 year or less.",
        ),
        advanced=True,
    )

    @property
    def rains(self) -> tuple[float, ...]:
        """The rains in mm, in the order given."""
        return numbers_listed(self.rains_mm)

    @property
    def periods(self) -> tuple[float, ...]:
        """The return periods in years, in the order given."""
        return numbers_listed(self.return_periods_years)

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of rains."""
        faults = [
            *super().conflicts(given),
            *_rising("rains_mm", self.rains, MOST_RAIN_MM, "mm"),
            *_rising("return_periods_years", self.periods, MOST_YEARS, "år"),
        ]
        if ("rain_statistics" in given) != (self.duration_min is not None):
            faults.append(
                Text(
                    "kun ét af regntabel og duration_min: giv også den anden, eller udelad begge",
                    "only one of rain table and duration_min: give the other one too, or leave both out",
                )
            )
        return tuple(faults)


NO_RAIN_TABLE = Text(
    "return_periods_years uden regntabel: giv rain_statistics og duration_min",
    "return_periods_years without a rain table: give rain_statistics and duration_min",
)


@dataclass(frozen=True, kw_only=True)
class WetParams(Params):
    """What counts as water in maps."""

    depths_m: str = param(
        "0.05 0.15 0.3",
        unit="m",
        label=Text("Dybder, der regnes for vand", "Depths that count as water"),
        help=Text(
            "Dybder, som en celle af et dybdekort skal nå for at regnes for våd, hver for sig; 0 er alt vand. Den "
            "første vises på kortet. Et kort over mindste regn kender kun sin egen dybde.",
            "Depths that a cell of a map of depth must reach to count as wet, each by itself; 0 is any water. The "
            "first is shown on the map. A map of least rain knows its own depth alone.",
        ),
    )
    raster_depth_m: float = param(
        0.0,
        unit="m",
        minimum=0.0,
        maximum=10.0,
        label=Text("Dybde, som rasteren regner for oversvømmet", "Depth that the raster takes for flooded"),
        help=Text(
            "Den dybde, som kortet over mindste regn er lavet for; står i tabellerne.",
            "The depth that the map of least rain was made for; stands in the tables.",
        ),
        advanced=True,
    )
    nodata_is_dry: bool = param(
        default=False,
        label=Text("Dybdekort uden værdi er tørt", "Depth maps without a value are dry"),
        help=Text(
            "Vælges for programmer, der ingen værdi skriver, hvor der er tørt; ellers er det ukendt.",
            "Chosen for programs that write no value where it is dry; else that is unknown.",
        ),
    )

    @property
    def depths(self) -> tuple[float, ...]:
        """The depths in m, in the order given."""
        return numbers_listed(self.depths_m)

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the depths."""
        depths = self.depths
        bad = not depths or len(set(depths)) < len(depths) or not all(0.0 <= d <= 100.0 for d in depths)  # noqa: PLR2004 - m
        fault = Text(
            f"depths_m = {self.depths_m!r}: forskellige tal fra 0 til 100",
            f"depths_m = {self.depths_m!r}: different numbers from 0 to 100",
        )
        return (*super().conflicts(given), *((fault,) if bad else ()))


@dataclass(frozen=True, kw_only=True)
class CompareParams(WetParams):
    """How a model and reality are held against each other."""

    tolerance_m: float = param(
        0.0,
        unit="m",
        minimum=0.0,
        maximum=1_000.0,
        label=Text("Afstand, som vand må ligge fra et punkt", "Distance that water may lie from a point"),
        help=Text(
            "En melding er ramt, når der er vand inden for afstanden. Adressepunkter ligger inde i bygninger, hvor der "
            "intet vand står: vælg fx 15. Trækket med tilfældet tager samme afstand.",
            "A report is hit when water lies within the distance. Address points lie inside buildings, where no water "
            "stands: choose such as 15. What chance would give is worked out with the same distance.",
        ),
    )
    id_field: str | None = param(
        "id_lokalid",
        label=Text("Felt med meldingens nøgle", "Field of the report's key"),
        help=Text("Kolonnen med kildens egen nøgle, hvis den findes.", "The column of the source's own key, if any."),
        advanced=True,
    )
    date_field: str | None = param(
        None,
        label=Text("Felt med dato eller hændelse", "Field of date or event"),
        help=Text(
            "Meldinger af hver dato tælles også for sig.", "The reports of each date are also counted by themselves."
        ),
    )
    rain_field: str | None = param(
        None,
        label=Text("Felt med regn ved hændelsen", "Field of the rain of the event"),
        help=Text(
            "Regn i mm, som faldt, da det meldte skete: hver melding bedømmes også ved sin egen regn.",
            "Rain in mm that fell when the reported happened: each report is also judged at its own rain.",
        ),
    )
    confidence: float = param(
        0.95,
        minimum=0.5,
        maximum=0.999,
        label=Text("Sikkerhed af intervaller", "Confidence of intervals"),
        help=Text(
            "Hvor tit intervallet holder den sande andel, når meldingerne er uafhængige.",
            "How often the interval holds the true share when the reports are independent.",
        ),
        advanced=True,
    )


def _model_faults(params: CaseParams, given: frozenset[str]) -> tuple[Text, ...]:
    """Return what is wrong with the choice of model and its rains."""
    if ("rain_to_flood" in given) == ("model_depths" in given):
        return (
            Text(
                "modellen er ét af rain_to_flood og model_depths: giv det ene",
                "the model is one of rain_to_flood and model_depths: give one of them",
            ),
        )
    if "model_depths" in given:
        if bool(params.rains) != bool(params.periods):
            return ()
        return (
            Text(
                "dybdekort skal have ét af rains_mm og return_periods_years: et tal for hvert kort",
                "maps of depth need one of rains_mm and return_periods_years: a number for each map",
            ),
        )
    if params.periods and "rain_statistics" not in given:
        return (NO_RAIN_TABLE,)
    return () if params.rains or params.periods else (NO_RAIN,)


@dataclass(frozen=True, kw_only=True)
class CompareReportsParams(CompareParams, CaseParams):
    """A model held against reports."""

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of model, rains and columns."""
        own = (ONLY_RAIN,) if "model_depths" in given and self.rain_field is not None else ()
        return (*super().conflicts(given), *_model_faults(self, given), *own)


@dataclass(frozen=True, kw_only=True)
class CompareFloodsParams(WetParams, CaseParams):
    """A model held against another model or a map of bluespots."""

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of model, reality and rains."""
        faults = (*super().conflicts(given), *_model_faults(self, given))
        maps = sorted(given & {"reality_rain", "reality_depths", "bluespot_map"})
        if len(maps) == 1:
            return faults
        named = ", ".join(maps) or "-"
        return (
            *faults,
            Text(
                f"kort at sammenligne med: {named}; giv ét af reality_rain, reality_depths og bluespot_map",
                f"maps to compare with: {named}; give one of reality_rain, reality_depths and bluespot_map",
            ),
        )


NO_RAIN = Text(
    "ingen regn: angiv rains_mm eller return_periods_years", "no rain: give rains_mm or return_periods_years"
)
ONLY_RAIN = Text(
    "rain_field med dybdekort: dybdekort kender kun deres egne regn; giv rain_to_flood",
    "rain_field with maps of depth: those know their own rains alone; give rain_to_flood",
)


def _rising(name: str, numbers: tuple[float, ...], most: float, unit: str) -> tuple[Text, ...]:
    rising = all(0.0 < n <= most for n in numbers) and list(numbers) == sorted(set(numbers))
    if rising:
        return ()
    listed = " ".join(f"{n:g}" for n in numbers)
    return (
        Text(
            f"{name} = {listed}: stigende tal over 0 til {most:g} {unit}",
            f"{name} = {listed}: rising numbers above 0 to {most:g} {unit}".replace(" år", " years"),
        ),
    )
