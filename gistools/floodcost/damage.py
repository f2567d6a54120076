"""Damage functions (skadefunktioner): what a building costs at a depth of water.

Depths are metres of water above the ground at the facade; they may be -inf where a building is dry. Unknown is NaN and
never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import require_kind
from gistools.errors import ParamError, TableError
from gistools.floodcost.buildings import class_notes, classify, require_classified
from gistools.floodcost.counting import COUNTED, counted_parts, require_no_double_count
from gistools.floodcost.extras import EXTRAS, Extra, extra_parts
from gistools.floodcost.marks import building_marks
from gistools.floodcost.matching import TableParts
from gistools.floodcost.parts import DamageCurve, DamagePart
from gistools.floodcost.prices import off_years, price_factor
from gistools.tables.loading import Table, load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

__all__ = [
    "EXTRAS",
    "DamageCurve",
    "DamageModel",
    "DamagePart",
    "Extra",
    "classify",
    "damage_model",
    "require_no_double_count",
]

HAZARDS = ("cloudburst", "sea", "stream")
ESTIMATES = {"mid": "amount_dkk", "low": "low_dkk", "high": "high_dkk"}


@dataclass(frozen=True, eq=False)
class DamageModel:
    """What n buildings cost at any depth (skademodel).

    Parameters
    ----------
    steps:
        Parts whose damage comes at a threshold.
    curves:
        Parts whose damage grows with depth.
    price_year:
        Of all amounts.
    unverified:
        What it rests on that nobody has read in its source.
    notes:
        What is not known of the buildings, counted, and what was assumed.
    table:
        The rows of the damage table that were used, as they stand there.
    hazard:
        What the table rows are for: ``cloudburst``, ``sea`` or ``stream``.
    marks:
        bool of n: which buildings rest on verified figures alone; see `verified`.
    doubtful:
        What is not verified, in a few words each.
    index:
        What amounts were converted by, where they were.
    """

    steps: tuple[DamagePart, ...]
    curves: tuple[DamageCurve, ...]
    price_year: int
    unverified: tuple[Text, ...]
    notes: tuple[Text, ...]
    table: Table
    hazard: str = "cloudburst"
    marks: npt.NDArray[np.bool_] | None = None
    doubtful: tuple[Text, ...] = ()
    index: Table | None = None

    @property
    def verified(self) -> npt.NDArray[np.bool_]:
        """Which buildings rest on figures alone that were read in their source: amounts, thresholds, class, index."""
        return np.full(self.size, not self.unverified) if self.marks is None else self.marks

    @property
    def parts(self) -> tuple[DamagePart | DamageCurve, ...]:
        """All parts: steps, then curves."""
        return (*self.steps, *self.curves)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(part.name for part in self.parts)

    def at(self, depth_m: F64, basement_depth_m: F64 | None = None) -> F64:
        """Return the damage of each part at depths of water.

        Parameters
        ----------
        depth_m:
            float64 of ``(..., n)``, m above the ground at the facade; -inf for dry, NaN for not known.
        basement_depth_m:
            The same for the water that meets the basement; the other one when None.

        Returns
        -------
        float64 of ``(P, ..., n)`` in DKK, steps then curves; NaN where it is not known. Never falls with depth.
        """
        depth = np.asarray(depth_m, np.float64)
        below = depth if basement_depth_m is None else np.asarray(basement_depth_m, np.float64)
        return np.stack([part.at(below if part.basement else depth) for part in self.parts])

    @property
    def size(self) -> int:
        """The number of buildings."""
        return int(self.parts[0].threshold_m.size)

    def thresholds_m(self) -> F64:
        """Return the thresholds of the steps, float64 of ``(P, n)``; they mean nothing where the amount is 0."""
        return np.array([step.threshold_m for step in self.steps]).reshape(len(self.steps), self.size)

    def amounts_dkk(self) -> F64:
        """Return the amounts of the steps, float64 of ``(P, n)``; NaN for not known."""
        return np.array([step.amount_dkk for step in self.steps]).reshape(len(self.steps), self.size)


def damage_model(
    classified: gpd.GeoDataFrame,
    table: Table | None = None,
    *,
    hazard: str = "cloudburst",
    plinth_m: F64 | None = None,
    basement_threshold_m: float | F64 | None = None,
    price_year: int | None = None,
    index: Table | None = None,
    estimate: str = "mid",
    repair: bool = True,
    holds_own_cost: bool = False,
    extra: Sequence[str] = (),
    given: Extra | None = None,
    uses: Table | None = None,
) -> DamageModel:
    """Return what buildings cost at any depth of water.

    Parameters
    ----------
    classified:
        From `classify`.
    table:
        ``building_damage``, or the user's own of that shape (`gistools.tables.read_user_table`); the shipped one when
        None. A class that it has no row for has unknown damage; a row of 0 says that there is none.
    hazard:
        Which rows of the table: ``cloudburst``, ``sea`` or ``stream``. Curves of the sea give three times the damage of
        a cloudburst at half a metre and must not be used for one.
    plinth_m:
        float64 of n: height of the floor above the ground, m, in place of the table's threshold of the ground floor;
        NaN where it is not known. A curve has no damage below it.
    basement_threshold_m:
        Depth from which water gets into the basement, m, in place of the table's (0.10 m in the shipped one).
    price_year:
        Of the amounts returned; that of the table when None.
    index:
        Table ``price_index``; needed when the price years differ.
    estimate:
        ``mid``, ``low`` or ``high``: which amounts of steps; where the table has no low or high one, the amount itself
        is used and counted.
    repair:
        Whether the table's damage is counted; it must be left out for ``value_loss``.
    holds_own_cost:
        Whether the table's amounts hold what owners pay themselves too; then ``own_cost`` is counted already.
    extra:
        Costs beside repair, some of ``own_cost``, ``health_hours``, ``value_loss``; none unless asked for.
    given:
        What they need.
    uses:
        Table ``bbr_use`` that the classes were taken from, the shipped one when None: its marks count too.

    Raises
    ------
    LayerError
        For a layer that is not from `classify`.
    ParamError
        For an unknown hazard or estimate, plinths or thresholds that are negative or of another number, price years
        that differ without an index, and costs that are one damage told twice.
    TableError
        When the table has no row for the hazard.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> layer = gpd.GeoDataFrame({"byg021anvendelse": ["120", "910"], "har_kaelder": ["ja", "nej"],
    ...     "kaelder_areal_m2": [50.0, None]}, geometry=[shapely.box(0, 0, 10, 8), shapely.box(20, 0, 25, 4)],
    ...     crs="EPSG:25832")
    >>> model = damage_model(classify(layer))
    >>> model.names, model.price_year
    (('ground_floor', 'basement', 'building'), 2021)
    >>> model.at(np.array([0.15, 0.15])).tolist(), model.at(np.array([0.20, 0.20])).sum(axis=0).tolist()
    ([[0.0, 0.0], [28900.0, 0.0], [0.0, 0.0]], [129460.0, 30000.0])
    """
    require_classified(classified)
    whole = load_table("building_damage") if table is None else table
    require_kind(whole, Table, "table")
    _check(hazard, estimate, plinth_m, basement_threshold_m, len(classified))
    require_no_double_count(counted_parts(extra, repair=repair, whole=holds_own_cost))
    if not repair and not extra:
        raise _nothing()
    rows = (whole.frame["hazard"] == hazard) & whole.frame["damage_class"].isin(classified["damage_class"].unique())
    if not (whole.frame["hazard"] == hazard).any():
        raise _no_rows(whole, hazard)
    used = whole.only(rows)
    year = _one_year(used if rows.any() else whole, price_year)
    factors = {y: price_factor(y, year, index) for y in used.frame["price_year"].dropna().unique()}
    build = TableParts(classified, used.frame, factors, ESTIMATES[estimate], plinth_m, basement_threshold_m)
    steps, curves = build.parts()
    ground = [s for s in steps if not s.basement], [c for c in curves if not c.basement]
    added = extra_parts(extra, given or Extra(), classified, ground, year, index)
    indexed = index is not None and any(y != year for y in factors)
    marks, doubtful = building_marks(
        classified, used, (*steps, *curves) if repair else (), load_table("bbr_use") if uses is None else uses,
        own_basement=np.isfinite(build.below), off_years=off_years(factors, year, index),
    )  # fmt: skip
    if added.unverified:
        for there in (*(s.there for s in added.steps), *(c.there for c in added.curves)):
            marks &= ~there
        doubtful = (*doubtful, *(COUNTED[name] for name in extra))
    told = Text(f"priser omregnet til {year}-niveau", f"prices converted to those of {year}")
    return DamageModel(
        (*(steps if repair else ()), *added.steps),
        (*(curves if repair else ()), *added.curves),
        year,
        tuple(
            dict.fromkeys(
                (
                    *_still(used, basement_threshold_m),
                    *(index.unverified if indexed and index else ()),
                    *added.unverified,
                )
            )
        ),
        (*class_notes(classified), *build.notes, *((told,) if indexed else ()), *added.notes, *used.second_hand),
        used,
        hazard,
        marks,
        doubtful,
        index if indexed else None,
    )


def _nothing() -> ParamError:
    return ParamError(
        Text("hverken udbedring eller tillæg", "neither repair nor an extra"),
        Text("mindst én omkostning", "at least one cost"),
        Text(f"sæt repair, eller vælg af {', '.join(EXTRAS)}", f"set repair, or choose of {', '.join(EXTRAS)}"),
    )


def _still(used: Table, basement_threshold_m: float | F64 | None) -> tuple[Text, ...]:
    """Return what nobody has verified of the rows used; nothing of a basement threshold that the user has replaced."""
    if basement_threshold_m is None:
        return used.unverified
    own = [j.text.da for j in used.form.judgements if j.value == "basement"]
    return tuple(said for said in used.unverified if not any(text in said.da for text in own))


def _no_rows(table: Table, hazard: str) -> TableError:
    has = ", ".join(table.frame["hazard"].unique())
    return TableError(
        Text(f"ingen rækker for {hazard} i {table.title.da} (har: {has})",
             f"no rows for {hazard} in {table.title.en} (has: {has})"),
        Text("en skadetabel med faren", "a damage table with the hazard"),
        Text("tilføj rækkerne, eller vælg en anden fare", "add the rows, or choose another hazard"),
    )  # fmt: skip


def _check(hazard: str, estimate: str, plinth_m: F64 | None, basement_threshold_m: float | F64 | None, n: int) -> None:
    faults = []
    if hazard not in HAZARDS:
        names = ", ".join(HAZARDS)
        faults.append(Text(f"hazard = {hazard!r} (en af {names})", f"hazard = {hazard!r} (one of {names})"))
    if estimate not in ESTIMATES:
        names = ", ".join(ESTIMATES)
        faults.append(Text(f"estimate = {estimate!r} (en af {names})", f"estimate = {estimate!r} (one of {names})"))
    for name, value, shapes in (
        ("plinth_m", plinth_m, {(n,)}),
        ("basement_threshold_m", basement_threshold_m, {(), (n,)}),
    ):
        if value is None:
            continue
        array = np.asarray(value, np.float64)
        if array.shape not in shapes:
            faults.append(
                Text(f"{name} har formen {array.shape}, ikke ({n},)", f"{name} has shape {array.shape}, not ({n},)")
            )
        elif (array < 0.0).any() or np.isinf(array).any():
            faults.append(Text(f"{name} er negativ eller uendelig", f"{name} is negative or infinite"))
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("gyldige valg og højder på mindst 0 m", "valid choices and heights of at least 0 m"),
            Text("ret de nævnte værdier", "correct the values named"),
        )


def _one_year(used: Table, price_year: int | None) -> int:
    """Return the price year of the model: the one asked for, or the only one of the table."""
    years = sorted({int(y) for y in used.frame["price_year"].dropna()})
    if price_year is not None:
        return int(price_year)
    if len(years) != 1:
        shown = ", ".join(map(str, years)) or "-"
        raise ParamError(
            Text(f"prisår {shown} i skadetabellen", f"price years {shown} in the damage table"),
            Text("ét prisår", "one price year"),
            Text("angiv price_year, og et prisindeks (index)", "give price_year, and a price index (index)"),
        )
    return years[0]
