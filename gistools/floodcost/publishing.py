"""The publication bundle of a cost calculation: what of it is published, and with which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.floodcost.anonymity import Rule, tells_apart
from gistools.floodcost.bundle import bundle_table, make_bundle
from gistools.floodcost.bundle_evidence import Evidence, MapEvidence, Scenario
from gistools.floodcost.bundle_params import BundleParams
from gistools.floodcost.bundle_values import InputFile, Picture, Setting
from gistools.floodcost.costing import TODAY
from gistools.floodcost.figures_used import climate_figures, damage_figures
from gistools.stamps import STAMP_COLUMN
from gistools.text import Text
from gistools.tool import param_specs, part_of, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from gistools.floodcost.bundle_cells import BundleTable
    from gistools.floodcost.bundle_values import Bundle, Default
    from gistools.floodcost.cost_params import FloodCostMapsParams
    from gistools.floodcost.costing import FloodCost
    from gistools.tool import Params

    F64 = npt.NDArray[np.float64]

TITLE = Text("Hvad koster skybrud?", "What do cloudbursts cost?")


def published(
    made: FloodCost,
    params: Params,
    ledger: pd.DataFrame | None,
    notes: tuple[Text, ...],
    maps: MapEvidence | None = None,
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
    maps:
        What damage rests on where it is of maps (`map_evidence`).
    """

    def make(record: Any, draw: Callable[[object, str], bytes]) -> Bundle:  # noqa: ANN401 - a `Provenance`, of a room above
        scenarios = [
            Scenario(
                name, made.rates[name].climate if name in made.rates else annual.climate, made.rates.get(name), annual
            )
            for name, annual in made.annual.items()
        ]
        chosen = bundle_params(params)
        tables, breaks, told = [], np.empty(0), (*made.notes, *made.unverified, *notes)
        pictures: list[Picture] = []
        if made.rates:
            apart = None if chosen.with_houses else single_rains(made)
            if apart is None or not tells_too_much(*apart, rule_of(chosen)):
                by_rain = made.damage_by_rain().drop(columns=STAMP_COLUMN, errors="ignore")  # every page bears it
                tables, breaks = [bundle_table("damage_by_rain", by_rain)], np.empty(0) if apart is None else apart[0]
                pictures.append(
                    Picture(
                        "damage",
                        draw(made.damage_graph(exact=chosen.with_houses), ""),
                        Text("Skade ved én regn", "Damage of one rain"),
                    )
                )
            else:
                told = (*told, TOO_FEW)

        def drawn(told_of: Mapping[str, BundleTable]) -> list[Picture]:
            if getattr(params, "cell_m", chosen.bundle_cell_m) != chosen.bundle_cell_m:
                return pictures  # two grids would tell more than one
            caption = Text("Årlig skade i felter, i dag", "Annual damage in squares, today")
            squares = shown_squares(made, told_of["cells"], with_houses=chosen.with_houses)
            return [*pictures, Picture("squares", draw(squares, "cost_squares_shown"), caption)]

        return make_bundle(
            TITLE, made.classified, evidence_of(made) if maps is None else maps, scenarios, chosen,
            created=record.created, price_year=made.model.price_year, settings=settings_of(params),
            defaults=defaults_of(made), ledger=ledger, pictures=drawn, inputs=inputs_of(record), tables=tables,
            notes=tuple(dict.fromkeys(told)), stamps=record.stamps, breaks_mm=breaks,
        )  # fmt: skip

    return make


TOO_FEW = Text(
    "Skade ved én regn vises ikke: for få bygninger rammes ad gangen, eller skaden følger kurver.",
    "Damage of one rain is not shown: too few buildings are hit at a time, or damage follows curves.",
)


