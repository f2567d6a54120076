"""The styles of the Green Map of Denmark: four types, meetings at the border, judged proposals, candidates."""

from __future__ import annotations

from gistools.styles.columns_green_map import ASSESSMENTS, MEETINGS, PROPOSAL_TYPES
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.styles.palette import filled
from gistools.text import Text

_AREA = Shape.POLYGON
_TYPES = {
    "core": Symbol(_AREA, "#0b3310", 1.2, fill="#1b5e20", fill_opacity=0.8),
    "link": Symbol(_AREA, "#1b5e20", 0.8, fill="#8bc34a", fill_opacity=0.7),
    "potential_area": Symbol(_AREA, "#5d4a00", 1.2, fill="#f4e27a", fill_opacity=0.75, dash=(5.0, 3.0)),
    "potential_link": Symbol(_AREA, "#8a3c00", 1.2, fill="#ef9b3d", fill_opacity=0.6, dash=(2.0, 2.5)),
}
_MEETINGS = {
    "meets": ("#1b5e20", 10.0),
    "fails": ("#b2182b", 13.0),
    "theirs_ends": ("#e8b23a", 13.0),
    "unknown": ("#8a8a8a", 8.0),
}
_ASSESSED = {"supports": "#1b6e34", "supports_but": "#e8b23a", "unknown": "#a6a6a6", "little": "#5b4b9a"}
_RANKS = ((0.0, 10.0, "#08306b"), (10.0, 50.0, "#4292c6"), (50.0, 1e6, "#deebf7"))


def _ranks(low: float, high: float) -> Text:
    first = int(low) + 1
    if high >= 1e6:  # noqa: PLR2004 - all others
        return Text(f"nr. {first} og derefter", f"no. {first} and on")
    return Text(f"nr. {first}–{int(high)}", f"no. {first}–{int(high)}")


GREEN_MAP_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "green_map_proposals",
        Text("Forslag til Grønt Danmarkskort", "Proposals for the Green Map of Denmark"),
        _AREA,
        tuple(SymbolClass(symbol, PROPOSAL_TYPES[code], value=code) for code, symbol in _TYPES.items()),
        kind=Kind.CATEGORISED,
        attribute="proposal_type",
        caption=Text("forslag til vurdering; kommunen udpeger selv", "to be judged; the municipality designates"),
    ),
    VectorStyle(
        "border_meetings",
        Text("Sammenhæng over kommunegrænsen", "Coherence across the border"),
        Shape.POINT,
        tuple(
            SymbolClass(Symbol(Shape.POINT, "#000000", 1.2, fill=colour, size=size), MEETINGS[code], value=code)
            for code, (colour, size) in _MEETINGS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="meeting_state",
        caption=Text("hvor forslag når grænsen", "where proposals reach the border"),
        above=True,
    ),
    VectorStyle(
        "judged_proposals",
        Text("Naturgruppens forslag, vurderet", "The nature group's proposals, judged"),
        _AREA,
        tuple(
            SymbolClass(Symbol(_AREA, "#202020", 1.2, fill=colour, fill_opacity=0.75), ASSESSMENTS[code], value=code)
            for code, colour in _ASSESSED.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="assessment",
        caption=Text("tallet er pladsen på listen", "the number is the place in the list"),
        label=("proposal_rank",),
    ),
    VectorStyle(
        "planting_candidates",
        Text("Kandidater til ny natur", "Candidates for new nature"),
        _AREA,
        tuple(
            SymbolClass(
                Symbol(_AREA, "#08306b", 0.8, fill=colour, fill_opacity=0.75), _ranks(low, high), low=low, high=high
            )
            for low, high, colour in _RANKS
        ),
        kind=Kind.GRADUATED,
        attribute="candidate_rank",
        caption=Text("efter vækst i sammenhæng pr. hektar", "by growth of connectivity per hectare"),
    ),
    VectorStyle(
        "nature_beneath",
        Text("Naturområder", "Nature areas"),
        _AREA,
        (SymbolClass(filled("#cfe3c4", 0.9, "#8fae82", 0.6), Text("natur i dag", "nature today")),),
        beneath=True,
    ),
    VectorStyle(
        "roads_beneath",
        Text("Veje", "Roads"),
        Shape.LINE,
        (SymbolClass(Symbol(Shape.LINE, "#b5aea6", 1.2), Text("vej", "road")),),
        beneath=True,
    ),
)
