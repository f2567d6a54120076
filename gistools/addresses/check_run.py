"""The tool ``address-check``: library steps composed for the runner; declared in `check_tools`."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
import pandas as pd
import shapely

from gistools._checks import words_listed
from gistools.addresses.building_register import BOOK as BUILDING_BOOK
from gistools.addresses.building_register import has_buildings, read_building_register
from gistools.addresses.change_register import changed_registers
from gistools.addresses.change_table import read_planned_table
from gistools.addresses.check_layers import CheckLayers
from gistools.addresses.checking import check_standing
from gistools.addresses.checking_changes import check_changed
from gistools.addresses.dawa import from_dawa
from gistools.addresses.ground import Ground
from gistools.addresses.moments import asked_day
from gistools.addresses.quality_tables import all_lists, list_table, listed_table, lists_told
from gistools.addresses.register import BOOK, read_register
from gistools.addresses.register_layers import house_number_layer, road_layer, stamps_of
from gistools.addresses.register_told import day_told, objects_told
from gistools.addresses.rule_book import address_rules
from gistools.addresses.standing import Standing
from gistools.progress import check
from gistools.stamps import mark_of, stamped
from gistools.styles.numbers import format_number
from gistools.text import Text, counted
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from gistools.addresses.check_params import RegisterCheckParams
    from gistools.addresses.findings import Findings
    from gistools.addresses.keying_changes import PlannedChange
    from gistools.progress import Progress
    from gistools.tool import Steps


class _Asked(TypedDict):
    rules: Sequence[str] | None
    suppressions: pd.DataFrame | None


def address_check_tool(
    *,
    params: RegisterCheckParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``address-check``."""
    progress.update(0.0, Text("Samler registret", "Joining the register"))
    records, notes = from_dawa(given["register"])
    register = read_register(records)
    check(progress)
    progress.update(0.4, Text("Prøver reglerne", "Asking the rules"))
    day = asked_day(params.day).isoformat()
    chosen = words_listed(params.rules)
    at_day = register.at(day)
    layers = CheckLayers(**{one.name: given.get(one.name) for one in fields(CheckLayers)})
    mirror = read_building_register(records) if has_buildings(records) else None
    buildings = None if mirror is None else mirror.at(day)
    repairs = register.repairs if mirror is None else pd.concat([register.repairs, mirror.repairs], ignore_index=True)
    asked: _Asked = {"rules": chosen or None, "suppressions": given.get("suppressions")}
    table = given.get("planned_changes")
    planned = None if table is None else read_planned_table(table)
    if planned is None:
        standing = Standing(at_day)
        ground = Ground(standing, layers, params)
        found = check_standing(standing, params, layers, buildings, ground=ground, **asked)
    else:
        changed = changed_registers(at_day, planned, day=day, buildings=buildings)
        standing = Standing(changed.register)
        ground = Ground(standing, layers, params)
        found = check_changed(changed, standing, params, layers, ground=ground, **asked)
    lists = all_lists(found, ground)
    makers = {
        "findings": lambda: finding_layer(found),
        "finding_list": lambda: finding_table(found),
        "rules_asked": lambda: rule_table(found),
        "official_lists": lambda: list_table(lists, params),
        "official_list_rows": lambda: listed_table(lists),
        "register_repairs": lambda: repair_table(repairs),
        "house_numbers": lambda: house_number_layer(standing),
        "named_roads": lambda: road_layer(standing),
    }
    tables = (table, given.get("suppressions"), *(getattr(layers, one.name) for one in fields(CheckLayers)))
    mark = mark_of(stamps_of(given["register"], *(one for one in tables if isinstance(one, pd.DataFrame))))
    values = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    empty = (*day_told(register, BOOK, day), *(() if mirror is None else day_told(mirror, BUILDING_BOOK, day)))
    told = (*_told(repairs, found, day, planned), *empty, *objects_told(records, BOOK, BUILDING_BOOK))
    return Made(values, (*told, *notes, lists_told(lists)))


def finding_table(found: Findings) -> pd.DataFrame:
    """Return the findings as a list for people: with what the rule says, and where each is."""
    rules = address_rules()
    table: pd.DataFrame = pd.DataFrame(found.layer).drop(columns=["geometry", "verified"])
    table.insert(3, "rule_name", [rules[code].name.da for code in table["rule"]])
    table["rule_source"] = [rules[code].source.da + ("" if rules[code].verified else " (ikke verificeret)")
                            for code in table["rule"]]  # fmt: skip
    points = found.layer.geometry.to_numpy()
    there = np.array([point is not None for point in points], np.bool_)
    for axis, values in (("x_m", shapely.get_x), ("y_m", shapely.get_y)):
        table[axis] = np.where(there, values(np.where(there, points, None)), np.nan)
    return table


