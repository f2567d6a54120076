"""Parameters of address readiness, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.addresses.check_params import day_param
from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class ReadinessParams(Params):
    """What address readiness goes by."""

    day: str = day_param()
    plan_days: int = param(
        180,
        unit="d",
        minimum=0,
        maximum=36_500,
        label=Text("Vedtaget plan uden adresser", "Adopted plan without addresses"),
        help=Text(
            "Så længe efter vedtagelsen må grunde og bindende byggefelter være uden adresse (A16). Projektets valg.",
            "How long after adoption plots and binding fields may have no address (A16). The project's choice.",
        ),
        advanced=True,
    )
