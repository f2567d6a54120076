"""How much there is of each measure of a plan (mængder), in the units of prices, and the room for water it makes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from gistools.cloudburst.whatif.kinds import BED
from gistools.errors import TableError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from gistools.tables import Table

REMOVED, DESIGN = "basin_removed", "design_surface"
ROOM = Text(
    "Rum til vand er det, bassiner graver ud, og nedsivningsbedes udgravning, rum og kapacitet; veje og vandløb, "
    "projekteret terræn og rørs kapacitet er ikke talt med, og fjernede bassiner er ikke trukket fra.",
    "Room for water is what basins dig, and what infiltration beds dig, hold and take; roads and streams, a design "
    "surface and the capacity of pipes are not counted, and basins removed are not taken off.",
)


def quantities(table: pd.DataFrame | None, prices: Table, protected: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Return how much there is of each measure of `Planned.table`, in the unit of its price.

    m: as drawn. m²: the footprint as drawn. m³: what is moved (the larger of dug and filled), for an infiltration bed
    its room, for a basin taken out by its id what it held. Items: one; of measures at buildings one for each building
    (``protected``, by the id of the measure).

    Raises
    ------
    TableError
        For measures of which there is nothing, or not known how much, in the unit of a price that is not 0. A design
        surface that moves nothing costs nothing; the planning tells of it.
    """
    if table is None:
        return pd.DataFrame({"measure_id": [], "measure_kind": [], "quantity": [], "unit": []})
    of_kind = {str(row["kind"]): row for row in prices.frame.to_dict("records")}
    rows, faults = [], []
    for row in table.to_dict("records"):
        kind, one = str(row["measure_kind"]), str(row["measure_id"])
        price = of_kind.get(kind, {"unit": "item", "capital_dkk": math.nan, "upkeep_dkk": math.nan})
        unit = str(price["unit"])
        moved = max(float(row["dug_m3"]), float(row["filled_m3"]))
        held = float(row["capacity_m3"]) if kind == REMOVED and moved == 0.0 else moved
        of_unit = {
            "m3": float(row["room_m3"]) if kind == BED else held,
            "m2": float(row["drawn_m2"]),
            "m": float(row["drawn_m"]),
            "item": float((protected or {}).get(one, 1)),
        }
        rows.append({"measure_id": one, "measure_kind": kind, "quantity": of_unit[unit], "unit": unit})
        costs = any(float(price[name]) > 0.0 for name in ("capital_dkk", "upkeep_dkk"))
        nothing_moved = kind == DESIGN and unit == "m3" and of_unit[unit] == 0.0  # known: the ground is there already
        if costs and not of_unit[unit] > 0.0 and not nothing_moved:
            faults.append(_nothing(one, kind, unit, row))
    if faults:
        raise TableError(
            Text("tiltag uden en mængde, der kan prissættes", "measures without a quantity to price"),
            Text("mere end 0 af hvert tiltag i prisens enhed", "more than 0 of each measure in the unit of its price"),
            Text(
                "ret tegningen, giv prisen i en anden enhed (m, m2, m3 eller item), eller sæt den til 0",
                "correct the drawing, give the price in another unit (m, m2, m3 or item), or set it to 0",
            ),
            faults,
        )
    return pd.DataFrame(rows)


def _nothing(one: str, kind: str, unit: str, row: Mapping[Hashable, object]) -> Text:
    """Say which measure there is nothing of, and what the planning told of it."""
    told = [f" ({row[name]})" if row[name] else "" for name in ("note_da", "note_en")]
    return Text(
        f"tiltag {one} ({kind}): 0 eller ukendt antal {unit}{told[0]}",
        f"measure {one} ({kind}): 0 or an unknown number of {unit}{told[1]}",
    )


def with_room(costs: pd.DataFrame, plan: pd.DataFrame | None) -> pd.DataFrame:
    """Return the costs of measures with the room for water that each makes, and its cost for each m³ of it.

    ``room_m3`` and ``cost_per_m3_dkk`` (present value, to the øre) are missing for measures that make no room.
    """
    rooms = {} if plan is None else dict(zip(plan["measure_id"].map(str), plan["room_m3"].astype(float), strict=True))
    room = costs["measure_id"].map(str).map(rooms).astype(float)
    made = costs.copy()
    at = list(made.columns).index("price_year")
    made.insert(at, "room_m3", room.where(room > 0.0))
    made.insert(at + 1, "cost_per_m3_dkk", (made["cost_dkk"] / made["room_m3"]).round(2))
    made.attrs.update(costs.attrs)
    made.attrs["units"] = {**costs.attrs.get("units", {}), "room_m3": "m³", "cost_per_m3_dkk": "DKK/m³"}
    return made


def room_made(table: pd.DataFrame | None) -> float | None:
    """Return the room for water that measures make, m³: dug by basins, of beds, and their capacities; None for none."""
    room = 0.0 if table is None else float(table["room_m3"].sum())
    return room or None
