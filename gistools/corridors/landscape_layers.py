"""The layers of a landscape (lag) as all tools of corridors are given them, and what is made of them for a species."""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from gistools.corridors.connectivity_params import DispersalScale
from gistools.corridors.home import left_out, require_home
from gistools.corridors.patches import habitat_patches
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance import resistance_surface
from gistools.corridors.resistance_params import ResistanceParams
from gistools.corridors.species import load_species, one_species
from gistools.errors import LayerError, ParamError
from gistools.grid import Grid, horizontal_crs
from gistools.progress import NoProgress, Stage, run_cancellable
from gistools.text import Text, danish
from gistools.tool import part_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from gistools.corridors.landscape import Patches, Resistance, Species
    from gistools.progress import Progress
    from gistools.tool import Params

P = TypeVar("P", PatchParams, ResistanceParams)

AREAS = ("nature_areas", "lakes", "hedges", "land_cover")
"""Layers of surfaces, the first on top among those of one class."""

BURNED = ("roads", "rails", "streams", "paths", "buildings", "passages")
"""Layers that are laid into the resistance."""

ROAD_NAME = "vejnavn"
"""Column of the names of roads."""

_MOST_CELLS = 200_000_000


@dataclass(frozen=True, eq=False)
class LandscapeLayers:
    """Layers and tables, each None where it is not given.

    Parameters
    ----------
    areas:
        By name of `AREAS`, those that were given.
    burned:
        By name of `BURNED`.
    study_area, municipality:
        What is known, and whose patches count.
    species_table, species_resistance:
        Own tables.
    """

    areas: Mapping[str, gpd.GeoDataFrame]
    burned: Mapping[str, gpd.GeoDataFrame | None]
    study_area: gpd.GeoDataFrame | None = None
    municipality: gpd.GeoDataFrame | None = None
    species_table: pd.DataFrame | None = None
    species_resistance: pd.DataFrame | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> LandscapeLayers:
        """Return those of the inputs of a tool, whatever else it is given."""
        rest = ("study_area", "municipality", "species_table", "species_resistance")
        return cls(
            {name: layer for name in AREAS if (layer := given.get(name)) is not None},
            {name: given.get(name) for name in BURNED},
            **{name: given.get(name) for name in rest},
        )

    def species(self, asked: str, *, whole: bool = True) -> tuple[Species, ...]:
        """Return the species that are named, see `chosen_species`; ``whole``: each with all its resistances."""
        return chosen_species(asked, load_species(self.species_table, self.species_resistance, whole=whole))

    def grid(self, cell_m: float) -> Grid:
        """Return the cells over the study area, or over the land cover where there is none, see `grid_over`."""
        return grid_over(self.areas["land_cover"] if self.study_area is None else self.study_area, cell_m)

    @property
    def named_roads(self) -> gpd.GeoDataFrame | None:
        """The roads, where they have names that a link can tell."""
        roads = self.burned["roads"]
        return roads if roads is not None and ROAD_NAME in roads.columns else None

    def patches(self, species: Species, grid: Grid, params: Params) -> Patches:
        """Return the patches of a species; what ``params`` do not hold of `PatchParams` is as it is by itself."""
        return habitat_patches(
            self.areas, species, grid, _part(params, PatchParams), study_area=self.study_area, home=self.municipality
        )

    def resistance(self, species: Species, grid: Grid, params: Params) -> Resistance:
        """Return the resistance to a species; what ``params`` do not hold is as it is by itself."""
        return resistance_surface(
            self.areas, species, grid, _part(params, ResistanceParams), **self.burned, study_area=self.study_area
        )

    def landscapes(
        self,
        chosen: Sequence[Species],
        grid: Grid,
        params: Params,
        notes: list[Text],
        progress: Progress | None = None,
        *,
        at_home: bool = True,
    ) -> Iterator[tuple[Species, Patches, Resistance, Progress]]:
        """Make patches and resistance of one species after the other, with what is left to tell progress to.

        A species without a patch (``at_home``: of the municipality) is left out and told in ``notes``, unless all are.

        Raises
        ------
        LayerError, CrsError, TableError
            As for `habitat_patches` and `resistance_surface`.
        Cancelled
            When the user wants to stop.
        """
        missing = 0
        for k, species in enumerate(chosen):
            stage = Stage(progress or NoProgress(), k / len(chosen), (k + 1) / len(chosen))
            stage.update(0.0, Text(f"Levesteder: {species.name.da}", f"Patches: {species.name.en}"))
            try:
                patches, resistance = run_cancellable(
                    stage, functools.partial(self._both, species, grid, params, at_home=at_home)
                )
            except LayerError as error:
                missing += 1
                if missing == len(chosen):
                    raise
                notes.append(left_out(species, error))
                continue
            yield species, patches, resistance, stage

    def _both(self, species: Species, grid: Grid, params: Params, *, at_home: bool) -> tuple[Patches, Resistance]:
        patches = self.patches(species, grid, params)
        if at_home:
            require_home(patches, species)
        return patches, self.resistance(species, grid, params)


