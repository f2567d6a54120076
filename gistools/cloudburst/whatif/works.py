"""Ground that measures are applied to one by one, with every changed cell counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.cloudburst.links import CAPACITY
from gistools.cloudburst.whatif import ground
from gistools.cloudburst.whatif.cells import corner_cells, end_cells, together
from gistools.cloudburst.whatif.design import lay_design, rim_note
from gistools.cloudburst.whatif.kinds import BED, CULVERT, DESIGN, Effect, Order
from gistools.cloudburst.whatif.reading import measure_error
from gistools.kernels.codes import LAND, SCALE, WALL
from gistools.kernels.strips import framed, inside
from gistools.styles.numbers import format_number
from gistools.terrain.paths import outline
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.whatif.cells import Cells
    from gistools.cloudburst.whatif.reading import Measure
    from gistools.grid import Grid
    from gistools.raster import Raster
    from gistools.terrain.types import ConditionedTerrain, FlowField
    from gistools.triangles import Triangles

    F32 = npt.NDArray[np.float32]
    F64 = npt.NDArray[np.float64]

TITLE = Text("Tiltag", "Measures")
UNITS = {
    "changed_m2": "m²",
    "dug_m3": "m³",
    "filled_m3": "m³",
    "change_min_m": "m",
    "change_max_m": "m",
    "capacity_m3": "m³",
    "drawn_m": "m",
    "drawn_m2": "m²",
    "room_m3": "m³",
}
PROTECTS = Text(
    "ændrer ikke terrænet: tærsklen ved bygningerne tæller i plan-value",
    "leaves the ground as it is: the threshold of the buildings counts in plan-value",
)
UNLIMITED = Text("fører vand uden grænse: åbnet i terrænet", "leads water without limit: cut through the terrain")


@dataclass
class Site:
    """Ground that measures are applied to one by one, and what each of them did.

    ``z`` has roofs in it, ``ground`` has NaN there; ``solid`` is where no water passes: roofs, removed buildings and
    what measures have raised, whose ``ends`` are kept; ``numbers`` says by the number of a measure which owner it is.
    """

    before: ConditionedTerrain
    flow: FlowField
    z: F32 = field(init=False)
    owner: npt.NDArray[np.int32] = field(init=False)
    names: list[Text] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    overlaps: list[Text] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    ground: F32 = field(init=False)
    solid: npt.NDArray[np.bool_] = field(init=False)
    raised: npt.NDArray[np.bool_] | None = field(init=False)
    ends: list[Cells] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Copy the heights, so that those of the terrain stay as they are."""
        grid = self.before.grid
        self.z = inside(framed(grid.shape, np.float32, np.nan))
        self.z[:] = self.before.surface.values
        self.owner = np.zeros(grid.shape, np.int32)
        self.ground = self.z
        self.solid = self.before.cell_class == WALL
        self.raised = self.before.raised
        if self.raised is not None:
            self.ground = np.where(self.raised, np.float32(np.nan), self.z)
            self.solid |= self.raised
            self.raised = self.raised.copy()  # a culvert opens roofs

    def lay(self, design: Raster | Triangles) -> tuple[Text, ...]:
        """Apply a design surface; return what the user should know of it."""
        laid = lay_design(design, self.before)
        level = np.where(self.before.land, laid.level, np.nan)
        off = int(np.isnan(level).sum() - np.isnan(laid.level).sum())
        roofs = 0 if self.raised is None else int((self.raised & ~np.isnan(level)).sum())
        if self.raised is not None:
            level[self.raised] = np.nan
        told = [*laid.notes, rim_note(level, self.ground)]
        if roofs:
            told.append(_on_buildings(roofs))
        if off:
            told.append(
                Text(
                    f"{off} celler af det projekterede terræn ligger uden for land og er ikke brugt",
                    f"{off} cells of the design surface lie off land and are not used",
                )
            )
        rows, cols = np.nonzero(~np.isnan(level))
        cells = rows.astype(np.int64), cols.astype(np.int64)
        name = Text("projekteret terræn", "design surface")
        head: dict[str, object] = {
            "measure_id": DESIGN, "measure_name": design.name.da, "measure_kind": DESIGN,
            "measure_effect": Effect.GIVEN.value, "measure_order": float(Order.DESIGN), "capacity_m3": np.nan,
            "drawn_m": np.nan, "drawn_m2": rows.size * self.before.grid.cell_area_m2,
        }  # fmt: skip
        self._set(cells, level[cells], Effect.GIVEN, name, head, told)
        return tuple(told)

    def apply(self, one: Measure, cells: Cells, capacity_m3: float = np.nan) -> None:
        """Apply one measure; ``capacity_m3`` is that of the basins that it takes out."""
        head: dict[str, object] = {
            "measure_id": one.id, "measure_name": one.name, "measure_kind": one.kind.id,
            "measure_effect": one.kind.effect.value, "measure_order": one.order,
            "capacity_m3": one.values.get(CAPACITY, capacity_m3), "drawn_m": one.length_m, "drawn_m2": one.area_m2,
        }  # fmt: skip
        told: list[Text] = []
        self.numbers[one.number] = len(self.names) + 1
        piped = one.kind.id == CULVERT and CAPACITY in one.values
        protects = one.kind.effect is Effect.PROTECTS
        if one.removes or piped or protects:  # the ground stays as it is
            empty = np.zeros(0, np.int64)
            shape = one.shape.buffer(max(self.before.grid.dx_m, self.before.grid.dy_m) / 2)
            if protects:
                told.append(PROTECTS)
            if one.removes:
                told.append(Text(f"bassin {one.removes} er taget ud", f"basin {one.removes} is taken out"))
            self._set((empty, empty), np.zeros(0), one.kind.effect, one.text(), head, told, shape)
            return
        told += self._spared(one)
        if one.kind.effect is Effect.RAISES:
            cells, more = self._closed(one, cells)
            told += more
        if one.kind.id == BED and CAPACITY in one.values and one.values["rum_mm"] > 0:
            told.append(_twice(one.values["rum_mm"] / 1000.0 * cells[0].size * self.before.grid.cell_area_m2, one))
        work, level = ground.levels(one, cells, self.ground, self.flow.filled, self.before.grid)
        self._set(work, level, one.kind.effect, one.text(), head, told)
        if one.kind.effect is Effect.RAISES:
            self.solid[work] = True
        elif one.kind.id == CULVERT and self.raised is not None:
            self.raised[work] = False

    def _spared(self, one: Measure) -> list[Text]:
        """Return what a measure leaves of its cells as they are, or opens."""
        told = []
        drawn = ground.footprint(one, self.before.grid)
        under = int((self.before.cell_class[drawn] != LAND).sum())
        roofs = 0 if self.before.raised is None else int(self.before.raised[drawn].sum())
        if one.kind.id == CULVERT:
            told.append(UNLIMITED)
            if roofs:
                told.append(
                    Text(f"{roofs} celler på bygninger er åbnet", f"{roofs} cells on buildings were opened"),
                )
        elif roofs:
            told.append(_on_buildings(roofs))
        if under:
            told.append(
                Text(
                    f"{under} celler under fjernede bygninger eller regnet som mur er ikke ændret",
                    f"{under} cells under removed buildings or taken as wall stay",
                )
            )
        return told

    def _closed(self, one: Measure, cells: Cells) -> tuple[Cells, list[Text]]:
        """Return the cells of a measure that raises, and those that close corners over which its ends meet others."""
        grid = self.before.grid
        mine = np.zeros(grid.shape, np.bool_)
        mine[cells] = True
        parts = []
        if one.is_line:
            ends = end_cells(one.line, grid)
            self.ends.append(ends)
            parts.append(corner_cells(ends, self.solid, mine, self.ground))
        earlier = self.ends[: -1 if one.is_line else None]
        parts += [corner_cells(ends, mine, self.solid, self.ground) for ends in earlier]
        told = []
        added = sum(part[0].size for part, _ in parts)
        left = sum(open_ for _, open_ in parts)
        if added:
            told.append(
                Text(
                    f"{added} celler taget med, hvor en ende kun mødte andet over et hjørne",
                    f"{added} cells added where an end met something over a corner alone",
                )
            )
        if left:
            told.append(
                Text(
                    f"{left} hjørner ved ender kan ikke lukkes: vand løber over dem",
                    f"{left} corners at ends cannot be closed: water runs over them",
                )
            )
        for part, _ in parts:
            cells = together(cells, part, grid)
        return cells, told

    def left_to(self, one: Measure, cells: Cells) -> Cells:
        """Return those of a measure's cells that no later measure took, and tell how many it lost."""
        kept = self.owner[cells] == self.numbers[one.number]
        lost = int((~kept).sum())
        if lost:
            self.tell(
                one,
                Text(
                    f"{lost} celler er taget af senere tiltag og er ikke bed mere",
                    f"{lost} cells were taken by later measures and are bed no more",
                ),
            )
        return cells[0][kept], cells[1][kept]

    def makes_room(self, one: Measure, more_m3: float = 0.0) -> None:
        """Count what a measure dug, and more beneath it, as room for water."""
        row = self.rows[self.numbers[one.number] - 1]
        row["room_m3"] = float(str(row["dug_m3"])) + more_m3

    def tell(self, one: Measure, note: Text) -> None:
        """Add to what is told of a measure that was applied."""
        row = self.rows[self.numbers[one.number] - 1]
        for name, text in (("note_da", note.da), ("note_en", note.en)):
            row[name] = f"{row[name]}; {text}" if row[name] else text

    def _set(
        self,
        cells: Cells,
        level: F64,
        effect: Effect,
        name: Text,
        head: dict[str, object],
        told: list[Text],
        shape: Any = None,  # noqa: ANN401 - any shape
    ) -> None:
        if np.isnan(level).any():
            raise measure_error(
                [Text(f"{name.da}: terrænet under tiltaget er ukendt", f"{name.en}: the ground beneath is unknown")]
            )
        before = self.z[cells].astype(np.float64)
        after = (np.rint(ground.meets(effect, before, level) * SCALE) / SCALE).astype(np.float32)
        change = after.astype(np.float64) - before
        changed = change != 0.0
        self.z[cells] = self.ground[cells] = after
        area = self.before.grid.cell_area_m2
        if shape is None and not changed.any() and head["measure_kind"] != BED:
            told.append(Text("ændrer intet: terrænet er der allerede", "changes nothing: the ground is there already"))
        told = [*told, *self._claim(cells, name)]
        moved = change[changed] if changed.any() else np.array([np.nan])
        if shape is None:
            mask = np.zeros(self.z.shape, np.bool_)
            mask[cells] = True
            shape = outline(mask, self.before.grid)
        head = {**head}
        capacity, length, footprint = (head.pop(name) for name in ("capacity_m3", "drawn_m", "drawn_m2"))
        self.rows.append(
            {
                **head,
                "cells": int(changed.sum()),
                "changed_m2": int(changed.sum()) * area,
                "dug_m3": float(-change[change < 0].sum() * area) + 0.0,
                "filled_m3": float(change[change > 0].sum() * area),
                "change_min_m": float(moved.min()),
                "change_max_m": float(moved.max()),
                "capacity_m3": capacity,
                "drawn_m": length,
                "drawn_m2": footprint,
                "room_m3": 0.0,
                "note_da": "; ".join(t.da for t in told),
                "note_en": "; ".join(t.en for t in told),
                "geometry": shape,
            }
        )

    def _claim(self, cells: Cells, name: Text) -> list[Text]:
        """Return which measures had these cells before, and note that this one has them now."""
        held = Counter(self.owner[cells][self.owner[cells] > 0].tolist())
        self.names.append(name)
        self.owner[cells] = len(self.names)
        told = []
        for number, count in sorted(held.items()):
            other = self.names[number - 1]
            told.append(Text(f"{count} celler sammen med {other.da}", f"{count} cells together with {other.en}"))
            self.overlaps.append(
                Text(
                    f"{name.da} ligger over {other.da} i {count} celler",
                    f"{name.en} overlies {other.en} in {count} cells",
                )
            )
        return told

    def terrain(self) -> ConditionedTerrain:
        """Return the terrain as it is now."""
        name = Text("Terræn med tiltag", "Terrain with measures")
        surface = self.before.surface.with_values(self.z, name=name)
        return replace(self.before, surface=surface, raised=self.raised)

    def table(self) -> gpd.GeoDataFrame:
        """Return what each measure did."""
        return _effects(self.rows, self.before.grid)

    def notes(self) -> tuple[Text, ...]:
        """Return what the user should know of all of them."""
        dug, filled = (sum(float(str(row[name])) for row in self.rows) for name in ("dug_m3", "filled_m3"))
        culverts = sum(UNLIMITED.en in str(row["note_en"]) for row in self.rows)
        away, up = (format_number(volume, "da", 1) for volume in (dug, filled))
        told = [
            Text(
                f"{len(self.rows)} tiltag: {away} m³ afgravet, {up} m³ fyldt på",
                f"{len(self.rows)} measures: {dug:.1f} m³ dug, {filled:.1f} m³ filled",
            ),
            *self.overlaps,
        ]
        if culverts:
            told.append(
                Text(
                    f"{culverts} rørunderføringer uden kapacitet_m3 fører vand uden grænse",
                    f"{culverts} culverts without kapacitet_m3 lead water without limit",
                )
            )
        return tuple(told)


