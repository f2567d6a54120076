"""A service level for the sample town: invented, so that checking one can be tried. Nobody's policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import _place as place

if TYPE_CHECKING:
    from pathlib import Path

# area type (class of land cover); return period in years; depth allowed in cm; climate; name; remark
LEVELS: Final = (
    ("vej", 20, 5, "i dag", "Veje ved kraftig regn", ""),
    ("vej", 100, 10, "i dag", "Veje ved skybrud", ""),
    ("vej", 100, 10, "1,3", "Veje ved skybrud i fremtiden", "klimafaktor 1,3 på dagens regn"),
    ("befaestet", 100, 20, "i dag", "Pladser og gårde ved skybrud", ""),
    ("sti", 20, 10, "i dag", "Stier ved kraftig regn", ""),
)


def write_levels(path: Path) -> None:
    """Write ``service_levels.csv``: semicolons, decimal commas, UTF-8, Danish headings."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["områdetype;gentagelsesperiode_år;tilladt_dybde_cm;klima;navn;bemærkning;maerke"]
    lines += [";".join([*map(str, row), place.STAMP]) for row in LEVELS]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
