"""Plan variants worked out on one desk: depth, damage, ledger and value of each, against the same base."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from gistools.cloudburst.whatif.kinds import DESIGN, NUMBER
from gistools.errors import LayerError, TableError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.bands import AS_IS, PLAN
from gistools.floodcost.discount import present_value
from gistools.floodcost.exposure import expose
from gistools.floodcost.plan_compared import compared
from gistools.floodcost.plan_draws_run import plan_draws
from gistools.floodcost.value import damage_over_time
from gistools.floodcost.value_marks import PlanMarks, unverified_of
from gistools.floodcost.weighted_rates import weighted_rate
from gistools.floodcost.works import ORE
from gistools.plan.variants import BASE, Variant, Variants
from gistools.plan.variants_order import BuildOrder, Standing, build_order
from gistools.progress import NoProgress, Progress, Stage
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.cloudburst.ledger import Ledger
    from gistools.cloudburst.whatif.desk import Desk, Edited
    from gistools.floodcost.economy import Economy, Worth
    from gistools.floodcost.exposure import Exposure
    from gistools.floodcost.ranking import Beats
    from gistools.plan.variant_params import CompareVariantsParams
    from gistools.raster import Raster
    from gistools.triangles import Triangles

    F64 = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]
    _Items = list[tuple[str, tuple[int, ...], int | None]]


@dataclass(frozen=True, eq=False)
class Water:
    """The water of one rain on a map (vand), where there is any.

    Parameters
    ----------
    cells, depth_m:
        Positions ``row * cols + column``, rising, and the depth there.
    on_measures:
        Positions of the cells that measures took.
    ledger:
        Of that rain.
    ledgers:
        Of the rains of the tables, as `RainToFlood.ledgers`.
    building_m:
        n depths above the terrain at the facade as it was before; 0 where it is dry, NaN where it is not known.
    """

    cells: npt.NDArray[np.int64]
    depth_m: npt.NDArray[np.float32]
    on_measures: npt.NDArray[np.int64]
    ledger: Ledger
    ledgers: pd.DataFrame
    building_m: F64

    @classmethod
    def of(
        cls,
        result: RainToFlood,
        touched: Bools | None,
        facade_m: F64,
        economy: Economy,
        rains: Sequence[float],
    ) -> Self:
        """Read it off what was worked out; the last of ``rains`` is the one that depths are compared at."""
        rain = rains[-1]
        depth = np.nan_to_num(result.standing(rain).depth.values).ravel()
        cells = np.flatnonzero(depth > 0.0)
        none = np.empty((0, len(economy.classified)))
        seen = expose(result, economy.classified, none, economy.params, rains_mm=[rain], facade_m=facade_m)
        return cls(
            cells,
            depth[cells],
            np.empty(0, np.int64) if touched is None else np.flatnonzero(touched),
            result.ledger(rain),
            result.ledgers(sorted(set(rains))),
            np.maximum(seen.depth_m[0], 0.0),
        )

    def m3(self, *terms: str) -> float:
        """Return the sum of some terms of the ledger, m³."""
        return sum(self.ledger.m3(term) for term in terms if term in self.ledger.terms)


@dataclass(frozen=True, eq=False)
class Valued:
    """What one variant does and is worth.

    Parameters
    ----------
    variant:
        Which; None for the base.
    water:
        Of the rain that variants are compared at.
    annual_today_dkk, annual_future_dkk:
        Damage a year that remains, today and in the climate year (NaN without one), of the buildings that are known.
    unknown, partly:
        Buildings whose damage is not known, and those of which a part is not.
    verified:
        Whether all its figures are.
    worth, account, beats, present_dkk:
        What it is worth; its account by term, in øre; how sure it is; and the present value of the damage of doing
        nothing. None for the base.
    notes:
        What was told of its measures.
    """

    variant: Variant | None
    water: Water
    annual_today_dkk: float
    annual_future_dkk: float
    unknown: int
    partly: int
    verified: bool
    worth: Worth | None = None
    account: dict[str, int] = dataclasses.field(default_factory=dict)
    beats: Beats | None = None
    present_dkk: float = float("nan")
    notes: tuple[Text, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return BASE.da if self.variant is None else self.variant.name

    @property
    def npv(self) -> int:
        """Net present value, øre."""
        return self.account.get("npv", 0)

    @property
    def cost(self) -> int:
        """Present value of what it costs, øre."""
        return _cost(self.account)


@dataclass(frozen=True, eq=False)
class ComparedVariants:
    """Variants side by side; made by `compare_variants`.

    Parameters
    ----------
    desk, economy, variants, params, designs:
        What they were worked out from.
    valued:
        The base, and each variant in their order.
    first:
        The water at buildings before any measure.
    """

    desk: Desk
    economy: Economy
    variants: Variants
    params: CompareVariantsParams
    designs: tuple[Raster | Triangles | None, ...]
    valued: tuple[Valued, ...]
    first: Exposure

    def shown(self, name: str = "") -> int:
        """Return the place in ``valued`` of a variant by its name; of the one of largest net present value for none."""
        if name:
            return 1 + self.variants.names.index(name)
        return max(range(1, len(self.valued)), key=lambda k: self.valued[k].npv)

    def items(self, variant: Variant) -> _Items:
        """Return the measures of a variant that can be built one by one: id, and what is laid."""
        layer = self.variants.layer
        made: _Items = [(str(layer[NUMBER].iloc[row]), (row,), None) for row in variant.rows if layer is not None]
        return made if variant.design is None else [*made, (DESIGN, (), variant.design)]

    def orders(self, progress: Progress) -> dict[int, BuildOrder]:
        """Return the build order of each variant of not too many measures, by its place in ``valued``.

        A set of measures that several variants have in common is worked out once. Counted are the buildings that are
        known with the whole variant; one that is not known with some of its measures counts as not saved by them.
        """
        most, known = self.params.most_ordered, _Known()
        found = [k for k, one in enumerate(self.valued) if one.variant and one.variant.measures <= most]
        return {
            place: self._order(self.valued[place], known, Stage(progress, n / len(found), (n + 1) / len(found)))
            for n, place in enumerate(found)
        }

    def _order(self, one: Valued, known: _Known, progress: Progress) -> BuildOrder:
        assert one.variant is not None  # noqa: S101 - the base has no order
        assert one.worth is not None  # noqa: S101
        items, counted = self.items(one.variant), ~np.isnan(one.worth.value.avoided_dkk)
        size, done = len(items) * (len(items) + 1) // 2, 0  # sets of a plain order; pairs and subsets come on top
        known[frozenset(one.variant.rows), one.variant.design] = _Set.of(one.worth, self.economy)

        def standing(built: frozenset[int]) -> Standing | None:
            nonlocal done
            rows = frozenset(row for k in built for row in items[k][1])
            design = next((items[k][2] for k in built if items[k][2] is not None), None)
            if (rows, design) not in known:
                part = Stage(progress, min(done / size, 1.0), min((done + 1) / size, 1.0))
                done += 1
                part.update(0.0, Text("Regner på en delmængde af tiltagene", "Working out a subset of measures"))
                known[rows, design] = self._with(sorted(rows), design, part)
            found = known[rows, design]
            return None if found is None else found.standing(counted)

        return build_order([name for name, _, _ in items], standing, search=self.params.most_searched)

    def _with(self, rows: Sequence[int], design: int | None, progress: Progress) -> _Set | None:
        """Return what some measures are worth; None where they cannot be laid or priced without others."""
        layer = self.variants.measures_of(rows)
        try:
            edited = self.desk.edit(
                layer, None if design is None else self.designs[design], progress=Stage(progress, 0.0, 0.5)
            )
            worth = self.economy.worth(self.desk.before, edited, layer, Stage(progress, 0.5, 1.0), first=self.first)
        except (LayerError, TableError):
            return None
        return _Set.of(worth, self.economy)


@dataclass(frozen=True, eq=False)
class _Set:
    """What a set of measures is worth: cost, and by building what is saved, and the damage a year before and after."""

    cost: int
    saved_dkk: F64
    before_dkk: F64
    after_dkk: F64

    @classmethod
    def of(cls, worth: Worth, economy: Economy) -> Self:
        first = min(worth.pair.before)
        by_year = worth.pair.before[first], worth.pair.after[first]
        return cls(_cost(_account(worth, economy)), worth.value.avoided_dkk, *by_year)

    def standing(self, counted: Bools) -> Standing:
        """Return where the plan stands for the buildings counted; those not known count as not saved."""
        lost = np.isnan(self.saved_dkk)
        saved = to_oere(self.saved_dkk[counted & ~lost]).sum()
        left = to_oere(np.where(lost, self.before_dkk, self.after_dkk)[counted]).sum()
        return Standing(self.cost, int(saved), int(left))


_Known = dict[tuple[frozenset[int], int | None], _Set | None]


def compare_variants(
    desk: Desk,
    economy: Economy,
    variants: Variants,
    params: CompareVariantsParams,
    designs: Sequence[Raster | Triangles | None] = (),
    *,
    progress: Progress,
) -> ComparedVariants:
    """Work out variants one after another on one desk (sammenlign varianter): only what each touches is done again.

    What is told of a variant is what the tools ``what-if`` and ``plan-value`` tell of it alone, to the bit and the øre.

    Parameters
    ----------
    desk:
        Of the base.
    economy:
        Prices, rates and rain.
    variants, params:
        From `gistools.plan.variants.read_variants`, and at which rains they are compared.
    designs:
        The projected surfaces that variants name by their places.

    Raises
    ------
    GistoolsError
        As `Desk.edit` and `Economy.worth`; what is wrong with a variant is said with its name.
    """
    rains = [*params.rains, params.compare_rain_mm]
    part = [k / (len(variants.variants) + 1) for k in range(len(variants.variants) + 2)]
    base = desk.before
    first = expose(base, economy.classified, economy.model.thresholds_m(), params, progress=Stage(progress, 0, part[1]))
    facade = first.facade_m
    valued = [_base(economy, first, base, Water.of(base, None, facade, economy, rains))]
    for n, one in enumerate(variants.variants, start=1):
        stage = Stage(progress, part[n], part[n + 1])
        layer = variants.measures_of(one.rows)
        try:
            edited = desk.edit(
                layer, None if one.design is None else designs[one.design], progress=Stage(stage, 0.0, 0.4)
            )
            worth = economy.worth(base, edited, layer, Stage(stage, 0.4, 0.8))
        except (LayerError, TableError) as error:
            raise _of(one, error) from error
        valued.append(_variant(economy, params, one, edited, worth, facade, rains, Stage(stage, 0.8, 1.0)))
    return ComparedVariants(desk, economy, variants, params, tuple(designs), tuple(valued), first)


def _variant(
    economy: Economy,
    params: CompareVariantsParams,
    variant: Variant,
    edited: Edited,
    worth: Worth,
    facade_m: F64,
    rains: Sequence[float],
    progress: Progress,
) -> Valued:
    pair, value = worth.pair, worth.value
    touched = None if edited.plan is None else edited.plan.touched
    known = ~np.isnan(value.avoided_dkk)
    marks = PlanMarks.of(economy.classified, pair.today[0], economy.rates, economy.discounting, worth.costs)
    path = weighted_rate(economy.rates, economy.discounting)
    sure = plan_draws(
        pair.depths_m, pair.depths_onset, economy.model, path, value, economy.discounting.annuity, params, progress,
        rise_m=worth.protection.rise_m,
    )  # fmt: skip
    flows = damage_over_time(economy.discounting.years, pair.before).dkk
    told = () if edited.plan is None else edited.plan.notes
    notes = (*told, *worth.protection.notes, *value.notes, *worth.costs.notes)
    return Valued(
        variant,
        Water.of(edited.comparison.after, touched, facade_m, economy, rains),
        value.annual_after_dkk,
        _of_future(pair.after, known),
        value.unknown,
        value.partly,
        bool(marks.present.all()) and marks.prices,
        worth,
        _account(worth, economy),
        sure.beats(PLAN.da, AS_IS.da),
        float(to_oere(present_value(flows, economy.discounting)[known]).sum()) / ORE,
        notes,
    )


def _base(economy: Economy, first: Exposure, before: RainToFlood, water: Water) -> Valued:
    pair = compared(
        economy.classified, before, before, economy.model, economy.rates, economy.params, NoProgress(), first=first
    )
    today = pair.before[min(pair.before)]
    known = ~np.isnan(today)
    return Valued(
        None,
        water,
        float(to_oere(today[known]).sum()) / ORE,
        _of_future(pair.before, known),
        int((~known).sum()),
        int((pair.partly & known).sum()),
        bool(pair.today[0].verified("today").all()) and not unverified_of(economy.rates),
    )


def _of_future(by_year: Mapping[int, F64], known: Bools) -> float:
    """Return the damage a year in the last climate, of the buildings that are known; NaN where there is but today."""
    return float(to_oere(by_year[max(by_year)][known]).sum()) / ORE if len(by_year) > 1 else float("nan")


def _account(worth: Worth, economy: Economy) -> dict[str, int]:
    """Return the account of a plan in whole øre, by term."""
    table = worth.account(economy.discounting).dropna(subset=["dkk"])
    return {str(term): int(to_oere(dkk)) for term, dkk in zip(table["term"], table["dkk"], strict=True)}


def _cost(account: dict[str, int]) -> int:
    return -sum(account.get(term, 0) for term in ("capital", "upkeep", "reinvestment", "residual"))


def _of(variant: Variant, error: LayerError | TableError) -> LayerError:
    """Return an error with the name of the variant that it is of."""
    told = getattr(error, "faults", None) or [error.found]
    da, en = ("; ".join(one.say(language) for one in told) for language in ("da", "en"))
    return LayerError(
        Text(f"i varianten {variant.name!r}: {da}", f"in the variant {variant.name!r}: {en}"),
        error.expected,
        error.fix,
    )
