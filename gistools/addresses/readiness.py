"""Address readiness of local plans (adresseklarhed): which plots and building fields have an address, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind
from gistools.addresses.findings import Findings, Places, gathered
from gistools.addresses.moments import asked_day
from gistools.addresses.readiness_layers import read_plans, read_targets
from gistools.addresses.readiness_params import ReadinessParams
from gistools.addresses.readiness_words import KINDS, plan_name, sentence
from gistools.addresses.standing import Standing
from gistools.addresses.tally import Tally
from gistools.grid import DANISH_CRS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.addresses.register import Register

    Words = npt.NDArray[Any]

FIRM = ("plot", "binding")
"""Kinds of targets that are to have an address: an advisory field does not say that anything is built there."""


@dataclass(frozen=True, eq=False)
class Readiness:
    """How far plans are with their addresses.

    Parameters
    ----------
    plans:
        A row for each plan, EPSG:25832: ``plan_id``, ``plan_number``, ``plan_name``, ``plan_status`` (adopted,
        proposal, cancelled or empty), ``adopted_on`` and ``adopted_days`` (NaT and NaN where not told),
        ``target_count``, ``with_address``, ``address_unknown``, ``address_share`` (0 to 1, of those that can be told;
        NaN of none), and by kind (``plot``, ``binding``, ``advisory``, ``undecided``) ``…_count`` and
        ``…_with_address``; ``late`` (yes, no, unknown), ``plan_answer`` (ready, on_the_way, late, unknown, cancelled),
        ``told_da`` and ``told_en``. Counts are NaN where a plan has no area and no target names it.
    targets:
        Plots or fields with ``target_id``, ``target_kind``, ``plan_ids`` (of the plans that each lies in, blanks
        between; empty for none) and ``has_address`` (yes, no, unknown).
    findings:
        Of A16: plans that are late.
    """

    plans: gpd.GeoDataFrame
    targets: gpd.GeoDataFrame
    findings: Findings

    def __repr__(self) -> str:
        """Return how many plans there are, and how many are late."""
        late = self.plans["late"].value_counts()
        return f"Readiness({len(self.plans)} plans, {late.get('yes', 0)} late, {late.get('unknown', 0)} unknown)"


def address_readiness(
    plan_areas: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    register: Register,
    params: ReadinessParams,
    *,
    suppressions: pd.DataFrame | None = None,
) -> Readiness:
    """Return how far local plans are with their addresses (adresseklarhed, rule A16).

    A plot or field has an address when the access point of a house number that is provisional or in force lies in it,
    or when such a house number names its parcel. An address at the entrance of a plot is thus no address of a field in
    it, unless the field tells its parcel.

    Parameters
    ----------
    plan_areas:
        Areas with ``planid``, and where known ``lp_plannr``, ``lp_plannavn``, ``status`` (V, F, A or in words) and
        ``datoikraft`` (a date, yyyymmdd, or as text with the day before the month). Rows of one plan are joined.
    targets:
        Plots (``id_lokalId`` of the parcel) or building fields (with ``bygkunifelt`` and ``bygvejledende``), and where
        known ``lokplan_id`` and ``jordstykke``. One that names no known plan belongs to the plans that it lies in.
    register:
        As `gistools.addresses.Register.at` returns it.
    params:
        Day, and how long after adoption plots and binding fields may be without an address.
    suppressions:
        As `gistools.addresses.check_register`.

    Raises
    ------
    ParamError
        For a day that cannot be read, or a register of several moments.
    WrongKindError, CrsError, LayerError
        For a layer in degrees or without areas or ids, or with days that cannot be read.

    >>> from gistools.addresses import read_register
    >>> box = shapely.box(700000, 6170000, 700020, 6170020)
    >>> plans = gpd.GeoDataFrame({"planid": [7], "lp_plannr": ["12"], "status": ["V"], "datoikraft": [20260101]},
    ...                          geometry=[box], crs="EPSG:25832")
    >>> plots = gpd.GeoDataFrame({"id_lokalId": ["j"]}, geometry=[box], crs="EPSG:25832")
    >>> register = read_register({"Husnummer": [], "Adressepunkt": []}).at("2026-11-28")
    >>> ready = address_readiness(plans, plots, register, ReadinessParams(day="2026-11-28"))
    >>> ready
    Readiness(1 plans, 1 late, 0 unknown)
    >>> ready.plans.told_en[0]
    'Local plan 12: 0 of 1 plots have an address; adopted 331 days ago, over the limit of 180.'
    """
    require_kind(params, ReadinessParams, "params")
    day = asked_day(params.day).isoformat()
    standing = Standing(register)
    plans, held = _joined(read_plans(plan_areas)), read_targets(targets)
    held["has_address"] = _has_address(held, standing)
    pairs = _in_plans(held, plans)
    plans["adopted_days"] = _days(plans["adopted_on"].to_numpy("datetime64[D]"), np.datetime64(day, "D"))
    tally = Tally("A16", "plan")
    rows = [_of_plan(row, held.iloc[pairs[pairs[:, 1] == k, 0]], params.plan_days, tally)
            for k, row in enumerate(plans.to_dict("records"))]  # fmt: skip
    counts = pd.DataFrame(rows, columns=_COLUMNS)
    names = {row["plan_id"]: plan_name(row).da for row in plans.to_dict("records")}
    shapes = plans.pop("shape").to_numpy(dtype=object)
    points = {one: shapely.point_on_surface(shape) for one, shape in zip(plans["plan_id"], shapes, strict=True)
              if shape is not None}  # fmt: skip
    findings = gathered([tally.answer()], Places({"plan": names}, {"plan": points}), suppressions=suppressions)
    in_plan: list[list[str]] = [[] for _ in range(len(held))]
    for row, plan in pairs.tolist():
        in_plan[row].append(plans["plan_id"].iloc[plan])
    told = held[["target_id", "target_kind"]].assign(
        plan_ids=[" ".join(sorted(ids)) for ids in in_plan], has_address=held["has_address"]
    )
    return Readiness(
        gpd.GeoDataFrame(pd.concat([plans, counts], axis=1), geometry=list(shapes), crs=DANISH_CRS),
        gpd.GeoDataFrame(told, geometry=list(held["shape"]), crs=DANISH_CRS),
        findings,
    )


def _joined(plans: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each plan: the union of its areas, what its first row tells, and its first day."""
    plans["plan_id"] = [one or f"#{k}" for k, one in enumerate(plans["plan_id"], start=1)]
    made = []
    for one, group in plans.groupby("plan_id", sort=False):
        told = {name: next((value for value in group[name] if value), "")
                for name in ("plan_number", "plan_name", "plan_status")}  # fmt: skip
        shapes = [shape for shape in group["shape"] if shape is not None]
        days = group["adopted_on"].to_numpy("datetime64[D]")
        known = days[~np.isnat(days)]
        made.append({"plan_id": one, **told,
                     "adopted_on": known.min() if len(known) else np.datetime64("NaT", "D"),
                     "shape": shapely.union_all(shapes) if shapes else None})  # fmt: skip
    columns = ["plan_id", "plan_number", "plan_name", "plan_status", "adopted_on", "shape"]
    return pd.DataFrame(made, columns=columns)


