"""Samples held against criteria (prøver og kriterier): each substance by itself, then the sample, with the reason.

By the order on slightly contaminated soil: a soil sample of which nothing exceeds its quality criterion is below the
criteria; one that exceeds them by nothing but the substances of the order, and those below their cut-off, is slightly
contaminated; any other is contaminated. Criteria assume a very sensitive use, each medium has its own, and they are no
risk assessment.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import cell_text, number_in, plain_name, require_kind
from gistools.errors import TableError
from gistools.tables import Table, load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CRITERIA = "soil_criteria"
REQUIRED = ("sample_id", "substance", "value", "unit")
ANALYSIS_COLUMNS = (*REQUIRED, "medium")
"""Columns of analyses; a medium that is not told is soil. Values may be written as less than: ``<0,05``."""

RESULT_COLUMNS = ("sample_id", "substance", "medium", "value", "below_detection", "unit", "quality", "cutoff",
                  "criterion_verified", "verdict", "why_da", "why_en")  # fmt: skip
"""Columns of what is told of each analysis, values and criteria in the unit of the criterion."""

SAMPLE_COLUMNS = ("sample_id", "medium", "soil_class", "analyses", "not_told", "deciding", "why_da", "why_en")
"""Columns of what is told of each sample and medium."""


class Verdict(enum.StrEnum):
    """Where a value lies (sammenligning med kriterierne)."""

    BELOW = "below"
    BETWEEN = "between"
    ABOVE = "above"
    NOT_TOLD = "not_told"


class SoilClass(enum.StrEnum):
    """What a sample is (jordens klasse)."""

    BELOW_CRITERIA = "below_criteria"
    SLIGHTLY = "slightly"
    CONTAMINATED = "contaminated"
    ABOVE_CRITERION = "above_criterion"
    UNKNOWN = "unknown"

    @property
    def word(self) -> Text:
        """What it is called; nothing is clean beyond the substances that were measured."""
        return _CLASSES[self]


_CLASSES = {
    SoilClass.BELOW_CRITERIA: Text("ren for de målte stoffer", "clean as to the substances measured"),
    SoilClass.SLIGHTLY: Text("lettere forurenet", "slightly contaminated"),
    SoilClass.CONTAMINATED: Text("forurenet", "contaminated"),
    SoilClass.ABOVE_CRITERION: Text("over kriteriet", "above the criterion"),
    SoilClass.UNKNOWN: Text("kan ikke afgøres", "cannot be told"),
}

_UNITS: Mapping[str, tuple[str, float]] = {
    "g/kg": ("mg/kg", 1e3), "mg/kg": ("mg/kg", 1.0), "µg/kg": ("mg/kg", 1e-3), "ng/kg": ("mg/kg", 1e-6),
    "mg/l": ("µg/l", 1e3), "µg/l": ("µg/l", 1.0), "ng/l": ("µg/l", 1e-3),
    "mg/m3": ("mg/m3", 1.0), "µg/m3": ("mg/m3", 1e-3), "ng/m3": ("mg/m3", 1e-6),
}  # fmt: skip
_DRY = re.compile(r"(ts|tørstof|dm|dw)$")
_MEDIA = {
    "": "soil", "jord": "soil", "soil": "soil",
    "grundvand": "groundwater", "groundwater": "groundwater", "vand": "groundwater",
    "indeklima": "indoor_air", "indeluft": "indoor_air", "indoorair": "indoor_air",
}  # fmt: skip
_MICRO = str.maketrans({"μ": "µ", "³": "3", " ": None})


@dataclass(frozen=True, eq=False)
class Classified:
    """Samples and what they were held against.

    Parameters
    ----------
    samples:
        `SAMPLE_COLUMNS`.
    results:
        `RESULT_COLUMNS`, a row for each analysis in its order.
    unverified:
        What of the criteria nobody has read in a source, or must be loaded.
    """

    samples: pd.DataFrame
    results: pd.DataFrame
    unverified: tuple[Text, ...]

    def __repr__(self) -> str:
        """Return how many of each class."""
        counts = self.samples["soil_class"].value_counts()
        return (
            f"Classified({', '.join(f'{counts[one.value]} {one.value}' for one in SoilClass if one.value in counts)})"
        )


def classify_samples(analyses: pd.DataFrame, criteria: Table | None = None) -> Classified:
    """Return samples by class and analyses by verdict (klassificering af prøver).

    Parameters
    ----------
    analyses:
        `ANALYSIS_COLUMNS`, a row for each sample and substance; substances by code, Danish or English name, units such
        as mg/kg TS, µg/l, µg/m3. Columns of other names are not read.
    criteria:
        Table ``soil_criteria`` as it ships, or the user's own of the same form.

    Returns
    -------
    Classified
        What cannot be told (no criterion, another unit, a detection limit above the criterion) is told so and never
        counts as below: a sample is below the criteria, or slightly contaminated, when that holds for all of its
        analyses, unknown when one cannot be told, and contaminated when one shows it, whatever the others.

    Raises
    ------
    TableError
        For missing columns, samples without an id, values that are no numbers, units and media that nobody knows: all
        at once.
    WrongKindError
        For criteria that are no table.

    >>> rows = [("B1", "bly", "120", "mg/kg TS"), ("B1", "zink", "<5", "mg/kg"), ("B2", "bly", "450", "mg/kg")]
    >>> found = classify_samples(pd.DataFrame(rows, columns=list(REQUIRED))).samples
    >>> found[["sample_id", "soil_class"]].values.tolist()
    [['B1', 'slightly'], ['B2', 'contaminated']]
    """
    table = load_table(CRITERIA) if criteria is None else criteria
    require_kind(table, Table, "criteria")
    read = list(_read(analyses))
    known = _criteria(table)
    results = [_result(one, known) for one in read]
    frame = pd.DataFrame(results, columns=list(RESULT_COLUMNS))
    return Classified(_samples(frame), frame, table.unverified)


def _read(analyses: pd.DataFrame) -> Iterator[dict[str, Any]]:
    missing = [name for name in REQUIRED if name not in analyses.columns]
    if missing:
        raise _error([Text(f"kolonnen {name} mangler", f"column {name} is missing") for name in missing])
    faults, rows = [], []
    for k, row in enumerate(analyses.to_dict("records"), start=1):
        told = {name: cell_text(row.get(name)) for name in ANALYSIS_COLUMNS}
        one, wrong = _cells(told, row.get("value"))
        faults += [Text(f"række {k}: {fault.da}", f"row {k}: {fault.en}") for fault in wrong]
        rows.append(one)
    if faults:
        raise _error(faults)
    yield from rows


def _cells(told: dict[str, str], value: object) -> tuple[dict[str, Any], list[Text]]:
    faults = []
    for name, da in (("sample_id", "prøvens id"), ("substance", "stoffet")):
        if not told[name]:
            faults.append(Text(f"{da} mangler", f"{name} is missing"))
    below = told["value"].startswith("<")
    try:
        number = number_in(told["value"].removeprefix("<") if isinstance(value, str) else value)
    except ValueError:
        number = np.nan
    if isinstance(value, bool | np.bool_) or not np.isfinite(number) or number < 0:
        faults.append(Text(f"værdien {told['value']!r}", f"the value {told['value']!r}"))
    unit = _DRY.sub("", told["unit"].casefold().translate(_MICRO).replace("ug/", "µg/"))
    if unit not in _UNITS:
        faults.append(Text(f"enheden {told['unit']!r}", f"the unit {told['unit']!r}"))
    medium = _MEDIA.get(plain_name(told["medium"]).replace(" ", ""))
    if medium is None:
        faults.append(Text(f"mediet {told['medium']!r}", f"the medium {told['medium']!r}"))
    base, factor = _UNITS.get(unit, ("", 1.0))
    made = {"sample_id": told["sample_id"], "substance": told["substance"], "medium": medium, "value": number * factor,
            "below_detection": below, "unit": base}  # fmt: skip
    return made, faults


def _error(faults: list[Text]) -> TableError:
    return TableError(
        Text("fejl i analyserne", "faults in analyses"),
        Text(f"kolonnerne {', '.join(REQUIRED)}; værdier som 12,5 eller <0,05; enheder som mg/kg TS, µg/l, mg/m3",
             f"the columns {', '.join(REQUIRED)}; values such as 12.5 or <0.05; units such as mg/kg, µg/l, mg/m3"),
        Text("ret alle de nævnte rækker", "correct all rows named"),
        tuple(faults),
    )  # fmt: skip


def _criteria(table: Table) -> dict[tuple[str, str], dict[str, Any]]:
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for row in table.frame.to_dict("records"):
        for name in {plain_name(str(row[key])) for key in ("substance", "name_da", "name_en")}:
            known.setdefault((name, str(row["medium"])), {str(key): value for key, value in row.items()})
    return known


def _result(one: dict[str, Any], known: dict[tuple[str, str], dict[str, Any]]) -> tuple[object, ...]:
    row = known.get((plain_name(one["substance"]), one["medium"]))
    quality = np.nan if row is None else float(row["quality"])
    cutoff = np.nan if row is None else float(row["cutoff"])
    verdict, why = _verdict(one, row, quality, cutoff)
    return (
        one["sample_id"], one["substance"] if row is None else row["substance"], one["medium"], one["value"],
        one["below_detection"], one["unit"], quality, cutoff, row is not None and bool(row["verified"]),
        verdict.value, why.da, why.en,
    )  # fmt: skip


def _verdict(one: dict[str, Any], row: dict[str, Any] | None, quality: float, cutoff: float) -> tuple[Verdict, Text]:
    if row is None:
        return Verdict.NOT_TOLD, Text(
            f"{one['substance']} er ikke i tabellen", f"{one['substance']} is not in the table"
        )
    name = Text(str(row["name_da"]), str(row["name_en"]))
    value, shown, limit = one["value"], f"{one['value']:g} {one['unit']}", f"{quality:g} {row['unit']}"
    if np.isnan(quality):
        verdict, da, en = Verdict.NOT_TOLD, f"kriteriet skal indlæses: {row['source_da']}", f"load {row['source_en']}"
    elif row["unit"] != one["unit"]:
        verdict, da, en = Verdict.NOT_TOLD, f"kriteriet er i {row['unit']}", f"the criterion is in {row['unit']}"
    elif one["below_detection"] and value > quality:
        verdict = Verdict.NOT_TOLD
        da, en = f"detektionsgrænsen {shown} er over {limit}", f"the detection limit {shown} is above {limit}"
    elif one["below_detection"]:
        verdict, da, en = Verdict.BELOW, f"ikke påvist, højst {shown}", f"not found, at most {shown}"
    elif value <= quality:
        verdict, da, en = Verdict.BELOW, f"{shown}, højst {limit}", f"{shown}, at most {limit}"
    elif bool(row["slightly"]) and np.isnan(cutoff):
        verdict = Verdict.NOT_TOLD
        da, en = f"{shown}, over {limit}; afskæringskriteriet mangler", f"{shown}, above {limit}; no cut-off is given"
    elif bool(row["slightly"]) and value <= cutoff:
        verdict, da, en = Verdict.BETWEEN, f"{shown}, mellem {limit} og {cutoff:g}", f"{shown}, {limit} to {cutoff:g}"
    else:
        over = cutoff if bool(row["slightly"]) else quality
        verdict, da, en = Verdict.ABOVE, f"{shown}, over {over:g}", f"{shown}, above {over:g}"
    return verdict, Text(f"{name.da}: {da}", f"{name.en}: {en}")


def _samples(results: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for (sample, medium), part in results.groupby(["sample_id", "medium"], sort=True):
        soil_class, shows = _class(set(part["verdict"]), str(medium))
        deciding = part[part["verdict"] == shows.value]
        rows.append((
            sample, medium, soil_class.value, len(part), int((part["verdict"] == Verdict.NOT_TOLD.value).sum()),
            " ".join(dict.fromkeys(deciding["substance"])), "; ".join(deciding["why_da"]),
            "; ".join(deciding["why_en"]),
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(SAMPLE_COLUMNS))


def _class(verdicts: set[str], medium: str) -> tuple[SoilClass, Verdict]:
    """Return the class of a sample and the verdict that decides it; other media than soil know no slightly."""
    if Verdict.ABOVE.value in verdicts:
        return SoilClass.CONTAMINATED if medium == "soil" else SoilClass.ABOVE_CRITERION, Verdict.ABOVE
    if Verdict.NOT_TOLD.value in verdicts:
        return SoilClass.UNKNOWN, Verdict.NOT_TOLD
    if Verdict.BETWEEN.value in verdicts:
        return SoilClass.SLIGHTLY, Verdict.BETWEEN
    return SoilClass.BELOW_CRITERIA, Verdict.BELOW
