"""Sub-catchments as layers and tables: outlines, water between them, and the places most exposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.cloudburst.bluespots import WAY_OUT_IDS, cell_points
from gistools.plan.subcatchments_ledger import LEFT
from gistools.terrain.paths import outlines
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.cloudburst.params import ReportParams
    from gistools.plan.subcatchments import SubCatchments
    from gistools.plan.subcatchments_damage import SubCatchmentDamage
    from gistools.plan.subcatchments_ledger import SubCatchmentLedger

_WATER = {
    "rain_m3": ("rain",),
    "lost_m3": ("infiltrated", "initial"),
    "drained_m3": ("drained",),
    "received_m3": ("received",),
    "stored_m3": ("stored",),
    "sent_m3": ("sent",),
    "left_m3": LEFT,
}


def sub_catchment_layer(
    parts: SubCatchments, ledger: SubCatchmentLedger | None = None, damage: SubCatchmentDamage | None = None
) -> gpd.GeoDataFrame:
    """Return the sub-catchments as polygons.

    Columns: subcatchment_id, name, origin, sewer_catchment, area_m2, bluespots (that have their lowest pit in it, all
    sizes), bluespot_volume_m3. With a ledger: rain_mm, rain_m3, lost_m3, drained_m3, received_m3, stored_m3, sent_m3,
    left_m3 (off the map), goes_to (where most of what leaves goes), stored_mm (what stands, over the area). With
    damage: buildings, annual_today_dkk, annual_future_dkk and the buildings whose damage is unknown.
    """
    shapes = outlines(parts.label, parts.grid)
    spots = np.bincount(parts.of_bluespot, minlength=parts.count + 1)[1:]
    room = np.zeros(parts.count + 1, np.int64)
    np.add.at(room, parts.of_bluespot, parts.bluespots.capacity[parts.bluespots.roots])
    table = pd.DataFrame(
        {
            "subcatchment_id": np.arange(1, parts.count + 1),
            "name": list(parts.names),
            "origin": list(parts.origin),
            "sewer_catchment": list(parts.sewer),
            "area_m2": parts.area_m2,
            "bluespots": spots,
            "bluespot_volume_m3": room[1:] / 2.0**20 * parts.grid.cell_area_m2,
        }
    )
    units = {"area_m2": "m²", "bluespot_volume_m3": "m³"}
    if ledger is not None:
        table["rain_mm"] = ledger.rain_mm
        for name, terms in _WATER.items():
            table[name] = ledger.m3(*terms)
            units[name] = "m³"
        table["goes_to"] = ledger.goes_to()
        table["stored_mm"] = table["stored_m3"] / table["area_m2"] * 1000.0
        units |= {"rain_mm": "mm", "stored_mm": "mm"}
    if damage is not None:
        more = damage.to_frame()
        own = more[more["subcatchment_id"] > 0].reset_index(drop=True)
        for name in own.columns[2:]:
            table[name] = own[name]
        units |= more.attrs["units"]
    geometry = [shapes[number] for number in range(1, parts.count + 1)]
    layer = gpd.GeoDataFrame(table, geometry=geometry, crs=parts.grid.crs)
    layer.attrs.update(units=units, title=parts.title)
    return layer


def flow_table(ledgers: Sequence[SubCatchmentLedger]) -> pd.DataFrame:
    """Return what runs from each sub-catchment to each other and off the map, at each rain.

    Columns: rain_mm, from_subcatchment, from_name, to_subcatchment (-1 edge of the map, -2 sea, -3 hole), to_name,
    volume_m3, units.
    """
    ways = [Text("kortets kant", "edge"), Text("havet", "sea"), Text("huller", "holes")]
    rows = []
    for ledger in ledgers:
        names, unit = ledger.parts.names, ledger.flood.unit_m3
        moved = list(zip(ledger.sent_from.tolist(), ledger.sent_to.tolist(), ledger.sent.tolist(), strict=True))
        off = [
            (number, int(way), int(units))
            for way, term in zip(WAY_OUT_IDS, LEFT, strict=True)
            for number, units in enumerate(ledger.terms[term].tolist(), start=1)
            if units
        ]
        for a, b, units in sorted([*moved, *off], key=lambda one: (one[0], one[1] < 0, abs(one[1]))):
            to = names[b - 1] if b > 0 else ways[-b - 1].da
            rows.append((ledger.rain_mm, a, names[a - 1], b, to, units * unit, units))
    columns = ["rain_mm", "from_subcatchment", "from_name", "to_subcatchment", "to_name", "volume_m3", "units"]
    table = pd.DataFrame(rows, columns=columns)
    table.attrs["units"] = {"rain_mm": "mm", "volume_m3": "m³"}
    table.attrs["title"] = Text("Vand mellem deloplande", "Water between sub-catchments")
    return table


def flow_lines(ledger: SubCatchmentLedger) -> gpd.GeoDataFrame:
    """Return what runs between sub-catchments at one rain as schematic lines, from the middle of one to the other's.

    Columns: as `flow_table`, without what leaves the map, and flow_share (0-1) of the largest of these flows.
    """
    table = flow_table([ledger])
    table = table[table["to_subcatchment"] > 0].reset_index(drop=True)
    shapes = outlines(ledger.parts.label, ledger.parts.grid)
    middle = {number: shapely.point_on_surface(largest_part(shape)) for number, shape in shapes.items()}
    lines = [
        shapely.LineString([middle[a], middle[b]])
        for a, b in zip(table["from_subcatchment"], table["to_subcatchment"], strict=True)
    ]
    table["flow_share"] = table["volume_m3"] / table["volume_m3"].max()
    layer = gpd.GeoDataFrame(table, geometry=lines, crs=ledger.parts.grid.crs)
    layer.attrs.update(units={"rain_mm": "mm", "volume_m3": "m³"}, title=Text("Vand mellem deloplande",
                       "Water between sub-catchments"))  # fmt: skip
    return layer


def largest_part(shape: shapely.MultiPolygon) -> shapely.Polygon:
    """Return the largest polygon of several, the first of equals."""
    return max(shape.geoms, key=lambda part: part.area)


def vulnerable_places(
    parts: SubCatchments,
    ledger: SubCatchmentLedger,
    report: ReportParams,
    most: int,
    damage: SubCatchmentDamage | None = None,
) -> gpd.GeoDataFrame:
    """Return the most exposed bluespots of each sub-catchment (sårbare steder), at their lowest pits.

    By damage today of the buildings at them, then by the water that stands in them at the rain of the ledger, then by
    number. Bluespots without either, and those too small to be reported that harm no building, are left out.

    Columns: subcatchment_id, name, place_rank, bluespot_id, volume_m3 (when full), rain_mm, stored_m3; with damage
    buildings_at, annual_today_dkk and annual_future_dkk (of buildings in this sub-catchment at the bluespot).
    """
    bluespots, flood = parts.bluespots, ledger.flood
    nodes = bluespots.nodes
    held = np.zeros(nodes.parent.size, np.int64)
    ponds = flood.ponds
    np.add.at(held, nodes.root[ponds], flood.water[ponds])
    shown = set(bluespots.reported(report).tolist())
    found = {int(root): int(d) for root, d in zip(bluespots.roots, parts.of_bluespot, strict=True)}
    oere = {} if damage is None else {name: damage.by_bluespot(name) for name in damage.oere}
    wanted = {(place, root) for root, place in found.items() if root in shown and held[root] > 0}
    wanted |= set(oere.get("today", {}))
    today = oere.get("today", {})
    ranked = sorted(
        (pair for pair in wanted if pair[0] > 0), key=lambda p: (p[0], -today.get(p, 0), -int(held[p[1]]), p[1])
    )
    rows, rank = [], dict.fromkeys(range(1, parts.count + 1), 0)
    for place, root in ranked:
        rank[place] += 1
        if rank[place] > most:
            continue
        row = {
            "subcatchment_id": place,
            "name": parts.names[place - 1],
            "place_rank": rank[place],
            "bluespot_id": root + 1,
            "volume_m3": float(bluespots.volume_m3(np.array([root]))[0]),
            "rain_mm": ledger.rain_mm,
            "stored_m3": float(held[root] * flood.unit_m3),
        }
        if damage is not None:
            here = (damage.place == place) & (damage.bluespot == root)
            row["buildings_at"] = int(here.sum())
            row |= {f"annual_{name}_dkk": of.get((place, root), 0) / 100.0 for name, of in oere.items()}
        rows.append(row)
    names = ["subcatchment_id", "name", "place_rank", "bluespot_id", "volume_m3", "rain_mm", "stored_m3"]
    names += [] if damage is None else ["buildings_at", *(f"annual_{name}_dkk" for name in oere)]
    table = pd.DataFrame(rows, columns=names)
    roots = table["bluespot_id"].to_numpy(np.int64) - 1
    pit = np.zeros(nodes.parent.size, np.int64)
    pit[bluespots.roots] = nodes.pit[parts.lowest_pits]
    layer = gpd.GeoDataFrame(table, geometry=cell_points(parts.grid, pit[roots]), crs=parts.grid.crs)
    units = {"volume_m3": "m³", "rain_mm": "mm", "stored_m3": "m³", **{f"annual_{n}_dkk": "DKK/år" for n in oere}}
    layer.attrs.update(units=units, title=Text("Sårbare steder", "Vulnerable places"))
    return layer
