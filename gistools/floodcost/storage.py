"""What more room for water is worth (værdi af ekstra magasin): DKK a year saved by each extra m³ in a bluespot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import ParamError, TableError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.works import ORE
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.floodcost.level_damage import Rate

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_CURVE = ("pond_id", "bluespot_id", "rain_mm", "volume_m3")
NONE = 0  # a part whose water stands in no bluespot, as in `Exposure.pond_id`


@dataclass(frozen=True, eq=False)
class StorageValue:
    """What extra storage saves in each bluespot; made by `marginal_storage`.

    Parameters
    ----------
    frame:
        A row for each bluespot with a curve, the most worth first: bluespot_id, parts (of buildings, that its water
        damages), annual_dkk (expected annual damage of these), saved_dkk_per_year (by the extra storage where it is
        worth the most; NaN where it is not known), saved_dkk_per_m3_year, beyond_parts (those of which only a part, or
        nothing, of what is saved is known).
    extra_m3:
        The storage that was tried.
    notes:
        What the user should know.
    """

    frame: pd.DataFrame
    extra_m3: float
    notes: tuple[Text, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return `frame` with units and a title."""
        table = self.frame.copy()
        table.attrs.update(
            units={
                "annual_dkk": "DKK/år",
                "saved_dkk_per_year": "DKK/år",
                "saved_dkk_per_m3_year": "DKK/(m³·år)",
            },
            title=Text("Værdi af ekstra magasin", "Value of more storage"),
        )
        return table


def marginal_storage(
    onset_mm: F64,
    amount_dkk: F64,
    pond_id: I64,
    curves: pd.DataFrame,
    rate: Rate,
    *,
    extra_m3: float = 1.0,
    parent: I64 | None = None,
) -> StorageValue:
    """Return what extra storage in each bluespot saves a year, in the damage by the water of that bluespot.

    The storage takes the first ``extra_m3`` of the water that runs to the bluespot, so that a level is reached when
    that much more has come: a part with onset s is damaged from the rain s' at which V(s') = V(s) + extra, with V the
    volume that its pond holds at a rain. It saves amount x (rate(s) - rate(s')). For a small storage that is amount x
    (-d rate/d rain) / (dV/d rain), worked out here without a derivative.

    A curve ends where its pond is full. Where the storage is more than what is left up to there, a part is put off at
    least to that rain, and no more is counted: what the pond gets beyond it hangs on its neighbours, which are not as
    full with the storage as the curves say. Nor is what is saved further down, where water comes later too. So the
    value is a lower bound, but for the error that the curves have. Where that bound is nothing, as for parts that are
    reached only when their pond is full already, the value is not known.

    Storage is tried in one pond at a time: what lies in that pond and in those that it grows together into is put off,
    and of the ponds of a bluespot the one where it is worth the most counts. Values of several bluespots do not add up
    exactly.

    Parameters
    ----------
    onset_mm, amount_dkk:
        P x n, as for `damage_by_level`.
    pond_id:
        n or P x n: the pond (node of the forest, from 1) whose water reaches the part at its onset, as
        `Exposure.pond_id`; `NONE` for none.
    curves:
        From `gistools.cloudburst.curve_table.curve_table`: pond_id, bluespot_id, rain_mm, volume_m3; a single row says
        that nothing is saved.
    rate:
        Exceedances a year, `RainRate`.
    extra_m3:
        The storage tried.
    parent:
        The pond that each grows together into, from 0 as in `FlowField.forest`, -1 for none; without it each pond is
        taken to stand by itself, which is a lower bound too.

    Raises
    ------
    ParamError
        For a storage that is not above 0, or arrays that do not match.
    TableError
        For missing columns, or curves that do not rise.

    >>> class Gumbel:
    ...     drained_mm = 0.0
    ...     def rate(self, rain_mm): return np.exp(-rain_mm / 10.0)
    >>> curves = pd.DataFrame({"pond_id": 1, "bluespot_id": 7, "rain_mm": [0.0, 50.0], "volume_m3": [0.0, 100.0]})
    >>> value = marginal_storage(np.array([[20.0]]), np.array([[1e5]]), np.array([1]), curves, Gumbel())
    >>> value.frame["saved_dkk_per_m3_year"].round(2).tolist()  # 1e5 x (exp(-2) - exp(-2.05))
    [660.04]
    """
    pond = np.broadcast_to(np.asarray(pond_id, np.int64), onset_mm.shape) if np.ndim(pond_id) in {1, 2} else None
    if pond is None or onset_mm.shape != amount_dkk.shape or not 0.0 < extra_m3 < np.inf:
        raise ParamError(
            Text(
                f"begyndelsesregn {onset_mm.shape}, beløb {amount_dkk.shape}, magasin {danish(extra_m3)} m³",
                f"onset {onset_mm.shape}, amount {amount_dkk.shape}, storage {extra_m3:g} m³",
            ),
            Text(
                "dele × bygninger af samme form, og et magasin over 0 m³", "parts × buildings, and a storage above 0 m³"
            ),
            Text("ret de nævnte værdier", "correct the values named"),
        )
    by_pond = _curves(curves)
    costly = (amount_dkk != 0.0) & ~np.isposinf(onset_mm)
    unknown = costly & (np.isnan(onset_mm) | np.isnan(amount_dkk))
    counted = costly & ~unknown
    made: dict[int, _Saved] = {}
    for one, (_, rain, volume) in by_pond.items():
        at = counted & (pond == one)
        if at.any():
            onset, amount = onset_mm[at], amount_dkk[at]
            later, beyond = _later(onset, rain, volume, extra_m3)
            often = rate.rate(onset)
            made[one] = _Saved(
                int(at.sum()), int(beyond.sum()), float(amount @ often), float(amount @ (often - rate.rate(later)))
            )
    lost = int((counted & ~np.isin(pond, list(by_pond))).sum())
    frame = _frame({one: spot for one, (spot, _, _) in by_pond.items()}, made, parent, extra_m3)
    empty = int(frame["saved_dkk_per_year"].isna().sum())
    beyond_parts = int(frame["beyond_parts"].sum())
    return StorageValue(frame, extra_m3, _notes(lost, int(unknown.sum()), beyond_parts, empty, extra_m3))


