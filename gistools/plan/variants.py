"""Plan variants (planvarianter): sets of measures and projected surfaces on one base, told apart by their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gistools._checks import cell_text
from gistools.cloudburst.whatif.kinds import NUMBER
from gistools.cloudburst.whatif.reading import measure_error, read_measures, with_known_names
from gistools.errors import LayerError
from gistools.plan.variant_params import names_in
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.grid import Grid

VARIANT = "variant"
BASE = Text("som i dag", "as today")
_ALL = {"", "alle", "all"}


@dataclass(frozen=True)
class Variant:
    """One variant (variant).

    Parameters
    ----------
    name:
        As the layer has it.
    rows:
        Its measures: rows of `Variants.layer`, rising.
    design:
        Which projected surface it has, from 0; None for none.
    """

    name: str
    rows: tuple[int, ...]
    design: int | None = None

    @property
    def measures(self) -> int:
        """How many measures it has; a projected surface is one."""
        return len(self.rows) + (self.design is not None)


@dataclass(frozen=True, eq=False)
class Variants:
    """The variants of a plan; made by `read_variants`.

    Parameters
    ----------
    layer:
        All measures of all layers, each with its ``id``; None for no layer.
    variants:
        In the order that their names are first met in; the base is none of them.
    """

    layer: gpd.GeoDataFrame | None
    variants: tuple[Variant, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(one.name for one in self.variants)

    def measures_of(self, rows: Sequence[int]) -> gpd.GeoDataFrame | None:
        """Return some rows as a layer that `apply_measures` takes; None for no row."""
        if self.layer is None or not len(rows):
            return None
        return self.layer.iloc[list(rows)].reset_index(drop=True)


def read_variants(
    layers: Sequence[gpd.GeoDataFrame],
    grid: Grid,
    *,
    layer_names: Sequence[str] = (),
    designs: Sequence[str | None] = (),
) -> Variants:
    """Return the variants that layers of measures and projected surfaces make up.

    A measure belongs to the variants that its column ``variant`` names, semicolons between, and to all for ``alle``;
    without a name there to that of its layer, and without one there to all.

    Parameters
    ----------
    layers:
        Of measures, as `gistools.cloudburst.whatif.read_measures` takes them. Ids are unique within a variant.
    grid:
        The map that they lie on.
    layer_names:
        A name for each layer, empty or ``alle`` for all variants; none for no layer.
    designs:
        For each projected surface the names of its variants with semicolons between, empty or ``alle`` for all; None
        where there is no such surface. A new name makes a variant of the surface alone.

    Raises
    ------
    CrsError
        As `read_measures`.
    LayerError
        With every fault: those of the measures, one name in two spellings, the name of the base, no name at all, a
        variant without measures, one of two surfaces, and an id that a variant has twice.

    Examples
    --------
    >>> import shapely
    >>> from gistools.grid import Grid
    >>> walls = [shapely.LineString([(0.5, y), (2.5, y)]) for y in (0.5, 1.5, 2.5)]
    >>> layer = gpd.GeoDataFrame(
    ...     {"type": "mur", "kote_m": 2.0, "variant": ["Syd", "Syd; Nord", None]}, geometry=walls, crs="EPSG:25832"
    ... )
    >>> [(one.name, one.rows) for one in read_variants([layer], Grid(3, 3, 0.0, 3.0, 1.0, 1.0, "EPSG:25832")).variants]
    [('Syd', (0, 1, 2)), ('Nord', (1, 2))]
    """
    joined, said = _joined(layers, [*layer_names, *[""] * len(layers)])
    faults: list[Text] = []
    if joined is not None:
        try:
            read_measures(joined.assign(**{NUMBER: [str(n) for n in range(1, len(joined) + 1)]}), grid)
        except LayerError as error:
            faults.append(error.found)
    surfaces = [None if text is None else () if _in_all(names_in(text)) else names_in(text) for text in designs]
    named = [name for names in said for name in names or ()]
    named += [name for name in layer_names if name.casefold() not in _ALL]
    named += [name for names in surfaces for name in names or () if name]
    names = tuple(dict.fromkeys(named))
    faults += _name_faults(names)
    variants = tuple(
        Variant(
            name,
            tuple(k for k, mine in enumerate(said) if mine is None or name in mine),
            next((k for k, mine in enumerate(surfaces) if mine is not None and (not mine or name in mine)), None),
        )
        for name in names
    )
    for one in variants:
        faults += _variant_faults(one, surfaces, joined)
    if faults:
        raise _error(faults)
    return Variants(joined, variants)


def _in_all(names: Sequence[str]) -> bool:
    """Return whether what names these is in all variants."""
    return any(name.casefold() in _ALL - {""} for name in names) or not any(names)


def _joined(
    layers: Sequence[gpd.GeoDataFrame], layer_names: Sequence[str]
) -> tuple[gpd.GeoDataFrame | None, list[tuple[str, ...] | None]]:
    """Return all layers as one with ids, and which variants each row names; None for all."""
    parts, said = [], []
    for layer, own in zip(layers, layer_names, strict=False):
        known = with_known_names(layer)
        column = next((c for c in known.columns if str(c).lower() == VARIANT and c != known.geometry.name), None)
        texts = [""] * len(known) if column is None else [cell_text(v) for v in known[column]]
        for text in texts:
            mine = tuple(name for name in names_in(text) if name) or (own,)
            said.append(None if _in_all(mine) else mine)
        rest = pd.DataFrame(known.drop(columns=[known.geometry.name, *([] if column is None else [column])]))
        parts.append(rest.assign(geometry=known.geometry.to_numpy()))
    if not parts:
        return None, []
    joined = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=layers[0].crs)
    given = [cell_text(v) for v in joined[NUMBER]] if NUMBER in joined.columns else [""] * len(joined)
    joined[NUMBER] = [one or str(n) for n, one in enumerate(given, start=1)]
    return joined, said


def _name_faults(names: Sequence[str]) -> list[Text]:
    if not names:
        return [
            Text(
                "ingen variant er nævnt: giv kolonnen variant, layer_names eller design_variants",
                "no variant is named: give the column variant, layer_names or design_variants",
            )
        ]
    spelt: dict[str, list[str]] = {}
    for name in names:
        spelt.setdefault(name.casefold(), []).append(name)
    faults = [
        Text(f"én variant skrevet på flere måder: {', '.join(same)}", f"one variant in {len(same)} spellings: {same}")
        for same in spelt.values()
        if len(same) > 1
    ]
    taken = [name for name in names if name.casefold() in {BASE.da, BASE.en}]
    faults += [
        Text(f"varianten {name!r} hedder som udgangspunktet", f"the variant {name!r} has the name of the base")
        for name in taken
    ]
    return faults


def _variant_faults(
    one: Variant, surfaces: Sequence[tuple[str, ...] | None], joined: gpd.GeoDataFrame | None
) -> list[Text]:
    faults = []
    if not one.measures:
        faults.append(Text(f"varianten {one.name!r} har intet tiltag", f"the variant {one.name!r} has no measure"))
    if sum(mine is not None and (not mine or one.name in mine) for mine in surfaces) > 1:
        faults.append(
            Text(
                f"varianten {one.name!r} har to projekterede terræner",
                f"the variant {one.name!r} has two design surfaces",
            )
        )
    ids = pd.Series([] if joined is None else joined[NUMBER].iloc[list(one.rows)], dtype=object)
    faults += [
        Text(f"id {twice} står flere gange i {one.name!r}", f"id {twice} occurs more than once in {one.name!r}")
        for twice in ids[ids.duplicated()].unique()
    ]
    return faults


def _error(faults: list[Text]) -> LayerError:
    told = measure_error(faults)
    return LayerError(
        told.found,
        Text(
            f"varianter med hver sit navn og mindst ét tiltag; {told.expected.da}",
            f"variants of different names with a measure at least; {told.expected.en}",
        ),
        Text(
            "ret de nævnte rækker; docs/variants.md viser, hvordan varianter nævnes",
            "correct the rows named; see docs/variants.md on how variants are named",
        ),
    )
