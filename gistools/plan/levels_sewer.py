"""The sewer's own service level (kloakkens serviceniveau): beside that for cloudbursts, and never mixed with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools._checks import cell_shown, cell_text, number_in, require_kind
from gistools.errors import LayerError
from gistools.plan.subcatchments_shapes import SEWER_NAMES, SEWERS
from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

COMBINED, SEPARATE, OTHER = "combined", "separate", "other"
_KINDS = {COMBINED: ("fælles", "faelles", "combined"), SEPARATE: ("separat",)}
APART = Text(
    "Kloakkens serviceniveau siger, hvor ofte vand fra kloakken må stå på terræn i mængder, der gør skade. "
    "Serviceniveauet for skybrud siger, hvor dybt vand må stå på terræn ved en sjældnere regn, som kloakken ikke er "
    "bygget til. De er to forskellige løfter og lægges ikke sammen.",
    "The service level of sewers says how often water from them may stand on the ground in amounts that do damage. The "
    "service level for cloudbursts says how deep water may stand on the ground in a rarer rain that sewers are not "
    "built for. They are two different promises and are not added up.",
)


def sewer_kind(word: str) -> str:
    """Return what kind of sewer a word names; ``other`` for other words, and nothing for none.

    >>> sewer_kind("Fælleskloakeret"), sewer_kind("Separatkloakeret"), sewer_kind("Spildevandskloakeret")
    ('combined', 'separate', 'other')
    """
    said = word.strip().casefold()
    found = next((kind for kind, parts in _KINDS.items() if any(part in said for part in parts)), OTHER)
    return found if said else ""


def sewer_service(layer: gpd.GeoDataFrame, kind_field: str, years_field: str) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """Return the service level of each sewer catchment beside what is practice for its kind, and what to know.

    Columns: sewer_no (row of the layer), name, sewer_kind, sewer_kind_told (as the layer has it), sewer_years (T that
    the sewer carries), practice_years, sewer_state (``at_least`` or ``below`` practice, ``unknown``), source_da,
    source_en, verified (of the practice).

    Parameters
    ----------
    layer:
        Sewer catchments.
    kind_field, years_field:
        Columns of the kind and of T; what the layer lacks is unknown.

    Raises
    ------
    LayerError
        Lists all cells of T that are no number above 0.

    >>> import geopandas as gpd, shapely
    >>> told = {"kloaktype": ["Fælleskloakeret", "Separatkloakeret"], "t": [5, 5]}
    >>> layer = gpd.GeoDataFrame(told, geometry=[shapely.box(0, 0, 1, 1)] * 2, crs="EPSG:25832")
    >>> sewer_service(layer, "kloaktype", "t")[0]["sewer_state"].tolist()
    ['below', 'at_least']
    """
    require_kind(layer, pd.DataFrame, "layer")
    practice = load_table("sewer_practice")
    by_kind = {str(row["sewer_kind"]): row for row in practice.frame.to_dict("records")}
    columns = {str(c).lower(): c for c in layer.columns}
    named = next((columns[name] for name in SEWER_NAMES if name in columns), None)
    rows, faults = [], []
    for number, (_, cells) in enumerate(layer.iterrows(), start=1):
        told = cell_text(cells.get(kind_field))
        kind, years = sewer_kind(told), np.nan
        try:
            years = number_in(cells.get(years_field))
        except (TypeError, ValueError):
            years = -1.0
        if years <= 0.0:
            shown = cell_shown(cells.get(years_field))
            faults.append(Text(f"række {number}, {years_field} = {shown.da} (et tal over 0)",
                               f"row {number}, {years_field} = {shown.en} (a number above 0)"))  # fmt: skip
        usual = by_kind.get(kind)
        own = np.nan if usual is None else float(usual["return_period_years"])
        state = "unknown" if np.isnan(years) or np.isnan(own) else "at_least" if years >= own else "below"
        rows.append(
            {
                "sewer_no": number,
                "name": "" if named is None else cell_text(cells[named]),
                "sewer_kind": kind or "unknown",
                "sewer_kind_told": told,
                "sewer_years": years,
                "practice_years": own,
                "sewer_state": state,
                "source_da": "" if usual is None else str(usual["source_da"]),
                "source_en": "" if usual is None else str(usual["source_en"]),
                "verified": usual is not None and bool(usual["verified"]),
            }
        )
    if faults:
        raise LayerError(
            Text(
                f"{SEWERS.da}: " + "; ".join(f.da for f in faults), f"{SEWERS.en}: " + "; ".join(f.en for f in faults)
            ),
            Text("gentagelsesperioder i år", "return periods in years"),
            Text("ret rækkerne, eller vælg sewer_years_field", "correct the rows, or choose sewer_years_field"),
        )
    table = pd.DataFrame(rows)
    table.attrs["units"] = {"sewer_years": "år", "practice_years": "år"}
    table.attrs["title"] = Text("Kloakkens serviceniveau", "Service level of sewers")
    return table, (APART, *_lacks(layer, kind_field, years_field), *practice.unverified)


def _lacks(layer: gpd.GeoDataFrame, *fields: str) -> tuple[Text, ...]:
    gone = ", ".join(name for name in fields if name not in layer.columns)
    if not gone:
        return ()
    return (
        Text(
            f"{SEWERS.da.capitalize()} har ingen kolonne {gone}: det er ukendt.",
            f"{SEWERS.en.capitalize()} have no column {gone}: it is unknown.",
        ),
    )
