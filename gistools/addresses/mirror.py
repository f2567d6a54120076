"""The building register beside the address register (spejling af BBR): joined once for all rules on buildings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools._checks import require_kind
from gistools.addresses.building_form import BUILDING_OBJECTS
from gistools.addresses.building_register import BuildingRegister, read_building_register
from gistools.addresses.building_statuses import building_life_cycle
from gistools.addresses.findings import Places
from gistools.addresses.held import Held
from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gistools.addresses.building_statuses import BuildingStage
    from gistools.addresses.check_layers import CheckLayers
    from gistools.addresses.check_params import AddressCheckParams
    from gistools.addresses.standing import Standing

ANNEX = "185"
"""The one use of class home in table ``bbr_use`` that is no dwelling by itself: an annex to one."""


@dataclass(frozen=True, eq=False)
class BuildingStanding(Held):
    """The versions of the building register at a moment, one of each object.

    Parameters
    ----------
    register:
        As `gistools.addresses.BuildingRegister.at` returns it.

    Raises
    ------
    ParamError
        When an object has several versions: the register was not asked for a moment.
    """

    register: BuildingRegister

    FORMS = BUILDING_OBJECTS
    CALLED = Text("BBR-udtrækket", "the extract of BBR")

    def __post_init__(self) -> None:
        """Check what was given."""
        require_kind(self.register, BuildingRegister, "buildings")
        super().__post_init__()

    @classmethod
    def read_empty(cls, name: str) -> pd.DataFrame:
        """Return the table of an object that has no rows."""
        return read_building_register({BUILDING_OBJECTS[name].aliases[0]: []}).tables[name]

    def codes(self, name: str) -> frozenset[int]:  # noqa: ARG002 - all objects of BBR have one scale
        """Return the statuses of what stands or is in force."""
        return codes_of("standing")

    @property
    def status_names(self) -> Mapping[int, Text]:
        """What statuses of BBR are called."""
        return {code: status.name for code, status in building_life_cycle().items()}


@cache
def codes_of(*stages: BuildingStage) -> frozenset[int]:
    """Return the statuses of BBR of some stages."""
    return frozenset(code for code, status in building_life_cycle().items() if status.stage in stages)


@cache
def building_uses() -> Mapping[str, tuple[str, str, bool]]:
    """Return by its code what a use of BBR is called, its class, and whether it is being phased out.

    >>> building_uses()["130"]
    ('Række-, kæde- eller dobbelthus', 'home', True)
    """
    rows = load_table("bbr_use").frame.to_dict("records")
    return {str(row["code"]): (str(row["use_da"]), str(row["damage_class"]), bool(row["phased_out"])) for row in rows
            if not str(row["code"]).startswith("-")}  # fmt: skip


def is_dwelling(use_code: str) -> bool | None:
    """Return whether a use is that of a dwelling (110-190 but an annex); None for a code that is not known.

    >>> is_dwelling("140"), is_dwelling("185"), is_dwelling("321"), is_dwelling("451")
    (True, False, False, None)
    """
    use = building_uses().get(use_code)
    return None if use is None else use[1] == "home" and use_code != ANNEX


@dataclass(frozen=True, eq=False)
class Mirror:
    """Both registers at a moment, and layers beside them.

    Parameters
    ----------
    standing, buildings:
        The address register and the building register.
    params:
        Limits.
    day:
        Of which it is asked.
    layers:
        Buildings, parcels and areas beside them.
    """

    standing: Standing
    buildings: BuildingStanding
    params: AddressCheckParams
    day: np.datetime64
    layers: CheckLayers

    @cached_property
    def house_status(self) -> Mapping[str, int]:
        """Statuses of house numbers in the address register by their ids."""
        return _by(self.standing.table("house_number"), "status")

    @cached_property
    def address_status(self) -> Mapping[str, int]:
        """Statuses of addresses in the address register by their ids."""
        return _by(self.standing.table("address"), "status")

    @cached_property
    def built(self) -> pd.DataFrame:
        """Buildings that stand."""
        return self.buildings.standing("building").reset_index(drop=True)

    @cached_property
    def positions(self) -> Mapping[str, Any]:
        """Points of buildings by their ids, in 2D; buildings without one are left out."""
        table = self.buildings.table("building")
        points = shapely.force_2d(table["position"].to_numpy(dtype=object))
        there = ~(shapely.is_missing(points) | shapely.is_empty(points))
        return dict(zip(table["object_id"].to_numpy()[there].tolist(), points[there].tolist(), strict=True))

    @cached_property
    def places(self) -> Places:
        """What objects of both registers are called, and where they are."""
        own = self.standing.places
        names, points = dict(own.names), dict(own.points)
        table = self.buildings.table("building")
        at = dict(self.positions)
        houses = dict(zip(table["object_id"], table["house_number_id"], strict=True))
        numbers = dict(zip(table["object_id"], table["building_number"], strict=True))
        names["building"] = {one: _building_name(numbers[one], names["house_number"].get(house, ""))
                             for one, house in houses.items()}  # fmt: skip
        for one, house in houses.items():
            if one not in at and house in points["house_number"]:
                at[one] = points["house_number"][house]
        points["building"] = at
        unit = self.buildings.table("unit")
        names["unit"] = {one: names["address"].get(address, "") or names["building"].get(building, "")
                         for one, address, building in zip(
                             unit["object_id"], unit["address_id"], unit["building_id"], strict=True)}  # fmt: skip
        points["unit"] = {one: point for one, address, building in zip(
            unit["object_id"], unit["address_id"], unit["building_id"], strict=True)
            if (point := points["address"].get(address) or at.get(building)) is not None}  # fmt: skip
        plant = self.buildings.table("plant")
        of = dict(zip(plant["object_id"], plant["building_id"], strict=True))
        names["plant"] = {one: names["building"].get(building, "") for one, building in of.items()}
        own_points = dict(zip(plant["object_id"], plant["position"], strict=True))
        points["plant"] = {one: point for one, building in of.items()
                           if (point := own_points[one] or at.get(building)) is not None}  # fmt: skip
        of_case = self.case_building
        names["case"] = {case: names["building"].get(building, "") for case, building in of_case.items()}
        points["case"] = {case: at[building] for case, building in of_case.items() if building in at}
        outlines = self.layers.table("outlines")
        if outlines is not None:
            ids = outline_ids(outlines)
            inside = shapely.point_on_surface(outlines["shape"].to_numpy(dtype=object))
            points["outline"] = dict(zip(ids, inside.tolist(), strict=True))
        return Places(names, points)

    @cached_property
    def case_building(self) -> Mapping[str, str]:
        """The building that a case is about, the first by id of several; of links in any status."""
        links = self.buildings.table("case_link")
        made: dict[str, str] = {}
        for case, building, copy in zip(links["case_id"], links["building_id"], links["case_building_id"], strict=True):
            one = building or copy
            if one and (case not in made or one < made[case]):
                made[case] = one
        return made

    @cached_property
    def outlines_of(self) -> Mapping[str, list[int]]:
        """Rows of outlines by the building that they name, in small letters."""
        return rows_by_building(self.layers.table("outlines"))


def _by(table: pd.DataFrame, column: str) -> Mapping[str, Any]:
    return dict(zip(table["object_id"].tolist(), table[column].tolist(), strict=True))


def rows_by_building(outlines: pd.DataFrame | None) -> dict[str, list[int]]:
    """Return the rows of outlines by the building that they name; those that name none are left out."""
    made: dict[str, list[int]] = {}
    if outlines is not None and "building_id" in outlines:
        for k, one in enumerate(outlines["building_id"].tolist()):
            if one:
                made.setdefault(one, []).append(k)
    return made


def outline_ids(outlines: pd.DataFrame) -> list[str]:
    """Return the ids of outlines; of a layer without any, the building and where the outline is."""
    if "outline_id" in outlines:
        return [str(one) for one in outlines["outline_id"]]
    west, south, _, _ = shapely.bounds(outlines["shape"].to_numpy(dtype=object)).T
    return [f"{one}@{x:.1f},{y:.1f}" for one, x, y in zip(outlines["building_id"], west, south, strict=True)]


def _building_name(number: float, house: str) -> str:
    told = [f"bygning {number:.0f}"] if np.isfinite(number) else []
    return ", ".join([*told, *([house] if house else [])])
