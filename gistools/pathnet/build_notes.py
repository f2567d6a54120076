"""What is said of a network that was built: what was mended, what is proposed, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.pathnet.repairs import CANDIDATE, DONE, NOTED, PROPOSED
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    import pandas as pd

    from gistools.pathnet.build_params import BuildParams

_KINDS = {
    "end_to_end": Text("løse ender samlet med hinanden", "loose ends joined with each other"),
    "end_to_point": Text("løse ender samlet med et punkt på en linje", "loose ends joined with a point of a line"),
    "end_on_line": Text("ender samlet med en linje uden punkt der", "ends joined with a line without a point there"),
    "crossing": Text("kryds gjort til knuder", "crossings made nodes"),
    "duplicate": Text("dubletter lagt sammen", "twins made one"),
    "multipart": Text("objekter i flere dele delt op", "features of several parts taken apart"),
    "missing": Text("objekter uden geometri udeladt", "features without geometry left out"),
    "zero_length": Text("linjer uden længde udeladt", "lines of no length left out"),
    "height_unknown": Text("linjer med ukendte højder imellem kendte", "lines with unknown heights among known ones"),
    "duplicate_differs": Text("dubletter med forskellige oplysninger, begge beholdt", "twins that tell "
    "different things, both kept"),
    "crossing_same_level": Text("kryds på samme niveau uden fælles punkt", "crossings at one level without a "
    "shared point"),
    "crossing_unknown_level": Text("kryds uden fælles punkt og uden kendt niveau", "crossings without a shared "
    "point or a known level"),
    "overlap": Text("linjer, der ligger på hinanden et stykke", "lines that lie on each other for a stretch"),
    "self_crossing": Text("linjer, der krydser sig selv", "lines that cross themselves"),
    "bridge_end_doubtful": Text("ender af broer, hvor det ikke ses, om broen går videre", "ends of bridges that "
    "may go on"),
    "heights_apart": Text("punkter skilt af deres højder", "points parted by their heights"),
    "level_guessed": Text("punkter uden kendt niveau ved en bro eller tunnel", "points of unknown level at a "
    "bridge or tunnel"),
    "join_unproved": Text("samlinger, der ikke kunne bevises og ikke er gjort: meld dem", "joins that could not be "
    "proved and were not made: report them"),
    "gap_kept_apart": Text("gab, som en barriere, et niveau eller en højde skiller", "gaps kept apart by a "
    "barrier, level or height"),
}  # fmt: skip
"""Kinds of rows of an audit."""


def notes_of(audit: pd.DataFrame, params: BuildParams) -> list[Text]:
    """Return what is said of an audit."""
    notes = []
    for tier, da, en in ((DONE, "Rettet", "Repaired"), (NOTED, "Set og ladt være", "Found and left")):
        counts = audit.loc[audit["tier"] == tier, "repair_type"].value_counts()
        if len(counts):
            words = [(k, _KINDS[str(kind)]) for kind, k in counts.items()]
            notes.append(Text(
                f"{da}: " + "; ".join(f"{k} {text.da}" for k, text in words) + ".",
                f"{en}: " + "; ".join(f"{k} {text.en}" for k, text in words) + ".",
            ))  # fmt: skip
    for tier, limit, da, en in (
        (PROPOSED, params.propose_m, "foreslås rettet", "proposed for mending"),
        (CANDIDATE, params.candidate_m, "er kandidater til en ny forbindelse", "told as candidates for a new link"),
    ):
        mine = audit[audit["tier"] == tier]
        if len(mine):
            useful = mine[mine["joined_m"] > 0]
            joined = danish(round(float(useful["joined_m"].sum())))
            notes.append(Text(
                f"{len(mine)} gab på højst {danish(limit)} m {da}; {len(useful)} af dem samler i alt {joined} m "
                f"med den "
                "største del, i rækkefølgen repair_rank.",
                f"{counted(len(mine), 'gap', 'gaps')} of at most {limit:g} m {en}; {len(useful)} of these join "
                f"{joined} m in all to the largest part, in the order of repair_rank.",
            ))  # fmt: skip
    return notes
