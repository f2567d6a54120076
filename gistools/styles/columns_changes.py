"""What the columns of planned changes of the registers are called; ``before``, ``after`` and ``why`` are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANGE_COLUMNS: Mapping[str, Column] = {
    "change": Column(Text("Ændring", "Change"), codes={"new": Text("ny", "new"), "changed": Text("ændres", "changed")}),
    "column": Column(Text("Kolonne (gistools' navn)", "Column (gistools' name)")),
    "case_number": Column(Text("Sagsnummer", "Case number")),
    "in_force": Column(Text("Gælder fra", "In force from")),
}
