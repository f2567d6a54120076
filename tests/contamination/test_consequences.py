"""What the law asks for: held against cases worked out by hand from the act, and unknown stays unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.contamination import Duty, LandUse, LandUseChange, SoilStatus, provisions, soil_consequences
from gistools.errors import WrongKindError
from gistools.tables import load_table

OTHER, HOME, PARK = LandUse.OTHER, LandUse.HOME, LandUse.RECREATION
KNOWN = {"classified": False, "public_road": False, "effort_area": False}


def told(status: SoilStatus, change: LandUseChange, **more: bool | None) -> set[tuple[str, bool | None, str]]:
    known: dict[str, Any] = {**KNOWN, **more}
    return {
        (one.duty.value, one.holds, " ".join(provision.code for provision in one.provisions))
        for one in soil_consequences(status, change, **known)
    }


PERMIT_USE = "JFL8_1 JFL6_2 JFL8_3 JFL8_4 JFL12_1"
PERMIT_WORKS = "JFL8_2 JFL8_3 JFL8_4 JFL12_1"
ADVICE = ("advice", True, "JFL9_1")


@pytest.mark.parametrize(
    ("status", "change", "known", "expected"),
    [
        (  # business stays business, outside effort areas: works need no permit
            SoilStatus.V1,
            LandUseChange(use_now=OTHER, use_planned=OTHER, works=True),
            {},
            {ADVICE},
        ),
        (  # in an effort area they do
            SoilStatus.V1,
            LandUseChange(use_now=OTHER, use_planned=OTHER, works=True),
            {"effort_area": True},
            {ADVICE, ("permit", True, PERMIT_WORKS)},
        ),
        (  # from business to homes
            SoilStatus.V2,
            LandUseChange(use_now=OTHER, use_planned=HOME),
            {},
            {ADVICE, ("permit", True, PERMIT_USE), ("ensure", True, "JFL72b_1")},
        ),
        (  # to a park: a permit, but not the 50 cm
            SoilStatus.V2,
            LandUseChange(use_now=OTHER, use_planned=PARK),
            {},
            {ADVICE, ("permit", True, PERMIT_USE)},
        ),
        (  # works where people live: a permit also without an effort area, and the 50 cm
            SoilStatus.V2,
            LandUseChange(use_now=HOME, use_planned=HOME, works=True),
            {},
            {
                ADVICE,
                ("permit", True, PERMIT_WORKS),
                ("ensure", True, "JFL72b_2 JFL72b_4"),
                ("history", True, "JFL12a_1"),
            },
        ),
        (  # not mapped, but to homes: the 50 cm hold everywhere
            SoilStatus.NOT_MAPPED,
            LandUseChange(use_now=OTHER, use_planned=HOME),
            {},
            {("ensure", True, "JFL72b_1"), ("history", True, "")},
        ),
        (  # taken out: no permit; soil that leaves a classified area is reported
            SoilStatus.OUT_AFTER,
            LandUseChange(use_now=OTHER, use_planned=OTHER, soil_moved=True),
            {"classified": True},
            {
                ("history", True, "JFL8_1"),
                ("report", True, "JFL50_2 JFL50_1"),
                ("ensure", True, "JFL50_1"),
                ("advice", True, "JFL50a_1 JFL3_3"),
            },
        ),
        (  # both levels say each thing once
            SoilStatus.V1_V2,
            LandUseChange(use_now=OTHER, use_planned=OTHER, soil_moved=True),
            {},
            {ADVICE, ("report", True, "JFL50_2 JFL50_1"), ("ensure", True, "JFL50_1")},
        ),
        (  # an unknown lot is asked as if it were mapped, and what follows is open
            SoilStatus.UNKNOWN,
            LandUseChange(use_now=OTHER, use_planned=HOME),
            {},
            {
                ("permit", None, PERMIT_USE),
                ("ensure", True, "JFL72b_1"),
                ("ask", True, ""),
                ("advice", None, "JFL9_1"),
            },
        ),
        (  # whether a use changes is open when nobody knows what it is today
            SoilStatus.V1,
            LandUseChange(use_planned=HOME),
            {},
            {
                ADVICE,
                ("permit", None, PERMIT_USE),
                ("ensure", None, "JFL72b_1"),
                ("right", None, "JFL7_3"),
            },
        ),
        (  # what it becomes is not known: all that a change can ask for is open
            SoilStatus.V2,
            LandUseChange(use_now=OTHER),
            {},
            {ADVICE, ("permit", None, PERMIT_USE), ("ensure", None, "JFL72b_1")},
        ),
        (  # no change is planned
            SoilStatus.V2,
            LandUseChange(use_now=OTHER, use_planned=OTHER),
            {},
            {ADVICE},
        ),
    ],
)
def test_cases_worked_out_by_hand(
    status: SoilStatus, change: LandUseChange, known: dict[str, bool], expected: set[tuple[str, bool | None, str]]
) -> None:
    assert told(status, change, **known) == expected


@pytest.mark.parametrize(
    ("change", "conditions"),
    [
        (
            LandUseChange(use_planned=OTHER, works=True),
            {
                (
                    "permit",
                    "hvis grunden er indsatsområde (§ 6, stk. 1) eller i dag bruges til et formål i § 6, stk. 2",
                ),
                ("permit", "hvis grunden i dag har en følsom brug"),
                ("ensure", "hvis grunden i dag har en følsom brug"),
                ("right", "hvis grunden bruges til bolig i dag"),
            },
        ),
        (
            LandUseChange(use_now=OTHER),
            {
                ("permit", "hvis den bliver brugt til et andet formål i § 6, stk. 2"),
                ("ensure", "hvis den bliver brugt til et andet, følsomt formål"),
            },
        ),
        (
            LandUseChange(use_planned=PARK),
            {
                ("permit", "hvis anvendelsen er en anden i dag"),
                ("right", "hvis grunden bruges til bolig i dag"),
            },
        ),
    ],
)
def test_what_is_open_says_what_it_hangs_on(change: LandUseChange, conditions: set[tuple[str, str]]) -> None:
    found = soil_consequences(SoilStatus.V1, change, **KNOWN | {"effort_area": None})
    assert {(one.duty.value, one.condition.da) for one in found if one.holds is None} == conditions


maybe = st.sampled_from([True, False, None])
uses = st.sampled_from([None, *LandUse])
changes = st.builds(LandUseChange, use_now=uses, use_planned=uses, works=st.booleans(), soil_moved=st.booleans())


@given(st.sampled_from(list(SoilStatus)), changes, st.tuples(maybe, maybe), st.booleans())
def test_knowing_more_settles_and_never_adds(status, change, place, effort):
    classified, road = place
    known = {"classified": classified, "public_road": road}
    open_ = {one.text.da: one.holds for one in soil_consequences(status, change, **known)}
    settled = {one.text.da: one.holds for one in soil_consequences(status, change, **known, effort_area=effort)}
    assert set(settled) <= set(open_)
    assert {text for text, holds in open_.items() if holds} == {
        text for text in open_ if settled.get(text) and open_[text]
    }


@given(st.sampled_from(list(SoilStatus)), changes, st.sampled_from(list(LandUse)), st.sampled_from(list(LandUse)))
def test_knowing_the_uses_never_adds(status, change, now, planned):
    known = replace(change, use_now=change.use_now or now, use_planned=change.use_planned or planned)
    open_ = {one.text.da: one.holds for one in soil_consequences(status, change)}
    settled = {one.text.da: one.holds for one in soil_consequences(status, known)}
    assert set(settled) <= set(open_)
    assert {text for text, holds in open_.items() if holds} <= {text for text, holds in settled.items() if holds}


@given(st.sampled_from(list(SoilStatus)), changes)
def test_every_open_answer_says_what_it_hangs_on_and_is_ranked_after_its_like(
    status: SoilStatus, change: LandUseChange
) -> None:
    found = soil_consequences(status, change)
    assert all(one.condition.da for one in found if one.holds is None)
    order = [(list(Duty).index(one.duty), one.holds is None) for one in found]
    assert order == sorted(order)


def test_nothing_is_called_clean() -> None:
    said = load_table("soil_consequences").frame["text_da"]
    clean = [text for text in said if "ren" in text.replace(".", "").replace(",", "").split()]
    assert sorted(clean) == ["Anmeld opgravning og flytning af jord til kommunen, også af ren jord."] * 2 + [
        "Grunden er ikke kortlagt. Det siger ikke, at jorden er ren."
    ]


def test_provisions_that_nobody_read_say_so() -> None:
    unread = [one for one in provisions().values() if not one.quote]
    assert {one.code for one in unread} == {"JFL4", "JFL5"}
    for one in provisions().values():
        assert one.verified == ("ikke verificeret" not in one.cited().da)
        assert bool(one.quote) == bool(one.read_on)
    rows = load_table("soil_consequences").frame
    cited = {code for codes in rows["provisions"] for code in codes.split()}
    assert cited <= set(provisions())


def test_unread_provisions_mark_what_rests_on_them() -> None:
    (area,) = [one for one in soil_consequences(SoilStatus.NOT_MAPPED, LandUseChange(), **{**KNOWN, "classified": True})
               if one.duty is Duty.ADVICE]  # fmt: skip
    assert "ikke verificeret" in area.told().da  # section 3(3) was read in a bill alone


def test_other_values_are_refused() -> None:
    with pytest.raises(WrongKindError):
        soil_consequences("V1", LandUseChange())  # type: ignore[arg-type]
