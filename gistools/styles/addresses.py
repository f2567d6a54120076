"""The styles of address work."""

from __future__ import annotations

from gistools.styles.columns_addresses import ADDRESS_STATUS, NAME_GRADES, SHOWN_AS
from gistools.styles.columns_letters import ADDRESS_CHANGES
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_FINDINGS = {
    "error": ("#4a0a10", "#b2182b", 13.0),
    "warning": ("#5c4300", "#f2c744", 10.5),
    "note": ("#0b3d5c", "#6f9fc8", 8.0),
    "suppressed": ("#8c8c8c", "#ffffff", 6.0),
}

_GRADES = {
    "identical": ("#4a0a10", "#b2182b", 12.0),
    "same": ("#5c4300", "#f2c744", 10.0),
    "near": ("#0b3d5c", "#6f9fc8", 8.0),
}

_CHANGES = {
    "new": ("#0b3d5c", "#6f9fc8", 9.0),
    "changed": ("#5c4300", "#f2c744", 10.0),
    "withdrawn": ("#4a0a10", "#b2182b", 8.0),
}

ADDRESS_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "address_findings",
        Text("Fund i adresserne", "Findings on addresses"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, edge, 1.2, fill=fill, size=size), SHOWN_AS[code], value=code)
            for code, (edge, fill, size) in _FINDINGS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="shown_as",
        caption=Text("tallet er nr. i arbejdslisten", "the figure is the number in the work list"),
        label=("finding_rank",),
        stacked=True,
        above=True,
    ),
    VectorStyle(
        "address_house_numbers",
        Text("Husnumre", "House numbers"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, "#4d4d4d", 0.8, fill=fill, size=4.0), ADDRESS_STATUS[code], value=code)
            for code, fill in (("3", "#4d4d4d"), ("2", "#ffffff"))
        ),
        kind=Kind.CATEGORISED,
        attribute="address_status",
    ),
    VectorStyle(
        "similar_roads",
        Text("Veje, der ligner i navn", "Roads alike in name"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, edge, 1.2, fill=fill, size=size), NAME_GRADES[code], value=code)
            for code, (edge, fill, size) in _GRADES.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="grade",
        label=("other_name",),
        stacked=True,
        above=True,
    ),
    VectorStyle(
        "draft_road",
        Text("Den nye vej", "The new road"),
        Shape.POINT,
        (SymbolClass(Symbol(Shape.POINT, "#ffffff", 1.2, fill="#1a1a1a", size=10.0), Text("udkastet", "the draft")),),
        label=("road_name",),
        stacked=True,
        above=True,
    ),
    VectorStyle(
        "changed_addresses",
        Text("Ændrede adresser", "Changed addresses"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, edge, 1.2, fill=fill, size=size), ADDRESS_CHANGES[code], value=code)
            for code, (edge, fill, size) in _CHANGES.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="address_change",
        label=("address_name",),
        stacked=True,
        above=True,
    ),
    VectorStyle(
        "address_roads",
        Text("Navngivne veje", "Named roads"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#9a9a9a", 1.4), Text("navngiven vej", "named road")),),
    ),
)
"""Styles of address work."""
