"""Parameters of everyday rain and cloudburst together, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.cloudburst.rain.params import SERIES_LABELS, RainSeries
from gistools.plan.solutions_params import ValueParams
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import param


@dataclass(frozen=True, kw_only=True)
class ShareParams(ValueParams):
    """Which part of a measure is for everyday rain, and who pays for which part."""

    everyday_mm: float | None = param(
        None,
        unit="mm",
        minimum=0.0,
        maximum=500.0,
        label=Text("Hverdagsregn", "Everyday rain"),
        help=Text(
            "Den største regn, som kloakken skal tage; regn over den er skybrud. Udelades, når den tages af "
            "regntabellen.",
            "The largest rain that the sewer must take; rain above it is cloudburst. Left out when it is taken from "
            "the rain table.",
        ),
    )
    sewer_years: float = param(
        10.0,
        unit="år",
        minimum=0.1,
        maximum=1_000.0,
        label=Text("Kloakkens gentagelsesperiode", "Return period of the sewer"),
        help=Text(
            "Kloakkens serviceniveau, som hverdagsregnen tages ved i regntabellen: ofte 5 år for separat og 10 år for "
            "fælles kloak.",
            "The sewer's service level, at which everyday rain is taken from the rain table: often 5 years for "
            "separate and 10 years for combined sewers.",
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
    utility_everyday_share: float = param(
        1.0,
        minimum=0.0,
        maximum=1.0,
        label=Text("Forsyningens andel af hverdagsdelen", "Utility's share of the everyday part"),
        help=Text(
            "Resten betales af kommunen. Delingen er et valg; reglerne står i share_rules.",
            "The municipality pays the rest. The split is a choice; the rules stand in share_rules.",
        ),
    )
    utility_cloudburst_share: float = param(
        0.0,
        minimum=0.0,
        maximum=1.0,
        label=Text("Forsyningens andel af skybrudsdelen", "Utility's share of the cloudburst part"),
        help=Text(
            "Resten betales af kommunen. Over 0, når spildevandsplanen har et højere serviceniveau.",
            "The municipality pays the rest. Above 0 when the waste-water plan has a higher service level.",
        ),
    )
    land_cover_field: str = param(
        "klasse",
        label=Text("Felt med arealklasse", "Field of land-cover class"),
        help=Text("Kolonnen i arealdækket med arealklassen.", "The column of the land cover with the class."),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of everyday rain."""
        faults = super().conflicts(given)
        table, told = "rain_statistics" in given, self.everyday_mm is not None
        if table == told:
            faults += (
                Text(
                    "hverdagsregn skal gives præcis ét sted: everyday_mm, eller en regntabel med duration_min",
                    "everyday rain must be given in exactly one place: everyday_mm, or a rain table with duration_min",
                ),
            )
        if "losses" in given and "land_cover" not in given:
            faults += (Text("tabtabel uden arealdække", "a loss table without land cover"),)
        if table and self.duration_min is None:
            faults += (Text("duration_min mangler til regntabellen", "duration_min is missing for the rain table"),)
        return faults


@dataclass(frozen=True, kw_only=True)
class ShareToolParams(ShareParams, TerrainParams):
    """Shares of measures on a terrain."""
