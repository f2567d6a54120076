"""What must hold between the cells of some tables (tabelregler), beside the range of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    Rule = Callable[[pd.DataFrame], tuple[pd.DataFrame, list[Text]]]

_LEAST_KNOTS = 2
_CM_PER = {"m": 0.01, "cm": 1.0, "mm": 10.0}  # how many of the unit make a centimetre
_GIVEN = {
    "step": ("threshold_m", "amount_dkk"),
    "curve": ("depth_m", "amount_dkk"),
    "log": ("log_a", "log_b"),
}
_OF_NO_USE = {
    "step": ("depth_m", "log_a", "log_b", "cap_m", "cap_dkk"),
    "curve": ("log_a", "log_b", "cap_m", "cap_dkk"),
    "log": ("depth_m", "amount_dkk", "low_dkk", "high_dkk"),
}
_SHARED = ("basis", "price_year", "threshold_m")


def building_damage(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Text]]:
    """Return the table with logarithms of cm, and what is wrong: forms without their figures, curves that fall."""
    faults: list[Text] = []
    for row, form in enumerate(frame["form"]):
        cells = frame.iloc[row]
        faults += [_at([row], f"{c} mangler (form {form})", f"{c} is missing (form {form})")
                   for c in _GIVEN[form] if np.isnan(cells[c])]  # fmt: skip
        faults += [_at([row], f"{c} bruges ikke af form {form}", f"{c} is of no use to form {form}")
                   for c in _OF_NO_USE[form] if not np.isnan(cells[c])]  # fmt: skip
        if form == "log" and not cells["log_unit"]:
            faults.append(_at([row], "log_unit mangler (m, cm eller mm)", "log_unit is missing (m, cm or mm)"))
        if cells["basis"] == "m2_basement" and cells["part"] != "basement":
            faults.append(_at([row], "m2_basement, men ikke en kælder", "m2_basement, but no basement"))
        low, mid, high = cells["low_dkk"], cells["amount_dkk"], cells["high_dkk"]
        if low > mid or mid > high or low > high:
            faults.append(
                _at([row], "low_dkk, amount_dkk, high_dkk stiger ikke", "low_dkk, amount_dkk, high_dkk do not rise")
            )
    for key, rows in frame.groupby(["hazard", "damage_class", "part"], sort=False):
        name = " ".join(map(str, key))
        faults += [Text(f"{name}: {t.da}", f"{name}: {t.en}") for t in _curve_faults(rows)]
    scale = frame["log_unit"].map(_CM_PER).fillna(1.0)
    shifted = frame["log_b"] + frame["log_a"] * np.log(scale)
    unit = frame["log_unit"].where(frame["log_unit"] == "", "cm")
    return frame.assign(log_b=shifted, log_unit=unit), faults


def _curve_faults(rows: pd.DataFrame) -> list[Text]:
    forms = sorted(set(rows["form"]))
    if len(forms) > 1:
        return [_at(rows.index, f"flere former ({', '.join(forms)})", f"several forms ({', '.join(forms)})")]
    if forms != ["curve"]:
        return []
    faults = []
    if len(rows) < _LEAST_KNOTS:
        faults.append(
            _at(rows.index, "en kurve af ét punkt, der skal mindst 2 til", "a curve of one point, at least 2 needed")
        )
    faults += [
        _at(rows.index, f"kurvens punkter har ikke samme {c}", f"the points of the curve differ in {c}")
        for c in _SHARED
        if len(set(rows[c].fillna(-1.0))) > 1
    ]
    knots = rows.sort_values("depth_m")
    for column in ("amount_dkk", "low_dkk", "high_dkk"):
        money = knots[column].to_numpy(np.float64)
        for k in np.flatnonzero(money[1:] < money[:-1]).tolist():
            before, after = knots.iloc[k], knots.iloc[k + 1]
            faults.append(
                _at(
                    knots.index[[k + 1]],
                    f"{column} falder med dybden: {danish(before[column], ',.10g')} kr. ved "
                    f"{danish(before['depth_m'])} m, "
                    f"{danish(after[column], ',.10g')} kr. ved {danish(after['depth_m'])} m",
                    f"{column} falls with depth: {before[column]:g} DKK at {before['depth_m']:g} m, "
                    f"{after[column]:g} DKK at {after['depth_m']:g} m",
                )
            )
    return faults


def discount_rates(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Text]]:
    """Return the table, and what is wrong with its periods: they begin at year 0 and follow one upon the other."""
    faults: list[Text] = []
    for name, rows in frame.groupby("period_set", sort=False):
        periods = rows.sort_values("from_year")
        first, last = periods["from_year"].to_numpy(), periods["to_year"].to_numpy()
        if first[0] != 0.0:
            faults.append(_at(periods.index[[0]], f"sæt {name} begynder ved år {first[0]:g}, ikke 0",
                              f"set {name} begins at year {first[0]:g}, not 0"))  # fmt: skip
        faults += [
            _at(
                periods.index[[k, k + 1]],
                f"sæt {name}: {last[k]:g} følges af {first[k + 1]:g}",
                f"set {name}: {last[k]:g} is followed by {first[k + 1]:g}",
            )
            for k in np.flatnonzero(last[:-1] + 1.0 != first[1:]).tolist()
        ]
        if not np.isnan(last[-1]):
            faults.append(_at(periods.index[[-1]], f"sæt {name} ender ved år {last[-1]:g}; lad to_year være tom",
                              f"set {name} ends at year {last[-1]:g}; leave to_year empty"))  # fmt: skip
    return frame, faults


def solution_rules(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Text]]:
    """Return the table and what is wrong: a number where words belong, words where a number does, or neither."""
    faults: list[Text] = []
    for row, (criterion, operator, value, words, unclear) in enumerate(
        frame[["criterion", "operator", "value", "words", "unclear"]].itertuples(index=False)
    ):
        counts, compares = criterion in NUMBER_CRITERIA, operator in {"at_least", "at_most", "above"}
        if counts != compares:
            faults.append(_at([row], f"{criterion} kan ikke være {operator}", f"{criterion} cannot be {operator}"))
        elif compares and np.isnan(value):
            faults.append(_at([row], "value mangler", "value is missing"))
        elif not compares and not (words or unclear):
            faults.append(_at([row], "words og unclear er tomme", "words and unclear are empty"))
    return frame, faults


NUMBER_CRITERIA = frozenset(
    {
        "groundwater_m", "slope_pct", "area_m2", "length_m", "building_distance_m", "stream_distance_m", "damage_dkk",
        "damage_below_dkk", "sinuosity",
    }
)  # fmt: skip
"""Criteria of solutions that are numbers; the others are words."""

PATH_UNITS = {
    "quiet_speed": "km/t", "quiet_aadt": "køretøjer/døgn", "width": "m", "good_width": "m", "kerb": "cm",
    "cross_fall": "‰", "slope_up": "‰", "slope_down": "‰", "landing": "m", "run_up": "m", "rest_every": "m",
    "surface": "",
}  # fmt: skip
"""Unit of each limit of paths that is a number."""

PATH_RUNS = frozenset({"landing", "run_up"})
"""Limits of paths that are of stretches steeper than something."""


def path_limits(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Text]]:
    """Return the table and what is wrong: limits without number or in another unit, stretches steeper than nothing."""
    faults: list[Text] = []
    for row, (rule, over, value, unit, strength) in enumerate(
        frame[["rule", "over_permille", "value", "unit", "strength"]].itertuples(index=False)
    ):
        if (rule in PATH_RUNS) == np.isnan(over):
            missing = rule in PATH_RUNS
            faults.append(
                _at(
                    [row],
                    f"{rule}: over_permille {'mangler' if missing else 'bruges ikke'}",
                    f"{rule}: over_permille {'is missing' if missing else 'is of no use'}",
                )
            )
        if strength == "none":
            continue
        if (rule in PATH_UNITS) == np.isnan(value):
            missing = rule in PATH_UNITS
            faults.append(
                _at(
                    [row],
                    f"{rule}: value {'mangler' if missing else 'bruges ikke'}",
                    f"{rule}: value {'is missing' if missing else 'is of no use'}",
                )
            )
        elif unit != PATH_UNITS.get(rule, ""):
            needed = PATH_UNITS.get(rule, "") or "–"
            faults.append(
                _at(
                    [row],
                    f"{rule}: enheden {unit or '–'}, der skal stå {needed}",
                    f"{rule}: unit {unit or '–'}, which must be {needed}",
                )
            )
    return frame, faults


def path_surfaces(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Text]]:
    """Return the table and what is wrong: a best rank that is worse than the worst."""
    wrong = np.flatnonzero(frame["rank_low"] > frame["rank_high"]).tolist()
    return frame, [_at([row], "rank_low over rank_high", "rank_low above rank_high") for row in wrong]


RULES: dict[str, Rule] = {
    "building_damage": building_damage,
    "discount_rates": discount_rates,
    "path_limits": path_limits,
    "path_surfaces": path_surfaces,
    "solution_rules": solution_rules,
}


def _at(rows: Iterable[int], da: str, en: str) -> Text:
    """Return a fault with the numbers of its rows, from 1."""
    shown = ", ".join(str(int(i) + 1) for i in rows)
    return Text(f"række {shown}: {da}", f"row {shown}: {en}")
