"""The kinds of elements in a structure for cloudburst water, declared once as data; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Geometry

TYPE, NAME, HOLDS, CARRIES = "type", "navn", "kapacitet_m3", "kapacitet_m3_s"
OTHER_NAMES = {"kind": TYPE, "name": NAME, "capacity_m3": HOLDS, "capacity_m3_s": CARRIES}
JUNCTION = "junction"


@dataclass(frozen=True, slots=True)
class StructureKind:
    """A kind of element.

    Parameters
    ----------
    id, label:
        Its name in results, and for people.
    names:
        What may stand in the column `TYPE`, in small letters.
    geometry:
        What it may be drawn as.
    holds:
        Whether ``kapacitet_m3`` is what it holds back and must be given. Else it is what can pass in the event.
    open:
        Whether a line takes water from the ground along its whole length; else at its upper end alone.
    ends:
        Whether water leaves the structure here.
    """

    id: str
    label: Text
    names: tuple[str, ...]
    geometry: tuple[Geometry, ...]
    holds: bool = False
    open: bool = True
    ends: bool = False

    @property
    def is_line(self) -> bool:
        """Whether it is drawn as a line."""
        return self.geometry == (Geometry.LINE,)


_LINE, _PLACE = (Geometry.LINE,), (Geometry.POINT, Geometry.POLYGON)
STRUCTURE_KINDS = (
    StructureKind(
        "cloudburst_road", Text("Skybrudsvej", "Cloudburst road"), ("skybrudsvej", "cloudburst road"), _LINE,
    ),
    StructureKind(
        "delay_road", Text("Forsinkelsesvej", "Delaying road"),
        ("forsinkelsesvej", "grøn vej", "groen vej", "delaying road", "green road"), _LINE, holds=True,
    ),
    StructureKind(
        "channel", Text("Rende", "Channel"), ("rende", "grøft", "groeft", "kanal", "channel", "ditch"), _LINE,
    ),
    StructureKind(
        "pipe", Text("Skybrudsledning", "Cloudburst pipe"),
        ("skybrudsledning", "ledning", "rør", "roer", "tunnel", "pipe"), _LINE, open=False,
    ),
    StructureKind(
        "basin", Text("Bassin", "Basin"), ("bassin", "skybrudsbassin", "basin"), _PLACE, holds=True,
    ),
    StructureKind(
        "delay", Text("Forsinkelse", "Delay"),
        ("forsinkelse", "central forsinkelse", "forsinkelsesplads", "delay", "detention"), _PLACE, holds=True,
    ),
    StructureKind(
        "outlet", Text("Udløb", "Outlet"), ("udløb", "udloeb", "outlet"), _PLACE, ends=True,
    ),
    StructureKind(
        "recipient", Text("Recipient", "Recipient"),
        ("recipient", "vandløb", "vandloeb", "å", "sø", "hav", "fjord", "recipient water"), _PLACE, ends=True,
    ),
)  # fmt: skip
BY_NAME = {name: kind for kind in STRUCTURE_KINDS for name in kind.names}
"""Each kind by all of its names."""
