"""The guide as a document (PDF, Word): answer, map, instructions, warnings; each text a cell of its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gistools.document import Cell, Document, DocumentTable, Layer, MapBlock, Masthead, Paragraph, Section, Sentence
from gistools.pathnet.guide_outputs import ends_layer, route_layer, step_table, usable, warning_table, ways_of
from gistools.pathnet.guide_sheet import ASSESSMENT, JUNCTION
from gistools.pathnet.guide_words import exact_metres, minutes
from gistools.pathnet.network import NO
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.document import Block
    from gistools.pathnet.guide_sheet import GuideSheet

_FILLED = Text("{text}", "{text}")
_TELLS = Text("{text} {source}", "{text} {source}")
_AROUND = (
    ("lakes", "lakes_beneath", Text("Søer", "Lakes")),
    ("streams", "streams_beneath", Text("Vandløb", "Streams")),
    ("buildings", "buildings", Text("Bygninger", "Buildings")),
)

HEADINGS = {
    "answer": Text("Svar", "Answer"),
    "map": Text("Kort", "Map"),
    "why": Text("Hvorfor ikke", "Why not"),
    "open": Text("Det er ikke undersøgt", "Not surveyed"),
    "steps": Text("Sådan kommer du frem", "How to get there"),
    "others": Text("Andre veje", "Other ways"),
    "wrong": Text("Er noget forkert?", "Is something wrong?"),
}
"""What the parts of a guide are called."""


def told_table(sheet: GuideSheet) -> pd.DataFrame:
    """Return the sentences of a guide that are no instructions: what they are of, and their text in both languages."""
    guide = sheet.guide
    rows: list[tuple[str, Text]] = [("answer", guide.sentence)]
    if guide.way is not None and usable(guide, 1):
        far, time = exact_metres(guide.way.length_m), minutes(guide.way.seconds)
        rows.append(
            (
                "length",
                Text(f"Længde: {far.da}. Tid: cirka {time.da}.", f"Length: {far.en}. Time: about {time.en}."),
            )
        )
    rows += [(f"remark_{k}", one) for k, one in enumerate(sheet.remarks, 1)]
    rows += [("assessment", ASSESSMENT), ("junction", JUNCTION)]
    if sheet.contact:
        rows.append(("wrong", Text(f"Fortæl det til {sheet.contact}.", f"Tell {sheet.contact}.")))
    for number, way in ways_of(guide):
        if number > 1:
            far = exact_metres(way.length_m)
            sure = (
                Text("alt er kendt og i orden", "all is known and met")
                if way.certain
                else Text("noget er ikke undersøgt", "some of it has not been surveyed")
            )
            rows.append(
                (f"way_{number}", Text(f"Vej {number}: {far.da}; {sure.da}.", f"Way {number}: {far.en}; {sure.en}."))
            )
    return pd.DataFrame([(key, one.da, one.en) for key, one in rows], columns=["told", "text_da", "text_en"])


def guide_document(sheet: GuideSheet) -> Document:
    """Return the guide as a document, Danish first and English after it.

    It has a title, a language, bookmarks at its headings and real text in the order of reading. As PDF it is not
    tagged: for those who read by a screen reader the page or the Word file serve better.
    """
    guide = sheet.guide
    told, steps, warnings = told_table(sheet), step_table(guide), warning_table(guide)
    steps = steps.assign(key=[f"{a}/{b}" for a, b in zip(steps["way_number"], steps["step_number"], strict=True)])
    warnings = warnings.assign(key=[str(k) for k in range(1, len(warnings) + 1)])
    sources = [one.sourced for _, way in ways_of(guide) for one in way.warnings]
    warnings["source_da"], warnings["source_en"] = [one.da for one in sources], [one.en for one in sources]
    tables = (
        DocumentTable("told", Text("Svar", "Answer"), told, ("told",)),
        DocumentTable("steps", Text("Anvisninger", "Instructions"), steps, ("key",)),
        DocumentTable("warnings", Text("Advarsler", "Warnings"), warnings, ("key",)),
    )
    sections = [Section(Sentence(HEADINGS["answer"]), tuple(_answer(told)))]
    way = route_layer(guide)
    if len(way):
        layers = [Layer(sheet.around[name], style, label) for name, style, label in _AROUND if name in sheet.around]
        layers += [
            Layer(guide.network.edges[["geometry"]], "roads_beneath", Text("Veje og stier", "Roads and paths")),
            Layer(way[way["way_number"] == 1], "guide_route", Text("Vejen", "The way")),
            Layer(ends_layer(guide), "guide_ends", Text("Start og mål", "Start and goal")),
        ]
        sections.append(Section(Sentence(HEADINGS["map"]), (MapBlock(tuple(layers), sheet.shown, height=0.42),)))
    for verdict, heading in (("no", "why"), ("unknown", "open")):
        mine = warnings[(warnings["warning_verdict"] == verdict) & (warnings["way_number"] == 1)]
        if len(mine):
            sections.append(Section(Sentence(HEADINGS[heading]), tuple(_warnings(mine))))
    if guide.answer != NO and len(steps):
        sections.append(Section(Sentence(HEADINGS["steps"]), tuple(_steps(steps[steps["way_number"] == 1]))))
    others = [key for key in told["told"] if key.startswith("way_")]
    if others:
        blocks = tuple(Paragraph(Sentence(_FILLED, {"text": Cell("told", key, "text_*")})) for key in others)
        sections.append(Section(Sentence(HEADINGS["others"]), blocks))
    if sheet.contact:
        wrong = Paragraph(Sentence(_FILLED, {"text": Cell("told", "wrong", "text_*")}))
        sections.append(Section(Sentence(HEADINGS["wrong"]), (wrong,)))
    head = Masthead(sheet.municipality, "", sheet.data_date)
    return Document(
        sheet.title,
        head,
        tuple(sections),
        tables,
        subtitle=subtitle(sheet),
        stamps=sheet.stamps,
        languages=("da", "en"),
    )


def subtitle(sheet: GuideSheet) -> Text:
    """Return for whom the guide is."""
    name = sheet.guide.profile.name
    return Text(f"For: {name.da}", f"For: {name.en}")


def _answer(told: pd.DataFrame) -> list[Block]:
    keys = [key for key in told["told"] if not key.startswith("way_") and key not in {"junction", "wrong"}]
    return [
        Paragraph(Sentence(_FILLED, {"text": Cell("told", key, "text_*")}), quiet=key == "assessment") for key in keys
    ]


def _warnings(rows: pd.DataFrame) -> list[Block]:
    return [
        Paragraph(
            Sentence(_TELLS, {"text": Cell("warnings", key, "warning_*"), "source": Cell("warnings", key, "source_*")}),
            bullet=True,
        )
        for key in rows["key"]
    ]


def _steps(rows: pd.DataFrame) -> list[Block]:
    made: list[Block] = [Paragraph(Sentence(_FILLED, {"text": Cell("told", "junction", "text_*")}), quiet=True)]
    for key, met in zip(rows["key"], rows["met_da"], strict=True):
        text = Text("{number}. {text}", "{number}. {text}")
        fields = {"number": Cell("steps", key, "step_number"), "text": Cell("steps", key, "instruction_*")}
        if met:
            text = Text("{number}. {text} Undervejs: {met}.", "{number}. {text} On the way: {met}.")
            fields["met"] = Cell("steps", key, "met_*")
        made.append(Paragraph(Sentence(text, fields)))
    return made
