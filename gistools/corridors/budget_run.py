"""The tool ``corridor-measures``: library steps composed for the runner; declared in `budget_tools`."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gistools._checks import numbers_listed
from gistools.corridors.budget import PROVEN, BestMeasures, best_measures, frontier, option_gains, step_table
from gistools.corridors.budget_graph import budget_curve
from gistools.corridors.budget_params import Criterion
from gistools.corridors.connectivity import linked_corridors
from gistools.corridors.connectivity_params import DispersalScale, LinkSet
from gistools.corridors.connectivity_run import chosen_species, grid_over
from gistools.corridors.options import read_options
from gistools.corridors.options_laid import laid_ec, option_network
from gistools.corridors.patches import habitat_patches
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance import resistance_surface
from gistools.corridors.resistance_params import ResistanceParams
from gistools.corridors.scale import dispersal_cost
from gistools.corridors.species import load_species
from gistools.errors import LayerError, ParamError
from gistools.progress import Stage, run_cancellable
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.styles.numbers import format_number
from gistools.text import Text, danish
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gistools.corridors.budget_params import MeasuresParams
    from gistools.corridors.landscape import Corridors, Patches, Resistance, Species
    from gistools.corridors.options import Options
    from gistools.corridors.options_laid import Site
    from gistools.corridors.options_network import OptionNetwork
    from gistools.progress import Progress
    from gistools.tool import Steps

_OTHERS = (0.25, 0.5, 1.0, 1.5, 2.0)  # of the budget: what else is worked out
_FREE = Text(
    "Levesteder og nye levesteder krydses gratis i nettet; store og lange levesteder forbinder derfor lidt for godt",
    "Patches and new habitat are crossed freely in the network, so that large and long ones connect a little too well",
)
_DIFFERS = 0.01  # of EC: network and map differ by more than is passed over


@dataclass(frozen=True, eq=False)
class _Run:
    """What was made for one species."""

    species: Species
    corridors: Corridors
    alpha: float
    network: OptionNetwork
    sites: tuple[Site, ...]


def corridor_measures_tool(
    *,
    measure_options: gpd.GeoDataFrame,
    land_cover: gpd.GeoDataFrame,
    nature_areas: gpd.GeoDataFrame | None,
    lakes: gpd.GeoDataFrame | None,
    hedges: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    rails: gpd.GeoDataFrame | None,
    streams: gpd.GeoDataFrame | None,
    paths: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    passages: gpd.GeoDataFrame | None,
    study_area: gpd.GeoDataFrame | None,
    municipality: gpd.GeoDataFrame | None,
    species_table: pd.DataFrame | None,
    species_resistance: pd.DataFrame | None,
    measure_prices: pd.DataFrame | None,
    params: MeasuresParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``corridor-measures``."""
    chosen = chosen_species(params.species, load_species(species_table, species_resistance))
    weights = _weights(params, chosen)
    areas = {"nature_areas": nature_areas, "lakes": lakes, "hedges": hedges, "land_cover": land_cover}
    given = {name: layer for name, layer in areas.items() if layer is not None}
    lines = {"roads": roads, "rails": rails, "streams": streams, "paths": paths}
    grid = grid_over(land_cover if study_area is None else study_area, params.cell_size_m)
    read = read_options(
        measure_options,
        grid,
        prices=measure_prices,
        line_width_m=params.option_width_m,
        point_radius_m=params.option_radius_m,
    )
    runs: list[_Run] = []
    notes = [*read.notes]

    def landscape(species: Species) -> tuple[Patches, Resistance]:
        made = habitat_patches(
            given, species, grid, part_of(params, PatchParams), study_area=study_area, home=municipality
        )
        surface = resistance_surface(
            given, species, grid, part_of(params, ResistanceParams), **lines, buildings=buildings, passages=passages,
            study_area=study_area,
        )  # fmt: skip
        return made, surface

    for k, species in enumerate(chosen):
        stage = Stage(progress, 0.5 * k / len(chosen), 0.5 * (k + 1) / len(chosen))
        stage.update(0.0, Text(f"Levesteder: {species.name.da}", f"Patches: {species.name.en}"))
        try:
            patches, resistance = run_cancellable(stage, functools.partial(landscape, species))
        except LayerError as error:
            if not runs and k == len(chosen) - 1:
                raise
            notes.append(_left_out(species, error))
            continue
        linking = replace(params.linking, link_set=LinkSet.COMPLETE)
        corridors, alpha, told = linked_corridors(
            patches, resistance, species, linking, progress=Stage(stage, 0.1, 0.5)
        )
        network, sites = option_network(corridors, read, species, alpha, progress=Stage(stage, 0.5, 1.0))
        runs.append(_Run(species, corridors, alpha, network, sites))
        notes += [*patches.notes, *resistance.notes, told, *network.notes]
    best = best_measures(
        [run.network for run in runs],
        read.frame["price_dkk"],
        params.budget_dkk,
        criterion=params.criterion,
        weights=[weights[chosen.index(run.species)] for run in runs] if weights else None,
        excluded=read.excluded,
        exact=params.prove_best,
        time_limit_s=params.time_limit_s,
        progress=Stage(progress, 0.5, 0.75),
    )
    gains = species_gain(runs, best, read, Stage(progress, 0.75, 0.85))
    stamps = stamps_on(
        measure_options, *given.values(), *lines.values(), buildings, passages, species_table, species_resistance,
        measure_prices,
    )  # fmt: skip
    mark = mark_of(stamps)
    told_first = (_result(best, read), *_differences(gains), _FREE)
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "nature_options": lambda: option_layer(runs, best, read),
        "option_patches": lambda: _patches(runs),
        "build_order": lambda: _order(runs, best, read),
        "species_gain": lambda: gains,
    }
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    if {"budget_frontier", "budget_curve"} & wanted:
        others = frontier(
            best, [share * params.budget_dkk for share in _OTHERS], time_limit_s=params.time_limit_s / len(_OTHERS),
            progress=Stage(progress, 0.85, 1.0),
        )  # fmt: skip
        if "budget_frontier" in wanted:
            values["budget_frontier"] = stamped(lambda: others, mark)()
        if "budget_curve" in wanted:
            values["budget_curve"] = budget_curve(best, others, notes=(_result(best, read),), stamps=stamps)
    return Made(values, tuple(dict.fromkeys((*told_first, *notes))))


