"""Flooded roads (oversvømmede veje): closed, slowed, cleaned; a detour costs once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools._checks import cell_shown, number_in, require_kind
from gistools.errors import ParamError, TableError
from gistools.floodcost.prices import price_factor
from gistools.tables.loading import load_table
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.tables import Table

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    U8 = npt.NDArray[np.uint8]

DRY, WET, SLOWED, CLOSED, UNKNOWN = range(5)
STATES = ("dry", "wet", "slowed", "closed", "unknown")
LENGTH, TRAFFIC, DETOUR = "length_m", "vehicles_per_day", "detour"

_MM = 1000.0
_HOURS_A_DAY = 24.0


@dataclass(frozen=True, eq=False)
class RoadDamage:
    """What flooded roads cost (skader på veje).

    Parameters
    ----------
    state:
        uint8 of ``(..., m)``, numbers of `STATES`: dry, wet (passed at speed), slowed, closed, unknown.
    speed_kmh:
        float64 of the same shape: how fast the water can be driven through; 0 where it is closed, NaN for unknown.
    cleaning_dkk, delay_dkk:
        float64 of the same shape. The delay of a detour stands on the one of its pieces that delays most, so that
        sums count it once. NaN for unknown.
    price_year, unverified, notes:
        As in `gistools.floodcost.damage.DamageModel`.
    """

    state: U8
    speed_kmh: F64
    cleaning_dkk: F64
    delay_dkk: F64
    price_year: int
    unverified: tuple[Text, ...]
    notes: tuple[Text, ...]

    @property
    def dkk(self) -> F64:
        """Cleaning and delay of each piece, DKK."""
        return self.cleaning_dkk + self.delay_dkk

    def counts(self) -> dict[str, I64]:
        """Return how many pieces are in each state, int64 of ``(...)``."""
        return {name: (self.state == k).sum(axis=-1) for k, name in enumerate(STATES)}


def safe_speed(depth_m: npt.ArrayLike, table: Table | None = None) -> F64:
    """Return how fast water of a depth can be driven through, km/h.

    ``0.0009 w² - 0.5529 w + 86.9448`` with w in mm (Pregnolato 2017), never more than in the dry. The parabola turns at
    307 mm and is 2 km/h at 300 mm, so from the depth of closing (0.30 m) on the speed is 0.

    Parameters
    ----------
    depth_m:
        Numbers of any shape; -inf for dry, NaN for unknown.
    table:
        ``road_damage``, or the user's own of that shape.

    >>> safe_speed([0.0, 0.15, 0.299, 0.3, 2.0]).round(2).tolist()
    [86.94, 24.26, 2.09, 0.0, 0.0]
    """
    value = _values(table)
    depth = np.asarray(depth_m, np.float64)
    mm = np.clip(depth, 0.0, value["closed"]) * _MM
    speed = np.maximum(value["speed_square"] * mm * mm + value["speed_slope"] * mm + value["speed_dry"], 0.0)
    made: F64 = np.where(depth >= value["closed"], 0.0, np.where(np.isnan(depth), np.nan, speed))
    return made


def road_damage(
    pieces: pd.DataFrame,
    depth_m: F64,
    *,
    flooded_m: F64 | None = None,
    hours: float | None = None,
    table: Table | None = None,
    price_year: int | None = None,
    index: Table | None = None,
) -> RoadDamage:
    """Return what flooded pieces of road cost.

    A piece is wet from 0.075 m, and then cleaned by the metre; slowed where the safe speed is at most 50 km/h; closed
    from 0.30 m. With v the speed, the delay of a piece is ``(68.8 - 1.376 v) hours/24 x length x vehicles/6200 x 2``
    DKK (OS2 SkadesØkonomi). A detour costs once however many of its pieces are flooded: as much as the piece that
    delays most.

    Parameters
    ----------
    pieces:
        One row for each of m pieces: ``length_m`` (or lines, whose length is taken), ``vehicles_per_day`` (empty for
        not known), and ``detour``: pieces of one name are passed by on the same way round. A piece without a name is a
        detour of its own, which is counted in the notes.
    depth_m:
        float64 of ``(..., m)``: depth of water on each piece, m; -inf for dry, NaN for unknown.
    flooded_m:
        float64 of ``(..., m)``: how much of each piece is flooded, m; all of it when None.
    hours:
        How long the water stands; that of the table (24 h) when None.
    table:
        ``road_damage``, or the user's own of that shape.
    price_year, index:
        Year of the amounts returned, and table ``price_index``; needed when it is not that of the table.

    Raises
    ------
    TableError
        With every fault of the pieces: missing columns, cells that are no number or negative.
    ParamError
        For depths or lengths of another shape, negative hours, price years that differ without an index.

    Examples
    --------
    >>> roads = pd.DataFrame({"length_m": [100.0, 50.0], "vehicles_per_day": [6200.0, 6200.0], "detour": ["A", "A"]})
    >>> cost = road_damage(roads, np.array([0.35, 0.35]))
    >>> cost.cleaning_dkk.tolist(), cost.delay_dkk.tolist()
    ([2000.0, 1000.0], [13760.0, 0.0])
    """
    require_kind(pieces, pd.DataFrame, "pieces")
    source = load_table("road_damage") if table is None else table
    value = _values(source)
    length, traffic, detour, alone = _read(pieces)
    depth = np.asarray(depth_m, np.float64)
    hours = value["hours"] if hours is None else float(hours)
    wet_m = np.broadcast_to(length, depth.shape) if flooded_m is None else np.asarray(flooded_m, np.float64)
    _check(depth, wet_m, len(length), hours)
    year, factor = _prices(source, price_year, index)
    speed = safe_speed(depth, source)
    wet = depth >= value["wet_from"]
    slow = wet & (speed <= value["delay_from"])
    state = np.select(
        [np.isnan(depth), depth >= value["closed"], slow, wet], [UNKNOWN, CLOSED, SLOWED, WET], DRY
    ).astype(np.uint8)
    unknown = state == UNKNOWN
    cleaning = np.where(wet, value["cleaning"] * factor["cleaning"] * wet_m, np.where(unknown, np.nan, 0.0))
    rate = value["delay_dkk"] * factor["delay_dkk"] + value["delay_slope"] * factor["delay_slope"] * speed
    scale = value["delay_directions"] * hours / _HOURS_A_DAY
    each = np.maximum(rate, 0.0) * scale * length * traffic / value["delay_traffic"]
    delay = np.where(slow, each, np.where(unknown, np.nan, 0.0))
    told = Text(
        f"{alone} af {len(length)} vejstykker er uden fælles omkørsel: hvert regnes for sig",
        f"{alone} of {len(length)} pieces of road name no detour: each counts as its own",
    )
    unverified = (*source.unverified, *(index.unverified if index is not None and max(factor.values()) != 1.0 else ()))
    return RoadDamage(state, speed, cleaning, _once(delay, detour), year, unverified, (told,) if alone else ())


def _once(delay: F64, detour: I64) -> F64:
    """Return delays with that of each detour on the piece that delays most, the first of equals; unknown stays."""
    made = np.where(np.isnan(delay), np.nan, 0.0)
    flat, out = delay.reshape(-1, delay.shape[-1]), made.reshape(-1, delay.shape[-1])
    for group in np.unique(detour):
        own = np.flatnonzero(detour == group)
        known = np.where(np.isnan(flat[:, own]), -1.0, flat[:, own])
        most = known.argmax(axis=1)
        rows = np.flatnonzero(known.max(axis=1) > 0.0)
        out[rows, own[most[rows]]] = known[rows, most[rows]]
    return made


def _values(table: Table | None) -> dict[str, float]:
    frame = (load_table("road_damage") if table is None else table).frame
    value = dict(zip(frame["item"], frame["value"], strict=True))
    missing = [x for x in load_table("road_damage").frame["item"] if x not in value and x != "closed_in_note"]
    if missing:
        names = ", ".join(missing)
        raise TableError(
            Text(f"vejtabellen mangler {names}", f"the road table lacks {names}"),
            Text("alle størrelser i road_damage", "all items of road_damage"),
            Text("tilføj rækkerne", "add the rows"),
        )
    return value


def _prices(table: Table, price_year: int | None, index: Table | None) -> tuple[int, dict[str, float]]:
    """Return the price year, and what the price of each item is multiplied by."""
    rows = table.frame[table.frame["price_year"].notna()]
    years = dict(zip(rows["item"], rows["price_year"], strict=True))
    year = int(max(years.values())) if price_year is None else int(price_year)
    return year, {item: price_factor(y, year, index) for item, y in years.items()}


def _read(pieces: pd.DataFrame) -> tuple[F64, F64, I64, int]:
    """Return lengths, traffic, numbers of detours, and how many pieces name none; raise for faults, all at once."""
    faults: list[Text] = []
    if LENGTH in pieces.columns:
        length = _numbers(pieces, LENGTH, faults, needed=True)
    elif hasattr(pieces, "geom_type"):
        length = pieces.geometry.length.to_numpy(np.float64)
    else:
        faults.append(Text(f"kolonnen {LENGTH} mangler", f"column {LENGTH} is missing"))
    if TRAFFIC in pieces.columns:
        traffic = _numbers(pieces, TRAFFIC, faults, needed=False)
    else:
        faults.append(Text(f"kolonnen {TRAFFIC} mangler", f"column {TRAFFIC} is missing"))
    if faults:
        raise TableError(
            Text("fejl i vejstykkerne", "faults in the pieces of road"),
            Text(f"{LENGTH} og {TRAFFIC} med tal på mindst 0", f"{LENGTH} and {TRAFFIC} with numbers of at least 0"),
            Text("ret de nævnte rækker", "correct the rows named"),
            faults,
        )
    named = pieces[DETOUR] if DETOUR in pieces.columns else pd.Series([None] * len(pieces), dtype=object)
    code = pd.factorize(named.where(named.astype(str).str.strip() != "", None))[0].astype(np.int64)
    lone = code < 0
    code[lone] = code.max(initial=-1) + 1 + np.arange(int(lone.sum()))
    return length, traffic, code, int(lone.sum())


def _numbers(pieces: pd.DataFrame, column: str, faults: list[Text], *, needed: bool) -> F64:
    made = np.full(len(pieces), np.nan)
    for row, value in enumerate(pieces[column]):
        try:
            made[row] = number_in(None if value is pd.NA else value)
        except (TypeError, ValueError):
            made[row] = -1.0
        if made[row] < 0.0 or np.isinf(made[row]) or (needed and np.isnan(made[row])):
            shown = cell_shown(value)
            faults.append(Text(f"række {row + 1}, {column} = {shown.da}", f"row {row + 1}, {column} = {shown.en}"))
    return made


def _check(depth: F64, flooded: F64, m: int, hours: float) -> None:
    faults = []
    if depth.shape[-1:] != (m,) or flooded.shape != depth.shape:
        faults.append(
            Text(
                f"dybder {depth.shape} og længder {flooded.shape} til {m} vejstykker",
                f"depths {depth.shape} and lengths {flooded.shape} for {m} pieces of road",
            )
        )
    if not 0.0 <= hours < np.inf:
        faults.append(Text(f"hours = {hours}", f"hours = {hours}"))
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                "én dybde og længde for hvert vejstykke, timer på mindst 0",
                "a depth and a length for each piece, hours of at least 0",
            ),
            Text("ret de nævnte værdier", "correct the values named"),
        )
