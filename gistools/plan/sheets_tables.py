"""The tables of plan sheets: what other tools made, joined by sub-catchment, and the few numbers that sheets count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import cell_text
from gistools.cloudburst.whatif.kinds import BY_NAME, NAME, NUMBER, OTHER_NAMES, TYPE
from gistools.document import DocumentTable
from gistools.plan.sheets_material import OUTSIDE, TOWN
from gistools.styles import COLUMNS
from gistools.styles.numbers import UNKNOWN
from gistools.text import Text, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gistools.plan.sheets_material import PlanMaterial

PARTS, LEDGER, FLOWS, PLACES, MEASURES, FACTS = "parts", "ledger", "flows", "places", "measures", "facts"
_TERMS = {
    "rain_m3": ("rain",),
    "received_m3": ("received",),
    "lost_m3": ("infiltrated", "initial"),
    "drained_m3": ("drained",),
    "stored_m3": ("stored",),
    "sent_m3": ("sent",),
    "left_m3": ("edge", "sea", "hole"),
}
_MONEY = ("annual_today_dkk", "annual_future_dkk")
_COUNTS = ("buildings", "unknown_today", "unknown_future")
_OERE = 100.0
_HECTARE_M2 = 10_000.0
_EDGES = {
    -1: Text("kortets kant", "the edge of the map"),
    -2: Text("havet", "the sea"),
    -3: Text("huller", "holes"),
}
_NO_LIMIT = Text("uden grænse", "without limit")
_SEVERAL = Text("flere", "several")  # of the row that stands for all levels
_MISSING = {
    **dict.fromkeys(
        ("structure_links", "structure_nodes"), dict.fromkeys(("takes_m3", "used_share", "rate_m3_s"), _NO_LIMIT)
    ),
    "service_level_status": dict.fromkeys(
        ("area_type", "return_period_years", "climate", "rain_mm", "allowed_depth_m"), _SEVERAL
    ),
}
MARK, MET = "mark", "subcatchment_ids"
_MARKED = {MARK: Text("På kortet", "On the map")}
_AREA = {"area_ha": Text("Areal", "Area")}
_PRICED = {"m3": Text("m³", "m³"), "m2": Text("m²", "m²"), "item": Text("stk.", "item")}
_PER = dict.fromkeys(("price_unit_da", "price_unit_en"), COLUMNS["price_unit"].label)
_PLAIN_TABLES = {
    "service_level_text": Text("Serviceniveauet i ord", "The service level in words"),
    "service_level_status": Text("Serviceniveauets status", "Status of the service level"),
    "variants": Text("Varianter side om side", "Variants side by side"),
    "variant_order": Text("Rækkefølge af tiltag", "Order of building"),
    "solution_sheets": Text("Idékatalog", "Catalogue of solutions"),
}


def plan_tables(material: PlanMaterial) -> tuple[DocumentTable, ...]:
    """Return all tables of the sheets; those of inputs that are not given are left out."""
    ledger = ledger_table(material)
    made = [parts_table(material), ledger]
    if "sub_catchment_flows" in material.tables:
        made.append(flow_table(material))
    if "vulnerable_places" in material.layers:
        made.append(place_table(material))
    if "measures" in material.layers:
        made.append(measure_table(material))
    for name, title in (
        ("structure_links", Text("Strukturens linjer", "Lines of the structure")),
        ("structure_nodes", Text("Strukturens steder", "Places of the structure")),
        ("measure_shares", Text("Hverdagsregn og skybrud", "Everyday rain and cloudburst")),
        ("service_areas", Text("Områder og serviceniveau", "Areas and service level")),
        ("solution_places", Text("Steder til løsninger", "Places for solutions")),
    ):
        if name in material.layers:
            layer = material.layers[name]
            made.append(DocumentTable(name, title, _plain(layer), units=_units(layer), missing=_MISSING.get(name, {})))
    for name, title in _PLAIN_TABLES.items():
        if name in material.tables:
            frame = material.tables[name]
            missing = _MISSING.get(name, {})
            made.append(DocumentTable(name, title, _priced(frame), labels=_PER, units=_units(frame), missing=missing))
    return (facts_table(material, made), *made)


def parts_table(material: PlanMaterial) -> DocumentTable:
    """Return the sub-catchments with water at the shown rain and damage, the worst first, and the town in all.

    By damage today, else by standing water; of equals the lower number first. Damage is summed in whole øre.
    """
    parts = material.parts
    frame = pd.DataFrame({"subcatchment_id": material.ids, "name": [str(n) for n in parts["name"]]})
    frame["area_ha"] = parts["area_m2"].to_numpy(np.float64) / _HECTARE_M2
    for name in ("origin", "sewer_catchment", "bluespots", "bluespot_volume_m3"):
        if name in parts.columns and not _empty(parts[name]):
            frame[name] = parts[name].to_numpy()
    water = _water(material)
    shown = water[water["rain_mm"] == material.rain_mm].set_index("subcatchment_id")
    for name in ("stored_m3", "sent_m3", "left_m3"):
        frame[name] = shown[name].reindex(material.ids).to_numpy(np.float64)
    frame["stored_mm"] = frame["stored_m3"] / (frame["area_ha"] * _HECTARE_M2) * 1000.0
    damage = material.tables.get("sub_catchment_damage")
    outside: dict[str, Any] = {}
    if damage is not None:
        own = damage.set_index("subcatchment_id")
        for name in (c for c in (*_COUNTS, *_MONEY) if c in own.columns):
            frame[name] = own[name].reindex(material.ids).to_numpy()
            if OUTSIDE in own.index:
                outside[name] = own.loc[OUTSIDE, name]
    by = "annual_today_dkk" if "annual_today_dkk" in frame.columns else "stored_m3"
    frame = frame.sort_values([by, "subcatchment_id"], ascending=[False, True], na_position="last")
    rows = [frame]
    if outside:
        rows.append(pd.DataFrame([{"subcatchment_id": OUTSIDE, "name": "", **outside}]))
    rows.append(pd.DataFrame([_in_all(frame, shown, outside)]))
    table = pd.concat([row.dropna(axis=1, how="all") for row in rows], ignore_index=True)
    for name in ("bluespots", *_COUNTS):
        if name in table.columns and table[name].notna().all():
            table[name] = table[name].astype(np.int64)
    return DocumentTable(
        PARTS,
        Text("Deloplande", "Sub-catchments"),
        table[[c for c in frame.columns if c in table.columns]],
        ("subcatchment_id",),
        labels=_AREA,
        units={"area_ha": "ha"},
        decimals={"area_ha": 1},
    )


def _in_all(frame: pd.DataFrame, shown: pd.DataFrame, outside: dict[str, Any]) -> dict[str, Any]:
    """Return the row of the town: sums of the parts; water as the ledger tells it of the town where it does."""
    made: dict[str, Any] = {"subcatchment_id": TOWN, "name": "", "area_ha": frame["area_ha"].sum()}
    for name in ("bluespots", "bluespot_volume_m3", *_COUNTS):
        if name in frame.columns:
            made[name] = frame[name].sum(skipna=False) + outside.get(name, 0)
    for name in (c for c in _MONEY if c in frame.columns):
        values = np.append(frame[name].to_numpy(np.float64), outside.get(name, 0.0))
        made[name] = np.nan if np.isnan(values).any() else int(np.rint(values * _OERE).sum()) / _OERE
    for name in ("stored_m3", "sent_m3", "left_m3"):
        made[name] = (shown[name].loc[[TOWN]] if TOWN in shown.index else frame[name]).sum(skipna=False)
    made["stored_mm"] = made["stored_m3"] / (made["area_ha"] * _HECTARE_M2) * 1000.0
    return made


def _water(material: PlanMaterial) -> pd.DataFrame:
    """Return the ledgers with a row for each rain and sub-catchment, and a column for each kind of water."""
    wide = material.ledgers.pivot_table(
        index=["rain_mm", "subcatchment_id"], columns="term", values="volume_m3", aggfunc="sum"
    )
    made = pd.DataFrame(index=wide.index)
    for name, terms in _TERMS.items():
        made[name] = sum((wide[t] for t in terms if t in wide.columns), start=pd.Series(0.0, index=wide.index))
    return made.reset_index()


def ledger_table(material: PlanMaterial) -> DocumentTable:
    """Return the water ledgers: a row for each rain of each sub-catchment, the town in all as no. 0."""
    water = _water(material)
    names = {TOWN: "", **material.names()}
    water = water[water["subcatchment_id"].isin(names)].sort_values(["subcatchment_id", "rain_mm"])
    water.insert(2, "name", [names[int(n)] for n in water["subcatchment_id"]])
    water = water.astype({"subcatchment_id": np.int64})
    return DocumentTable(
        LEDGER,
        Text("Vandregnskab", "Water ledger"),
        water.reset_index(drop=True),
        ("subcatchment_id", "rain_mm"),
        note=Text(
            "Regn og det modtagne er lig summen af resten.",
            "Rain and what is received are equal to the sum of the rest.",
        ),
    )


def flow_table(material: PlanMaterial) -> DocumentTable:
    """Return the water between sub-catchments: a row for each pair, a column for each rain; 0 where none runs."""
    flows = material.tables["sub_catchment_flows"]
    ends = ["from_subcatchment", "to_subcatchment"]
    wide = flows.pivot_table(index=ends, columns="rain_mm", values="volume_m3", aggfunc="sum", fill_value=0.0)
    names = {number: Text(name, name) for number, name in material.names().items()} | _EDGES
    rains = {at_rain(float(rain)): float(rain) for rain in wide.columns}
    frame = wide.set_axis(list(rains), axis=1).reset_index().astype(dict.fromkeys(ends, np.int64))
    to = [names.get(n, UNKNOWN) for n in frame["to_subcatchment"].tolist()]
    frame.insert(1, "from_name", [names.get(n, UNKNOWN).da for n in frame["from_subcatchment"].tolist()])
    frame.insert(3, "to_da", [one.da for one in to])
    frame.insert(4, "to_en", [one.en for one in to])
    label = Text("Til", "To")
    shown = {name: listed([rain]) for name, rain in rains.items()}
    return DocumentTable(
        FLOWS,
        Text("Vand mellem deloplande", "Water between sub-catchments"),
        frame.sort_values(ends, ascending=[True, False], ignore_index=True),
        labels={"to_da": label, "to_en": label}
        | {name: Text(f"Ved {mm.da} mm regn", f"At {mm.en} mm of rain") for name, mm in shown.items()},
        units=dict.fromkeys(rains, "m³"),
        decimals=dict.fromkeys(rains, 0),
    )


def at_rain(rain_mm: float) -> str:
    """Return the name of the column of what runs at a rain.

    >>> at_rain(30.0), at_rain(7.5)
    ('at_30_mm', 'at_7.5_mm')
    """
    return f"at_{rain_mm:g}_mm"


def place_table(material: PlanMaterial) -> DocumentTable:
    """Return the vulnerable places as their layer has them."""
    layer = material.layers["vulnerable_places"]
    frame = _plain(layer).sort_values(["subcatchment_id", "place_rank"]).reset_index(drop=True)
    frame.insert(0, MARK, place_marks(frame))
    return DocumentTable(PLACES, Text("Sårbare steder", "Vulnerable places"), frame, labels=_MARKED)


def place_marks(places: pd.DataFrame) -> list[str]:
    """Return what stands at each vulnerable place on the map of its sub-catchment, such as ``S1``."""
    return [f"S{int(rank)}" for rank in places["place_rank"]]


def measure_marks(measures: pd.DataFrame) -> list[str]:
    """Return what stands at each measure on all maps, such as ``T1``: in the order of the layer."""
    return [f"T{number}" for number in range(1, len(measures) + 1)]


def measure_table(material: PlanMaterial) -> DocumentTable:
    """Return the drawn measures, each with the sub-catchments that it lies in.

    The home of a measure is the sub-catchment that a point within it lies in, else the first that it meets.
    """
    layer = material.layers["measures"].reset_index(drop=True)
    names, marks = material.names(), measure_marks(layer)
    rows = []
    for i, (shape, kind) in enumerate(zip(layer.geometry, layer[TYPE], strict=True)):
        met = meets(material, shape)
        home = home_of(material, shape, met)
        known = BY_NAME.get(str(kind).strip().lower())
        rows.append(
            {
                MARK: marks[i],
                "measure_id": _told(layer, i, NUMBER) or str(i + 1),
                "measure_name": _told(layer, i, NAME),
                "measure_kind": known.id if known else str(kind),
                "home": names.get(home, ""),
                "others": ", ".join(names[n] for n in met if n != home),
                "subcatchment_id": home,
                MET: ", ".join(map(str, met)),
            }
        )
    columns = [MARK, "measure_id", "measure_name", "measure_kind", "home", "others", "subcatchment_id", MET]
    return DocumentTable(
        MEASURES,
        Text("Tiltag", "Measures"),
        pd.DataFrame(rows, columns=columns),
        (MARK,),
        labels={
            **_MARKED,
            "home": Text("Ligger i", "Lies in"),
            "others": Text("Ligger også i", "Also lies in"),
            MET: Text("Alle deloplande, nr.", "All sub-catchments, no."),
        },
    )


def meets(material: PlanMaterial, shape: Any) -> list[int]:  # noqa: ANN401 - a shape of shapely
    """Return the numbers of the sub-catchments that a shape lies in, not those that it only touches."""
    if shape is None or shape.is_empty:
        return []
    if shape.geom_type.endswith("Point"):
        return [n for n, part in zip(material.ids, material.parts.geometry, strict=True) if part.intersects(shape)][:1]
    size = "area" if shape.geom_type.endswith("Polygon") else "length"
    found = zip(material.ids, material.parts.geometry, strict=True)
    return [n for n, part in found if part.intersects(shape) and getattr(part.intersection(shape), size) > 0.0]


def home_of(material: PlanMaterial, shape: Any, met: list[int]) -> int:  # noqa: ANN401 - a shape of shapely
    """Return the sub-catchment that a point within a shape lies in, else the first that it meets, else `OUTSIDE`.

    Of a line that is its middle, of a polygon its representative point.
    """
    if shape is None or shape.is_empty:
        return OUTSIDE
    line = shape.geom_type.endswith("LineString")
    inside = meets(material, shape.interpolate(0.5, normalized=True) if line else shape.representative_point())
    return (inside or met or [OUTSIDE])[0]


def _told(layer: pd.DataFrame, row: int, column: str) -> str:
    """Return a text of a measure; empty where there is none."""
    name = next((c for c in (column, OTHER_NAMES[column]) if c in layer.columns), "")
    return cell_text(layer[name].iloc[row]) if name else ""


def facts_table(material: PlanMaterial, made: list[DocumentTable]) -> DocumentTable:
    """Return what the sheets count: one row."""
    facts: dict[str, Any] = {"rain_mm": material.rain_mm, "sub_catchment_count": len(material.parts)}
    labels = {"sub_catchment_count": Text("Deloplande", "Sub-catchments")}
    by_name = {table.name: table for table in made}
    if MEASURES in by_name:
        homes = by_name[MEASURES].frame
        facts["measure_count"] = len(homes)
        facts["measures_outside"] = int((homes["subcatchment_id"] == OUTSIDE).sum())
        labels["measure_count"] = Text("Tiltag", "Measures")
        labels["measures_outside"] = Text("Tiltag uden for deloplandene", "Measures off the sub-catchments")
    for name in ("structure_links", "structure_nodes"):
        if name in by_name and "missing_m3" in by_name[name].frame.columns:
            short = by_name[name].frame["missing_m3"]
            facts["exceeded_count"] = facts.get("exceeded_count", 0) + int((short > 0.0).sum())
            facts["missing_m3"] = facts.get("missing_m3", 0.0) + float(short.sum(skipna=False))
            labels["exceeded_count"] = Text("Elementer uden plads nok", "Elements without enough room")
    for name, count in _unverified(made):
        facts[f"unverified_{name}"] = count
        title = by_name[name].title
        labels[f"unverified_{name}"] = Text(
            f"{title.da}: rækker med tal, der ikke er verificeret", f"{title.en}: rows of figures that are not verified"
        )
    for table in made:
        facts[f"rows_{table.name}"] = len(table.frame)
        labels[f"rows_{table.name}"] = Text(f"{table.title.da}: rækker", f"{table.title.en}: rows")
    return DocumentTable(
        FACTS, Text("Talt op til arkene", "Counted for the sheets"), pd.DataFrame([facts]), labels=labels
    )


def _unverified(made: list[DocumentTable]) -> Iterator[tuple[str, int]]:
    """Yield the tables with rows that rest on figures that are not verified, and how many rows."""
    for table in made:
        marks = [c for c in table.frame.columns if str(c).startswith("verified")]
        if marks:
            off = table.frame[marks].apply(lambda c: c.map(lambda v: str(v).strip().lower() in {"false", "0", "0.0"}))
            count = int(off.any(axis=1).sum())
            if count:
                yield table.name, count


def _plain(layer: Any) -> pd.DataFrame:  # noqa: ANN401 - a layer, whose library has no types
    frame = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    return frame.reset_index(drop=True)


def _priced(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with what a price is for said in words."""
    made = frame.reset_index(drop=True)
    if "price_unit" in made.columns:
        at = list(made.columns).index("price_unit") + 1
        units = [
            _PRICED.get(str(unit), Text(str(unit), str(unit))) if isinstance(unit, str) else UNKNOWN
            for unit in made["price_unit"]
        ]
        made.insert(at, "price_unit_da", [unit.da for unit in units])
        made.insert(at + 1, "price_unit_en", [unit.en for unit in units])
    return made


def _units(frame: pd.DataFrame) -> dict[str, str]:
    """Return the units that a file told of its columns, for those that are not declared."""
    told = {str(key).rpartition(".")[2]: str(unit) for key, unit in frame.attrs.get("units", {}).items()}
    return {name: unit for name, unit in told.items() if name not in COLUMNS}


def _empty(values: pd.Series[Any]) -> bool:
    return bool(values.isna().all() or values.map(lambda v: isinstance(v, str) and not v.strip()).all())