def _on_buildings(count: int) -> Text:
    return Text(f"{count} celler på bygninger er ikke ændret", f"{count} cells on buildings stay")


def _twice(room_m3: float, one: Measure) -> Text:
    room, more = (format_number(volume, "da", 1) for volume in (room_m3, one.values[CAPACITY]))
    return Text(
        f"rum {room} m³ og kapacitet {more} m³: tæl ikke det samme rum to gange",
        f"room {room_m3:.1f} m³ and capacity {one.values[CAPACITY]:.1f} m³: do not count the same room twice",
    )


COLUMNS = (
    "measure_id", "measure_name", "measure_kind", "measure_effect", "measure_order", "cells", "changed_m2", "dug_m3",
    "filled_m3", "change_min_m", "change_max_m", "capacity_m3", "drawn_m", "drawn_m2", "room_m3", "note_da",
    "note_en", "geometry",
)  # fmt: skip


def no_effects(grid: Grid) -> gpd.GeoDataFrame:
    """Return the table of the effects of no measures."""
    return _effects([], grid)


def _effects(rows: list[dict[str, object]], grid: Grid) -> gpd.GeoDataFrame:
    layer = gpd.GeoDataFrame(pd.DataFrame(rows, columns=list(COLUMNS)), geometry="geometry", crs=grid.crs)
    layer.attrs.update(units=UNITS, title=TITLE)
    return layer