def _part(params: Params, kind: type[P]) -> P:
    return part_of(params, kind) if isinstance(params, kind) else kind()


def chosen_species(asked: str, known: Mapping[str, Species]) -> tuple[Species, ...]:
    """Return the species that are named, in order, each once; ``all`` are all.

    Raises
    ------
    ParamError
        For a name that is none.

    >>> known = load_species()
    >>> [one.id for one in chosen_species("egern, hedgehog", known)], len(chosen_species("alle", known)) == len(known)
    (['squirrel', 'hedgehog'], True)
    """
    if asked.strip().casefold() in {"all", "alle"}:
        return tuple(known.values())
    names = [name for name in re.split(r"[,;]", asked) if name.strip()] or [asked]
    return tuple({one.id: one for one in (one_species(name, known) for name in names)}.values())


def require_one(chosen: Sequence[Species]) -> Species:
    """Return the only species.

    Raises
    ------
    ParamError
        For several.
    """
    if len(chosen) > 1:
        shown = ", ".join(one.id for one in chosen)
        raise ParamError(
            Text(f"flere arter: {shown}", f"several species: {shown}"),
            Text("én art: modstanden er hver arts egen", "one species: resistance is each species' own"),
            Text("kør hver art for sig", "run each species by itself"),
        )
    return chosen[0]


def cost_faults(chosen: Sequence[Species], scale: DispersalScale) -> tuple[Text, ...]:
    """Return what is wrong with one given cost of the distances of several species."""
    if len(chosen) == 1 or scale is not DispersalScale.GIVEN:
        return ()
    return (Text(f"én rækkevidde i modstandsmeter for {len(chosen)} arter", f"one cost for {len(chosen)} species"),)


def require_own_cost(chosen: Sequence[Species], scale: DispersalScale) -> None:
    """Raise `ParamError` for `cost_faults`."""
    for fault in cost_faults(chosen, scale):
        raise ParamError(
            fault,
            Text("én art, når rækkevidden gives som modstandsmeter", "one species when the cost is given"),
            Text("kør hver art for sig", "run each species by itself"),
        )


def grid_over(layer: gpd.GeoDataFrame, cell_m: float) -> Grid:
    """Return the square cells that cover a layer; their edges are whole multiples of the cell size.

    Raises
    ------
    CrsError
        For a layer in degrees.
    ParamError
        When there are more than 200 million cells.

    >>> import geopandas as gpd, shapely
    >>> grid = grid_over(gpd.GeoDataFrame(geometry=[shapely.box(3, 4, 25, 21)], crs=25832), 10.0)
    >>> grid.shape, grid.bounds
    ((3, 3), (0.0, 0.0, 30.0, 30.0))
    """
    crs = horizontal_crs(layer.crs.to_wkt() if layer.crs is not None else "")[0]
    west, south, east, north = layer.total_bounds
    first_x, first_y = math.floor(west / cell_m), math.floor(south / cell_m)
    cols, rows = (max(int(n), 1) for n in np.ceil([east / cell_m, north / cell_m]) - (first_x, first_y))
    if rows * cols > _MOST_CELLS:
        size = f"{rows} x {cols}"
        raise ParamError(
            Text(f"{size} celler på {danish(cell_m)} m", f"{size} cells of {cell_m:g} m"),
            Text(f"højst {_MOST_CELLS // 10**6} mio. celler", f"at most {_MOST_CELLS // 10**6} million cells"),
            Text("vælg større celler eller et mindre område", "choose larger cells or a smaller area"),
        )
    return Grid(rows, cols, first_x * cell_m, (first_y + rows) * cell_m, cell_m, cell_m, crs)
