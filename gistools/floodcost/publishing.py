"""The publication bundle of a cost calculation: what of it is published, and with which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.floodcost.bundle import bundle_table, make_bundle
from gistools.floodcost.bundle_evidence import Evidence, Scenario
from gistools.floodcost.bundle_params import BundleParams
from gistools.floodcost.bundle_values import InputFile, Picture, Setting
from gistools.floodcost.costing import TODAY
from gistools.floodcost.figures_used import climate_figures, damage_figures
from gistools.stamps import STAMP_COLUMN
from gistools.text import Text
from gistools.tool import param_specs, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from gistools.floodcost.bundle_values import Bundle, Default
    from gistools.floodcost.costing import FloodCost
    from gistools.tool import Params

TITLE = Text("Hvad koster skybrud?", "What do cloudbursts cost?")


def published(
    made: FloodCost, params: Params, ledger: pd.DataFrame | None, notes: tuple[Text, ...]
) -> Callable[[Any, Callable[[object, str], bytes]], Bundle]:
    """Return what makes the bundle when the record of the run is known, and there is someone to draw its pictures.

    Parameters
    ----------
    made:
        From `gistools.floodcost.costing.flood_cost`.
    params:
        Of the tool; every one of them is a setting of the bundle.
    ledger:
        Where the water is at one rain.
    notes:
        What the user is told beside the notes of ``made``.
    """

    def make(record: Any, draw: Callable[[object, str], bytes]) -> Bundle:  # noqa: ANN401 - a `Provenance`, of a room above
        scenarios = [
            Scenario(name, made.rates[name].climate, made.rates[name], annual) for name, annual in made.annual.items()
        ]
        evidence = Evidence(
            tuple(part.name for part in made.model.steps), made.exposure.onset_mm, made.model.amounts_dkk(),
            *_of_curves(made),
        )  # fmt: skip
        squares = _shown(made, params)
        by_rain = made.damage_by_rain().drop(columns=STAMP_COLUMN, errors="ignore")  # every page bears the stamp
        chosen = _bundle_params(params)
        whole = chosen.with_houses or tells_of_enough(by_rain["buildings"].to_numpy(np.int64), chosen.min_buildings)
        pictures, told = [], (*made.notes, *made.unverified, *notes)
        if whole:
            caption = Text("Skade ved én regn", "Damage of one rain")
            pictures.append(Picture("damage", draw(made.damage_graph(), ""), caption))
        else:
            told = (*told, TOO_FEW)
        if (
            getattr(params, "cell_m", chosen.bundle_cell_m) == chosen.bundle_cell_m
        ):  # two grids would tell more than one
            caption = Text("Årlig skade i felter, i dag", "Annual damage in squares, today")
            pictures.append(Picture("squares", draw(squares, "cost_squares_shown"), caption))
        return make_bundle(
            TITLE, made.classified, evidence, scenarios, _bundle_params(params),
            created=record.created, price_year=made.model.price_year, settings=_settings(params),
            defaults=_defaults(made), ledger=ledger, pictures=pictures,
            inputs=[InputFile.of(name, one) for name, sources in record.inputs.items() for one in sources],
            tables=[bundle_table("damage_by_rain", by_rain)] if whole else [],
            notes=tuple(dict.fromkeys(told)), stamps=record.stamps,
        )  # fmt: skip

    return make


TOO_FEW = Text(
    "Skade ved én regn vises ikke: for få bygninger rammes ad gangen.",
    "Damage of one rain is not shown: too few buildings are hit at a time.",
)


def tells_of_enough(buildings: npt.NDArray[np.int64], least: int) -> bool:
    """Return whether no rain hits fewer buildings than a number, nor fewer more than another rain of the table.

    >>> tells_of_enough(np.array([0, 3, 7, 7]), 3), tells_of_enough(np.array([0, 3, 4]), 3)
    (True, False)
    """
    return bool((np.diff(np.unique(np.append(0, buildings))) >= least).all())


def _shown(made: FloodCost, params: Params) -> gpd.GeoDataFrame:
    """Return the squares with their damage, unknown where too few buildings lie, or are damaged, to show it."""
    squares, chosen = made.squares(), _bundle_params(params)
    if chosen.with_houses:
        return squares
    homes = made.tables.buildings
    damaged = homes["cell_id"][(homes[f"annual_{TODAY}_oere"] > 0).fillna(value=True).to_numpy(bool)].value_counts()
    hit = squares["square_id"].map(damaged).fillna(0).to_numpy()
    few = (squares["buildings"].to_numpy() < chosen.min_buildings) | ((hit > 0) & (hit < chosen.min_buildings))
    kept = squares[["square_id", "buildings", squares.geometry.name]].copy()
    amount = f"annual_{TODAY}_dkk"
    kept.insert(1, amount, np.where(few, np.nan, squares[amount].to_numpy(np.float64)))
    kept.attrs["title"] = squares.attrs["title"]
    return kept


def _bundle_params(params: Params) -> BundleParams:
    return BundleParams(**{name: getattr(params, name) for name in BundleParams().to_mapping()})


def _of_curves(made: FloodCost) -> tuple[Any, Any]:
    """Return the rains and the damage of the parts that are curves; nothing without."""
    if not made.model.curves:
        return None, None
    return made.exposure.rains_mm, sum(curve.at(made.exposure.depth_m) for curve in made.model.curves)


def _settings(params: Params) -> list[Setting]:
    """Return every parameter of the tool with its value and unit."""
    made = []
    for spec in param_specs(type(params)):
        value: Any = plain(getattr(params, spec.name))
        made.append(Setting(spec.name, spec.label, value, spec.unit))
    return made


def _defaults(made: FloodCost) -> list[Default]:
    """Return each figure of damage that was used, before and after indexing, and the climate factors."""
    factors = (one for name, rate in made.rates.items() for one in climate_figures(name, rate.statistics))
    return [*damage_figures(made.model, made.classified), *factors]