def _left_out(species: Species, error: LayerError) -> Text:
    return Text(
        f"{species.name.da} er ikke regnet: {error.found.da}", f"{species.name.en} was left out: {error.found.en}"
    )


def _weights(params: MeasuresParams, chosen: tuple[Species, ...]) -> list[float] | None:
    """Return the weights that are given.

    Raises
    ------
    ParamError
        When there is not one for each species, or a cost is given for several.
    """
    faults = []
    if len(chosen) > 1 and params.dispersal_scale is DispersalScale.GIVEN:
        faults.append(
            Text(f"én rækkevidde i modstandsmeter for {len(chosen)} arter", f"one cost for {len(chosen)} species")
        )
    numbers = list(numbers_listed(params.weights))
    if numbers and (len(numbers) != len(chosen) or not all(n >= 0.0 for n in numbers) or not sum(numbers) > 0.0):
        faults.append(Text(f"vægte {params.weights!r}", f"weights {params.weights!r}"))
    if numbers and params.criterion is Criterion.WORST:
        faults.append(Text("vægte til den art, der får mindst", "weights for the species that gains least"))
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                f"et tal, 0 eller mere, for hver af {len(chosen)} arter, og kun for gennemsnittet",
                f"a number, 0 or more, for each of {len(chosen)} species, and for the mean alone",
            ),
            Text("ret de nævnte", "correct those named"),
        )
    return numbers or None


def _verified(runs: list[_Run]) -> bool:
    return all(run.species.verified for run in runs)


def option_layer(runs: list[_Run], best: BestMeasures, read: Options) -> gpd.GeoDataFrame:
    """Return all options as they were understood: chosen or why not, gains alone and beside those chosen."""
    gains = option_gains(best)
    state = gains["why_not"].where(~gains["chosen"], "chosen")
    alone = []
    for one in range(len(read)):
        said = [
            (run.species.name.da, 100.0 * (run.network.ec_m2(frozenset({one})) / run.network.ec_m2() - 1.0))
            for run in runs
        ]
        alone.append("; ".join(f"{name} {danish(max(gain, 0.0), '.2f')} %" for name, gain in said))
    frame = pd.DataFrame(read.frame.drop(columns=["quality", "geometry"]))
    frame.insert(3, "choice_state", state.to_numpy())
    frame.insert(4, "build_step", gains["step"].where(gains["chosen"]).astype("Int64").to_numpy())
    for name in ("gain_alone_percent", "gain_within_percent"):
        frame[name] = gains[name].to_numpy()
    frame["species_gains"] = alone
    frame["verified"] = _verified(runs)
    return gpd.GeoDataFrame(frame, geometry=read.ground, crs=read.frame.crs)


