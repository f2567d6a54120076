"""The tool ``address-readiness``: library steps composed for the runner; declared in `readiness_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from gistools.addresses.dawa import from_dawa
from gistools.addresses.moments import asked_day
from gistools.addresses.readiness import address_readiness
from gistools.addresses.readiness_words import KINDS
from gistools.addresses.register import read_register
from gistools.addresses.register_layers import road_layer, stamps_of
from gistools.addresses.road_names_order import road_name_key
from gistools.addresses.standing import Standing
from gistools.progress import check
from gistools.stamps import mark_of, stamped
from gistools.styles.columns_readiness import PLAN_ANSWERS
from gistools.text import Text, counted, joined
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.addresses.readiness import Readiness
    from gistools.addresses.readiness_params import ReadinessParams
    from gistools.progress import Progress
    from gistools.tool import Steps

_CALLED = {f"{kind}_{what}": f"{kind}_targets{tail}" for kind in KINDS
           for what, tail in (("count", ""), ("with_address", "_ready"))}  # fmt: skip
_COUNTS = ["target_count", "with_address", "address_unknown", *_CALLED]
_FIRST = ["late", "unknown", "on_the_way", "ready", "cancelled"]  # what should be looked at first


def address_readiness_tool(
    *,
    params: ReadinessParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``address-readiness``."""
    progress.update(0.0, Text("Samler registret", "Joining the register"))
    records, notes = from_dawa(given["register"])
    day = asked_day(params.day).isoformat()
    register = read_register(records).at(day)
    check(progress)
    progress.update(0.5, Text("Finder adresser i planerne", "Finding addresses in the plans"))
    ready = address_readiness(given["local_plans"], given["plan_targets"], register, params)
    makers = {
        "target_readiness": lambda: target_layer(ready),
        "plan_readiness": lambda: plan_layer(ready),
        "plan_list": lambda: plan_table(ready),
        "named_roads": lambda: road_layer(Standing(register)),
    }
    mark = mark_of(stamps_of(given["register"], given["local_plans"], given["plan_targets"]))
    values = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    return Made(values, (*notes, *_told(ready, day)))


def plan_table(ready: Readiness) -> pd.DataFrame:
    """Return a row for each plan, those that are late first; counts are missing where they are not known."""
    table = pd.DataFrame(ready.plans.drop(columns="geometry"))
    table["adopted_on"] = ["" if pd.isna(day) else str(day)[:10] for day in table["adopted_on"]]
    for column in (*_COUNTS, "adopted_days"):
        table[column] = table[column].astype("Int64")
    first = ["plan_number", "plan_name", "plan_answer", "told_da", "told_en", "plan_status", "adopted_on",
             "adopted_days"]  # fmt: skip
    keys = pd.DataFrame({"answer": table["plan_answer"].map(_FIRST.index), "number": table["plan_number"],
                         "name": table["plan_name"].map(road_name_key), "id": table["plan_id"]})  # fmt: skip
    table = table.loc[keys.sort_values(list(keys.columns)).index].reset_index(drop=True)
    return table[[*first, *_COUNTS, "address_share", "plan_id"]].rename(columns=_CALLED)


def plan_layer(ready: Readiness) -> gpd.GeoDataFrame:
    """Return the plans as they are drawn; files of plans without an area have lost those when they were read.

    ``of_targets`` is written 1/3, so it stands here alone: spreadsheets would take it for a day.
    """
    table = plan_table(ready)
    counts = zip(table["with_address"], table["target_count"], strict=True)
    table["of_targets"] = ["" if pd.isna(every) else f"{has}/{every}" for has, every in counts]
    shapes = dict(zip(ready.plans["plan_id"], ready.plans.geometry, strict=True))
    return gpd.GeoDataFrame(table, geometry=[shapes[one] for one in table["plan_id"]], crs=ready.plans.crs)


def target_layer(ready: Readiness) -> gpd.GeoDataFrame:
    """Return the plots or fields as they are drawn."""
    names = {one: name or number or one for one, name, number in
             ready.plans[["plan_id", "plan_name", "plan_number"]].itertuples(index=False)}  # fmt: skip
    layer = ready.targets
    told = [", ".join(names[one] for one in ids.split()) for ids in layer["plan_ids"]]
    made = {"target_id": layer["target_id"], "target_kind": layer["target_kind"], "has_address": layer["has_address"],
            "in_plans": told}  # fmt: skip
    return gpd.GeoDataFrame(made, geometry=layer.geometry)


def _told(ready: Readiness, day: str) -> tuple[Text, ...]:
    count = ready.plans["plan_answer"].value_counts()
    parts = [Text(f"{count[one]} {PLAN_ANSWERS[one].da}", f"{count[one]} {PLAN_ANSWERS[one].en}")
             for one in _FIRST if one in count]  # fmt: skip
    plans, listed = len(ready.plans), joined(parts, ", ")
    said = [Text(f"{day}: {counted(plans, 'plan', 'planer')}: {listed.da}",
                 f"{day}: {counted(plans, 'plan', 'plans')}: {listed.en}")]  # fmt: skip
    out = int((ready.targets["plan_ids"] == "").sum())
    if out:
        said.append(Text(f"{out} grunde eller byggefelter ligger ikke i nogen plan og er ikke talt med",
                         f"{out} plots or building fields lie in no plan, and are not counted"))  # fmt: skip
    return tuple(said)