def _curves(table: pd.DataFrame) -> dict[int, tuple[int, F64, F64]]:
    """Return bluespot, rains and volumes of each pond."""
    faults = [Text(f"kolonnen {c} mangler", f"column {c} is missing") for c in _CURVE if c not in table.columns]
    made = {}
    for pond, part in () if faults else table.groupby("pond_id", sort=True):
        rain, volume = (part[c].to_numpy(np.float64) for c in _CURVE[2:])
        if not (np.diff(rain) > 0.0).all() or not (np.diff(volume) >= 0.0).all():
            faults.append(Text(f"kurven for vandsamling {pond} stiger ikke", f"the curve of pond {pond} does not rise"))
        made[int(str(pond))] = (int(part["bluespot_id"].iloc[0]), rain, volume)
    if faults:
        raise TableError(
            Text("fejl i fyldningskurverne", "faults in the fill curves"),
            Text(
                "rækker, der stiger i regn og rumfang i hver vandsamling",
                "rows that rise in rain and volume in each pond",
            ),
            Text("brug tabellen fra curve_table", "use the table of curve_table"),
            faults,
        )
    return made


@dataclass(frozen=True)
class _Saved:
    """Of one pond: its parts, those put off beyond its curve, their annual damage, and what storage saves of it."""

    parts: int
    beyond: int
    annual_dkk: float
    saved_dkk: float