def single_rains(made: FloodCost) -> tuple[F64, F64, F64]:
    """Return the rains that `FloodCost.damage_by_rain` tells of, and the onsets and amounts of the steps (P x n)."""
    rains = [rate.statistics.curve(rate.duration_min) * rate.factor for rate in made.rates.values()]
    rains += [np.array([rate.drained_mm]) for rate in made.rates.values() if rate.drained_mm > 0.0]
    if made.model.curves:
        return np.unique(np.concatenate(rains)), np.empty((0, 0)), np.empty((0, 0))
    return np.unique(np.concatenate(rains)), made.exposure.onset_mm, made.model.amounts_dkk()


def tells_too_much(rains_mm: F64, onset_mm: F64, amount_dkk: F64, rule: Rule) -> bool:
    """Return whether the damage of some rains tells that of a single building, by the differences between rains.

    >>> from gistools.floodcost.anonymity import Rule
    >>> onset, amount = np.array([[5.0, 6.0, 7.0, 8.0, 12.0]]), np.ones((1, 5))
    >>> rains = np.array([10.0, 20.0])
    >>> tells_too_much(rains, onset, amount, Rule(3)), tells_too_much(rains, onset[:, :4], amount[:, :4], Rule(3))
    (True, False)
    """
    return onset_mm.size == 0 or tells_apart(onset_mm, amount_dkk, rains_mm, rule).size > 0


def shown_squares(made: FloodCost, cells: BundleTable, *, with_houses: bool) -> gpd.GeoDataFrame:
    """Return the squares with their damage, unknown where the bundle has merged them with others."""
    squares = made.squares()
    if with_houses:
        return squares
    amount = f"annual_{TODAY}_dkk"
    kept = squares[["square_id", "buildings", squares.geometry.name]].copy()
    hidden = ~squares["square_id"].isin(cells.frame["cell_id"]).to_numpy()
    kept.insert(1, amount, np.where(hidden, np.nan, squares[amount].to_numpy(np.float64)))
    kept.attrs["title"] = squares.attrs["title"]
    return kept


def rule_of(params: BundleParams) -> Rule:
    """Return when a sum tells of no single building, as the parameters of a bundle say."""
    return Rule(params.min_buildings, params.most_share)


def inputs_of(record: Any) -> list[InputFile]:  # noqa: ANN401 - a `Provenance`, of a room above
    """Return the files that were read, with their hashes."""
    return [InputFile.of(name, one) for name, sources in record.inputs.items() for one in sources]


def map_evidence(made: FloodCost, params: FloodCostMapsParams) -> MapEvidence:
    """Return what annual damage from maps rests on."""
    names = (*(one.name for one in made.model.steps), *(one.name for one in made.model.curves))
    return MapEvidence(
        names, np.asarray(params.periods, np.float64), made.model.at(made.exposure.depth_m), str(params.series),
        str(params.map_method), str(params.map_tail), params.zero_at_years,
    )  # fmt: skip


def bundle_params(params: Params) -> BundleParams:
    """Return the parameters of the bundle among those of a tool."""
    return part_of(params, BundleParams)


def evidence_of(made: FloodCost) -> Evidence:
    """Return what annual damage rests on: the steps, and the damage at some rains of the parts that are curves."""
    curves = [curve.at(made.exposure.depth_m) for curve in made.model.curves]
    by_rain = (made.exposure.rains_mm, np.sum(curves, axis=0)) if curves else (None, None)
    steps = tuple(part.name for part in made.model.steps)
    return Evidence(steps, made.exposure.onset_mm, made.model.amounts_dkk(), *by_rain)


def settings_of(params: Params) -> list[Setting]:
    """Return every parameter of the tool with its value and unit."""
    made = []
    for spec in param_specs(type(params)):
        value: Any = plain(getattr(params, spec.name))
        made.append(Setting(spec.name, spec.label, value, spec.unit))
    return made


def defaults_of(made: FloodCost) -> list[Default]:
    """Return each figure of damage that was used, before and after indexing, and the climate factors."""
    factors = (one for name, rate in made.rates.items() for one in climate_figures(name, rate.statistics))
    return [*damage_figures(made.model, made.classified), *factors]
