"""Who can use which edge: three answers, a reason for each no and unknown, and nothing unknown made yes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.pathnet import load_profiles, one_profile
from gistools.pathnet.judge import REASON_COLUMNS, advice, passable
from gistools.pathnet.network import COLUMNS
from gistools.pathnet.passability import default_notes
from gistools.pathnet.rule_answers import Case
from gistools.pathnet.rules import RULES
from gistools.pathnet.slopes import Slopes
from tests.pathnet.made import network

GOOD = {
    "way_type": "path", "status": "built", "foot": "yes", "cycle": "yes", "oneway": 0, "width_m": 2.5, "kerb_cm": 0.0,
    "steps": "no", "surface": "asphalt", "cross_fall_permille": 20.0, "lit": "yes",
}  # fmt: skip
"""A path that everyone can use."""
PROFILES = load_profiles()


def slopes_of(up, down=None, *, run=0.0, ramp=0.0, seen=True, bridge=False):
    up = np.atleast_1d(np.asarray(up, np.float64))
    down = np.zeros_like(up) if down is None else np.atleast_1d(np.asarray(down, np.float64))
    both = np.where(np.isnan(up), np.nan, run), np.where(np.isnan(up), np.nan, 0.0)
    each = np.where(np.isnan(up), np.nan, ramp), np.where(np.isnan(up), np.nan, 0.0)
    grades = (30.0, 35.0, 40.0, 45.0)
    pace = {
        "tobler": (np.full(up.size, 1.5), np.full(up.size, 0.75)),
        "parkin": (np.full(up.size, 2.0), np.ones(up.size)),
    }
    why = np.where(np.isnan(up), "ikke målt (uden for højdemodellen)", "").astype(object)
    return Slopes(
        up, down, dict.fromkeys(grades, both), dict.fromkeys(grades, each), pace, np.full(up.size, bridge), why, seen
    )


LEVEL = slopes_of([0.0])


def path(**told):
    """Return the network of one good edge, 40 m along x, but for what is told of it."""
    return network((0, 0, 40, 0), **{name: [value] for name, value in (GOOD | told).items()})


def answers(profile="wheelchair", slopes=LEVEL, **told):
    made = passable(path(**told), PROFILES[profile], slopes)
    return int(made.forward[0]), int(made.backward[0])


@pytest.mark.parametrize("profile", PROFILES)
def test_a_good_path_passes_for_all_and_tells_no_reason(profile):
    made = passable(path(), PROFILES[profile], LEVEL)
    assert (made.forward[0], made.backward[0], made.settled) == (1, 1, True)
    assert made.reasons.empty
    assert tuple(made.reasons.columns) == REASON_COLUMNS


CASES = [
    ("wheelchair", {"width_m": 1.2}, -1, "width", "1,2 m", "mindst 1,3 m"),
    ("wheelchair", {"width_m": 1.3}, 1, "", "", ""),
    ("wheelchair", {"width_m": np.nan}, 0, "width", "ikke oplyst", "mindst 1,3 m"),
    ("wheelchair", {"kerb_cm": 2.5}, 1, "", "", ""),
    ("wheelchair", {"kerb_cm": 2.6}, -1, "kerb", "2,6 cm", "højst 2,5 cm"),
    ("wheelchair", {"kerb_cm": np.nan}, 0, "kerb", "ikke oplyst", "højst 2,5 cm"),
    ("wheelchair", {"cross_fall_permille": -25.0}, 1, "", "", ""),
    ("wheelchair", {"cross_fall_permille": -26.0}, -1, "cross_fall", "26 ‰", "højst 25 ‰"),
    ("wheelchair", {"steps": "yes", "ramp": "no"}, -1, "steps", "trin uden rampe", "ingen trin uden rampe"),
    ("wheelchair", {"steps": "yes", "ramp": "unknown"}, 0, "steps", "trin, rampe ikke oplyst", "ingen trin uden rampe"),
    ("wheelchair", {"steps": "yes", "ramp": "yes"}, 1, "", "", ""),
    ("wheelchair", {"steps": "unknown"}, 0, "steps", "ikke oplyst", "ingen trin uden rampe"),
    ("walking", {"steps": "yes", "ramp": "no", "surface": "sand", "width_m": 0.4, "kerb_cm": 30.0}, 1, "", "", ""),
    ("cycling", {"steps": "yes", "ramp": "no"}, -1, "steps", "trin uden rampe", "ingen trin uden rampe"),
    ("wheelchair", {"surface": "setts"}, -1, "surface", "chaussésten", "jævn og fast (rang højst 3 af 6)"),
    ("wheelchair", {"surface": "Brosten"}, -1, "surface", "brosten", "jævn og fast (rang højst 3 af 6)"),
    ("wheelchair", {"surface": "grass_pavers"}, -1, "surface", "græsarmering", "jævn og fast (rang højst 3 af 6)"),
    ("wheelchair", {"surface": "gravel"}, 0, "surface", "grus", "jævn og fast (rang højst 3 af 6)"),
    ("wheelchair", {"surface": "earth"}, -1, "surface", "jord", "jævn og fast (rang højst 3 af 6)"),
    ("wheelchair", {"surface": "fine_gravel"}, 1, "", "", ""),
    ("wheelchair", {"surface": "unknown"}, 0, "surface", "ikke oplyst", "jævn og fast (rang højst 3 af 6)"),
    ("walking", {"foot": "no"}, -1, "allowed", "ikke tilladt", "gang tilladt"),
    ("walking", {"foot": "unknown"}, 1, "", "", ""),
    ("walking", {"foot": "unknown", "way_type": "road"}, 1, "", "", ""),
    ("walking", {"foot": "unknown", "way_type": "unknown"}, 0, "allowed", "ikke oplyst", "gang tilladt"),
    ("walking", {"foot": "unknown", "restricted": "yes"}, 0, "allowed", "ikke oplyst", "gang tilladt"),
    ("walking", {"foot": "yes", "restricted": "yes"}, 1, "", "", ""),
    ("cycling", {"cycle": "unknown"}, 0, "allowed", "ikke oplyst", "cykling tilladt"),
    ("cycling", {"cycle": "unknown", "way_type": "road"}, 1, "", "", ""),
    ("cycling", {"cycle": "unknown", "way_type": "road", "restricted": "yes"}, 0, "allowed", "ikke oplyst",
     "cykling tilladt"),
    ("walking", {"cycle": "no"}, 1, "", "", ""),
    ("cycling", {"cycle": "no"}, -1, "allowed", "ikke tilladt", "cykling tilladt"),
    ("walking", {"way_type": "motor_road"}, -1, "motor_road", "kun motorkøretøjer", "ikke kun for motorkøretøjer"),
    ("walking", {"status": "planned"}, -1, "status", "planlagt", "anlagt"),
    ("walking", {"status": "closed"}, -1, "status", "lukket", "anlagt"),
    ("walking", {"status": "?"}, 0, "status", "?", "anlagt"),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "told", "answer", "rule", "found", "limit"), CASES)
def test_each_rule_answers_with_its_reason(profile, told, answer, rule, found, limit):
    made = passable(path(**told), PROFILES[profile], LEVEL)
    assert (made.forward[0], made.backward[0]) == (answer, answer)
    if answer == 1:
        assert made.reasons.empty
        return
    row = made.reasons.iloc[0]
    assert len(made.reasons) == 1
    assert (row.edge_id, row.direction, row.rule, row.found, row.limit) == (1, "both", rule, found, limit)
    assert row.verdict == ("no" if answer == -1 else "unknown")
    assert row.source == PROFILES[profile].limits[rule].source


def test_no_beats_unknown_and_unknown_beats_yes_and_all_reasons_are_told_the_hardest_first():
    made = passable(path(width_m=np.nan, kerb_cm=9.0, surface="gravel"), PROFILES["wheelchair"], LEVEL)
    assert made.forward[0] == -1
    assert made.reasons[["rule", "verdict"]].values.tolist() == [
        ["kerb", "no"],
        ["width", "unknown"],
        ["surface", "unknown"],
    ]
    assert answers(width_m=np.nan) == (0, 0)


ROAD = {"way_type": "road", "pavement_width_m": 2.0}
QUIET = {"speed_kmh": 30.0, "aadt": 500.0}


@pytest.mark.parametrize("profile", ["wheelchair", "walking_aid", "school_child"])
@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({"pavement": "yes"}, 1),
        ({"pavement": "no", **QUIET}, 1),
        ({"pavement": "no", "speed_kmh": 50.0}, -1),
        ({"pavement": "no", "aadt": 501.0}, -1),
        ({"pavement": "no"}, 0),
        ({"pavement": "no", "speed_kmh": 30.0}, 0),
        ({"pavement": "unknown", "speed_kmh": 80.0, "aadt": 9000.0}, 0),
    ],
)
def test_a_road_is_a_walkway_with_a_pavement_or_when_it_is_quiet(profile, told, answer):
    assert answers(profile, **ROAD, **told) == (answer, answer)
    assert answers("walking", **ROAD, **told) == (1, 1)
    assert answers("cycling", **ROAD, **told) == (1, 1)


def test_a_quiet_road_of_unknown_pavement_needs_none_and_a_way_of_unknown_kind_is_never_closed_for_it():
    assert answers("school_child", **ROAD, pavement="unknown", **QUIET) == (1, 1)
    assert answers("school_child", way_type="unknown", pavement="no", speed_kmh=80.0, aadt=9000.0) == (0, 0)


def test_the_width_of_a_road_is_not_that_of_its_pavement():
    told = {"way_type": "road", "pavement": "yes", "width_m": 7.0}
    made = passable(path(**told), PROFILES["wheelchair"], LEVEL)
    assert made.forward[0] == 0
    assert made.reasons.found.tolist() == ["fortovets bredde ikke oplyst"]
    assert answers(**told, pavement_width_m=1.5) == (1, 1)
    assert answers(**told, pavement_width_m=1.0) == (-1, -1)
    assert answers(way_type="road", pavement="no", width_m=4.5, **QUIET) == (1, 1)


def test_the_kerb_along_a_road_may_be_lowered_where_one_crosses_and_is_unknown_until_somebody_looks():
    told = {"way_type": "road", "pavement": "yes", "pavement_width_m": 2.0, "kerb_cm": 10.0}
    made = passable(path(**told), PROFILES["wheelchair"], LEVEL)
    assert made.forward[0] == 0
    assert made.reasons.found.tolist() == ["10 cm langs vej, sænkning ikke oplyst"]
    assert answers(**(told | {"kerb_cm": 2.0})) == (1, 1)
    assert answers(**(told | {"way_type": "path"})) == (-1, -1)
    assert "kerb" in set(passable(path(**(told | {"way_type": "unknown"})), PROFILES["wheelchair"]).reasons.rule)
    assert answers(**(told | {"way_type": "unknown"})) == (0, 0)


def test_a_road_has_no_steps_unless_they_are_written_down():
    assert answers(**ROAD, pavement="yes", steps="unknown") == (1, 1)
    assert answers(**ROAD, pavement="yes", steps="yes", ramp="no") == (-1, -1)


def test_one_way_binds_those_who_cycle_alone():
    assert answers("cycling", oneway=1) == (1, -1)
    assert answers("cycling", oneway=-1) == (-1, 1)
    assert answers("walking", oneway=1) == (1, 1)
    reasons = passable(path(oneway=1), PROFILES["cycling"], LEVEL).reasons
    assert reasons[["direction", "rule", "verdict"]].values.tolist() == [["backward", "oneway", "no"]]


def test_what_is_planned_counts_as_built_where_a_plan_is_judged_and_what_is_closed_never():
    profile = PROFILES["walking"]
    assert passable(path(status="planned"), profile, planned=True).forward[0] == 1
    assert passable(path(status="closed"), profile, planned=True).forward[0] == -1


def test_without_terrain_slope_is_unknown_for_those_who_need_it_and_no_matter_for_others():
    made = passable(path(), PROFILES["wheelchair"])
    assert made.forward[0] == made.backward[0] == 0
    assert made.reasons.rule.tolist() == ["slope_up", "slope_down", "landing_40"]
    assert set(made.reasons.found) == {"ikke målt (ingen højdemodel)"}
    assert passable(path(), PROFILES["walking"]).forward[0] == 1
    outside = passable(path(), PROFILES["wheelchair"], slopes_of([np.nan]))
    assert set(outside.reasons.found) == {"ikke målt (uden for højdemodellen)"}
    assert outside.forward[0] == 0


def test_slope_is_held_against_the_limit_of_the_direction_gone():
    one = dataclasses.replace(PROFILES["wheelchair"], limits={
        name: dataclasses.replace(limit, value=80.0) if name == "slope_down" else limit
        for name, limit in PROFILES["wheelchair"].limits.items()
    })  # fmt: skip
    made = passable(path(), one, slopes_of([60.0], [20.0]))
    assert (made.forward[0], made.backward[0]) == (-1, 1)
    row = made.reasons.iloc[0]
    assert (row.direction, row.rule, row.found, row.limit) == ("forward", "slope_up", "60 ‰", "højst 50 ‰")
    assert answers(slopes=slopes_of([50.04])) == (1, 1)  # told as 50
    assert answers(slopes=slopes_of([50.1])) == (-1, -1)


@pytest.mark.parametrize(
    ("run", "ramp", "seen", "bridge", "answer"),
    [
        (12.0, 12.0, True, False, 1),
        (12.5, 12.5, True, False, -1),
        (12.5, 12.5, False, False, 0),
        (30.0, 10.0, True, False, 0),
        (30.0, 30.0, True, True, 0),
    ],
)
def test_long_ramps_need_landings_which_terrain_shows_only_in_small_cells(run, ramp, seen, bridge, answer):
    made = passable(path(), PROFILES["wheelchair"], slopes_of([45.0], run=run, ramp=ramp, seen=seen, bridge=bridge))
    assert (made.forward[0], made.backward[0]) == (answer, answer)
    if answer == 0:
        assert made.reasons.found[0].endswith("hvileplaner ikke oplyst")


def test_time_is_that_on_the_level_times_the_pace_of_the_slope_each_way():
    made = passable(path(), PROFILES["walking"], slopes_of([50.0]))
    assert made.seconds_forward[0] == pytest.approx(40.0 / (4.8 / 3.6) * 1.5)
    assert made.seconds_backward[0] == pytest.approx(40.0 / (4.8 / 3.6) * 0.75)
    assert passable(path(), PROFILES["cycling"]).seconds_forward[0] == pytest.approx(40.0 / (16.0 / 3.6))


def test_a_slope_that_the_layer_tells_is_taken_where_terrain_has_none():
    def made(told, slopes=None):
        return passable(path(incline_permille=told), PROFILES["wheelchair"], slopes)

    assert (made(-30.0).forward[0], made(-30.0).backward[0]) == (1, 1)
    assert made(80.0).forward[0] == -1
    assert made(80.0).reasons.found.tolist()[:2] == ["80 ‰", "80 ‰"]
    assert made(45.0).forward[0] == 0  # 40 m long: landings are not told
    assert made(np.nan).forward[0] == 0
    assert made(80.0, slopes_of([10.0])).forward[0] == 1  # measured: the terrain holds
    assert made(80.0, slopes_of([np.nan])).forward[0] == -1


def test_an_edge_that_is_marked_unfit_in_its_layer_is_closed_and_one_that_is_marked_fit_is_judged_all_the_same():
    assert answers(wheelchair="no") == (-1, -1)
    assert answers("walking", wheelchair="no") == (1, 1)
    assert answers(wheelchair="yes", kerb_cm=9.0) == (-1, -1)
    assert answers(wheelchair="unknown") == (1, 1)


def test_advice_closes_nothing_and_is_told_apart():
    told = path(width_m=1.4, lit="no")
    assert passable(told, PROFILES["wheelchair"], LEVEL).forward[0] == 1
    assert advice(told, PROFILES["wheelchair"], LEVEL).rule.tolist() == ["good_width", "lit"]
    steep = slopes_of([48.0], run=60.0)
    assert passable(path(), PROFILES["cycling"], steep).forward[0] == 1
    said = advice(path(), PROFILES["cycling"], steep)
    assert said[["direction", "rule", "found"]].values.tolist() == [["forward", "run_up_45", "60 m over 45 ‰"]]


def test_own_limits_change_the_answer_and_a_limit_can_be_taken_away():
    own = pd.DataFrame({
        "profil": ["wheelchair", "wheelchair"], "regel": ["width", "kerb"], "grænse": ["1,0", ""],
        "enhed": ["m", ""], "styrke": ["skal", "ingen"],
    })  # fmt: skip
    mine = load_profiles(own)["wheelchair"]
    assert passable(path(width_m=1.1, kerb_cm=15.0), mine, LEVEL).forward[0] == 1
    assert answers(width_m=1.1, kerb_cm=15.0) == (-1, -1)
    assert mine.limits["width"].source == "egen tabel"


WORDS = {
    "way_type": ["path", "road", "motor_road", "unknown"], "status": ["built", "planned", "closed", ""],
    "foot": ["yes", "no", "unknown"], "cycle": ["yes", "no", "unknown"], "pavement": ["yes", "no", "unknown"],
    "steps": ["yes", "no", "unknown"], "ramp": ["yes", "no", "unknown"], "lit": ["yes", "no", "unknown"],
    "surface": ["asphalt", "gravel", "cobbles", "unknown", "marmor"],
}  # fmt: skip
NUMBERS = {"width_m": [0.9, 1.3, 4.0], "kerb_cm": [0.0, 8.0], "cross_fall_permille": [10.0, 60.0],
           "speed_kmh": [30, 80], "aadt": [100, 9000]}  # fmt: skip


def random_case(seed):
    rng = np.random.default_rng(seed)
    m = int(rng.integers(1, 8))
    told = {name: rng.choice(words, m).astype(object) for name, words in WORDS.items()}
    told |= {name: rng.choice([np.nan, *values], m) for name, values in NUMBERS.items()}
    told["oneway"] = rng.choice([-1, 0, 1], m)
    slopes = slopes_of(rng.choice([np.nan, 0.0, 45.0, 90.0], m), rng.choice([0.0, 60.0], m), run=20.0, ramp=5.0)
    return network(*[(0, k, 10, k) for k in range(m)], **told), slopes if rng.random() < 0.8 else None, rng


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_the_answer_is_the_least_of_all_rules_and_every_reason_is_told_once(seed):
    net, slopes, _ = random_case(seed)
    for profile in PROFILES.values():
        made = passable(net, profile, slopes)
        case = Case(net.edges, profile, slopes)
        for e in range(len(net.edges)):
            there, back, want = [1], [1], set()
            for rule, limit in profile.limits.items():
                if not limit.required or limit.kind not in RULES:
                    continue
                answer = RULES[limit.kind](case, limit)
                there.append(answer.forward[e])
                back.append(answer.backward[e])
                names = {-1: "no", 0: "unknown"}
                want |= {(rule, "forward", names[v]) for v in [int(answer.forward[e])] if v < 1}
                want |= {(rule, "backward", names[v]) for v in [int(answer.backward[e])] if v < 1}
            assert (made.forward[e], made.backward[e]) == (min(there), min(back))
            told = made.reasons[made.reasons.edge_id == e + 1]
            got = [
                (row.rule, way, row.verdict)
                for row in told.itertuples()
                for way in (("forward", "backward") if row.direction == "both" else (row.direction,))
            ]
            assert sorted(got) == sorted(want)
        assert (made.reasons.found.str.len() > 0).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_what_becomes_known_settles_an_answer_and_never_turns_one_round(seed):
    """Whatever an unknown turns out to be, yes stays yes and no stays no; and with nothing known nothing is yes."""
    net, slopes, rng = random_case(seed)
    edges = net.edges.copy()
    for name in (*WORDS, *NUMBERS):
        values = WORDS.get(name) or NUMBERS[name]
        known = [v for v in values if v not in {"unknown", "", "marmor", "motor_road"}]
        gone = edges[name].isin(["unknown", "", "marmor"]) | edges[name].isna()
        edges.loc[gone, name] = rng.choice(known, int(gone.sum()))
    edges.loc[(edges.way_type == "road") & (net.edges.steps == "unknown"), "steps"] = "no"  # roads have none
    for name, kinds in (("foot", ["path", "road"]), ("cycle", ["road"])):  # open by the general rule, which is told
        edges.loc[net.edges.way_type.isin(kinds) & (net.edges[name] == "unknown"), name] = "yes"
    filled = dataclasses.replace(net, edges=edges)
    for profile in PROFILES.values():
        before, after = passable(net, profile, slopes), passable(filled, profile, slopes)
        for one, other in ((before.forward, after.forward), (before.backward, after.backward)):
            assert (other[one == 1] == 1).all()
            assert (other[one == -1] == -1).all()
        nothing = network((0, 0, 9, 0), **{name: [COLUMNS[name]] for name in COLUMNS})
        assert passable(nothing, profile).forward[0] == 0


def test_every_limit_of_the_table_has_a_rule_or_is_of_no_single_edge():
    kinds = {limit.kind for profile in PROFILES.values() for limit in profile.limits.values()}
    assert kinds - set(RULES) == {"quiet_speed", "quiet_aadt", "rest_every"}
    assert set(RULES) <= kinds


def test_no_edges():
    empty = network()
    made = passable(empty, one_profile("wheelchair"), None)
    assert made.forward.size == 0
    assert made.reasons.empty


def test_what_is_open_by_the_general_rule_alone_is_counted_and_told():
    for told, count in (({"foot": "unknown"}, 1), ({"foot": "yes"}, 0), ({"foot": "no"}, 0)):
        made = passable(path(**told), PROFILES["walking"], LEVEL)
        notes = default_notes([made])
        assert (int(made.by_default.sum()), len(notes)) == (count, count)
    notes = default_notes([passable(path(foot="unknown"), PROFILES["walking"], LEVEL)])
    assert "færdselslovens hovedregel (efter hukommelsen, ikke læst), ikke efter en registrering" in notes[0].da
