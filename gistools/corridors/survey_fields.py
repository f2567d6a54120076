"""The field form (feltskema): a row for each plot, with its species and blanks for finds and time of search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.errors import LayerError, TableError
from gistools.stamps import STAMP_COLUMN
from gistools.styles.columns_nature import NOT_SURVEYED, SPECIES_SLOTS
from gistools.styles.form import FORM, Form, FormField, FormGroup, Widget
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

SLOTS = range(1, SPECIES_SLOTS + 1)
PLOT_COLUMNS = ("plot_id", "patch_id", "habitat", "design")

_ASKED = " or ".join(f"\"found_{k}\" in ('found', 'not_found')" for k in SLOTS)
_SEARCHED = FormField(
    "minutes_searched",
    Widget.NUMBER,
    required=True,
    high=1440.0,
    must=f'"minutes_searched" > 0 or not coalesce({_ASKED}, false)',
    must_words=Text(
        "skriv, hvor længe der er søgt, når en art er svaret fundet eller ikke fundet",
        "say how long was searched when a species is answered found or not found",
    ),
)

SURVEY_FORM = Form(
    (
        FormGroup(
            Text("Besøg", "Visit"),
            (
                FormField("plot_id", Widget.NUMBER, required=True, fixed=True),
                FormField("habitat", Widget.CHOICE, required=True, fixed=True),
                FormField("survey_date", Widget.DATE, required=True, default="now()"),
                FormField("observer", Widget.TEXT, required=True),
                _SEARCHED,
                FormField("searchers", Widget.NUMBER, required=True, low=1.0, high=100.0, default="1"),
                FormField("weather", Widget.CHOICE),
                FormField("remarks", Widget.LINES),
            ),
        ),
        FormGroup(
            Text("Arter", "Species"),
            groups=tuple(
                FormGroup(
                    Text(f"Art {k}", f"Species {k}"),
                    (
                        FormField(f"species_{k}", fixed=True),
                        FormField(f"found_{k}", Widget.CHOICE, default=f"'{NOT_SURVEYED}'"),
                    ),
                    visible=f"coalesce(\"species_{k}\", '') <> ''",
                )
                for k in SLOTS
            ),
        ),
        FormGroup(
            Text("Felt", "Plot"),
            (
                FormField("patch_id", Widget.NUMBER, fixed=True),
                FormField("design", Widget.CHOICE, fixed=True),
                FormField("survey_year", Widget.NUMBER, required=True, fixed=True),
            ),
        ),
    ),
    name="concat('Felt ', \"plot_id\", ': ', represent_value(\"habitat\"))",
)
"""What is asked of each plot: the visit and its effort, each species, and what the plot is."""


def survey_form(points: gpd.GeoDataFrame, species: Mapping[str, tuple[str, ...]], survey_year: int) -> gpd.GeoDataFrame:
    """Return an empty form for plots: every answer is "not surveyed" until somebody has searched.

    Parameters
    ----------
    points:
        Plots as of `gistools.corridors.survey_places.survey_plots`.
    species:
        Names to search for, by habitat; at most six of each.
    survey_year:
        For which year.

    Returns
    -------
    GeoDataFrame
        One row for each plot; ``attrs["form"]`` is `SURVEY_FORM`. A second visit is a copy of the row.

    Raises
    ------
    TableError
        When a habitat has more species than the form has room for.

    >>> import shapely
    >>> plots = gpd.GeoDataFrame({"plot_id": [1], "patch_id": [7], "habitat": ["pond"], "design": ["plot"]},
    ...     geometry=[shapely.Point(0, 0)], crs="EPSG:25832")
    >>> made = survey_form(plots, {"pond": ("butsnudet frø",)}, 2026)
    >>> made[["species_1", "found_1", "species_2"]].values.tolist()
    [['butsnudet frø', 'not_surveyed', None]]
    """
    faults = [
        Text(f"{habitat}: {len(names)} arter", f"{habitat}: {len(names)} species")
        for habitat, names in species.items()
        if len(names) > SPECIES_SLOTS
    ]
    if faults:
        raise TableError(
            Text("for mange indikatorarter", "too many indicator species"),
            Text(f"højst {SPECIES_SLOTS} for hver biotop", f"at most {SPECIES_SLOTS} of each habitat"),
            Text("vælg de vigtigste", "choose the most important ones"),
            faults,
        )
    lists = [species.get(habitat, ()) for habitat in points["habitat"]]
    named = {
        f"species_{k}": pd.Series([names[k - 1] if k <= len(names) else None for names in lists], dtype=object)
        for k in SLOTS
    }
    return _blank(points[list(PLOT_COLUMNS)].reset_index(drop=True), named, points, survey_year)


def renewed_form(earlier: gpd.GeoDataFrame, survey_year: int) -> gpd.GeoDataFrame:
    """Return an empty form for the plots and species of an earlier one, for another year.

    Raises
    ------
    LayerError
        When the layer lacks columns of a field form.
    """
    wanted = [*PLOT_COLUMNS, *(f"species_{k}" for k in SLOTS)]
    missing = [name for name in wanted if name not in earlier.columns]
    if missing:
        raise LayerError(
            Text(f"et skema uden {', '.join(missing)}", f"a form without {', '.join(missing)}"),
            Text("et feltskema fra nature-survey", "a field form of nature-survey"),
            Text("giv laget survey_form", "give the layer survey_form"),
        )
    first = earlier.drop_duplicates("plot_id").sort_values("plot_id").reset_index(drop=True)
    named = {name: first[name].astype(object).where(first[name].notna(), None) for name in wanted[len(PLOT_COLUMNS) :]}
    made = _blank(first[list(PLOT_COLUMNS)], named, first, survey_year)
    if STAMP_COLUMN in first.columns:
        made[STAMP_COLUMN] = first[STAMP_COLUMN].to_numpy()
    return made


def _blank(
    plots: pd.DataFrame, named: Mapping[str, pd.Series], shapes: gpd.GeoDataFrame, survey_year: int
) -> gpd.GeoDataFrame:
    count = len(plots)
    answers: dict[str, Any] = {
        "survey_year": survey_year,
        "survey_date": pd.Series([pd.NaT] * count, dtype="datetime64[ms]"),
        "observer": pd.Series([None] * count, dtype=object),
        "minutes_searched": np.full(count, np.nan),
        "searchers": 1,
        "weather": pd.Series([None] * count, dtype=object),
        "remarks": pd.Series([None] * count, dtype=object),
    }
    asked: dict[str, Any] = {}
    for k in SLOTS:
        names = named[f"species_{k}"]
        asked[f"species_{k}"] = names
        asked[f"found_{k}"] = pd.Series([NOT_SURVEYED if name else None for name in names], dtype=object)
    frame = pd.DataFrame(plots).assign(**answers, **asked)
    made = gpd.GeoDataFrame(frame, geometry=shapes.geometry.to_numpy(), crs=shapes.crs)
    made.attrs[FORM] = SURVEY_FORM
    return made
