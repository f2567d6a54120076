"""What is said of a network that was built: what was mended, what is proposed, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.pathnet.repairs import CANDIDATE, DONE, NOTED, PROPOSED
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    import pandas as pd

    from gistools.pathnet.build_params import BuildParams
    from gistools.pathnet.homes import Dwellers

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


def notes_of(audit: pd.DataFrame, params: BuildParams, dwellers: Dwellers | None = None) -> list[Text]:
    """Return what is said of an audit; repairs were ranked by dwellers where there are any."""
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
        count = int((audit["tier"] == tier).sum())
        if count:
            notes.append(Text(
                f"{danish(count)} gab på højst {danish(limit)} m {da}.",
                f"{counted(count, 'gap', 'gaps')} of at most {limit:g} m {en}.",
            ))  # fmt: skip
    open_ = audit[audit["tier"].isin([PROPOSED, CANDIDATE])].sort_values("repair_rank")
    if len(open_):
        notes.append(_first_of(open_, dwellers is not None))
    if dwellers is not None:
        notes.append(Text(_sentence(dwellers.told.da), _sentence(dwellers.told.en)))
    return notes


_FIRST = 5


def _first_of(gaps: pd.DataFrame, dwellings: bool) -> Text:  # noqa: FBT001 - of this module alone
    """Return how far the first few gaps get, in their order."""
    useful = gaps[(gaps["coherence_gain_pct"] > 0.0) | (gaps["joined_m"] > 0.0)]
    if not len(useful):
        return Text("Ingen af gabene skiller to dele af nettet.", "None of the gaps parts two parts of the network.")
    name = "joined_dwellings" if dwellings else "joined_m"
    what = ("boliger", "dwellings") if dwellings else ("m sti og vej", "m of ways")
    first = useful.iloc[:_FIRST]
    joined, won, whole = first[name].sum(), first["coherence_gain_pct"].sum(), useful["coherence_gain_pct"].sum()
    share = 100.0 * won / whole if whole > 0.0 else 0.0
    amount = danish(round(float(joined))), f"{joined:,.0f}"
    k, k_all, others = len(first), len(gaps), len(gaps) - len(useful)
    more = Text("", "")
    if others:
        more = Text(f" {danish(others)} gab samler intet.", f" {counted(others, 'gap joins', 'gaps join')} nothing.")
    return Text(
        f"Ret {'det første' if k == 1 else f'de {k} første'} af {danish(k_all)} gab først (repair_rank): {amount[0]} "
        f"{what[0]} kommer til at hænge sammen med mere, {danish(round(share))} % af den sammenhæng, alle gab kan give."
        + more.da,
        f"Mend the first {'gap' if k == 1 else k} of {k_all} first (repair_rank): {amount[1]} {what[1]} come to hang "
        f"together with more, {share:.0f} % of the coherence that all gaps can give." + more.en,
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
