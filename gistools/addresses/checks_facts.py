"""Rules on what the building register says of a building and its cases (B05, B07, B08)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.addresses.findings import Answer
from gistools.addresses.mirror import building_uses, codes_of, is_dwelling
from gistools.addresses.tally import Tally
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gistools.addresses.mirror import Mirror

PROJECTED, UNDER_CONSTRUCTION = 2, 3
EARLIEST_YEAR = 1000
ATTIC, CELLAR = "1", "2"
"""Kinds of floors (etagetype) that count neither in the floor area nor among the floors of a building."""

_DATES = ("permit_date", "start_date", "use_permit_date", "completion_date", "shelved_date")

SMALL = frozenset({"910", "920", "930"})
"""Uses for which BBR takes no floor area: garage, carport, shed."""


_KIND_MISSING = Text("etagetypen mangler", "the kind of a floor is missing")


def facts(mirror: Mirror) -> Iterator[Answer]:
    """Return what the rules on the figures and cases of buildings answer."""
    yield _sums(mirror)
    yield _cases(mirror)
    yield _use_and_year(mirror)


def _sums(mirror: Mirror) -> Answer:
    """Return buildings whose floors and units do not add up to what they say."""
    bbr = mirror.buildings
    if not bbr.has("building") or not (bbr.has("floor") or bbr.has("unit")):
        return Answer.not_asked("B05", bbr.lacks("building", "floor", "unit"))
    tally = Tally("B05", "building")
    floors, units = _floor_sums(bbr.standing("floor")), _unit_sums(bbr.standing("unit"))
    most, built = mirror.params.sum_off_m2, mirror.built
    columns = ("object_id", "use_code", "floor_area_m2", "floor_count", "dwelling_area_m2", "business_area_m2")
    for one, use, area, count, dwelling, business in zip(*(built[name] for name in columns), strict=True):
        tally.ask(one)
        if use not in SMALL:
            _floors_add_up(tally, one, (area, count), floors.get(one), most)
        _units_add_up(tally, one, (dwelling, business), units.get(one), most)
    return tally.answer()


def _floor_sums(floors: pd.DataFrame) -> Mapping[str, tuple[float, int, bool]]:
    """Return by building the area and count of floors but cellars and attics, and whether one of them may be such."""
    kinds = floors["floor_type"].astype(str).str.strip()
    below = floors["floor"].astype(str).str.strip().str.casefold().str.fullmatch(r"kl|k\d+")
    counts = ~(kinds.isin([ATTIC, CELLAR]) | (kinds.eq("") & below))
    table = pd.DataFrame({
        "building_id": floors["building_id"], "area": np.where(counts, floors["floor_area_m2"], 0.0), "count": counts,
        "unsure": kinds.eq("") & ~below,  # an attic of no told kind looks like a floor
    })  # fmt: skip
    table["missing"] = table["area"].isna()
    by = table.groupby("building_id").agg({"area": "sum", "count": "sum", "unsure": "any", "missing": "any"})
    areas = np.where(by["missing"], np.nan, by["area"]).tolist()
    return dict(zip(by.index, zip(areas, by["count"].tolist(), by["unsure"].tolist(), strict=True), strict=True))


def _unit_sums(units: pd.DataFrame) -> Mapping[str, float]:
    """Return by building the area of its units; NaN where one of them has none."""
    table = pd.DataFrame({"building_id": units["building_id"], "area": units["unit_area_m2"].astype(np.float64)})
    table["missing"] = table["area"].isna()
    by = table.groupby("building_id").agg({"area": "sum", "missing": "any"})
    return dict(zip(by.index, np.where(by["missing"], np.nan, by["area"]).tolist(), strict=True))


def _floors_add_up(
    tally: Tally, one: str, told: tuple[float, float], floors: tuple[float, int, bool] | None, most: float
) -> None:
    if floors is None:
        tally.doubt(one, Text("bygningen har ingen etager i udtrækket", "no floors of the building in the extract"))
        return
    (area, count), (total, number, unsure) = told, floors
    if not math.isfinite(area) or not math.isfinite(total):
        tally.doubt(one, Text("samlet bygningsareal eller en etages areal mangler",
                              "the floor area of the building or of a floor is missing"))  # fmt: skip
    elif abs(area - total) > most and not (unsure and total > area):
        tally.tell(one, Text(f"etagerne er {total:.0f} m² i alt, samlet bygningsareal {area:.0f} m²",
                             f"floors are {total:.0f} m² in all, the floor area {area:.0f} m²"))  # fmt: skip
    elif abs(area - total) > most:
        tally.doubt(one, _KIND_MISSING)
    if not math.isfinite(count):
        tally.doubt(one, Text("antal etager mangler", "the count of floors is missing"))
    elif number != count and not (unsure and number > count):
        tally.tell(one, Text(f"{number} etager, men bygningen siger {count:.0f}",
                             f"{number} floors, but the building says {count:.0f}"))  # fmt: skip
    elif number != count:
        tally.doubt(one, _KIND_MISSING)


def _units_add_up(tally: Tally, one: str, parts: tuple[float, float], total: float | None, most: float) -> None:
    """Compare units with dwelling and business area; of a building that tells only one, that one is a least sum."""
    known = sum(part for part in parts if math.isfinite(part))
    open_ = not all(math.isfinite(part) for part in parts)
    if total is None:
        if known > most:
            tally.doubt(one, Text("bygningen har ingen enheder i udtrækket", "no units of the building"))
        return
    if not math.isfinite(total):
        tally.doubt(one, Text("en enheds areal mangler", "the area of a unit is missing"))
    elif abs(total - known) <= most:
        return
    elif open_ and total > known:
        tally.doubt(one, Text("bolig- eller erhvervsareal mangler", "dwelling or business area is missing"))
    else:
        tally.tell(one, Text(f"enhederne er {total:.0f} m² i alt, bolig- og erhvervsareal {known:.0f} m²",
                             f"units are {total:.0f} m², dwelling and business area {known:.0f} m²"))  # fmt: skip


def _cases(mirror: Mirror) -> Answer:
    """Return cases whose dates do not fit the status of their building, and permits that were not used."""
    bbr = mirror.buildings
    if not bbr.has("case"):
        return Answer.not_asked("B07", bbr.lacks("case"))
    tally = Tally("B07", "case")
    statuses = dict(zip(bbr.table("building")["object_id"], bbr.table("building")["status"], strict=True))
    cases = bbr.table("case")
    cases = cases[~cases["status"].isin(list(codes_of("ended")))]
    days = {name: cases[name].to_numpy("datetime64[D]") for name in _DATES}
    for k, one in enumerate(cases["object_id"]):
        tally.ask(one)
        past = {name: values[k] for name, values in days.items()}
        has = {name: bool(day <= mirror.day) for name, day in past.items()}  # a missing day is not before any
        if has["shelved_date"]:
            continue
        building = mirror.case_building.get(one, "")
        status = statuses.get(building)
        if status is None:
            tally.doubt(one, Text("sagens bygning er ikke i udtrækket", "its building is not in the extract"))
        else:
            _fits(tally, one, int(status), has, past, mirror)
        _permit(tally, one, mirror, has, past)
    return tally.answer()


def _fits(
    tally: Tally, one: str, status: int, has: dict[str, bool], past: dict[str, np.datetime64], mirror: Mirror
) -> None:
    """Tell where the dates of a case do not fit the status of its building."""
    used = [name for name in ("completion_date", "use_permit_date") if has[name]]
    if status in {PROJECTED, UNDER_CONSTRUCTION} and used:
        word = (Text("projekteret", "projected") if status == PROJECTED else
                Text("under opførelse", "under construction"))  # fmt: skip
        what = (Text("fuldført", "completed") if used[0] == "completion_date" else
                Text("taget i brug", "taken into use"))  # fmt: skip
        tally.tell(one, Text(f"{what.da} {past[used[0]]}, men bygningen er {word.da}",
                             f"{what.en} on {past[used[0]]}, but the building is {word.en}"))  # fmt: skip
    elif status == PROJECTED and has["start_date"]:
        tally.tell(one, Text(f"påbegyndt {past['start_date']}, men bygningen er projekteret",
                             f"started on {past['start_date']}, but the building is projected"))  # fmt: skip
    elif status in codes_of("standing") and not has["completion_date"]:
        if not mirror.buildings.tells("case", "completion_date"):
            tally.doubt(one, mirror.buildings.untold("case", "completion_date"))
        elif has["use_permit_date"]:
            used_on = past["use_permit_date"]
            tally.tell(one, Text(f"bygningen er opført og taget i brug {used_on}, men ikke fuldført",
                                 f"built and taken into use on {used_on}, but not completed"))  # fmt: skip
        else:
            tally.doubt(one, Text("bygningen står; sagen kan være en ombygning, der ikke er fuldført",
                                  "the building stands; the case may be a rebuilding under way"))  # fmt: skip


def _permit(tally: Tally, one: str, mirror: Mirror, has: dict[str, bool], past: dict[str, np.datetime64]) -> None:
    """Tell of a permit that is older than it may be without a start."""
    if not has["permit_date"] or has["start_date"] or has["use_permit_date"] or has["completion_date"]:
        return
    years = mirror.params.permit_years
    ends = _years_after(past["permit_date"], years)
    ended_by = ("start_date", "use_permit_date", "completion_date", "shelved_date")
    if ends < mirror.day and not mirror.buildings.tells("case", *ended_by):
        tally.doubt(one, mirror.buildings.untold("case", *ended_by))
    elif ends < mirror.day:
        tally.tell(one, Text(f"byggetilladelse {past['permit_date']} og ikke påbegyndt inden for {years} år",
                             f"permit of {past['permit_date']} and no start within {years} years"))  # fmt: skip


def _years_after(day: np.datetime64, years: int) -> np.datetime64:
    """Return the same day some years later; 1 March where a year has no 29 February."""
    month = day.astype("datetime64[M]")
    later = month + np.timedelta64(12 * years, "M")
    made: np.datetime64 = later.astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    return made


def _use_and_year(mirror: Mirror) -> Answer:
    """Return buildings of a use that is phased out, of a year that cannot be, and dwellings of no area."""
    bbr = mirror.buildings
    if not bbr.has("building"):
        return Answer.not_asked("B08", bbr.lacks("building"))
    tally = Tally("B08", "building")
    this_year = int(mirror.day.astype("datetime64[Y]").astype(int)) + 1970
    for one, use, year, area in zip(
        *(mirror.built[name] for name in ("object_id", "use_code", "built_year", "dwelling_area_m2")), strict=True
    ):
        tally.ask(one)
        known = building_uses().get(use)
        if known is None:
            tally.doubt(one, Text("anvendelsen mangler eller er ikke i kodelisten",
                                  "no use, or one that is not in the code list"))  # fmt: skip
        elif known[2]:
            tally.tell(one, Text(f"anvendelse {use} ({known[0].strip()}) udfases",
                                 f"use {use} ({known[0].strip()}) is being phased out"))  # fmt: skip
        if not math.isfinite(year):
            tally.doubt(one, Text("opførelsesåret mangler", "the year of construction is missing"))
        elif year > this_year or year < EARLIEST_YEAR:
            tally.tell(one, Text(f"opførelsesåret er {year:.0f}", f"the year of construction is {year:.0f}"))
        if is_dwelling(use) and not math.isfinite(area):
            tally.doubt(one, Text("boligens areal mangler", "the dwelling area is missing"))
        elif is_dwelling(use) and area <= 0.0:
            tally.tell(one, Text("boligarealet er 0 m²", "the dwelling area is 0 m²"))
    return tally.answer()
