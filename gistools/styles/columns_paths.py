"""What the columns of path networks are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

ANSWERS: Codes = {
    "yes": Text("ja", "yes"),
    "no": Text("nej", "no"),
    "unknown": Text("ukendt", "unknown"),
}
"""The three answers."""

WAY_TYPES: Codes = {
    "path": Text("sti", "path"),
    "road": Text("vej", "road"),
    "motor_road": Text("motorvej o.l., ikke for gående og cyklende", "motorway and the like, not on foot or bicycle"),
    "unknown": Text("ukendt", "unknown"),
}
"""Kinds of way."""

STATUSES: Codes = {
    "built": Text("anlagt", "built"),
    "planned": Text("planlagt", "planned"),
    "closed": Text("nedlagt", "closed"),
}

STRUCTURES: Codes = {"bridge": Text("bro", "bridge"), "tunnel": Text("tunnel", "tunnel"), "": Text("ingen", "none")}

_SURFACES: Codes = {"unknown": Text("ukendt", "unknown")}

PATH_COLUMNS: Mapping[str, Column] = {
    "edge_id": Column(Text("Stykke på stinettet", "Edge of the network")),
    "degree": Column(Text("Ender, der mødes her", "Ends that meet here")),
    "component": Column(Text("Del af nettet (1 er den længste)", "Part of the network (1 is the longest)")),
    "level": Column(Text("Niveau over eller under terræn", "Level above or below the ground")),
    "level_known": Column(Text("Niveauet er oplyst", "The level is written down")),
    "structure": Column(Text("Bro eller tunnel", "Bridge or tunnel"), codes=STRUCTURES),
    "way_type": Column(Text("Sti eller vej", "Path or road"), codes=WAY_TYPES),
    "category": Column(Text("Kategori i kilden", "Category in the source")),
    "status": Column(Text("Status", "Status"), codes=STATUSES),
    "foot": Column(Text("Gående tilladt", "Open on foot"), codes=ANSWERS),
    "cycle": Column(Text("Cyklende tilladt", "Open to bicycles"), codes=ANSWERS),
    "oneway": Column(
        Text("Ensrettet for cyklende", "One way for bicycles"),
        codes={
            0: Text("nej", "no"), 1: Text("med tegneretningen", "along the line"),
            -1: Text("mod tegneretningen", "against the line"),
        },
    ),
    "width_m": Column(Text("Bredde", "Width"), "m"),
    "pavement": Column(Text("Fortov", "Pavement"), codes=ANSWERS),
    "kerb_cm": Column(Text("Højeste kantsten", "Highest kerb"), "cm"),
    "steps": Column(Text("Trappe", "Steps"), codes=ANSWERS),
    "ramp": Column(Text("Rampe ved trappen", "Ramp beside the steps"), codes=ANSWERS),
    "surface": Column(Text("Overflade", "Surface"), codes=_SURFACES),
    "cross_fall_permille": Column(Text("Tværfald", "Cross fall"), "‰"),
    "lit": Column(Text("Belyst", "Lit"), codes=ANSWERS),
    "speed_kmh": Column(Text("Hastighed", "Speed"), "km/t"),
    "aadt": Column(Text("Motorkøretøjer pr. døgn", "Motor vehicles a day")),
    "wheelchair": Column(Text("Mærket for kørestol i kilden", "Marked for wheelchairs in the source"), codes=ANSWERS),
    "incline_permille": Column(Text("Stigning oplyst i kilden", "Slope told in the source"), "‰"),
    "part": Column(Text("Del af objektet, fra 0", "Part of the feature, from 0")),
}  # fmt: skip
