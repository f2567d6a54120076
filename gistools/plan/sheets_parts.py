"""One sheet for each sub-catchment: map, key figures, water ledger, damage, places, measures, remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.document import Cell, KeyFigures, Paragraph, Section, Sentence, TableBlock
from gistools.plan.sheets_maps import part_map
from gistools.plan.sheets_tables import FLOWS, LEDGER, MARK, MEASURES, MET, PARTS, PLACES
from gistools.plan.sheets_town import fact, said
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gistools.document import Block, DocumentTable
    from gistools.plan.sheets_material import PlanMaterial

_KEY_FIGURES = {
    "area_ha": Text("areal", "area"),
    "stored_m3": Text("står i lavninger", "stands in bluespots"),
    "buildings": Text("bygninger", "buildings"),
    "annual_today_dkk": Text("forventet årlig skade i dag", "expected annual damage today"),
    "annual_future_dkk": Text("forventet årlig skade i klimaåret", "the same in the climate year"),
}
_ORIGINS = {
    "edge": Text(
        "Deloplandet samler land, der løber lige ud over kortets kant: hvad der sker uden for kortet, vides ikke.",
        "The sub-catchment gathers land that runs straight off the map: what happens beyond is not known.",
    ),
    "edit": Text(
        "Deloplandet er tegnet i hånden og følger ikke nødvendigvis vandets veje.",
        "The sub-catchment is drawn by hand and need not follow the ways of the water.",
    ),
    "sewer": Text(
        "Deloplandet er skåret ved et kloakopland; regnvand på terræn standser ikke ved den grænse.",
        "The sub-catchment is cut at a sewer catchment; water on the ground does not stop at that border.",
    ),
}


def part_sections(material: PlanMaterial, tables: Mapping[str, DocumentTable]) -> Iterator[Section]:
    """Yield the sheet of each sub-catchment, in the order of the layer."""
    for number in material.ids:
        yield _sheet(material, tables, number)


def heading_of(tables: Mapping[str, DocumentTable], number: int) -> Sentence:
    """Return the name of a sub-catchment, with its number where the name does not tell it."""
    row, name = str(number), str(tables[PARTS].value(str(number), "name"))
    cells = {"name": Cell(PARTS, row, "name")}
    if name.endswith(f" {number}"):
        return Sentence(Text("{name}", "{name}"), cells)
    cells["number"] = Cell(PARTS, row, "subcatchment_id")
    return Sentence(Text("Delopland {number}: {name}", "Sub-catchment {number}: {name}"), cells)


def _sheet(material: PlanMaterial, tables: Mapping[str, DocumentTable], number: int) -> Section:
    row, parts = str(number), tables[PARTS]
    rain = fact("rain_mm", unit=True)
    items = [
        (label, Cell(PARTS, row, name, unit=True))
        for name, label in _KEY_FIGURES.items()
        if name in parts.frame.columns
    ]
    caption = said("Vand og tiltag ved {rain} regn.", "Water and measures at a rain of {rain}.", rain=rain)
    blocks: list[Block] = [KeyFigures(tuple(items)), part_map(material, number, caption)]
    columns = ("rain_mm", "rain_m3", "received_m3", "lost_m3", "drained_m3", "stored_m3", "sent_m3", "left_m3")
    ledger = tuple(key for key in tables[LEDGER].keys if key.startswith(f"{row}/"))
    blocks.append(TableBlock(LEDGER, columns, ledger, caption=said("Vandregnskab", "Water ledger")))
    blocks += _flows(tables, number)
    blocks += _places(tables, number)
    blocks += _measures(tables, number)
    remarks = _remarks(material, tables, number)
    blocks += [Paragraph(one, bullet=True) for one in remarks]
    return Section(heading_of(tables, number), tuple(blocks), new_page=True)


def _flows(tables: Mapping[str, DocumentTable], number: int) -> Iterator[Block]:
    if FLOWS not in tables:
        return
    frame = tables[FLOWS].frame
    own = ((frame["from_subcatchment"] == number) | (frame["to_subcatchment"] == number)).tolist()
    rows = tuple(key for key, mine in zip(tables[FLOWS].keys, own, strict=True) if mine)
    if rows:
        rains = tuple(c for c in frame.columns if c.startswith("at_"))
        columns = ("from_name", "to_da", "to_en", *rains)
        yield TableBlock(
            FLOWS, columns, rows, caption=said("Hvor vandet kommer fra og løber hen", "Where water comes from and goes")
        )
    else:
        yield Paragraph(
            said(
                "Intet vand løber over deloplandets grænse ved de regn, der er regnet på.",
                "No water runs over the border of the sub-catchment at the rains computed.",
            )
        )


def _places(tables: Mapping[str, DocumentTable], number: int) -> Iterator[Block]:
    if PLACES not in tables:
        return
    table = tables[PLACES]
    rows = tuple(key for key in table.keys if int(table.value(key, "subcatchment_id")) == number)
    if not rows:
        yield Paragraph(said("Ingen sårbare steder er fundet.", "No vulnerable places are found."))
        return
    wanted = [MARK, "bluespot_id", "volume_m3", "rain_mm", "stored_m3", "buildings_at"]
    wanted += ["annual_today_dkk", "annual_future_dkk"]
    columns = tuple(c for c in wanted if c in table.frame.columns)
    caption = said("Sårbare steder", "Vulnerable places")
    yield TableBlock(PLACES, columns, rows, caption=caption)


def _measures(tables: Mapping[str, DocumentTable], number: int) -> Iterator[Block]:
    if MEASURES not in tables:
        return
    table = tables[MEASURES]
    rows = [key for key in table.keys if str(number) in str(table.value(key, MET)).split(", ")]
    if not rows:
        yield Paragraph(said("Ingen tiltag er tegnet her.", "No measures are drawn here."))
        return
    columns = (MARK, "measure_name", "measure_kind", "home", "others")
    caption = said("Tiltag", "Measures")
    yield TableBlock(MEASURES, columns, tuple(rows), caption=caption)


def _remarks(material: PlanMaterial, tables: Mapping[str, DocumentTable], number: int) -> Iterator[Sentence]:
    row, parts = str(number), tables[PARTS]
    if "origin" in parts.frame.columns:
        told = _ORIGINS.get(str(parts.value(row, "origin")))
        if told is not None:
            yield Sentence(told)
    for name, da, en in (
        ("unknown_today", "i dag", "today"),
        ("unknown_future", "i klimaåret", "in the climate year"),
    ):
        if name in parts.frame.columns:
            count = parts.value(row, name)
            if count == count and count > 0:  # noqa: PLR0124 - NaN is not equal to itself
                yield said(
                    f"{{n}} bygninger har ukendt skade {da} og er ikke talt med.",
                    f"{{n}} buildings have unknown damage {en} and are not counted.",
                    n=Cell(PARTS, row, name),
                )
    if "sub_catchment_damage" not in material.tables:
        yield said("Skader i kroner er ikke regnet med.", "Damage in DKK is not included.")