def finding_layer(found: Findings) -> gpd.GeoDataFrame:
    """Return those findings that have a place, as they are drawn."""
    placed = found.layer[found.layer.geometry.notna()].reset_index(drop=True)
    shown = np.where(placed["suppressed_why"] != "", "suppressed", placed["severity"])
    names = [address_rules()[code].name.da for code in placed["rule"]]
    return placed.drop(columns="verified").assign(shown_as=shown, rule_name=names)


def rule_table(found: Findings) -> pd.DataFrame:
    """Return what each rule was asked of and answered."""
    rules = address_rules()
    table = found.answers.copy()
    table.insert(1, "rule_name", [rules[code].name.da for code in table["rule"]])
    table["rule_source"] = [rules[code].source.da for code in table["rule"]]
    table["verified"] = [rules[code].verified for code in table["rule"]]
    return table


def repair_table(repairs: pd.DataFrame) -> pd.DataFrame:
    """Return what was mended when the registers were read, and what is doubtful."""
    table = repairs.rename(columns={"row": "table_row", "column": "table_column"})
    table["table_row"] = table["table_row"].astype(np.int64) + 1
    return table


def _about_changes(planned: Sequence[PlannedChange]) -> Text:
    count = len({one.key for one in planned})
    return Text(
        f"{counted(count, 'objekt', 'objekter')} med planlagte ændringer: registret er prøvet, som det bliver, og kun "
        "fund om dem, om det, der hviler på dem, og om naboer, som de gør forkerte, er nævnt (rules_asked tæller hele "
        "registret)",
        f"{counted(count, 'object', 'objects')} with planned changes: the register was asked as it will be, and only "
        "findings on these, on what rests on them, and on neighbours that they make wrong are told (rules_asked counts "
        "the whole register)",
    )


def _told(
    repairs: pd.DataFrame, found: Findings, day: str, planned: Sequence[PlannedChange] | None
) -> tuple[Text, ...]:
    open_ = found.open["severity"].value_counts()
    count = [int(open_.get(one, 0)) for one in ("error", "warning", "note")]
    said = [Text(
        f"{day}: {counted(count[0], 'fejl', 'fejl')}, {counted(count[1], 'advarsel', 'advarsler')} og "
        f"{counted(count[2], 'bemærkning', 'bemærkninger')}",
        f"{day}: {counted(count[0], 'error', 'errors')}, {counted(count[1], 'warning', 'warnings')} and "
        f"{counted(count[2], 'note', 'notes')}",
    )]  # fmt: skip
    if planned is not None:
        said.insert(0, _about_changes(planned))
    answers = found.answers
    silent = int(((answers["asked"] == 0) & (answers["why_da"] != "")).sum())
    if silent:
        said.append(Text(
            f"{counted(silent, 'regel', 'regler')} er ikke spurgt; rules_asked siger hvorfor",
            f"{counted(silent, 'rule was', 'rules were')} not asked; rules_asked tells why",
        ))  # fmt: skip
    doubt = int(answers["cannot_tell"].sum())
    if doubt:
        said.append(Text(
            f"{_count(doubt, 'svar', 'svar').da} kan ikke gives, fordi udtrækket mangler noget: hverken rigtigt eller "
            "forkert",
            f"{_count(doubt, 'answer', 'answers').en} cannot be given, since the extract lacks something: neither "
            "right nor wrong",
        ))  # fmt: skip
    aside = len(found.layer) - len(found.open)
    if aside:
        said.append(Text(
            f"{_count(aside, 'fund', 'fund').da} er lagt til side med en grund og står sidst i listen",
            f"{_count(aside, 'finding is', 'findings are').en} put aside with a reason and last in the list",
        ))  # fmt: skip
    if len(repairs):
        said.append(Text(
            f"{_count(len(repairs), 'celle', 'celler').da} rettet eller i tvivl ved læsning (register_repairs)",
            f"{_count(len(repairs), 'cell', 'cells').en} mended or in doubt when read (register_repairs)",
        ))  # fmt: skip
    away = int(found.layer.geometry.isna().sum())
    if away:
        said.append(Text(
            f"{_count(away, 'fund', 'fund').da} har intet sted og står kun i listen",
            f"{_count(away, 'finding has', 'findings have').en} no place and {'is' if away == 1 else 'are'} in the "
            "list alone",
        ))  # fmt: skip
    return (*said, *found.notes)


def _count(count: int, one: str, many: str) -> Text:
    """Return a number as each language groups it, with the word for one or for several."""
    word = one if count == 1 else many
    return Text(*(f"{format_number(count, language)} {word}" for language in ("da", "en")))
