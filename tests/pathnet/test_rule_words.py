"""All that rules tell has English words: every rule is made to tell what it can."""

import itertools
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest

from gistools.pathnet.profiles import load_profiles
from gistools.pathnet.rule_words import PHRASES, rule_english, words_left
from gistools.pathnet.rules import RULES, Case
from gistools.pathnet.slopes import NO_ENDS, NO_TERRAIN, OUTSIDE, Slopes
from gistools.pathnet.surfaces import surface_class

WORDS = {
    "way_type": ("path", "road", "motor_road", "unknown"),
    "status": ("built", "planned", "closed", "unknown"),
    "foot": ("yes", "no", "unknown"),
    "cycle": ("yes", "no", "unknown"),
    "steps": ("yes", "no", "unknown"),
    "ramp": ("yes", "no", "unknown"),
    "pavement": ("yes", "no", "unknown"),
    "lit": ("yes", "no", "unknown"),
    "wheelchair": ("yes", "no", "unknown"),
    "surface": ("asphalt", "gravel", "setts", "unknown"),
}
NUMBERS = {
    "speed_kmh": (30.0, np.nan), "aadt": (12_500.0, np.nan), "width_m": (1.25, np.nan),
    "pavement_width_m": (0.9, np.nan),
    "kerb_cm": (1.0, 8.0, np.nan), "cross_fall_permille": (30.5, np.nan),
}  # fmt: skip


def edges():
    """Return edges that hold every two values of every two columns together, and a random thousand."""
    columns = {**WORDS, **NUMBERS}
    first = {name: values[0] for name, values in columns.items()}
    rows = [
        {**first, a: x, b: y}
        for a, b in itertools.combinations(columns, 2)
        for x, y in itertools.product(columns[a], columns[b])
    ]
    rng = np.random.default_rng(3)
    rows += [{name: values[rng.integers(len(values))] for name, values in columns.items()} for _ in range(1000)]
    return gpd.GeoDataFrame(rows).assign(oneway=np.resize([-1, 0, 1], len(rows)))


def slopes(m, over, *, landings_seen):
    """Return slopes of m edges: some known, some not for each reason."""
    steep = np.resize([1234.5, 60.0, np.nan, np.nan, np.nan], m)
    why = np.resize(np.array(["", "", "", OUTSIDE, NO_ENDS], dtype=object), m)
    runs = dict.fromkeys(over, (steep, steep))
    return Slopes(steep, steep, runs, runs, {}, np.zeros(m, bool), why, landings_seen)


def told(rule):
    """Return all that a rule tells: what it finds, and what it asks for, by every profile."""
    said, table = set(), edges()
    for profile, planned, seen in itertools.product(load_profiles().values(), (False, True), (None, False, True)):
        some = next(iter(profile.limits.values()))
        limits = [one for one in profile.limits.values() if one.kind == rule]
        for limit in limits or [replace(some, rule=f"{rule}_40", value=12.0, over_permille=40.0)]:
            over = {limit.over_permille}
            grades = None if seen is None else slopes(len(table), over, landings_seen=seen)
            answer = RULES[rule](Case(table, profile, grades, planned), limit)
            said.add(answer.limit)
            for going in (True, False):
                said |= set(answer.found(np.arange(len(table)), going).tolist())
    return said


@pytest.mark.parametrize("rule", RULES)
def test_all_that_a_rule_tells_has_english_words(rule):
    said = told(rule)
    assert said
    assert {one: words_left(one) for one in said if words_left(one) and not surface_class(one)} == {}


def test_no_phrase_of_the_list_is_told_by_no_rule():
    said = set().union(*map(told, RULES))
    assert [one.da for one in PHRASES if not any(one.da in sentence for sentence in said)] == []


def test_words_that_have_no_english_are_found_also_inside_a_known_sentence():
    assert words_left("mindst 1,3 m, og uden kaniner") == "uden kaniner"
    assert rule_english("gangbro og cykelsti") == "gangbro and cykelsti"  # words of users are not cut
    assert rule_english(NO_TERRAIN) == "not measured (no elevation model)"
    assert rule_english("16 m over 40 ‰, hvileplaner ikke oplyst") == "16 m above 40 ‰, landings not recorded"
    assert rule_english("10 cm langs vej, sænkning ikke oplyst") == "10 cm along a road, lowering not recorded"
    assert rule_english("vej, fortov ikke oplyst, 50 km/t, 1.800 køretøjer/døgn") == (
        "road, pavement not recorded, 50 km/h, 1,800 vehicles a day"
    )
