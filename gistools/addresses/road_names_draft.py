"""A draft road name against its rules (vejnavnetjek): how it is written, how short, and which roads it is like.

Says of A24-A30, A42, A43 and G09 what is found, what was not asked, and what cannot be told. Whether two names can be
confused, a human decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gistools._checks import require_kind
from gistools.addresses.address_codes import is_code
from gistools.addresses.road_names_checks import fault
from gistools.addresses.road_names_form import NOT_ASKED, name_form_faults
from gistools.addresses.road_names_index import NamedRoads
from gistools.addresses.road_names_likeness import NameGrade, NameLikeness, likeness_of, written
from gistools.addresses.road_names_params import RADIUS_M
from gistools.addresses.road_names_reserved import alike_reserved
from gistools.addresses.road_names_rows import finding_row, ranked_findings
from gistools.addresses.road_names_short import AddressingName, addressing_faults, addressing_name
from gistools.addresses.road_names_sound import road_name_sounds
from gistools.errors import CrsError, ParamError
from gistools.grid import DENMARK
from gistools.text import Text, counted, danish, written_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import numpy.typing as npt
    import pandas as pd

    from gistools.addresses.road_names_sound import NameSound

    Rows = npt.NDArray[np.int64]

_KILOMETRE = 1000.0


@dataclass(frozen=True, eq=False)
class RoadNameCheck:
    """What is found of a draft road name.

    Parameters
    ----------
    name:
        The name.
    findings:
        `NAME_FINDING_COLUMNS`, gravest first, then most alike, then nearest; at most one row for each other road.
    addressing:
        Ways to write it in 20 letters.
    not_told:
        What was not asked, and what cannot be told, as sentences.
    """

    name: str
    findings: pd.DataFrame
    addressing: AddressingName
    not_told: tuple[Text, ...]

    def __repr__(self) -> str:
        """Return how many findings of each severity there are."""
        count = self.findings["severity"].value_counts()
        told = ", ".join(f"{count.get(one, 0)} {one}s" for one in ("error", "warning", "note"))
        return f"RoadNameCheck({self.name!r}: {told})"


def check_road_name(
    name: str,
    named_roads: NamedRoads,
    where: BaseGeometry,
    *,
    postcodes: Iterable[str] | None = None,
    reserved: pd.DataFrame | None = None,
    on: dt.date | None = None,
    radius_m: float = RADIUS_M,
    addressing: str | None = None,
    spoken_name: str | None = None,
    municipality: str = "",
    own_id: str = "",
) -> RoadNameCheck:
    """Return what is found of a draft road name (vejnavnetjek).

    Parameters
    ----------
    name:
        The draft.
    named_roads:
        Roads that are provisional or in force, or decided to be, from the neighbouring municipalities too. One whose
        place is not known is told as such when its name is alike.
    where:
        Where the road will be: a point, line or area in EPSG:25832. Distances are from its nearest point to the
        nearest point of other roads.
    postcodes:
        In which it will be; whether it is unique in them is not asked without (A28).
    reserved:
        Reserved names (the table ``reserved_name`` of a register at a moment); not asked without (A42).
    on:
        The day of which it is asked, for reservations.
    radius_m:
        Within which no name may be the same or nearly so; names at just that distance are within.
    addressing, spoken_name:
        Addressing name and spoken name, where they are chosen already.
    municipality:
        Four digits: whose road it is, to know its own reservations.
    own_id:
        Of the road itself, when it gets a new name: it is not held against itself.

    Raises
    ------
    ParamError
        For a name without a letter, a place that is empty or not finite, a radius that is not positive, or a code that
        is not four digits.
    CrsError
        For a place that is not in EPSG:25832 within Denmark.

    >>> from gistools.addresses import read_register
    >>> line = "LINESTRING (710000 6170000, 710200 6170000)"
    >>> rows = [{"id": "a", "status": "3", "vejnavn": "Videkær", "administreresAfKommune": "0153",
    ...          "vejnavnelinje": line}]
    >>> roads = NamedRoads.of(read_register({"NavngivenVej": rows}).at("2026-11-28"))
    >>> check = check_road_name("Hvidekær", roads, shapely.Point(713200, 6174000))
    >>> check.findings[["rule", "severity", "grade", "other_name", "distance_m"]].values.tolist()
    [['A29', 'error', 'same', 'Videkær', 5000.0]]
    >>> check.findings.reason_da[0]
    'lyder ens: stumt h foran v og j: Videkær ligger 5 km væk; grænsen er 15 km'
    """
    require_kind(named_roads, NamedRoads, "named_roads")
    _check_place(where, radius_m)
    faults = (*name_form_faults(name, spoken_name), *addressing_faults(name, addressing))
    rows = [finding_row(one) for one in faults]
    sounds = tuple(dict.fromkeys((*road_name_sounds(name), *(road_name_sounds(spoken_name) if spoken_name else ()))))
    codes = frozenset(postcodes or ())
    _check_codes((*sorted(codes), *([municipality] if municipality else [])))
    near = named_roads.within(where, radius_m)
    roads, unknown = _alike_roads(name, sounds, named_roads, where, near, codes, radius_m, own_id)
    rows += roads
    told = [NOT_ASKED, *unknown]
    if away := sorted(codes - named_roads.known_postcodes):
        told.append(Text(
            f"Postnummer {', '.join(away)} er ikke blandt udtrækkets; om navnet er entydigt i det, kan ikke afgøres.",
            f"Postcode {', '.join(away)} is not among those of the extract: whether the name is unique in it cannot "
            "be told.",
        ))  # fmt: skip
    if not codes:
        told.append(Text(
            "Om navnet er entydigt i postnummeret, er ikke spurgt: angiv postnummeret.",
            "Whether the name is unique in the postcode was not asked: give the postcode.",
        ))  # fmt: skip
    if reserved is None:
        told.append(Text("Reserverede navne er ikke prøvet: giv listen over dem.",
                         "Reserved names were not tested: give the list of them."))  # fmt: skip
    else:
        around = set(named_roads.roads["municipality"].iloc[near]) | {municipality}
        rows += alike_reserved(name, reserved, where, radius_m, on, municipality, around)
    return RoadNameCheck(name, ranked_findings(rows), addressing_name(name), tuple(told))


def _check_place(where: BaseGeometry, radius_m: float) -> None:
    require_kind(where, BaseGeometry, "where")
    if where.is_empty or not np.isfinite(where.bounds).all() or not np.isfinite(radius_m) or radius_m <= 0.0:
        raise ParamError(
            Text(
                f"stedet {where.wkt[:60]} og radius {radius_m:g} m",
                f"the place {where.wkt[:60]}, radius {radius_m:g} m",
            ),
            Text("et sted med koordinater og en radius over 0", "a place with coordinates, and a radius above 0"),
            Text("tegn vejen, planens område eller et punkt", "draw the road, the plan area or a point"),
        )
    if not shapely.intersects(shapely.box(*DENMARK), where):
        raise CrsError(
            Text(f"stedet ligger ved {where.bounds}", f"the place is at {where.bounds}"),
            Text("meter i EPSG:25832 i Danmark", "metres of EPSG:25832 in Denmark"),
            Text("transformér det til EPSG:25832", "reproject it to EPSG:25832"),
        )


def _check_codes(codes: Iterable[str]) -> None:
    wrong = [code for code in codes if not is_code(code)]
    if wrong:
        raise ParamError(
            Text(f"koden {', '.join(map(repr, wrong))}", f"the code {', '.join(map(repr, wrong))}"),
            Text("fire cifre, også nuller foran", "four digits, leading zeros too"),
            Text(
                "skriv postnumre og kommuner som tekst, fx 2620 og 0165", "write codes as text, such as 2620 and 0165"
            ),
        )


def _alike_roads(
    name: str, sounds: tuple[NameSound, ...], named: NamedRoads, where: BaseGeometry, near: Rows, codes: frozenset[str],
    radius_m: float, own_id: str,
) -> tuple[list[list[Any]], list[Text]]:  # fmt: skip
    """Return rows on other roads, and what cannot be told of them."""
    table = named.roads
    within, inside = set(near.tolist()), set(named.in_postcodes(codes).tolist())
    lost = np.flatnonzero(named.nowhere)
    asked = within | inside | set(lost.tolist())
    found = {row: likeness_of(*pair) for row, pair in named.alike(sounds, np.array(sorted(asked), np.int64)).items()}
    same_letters = NameLikeness(NameGrade.IDENTICAL, NameGrade.IDENTICAL.label, 0.0, 0.0)
    found |= {row: same_letters for row in named.names.get(written(name), ()) if row in asked}
    found = {row: like for row, like in found.items() if not own_id or table["road_id"].iloc[row] != own_id}
    told = sorted(found)
    away = shapely.distance(named.shapes[told], where) if told else np.zeros(0)
    rows = [
        _road_row(table.iloc[row], found[row], float(distance), codes, radius_m)
        for row, distance in zip(told, away, strict=True)
        if row in within or found[row].grade != NameGrade.NEAR or np.isnan(distance)
    ]
    return rows, _not_told(table, near, lost, sum(row not in within | inside for row in found), codes)


def _road_row(
    road: pd.Series, like: NameLikeness, distance: float, codes: frozenset[str], radius_m: float
) -> list[Any]:  # fmt: skip
    shared = sorted(codes & road["postcodes"])
    sure = like.grade == NameGrade.IDENTICAL
    name = str(road["road_name"])
    other = _named(name, road["named_from"])
    if shared and like.grade != NameGrade.NEAR:
        said = fault("postcode", verified=sure, found=like.reason, other=other, postcode=", ".join(shared))
    elif like.grade == NameGrade.NEAR and np.isnan(distance) and shared:
        said = fault("near_postcode", verified=False, found=like.reason, other=other, postcode=", ".join(shared))
    elif np.isnan(distance):
        check = "near_nowhere" if like.grade == NameGrade.NEAR else "nowhere"
        said = fault(check, verified=False, found=like.reason, other=other, limit=_length(radius_m))
    elif like.grade == NameGrade.NEAR:
        said = fault("near", verified=False, found=like.reason, other=other, away=_length(distance))
    else:
        said = fault(
            "radius", verified=sure, found=like.reason, other=other, away=_length(distance), limit=_length(radius_m)
        )
    return finding_row(
        said, like.grade, name, str(road["road_id"]), int(road["status"]), str(road["municipality"]), distance
    )


def _named(name: str, since: dt.date | None) -> Text:
    """Return a name as a sentence has it, with the day from which it is borne where that is to come."""
    if since is None:
        return Text(name, name)
    day = written_day(since)
    return Text(f"{name} (fra {day.da})", f"{name} (from {day.en})")


def _length(metres: float) -> Text:
    """Return a length for people: in metres to 1 km, then in km."""
    if metres < _KILOMETRE:
        return Text(f"{metres:.0f} m", f"{metres:.0f} m")
    km, spec = metres / _KILOMETRE, ".1f" if metres % _KILOMETRE else "g"
    return Text(f"{danish(km, spec)} km", f"{km:{spec}} km")


def _around(count: int, codes: list[str]) -> Text:
    """Return how many roads of which municipalities lie within the radius."""
    if not count:
        return Text(
            "Inden for radius er ingen veje i udtrækket: om navnet findes der, er ikke prøvet.",
            "The extract has no roads within the radius: whether the name is there was not tested.",
        )
    roads = Text(counted(count, "vej", "veje"), counted(count, "road", "roads"))
    if not codes:
        return Text(
            f"Inden for radius er {roads.da}; udtrækket siger ikke, fra hvilke kommuner.",
            f"Within the radius are {roads.en}; the extract does not tell of which municipalities.",
        )
    told = ", ".join(codes)
    return Text(
        f"Inden for radius er {roads.da} fra kommune {told}; mangler en kommune, er den ikke prøvet.",
        f"Within the radius are {roads.en} of municipality {told}; one that is missing was not tested.",
    )


def _not_told(
    table: pd.DataFrame,
    near: Rows,
    lost: Rows,
    alike: int,
    codes: frozenset[str],
) -> list[Text]:
    """Return what cannot be told of roads: those without a place or a postcode, and which municipalities are there."""
    around = sorted(set(table["municipality"].iloc[near]) - {""})
    told = [_around(len(near), around)]
    if lost.size:
        named = (
            Text(f"{alike} af dem ligner i navn, se fundene", f"{alike} of them are alike in name, see the findings")
            if alike
            else Text("ingen af dem ligner i navn", "none of them is alike in name")
        )
        told.append(
            Text(
                f"{counted(len(lost), 'vej', 'veje')} har intet sted, så afstanden kendes ikke; {named.da}.",
                f"{counted(len(lost), 'road has', 'roads have')} no place, so that the distance is not known; "
                f"{named.en}.",
            )
        )
    without = int(sum(not own for own in table["postcodes"].iloc[near]))
    if codes and without:
        told.append(
            Text(
                f"{counted(without, 'vej', 'veje')} inden for radius har intet kendt postnummer.",
                f"{counted(without, 'road', 'roads')} within the radius without a known postcode.",
            )
        )
    return told
