"""The survey form (opmålingsskema): the edges whose answer is missing for a profile, and what is asked of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools.pathnet.network import UNKNOWN
from gistools.pathnet.passability import MAYBE
from gistools.pathnet.survey import survey_first
from gistools.styles.form import FORM, Form, FormField, FormGroup, Widget
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable

NUMBERS = {"width_m": (0.2, 30.0), "kerb_cm": (0.0, 50.0), "cross_fall_permille": (0.0, 300.0)}
"""What is measured, with the range that it can have (a choice that keeps slips of the pen out)."""

CODED = ("steps", "ramp", "surface", "lit", "pavement", "status")
"""What is answered with a code."""

_STEPS_OF = {"width_m": 0.01, "kerb_cm": 0.5, "cross_fall_permille": 1.0}


def _number(name: str) -> FormField:
    low, high = NUMBERS[name]
    return FormField(name, Widget.NUMBER, low=low, high=high, step=_STEPS_OF[name])


PATH_FORM = Form(
    (
        FormGroup(
            Text("Mål", "Measures"),
            (
                FormField("to_survey_da", Widget.LINES, fixed=True),
                _number("width_m"),
                _number("kerb_cm"),
                _number("cross_fall_permille"),
                FormField("steps", Widget.CHOICE),
                FormField("ramp", Widget.CHOICE),
                FormField("surface", Widget.CHOICE),
                FormField("lit", Widget.CHOICE),
                FormField("pavement", Widget.CHOICE),
                FormField("status", Widget.CHOICE),
            ),
        ),
        FormGroup(
            Text("Besøg", "Visit"),
            (
                FormField("said_by", Widget.CHOICE, required=True),
                FormField("said_date", Widget.DATE, required=True, default="now()"),
                FormField("photo", Widget.PHOTO),
                FormField("remarks", Widget.LINES),
            ),
        ),
        FormGroup(
            Text("Stykke", "Edge"),
            (
                FormField("survey_order", Widget.NUMBER, fixed=True),
                FormField("edge_id", Widget.NUMBER, fixed=True),
                FormField("name", fixed=True),
                FormField("source", fixed=True),
                FormField("feature", fixed=True),
            ),
        ),
    ),
    name="concat('Stykke ', \"edge_id\", ' ', coalesce(\"name\", ''))",
)
"""What is asked of each edge: its measures, who was there and when, and which edge it is."""


def path_survey_form(network: PathNetwork, answers: Passable, *, most: int = 200) -> gpd.GeoDataFrame:
    """Return the form for the edges where a profile's answer is missing.

    Those whose answer joins most of the network stand first (`survey_first`), then the longest. What is known stands in
    its field; what is not is blank, and a blank that stays blank is no answer.

    Parameters
    ----------
    network, answers:
        What a profile answers of it.
    most:
        At most so many edges.

    Returns
    -------
    GeoDataFrame
        A row for each edge in the order to survey; ``attrs["form"]`` is `PATH_FORM`. `judge_corrections` reads it back.

    >>> import shapely
    >>> from gistools.pathnet import assemble
    >>> from gistools.pathnet.judge import passable
    >>> from gistools.pathnet.profiles import one_profile
    >>> path = assemble([shapely.LineString([(0, 0), (40, 0)])], [0], [1], {"way_type": ["path"], "foot": ["yes"],
    ...     "width_m": [1.5]})
    >>> form = path_survey_form(path, passable(path, one_profile("wheelchair")))
    >>> form[["edge_id", "width_m", "kerb_cm"]].values.tolist(), form.to_survey_en[0].split(", ")[:3]
    ([[1.0, 1.5, nan]], ['cross fall', 'kerb', 'landing of a ramp above 40 ‰'])
    """
    open_ = np.flatnonzero((answers.forward == MAYBE) | (answers.backward == MAYBE))
    first = survey_first(network, answers, most=min(most, open_.size)).edges if open_.size else pd.DataFrame()
    ranked = first["edge_id"].to_numpy(np.int64) - 1 if len(first) else np.zeros(0, np.int64)
    rest = open_[~np.isin(open_, ranked)]
    rest = rest[np.argsort(-network.length_m[rest], kind="stable")]
    chosen = np.concatenate([ranked, rest])[:most]
    rows = network.edges.iloc[chosen].reset_index(drop=True)
    joins = np.full(chosen.size, np.nan)
    if len(first):
        shown = min(ranked.size, chosen.size)
        joins[:shown] = first["joined_weight"].to_numpy(np.float64)[:shown]
    asked = _asked(answers)
    told = {
        "survey_order": np.arange(1, chosen.size + 1),
        "edge_id": rows["edge_id"].to_numpy(np.int64),
        "name": rows["name"],
        "source": rows["source"],
        "feature": rows["feature"].astype(str),
        "length_m": rows["length_m"].round(1),
        "known_joins_m": joins.round(),
        **{f"to_survey_{x}": [asked.get(e, {}).get(x, "") for e in rows["edge_id"].tolist()] for x in ("da", "en")},
        **{name: pd.to_numeric(rows[name], errors="coerce") for name in NUMBERS},
        **{name: rows[name].astype(object).where(rows[name] != UNKNOWN, None) for name in CODED},
        "photo": pd.Series([None] * chosen.size, dtype=object),
        "said_by": pd.Series([None] * chosen.size, dtype=object),
        "said_date": pd.Series([pd.NaT] * chosen.size, dtype="datetime64[ms]"),
        "remarks": pd.Series([None] * chosen.size, dtype=object),
    }
    made = gpd.GeoDataFrame(told, geometry=rows.geometry.to_numpy(), crs=network.edges.crs)
    made.attrs[FORM] = PATH_FORM
    return made


def _asked(answers: Passable) -> dict[int, dict[str, str]]:
    """Return what is to be measured on each edge: the names of the rules that cannot be answered."""
    told = answers.reasons
    made: dict[int, dict[str, str]] = {}
    if not len(told):
        return made
    limits = answers.profile.limits
    for edge, rules in told[told["verdict"] == UNKNOWN].groupby("edge_id")["rule"]:
        names = [limits[one].name if one in limits else Text(one, one) for one in dict.fromkeys(rules)]
        texts = sorted(names, key=lambda one: one.en)
        made[int(str(edge))] = {"da": ", ".join(one.da for one in texts), "en": ", ".join(one.en for one in texts)}
    return made
