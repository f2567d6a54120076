"""The tool sub-catchments: library steps composed for the runner; declared in `gistools.plan.subcatchment_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gistools.cloudburst.bluespots import find_bluespots
from gistools.cloudburst.event import LIMITS, run_event
from gistools.cloudburst.run_tools import limits_not_used, loss_params, make_wanted
from gistools.cloudburst.runoff import require_losses, runoff_classes
from gistools.floodcost.value_marks import not_verified
from gistools.plan.subcatchments import sub_catchments
from gistools.plan.subcatchments_damage import OUTSIDE, sub_catchment_damage
from gistools.plan.subcatchments_layers import flow_lines, flow_table, sub_catchment_layer, vulnerable_places
from gistools.plan.subcatchments_ledger import sub_catchment_ledger
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import mark_of, stamped, stamps_on
from gistools.terrain.run_tools import prepare
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd

    from gistools.plan.subcatchment_params import SubCatchmentToolParams
    from gistools.plan.subcatchments_damage import SubCatchmentDamage
    from gistools.plan.subcatchments_ledger import SubCatchmentLedger
    from gistools.raster import Raster
    from gistools.tool import Steps


def sub_catchments_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    sewer_catchments: gpd.GeoDataFrame | None,
    edits: gpd.GeoDataFrame | None,
    building_costs: gpd.GeoDataFrame | None,
    params: SubCatchmentToolParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``sub-catchments``."""
    losing = loss_params(params)
    require_losses(losing, None, land_cover, losses)
    given = [elevation]
    del elevation
    layers_given = (adjustment_lines, horseshoes, buildings)
    terrain, flow = prepare(given, params, layers_given, steps, Stage(progress, 0.0, 0.4))
    found = steps(find_bluespots, terrain, flow, progress=Stage(progress, 0.4, 0.5))
    classes = run_cancellable(progress, lambda: runoff_classes(terrain, losing, None, land_cover, losses))
    linked = None
    if params.link_rain_mm is not None:
        runoff = classes.at(classes.step(params.link_rain_mm))
        linked = run_event(terrain, flow, found, runoff, progress=Stage(progress, 0.5, 0.55))
    parts = sub_catchments(
        terrain, flow, found, params, linked=linked, sewer=sewer_catchments, edits=edits,
        progress=Stage(progress, 0.55, 0.6),
    )  # fmt: skip
    rains, ledgers = params.rains, []
    for i, rain in enumerate(rains):
        stage = Stage(progress, 0.6 + 0.25 * i / len(rains), 0.6 + 0.25 * (i + 1) / len(rains))
        ledgers.append(sub_catchment_ledger(parts, classes, rain, progress=stage))
    damage = None if building_costs is None else sub_catchment_damage(parts, building_costs)
    stamp = mark_of(stamps_on(building_costs, edits, sewer_catchments))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "sub_catchments": lambda: sub_catchment_layer(parts, ledgers[-1], damage),
        "sub_catchment_ledgers": lambda: ledger_table(ledgers),
        "sub_catchment_flows": lambda: flow_table(ledgers),
        "flow_lines": lambda: flow_lines(ledgers[-1]),
        "vulnerable_places": lambda: vulnerable_places(parts, ledgers[-1], params, params.places, damage),
    }
    if damage is not None:
        makers["sub_catchment_damage"] = damage.to_frame
    made = make_wanted({k: stamped(v, stamp) for k, v in makers.items()}, wanted, Stage(progress, 0.85, 1.0))
    unverified = () if building_costs is None else not_verified(building_costs)
    notes = (
        *limits_not_used(adjustment_lines, horseshoes),
        *parts.notes,
        *classes.notes,
        *_shared(ledgers),
        *_off(damage),
        *unverified,
        LIMITS,
    )
    return Made(made, tuple(dict.fromkeys(notes)))


def ledger_table(ledgers: Sequence[SubCatchmentLedger]) -> pd.DataFrame:
    """Return the ledgers of some rains as one table; see `SubCatchmentLedger.to_frame`."""
    frames = [one.to_frame() for one in ledgers]
    table = pd.concat(frames, ignore_index=True)
    table.attrs.update(frames[0].attrs)
    return table


def _shared(ledgers: Sequence[SubCatchmentLedger]) -> tuple[Text, ...]:
    most = max(one.shared for one in ledgers)
    if not most:
        return ()
    return (
        Text(
            f"Op til {most} vandsamlinger står i flere deloplande; deres vand er delt efter, hvor det står, og regnes "
            "som udvekslet med deloplandet med det laveste punkt",
            f"Up to {most} ponds stand in several sub-catchments; their water is shared by where it stands, and "
            "counts as exchanged with the one of the lowest pit",
        ),
    )


def _off(damage: SubCatchmentDamage | None) -> tuple[Text, ...]:
    if damage is None:
        return ()
    notes = [
        Text(
            "En bygning regnes til det delopland, som det meste af dens grundplan ligger i",
            "A building counts in the sub-catchment that most of its footprint lies in",
        )
    ]
    off = int((damage.place == 0).sum())
    if off:
        notes.append(
            Text(
                f"{off} bygninger ligger uden for deloplandene (nr. {OUTSIDE} i tabellen over skade)",
                f"{off} buildings lie off the sub-catchments (no. {OUTSIDE} in the table of damage)",
            )
        )
    unknown = int(damage.unknown["today"].sum())
    if unknown:
        notes.append(
            Text(
                f"Skaden på {unknown} bygninger er ukendt og ikke talt med",
                f"The damage of {unknown} buildings is unknown and not counted",
            )
        )
    return tuple(notes)
