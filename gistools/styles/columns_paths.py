"""What the columns of path networks are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.tables.words import word
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

SURFACES = ("asphalt", "concrete", "paving", "wood", "fine_gravel", "gravel", "grating", "setts", "cobbles",
            "grass_pavers", "loose_stone", "wood_chips", "grass", "earth", "sand", "paved", "unpaved",
            "steps")  # fmt: skip
"""The classes of the table of surfaces, from even to loose, and steps; a test holds them against it."""

_SURFACES: Codes = {"unknown": Text("ukendt", "unknown"), **{code: word(code) for code in SURFACES}}

REPAIR_TYPES: Codes = {
    "end_to_end": Text("løse ender samlet", "loose ends joined"),
    "end_to_point": Text("løs ende samlet med et punkt på en linje", "loose end joined with a point of a line"),
    "end_on_line": Text("ende samlet med en linje", "end joined with a line"),
    "crossing": Text("kryds gjort til knude", "crossing made a node"),
    "duplicate": Text("dublet lagt sammen", "twin made one"),
    "multipart": Text("objekt i flere dele delt op", "feature of several parts taken apart"),
    "missing": Text("uden geometri, udeladt", "without geometry, left out"),
    "zero_length": Text("uden længde, udeladt", "of no length, left out"),
    "height_unknown": Text("nogle højder ukendte", "some heights unknown"),
    "duplicate_differs": Text("dubletter siger forskelligt, begge beholdt", "twins that differ, both kept"),
    "crossing_same_level": Text("kryds på samme niveau uden punkt", "crossing at one level without a point"),
    "crossing_unknown_level": Text("kryds uden punkt, niveau ukendt", "crossing without a point, level unknown"),
    "overlap": Text("ligger oven på en anden linje", "lies on another line"),
    "self_crossing": Text("krydser sig selv", "crosses itself"),
    "bridge_end_doubtful": Text("brodele mødes: slutter broen her?", "pieces of bridge meet: does it end here?"),
    "heights_apart": Text("skilt af højder", "parted by heights"),
    "level_guessed": Text("ukendt niveau ved bro eller tunnel", "unknown level at a bridge or tunnel"),
    "gap": Text("gab", "gap"),
    "join_unproved": Text("samling, der ikke kunne bevises", "join that could not be proved"),
    "gap_kept_apart": Text("gab, som noget skiller", "gap that something keeps apart"),
}
"""Kinds of rows of an audit."""

TIERS: Codes = {
    "done": Text("rettet", "repaired"),
    "proposed": Text("foreslås rettet", "proposed for mending"),
    "candidate": Text("kandidat til en ny forbindelse", "candidate for a new link"),
    "noted": Text("set og ladt være", "found and left"),
}

REASONS: Codes = {
    "": Text("", ""),
    "wide": Text("gabet er for bredt", "the gap is too wide"),
    "chain": Text("flere ender i en kæde, eller tvivl om hvilken", "several ends in a chain, or doubt about which"),
    "barrier": Text("en barriere ligger imellem", "a barrier lies between"),
    "level": Text("forskellige niveauer", "different levels"),
    "height": Text("forskellige højder", "different heights"),
    "along": Text("samlet af en anden rettelse samme sted", "joined by another repair at the place"),
}

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
    "restricted": Column(
        Text("Privat eller begrænset adgang efter kilden", "Private or limited access by the source"), codes=ANSWERS
    ),
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
    "part": Column(Text("Del af objektet, fra 0", "Part of the feature, from 0"), for_programs=True),
    "way_id": Column(Text("Linje nr. i nettet", "Line no. in the network"), for_programs=True),
    "piece": Column(Text("Stykke af linjen, fra 0", "Piece of the line, from 0")),
    "pieces": Column(Text("Stykker af linjen", "Pieces of the line")),
    "heights_m": Column(Text("Højder af linjens punkter", "Heights of the line's points"), "m", for_programs=True),
    # the audit
    "repair_id": Column(Text("Rettelsens id", "Id of the repair")),
    "repair_type": Column(Text("Hvad", "What"), codes=REPAIR_TYPES),
    "tier": Column(Text("Gjort, foreslået eller set", "Done, proposed or seen"), codes=TIERS),
    "repair_rank": Column(Text("Plads efter virkning", "Place by effect")),
    "coherence_gain_pct": Column(Text("Sammenhæng, der vindes", "Coherence gained"), "%", decimals=3),
    "joined_dwellings": Column(Text("Boliger på den mindste side", "Dwellings of the lesser side"), decimals=0),
    "joined_m": Column(Text("Net på den mindste side", "Network of the lesser side"), "m", decimals=0),
    "way_end": Column(
        Text("Linjens ende", "End of the line"),
        codes={"begin": Text("første punkt", "first point"), "end": Text("sidste punkt", "last "
            "point"), "": Text("", "")}, for_programs=True),
    "gap_m": Column(Text("Gabets bredde", "Width of the gap"), "m", decimals=3),
    "to_source": Column(Text("Modpartens kilde", "Source of the other"), for_programs=True),
    "to_feature": Column(Text("Modparten", "The other")),
    "to_way_id": Column(Text("Modpartens linje nr.", "Line no. of the other"), for_programs=True),
    "why": Column(Text("Hvorfor", "Why"), codes=REASONS),
    "length_change_m": Column(Text("Ændring af længde", "Change of length"), "m", decimals=3),
    "before": Column(Text("Før", "Before"), for_programs=True),
    "after": Column(Text("Efter", "After"), for_programs=True),
    "undo": Column(Text("Fortryd", "Undo"), for_programs=True),
}  # fmt: skip
