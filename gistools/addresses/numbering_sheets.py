"""A numbering proposal as a document (bilag til sagen): the map, the variants, each number with its reason, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gistools.document import Document, Layer, MapBlock, Masthead, Orientation, Section, Sentence, TableBlock
from gistools.document_tables import DocumentTable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

_TABLES = (
    ("numbering_scores", Text("Varianterne", "The variants"), ()),
    ("proposed_numbers", Text("Den valgte variants numre", "Numbers of the chosen variant"),
     ("house_number", "target_id", "numbering_side", "from_start_m", "number_kept", "rules_cited", "why_da")),
    ("numbers_by_variant", Text("Numrene i hver variant", "Numbers in each variant"), ()),
    ("numbering_targets", Text("Grunde og byggefelter", "Plots and building fields"),
     ("target_id", "numbers_here", "target_state", "rule", "why_da")),
    ("numbering_deviations", Text("Valg og afvigelser", "Choices and departures"),
     ("variant_name", "house_number", "target_id", "rule", "rule_name", "why_da", "verified")),
    ("planned_changes", Text("Planlagte ændringer", "Planned changes"), None),
)  # fmt: skip
"""Tables by name: what they are called, and the columns that sheets show; none for all, None for the workbook alone."""

_DRAWN = ("numbering_targets", "numbering_road", "number_connections", "numbering_start", "proposed_numbers")


def numbering_document(
    tables: Mapping[str, pd.DataFrame],
    layers: Mapping[str, tuple[gpd.GeoDataFrame, str, Text]],
    masthead: Masthead,
    *,
    road_name: str,
    notes: Iterable[Text] = (),
    stamps: tuple[Text, ...] = (),
) -> Document:
    """Return a proposal as a document.

    Parameters
    ----------
    tables:
        By the name of the output.
    layers:
        By the name of the output: what is drawn, in which style, and what it is called.
    masthead:
        Case and day.
    road_name:
        Of the road; may be empty.
    notes, stamps:
        What is to be known of it, and what must stand on every page.
    """
    said = list(notes)
    told = pd.DataFrame({"note_da": [one.da for one in said], "note_en": [one.en for one in said]})
    drawn = MapBlock(tuple(Layer(*layers[name]) for name in _DRAWN), height=0.75)
    held = [DocumentTable(name, title, pd.DataFrame(tables[name]).drop(columns=["geometry"], errors="ignore"))
            for name, title, _ in _TABLES]  # fmt: skip
    notes_table = DocumentTable("notes", Text("Bemærkninger", "Notes"), told)
    sections = [Section(Sentence(Text("Den valgte variant", "The chosen variant")), (drawn,))]
    for name, title, columns in _TABLES:
        if columns is not None:
            across = "variant_name" if name == "numbering_scores" else ""
            sections.append(Section(Sentence(title), (TableBlock(name, columns, across=across),)))
    sections.append(Section(Sentence(notes_table.title), (TableBlock("notes", ("note_da",)),)))
    return Document(
        Text(f"Husnumre til {road_name or 'en ny vej'}", f"House numbers of {road_name or 'a new road'}"),
        masthead,
        tuple(sections),
        (*held, notes_table),
        stamps=stamps,
        orientation=Orientation.LANDSCAPE,
    )
