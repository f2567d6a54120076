"""Findings that were seen and put aside (fund lagt til side): each with a reason and a date, for that fault alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._checks import cell_text
from gistools.addresses.moments import read_day
from gistools.errors import TableError
from gistools.text import Text, counted, joined

if TYPE_CHECKING:
    import pandas as pd

SUPPRESSION_COLUMNS = ("finding_id", "suppressed_why", "suppressed_date")
"""Columns of a list of suppressions."""

_MOST_TOLD = 10


def put_aside(frame: pd.DataFrame, suppressions: pd.DataFrame | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return findings with the reason and date of those that were put aside, and the suppressions of none of them.

    Parameters
    ----------
    frame:
        Findings; ``suppressed_why`` and ``suppressed_date`` are written.
    suppressions:
        `SUPPRESSION_COLUMNS`; None for none.

    Raises
    ------
    TableError
        When suppressions lack a column, a reason or a date, or name a finding twice.
    """
    if suppressions is None:
        return frame, frame.iloc[:0][list(SUPPRESSION_COLUMNS)]
    _check(suppressions)
    told = suppressions[list(SUPPRESSION_COLUMNS)].map(cell_text).reset_index(drop=True)
    mine = told.set_index("finding_id")
    found = frame["finding_id"].isin(mine.index)
    for column in SUPPRESSION_COLUMNS[1:]:
        frame.loc[found, column] = frame.loc[found, "finding_id"].map(mine[column])
    return frame, told[~told["finding_id"].isin(frame["finding_id"])].reset_index(drop=True)


def lapsed_note(lapsed: pd.DataFrame) -> Text:
    """Return that some suppressions are of no finding any more, with their ids."""
    ids = ", ".join(lapsed["finding_id"][:_MOST_TOLD]) + (" …" if len(lapsed) > _MOST_TOLD else "")
    count = len(lapsed)
    return Text(
        f"{counted(count, 'fund', 'fund')} lagt til side er ikke blandt fundene denne gang (rettet, ændret, eller "
        f"reglen er ikke spurgt): {ids}",
        f"{counted(count, 'finding', 'findings')} put aside {'is' if count == 1 else 'are'} not among the "
        f"findings this time (mended, changed, or the rule was not asked): {ids}",
    )


def _check(given: pd.DataFrame) -> None:
    missing = [column for column in SUPPRESSION_COLUMNS if column not in given]
    faults = [Text(f"kolonnen {one} mangler", f"the column {one} is missing") for one in missing]
    if not missing:
        for k, cells in enumerate(given[list(SUPPRESSION_COLUMNS)].to_numpy().tolist(), start=1):
            row = [cell_text(cell) for cell in cells]
            if not row[1]:
                faults.append(Text(f"række {k} har ingen grund", f"row {k} has no reason"))
            if read_day(row[2]) is None:
                faults.append(Text(f"række {k} har datoen {row[2]!r}", f"row {k} has the date {row[2]!r}"))
        ids = given["finding_id"].map(cell_text)
        faults += [Text(f"{one} står to gange", f"{one} stands twice") for one in sorted(set(ids[ids.duplicated()]))]
    if faults:
        raise TableError(
            joined(faults),
            Text(
                "en række for hvert fund: finding_id, suppressed_why, suppressed_date (år-måned-dag)",
                "a row for each finding: finding_id, suppressed_why, suppressed_date (year-month-day)",
            ),
            Text("skriv, hvorfor fundet ikke skal ses igen, og hvornår det blev besluttet",
                 "write why the finding need not be seen again, and when that was decided"),
        )  # fmt: skip
