"""The tool ``road-name-check``: library steps composed for the runner; declared in `check_tools`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from gistools._checks import words_listed
from gistools.addresses.dawa import from_dawa
from gistools.addresses.moments import asked_day
from gistools.addresses.register import BOOK, read_register
from gistools.addresses.register_layers import road_layer, stamps_of
from gistools.addresses.register_told import day_told, objects_told
from gistools.addresses.road_names_draft import check_road_name
from gistools.addresses.road_names_index import NamedRoads
from gistools.addresses.standing import Standing
from gistools.grid import DANISH_CRS
from gistools.progress import check
from gistools.stamps import mark_of, stamped
from gistools.text import Text, counted
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.addresses.road_names_draft import RoadNameCheck
    from gistools.addresses.road_names_params import RoadNameParams
    from gistools.progress import Progress
    from gistools.tool import Steps

_CALLED = {"reason_da": "found_da", "reason_en": "found_en", "distance_m": "other_distance_m"}


def road_name_check_tool(
    *,
    params: RoadNameParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``road-name-check``."""
    progress.update(0.0, Text("Samler registret", "Joining the register"))
    records, notes = from_dawa(given["register"])
    day = asked_day(params.day).isoformat()
    versions = read_register(records)
    register = versions.at(day)
    check(progress)
    progress.update(0.4, Text("Lytter til vejnavnene", "Listening to the names"))
    roads = NamedRoads.of(versions, day)
    found = check_road_name(
        params.name,
        roads,
        shapely.Point(params.east_m, params.north_m),
        postcodes=words_listed(params.postcode),
        reserved=register.tables.get("reserved_name"),
        on=dt.date.fromisoformat(day),
        radius_m=params.radius_m,
        spoken_name=params.spoken_name.strip() or None,
        municipality=params.municipality.strip(),
    )
    makers = {
        "name_findings": lambda: found.findings.drop(columns="check_name").rename(columns=_CALLED),
        "similar_roads": lambda: similar_roads(found, roads),
        "draft_road": lambda: draft_layer(params),
        "named_roads": lambda: road_layer(Standing(register)),
        "addressing_names": lambda: addressing_table(found),
    }
    mark = mark_of(stamps_of(given["register"]))
    values = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    count = found.findings["severity"].value_counts()
    errors, warnings = (int(count.get(one, 0)) for one in ("error", "warning"))
    said = Text(
        f"{params.name}: {counted(errors, 'fejl', 'fejl')} og {counted(warnings, 'advarsel', 'advarsler')}; "
        "om navne kan forveksles, afgør et menneske",
        f"{params.name}: {counted(errors, 'error', 'errors')} and {counted(warnings, 'warning', 'warnings')}; "
        "whether names can be confused, a person decides",
    )
    about = (*day_told(versions, BOOK, day), *objects_told(records, BOOK))
    return Made(values, (said, *about, *found.not_told, *notes))


def draft_layer(params: RoadNameParams) -> gpd.GeoDataFrame:
    """Return where the road will be, with its name."""
    point = shapely.Point(params.east_m, params.north_m)
    return gpd.GeoDataFrame({"road_name": [params.name]}, geometry=[point], crs=DANISH_CRS)


def similar_roads(found: RoadNameCheck, roads: NamedRoads) -> gpd.GeoDataFrame:
    """Return the roads that findings are about, those that have a place, as points."""
    about = found.findings[found.findings["other_id"] != ""]
    places = dict(zip(roads.roads["road_id"], roads.shapes, strict=True))
    rows = [(row, places[row["other_id"]]) for row in about.to_dict("records") if row["other_id"] in places]
    rows = [(row, shape) for row, shape in rows if shape is not None and not shapely.is_empty(shape)]
    columns = ["rule", "severity", "grade", "other_name", "other_municipality", "distance_m", "reason_da", "reason_en"]
    table = pd.DataFrame([{name: row[name] for name in columns} for row, _ in rows], columns=columns)
    points = [shapely.point_on_surface(shape) for _, shape in rows]
    return gpd.GeoDataFrame(table.rename(columns=_CALLED), geometry=points, crs=DANISH_CRS)


def addressing_table(found: RoadNameCheck) -> pd.DataFrame:
    """Return the ways to write the name in 20 letters, best first."""
    rows = [(k, one.text, len(one.text), one.why.da, one.verified)
            for k, one in enumerate(found.addressing.candidates, start=1)]  # fmt: skip
    return pd.DataFrame(rows, columns=["finding_rank", "addressing_name", "letters", "shortened", "verified"])
