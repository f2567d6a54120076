"""Samples held against criteria: by hand, by an oracle, and what cannot be told never counts as below."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.contamination import SoilClass, classify_samples
from gistools.contamination.samples import REQUIRED
from gistools.errors import TableError, WrongKindError
from gistools.tables import load_table, read_user_table


def one(*rows: tuple[object, ...], medium: str = "") -> tuple[str, str]:
    frame = pd.DataFrame([("B1", *row) for row in rows], columns=list(REQUIRED)).assign(medium=medium)
    (found,) = classify_samples(frame).samples[["soil_class", "deciding"]].values.tolist()
    return found[0], found[1]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("bly", 40, "mg/kg")], ("below_criteria", "lead")),
        ([("bly", "40,1", "mg/kg TS")], ("slightly", "lead")),
        ([("bly", 400, "mg/kg")], ("slightly", "lead")),
        ([("bly", 400.5, "mg/kg")], ("contaminated", "lead")),
        ([("bly", 50, "mg/kg"), ("Benzen", 2, "mg/kg")], ("contaminated", "benzene")),
        ([("bly", 50, "mg/kg"), ("benzen", 1, "mg/kg")], ("slightly", "lead")),
        ([("arsen", 20, "mg/kg")], ("below_criteria", "arsenic")),
        ([("arsen", 21, "mg/kg")], ("contaminated", "arsenic")),
        ([("bly", 39_000, "µg/kg")], ("below_criteria", "lead")),
        ([("bly", 39_000, "ug/kg dm")], ("below_criteria", "lead")),
        ([("PFAS, sum af 4", "<0.005", "mg/kg")], ("below_criteria", "pfas_4")),
        ([("PFAS, sum af 4", "<0,05", "mg/kg")], ("unknown", "pfas_4")),  # the detection limit is above the criterion
        ([("tin", 1, "mg/kg")], ("unknown", "tin")),  # the list must be loaded
        ([("kryptonit", 1, "mg/kg")], ("unknown", "kryptonit")),
        ([("bly", 1, "µg/l")], ("unknown", "lead")),
        ([("kryptonit", 1, "mg/kg"), ("bly", 500, "mg/kg")], ("contaminated", "lead")),
        ([("kryptonit", 1, "mg/kg"), ("bly", 100, "mg/kg")], ("unknown", "kryptonit")),
    ],
)
def test_soil_samples_by_hand(rows, expected):
    assert one(*rows) == expected


def test_other_media_have_criteria_of_their_own():
    assert one(("pfas_4", 0.003, "µg/l"), medium="grundvand") == ("above_criterion", "pfas_4")
    assert one(("pfas_4", 1.5, "ng/l"), medium="grundvand") == ("below_criteria", "pfas_4")
    assert one(("TCE", 2, "µg/m³"), medium="indeklima")[0] == "unknown"  # that name is not in the table
    assert one(("trichlorethylen (TCE)", 2, "µg/m³"), medium="indeklima") == ("above_criterion", "trichloroethylene")


def test_a_sample_is_told_for_each_medium():
    frame = pd.DataFrame([("B1", "bly", 50, "mg/kg", "jord"), ("B1", "pfas_4", 1, "µg/l", "grundvand")],
                         columns=[*REQUIRED, "medium"])  # fmt: skip
    found = classify_samples(frame)
    assert found.samples[["medium", "soil_class"]].values.tolist() == [
        ["groundwater", "above_criterion"],
        ["soil", "slightly"],
    ]
    assert found.results.criterion_verified.tolist() == [True, True]


def test_what_is_not_verified_or_must_be_loaded_is_told():
    found = classify_samples(pd.DataFrame([("B1", "bly", 50, "mg/kg")], columns=list(REQUIRED)))
    assert any("skal indlæses" in text.da or "Liste over kvalitetskriterier" in text.da for text in found.unverified)
    shipped = load_table("soil_criteria").frame
    assert (
        not shipped[~shipped["verified"] & shipped["source_da"].str.contains("hent og indlæs")]["quality"].notna().any()
    )
    assert shipped[shipped["slightly"]].shape[0] == 9  # the substances of the order


def test_a_users_own_table_is_used():
    own = load_table("soil_criteria").frame
    own.loc[(own["substance"] == "tin") & (own["medium"] == "soil"), "quality"] = 20.0
    frame = pd.DataFrame([("B1", "tin", 21, "mg/kg")], columns=list(REQUIRED))
    assert classify_samples(frame, read_user_table(own, "soil_criteria")).samples.soil_class.tolist() == [
        "contaminated"
    ]
    with pytest.raises(WrongKindError):
        classify_samples(frame, own)  # type: ignore[arg-type]


def test_a_criterion_without_its_cutoff_cannot_be_told_above_it():
    own = load_table("soil_criteria").frame
    own.loc[(own["substance"] == "lead") & (own["medium"] == "soil"), "cutoff"] = float("nan")
    own = read_user_table(own, "soil_criteria")
    rows = [("B1", "bly", 41, "mg/kg"), ("B2", "bly", 40, "mg/kg")]
    found = classify_samples(pd.DataFrame(rows, columns=list(REQUIRED)), own)
    assert found.samples.soil_class.tolist() == ["unknown", "below_criteria"]
    assert found.results.why_en[0] == "lead: 41 mg/kg, above 40 mg/kg; no cut-off is given"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("", "bly", 1, "mg/kg"), "sample_id"),
        (("B1", "", 1, "mg/kg"), "substance"),
        (("B1", "bly", "meget", "mg/kg"), "meget"),
        (("B1", "bly", "1.500", "mg/kg"), "1.500"),
        (("B1", "bly", -1, "mg/kg"), "-1"),
        (("B1", "bly", None, "mg/kg"), "value"),
        (("B1", "bly", 1, "ppm"), "ppm"),
        (("B1", "bly", "<<5", "mg/kg"), "<<5"),
        (("B1", "bly", True, "mg/kg"), "True"),
    ],
)
def test_faults_are_told_with_their_row(row, told):
    good = ("B0", "bly", 1, "mg/kg")
    with pytest.raises(TableError) as error:
        classify_samples(pd.DataFrame([good, row], columns=list(REQUIRED)))
    assert [fault.en.startswith("row 2") and told in fault.en for fault in error.value.faults] == [True]
    with pytest.raises(TableError, match="column unit"):
        classify_samples(pd.DataFrame({"sample_id": ["B1"], "substance": ["bly"], "value": [1]}))


SHIPPED = load_table("soil_criteria").frame.query("medium == 'soil'")
LIMITS = {row.substance: (row.quality, row.cutoff, row.slightly) for row in SHIPPED.itertuples()}
measured = st.tuples(st.sampled_from(sorted(LIMITS)), st.floats(0, 1500), st.booleans())


@given(st.lists(measured, min_size=1, max_size=6, unique_by=lambda row: row[0]), st.randoms())
def test_classes_are_those_of_a_plain_reading_of_the_order(rows, random):
    frame = pd.DataFrame([("B", name, f"<{value!r}" if less else value, "mg/kg") for name, value, less in rows],
                         columns=list(REQUIRED), dtype=object)  # fmt: skip
    over, between, unknown = False, False, False
    for name, value, less in rows:
        quality, cutoff, slightly = LIMITS[name]
        if quality != quality:  # noqa: PLR0124 - NaN
            unknown = True
        elif less:
            unknown |= value > quality
        elif value > quality:
            between |= slightly and value <= cutoff
            over |= not (slightly and value <= cutoff)
    expected = "contaminated" if over else "unknown" if unknown else "slightly" if between else "below_criteria"
    assert classify_samples(frame).samples.soil_class.tolist() == [expected]
    order = list(range(len(rows)))
    random.shuffle(order)
    assert classify_samples(frame.iloc[order]).samples.soil_class.tolist() == [expected]


def test_no_class_is_called_clean_without_saying_of_what():
    assert [one.word.da for one in SoilClass if "ren" in one.word.da.split()] == ["ren for de målte stoffer"]
