"""Parameters of the cloudburst tools, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import Params, param


class RainResampling(enum.StrEnum):
    """How a rain raster on other cells is laid on the terrain."""

    NEAREST = "nearest"
    BILINEAR = "bilinear"


@dataclass(frozen=True, kw_only=True)
class ReportParams(Params):
    """Which bluespots are reported; storage is counted for all of them."""

    min_depth_m: float = param(
        0.05,
        unit="m",
        minimum=0.0,
        label=Text("Mindste dybde", "Smallest depth"),
        help=Text("Lavere lavninger vises ikke, men regnes med.", "Shallower bluespots are counted but not shown."),
    )
    min_area_m2: float = param(
        10.0,
        unit="m²",
        minimum=0.0,
        label=Text("Mindste areal", "Smallest area"),
        help=Text("Mindre lavninger vises ikke, men regnes med.", "Smaller bluespots are counted but not shown."),
    )
    min_volume_m3: float = param(
        1.0,
        unit="m³",
        minimum=0.0,
        label=Text("Mindste rumfang", "Smallest volume"),
        help=Text(
            "Lavninger med mindre rumfang vises ikke, men regnes med.",
            "Bluespots of less volume are counted but not shown.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class BluespotParams(ReportParams, TerrainParams):
    """Bluespots of a terrain."""


MOST_RAIN_MM = 5_000.0


@dataclass(frozen=True, kw_only=True)
class RainDepth(Params):
    """A uniform rain."""

    rain_mm: float | None = param(
        None,
        unit="mm",
        minimum=0.0,
        maximum=MOST_RAIN_MM,
        label=Text("Regndybde", "Rain depth"),
        help=Text(
            "Samme regn overalt; udelades, når der gives en regnraster.",
            "The same rain everywhere; left out when a rain raster is given.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class LossParams(Params):
    """How rain rasters and losses are read."""

    rain_resampling: RainResampling = param(
        RainResampling.NEAREST,
        choices={
            RainResampling.NEAREST: Text("Nærmeste regncelle", "Nearest rain cell"),
            RainResampling.BILINEAR: Text("Jævnet mellem regnceller", "Smoothed between rain cells"),
        },
        label=Text("Regn lægges på terrænet ved", "Rain is laid on the terrain by"),
        help=Text(
            "Reglen for en regnraster på andre celler; forskellen i vandmængde står i vandregnskabet.",
            "The rule for a rain raster on other cells; the difference in volume stands in the water ledger.",
        ),
        advanced=True,
    )
    drain_hours: float | None = param(
        None,
        unit="h",
        minimum=0.0,
        maximum=240.0,
        label=Text("Varighed for afløb", "Duration of drainage"),
        help=Text(
            "Timer, som afløbet i tabtabellen virker i. Skal vælges, når tabellen har afløb.",
            "Hours during which the drains of the loss table work. Must be chosen when the table has drains.",
        ),
    )
    land_cover_field: str = param(
        "klasse",
        label=Text("Felt med arealklasse", "Field of land-cover class"),
        help=Text(
            "Den kolonne i arealdækkelaget, der passer til tabtabellens klasse.",
            "The column of the land-cover layer that matches the class of the loss table.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of losses."""
        faults = super().conflicts(given)
        if ("land_cover" in given) != ("losses" in given):
            faults += (
                Text(
                    "kun ét af arealdække og tabtabel: giv også den anden, eller udelad begge",
                    "only one of land cover and loss table: give the other one too, or leave both out",
                ),
            )
        return faults


@dataclass(frozen=True, kw_only=True)
class EventParams(LossParams, RainDepth):
    """One rain event."""

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of rain and losses."""
        faults = []
        if self.rain_mm is None and "rain" not in given:
            faults.append(
                Text("ingen regn: angiv rain_mm eller en regnraster", "no rain: give rain_mm or a rain raster")
            )
        if self.rain_mm is not None and "rain" in given:
            faults.append(
                Text(
                    "både regndybde og regnraster: udelad den ene",
                    "both a rain depth and a rain raster: leave one of them out",
                )
            )
        return (*faults, *super().conflicts(given))


@dataclass(frozen=True, kw_only=True)
class RainToFloodParams(LossParams, ReportParams, TerrainParams):
    """All rains on a terrain."""

    curve_error_m: float = param(
        0.01,
        unit="m",
        minimum=0.0001,
        maximum=10.0,
        label=Text("Kurvernes fejl", "Error of the curves"),
        help=Text(
            "Så meget må vandspejlet højst afvige mellem to rækker i fyldningskurverne.",
            "How much the water level may differ at most between two rows of the fill curves.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class FloodParams(EventParams, ReportParams, TerrainParams):
    """One rain event on a terrain."""

    min_flow_area_m2: float = param(
        10_000.0,
        unit="m²",
        minimum=0.0,
        label=Text("Mindste opland for strømningsveje", "Smallest area for flow paths"),
        help=Text(
            "En strømningsvej tegnes fra det sted, hvor dens opland når denne størrelse.",
            "A flow path is drawn from where its contributing area reaches this size.",
        ),
        advanced=True,
    )
