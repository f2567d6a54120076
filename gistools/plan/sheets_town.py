"""The pages of the town: overview, structure, service level, variants, catalogue of solutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.document import (
    Cell,
    Drawing,
    KeyFigures,
    Paragraph,
    Section,
    Sentence,
    TableBlock,
    key_part,
    spoken,
)
from gistools.plan.sheets_columns import ADDED_VALUE, present, shown_columns
from gistools.plan.sheets_maps import layer_map, town_map
from gistools.plan.sheets_material import OUTSIDE, TOWN
from gistools.plan.sheets_tables import FACTS, LEDGER, MARK, MEASURES, PARTS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gistools.document import Block, DocumentTable
    from gistools.plan.sheets_material import PlanMaterial

_FACT = "1"  # the one row of the table of facts
_MANY_COLUMNS, _FEW_ROWS = 8, 8  # a table of more columns and as few rows is turned
_KIND_COLUMNS = ("solution", "kind", "measure_kind")
_NAME_COLUMNS = ("solution_*", "variant", "level_name", "name", "name_*", "label_*", "measure_name", "solution", "kind")
_MOST_MAPS, _TWO_MAPS = 6, 0.42  # of levels; the height that lets two stand on a page
_SKETCH = 0.12  # the height that lets two kinds stand on a page
LIMITS = Text(
    "Statisk screening: ingen tid, ingen vandhastighed og ingen rørhydraulik. Planen er vejledende og erstatter ikke "
    "en detailberegning.",
    "Static screening: no time, no flow velocity and no pipe hydraulics. The plan is guidance and does not replace a "
    "detailed calculation.",
)
_ABSENT = {
    "sub_catchment_damage": Text("Skader i kroner er ikke regnet med.", "Damage in DKK is not included."),
    "vulnerable_places": Text("Sårbare steder er ikke udpeget.", "Vulnerable places are not named."),
    "measures": Text("Tiltag er ikke tegnet.", "No measures are drawn."),
    "structure_links": Text("Strukturen for skybrudsvand er ikke efterset.", "The structure is not checked."),
    "service_level_status": Text("Serviceniveauet er ikke efterset.", "The service level is not checked."),
    "variants": Text("Varianter er ikke sammenlignet.", "Variants are not compared."),
    "solution_sheets": Text("Et idékatalog er ikke lavet.", "No catalogue of solutions is made."),
}


def said(da: str, en: str, **cells: Cell) -> Sentence:
    """Return a sentence in both languages."""
    return Sentence(Text(da, en), cells)


def fact(column: str, *, unit: bool = False) -> Cell:
    """Return a cell of the table of facts."""
    return Cell(FACTS, _FACT, column, unit=unit)


def town_sections(material: PlanMaterial, tables: Mapping[str, DocumentTable], most_rows: int) -> Iterator[Section]:
    """Yield the pages of the town."""
    yield _overview(material, tables)
    yield _side_by_side(tables)
    if "structure_links" in tables or "structure_nodes" in tables:
        yield _structure(material, tables)
    if "service_level_status" in tables or "service_areas" in tables:
        yield _service_level(material, tables, most_rows)
    if "variants" in tables or "variant_order" in tables:
        heading = said("Varianter", "Variants")
        blocks = [b for name in ("variants", "variant_order") for b in table_blocks(tables, name, most_rows)]
        yield Section(heading, tuple(blocks), new_page=True)
    yield from _measures(tables, most_rows)
    yield from _catalogue(material, tables, most_rows)


def _overview(material: PlanMaterial, tables: Mapping[str, DocumentTable]) -> Section:
    town = str(TOWN)
    rain = fact("rain_mm", unit=True)
    water = f"{TOWN}/{key_part(material.rain_mm)}"
    items = [
        (Text("deloplande", "sub-catchments"), fact("sub_catchment_count")),
        (Text("areal", "area"), Cell(PARTS, town, "area_ha", unit=True)),
        (Text("står i lavninger ved regnen", "stands in bluespots"), Cell(PARTS, town, "stored_m3", unit=True)),
    ]
    items += [
        (label, Cell(PARTS, town, name, unit=True))
        for name, label in (
            ("annual_today_dkk", Text("forventet årlig skade i dag", "expected annual damage today")),
            ("annual_future_dkk", Text("forventet årlig skade i klimaåret", "the same in the climate year")),
        )
        if name in tables[PARTS].frame.columns
    ]
    if "measure_count" in tables[FACTS].frame.columns:
        items.append((Text("tegnede tiltag", "drawn measures"), fact("measure_count")))
    blocks: list[Block] = [
        Paragraph(
            said(
                "Kort og nøgletal gælder en regn på {rain}.",
                "Maps and key figures are those of a rain of {rain}.",
                rain=rain,
            )
        ),
        KeyFigures(tuple(items)),
        town_map(
            material,
            tables[PARTS],
            said(
                "Deloplandene og vandet mellem dem ved {rain} regn.",
                "The sub-catchments and the water between them at a rain of {rain}.",
                rain=rain,
            ),
        ),
    ]
    if tables[LEDGER].has(water, "rain_m3"):
        cells = {
            name: Cell(LEDGER, water, f"{name}_m3", unit=True) for name in ("rain", "lost", "drained", "stored", "left")
        }
        blocks.append(
            Paragraph(
                said(
                    "Af {rain} regn siver {lost} ned eller hænger ved overfladen, afløb tager {drained}, {stored} står "
                    "i lavninger, og {left} løber ud af kortet.",
                    "Of {rain} of rain {lost} infiltrates or stays on surfaces, drains take {drained}, {stored} stand "
                    "in bluespots, and {left} leave the map.",
                    **cells,
                )
            )
        )
    heading = said("Hvad der ikke vides", "What is not known")
    blocks.append(Paragraph(Sentence(Text(f"{heading.text.da}:", f"{heading.text.en}:"))))
    blocks += [Paragraph(one, bullet=True) for one in _unknown(material, tables)]
    return Section(said("Byen", "The town"), tuple(blocks))


def _unknown(material: PlanMaterial, tables: Mapping[str, DocumentTable]) -> Iterator[Sentence]:
    """Yield what the sheets do not know of the town."""
    yield Sentence(LIMITS)
    parts, facts = tables[PARTS], tables[FACTS].frame
    given = {*material.tables, *material.layers}
    missing = [text for name, text in _ABSENT.items() if name not in given]
    if missing:
        yield Sentence(Text(" ".join(m.da for m in missing), " ".join(m.en for m in missing)))
    for name, da, en in (
        ("unknown_today", "{n} bygninger har ukendt skade i dag", "{n} buildings have unknown damage today"),
        (
            "unknown_future",
            "{n} bygninger har ukendt skade i klimaåret",
            "{n} buildings have unknown damage in the climate year",
        ),
    ):
        if name in parts.frame.columns and _positive(parts, str(TOWN), name):
            cell = Cell(PARTS, str(TOWN), name)
            yield said(f"{da} og er ikke talt med.", f"{en} and are not counted.", n=cell)
    if parts.has(str(OUTSIDE), "buildings") and _positive(parts, str(OUTSIDE), "buildings"):
        cell = Cell(PARTS, str(OUTSIDE), "buildings")
        yield said(
            "{n} bygninger ligger uden for deloplandene; deres skade er med i byens tal.",
            "{n} buildings lie off the sub-catchments; their damage is in the figures of the town.",
            n=cell,
        )
    if "measures_outside" in facts.columns and facts["measures_outside"].iloc[0]:
        yield said(
            "{n} tiltag ligger uden for deloplandene og står på intet ark.",
            "{n} measures lie off the sub-catchments and stand on no sheet.",
            n=fact("measures_outside"),
        )
    unsure = [c.removeprefix("unverified_") for c in facts.columns if c.startswith("unverified_")]
    if unsure:
        titles = {name: tables[name].title for name in unsure}
        da = "; ".join(f"{title.da} ({{{name}}} rækker)" for name, title in titles.items())
        en = "; ".join(f"{title.en} ({{{name}}} rows)" for name, title in titles.items())
        yield said(
            f"Tal, der ikke er verificeret, indgår i: {da}.",
            f"Figures that are not verified are part of: {en}.",
            **{name: fact(f"unverified_{name}") for name in unsure},
        )


def _positive(table: DocumentTable, row: str, column: str) -> bool:
    value = table.value(row, column)
    return value == value and value > 0  # type: ignore[no-any-return]  # noqa: PLR0124 - NaN is not equal to itself


def _side_by_side(tables: Mapping[str, DocumentTable]) -> Section:
    wanted = ["subcatchment_id", "name", "area_ha", "stored_m3", "sent_m3", "left_m3"]
    wanted += ["buildings", "annual_today_dkk", "annual_future_dkk"]
    columns = tuple(name for name in wanted if name in tables[PARTS].frame.columns)
    rain = fact("rain_mm", unit=True)
    order = Text("størst skade i dag først", "most damage today first")
    if "annual_today_dkk" not in columns:
        order = Text("mest stående vand først", "most standing water first")
    blocks: list[Block] = [
        TableBlock(
            PARTS,
            columns,
            totals=(str(TOWN),),
            caption=said(
                f"Deloplandene ved {{rain}} regn, {order.da}",
                f"The sub-catchments at a rain of {{rain}}, {order.en}",
                rain=rain,
            ),
        )
    ]
    rows = tuple(key for key in tables[LEDGER].keys if key.startswith(f"{TOWN}/"))
    if rows:
        columns = ("rain_mm", "rain_m3", "lost_m3", "drained_m3", "stored_m3", "left_m3")
        blocks.append(TableBlock(LEDGER, columns, rows, caption=said("Byens vandregnskab", "Water ledger of the town")))
    return Section(said("Deloplandene side om side", "The sub-catchments side by side"), tuple(blocks), new_page=True)


def _structure(material: PlanMaterial, tables: Mapping[str, DocumentTable]) -> Section:
    facts = tables[FACTS].frame
    blocks: list[Block] = []
    if "missing_m3" in facts.columns:
        blocks.append(
            Paragraph(
                said(
                    "I {n} af strukturens linjer og steder kommer der mere vand, end der er plads til: der mangler "
                    "plads til {m3}.",
                    "At {n} lines and places of the structure more water comes than there is room for: {m3} lack room.",
                    n=fact("exceeded_count"),
                    m3=fact("missing_m3", unit=True),
                )
            )
        )
    caption = said("Strukturen for skybrudsvand.", "The structure for cloudburst water.")
    drawn = {name: material.layers[name] for name in ("structure_links", "structure_nodes") if name in tables}
    blocks.append(layer_map(material, drawn, caption))
    wanted = ("name", "structure_kind", "load_m3", "held_m3", "passed_m3", "takes_m3", "missing_m3", "used_share")
    for name in ("structure_links", "structure_nodes"):
        if name in tables:
            table = tables[name]
            columns = tuple(c for c in wanted if c in table.frame.columns)
            rows = table.keys
            if "structure_kind" in table.frame.columns:
                rows = tuple(key for key in rows if table.value(key, "structure_kind") != "junction")
            blocks.append(TableBlock(name, columns, rows, caption=Sentence(table.title)))
    return Section(said("Strukturen for skybrudsvand", "Structure for cloudburst water"), tuple(blocks), new_page=True)


def _service_level(material: PlanMaterial, tables: Mapping[str, DocumentTable], most_rows: int) -> Section:
    blocks: list[Block] = []
    if "service_areas" in tables:
        blocks += _level_maps(material, tables["service_areas"])
    if "service_level_text" in tables:
        blocks += table_blocks(tables, "service_level_text", most_rows)
    if "service_level_status" in tables:
        blocks += table_blocks(tables, "service_level_status", most_rows)
    return Section(said("Serviceniveau", "Service level"), tuple(blocks), new_page=True)


def _level_maps(material: PlanMaterial, table: DocumentTable) -> list[Block]:
    """Return a map for each level: areas stand once for each, and would cover each other on one map."""
    caption = said("Hvor serviceniveauet er opfyldt.", "Where the service level is met.")
    if not {"level_no", "level_name"} <= set(table.frame.columns):
        return [layer_map(material, {"service_areas": material.layers["service_areas"]}, caption)]
    blocks: list[Block] = []
    layer = material.layers["service_areas"]
    for number in sorted(set(table.frame["level_no"].dropna()))[:_MOST_MAPS]:
        own = (table.frame["level_no"] == number).to_numpy()
        first = table.keys[int(own.argmax())]
        told = said(
            "{name}: hvor det er opfyldt.", "{name}: where it is met.", name=Cell(table.name, first, "level_name")
        )
        blocks.append(layer_map(material, {"service_areas": layer[own]}, told, _TWO_MAPS))
    return blocks


def _measures(tables: Mapping[str, DocumentTable], most_rows: int) -> Iterator[Section]:
    if MEASURES not in tables and "measure_shares" not in tables:
        return
    blocks: list[Block] = []
    if MEASURES in tables:
        columns = (MARK, "measure_name", "measure_kind", "home", "others")
        blocks.append(TableBlock(MEASURES, columns, caption=said("Alle tegnede tiltag", "All drawn measures")))
    if "measure_shares" in tables:
        blocks += table_blocks(tables, "measure_shares", most_rows)
        blocks += _added_value(tables["measure_shares"], most_rows)
    yield Section(said("Tiltag", "Measures"), tuple(blocks))


def _added_value(table: DocumentTable, most_rows: int) -> Iterator[Block]:
    columns = present(table, ADDED_VALUE)
    if len(columns) > 1 and columns[0] == ADDED_VALUE[0]:
        yield TableBlock(
            table.name,
            columns,
            table.keys[:most_rows],
            caption=said("Merværdi for by og natur", "Added value for town and nature"),
        )


def _catalogue(material: PlanMaterial, tables: Mapping[str, DocumentTable], most_rows: int) -> Iterator[Section]:
    """Yield the catalogue: a map of the places, and a sheet with a sketch for each kind."""
    if "solution_places" in tables:
        caption = said("Steder til løsninger.", "Places for solutions.")
        blocks = (layer_map(material, {"solution_places": material.layers["solution_places"]}, caption),)
        yield Section(said("Steder til løsninger", "Places for solutions"), blocks, new_page=True)
    if "solution_sheets" not in tables:
        return
    table = tables["solution_sheets"]
    columns = shown_columns(table)
    kind = next((c for c in _KIND_COLUMNS if c in table.frame.columns), "")
    name = _named(columns)
    if not name:
        yield Section(Sentence(table.title), tuple(table_blocks(tables, "solution_sheets", most_rows)), new_page=True)
        return
    yield Section(Sentence(table.title), (), new_page=True)
    for key in table.keys:
        sketch = str(table.value(key, kind)) if kind else ""
        heading = said("{name}", "{name}", name=Cell(table.name, key, name))
        drawn = (
            (Drawing(sketch, said("Skitse: {name}.", "Sketch: {name}.", name=heading.cells["name"]), _SKETCH),)
            if sketch
            else ()
        )
        idea = (
            (Paragraph(said("{idea}", "{idea}", idea=Cell(table.name, key, "idea_*"))),)
            if present(table, ("idea_*",))
            else ()
        )
        yield Section(heading, (*drawn, *idea, TableBlock(table.name, columns, (key,), across=name)), level=2)


def _named(columns: tuple[str, ...]) -> str:
    """Return the column that names the rows; empty when none is known to."""
    there = {spoken(c, "da") for c in columns}
    return next((c for c in _NAME_COLUMNS if spoken(c, "da") in there), "")


def table_blocks(tables: Mapping[str, DocumentTable], name: str, most_rows: int) -> list[Block]:
    """Return a table of another tool with what of it stands on sheets.

    Wide tables of few rows are turned, so that the rows stand beside each other. Of long ones the first rows are shown,
    and how many there are is told.
    """
    if name not in tables:
        return []
    table = tables[name]
    columns = shown_columns(table)
    if not columns:
        return [
            Paragraph(
                said(
                    f"{table.title.da}: ingen af tabellens kolonner er kendte; se regnearket.",
                    f"{table.title.en}: no column of the table is known; see the workbook.",
                )
            )
        ]
    told = _told_rows(table)
    rows = told[:most_rows]
    named = tuple(c for c in columns if _named(columns) in {c, f"{c[:-2]}*"})
    columns = (*named, *(c for c in columns if c not in named))  # which stand first where a wide table goes on
    across = ""
    if len(columns) > _MANY_COLUMNS and len(rows) <= _FEW_ROWS:
        texts = [c for c in columns if not table.is_number(c)]
        across = _named(columns) or (texts[0] if texts else "")
    blocks: list[Block] = [TableBlock(name, columns, rows, caption=Sentence(table.title), across=across)]
    if len(rows) < len(told):
        blocks.append(
            Paragraph(
                said(
                    "Kun de første rækker er vist; tabellen har {n}, som alle står i regnearket.",
                    "Only the first rows are shown; the table has {n}, all of which stand in the workbook.",
                    n=fact(f"rows_{name}"),
                ),
                quiet=True,
            )
        )
    return blocks


def _told_rows(table: DocumentTable) -> tuple[str, ...]:
    """Return the rows that are worth reading: in an order of building, those where something is built."""
    if table.name != "variant_order" or "step" not in table.frame.columns:
        return table.keys
    return tuple(key for key in table.keys if table.value(key, "step") != 0)
