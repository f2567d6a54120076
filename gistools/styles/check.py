"""The styles of the plan check: patches and links by what a plan does to them, habitat lost, and mends."""

from __future__ import annotations

from gistools.styles.columns_check import LINK_STATUS, MENDS, PATCH_FATES
from gistools.styles.model import Kind, Shape, Style, Symbol, SymbolClass, VectorStyle
from gistools.text import Text

_LINKS = {
    "broken": ("#b2182b", 3.4, (2.0, 4.0)),
    "longer": ("#ef8a1d", 3.0, ()),
    "new": ("#2166ac", 2.6, ()),
    "shorter": ("#67a9cf", 2.6, ()),
    "unchanged": ("#8c8c8c", 1.2, ()),
}
_PATCHES = {
    "lost": ("#67001f", "#b2182b", 1.2),
    "split": ("#7f3b08", "#e08214", 1.2),
    "shrunk": ("#7f3b08", "#fdd49e", 1.2),
    "part": ("#4a2200", "#9c6a0a", 2.4),
    "joined": ("#053061", "#92c5de", 1.2),
    "grown": ("#053061", "#4393c3", 2.4),
    "new": ("#053061", "#2166ac", 1.2),
    "unchanged": ("#1f3d2f", "#c7e0bd", 1.2),
}
_MENDS = {"keep": "#00441b", "plant": "#41ab5d", "passage": "#762a83"}

CHECK_STYLES: tuple[Style, ...] = (
    VectorStyle(
        "links_checked",
        Text("Forbindelser efter planen", "Links after the plan"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, width, dash=dash), LINK_STATUS[code], value=code)
            for code, (colour, width, dash) in _LINKS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="link_status",
        caption=Text("mod i dag; brudte vises, hvor de gik", "against today; broken ones where they went"),
        stacked=True,
    ),
    VectorStyle(
        "corridor_mends",
        Text("Afværgetiltag", "Mends"),
        Shape.LINE,
        tuple(
            SymbolClass(Symbol(Shape.LINE, colour, 5.0, opacity=0.8), MENDS[code], value=code)
            for code, colour in _MENDS.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="mend_kind",
        caption=Text("tallet er pladsen efter gevinst pr. meter", "the number is its place by gain for a metre"),
        label=("mend_id",),
        stacked=True,
    ),
    VectorStyle(
        "habitat_lost",
        Text("Tabte levesteder", "Habitat lost"),
        Shape.POLYGON,
        (
            SymbolClass(
                Symbol(Shape.POLYGON, "#67001f", 1.2, fill="#b2182b", fill_opacity=0.75),
                Text("tages af planen", "taken by the plan"),
            ),
        ),
    ),
    VectorStyle(
        "patches_checked",
        Text("Levesteder efter planen", "Patches after the plan"),
        Shape.POLYGON,
        tuple(
            SymbolClass(
                Symbol(Shape.POLYGON, stroke, width, fill=fill, fill_opacity=0.8, dash=(4.0, 3.0) * (code == "lost")),
                PATCH_FATES[code],
                value=code,
            )
            for code, (stroke, fill, width) in _PATCHES.items()
        ),
        kind=Kind.CATEGORISED,
        attribute="patch_fate",
        caption=Text("mod i dag; tallet er levestedets nummer", "against today; the number is the patch's"),
        label=("patch_id",),
    ),
    VectorStyle(
        "plan_read",
        Text("Planen", "The plan"),
        Shape.POLYGON,
        (SymbolClass(Symbol(Shape.POLYGON, "#000000", 2.0, dash=(8.0, 4.0)), Text("planens flader", "its features")),),
        caption=Text("som den er læst", "as it was read"),
        stacked=True,
    ),
)
