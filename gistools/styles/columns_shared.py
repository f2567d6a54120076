"""The columns that layers and tables of all rooms have: names, remarks, sources, stamps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARED_COLUMNS: Mapping[str, Column] = {
    "object_id": Column(Text("Objektets id", "Id of the object")),
    "warning_da": Column(Text("Bemærk", "Warning (Danish)")),
    "warning_en": Column(Text("Bemærk (engelsk)", "Warning")),
    "maerke": Column(Text("Mærke", "Stamp")),
    "term": Column(Text("Led", "Term")),
    "text_da": Column(Text("Led", "Term (Danish)")),
    "text_en": Column(Text("Led (engelsk)", "Term")),
    "units": Column(Text("Regneenheder", "Integer units")),
    "value": Column(Text("Værdi", "Value")),
    "feature_id": Column(Text("Objekt nr. i laget", "Feature no. in the layer")),
    "source_id": Column(Text("Nøgle i kilden", "Key in the source")),
    "piece_id": Column(Text("Stykke nr.", "Piece no.")),
    "note_da": Column(Text("Bemærk", "Note (Danish)")),
    "note_en": Column(Text("Bemærk (engelsk)", "Note")),
    "label_da": Column(Text("Tekst", "Text (Danish)")),
    "label_en": Column(Text("Tekst (engelsk)", "Text")),
    "what": Column(Text("Hvad", "What")),
    "amount": Column(Text("Beløb", "Amount")),
    "unit": Column(Text("Enhed", "Unit")),
    "name": Column(Text("Navn", "Name")),
    "text": Column(Text("Tekst", "Text")),
    "read_in": Column(Text("Læst hos", "Read at")),
    "price_year": Column(Text("Prisår", "Price year")),
    "source": Column(Text("Kilde", "Source")),
    "source_da": Column(Text("Kilde (dansk)", "Source (Danish)")),
    "source_en": Column(Text("Kilde (engelsk)", "Source (English)")),
    "source_year": Column(Text("Kildens år", "Year of the source")),
    "verified": Column(Text("Verificeret", "Verified")),
}