def _days(adopted: npt.NDArray[np.datetime64], day: np.datetime64) -> npt.NDArray[np.float64]:
    days = (day - adopted).astype("timedelta64[D]").astype(np.float64)
    days[np.isnat(adopted)] = np.nan
    return days


def _has_address(targets: pd.DataFrame, standing: Standing) -> Words:
    """Return yes, no or unknown of each target."""
    made = np.full(len(targets), "unknown", dtype=object)
    if not standing.has("house_number"):
        return made
    houses = standing.houses
    points = houses["access_point"].to_numpy(dtype=object)
    points = points[shapely.is_geometry(points)]
    points = points[~shapely.is_empty(points)]
    shapes = targets["shape"].to_numpy(dtype=object)
    parcels = targets["parcel_id"].to_numpy(dtype=object)
    placed = ~shapely.is_missing(shapes)
    named = {one.casefold() for column in ("parcel_id", "provisional_parcel_id") for one in houses[column]} - {""}
    if len(points) or not len(houses):  # else no house number has a place, and none can be said to be elsewhere
        made[placed] = "no"
    rows, _ = shapely.STRtree(points).query(shapes[placed], predicate="intersects")
    made[np.flatnonzero(placed)[rows]] = "yes"
    made[[bool(parcel) and parcel in named for parcel in parcels]] = "yes"
    return made