def _later(onset: F64, rain: F64, volume: F64, extra: float) -> tuple[F64, npt.NDArray[np.bool_]]:
    """Return up to which rains, at least, storage puts off onsets, and where the curve ends before it is used up."""
    at = np.interp(onset, rain, volume) + extra
    strict = np.append(True, np.diff(volume) > 0.0)
    beyond = (at > volume[-1]) | (onset > rain[-1])
    within = np.interp(at, volume[strict], rain[strict])
    return np.maximum(np.where(beyond, rain[-1], within), onset), beyond


def _frame(spots: dict[int, int], made: dict[int, _Saved], parent: I64 | None, extra: float) -> pd.DataFrame:
    best: dict[int, float] = {}
    for one, spot in spots.items():
        node, saved = one, 0.0
        while node > 0:
            saved += made[node].saved_dkk if node in made else 0.0
            node = NONE if parent is None else int(parent[node - 1]) + 1
        best[spot] = max(best.get(spot, 0.0), saved)
    rows = []
    for spot, saved in best.items():
        mine = [value for one, value in made.items() if spots[one] == spot]
        annual, beyond = sum(v.annual_dkk for v in mine), sum(v.beyond for v in mine)
        known = beyond == 0 or saved * ORE >= 0.5  # noqa: PLR2004 - a bound of nothing says nothing
        rows.append((spot, sum(v.parts for v in mine), annual, saved if known else np.nan, beyond))
    table = pd.DataFrame(rows, columns=["bluespot_id", "parts", "annual_dkk", "saved_dkk_per_year", "beyond_parts"])
    for name in ("annual_dkk", "saved_dkk_per_year"):
        dkk = table[name].to_numpy(np.float64)
        table[name] = np.where(np.isnan(dkk), np.nan, to_oere(dkk) / ORE)
    table.insert(4, "saved_dkk_per_m3_year", table["saved_dkk_per_year"] / extra)
    return table.sort_values(["saved_dkk_per_m3_year", "bluespot_id"], ascending=[False, True], ignore_index=True)


def _notes(lost: int, unknown: int, beyond: int, empty: int, extra: float) -> tuple[Text, ...]:
    notes = [
        Text(
            f"Værdien af magasin er en nedre grænse, regnet for {danish(extra)} m³ ét sted i én lavning ad gangen; "
            "hvad der spares længere nede, er ikke med.",
            f"The value of storage is a lower bound, of {extra:g} m³ in one place of one bluespot at a time; what is "
            "saved further down is not counted.",
        )
    ]
    if beyond:
        notes.append(
            Text(
                f"Ved {counted(beyond, 'bygningsdel', 'bygningsdele')} er magasinet større end resten af "
                "vandsamlingen: der er kun regnet, til "
                "den er fuld; prøv et mindre magasin (extra_m3).",
                f"At {counted(beyond, 'part', 'parts')} the storage is more than the pond has left: counted only "
                "until it is full; try a "
                "smaller storage (extra_m3).",
            )
        )
    if empty:
        notes.append(
            Text(
                f"{counted(empty, 'lavning er', 'lavninger er')} uden værdi (tom, ikke 0): vandsamlingen er fuld, før "
                "bygningerne rammes, og hvad ekstra magasin så sparer, vides ikke.",
                f"{counted(empty, 'bluespot has', 'bluespots have')} no value (empty, not 0): the pond is full before "
                "the buildings are hit, and what more storage saves then is not known.",
            )
        )
    if lost:
        notes.append(
            Text(
                f"{counted(lost, 'bygningsdel', 'bygningsdele')} ligger ikke i nogen lavning.",
                f"{counted(lost, 'part lies', 'parts lie')} in none of the bluespots.",
            )
        )
    if unknown:
        notes.append(
            Text(
                f"{counted(unknown, 'bygningsdel er ukendt', 'bygningsdele er ukendte')} og ikke talt med i værdien "
                "af magasin.",
                f"{counted(unknown, 'part is', 'parts are')} unknown, not counted in the value of storage.",
            )
        )
    return tuple(notes)
