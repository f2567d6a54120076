"""Parameters of the check of service levels, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.cloudburst.params import LossParams
from gistools.cloudburst.rain.params import OneDurationParams
from gistools.floodcost.value_params import EconomicsParams
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import param


@dataclass(frozen=True, kw_only=True)
class LevelCheckToolParams(EconomicsParams, OneDurationParams, LossParams, TerrainParams):
    """A service level, checked on a terrain."""

    area_type_field: str = param(
        "klasse",
        label=Text("Felt med områdetype", "Field of the area type"),
        help=Text(
            "Den kolonne i områderne, som rækkerne i serviceniveauet hører til.",
            "The column of the areas that the rows of the service level belong to.",
        ),
    )
    area_id_field: str = param(
        "id_lokalid",
        label=Text("Felt med områdets id", "Field of the area's id"),
        help=Text("Kolonnen med kildens eget id, hvis den findes.", "The column with the source's own id, if any."),
        advanced=True,
    )
    sewer_kind_field: str = param(
        "kloaktype",
        label=Text("Felt med kloaktype", "Field of the kind of sewer"),
        help=Text(
            "Kolonnen i kloakoplandene, der siger fælles- eller separatkloakeret.",
            "The column of the sewer catchments that says combined or separate sewer.",
        ),
        advanced=True,
    )
    sewer_years_field: str = param(
        "kapacitet_t_aar",
        label=Text("Felt med kloakkens kapacitet (T)", "Field of the sewer's capacity (T)"),
        help=Text(
            "Kolonnen i kloakoplandene med den gentagelsesperiode, som kloakken klarer, år.",
            "The column of the sewer catchments with the return period that the sewer carries, years.",
        ),
        advanced=True,
    )
