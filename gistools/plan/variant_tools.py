"""The tool compare-variants as data; loads no numeric library."""

from __future__ import annotations

from dataclasses import replace

from gistools.floodcost.tools import FLOOD_COST_TOOLS
from gistools.plan.subcatchment_tools import GROUP
from gistools.plan.variant_params import LAYERS, SURFACES, CompareVariantsParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

_PLAN_VALUE = next(one for one in FLOOD_COST_TOOLS if one.id == "plan-value")
_OF_PLAN = {one.name: one for one in _PLAN_VALUE.inputs}


def _inputs() -> tuple[Input, ...]:
    """Return the inputs of plan-value with more layers of measures and a second surface."""
    more: dict[str, tuple[Input, ...]] = {
        "measures": tuple(
            replace(
                _OF_PLAN["measures"],
                name=name,
                label=Text(f"Tiltag, lag {n}", f"Measures, layer {n}"),
                help=Text(
                    "Som for hvad nu hvis; kolonnen variant siger, hvilke varianter hvert tiltag hører til (navne med "
                    "semikolon imellem, tom: alle).",
                    "As for what-if; the column variant says which variants each measure belongs to (names with "
                    "semicolons between, empty: all).",
                ),
            )
            for n, name in enumerate(LAYERS, start=1)
        ),
        "design_surface": tuple(
            replace(_OF_PLAN["design_surface"], name=name, label=Text(f"Projekteret terræn {n}", f"Design surface {n}"))
            for n, name in enumerate(SURFACES, start=1)
        ),
    }
    return tuple(
        new for one in _PLAN_VALUE.inputs if one.name != "payers" for new in more.get(one.name, (one,))
    )  # fmt: skip


VARIANT_TOOLS = (
    Tool(
        id="compare-variants",
        title=Text("Sammenlign planvarianter", "Compare plan variants"),
        summary=Text(
            "Varianter af en plan på ét grundlag, side om side: dybde, skade, vandregnskab, værdi og "
            "byggerækkefølge. Intet samlet tal.",
            "Variants of a plan on one base, side by side: depth, damage, water ledger, value and build order. No "
            "single score.",
        ),
        group=GROUP,
        function="gistools.plan.variant_run:compare_variants_tool",
        params=CompareVariantsParams,
        inputs=_inputs(),
        outputs=(
            Output(
                "variants",
                Kind.TABLE,
                Text("Varianter side om side", "Variants side by side"),
                Text(
                    "En række for hver variant og for situationen i dag: pris, skade, værdi, vand og bygninger.",
                    "A row for each variant and for today: price, damage, value, water and buildings.",
                ),
            ),
            Output(
                "variant_changes",
                Kind.LAYER,
                Text("Ændret dybde i varianten", "Change of depth in the variant"),
                Text(
                    "Hvor vandet ved den valgte regn står højere eller lavere i den viste variant end i dag.",
                    "Where the water of the chosen rain stands deeper or less deep in the shown variant than today.",
                ),
                geometry=Geometry.POLYGON,
                style="variant_changes",
                own_name=True,
            ),
            Output(
                "variant_places",
                Kind.LAYER,
                Text("Steder med vand", "Places with water"),
                Text(
                    "Områder, der står under vand i dag eller i en variant, og hvor der står mindst og mest.",
                    "Areas under water today or in a variant, and where the least and the most stands.",
                ),
                geometry=Geometry.POLYGON,
                style="variant_places",
            ),
            Output(
                "places_by_variant",
                Kind.TABLE,
                Text("Steder i varianterne", "Places in the variants"),
                Text(
                    "Dybde, vand og ændring på hvert sted i hver variant.",
                    "Depth, water and change at each place in each variant.",
                ),
            ),
            Output(
                "buildings_by_variant",
                Kind.TABLE,
                Text("Bygninger i varianterne", "Buildings in the variants"),
                Text(
                    "Dybden ved facaden i hver variant for hver bygning, der får vand eller ikke kendes.",
                    "Depth at the facade in each variant of each building that gets water or is not known.",
                ),
                default=False,
            ),
            Output(
                "variant_ledgers",
                Kind.TABLE,
                Text("Varianternes vandregnskaber", "Water ledgers of the variants"),
                Text(
                    "Hvor vandet er ved hver regn i hver variant; differencen er 0.",
                    "Where the water is at each rain in each variant; the difference is 0.",
                ),
            ),
            Output(
                "variant_order",
                Kind.TABLE,
                Text("Byggerækkefølge", "Build order"),
                Text(
                    "Hvert tiltag i den rækkefølge, der giver mest for hver krone, med hvad det da koster og sparer, "
                    "og hvor resten ikke betaler sig.",
                    "Each measure in the order that gives the most for each krone, with what it then costs and saves, "
                    "and where the rest does not pay.",
                ),
            ),
            Output(
                "variant_graph",
                Kind.GRAPH,
                Text("Figur: hvad får vi for pengene", "Figure: what we get for the money"),
                Text(
                    "Skade, der er tilbage, efter det, der er brugt på tiltag, for hver variant.",
                    "Damage that remains by what has been spent on measures, for each variant.",
                ),
            ),
            Output(
                "variant_assumptions",
                Kind.TABLE,
                Text("Forudsætninger for varianterne", "Assumptions of the variants"),
                Text(
                    "Beløb, priser, renter, regn, klimafaktorer og alle valg med kilde, og om det er verificeret.",
                    "Amounts, prices, rates, rain, climate factors and all choices with source, and whether verified.",
                ),
            ),
        ),
    ),
)
