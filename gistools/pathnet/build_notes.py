"""What is said of a network that was built: what was mended, what is proposed, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.pathnet.repairs import CANDIDATE, DONE, NOTED, PROPOSED
from gistools.styles.columns import COLUMNS
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    import pandas as pd

    from gistools.pathnet.build_params import BuildParams
    from gistools.pathnet.homes import Dwellers

_KINDS = {
    "end_to_end": (
        Text("løs ende samlet med en anden", "loose end joined with another"),
        Text("løse ender samlet med hinanden", "loose ends joined with each other"),
    ),
    "end_to_point": (
        Text("løs ende samlet med et punkt på en linje", "loose end joined with a point of a line"),
        Text("løse ender samlet med et punkt på en linje", "loose ends joined with a point of a line"),
    ),
    "end_on_line": (
        Text("ende samlet med en linje uden punkt der", "end joined with a line without a point there"),
        Text("ender samlet med en linje uden punkt der", "ends joined with a line without a point there"),
    ),
    "crossing": (
        Text("kryds gjort til knude", "crossing made a node"),
        Text("kryds gjort til knuder", "crossings made nodes"),
    ),
    "duplicate": (
        Text("dublet lagt sammen", "twin made one"),
        Text("dubletter lagt sammen", "twins made one"),
    ),
    "multipart": (
        Text("objekt i flere dele delt op", "feature of several parts taken apart"),
        Text("objekter i flere dele delt op", "features of several parts taken apart"),
    ),
    "missing": (
        Text("objekt uden geometri udeladt", "feature without geometry left out"),
        Text("objekter uden geometri udeladt", "features without geometry left out"),
    ),
    "zero_length": (
        Text("linje uden længde udeladt", "line of no length left out"),
        Text("linjer uden længde udeladt", "lines of no length left out"),
    ),
    "height_unknown": (
        Text("linje med ukendte højder imellem kendte", "line with unknown heights among known ones"),
        Text("linjer med ukendte højder imellem kendte", "lines with unknown heights among known ones"),
    ),
    "duplicate_differs": (
        Text("dublet med forskellige oplysninger, begge beholdt", "twin that tells different things, both kept"),
        Text("dubletter med forskellige oplysninger, begge beholdt", "twins that tell different things, both kept"),
    ),
    "crossing_same_level": (
        Text("kryds på samme niveau uden fælles punkt", "crossing at one level without a shared point"),
        Text("kryds på samme niveau uden fælles punkt", "crossings at one level without a shared point"),
    ),
    "crossing_unknown_level": (
        Text("kryds uden fælles punkt og uden kendt niveau", "crossing without a shared point or a known level"),
        Text("kryds uden fælles punkt og uden kendt niveau", "crossings without a shared point or a known level"),
    ),
    "overlap": (
        Text("linje, der ligger på en anden et stykke", "line that lies on another for a stretch"),
        Text("linjer, der ligger på hinanden et stykke", "lines that lie on each other for a stretch"),
    ),
    "self_crossing": (
        Text("linje, der krydser sig selv", "line that crosses itself"),
        Text("linjer, der krydser sig selv", "lines that cross themselves"),
    ),
    "bridge_end_doubtful": (
        Text("ende af en bro, hvor det ikke ses, om broen går videre", "end of a bridge that may go on"),
        Text("ender af broer, hvor det ikke ses, om broen går videre", "ends of bridges that may go on"),
    ),
    "heights_apart": (
        Text("punkt skilt af sine højder", "point parted by its heights"),
        Text("punkter skilt af deres højder", "points parted by their heights"),
    ),
    "level_guessed": (
        Text("punkt uden kendt niveau ved en bro eller tunnel", "point of unknown level at a bridge or tunnel"),
        Text("punkter uden kendt niveau ved en bro eller tunnel", "points of unknown level at a bridge or tunnel"),
    ),
    "join_unproved": (
        Text(
            "samling, der ikke kunne bevises og ikke er gjort: meld den",
            "join that could not be proved and was not made: report it",
        ),
        Text(
            "samlinger, der ikke kunne bevises og ikke er gjort: meld dem",
            "joins that could not be proved and were not made: report them",
        ),
    ),
    "gap_kept_apart": (
        Text("gab, som en barriere, et niveau eller en højde skiller", "gap kept apart by a barrier, level or height"),
        Text("gab, som en barriere, et niveau eller en højde skiller", "gaps kept apart by a barrier, level or height"),
    ),
}
"""Kinds of rows of an audit: what is said of one, and of several."""


def notes_of(audit: pd.DataFrame, params: BuildParams, dwellers: Dwellers | None = None) -> list[Text]:
    """Return what is said of an audit; repairs were ranked by dwellers where there are any."""
    notes = []
    for tier, da, en in ((DONE, "Rettet", "Repaired"), (NOTED, "Set og ladt være", "Found and left")):
        counts = audit.loc[audit["tier"] == tier, "repair_type"].value_counts()
        if len(counts):
            words = [(k, *_KINDS[str(kind)]) for kind, k in counts.items()]
            notes.append(Text(
                f"{da}: " + "; ".join(counted(k, one.da, many.da) for k, one, many in words) + ".",
                f"{en}: " + "; ".join(counted(k, one.en, many.en) for k, one, many in words) + ".",
            ))  # fmt: skip
    for tier, limit, said_da, said_en in (
        (PROPOSED, params.propose_m, ("foreslås rettet",) * 2, ("is proposed for mending", "are proposed for mending")),
        (
            CANDIDATE, params.candidate_m,
            ("er kandidat til en ny forbindelse", "er kandidater til en ny forbindelse"),
            ("is a candidate for a new link", "are candidates for a new link"),
        ),
    ):  # fmt: skip
        count = int((audit["tier"] == tier).sum())
        if count:
            notes.append(Text(
                f"{danish(count)} gab på højst {danish(limit)} m {said_da[count > 1]}.",
                f"{counted(count, 'gap', 'gaps')} of at most {limit:g} m {said_en[count > 1]}.",
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
    first = useful.iloc[:_FIRST]
    dwellings = dwellings and bool(first["joined_dwellings"].sum() > 0)  # none: metres tell what is won
    name = "joined_dwellings" if dwellings else "joined_m"
    what = ("boliger", "dwellings") if dwellings else ("m sti og vej", "m of ways")
    joined, won, whole = first[name].sum(), first["coherence_gain_pct"].sum(), useful["coherence_gain_pct"].sum()
    share = Text("", "")  # of no coherence there is none
    if whole > 0.0:
        part = round(100.0 * won / whole)
        share = Text(
            f", {danish(part)} % af den sammenhæng, alle gab kan give",
            f", {part} % of the coherence that all gaps can give",
        )
    amount = danish(round(float(joined)), ","), f"{joined:,.0f}"
    k, k_all, others = len(first), len(gaps), len(gaps) - len(useful)
    more = Text("", "")
    if others:
        more = Text(f" {danish(others)} gab samler intet.", f" {counted(others, 'gap joins', 'gaps join')} nothing.")
    begin = Text(f"Ret de {k} første af {danish(k_all)} gab først", f"Mend the first {k} of {k_all} gaps first")
    if k == k_all:
        begin = Text("Ret gabet", "Mend the gap") if k == 1 else Text(f"Ret de {k} gab", f"Mend the {k} gaps")
    elif k == 1:
        begin = Text(f"Ret det første af {danish(k_all)} gab først", f"Mend the first of {k_all} gaps first")
    order = COLUMNS["repair_rank"].label if k_all > 1 else Text("", "")
    by = Text(f" (kolonnen »{order.da}«)", f' (column "{order.en}")') if k_all > 1 else order
    return Text(
        f"{begin.da}{by.da}: {amount[0]} {what[0]} kommer til at hænge sammen med mere{share.da}.{more.da}",
        f"{begin.en}{by.en}: {amount[1]} {what[1]} come to hang together with more{share.en}.{more.en}",
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