def _patches(runs: list[_Run]) -> gpd.GeoDataFrame:
    parts = [
        run.corridors.patches.frame.assign(species=run.species.name.da, verified=run.species.verified)
        for run in runs
    ]  # fmt: skip
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)


def _order(runs: list[_Run], best: BestMeasures, read: Options) -> pd.DataFrame:
    made = step_table(best, read.frame["option_id"].tolist())
    names = dict(zip(read.frame["option_id"], read.frame["name"], strict=True))
    made.insert(2, "name", made["option_id"].map(names))
    return made.rename(columns={"step": "build_step"}).assign(verified=_verified(runs))


def species_gain(runs: list[_Run], best: BestMeasures, read: Options, progress: Progress) -> pd.DataFrame:
    """Return a row for each species: EC before, by network, and with the chosen laid into the map."""
    chosen, rows = frozenset(best.chosen), []
    for k, run in enumerate(runs):
        part = Stage(progress, k / len(runs), (k + 1) / len(runs))
        part.update(0.0, Text("Regner kortet om med de valgte", "Recomputing the map with those chosen"))
        before, area = run.network.ec_m2(), run.network.area_m2()
        after = laid_ec(run.corridors, read, run.sites, chosen, run.alpha, progress=part)
        rows.append(
            {
                "species": run.species.name.da,
                "name_en": run.species.name.en,
                "ec_before_m2": before,
                "ec_network_m2": run.network.ec_m2(chosen),
                "ec_map_m2": after,
                "ec_map_percent": 100.0 * (after / before - 1.0),
                "area_percent": 100.0 * (run.network.area_m2(chosen) / area - 1.0),
                "alpha": run.alpha,
                "dispersal_cost": dispersal_cost(run.species, run.alpha),
                "verified": run.species.verified,
            }
        )
    return pd.DataFrame(rows)


def _result(best: BestMeasures, read: Options) -> Text:
    """Return the answer as a sentence."""
    ids = read.frame["option_id"].tolist()
    names = ", ".join(ids[k] for k in best.chosen)
    money, gain = (best.budget_dkk, best.cost_dkk), 100.0 * best.value
    if not best.chosen:
        start = Text(
            f"Ingen mulighed inden for {format_number(money[0])} kr. giver mere sammenhæng",
            f"No option within {format_number(money[0], 'en')} DKK gives more connectivity",
        )
    else:
        start = Text(
            f"Bedst for {format_number(money[0])} kr., i byggeorden: {names} ({format_number(money[1])} kr.); "
            f"gevinst {danish(gain, '.1f')} %",
            f"Best for {format_number(money[0], 'en')} DKK, in build order: {names} ({format_number(money[1], 'en')} "
            f"DKK); gain {gain:.1f} %",
        )
    if best.proven:
        end = Text(
            f"bevist: intet andet valg er mere end {danish(100.0 * PROVEN, '.2f')} % bedre",
            f"proven: no other choice is better by more than {100.0 * PROVEN:.2f} %",
        )
    elif best.gap >= 1.0:
        end = Text("valgt trin for trin, ikke bevist", "chosen step by step, not proven")
    else:
        end = Text(
            f"ikke bevist: et andet valg kan højst give {danish(100.0 * best.bound, '.1f')} %",
            f"not proven: another choice can give {100.0 * best.bound:.1f} % at most",
        )
    return Text(f"{start.da}; {end.da}", f"{start.en}; {end.en}")


def _differences(gains: pd.DataFrame) -> list[Text]:
    """Return what is said where network and map differ."""
    notes = []
    for row in gains.to_dict("records"):
        network, on_map = float(row["ec_network_m2"]), float(row["ec_map_m2"])
        if abs(network / on_map - 1.0) > _DIFFERS:
            share = 100.0 * (network / on_map - 1.0)
            notes.append(
                Text(
                    f"{row['species']}: nettet giver {danish(share, '+.1f')} % i EC i forhold til kortet regnet om; "
                    "brug tallet fra kortet",
                    f"{row['name_en']}: the network gives {share:+.1f} % of EC against the map recomputed; use the "
                    "figure of the map",
                )
            )
    return notes
