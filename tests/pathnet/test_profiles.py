"""Profiles, limits and surfaces: the figures of the sources, and a user's own rows with all their faults told."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from gistools.errors import ParamError, TableError
from gistools.pathnet import load_profiles, one_profile
from gistools.pathnet.profiles import several_profiles
from gistools.pathnet.surfaces import surface_class, surface_ranks
from gistools.tables import load_table, read_user_table


def test_the_limits_are_those_of_the_sources_and_say_which_were_read():
    chair = load_profiles()["wheelchair"].limits
    read = {name: chair[name].value for name in ("slope_up", "slope_down", "landing_40", "width", "kerb", "good_width")}
    assert read == {"slope_up": 50, "slope_down": 50, "landing_40": 12, "width": 1.3, "kerb": 2.5, "good_width": 1.5}
    assert all(chair[name].verified for name in read)
    assert "§ 49, stk. 2, nr. 4" in chair["slope_up"].source
    assert "Handicap Forbund" in chair["kerb"].source
    assert (chair["cross_fall"].value, chair["cross_fall"].verified) == (25.0, False)
    assert not chair["good_width"].required
    cycle = load_profiles()["cycling"].limits
    assert (cycle["slope_up"].value, cycle["slope_up"].verified, cycle["slope_up"].required) == (50.0, True, False)
    runs = {name: (one.over_permille, one.value, one.verified) for name, one in cycle.items() if one.kind == "run_up"}
    assert runs == {
        "run_up_45": (45.0, 50.0, False), "run_up_40": (40.0, 100.0, False), "run_up_35": (35.0, 200.0, False),
        "run_up_30": (30.0, 300.0, False),
    }  # fmt: skip
    assert all(one.year for profile in load_profiles().values() for one in profile.limits.values())


def test_there_are_five_profiles_with_speed_and_name():
    profiles = load_profiles()
    assert list(profiles) == ["walking", "cycling", "wheelchair", "walking_aid", "school_child"]
    assert {one.travels for one in profiles.values()} == {"foot", "cycle"}
    assert all(one.name.da and one.name.en and one.speed_kmh > 0 and not one.verified for one in profiles.values())


def test_a_profile_is_found_by_its_id_or_name_and_an_unknown_one_is_told_with_all_that_are():
    assert one_profile("CYKLIST").id == one_profile("by bicycle").id == "cycling"
    with pytest.raises(ParamError, match=r"walking_aid [(]gående med rollator"):
        one_profile("hest")
    assert [p.id for p in several_profiles("wheelchair, gående,wheelchair")] == ["wheelchair", "walking"]
    assert [p.id for p in several_profiles("walking kørestolsbruger")] == ["walking", "wheelchair"]
    assert [p.id for p in several_profiles("gående med rollator eller stok; walking")] == ["walking_aid", "walking"]
    with pytest.raises(ParamError, match="barnevogn"):
        several_profiles("walking barnevogn")
    assert len(several_profiles("alle")) == 5
    with pytest.raises(ParamError, match="ingen profil ved navn ' '"):
        several_profiles(" ")


def test_own_rows_take_the_place_of_shipped_ones_and_the_rest_stays():
    own = pd.DataFrame([
        {"profile": "wheelchair", "rule": "landing", "over_permille": 40, "value": 20, "unit": "m", "strength": "must",
         "source_da": "Kommunens tilgængelighedsplan", "source_year": 2024, "verified": "ja", "read_in": "source"},
        {"profile": "wheelchair", "rule": "slope_up", "unit": "", "strength": "none"},
    ])  # fmt: skip
    mine, shipped = load_profiles(own)["wheelchair"].limits, load_profiles()["wheelchair"].limits
    assert (mine["landing_40"].value, mine["landing_40"].source) == (20.0, "Kommunens tilgængelighedsplan")
    assert mine["landing_40"].verified
    assert "slope_up" not in mine
    assert {n: v.value for n, v in mine.items() if n == "width"} == {"width": shipped["width"].value}
    assert load_profiles(own)["walking_aid"].limits["slope_up"].value == 50.0


def test_an_own_profile_has_the_limits_that_own_rows_give_it():
    profiles = pd.DataFrame({"profil": ["pram"], "navn": ["barnevogn"], "færdes": ["til fods"], "fart_kmt": ["4,5"],
                             "bakkefart": ["tobler"]})  # fmt: skip
    limits = pd.DataFrame(
        {"profil": ["pram"], "regel": ["bredde"], "grænse": ["0,9"], "enhed": ["m"], "styrke": ["skal"]}
    )
    pram = load_profiles(limits, profiles)["pram"]
    assert (pram.name.en, pram.travels, pram.speed_kmh, list(pram.limits)) == ("barnevogn", "foot", 4.5, ["width"])
    assert math.isnan(pram.limits["width"].over_permille)


def test_all_faults_of_own_limits_are_told_at_once():
    own = pd.DataFrame({
        "profile": ["wheelchair", "wheelchair", "chair", "wheelchair", "cycling", "cycling", "walking"],
        "rule": ["width", "kerb", "width", "steps", "run_up", "slope_up", "widht"],
        "over_permille": [None, None, None, None, None, 40, None],
        "value": [1.3, None, 1, 5, 50, 50, 1],
        "unit": ["cm", "cm", "m", "", "m", "%", "m"],
        "strength": ["must"] * 6 + ["shall"],
    })  # fmt: skip
    with pytest.raises(TableError) as caught:
        load_profiles(own)
    said = str(caught.value)
    for fault in ("widht", "mente du width", "shall", "chair is unknown"):
        assert fault in said
    with pytest.raises(TableError) as caught:
        load_profiles(own.iloc[[0, 1, 3, 4, 5]])
    said = str(caught.value)
    for fault in (
        "row 1: width: unit cm, which must be m", "row 2: kerb: value is missing", "row 3: steps: value is of no use",
        "row 4: run_up: over_permille is missing", "row 5: slope_up: over_permille is of no use",
        "row 5: slope_up: unit %, which must be ‰",
    ):  # fmt: skip
        assert fault in said


def test_a_limit_that_stands_twice_is_refused():
    row = {"profile": "wheelchair", "rule": "kerb", "value": 3, "unit": "cm", "strength": "must"}
    with pytest.raises(TableError, match="rows 1, 2: the same profile, rule, over_permille"):
        load_profiles(pd.DataFrame([row, row]))


def test_surfaces_are_known_by_the_words_of_layers_and_a_word_that_tells_little_has_a_wide_range():
    assert [surface_class(w) for w in ("ASFALT", "Grus", "Træ", "sett", "Befæstet", "")] == [
        "asphalt", "gravel", "wood", "setts", "paved", "",
    ]  # fmt: skip
    assert surface_ranks("unknown") == surface_ranks("") == (1.0, 6.0)
    frame = load_table("path_surfaces").frame
    said = [w for words in frame["words"] for w in words.split(";")]
    assert len(said) == len({w.casefold() for w in said}), "a word means one surface"
    frame.loc[0, ["rank_low", "rank_high"]] = 3.0, 2.0
    with pytest.raises(TableError, match="row 1: rank_low above rank_high"):
        read_user_table(frame, "path_surfaces")
