"""The tool compare-variants: library steps composed for the runner; declared in `gistools.plan.variant_tools`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from gistools.cloudburst.run_tools import make_wanted
from gistools.cloudburst.whatif.run_tools import open_desk
from gistools.floodcost.costing import stamped
from gistools.floodcost.economy import Economy
from gistools.floodcost.figures_used import (
    assumption_table,
    damage_figures,
    param_figures,
    price_figures,
    rain_figures,
    rate_figures,
    use_figures,
)
from gistools.floodcost.marks import line
from gistools.floodcost.value_marks import doubtful_of, unverified_of
from gistools.floodcost.worded import worded
from gistools.plan.variants import read_variants
from gistools.plan.variants_compare import ComparedVariants, compare_variants
from gistools.plan.variants_graph import variant_graph
from gistools.plan.variants_places import places_by_variant, variant_changes
from gistools.plan.variants_tables import building_table, ledger_table, order_table, variant_table
from gistools.plan.variants_words import measure_notes, order_notes, shown_note
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import stamps_on
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.plan.variant_params import CompareVariantsParams
    from gistools.plan.variants_order import BuildOrder
    from gistools.raster import Raster
    from gistools.tool import Steps
    from gistools.triangles import Triangles

_ORDERED = {"variant_order", "variant_graph"}


def compare_variants_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame,
    rain: Raster | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    basins: gpd.GeoDataFrame | None,
    measures: gpd.GeoDataFrame | None,
    measures_2: gpd.GeoDataFrame | None,
    measures_3: gpd.GeoDataFrame | None,
    measures_4: gpd.GeoDataFrame | None,
    design_surface: Raster | Triangles | None,
    design_surface_2: Raster | Triangles | None,
    rain_statistics: pd.DataFrame,
    climate_factors: pd.DataFrame | None,
    damage_table: pd.DataFrame | None,
    price_index: pd.DataFrame | None,
    measure_prices: pd.DataFrame | None,
    params: CompareVariantsParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``compare-variants``."""
    layers = [one for one in (measures, measures_2, measures_3, measures_4) if one is not None]
    designs = (design_surface, design_surface_2)
    texts = [None if one is None else text for one, text in zip(designs, params.designs, strict=True)]
    variants = read_variants(layers, elevation.grid, layer_names=params.layer_list, designs=texts)
    params.require_shown(variants.names)
    economy = run_cancellable(
        progress,
        lambda: Economy.of(
            buildings, rain_statistics, climate_factors, damage_table, price_index, measure_prices, params
        ),
    )
    given = [elevation]
    del elevation
    desk = open_desk(
        elevation=given.pop(), adjustment_lines=adjustment_lines, horseshoes=horseshoes, buildings=buildings, rain=rain,
        land_cover=land_cover, losses=losses, basins=basins, params=params, steps=steps,
        progress=Stage(progress, 0.0, 0.3),
    )  # fmt: skip
    made = compare_variants(desk, economy, variants, params, designs, progress=Stage(progress, 0.3, 0.6))
    orders = made.orders(Stage(progress, 0.6, 0.9)) if wanted & _ORDERED else {}
    stamps = tuple(dict.fromkeys((
        *stamps_on(buildings), *economy.rates[0].statistics.stamps, *economy.prices.stamps,
        *economy.model.table.stamps, *stamps_on(*layers),
    )))  # fmt: skip
    shown = made.shown(params.map_variant)
    weak = line((*doubtful_of(economy.rates), *economy.discounting.doubtful, *_doubtful(made)))
    places = functools.cache(lambda: places_by_variant(made))
    makers: dict[str, Callable[[], object]] = {
        "variants": lambda: stamped(variant_table(made), stamps),
        "variant_changes": lambda: stamped(variant_changes(made, shown), stamps),
        "variant_places": lambda: stamped(places()[0], stamps),
        "places_by_variant": lambda: stamped(places()[1], stamps),
        "buildings_by_variant": lambda: stamped(building_table(made), stamps),
        "variant_ledgers": lambda: stamped(ledger_table(made), stamps),
        "variant_order": lambda: worded(stamped(order_table(made, orders), stamps)),
        "variant_graph": lambda: variant_graph(made, orders, notes=weak, stamps=stamps),
        "variant_assumptions": lambda: stamped(_assumptions(made), stamps),
    }
    notes = (
        shown_note(made, shown),
        *order_notes(made, orders),
        *(() if not wanted & _ORDERED else _left_out(made, orders)),
        *measure_notes(made),
        *desk.before.notes,
        *economy.about,
        *economy.model.notes,
        *_unverified(made),
    )
    return Made(make_wanted(makers, wanted, Stage(progress, 0.9, 1.0)), tuple(dict.fromkeys(notes)))


def _doubtful(made: ComparedVariants) -> tuple[Text, ...]:
    return tuple(text for one in made.valued if one.worth for text in one.worth.costs.doubtful)


def _kinds(made: ComparedVariants) -> list[str]:
    return [kind for one in made.valued if one.worth for kind in one.worth.costs.kinds]


def _unverified(made: ComparedVariants) -> tuple[Text, ...]:
    economy = made.economy
    used = economy.prices.frame["kind"].isin(_kinds(made)).to_numpy(bool)
    prices = (
        *economy.prices.only(used).unverified,
        *economy.net.unverified,
        *(economy.index.unverified if economy.index else ()),
    )
    told = (*economy.model.unverified, *unverified_of(economy.rates), *prices, *economy.discounting.unverified)
    return tuple(dict.fromkeys(told))


def _assumptions(made: ComparedVariants) -> pd.DataFrame:
    economy = made.economy
    figures = (
        *damage_figures(economy.model, economy.classified), *use_figures(economy.classified),
        *rain_figures(economy.rates),
        *price_figures(economy.prices, _kinds(made), economy.model.price_year, economy.index),
        *rate_figures(economy.discounting, economy.net), *param_figures(made.params),
    )  # fmt: skip
    notes = [note for one in made.valued if one.worth for note in one.worth.value.notes]
    return assumption_table(figures, notes, _unverified(made))


def _left_out(made: ComparedVariants, orders: Mapping[int, BuildOrder]) -> tuple[Text, ...]:
    names = ", ".join(one.name for k, one in enumerate(made.valued) if k and k not in orders)
    if not names:
        return ()
    most = made.params.most_ordered
    return (
        Text(
            f"Ingen byggerækkefølge for {names}: flere end {most} tiltag (most_ordered).",
            f"No build order for {names}: more than {most} measures (most_ordered).",
        ),
    )
