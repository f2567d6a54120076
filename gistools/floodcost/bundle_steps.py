"""What annual damage is worked out of in a bundle: steps, curves and maps of houses, or groups of enough buildings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.cloudburst.rain.params import SERIES_LABELS, RainSeries
from gistools.floodcost.anonymity import Rule, group_steps, require_enough, tally
from gistools.floodcost.bundle_cells import BundleColumn, BundleTable, CellKind, both, dkk, oere
from gistools.floodcost.bundle_evidence import Evidence, MapEvidence
from gistools.floodcost.bundle_tables import (
    BUILDING_ID,
    CELL_ID,
    COUNTS,
    DAMAGE_CLASS,
    NEVER,
    REACHED,
    SCENARIO,
    UNKNOWN,
    annual_columns,
    cell_names,
)
from gistools.floodcost.choices import (
    HEAD_LABELS,
    MAP_TAIL_LABELS,
    METHOD_LABELS,
    TAIL_LABELS,
    Head,
    MapMethod,
    MapTail,
    Tail,
)
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from gistools.floodcost.bundle_evidence import Scenario
    from gistools.floodcost.bundle_tables import Counted

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_TEXT, _WHOLE, _NUMBER, _DKK = CellKind.TEXT, CellKind.WHOLE, CellKind.NUMBER, CellKind.DKK
STATE = BundleColumn("state", _TEXT, Text("Tilstand", "State"))


def building_tables(counted: Counted, evidence: Mapping[str, Evidence | MapEvidence]) -> list[BundleTable]:
    """Return the tables of single buildings: what each costs a year, and the steps, curves or maps it comes of."""
    frame = pd.DataFrame(
        {
            "building_id": counted.ids,
            "damage_class": counted.classes,
            "ground_area_m2": counted.areas,
            "cell_id": cell_names(counted, counted.corner),
            "unknown": counted.unknown,
            **{f"annual_{k}_dkk": np.where(counted.unpriced, np.nan, dkk(v)) for k, v in counted.oere.items()},
        }
    )
    columns = (
        BUILDING_ID,
        DAMAGE_CLASS,
        BundleColumn("ground_area_m2", _NUMBER, Text("Grundareal", "Ground area"), "m²"),
        CELL_ID,
        BundleColumn("unknown", CellKind.YES_NO, Text("Noget af skaden er ukendt", "Some damage is unknown")),
        *annual_columns(counted.scenarios),
    )
    tables = [BundleTable("buildings", Text("Skade pr. bygning", "Damage by building"), frame, columns)]
    steps = {state: one for state, one in evidence.items() if isinstance(one, Evidence)}
    if steps:
        tables.append(_step_table(counted.ids, steps))
    for one in evidence.values():
        if isinstance(one, MapEvidence):
            tables += [map_table(one), _building_maps(counted.ids, one)]
        elif one.rains_mm is not None and one.damage_dkk is not None:
            curves = pd.DataFrame({"building_id": counted.ids} | _columns("rain", one.damage_dkk))
            told = (
                BUILDING_ID,
                *_numbered("rain", Text("Skade ved regn nr.", "Damage at rain no."), one.rains_mm.size),
            )
            title = Text("Skade efter regn pr. bygning", "Damage by rain and building")
            tables += [rain_table(one.rains_mm), BundleTable("building_curves", title, curves, told)]
    return tables


def _step_table(ids: I64, evidence: Mapping[str, Evidence]) -> BundleTable:
    parts = []
    for state, one in evidence.items():
        p, i = np.nonzero(one.amount_dkk != 0.0)  # NaN is not 0
        onset = one.onset_mm[p, i]
        reach = np.select([np.isnan(onset), np.isinf(onset)], [UNKNOWN, NEVER], REACHED)
        parts.append(
            pd.DataFrame(
                {
                    "state": state,
                    "building_id": ids[i],
                    "part": np.array(one.parts, object)[p],
                    "onset_state": reach,
                    "onset_mm": np.where(reach == REACHED, onset, np.nan),
                    "amount_dkk": one.amount_dkk[p, i],
                }
            )
        )
    columns = (
        STATE,
        BUILDING_ID,
        BundleColumn("part", _TEXT, Text("Del", "Part")),
        BundleColumn("onset_state", _TEXT, Text("Vand ved tærsklen", "Water at the threshold")),
        BundleColumn("onset_mm", _NUMBER, Text("Regn, der bringer skaden", "Rain that brings the damage"), "mm"),
        BundleColumn("amount_dkk", _NUMBER, Text("Skade, når det sker", "Damage when it happens"), "DKK"),
    )
    told = Text("Skadestrin pr. bygning", "Steps of damage by building")
    return BundleTable("steps", told, pd.concat(parts, ignore_index=True), columns)


def public_tables(
    counted: Counted, evidence: Mapping[str, Evidence | MapEvidence], breaks_mm: npt.ArrayLike = ()
) -> list[BundleTable]:
    """Return what totals are worked out of without single buildings: groups of steps and of what curves add; maps.

    A group tells what it costs when all of it happens, and between which rains that comes, in each state: so annual
    damage lies between two bounds. It tells no annual damage, which cells and classes could be taken from.

    Parameters
    ----------
    breaks_mm:
        Rains at which other tables tell of all damage up to them.

    Raises
    ------
    ParamError
        When too few buildings have steps, or curves.
    """
    rule = counted.rule
    assert rule is not None  # noqa: S101 - only public bundles have groups
    tables: list[BundleTable] = []
    steps = {state: one for state, one in evidence.items() if isinstance(one, Evidence)}
    if steps:
        # where nothing tells where a building lies, narrower groups may be dominated as the total is
        groups = Rule(rule.least, 1.0) if counted.dominated else rule
        tables.append(_group_table(steps, breaks_mm, groups))
    for one in evidence.values():
        if isinstance(one, MapEvidence):
            tables.append(map_table(one))
            damage = one.damage_dkk if one.damage_dkk.size else np.zeros((1, *one.damage_dkk.shape[1:]))
            held = np.maximum.accumulate(
                np.where(np.isnan(damage).any(axis=1, keepdims=True), 0.0, damage), axis=1
            ).sum(axis=0)
            apart = np.diff(held, axis=0, prepend=0.0)
            whole = np.zeros(counted.ids.size, np.int64)
            if not rule.few(tally(whole, 1, apart))[0]:
                frame = pd.DataFrame({"map": np.arange(1, len(held) + 1), "damage_dkk": held.sum(axis=1)})
                told = (_MAP, BundleColumn("damage_dkk", _NUMBER, Text("Skade i alt", "Damage in all"), "DKK"))
                title = Text("Skade på hvert kort", "Damage of each map")
                tables.append(BundleTable("map_sums", title, frame, told))
    return tables


def _group_table(evidence: Mapping[str, Evidence], breaks_mm: npt.ArrayLike, rule: Rule) -> BundleTable:
    first = next(iter(evidence.values()))
    groups = group_steps([one.onset_mm for one in evidence.values()], first.amount_dkk, rule, breaks_mm)
    amount, low, high, count = groups.amount_dkk, groups.from_mm, groups.to_mm, groups.buildings
    if first.rains_mm is not None and first.damage_dkk is not None:
        added = _of_curves(first.rains_mm, first.damage_dkk, rule)
        amount, count = np.append(amount, added[0]), np.append(count, added[3])
        low, high = np.append(low, added[1][None], axis=1), np.append(high, added[2][None], axis=1)
    few = count[(count > 0) & (count < rule.least)]
    if few.size:
        every = np.zeros(int(few[0]), np.int64)
        require_enough(tally(every, 1, np.ones((1, every.size))), rule)
    frame = pd.DataFrame(
        {"group_id": np.arange(1, count.size + 1), "buildings": count, "amount_dkk": dkk(oere(amount))}
        | {
            f"{side}_{state or 'all'}_mm": np.where(np.isfinite(rains[k]), rains[k], np.nan)
            for k, state in enumerate(evidence)
            for side, rains in (("from", low), ("to", high))
        }
    )
    columns = (
        BundleColumn("group_id", _WHOLE, Text("Gruppe nr.", "Group no.")),
        COUNTS[0],
        BundleColumn("amount_dkk", _DKK, Text("Skade, når alle er ramt", "Damage when all are hit"), "DKK"),
        *(column for state in evidence for column in _bounds(state)),
    )
    title = Text("Skadestrin i grupper af bygninger", "Steps of damage in groups of buildings")
    return BundleTable("step_groups", title, frame, columns)


def _bounds(state: str) -> tuple[BundleColumn, BundleColumn]:
    said = f" ({state})" if state else ""
    return (
        BundleColumn(
            f"from_{state or 'all'}_mm",
            _NUMBER,
            Text(f"Første skade ved regn på{said}", f"First damage at a rain of{said}"),
            "mm",
        ),
        BundleColumn(
            f"to_{state or 'all'}_mm",
            _NUMBER,
            Text(f"Sidste skade ved regn på{said}", f"Last damage at a rain of{said}"),
            "mm",
        ),
    )


def _of_curves(rains_mm: F64, damage_dkk: F64, rule: Rule) -> tuple[F64, F64, F64, I64]:
    """Return what curves add between some of the rains, from and to which, and at how many buildings.

    So many rains are passed over that what is added tells of no single building.

    Raises
    ------
    ParamError
        When too few buildings have curves.
    """
    known = ~np.isnan(damage_dkk).any(axis=0)
    damage = np.maximum.accumulate(damage_dkk[:, known], axis=0)  # as it counts: it never falls
    ends: list[int] = []
    base = np.zeros(damage.shape[1])
    whole = np.zeros(base.size, np.int64)
    for k, row in enumerate(damage):
        added = row - base
        if (added > 0.0).any() and not rule.few(tally(whole, 1, added[None]))[0]:
            ends.append(k)
            base = row
    while ends and (damage[-1] - damage[ends[-1]] > 0.0).any():  # what is left is of too few
        ends.pop()
        base = damage[ends[-1]] if ends else np.zeros(base.size)
        if not rule.few(tally(whole, 1, (damage[-1] - base)[None]))[0] or not ends:
            ends.append(damage.shape[0] - 1)
            break
    if not ends and (damage[-1] > 0.0).any():
        ends = [damage.shape[0] - 1]
    begins = [0, *ends[:-1]]
    told = np.array([damage[k] for k in ends]).reshape(len(ends), -1)
    added = np.diff(told, axis=0, prepend=0.0)
    require_enough(tally(whole, 1, added), rule)
    return added.sum(axis=1), rains_mm[begins[: len(ends)]], rains_mm[ends], (added > 0.0).sum(axis=1).astype(np.int64)


def _columns(name: str, damage_dkk: F64) -> dict[str, F64]:
    return {f"{name}_{k}_dkk": row for k, row in enumerate(damage_dkk, start=1)}


def _numbered(name: str, label: Text, count: int) -> tuple[BundleColumn, ...]:
    return tuple(
        BundleColumn(f"{name}_{k}_dkk", _NUMBER, Text(f"{label.da} {k}", f"{label.en} {k}"), "DKK")
        for k in range(1, count + 1)
    )


def rain_table(rains_mm: F64) -> BundleTable:
    """Return the rains that damage is told at."""
    frame = pd.DataFrame({"rain": np.arange(1, rains_mm.size + 1), "rain_mm": rains_mm})
    columns = (
        BundleColumn("rain", _WHOLE, Text("Regn nr.", "Rain no.")),
        BundleColumn("rain_mm", _NUMBER, Text("Regndybde", "Rain depth"), "mm"),
    )
    return BundleTable("rains", Text("Regndybder", "Rains"), frame, columns)


_MAP = BundleColumn("map", _WHOLE, Text("Kort nr.", "Map no."))


def map_table(one: MapEvidence) -> BundleTable:
    """Return the maps, and how damage is read between and beyond them."""
    k = one.return_period_years.size
    said = {
        "series": (one.series, SERIES_LABELS[RainSeries(one.series)]),
        "method": (one.method, METHOD_LABELS[MapMethod(one.method)]),
        "tail": (one.tail, MAP_TAIL_LABELS[MapTail(one.tail)]),
    }
    frame = pd.DataFrame({"map": np.arange(1, k + 1), "return_period_years": one.return_period_years})
    for name, (code, text) in said.items():
        frame[name], frame[f"{name}_da"], frame[f"{name}_en"] = code, text.da, text.en
    frame["zero_at_years"] = np.nan if one.zero_at_years is None else one.zero_at_years
    labels = {
        "series": Text("Gentagelsesperioder er talt af", "Return periods are counted from"),
        "method": Text("Mellem kortene", "Between the maps"),
        "tail": Text("Sjældnere end det sidste kort", "Rarer than the last map"),
    }
    columns = (
        _MAP,
        BundleColumn("return_period_years", _NUMBER, Text("Gentagelsesperiode", "Return period"), "år"),
        *(
            column
            for name, label in labels.items()
            for column in (
                BundleColumn(name, _TEXT, Text(f"{label.da} (kode)", f"{label.en} (code)")),
                *both(name, label),
            )
        ),
        BundleColumn("zero_at_years", _NUMBER, Text("Skaden begynder ved", "Damage begins at"), "år"),
    )
    return BundleTable("maps", Text("Kort", "Maps"), frame, columns)


def _building_maps(ids: I64, one: MapEvidence) -> BundleTable:
    p, i = np.nonzero((one.damage_dkk != 0.0).any(axis=1))  # NaN is not 0
    values = one.damage_dkk[p, :, i].T if p.size else np.zeros((one.return_period_years.size, 0))
    frame = pd.DataFrame({"building_id": ids[i], "part": np.array(one.parts, object)[p]} | _columns("map", values))
    columns = (
        BUILDING_ID,
        BundleColumn("part", _TEXT, Text("Del", "Part")),
        *_numbered("map", Text("Skade på kort nr.", "Damage on map no."), one.return_period_years.size),
    )
    return BundleTable("building_maps", Text("Skade pr. bygning og kort", "Damage by building and map"), frame, columns)


def scenario_tables(scenarios: Sequence[Scenario]) -> list[BundleTable]:
    """Return the scenarios, and the rain statistics that their rates are read from, with all digits."""
    rated = [one for one in scenarios if one.rate is not None]
    if not rated:  # of maps
        frame = pd.DataFrame(
            [(one.name, *_pair(one.label)) for one in scenarios], columns=["scenario", "label_da", "label_en"]
        )
        return [
            BundleTable("scenarios", Text("Scenarier", "Scenarios"), frame, (SCENARIO, *both("label", SCENARIO.label)))
        ]
    rows, rain = [], []
    for one in rated:
        assert one.rate is not None  # noqa: S101 - for mypy
        use, told = one.rate, one.rate.statistics
        series = Text("", "") if told.series is None else SERIES_LABELS[told.series]
        spoken = [_pair(text) for text in (one.label, told.climate, series)]
        ends = (use.head, *_pair(HEAD_LABELS[Head(use.head)]), use.tail, *_pair(TAIL_LABELS[Tail(use.tail)]))
        first = (one.name, *spoken[0], *spoken[1], told.series or "", *spoken[2])
        rows.append((*first, use.duration_min, *ends, use.drained_mm, use.factor, one.state))
        rain.append(told.to_frame().assign(scenario=one.name, label_da=one.label.da, label_en=one.label.en))
    duration = BundleColumn("duration_min", _NUMBER, Text("Regnens varighed", "Duration of the rain"), "min")
    columns = (
        SCENARIO,
        *both("label", SCENARIO.label),
        *both("climate", Text("Regntabellens klima", "Climate of the table")),
        BundleColumn("series", _TEXT, Text("Serie (kode)", "Series (code)")),
        *both("series", Text("Gentagelsesperioder er talt af", "Return periods are counted from")),
        duration,
        BundleColumn("head", _TEXT, Text("Under regntabellen (kode)", "Below the rain table (code)")),
        *both("head", Text("Under regntabellen", "Below the rain table")),
        BundleColumn("tail", _TEXT, Text("Over regntabellen (kode)", "Above the rain table (code)")),
        *both("tail", Text("Over regntabellen", "Above the rain table")),
        BundleColumn("drained_mm", _NUMBER, Text("Kloakken fører bort", "The sewer carries"), "mm"),
        BundleColumn("factor", _NUMBER, Text("Faktor på regntabellen", "Factor on the rain table")),
        STATE,
    )
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    rain_columns = (
        SCENARIO,
        *both("label", SCENARIO.label),
        duration,
        BundleColumn("return_period_years", _NUMBER, Text("Gentagelsesperiode", "Return period"), "år"),
        BundleColumn("rain_mm", _NUMBER, Text("Regndybde", "Rain depth"), "mm"),
        BundleColumn("climate_factor", _NUMBER, Text("Klimafaktor", "Climate factor")),
    )
    table = pd.concat(rain, ignore_index=True)[[column.name for column in rain_columns]]
    return [
        BundleTable("scenarios", Text("Scenarier", "Scenarios"), frame, columns),
        BundleTable("rain", Text("Regnstatistik", "Rain statistics"), table, rain_columns),
    ]


def _pair(text: Text) -> tuple[str, str]:
    return text.da, text.en