def _in_plans(targets: pd.DataFrame, plans: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return pairs of rows: a target, and the plan that it names, else each that a point of it lies in."""
    row_of = {one: k for k, one in enumerate(plans["plan_id"])}
    pairs = [(k, row_of[one]) for k, one in enumerate(targets["plan_of"]) if one in row_of]
    rest = np.flatnonzero(~targets["plan_of"].isin(list(row_of)).to_numpy(np.bool_))
    inside = shapely.point_on_surface(targets["shape"].to_numpy(dtype=object)[rest])
    areas = plans["shape"].to_numpy(dtype=object)
    plan, at = shapely.STRtree(inside).query(areas, predicate="intersects")
    pairs += zip(rest[at].tolist(), plan.tolist(), strict=True)
    return np.array(sorted(pairs), np.int64).reshape(-1, 2)


_UNSURE = Text("om nogle har en adresse, eller byggefelternes binding, er uafklaret",
               "whether some have an address, or fields are binding, is not told")  # fmt: skip

_COLUMNS = [
    "target_count", "with_address", "address_unknown", "address_share",
    *(f"{kind}_{what}" for kind in KINDS for what in ("count", "with_address")), "late", "plan_answer",
    "told_da", "told_en",
]  # fmt: skip


def _of_plan(plan: dict[Any, Any], mine: pd.DataFrame, most_days: int, tally: Tally) -> list[Any]:
    """Return the columns of a plan, and tell of it where it is late."""
    one = plan["plan_id"]
    unplaced = plan["shape"] is None and mine.empty
    by = {(kind, has): int(((mine["target_kind"] == kind) & (mine["has_address"] == has)).sum())
          for kind in KINDS for has in ("yes", "no", "unknown")}  # fmt: skip
    late, why = _is_late(plan, by, most_days, unplaced=unplaced)
    if plan["plan_status"] != "proposal" and plan["plan_status"] != "cancelled":
        tally.ask(one)
    if late == "yes":
        bare = sum(by[kind, "no"] for kind in FIRM)
        tally.tell(one, Text(f"{bare} uden adresse {plan['adopted_days']:.0f} dage efter vedtagelsen",
                             f"{bare} without an address {plan['adopted_days']:.0f} days after adoption"),
                   about=f"{bare} of {plan['adopted_on']}")  # fmt: skip
    elif late == "unknown":
        tally.doubt(one, why)
    told = sentence(plan, by, most_days, late, why)
    yes, unknown = (sum(by[kind, has] for kind in KINDS) for has in ("yes", "unknown"))
    sure = len(mine) - unknown
    share = yes / sure if sure else np.nan
    counts = [value for kind in KINDS for value in _counts(by, kind)]
    numbers = [float(len(mine)), float(yes), float(unknown), share, *counts]
    if unplaced:
        numbers = [np.nan] * len(numbers)
    return [*numbers, late, _answer(plan["plan_status"], by, late), told.da, told.en]


def _answer(status: str, by: dict[tuple[str, str], int], late: str) -> str:
    """Return how far a plan is: what is surely missing is on the way until it is late, whatever else is not known."""
    if late != "no":
        return "late" if late == "yes" else "unknown"
    if status == "cancelled":
        return "cancelled"
    firm = sum(by[kind, has] for kind in (*FIRM, "undecided") for has in ("yes", "no", "unknown"))
    asked = FIRM if firm else ("advisory",)
    if any(by[kind, "no"] for kind in asked):
        return "on_the_way"
    doubt = by["undecided", "no"] + sum(by[kind, "unknown"] for kind in (*asked, "undecided"))
    none = not firm and not by["advisory", "yes"]
    return "unknown" if doubt or none else "ready"


def _counts(by: dict[tuple[str, str], int], kind: str) -> Iterator[float]:
    yield float(sum(by[kind, has] for has in ("yes", "no", "unknown")))
    yield float(by[kind, "yes"])


def _is_late(
    plan: dict[Any, Any], by: dict[tuple[str, str], int], most_days: int, *, unplaced: bool
) -> tuple[str, Text]:
    """Return whether an adopted plan has targets without an address for too long: yes, no or unknown, and why."""
    status, days, none = plan["plan_status"], plan["adopted_days"], Text("", "")
    bare = sum(by[kind, "no"] for kind in FIRM)
    unsure = sum(by[kind, "unknown"] for kind in (*FIRM, "undecided")) + by["undecided", "no"]
    early = status in {"proposal", "cancelled"} or (status == "adopted" and days <= most_days)
    if early or not (bare or unsure or unplaced):
        return "no", none
    if unplaced:
        return "unknown", Text("planen har ingen flade", "the plan has no area")
    if not status:
        return "unknown", Text("planens status mangler", "the status of the plan is missing")
    if not np.isfinite(days):
        return "unknown", Text("vedtagelsesdatoen mangler", "the day of adoption is missing")
    return ("yes", none) if bare else ("unknown", _UNSURE)
