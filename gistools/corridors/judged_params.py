"""Parameters of judging the nature group's proposals, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.corridors.planning_params import SoilPlanParams
from gistools.text import Text
from gistools.tool import param


@dataclass(frozen=True, kw_only=True)
class JudgedParams(SoilPlanParams):
    """How proposals are read and what counts."""

    becomes_field: str = param(
        "biotop",
        label=Text("Felt med ny natur", "Field of the new nature"),
        help=Text(
            "Kolonnen med, hvad arealet foreslås at blive: eng, skov, vandhul, levende hegn …",
            "The column with what the area is proposed to become: meadow, wood, pond, hedge …",
        ),
    )
    least_area_m2: float = param(
        500.0,
        unit="m²",
        minimum=1.0,
        maximum=1e7,
        label=Text("Stort nok fra", "Large enough from"),
        help=Text("Et valg; vandhuller og hegn er ofte mindre.", "A choice; ponds and hedges are often smaller."),
    )
    connects_from: float = param(
        0.5,
        minimum=0.0,
        maximum=100.0,
        label=Text("Hænger sammen fra", "Hangs together from"),
        help=Text(
            "Vækst i EC over vækst i areal: 1 er så godt forbundet som levestederne i snit, 0,5 halvt så godt. "
            "Et valg.",
            "Growth of EC over growth of area: 1 is as well connected as the patches on the mean, 0.5 half as well. A "
            "choice.",
        ),
        advanced=True,
    )
    owner_field: str = param(
        "ejerforhold",
        label=Text("Felt med ejerforhold", "Field of ownership"),
        help=Text("Kolonnen, der siger offentlig eller privat.", "The column that says public or private."),
        advanced=True,
    )
