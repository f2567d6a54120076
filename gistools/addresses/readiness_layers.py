"""Plan areas, and the plots or building fields in them, as layers of Plandata write them (planer og byggefelter)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import cell_text, is_missing
from gistools.addresses.check_layers import LAYERS, LayerForm, key_of, read_layer
from gistools.addresses.moments import read_day
from gistools.errors import LayerError
from gistools.text import Text, joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

_YES = frozenset({"1", "true", "t", "sand", "ja", "yes"})
_NO = frozenset({"0", "false", "f", "falsk", "nej", "no"})
_STATUSES: Mapping[str, str] = {
    "v": "adopted", "vedtaget": "adopted", "adopted": "adopted", "f": "proposal", "forslag": "proposal",
    "proposal": "proposal", "a": "cancelled", "aflyst": "cancelled", "cancelled": "cancelled",
}  # fmt: skip


def _plan_key(value: object) -> str:
    """Return the id of a plan without blanks, which stand between ids where there are several."""
    return "_".join(key_of(value).split())


def _day_told(value: object) -> str:
    """Return what a cell says of a day, empty for nothing; some leave 0 where there is none."""
    if is_missing(value):
        return ""
    if isinstance(value, dt.date | np.datetime64):
        return pd.Timestamp(value).isoformat()
    text = cell_text(value)
    return "" if text == "0" else text


def _flag(value: object) -> str:
    """Return yes or no; empty where it is not told or cannot be read, which is neither."""
    text = cell_text(value).casefold()
    return "yes" if text in _YES else "no" if text in _NO else ""


def _status(value: object) -> str:
    return _STATUSES.get(cell_text(value).casefold(), "")


PLANS = LayerForm(Text("planområder", "plan areas"), LAYERS["parcels"].kinds, {
    "plan_id": (_plan_key, ("planid", "lokplan_id")), "plan_number": (cell_text, ("lp_plannr", "plannr", "plannummer")),
    "plan_name": (cell_text, ("lp_plannavn", "plannavn")), "plan_status": (_status, ("status",)),
    "adopted_on": (_day_told, ("datoikraft",)),
}, ("plan_id",))  # fmt: skip
"""Areas of local plans."""

TARGETS = LayerForm(Text("grunde eller byggefelter", "plots or building fields"), LAYERS["parcels"].kinds, {
    "target_id": (key_of, ("id_lokalId", "planid", "id", "featureID")),
    "plan_of": (_plan_key, ("lokplan_id", "lokalplan_id")), "parcel_id": (key_of, ("jordstykke", "jordstykke_id")),
    "only_in_field": (_flag, ("bygkunifelt",)), "advisory": (_flag, ("bygvejledende",)),
}, ("target_id",))  # fmt: skip
"""Plots, or fields that may be built on."""


def read_plans(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return plan areas; a column that is not told is empty, a day NaT.

    Raises
    ------
    WrongKindError, CrsError, LayerError
        For what is no layer of areas in EPSG:25832 with an id, or days that cannot be read: all of them at once.
    """
    made = _filled(read_layer("plan_areas", layer, PLANS, placed=False), {
        "plan_number": "", "plan_name": "", "plan_status": "", "adopted_on": ""})  # fmt: skip
    days = [read_day(text) if text else None for text in made["adopted_on"]]
    faults = [Text(f"række {k}: {text!r}", f"row {k}: {text!r}")
              for k, (text, day) in enumerate(zip(made["adopted_on"], days, strict=True), start=1)
              if text and day is None]  # fmt: skip
    if faults:
        told = joined(faults)
        raise LayerError(
            Text(f"datoikraft i planområder kan ikke læses: {told.da}",
                 f"datoikraft of plan areas cannot be read: {told.en}"),
            Text("20260301, 2026-03-01 eller dag før måned: 01-03-2026",
                 "20260301, 2026-03-01, or day before month: 01-03-2026"),
            Text("ret dem, eller lad dem være tomme: så er dagen ukendt",
                 "correct them, or leave them empty: the day is then unknown"),
        )  # fmt: skip
    made["adopted_on"] = np.array([np.datetime64("NaT") if day is None else day for day in days], "datetime64[D]")
    return made


def read_targets(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return plots or fields with ``target_kind``: plot, binding, advisory or undecided.

    A field is binding where building is allowed in it alone and it is not advisory; advisory where it says so.
    All else of a layer that has one of the two columns is undecided. A layer that has neither holds plots, whose id is
    that of their parcel.

    Raises
    ------
    WrongKindError, CrsError, LayerError
        As `read_plans`.
    """
    read = read_layer("targets", layer, TARGETS, placed=False)
    fields = "only_in_field" in read or "advisory" in read
    made = _filled(read, {"plan_of": "", "parcel_id": "", "only_in_field": "", "advisory": ""})
    if not fields:
        made["target_kind"] = "plot"
        made["parcel_id"] = np.where(made["parcel_id"] == "", made["target_id"], made["parcel_id"])
        return made
    only, advisory = made["only_in_field"], made["advisory"]
    made["target_kind"] = np.select(
        [(only == "yes") & (advisory == "no"), (advisory == "yes") & (only != "yes")], ["binding", "advisory"],
        "undecided",
    )  # fmt: skip
    return made


def _filled(table: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    for name, empty in columns.items():
        if name not in table:
            table[name] = empty
    return table
